"""Records by id in a file: a dict on disk, for `mirror`, that any other program can read with SQL."""

import json
import sqlite3
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Self

from dateline.client.connection import Json


class Shelf(MutableMapping[str, Json]):
    """The table `records (id, version, record)` of a SQLite database; `record` is JSON. What was put in stays once `sync` was called."""

    def __init__(self, path: str | Path) -> None:
        self._database = sqlite3.connect(path)
        self._database.execute("CREATE TABLE IF NOT EXISTS records (id TEXT PRIMARY KEY, version INTEGER NOT NULL, record TEXT NOT NULL)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.close()

    def sync(self) -> None:
        """Write what was put in."""
        self._database.commit()

    def __getitem__(self, key: str) -> Json:
        row = self._database.execute("SELECT record FROM records WHERE id = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return json.loads(row[0])

    def __setitem__(self, key: str, record: Json) -> None:
        self._database.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", (key, record["version"], json.dumps(record, ensure_ascii=False)))

    def __delitem__(self, key: str) -> None:
        if self._database.execute("DELETE FROM records WHERE id = ?", (key,)).rowcount == 0:
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (row[0] for row in self._database.execute("SELECT id FROM records ORDER BY id"))

    def __len__(self) -> int:
        return self._database.execute("SELECT count(*) FROM records").fetchone()[0]
