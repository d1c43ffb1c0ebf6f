"""What an article says of its entities, and the record that all of it makes. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from dateline_shared.contracts.entity import Entity, EntityKind

from dateline_api import ids
from dateline_api.db.entity_facts import Said
from dateline_api.records import EntityRecord
from dateline_api.store.link import names

Record = dict[str, Any]

SHOWN = 50  # aliases, and roles: those that were seen first
LONGEST = 300  # characters of what is counted: longer ones are no names


class Fact(Protocol):
    """Something that is said of an entity, over all articles."""

    kind: str
    value: str
    articles: int
    first_at: datetime
    last_at: datetime


class Telling(Protocol):
    """What one article tells of one entity."""

    @property
    def article_id(self) -> UUID: ...

    @property
    def entity_id(self) -> UUID: ...

    @property
    def at(self) -> datetime: ...

    @property
    def body(self) -> Mapping[str, Any]: ...


def said_by(tellings: Iterable[Telling]) -> set[tuple[UUID, Said]]:
    """All that articles say of entities, each with the article that says it; once, however many of its names are one entity's."""
    return {
        (told.article_id, Said(told.entity_id, kind, value, told.at))
        for told in tellings
        for kind, value in _facts(told.body)
        if value and len(value) <= LONGEST and "\x00" not in value
    }


def _facts(body: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    yield "called", body["name"]
    yield from (("name", name) for name in (body["name"], *body["aliases"]))
    yield from (("role", role["title"]) for role in body["roles"])
    yield from (("sector", sector) for sector in body["sectors"])
    if body["country"]:
        yield "country", body["country"]


def adds(said: Said, record: Record) -> bool:
    """Whether a record may change by something that is said: it does not show it, or shows another name or country."""
    if record.get("retracted"):
        return True
    if said.kind == "called":
        return said.value != record["name"]
    if said.kind == "country":
        return said.value != record["country"]
    if said.kind == "name":
        return said.value != record["name"] and said.value not in record["aliases"]
    return said.value not in record["roles" if said.kind == "role" else "sectors"]


def is_better_known(entity: Entity, record: Record) -> bool:
    """Whether an article gives a number or a point on the ground that a record lacks, or takes it for something else."""
    lacks = any(getattr(entity, name) is not None and record[name] is None for name in ("geonames_id", "wikidata_id", "coordinates"))
    return lacks or entity.kind != record["kind"]


def portrait(key: UUID, facts: Sequence[Fact], told: Collection[Entity], *, before: Record | None, now: datetime) -> Record:
    """The record of an entity by all that is said of it; `told` is what the article at hand tells, which knows places and numbers.

    Of an entity that nobody tells of any more the name is left, since events quote it.
    """
    known = EntityRecord.model_validate(before) if before else None
    of_kind: dict[str, list[Fact]] = {kind: [fact for fact in facts if fact.kind == kind] for kind in ("called", "name", "role", "sector", "country")}
    kinds: list[EntityKind] = [*((known.kind,) if known else ()), *(entity.kind for entity in told)]
    kind = next((kind for kind in kinds if kind != "person"), kinds[0])
    if "person" in kinds and any(not names.is_lone(fact.value) for fact in of_kind["called"]):
        kind = "person"  # a model takes a full name for a body's, and the name of a town for a surname, rather than the other way round
    name = _name(of_kind["called"], is_person=kind == "person") or (known.name if known else next(iter(told)).name)
    record = EntityRecord(
        id=ids.public("ent", key),
        version=known.version + 1 if known else 1,
        retracted=not of_kind["called"],
        kind=kind,
        name=name,
        aliases=tuple(sorted(_first(of_kind["name"], without=name))),
        country=_most(of_kind["country"]),
        sectors=tuple(sorted(fact.value for fact in of_kind["sector"])),
        roles=tuple(sorted(_first(of_kind["role"]))),
        coordinates=(known.coordinates if known else None) or next((each.coordinates for each in told if each.coordinates), None),
        geonames_id=(known.geonames_id if known else None) or next((each.geonames_id for each in told if each.geonames_id), None),
        wikidata_id=(known.wikidata_id if known else None) or next((each.wikidata_id for each in told if each.wikidata_id), None),
        created_at=known.created_at if known else now,
        updated_at=now,
    )
    return record.model_dump(mode="json")


def merged(before: Record, into: UUID, *, now: datetime) -> Record:
    """The record of an entity that is another one now."""
    changed = {"merged_into": ids.public("ent", into), "version": before["version"] + 1}
    return EntityRecord.model_validate(before | changed).model_copy(update={"updated_at": now}).model_dump(mode="json")


def _name(called: Sequence[Fact], *, is_person: bool) -> str | None:
    """The name that most articles give in full: of a person one with a given name, of others one that is no acronym; then the longest, then by letters."""

    def rank(fact: Fact) -> tuple[bool, int, int, str]:
        short = names.is_lone(fact.value) if is_person else names.is_acronym(fact.value)
        return short, -fact.articles, -len(fact.value), fact.value

    return min(called, key=rank).value if called else None


def _most(facts: Sequence[Fact]) -> str | None:
    return min(facts, key=lambda fact: (-fact.articles, fact.first_at, fact.value)).value if facts else None


def _first(facts: Sequence[Fact], *, without: str | None = None) -> list[str]:
    ordered = sorted(facts, key=lambda fact: (fact.first_at, fact.value))
    return [fact.value for fact in ordered if fact.value != without][:SHOWN]
