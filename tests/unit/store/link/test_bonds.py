"""What events are to others."""

from typing import Any
from uuid import UUID

from dateline_api.store.link.bonds import bonds
from dateline_api.store.link.choose import Candidate
from dateline_api.store.link.keys import keys
from dateline_api.store.link.telling import Bonds
from dateline_shared.contracts.base import Span
from dateline_shared.contracts.event import EventMention
from unit.store.link.acts import act, told

WHOLE, MINE, KEY, INNER, INNER_KEY = (UUID(int=n) for n in range(1, 6))


def bound(known: EventMention, mention: EventMention) -> dict[UUID, Bonds]:
    core = told(known)
    found = {WHOLE: Candidate(WHOLE, core, Bonds(), frozenset(keys(core)))}
    return bonds({KEY: mention}, {KEY: told(mention, article="b")}, {KEY: MINE}, found)


def test_attack_is_part_of_the_war_that_goes_on() -> None:
    war = act("war", ("Nigeria",), ("Kenya",), on="2023-01/..", type="ASSAULT", family="fight")
    strike = act("struck", ("Nigeria",), ("Kenya",), on="2024-03-04", place="Ibi", type="ASSAULT", family="attack")
    assert bound(war, strike) == {MINE: Bonds(part_of=WHOLE)}
    assert bound(strike, war) == {WHOLE: Bonds(part_of=MINE)}


def test_attack_before_the_war_is_no_part_of_it() -> None:
    war = act("war", ("Nigeria",), ("Kenya",), on="2024-03-05/..", type="ASSAULT", family="fight")
    assert bound(war, act("struck", ("Nigeria",), ("Kenya",), on="2024-03-01", type="ASSAULT", family="attack")) == {}


def test_own_act_of_one_is_a_member_of_what_many_did() -> None:
    favour: dict[str, Any] = {"type": "SUPPORT", "family": "congratulate", "on": "2024-03-04"}
    many = act("congratulated", ("dozens of leaders",), ("Piet Vos",), **favour)
    assert bound(many, act("congratulated", ("Ada Okoro",), ("Piet Vos",), **favour)) == {MINE: Bonds(member_of=WHOLE)}
    assert bound(many, act("congratulated", ("Ada Okoro",), ("Kenya",), **favour)) == {}


def test_plan_knows_by_what_it_was_called_off() -> None:
    plan = act("will visit Ibi", ("Ada Okoro",), on="2024-03-06", place="Ibi", type="AGREE", family="pledge", status="planned")
    call = act("cancelled", ("Ada Okoro",), clause="cancelled a visit to Ibi", type="REJECT", family="cancel", mode="meet")
    assert bound(plan, call) == {WHOLE: Bonds(cancelled_by=MINE)}


def test_act_inside_of_an_act_is_part_of_it_as_read() -> None:
    call, favour = act("rang", ("Ada Okoro", "Piet Vos"), key="x1"), act("thanked", ("Ada Okoro",), ("Piet Vos",), key="x2", part_of="x1")
    told_here = {KEY: told(call), INNER_KEY: told(favour)}
    assert bonds({KEY: call, INNER_KEY: favour}, told_here, {KEY: MINE, INNER_KEY: INNER}, {}) == {INNER: Bonds(part_of=MINE)}


def test_what_was_said_right_after_a_call_is_told_of_is_part_of_it() -> None:
    call = act("rang", ("Ada Okoro", "Piet Vos"), key="x1")

    def thanked(start: int, actor: str) -> dict[UUID, Bonds]:
        words = Span(start=start, end=start + len("thanked"), exact="thanked")
        favour = act("thanked", (actor,), type="SUPPORT", family="thank", key="x2").model_copy(update={"evidence": (words,)})
        return bonds({KEY: call, INNER_KEY: favour}, {KEY: told(call), INNER_KEY: told(favour)}, {KEY: MINE, INNER_KEY: INNER}, {})

    assert thanked(20, "Ada Okoro") == {INNER: Bonds(part_of=MINE)}
    assert thanked(20, "Kenya") == {}
    assert thanked(400, "Ada Okoro") == {}
