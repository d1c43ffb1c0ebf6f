"""Reads articles: the whole flow of the nlp service on one screen.

clean -> split -> parse -> names -> refer -> quotes, times -> clauses (triggers, arguments, status) -> about -> mentions
(attribution, time, place, contexts, quantities, confidence) -> partners -> narrative (acts told on share a day) -> merge
-> settings (acts set each other in time) -> scene.
Every stage is a function over frozen values.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from dateline_shared.contracts.article import Reading
from dateline_shared.contracts.entity import Chain, EntityMention
from dateline_shared.contracts.event import EventMention, Phrase
from dateline_shared.contracts.extraction import Dropped, Extraction, Language, Pipeline

from dateline_nlp import calibration as calibration_file
from dateline_nlp import languages
from dateline_nlp.calibration import Calibration
from dateline_nlp.collector import still
from dateline_nlp.languages import Reads
from dateline_nlp.lexicon import load as lexicon_files
from dateline_nlp.lexicon.load import Lexicon, load_lexicon
from dateline_nlp.models import Models
from dateline_nlp.models import load as load_models
from dateline_nlp.ontology import load as ontology_files
from dateline_nlp.ontology.load import Ontology, load_ontology
from dateline_nlp.stages import (
    about,
    bonds,
    clauses,
    clean,
    contexts,
    ellipsis,
    harms,
    home,
    language,
    names,
    narrative,
    parse,
    partners,
    quantities,
    quotes,
    refer,
    scene,
    settings,
    split,
    sporting,
    times,
    undone,
    utterance,
)
from dateline_nlp.stages.confidence import rate
from dateline_nlp.stages.headlines import repair
from dateline_nlp.stages.markup import plain
from dateline_nlp.stages.mentions import Setting, build
from dateline_nlp.stages.merge import merge
from dateline_nlp.stages.parties import Cast
from dateline_nlp.values import Cleaned, Document, Names, ParsedSentence, Sentence

NONE = Language(code="und", confidence=0.0, supported=False)


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that reading needs, loaded once and never changed."""

    models: Models
    ontology: Ontology
    lexicon: Lexicon
    calibration: Calibration
    pipeline: Pipeline
    language: str = language.SUPPORTED  # that this reader reads
    others: Mapping[str, Reads] = field(default_factory=dict)  # who reads the other languages

    def extract(self, reading: Reading, *, explain: bool = False) -> Extraction:
        """All that is found in one article; with `explain` also what was dropped, and why."""
        return self.extract_many([reading], explain=explain)[0]

    def extract_many(self, readings: Iterable[Reading], *, explain: bool = False) -> list[Extraction]:
        """One extraction for each article, in order; sentences of all are parsed in common batches."""
        with still():
            prepared = [_prepare(self, reading) for reading in readings]
            mine = [p for p in prepared if p.refused is None and p.language.code not in self.others]
            parsed = parse.parse_many(self.models, [(p.document, p.sentences) for p in mine])
            found = {id(p): _read(self, p, sentences, explain=explain) for p, sentences in zip(mine, parsed, strict=True)}
            for code, other in self.others.items():
                theirs = [p for p in prepared if p.language.code == code]
                found |= {id(p): answer for p, answer in zip(theirs, other.extract_many([p.reading for p in theirs], explain=explain), strict=True)}
        return [p.refused or found[id(p)] for p in prepared]


@dataclass(frozen=True, slots=True)
class _Prepared:
    reading: Reading
    document: Document
    language: Language
    cleaned: Cleaned
    sentences: tuple[Sentence, ...] = ()
    refused: Extraction | None = None


def load_reader(ontology_path: Path | None = None) -> Reader:
    """Loads models, ontology and lexicon, with a user's own types and frames. Raises DataFileError with file and line."""
    ontology = load_ontology(ontology_path)
    lexicon = load_lexicon(ontology, ontology_path)
    models = load_models()
    pipeline = Pipeline(version=version("dateline-nlp"), digest=_digest(ontology_path), models=models.names)
    others = languages.installed(models, ontology)
    return Reader(models=models, ontology=ontology, lexicon=lexicon, calibration=calibration_file.load(), pipeline=pipeline, others=others)


def _digest(user_file: Path | None) -> str:
    """12 hex digits over the data files that decide how a text is read."""
    state = hashlib.sha256()
    for path in (*ontology_files.data_files(), *lexicon_files.data_files(user_file), calibration_file.FILE):
        state.update(path.name.encode())
        state.update(path.read_bytes())
    return state.hexdigest()[:12]


def _prepare(reader: Reader, reading: Reading) -> _Prepared:
    article = reading.article
    document = Document(article.title, plain(article.text), article.published_at, reading.received_at, posted=article.text)
    if not (document.title.strip() or document.text.strip()):
        empty = Cleaned((), (), article.published_at, None)
        return _Prepared(reading, document, NONE, empty, refused=_refused(reader, reading, "rejected", "The article has neither a title nor a text.", NONE))
    known = (reader.language, *reader.others)
    found = language.identify(reader.models, document, known)
    cleaned = clean.clean(document)
    if not found.supported:
        reason = f"The text is in the language {found.code!r}; only {'English is' if known == ('en',) else ', '.join(sorted(known)) + ' are'} read."
        return _Prepared(reading, document, found, cleaned, refused=_refused(reader, reading, "unsupported_language", reason, found))
    return _Prepared(reading, document, found, cleaned, split.split(document, cleaned))


def _refused(reader: Reader, reading: Reading, outcome: Literal["unsupported_language", "rejected"], reason: str, found: Language) -> Extraction:
    return Extraction(
        article_id=reading.article_id,
        revision=reading.revision,
        attempt=reading.attempt,
        pipeline=reader.pipeline,
        outcome=outcome,
        reason=reason,
        language=found,
        published_at=reading.article.published_at,
    )


def _read(reader: Reader, prepared: _Prepared, parsed: tuple[ParsedSentence, ...], *, explain: bool) -> Extraction:
    published_at = prepared.cleaned.published_at
    told_at = published_at or prepared.reading.received_at
    for sentence in parsed:
        if sentence.sentence.kind == "headline":
            repair(sentence.doc, reader.lexicon.cues["struck"])
    sport = sporting.is_report(parsed, reader.lexicon.cues["sport"])
    known = refer.resolve(reader.models, parsed, names.find(reader.models, parsed, sport=sport))
    said = quotes.find(parsed, known)
    cast = Cast(reader.models, known, reader.lexicon, sport=sport)
    at_home = home.country(reader.models.gazetteer, parsed, known)
    spoken = contexts.survey(parsed, reader.lexicon.contexts)
    timexes = times.find(parsed, told_at)
    setting = Setting(reader.models, reader.ontology, reader.lexicon, cast, quotes.by_place(said), timexes, spoken, told_at, at_home, explain)
    told, left_out = _events(setting, parsed)
    rated = rate(told, reader.lexicon.frames, reader.calibration)
    mentions = _entity_mentions(known, parsed)
    return Extraction(
        article_id=prepared.reading.article_id,
        revision=prepared.reading.revision,
        attempt=prepared.reading.attempt,
        pipeline=reader.pipeline,
        language=prepared.language,
        published_at=published_at,
        dateline=Phrase(text=dateline.exact, spans=(dateline,)) if (dateline := prepared.cleaned.dateline) else None,
        set_aside=prepared.cleaned.set_aside,
        entities=tuple(known.entities.values()),
        entity_mentions=mentions,
        chains=_chains(mentions),
        events=rated,
        quotes=said,
        sentences=tuple(sentence.whole() for sentence in parsed if _is_ground(sentence, rated)),
        dropped=left_out,
    )


def _is_ground(sentence: ParsedSentence, events: Sequence[EventMention]) -> bool:
    """Whether an event rests on words of this sentence."""
    place = sentence.sentence
    return any(span.part == place.part and span.start < place.end and place.start < span.end for event in events for span in event.evidence)


def _events(setting: Setting, parsed: Sequence[ParsedSentence]) -> tuple[tuple[EventMention, ...], tuple[Dropped, ...]]:
    told: list[EventMention] = []
    bound: list[bonds.Told] = []
    left_out: list[Dropped] = []
    order: dict[str, int] = {}  # sentence of a mention, by its key
    known = setting.lexicon.quantities
    last: tuple[clauses.Clause, ...] = ()  # of the sentence before
    for sentence in parsed:
        read = clauses.read(sentence, setting.lexicon, setting.cast)
        embedded = undone.find(about.embed(read, setting.lexicon, setting.ontology, setting.cast), sentence, setting)
        embedded = last = ellipsis.find(sentence, embedded, last, setting)
        ahead = [utterance.is_to_come(clause, setting.timexes, published_at=setting.published_at) for clause in embedded]
        embedded = tuple(replace(c, dropped=c.dropped or "a noun told as to come") if is_ahead else c for c, is_ahead in zip(embedded, ahead, strict=True))
        embedded = harms.settle(embedded, told, order, sentence.sentence.index, setting.lexicon)
        if setting.explain:
            left_out += [clauses.dropped(clause) for clause in embedded if clause.dropped]
        kept = [clause for clause in embedded if not clause.dropped]
        amounts, left = quantities.share(kept, sentence, known, setting.cast)
        for clause, amount in zip(kept, amounts, strict=True):
            told.append(build(clause, setting, f"x{len(told) + 1}", amount))
            order[told[-1].key] = sentence.sentence.index
            bound.append(bonds.Told(told[-1].key, clause))
        told = quantities.follow(told, left, sentence, order, known)
    same = bonds.referring(bound)
    dated = narrative.settle(partners.complete(told), bound, parsed, setting.timexes, setting.published_at)
    merged, keys = merge(dated, same)
    return scene.settle(settings.settle(merged, bonds.find(bound, same), keys), parsed, setting.cast.names), tuple(left_out)


def _entity_mentions(known: Names, parsed: Sequence[ParsedSentence]) -> tuple[EntityMention, ...]:
    by_index = {p.sentence.index: p for p in parsed}
    return tuple(
        EntityMention(key=f"m{n}", entities=m.entities, span=(by_index[m.sentence].span(m.first, m.last),), form=m.form, rule=m.rule)
        for n, m in enumerate(known.mentions, 1)
    )


def _chains(mentions: tuple[EntityMention, ...]) -> tuple[Chain, ...]:
    by_entities: dict[tuple[str, ...], list[str]] = {}
    for mention in mentions:
        by_entities.setdefault(mention.entities, []).append(mention.key)
    return tuple(Chain(key=f"c{n}", entities=entities, mentions=tuple(keys)) for n, (entities, keys) in enumerate(by_entities.items(), 1))
