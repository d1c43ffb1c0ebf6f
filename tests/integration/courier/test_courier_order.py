"""What receivers get: each change once, in order, in words that others can read, whatever happens on the way."""

import itertools
from datetime import timedelta
from typing import Any

import orjson
import pytest
from dateline_api.db.changes import read_changes
from dateline_api.db.event_filter import EventFilter

QUICK = timedelta(seconds=2)  # and yet long enough for a receiver that answers, on a busy machine
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUPPORT = {"type": ["SUPPORT"]}


def test_changes_arrive_in_order_as_the_log_tells_them(office: Any) -> None:
    receiver = office.receiver()
    webhook = office.subscribe(receiver.url)
    told = office.tell(60, title="Grüße")

    office.deliver()

    assert receiver.seqs == told
    with office.engine.connect() as connection:
        state, changes = (page := read_changes(connection, after=0, kinds=(), wanted=EventFilter(), limit=100)).state, page.changes
    first = receiver.taken[0]
    assert first.get_data() == orjson.loads(orjson.dumps(changes[0], option=orjson.OPT_UTC_Z))
    assert {name: value for name, value in first.get_attributes().items() if name != "time"} == {
        "specversion": "1.0",
        "id": f"{state.epoch}-{told[0]:020d}",
        "source": "https://dateline.example.org",
        "type": "dateline.event.created",
        "subject": changes[0]["id"],
        "datacontenttype": "application/json",
        "sequence": f"{told[0]:020d}",
    }
    assert first.get_time() == office.clock.now()
    assert [(each["outcome"], each["attempt"], each["status"], each["answer"]) for each in office.log(webhook)] == [("delivered", 1, 200, "answer\n")] * 60
    row = office.webhook(webhook)
    assert (row["seq"], row["lease"], row["last_delivered_at"]) == (told[-1], None, office.clock.now())


def test_only_what_matches_or_matched_before_is_delivered_and_the_place_goes_on(office: Any) -> None:
    receiver = office.receiver()
    webhook = office.subscribe(receiver.url, filter=SUPPORT)
    office.tell(30, type="COERCE")
    (enters,) = office.tell(type="SUPPORT", op="updated", before={"type": "COERCE"})
    (leaves,) = office.tell(type="COERCE", op="updated", before={"type": "SUPPORT"})
    (*_, last) = office.tell(30, type="COERCE")

    office.deliver()

    assert receiver.seqs == [enters, leaves]
    assert office.webhook(webhook)["seq"] == last


def test_failure_holds_up_what_comes_after_and_the_same_message_comes_again(office: Any) -> None:
    receiver = office.receiver(script=[200, 500, 404])
    webhook = office.subscribe(receiver.url)
    told = office.tell(3)

    office.deliver()
    assert receiver.seqs == told[:1]
    office.wait(webhook)
    office.wait(webhook)

    assert receiver.seqs == told
    assert len({event.get_id() for event in receiver.sent[1:4]}) == 1
    assert len({headers["webhook-timestamp"] for headers in receiver.headers[1:4]}) == 3
    assert [(each["outcome"], each["attempt"], each["error"]) for each in office.log(webhook)] == [
        ("delivered", 1, None),
        ("failed", 1, "the receiver answered 500 Internal Server Error"),
        ("failed", 2, "the receiver answered 404 Not Found"),
        ("delivered", 3, None),
        ("delivered", 1, None),
    ]
    assert {name: office.webhook(webhook)[name] for name in ("head_seq", "attempt", "failing_since", "last_error")} == {
        "head_seq": None,
        "attempt": 0,
        "failing_since": None,
        "last_error": None,
    }


def test_receiver_that_is_away_for_days_misses_nothing(office: Any) -> None:
    receiver = office.receiver(always=503)
    webhook = office.subscribe(receiver.url)
    told = office.tell(2)
    office.deliver()
    waits = []
    while office.clock.now() - office.log(webhook)[0]["at"] < 4 * DAY:
        waits.append(office.wait(webhook))
        told += office.tell(1)

    receiver.always = 200
    office.wait(webhook)

    assert receiver.seqs == told
    assert sorted(receiver.seqs) == receiver.seqs
    assert [round(wait.total_seconds() / 60) for wait in waits[:3]] == pytest.approx([0, 5, 30], abs=3)
    assert all(waits[n] > waits[n - 1] for n in range(1, 8))
    assert [each["attempt"] for each in office.log(webhook) if each["seq"] == told[0]] == list(range(1, len(waits) + 3))
    tries = [(each["at"], each["next_at"]) for each in office.log(webhook) if each["outcome"] == "failed"]
    assert all(planned == at for (_, planned), (at, _) in itertools.pairwise(tries)), "each try says when the next one is"


def test_after_five_days_the_subscription_is_paused_where_it_was_and_goes_on_from_there(office: Any) -> None:
    receiver = office.receiver(script=[200], always=500)
    webhook = office.subscribe(receiver.url)
    told = office.tell(3)
    began = office.clock.now()
    office.deliver()
    while office.webhook(webhook)["state"] == "active":
        office.wait(webhook)

    row = office.webhook(webhook)
    assert office.clock.now() - began == 5 * DAY
    assert (row["state"], row["seq"], row["head_seq"], row["lease"]) == ("paused", told[0], told[1], None)
    assert row["reason"].endswith("at last the receiver answered 500 Internal Server Error")
    assert "over 5 days" in row["reason"]
    assert office.log(webhook)[-1]["next_at"] is None

    office.clock.move(30 * DAY)
    office.deliver()
    assert receiver.seqs == told[:1]
    receiver.always = 200
    office.change(webhook, state="active", reason=None, head_seq=None, attempt=0, failing_since=None)
    office.deliver()
    assert receiver.seqs == told


def test_receiver_that_flaps_gets_each_change_once_and_in_order(office: Any) -> None:
    office.timeout = QUICK
    receiver = office.receiver(script=[500, 200, 200, 502, 301, 200, None, 200] * 3)
    webhook = office.subscribe(receiver.url)
    told = office.tell(12)

    office.deliver()
    for _ in range(20):
        if office.webhook(webhook)["seq"] == told[-1]:
            break
        office.wait(webhook)

    assert receiver.seqs == told
    log = office.log(webhook)
    assert [each["seq"] for each in log if each["outcome"] == "delivered"] == told
    assert [each["seq"] for each in log] == sorted(each["seq"] for each in log)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_redirect_is_a_failure_and_is_never_followed(office: Any, status: int) -> None:
    elsewhere = office.receiver("/elsewhere")
    receiver = office.receiver(always=(status, {"Location": elsewhere.url, "Content-Length": "0"}))
    webhook = office.subscribe(receiver.url)
    office.tell()

    office.deliver()

    assert (len(receiver.sent), elsewhere.sent) == (1, [])
    (tried,) = office.log(webhook)
    assert (tried["outcome"], tried["status"]) == ("failed", status)
    assert tried["error"].endswith("redirects are not followed: change the address")


def test_gone_disables_at_once(office: Any) -> None:
    receiver = office.receiver(script=[200], always=410)
    webhook = office.subscribe(receiver.url)
    told = office.tell(3)

    office.deliver()
    office.clock.move(6 * DAY)
    office.deliver()

    row = office.webhook(webhook)
    assert (row["state"], row["reason"], row["seq"]) == ("disabled", "the receiver answered 410 Gone: it wants no more messages", told[0])
    assert len(receiver.sent) == 2


@pytest.mark.parametrize(
    ("status", "asked", "waited"), [(429, "1800", HOUR / 2), (503, "7200", 2 * HOUR), (502, "99999999", DAY), (504, "1", None), (500, "7200", None)]
)
def test_retry_after_is_heeded_within_bounds(office: Any, status: int, asked: str, waited: timedelta | None) -> None:
    receiver = office.receiver(script=[(status, {"Retry-After": asked})])
    webhook = office.subscribe(receiver.url)
    office.tell()

    office.deliver()

    wait = office.webhook(webhook)["next_at"] - office.clock.now()
    assert wait == waited if waited else timedelta(seconds=4) < wait < timedelta(seconds=6)


def test_receiver_that_hangs_is_left_and_holds_up_nobody(office: Any) -> None:
    office.timeout = QUICK
    slow, quick = office.receiver("/slow", always=None), office.receiver("/quick")
    hung = [office.subscribe(slow.url) for _ in range(3)]
    office.subscribe(quick.url)
    told = office.tell(30)

    office.deliver()

    assert quick.seqs == told
    for webhook in hung:
        (tried,) = office.log(webhook)
        assert (tried["outcome"], tried["status"], tried["error"]) == ("failed", None, "took longer than 2 s")
        assert tried["milliseconds"] >= 2000


def test_address_that_is_not_public_gets_nothing_and_is_tried_again(office: Any) -> None:
    webhook = office.subscribe("http://10.0.0.1/in")
    office.tell()

    office.deliver()

    (tried,) = office.log(webhook)
    assert (tried["outcome"], tried["status"]) == ("refused", None)
    assert "DATELINE_FETCH_ALLOW" in tried["error"]
    assert office.webhook(webhook)["state"] == "active"


def test_timespan_of_a_filter_drops_nothing_while_a_receiver_is_away(office: Any) -> None:
    receiver = office.receiver(always=503)
    office.subscribe(receiver.url, filter={"timespan": "2h"})
    told = office.tell(1)
    office.deliver()
    for _ in range(3):
        office.clock.move(HOUR)
        told += office.tell(1)
    office.clock.move(2 * DAY)

    receiver.always = 200
    office.deliver()

    assert receiver.seqs == told


def test_answers_are_kept_in_brief_and_without_what_the_database_refuses(office: Any) -> None:
    office.server.serve("/in", b"\x00\x1b[31m" + b"no " * 10_000, status=400)
    webhook = office.subscribe(office.server.url("/in"))
    office.tell()

    office.deliver()

    (tried,) = office.log(webhook)
    assert tried["answer"].startswith("\ufffd\ufffd[31mno no ")
    assert len(tried["answer"]) == 1000
