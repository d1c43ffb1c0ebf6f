"""The server around the app."""

import resource
import socket

import uvicorn
from fastapi import FastAPI

from dateline_api.http.services import Services

KEEP_ALIVE = 75  # seconds, nginx's default; shorter than a client's own limit, it would close connections that are just being used again
MAX_CONNECTIONS = 4096  # where each has at most two buffers of 64 kB; more callers need more processes
GRACE = 10  # seconds for requests that are under way at the end; container engines wait as long


def connection_limit(files: int) -> int:
    """Connections beyond which requests get 503: half of the files that the process may open, so that the database is always reached."""
    return MAX_CONNECTIONS if files == resource.RLIM_INFINITY else min(MAX_CONNECTIONS, files // 2)


class Server(uvicorn.Server):
    """Lets those go who wait for changes before it waits for open requests to end."""

    def __init__(self, app: FastAPI, *, host: str, port: int) -> None:
        config = uvicorn.Config(app, host=host, port=port, access_log=False, log_config=None, server_header=False)
        config.limit_concurrency = connection_limit(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        config.timeout_keep_alive, config.timeout_graceful_shutdown = KEEP_ALIVE, GRACE
        super().__init__(config)
        self._services: Services = app.state.services

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._services.ticker.close()
        await super().shutdown(sockets)
