"""A courier that a test turns by hand. Time is moved, never waited for."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, tzinfo
from typing import Self

import pytest
import standardwebhooks.webhooks
from dateline_api.db.engine import make_engine
from dateline_shared.clock import ManualClock
from dateline_shared.loopback import serving
from integration.courier.office import Office

START = datetime(2024, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def office(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    clock = ManualClock(START)

    class Hands(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(clock.now().timestamp(), tz)

    monkeypatch.setattr(standardwebhooks.webhooks, "datetime", Hands)  # their verifier refuses what is older than five minutes
    engine = make_engine(database_url, pool_size=5)
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        office = Office(engine, clock, stack.enter_context(serving()))
        yield office
        office.close()
    assert [receiver.unreadable for receiver in office.receivers if receiver.unreadable] == []
