"""To which country people belong where only a description or an owner tells: "the White House press secretary", "his envoy"."""

from collections.abc import Sequence

from dateline_shared.contracts.entity import Entity, Role

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages.mentioned import mention_at
from dateline_nlp.stages.named import office_at
from dateline_nlp.stages.roles import owner_before
from dateline_nlp.values import Mention, Names, ParsedSentence

REACH = 7  # tokens between a name and the office that it is given


def settle(gazetteer: Gazetteer, parsed: Sequence[ParsedSentence], names: Names) -> Names:
    """The names with countries and roles that reference has brought to light."""
    entities = dict(names.entities)
    sentences = {p.sentence.index: p for p in parsed}
    for mention in names.mentions:
        entity, p = entities[mention.entities[0]], sentences.get(mention.sentence)
        if p is None or entity.kind != "person" or len(mention.entities) != 1:
            continue
        if mention.rule == "refer.role" and entity.country is None:
            entities[entity.key] = _described(gazetteer, p, mention, entity)
        elif mention.form == "name" and (role := _owned(gazetteer, p, mention, names, entities)):
            country = entity.country or role.country
            entities[entity.key] = entity.model_copy(update={"roles": (*entity.roles, role), "country": country})
    return Names(entities=entities, mentions=names.mentions)


def _described(gazetteer: Gazetteer, p: ParsedSentence, mention: Mention, entity: Entity) -> Entity:
    """With the country that stands in the description."""
    office = office_at(gazetteer, p.doc, mention.last, mention.first)
    country = owner_before(gazetteer, p.doc, office[0], mention.first)[1] if office else None
    return entity.model_copy(update={"country": country}) if country else entity


def _owned(gazetteer: Gazetteer, p: ParsedSentence, mention: Mention, names: Names, entities: dict[str, Entity]) -> Role | None:
    """The office that somebody's own words give: "named Jane Doe as his envoy", "Jane Doe, his lawyer,"."""
    doc, start = p.doc, mention.last + 1
    if start + 2 >= len(doc) or doc[start].lower_ not in ("as", ",") or doc[start + 1].tag_ != "PRP$":
        return None
    for last in range(min(start + REACH, len(doc)) - 1, start + 1, -1):
        found = office_at(gazetteer, doc, last, start + 2)
        if not found or any(t.is_punct or t.pos_ in ("VERB", "AUX") for t in doc[start + 2 : last]):
            continue
        owner = mention_at(names, mention.sentence, start + 1)
        if owner is None or len(owner.entities) != 1 or owner.entities[0] == mention.entities[0]:
            return None
        boss, office = entities[owner.entities[0]], gazetteer.offices[found[1]]
        if any(r.title == office.title for r in entities[mention.entities[0]].roles):
            return None
        return Role(
            title=office.title, of=boss.name, country=boss.country, sector=office.sectors[0] if office.sectors else None, spans=(p.span(start + 1, last),)
        )
    return None
