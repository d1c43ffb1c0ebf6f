"""When a message is sent again: over any course of failures."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from dateline_api.courier.schedule import JITTER, LONGEST_ASKED, PATIENCE, STEPS, jitter_of, next_try
from hypothesis import given
from hypothesis import strategies as st

START = datetime(2024, 3, 5, 12, tzinfo=UTC)
jitters = st.floats(-1, 1)
waits = st.timedeltas(timedelta(0), timedelta(days=30))


def _tries(jitter: float = 0.0) -> list[datetime]:
    """When a message is tried that nobody ever takes."""
    tries = [START]
    while at := next_try(attempt=len(tries), failing_since=START, asked=None, jitter=jitter, at=tries[-1]):
        tries.append(at)
    return tries


def test_ten_steps_of_the_standard_then_once_a_day_until_five_days_are_over() -> None:
    tries = _tries()

    assert [later - earlier for earlier, later in itertools.pairwise(tries)][:9] == list(STEPS[1:])
    assert sum(STEPS, timedelta(0)) == timedelta(hours=75, minutes=35, seconds=5)
    assert [at - START for at in tries[9:]] == [timedelta(hours=75, minutes=35, seconds=5), timedelta(hours=99, minutes=35, seconds=5), PATIENCE]


@given(jitters)
def test_whatever_the_jitter_the_last_try_is_five_days_after_the_first_failure(jitter: float) -> None:
    tries = _tries(jitter)

    assert tries[-1] - START == PATIENCE
    assert 11 <= len(tries) <= 13
    assert all(earlier < later for earlier, later in itertools.pairwise(tries))


@given(st.integers(1, 40), waits, st.none() | waits, jitters)
def test_next_try_keeps_its_bounds(attempt: int, failing_for: timedelta, asked: timedelta | None, jitter: float) -> None:
    at = START + failing_for
    found = next_try(attempt=attempt, failing_since=START, asked=asked, jitter=jitter, at=at)

    assert (found is None) == (failing_for >= PATIENCE)
    if found is not None:
        heeded = min(asked or timedelta(0), LONGEST_ASKED)
        assert found >= at + heeded, "no receiver is asked before the time that it named"
        assert found <= max(START + PATIENCE, at + heeded)
        assert found - at <= max(timedelta(days=1) * (1 + JITTER), heeded)


@given(st.text(min_size=1, max_size=40), st.integers(1, 30))
def test_jitter_is_drawn_once_for_each_try(message: str, attempt: int) -> None:
    assert -1 <= jitter_of(message, attempt) <= 1
    assert jitter_of(message, attempt) == jitter_of(message, attempt)


def test_jitter_spreads_those_who_failed_together() -> None:
    drawn = [jitter_of(f"epoch-{n}", 1) for n in range(1000)]
    assert sum(drawn) / 1000 == pytest.approx(0, abs=0.1)
    assert min(drawn) < -0.95
    assert max(drawn) > 0.95
