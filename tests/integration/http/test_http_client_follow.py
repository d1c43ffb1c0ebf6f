"""`Client.follow` and `Client.mirror` against a real service: nothing missed and nothing twice, whoever is restarted or killed."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from dateline.client import CannotConnectError, Client, CursorExpiredError, PlaceError, Shelf
from dateline_shared.testing import person
from sqlalchemy import text

ADEYEMI, BAKO, DIOP = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA"), person("Awa Diop", country="SEN")
PRAISE = {"type": "SUPPORT", "actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated"}
HOWS = ["poll", "stream"]
FOLLOWER = Path(__file__).with_name("follower.py")


def client(api: Any, **options: Any) -> Client:
    return Client(api.url, api.http.headers["Authorization"].removeprefix("Bearer "), **options)


def log(api: Any, kind: str = "event") -> list[int]:
    return [seq for (seq,) in api.bench.rows("SELECT seq FROM changes WHERE kind = :kind ORDER BY seq", kind=kind)]


def seqs(changes: Iterator[Any]) -> list[int]:
    return [change["seq"] for change in changes]


def tell_many(api: Any, words: Any, count: int) -> None:
    api.bench.accept(*islice(words, count))
    api.bench.read_all()


@pytest.mark.parametrize("how", HOWS)
def test_reader_that_is_restarted_goes_on_where_it_was(api: Any, words: Any, tmp_path: Path, how: Any) -> None:
    place, seen = tmp_path / "deep" / "place.json", []
    tell_many(api, words, 30)
    with client(api) as service:
        for count in (1, 4, 12):
            changes = service.follow(keep=place, how=how, kind="event")
            seen += seqs(islice(changes, count))
            changes.handled()
            changes.close()
        tell_many(api, words, 5)
        seen += seqs(islice(service.follow(keep=place, how=how, kind="event"), 18))

    assert seen == log(api)


@pytest.mark.parametrize("how", HOWS)
def test_change_in_hand_comes_again_unless_the_next_one_was_asked_for(api: Any, words: Any, tmp_path: Path, how: Any) -> None:
    place = tmp_path / "place.json"
    tell_many(api, words, 3)
    with client(api) as service:
        first = seqs(islice(service.follow(keep=place, how=how, kind="event"), 2))
        second = seqs(islice(service.follow(keep=place, how=how, kind="event"), 2))

    assert first + second[1:] == log(api)
    assert second[0] == first[1]


@pytest.mark.parametrize("how", HOWS)
def test_service_may_restart_while_it_is_followed(serve: Any, words: Any, tmp_path: Path, how: Any) -> None:
    api, reasons = serve(), []
    port = int(api.url.rpartition(":")[2])
    tell_many(api, words, 3)

    def revive(_: float) -> None:
        if len(reasons) == 3:
            serve(at=port)

    with client(api, on_retry=lambda error, _: reasons.append(error), pause=revive) as service:
        changes = service.follow(keep=tmp_path / "place.json", how=how, kind="event")
        seen = seqs(islice(changes, 3))
        tell_many(api, words, 3)
        serve.stop()
        seen += seqs(islice(changes, 3))

    assert seen == log(api)
    assert all(isinstance(reason, CannotConnectError) for reason in reasons)


@pytest.mark.parametrize("how", HOWS)
def test_follower_that_is_killed_misses_nothing_and_repeats_what_it_had_in_hand(api: Any, words: Any, tmp_path: Path, how: str) -> None:
    place, notes, chance = tmp_path / "place.json", tmp_path / "notes", random.Random(7)
    notes.touch()
    environment = os.environ | {"DATELINE_URL": api.url, "DATELINE_KEY": api.http.headers["Authorization"].removeprefix("Bearer ")}
    tell_many(api, words, 240)
    kills = []

    for reached in (*sorted(chance.sample(range(1, 239), 6)), 240):
        follower = subprocess.Popen([sys.executable, str(FOLLOWER), str(place), str(notes), how], env=environment)
        try:
            api.until(lambda aim=reached: len(set(notes.read_text().split())) >= aim)
        finally:
            follower.kill()
            follower.wait()
        kills.append(len(notes.read_text().split()))
        json.loads(place.read_text())

    seen = [int(seq) for seq in notes.read_text().split()]
    repeated = [n for n in range(1, len(seen)) if seen[n] == seen[n - 1]]
    assert [seq for n, seq in enumerate(seen) if n not in repeated] == log(api)
    assert set(repeated) <= set(kills)


def test_it_begins_at_the_oldest_change_or_now_or_after_a_cursor(api: Any, words: Any, tmp_path: Path) -> None:
    tell_many(api, words, 2)
    with client(api) as service:
        now = service.follow(start="now", keep=tmp_path / "now.json", type="SUPPORT")
        cursor = service.events(type="SUPPORT").changes_cursor
        assert cursor
        tell_many(api, words, 1)

        assert seqs(islice(service.follow(type="SUPPORT"), 3)) == log(api)
        assert seqs(islice(now, 1)) == log(api)[-1:]
        again = service.follow(start="oldest", keep=tmp_path / "now.json", type="SUPPORT")
        assert seqs(islice(again, 1)) == log(api)[-1:]
        assert seqs(islice(service.follow(start=cursor, type="SUPPORT"), 1)) == log(api)[-1:]


def test_empty_log_is_followed_from_its_first_change(api: Any, words: Any) -> None:
    pauses: list[float] = []
    with client(api, pause=pauses.append) as service:
        changes = service.follow(kind="event", start="now")
        tell_many(api, words, 1)
        assert seqs(islice(changes, 1)) == log(api)
    assert pauses == []


def test_place_can_be_kept_with_what_is_made_of_the_changes(api: Any, words: Any) -> None:
    tell_many(api, words, 5)
    with client(api) as service:
        changes = service.follow(kind="event")
        seen, places = [], []
        for change in islice(changes, 3):
            seen.append(change["seq"])
            changes.handled()
            places.append(changes.place)
        assert [place.seq for place in places] == seen
        assert seqs(islice(service.follow(kind="event", start=places[1]), 3)) == log(api)[2:]


@pytest.mark.parametrize(
    ("other", "told"),
    [({"type": "CONSULT"}, "kind=event&type=SUPPORT"), ({"type": ["SUPPORT", "CONSULT"]}, "type=CONSULT&type=SUPPORT"), ({}, "type=SUPPORT")],
)
def test_place_of_another_filter_is_refused(api: Any, words: Any, tmp_path: Path, other: Any, told: str) -> None:
    tell_many(api, words, 1)
    with client(api) as service:
        service.follow(keep=tmp_path / "place.json", start="now", type="SUPPORT", kind="event")
        with pytest.raises(PlaceError, match=told):
            service.follow(keep=tmp_path / "place.json", kind="event", **other)


def test_same_filter_in_another_spelling_keeps_its_place(api: Any, words: Any, tmp_path: Path) -> None:
    tell_many(api, words, 2)
    with client(api) as service:
        first = seqs(islice(service.follow(keep=tmp_path / "place.json", type=["SUPPORT", "CONSULT"], from_=None, min_confidence=0.5), 2))
        second = seqs(islice(service.follow(keep=tmp_path / "place.json", type=("CONSULT", "SUPPORT"), min_confidence=0.50), 1))

    assert second == first[1:]


@pytest.mark.parametrize("content", ["", "OBJUvVsibG9n", "[]", '{"version": 1}', '{"version": 2, "cursor": "", "seq": 0, "filter": {}}'])
def test_file_that_keeps_no_place_is_refused_and_left_alone(api: Any, tmp_path: Path, content: str) -> None:
    (tmp_path / "place.json").write_text(content)
    with client(api) as service, pytest.raises(PlaceError, match=r"place\.json"):
        service.follow(keep=tmp_path / "place.json")

    assert (tmp_path / "place.json").read_text() == content


def test_place_that_cannot_be_kept_ends_the_following(api: Any, words: Any, tmp_path: Path) -> None:
    tell_many(api, words, 2)
    (tmp_path / "place.json").mkdir()
    with client(api) as service, pytest.raises(PlaceError, match=r"Cannot read .*place\.json"):
        service.follow(keep=tmp_path / "place.json")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone" / "gone")
    with client(api) as service, pytest.raises(PlaceError, match=r"Cannot keep the place in .*Name another file"):
        list(islice(service.follow(keep=tmp_path / "nowhere" / "place.json"), 2))


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("loss", ["UPDATE log_state SET epoch = 'restored'", "DELETE FROM changes"])
def test_expired_place_is_told_with_the_oldest_one_and_never_jumped_over(api: Any, words: Any, tmp_path: Path, how: Any, loss: str) -> None:
    tell_many(api, words, 2)
    place = tmp_path / "place.json"
    with client(api) as service:
        list(islice(service.follow(keep=place, how=how, kind="event"), 2))
        before = place.read_text()
        tell_many(api, words, 1)
        with api.bench.engine.begin() as connection:
            connection.execute(text(loss))
        with pytest.raises(CursorExpiredError) as told:
            next(service.follow(keep=place, how=how, kind="event"))

        assert place.read_text() == before
        assert told.value.status == 410
        assert told.value.oldest_cursor
        left = service.changes(told.value.oldest_cursor, kind="event")
        assert seqs(left) == log(api)


def test_following_is_given_up_when_told_to(unused_port: int) -> None:
    pauses: list[float] = []
    with Client(f"http://127.0.0.1:{unused_port}", "", pause=pauses.append) as service:
        with pytest.raises(CannotConnectError):
            next(service.follow(give_up_after=600))
        assert 300 <= sum(pauses) <= 600


def on(day: str) -> dict[str, Any]:
    """A day of its own, so that linking keeps the acts apart."""
    return {"date": {"edtf": day, "granularity": "day", "basis": "stated"}}


def test_mirror_is_what_a_list_says_also_of_events_that_change_and_go(api: Any, tmp_path: Path) -> None:
    first = {"text": "Adeyemi congratulated Bako.", "external_id": "1", "source": "a.example"}
    article = api.post("/v1/articles", first)["id"]
    api.read(article, PRAISE | on("2024-03-04"))
    api.tell("Adeyemi congratulated Bako again.", PRAISE | on("2024-02-01"))
    with client(api) as service, Shelf(tmp_path / "events.db") as store:
        changes = service.mirror(store, keep=tmp_path / "place.json")
        third = api.tell("Adeyemi congratulated Bako a third time.", PRAISE | on("2024-02-10"))
        assert next(changes)["op"] == "created"
        assert dict(store) == {event["id"]: event for event in service.events()}

        api.post("/v1/articles", first | {"text": "Adeyemi never congratulated Bako."})
        api.read(article, PRAISE | on("2024-03-04") | {"status": "negated"})
        assert next(changes)["op"] == "updated"
        api.post(f"/v1/articles/{third}/retract", {})
        api.bench.obey()
        assert next(changes)["op"] == "retracted"
        assert len(store) == 2
        assert dict(store) == {event["id"]: event for event in service.events()}


def test_mirror_goes_on_after_a_restart_and_begins_anew_after_a_loss(api: Any, words: Any, tmp_path: Path) -> None:
    place = tmp_path / "place.json"

    def mirrored(count: int) -> dict[str, Any]:
        with client(api) as service, Shelf(tmp_path / "events.db") as store:
            assert len(list(islice(service.mirror(store, keep=place, type="SUPPORT"), count))) == count
            return dict(store)

    def listed() -> dict[str, Any]:
        with client(api) as service:
            return {event["id"]: event for event in service.events(type="SUPPORT")}

    tell_many(api, words, 4)
    with Shelf(tmp_path / "events.db") as store:  # what is left of a list that did not come to its end
        store["evt_old"] = {"id": "evt_old", "version": 1}
        store.sync()
    assert mirrored(0) == listed()
    tell_many(api, words, 3)
    assert mirrored(3) == listed()

    with api.bench.engine.begin() as connection:
        connection.execute(text("UPDATE log_state SET epoch = 'restored'"))
        connection.execute(text("UPDATE events SET retracted = true WHERE id = (SELECT min(id::text)::uuid FROM events)"))
    with Shelf(tmp_path / "events.db") as store:  # what the log told that was lost
        lost = max(store)
        store[lost] = store[lost] | {"version": 9, "status": "denied"}
        store.sync()
    with pytest.raises(CursorExpiredError):
        mirrored(1)
    place.unlink()
    assert mirrored(0) == listed()
    assert len(listed()) == 6
