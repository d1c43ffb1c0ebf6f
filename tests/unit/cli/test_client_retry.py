"""When the client asks again, and how filters are spelled: decided without any service."""

from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import pytest
from dateline.client import RejectedError
from dateline.client.filters import canonical, parameters
from dateline.client.retry import Failure, Retry, WhenFull, retry_after

SILENCE = Failure()


def test_pauses_double_up_to_the_longest_and_half_of_each_is_chance() -> None:
    patience = Retry(first=1.0, longest=8.0, give_up_after=None)

    for tries, full in ((1, 1.0), (2, 2.0), (4, 8.0), (5, 8.0), (10_000, 8.0)):
        pauses = {patience.pause(SILENCE, tries=tries, spent=1e9) for _ in range(50)}
        assert len(pauses) > 1
        assert all(pause is not None and full / 2 <= pause <= full for pause in pauses)


@pytest.mark.parametrize(
    ("failure", "is_tried_again"),
    [
        (SILENCE, True),
        (Failure(status=502), True),
        (Failure(status=503, retry_after=5), True),
        (Failure(status=504), True),
        (Failure(status=429), True),
        (Failure(status=409, retry_after=1), True),
        (Failure(status=409), False),
        (Failure(status=500), False),
        (Failure(status=422), False),
        (Failure(is_repeatable=False), False),
        (Failure(status=503, retry_after=5, is_repeatable=False), False),
        (Failure(status=429, is_repeatable=False), True),
    ],
)
def test_only_what_may_pass_and_does_no_harm_is_tried_again(failure: Failure, is_tried_again: bool) -> None:
    assert (Retry().pause(failure, tries=1, spent=0) is not None) is is_tried_again


def test_service_is_given_as_long_as_it_asks_if_there_is_time_left() -> None:
    patience = Retry(give_up_after=60)

    assert patience.pause(Failure(status=429, retry_after=40), tries=1, spent=19) == 40
    assert patience.pause(Failure(status=429, retry_after=40), tries=1, spent=21) is None
    assert patience.pause(Failure(status=503, retry_after=0), tries=9, spent=0) == 1


def test_who_watches_waits_for_a_full_service_alone() -> None:
    watching = WhenFull()

    assert watching.pause(Failure(status=429, retry_after=60), tries=99, spent=1e9) == 60
    assert [watching.pause(each, tries=1, spent=0) for each in (SILENCE, Failure(status=503, retry_after=1), Failure(status=429, retry_after=61))] == [None] * 3


def test_pause_is_asked_for_in_seconds_or_until_a_date() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(minutes=1), usegmt=True)

    assert retry_after({"Retry-After": " 7 "}) == 7
    assert 50 < (retry_after({"Retry-After": soon}) or 0) <= 60
    assert retry_after({"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"}) == 0
    assert [retry_after(headers) for headers in ({}, {"Retry-After": "soon"}, {"Retry-After": "-1"})] == [None] * 3


def test_filter_is_written_as_the_api_has_it() -> None:
    given = {
        "from_": date(2024, 3, 1),
        "reported_to": datetime(2024, 3, 2, tzinfo=UTC),
        "type": ("A", "B"),
        "min_confidence": 0.5,
        "retracted": True,
        "q": None,
    }

    assert parameters(given) == [
        ("from", "2024-03-01"),
        ("reported_to", "2024-03-02T00:00:00+00:00"),
        ("type", "A"),
        ("type", "B"),
        ("min_confidence", "0.5"),
        ("retracted", "true"),
    ]


def test_same_filter_has_one_spelling() -> None:
    assert (
        canonical({"type": ["B", "A"], "actor": "Ana"})
        == canonical({"actor": ["Ana"], "type": ("A", "B"), "mode": None})
        == {"actor": ["Ana"], "type": ["A", "B"]}
    )
    with pytest.raises(RejectedError):
        canonical({"type": []})
