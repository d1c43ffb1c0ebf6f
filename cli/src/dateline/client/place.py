"""Where in the change log a reader is, and the file that keeps it."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.client.errors import PlaceError

VERSION = 1  # of the file


@dataclass(frozen=True, slots=True)
class Place:
    """Everything up to `cursor` was handled, and of what comes after it all up to the number `seq`. Pages have cursors, single changes have numbers."""

    cursor: str
    seq: int = 0


@dataclass(frozen=True, slots=True)
class PlaceFile:
    """A file of one place, and of the filter that it belongs to: another filter is another sequence of changes."""

    path: Path
    wanted: dict[str, list[str]]

    def load(self) -> Place | None:
        """The place, if one was kept. Raises PlaceError."""
        try:
            kept: Any = json.loads(self.path.read_text(encoding="utf-8"))
            version, place = kept["version"], Place(str(kept["cursor"]), int(kept["seq"]))
            wanted = dict(kept["filter"])
        except FileNotFoundError:
            return None
        except OSError as error:
            raise PlaceError(f"Cannot read {self.path}: {error.strerror}.") from error
        except (ValueError, TypeError, KeyError) as error:
            raise PlaceError(f"{self.path} keeps no place of a reader. Name another file, or remove it to begin anew.") from error
        if version != VERSION:
            raise PlaceError(f"{self.path} was written by another release of Dateline, in its form {version}; this one reads {VERSION}.")
        if wanted != self.wanted:
            told = f"is the place of the filter {_spelled(wanted)}, and what is asked for is {_spelled(self.wanted)}"
            raise PlaceError(f"{self.path} {told}. Name another file, or remove it to begin anew.")
        return place

    def save(self, place: Place) -> None:
        """Replace the file as a whole: a kill or a power cut leaves the old place or the new one. Raises PlaceError."""
        kept = {"version": VERSION, "filter": self.wanted, "cursor": place.cursor, "seq": place.seq}
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("w", encoding="utf-8") as file:
                file.write(json.dumps(kept, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())  # 1 ms; without it a power cut can leave an empty file
            draft.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise PlaceError(f"Cannot keep the place in {self.path}: {error.strerror}. Name another file.") from error


def _spelled(wanted: dict[str, list[str]]) -> str:
    return "&".join(f"{name}={value}" for name, values in wanted.items() for value in values) or "that takes everything"
