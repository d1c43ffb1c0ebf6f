"""Takes articles into the ledger: who it is, whether it is new, and whose words stand.

Used by the api for what is posted and by store for what feeds bring. The decision is `precedence.decide`; the rest is SQL.
An article whose words are still to be read, from markup or from the page at its address, goes to `to_fetch`.
It is over 250 lines because what is decided of a batch under one set of locks, copies included, is read in one place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from dateline_shared.contracts.article import Article, Precedence
from sqlalchemy import Connection, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import insert

from dateline_api import ids
from dateline_api.db import withdrawal, work
from dateline_api.db.tables import articles
from dateline_api.outlet import host_of, source_of
from dateline_api.precedence import AWAITING, WITHDRAWN, Known, Offer, decide, embargo_is_its

Row = dict[str, Any]

LIVE, IMPORT, AGAIN = 0, 1, 2  # the last: what was read before, and is read by the current pipeline
READ_AGAIN_AFTER = timedelta(hours=1)  # a page whose feed tells of a change: corrections come in bursts, and one reading of the last will do

Outcome = Literal["created", "revised", "unchanged", "kept", "duplicate", "retracted"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article that somebody hands in: with its words, or with what they are to be read from."""

    article: Article
    precedence: Precedence = Precedence.POSTED
    priority: int = LIVE
    feed_id: UUID | None = None
    markup: str | None = None  # HTML that holds the words
    is_fragment: bool = False  # of the markup: the article's body without the page around it
    wants_page: bool = False  # the page at the article's address holds the words; the article's text, if any, stands in for them
    is_cancelled: bool = False  # its outlet withdraws it, or withholds it until further notice


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of it. `kept`: an earlier, higher precedence stands; `duplicate`: the words are another article's.

    `retracted`: nothing that it told stands any more. Of a known article store sees to that, by a command of the same transaction.
    """

    id: UUID
    revision: int
    state: str
    outcome: Outcome
    duplicate_of: UUID | None = None


def accept(connection: Connection, incoming: Sequence[Incoming], *, now: datetime) -> list[Accepted]:
    """Take a batch in and say what became of each, in order. The caller commits.

    The same identity twice in a batch is handled one after the other. Rows are locked in the order of their ids, so
    that concurrent batches cannot deadlock.
    """
    rows = [_row(item, now=now) for item in incoming]
    results: dict[int, Accepted] = {}
    pending = sorted(range(len(rows)), key=lambda n: (rows[n]["id"], n))
    while pending:
        first = {rows[n]["id"]: n for n in reversed(pending)}  # of each identity, the earliest of what is left
        results |= _accept_distinct(connection, {n: rows[n] for n in sorted(first.values(), key=lambda n: rows[n]["id"])})
        pending = [n for n in pending if n not in results]
    if any(taken.outcome in ("created", "revised") for taken in results.values()):
        work.announce(connection)
    return [results[n] for n in range(len(rows))]


def _row(item: Incoming, *, now: datetime) -> Row:
    article = item.article
    source = source_of(article)
    is_address_alone = item.wants_page and item.precedence == Precedence.POSTED
    host = host_of(article.url) if item.wants_page else None
    has_its_words = item.markup is None and host is None
    row = {
        "id": ids.article_id(article, source=source, markup=item.markup),
        "source": source,
        "external_id": article.external_id,
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "content_hash": ids.content_hash(article.title, article.text),
        "given_hash": None if has_its_words or is_address_alone else ids.content_hash(article.title, item.markup or article.text),
        "markup": item.markup,
        "is_fragment": item.is_fragment,
        "host": host,
        "state": "waiting" if has_its_words else "to_fetch",
        "language": article.language,
        "authors": list(article.authors),
        "tags": list(article.tags),
        "published_at": article.published_at,
        "modified_at": article.modified_at,
        "feed_id": item.feed_id,
        "precedence": int(Precedence.FETCHED if is_address_alone else item.precedence),
        "priority": item.priority,
        "not_before": article.embargoed_until,
        "received_at": now,
        "revised_at": now,
    }
    return withdrawal.tombstone(row) if item.is_cancelled else row


def _accept_distinct(connection: Connection, rows: dict[int, Row]) -> dict[int, Accepted]:
    there = select(articles.c.id).where(articles.c.id.in_(bindparam("ids", expanding=True)))
    known_ids = set(connection.execute(there, {"ids": [row["id"] for row in rows.values()]}).scalars())
    originals = _originals(connection, {n: row for n, row in rows.items() if row["id"] not in known_ids})
    values: list[Row] = []
    for n, row in rows.items():
        original = originals.get(n)
        values.append({"reasons": [], "done_at": None, **row, "state": "duplicate" if original else row["state"], "duplicate_of": original})
    statement = insert(articles).on_conflict_do_nothing(index_elements=[articles.c.id]).returning(articles.c.id)
    created = set(connection.execute(statement, values).scalars())
    for row in _bereft(connection, [row for row in values if row["duplicate_of"] and row["id"] in created]):
        row |= {"state": "waiting", "duplicate_of": None}
    existing = [row["id"] for row in values if row["id"] not in created]
    known = _lock(connection, existing)
    results: dict[int, Accepted] = {}
    outcome: Outcome
    for n, row in zip(rows, values, strict=True):
        key: UUID = row["id"]
        if key in created:
            original = row["duplicate_of"]
            outcome = "retracted" if row["state"] == "retracted" else "duplicate" if original else "created"
            results[n] = Accepted(id=key, revision=1, state=row["state"], outcome=outcome, duplicate_of=original)
            continue
        before = known[key]
        if row["state"] == "retracted":
            outcome = withdrawal.withdraw(connection, row, before)
            results[n] = Accepted(id=key, revision=before.revision, state=before.state, outcome=outcome, duplicate_of=before.duplicate_of)
            continue
        offer = _offer(row)
        verdict = decide(before, offer)
        if verdict == "revised":
            _revise(connection, rows[n])
            free_duplicates(connection, key)
            results[n] = Accepted(id=key, revision=before.revision + 1, state=rows[n]["state"], outcome="revised")
            continue
        if verdict == "unchanged":
            _confirm(connection, row, before, offer)
        elif verdict == "stale":
            _read_again(connection, row, before)
        state = "to_fetch" if verdict == "stale" else before.state
        outcome = "unchanged" if verdict == "unchanged" else "kept"
        results[n] = Accepted(id=key, revision=before.revision, state=state, outcome=outcome, duplicate_of=before.duplicate_of)
    return results


def _offer(row: Row) -> Offer:
    awaits_page = row["state"] == "to_fetch"
    words = row["given_hash"] if awaits_page else row["content_hash"]
    return Offer(precedence=row["precedence"], words=words, wants_page=awaits_page and row["markup"] is None, modified_at=row["modified_at"])


def _originals(connection: Connection, rows: dict[int, Row]) -> dict[int, UUID]:
    """Which of these new articles have the very words of another one, here or in the ledger."""
    finished = {n: row for n, row in rows.items() if row["text"] and row["state"] == "waiting"}
    hashes = {row["content_hash"] for row in finished.values()}
    statement = (
        select(articles.c.content_hash, articles.c.id)
        .where(articles.c.content_hash.in_(bindparam("hashes", expanding=True)), articles.c.state.not_in(["duplicate", "retracted", *AWAITING]))
        .order_by(articles.c.received_at.desc(), articles.c.id.desc())
    )
    first: dict[bytes, UUID] = {h: key for h, key in connection.execute(statement, {"hashes": list(hashes)})} if hashes else {}  # noqa: C416
    found: dict[int, UUID] = {}
    for n, row in finished.items():
        original = first.setdefault(row["content_hash"], row["id"])
        if original != row["id"]:
            found[n] = original
    return found


def _bereft(connection: Connection, copies: list[Row]) -> list[Row]:
    """Those of these new copies whose original was revised or taken down just then; they are read themselves from now on.

    That nobody freed them with its other duplicates is seen here: to insert a copy is to wait for whoever has its original locked.
    """
    if not copies:
        return []
    first = articles.alias()
    same = first.c.id == articles.c.duplicate_of, first.c.content_hash == articles.c.content_hash, first.c.state.not_in(["duplicate", "retracted"])
    lost = articles.c.id.in_([row["id"] for row in copies]), ~select(first.c.id).where(*same).exists()
    statement = articles.update().where(*lost).values(state="waiting", duplicate_of=None).returning(articles.c.id)
    freed = set(connection.execute(statement).scalars())
    return [row for row in copies if row["id"] in freed]


def _lock(connection: Connection, keys: list[UUID]) -> dict[UUID, Known]:
    if not keys:
        return {}
    columns = [articles.c[name] for name in Known.__dataclass_fields__]
    statement = select(articles.c.id, *columns).where(articles.c.id.in_(bindparam("ids", expanding=True))).order_by(articles.c.id).with_for_update()
    return {key: Known(*rest) for key, *rest in connection.execute(statement, {"ids": keys})}


def free_duplicates(connection: Connection, key: UUID) -> None:
    """The words that an article had, and that its duplicates still have, are read again: in the oldest of these."""
    of_it = articles.c.duplicate_of == key, articles.c.state == "duplicate"
    may_be_read = articles.c.sentences.is_(None), ~articles.c.reasons.contains([WITHDRAWN])
    oldest = select(articles.c.id).where(*of_it, *may_be_read).order_by(articles.c.received_at, articles.c.id).limit(1)
    heir = connection.execute(oldest.with_for_update()).scalar_one_or_none()
    if heir is not None:
        connection.execute(articles.update().where(articles.c.id == heir).values(state="waiting", duplicate_of=None))
        connection.execute(articles.update().where(*of_it).values(duplicate_of=heir))


def _revise(connection: Connection, row: Row) -> None:
    """New words: a new revision waits to be read, with a clean slate; the old mentions stand until then."""
    kept = {"id", "received_at", "feed_id", "duplicate_of"}
    changed = {name: value for name, value in row.items() if name not in kept}
    connection.execute(
        articles.update()
        .where(articles.c.id == row["id"])
        .values(
            **changed,
            page_error=None,
            sentences=None,
            duplicate_of=None,
            revision=articles.c.revision + 1,
            chunk=None,
            leased_at=None,
            lease_until=None,
            attempt=0,
            charged=0,
            solo=False,
            started=False,
            reasons=[],
            done_at=None,
        )
    )


def _confirm(connection: Connection, row: Row, before: Known, offer: Offer) -> None:
    """The same words again: from a higher hand they are protected as its own, and they are as new as the last to bring them says."""
    stronger: Row = {}
    if offer.words is not None and offer.precedence > before.precedence:
        stronger["precedence"] = offer.precedence
    if offer.modified_at is not None and (before.modified_at is None or offer.modified_at > before.modified_at):
        stronger["modified_at"] = offer.modified_at
    if embargo_is_its(offer, before):
        stronger["not_before"] = func.greatest(row["not_before"], case((articles.c.attempt > 0, articles.c.not_before)))  # a pause stays
    if row["priority"] < before.priority:
        stronger["priority"] = row["priority"]  # what came as news, too, does not wait behind an import
    if stronger:
        connection.execute(articles.update().where(articles.c.id == row["id"]).values(stronger))


def _read_again(connection: Connection, row: Row, before: Known) -> None:
    """Have the page read again, of the same revision until it says something else: at once, or an hour after it was last read."""
    changed = {name: row[name] for name in ("url", "host", "given_hash", "state")}
    wait_until = (before.done_at or row["revised_at"]) + READ_AGAIN_AFTER
    attempts = {"charged": 0, "solo": False, "started": False, "reasons": []}
    connection.execute(
        articles.update().where(articles.c.id == row["id"]).values(**changed, **attempts, not_before=func.greatest(articles.c.not_before, wait_until))
    )
