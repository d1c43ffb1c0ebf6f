"""Who and what an article speaks of by name: entities, their mentions, countries, sectors and roles.

The model proposes, the gazetteer overrules, and the article's own full names decide what a bare surname is.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dateline_shared.contracts.entity import Party, PartyKind

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.models import Models
from dateline_nlp.stages import bodies, initials, localities, missed, roles, titled
from dateline_nlp.stages import drafts as drafting
from dateline_nlp.stages.descriptions import describe, divided
from dateline_nlp.stages.named import HONORIFICS, RELATIONS, Spot, is_capital, is_free, spots
from dateline_nlp.stages.people import People
from dateline_nlp.tree import Token
from dateline_nlp.values import Mention, Names, ParsedSentence

__all__ = ["describe", "divided", "find", "party"]

PARTY_KINDS: dict[str, PartyKind] = {"person": "person", "organization": "body", "group": "group"}


def find(models: Models, parsed: Sequence[ParsedSentence], *, sport: bool = False) -> Names:
    """Entities by key and their named mentions; time is linear in the number of tokens. `sport`: the article reports a match."""
    gazetteer = models.gazetteer
    people = People(gazetteer, _day(parsed))
    spotted = {p.sentence.index: titled.add(models, p, missed.add(models, p, spots(models, p))) for p in parsed}
    spotted = localities.settle(models, parsed, initials.settle(parsed, missed.repeated(models, parsed, spotted)))
    raw, shorts = bodies.settle(models, parsed, _parted(parsed, spotted), sport=sport)
    _gather(gazetteer, people, parsed, raw)
    _namesakes(models, people, parsed, raw)
    drafts: dict[str, drafting.Draft] = {}
    mentions: list[Mention] = []
    letters = shorts | _letters(parsed, raw)
    for p in parsed:
        for spot in _settled(models, people, p, raw[p.sentence.index]):
            mentions.append(drafting.mention(gazetteer, people, p, spot, letters.get(spot.name, spot), drafts))
    for draft in drafts.values():
        if draft.kind == "organization" and not draft.known and bodies.is_firm(draft.name):
            draft.sectors = ("BUS",)
    entities = {key: drafting.entity(key, draft) for key, draft in drafts.items()}
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
    titled = {t.text for p in parsed for t in p.doc if t.i and is_capital(t) and t.nbor(-1).lower_ in HONORIFICS}
    for p in parsed:
        here = raw[p.sentence.index]
        beside = {q.last + 2: q for q in here} | {q.first - 2: q for q in here}
        for spot in here:
            words = spot.name.split()
            if len(words) < 2 or spot.known or spot.rule == "name.body" or p.doc[spot.first].lower_ in HONORIFICS:
                continue
            if spot.kind == "person" or spot.name in gazetteer.leaders or _is_human(gazetteer, p, spot, titled) or _is_joined(p, spot, beside):
                people.add(spot.name)


def _parted(parsed: Sequence[ParsedSentence], spotted: dict[int, list[Spot]]) -> dict[int, list[Spot]]:
    """ "Civic Bridge and Country Union" as two, where the article names one of them alone, or the grammar joins them."""
    alone = {s.name for spots_here in spotted.values() for s in spots_here if " " in s.name}
    found: dict[int, list[Spot]] = {}
    for p in parsed:
        parts = found[p.sentence.index] = []
        for spot in spotted[p.sentence.index]:
            one, joint, other = spot.name.partition(" and ")
            several = joint and spot.known is None and " " in one and " " in other and " and " not in other
            if several and (alone & {one, other} or _are_joined(p, spot, one, other)):
                size = len(other.split())
                parts += [replace(spot, name=one, last=spot.last - size - 1), replace(spot, name=other, first=spot.last - size + 1)]
            else:
                parts.append(spot)
    return found


def _are_joined(p: ParsedSentence, spot: Spot, one: str, other: str) -> bool:
    """Whether the last words of two names hang together, so that neither is a part of the other: not in "Trade and Foreign Affairs"."""
    last = p.doc[spot.last]
    whole = not {"of", "for"} & set(one.split()) and len(f"{one} and {other}".split()) == spot.last - spot.first + 1
    return whole and last.dep_ == "conj" and last.head.i == spot.last - len(other.split()) - 1


def _namesakes(models: Models, people: People, parsed: Sequence[ParsedSentence], raw: dict[int, list[Spot]]) -> None:
    """Full names of which nothing but a known surname was seen: "Olga Smith" beside John Smith is somebody else."""
    for p in parsed:
        here = raw[p.sentence.index]
        for token in p.doc[1:]:
            given = token.nbor(-1)
            if (
                not (is_free(models, given) and given.dep_ == "compound" and given.head == token and is_capital(token))
                or (person := people.called(token.text)) is None
            ):
                continue
            if (
                any(s.first <= given.i <= s.last for s in here)
                or person.name.split()[-1] != token.text
                or (given.i and is_capital(given.nbor(-1)) and given.i > 1)
            ):
                continue
            name = f"{given.text} {token.text}"
            people.add(name)
            here[:] = [s for s in here if not s.first <= token.i <= s.last]
            here.append(Spot(p.sentence.index, given.i, token.i, "person", name, None, "name.full"))


def _is_joined(p: ParsedSentence, spot: Spot, beside: dict[int, Spot]) -> bool:
    """Whether what the model took for a body is joined to a person, and so is one: "Jane Doe and Yonas Teklu met"."""
    other, joint = (beside.get(spot.first), spot.first - 1) if spot.first in beside else (beside.get(spot.last), spot.last + 1)
    alike = other is not None and other.kind == "person" and len(other.name.split()) == 2 == len(spot.name.split())
    return alike and spot.rule == "name.model_org" and p.doc[joint].lower_ == "and" and all(w.isalpha() and w.istitle() for w in spot.name.split())


def _is_human(gazetteer: Gazetteer, p: ParsedSentence, spot: Spot, titled: set[str]) -> bool:
    """Whether what the model took for a body is somebody: by the given name, by "Mr" elsewhere, by an office beside it."""
    words = spot.name.split()
    if not 2 <= len(words) <= 4 or not all(w[0].isupper() and w.replace("-", "").replace("'", "").replace("’", "").isalpha() for w in words):
        return False
    if words[-1].lower() in gazetteer.nouns or words[0].lower() in gazetteer.nouns:
        return False
    if (words[0] in gazetteer.genders and len(words) == 2) or words[-1] in titled:
        return True
    if _is_aged(p, spot):
        return True
    explained = p.doc[spot.last].head if p.doc[spot.last].dep_ == "appos" else None
    if explained is not None and explained.dep_ == "pobj" and explained.head.lower_ == "of":
        explained = explained.head.head  # "the leader of the gang, Jane Doe"
    called = gazetteer.nouns.get(explained.lower_) if explained is not None and explained.tag_ == "NN" and explained.i < spot.first else None
    if explained is not None and ((called is not None and called.kind == "person") or (explained.lower_ in RELATIONS and explained.i < spot.first)):
        return True  # "his counterpart, Jane Doe"
    return roles.after(gazetteer, p, spot.last) is not None or roles.before(gazetteer, p, spot.first) is not None


def _is_aged(p: ParsedSentence, spot: Spot) -> bool:
    """Whether an age stands behind a name: "Nurul Hashim, 49, had"."""
    after = p.doc[spot.last + 1 : spot.last + 4]
    return len(after) == 3 and after[0].text == after[2].text == "," and after[1].text.isdigit() and len(after[1].text) == 2


def _letters(parsed: Sequence[ParsedSentence], raw: dict[int, list[Spot]]) -> dict[str, Spot]:
    """What the article's own abbreviations stand for: "Front for the Liberation of Lakeland (FLL)"."""
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
        if token.i + 2 < len(doc) and (double := _hyphened(token)) and token.i not in taken and people.called(double):
            settled = [s for s in settled if s.last < token.i or s.first > token.i + 2]
            settled.append(Spot(parsed.sentence.index, token.i, token.i + 2, "person", double, None, "name.surname"))
            taken |= {token.i, token.i + 1, token.i + 2}
        if token.i in taken or not is_capital(token) or not token.is_alpha or not (token.text in models.gazetteer.leaders or people.called(token.text)):
            continue
        if not _may_be_name(models, token) or (token.i and token.nbor(-1).lower_ in ("a", "an")):  # "a Churchill" is somebody else
            continue
        person = people.called(token.text)
        leader = people.lone(token.text) if person is None else None
        if person or leader:
            settled.append(Spot(parsed.sentence.index, token.i, token.i, "person", token.text, None, "name.surname" if person else "name.leader"))
    return sorted(settled, key=lambda s: s.first)


def _hyphened(token: Token) -> str:
    """The double name that begins at a token: "Asante-Mensah"."""
    hyphen, last = token.nbor(1), token.nbor(2)
    return (
        f"{token.text}-{last.text}"
        if hyphen.text == "-" and not token.whitespace_ and not hyphen.whitespace_ and is_capital(token) and is_capital(last)
        else ""
    )


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
    if spot.rule in ("name.body", "name.short", "name.team"):
        return spot
    single = spot.first == spot.last or len(spot.name.split()) == 1
    before = doc[spot.first - 1] if spot.first else None
    titled = before is not None and (before.lower_ in HONORIFICS or (is_capital(before) and before.lower_ in gazetteer.offices))
    after_title = spot.rule == "name.after_title" or titled
    if spot.known:
        # a surname that is also a place: the persons of the article win, but not over countries and seats of power
        if spot.known.seat or spot.known.place_kind != "city":
            return spot
        given = single and spot.name in gazetteer.genders and doc[spot.first].ent_type_ == "PERSON"
        return _as_person(spot, "name.surname") if (single and people.called(spot.name)) or after_title or given else spot
    if spot.kind == "person":
        return spot
    if single:
        if people.called(spot.name) or after_title:
            return _as_person(spot, "name.surname")
        if spot.name in gazetteer.leaders and (spot.name.lower() not in models.words or after_title):
            return _as_person(spot, "name.leader")
        return spot
    return _as_person(spot, "name.full") if spot.name in gazetteer.leaders or people.has(spot.name) else spot


def _as_person(spot: Spot, rule: str) -> Spot:
    """The same stretch, read as somebody's name."""
    return replace(spot, kind="person", known=None, rule=rule)
