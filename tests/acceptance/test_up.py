"""The whole system as a person runs it: `dateline up` in a process of its own, HTTP from outside, signals at the end."""

import json
import os
import re
import signal
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import httpx2
import psutil
import pytest
from dateline.evaluate.account import from_records
from dateline.evaluate.score import ArticleScore, score_article
from dateline_shared.loopback import serving

pytestmark = pytest.mark.timeout(420)

HEADLINES_FLOOR, EVENTS_FLOOR = 8, 42  # of 12 and 73: `dateline evaluate` prints the same figures
ARTICLES: list[dict[str, Any]] = json.loads(files("dateline.demo").joinpath("articles.json").read_text(encoding="utf-8"))["articles"]


def _gone(processes: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=30)
    return alive == []


def test_demo_articles_are_read_as_their_gold_says(tmp_path: Path, up: Any) -> None:
    """Also: the same posts again change nothing, a second start keeps the data, and Ctrl-C leaves no process."""
    home = tmp_path / "home"
    gold = {entry["file"]: entry for entry in json.loads(files("dateline.demo").joinpath("gold.json").read_text(encoding="utf-8"))["articles"]}
    with up(home) as running:
        key = re.search(r"dl_[a-z2-7]{32}_[0-9a-f]{6}", running.said)
        assert key is not None
        ids = {article["external_id"]: running.post(article)["id"] for article in ARTICLES}
        running.wait_done(list(ids.values()))
        scores = [_score(running, article, ids[article["external_id"]], gold[article["external_id"]]) for article in ARTICLES]
        assert sum(score.headline is not None and score.headline.right for score in scores) >= HEADLINES_FLOOR, scores
        assert sum(score.right for score in scores) >= EVENTS_FLOOR, scores
        log = running.changes()
        assert [change["seq"] for change in log] == list(range(1, len(log) + 1))
        assert [running.post(article) | {"outcome": ""} for article in ARTICLES] == [
            {"id": ids[article["external_id"]], "revision": 1, "state": "done", "outcome": ""} for article in ARTICLES
        ]
        assert running.changes() == log
        children = running.descendants()
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(30) == 0
        assert _gone(children)
    with up(home) as running:
        assert "Admin key" not in running.said
        assert running.changes() == log


def test_start_after_a_kill_keeps_what_was_accepted(tmp_path: Path, up: Any) -> None:
    home = tmp_path / "home"
    with up(home) as running:
        taken = running.post(ARTICLES[0])
        children = running.descendants()
        running.process.kill()
        assert _gone(children)
    with up(home) as running:
        running.wait_done([taken["id"]])
        changed = running.post(ARTICLES[0] | {"title": "Quiet day", "text": "Nothing at all took place."})
        assert (changed["id"], changed["revision"]) == (taken["id"], 2)
        running.wait_done([taken["id"]])
        assert running.http.get("/v1/events", params={"article": taken["id"]}).json()["data"] == []


def test_posting_with_patience_answers_with_the_events(tmp_path: Path, up: Any) -> None:
    with up(tmp_path / "home") as running:
        answer = running.http.post("/v1/articles", json=ARTICLES[0], headers={"Prefer": "wait=30"})
        assert answer.status_code == 200, answer.text
        assert answer.json()["events"]
        assert httpx2.get(f"{running.http.base_url}/v1/events", trust_env=False).status_code == 401


def test_feed_is_polled_and_each_entry_becomes_one_article(tmp_path: Path, up: Any) -> None:
    items = "".join(
        f"<item><guid isPermaLink='false'>{each['external_id']}</guid><title>{escape(each['title'])}</title><link>{each['url']}</link>"
        f"<description>{escape(each['text'])}</description></item>"
        for each in ARTICLES[:3]
    )
    feed = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Demo</title><link>https://wire.example/</link>{items}</channel></rss>"
    with serving() as server, up(tmp_path / "home", DATELINE_FETCH_ALLOW="127.0.0.1/32") as running:
        server.serve("/rss", feed.encode(), ETag='"1"', Content_Type="application/rss+xml")
        added = running.http.post("/v1/feeds", json={"url": server.url("/rss")})
        assert added.status_code == 201, added.text
        running.wait_until(lambda: len(running.http.get("/v1/articles", params={"state": "done"}).json()["data"]) == 3)
        articles = running.http.get("/v1/articles").json()["data"]
        assert sorted(each["title"] for each in articles) == sorted(each["title"] for each in ARTICLES[:3])
        assert running.http.get("/v1/events", params={"article": articles[0]["id"]}).json()["data"]
        known = running.http.get(added.headers["Location"]).json()
        assert (known["title"], known["last_error"], known["error_count"]) == ("Demo", None, 0)


def test_site_is_searched_for_its_feed_which_is_added_from_a_list_and_refreshed(tmp_path: Path, up: Any) -> None:
    entry = "<item><guid isPermaLink='false'>{n}</guid><title>Report {n}</title><description>Nothing happened today.</description></item>"
    feed = "<?xml version='1.0'?><rss version='2.0'><channel><title>Demo</title>{entries}</channel></rss>"
    with serving() as server, up(tmp_path / "home", DATELINE_FETCH_ALLOW="127.0.0.1/32", DATELINE_HOST_GAP="0") as running:
        link = "<link rel='alternate' type='application/rss+xml' href='/rss'>"
        server.serve("/", f"<html><head><title>Demo</title>{link}</head><body><p>News.</p></body></html>".encode(), Content_Type="text/html")
        server.serve("/rss", feed.format(entries=entry.format(n=1)).encode(), Content_Type="application/rss+xml")
        patience = {"Prefer": "wait=30"}
        search = running.http.post("/v1/discover", json={"url": server.url("/")}, headers=patience)
        assert (search.status_code, search.json()["state"]) == (200, "applied"), search.text
        (found,) = search.json()["result"]["feeds"]
        assert (found["url"], found["title"], found["kind"], found["entries"]) == (server.url("/rss"), "Demo", "rss", 1)

        outline = f"<opml version='2.0'><body><outline text='Daily'><outline text='Demo' xmlUrl='{found['url']}'/></outline></body></opml>"
        added = running.http.post("/v1/feeds/opml", content=outline, headers={"Content-Type": "text/x-opml"}).json()
        assert added["summary"] == {"created": 1, "exists": 0, "refused": 0}
        address = f"/v1/feeds/{added['data'][0]['id']}"
        running.wait_until(lambda: running.http.get(address).json()["last_ok_at"] is not None)
        server.serve("/rss", feed.format(entries=entry.format(n=1) + entry.format(n=2)).encode(), Content_Type="application/rss+xml")
        refreshed = running.http.post(f"{address}/refresh", headers=patience)
        assert (refreshed.status_code, refreshed.json()["last_error"], refreshed.json()["tags"]) == (200, None, ["Daily"]), refreshed.text
        assert sorted(each["title"] for each in running.http.get("/v1/articles").json()["data"]) == ["Report 1", "Report 2"]


def test_page_is_added_by_its_address(tmp_path: Path, up: Any) -> None:
    article = ARTICLES[0]
    body = f"<html><head><title>{article['title']}</title></head><body><article>{''.join(f'<p>{line}</p>' for line in article['text'].splitlines())}</article>"
    with serving() as server, up(tmp_path / "home", DATELINE_FETCH_ALLOW="127.0.0.1/32") as running:
        server.serve("/story", body.encode(), Content_Type="text/html; charset=utf-8")
        environment = {"DATELINE_HOME": str(tmp_path / "home"), "DATELINE_URL": str(running.http.base_url)}
        command = [sys.executable, "-m", "dateline", "add", server.url("/story"), "--published-at", "2021-06-09", "--wait", "--json"]
        done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout.splitlines()[0])["mentions"][0]["url"] == server.url("/story")
        missing = subprocess.run(
            [*command[:4], server.url("/nothing"), "--wait"], env=os.environ | environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert missing.returncode == 1
        assert "is dead: " in missing.stderr


def test_site_is_added_by_its_address_and_its_feed_is_polled(tmp_path: Path, up: Any) -> None:
    entry = "<item><title>Talks end</title><description>Chile recalled its ambassador from Peru on Monday.</description><guid>1</guid></item>"
    with serving() as server, up(tmp_path / "home", DATELINE_FETCH_ALLOW="127.0.0.1/32", DATELINE_HOST_GAP="0.1") as running:
        server.serve("/", b'<head><link rel="alternate" type="application/rss+xml" href="/news.xml"></head>', Content_Type="text/html")
        server.serve("/news.xml", f'<rss version="2.0"><channel><title>Wire</title>{entry}</channel></rss>'.encode(), Content_Type="application/rss+xml")
        environment = os.environ | {"DATELINE_HOME": str(tmp_path / "home"), "DATELINE_URL": str(running.http.base_url)}
        command = [sys.executable, "-m", "dateline", "feeds"]
        added = subprocess.run([*command, "add", server.url("/"), "--json"], env=environment, capture_output=True, text=True, check=False, timeout=120)
        assert added.returncode == 0, added.stderr
        assert json.loads(added.stdout)["url"] == server.url("/news.xml")
        refreshed = subprocess.run([*command, "refresh", server.url("/news.xml")], env=environment, capture_output=True, text=True, check=False, timeout=120)
        assert refreshed.returncode == 0, refreshed.stderr
        running.wait_until(lambda: [each["title"] for each in running.http.get("/v1/articles").json()["data"]] == ["Talks end"])


def test_demo_command_prints_its_events_and_ends_without_a_terminal(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    done = subprocess.run(
        [sys.executable, "-m", "dateline", "demo"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "SANCTION" in done.stdout
    assert f"in {len(ARTICLES)} articles" in done.stderr
    assert list(tmp_path.iterdir()) == []


def _score(running: Any, article: dict[str, Any], article_id: str, gold: dict[str, Any]) -> ArticleScore:
    """What the service tells of an article, against its gold."""
    records = running.http.get("/v1/events", params={"article": article_id, "limit": 200}).json()["data"]
    return score_article(gold, from_records(records, article_id=article_id), title=article["title"], text=article["text"])
