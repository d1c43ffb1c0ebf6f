"""What events are to others stays free of loops, whatever is merged, undone, and found out."""

import random
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from dateline_api import ids
from dateline_api.db import bonds
from dateline_api.store import tell
from dateline_api.store.link.merge import merge_events, unmerge_event
from dateline_api.store.link.refold import refold
from dateline_api.store.link.telling import Bonds
from dateline_shared.contracts.event import Phrase, When
from integration.test_link_events import ADA, PIET, standing
from integration.test_link_events import tell as have_told

KINDS = (("THREATEN", "threaten"), ("AID", "aid"), ("ASSAULT", "attack"), ("ACCUSE", "accuse"), ("RETREAT", "resign"), ("SUPPORT", "congratulate"))
STEPS = 40


@pytest.fixture
def acts(bench: Any) -> list[UUID]:
    """Events of six kinds that nothing binds to each other."""
    have_told(bench, "wire", *({"type": kind, "family": family} for kind, family in KINDS))
    found = [key for (key,) in bench.rows("SELECT id FROM events ORDER BY id")]
    assert len(found) == len(KINDS)
    assert bench.rows("SELECT id FROM events WHERE num_nonnulls(part_of, member_of, cancelled_by) > 0") == []
    return found


def apply(bench: Any, change: Any, *given: Any, **more: Any) -> None:
    with bench.engine.begin() as connection:
        tell.append(connection, change(connection, *given, **more, now=bench.clock.now()), now=bench.clock.now())


def bind(bench: Any, part: UUID, whole: UUID) -> None:
    apply(bench, refold, {part}, bonds={part: Bonds(part_of=whole)})


def parts(bench: Any) -> dict[UUID, UUID]:
    """Which event stands inside of which, by the columns; the records say the same."""
    rows = bench.rows("SELECT id, part_of, record FROM events WHERE redirect_to IS NULL")
    found = {key: whole for key, whole, _ in rows if whole}
    told = {key: ids.parse("evt", record["part_of"]) for key, _, record in rows if record["part_of"]}
    now = dict(bench.rows("SELECT id, redirect_to FROM events WHERE redirect_to IS NOT NULL"))
    assert {key: now.get(whole, whole) for key, whole in told.items()} == found
    return found


def has_loop(found: dict[UUID, UUID]) -> bool:
    for start in found:
        at, seen = start, {start}
        while at in found:
            at = found[at]
            if at in seen:
                return True
            seen.add(at)
    return False


@pytest.mark.parametrize("between", [0, 1, 3])
def test_event_is_no_part_of_what_is_inside_of_it(bench, acts, between) -> None:
    chain = acts[: between + 2]
    for part, whole in pairwise(chain):
        bind(bench, part, whole)
    before = parts(bench)
    assert len(before) == between + 1
    bind(bench, chain[-1], chain[0])
    assert parts(bench) == before


def test_of_bonds_that_are_decided_at_once_and_would_be_a_loop_one_is_left_out(bench, acts) -> None:
    first, second, third, *_ = acts
    bind(bench, first, second)
    apply(bench, refold, {second, third}, bonds={second: Bonds(part_of=third), third: Bonds(part_of=first)})
    assert parts(bench) == {first: second, third: first}


def test_merge_makes_no_loop_and_its_undoing_gives_the_bond_back(bench, acts) -> None:
    inner, middle, outer, *_ = acts
    bind(bench, inner, middle)
    bind(bench, middle, outer)
    before = parts(bench)
    with bench.engine.connect() as connection:
        bound = bonds.bound_to(connection, outer, inner)
    said = [key for (key,) in bench.rows("SELECT id FROM mentions WHERE event_id = :id", id=outer)]
    apply(bench, merge_events, outer, inner)
    assert parts(bench) == {inner: middle}
    apply(bench, unmerge_event, outer, inner, mentions=said, bound=bound)
    assert parts(bench) == before


@pytest.mark.parametrize("bound_before", [False, True])
def test_event_takes_the_bond_of_what_is_merged_into_it_if_it_has_none_and_loses_it_when_that_is_undone(bench, acts, bound_before) -> None:
    loser, winner, whole, other, *_ = acts
    bind(bench, loser, whole)
    if bound_before:
        bind(bench, winner, other)
    before = parts(bench)
    with bench.engine.connect() as connection:
        bound = bonds.bound_to(connection, loser, winner)
    said = [key for (key,) in bench.rows("SELECT id FROM mentions WHERE event_id = :id", id=loser)]
    apply(bench, merge_events, loser, winner)
    assert parts(bench) == {winner: other if bound_before else whole}
    apply(bench, unmerge_event, loser, winner, mentions=said, bound=bound)
    assert parts(bench) == before


def test_event_between_two_others_leaves_its_bond_to_what_it_is_merged_into(bench, acts) -> None:
    inner, middle, outer, *_ = acts
    bind(bench, inner, middle)
    bind(bench, middle, outer)
    apply(bench, merge_events, middle, inner)
    assert parts(bench) == {inner: outer}


@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_merges_and_findings_makes_a_loop(bench, acts, seed) -> None:
    dice = random.Random(seed)
    undo: list[Any] = []
    for _ in range(STEPS):
        standing = [key for (key,) in bench.rows("SELECT id FROM events WHERE redirect_to IS NULL ORDER BY id")]
        one, other = dice.sample(standing, 2) if len(standing) > 1 else (standing[0], standing[0])
        if (dice.random() < 0.3 or one == other) and undo:
            loser, mentions, bound = undo.pop()
            ((winner,),) = bench.rows("SELECT redirect_to FROM events WHERE id = :id", id=loser)
            apply(bench, unmerge_event, loser, winner, mentions=mentions, bound=bound)
        elif dice.random() < 0.3:
            with bench.engine.connect() as connection:
                bound = bonds.bound_to(connection, one, other)
            undo.append((one, [key for (key,) in bench.rows("SELECT id FROM mentions WHERE event_id = :id", id=one)], bound))
            apply(bench, merge_events, one, other)
        else:
            bind(bench, one, other)
        assert not has_loop(parts(bench))


def test_bonds_follow_a_mention_that_goes_to_another_event(bench) -> None:
    matter: dict[str, Any] = {"object": Phrase(text="harbour dredging treaty tariff quota", spans=())}
    date = When(edtf="2023-01/..", granularity="interval", basis="stated")
    war: dict[str, Any] = {"type": "ASSAULT", "family": "fight", "actors": (ADA,), "recipients": (PIET,), "date": date}
    have_told(bench, "wire", {"on": "2024-02-20"}, at=datetime(2024, 2, 21, tzinfo=UTC))
    have_told(bench, "lantern", {"background": True, "part_of": "x1", **matter}, war, at=datetime(2024, 2, 25, tzinfo=UTC))
    met, whole = standing(bench)
    assert (met["mention_count"], met["part_of"]) == (2, whole["id"])
    have_told(bench, "gazette", {"on": "2024-02-22", **matter}, at=datetime(2024, 2, 24, tzinfo=UTC))
    first, _, second = standing(bench)
    assert (first["mention_count"], first["date"]["edtf"], first["part_of"]) == (1, "2024-02-20", None)
    assert (second["mention_count"], second["date"]["edtf"], second["part_of"]) == (2, "2024-02-22", whole["id"])
    newest = dict(bench.rows("SELECT DISTINCT ON (object_id) object_id, record FROM changes WHERE kind = 'event' ORDER BY object_id, seq DESC"))
    assert newest == dict(bench.rows("SELECT id, record FROM events"))
