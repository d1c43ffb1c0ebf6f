"""Holds what people corrected to its ids while everything is linked anew.

A correction settles where some mentions belong: into this event, or apart from that. What else that event is told of by would be put
together anew, under another id that nothing is settled of. So of each entity, event and story that a correction names one more member
is settled, the first to be published: the others find it by what they tell, as ever.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from dateline_api.db.link_tables import corrections
from dateline_api.db.relinked import ENTITIES, EVENTS, STORIES, Members


def anchor(connection: Connection, real: str) -> None:
    """Add to the corrections of this connection (`scratch`) those by which the named are found; people's own win over them."""
    rows = connection.execute(text("SELECT effect FROM pg_temp.corrections WHERE state = 'standing'")).scalars().all()
    named: set[UUID] = set()
    settled: set[tuple[str, ...]] = set()
    for effect in rows:
        tellings = effect.get("tellings", ())
        pinned: dict[str, str] = {**effect.get("mentions", {}), **effect.get("articles", {})}
        named |= {UUID(hex=each) for each in pinned.values()} | {UUID(hex=each) for _, _, each in tellings}
        named |= {UUID(hex=each) for pair in effect.get("apart", ()) for each in pair}
        settled |= {(UUID(hex=each).hex,) for each in pinned} | {(UUID(hex=article).hex, key) for article, key, _ in tellings}
    made = [
        *({"mentions": {key: into}, "of": article} for article, (key,), into in _first(connection, real, EVENTS, named, settled)),
        *({"tellings": [[article, key[1], into]], "of": article} for article, key, into in _first(connection, real, ENTITIES, named, settled)),
        *({"articles": {article: into}, "of": article} for article, _, into in _first(connection, real, STORIES, named, settled)),
    ]
    given = {"kind": "anchor", "body": {}, "author": "", "reason": "", "undo": {}, "created_at": datetime(1970, 1, 1, tzinfo=UTC)}
    if made:
        connection.execute(corrections.insert(), [given | _row(n, each) for n, each in enumerate(made)])


def _row(n: int, effect: Mapping[str, Any]) -> dict[str, Any]:
    """Before all corrections, of which the later hold."""
    return {"id": UUID(int=n), "targets": [UUID(hex=effect["of"])], "effect": {name: value for name, value in effect.items() if name != "of"}}


def _first(
    connection: Connection, real: str, kind: Members, named: Collection[UUID], settled: Collection[tuple[str, ...]]
) -> Iterable[tuple[str, tuple[str, ...], str]]:
    """Of each of these clusters the first member that is not settled: its article, its key, and the cluster."""
    keys = ", ".join(f"one.{name}" for name in kind.key)
    statement = f"""
        SELECT one.article_id, one.{kind.cluster}, {keys} FROM {real}.{kind.table} AS one JOIN articles ON articles.id = one.article_id
        WHERE one.{kind.cluster} = ANY (
            SELECT coalesce(redirect_to, id) FROM {real}.{kind.clusters} WHERE id = ANY (:named)
        ) AND {kind.where} AND articles.state <> 'retracted'
        ORDER BY coalesce(articles.published_at, articles.received_at), articles.id, {keys}
    """
    found: dict[UUID, tuple[str, tuple[str, ...], str]] = {}
    for article, cluster, *key in connection.execute(text(statement), {"named": list(named)}):
        written = tuple(each.hex if isinstance(each, UUID) else each for each in key)
        if written not in settled:
            found.setdefault(cluster, (article.hex, written, cluster.hex))
    return found.values()
