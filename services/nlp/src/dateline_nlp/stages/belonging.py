"""To which country people belong where only a description, an owner or a place tells: "the White House press secretary", "his envoy".

Read after reference is resolved, since "his" must be somebody first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline_shared.contracts.entity import Entity, Role

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages import roles
from dateline_nlp.stages.mentioned import mention_at, mentions_of
from dateline_nlp.stages.named import office_at
from dateline_nlp.stages.roles import owner_before
from dateline_nlp.values import Mention, Names, ParsedSentence

REACH = 8  # tokens between a name or an office and what tells whose it is
OFFICIAL = ("GOV", "MIL", "JUD", "COP", "SPY")


def settle(gazetteer: Gazetteer, parsed: Sequence[ParsedSentence], names: Names) -> Names:
    """The names with the countries and roles that reference has brought to light."""
    entities = dict(names.entities)
    sentences = {p.sentence.index: p for p in parsed}
    for mention in names.mentions:
        p, entity = sentences.get(mention.sentence), entities[mention.entities[0]]
        if p is None or entity.kind != "person" or len(mention.entities) != 1:
            continue
        if mention.form == "name":
            if role := _given(gazetteer, p, mention, names, entities):
                entity = entity.model_copy(update={"roles": (*entity.roles, role), "country": entity.country or role.country})
            if entity.country is None:
                country = next((c for c in _countries(gazetteer, p, mention, names, entities) if c), None)
                entity = entity.model_copy(update={"country": country})
        elif mention.rule == "refer.role" and entity.country is None:
            office = office_at(gazetteer, p.doc, mention.last, mention.first)
            entity = entity.model_copy(update={"country": owner_before(gazetteer, p.doc, office[0], mention.first)[1] if office else None})
        entities[entity.key] = entity
    return replace(names, entities=entities)


def _countries(gazetteer: Gazetteer, p: ParsedSentence, mention: Mention, names: Names, entities: dict[str, Entity]) -> Iterator[str | None]:
    """What the words around a name say of its country, the surest first."""
    doc = p.doc
    title = roles.before(gazetteer, p, mention.first)
    later = roles.after(gazetteer, p, mention.last)
    for found in (title, later):
        sign = next((i for i in (found.first, found.first - 1) if i >= 0 and doc[i].tag_ in ("PRP$", "POS")), None) if found else None
        if sign is not None:
            owner = mention_at(names, mention.sentence, sign if doc[sign].tag_ == "PRP$" else sign - 1)
            if owner and mention.entities[0] not in owner.entities:
                yield entities[owner.entities[0]].country  # "his spokesman Jane Doe"
    if mention.last + 2 < len(doc) and doc[mention.last + 1].lower_ == "of":
        place = mention_at(names, mention.sentence, mention.last + 2 + (doc[mention.last + 2].lower_ == "the"))
        if place and entities[place.entities[0]].place_kind == "country":
            yield entities[place.entities[0]].country  # "Jane Doe of Peru"
    if later:
        yield _served(p, later.last, mention, names, entities)
    if (title or later) and any(r.sector in OFFICIAL and not r.former for r in entities[mention.entities[0]].roles):
        here = [
            entities[m.entities[0]]
            for m in mentions_of(names, mention.sentence)
            if m.form == "name" and doc[m.head].dep_ == "pobj" and doc[m.head].head.lower_ == "in"
        ]
        seats = {e.country for e in here if (known := gazetteer.names.get(e.name)) and known.seat}
        yield seats.pop() if len(seats) == 1 else None  # "Foreign Minister Jane Doe told reporters in Lima"
        yield _spoken_for(p, mention, names, entities)


def _spoken_for(p: ParsedSentence, mention: Mention, names: Names, entities: dict[str, Entity]) -> str | None:
    """The state that an official speaks for: "Peru will send tents, Foreign Minister Jane Doe said"."""
    head = p.doc[mention.head]
    if head.dep_ != "nsubj":
        return None
    for said in head.head.children:
        subject = next((c for c in said.children if c.dep_ == "nsubj"), None) if said.dep_ == "ccomp" else None
        state = mention_at(names, mention.sentence, subject.i) if subject is not None else None
        if state and entities[state.entities[0]].place_kind == "country":
            return entities[state.entities[0]].country
    return None


def _served(p: ParsedSentence, office: int, mention: Mention, names: Names, entities: dict[str, Entity]) -> str | None:
    """The country of whom an office serves: "an adviser to Mr Doe", "a spokesman for the foreign ministry in Lima"."""
    for token in p.doc[office + 1 : office + 1 + REACH]:
        if token.text == "," or token.pos_ in ("VERB", "AUX"):
            return None
        served = mention_at(names, mention.sentence, token.i)
        if served and mention.entities[0] not in served.entities and (country := entities[served.entities[0]].country):
            return country
    return None


def _given(gazetteer: Gazetteer, p: ParsedSentence, mention: Mention, names: Names, entities: dict[str, Entity]) -> Role | None:
    """The office that somebody's own words give: "named Jane Doe as his envoy"."""
    doc, start = p.doc, mention.last + 1
    if start + 2 >= len(doc) or doc[start].lower_ != "as" or doc[start + 1].tag_ != "PRP$":
        return None
    owner = mention_at(names, mention.sentence, start + 1)
    if owner is None or len(owner.entities) != 1 or owner.entities[0] == mention.entities[0]:
        return None
    for last in range(min(start + REACH, len(doc)) - 1, start + 1, -1):
        found = office_at(gazetteer, doc, last, start + 2)
        if found and not any(t.is_punct or t.pos_ in ("VERB", "AUX") for t in doc[start + 2 : last]):
            boss, office = entities[owner.entities[0]], gazetteer.offices[found[1]]
            if any(r.title == office.title for r in entities[mention.entities[0]].roles):
                return None
            sector = office.sectors[0] if office.sectors else None
            return Role(title=office.title, of=boss.name, country=boss.country, sector=sector, spans=(p.span(start + 1, last),))
    return None
