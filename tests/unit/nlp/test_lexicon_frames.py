"""Every frame finds its own example, and the act in it is complete."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.lexicon.load import load_lexicon
from dateline_nlp.models import Models
from dateline_nlp.ontology.load import load_ontology
from dateline_nlp.stages import about, clauses, names, parse, refer
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.stages.parties import Cast
from dateline_nlp.values import Document, ParsedSentence, Sentence

ONTOLOGY = load_ontology()
LEXICON = load_lexicon(ONTOLOGY)


@pytest.fixture(scope="module")
def examples(models: Models) -> dict[str, tuple[ParsedSentence, ...]]:
    """The parse of each frame's example, all made at once."""
    at = datetime(2020, 1, 1, tzinfo=UTC)
    texts = {frame.id: frame.example for frame in LEXICON.frames.values()}
    wanted = [(Document("", text, at, at), (Sentence(0, "text", 0, len(text), "body", True, 0),)) for text in texts.values()]
    return dict(zip(texts, parse.parse_many(models, wanted), strict=True))


def clauses_of(models: Models, parsed: tuple[ParsedSentence, ...], *, sport: bool) -> tuple[Clause, ...]:
    known = refer.resolve(models, parsed, names.find(models, parsed))
    cast = Cast(models, known, LEXICON, sport=sport)
    return about.embed(clauses.read(parsed[0], LEXICON, cast), LEXICON, ONTOLOGY, cast)


@pytest.mark.parametrize("frame_id", sorted(LEXICON.frames))
def test_frame_finds_its_example(models: Models, examples: dict[str, tuple[ParsedSentence, ...]], frame_id: str) -> None:
    found = {clause.frame.id: clause.dropped for clause in clauses_of(models, examples[frame_id], sport=LEXICON.frames[frame_id].sport)}
    assert found.get(frame_id, "not found") is None, found
