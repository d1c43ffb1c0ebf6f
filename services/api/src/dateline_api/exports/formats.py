"""The formats of exports: what each is called, how it is sent, and what describes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dateline_shared.errors import RejectedError

from dateline_api.db.event_filter import EventFilter
from dateline_api.exports.plover import Plover, narrow
from dateline_api.exports.table import Table
from dateline_api.exports.writer import Lines, Writer

FormatName = Literal["ndjson", "csv", "parquet", "plover"]


class FormatNotInstalledError(RejectedError):
    """The library of a format is an extra that is not installed here."""


def _everything(wanted: EventFilter) -> EventFilter:
    return wanted


def _columns() -> Writer:
    """Raises FormatNotInstalledError without pyarrow."""
    try:
        from dateline_api.exports.parquet import Columns
    except ModuleNotFoundError:
        raise FormatNotInstalledError("Parquet needs pyarrow, which is not installed here: pip install 'dateline-api[parquet]'") from None
    return Columns()


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
    "parquet": Format(media_type="application/vnd.apache.parquet", suffix="parquet", schema="parquet-1.json", writer=_columns, squeezes=False),
    "plover": Format(media_type="application/x-ndjson", suffix="plover.jsonl", schema="plover-1.json", writer=Plover, narrow=narrow),
}
