"""Articles as lines of a table: when it came in, state, source, title with the id below, and why it is in that state."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rich.table import Table

from dateline.table import cell, shorten

COLOURS = {"done": "green", "dead": "red", "rejected": "red", "retracted": "yellow", "duplicate": "dim", "unsupported_language": "dim"}


def article_table(articles: Iterable[Mapping[str, Any]]) -> Table:
    """A table of article records; the id under each title is what other commands take."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("came in (UTC)", "state", "source"):
        table.add_column(heading, overflow="fold")
    for heading, least in (("article", 36), ("why", 12)):
        table.add_column(heading, min_width=least, overflow="fold")
    for article in articles:
        state = str(article["state"])
        table.add_row(
            f"{datetime.fromisoformat(article['received_at']):%Y-%m-%d %H:%M}",
            f"[{COLOURS.get(state, 'cyan')}]{cell(state)}[/]",
            cell(article["source"]),
            cell(shorten(article.get("title") or article.get("url") or "")) + f"\n[dim]{cell(article['id'])}[/]",
            cell(why(article)),
        )
    return table


def why(article: Mapping[str, Any]) -> str:
    """What explains an article's state: the reasons that it has, or what it is a duplicate of."""
    told = "; ".join(article.get("reasons") or []) or article.get("page_error") or ""
    return f"of {article['duplicate_of']}" if article.get("duplicate_of") else told
