"""What an event's record says once its mentions are known: what, who, when, where, how many; and that no order of arrival matters."""

import random
from dataclasses import replace
from itertools import pairwise
from uuid import UUID

import pytest
from dateline_api.store.link.counts import LISTED, chosen
from dateline_api.store.link.telling import Bonds, Revision
from dateline_shared.contracts.entity import Count
from dateline_shared.contracts.event import Claim, Context, Phrase, Where
from hypothesis import given
from hypothesis import strategies as st
from unit.store.reports import DAY, EVENT, KORR, LUND, MONDAY, ROY, day, killed, names, party, record, report, words

NORWAY = party("Norway", "state", country="NOR")
OFFICIAL = words("a Norwegian official", country="NOR")


def test_type_is_the_one_that_most_outlets_give_and_the_mode_is_filled_in() -> None:
    odd = report("a", type="AID", family="aid", confidence=0.9)
    told = [odd, report("b", 1), report("c", 2, mode="meet"), report("d", 3, background=True, type="AID", family="aid")]
    assert [record(*told)[name] for name in ("type", "family", "mode")] == ["CONSULT", "meet", "meet"]


def test_contexts_are_those_that_half_of_the_outlets_see() -> None:
    seen = [("a", "xy"), ("b", "xz"), ("c", "y")]
    told = [report(outlet, n, contexts=tuple(Context(name=name) for name in names)) for n, (outlet, names) in enumerate(seen)]
    assert record(*told)["contexts"] == ["x", "y"]


@pytest.mark.parametrize("vague", [NORWAY, OFFICIAL, words("Ms Roy")])
def test_leader_beats_his_state_and_a_name_a_description(vague) -> None:
    leader = party("Ada Roy", country="NOR", sectors=("GOV",))
    for told in ([report("a", actors=(vague,)), report("b", 1, actors=(leader,))], [report("a", actors=(leader,)), report("b", 1, actors=(vague,))]):
        assert names(record(*told)["actors"]) == ["Ada Roy"]


def test_two_that_one_account_lists_side_by_side_are_never_one() -> None:
    both = report("a", actors=(ROY, NORWAY))
    assert names(record(both, report("b", 1, actors=(NORWAY,)), report("c", 1, actors=(NORWAY,)))["actors"]) == ["Ada Roy", "Norway"]
    against = report("a", actors=(ROY,), recipients=(NORWAY,))
    found = record(against, report("b", 1, actors=(NORWAY,), recipients=(ROY,)))
    assert (names(found["actors"]), names(found["recipients"])) == (["Ada Roy"], ["Norway"])


@pytest.mark.parametrize("other", [LUND, party("Denmark", "state", country="DNK"), party("Bo Dahl", country="NOR", sectors=("BUS",))])
def test_others_are_other_parties(other) -> None:
    first = party("Norway", "state", country="NOR") if other.sectors else ROY
    assert names(record(report("a", actors=(first,)), report("b", 1, actors=(other,)))["actors"]) == [first.name, other.name]


def test_party_that_one_of_many_outlets_lists_is_left_out() -> None:
    told = [report(outlet) for outlet in "abcd"]
    assert names(record(report("e", actors=(ROY, KORR)), *told)["actors"]) == ["Ada Roy"]
    assert names(record(report("e", actors=(ROY, KORR)), *told[1:])["actors"]) == ["Ada Roy", "Ib Korr"]


def test_nobody_stands_on_both_sides() -> None:
    together, apart = report("a", actors=(ROY, LUND)), report("b", 1, actors=(ROY,), recipients=(LUND,))
    found = record(together, apart)
    assert (names(found["actors"]), names(found["recipients"])) == (["Ada Roy"], ["Per Lund"])


def test_how_many_is_what_was_reported_last_and_never_a_sum() -> None:
    crowd = [words(f"{low} pilots", "group", count=Count(low=low, high=low)) for low in (40, 60)]
    told = [report("a", actors=(crowd[1],)), report("b", 1, actors=(crowd[0],)), report("c", 2, actors=(crowd[1],), background=True)]
    (actor,) = record(*told)["actors"]
    assert (actor["name"], actor["count"]["low"]) == ("40 pilots", 40)


def test_later_background_fills_gaps_and_overwrites_nothing() -> None:
    late = report("b", 40, background=True, actors=(KORR,), recipients=(LUND,), date=day("2024-03-01"), place=Where(name="Bodø", kind="city"))
    found = record(report("a", date=day("2024-03-04")), late)
    assert (names(found["actors"]), names(found["recipients"]), found["date"]["edtf"], found["place"]["name"]) == (
        ["Ada Roy"],
        ["Per Lund"],
        "2024-03-04",
        "Bodø",
    )
    assert not found["background"]
    assert record(late)["background"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([("2024-03", "stated"), ("2024-03-04", "relative")], "2024-03-04"),
        ([("2024-03-03", "relative"), ("2024-03-04", "stated")], "2024-03-04"),
        ([("2024-03-03", "relative"), ("2024-03-04", "anchored")], "2024-03-03"),
        ([("2024-03", "stated"), ("2024-03-03/2024-03-04", "publication")], "2024-03"),
        ([("2024-03-03/2024-03-04", "publication"), ("2024-02-01", "anchored")], "2024-02-01"),
        ([("2024-03-03", "stated"), ("2024-03-04", "stated"), ("2024-03-04", "stated")], "2024-03-04"),
        ([("2022-02-24/..", "relative"), ("2024-03-04", "stated")], "2022-02-24/.."),
        ([("2022-02/..", "stated"), ("2022-02-24/..", "stated"), ("2024-03-04", "stated")], "2022-02-24/.."),
        ([("2022-02-24/..", "stated"), ("2022-02-24/2024-03-04", "stated")], "2022-02-24/2024-03-04"),
    ],
)
def test_surest_and_finest_day_of_what_took_place(given, expected) -> None:
    told = [report(f"outlet{n}", n, date=day(*each)) for n, each in enumerate(given)]
    assert record(*told)["date"]["edtf"] == expected


def test_postponed_plan_is_for_its_new_day_and_the_old_one_is_kept() -> None:
    told = [report("a", 0, "planned", date=day("2024-03-09")), report("b", 1, "planned", date=day("2024-03-20"))]
    told.append(report("c", 2, "planned", date=day("2024-03", granularity="month")))
    found = record(*told, now=MONDAY + 10 * DAY)
    assert (found["date"]["edtf"], [each["edtf"] for each in found["dates"]], found["overdue"]) == ("2024-03-20", ["2024-03-09"], False)
    realised = record(*told, report("d", 16, date=day("2024-03-19/2024-03-20", "publication", "interval")))
    assert (realised["date"]["edtf"], realised["dates"][0]["edtf"], realised["status"]) == ("2024-03-20", "2024-03-09", "happened")


def test_plan_is_overdue_from_the_day_after_its_time() -> None:
    plan = report("a", 0, "planned", date=day("2024-03-09"))
    assert [record(plan, now=MONDAY + days * DAY)["overdue"] for days in (5, 6)] == [False, True]
    late = MONDAY + 90 * DAY
    assert not record(plan, report("b", 5, date=day("2024-03-09")), now=late)["overdue"]
    assert not record(report("a", 0, "planned"), now=late)["overdue"]
    assert not record(report("a", 0, "planned", date=day("2024-03-09/..")), now=late)["overdue"]
    assert not record(plan, now=late, revision=Revision(fields={"status": "happened"}))["overdue"]


def test_finest_place_in_the_country_that_most_outlets_name() -> None:
    oslo, hall = Where(name="Oslo", kind="city", country="NOR"), Where(name="Oslo City Hall", kind="building", country="NOR")
    told = [report("a", place=oslo), report("b", 1, place=Where(name="Norway", kind="country", country="NOR")), report("c", 2, place=hall)]
    assert record(*told, report("d", 3, place=Where(name="Lund", kind="building", country="SWE")))["place"]["name"] == "Oslo City Hall"


def test_latest_number_is_current_and_the_others_are_kept() -> None:
    told = [report("a", 0, quantities=(killed(3),)), report("b", 1, quantities=(killed(9), killed(2, kind="injured"))), report("a", 2, quantities=(killed(7),))]
    late = report("c", 60, background=True, quantities=(killed(8),))
    found = [(each["kind"], each["amount"]["low"], each["current"], each["disputed"]) for each in record(*told, late)["quantities"]]
    assert found == [
        ("killed", 3, False, False),
        ("killed", 9, False, False),
        ("injured", 2, True, False),
        ("killed", 7, True, False),
        ("killed", 8, False, False),
    ]


@pytest.mark.parametrize(
    ("one", "other", "disputed"),
    [
        ((killed(12),), (killed(20),), True),
        ((killed(12),), (killed(12),), False),
        ((killed(12), killed(3)), (killed(12),), False),
        ((killed(10, None, qualifier="at_least"),), (killed(12),), False),
        ((killed(10, None, qualifier="more_than"),), (killed(9),), True),
        ((killed(24, 99, qualifier="about"),), (killed(40),), False),
        ((killed(20, qualifier="about"),), (killed(23),), False),
        ((killed(20, qualifier="about"),), (killed(26),), True),
        ((killed(5, by=ROY), killed(20, by=KORR)), (), True),
        ((killed(5, kind="money", unit="EUR"),), (killed(9, kind="money", unit="USD"),), False),
    ],
)
def test_numbers_of_one_day_are_in_dispute_if_they_cannot_both_be_true(one, other, disputed) -> None:
    found = record(report("a", 0, quantities=one), report("b", 0.2, quantities=other))["quantities"]
    assert all(each["current"] for each in found)
    assert {each["disputed"] for each in found} == {disputed}


def test_outlet_counts_once_and_a_copy_with_what_it_copies() -> None:
    first = report("a")
    told = [first, report("a", 1), report("a", 1, nth=1), report("b", 2, copy_of=first), report("c", 3)]
    found = record(*told)
    assert [found[name] for name in ("mention_count", "article_count", "source_count")] == [5, 3, 2]
    assert (found["first_reported_at"], found["last_reported_at"]) == ("2024-03-04T09:00:00Z", "2024-03-07T09:00:00Z")
    assert [found[name] for name in ("mention_count", "article_count", "source_count")] == [5, 3, 2]
    copies = [report(outlet, 2, copy_of=first) for outlet in "bc"]
    assert [record(*copies)[name] for name in ("article_count", "source_count")] == [1, 1]


def test_independent_outlets_raise_the_confidence_and_nothing_is_certain() -> None:
    alone = record(report("a", confidence=0.6), report("a", 1, confidence=0.6))["confidence"]
    two = record(report("a", confidence=0.6), report("b", confidence=0.5))["confidence"]
    assert (alone, two) == (0.6, 0.7)
    assert record(*(report(f"outlet{n}", confidence=0.9) for n in range(30)))["confidence"] == 0.99


def test_long_event_is_made_of_its_newest_mentions_and_the_first_of_each_outlet() -> None:
    told = [report("b" if n in (0, 80) else "a", n / 1000, article=str(n)) for n in range(LISTED + 50)]
    mine = chosen([(each.key, each.telling) for each in told])
    assert [each.telling.title for each in told if each.key in mine] == ["0", "1", *(str(n) for n in range(52, LISTED + 50))]
    crowd = [report(f"outlet{n}", n / 1000, article=str(n)) for n in range(3 * LISTED)]
    mine = chosen([(each.key, each.telling) for each in crowd])
    assert [each.telling.title for each in crowd if each.key in mine] == [str(n) for n in (*range(100), *range(500, 600))]


def test_long_record_lists_what_is_current_and_the_latest() -> None:
    told = [report("a" if n else "b", n / 1000, article=str(n), quantities=(killed(n),)) for n in range(LISTED + 50)]
    found = record(*told)
    assert {len(found[name]) for name in ("claims", "quantities")} == {LISTED}
    assert [each["amount"]["low"] for each in found["quantities"] if each["current"]][-1] == LISTED + 49
    assert [each["source"] for each in found["claims"] if each["current"]] == ["b.example", "a.example"]


def test_words_go_with_the_mention_that_says_what_was_done() -> None:
    found = record(report("a", object=Phrase(text="the mole")), report("b", 1, recipients=(LUND,), mode="meet", topics=(Phrase(text="ice"),)))
    assert (found["object"], found["topics"], found["mode"]) == ({"text": "the mole"}, [{"text": "ice"}], "meet")


STATUSES = st.sampled_from(["happened", "planned", "possible", "alleged", "negated", "denied"])
SPEAKERS = st.sampled_from([None, ROY, LUND, KORR])
REPORTS = st.builds(
    report,
    st.sampled_from("abcd"),
    st.integers(0, 8).map(lambda half: half / 2),
    STATUSES,
    said_by=SPEAKERS,
    claims=st.lists(st.builds(Claim, said_by=SPEAKERS, status=STATUSES), max_size=3).map(tuple),
    background=st.booleans(),
    type=st.sampled_from(["CONSULT", "AGREE"]),
    actors=st.lists(st.sampled_from([ROY, LUND, NORWAY, OFFICIAL]), max_size=2).map(tuple),
    date=st.sampled_from([None, day("2024-03-04"), day("2024-03"), day("2024-03-09", "relative"), day("2024-03-03/2024-03-04", "publication")]),
    quantities=st.lists(st.builds(killed, st.integers(0, 30)), max_size=2).map(tuple),
    confidence=st.sampled_from([0.5, 0.7, 0.9]),
    article=st.integers(0, 9).map(str),
    nth=st.integers(0, 1),
)
TOLD = st.lists(REPORTS, min_size=1, max_size=8, unique_by=lambda told: told.telling.title)
BONDS = st.sampled_from([Bonds(), Bonds(cancelled_by=UUID(int=7))])


@given(told=TOLD, bonds=BONDS, seed=st.integers(0, 99))
def test_no_order_of_arrival_matters_and_folding_again_changes_nothing(told, bonds, seed) -> None:
    made = record(*told, bonds=bonds)
    shuffled = list(told)
    random.Random(seed).shuffle(shuffled)
    assert record(*shuffled, bonds=bonds) == made
    assert made["id"] == "evt_" + EVENT.hex
    assert 0 < made["confidence"] <= 0.99


@given(told=TOLD)
def test_of_each_speaker_in_each_outlet_one_claim_stands(told) -> None:
    current = [(each["source"], each["said_by"] and each["said_by"]["id"]) for each in record(*told)["claims"] if each["current"]]
    assert len(current) == len(set(current))


@given(told=TOLD)
def test_denial_by_one_who_said_nothing_yet_never_changes_a_status(told) -> None:
    stranger = party("Uma Nyström", country="SWE")
    denied = report("e", 9, "denied", article="denial", said_by=stranger, type=told[0].mention.type)
    before, after = record(*told), record(*told, denied)
    assert (after["status"], after["retracted"]) == (before["status"], False)
    assert after["disputed"] or before["status"] in ("negated", "denied")


@given(told=TOLD, copies=st.sets(st.integers(0, 7)))
def test_counts_only_grow_with_time(told, copies) -> None:
    original = told[0].telling.id
    told = [replace(each, telling=replace(each.telling, copy_of=original)) if n in copies and n else each for n, each in enumerate(told)]
    counts = []
    for at in sorted({each.telling.reported_at for each in told}):
        found = record(*(each for each in told if each.telling.reported_at <= at))
        counts.append([found[name] for name in ("mention_count", "article_count", "source_count")])
    assert all(one <= other for earlier, later in pairwise(counts) for one, other in zip(earlier, later, strict=True))
