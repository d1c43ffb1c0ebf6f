"""Which bodies a noun can stand for: "the lender" for a bank, "the union" for a federation of workers.

A name's own words tell its sort ("Central Union Bank" is a bank); where they tell none, its sectors decide.
"""

from dateline_shared.contracts.entity import Entity

from dateline_nlp.stages.bodies import HEADS
from dateline_nlp.stages.wordlist import word_set

BUSINESS = ("BUS", "MNC")
SECTORS: dict[str, tuple[str, ...]] = {
    "ministry": ("GOV",),
    "party": ("PTY",),
    "agency": ("GOV", "IGO", "JRN"),
    "organization": (),
    "organisation": (),
    "group": ("REB", "SOC", "BUS"),
    "alliance": ("MIL", "IGO"),
    "bloc": ("IGO",),
    "court": ("JUD",),
    "union": ("LAB",),
    "newspaper": ("JRN",),
    "movement": ("REB", "SOC", "PTY"),
    "university": ("EDU",),
    "body": (),
    "broadcaster": ("JRN",),
    "regulator": ("GOV",),
    "watchdog": ("GOV", "SOC"),
    "militia": ("REB", "PRM"),
    "tribunal": ("JUD",),
    "charity": ("SOC", "NGO"),
    "club": (),
}  # noun -> sectors of the bodies that it can stand for; none: any
FIRMS = word_set(
    "company firm bank airline line shipper builder operator supplier carrier retailer lender insurer brewer manufacturer developer giant conglomerate "
    "miller miner contractor shipbuilder shipowner distributor utility publisher refiner start-up startup group multinational corporation chain"
)
PEOPLE = word_set("lawmaker policymaker peacemaker troublemaker bookmaker filmmaker kingmaker")  # makers who are no firm
SORTS: dict[str, frozenset[str]] = {
    "bank": word_set("bank banking banca banco banque credit savings bancorp"),
    "airline": word_set("airlines airways airline air aviation jet"),
    "shipping": word_set("line lines shipping maritime marine ferries navigation cargo"),
    "insurance": word_set("insurance assurance mutual"),
    "cars": word_set("motors automotive motor autos"),
    "steel": word_set("steel steelworks iron"),
    "mining": word_set("mining minerals resources metals gold copper lithium coal"),
    "beer": word_set("brewery breweries brewing beer"),
    "retail": word_set("supermarkets stores retail markets foods"),
    "drugs": word_set("pharma pharmaceuticals pharmaceutical laboratories biotech"),
    "firm": (HEADS - word_set("united wanderers rovers rangers albion hotspur relief fc afc rfc bank insurance")) | word_set("industries telecom petroleum"),
    "union": word_set("union unions federation guild workers confederation brotherhood"),
    "party": word_set("party front democrats greens coalition"),
    "court": word_set("court tribunal"),
    "university": word_set("university college institute polytechnic"),
    "newspaper": word_set("times post herald gazette daily tribune courier"),
    "watchdog": word_set("commission authority ombudsman"),
    "ministry": word_set("ministry department"),
    "charity": word_set("foundation trust relief fund aid society"),
    "council": word_set("council committee assembly parliament army police navy church movement league association forum agency board service office bureau"),
}
NOUNS: dict[str, str] = {
    **dict.fromkeys(("bank", "lender"), "bank"),
    **dict.fromkeys(("airline", "carrier"), "airline"),
    **dict.fromkeys(("line", "shipper", "shipowner"), "shipping"),
    **dict.fromkeys(("carmaker", "automaker"), "cars"),
    **dict.fromkeys(("regulator", "watchdog"), "watchdog"),
    **dict.fromkeys(("court", "tribunal"), "court"),
    **dict.fromkeys(("union", "party", "university", "newspaper", "ministry", "charity"), ""),
    "insurer": "insurance",
    "steelmaker": "steel",
    "miner": "mining",
    "brewer": "beer",
    "retailer": "retail",
    "drugmaker": "drugs",
}
TRADED = frozenset(("bank", "airline", "shipping", "insurance", "cars", "steel", "mining", "beer", "retail", "drugs", "firm"))  # the sorts that are firms


def is_body(noun: str) -> bool:
    """Whether a noun in the singular stands for a body told of elsewhere."""
    return noun in SECTORS or is_firm(noun)


def is_firm(noun: str) -> bool:
    """Whether a noun stands for a company."""
    return noun in FIRMS or (noun.endswith("maker") and noun not in PEOPLE)


def told(body: Entity) -> str | None:
    """The sort that a body's name tells, by the last of its words that tells one; None of one that is known by name alone."""
    if body.rules[:1] == ("name.gazetteer",):
        return None
    words = [w.strip("'’") for w in body.name.lower().split()]
    return next((sort for word in reversed(words) for sort, names in SORTS.items() if word in names), None)


def called(noun: str) -> str | None:
    """The sort of body that a noun speaks of, if it speaks of one alone."""
    return NOUNS[noun] or noun if noun in NOUNS else None


def suits(noun: str, body: Entity) -> bool:
    """Whether a noun can stand for a body; one of which nothing is known may be a company."""
    sort, wanted = told(body), called(noun)
    if sort is not None and sort == wanted:
        return True
    sectors = BUSINESS if is_firm(noun) else SECTORS[noun]
    if noun == "group":
        sectors = SECTORS[noun]
    if not sectors or set(sectors) & set(body.sectors):
        return sort is None or sort == "firm" or wanted is None or sort not in TRADED
    if not is_firm(noun) or (sort is not None and sort not in TRADED):
        return False
    special = wanted is not None and sort not in (None, "firm", wanted)
    return not special and body.rules[:1] != ("name.gazetteer",) and (not body.sectors or sort in TRADED)
