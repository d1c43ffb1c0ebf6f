"""The server around the app."""

import resource
import socket

import uvicorn
from fastapi import FastAPI

from dateline_api.http.connections import Connection, connection_limit
from dateline_api.http.services import Services

KEEP_ALIVE = 75  # seconds, nginx's default; shorter than a client's own limit, it would close connections that are just being used again
GRACE = 10  # seconds for requests that are under way at the end; container engines wait as long


class Server(uvicorn.Server):
    """Lets those go who wait for changes before it waits for open requests to end."""

    def __init__(self, app: FastAPI, *, host: str, port: int) -> None:
        config = uvicorn.Config(app, host=host, port=port, http=Connection, access_log=False, log_config=None, server_header=False)
        config.timeout_keep_alive, config.timeout_graceful_shutdown = KEEP_ALIVE, GRACE
        config.limit_concurrency = limit = connection_limit(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        config.backlog = min(config.backlog, limit // 8)  # so many are accepted before the first of them can be closed
        super().__init__(config)
        self._services: Services = app.state.services

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._services.ticker.close()
        self._services.relay.close()
        await super().shutdown(sockets)
