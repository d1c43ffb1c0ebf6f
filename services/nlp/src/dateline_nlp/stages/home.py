"""The country that an article is at home in, and who is read as one of it when the text does not say.

News names a country for foreigners and leaves it out for one's own: "Interior Minister Jane Doe" is the dateline's.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline_shared.contracts.entity import Entity

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages.drafts import SUPRANATIONAL
from dateline_nlp.tree import Token
from dateline_nlp.values import Names, ParsedSentence

DATELINE, OPENING = 4, 2  # what a dateline, and a mention in headline or lead, count against one mention
OFFICES, EVERYONE = 0.5, 0.7  # share of what points at one country: enough for bare titles, enough for all (read off the open quality articles)
FEWEST, CLEAR = 2, 3  # points below which nothing is concluded: of officials, of all
OFFICIAL = ("GOV", "MIL", "JUD", "COP", "SPY", "LEG", "OPP")
PARTISAN = ("REB", "OPP", "PTY", "PRM", "UAF", "MIL", "COP", "LAB")  # bodies that strive for power in their own country
ABROAD = ("JRN", "IGO", "MNC")


def settle(gazetteer: Gazetteer, parsed: Sequence[ParsedSentence], names: Names) -> Names:
    """The names with the home country given to officials without one, and in a story of one country to all."""
    home, everyone = _concluded(_points(gazetteer, parsed, names))
    if home is None:
        return names
    entities = dict(names.entities)
    told = {e.country for e in entities.values() if not _is_local(gazetteer, e)}
    for key, entity in entities.items():
        if (entity.country is None and _belongs(entity, everyone=everyone)) or (_is_local(gazetteer, entity) and entity.country not in told):
            entities[key] = entity.model_copy(update={"country": home, "rules": (*entity.rules, "country.home")})
    return replace(names, entities=entities)


def country(gazetteer: Gazetteer, parsed: Sequence[ParsedSentence], names: Names) -> str | None:
    """The one country that an article tells of; None where it has several."""
    home, everyone = _concluded(_points(gazetteer, parsed, names))
    return home if everyone else None


def _is_local(gazetteer: Gazetteer, entity: Entity) -> bool:
    """Whether a body's name is that of one in many countries, the best known of which the gazetteer gives: "the Senate"."""
    return entity.kind == "organization" and (known := gazetteer.names.get(entity.name)) is not None and known.local


def _concluded(points: Counter[str]) -> tuple[str | None, bool]:
    """The home country, and whether all who have none are of it."""
    home, most = next(iter(points.most_common(1)), (None, 0))
    if home is None or most < FEWEST or most < OFFICES * points.total():
        return None, False
    return home, most >= CLEAR and most >= EVERYONE * points.total()


def _belongs(entity: Entity, *, everyone: bool) -> bool:
    if entity.kind == "person":
        return everyone or any(not r.of and r.sector in OFFICIAL for r in entity.roles)
    if entity.kind == "organization":
        return (everyone and not set(entity.sectors) & set(ABROAD)) or bool(set(entity.sectors) & set(PARTISAN))
    return everyone and entity.kind == "place" and entity.place_kind is None


def _points(gazetteer: Gazetteer, parsed: Sequence[ParsedSentence], names: Names) -> Counter[str]:
    """How often each country is pointed at, by places, people with a country, and adjectives."""
    points: Counter[str] = Counter()
    weights = {p.sentence.index: OPENING if p.sentence.kind == "headline" or p.sentence.lead else 1 for p in parsed}
    for mention in names.mentions:
        for key in mention.entities:
            country = None if _is_local(gazetteer, names.entities[key]) else names.entities[key].country
            if country and country not in SUPRANATIONAL and mention.form in ("name", "metonym"):
                points[country] += weights.get(mention.sentence, 1)
    for p in parsed:
        for token, country in nationals(gazetteer, p):
            if token.text not in gazetteer.names:
                points[country] += weights[p.sentence.index]
    if place := _dateline(gazetteer, parsed):
        points[place] += DATELINE
    return points


def nationals(gazetteer: Gazetteer, p: ParsedSentence) -> Iterator[tuple[Token, str]]:
    """The adjectives and nouns of nationality in a sentence, by their last token, with the country: "Danish", "South Korean"."""
    before = ""
    for token in p.doc:
        if (country := gazetteer.demonyms.get(token.text) or gazetteer.demonyms.get(f"{before} {token.text}")) is not None:
            yield token, country
        before = token.text


def _dateline(gazetteer: Gazetteer, parsed: Sequence[ParsedSentence]) -> str | None:
    """The country of the place that stands before the lead on its line."""
    lead = next((p for p in parsed if p.sentence.lead), None)
    if lead is None or lead.sentence.part != "text":
        return None
    text = lead.document.text
    before = text[text.rfind("\n", 0, lead.sentence.start) + 1 : lead.sentence.start].strip()
    hit = gazetteer.match(before.title(), 0) if before else None
    return hit[1].country if hit else None
