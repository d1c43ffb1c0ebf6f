"""Write what is made from the ontology and the lexicon: `python docs/codebook.py`, or `--check` to compare only.

That is the part of docs/codebook.md between the markers, what stands outside of them being written by hand, and the
table of types that the PLOVER export needs and cannot ask the ontology for, since no service imports another.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from dateline_nlp.lexicon.load import Lexicon, load_lexicon
from dateline_nlp.ontology.load import EventType, Mode, Named, Ontology, load_ontology

TARGET = Path(__file__).with_name("codebook.md")
TYPES = Path(__file__).parents[1] / "services/api/src/dateline_api/exports/plover_types.json"
QUADS = {"verbal cooperation": 1, "material cooperation": 2, "verbal conflict": 3, "material conflict": 4}  # as PLOVER numbers them
BEGIN, END = "<!-- ontology -->", "<!-- /ontology -->"


def families(lexicon: Lexicon, type_name: str) -> list[str]:
    """The families of acts that the lexicon knows of a type."""
    return sorted({frame.family for frame in lexicon.frames.values() if frame.type == type_name})


def section(kind: EventType, lexicon: Lexicon) -> list[str]:
    """One type as lines of Markdown."""
    facts = [f"recipient {kind.recipient}"]
    facts += ["mutual acts list every party as actor"] if kind.reciprocal else []
    facts += ["an act of speech"] if kind.speech else []
    facts += [kind.quad] if kind.quad else []
    facts += [f"score {kind.score:g}"] if kind.score is not None else []
    facts += [f"CAMEO {', '.join(kind.cameo)}"] if kind.cameo else []
    lines = [f"### {kind.name}", "", f"{kind.definition}", "", f"*{'; '.join(facts)}*", ""]
    lines += [*(f"- yes: {example}" for example in kind.yes), *(f"- no: {example}" for example in kind.no), ""]
    if kind.modes:
        lines += ["| mode | definition | example | CAMEO | score |", "|---|---|---|---|---|"]
        lines += [mode_row(kind, mode, lexicon) for mode in kind.modes]
        lines += [""]
    return [*lines, f"Families: {', '.join(families(lexicon, kind.name)) or 'none yet'}.", ""]


def mode_row(kind: EventType, mode: Mode, lexicon: Lexicon) -> str:
    """A mode as a row: the example is that of its first frame, a score that it does not have is its type's."""
    example = next((frame.example for frame in lexicon.frames.values() if (frame.type, frame.mode) == (kind.name, mode.name)), "")
    score = kind.score if mode.score is None else mode.score
    return f"| {mode.name} | {mode.definition} | {example} | {', '.join(mode.cameo)} | {'' if score is None else f'{score:g}'} |"


def named(title: str, entries: Iterable[Named]) -> list[str]:
    """Contexts or sectors as a table."""
    return [f"## {title}", "", "| name | definition |", "|---|---|", *(f"| {each.name} | {each.definition} |" for each in entries), ""]


def render(text: str, ontology: Ontology, lexicon: Lexicon) -> str:
    """The codebook with its generated part made anew. Raises ValueError when a marker is missing."""
    lines = [f"## Types (ontology {ontology.version})", ""]
    for kind in ontology.types.values():
        lines += section(kind, lexicon)
    lines += named("Contexts", ontology.contexts.values())
    lines += named("Sectors", ontology.sectors.values())
    before, _, rest = text.partition(BEGIN)
    _, marked, after = rest.partition(END)
    if not marked:
        raise ValueError(f"{TARGET.name} lacks {BEGIN} or {END}")
    return "\n".join([before + BEGIN, "", *lines, END + after])


def plover_types(ontology: Ontology) -> str:
    """Quad code and scores of PLOVER's own types, as JSON."""
    types = {
        kind.name: {"quad": QUADS[kind.quad], "score": kind.score, "modes": {mode.name: mode.score for mode in kind.modes if mode.score is not None}}
        for kind in ontology.types.values()
        if kind.quad
    }
    return json.dumps({"ontology": ontology.version, "types": types}, indent=2) + "\n"


def main(arguments: list[str]) -> int:
    """Write, or compare; exit code 1 when they differ."""
    ontology = load_ontology()
    wanted = {TARGET: render(TARGET.read_text(encoding="utf-8"), ontology, load_lexicon(ontology)), TYPES: plover_types(ontology)}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" in arguments:
            print(f"{path.name} is not what the data files say: run `.venv/bin/python docs/codebook.py`", file=sys.stderr)
        else:
            path.write_text(wanted[path], encoding="utf-8")
    return int("--check" in arguments and bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
