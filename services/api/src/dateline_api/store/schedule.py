"""When a feed is asked again: by how much is new, by what went wrong, and by what its server asks for. Pure.

A feed is asked twice for each new entry, so that an entry waits for half the usual time between two of them; at most every 10 minutes, at
least once a day. An interval that somebody fixed stands, and is only put off.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from math import exp
from statistics import median
from uuid import UUID

from dateline_shared.contracts.arrival import PollReport

SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=24)
LONGEST_ASKED = timedelta(days=7)  # by Retry-After, and the longest interval that can be fixed
MEMORY = timedelta(days=3)  # of the rate: long enough for a weekend to count, short enough to follow the news
UNDATED = timedelta(hours=1)  # first interval of a feed whose entries bear no dates
POLLS_AN_ENTRY = 2
JITTER = 0.1  # of each wait, either way: feeds that were added together drift apart
HARD_FIRST, HARD_FACTOR = timedelta(hours=1), 4  # 1, 4, 16, 24 h: somebody must change something, and that takes hours
LAG_WEIGHT = 0.25  # of the newest poll
ABSURD_LAG, CLOCK_ERROR = timedelta(days=7), timedelta(minutes=5)  # an old entry put up anew; a server whose clock is ahead

_DAY = timedelta(days=1)
_FASTEST = _DAY / SHORTEST / POLLS_AN_ENTRY  # entries a day that are worth the shortest interval: 72


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of how a feed publishes, and how it was heard."""

    poll_every: timedelta | None = None  # as somebody fixed it
    adapted: timedelta = timedelta(minutes=15)  # the interval that fits, whether it is used or not
    items_a_day: float | None = None  # smoothed; unknown before the first good poll
    lag: timedelta | None = None  # from publication to us, smoothed
    error_count: int = 0  # in a row
    last_ok_at: datetime | None = None

    @property
    def interval(self) -> timedelta:
        """How long the feed is left alone when all is well."""
        return self.poll_every or self.adapted


def is_well(report: PollReport) -> bool:
    """Whether the feed answered as a feed should."""
    return report.outcome in ("ok", "not_modified")


def after(rhythm: Rhythm, report: PollReport, *, lags: Iterable[timedelta], now: datetime) -> Rhythm:
    """The rhythm that a report leaves. `lags` tells of each new article how long after its publication it came."""
    if not is_well(report):
        return Rhythm(rhythm.poll_every, rhythm.adapted, rhythm.items_a_day, rhythm.lag, rhythm.error_count + 1, rhythm.last_ok_at)
    if rhythm.items_a_day is None or rhythm.last_ok_at is None:
        rate = _seed(report) if report.outcome == "ok" else rhythm.items_a_day
        adapted, lag = rhythm.adapted if rate is None else adapt(rate), rhythm.lag  # what a first poll brings is of any age
    else:
        elapsed = now - rhythm.last_ok_at
        news = _news(report)
        turnover = elapsed * (report.listed / news) if news and report.listed else None
        rate = smooth(rhythm.items_a_day, new=news, elapsed=elapsed)
        adapted, lag = adapt(rate, turnover=turnover), smooth_lag(rhythm.lag, lags)
    return Rhythm(rhythm.poll_every, adapted, rate, lag, 0, now)


def wait(rhythm: Rhythm, report: PollReport, *, jitter: float) -> timedelta:
    """How long to leave a feed alone, by the rhythm that its report left; `jitter` is from -1 to 1.

    An error that may pass by itself doubles the interval each time, up to a day; one that will not begins at an hour. A server that asks for
    a longer wait (Retry-After) gets it. What a document holds beyond one report is asked for soon.
    """
    if is_well(report):
        has_rest = rhythm.poll_every is None and report.listed > len(report.seen) > 0  # a report holds only so many entries
        usual = SHORTEST if has_rest else rhythm.interval
    elif report.outcome == "soft_error":
        usual = max(rhythm.interval, min(LONGEST, rhythm.interval * 2 ** min(rhythm.error_count, 10)))
    else:
        usual = max(rhythm.interval, min(LONGEST, HARD_FIRST * HARD_FACTOR ** min(rhythm.error_count - 1, 3)))
    return max(usual * (1 + JITTER * jitter), min(LONGEST_ASKED, report.retry_after or timedelta()))


def adapt(items_a_day: float, *, turnover: timedelta | None = None) -> timedelta:
    """The interval that fits a rate; at most half the time in which all that the feed lists was last replaced."""
    fitting = _DAY / max(items_a_day * POLLS_AN_ENTRY, 1)
    return max(SHORTEST, min(LONGEST, fitting, turnover / 2 if turnover else LONGEST))


def smooth(items_a_day: float, *, new: int, elapsed: timedelta) -> float:
    """The rate after `elapsed` in which `new` entries came: an average in which what is older counts exponentially less (MEMORY)."""
    if elapsed <= timedelta():
        return items_a_day
    kept = exp(-(elapsed / MEMORY))
    return items_a_day * kept + new * (_DAY / elapsed) * (1 - kept)


def smooth_lag(lag: timedelta | None, lags: Iterable[timedelta]) -> timedelta | None:
    """The lag after a poll that brought articles with these; those that cannot be true are left out."""
    true = [max(each.total_seconds(), 0) for each in lags if -CLOCK_ERROR <= each <= ABSURD_LAG]
    if not true:
        return lag
    newest = timedelta(seconds=median(true))
    return newest if lag is None else lag + (newest - lag) * LAG_WEIGHT


def jitter_of(feed: UUID, attempt: int) -> float:
    """From -1 to 1, the same for the same attempt of the same feed, so that a schedule can be computed anew."""
    drawn = int.from_bytes(blake2b(feed.bytes + attempt.to_bytes(8), digest_size=4).digest())
    return drawn / (2**31 - 0.5) - 1


def _seed(report: PollReport) -> float:
    """The rate that the dates of a document suggest; no more than counts, since many a feed is filled at once."""
    if report.listed > 1 and report.window:
        return min(_FASTEST, (report.listed - 1) * (_DAY / report.window))
    return _DAY / UNDATED / POLLS_AN_ENTRY


def _news(report: PollReport) -> int:
    """How many of the entries tell how fast a feed publishes: an archive that comes in by parts, or is put up anew, does not."""
    dates = (entry.article.published_at for entry in report.entries)
    return sum(1 for at in dates if at is None or report.polled_at - at <= ABSURD_LAG)
