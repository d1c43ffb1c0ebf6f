"""What is known of an act by all claims of it, and how that came about."""

from uuid import UUID

import pytest
from dateline_api.store.link.telling import Bonds
from dateline_shared.contracts.event import About
from unit.store.reports import DAY, KORR, LUND, MONDAY, claim, day, names, party, record, report


def known(*told, **more) -> tuple[str, str | None, bool]:
    found = record(*told, **more)
    return found["status"], found["said_by"] and found["said_by"]["name"], found["disputed"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param([report("a", 0, "planned"), report("b", 1)], ("happened", None, False), id="a report realises a plan"),
        pytest.param([report("a", 0), report("b", 1, "planned")], ("happened", None, False), id="a stale announcement takes back no report"),
        pytest.param([report("a", 0), report("a", 1, "possible")], ("happened", None, False), id="nor does one of the same outlet"),
        pytest.param([report("a", 0, said_by=LUND), report("b", 1)], ("happened", None, False), id="the outlet's own voice beats a speaker"),
        pytest.param([report("a", 0, "denied", said_by=LUND), report("b", 1)], ("happened", None, True), id="a denial disputes what happened"),
        pytest.param([report("a", 0), report("b", 1, "denied", said_by=LUND)], ("happened", None, True), id="a later denial retracts nothing"),
        pytest.param([report("a", 0, "alleged", said_by=KORR), report("b", 1, "denied", said_by=LUND)], ("alleged", KORR.name, True), id="nor of a charge"),
        pytest.param([report("a", 0, "denied", said_by=LUND)], ("denied", LUND.name, False), id="nobody states the other side"),
        pytest.param([report("a", 0, "alleged", said_by=KORR), report("b", 1)], ("happened", None, False), id="a charge that an outlet vouches for"),
        pytest.param([report("a", 0), report("a", 1, "negated")], ("negated", None, False), id="an outlet corrects itself"),
        pytest.param([report("a", 0), report("b", 1, "negated")], ("happened", None, True), id="outlets contradict each other"),
        pytest.param([report("a", 0, said_by=LUND), report("b", 1, "negated")], ("negated", None, True), id="an outlet knows better than a speaker"),
        pytest.param([report("a", 0, "alleged", said_by=LUND), report("b", 1, "negated")], ("negated", None, True), id="also of a charge"),
        pytest.param([report("a", 0, "planned"), report("b", 1, "negated", said_by=LUND)], ("negated", LUND.name, False), id="a plan that is given up"),
        pytest.param([report("a", 1, "planned"), report("b", 1.1, "negated")], ("negated", None, False), id="also on the day it is announced"),
        pytest.param([report("a", 0, "negated"), report("b", 1, "planned")], ("planned", None, False), id="a plan that is taken up again"),
        pytest.param(
            [report("a", 0, "negated"), report("b", 1, "planned", background=True)], ("negated", None, False), id="what was once planned is no new plan"
        ),
        pytest.param([report("a", 0, "negated", tense="future"), report("b", 1)], ("happened", None, False), id="a forecast that failed is no dispute"),
        pytest.param([report("a", 0, "possible"), report("b", 1, "planned")], ("planned", None, False), id="a plan beats a hope"),
        pytest.param([report("a", 0, "planned"), report("b", 1, "denied", said_by=LUND)], ("planned", None, True), id="a plan that one side denies"),
    ],
)
def test_status_by_the_claims_that_stand(told, expected) -> None:
    assert known(*told) == expected


def test_one_who_said_so_in_most_outlets_is_named_and_a_person_before_a_body() -> None:
    ministry = party("Ministry of Ports", "body")
    told = [report("a", 0, said_by=KORR), report("b", 1, said_by=LUND), report("c", 2, said_by=LUND)]
    assert known(*told) == ("happened", LUND.name, False)
    assert known(report("a", 0, said_by=ministry), report("b", 1, said_by=LUND)) == ("happened", LUND.name, False)


def test_each_speaker_has_one_claim_in_each_outlet_and_the_later_stands() -> None:
    first = report("a", 0, claims=(claim("happened"), claim("denied", LUND)), disputed=True)
    found = record(first, report("a", 2, claims=(claim("happened"), claim("happened", LUND))), report("b", 1, "denied", said_by=LUND))
    said = [(each["source"][0], each["said_by"] and each["said_by"]["name"], each["status"], each["current"]) for each in found["claims"]]
    assert said == [
        ("a", None, "happened", False),
        ("a", LUND.name, "denied", False),
        ("b", LUND.name, "denied", True),
        ("a", None, "happened", True),
        ("a", LUND.name, "happened", True),
    ]
    assert found["disputed"]


def test_of_claims_that_contradict_each_other_in_one_mention_the_chosen_one_stands() -> None:
    assert known(report("a", 0, "planned", claims=(claim("planned"), claim("happened")))) == ("planned", None, False)
    assert known(report("a", 0, "planned", claims=(claim("happened"),))) == ("planned", None, False)


def test_claim_has_the_words_of_its_article() -> None:
    (said,) = record(report("a"))["claims"]
    assert (said["evidence"][0]["exact"], said["source"], said["reported_at"]) == ("met", "a.example", "2024-03-04T09:00:00Z")


def test_background_takes_back_nothing_but_a_plan() -> None:
    assert known(report("a", 0), report("a", 30, "alleged", background=True)) == ("happened", None, False)
    assert known(report("a", 0, "planned"), report("a", 30, background=True)) == ("happened", None, False)


def test_outlet_that_updates_its_own_report_is_heard() -> None:
    original = report("a", 0, "planned")
    assert known(original, report("a", 1, copy_of=original)) == ("happened", None, False)


def test_copy_that_another_outlet_has_says_nothing_of_its_own() -> None:
    original = report("a", 0)
    found = record(original, report("a", 1, "negated"), report("b", 2, copy_of=original))
    assert (found["status"], len(found["claims"]), len(found["mentions"])) == ("negated", 2, 3)


def test_deal_to_meet_is_a_plan_until_the_meeting_is_told_of() -> None:
    about = (About(type="CONSULT", family="meet", status="planned"),)
    deal = report("a", 0, type="AGREE", family="agree", about=about)
    meeting = report("b", 3)
    assert known(deal) == ("happened", None, False)
    assert known(deal, report("b", 1, "planned")) == ("planned", None, False)
    found = record(deal, meeting)
    assert (found["type"], found["status"]) == ("CONSULT", "happened")
    assert [(step["type"], step["status"]) for step in found["history"]] == [("AGREE", "planned"), ("CONSULT", "happened")]


def test_denial_that_is_told_as_an_act_of_its_own_disputes_what_it_is_about() -> None:
    about = (About(type="CONSULT", family="meet"),)
    denied = report("b", 1, type="REJECT", family="deny", actors=(LUND,), about=about)
    accused = report("b", 1, type="ACCUSE", family="accuse", actors=(KORR,), about=about)
    assert known(report("a", 0), denied) == ("happened", None, True)
    assert known(report("a", 0, "alleged", said_by=KORR), denied) == ("alleged", KORR.name, True)
    assert known(report("a", 0, "planned"), accused) == ("alleged", KORR.name, False)


def test_history_has_a_step_for_every_change_and_for_every_outlet_that_says_the_same() -> None:
    told = [
        report("a", 0, "planned"),
        report("a", 1, "planned"),
        report("b", 2, "planned"),
        report("c", 3),
        report("d", 4, "denied", said_by=LUND),
        report("a", 5),
        report("c", 6),
    ]
    steps = [(step["source"][0], step["status"], step["disputed"]) for step in record(*told)["history"]]
    assert steps == [("a", "planned", False), ("b", "planned", False), ("c", "happened", False), ("d", "happened", True), ("a", "happened", True)]


def test_cancelled_plan_is_negated_by_the_act_that_called_it_off_and_a_report_wins_over_it() -> None:
    bonds = Bonds(cancelled_by=UUID(int=9))
    plan = report("a", 0, "planned", date=day("2024-03-09"))
    cancelled = record(plan, bonds=bonds, now=MONDAY + 30 * DAY)
    assert (cancelled["status"], cancelled["cancelled_by"], cancelled["overdue"]) == ("negated", "evt_" + UUID(int=9).hex, False)
    assert known(plan, report("b", 6), bonds=bonds) == ("happened", None, False)


def test_contested_parts_of_all_news_are_told() -> None:
    told = [report("a", contested=("actors",)), report("b", 1, contested=("place", "actors")), report("c", 2, background=True, contested=("date",))]
    assert record(*told)["contested"] == ["actors", "place"]
    assert names(record(*told)["actors"]) == ["Ada Roy"]
