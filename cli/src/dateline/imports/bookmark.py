"""Where an import stands, kept in the home so that the same command goes on after whatever ended it.

Two files an import in `imports/` of the home: the place with the counts, replaced as a whole after each answer of the service,
and the refused articles with the reasons. A kill between the two leaves refusals that the place does not know of: they are cut off.
"""

import fcntl
import json
import os
import re
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from dateline_shared.errors import RejectedError

from dateline.home import write_private
from dateline.imports.delivery import Settled
from dateline.imports.place import Item, Place


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the articles so far; each counts once."""

    refused: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)  # as the API names them: created, unchanged, revised ...

    @property
    def read(self) -> int:
        """All of them."""
        return self.refused + self.outcomes.total()

    def plus(self, settled: Settled) -> "Account":
        """With those that were settled besides."""
        return Account(self.refused + len(settled.refused), self.outcomes + settled.outcomes)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the place of one import is kept."""

    folder: Path
    name: str  # of the input
    key: str

    @property
    def file(self) -> Path:
        return self.folder / f"{self._stem}.json"

    @property
    def rejects(self) -> Path:
        return self.folder / f"{self._stem}.rejects.ndjson"

    def exists(self) -> bool:
        """Whether an import stopped somewhere."""
        return self.file.exists()

    @property
    def _stem(self) -> str:
        return f"{re.sub(r'[^A-Za-z0-9.-]+', '-', Path(self.name).name)[:60].strip('.-') or 'import'}-{self.key}"


class Bookmark:
    """The place of one import. Made by `bookmark`."""

    def __init__(self, file: Path, rejects: IO[bytes]) -> None:
        self._file = file
        self._rejects = rejects
        self.place, self.account, self.is_done = Place(), Account(), False
        self.is_under_way = self._load()

    @property
    def rejects(self) -> Path:
        """The file of refused articles: lines {"place", "reason", "article"}."""
        return Path(self._rejects.name)

    def start(self) -> None:
        """Begin at the beginning."""
        self.place, self.account, self.is_done = Place(), Account(), False
        self._rejects.truncate(0)
        self._keep()

    def commit(self, settled: Settled) -> None:
        """Count these articles, and keep the place after them."""
        self._rejects.write(b"".join(_told(item, reason) for item, reason in settled.refused))
        self._rejects.flush()
        self.place, self.account = settled.items[-1].after, self.account.plus(settled)
        self._keep()

    def finish(self) -> None:
        """All of it is in; the same command passes over it while its other inputs are not."""
        self.is_done = True
        self._keep()

    def forget(self) -> None:
        """It is over, and the same command begins anew; what was refused stays to be looked at."""
        self._file.unlink(missing_ok=True)
        if not self.account.refused:
            self.rejects.unlink(missing_ok=True)

    def _keep(self) -> None:
        kept = {"place": asdict(self.place), "refused": self.account.refused, "outcomes": self.account.outcomes, "done": self.is_done}
        try:
            write_private(self._file, json.dumps(kept | {"rejects_bytes": os.fstat(self._rejects.fileno()).st_size}))
        except OSError as error:
            raise RejectedError(f"Cannot keep the place of the import in {self._file}: {error.strerror}.") from error

    def _load(self) -> bool:
        try:
            kept: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
            self.place, self.is_done = Place(**kept["place"]), bool(kept["done"])
            self.account = Account(int(kept["refused"]), Counter(kept["outcomes"]))
            self._rejects.truncate(int(kept["rejects_bytes"]))
        except FileNotFoundError:
            return False
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise RejectedError(f"The place kept in {self._file} cannot be read: {error}. Start anew with --restart.") from error
        return True


@contextmanager
def bookmark(kept: Kept, *, restart: bool) -> Generator[Bookmark]:
    """The bookmark of one import, ours alone while it is open. Raises RejectedError when another process has it."""
    try:
        kept.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        rejects = open(kept.rejects, "ab", opener=lambda path, flags: os.open(path, flags | os.O_NOFOLLOW, 0o600))  # noqa: SIM115 - closed below
    except OSError as error:
        raise RejectedError(f"Cannot keep the place of the import in {kept.folder}: {error.strerror}. Name another folder with DATELINE_HOME.") from error
    with rejects:
        try:
            fcntl.flock(rejects, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RejectedError(f"{kept.name} is being imported by another process.") from None
        if restart:
            kept.file.unlink(missing_ok=True)
        yield Bookmark(kept.file, rejects)


def _told(item: Item, reason: str) -> bytes:
    article: Any = item.line.decode("utf-8", "replace")
    with suppress(ValueError, RecursionError):
        article = json.loads(item.line)
    return json.dumps({"place": item.name, "reason": reason, "article": article}, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
