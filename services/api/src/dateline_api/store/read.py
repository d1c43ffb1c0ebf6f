"""Records extractions: which of them are current, what they change, and where their articles stand after it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dateline_shared.contracts.extraction import Extraction
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.db import ledger, results
from dateline_api.db.results import Entry
from dateline_api.store.link.article import link
from dateline_api.store.link.telling import Telling

STATES = {"read": "done", "unsupported_language": "unsupported_language", "rejected": "rejected"}


def record(connection: Connection, extractions: Sequence[Extraction], *, now: datetime) -> tuple[list[Entry], set[UUID]]:
    """Record what is current, in the order of the articles' ids; returns the log's entries and the articles touched."""
    entries: list[Entry] = []
    touched: set[UUID] = set()
    by_id = sorted(((ids.parse("art", e.article_id), e) for e in extractions), key=lambda pair: (pair[0], pair[1].revision, pair[1].attempt))
    rows = ledger.lock(connection, {key for key, _ in by_id}) if by_id else {}
    recorded = {key: (row.recorded_revision, row.recorded_pipeline) for key, row in rows.items()}
    for key, extraction in by_id:
        row = rows.get(key)
        if row is None or row.state == "retracted":
            continue  # what was taken down is not read: an answer that was under way is neither told nor kept
        if not is_current(extraction, revision=row.revision, state=row.state, recorded=recorded[key]):
            if extraction.revision == row.revision == recorded[key][0]:
                ledger.release(connection, key, state=STATES[results.outcome_recorded(connection, key)])
            continue
        pipeline = f"{extraction.pipeline.version}+{extraction.pipeline.digest}"
        body = extraction.model_dump(mode="json", exclude={"dropped"})
        if recorded[key][0] == extraction.revision and recorded[key][1] != pipeline:
            results.keep_earlier(connection, key)
        results.keep_extraction(connection, key, revision=extraction.revision, pipeline=pipeline, body=body, now=now)
        entries += link(connection, _telling(key, row, extraction), extraction, now=now)
        ledger.finish(connection, key, revision=extraction.revision, pipeline=pipeline, state=STATES[extraction.outcome], reason=extraction.reason, now=now)
        recorded[key] = (extraction.revision, pipeline)
        touched.add(key)
    return entries, touched


def is_current(extraction: Extraction, *, revision: int, state: str, recorded: tuple[int, str | None]) -> bool:
    """Whether an extraction tells something new: recorded < its revision <= current, or the same revision read again.

    Read again counts only while the article is out to be read, and never by an older pipeline.
    """
    recorded_revision, recorded_pipeline = recorded
    if extraction.revision > revision or extraction.revision < recorded_revision:
        return False
    if extraction.revision > recorded_revision:
        return True
    return (
        state == "working"
        and extraction.revision == revision
        and (recorded_pipeline is None or _order(extraction.pipeline.version) >= _order(recorded_pipeline))
    )


def _order(version: str) -> tuple[int, ...]:
    """A semantic version without its build, for comparison."""
    return tuple(int(part) for part in version.partition("+")[0].partition("-")[0].split("."))


def _telling(key: UUID, row: Row, extraction: Extraction) -> Telling:
    published_at = row.published_at or extraction.published_at
    reported_at = published_at or row.received_at
    return Telling(key, row.source, row.url, row.title, published_at=published_at, reported_at=reported_at, copy_of=row.copy_of)
