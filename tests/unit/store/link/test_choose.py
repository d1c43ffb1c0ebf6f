"""Which candidate a mention is given, what stays open, and which events prove to be one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from dateline_api.store.link.choose import Candidate, Choice, choose
from dateline_api.store.link.core import core
from dateline_api.store.link.keys import keys
from dateline_api.store.link.signature import Signature, from_json, to_json
from dateline_api.store.link.telling import Bonds
from dateline_shared.contracts.event import EventMention
from unit.store.link.acts import MONDAY, act, told

LEADERS = ("Ada Okoro", "Piet Vos")
FIRST, SECOND, MINE, OTHER = (UUID(int=n) for n in range(1, 5))
MEETING = act("met", LEADERS, on="2024-03-04")


def candidates(*cores: Signature) -> dict[UUID, Candidate]:
    return {event: Candidate(event, each, Bonds(), frozenset(keys(each))) for event, each in zip((FIRST, SECOND), cores, strict=False)}


def chosen(mentions: Sequence[EventMention], found: dict[UUID, Candidate], fixed: dict[UUID, UUID] | None = None) -> Choice:
    mine = {key: told(mention, article="mine", reported=MONDAY + timedelta(days=1)) for key, mention in zip((MINE, OTHER), mentions, strict=False)}
    return choose(mine, found, keys={key: keys(each) for key, each in mine.items()}, fixed=fixed or {})


def test_mention_is_given_the_event_that_it_is_likest_to() -> None:
    other = told(act("met", (*LEADERS, "Kenya"), on="2024-03-05"))
    assert chosen([MEETING], candidates(other, told(MEETING))).events == {MINE: SECOND}


def test_mention_without_a_day_stays_open_between_two() -> None:
    found = candidates(told(MEETING), told(act("met", LEADERS, on="2024-03-01")))
    choice = chosen([act("met", LEADERS, background=True)], found)
    assert (choice.events, choice.open) == ({}, {MINE: [FIRST, SECOND]})


def test_mention_without_a_day_links_with_the_only_one() -> None:
    assert chosen([act("met", LEADERS, background=True)], candidates(told(MEETING))).events == {MINE: FIRST}


def test_two_mentions_of_one_article_are_two_acts() -> None:
    found = candidates(told(act("met", LEADERS)))
    assert chosen([act("met", LEADERS), act("spoke", LEADERS)], found).events == {MINE: FIRST}


def test_known_mention_keeps_its_event_until_that_forbids_it() -> None:
    unlike = act("signed", ("Kenya",), type="SUPPORT", family="sign")
    grown = core([told(MEETING), told(MEETING, article="b")])
    assert chosen([act("met", LEADERS)], candidates(grown), {MINE: FIRST}).events == {MINE: FIRST}
    assert chosen([unlike], candidates(grown), {MINE: FIRST}).events == {}
    assert chosen([unlike], candidates(told(MEETING)), {MINE: FIRST}).events == {MINE: FIRST}  # which nobody else tells of


def test_mention_that_is_sure_of_two_events_makes_them_one() -> None:
    found = candidates(told(act("met", LEADERS, on="2024-03-04", place="Ibi")), told(act("held talks", LEADERS, on="2024-03-04", place="Ibi"), article="b"))
    assert chosen([act("met for talks", LEADERS, on="2024-03-04", place="Ibi")], found).merges == [(SECOND, FIRST)]


def test_core_is_no_union() -> None:
    reports = [told(MEETING), told(MEETING, article="b"), told(act("met", ("Ada Okoro", "Lena Vos"), on="2024-03-05", place="Ibi"), article="c")]
    made = core(reports)
    assert [side.name for side in made.actors] == ["ada okoro", "piet vos"]
    assert (made.start, made.count) == ("2024-03-04", 3)


def test_core_is_by_news_and_not_by_background() -> None:
    later = told(act("met", ("Ada Okoro", "Lena Vos"), on="2024-02", background=True), article="b")
    made = core([told(MEETING), later])
    assert (made.actors, made.start) == (told(MEETING).actors, "2024-03-04")


def test_core_of_a_plan_that_was_moved_knows_both_days() -> None:
    plan: dict[str, Any] = {"type": "AGREE", "family": "pledge", "status": "planned"}
    made = core([told(act("will meet", LEADERS, on="2024-03-06", **plan)), told(act("will meet", LEADERS, on="2024-03-13", **plan), article="b")])
    assert (made.start, made.other_days) == ("2024-03-13", (("2024-03-06", "2024-03-06"),))


def test_signature_is_kept_as_it_is() -> None:
    made = core([told(act("met again", LEADERS, on="2024-03-04", place="Ibi")), told(MEETING, article="b")])
    assert from_json(orjson.dumps(to_json(made))) == made
