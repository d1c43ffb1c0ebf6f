"""Which record over all articles an article's entity is. Pure.

First version: the same kind and plain name is the same entity; what an article adds to a record is kept.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from dateline_shared.contracts.entity import Entity

from dateline_api import ids
from dateline_api.records import EntityRecord

ALIASES_KEPT = ROLES_KEPT = 50
KEY_LENGTH = 300  # of a link key: it is indexed


def link_key(entity: Entity) -> str:
    """What decides that two entities are one."""
    return entity.key[:KEY_LENGTH]


def merge(entity: Entity, before: dict[str, Any] | None, *, key: UUID, now: datetime) -> dict[str, Any]:
    """The record of an entity after this article; equal to `before`, but for its marks, when it adds nothing."""
    known = EntityRecord.model_validate(before) if before else None
    names = {entity.name, *entity.aliases, *(known.aliases if known else ())}
    name = known.name if known else entity.name
    record = EntityRecord(
        id=ids.public("ent", key),
        version=known.version + 1 if known else 1,
        kind=known.kind if known else entity.kind,
        name=name,
        aliases=tuple(sorted(names - {name}))[:ALIASES_KEPT],
        country=(known.country if known else None) or entity.country,
        sectors=tuple(sorted({*entity.sectors, *(known.sectors if known else ())})),
        roles=tuple(sorted({*(r.title for r in entity.roles), *(known.roles if known else ())}))[:ROLES_KEPT],
        coordinates=(known.coordinates if known else None) or entity.coordinates,
        geonames_id=(known.geonames_id if known else None) or entity.geonames_id,
        wikidata_id=(known.wikidata_id if known else None) or entity.wikidata_id,
        created_at=known.created_at if known else now,
        updated_at=now,
    )
    return record.model_dump(mode="json")
