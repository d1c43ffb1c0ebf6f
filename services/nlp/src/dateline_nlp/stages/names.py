"""Who and what an article speaks of by name: entities, their mentions, countries, sectors and roles.

The model proposes, the gazetteer overrules, and the article's own full names decide what a bare surname is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dateline_shared.contracts.entity import Entity, EntityKind, Party, PartyKind, Role
from spacy.tokens import Doc, Token

from dateline_nlp.gazetteer import Gazetteer, Known
from dateline_nlp.models import Models
from dateline_nlp.stages import roles
from dateline_nlp.stages.descriptions import describe
from dateline_nlp.stages.named import HONORIFICS, Spot, is_capital, normal, retyped, spots, text_of
from dateline_nlp.stages.people import People, Person
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.values import Mention, Names, ParsedSentence

__all__ = ["describe", "find", "party"]

FEMALE = word_set("mrs ms miss mrs. ms. lady madam")
MALE = word_set("mr mr. sir lord")
PLACE_PREPOSITIONS = word_set("in at near outside inside around across throughout into from through via within")
SUPRANATIONAL = ("UNO", "EUR", "IGO", "NGO", "IMG")
PARTY_KINDS: dict[str, PartyKind] = {"person": "person", "organization": "body", "group": "group"}


@dataclass(slots=True)
class _Draft:
    """An entity while its mentions are being gathered."""

    name: str
    kind: EntityKind
    country: str | None = None
    sectors: tuple[str, ...] = ()
    roles: list[Role] = field(default_factory=list)
    aliases: dict[str, None] = field(default_factory=dict)
    known: Known | None = None
    rule: str = ""


def find(models: Models, parsed: Sequence[ParsedSentence]) -> Names:
    """Entities by key and their named mentions; time is linear in the number of tokens."""
    gazetteer = models.gazetteer
    people = People(gazetteer, _day(parsed))
    raw = {p.sentence.index: spots(models, p) for p in parsed}
    _gather(gazetteer, people, parsed, raw)
    drafts: dict[str, _Draft] = {}
    mentions: list[Mention] = []
    letters = _letters(parsed, raw)
    for p in parsed:
        for spot in _settled(models, people, p, raw[p.sentence.index]):
            mentions.append(_mention(gazetteer, people, p, spot, letters.get(spot.name, spot), drafts))
    entities = {key: _entity(key, draft) for key, draft in drafts.items()}
    return Names(entities=entities, mentions=tuple(mentions))


def party(names: Names, mention: Mention, parsed: ParsedSentence) -> tuple[Party, ...]:
    """One party for every entity of a mention, with the mention's span."""
    spans = (parsed.span(mention.first, mention.last),)
    found = []
    for key in mention.entities:
        entity = names.entities[key]
        kind: PartyKind = PARTY_KINDS.get(entity.kind, "unknown")
        if entity.kind == "place" and entity.place_kind in ("country", "region"):
            kind = "state"
        found.append(
            Party(
                name=entity.name,
                kind=kind,
                entity=key,
                country=entity.country,
                sectors=("GOV",) if mention.form == "metonym" else entity.sectors,
                count=entity.count,
                role=mention.role,
                spans=spans,
                rule=mention.rule,
            )
        )
    return tuple(found)


def _day(parsed: Sequence[ParsedSentence]) -> str:
    if not parsed:
        return "2000-01-01"
    document = parsed[0].document
    return (document.published_at or document.received_at).date().isoformat()


def _gather(gazetteer: Gazetteer, people: People, parsed: Sequence[ParsedSentence], raw: dict[int, list[Spot]]) -> None:
    """All full names of persons first, so that surnames find them wherever they stand."""
    for p in parsed:
        for spot in raw[p.sentence.index]:
            words = spot.name.split()
            if len(words) < 2 or spot.known or p.doc[spot.first].lower_ in HONORIFICS:
                continue
            leader = gazetteer.leaders.get(spot.name)
            if (
                spot.kind == "person"
                or leader
                or (words[0] in gazetteer.genders and len(words) == 2 and all(w[0].isupper() for w in words) and words[1].lower() not in gazetteer.nouns)
            ):
                people.add(spot.name)


def _letters(parsed: Sequence[ParsedSentence], raw: dict[int, list[Spot]]) -> dict[str, Spot]:
    """What the article's own abbreviations stand for: "Forces for Defence of Democracy (FDD)"."""
    found: dict[str, Spot] = {}
    for p in parsed:
        spots_here = raw[p.sentence.index]
        for full, short in pairwise(spots_here):
            bracketed = short.first == full.last + 2 and p.doc[full.last + 1].text == "(" and short.last + 1 < len(p.doc) and p.doc[short.last + 1].text == ")"
            if bracketed and full.kind == "organization" and not short.known and short.name.isupper() and short.first == short.last:
                found.setdefault(short.name, full)
    return found


def _settled(models: Models, people: People, parsed: ParsedSentence, found: list[Spot]) -> list[Spot]:
    """The spots of a sentence after the article's persons had their say, and surnames that no one had spotted."""
    doc = parsed.doc
    settled = [_person(models, people, parsed, spot) for spot in found]
    taken = {i for spot in settled for i in range(spot.first, spot.last + 1)}
    for token in doc:
        if token.i in taken or not is_capital(token) or not token.is_alpha or not (token.text in models.gazetteer.leaders or people.called(token.text)):
            continue
        if not _may_be_name(models, token):
            continue
        person = people.called(token.text)
        leader = people.lone(token.text) if person is None else None
        if person or leader:
            settled.append(Spot(parsed.sentence.index, token.i, token.i, "person", token.text, None, "name.surname" if person else "name.leader"))
    return sorted(settled, key=lambda s: s.first)


def _may_be_name(models: Models, token: Token) -> bool:
    """Whether a word that is also somebody's surname is meant as one: surely inside a sentence, at its start by what it does there."""
    if token.lower_ not in models.words or token.tag_ in ("NNP", "NNPS") or token.ent_type_ in ("PERSON", "ORG", "GPE"):
        return True
    return (token.i > 0 and not token.doc[token.i - 1].is_punct) or (
        token.dep_ in ("nsubj", "nsubjpass", "poss") and not any(c.dep_ in ("det", "amod", "compound") for c in token.lefts)
    )


def _person(models: Models, people: People, parsed: ParsedSentence, spot: Spot) -> Spot:
    """The spot as a person if its words are those of one."""
    doc, gazetteer = parsed.doc, models.gazetteer
    single = spot.first == spot.last or len(spot.name.split()) == 1
    after_title = spot.rule == "name.after_title" or (spot.first > 0 and doc[spot.first - 1].lower_ in HONORIFICS)
    if spot.known:
        # a surname that is also a place: the persons of the article win, but not over countries and seats of power
        own = single and people.called(spot.name) and not spot.known.seat and spot.known.place_kind == "city"
        return retyped(spot, "person", "name.surname") if own or (after_title and spot.known.place_kind == "city") else spot
    if spot.kind == "person":
        return spot
    if single:
        if people.called(spot.name) or after_title:
            return retyped(spot, "person", "name.surname")
        if spot.name in gazetteer.leaders and (spot.name.lower() not in models.words or after_title):
            return retyped(spot, "person", "name.leader")
        return spot
    words = spot.name.split()
    if spot.name in gazetteer.leaders or (
        words[0] in gazetteer.genders and len(words) == 2 and people.called(words[1]) and words[1].lower() not in gazetteer.nouns
    ):
        return retyped(spot, "person", "name.full")
    return spot


def _mention(gazetteer: Gazetteer, people: People, parsed: ParsedSentence, spot: Spot, meant: Spot, drafts: dict[str, _Draft]) -> Mention:
    """The mention that a spot is; `meant` is the name that it abbreviates, else the spot itself."""
    doc, form, role = parsed.doc, "name", None
    head = max((t for t in doc[spot.first : spot.last + 1]), key=lambda t: (t.head.i < spot.first or t.head.i > spot.last or t.head == t, t.i)).i
    if spot.kind == "person":
        key, draft = _person_draft(people, doc, spot, drafts)
        title = roles.before(gazetteer, parsed, spot.first) or roles.after(gazetteer, parsed, spot.last)
        if title:
            role = text_of(doc, title.first, title.last)
            _add_role(draft, title.role)
    elif meant.known:
        known = meant.known
        if known.seat and known.kind == "place" and _acts(parsed, spot) and known.country in gazetteer.countries:
            known, form = gazetteer.countries[known.country], "metonym"
        named = known.kind in ("organization", "group") and (known.country or known.kind == "group") and not known.seat
        own = _modifier_country(gazetteer, parsed, spot) if named else None
        abroad = own is not None and known.kind == "organization" and own != known.country and known.country not in SUPRANATIONAL
        key, draft = _draft(drafts, known.kind, f"{gazetteer.countries[own].name} {known.name}" if abroad and own in gazetteer.countries else known.name)
        if abroad:  # another country's senate
            draft.country, draft.sectors = own, known.sectors
        elif not draft.known:
            draft.known, draft.country, draft.sectors = known, known.country or own, known.sectors
    else:
        key, draft = _draft(drafts, meant.kind, meant.name)
        if meant.kind == "organization":
            draft.country = draft.country or _modifier_country(gazetteer, parsed, spot)
            draft.sectors = draft.sectors or _name_sectors(gazetteer, meant.name)
        elif meant.kind == "place":
            draft.country = draft.country or _country_behind(gazetteer, parsed, spot) or _country_inside(gazetteer, spot)
    draft.rule = draft.rule or spot.rule
    draft.aliases.setdefault(spot.name)
    return Mention((key,), parsed.sentence.index, spot.first, spot.last, head, "metonym" if form == "metonym" else "name", spot.rule, role)


def _person_draft(people: People, doc: Doc, spot: Spot, drafts: dict[str, _Draft]) -> tuple[str, _Draft]:
    before = doc[spot.first - 1].lower_ if spot.first else ""
    gender = "f" if before in FEMALE else "m" if before in MALE else None
    full = len(spot.name.split()) > 1
    person: Person | None = (
        people.add(spot.name) if full and spot.rule != "name.surname" and not (people.called(spot.name)) else people.called(spot.name, gender)
    )
    person = person or people.lone(spot.name, gender=gender)
    key, draft = _draft(drafts, "person", person.name if person else spot.name)
    if person and person.leader and not draft.country:
        draft.country, draft.sectors = person.leader.country, (person.leader.sector,)
    return key, draft


def _draft(drafts: dict[str, _Draft], kind: EntityKind, name: str) -> tuple[str, _Draft]:
    key = f"{kind}:{normal(name)}"[:300]
    return key, drafts.setdefault(key, _Draft(name, kind))


def _add_role(draft: _Draft, role: Role) -> None:
    if role.country and not draft.country and not role.title.startswith("ambassador"):
        draft.country = role.country
    sector = "ELI" if role.former else role.sector
    if sector and sector not in draft.sectors:
        draft.sectors = (*draft.sectors, sector)
    if not any(r.title == role.title and (r.of == role.of or not role.of) for r in draft.roles):
        draft.roles = [r for r in draft.roles if not (r.title == role.title and not r.of)] + [role]


def _acts(parsed: ParsedSentence, spot: Spot) -> bool:
    """Whether a seat of government stands for its government: it does or owns something, or something is done to it."""
    token = parsed.doc[spot.last]
    while token.dep_ == "conj" and token.head.i < token.i:
        token = token.head
    following = parsed.doc[spot.last + 1] if spot.last + 1 < len(parsed.doc) else None
    if (
        following is not None
        and following.text == ","
        and spot.last + 2 < len(parsed.doc)
        and parsed.doc[spot.last + 2].ent_type_ == "GPE"
        and token.dep_ == "pobj"
    ):
        return False
    if token.dep_ in ("nsubj", "nsubjpass", "dobj", "dative", "agent", "poss"):
        return True
    if token.dep_ == "pobj":
        preposition = token.head.lower_
        return preposition in ("by", "against", "between", "with", "of") and not (
            preposition == "of" and token.head.head.lower_ in ("city", "capital", "streets", "outskirts", "suburb", "north", "south", "east", "west", "mayor")
        )
    return False


def _modifier_country(gazetteer: Gazetteer, parsed: ParsedSentence, spot: Spot) -> str | None:
    """The country whose adjective or possessive stands before a body's name, or that stands in it."""
    _, country, _, _ = roles.owner_before(gazetteer, parsed.doc, spot.first, max(0, spot.first - 4))
    if country:
        return country
    for word in parsed.doc[spot.first : spot.last + 1]:
        if word.text in gazetteer.demonyms:
            return gazetteer.demonyms[word.text]
        if (known := gazetteer.names.get(word.text)) and known.place_kind == "country":
            return known.country
    return None


def _country_behind(gazetteer: Gazetteer, parsed: ParsedSentence, spot: Spot) -> str | None:
    """The country or state behind a place's comma: "Palm Beach, Florida"."""
    doc = parsed.doc
    if spot.last + 2 < len(doc) and doc[spot.last + 1].text == "," and (hit := gazetteer.match(doc.text, doc[spot.last + 2].idx)):
        return hit[1].country
    return None


def _country_inside(gazetteer: Gazetteer, spot: Spot) -> str | None:
    """The country that a region's name ends in: "Southern Lebanon"."""
    known = gazetteer.names.get(spot.name.split(maxsplit=1)[-1])
    return known.country if known and known.place_kind == "country" else None


def _name_sectors(gazetteer: Gazetteer, name: str) -> tuple[str, ...]:
    """Sectors by the common noun in a body's name: "Ministry of Health", "Central Election Commission"."""
    words = name.lower().split(" of ")[0].split(" for ")[0].split()
    for noun in (" ".join(words[-2:]), words[-1] if words else "", words[0] if words else ""):
        if noun in gazetteer.nouns:
            return gazetteer.nouns[noun].sectors
    return ()


def _entity(key: str, draft: _Draft) -> Entity:
    known = draft.known
    aliases = tuple(a for a in draft.aliases if a != draft.name)
    return Entity(
        key=key,
        kind=draft.kind,
        name=draft.name,
        aliases=aliases,
        country=draft.country,
        sectors=draft.sectors,
        roles=tuple(draft.roles),
        place_kind=known.place_kind if known else None,
        coordinates=known.coordinates if known else None,
        geonames_id=known.geonames_id if known else None,
        rules=(draft.rule,) if draft.rule else (),
    )
