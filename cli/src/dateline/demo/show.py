"""Shows what the service does: posts the shipped articles, waits until they are read, prints their events."""

import json
from collections.abc import Callable, Sequence
from importlib.resources import files

from rich.console import Console

from dateline.client import Client, Json
from dateline.steward import FINAL
from dateline.table import count, event_table

Watch = Callable[[Callable[[], bool]], None]
"""Lets time pass until the condition holds, or somebody asks to end."""


def shipped_articles() -> list[Json]:
    """The articles written for this project, as they are posted."""
    return list(json.loads(files("dateline.demo").joinpath("articles.json").read_text(encoding="utf-8"))["articles"])


def post_and_wait(client: Client, articles: Sequence[Json], *, watch: Watch) -> list[str]:
    """Post articles and let time pass until each is in a final state; their ids in order."""
    ids = [str(client.post(article)["id"]) for article in articles]
    open_ids = set(ids)

    def all_settled() -> bool:
        open_ids.difference_update([each for each in open_ids if client.article(each)["state"] in FINAL])
        return not open_ids

    watch(all_settled)
    return ids


def show_demo(client: Client, *, watch: Watch, talk: Console, data: Console) -> bool:
    """Post the shipped articles and print their events as a table; whether every article was read."""
    articles = shipped_articles()
    talk.print(f"reading {len(articles)} articles …")
    ids = post_and_wait(client, articles, watch=watch)
    states = {each: client.article(each)["state"] for each in ids}
    # Lists begin with the newest: turned round, an article's events stand in the order of its text.
    events: list[Json] = [event for each in ids for event in reversed(list(client.events(article=each)))]
    data.print(event_table(events))
    unread = [f"{each} is {state}" for each, state in states.items() if state != "done"]
    talk.print(f"{count(len(events), 'event')} in {count(len(ids), 'article')}" + (f"; not read: {', '.join(unread)}" if unread else ""))
    return not unread
