"""What wakes a courier: the log that grows, the api that announces something, a thread that is free again."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from dateline_api.db import listen, work

WAKERS: dict[str, Callable[[Any, work.Bell], Any]] = {
    "the log grows": lambda office, bell: office.tell(1),
    "the api changes a subscription": lambda office, bell: office.rows("SELECT pg_notify('dateline_courier', '')"),
    "a thread is free": lambda office, bell: bell.ring(),
}


@pytest.mark.parametrize("waker", WAKERS)
@pytest.mark.parametrize("is_early", [True, False])
def test_courier_wakes_at_once_when(office: Any, waker: str, is_early: bool) -> None:
    bell = work.Bell()
    with office.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        work.listen(connection, listen.CHANNEL, work.COURIER_CHANNEL)
        if is_early:  # it comes while the courier looks, and with the answer of its query
            WAKERS[waker](office, bell)
            office.rows("SELECT 1")
            connection.exec_driver_sql("SELECT 1")
        waiting = threading.Thread(target=bell.wait, args=[connection], kwargs={"within": timedelta(minutes=5)})
        waiting.start()
        if not is_early:
            WAKERS[waker](office, bell)
        waiting.join(60)
        assert not waiting.is_alive()
        connection.invalidate()
    bell.close()


def test_a_bell_that_was_rung_often_is_quiet_again_after_one_waking(office: Any) -> None:
    bell = work.Bell()
    with office.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(100_000):
            bell.ring()
        for _ in range(1000):  # however much a socket holds
            if not bell.wait(connection, within=timedelta(0)):
                break
        assert not bell.wait(connection, within=timedelta(milliseconds=1))
    bell.close()
