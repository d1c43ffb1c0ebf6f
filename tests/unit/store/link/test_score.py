"""What may be one act, and what never is."""

from datetime import date, timedelta
from typing import Any

import pytest
from dateline_api.store.link.choose import LINK
from dateline_api.store.link.score import compare
from dateline_shared.contracts.event import About, EventMention
from unit.store.link.acts import MONDAY, act, told

LEADERS = ("Ada Okoro", "Piet Vos")
SANCTION: dict[str, Any] = {"type": "SANCTION", "family": "sanction", "mode": "discontinue"}
ATTACK: dict[str, Any] = {"type": "ASSAULT", "family": "attack"}
DENY: dict[str, Any] = {"type": "REJECT", "family": "deny"}
PRAISE: dict[str, Any] = {"type": "SUPPORT", "family": "praise"}
CONGRATULATE: dict[str, Any] = {"type": "SUPPORT", "family": "congratulate"}
PLAN: dict[str, Any] = {"type": "AGREE", "family": "pledge", "status": "planned"}


def score(one: EventMention, other: EventMention, *, later: int = 0, **more: Any) -> float:
    ours, theirs = told(one, article="a", **more), told(other, reported=MONDAY + timedelta(days=later), article="b", **more)
    assert compare(ours, theirs).score == compare(theirs, ours).score
    return compare(ours, theirs).score


ONE = {
    "the same day, other words": (act("met", LEADERS, on="2024-03-04"), act("held talks", LEADERS, on="2024-03-04")),
    "a day apart, as time zones have it": (act("met", LEADERS, on="2024-03-04"), act("met", LEADERS, on="2024-03-05")),
    "a leader and his state": (
        act("sanctions", ("Ada Okoro",), ("Kenya",), on="2024-03-04", **SANCTION),
        act("sanctions", ("Nigeria",), ("Kenya",), on="2024-03-04", **SANCTION),
    ),
    "a surname, where nobody else is meant": (act("met", ("Ada Okoro", "Vos"), on="2024-03-04"), act("met", LEADERS, on="2024-03-04")),
    "killing in an attack": (
        act("struck Ibi", ("Nigeria",), on="2024-03-04", place="Ibi", **ATTACK),
        act("killed nine in Ibi", ("Nigeria",), on="2024-03-04", place="Ibi", type="ASSAULT", family="kill"),
    ),
    "a plan and what was done": (
        act("will meet", LEADERS, on="2024-03-06", about=(About(type="CONSULT", family="meet"),), **PLAN),
        act("met", LEADERS, on="2024-03-06"),
    ),
    "who plans to meet whom, either way round": (
        act("ready to meet", LEADERS[:1], LEADERS[1:], on="2024-03-06", about=(About(type="CONSULT", family="meet"),), **PLAN),
        act("will meet", LEADERS[1:], LEADERS[:1], on="2024-03-06", about=(About(type="CONSULT", family="meet"),), **PLAN),
    ),
    "some of those who met": (act("met", (*LEADERS, "Kenya"), on="2024-03-04"), act("met", LEADERS, on="2024-03-04")),
    "what did not happen": (act("did not meet", LEADERS, on="2024-03-04", status="negated"), act("meeting", LEADERS, on="2024-03-04", status="planned")),
    "a month, told as background": (act("met", LEADERS, on="2024-03-04"), act("met", LEADERS, on="2024-03", background=True)),
}


@pytest.mark.parametrize("pair", ONE.values(), ids=ONE)
def test_tellings_of_one_act_are_alike(pair) -> None:
    assert score(*pair, later=1) >= LINK


TWO = {
    "other days": (act("met", LEADERS, on="2024-03-04"), act("met", LEADERS, on="2024-03-07")),
    "other recipients": (act("praised", ("Ada Okoro",), ("Piet Vos",), **PRAISE), act("praised", ("Ada Okoro",), ("Lena Vos",), **PRAISE)),
    "another, without a day": (act("met", LEADERS, on="2024-03-02"), act("met", LEADERS, clause="another meeting: the two met")),
    "a third": (act("second strike", ("Nigeria",), place="Ibi", **ATTACK), act("third strike", ("Nigeria",), place="Ibi", **ATTACK)),
    "again, the day after": (act("met", LEADERS, on="2024-03-04"), act("met", LEADERS, on="2024-03-05", clause="met again")),
    "other towns on one day": (
        act("struck", ("Nigeria",), on="2024-03-04", place="Ibi", **ATTACK),
        act("struck", ("Nigeria",), on="2024-03-04", place="Wukari", **ATTACK),
    ),
    "to congratulate and to praise": (
        act("congratulated", ("Ada Okoro",), ("Piet Vos",), on="2024-03-04", **CONGRATULATE),
        act("praised", ("Ada Okoro",), ("Piet Vos",), on="2024-03-04", **PRAISE),
    ),
    "a leader and a body that both speak": (act("denied it", ("Piet Vos",), **DENY), act("denied it", ("Harbour Union",), **DENY)),
    "one of several who each act": (
        act("sanctions", ("Kenya",), ("Nigeria",), on="2024-03-04", **SANCTION),
        act("sanctions", ("Kenya", "Netherlands"), ("Nigeria",), on="2024-03-04", **SANCTION),
    ),
    "one of many": (
        act("congratulated", ("dozens of leaders",), ("Piet Vos",), on="2024-03-04", **CONGRATULATE),
        act("congratulated", ("Ada Okoro",), ("Piet Vos",), on="2024-03-04", **CONGRATULATE),
    ),
    "an attack and the war": (
        act("war", ("Nigeria",), ("Kenya",), on="2023-01/..", type="ASSAULT", family="fight"),
        act("struck", ("Nigeria",), ("Kenya",), on="2024-03-04", place="Ibi", **ATTACK),
    ),
    "two utterances on two days": (act("denied it", ("Piet Vos",), on="2024-03-04", **DENY), act("denied it", ("Piet Vos",), on="2024-03-05", **DENY)),
    "told before it was done": (act("did not meet", LEADERS, status="negated"), act("met", LEADERS, on="2024-03-20")),
    "two people of one surname": (act("met", ("Ada Okoro", "Piet Vos"), on="2024-03-04"), act("met", ("Kenya", "Lena Vos"), on="2024-03-04")),
}


@pytest.mark.parametrize("pair", TWO.values(), ids=TWO)
def test_look_alikes_are_not_one_act(pair) -> None:
    assert score(*pair) < LINK


def test_acts_that_name_nobody_are_likelier_one_in_articles_about_the_same() -> None:
    blast = act("explosion", type="accident", family="explosion")
    same, other = told(blast), told(blast, scene=("Kenya",))
    assert compare(same, told(blast, article="b")).score >= LINK > compare(same, other).score


def test_rare_word_says_more_than_one_in_which_all_are_told() -> None:
    one, other = told(act("struck the bakery", **ATTACK)), told(act("bakery was hit", **ATTACK), article="b")
    assert compare(one, other, {"baker": 2.0}).score > compare(one, other, {"baker": 0.5}).score


def test_plan_may_be_moved_and_a_report_may_not() -> None:
    about = (About(type="CONSULT", family="meet"),)
    plan = told(act("will meet", LEADERS, on="2024-03-06", about=about, **PLAN))
    moved = told(act("will meet", LEADERS, on="2024-03-13", about=about, **PLAN), reported=date(2024, 3, 5))
    assert compare(plan, moved).veto is None
    assert (
        compare(
            told(act("met", LEADERS, on="2024-03-06"), reported=date(2024, 3, 7)), told(act("met", LEADERS, on="2024-03-13"), reported=date(2024, 3, 14))
        ).veto
        == "other days"
    )


def test_day_of_publication_neither_joins_nor_parts() -> None:
    given = told(act("met", LEADERS, on="2024-03-02"))
    by_publication = told(act("met", LEADERS, on="2024-03-03/2024-03-04", basis="publication"))
    undated = told(act("met", LEADERS))
    assert compare(given, by_publication) == compare(given, undated)


def test_a_day_told_in_weeks_may_be_some_days_off() -> None:
    given = told(act("met", LEADERS, on="2024-03-02"))
    about = compare(given, told(act("met", LEADERS, on="2024-03-05~")))
    assert about.veto is None
    assert about.score >= LINK
    assert compare(given, told(act("met", LEADERS, on="2024-03-05"))).veto == "other days"


def test_utterance_long_after_is_another_unless_told_as_background() -> None:
    first = told(act("denied it", ("Piet Vos",), clause="denied that the ships were late", **DENY))
    again = act("denied it", ("Piet Vos",), clause="denied it in parliament", **DENY)
    weeks = MONDAY + timedelta(days=20)
    assert compare(first, told(again, reported=weeks)).score < LINK
    assert compare(first, told(again.model_copy(update={"background": True}), reported=weeks)).score >= LINK
