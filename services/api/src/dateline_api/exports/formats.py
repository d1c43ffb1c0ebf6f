"""The formats of exports: what each is called, how it is sent, and what describes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dateline_api.db.event_filter import EventFilter
from dateline_api.exports.table import Table
from dateline_api.exports.writer import Lines, Writer

FormatName = Literal["ndjson", "csv"]


def _everything(wanted: EventFilter) -> EventFilter:
    return wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format. `narrow` leaves out what its readers must not come upon unasked; `squeezes` says that its bytes are worth compressing."""

    media_type: str
    suffix: str  # of the file's name
    schema: str  # its description, below /schemas/
    writer: Callable[[], Writer]
    narrow: Callable[[EventFilter], EventFilter] = _everything
    squeezes: bool = True


FORMATS: dict[FormatName, Format] = {
    "ndjson": Format(media_type="application/x-ndjson", suffix="ndjson", schema="event-1.json", writer=Lines),
    "csv": Format(media_type="text/csv; charset=utf-8; header=present", suffix="csv", schema="csv-1.json", writer=Table),
}
