"""Decides what a noun stands for: which of the lexicon's party classes it belongs to (`$leader`, `$armed`, `$civilian` ...)."""

from collections.abc import Mapping

from dateline_shared.contracts.entity import Party

from dateline_nlp.tree import Token

PERSONAL = frozenset(("him", "her", "them", "us", "me", "he", "she", "they"))
STATE_SECTORS = frozenset(("GOV",))
SECTORS_OF = {
    "armed": frozenset(("MIL", "REB", "UAF", "PRM", "CRM", "COP")),
    "police": frozenset(("COP", "MIL")),
    "force": frozenset(("MIL", "COP", "PRM")),
    "government": frozenset(("GOV", "LEG", "JUD", "MIL", "COP")),
    "legislature": frozenset(("LEG",)),
    "leader": frozenset(("GOV", "LEG", "MIL", "PTY", "REB", "OPP", "REL", "ELI")),
    "opposition": frozenset(("OPP", "PTY", "LEG")),
    "worker": frozenset(("LAB", "AGR", "EDU", "MED", "JRN")),
    "protester": frozenset(("OPP", "CVL", "EDU", "SOC", "LAB", "REL", "AGR")),
    "civilian": frozenset(("OPP", "CVL", "EDU", "SOC", "LAB", "REL", "AGR", "MED", "JRN", "REF", "BUS", "PTY", "CRM")),
    "rebelciv": frozenset(("REB", "OPP")),
    "company": frozenset(("BUS",)),
    "scientist": frozenset(("EDU", "MED")),
    "belligerent": frozenset(("REB", "PRM", "UAF")),
    "unknown_armed": frozenset(("UAF",)),
}


def belongs(name: str, head: Token, parties: tuple[Party, ...], classes: Mapping[str, frozenset[str]]) -> bool:
    """Whether a noun belongs to a party class. `parties` are those that it names, none for a thing."""
    if name == "number":  # "killed two", "arresting 12"
        if not parties and any(c.lower_ == "of" and c.i > head.i and not any(t.dep_ == "poss" for t in c.subtree) for c in head.children):
            return False  # "dozens of homes", but "two of his followers"
        return head.pos_ == "NUM" or head.lower_ in ("dozens", "scores", "hundreds", "thousands", "many", "several", "some", "others")
    if head.lemma_.lower() in classes["document"] and name not in ("party", "agent", "state", "government"):
        return False
    if name in ("party", "person") and (
        head.lower_ in classes["indefinite"]
        or (head.lower_ in PERSONAL and head.pos_ == "PRON")  # "detained them": somebody, whoever is meant
        or (head.lower_ == "one" and any(c.lower_ in ("no", "not", "of") for c in head.children))
    ):
        return True
    if name == "weapon":
        return head.lemma_.lower() in classes["weapon_thing"]
    if name == "named":  # a thing with a name of its own: "the Astoria"
        return head.tag_ == "NNP"
    if name == "scientist" and head.lemma_.lower() in classes["scientist_noun"]:
        return True
    return any(_party(name, party) for party in parties) or (name == "place" and head.ent_type_ in ("GPE", "LOC"))


def _party(name: str, party: Party) -> bool:
    sectors = frozenset(party.sectors)
    if name in ("party", "agent"):
        return True
    if name == "person":
        return party.kind == "person"
    if name == "state":
        return party.kind == "state" or (party.kind == "body" and bool(sectors & STATE_SECTORS))
    if name == "place":
        return party.kind == "state" or (party.entity or "").startswith("place:")
    if name in ("civilian", "protester"):
        anybody = not sectors and (party.entity is None or party.kind != "person")  # one named person is no crowd
        return party.kind != "state" and (bool(sectors & SECTORS_OF[name]) or anybody)
    if name == "leader":
        return party.kind == "person" and (bool(sectors & SECTORS_OF[name]) or party.entity is not None)
    if name == "company":
        return bool(sectors & SECTORS_OF[name]) or (party.kind == "body" and not sectors)
    if name == "government":
        return party.kind == "state" or bool(sectors & SECTORS_OF[name])
    if name == "rebelciv":
        return bool(sectors & SECTORS_OF[name]) or party.kind != "state"
    return bool(sectors & SECTORS_OF.get(name, frozenset()))
