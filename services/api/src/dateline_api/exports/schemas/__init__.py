"""What describes the formats, generated from the code and committed, so that a change shows as a diff; served under /schemas/.

`python -m dateline_api.exports.schemas` writes them; `--check` only compares and fails on a difference.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import orjson
from pydantic import TypeAdapter

from dateline_api.exports.columns import csvw
from dateline_api.exports.plover_record import PloverEvent
from dateline_api.records import EventRecord

FOLDER: Final = Path(__file__).parent
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def event() -> dict[str, Any]:
    """The record of an event. Fields may be added, so others than these are allowed."""
    return {"$schema": DRAFT, "$id": "/schemas/event-1.json", **EventRecord.model_json_schema()}


def plover() -> dict[str, Any]:
    """The record of the PLOVER export."""
    return {"$schema": DRAFT, "$id": "/schemas/plover-1.json", **TypeAdapter(PloverEvent).json_schema()}


def parquet() -> dict[str, Any]:
    """The columns of the Parquet export; to write them down takes its library."""
    from dateline_api.exports.parquet import described

    return described()


SCHEMAS: Final[dict[str, Callable[[], dict[str, Any]]]] = {"event-1.json": event, "csv-1.json": csvw, "parquet-1.json": parquet, "plover-1.json": plover}


def render(name: str) -> bytes:
    """A description, as its file holds it."""
    return orjson.dumps(SCHEMAS[name](), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def outdated() -> list[str]:
    """The files that are missing or differ."""
    return [name for name in SCHEMAS if not (FOLDER / name).exists() or (FOLDER / name).read_bytes() != render(name)]
