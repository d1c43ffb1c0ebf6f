"""`dateline add`: hand articles to the service, and with `--wait` see what it makes of them."""

import json
import time
from collections.abc import Iterable, Iterator

import typer
from rich.console import Console

from dateline.articles import TIMES, Broken, Draft, Json, drafts, instant
from dateline.client import ProblemError, problem_words
from dateline.commands.session import open_client, read_bytes, utf_8
from dateline.console import FAILURE, data, explained, fail, load_settings, talk, visible
from dateline.countdown import Countdown
from dateline.encoding import decode
from dateline.reading import in_chunks
from dateline.settings import CliSettings
from dateline.steward import FINAL, Steward
from dateline.table import count, event_table

POLL = 0.3  # seconds
PAGES = (".html", ".htm", ".xhtml")
BATCH = 50  # articles a request; single ones cost 6 to 9 times as much


def add(name: str, *, given: Json, wait: bool, as_json: bool) -> None:
    """Post every article of a file or of standard input; the `given` fields go into each that lacks them.

    Exit code 1 when one was refused or not read; the others are taken all the same.
    """
    console = talk()
    with explained():
        found = _found(name)
        if not found:
            fail(f"{name} holds no article.")
        with open_client(load_settings(CliSettings)) as client:
            went_well = _add(client, found, given=given, wait=wait, as_json=as_json, console=console)
    if not went_well:
        raise typer.Exit(FAILURE)


def _found(name: str) -> list[Draft | Broken]:
    """The articles that are meant: of an address and of a page, the reading is the service's."""
    if name.startswith(("http://", "https://")):
        return [Draft(name, {"url": name})]
    content = read_bytes(name)
    if name.lower().endswith(PAGES) or content.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        return [Draft(name, {"html": decode(content, is_page=True)})]
    return list(drafts(utf_8(content, name=name), name=name))


def _add(client: Steward, found: list[Draft | Broken], *, given: Json, wait: bool, as_json: bool, console: Console) -> bool:
    ids, went_well = [], True
    with Countdown(console, "adding", total=len(found)) as countdown:
        for batch in in_chunks(found, BATCH):
            for place, outcome in _post(client, batch, given=given):
                countdown.advance()
                if isinstance(outcome, str):
                    console.print(f"refused: {place}: {outcome}", markup=False, soft_wrap=True)
                    went_well = False
                    continue
                ids.append(str(outcome["id"]))
                if not wait:
                    typer.echo(json.dumps(outcome, ensure_ascii=False) if as_json else visible(f"{outcome['id']}  {outcome.get('outcome', '')}"))
    if wait and ids:
        went_well &= _show_results(client, ids, as_json=as_json, console=console)
    return went_well


def _post(client: Steward, batch: list[Draft | Broken], *, given: Json) -> Iterator[tuple[str, Json | str]]:
    """For each article in order its place and what the service says, or why it was refused. A single one goes ahead of imports."""
    checked = [_checked(draft, given) for draft in batch]
    good = [each for each in checked if not isinstance(each, str)]
    answers: Iterator[Json]
    try:
        answers = iter([client.post(good[0])] if len(good) == 1 else client.post_articles(good) if good else [])
    except ProblemError as error:
        answers = iter([{"problem": {"detail": str(error)}}] * len(good))
    for draft, each in zip(batch, checked, strict=True):
        if isinstance(each, str):
            yield draft.place, each
            continue
        answer = next(answers)
        results: list[Json] = answer.get("data") or [answer]
        for result in results:  # a JSON Feed, or a graph of schema.org, holds many
            yield draft.place, problem_words(result["problem"]) if result.get("problem") else result


def _checked(draft: Draft | Broken, given: Json) -> Json | str:
    """The fields to post, or why they cannot be; whether they are an article, the service says."""
    if isinstance(draft, Broken):
        return draft.reason
    fields = {name: value for name, value in given.items() if value is not None} | draft.fields
    try:
        return fields | {name: instant(fields[name]).isoformat() for name in TIMES if isinstance(fields.get(name), str)}
    except ValueError as error:
        return str(error)


def _show_results(client: Steward, ids: Iterable[str], *, as_json: bool, console: Console) -> bool:
    """Wait for each article's end and print its events."""
    went_well = True
    events = []
    with console.status("reading …"):
        for each in ids:
            article = _final(client, each, console)
            if article["state"] != "done":
                original = f" of {article['duplicate_of']}" if article.get("duplicate_of") else ""
                reasons = "; ".join(article.get("reasons") or [])
                console.print(f"{each} is {article['state']}{original}{f': {reasons}' if reasons else ''}", markup=False, soft_wrap=True)
                went_well &= article["state"] == "duplicate"
            elif article.get("page_error"):
                console.print(f"{each}: {article['page_error']}", markup=False, soft_wrap=True)
            events += reversed(list(client.events(article=each)))  # in the order of the text
    if as_json:
        for event in events:
            typer.echo(json.dumps(event, ensure_ascii=False))
    else:
        data().print(event_table(events))
        console.print(count(len(events), "event"))
    return went_well


def _final(client: Steward, article_id: str, console: Console) -> Json:
    """An article once nothing more happens to it. What goes wrong meanwhile and is tried again is told."""
    told = 0
    while (article := client.article(article_id))["state"] not in FINAL:
        reasons = article.get("reasons") or []
        for reason in reasons[told:]:
            console.print(f"{article_id}: {reason}; it is tried again later. Ctrl-C ends the waiting, not the reading.", markup=False, soft_wrap=True)
        told = len(reasons)
        time.sleep(POLL)
    return article
