"""`dateline articles`, `redrive` and `remove` against a real service."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from dateline_api.store.obey import apply_next
from sqlalchemy import text


def dateline(api: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    key = api.http.headers["Authorization"].removeprefix("Bearer ")
    settings = {"DATELINE_URL": api.url, "DATELINE_KEY": key, "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", "dateline", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=kept | settings, check=False
    )


@contextmanager
def obeying(api: Any) -> Generator[None]:
    """A store that applies commands meanwhile."""
    over = threading.Event()

    def obey() -> None:
        while not over.wait(0.05):
            apply_next(api.bench.engine, api.bench.clock)

    store = threading.Thread(target=obey)
    store.start()
    try:
        yield
    finally:
        over.set()
        store.join()


def kill(api: Any, article_id: str, reason: str) -> None:
    with api.bench.engine.begin() as connection:
        connection.execute(
            text("UPDATE articles SET state = 'dead', reasons = jsonb_build_array(:reason ::text) WHERE id = :id"), {"reason": reason, "id": article_id[4:]}
        )


def test_articles_are_listed_by_state_with_the_reasons(api: Any) -> None:
    ids = [api.post("/v1/articles", {"text": f"They met, {n}.", "title": f"Talks {n}", "source": "wire.example"})["id"] for n in range(3)]
    kill(api, ids[1], "the reader \x1b[31mran out of time")

    dead, all_of_them = dateline(api, "articles", "--state", "dead"), dateline(api, "articles", "--source", "wire.example", "--limit", "2", "--json")
    none = dateline(api, "articles", "--state", "done")

    assert all(part in dead.stdout for part in ("Talks 1", ids[1], "ran out of time"))
    assert "\x1b" not in dead.stdout
    assert "Talks 0" not in dead.stdout
    assert [json.loads(line)["id"] for line in all_of_them.stdout.splitlines()] == sorted(ids, reverse=True)[:2]  # the clock of tests stands still
    assert (none.stdout, none.returncode) == ("", 0)


def test_dead_articles_get_a_fresh_start_by_id_or_all_of_them(api: Any) -> None:
    ids = [api.post("/v1/articles", {"text": f"They met, {n}."})["id"] for n in range(4)]
    for each in ids[:3]:
        kill(api, each, "no reason")

    with obeying(api):
        named = dateline(api, "redrive", ids[0], ids[3], "art_nonsense")
        rest = dateline(api, "redrive", "--all")
    wrong = dateline(api, "redrive")

    assert named.stdout.splitlines() == [f"{ids[0]}  will be read again", f"{ids[3]}  is not dead"]
    assert (named.returncode, rest.returncode, wrong.returncode) == (1, 0, 2)
    assert "art_nonsense" in named.stderr
    assert rest.stdout == "2 dead articles will be read again\n"
    assert api.bench.states() == {"waiting": 4}


def test_article_is_taken_down_only_if_that_is_said_to_be_meant(api: Any) -> None:
    known = api.post("/v1/articles", {"text": "They met.", "title": "Talks end"})["id"]

    unsure = dateline(api, "remove", known)
    before = api.get(f"/v1/articles/{known}")["title"]
    with obeying(api):
        done = dateline(api, "remove", known, "art_nonsense", "--yes")

    assert (unsure.returncode, before) == (2, "Talks end")
    assert "--yes" in unsure.stderr
    assert done.stdout == f"{known}  taken down\n"
    assert done.returncode == 1
    assert "art_nonsense" in done.stderr
    assert api.bench.rows("SELECT state, title, text FROM articles") == [("retracted", "", "")]
