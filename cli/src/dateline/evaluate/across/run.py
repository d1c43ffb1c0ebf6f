"""Records articles as store does, on a real database, and says what linking made of them; nothing of it stays there."""

import contextlib
import random
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from dateline_api import ids
from dateline_api.db import linked, results
from dateline_api.db.accept import Incoming, accept
from dateline_api.db.engine import Engine
from dateline_api.store import read, tell
from dateline_api.store.relink import relink
from dateline_shared.contracts.article import Article
from dateline_shared.contracts.extraction import Extraction

from dateline.evaluate.across.gold import GoldArticle

CLUSTERED = ("entities", "events", "stories")
DELAY = timedelta(minutes=5)  # from publication to us


@dataclass(frozen=True, slots=True)
class Outcome:
    """What linking decided, by the gold's ids of the articles and the extractions' keys; labels are opaque."""

    events: Mapping[str, Mapping[str, Any]]  # of each mention; none: unanchored
    entities: Mapping[str, Mapping[str, Any]]
    stories: Mapping[str, Any]
    copies: Mapping[str, str]
    records: Mapping[Any, Mapping[str, Any]]  # of the events
    relinked: Mapping[str, float] = field(default_factory=dict)  # how alike the clusters are to those of linking anew, by what is clustered


def as_posted(article: GoldArticle) -> Article:
    """The article as somebody would post it."""
    return Article(external_id=article.id, source=article.source, published_at=article.published_at, title=article.title, text=article.text)


def article_key(article: GoldArticle) -> Any:
    """The id that the database will give it."""
    return ids.article_id(as_posted(article), source=article.source)


def public_id(article: GoldArticle) -> str:
    """The same as extractions name it."""
    return ids.public("art", article_key(article))


@contextlib.contextmanager
def recorded(engine: Engine, articles: Sequence[GoldArticle], extractions: Mapping[str, Extraction]) -> Generator[Any]:
    """A connection in a transaction in which all articles were accepted and recorded in the order given; it is rolled back."""
    with engine.connect() as connection:
        results.serialise(connection)
        now = articles[0].published_at
        for article in articles:
            now = max(now, article.published_at) + DELAY
            (accepted,) = accept(connection, [Incoming(as_posted(article))], now=now)
            if accepted.outcome == "duplicate":
                continue
            entries, touched = read.record(connection, [extractions[article.id]], now=now)
            tell.append(connection, [*entries, *tell.article_entries(connection, touched)], now=now)
        yield connection
        connection.rollback()


def outcome_of(connection: Any, articles: Sequence[GoldArticle]) -> Outcome:
    """What stands in the database of these articles. What has the very words of another one tells what that tells."""
    keys = {article_key(article): article.id for article in articles}
    found = linked.linked(connection, list(keys))

    def of(decided: Mapping[Any, Any]) -> dict[str, Any]:
        return {name: decided[found.unread.get(key, key)] for key, name in keys.items() if found.unread.get(key, key) in decided}

    copies = {keys[key]: keys[original] for key, original in found.copies.items()}
    return Outcome(of(found.events), of(found.entities), of(found.stories), copies, found.records)


def run(engine: Engine, articles: Sequence[GoldArticle], extractions: Mapping[str, Extraction], *, anew: bool = False) -> Outcome:
    """Record articles in the order given, and say what came of it; `anew`: also how alike it is to what linking anew makes of them."""
    with recorded(engine, articles, extractions) as connection:
        outcome = outcome_of(connection, articles)
        if not anew:
            return outcome
        report = relink(connection, dry_run=True, now=max(article.published_at for article in articles) + len(articles) * DELAY)
        return replace(outcome, relinked={name: report[name]["b_cubed"] for name in CLUSTERED})


def shuffled(articles: Sequence[GoldArticle], seed: int) -> list[GoldArticle]:
    """The articles in another order of arrival; the same for the same seed."""
    order = sorted(articles, key=lambda each: each.id)
    random.Random(seed).shuffle(order)
    return order
