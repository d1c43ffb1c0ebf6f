"""An export into a file: whole or not at all."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx2

from dateline.client.connection import Connection
from dateline.client.errors import RejectedError
from dateline.client.filters import Parameters

CURSOR = "Dateline-Changes-Cursor"
STALL = httpx2.Timeout(120, connect=5)  # seconds without a byte: a page of the database takes some 10 ms


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export brought."""

    size: int  # bytes
    changes_cursor: str | None  # the place in the change log from before the first event was read


def write_export(http: Connection, query: Parameters, file: IO[bytes]) -> Exported:
    """Hand the body on as it comes. Raises CannotConnectError when it breaks off: what was written then is a part."""
    size = 0
    with http.stream("/v1/exports", params=query, headers={"Accept": "*/*"}, timeout=STALL) as answer:
        for piece in answer.iter_bytes():
            file.write(piece)
            size += len(piece)
        return Exported(size, answer.headers.get(CURSOR))


def save_export(http: Connection, query: Parameters, path: Path) -> Exported:
    """Write the file beside its place and move it there once it is whole; until then what lies there stays. Raises RejectedError, too."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            done = write_export(http, query, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise RejectedError(f"Cannot write {path}: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return done
