"""Saves of a poll report that breaks its contract what does not: one bad entry must not keep the others out. Pure."""

import orjson
from dateline_shared.contracts.arrival import Entry, PollReport
from pydantic import ValidationError

from dateline_api.db.faults import plain


def salvage(payload: bytes) -> tuple[PollReport, tuple[str, ...]] | None:
    """The report without the entries that are at fault, and what is wrong with each; None if more than entries is."""
    try:
        fields = orjson.loads(payload)
        listed = fields.pop("entries")
        report = PollReport.model_validate_json(orjson.dumps(fields), extra="ignore")
    except (orjson.JSONDecodeError, ValidationError, AttributeError, KeyError, TypeError):
        return None
    entries, refused = [], []
    for n, entry in enumerate(listed if isinstance(listed, list) else []):
        try:
            entries.append(Entry.model_validate_json(orjson.dumps(entry), extra="ignore"))
        except ValidationError as error:
            refused.append(f"entry {n + 1}: {plain(error)}")
    return report.model_copy(update={"entries": tuple(entries)}), tuple(refused)
