"""How long a feed is left alone after a poll."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dateline_api.store.poll import LONGEST_WAIT, next_wait
from dateline_shared.contracts.arrival import PollReport

QUARTER = timedelta(minutes=15)


def _report(outcome: Any, **more: Any) -> PollReport:
    return PollReport(feed_id="fed_1", attempt=1, outcome=outcome, polled_at=datetime(2024, 1, 1, tzinfo=UTC), duration=timedelta(seconds=1), **more)


@pytest.mark.parametrize("outcome", ["ok", "not_modified"])
def test_good_poll_keeps_the_interval(outcome: str) -> None:
    assert next_wait(_report(outcome), poll_every=QUARTER, error_count=0) == QUARTER


def test_errors_in_a_row_double_the_wait_up_to_a_day() -> None:
    waits = [next_wait(_report("soft_error"), poll_every=QUARTER, error_count=n) for n in range(1, 12)]
    assert waits[:3] == [2 * QUARTER, 4 * QUARTER, 8 * QUARTER]
    assert waits[-1] == LONGEST_WAIT


def test_retry_after_is_kept_but_no_longer_than_a_day() -> None:
    assert next_wait(_report("soft_error", retry_after=timedelta(hours=5)), poll_every=QUARTER, error_count=1) == timedelta(hours=5)
    assert next_wait(_report("soft_error", retry_after=timedelta(days=9)), poll_every=QUARTER, error_count=1) == LONGEST_WAIT


def test_hard_error_waits_a_day() -> None:
    assert next_wait(_report("hard_error"), poll_every=QUARTER, error_count=1) == LONGEST_WAIT
