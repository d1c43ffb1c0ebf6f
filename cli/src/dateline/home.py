"""The folder of a local installation, `.dateline/`: data, logs, secrets, and the locks that keep two supervisors apart.

Two locks (flock): `up.lock` is held by the supervisor alone, so a second one refuses at once. `children.lock` is inherited by everything
that it starts, so while any process of an earlier, killed run is left, the next one waits for it and never shares its data.
"""

import contextlib
import fcntl
import os
import pwd
import secrets
import time
from collections.abc import Generator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from dateline.service import Account, StartError

LEFTOVERS_END_WITHIN = timedelta(seconds=20)  # an immediate stop of PostgreSQL takes at most 5 s


@dataclass(frozen=True, slots=True)
class Home:
    """Where everything of a local installation lies. `account` runs the engines when we are root, who may not."""

    path: Path
    account: Account | None = None

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def admin_key(self) -> Path:
        return self.path / "admin-key"

    def folder(self, name: str) -> Path:
        """A private folder in here, made if missing."""
        path = self.path / name
        path.mkdir(mode=0o700, exist_ok=True)
        self.hand_over(path)
        return path

    def secret(self, name: str) -> str:
        """A random password kept in a file of this name, made if missing; only its owner may read it."""
        path = self.path / name
        if not path.exists():
            self.write(path, secrets.token_urlsafe(24))
        return path.read_text(encoding="utf-8").strip()

    def write(self, path: Path, text: str) -> None:
        """Write a private file, whole or not at all."""
        draft = path.with_name(path.name + ".new")
        draft.touch(mode=0o600)
        draft.write_text(text + "\n", encoding="utf-8")
        self.hand_over(draft)
        draft.replace(path)

    def hand_over(self, path: Path) -> None:
        """Give what root has made here to the owner of this folder."""
        owner = self.path.stat()
        if os.geteuid() == 0 and owner.st_uid != 0:
            os.chown(path, owner.st_uid, owner.st_gid)


def open_home(path: Path) -> Home:
    """The folder, made private to its owner if it is new. Raises StartError when it is not ours.

    For root: in a folder of another user everything belongs to that user and the engines run as that user; else they run as `nobody`.
    """
    path = path.absolute()
    try:
        is_new = not path.exists()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = _known(path.parent.stat().st_uid if is_new else path.stat().st_uid)
        if os.geteuid() == 0 and is_new and owner:
            os.chown(path, owner.uid, owner.gid)
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(f"{path} belongs to another user")
    except OSError as error:
        raise StartError(f"Cannot use the folder {path}: {error}. Name another one with DATELINE_HOME.") from error
    return Home(path, (owner or _nobody()) if os.geteuid() == 0 else None)


@contextlib.contextmanager
def locked(home: Home) -> Generator[int]:
    """Hold the folder; yields the descriptor that every child must inherit. Raises StartError when it is in use."""
    with (home.path / "up.lock").open("a+") as ours, (home.path / "children.lock").open("a+") as theirs:
        home.hand_over(Path(ours.name))
        home.hand_over(Path(theirs.name))
        if not _take(ours.fileno(), within=timedelta(0)):
            ours.seek(0)
            owner = ours.read().strip() or "unknown"
            raise StartError(f"dateline is already running in {home.path} (process {owner}). Stop it, or name another folder with DATELINE_HOME.")
        ours.truncate(0)
        ours.write(f"{os.getpid()}\n")
        ours.flush()
        if not _take(theirs.fileno(), within=LEFTOVERS_END_WITHIN):
            raise StartError(f"Processes of an earlier run are still there and do not end. `fuser {theirs.name}` names them; end them and try again.")
        yield theirs.fileno()


def _take(descriptor: int, *, within: timedelta) -> bool:
    ends_at = time.monotonic() + within.total_seconds()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= ends_at:
                return False
            time.sleep(0.1)
        else:
            return True


def _known(uid: int) -> Account | None:
    """The account of this number, unless it is root or has no name (PostgreSQL wants one)."""
    with contextlib.suppress(KeyError):
        entry = pwd.getpwuid(uid)
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid) if uid else None
    return None


def _nobody() -> Account:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise StartError(
            "PostgreSQL refuses to run as root and this machine has no user `nobody`. Run as another user, or name a server with DATELINE_DATABASE_URL."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
