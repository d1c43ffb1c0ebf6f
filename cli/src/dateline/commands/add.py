"""`dateline add`: hand articles to the service, and with `--wait` see what it makes of them."""

import json
import time
from collections.abc import Iterable, Iterator

import typer
from dateline_shared.errors import RejectedError
from rich.console import Console

from dateline.articles import Broken, Draft, Json, drafts, to_article
from dateline.client import FINAL, Client, ProblemError, problem_words
from dateline.commands.session import open_client, read_input
from dateline.console import FAILURE, data, explained, fail, load_settings, talk, visible
from dateline.countdown import Countdown
from dateline.reading import in_chunks
from dateline.settings import CliSettings
from dateline.table import count, event_table

POLL = 0.3  # seconds
BATCH = 50  # articles a request; single ones cost 6 to 9 times as much


def add(name: str, *, given: Json, wait: bool, as_json: bool) -> None:
    """Post every article of a file or of standard input; the `given` fields go into each that lacks them.

    Exit code 1 when one was refused or not read; the others are taken all the same.
    """
    console = talk()
    with explained():
        found = [_page(name)] if name.startswith(("http://", "https://")) else list(drafts(read_input(name), name=name))
        if not found:
            fail(f"{name} holds no article.")
        with open_client(load_settings(CliSettings)) as client:
            went_well = _add(client, found, given=given, wait=wait, as_json=as_json, console=console)
    if not went_well:
        raise typer.Exit(FAILURE)


def _page(url: str) -> Draft:
    """The article on a web page, fetched from here. Raises FetchError, NoArticleError."""
    from dateline_ingest.page import read_page
    from dateline_shared.outbound import OutboundSettings, fetch, user_agent

    settings = load_settings(OutboundSettings)
    article = read_page(fetch(url, headers={"User-Agent": user_agent(settings.contact)}, allow=settings.allow)).article
    return Draft(url, article.model_dump(mode="json", exclude_defaults=True))


def _add(client: Client, found: list[Draft | Broken], *, given: Json, wait: bool, as_json: bool, console: Console) -> bool:
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


def _post(client: Client, batch: list[Draft | Broken], *, given: Json) -> Iterator[tuple[str, Json | str]]:
    """For each article in order its place and what the service says, or why it was refused. A single one goes ahead of imports."""
    checked = [_checked(draft, given) for draft in batch]
    good = [each for each in checked if not isinstance(each, str)]
    try:
        answers = iter([client.post_article(good[0])] if len(good) == 1 else client.post_articles(good) if good else [])
    except ProblemError as error:
        answers = iter([{"problem": {"detail": str(error)}}] * len(good))
    for draft, each in zip(batch, checked, strict=True):
        if isinstance(each, str):
            yield draft.place, each
        else:
            answer = next(answers)
            yield draft.place, problem_words(answer["problem"]) if answer.get("problem") else answer


def _checked(draft: Draft | Broken, given: Json) -> Json | str:
    """The fields to post, or what is wrong with them."""
    if isinstance(draft, Broken):
        return draft.reason
    fields = {name: value for name, value in given.items() if value is not None} | draft.fields
    try:
        return to_article(Draft(draft.place, fields)).model_dump(mode="json", exclude_unset=True)
    except RejectedError as error:
        return str(error).removeprefix(f"{draft.place}: ")


def _show_results(client: Client, ids: Iterable[str], *, as_json: bool, console: Console) -> bool:
    """Wait for each article's end and print its events."""
    went_well = True
    events = []
    with console.status("reading …"):
        for each in ids:
            while (article := client.article(each))["state"] not in FINAL:
                time.sleep(POLL)
            if article["state"] != "done":
                reasons = "; ".join(article.get("reasons") or [])
                console.print(f"{each} is {article['state']}{f': {reasons}' if reasons else ''}", markup=False, soft_wrap=True)
                went_well &= article["state"] == "duplicate"
            events += reversed(list(client.events(article=each)))  # in the order of the text
    if as_json:
        for event in events:
            typer.echo(json.dumps(event, ensure_ascii=False))
    else:
        data().print(event_table(events))
        console.print(count(len(events), "event"))
    return went_well
