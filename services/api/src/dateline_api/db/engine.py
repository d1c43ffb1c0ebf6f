"""Connections to PostgreSQL: psycopg 3 behind SQLAlchemy, sync for store and async for the api.

Queries are written once, as plain functions of a `Connection`; the api calls them through `AsyncConnection.run_sync`.
"""

from typing import Any

import orjson
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# A peer that falls silent is noticed within about 10 s on both sides, so that a lost leader's lock is free well before its leases end.
# Waiting for a lock ends before a slow statement does: the one says nothing about the data.
_SESSION = {
    "timezone": "UTC",
    "statement_timeout": "60s",
    "lock_timeout": "10s",
    "tcp_keepalives_idle": 5,
    "tcp_keepalives_interval": 2,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": "10s",
}
_KEEPALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
_CONNECT = _KEEPALIVE | {"connect_timeout": 5, "options": " ".join(f"-c {name}={value}" for name, value in _SESSION.items()), "application_name": "dateline"}
POOL_TIMEOUT = 10.0  # seconds in which 8 connections answer some 4,000 short queries; what waits longer is better told to come again


def dumps(value: object) -> str:
    """JSON as it goes into a jsonb column."""
    return orjson.dumps(value).decode()


# Errors are logged without their parameters, which hold texts.
_POOL: dict[str, Any] = {
    "hide_parameters": True,
    "max_overflow": 0,
    "pool_pre_ping": True,
    "connect_args": _CONNECT,
    "json_serializer": dumps,
    "json_deserializer": orjson.loads,
}


def make_engine(database_url: str, *, pool_size: int = 4) -> Engine:
    """A pool of sync connections. No connection is opened before the first use."""
    return create_engine(_url(database_url), pool_size=pool_size, **_POOL)


def make_async_engine(database_url: str, *, pool_size: int = 8) -> AsyncEngine:
    """A pool of async connections of the same kind. Whoever waits for one for longer than POOL_TIMEOUT gets `sqlalchemy.exc.TimeoutError`."""
    named = _POOL | {"connect_args": _CONNECT | {"application_name": "dateline api"}}
    return create_async_engine(_url(database_url), pool_size=pool_size, pool_timeout=POOL_TIMEOUT, **named)


def _url(database_url: str) -> str:
    return make_url(database_url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
