"""What a correction says of an act, in the words of the contracts: parties that are entities, days with their grain, numbers."""

import re
from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from dateline_shared.contracts.entity import Party, PartyKind
from dateline_shared.contracts.event import Context, Quantity, When, Where
from dateline_shared.errors import RejectedError
from sqlalchemy import Connection

from dateline_api import ids
from dateline_api.correction import ActFields, QuantityGiven
from dateline_api.db import corrected, entity_index
from dateline_api.records import QuantityRecord
from dateline_api.store.link.parts import date_record, party_record, party_records, place_record

Fields = dict[str, Any]
Grain = Literal["day", "month", "quarter", "season", "year", "decade", "interval"]

_KINDS: Mapping[str, PartyKind] = {"person": "person", "organization": "body", "place": "state", "group": "group"}
_ENTITY = re.compile("ent_[0-9a-f]{32}")


class Words:
    """Reads the names that a correction gives: ids of entities, names of those that the article tells of, or mere words.

    `entities` are those found so far, by the key under which parties and places name them.
    """

    def __init__(self, connection: Connection, *, article: UUID | None = None) -> None:
        self._connection = connection
        self._known = {name.casefold(): key for key, names in entity_index.names_in(connection, article).items() for name in names} if article else {}
        self.entities: dict[str, UUID] = {}

    def party(self, name: str) -> Party:
        """An actor, a recipient, a speaker. Raises RejectedError for the id of an entity that is not there."""
        found = self._entity(name)
        if found is None:
            return Party(name=name)
        key, record = found
        return Party(name=record["name"], kind=_KINDS.get(record["kind"], "unknown"), entity=key, country=record["country"], sectors=tuple(record["sectors"]))

    def place(self, name: str) -> Where:
        """Where it was. Raises RejectedError for the id of an entity that is not there."""
        found = self._entity(name)
        if found is None:
            return Where(name=name)
        key, record = found
        return Where.model_validate({name: record[name] for name in ("name", "country", "coordinates", "geonames_id")} | {"entity": key})

    def quantity(self, given: QuantityGiven) -> Quantity:
        """A number, with words for it."""
        amount = given.amount
        bounds = [f"{bound:g}" for bound in dict.fromkeys((amount.low, amount.high)) if bound is not None]
        manner = "" if amount.qualifier in ("exactly", "between") else amount.qualifier.replace("_", " ")
        words = " ".join(filter(None, [manner, " to ".join(bounds), given.unit]))
        said_by = self.party(given.said_by) if given.said_by else None
        return Quantity(kind=given.kind, amount=given.amount, unit=given.unit, said_by=said_by, text=words)

    def _entity(self, name: str) -> tuple[str, Fields] | None:
        key = UUID(hex=name[4:]) if _ENTITY.fullmatch(name) else self._known.get(name.casefold())
        if key is None:
            return None
        row = corrected.entity(self._connection, key)
        if row and row.redirect_to:
            row = corrected.entity(self._connection, row.redirect_to)
        if row is None:
            raise RejectedError(f"there is no entity {name}")
        named = ids.public("ent", row.id)
        self.entities[named] = row.id
        return named, row.record


def mention_fields(given: ActFields, words: Words) -> Fields:
    """What a mention should hold, as `EventMention` has it in JSON."""
    return {name: _in_json(value) for name, value in _values(given, words).items()}


def record_fields(given: ActFields, words: Words) -> Fields:
    """What an event's record should hold."""
    found = _values(given, words)
    entities = words.entities
    shown: dict[str, Any] = {
        "contexts": lambda each: [context.name for context in each],
        "actors": lambda each: party_records(each, entities),
        "recipients": lambda each: party_records(each, entities),
        "said_by": lambda each: party_record(each, entities),
        "date": date_record,
        "place": lambda each: place_record(each, entities),
        "quantities": lambda each: [_quantity_record(quantity, entities) for quantity in each],
    }
    return {name: _in_json(shown[name](value) if name in shown else value) for name, value in found.items()}


def _values(given: ActFields, words: Words) -> Fields:
    found: Fields = {}
    for name in sorted(given.model_fields_set):
        value = getattr(given, name)
        if name in ("actors", "recipients"):
            found[name] = tuple(words.party(each) for each in value)
        elif name == "said_by":
            found[name] = words.party(value) if value else None
        elif name == "place":
            found[name] = words.place(value) if value else None
        elif name == "date":
            found[name] = When(edtf=value, granularity=grain(value), basis="stated") if value else None
        elif name == "contexts":
            found[name] = tuple(Context(name=each) for each in value)
        elif name == "quantities":
            found[name] = tuple(words.quantity(each) for each in value)
        else:
            found[name] = value
    if "type" in found:
        found.setdefault("family", found["type"].lower())
    return found


def grain(edtf: str) -> Grain:
    """How fine a date in EDTF is."""
    plain = edtf.rstrip("~?%")
    if "/" in plain:
        return "interval"
    if "X" in plain:
        return "decade"
    rest = plain.partition("-")[2]
    if not rest:
        return "year"
    if "-" in rest:
        return "day"
    return "month" if int(rest) <= 12 else "season" if int(rest) <= 24 else "quarter"


def _quantity_record(quantity: Quantity, entities: Mapping[str, UUID]) -> QuantityRecord:
    said_by = party_record(quantity.said_by, entities)
    return QuantityRecord(kind=quantity.kind, amount=quantity.amount, unit=quantity.unit, text=quantity.text, said_by=said_by)


def _in_json(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_in_json(each) for each in value]
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value
