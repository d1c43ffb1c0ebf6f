"""What people correct wins over what is read, survives that articles are read again, is told, and can be withdrawn."""

from collections.abc import Callable
from uuid import UUID

import pytest
from dateline_api.store import tell
from dateline_api.store.link.merge import merge_events
from dateline_shared.contracts.event import When
from integration.newsroom import CHIDI, Newsroom

Asks = Callable[[Newsroom], dict]


@pytest.fixture
def newsroom(bench) -> Newsroom:
    """Three articles that tell of three acts."""
    newsroom = Newsroom(bench)
    for act in ("struck", "fed", "sacked"):
        newsroom.tell(act)
    return newsroom


def linked(newsroom: Newsroom) -> None:
    """Linking took two of the acts for one."""
    keys = [UUID(hex=newsroom.event(act)["id"][4:]) for act in ("fed", "struck")]
    with newsroom.bench.engine.begin() as connection:
        tell.append(connection, merge_events(connection, *keys, now=newsroom.bench.clock.now()), now=newsroom.bench.clock.now())


def rejecting(newsroom: Newsroom) -> dict:
    return {"kind": "reject_mention", "mention_id": newsroom.mention_id("struck")}


def amending(newsroom: Newsroom) -> dict:
    fields = {"type": "COERCE", "date": "2024-03-01", "recipients": [CHIDI.name, "a porter"], "status": "alleged", "said_by": None, "place": "Kano"}
    return {"kind": "amend_mention", "mention_id": newsroom.mention_id("struck"), "fields": fields}


def moving(newsroom: Newsroom) -> dict:
    return {"kind": "move_mention", "mention_id": newsroom.mention_id("struck"), "event_id": newsroom.event("fed")["id"]}


def amending_event(newsroom: Newsroom) -> dict:
    fields = {"date": "2024-02", "status": "denied", "quantities": [{"kind": "injured", "amount": {"low": 3, "high": 3}}]}
    return {"kind": "amend_event", "event_id": newsroom.event("struck")["id"], "fields": fields}


def merging(newsroom: Newsroom) -> dict:
    return {"kind": "merge_events", "event_ids": [newsroom.event("struck")["id"], newsroom.event("sacked")["id"]], "into": newsroom.event("fed")["id"]}


def splitting(newsroom: Newsroom) -> dict:
    linked(newsroom)
    return {"kind": "split_event", "event_id": newsroom.event("struck")["id"], "mention_ids": [newsroom.mention_id("struck")]}


EACH = pytest.mark.parametrize("asks", [rejecting, amending, moving, amending_event, merging, splitting])


@EACH
def test_withdrawn_correction_leaves_everything_as_if_it_had_never_been_made(newsroom: Newsroom, asks: Asks) -> None:
    asked = asks(newsroom)
    before = newsroom.records()
    made = newsroom.correct(**asked)
    assert newsroom.records() != before
    assert newsroom.withdraw(made["correction_id"])[0] == "applied"
    after = newsroom.records()
    assert {key: after[key] for key in before} == before
    assert all(record["retracted"] for key, record in after.items() if key not in before)
    newsroom.log_agrees()


@EACH
def test_correction_survives_that_the_article_is_read_again(newsroom: Newsroom, asks: Asks) -> None:
    newsroom.correct(**asks(newsroom))
    corrected = {act: newsroom.event(act)["id"] for act in ("struck", "fed", "sacked")}
    before = newsroom.records()
    newsroom.tell("struck", words="There were witnesses.", date=When(edtf="2024-03-04", granularity="day", basis="stated"), verb="said")
    after = newsroom.records()
    assert {act: newsroom.event(act)["id"] for act in ("struck", "fed", "sacked")} == corrected
    names = ("type", "recipients", "status", "retracted") if asks in (splitting, moving, merging) else ("type", "recipients", "status", "retracted", "date")
    shown = [{key: {name: record[name] for name in names} for key, record in records.items()} for records in (before, after)]
    assert shown[0] == shown[1]
    newsroom.log_agrees()


@EACH
def test_correction_is_told_as_changes(newsroom: Newsroom, asks: Asks) -> None:
    asked = asks(newsroom)
    seq = newsroom.last_seq()
    made = newsroom.correct(**asked)
    told = {op for kind, op in newsroom.changes(after=seq) if kind == "event"}
    wanted = {rejecting: {"retracted"}, moving: {"retracted", "updated"}, merging: {"merged", "updated"}, splitting: {"split", "updated"}}
    assert told == wanted.get(asks, {"updated"})
    (named,) = newsroom.bench.rows("SELECT count(*) FROM changes WHERE seq > :seq AND record -> 'corrections' ? :id", seq=seq, id=made["correction_id"])
    assert named[0] >= 1


@EACH
def test_same_correction_twice_is_one(newsroom: Newsroom, asks: Asks) -> None:
    asked = asks(newsroom)
    first = newsroom.correct(**asked)
    seq = newsroom.last_seq()
    again = newsroom.correct(**asked, author="another desk")
    assert again == {"correction_id": first["correction_id"], "state": "standing", "changed": False}
    assert newsroom.withdraw(first["correction_id"])[1]["changed"]
    assert not newsroom.withdraw(first["correction_id"])[1]["changed"]
    assert seq < newsroom.last_seq()


def test_amended_fields_are_those_of_the_event(newsroom: Newsroom) -> None:
    newsroom.correct(**amending(newsroom))
    record = newsroom.event("struck")
    assert (record["type"], record["family"], record["status"], record["date"]["edtf"], record["place"]["name"]) == (
        "COERCE",
        "coerce",
        "alleged",
        "2024-03-01",
        "Kano",
    )
    chidi, porter = record["recipients"]
    assert (chidi["name"], porter) == (CHIDI.name, porter | {"id": None, "name": "a porter"})
    assert chidi["id"] == newsroom.event("fed")["recipients"][0]["id"]


def test_rejected_mention_that_is_no_longer_read_stays_away_when_the_correction_is_withdrawn(newsroom: Newsroom) -> None:
    made = newsroom.correct(**rejecting(newsroom))
    newsroom.bench.accept(newsroom.article("struck", "Or so it was told."))
    for chunk in newsroom.bench.dispatch():
        newsroom.bench.answer(*(newsroom.read(reading, "struck").model_copy(update={"events": ()}) for reading in chunk.readings))
    newsroom.bench.record()
    newsroom.withdraw(made["correction_id"])
    assert newsroom.event("struck")["retracted"]


def test_amendment_is_taken_back_to_what_was_read_last(newsroom: Newsroom) -> None:
    made = newsroom.correct(**amending(newsroom))
    newsroom.tell("struck", words="There were witnesses.", status="planned", date=When(edtf="2024-03-04", granularity="day", basis="stated"))
    newsroom.withdraw(made["correction_id"])
    record = newsroom.event("struck")
    assert (record["type"], record["status"], record["date"]["edtf"]) == ("ASSAULT", "planned", "2024-03-04")


def test_two_amendments_of_different_fields_stand_and_fall_alone(newsroom: Newsroom) -> None:
    mention = newsroom.mention_id("struck")
    first = newsroom.correct("amend_mention", mention_id=mention, fields={"date": "2024-03-01"})
    newsroom.correct("amend_mention", mention_id=mention, fields={"status": "denied"})
    newsroom.withdraw(first["correction_id"])
    record = newsroom.event("struck")
    assert (record["date"], record["status"]) == (None, "denied")


def test_what_was_said_of_an_event_holds_of_the_one_that_it_is_merged_into(newsroom: Newsroom) -> None:
    amended = newsroom.correct(**amending_event(newsroom))
    merged = newsroom.correct(**merging(newsroom))
    record = newsroom.event("fed")
    assert record["status"] == "denied"
    assert {amended["correction_id"], merged["correction_id"]} <= {*record["corrections"]}
    newsroom.withdraw(merged["correction_id"])
    assert (newsroom.event("struck")["status"], newsroom.event("fed")["status"]) == ("denied", "happened")


def test_merged_id_is_followed(newsroom: Newsroom) -> None:
    merged = newsroom.event("struck")["id"]
    newsroom.correct(**merging(newsroom))
    newsroom.correct("amend_event", event_id=merged, fields={"status": "possible"})
    assert newsroom.event("fed")["status"] == "possible"


def test_split_holds_against_linking(newsroom: Newsroom) -> None:
    newsroom.correct(**splitting(newsroom))
    state, result = newsroom.try_to("merge_events", event_ids=[newsroom.event("struck")["id"]], into=newsroom.event("fed")["id"])
    assert (state, "withdraw that first" in result["reason"]) == ("refused", True)


def test_correction_that_another_builds_on_is_withdrawn_after_it(newsroom: Newsroom) -> None:
    merged = newsroom.correct(**merging(newsroom))
    split = newsroom.correct("split_event", event_id=newsroom.event("fed")["id"], mention_ids=[newsroom.mention_id("struck")])
    state, result = newsroom.withdraw(merged["correction_id"])
    assert (state, split["correction_id"] in result["reason"]) == ("refused", True)
    for made in (split, merged):
        assert newsroom.withdraw(made["correction_id"])[0] == "applied"
    assert len({newsroom.event(act)["id"] for act in ("struck", "fed", "sacked")}) == 3


REFUSED = {
    "there is no mention": ("reject_mention", {"mention_id": f"mnt_{1:032x}"}),
    "there is no event": ("amend_event", {"event_id": f"evt_{1:032x}", "fields": {"status": "denied"}}),
    "there is no entity": ("amend_event", {"event_id": "fed", "fields": {"actors": [f"ent_{1:032x}"]}}),
    "these are one event already": ("merge_events", {"event_ids": ["fed"], "into": "fed"}),
    "is no mention of": ("split_event", {"event_id": "fed", "mention_ids": ["struck"]}),
    "leave it at least one": ("split_event", {"event_id": "fed", "mention_ids": ["fed"]}),
    "settles status already": ("amend_event", {"event_id": "struck", "fields": {"status": "possible"}}),
    "does not stand": ("amend_mention", {"mention_id": "sacked", "fields": {"status": "possible"}}),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_correction_that_cannot_be_is_refused_with_a_reason(newsroom: Newsroom, reason: str) -> None:
    newsroom.correct("amend_event", event_id=newsroom.event("struck")["id"], fields={"status": "denied"})
    newsroom.correct("reject_mention", mention_id=newsroom.mention_id("sacked"))
    seq = newsroom.last_seq()
    kind, body = REFUSED[reason]
    named = {act: {"event_id": newsroom.event(act)["id"], "mention_id": newsroom.mention_id(act)} for act in ("struck", "fed", "sacked")}
    plain = {"event_ids": "event_id", "into": "event_id", "mention_ids": "mention_id"}

    def public(name: str, given: object) -> object:
        if isinstance(given, list):
            return [public(name, each) for each in given]
        return named[given][plain.get(name, name)] if isinstance(given, str) and given in named else given

    state, result = newsroom.try_to(kind, **{name: public(name, given) for name, given in body.items()})
    assert (state, reason in result["reason"]) == ("refused", True), result
    assert newsroom.last_seq() == seq
