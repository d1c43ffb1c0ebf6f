"""Corrections of entities: amended, merged, split."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from dateline_shared.errors import RejectedError
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.correction import AmendEntity, MergeEntities, SplitEntity, TellingGiven
from dateline_api.db import corrected, corrections, entity_index, tellings
from dateline_api.db.results import Entry
from dateline_api.store.correct.plan import Plan, check_not_apart, check_not_settled
from dateline_api.store.link.merge_entities import merge_entities, split_entity, unmerge_entity
from dateline_api.store.link.portray import portray
from dateline_api.store.link.refold import refold

Named = tuple[UUID, str]  # an article, and a key of its extraction


def amend(connection: Connection, asked: AmendEntity, *, key: UUID, now: datetime) -> Plan:
    """The entity's record holds these fields, whatever is told of it."""
    about = _entity(connection, asked.entity_id)
    check_not_settled(connection, about.id, asked.fields.model_fields_set, lambda known: known.effect.get("fields", {}))
    fields = asked.fields.model_dump(mode="json", exclude_unset=True)
    undo = {"were": {name: about.record[name] for name in ("kind", "wikidata_id") if name in fields}}
    return Plan({about.id}, lambda: portray(connection, [about.id], now=now), {"fields": fields}, undo)


def unamend(connection: Connection, row: Row, *, now: datetime) -> list[Entry]:
    """The entity's record holds what is told of it."""
    keys = {now_is(connection, each) for each in row.targets}
    return portray(connection, keys, now=now, restored=dict.fromkeys(keys, row.undo["were"]))


def merge(connection: Connection, asked: MergeEntities, *, key: UUID, now: datetime) -> Plan:
    """All that is told of these is told of one, now and whenever it is read again."""
    winner = _entity(connection, asked.into).id
    losers = list(dict.fromkeys(each for name in asked.entity_ids if (each := _entity(connection, name).id) != winner))
    if not losers:
        raise RejectedError("these are one entity already")
    check_not_apart(connection, {winner, *losers})
    told = {loser: _named(entity_index.told_of(connection, loser)) for loser in losers}
    undo = {
        "into": winner.hex,
        "merged": [
            {
                "entity": loser.hex,
                "told": [[article.hex, name] for article, name in told[loser]],
                "redirects": [each.hex for each in entity_index.redirects_to(connection, loser)],
                "carried": [each.hex for each in corrections.carried(connection, loser, winner)],
            }
            for loser in losers
        ],
    }
    effect = {"tellings": [[article.hex, name, winner.hex] for loser in losers for article, name in told[loser]]}
    articles = {article for loser in losers for article, _ in told[loser]}
    return Plan({winner, *losers, *articles}, lambda: [entry for loser in losers for entry in merge_entities(connection, loser, winner, now=now)], effect, undo)


def unmerge(connection: Connection, row: Row, *, now: datetime) -> list[Entry]:
    """The entities are themselves again, each with what was told of it; what was told since stays."""
    winner = now_is(connection, UUID(hex=row.undo["into"]))
    entries = []
    for merged in reversed(row.undo["merged"]):
        corrections.uncarry(connection, [UUID(hex=each) for each in merged["carried"]], winner)
        told = [(UUID(hex=article), name) for article, name in merged["told"]]
        redirects = [UUID(hex=each) for each in merged["redirects"]]
        entries += unmerge_entity(connection, UUID(hex=merged["entity"]), winner, named=told, redirects=redirects, now=now)
    return entries


def split(connection: Connection, asked: SplitEntity, *, key: UUID, now: datetime) -> Plan:
    """Who is told of there is somebody else, now and whenever those articles are read again."""
    about, new = _entity(connection, asked.entity_id).id, ids.new_id()
    told = entity_index.told_of(connection, about)
    wanted = {_one(told, given, about) for given in asked.tellings}
    if len(wanted) == len(told):
        raise RejectedError(f"this is all that is told of {ids.public('ent', about)}; leave it something")
    effect = {"tellings": [[row.article_id.hex, row.key, (new if (row.article_id, row.key) in wanted else about).hex] for row in told]}
    targets = {about, new, *(row.article_id for row in told)}

    def act() -> list[Entry]:
        return split_entity(connection, about, wanted, now=now, key=new)[1]

    return Plan(targets, act, effect | {"apart": [[about.hex, new.hex]]}, {"from": about.hex, "made": [new.hex]})


def unsplit(connection: Connection, row: Row, *, now: datetime) -> list[Entry]:
    """Who was somebody else is the same again; the id redirects."""
    (made,) = (now_is(connection, UUID(hex=each)) for each in row.undo["made"])
    rest = now_is(connection, UUID(hex=row.undo["from"]))
    if made == rest:
        return []
    articles = {each.article_id for each in entity_index.told_of(connection, made)}
    entries = merge_entities(connection, made, rest, now=now)
    return entries + refold(connection, tellings.events_naming(connection, articles, rest), now=now)


def now_is(connection: Connection, key: UUID) -> UUID:
    """The event, entity or story that a key stands for now."""
    return corrections.redirects(connection, [key]).get(key, key)


def _entity(connection: Connection, name: str) -> Row:
    row = corrected.entity(connection, now_is(connection, ids.parse("ent", name)))
    if row is None:
        raise RejectedError(f"there is no entity {name}")
    return row


def _named(told: Collection[Row]) -> list[Named]:
    return [(row.article_id, row.key) for row in told]


def _one(told: Collection[Row], given: TellingGiven, about: UUID) -> Named:
    """The telling that is meant. Raises RejectedError unless it is one of the entity."""
    article = ids.parse("art", given.article_id)
    name = (given.name or "").casefold()
    for row in told:
        if row.article_id == article and (row.key == given.key or name in {each.casefold() for each in (row.body["name"], *row.body["aliases"])}):
            return row.article_id, row.key
    raise RejectedError(f"article {given.article_id} tells nothing of {ids.public('ent', about)} under {given.key or given.name!r}")
