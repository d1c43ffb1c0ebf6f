"""Whether this process may be sent requests: the database answers, is migrated, and the operator's key is in force."""

import asyncio
from typing import Any

import structlog
from dateline_shared.clock import Clock
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from dateline_api.api_key import SCOPES
from dateline_api.db.keys import ensure_key
from dateline_api.db.migrate import is_ready
from dateline_api.db.session import Database
from dateline_api.http.broker_watch import BrokerWatch
from dateline_api.settings import ApiSettings

RETRY = 1.0  # seconds

log = structlog.get_logger(__name__)


class Readiness:
    """Prepares what needs the database as soon as it is there, and reports on it."""

    def __init__(self, *, settings: ApiSettings, clock: Clock, database: Database, broker: BrokerWatch) -> None:
        self._admin_key = settings.admin_key.get_secret_value() if settings.admin_key else None
        self._clock = clock
        self._database = database
        self._broker = broker
        self._is_prepared = False

    async def prepare(self) -> None:
        """Try until the database is migrated and holds the operator's key."""
        told = None
        while not self._is_prepared:
            try:
                self._is_prepared = await self._database.write(self._prepare)
                reason = "it is not migrated yet"
            except SQLAlchemyError as error:
                reason = str(getattr(error, "orig", error))
            if not self._is_prepared:
                if reason != told:
                    log.info("database.awaited", reason=(told := reason))
                await asyncio.sleep(RETRY)

    def _prepare(self, connection: Connection) -> bool:
        if not is_ready(connection):
            return False
        if self._admin_key and not ensure_key(connection, self._admin_key, name="admin", scopes=SCOPES, now=self._clock.now()):
            log.warning("key.revoked", name="admin", advice="DATELINE_ADMIN_KEY names a key that was revoked; set another one")
        return True

    async def report(self) -> tuple[bool, dict[str, Any]]:
        """Ready or not, and each check; a lost broker degrades, since posts are still taken and kept."""
        try:
            await self._database.ping()
            database = "ok"
        except SQLAlchemyError:
            database = "down"
        migration = "ok" if self._is_prepared else "awaited"
        checks = {"database": database, "migration": migration, "broker": self._broker.state}
        return database == "ok" and self._is_prepared, checks
