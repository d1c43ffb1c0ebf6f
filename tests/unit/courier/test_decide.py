"""What an answer means for a message and for its subscription, without a server or a clock."""

from datetime import UTC, datetime, timedelta

import pytest
from dateline_api.courier.decide import THROTTLED, Reply, Standing, decide
from dateline_api.courier.schedule import PATIENCE
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2024, 3, 5, 12, tzinfo=UTC)
MESSAGE = "0f0f0f0f-00000000000000000007"

replies = st.builds(
    Reply,
    status=st.none() | st.integers(100, 999),
    error=st.none() | st.text(max_size=20),
    is_refused=st.booleans(),
    retry_after=st.none() | st.timedeltas(timedelta(0), timedelta(days=9)),
)
standings = st.just(Standing()) | st.builds(
    Standing, attempt=st.integers(1, 30), failing_since=st.timedeltas(timedelta(0), timedelta(days=9)).map(lambda ago: NOW - ago)
)


@given(standings, replies)
def test_a_message_is_taken_or_waits_or_its_subscription_stands_still(standing: Standing, reply: Reply) -> None:
    verdict = decide(standing, reply, message=MESSAGE, at=NOW)

    assert verdict.attempt == standing.attempt + 1
    taken = reply.status is not None and 200 <= reply.status < 300
    assert (verdict.outcome == "delivered") == taken
    assert (verdict.error is None) == taken
    if taken:
        assert (verdict.state, verdict.standing, verdict.next_at) == ("active", Standing(), None)
    else:
        assert verdict.standing == Standing(standing.attempt + 1, standing.failing_since or NOW)
        assert (verdict.next_at is None) == (verdict.state != "active") == (verdict.reason is not None)
        assert verdict.next_at is None or verdict.next_at > NOW


@given(standings, replies)
def test_only_gone_disables_and_only_five_days_pause(standing: Standing, reply: Reply) -> None:
    verdict = decide(standing, reply, message=MESSAGE, at=NOW)
    is_over = standing.failing_since is not None and NOW - standing.failing_since >= PATIENCE

    assert (verdict.state == "disabled") == (reply.status == 410)
    assert (verdict.state == "paused") == (is_over and verdict.outcome != "delivered" and reply.status != 410)


@pytest.mark.parametrize("status", [200, 301, 400, 408, 429, 500, 502, 503, 504])
def test_retry_after_counts_only_where_the_standard_names_it(status: int) -> None:
    verdict = decide(Standing(), Reply(status=status, retry_after=timedelta(hours=3)), message=MESSAGE, at=NOW)

    assert (verdict.next_at == NOW + timedelta(hours=3)) == (status in THROTTLED)


@pytest.mark.parametrize(
    ("reply", "outcome", "error"),
    [
        (Reply(status=599), "failed", "the receiver answered 599"),
        (Reply(status=302), "failed", "the receiver answered 302 Found, and redirects are not followed: change the address"),
        (Reply(error="took longer than 20 s"), "failed", "took longer than 20 s"),
        (Reply(error="no public address", is_refused=True), "refused", "no public address"),
    ],
)
def test_error_says_what_happened(reply: Reply, outcome: str, error: str) -> None:
    verdict = decide(Standing(), reply, message=MESSAGE, at=NOW)
    assert (verdict.outcome, verdict.error) == (outcome, error)
