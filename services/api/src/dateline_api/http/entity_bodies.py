"""What lists of entities take, and what is shown of one."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from dateline_shared.contracts.entity import EntityKind, Role
from pydantic import BeforeValidator, Field

from dateline_api import ids
from dateline_api.cursor import CursorError, ListCursor
from dateline_api.db.co_actors import CoActors
from dateline_api.db.entities import HEAVIEST, EntityFilter, Listed, Place, Portrait, Seen, Sort
from dateline_api.filter_query import MAX_VALUES, Codes, CountryCode, EventFilterQuery, Name, Source, split
from dateline_api.http.paging import bad_cursor
from dateline_api.http.queries import PageQuery
from dateline_api.http.schemas import Answer, Page
from dateline_api.records import EntityRecord

MAX_CO_ACTORS, DEFAULT_CO_ACTORS = 200, 20
FACTS = {"name": "names", "role": "roles", "sector": "sectors", "country": "countries"}  # kinds of facts, as they are shown


class EntityQuery(PageQuery):
    """Which entities to list."""

    q: Annotated[Name, Field(max_length=100)] | None = Field(None, description="the beginning of a name, or of a word in it, in any case")
    kind: Annotated[list[EntityKind], BeforeValidator(split), Field(max_length=MAX_VALUES)] = Field([], description="several are alternatives")
    country: Annotated[list[CountryCode], BeforeValidator(split), Field(max_length=MAX_VALUES)] = Field([], description="ISO 3166-1 alpha-3")
    sector: Codes = Field([], description="such as GOV")
    source: Annotated[list[Source], BeforeValidator(split), Field(max_length=MAX_VALUES)] = Field(
        [], description="an outlet that names it in one of its newest 10,000 articles: its domain"
    )
    sort: Sort = Field("mentions", description="`mentions`: in how many events, by powers of two, then by name; `recent`: last in the news; `name`")

    def wanted(self) -> EntityFilter:
        """The filter that the parameters ask for."""
        sectors = tuple(dict.fromkeys(form for code in self.sector for form in (code, code.upper(), code.lower())))
        lists = {"kinds": tuple(self.kind), "countries": tuple(self.country), "sources": tuple(dict.fromkeys(self.source))}
        return EntityFilter(words=self.q, sectors=sectors, **lists)

    def asked(self) -> dict[str, Any]:
        """The parameters that a cursor is bound to."""
        return self.model_dump(mode="json", exclude={"cursor", "limit"}, exclude_defaults=True)

    def place(self, cursor: ListCursor) -> Place:
        """Where the page after this cursor begins. Raises the problem `bad-cursor`."""
        try:
            match cursor.after:
                case (weight, key, id_) if self.sort == "mentions" and 0 <= int(weight) <= HEAVIEST:
                    return int(weight), key, UUID(hex=id_).hex
                case (at, id_) if self.sort == "recent":
                    return datetime.fromisoformat(at).isoformat(), UUID(hex=id_).hex
                case (key, id_) if self.sort == "name":
                    return key, UUID(hex=id_).hex
        except ValueError:
            pass
        raise bad_cursor(CursorError("this is not a cursor of a list of entities"))


class CoActorQuery(EventFilterQuery):
    """Of which events, and how many co-actors."""

    limit: int = Field(DEFAULT_CO_ACTORS, ge=1, le=MAX_CO_ACTORS)


class SeenAnswer(Answer):
    """When articles name it, and how many do; of a list counted up to 10,000."""

    first_at: datetime | None
    last_at: datetime | None
    articles: int


class FactAnswer(Answer):
    """What articles call it or say of it, how many do, and from when until when."""

    value: str
    articles: int
    first_at: datetime
    last_at: datetime


class EntityListed(EntityRecord):
    """An entity of a list."""

    seen: SeenAnswer


class EntityWhole(EntityListed):
    """An entity, and what articles say of it, what most do first."""

    names: list[FactAnswer]
    roles_seen: list[FactAnswer]
    sectors_seen: list[FactAnswer]
    countries_seen: list[FactAnswer]


class EntityPage(Page):
    """Entities."""

    data: list[EntityListed]


class TellingAnswer(Answer):
    """What one article tells of an entity."""

    article_id: str
    title: str
    source: str
    url: str | None
    published_at: datetime | None
    reported_at: datetime
    copy_of: str | None
    name: str  # as it is called there in full
    aliases: list[str]
    roles: list[Role]


class TellingPage(Page):
    """Articles that name an entity, the latest first."""

    data: list[TellingAnswer]


class TypeCount(Answer):
    """How many events of a type."""

    value: str
    count: int


class CoActor(Answer):
    """Somebody in the same events: `with` on the same side, `to` as the other side of its acts, `from` as who acts on it."""

    id: str
    name: str
    kind: EntityKind
    country: str | None
    events: int
    beside: int = Field(alias="with")
    towards: int = Field(alias="to")
    from_: int = Field(alias="from")
    types: list[TypeCount]


class CoActorAnswer(Answer):
    """The most frequent co-actors; `total` is in how many events of the filter the entity takes part, `distinct` how many co-actors there are."""

    data: list[CoActor]
    total: int
    distinct: int
    changes_cursor: str


def shown(row: Listed) -> dict[str, Any]:
    """The JSON of an entity in a list."""
    return row.record | {"seen": _seen(row.seen)}


def shown_whole(found: Portrait) -> dict[str, Any]:
    """The JSON of one entity."""
    said = {
        kind: [{name: getattr(fact, name) for name in ("value", "articles", "first_at", "last_at")} for fact in found.facts if fact.kind == kind]
        for kind in FACTS
    }
    more = {"roles_seen": said["role"], "sectors_seen": said["sector"], "countries_seen": said["country"]}
    return found.record | {"seen": _seen(found.seen), "names": said["name"], **more}


def shown_telling(row: Any) -> dict[str, Any]:
    """The JSON of what an article tells."""
    about = {name: getattr(row, name) for name in ("title", "source", "url", "published_at")}
    told = {name: row.body.get(name, []) for name in ("aliases", "roles")}
    copy_of = ids.public("art", row.copy_of) if row.copy_of else None
    return {"article_id": ids.public("art", row.article_id), **about, "reported_at": row.at, "copy_of": copy_of, "name": row.body["name"], **told}


def shown_co_actors(found: CoActors, changes_cursor: str) -> dict[str, Any]:
    """The JSON of co-actors."""
    data = [
        {
            "id": ids.public("ent", row.entity_id),
            "name": row.name,
            "kind": row.kind,
            "country": row.country,
            "events": row.events,
            "with": row.with_,
            "to": row.to_,
            "from": row.from_,
            "types": [{"value": value, "count": count} for value, count in found.types[row.entity_id]],
        }
        for row in found.found
    ]
    return {"data": data, "total": found.total, "distinct": found.distinct, "changes_cursor": changes_cursor}


def _seen(seen: Seen) -> dict[str, Any]:
    return {"first_at": seen.first_at, "last_at": seen.last_at, "articles": seen.articles}
