"""What a reader would hand over that found just what the gold lists: for measuring linking alone. Pure.

The gold has no families, sectors or coordinates: of what the reader found, too, these are the reader's.
"""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Count, Entity, Party, Role
from dateline_shared.contracts.event import Claim, EventMention, Quantity, When, Where
from dateline_shared.contracts.extraction import Extraction

from dateline.evaluate.across.align import KINDS, Alignment
from dateline.evaluate.across.families import FamilyOf
from dateline.evaluate.across.gold import GoldArticle, Record
from dateline.evaluate.agree import plain_words

PARTY_KINDS = {"PERSON": "person", "ORG": "body", "GPE": "state", "LOC": "group", "GROUP": "group"}
QUALIFIERS = {"about", "at_least", "at_most", "more_than", "fewer_than", "between", "some"}
QUANTITIES = frozenset(get_args(Quantity.model_fields["kind"].annotation))
DAY = len("2025-01-01")


def annotated(article: GoldArticle, read: Extraction, alignment: Alignment, family_of: FamilyOf) -> Extraction:
    """The gold of an article as an extraction: the mention's keys are `g0`, `g1` ... in the order of the gold's list."""
    mine = {gold: key for key, gold in alignment.entities.items()}
    by_key = {entity.key: entity for entity in read.entities}
    entities: dict[str, Entity] = {}
    keys: dict[str, str] = {}  # of entities, by the gold's ids
    for record in article.entities:
        entity = _entity(record, by_key.get(mine.get(record["entity"], "")))
        while entity.key in entities:
            entity = entity.model_copy(update={"key": f"{entity.key}~"})
        entities[entity.key] = entity
        keys[record["entity"]] = entity.key
    named = _Names(article, keys, entities)
    theirs = {i: key for key, i in alignment.events.items()}
    mentions = {mention.key: mention for mention in read.events}
    events = [_mention(f"g{i}", article, gold, named, mentions.get(theirs.get(i, "")), family_of) for i, gold in enumerate(article.events)]
    return read.model_copy(update={"entities": tuple(entities.values()), "entity_mentions": (), "chains": (), "events": tuple(events), "quotes": ()})


def own_keys(article: GoldArticle, extraction: Extraction) -> Alignment:
    """The alignment of an extraction that `annotated` made."""
    entities = {entity.key: record["entity"] for entity, record in zip(extraction.entities, article.entities, strict=True)}
    return Alignment(events={f"g{i}": i for i in range(len(article.events))}, entities=entities)


class _Names:
    """Finds the parties of one article by their names."""

    def __init__(self, article: GoldArticle, keys: Mapping[str, str], entities: Mapping[str, Entity]) -> None:
        self._types: dict[str, str] = {}
        self._known: dict[tuple[str, ...], Entity] = {}
        for record in article.entities:
            entity = entities[keys[record["entity"]]]
            self._types[entity.key] = record["type"]
            for name in (record["name"], *(record.get("aliases") or ()), record["entity"]):
                self._known.setdefault(plain_words(name), entity)

    def entity(self, name: str) -> Entity | None:
        return self._known.get(plain_words(name))

    def party(self, name: str) -> Party:
        entity = self.entity(name)
        if entity is None:
            return Party(name=name, kind="group")
        kind: Any = PARTY_KINDS[self._types[entity.key]]
        return Party(name=entity.name, kind=kind, entity=entity.key, country=entity.country, sectors=entity.sectors)

    def parties(self, names: Iterable[str]) -> tuple[Party, ...]:
        return tuple(self.party(name) for name in names)


def _entity(record: Record, read: Entity | None) -> Entity:
    kind: Any = KINDS[record["type"]]
    is_state = read is not None and read.place_kind == "country" and record["type"] == "GPE"
    name = read.name if read and is_state else record["name"]
    title, _, of = (record.get("role") or "").partition(" of ")
    roles = (Role(title=title.casefold(), of=of.removeprefix("the ") or None, country=record.get("country")),) if title else ()
    fields: dict[str, Any] = {name: getattr(read, name) for name in ("sectors", "place_kind", "coordinates", "geonames_id", "wikidata_id")} if read else {}
    return Entity(
        key=f"{kind}:{name.casefold()}",
        kind=kind,
        name=name,
        aliases=tuple(dict.fromkeys(each for each in (record["name"], *(record.get("aliases") or ())) if each != name)),
        country=record.get("country"),
        roles=read.roles if read and read.roles and roles else roles,
        **fields,
    )


def _mention(key: str, article: GoldArticle, gold: Record, named: _Names, read: EventMention | None, family_of: FamilyOf) -> EventMention:
    kind, mode = gold["types"][0], gold.get("mode")
    same = read if read and read.type == kind else None
    said_by = named.party(gold["said_by"]) if gold["said_by"] else None
    evidence = tuple(_span(article, words) for words in (gold["evidence"], *(gold.get("evidence_also") or ())))
    return EventMention(
        key=key,
        type=kind,
        mode=mode,
        family=same.family if same else family_of(kind, mode, gold["evidence"]),
        object=same.object if same and same.object and same.object.entity is None else None,
        actors=named.parties(gold["actors"]),
        recipients=named.parties(gold["recipients"]),
        place=_place(gold["location"], named) if gold.get("location") else None,
        date=_when(gold["date"], article, read) if gold["date"] else None,
        status=gold["status"],
        said_by=said_by,
        claims=(Claim(said_by=said_by, status=gold["status"]),),
        background=bool(gold.get("background")),
        headline=any(span.part == "title" for span in evidence),
        quantities=tuple(_quantity(each) for each in gold.get("quantities") or ()),
        evidence=evidence,
        confidence=1.0,
    )


def _span(article: GoldArticle, words: str) -> Span:
    start = article.text.find(words)
    return Span(start=start, end=start + len(words), exact=words) if start >= 0 else _in_title(article, words)


def _in_title(article: GoldArticle, words: str) -> Span:
    start = article.title.index(words)
    return Span(part="title", start=start, end=start + len(words), exact=words)


def _place(name: str, named: _Names) -> Where:
    entity = named.entity(name)
    if entity is None:
        return Where(name=name)
    fields: dict[str, Any] = {each: getattr(entity, each) for each in ("country", "coordinates", "geonames_id")}
    return Where(name=entity.name, entity=entity.key, kind=entity.place_kind, **fields)


def _when(edtf: str, article: GoldArticle, read: EventMention | None) -> When:
    if read and read.date and read.date.edtf == edtf and read.date.anchor is None:
        return read.date
    start, _, end = edtf.partition("/")
    granularity: Any = "interval" if "/" in edtf else {4: "year", 7: "month"}.get(len(edtf.strip("~?%")), "day")
    published = article.published_at.date().isoformat()
    return When(edtf=edtf, granularity=granularity, basis="publication" if end == published and len(start) == DAY else "stated")


def _quantity(gold: Record) -> Quantity:
    low, high = gold.get("low"), gold.get("high")
    qualifier: Any = (gold.get("qualifier") or "exactly").replace(" ", "_")
    if qualifier not in QUALIFIERS:
        qualifier = "exactly" if low == high else "some"
    kind: Any = gold["kind"] if gold["kind"] in QUANTITIES else "other"
    return Quantity(kind=kind, amount=Count(low=low, high=high, qualifier=qualifier), unit=gold.get("unit"), text=f"{high if low is None else low}")
