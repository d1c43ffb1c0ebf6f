"""Cursors are not signed: whoever makes one himself gets a page or a problem, and never fails the server."""

from typing import Any

from dateline_api import ids
from dateline_api.cursor import ListCursor, digest

NAUGHT = "0" * 32
MOMENT = "2024-03-05T12:00:00+00:00"
VALUES = (
    "",
    "\x00",
    "40000",  # no smallint
    "9" * 30,  # no integer at all
    "nan",
    "0001-01-01T00:00:00+14:00",  # before the year 1, in UTC
    "2024-03-05",
)
LISTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("/v1/entities", "entities"): ("1", "a", NAUGHT),
    ("/v1/entities?sort=name", "entities"): ("a", NAUGHT),
    ("/v1/entities?sort=recent", "entities"): (MOMENT, NAUGHT),
    ("/v1/stories", "stories"): (MOMENT, NAUGHT),
    ("/v1/stories?sort=size", "stories"): ("1", NAUGHT),
    ("/v1/stories?sort=growth", "stories"): ("1", NAUGHT),
    ("/v1/stories/{sty}/articles", "story_articles"): (MOMENT, NAUGHT),
    ("/v1/stories/{sty}/timeline", "acts"): ("2024-03-05", "1", MOMENT, NAUGHT),
    ("/v1/entities/{ent}/mentions", "tellings"): (MOMENT, NAUGHT, "k"),
    ("/v1/entities/{ent}/timeline", "acts"): ("2024-03-05", "1", MOMENT, NAUGHT),
    ("/v1/sources", "sources"): ("a",),
    ("/v1/corrections", "corrections"): (NAUGHT,),
    ("/v1/corrections/export", "gold"): (NAUGHT,),
    ("/v1/readings/diff", "readings"): (NAUGHT,),
    ("/v1/events", "events"): (NAUGHT,),
    ("/v1/articles", "articles"): (MOMENT, NAUGHT),
}


def test_no_cursor_that_somebody_made_fails_the_server(serve: Any) -> None:
    api = serve(rate_limit="off")
    act = {"actors": [], "recipients": [], "trigger": "congratulated"}
    api.tell("Adeyemi congratulated Bako.", act, title="Praise", source="wire.example")
    keys = {"sty": api.get("/v1/stories")["data"][0]["id"], "ent": api.get("/v1/entities")["data"][0]["id"]}
    filters = {
        "/v1/entities?sort=name": {"sort": "name"},
        "/v1/entities?sort=recent": {"sort": "recent"},
        "/v1/stories?sort=size": {"sort": "size"},
        "/v1/stories?sort=growth": {"sort": "growth"},
        "/v1/stories/{sty}/articles": {"story": ids.parse("sty", keys["sty"]).hex},
        "/v1/stories/{sty}/timeline": {"of": keys["sty"], "stories": [keys["sty"]]},
        "/v1/entities/{ent}/mentions": {"entity": ids.parse("ent", keys["ent"]).hex},
        "/v1/entities/{ent}/timeline": {"of": keys["ent"], "participants": [keys["ent"]]},
        "/v1/readings/diff": {"since": None, "until": None, "source": None},
        "/v1/articles": {"state": None, "source": None},
    }
    ((epoch,),) = api.bench.rows("SELECT epoch FROM log_state")
    wrong = []
    for (path, of), usual in LISTS.items():
        asked = path.format(**keys)
        for after in _made(usual):
            cursor = ListCursor(of, digest(filters.get(path, {})), after, epoch, 0).encode()
            answer = api.http.get(f"{asked}{'&' if '?' in asked else '?'}cursor={cursor}")
            if answer.status_code not in ((200,) if after == usual else (200, 400)):
                wrong.append((path, after, answer.status_code, answer.text[:200]))
    assert wrong == []


def _made(usual: tuple[str, ...]) -> list[tuple[str, ...]]:
    one_wrong = [(*usual[:n], value, *usual[n + 1 :]) for n in range(len(usual)) for value in VALUES]
    return [usual, (), usual[1:], (*usual, ""), *one_wrong]
