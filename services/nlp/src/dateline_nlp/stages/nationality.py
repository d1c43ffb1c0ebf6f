"""To which country somebody without a name belongs where only the scene tells: "rebels attacked a convoy near Kampala".

News leaves out what is understood: the police, the rebels and the crowd are those of the place of the act, else of the
country that the article is at home in, else of the only country that the sentence speaks of. Who is abroad by his very
name (envoys, tourists, "foreign troops") belongs to no such country.
"""

from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import Where

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.lexicon.load import Lexicon
from dateline_nlp.stages import home as homes
from dateline_nlp.stages.drafts import SUPRANATIONAL
from dateline_nlp.stages.mentioned import mentions_of
from dateline_nlp.values import Names, ParsedSentence

LANDS = ("country", "region", "city")
MODIFIES = ("amod", "compound", "nmod")


def settle(
    gazetteer: Gazetteer, lexicon: Lexicon, sentence: ParsedSentence, names: Names, parties: tuple[Party, ...], place: Where | None, home: str | None
) -> tuple[Party, ...]:
    """The parties, those described without a country given that of the scene."""
    abroad = lexicon.classes["abroad"]
    if all(party.country or party.entity or _is_abroad(party, abroad) for party in parties):
        return parties
    country = (place.country if place is not None and place.kind in LANDS else None) or home or _only(gazetteer, sentence, names)
    if country is None:
        return parties
    return tuple(p if p.country or p.entity or _is_abroad(p, abroad) else p.model_copy(update={"country": country}) for p in parties)


def _is_abroad(party: Party, abroad: frozenset[str]) -> bool:
    """Whether a description speaks of people away from home, or of bodies over the states."""
    words = party.name.lower().replace("-", " ").split()
    return any(word in abroad or word.removesuffix("s") in abroad for word in words)


def _only(gazetteer: Gazetteer, sentence: ParsedSentence, names: Names) -> str | None:
    """The only country that a sentence speaks of; its nationals alone may be strangers anywhere."""
    found = {names.entities[key].country for m in mentions_of(names, sentence.sentence.index) for key in m.entities}
    found |= {country for t, country in homes.nationals(gazetteer, sentence) if t.text not in gazetteer.people or t.dep_ in MODIFIES}
    found -= {None, *SUPRANATIONAL}
    return found.pop() if len(found) == 1 else None
