"""What becomes of subscriptions when the log is restored or pruned, and of deliveries that somebody ordered or that grew old."""

from datetime import timedelta
from typing import Any

import pytest
from dateline_api.db import retention
from dateline_api.db.retention import forget

DAY = timedelta(days=1)
GONE = "DELETE FROM changes WHERE seq <= :seq"


def test_after_a_restore_a_subscription_goes_on_in_the_new_epoch(office: Any) -> None:
    receiver = office.receiver()
    webhook = office.subscribe(receiver.url)
    told = office.tell(2)
    office.deliver()
    restored_at = office.webhook(webhook)
    office.tell(2)
    office.deliver()  # of a time that the back-up knows nothing of

    office.rows("DELETE FROM changes WHERE seq > :seq", seq=told[-1])
    office.rows("UPDATE log_state SET epoch = 'restored', last_seq = :seq", seq=told[-1])
    office.rows("UPDATE webhooks SET seq = :seq, epoch = :epoch", seq=told[-1], epoch=restored_at["epoch"])
    office.deliver()
    assert (office.webhook(webhook)["epoch"], len(receiver.sent)) == ("restored", 4)
    again = office.tell(2)
    office.deliver()

    assert receiver.seqs == [*told, *again, *again]
    assert [event.get_id().split("-")[0] for event in receiver.sent[4:]] == ["restored"] * 2
    assert len({event.get_id() for event in receiver.sent}) == 6


def test_restore_while_a_message_is_being_tried_goes_on_with_that_change(office: Any) -> None:
    receiver = office.receiver(script=[500])
    webhook = office.subscribe(receiver.url)
    told = office.tell(2)
    office.deliver()
    office.rows("UPDATE log_state SET epoch = 'restored'")

    office.wait(webhook)

    assert receiver.seqs == told
    assert [event.get_id().split("-")[0] for event in receiver.taken] == ["restored"] * 2


def test_subscription_that_the_log_no_longer_reaches_is_paused_and_skips_nothing(office: Any) -> None:
    receiver = office.receiver(script=[503])
    webhook = office.subscribe(receiver.url)
    told = office.tell(5)
    office.deliver()
    office.rows(GONE, seq=told[2])
    office.clock.move(DAY)
    office.deliver()

    row = office.webhook(webhook)
    assert (row["state"], row["seq"], row["lease"]) == ("paused", told[0] - 1, None)
    assert row["reason"].startswith(f"changes {told[0]} to {told[2]} are no longer in the log")
    assert row["reason"].endswith("replay it from the oldest cursor")
    assert receiver.seqs == []

    office.change(webhook, state="active", reason=None, seq=told[2], head_seq=None, attempt=0, failing_since=None)
    office.deliver()
    assert receiver.seqs == told[3:]


def test_subscription_that_is_up_to_date_outlives_the_pruning_of_the_whole_log(office: Any) -> None:
    receiver = office.receiver()
    webhook = office.subscribe(receiver.url, filter={"type": ["COERCE"]})
    told = office.tell(3)
    office.deliver()
    office.rows(GONE, seq=told[-1])
    told = office.tell(1, type="COERCE")

    office.deliver()

    assert receiver.seqs == told
    assert office.webhook(webhook)["state"] == "active"


def test_subscription_beyond_the_end_of_its_log_is_paused(office: Any) -> None:
    webhook = office.subscribe(office.receiver().url)
    office.tell(1)
    office.deliver()
    office.rows("UPDATE webhooks SET seq = 1000")

    office.deliver()

    assert office.webhook(webhook)["state"] == "paused"
    assert "before its place, 1000" in office.webhook(webhook)["reason"]


def test_filter_that_cannot_be_read_pauses(office: Any) -> None:
    webhook = office.subscribe(office.receiver().url, filter={"colour": ["red"]})
    office.tell(1)

    office.deliver()

    assert office.webhook(webhook)["state"] == "paused"
    assert office.webhook(webhook)["reason"].startswith("its filter cannot be read: colour")


@pytest.mark.parametrize("state", ["active", "paused", "disabled"])
def test_test_call_is_sent_once_whatever_the_state_and_moves_nothing(office: Any, state: str) -> None:
    receiver = office.receiver(always=410)
    webhook = office.subscribe(receiver.url, state=state)
    before = office.webhook(webhook)
    order = office.order(webhook)

    office.deliver()
    office.clock.move(DAY)
    office.deliver()

    (tried,) = office.log(webhook)
    assert (tried["id"], tried["outcome"], tried["status"], tried["next_at"], tried["attempt"]) == (order, "failed", 410, None, 1)
    (event,) = receiver.sent
    assert (event.get_type(), event.get_id()) == ("dateline.webhook.test", f"test-{order}")
    assert office.webhook(webhook) == before


def test_change_that_is_ordered_once_more_is_sent_out_of_order_with_its_own_id(office: Any) -> None:
    receiver = office.receiver()
    webhook = office.subscribe(receiver.url)
    told = office.tell(3)
    office.deliver()
    first = office.log(webhook)[0]
    before = office.webhook(webhook)

    office.order(webhook, message_id=first["message_id"], seq=first["seq"], cause="retry")
    office.deliver()

    assert receiver.seqs == [*told, told[0]]
    assert receiver.sent[3].get_id() == receiver.sent[0].get_id()
    assert receiver.sent[3].get_data() == receiver.sent[0].get_data()
    assert office.webhook(webhook) == before
    assert office.log(webhook)[-1]["outcome"] == "delivered"


def test_order_that_cannot_be_fulfilled_says_why(office: Any) -> None:
    receiver = office.receiver()
    webhook = office.subscribe(receiver.url)
    (seq, *_) = office.tell(2)
    office.deliver()
    epoch = office.webhook(webhook)["epoch"]
    office.rows(GONE, seq=seq)
    for message in (f"{epoch}-{seq:020d}", f"another-{seq:020d}"):
        office.order(webhook, message_id=message, seq=seq, cause="retry")

    office.deliver()

    errors = [each["error"] for each in office.log(webhook)[2:]]
    assert errors == ["this change is no longer in the log", "this message is of a log that was replaced by a back-up"]
    assert len(receiver.sent) == 2


def test_order_that_kills_its_couriers_is_given_up(office: Any) -> None:
    receiver = office.receiver()
    webhook = office.subscribe(receiver.url)
    office.order(webhook, attempt=3)

    office.deliver()

    (tried,) = office.log(webhook)
    assert (tried["outcome"], tried["error"], receiver.sent) == ("failed", "the courier died 3 times over it", [])


def test_record_of_deliveries_is_kept_for_a_month_and_to_a_number(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    webhooks = [office.subscribe(office.receiver(path).url) for path in ("/a", "/b")]
    office.tell(1)
    office.deliver()
    office.clock.move(31 * DAY)
    kept = office.tell(2)
    office.deliver()

    def pruned() -> None:
        with office.engine.begin() as connection:
            forget(connection, before=office.clock.now() - 90 * DAY, now=office.clock.now())

    pruned()
    assert [[each["seq"] for each in office.log(webhook)] for webhook in webhooks] == [kept, kept]
    monkeypatch.setattr(retention, "DELIVERIES_OF_EACH", 1)
    pruned()
    assert [[each["seq"] for each in office.log(webhook)] for webhook in webhooks] == [kept[1:], kept[1:]]
