"""Several couriers, lost leases, and what the api does to a subscription while it is being served."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from dateline_api.db import courier as places
from dateline_api.db.courier import LEASE
from dateline_shared.loopback import serving

MINUTE = timedelta(minutes=1)


def test_two_couriers_at_once_share_the_subscriptions_and_send_nothing_twice(office: Any) -> None:
    receivers = [office.receiver(f"/{n}", script=[200, 500] * 3) for n in range(8)]
    webhooks = [office.subscribe(receiver.url) for receiver in receivers]
    told = office.tell(12)
    couriers = [office.courier(), office.courier()]

    for _ in range(20):
        threads = [threading.Thread(target=office.deliver, args=[courier]) for courier in couriers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if all(receiver.seqs == told for receiver in receivers):
            break
        office.clock.move(timedelta(days=1))

    assert [receiver.seqs for receiver in receivers] == [told] * 8
    for receiver, webhook in zip(receivers, webhooks, strict=True):
        assert len(receiver.sent) == len(office.log(webhook)) == 12 + 3


def _leased(office: Any, webhook: Any) -> places.Leased:
    with office.engine.begin() as connection:
        (mine,) = places.lease(connection, [webhook], now=office.clock.now())
    return mine


def test_subscription_that_another_courier_holds_is_left_alone_until_its_lease_is_over(office: Any) -> None:
    receiver = office.receiver()
    webhook = office.subscribe(receiver.url)
    told = office.tell(2)
    _leased(office, webhook)  # by one that is killed now

    office.clock.move(LEASE - timedelta(seconds=1))
    office.deliver()
    assert receiver.seqs == []
    office.clock.move(timedelta(seconds=1))
    office.deliver()
    assert receiver.seqs == told


def test_courier_that_lost_its_lease_changes_nothing(office: Any) -> None:
    receiver = office.receiver()
    webhook = office.subscribe(receiver.url)
    told = office.tell(3)
    late = _leased(office, webhook)
    office.clock.move(2 * LEASE)
    office.deliver()
    before = office.webhook(webhook)

    with office.engine.begin() as connection:
        assert places.renew(connection, late, now=office.clock.now(), seq=told[0]) is None
        assert not places.release(connection, late, next_at=office.clock.now(), seq=told[0], state="paused")

    assert office.webhook(webhook) == before
    assert receiver.seqs == told


def test_replay_while_a_message_is_under_way_is_not_undone(office: Any) -> None:
    receiver = office.receiver()
    webhook = office.subscribe(receiver.url)
    office.deliver()
    start = office.webhook(webhook)["seq"]
    told = office.tell(3)
    answer = office.server.answers["/in"]

    def replayed_meanwhile(request: Any) -> None:
        if len(receiver.sent) == 1:
            office.change(webhook, seq=start, head_seq=None, attempt=0)
        answer(request)

    office.server.answers["/in"] = replayed_meanwhile
    office.deliver()

    assert receiver.seqs == [*told[:2], *told], "what was under way is sent, and then everything again from the place that was set"
    assert office.webhook(webhook)["seq"] == told[-1]
    assert [each["seq"] for each in office.log(webhook)] == receiver.seqs


def test_subscription_that_is_paused_or_deleted_meanwhile_gets_no_further_message(office: Any) -> None:
    for number, end in enumerate((lambda key: office.change(key, state="paused"), lambda key: office.rows("DELETE FROM webhooks WHERE id = :key", key=key))):
        receiver = office.receiver(f"/{number}")
        webhook = office.subscribe(receiver.url)
        told = office.tell(3)
        answer = office.server.answers[receiver.path]

        def ended_meanwhile(request: Any, *, end: Any = end, webhook: Any = webhook, answer: Any = answer) -> None:
            end(webhook)
            answer(request)

        office.server.answers[receiver.path] = ended_meanwhile
        office.deliver()
        assert receiver.seqs == told[:1]


def test_lease_and_time_that_a_wrong_clock_set_do_not_strand_a_subscription(office: Any) -> None:
    receiver = office.receiver()
    webhook = office.subscribe(receiver.url)
    told = office.tell(1)
    office.clock.move(timedelta(days=400))
    _leased(office, webhook)
    office.clock.move(timedelta(days=-400))
    office.rows("UPDATE webhooks SET next_at = next_at + interval '400 days'")

    office.deliver()

    assert receiver.seqs == told


def test_messages_are_signed_with_the_secrets_of_the_moment(office: Any) -> None:
    old, new = office.receiver("/in"), "whsec_" + "bmV3IHNlY3JldCBvZiB0aGUgdGVzdHMsIDMyIGJ5dC4="
    webhook = office.subscribe(old.url)
    secrets = office.webhook(webhook)["secrets"]
    office.tell(1)
    office.deliver()
    until = office.clock.now() + timedelta(hours=24)
    rotated = [{"secret": new, "until": None}, {"secret": secrets[0]["secret"], "until": until.isoformat()}]
    office.rows("UPDATE webhooks SET secrets = CAST(:secrets AS jsonb)", secrets=_json(rotated))
    told = office.tell(1)
    office.deliver()  # read with the old one
    assert old.seqs[-1:] == told
    assert [len(headers["webhook-signature"].split()) for headers in old.headers] == [1, 2]

    changed_over = office.receiver("/in", secret=new)
    told = office.tell(1)
    office.deliver()
    office.clock.move(timedelta(hours=24))
    told += office.tell(1)
    office.deliver()
    assert changed_over.seqs == told
    assert [len(headers["webhook-signature"].split()) for headers in changed_over.headers] == [2, 1]


def test_thirty_two_requests_under_way_hold_no_connection_to_the_database(office: Any, stack: ExitStack) -> None:
    barrier = threading.Barrier(33)
    servers = [stack.enter_context(serving(f"127.0.0.{n}")) for n in range(2, 10)]
    for n in range(32):
        receiver = office.receiver(f"/{n}", server=servers[n // 4])
        answer = receiver.server.answers[receiver.path]

        def together(request: Any, *, answer: Any = answer) -> None:
            barrier.wait(20)  # all are here
            barrier.wait(20)  # and were counted
            answer(request)

        receiver.server.answers[receiver.path] = together
        office.subscribe(receiver.url)
    office.tell(1)
    office.timeout = timedelta(seconds=60)
    deliver = threading.Thread(target=office.deliver)
    deliver.start()

    barrier.wait(20)
    checked_out = office.engine.pool.checkedout()
    barrier.wait(20)
    deliver.join(60)

    assert checked_out == 1, "the one that looks"
    assert all(len(receiver.taken) == 1 for receiver in office.receivers)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def _json(value: Any) -> str:
    import orjson

    return orjson.dumps(value).decode()


@pytest.mark.parametrize("count", [1, 3])
def test_hosts_are_not_flooded(office: Any, count: int) -> None:
    under_way, most = 0, 0
    lock = threading.Lock()
    for n in range(12):
        receiver = office.receiver(f"/{n}")
        answer = office.server.answers[receiver.path]

        def counted(request: Any, *, answer: Any = answer) -> None:
            nonlocal under_way, most
            with lock:
                under_way += 1
                most = max(most, under_way)
            answer(request)
            with lock:
                under_way -= 1

        office.server.answers[receiver.path] = counted
        office.subscribe(receiver.url)
    told = office.tell(count)

    office.deliver()

    assert most <= 4
    assert [receiver.seqs for receiver in office.receivers] == [told] * 12
