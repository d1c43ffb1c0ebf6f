"""A contract is three things: a model, a committed schema and examples. These tests say that the three agree."""

import json
from pathlib import Path
from typing import Any

import pytest
from dateline_shared import schemas, streams
from dateline_shared.contracts.article import Article
from dateline_shared.contracts.base import Span
from dateline_shared.contracts.extraction import ANSWER, Extraction
from dateline_shared.errors import RejectedError, UnknownSchemaError
from pydantic import ValidationError

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.json"))


def _contract(example: Path) -> Any:
    return schemas.CONTRACTS[example.name.split(".")[0]]


def _extraction() -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "examples/answer-1.extraction.json").read_text(encoding="utf-8"))


def test_committed_schemas_are_what_the_models_say() -> None:
    assert schemas.outdated() == []


def test_every_contract_has_an_example() -> None:
    assert {example.name.split(".")[0] for example in EXAMPLES} == set(schemas.CONTRACTS)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_validates_and_round_trips(example: Path) -> None:
    contract = _contract(example)
    value = contract.validate_json(example.read_bytes())
    assert contract.validate_json(contract.dump_json(value)) == value


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_producer_may_not_add_an_unknown_field(example: Path) -> None:
    message = json.loads(example.read_text(encoding="utf-8")) | {"brand_new": 1}
    with pytest.raises(ValidationError, match="brand_new"):
        _contract(example).validate_python(message)


def test_reader_ignores_unknown_fields_within_the_major() -> None:
    message: dict[str, Any] = _extraction() | {"schema_version": "1.7", "brand_new": 1}
    message["events"][0]["weather"] = "rain"
    read = streams.decode(ANSWER, json.dumps(message).encode())
    assert isinstance(read, Extraction)
    assert read.events[0].type == "REJECT"


def test_reader_refuses_another_major() -> None:
    with pytest.raises(UnknownSchemaError, match=r"schema 2\.0"):
        streams.decode(ANSWER, json.dumps(_extraction() | {"schema_version": "2.0"}).encode())


@pytest.mark.parametrize("payload", [b"", b"[]", b"\xff", b"nonsense"])
def test_what_is_no_message_is_rejected(payload: bytes) -> None:
    with pytest.raises(RejectedError):
        streams.decode(ANSWER, payload)


def test_span_must_be_as_long_as_its_words() -> None:
    with pytest.raises(ValidationError, match="length"):
        Span(start=3, end=9, exact="four")


def test_offsets_count_code_points() -> None:
    assert Span(start=0, end=2, exact="🙂!").exact == "🙂!"


@pytest.mark.parametrize(
    ("breaks", "says"),
    [
        (lambda e: e["events"][1]["actors"][0].update(entity="person:nobody"), "no entity has the key"),
        (lambda e: e["events"][2].update(part_of="x9"), "no event mention has the key"),
        (lambda e: e["chains"][0].update(mentions=["m9"]), "no entity mention has the key"),
        (lambda e: e["entities"].append(e["entities"][0]), "a key is given twice"),
        (lambda e: e["events"][0].update(evidence=[]), "at least 1 item"),
        (lambda e: e["events"][0].update(status="rumoured"), "status"),
        (lambda e: e["events"][0].update(confidence=1.2), "confidence"),
    ],
    ids=["party", "part_of", "chain", "twice", "evidence", "status", "confidence"],
)
def test_extraction_that_contradicts_itself_is_refused(breaks: Any, says: str) -> None:
    message = _extraction()
    breaks(message)
    with pytest.raises(ValidationError, match=says):
        ANSWER.validate_python(message)


def test_contracts_are_frozen() -> None:
    article = Article(text="Two men met.")
    with pytest.raises(ValidationError, match="frozen"):
        article.text = "They did not."  # ty: ignore[invalid-assignment]


@pytest.mark.parametrize("spoilt", [{"text": "a\x00b"}, {"text": "", "title": "\x00"}, {"text": "", "authors": ["\x00"]}, {"text": "", "tags": ["a\x00"]}])
def test_article_with_a_nul_is_refused_with_advice(spoilt: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="remove it or replace it"):
        Article.model_validate(spoilt)


def test_lone_surrogates_are_refused() -> None:
    with pytest.raises(ValidationError):
        Article.model_validate_json(rb'{"text": "\ud800"}')
    with pytest.raises(ValidationError):
        Article(text="\ud800")
