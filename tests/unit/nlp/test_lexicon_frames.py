"""Every frame finds its own example, and the act in it is complete."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.lexicon.load import load_lexicon
from dateline_nlp.models import Models
from dateline_nlp.ontology.load import load_ontology
from dateline_nlp.stages import about, clauses, lemmas, names, parse, refer
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.stages.parties import Cast
from dateline_nlp.values import Document, Sentence

ONTOLOGY = load_ontology()
LEXICON = load_lexicon(ONTOLOGY)


def clauses_of(models: Models, text: str) -> tuple[Clause, ...]:
    document = Document("", text, datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC))
    parsed = parse.parse(models, document, (Sentence(0, "text", 0, len(text), "body", True, 0),))
    lemmas.repair(parsed[0].doc)
    known = refer.resolve(models, parsed, names.find(models, parsed))
    cast = Cast(models, known, LEXICON)
    return about.embed(clauses.read(parsed[0], LEXICON, cast), LEXICON, ONTOLOGY, cast)


@pytest.mark.parametrize("frame_id", sorted(LEXICON.frames))
def test_frame_finds_its_example(models: Models, frame_id: str) -> None:
    frame = LEXICON.frames[frame_id]
    found = {clause.frame.id: clause.dropped for clause in clauses_of(models, frame.example)}
    assert found.get(frame_id, "not found") is None, found
