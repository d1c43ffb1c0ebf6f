"""Loads the lexicon: frames by trigger lemma, noun classes and cue words; adds the frames of a user's file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline_nlp.datafile import LINE, DataFileError, bare, check, entries, read
from dateline_nlp.lexicon.context import Contexts, ContextWords, index
from dateline_nlp.lexicon.frame import Frame, Words
from dateline_nlp.lexicon.quantity import Quantities, QuantityKind
from dateline_nlp.lexicon.quantity import index as index_quantities
from dateline_nlp.ontology.load import Ontology

HERE = Path(__file__).parent
FRAME_FILES = (
    "diplomacy.yaml",
    "speech.yaml",
    "force.yaml",
    "courts.yaml",
    "dealings.yaml",
    "general.yaml",
    "harm.yaml",
    "mishaps.yaml",
    "economy.yaml",
    "knowledge.yaml",
    "contests.yaml",
    "police.yaml",
    "politics.yaml",
    "work.yaml",
    "relief.yaml",
    "fields.yaml",
    "rare.yaml",
    "ordinary.yaml",
    "plain.yaml",
    "recounted.yaml",
    "retold_politics.yaml",
    "phrases.yaml",
    "idioms.yaml",
    "retold_nouns.yaml",
)
PARTY_CLASSES = frozenset(
    (
        "party",
        "person",
        "leader",
        "state",
        "government",
        "legislature",
        "armed",
        "police",
        "force",
        "civilian",
        "protester",
        "worker",
        "opposition",
        "company",
        "scientist",
        "belligerent",
        "rebelciv",
        "unknown_armed",
        "agent",
        "weapon",
        "named",
        "place",
        "number",
    )
)
"""Classes that are decided by who a noun stands for, not by a list of nouns: see stages.kinds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a condition of a frame accepts, for a quick answer."""

    words: frozenset[str]  # lemmas, or forms as they stand
    listed: frozenset[str]  # lemmas of all its lists of nouns
    parties: tuple[str, ...]  # classes that are decided by who a noun stands for


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The frames, and the word lists that the stages read."""

    frames: dict[str, Frame]
    by_verb: dict[str, tuple[Frame, ...]]
    by_noun: dict[str, tuple[Frame, ...]]
    classes: dict[str, frozenset[str]]
    cues: dict[str, frozenset[str]]
    contexts: Contexts
    quantities: Quantities
    wanted: dict[Words, Wanted]  # by the words of a condition

    @property
    def lemmas(self) -> frozenset[str]:
        """Every trigger lemma."""
        return frozenset(self.by_verb) | frozenset(self.by_noun)

    def wrapper(self, kind: str) -> Frame:
        """The frame of an announced act of that kind."""
        return next(f for f in self.frames.values() if f.wrapper == kind)


def load_lexicon(ontology: Ontology, user_file: Path | None = None, *, folder: Path = HERE) -> Lexicon:
    """Reads the files of a folder, the shipped ones unless told otherwise, then the user's. Raises DataFileError with file and line."""
    classes = _words(folder / "classes.yaml", "classes")
    cues = _words(folder / "cues.yaml", "cues")
    paths = [*(folder / name for name in FRAME_FILES if folder == HERE or (folder / name).exists()), *([user_file] if user_file else [])]
    frames: dict[str, Frame] = {}
    for path in paths:
        for entry in entries(read(path), "frames", path):
            frame = check(Frame, entry, path)
            where = f"{path}:{entry[LINE]}"
            if frame.id in frames and path is not user_file:
                raise DataFileError(f"{where}: the frame {frame.id!r} is given twice")
            ontology.require(frame.type, frame.mode, where)
            for name in _class_names(frame):
                if name not in classes and name not in PARTY_CLASSES:
                    raise DataFileError(f"{where}: there is no class ${name}")
            frames[frame.id] = frame
    for frame in frames.values():
        for target in frame.turns.values():
            if target not in frames:
                raise DataFileError(f"{folder}: the frame {frame.id!r} turns into {target!r}, which does not exist")
    matchable = [frame for frame in frames.values() if frame.wrapper is None]
    return Lexicon(
        frames=frames,
        by_verb=_index(matchable, "verbs"),
        by_noun=_index(matchable, "nouns"),
        classes=classes,
        cues=cues,
        quantities=_quantities(ontology, folder),
        contexts=index(_contexts(ontology, frames.values(), folder, user_file)),
        wanted={words: _wanted(words, classes) for f in matchable for words in (f.object, f.object_not, f.prep_object, f.subject, f.of)},
    )


def _wanted(words: Words, classes: dict[str, frozenset[str]]) -> Wanted:
    named = [word[1:] for word in words if word.startswith("$")]
    return Wanted(
        words=frozenset(word for word in words if not word.startswith("$")),
        listed=frozenset().union(*(classes[name] for name in named if name not in PARTY_CLASSES)),
        parties=tuple(name for name in named if name in PARTY_CLASSES),
    )


def _contexts(ontology: Ontology, frames: Iterable[Frame], folder: Path, user_file: Path | None) -> Iterator[ContextWords]:
    acts = {frame.family for frame in frames} | set(ontology.types) | {f"{kind.name}/{mode.name}" for kind in ontology.types.values() for mode in kind.modes}
    for path in (folder / "contexts.yaml", *([user_file] if user_file else [])):
        for entry in entries(read(path), "contexts", path):
            found, where = check(ContextWords, entry, path), f"{path}:{entry[LINE]}"
            for name in (found.name, *found.unless):
                if name not in ontology.contexts:
                    raise DataFileError(f"{where}: the ontology has no context {name!r}")
            if unknown := set(found.sectors) - set(ontology.sectors):
                raise DataFileError(f"{where}: the ontology has no sector {min(unknown)!r}")
            if unknown := set(found.acts) - acts:
                raise DataFileError(f"{where}: there is no type, mode or family {min(unknown)!r}")
            yield found


def _quantities(ontology: Ontology, folder: Path) -> Quantities:
    path = folder / "quantities.yaml"
    content = read(path)
    kinds: list[QuantityKind] = []
    for entry in entries(content, "kinds", path):
        kind = check(QuantityKind, entry, path)
        for name in kind.types:
            ontology.require(name, None, f"{path}:{entry[LINE]}")
        kinds.append(kind)
    return index_quantities(kinds, bare(content["signs"]), bare(content["currencies"]))


def data_files(user_file: Path | None = None) -> list[Path]:
    """Every file that decides how a text is read, in a fixed order."""
    return [*sorted(HERE.glob("*.yaml")), *([user_file] if user_file else [])]


def _index(frames: list[Frame], kind: str) -> dict[str, tuple[Frame, ...]]:
    found: dict[str, list[Frame]] = {}
    for frame in sorted(frames, key=lambda f: (f.last, -f.specificity)):
        for lemma in getattr(frame, kind):
            found.setdefault(lemma, []).append(frame)
    return {lemma: tuple(listed) for lemma, listed in found.items()}


def _class_names(frame: Frame) -> set[str]:
    listed = (*frame.object, *frame.object_not, *frame.subject, *frame.prep_object, *frame.of)
    return {word[1:] for word in listed if word.startswith("$")}


def _words(path: Path, key: str) -> dict[str, frozenset[str]]:
    content = read(path).get(key)
    if not isinstance(content, dict):
        raise DataFileError(f"{path}:1: {key} is missing")
    for name, listed in bare(content).items():
        if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            raise DataFileError(f"{path}:{content[LINE]}: {name} must be a list of words")
    return {name: frozenset(listed) for name, listed in bare(content).items()}
