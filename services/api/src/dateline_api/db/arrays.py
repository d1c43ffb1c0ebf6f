"""Arrays as PostgreSQL writes them: one string each, which costs a tenth of what the driver takes to write the items one by one.

For queries of linking, which ask for a hundred keys at once; `CAST(:keys AS uuid[])` reads them.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID


def of_uuids(keys: Iterable[UUID]) -> str:
    return "{" + ",".join([key.hex for key in keys]) + "}"


def of_numbers(numbers: Iterable[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


def of_times(times: Iterable[date | datetime | None]) -> str:
    return "{" + ",".join([time.isoformat() if time else "NULL" for time in times]) + "}"


def of_texts(texts: Iterable[str]) -> str:
    return "{" + ",".join(['"' + text.replace("\\", r"\\").replace('"', r"\"") + '"' for text in texts]) + "}"
