"""`dateline search`: articles by their words, as a table or as JSON."""

import json
from collections.abc import Mapping
from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from dateline.client import Json
from dateline.commands.session import open_client
from dateline.console import data, explained, load_settings, talk, visible
from dateline.settings import CliSettings
from dateline.table import cell

DAY = 10  # characters of a time that tell its day
SNIPPETS = 2  # an article
ONE_LINE = dict.fromkeys(map(ord, "\r\n\t"), " ")  # one for one, since marks count characters


def search(words: str, *, wanted: Mapping[str, Any], limit: int, as_json: bool) -> None:
    """Print up to `limit` articles, with the stretches that hold the words."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.search(words, limit=limit, **wanted)
        if as_json:
            for article in found:
                typer.echo(json.dumps(article, ensure_ascii=False))
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading, least in (("published", DAY), ("source", 8), ("article", 36)):
            table.add_column(heading, min_width=least, overflow="fold")
        for article in found:
            table.add_row(str(article.get("published_at") or "")[:DAY], cell(article["source"]), _told(article))
        if table.row_count:
            data().print(table)
        else:
            talk().print("No article holds these words. One can be found once it was read.")
        if table.row_count == limit:
            talk().print(f"The first {limit}; --limit shows more.")


def _told(article: Json) -> Text:
    """Title, the words in their places, and the id that other commands take."""
    lines = [_marked(snippet) for snippet in article.get("title_snippets") or []] or [Text(visible(article.get("title") or ""))]
    lines += [_marked(snippet) for snippet in (article.get("text_snippets") or [])[:SNIPPETS]]
    return Text("\n").join([*lines, Text(visible(article["id"]), style="dim")])


def _marked(snippet: Json) -> Text:
    text = Text(visible(snippet["text"].translate(ONE_LINE)))
    for mark in snippet["marks"]:
        text.stylize("bold", mark["start"], mark["end"])
    return text
