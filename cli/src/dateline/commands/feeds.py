"""`dateline feeds`: add, list, import, export, refresh, pause, resume and remove feeds."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import typer
from dateline_shared.errors import RejectedError
from rich.console import Console

from dateline.articles import Json
from dateline.client import ProblemError
from dateline.commands.session import each_of, open_client, read_bytes
from dateline.console import FAILURE, WRONG_USE, data, explained, fail, load_settings, talk, visible
from dateline.feed_table import feed_table, state_of
from dateline.settings import CliSettings
from dateline.steward import Steward
from dateline.table import cell, count

POLLED_WITHIN = 25  # seconds to wait for a poll that was asked for
UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def interval(text: str | None, *, option: str = "--every") -> int | None:
    """`30m`, `2h`, `1d` in seconds. Ends with exit code 2 for what is none."""
    found = re.fullmatch(r"(\d{1,6})\s*([smhd])", text.strip().lower()) if text else None
    if text and not found:
        fail(f"{option} {text}: write a number and s, m, h or d, such as 30m", code=WRONG_USE)
    return int(found[1]) * UNITS[found[2]] if found else None


def add(urls: Sequence[str], *, settings: Mapping[str, Any], discover: bool, as_json: bool) -> None:
    """Add each feed; of a site with several feeds none is added, and they are listed. Exit code 1 when one could not be added."""
    console = talk()
    wanted = {name: value for name, value in settings.items() if value}

    def do(client: Steward, url: str) -> None:
        feed = _discovered(client, url, console) if discover else url
        answer = client.send("POST", "/v1/feeds", {"url": feed, **wanted})
        _tell(answer.body, "added" if answer.status == 201 else "was there already, and stays as it was", as_json=as_json)

    each_of(urls, do)


def list_(*, filters: Mapping[str, object], as_json: bool) -> None:
    """Print the feeds that match."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.feeds(**filters)
        if as_json:
            for feed in found:
                typer.echo(json.dumps(feed, ensure_ascii=False))
            return
        rows = list(found)
        if not rows:
            talk().print("No feed matches. `dateline feeds add URL` adds one.")
            return
        data().print(feed_table(rows, now=datetime.now(UTC)))
        talk().print(count(len(rows), "feed"))


def import_(name: str, *, as_json: bool) -> None:
    """Post an OPML file, and print what became of each feed in it. Exit code 1 when one was refused."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        answer = client.post_opml(read_bytes(name))
        for each in answer["data"]:
            if as_json:
                typer.echo(json.dumps(each, ensure_ascii=False))
            elif each["outcome"] == "refused":
                typer.echo(visible(f"refused  line {each['line']}: {each.get('title') or ''}  {each['reason']}"))
            else:
                typer.echo(visible(f"{'added' if each['outcome'] == 'created' else 'known'}  {each['id']}  {each['url']}"))
        told = answer["summary"]
        talk().print(f"{count(sum(told.values()), 'feed')}: {told['created']} added, {told['exists']} there already, {told['refused']} refused")
    if told["refused"]:
        raise typer.Exit(FAILURE)


def export(file: Path | None) -> None:
    """Write the feeds as OPML."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        opml = client.opml()
        if file is None:
            typer.echo(opml)
            return
        try:
            file.write_text(opml, encoding="utf-8")
        except OSError as error:
            raise RejectedError(f"Cannot write {file}: {error.strerror}.") from error


def refresh(which: Sequence[str], *, as_json: bool) -> None:
    """Poll feeds now, one after the other, and print how it went. Exit code 1 when a poll went wrong."""
    failed = []

    def do(client: Steward, name: str) -> None:
        answer = client.send("POST", f"/v1/feeds/{_id(client, name)}/refresh", wait=POLLED_WITHIN)
        if answer.status != 200:
            _tell(answer.body, "not polled yet: its host is busy, or no ingest worker is running", as_json=as_json)
            return
        error = answer.body.get("last_error") if answer.body["error_count"] else None
        _tell(answer.body, f"failed: {error}" if error else "polled", as_json=as_json)
        failed.extend([name] if error else [])

    each_of(which, do)
    if failed:
        raise typer.Exit(FAILURE)


def refresh_all(*, filters: Mapping[str, object], as_json: bool) -> None:
    """Poll all feeds that match as soon as their hosts may be asked."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        answer = client.send("POST", "/v1/feeds/refresh", query=filters).body
        typer.echo(json.dumps(answer) if as_json else f"{count(answer['refreshed'], 'feed')} will be polled as soon as the hosts may be asked")


def change(which: Sequence[str], changes: Mapping[str, Any], *, as_json: bool) -> None:
    """Set something of each feed."""

    def do(client: Steward, name: str) -> None:
        feed = client.send("PATCH", f"/v1/feeds/{_id(client, name)}", changes).body
        _tell(feed, state_of(feed), as_json=as_json)

    each_of(which, do)


def remove(which: Sequence[str]) -> None:
    """Forget each feed."""

    def do(client: Steward, name: str) -> None:
        key = _id(client, name)
        client.send("DELETE", f"/v1/feeds/{key}")
        typer.echo(visible(f"{key}  removed"))

    each_of(which, do)


def the_one(found: Sequence[Json], url: str) -> str:
    """The address of the one feed that is meant by an address: itself, or the only one of its site. Raises RejectedError when there are several."""
    addresses = [str(each["url"]) for each in found]
    if url in addresses:
        return url
    if len(addresses) == 1:
        return addresses[0]
    listed = "".join(f"\n  {each['url']}  {each.get('title') or ''}  ({each['kind']}, {each['entries']} listed)" for each in found)
    raise RejectedError(f"has {len(found)} feeds. Add those that you want by their addresses:{listed}")


def _discovered(client: Steward, url: str, console: Console) -> str:
    """The feed of a site. Raises RejectedError when there is none, or no one."""
    try:
        with console.status(f"looking for the feeds of {cell(url)} …"):
            found = client.discover(url)
    except ProblemError:
        raise
    except RejectedError as error:
        raise RejectedError(f"{error}. An address that is itself a feed is added with --no-discover.") from error
    return the_one(found, url)


def _id(client: Steward, name: str) -> str:
    """The id of a feed that is named by it or by its address. Raises RejectedError."""
    if "://" not in name:
        return quote(name, safe="")
    for feed in client.feeds(host=urlsplit(name).hostname):
        if feed["url"] == name:
            return str(feed["id"])
    raise RejectedError("no feed has this address; `dateline feeds list` shows them all")


def _tell(feed: Json, what: str, *, as_json: bool) -> None:
    typer.echo(json.dumps(feed, ensure_ascii=False) if as_json else visible(f"{feed['id']}  {what}  {feed['url']}"))
