"""When a feed is asked again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from dateline_api.store.schedule import JITTER, LONGEST, LONGEST_ASKED, SHORTEST, Rhythm, adapt, after, jitter_of, smooth, smooth_lag, wait
from dateline_shared.contracts.arrival import Entry, PollReport
from dateline_shared.contracts.article import Article
from hypothesis import given
from hypothesis import strategies as st

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
QUARTER = 15 * MINUTE
FEED = UUID(int=7)

RHYTHMS = st.builds(
    Rhythm,
    poll_every=st.none() | st.timedeltas(MINUTE, 7 * DAY),
    adapted=st.timedeltas(SHORTEST, LONGEST),
    items_a_day=st.none() | st.floats(0, 1e6),
    lag=st.none() | st.timedeltas(timedelta(), 7 * DAY),
    error_count=st.integers(0, 1000),
    last_ok_at=st.none() | st.timedeltas(-400 * DAY, 400 * DAY).map(lambda ago: NOON - ago),
)
JITTERS = st.floats(-1, 1)


def _report(outcome: Any = "ok", *, new: int = 0, published_at: datetime | None = None, at: datetime = NOON, **more: Any) -> PollReport:
    entries = tuple(Entry(hash=f"{n:032x}", article=Article(text="Words.", published_at=published_at)) for n in range(new))
    return PollReport(feed_id="fed_1", attempt=1, outcome=outcome, polled_at=at, duration=timedelta(seconds=1), entries=entries, **more)


@st.composite
def reports(draw: st.DrawFn) -> PollReport:
    new = draw(st.integers(0, 20))
    return _report(
        draw(st.sampled_from(["ok", "not_modified", "soft_error", "hard_error", "gone"])),
        new=new,
        listed=new + draw(st.integers(0, 500)),
        window=draw(st.none() | st.timedeltas(timedelta(), 5000 * DAY)),
        retry_after=draw(st.none() | st.timedeltas(timedelta(), 30 * DAY)),
    )


@given(RHYTHMS, reports(), JITTERS, st.lists(st.timedeltas(-10000 * DAY, 10000 * DAY), max_size=5))
def test_whatever_is_reported_a_feed_is_neither_hammered_nor_forgotten(known: Rhythm, report: PollReport, jitter: float, lags: list[timedelta]) -> None:
    rhythm = after(known, report, lags=lags, now=NOON)

    assert SHORTEST <= rhythm.adapted <= LONGEST
    assert rhythm.items_a_day is None or rhythm.items_a_day >= 0
    assert rhythm.lag is None or rhythm.lag >= timedelta()
    shortest, longest = min(SHORTEST, rhythm.interval), max(LONGEST, rhythm.interval)
    assert shortest * (1 - JITTER) - MINUTE / 60 <= wait(rhythm, report, jitter=jitter) <= max(longest * (1 + JITTER), LONGEST_ASKED)


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_who_publishes_more_is_asked_no_less_often(one: float, other: float) -> None:
    assert adapt(max(one, other)) <= adapt(min(one, other))


@given(st.floats(0, 1e4), st.integers(0, 500), st.timedeltas(MINUTE, 30 * DAY))
def test_rate_lies_between_what_it_was_and_what_was_just_seen(rate: float, new: int, elapsed: timedelta) -> None:
    seen = new * (DAY / elapsed)
    assert min(rate, seen) * 0.999 <= smooth(rate, new=new, elapsed=elapsed) <= max(rate, seen) * 1.001


@given(st.floats(0, 1e4), st.integers(1, 50), st.integers(1, 50), st.timedeltas(MINUTE, 5 * DAY))
def test_two_silent_intervals_count_as_one_of_their_length(rate: float, first: int, second: int, unit: timedelta) -> None:
    apart = smooth(smooth(rate, new=0, elapsed=first * unit), new=0, elapsed=second * unit)
    assert apart == pytest.approx(smooth(rate, new=0, elapsed=(first + second) * unit))


@given(st.timedeltas(MINUTE, 4 * DAY), st.integers(2, 40), JITTERS)
def test_no_entry_of_a_steady_feed_goes_unseen(every: timedelta, listed: int, jitter: float) -> None:
    """It publishes an entry at the same distance, lists the newest few, and is followed for 60 polls from its first on."""
    every = max(every, SHORTEST * (1 + JITTER) / listed)  # what is faster cannot be followed at the shortest interval
    now, seen, rhythm = NOON, 0, Rhythm()
    for poll in range(60):
        newest = int((now - NOON) / every)
        new = newest - seen
        assert new <= listed, f"{new} of {listed} were new at poll {poll}"
        report = _report(new=listed if poll == 0 else new, at=now, listed=listed, window=every * (listed - 1))
        rhythm, seen = after(rhythm, report, lags=[], now=now), newest
        now += wait(rhythm, report, jitter=jitter)


def _poll_for(length: timedelta, rhythm: Rhythm, *, now: datetime, items_a_day: float) -> tuple[Rhythm, int, datetime]:
    polls, ends_at, owed = 0, now + length, 0.0
    while now < ends_at:
        owed += items_a_day * (rhythm.interval / DAY)
        now += rhythm.interval
        rhythm = after(rhythm, _report(new=int(owed), at=now, listed=30), lags=[], now=now)
        owed -= int(owed)
        polls += 1
    return rhythm, polls, now


@pytest.mark.parametrize(("items_a_day", "interval"), [(0, DAY), (1, 12 * HOUR), (24, 30 * MINUTE), (500, SHORTEST)])
def test_interval_settles_at_half_the_time_between_two_entries(items_a_day: float, interval: timedelta) -> None:
    rhythm, _, _ = _poll_for(21 * DAY, after(Rhythm(), _report(listed=30), lags=[], now=NOON), now=NOON, items_a_day=items_a_day)

    assert rhythm.interval / interval == pytest.approx(1, abs=0.25)


def test_feed_that_wakes_up_is_followed_within_a_few_hours_and_one_that_falls_silent_is_left_alone_within_weeks() -> None:
    asleep = Rhythm(adapted=LONGEST, items_a_day=0.0, last_ok_at=NOON)

    awake, _, now = _poll_for(2 * DAY, asleep, now=NOON, items_a_day=100)
    assert awake.interval < HOUR
    silent, _, _ = _poll_for(20 * DAY, awake, now=now, items_a_day=0)
    assert silent.interval == LONGEST


def test_first_poll_takes_the_rate_from_the_dates_of_the_document() -> None:
    daily = after(Rhythm(), _report(new=10, listed=10, window=9 * DAY), lags=[5 * DAY], now=NOON)

    assert (daily.items_a_day, daily.interval, daily.lag) == (1.0, 12 * HOUR, None)


@pytest.mark.parametrize("more", [{"listed": 10}, {"listed": 1, "window": timedelta()}, {"listed": 0}])
def test_feed_without_dates_is_first_asked_again_after_an_hour(more: dict[str, Any]) -> None:
    assert after(Rhythm(), _report(**more), lags=[], now=NOON).interval == HOUR


def test_feed_filled_at_once_does_not_count_as_a_flood() -> None:
    assert after(Rhythm(), _report(listed=50, window=timedelta(seconds=1)), lags=[], now=NOON).items_a_day == 72


def test_document_that_was_replaced_whole_is_asked_for_twice_as_often() -> None:
    known = Rhythm(adapted=2 * HOUR, items_a_day=6.0, last_ok_at=NOON)

    assert after(known, _report(new=4, listed=4), lags=[], now=NOON + 2 * HOUR).interval == HOUR


def test_archive_that_comes_in_by_parts_does_not_count_as_news() -> None:
    known = Rhythm(adapted=HOUR, items_a_day=1.0, last_ok_at=NOON)
    part = _report(new=500, listed=2000, published_at=NOON - 30 * DAY, at=NOON + HOUR)

    assert after(known, part, lags=[], now=NOON + HOUR).items_a_day == smooth(1.0, new=0, elapsed=HOUR)


@pytest.mark.parametrize(("poll_every", "kept"), [(None, SHORTEST), (5 * HOUR, 5 * HOUR)])
def test_rest_of_a_long_document_is_asked_for_soon_unless_the_interval_is_fixed(poll_every: timedelta | None, kept: timedelta) -> None:
    report = _report(new=1, listed=3, seen=("0" * 32, "1" * 32))

    assert wait(Rhythm(poll_every=poll_every, adapted=DAY), report, jitter=0) == kept


def test_fixed_interval_stands_while_the_fitting_one_is_learned() -> None:
    known = Rhythm(poll_every=HOUR, adapted=DAY, items_a_day=0.0, last_ok_at=NOON)

    learned = after(known, _report(new=20, listed=40), lags=[], now=NOON + HOUR)
    assert learned.interval == HOUR
    assert replace(learned, poll_every=None).interval < DAY


@pytest.mark.parametrize("outcome", ["ok", "not_modified"])
def test_good_poll_keeps_the_interval(outcome: str) -> None:
    assert wait(Rhythm(poll_every=QUARTER), _report(outcome), jitter=0) == QUARTER


def test_soft_errors_in_a_row_double_the_wait_up_to_a_day() -> None:
    waits = [wait(Rhythm(poll_every=QUARTER, error_count=n), _report("soft_error"), jitter=0) for n in range(1, 12)]

    assert waits[:3] == [2 * QUARTER, 4 * QUARTER, 8 * QUARTER]
    assert waits[-1] == LONGEST


def test_hard_errors_begin_at_an_hour_and_end_at_a_day() -> None:
    waits = [wait(Rhythm(error_count=n), _report("hard_error"), jitter=0) for n in range(1, 6)]

    assert waits == [HOUR, 4 * HOUR, 16 * HOUR, DAY, DAY]


def test_error_never_brings_a_poll_forward() -> None:
    weekly = Rhythm(poll_every=7 * DAY, error_count=1)

    assert {wait(weekly, _report(outcome), jitter=0) for outcome in ("soft_error", "hard_error")} == {7 * DAY}


@pytest.mark.parametrize(("asked", "kept"), [(5 * HOUR, 5 * HOUR), (3 * DAY, 3 * DAY), (30 * DAY, LONGEST_ASKED), (MINUTE, 2 * QUARTER)])
def test_retry_after_is_kept_when_it_is_longer_and_for_a_week_at_most(asked: timedelta, kept: timedelta) -> None:
    assert wait(Rhythm(poll_every=QUARTER, error_count=1), _report("soft_error", retry_after=asked), jitter=0) == kept


def test_retry_after_is_never_cut_short_by_jitter() -> None:
    assert wait(Rhythm(poll_every=QUARTER, error_count=1), _report("soft_error", retry_after=5 * HOUR), jitter=-1) == 5 * HOUR


def test_errors_end_with_the_first_good_poll() -> None:
    failing = after(Rhythm(items_a_day=2.0, last_ok_at=NOON), _report("soft_error"), lags=[], now=NOON + HOUR)
    assert (failing.error_count, failing.items_a_day, failing.last_ok_at) == (1, 2.0, NOON)

    well = after(failing, _report("not_modified"), lags=[], now=NOON + 2 * HOUR)
    assert (well.error_count, well.last_ok_at) == (0, NOON + 2 * HOUR)


def test_clock_that_was_turned_back_changes_no_rate() -> None:
    assert after(Rhythm(items_a_day=2.0, last_ok_at=NOON), _report(new=3), lags=[], now=NOON - HOUR).items_a_day == 2.0


def test_lag_is_the_median_and_moves_by_a_quarter() -> None:
    assert smooth_lag(None, [MINUTE, 3 * MINUTE, HOUR]) == 3 * MINUTE
    assert smooth_lag(3 * MINUTE, [7 * MINUTE]) == 4 * MINUTE


@pytest.mark.parametrize("lags", [[], [-HOUR], [8 * DAY], [400 * DAY, -DAY]])
def test_absurd_lags_are_left_out(lags: list[timedelta]) -> None:
    assert smooth_lag(5 * MINUTE, lags) == 5 * MINUTE


def test_clock_a_little_ahead_is_no_lag() -> None:
    assert smooth_lag(None, [-MINUTE]) == timedelta()


@given(st.uuids(), st.integers(1, 2**31 - 1))
def test_jitter_is_the_same_for_the_same_attempt(feed: UUID, attempt: int) -> None:
    assert -1 <= jitter_of(feed, attempt) <= 1
    assert jitter_of(feed, attempt) == jitter_of(UUID(int=feed.int), attempt)


def test_jitter_spreads_the_polls_of_a_feed() -> None:
    drawn = sorted(jitter_of(FEED, attempt) for attempt in range(1, 101))
    assert drawn[0] < -0.9
    assert drawn[-1] > 0.9
