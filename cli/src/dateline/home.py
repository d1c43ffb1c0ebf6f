"""The folder of a local installation, `.dateline/`: data, logs, secrets, and the locks that keep two supervisors apart.

Two locks (flock): `up.lock` is held by the supervisor alone, so a second one refuses at once. `children.lock` is inherited by everything
that it starts, so while any process of an earlier, killed run is left, the next one waits for it and never shares its data.

Root writes and reads here, so nobody else may have a say in where that leads: a home below a folder of another user is refused, and in the
folders of the engines' account, which may hold whatever that account likes, no link is followed.
"""

import contextlib
import fcntl
import os
import pwd
import secrets
import stat
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
        return path

    def give(self, path: Path) -> None:
        """Give a folder in here and all that is in it to the engines' account, unless it has it."""
        if self.account is None or path.stat().st_uid == self.account.uid:
            return
        uid, gid = self.account.uid, self.account.gid
        for _, folders, files, descriptor in os.fwalk(path.resolve(), topdown=False):  # the folder itself last: a kill before is made good
            for name in (*folders, *files):
                os.chown(name, uid, gid, dir_fd=descriptor, follow_symlinks=False)
            os.fchown(descriptor, uid, gid)

    def secret(self, name: str) -> str:
        """A random password kept in a file of this name, made if missing; only its owner may read it."""
        path = self.path / name
        if not path.exists():
            write_private(path, secrets.token_urlsafe(24))
        return path.read_text(encoding="utf-8").strip()


def write_private(path: Path, text: str, *, owner: Account | None = None) -> None:
    """Write a file that its owner alone may read, whole or not at all. A link that lies there is replaced, not followed."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with open(draft, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text + "\n")
        if owner:
            os.fchown(file.fileno(), owner.uid, owner.gid)
    draft.replace(path)


def read_unlinked(path: Path) -> str:
    """The text of a file. Raises OSError, also for a link; a pipe does not keep us waiting."""
    with open(path, encoding="utf-8", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK)) as file:
        return file.read()


def open_home(path: Path) -> Home:
    """The folder, made private to its owner if it is new. Raises StartError when it is not ours.

    Root is refused where another user has a say; its engines run as `nobody`.
    """
    given, path = path.absolute(), path.resolve()
    is_root = os.geteuid() == 0
    try:
        if is_root:
            _refuse_strangers(given, path)  # before anything is made in a folder of theirs
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_root:
            _refuse_strangers(given, path)  # one may have been quicker
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(f"{path} belongs to another user")
    except OSError as error:
        raise StartError(f"Cannot use the folder {path}: {error}. Name another one with DATELINE_HOME.") from error
    return Home(path, _nobody() if is_root else None)


@contextlib.contextmanager
def locked(home: Home) -> Generator[int]:
    """Hold the folder; yields the descriptor that every child must inherit. Raises StartError when it is in use."""
    with (home.path / "up.lock").open("a+") as ours, (home.path / "children.lock").open("a+") as theirs:
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


def _refuse_strangers(*paths: Path) -> None:
    """Raises StartError when one of these, or a folder or link above, is another user's, or anybody may write in the folder itself.

    "/" is left out: whose it is has the machine, and in some containers that is no user who is known there.
    """
    for path in paths:
        for each in (path, *path.parents[:-1]):
            with contextlib.suppress(FileNotFoundError):
                if (uid := each.lstat().st_uid) != 0:
                    raise StartError(f"{each} belongs to another user, who could lead root astray. {_advice(uid)} a folder of root's with DATELINE_HOME.")
        if path.is_dir() and path.stat().st_mode & stat.S_IWOTH:
            raise StartError(f"Anybody may write in {path}. Close it (chmod o-w), or name another folder with DATELINE_HOME.")


def _advice(uid: int) -> str:
    try:
        return f"Run as that user, e.g. `runuser -u {pwd.getpwuid(uid).pw_name} -- dateline up`, or name"
    except KeyError:  # PostgreSQL wants a user with a name
        return "Name"


def _nobody() -> Account:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise StartError(
            "PostgreSQL refuses to run as root and this machine has no user `nobody`. Run as another user, or name a server with DATELINE_DATABASE_URL."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
