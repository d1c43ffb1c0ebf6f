"""Runs queries for the api: a plain function of a `Connection`, in a transaction of its own."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

DEADLOCK_TRIES = 3
DEADLOCKS = frozenset({"40P01", "40001"})  # deadlock_detected, serialization_failure

P = ParamSpec("P")
T = TypeVar("T")


class Database:
    """A pool of connections. Nothing is connected before the first query."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def read(self, query: Callable[Concatenate[Connection, P], T], /, *args: P.args, **options: P.kwargs) -> T:
        """Run a query that changes nothing; whatever it did is rolled back."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(query, *args, **options)

    async def write(self, query: Callable[Concatenate[Connection, P], T], /, *args: P.args, **options: P.kwargs) -> T:
        """Run a query and commit; again when it was the victim of a deadlock."""
        for tries_left in range(DEADLOCK_TRIES - 1, -1, -1):
            try:
                async with self._engine.begin() as connection:
                    return await connection.run_sync(query, *args, **options)
            except OperationalError as error:
                if not tries_left or getattr(error.orig, "sqlstate", None) not in DEADLOCKS:
                    raise
        raise AssertionError("unreachable")

    async def ping(self) -> None:
        """Raises SQLAlchemyError when the database does not answer."""
        async with self._engine.connect() as connection:
            await connection.execute(select(1))

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()
