"""JSON Schemas (2020-12) of the contracts, generated from the models and committed, so that a change shows as a diff.

`python -m dateline_shared.schemas` writes them; `--check` only compares and fails on a difference.
"""

from pathlib import Path
from typing import Any, Final

import orjson
from pydantic import TypeAdapter

from dateline_shared.contracts.arrival import ARRIVAL, Poll
from dateline_shared.contracts.article import Article, Chunk
from dateline_shared.contracts.discovery import Discover
from dateline_shared.contracts.extraction import ANSWER
from dateline_shared.contracts.page import ReadPage

FOLDER: Final = Path(__file__).parent

CONTRACTS: Final[dict[str, TypeAdapter[Any]]] = {
    "article-1": TypeAdapter(Article),
    "chunk-1": TypeAdapter(Chunk),
    "answer-1": ANSWER,
    "poll-1": TypeAdapter(Poll),
    "page-1": TypeAdapter(ReadPage),
    "discover-1": TypeAdapter(Discover),
    "arrival-1": ARRIVAL,
}
"""File name without ending, with the schema major, and the contract."""


def render(name: str) -> bytes:
    """The schema of one contract, as its file holds it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{name}.json", **CONTRACTS[name].json_schema()}
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def path(name: str) -> Path:
    """Where the schema of a contract is committed."""
    return FOLDER / f"{name}.json"


def outdated() -> list[str]:
    """The contracts whose committed schema is missing or differs."""
    return [name for name in CONTRACTS if not path(name).exists() or path(name).read_bytes() != render(name)]
