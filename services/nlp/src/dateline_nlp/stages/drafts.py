"""Turns the stretches that are names into mentions, and gathers what the text says of each entity."""

from dataclasses import dataclass, field

from dateline_shared.contracts.entity import Entity, EntityKind, Role

from dateline_nlp.gazetteer import Gazetteer, Known
from dateline_nlp.stages import roles
from dateline_nlp.stages.named import Spot, normal, text_of
from dateline_nlp.stages.people import People, Person, within
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc
from dateline_nlp.values import Mention, ParsedSentence

FEMALE = word_set("mrs ms miss mrs. ms. lady madam")
MALE = word_set("mr mr. sir lord")
ADDRESSED = word_set(
    "accuse blame urge ask tell warn criticize criticise condemn denounce sanction punish support back pressure press isolate persuade assure thank praise "
    "inform notify threaten provoke anger upset embarrass convince help assist arm fund supply offer promise give deny demand rebuke reassure invite pay sue"
)
TAKING = word_set("buy purchase borrow demand seek request want obtain extract")
SPELLING = 6  # letters of a place's name from which one wrong letter leaves no doubt
LYING = word_set("lie remain sit stand be awake sleep burn")
SUPRANATIONAL = ("UNO", "EUR", "IGO", "NGO", "IMG")


@dataclass(slots=True)
class Draft:
    """An entity while its mentions are being gathered."""

    name: str
    kind: EntityKind
    country: str | None = None
    sectors: tuple[str, ...] = ()
    roles: list[Role] = field(default_factory=list)
    aliases: dict[str, None] = field(default_factory=dict)
    known: Known | None = None
    rule: str = ""


def mention(gazetteer: Gazetteer, people: People, parsed: ParsedSentence, spot: Spot, meant: Spot, drafts: dict[str, Draft]) -> Mention:
    """The mention that a spot is; `meant` is the name that it abbreviates, else the spot itself."""
    doc, form, role = parsed.doc, "name", None
    head = max((t for t in doc[spot.first : spot.last + 1]), key=lambda t: (t.head.i < spot.first or t.head.i > spot.last or t.head == t, t.i)).i
    if spot.kind == "person":
        key, draft = _person_draft(people, doc, spot, drafts)
        title = roles.before(gazetteer, parsed, spot.first) or roles.after(gazetteer, parsed, spot.last)
        if title:
            role = text_of(doc, title.first, title.last)
            _add_role(draft, title.role)
        draft.country = draft.country or _nationality(gazetteer, doc, spot.first)
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
            if not draft.country and (meant_place := _misspelt(gazetteer, spot.name)):
                draft.country = meant_place.country
            draft.country = draft.country or _country_behind(gazetteer, parsed, spot) or _country_inside(gazetteer, spot)
    draft.rule = draft.rule or spot.rule
    draft.aliases.setdefault(spot.name)
    return Mention((key,), parsed.sentence.index, spot.first, spot.last, head, "metonym" if form == "metonym" else "name", spot.rule, role)


def _person_draft(people: People, doc: Doc, spot: Spot, drafts: dict[str, Draft]) -> tuple[str, Draft]:
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


def _nationality(gazetteer: Gazetteer, doc: Doc, first: int) -> str | None:
    """The country of a person by the adjective before the name: "Czech teenager Jane Doe", not "Iranian-backed fighter"."""
    for i in range(first - 1, max(first - 5, -1), -1):
        if doc[i].text in gazetteer.demonyms and doc[i + 1].text != "-":
            return gazetteer.demonyms[doc[i].text]
        if doc[i].tag_ not in ("NN", "NNP", "JJ", "HYPH"):
            return None
    return None


def _draft(drafts: dict[str, Draft], kind: EntityKind, name: str) -> tuple[str, Draft]:
    key = f"{kind}:{normal(name)}"[:300]
    return key, drafts.setdefault(key, Draft(name, kind))


def _add_role(draft: Draft, role: Role) -> None:
    if role.country and not draft.country and not role.title.startswith("ambassador"):
        draft.country = role.country
    sector = "ELI" if role.former else role.sector
    if sector and sector not in draft.sectors:
        draft.sectors = (*draft.sectors, sector)
    known = next((r for r in draft.roles if r.title == role.title and (r.of == role.of or not role.of)), None)
    if known is None:
        draft.roles = [r for r in draft.roles if not (r.title == role.title and not r.of)] + [role]
    elif (role.from_on or role.to_on) and not (known.from_on or known.to_on):
        draft.roles[draft.roles.index(known)] = known.model_copy(update={"from_on": role.from_on, "to_on": role.to_on})


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
    if token.dep_ in ("nsubjpass", "dobj", "dative"):
        return token.head.lemma_.lower() in ADDRESSED  # "accused Moscow", but "visited Moscow", "Moscow was bombed"
    if token.dep_ in ("nsubj", "agent", "poss"):
        return token.head.lemma_.lower() not in LYING
    if token.dep_ == "pobj":
        preposition = token.head.lower_
        if preposition == "from":  # "bought gas from Moscow"
            return token.head.head.lemma_.lower() in TAKING or token.head.head.head.lemma_.lower() in TAKING
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
        if (known := gazetteer.names.get(word.text)) and known.place_kind in ("country", "city") and word.i != spot.last:
            return known.country
    return None


def _country_behind(gazetteer: Gazetteer, parsed: ParsedSentence, spot: Spot) -> str | None:
    """The country or state behind a place's comma: "Palm Beach, Florida"."""
    doc = parsed.doc
    if spot.last + 2 < len(doc) and doc[spot.last + 1].text == "," and (hit := gazetteer.match(doc.text, doc[spot.last + 2].idx)):
        return hit[1].country
    return None


def _country_inside(gazetteer: Gazetteer, spot: Spot) -> str | None:
    """The country or region that a place's name holds: "Southern Lebanon", "West Darfur State"."""
    parts = spot.name.split()
    inside = (gazetteer.names.get(" ".join(parts[i:j])) for i in range(len(parts)) for j in range(len(parts), i, -1) if (i, j) != (0, len(parts)))
    return next((known.country for known in inside if known and known.kind == "place" and known.place_kind in ("country", "region")), None)


def _misspelt(gazetteer: Gazetteer, name: str) -> Known | None:
    """The country or capital that a place's name is one letter away from: "Afganistan"."""
    if len(name) < SPELLING:
        return None
    return next((known for state, known in gazetteer.states if state[0] == name[0] and within(state.lower(), name.lower(), 1)), None)


def _name_sectors(gazetteer: Gazetteer, name: str) -> tuple[str, ...]:
    """Sectors by the common noun in a body's name: "Ministry of Health", "Central Election Commission"."""
    words = name.lower().split(" of ")[0].split(" for ")[0].split()
    for noun in (" ".join(words[-2:]), words[-1] if words else "", words[0] if words else ""):
        for singular in (noun, noun.removesuffix("s")):
            if singular in gazetteer.nouns:
                return gazetteer.nouns[singular].sectors
    return ()


def entity(key: str, draft: Draft) -> Entity:
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
