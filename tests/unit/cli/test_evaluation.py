"""The demo's scorer: pairs, agreement of names, and what counts as wrong."""

from typing import Any

import pytest
from dateline.evaluate.account import Account, Side
from dateline.evaluate.agree import Known, agrees
from dateline.evaluate.score import score_article

TEXT = "Ann Lee praised Bo Kim. Kenya will not join the pact."
ANN, BO = Side(("Ann Lee",), "person", "GBR"), Side(("Bo Kim",), "person", "KOR")
KENYA = Side(("Kenya",), "state", "KEN")
ENTITIES = [
    {"name": "Ann Lee", "type": "PERSON", "country": "GBR"},
    {"name": "Bo Kim", "type": "PERSON", "country": "KOR"},
    {"name": "Kenya", "type": "GPE", "country": "KEN"},
]


def gold(**changes: Any) -> dict[str, Any]:
    event = {"types": ["SUPPORT"], "actors": ["Ann Lee"], "recipients": ["Bo Kim"], "status": "happened", "evidence": "praised", **changes}
    return {"file": "a", "headline": 0, "entities": ENTITIES, "events": [event]}


def account(**changes: Any) -> Account:
    fields: dict[str, Any] = {"type": "SUPPORT", "mode": None, "actors": (ANN,), "recipients": (BO,), "status": "happened", "evidence": (("text", 8, 15),)}
    return Account(**(fields | changes))


def verdict(about: dict[str, Any], *accounts: Account) -> tuple[bool, tuple[str, ...]]:
    (found,) = score_article(about, accounts, title="", text=TEXT).verdicts
    return found.found, found.wrong


def test_account_that_agrees_is_right() -> None:
    score = score_article(gold(), [account()], title="", text=TEXT)

    assert (score.found, score.right) == (1, 1)
    assert score.headline
    assert score.headline.right


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"actors": (BO,), "recipients": (ANN,)}, ("actors", "recipients")),
        ({"status": "planned"}, ("status",)),
        ({"recipients": ()}, ("recipients",)),
        ({"recipients": (BO, KENYA)}, ("recipients",)),
    ],
)
def test_what_does_not_agree_is_named(changes: dict[str, Any], wrong: tuple[str, ...]) -> None:
    assert verdict(gold(), account(**changes)) == (True, wrong)


@pytest.mark.parametrize("changes", [{"type": "ACCUSE"}, {"evidence": (("text", 24, 30),)}, {"evidence": (("title", 8, 15),)}, {"evidence": ()}])
def test_other_type_or_other_words_are_not_found(changes: dict[str, Any]) -> None:
    assert verdict(gold(), account(**changes)) == (False, ())


def test_sides_of_a_mutual_act_may_be_told_either_way() -> None:
    mutual = gold(actors=["Ann Lee", "Bo Kim"], recipients=[])

    assert verdict(mutual, account()) == (True, ())
    assert verdict(mutual, account(recipients=())) == (True, ("actors",))


def test_best_of_several_accounts_is_taken_and_each_only_once() -> None:
    about = gold()
    about["events"] = about["events"] * 2

    score = score_article(about, [account(status="planned"), account()], title="", text=TEXT)

    assert (score.found, score.right) == (2, 1)


def test_further_accepted_values_are_as_good() -> None:
    about = gold(status_also=["planned"], recipients_also=["Kenya"])

    assert verdict(about, account(status="planned", recipients=(KENYA,))) == (True, ())


KNOWN = {each["name"]: Known(each["name"], each["type"], each["country"], ("Nairobi",) if each["name"] == "Kenya" else ()) for each in ENTITIES}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("Ann Lee", Side(("Lee",), "person", None)),
        ("Ann Lee", Side(("President Ann Lée",), "person", None)),
        ("Ann Lee", Side(("she", "Ann Lee"), "person", None)),
        ("Kenya", Side(("Nairobi",), "unknown", None)),
        ("Kenya", Side(("the foreign ministry",), "body", "KEN", ("GOV",))),
    ],
)
def test_other_forms_of_a_name_agree(wanted: str, found: Side) -> None:
    assert agrees(wanted, found, KNOWN)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("Ann Lee", Side(("Ann",), "person", None)),
        ("Ann Lee", Side(("Bruce Lee",), "person", None)),
        ("Kenya", Side(("a trader",), "person", "KEN")),
        ("Kenya", Side(("a Kenyan bank",), "body", "KEN", ("BUS",))),
    ],
)
def test_others_do_not_agree(wanted: str, found: Side) -> None:
    assert not agrees(wanted, found, KNOWN)
