"""Where an act was done, by all accounts of it. Pure."""

from dateline_shared.contracts.event import Where

from dateline_api.records import PlaceRecord
from dateline_api.store.link.accounts import Accounts, most_told
from dateline_api.store.link.parts import place_record

_FINENESS = {"building": 4, "city": 3, "water": 2, "region": 2, "other": 1, None: 1, "country": 0}


def place_of(found: Accounts) -> PlaceRecord | None:
    """The finest place in the country that most outlets name; what news does not say, background does."""
    named = next((where for tier in ([*found.direct, *found.other], found.background) if (where := [each for each in tier if each.mention.place])), [])
    country = most_told(named, lambda mention: mention.place and mention.place.country)
    within = [(each, each.mention.place) for each in named if each.mention.place and each.mention.place.country in (country, None)]
    if not within:
        return None
    best = max(_FINENESS[place.kind] for _, place in within)
    finest = [each for each, place in within if _FINENESS[place.kind] == best]
    name = most_told(finest, lambda mention: mention.place and _name(mention.place))
    told = next(each for each in finest if each.mention.place and _name(each.mention.place) == name)
    return place_record(told.mention.place, told.entities)


def _name(place: Where) -> str:
    return place.entity or place.name.casefold()
