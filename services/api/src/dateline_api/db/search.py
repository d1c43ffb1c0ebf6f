"""Finds articles by their words: those that are settled and stand, copies only where they are asked for, beside their originals."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from dateline_shared.errors import RejectedError
from sqlalchemy import ColumnElement, Connection, Double, FromClause, Select, cast, func, literal, or_, select, tuple_, union_all

from dateline_api.db.articles import list_by_ids
from dateline_api.db.event_filter import text_query
from dateline_api.db.patience import hold_still
from dateline_api.db.snippets import Snippet, highlight
from dateline_api.db.tables import article_words, articles

Row = dict[str, Any]
Sort = Literal["relevance", "newest"]

RANKED = 2000  # matches whose relevance is looked at, the newest
MANY = 10_000  # matches of which the newest are sooner found along time than among them all


class NothingToFindError(RejectedError):
    """A search names no word that an article could hold: only common ones, or only such as shall be missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFilter:
    """What to look for. Values of one field are alternatives; an empty one asks for nothing."""

    words: str
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # BCP 47; `en` is en-GB as well
    states: tuple[str, ...] = ()
    since: datetime | None = None  # published, or else received
    until: datetime | None = None
    with_copies: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the rank, or the time, of its last article, and which that was."""

    by: float | datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Found:
    """An article of the ledger, how well it matches (None where that was not asked for), and where its words stand."""

    article: Row
    rank: float | None
    title: list[Snippet]
    text: list[Snippet]


@dataclass(frozen=True, slots=True)
class Finds:
    """A page of what was found, and where it ended if there is more."""

    found: tuple[Found, ...]
    end: Place | None


def search_articles(connection: Connection, *, wanted: ArticleFilter, sort: Sort, after: Place | None, limit: int) -> Finds:
    """Articles that hold the words, the most relevant or the newest first.

    Relevance (cover density, Clarke et al. 2000, as PostgreSQL has it) tells how often and how closely the words stand together, in the
    title above all. Of more than RANKED matches only the newest are ranked. Raises NothingToFindError.
    """
    hold_still(connection)
    if connection.execute(select(func.querytree(text_query(wanted.words)))).scalar_one() in ("", "T"):
        raise NothingToFindError("names no word to look for: give one that is less common than `the`, and not only such as shall be missing")
    matches = _gathered(connection, _matches(wanted))
    hits = _ranked(matches, wanted.words).subquery() if sort == "relevance" else matches
    by = hits.c.rank if sort == "relevance" else hits.c.at
    statement = select(hits.c.id, by.label("by")).order_by(by.desc(), hits.c.id.desc()).limit(limit + 1)
    if after is not None:
        statement = statement.where(tuple_(by, hits.c.id) < tuple_(literal(after.by, by.type), literal(after.id)))
    rows = connection.execute(statement).all()
    kept = rows[:limit]
    known = list_by_ids(connection, [row.id for row in kept])
    titles = highlight(connection, [known[row.id]["title"] for row in kept], wanted.words)
    texts = highlight(connection, [_text(known[row.id]) for row in kept], wanted.words)
    ranked = sort == "relevance"
    found = tuple(Found(known[row.id], row.by if ranked else None, title, body) for row, title, body in zip(kept, titles, texts, strict=True))
    return Finds(found, Place(kept[-1].by, kept[-1].id) if len(rows) > limit else None)


def _matches(wanted: ArticleFilter) -> Select[*tuple[Any, ...]]:
    shelf = _shelf(with_copies=wanted.with_copies)
    clauses: list[ColumnElement[bool]] = [shelf.c.words.bool_op("@@")(text_query(wanted.words))]
    if wanted.sources:
        clauses.append(shelf.c.source.in_(wanted.sources))
    if wanted.states:
        clauses.append(shelf.c.state.in_(wanted.states))
    if wanted.languages:
        language = func.lower(shelf.c.language)
        clauses.append(or_(*((language == code) | language.startswith(f"{code}-", autoescape=True) for code in map(str.lower, wanted.languages))))
    if wanted.since:
        clauses.append(shelf.c.at >= wanted.since)
    if wanted.until:
        clauses.append(shelf.c.at <= wanted.until)
    return select(shelf.c.id, shelf.c.at, shelf.c.words).where(*clauses)


def _gathered(connection: Connection, matches: Select[*tuple[Any, ...]]) -> FromClause:
    """The matches, to be put in order. Unless there are many, they are gathered first: along time, few are far between."""
    counted = select(func.count()).select_from(matches.with_only_columns(literal(1)).limit(MANY + 1).subquery())
    if connection.execute(counted).scalar_one() > MANY:
        return matches.subquery()
    return matches.cte("matches").prefix_with("MATERIALIZED")


def _ranked(found: FromClause, words: str) -> Select[*tuple[Any, ...]]:
    newest = select(found).order_by(found.c.at.desc(), found.c.id.desc()).limit(RANKED).cte("newest")
    rank = func.ts_rank_cd(newest.c.words, text_query(words))
    return select(newest.c.id, cast(rank, Double).label("rank"))


def _shelf(*, with_copies: bool) -> FromClause:
    """Everything that can be found; a copy has the words of its original."""
    columns = article_words.c["state", "source", "language", "at", "words"]
    originals = select(article_words.c.article_id.label("id"), *columns)
    if not with_copies:
        return originals.subquery()
    language, at = func.coalesce(articles.c.language, article_words.c.language), func.coalesce(articles.c.published_at, articles.c.received_at)
    copies = select(articles.c.id, articles.c.state, articles.c.source, language, at, article_words.c.words).where(
        articles.c.duplicate_of == article_words.c.article_id, articles.c.state == "duplicate"
    )
    return union_all(originals, copies).subquery()


def _text(article: Row) -> str:
    """An article's text, or the sentences that are left of it."""
    return article["text"] or "\n".join(sentence["exact"] for sentence in article["sentences"] or ())
