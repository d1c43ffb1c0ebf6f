"""Whose an attack is, and with what it was made, where the attack itself is said to do harm: "an Israeli air strike killed five"."""

from collections.abc import Collection

from dateline_nlp.stages import syntax
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token

MODES = {
    "drone": word_set("drone drones uav"),
    "suicide-attack": word_set("suicide"),
    "heavy-weapons": word_set("missile rocket shelling bombardment artillery shell mortar missiles rockets"),
    "explosives": word_set("bomb bombing explosion blast mine landmine device ied grenade car-bomb"),
    "firearms": word_set("shooting gunfire sniper gun"),
    "primitive": word_set("stabbing knife arrow machete arson"),
    "aerial": word_set("airstrike air aerial jet plane warplane helicopter aircraft"),
}  # by the words of the attack, the nearest to it first read


def of(verb: Token, things: Collection[str]) -> list[Token]:
    """The attacks and weapons that are said to have done what a verb tells: its doers, or in what people were killed."""
    doers = syntax.subjects(verb)
    if not doers and syntax.is_passive(verb):
        doers = syntax.prepositional(verb, ("in", "by", "during"))
    return [t for t in doers if t.lemma_.lower() in things or t.lemma_ == "bomber"]


def owners(attacks: list[Token]) -> list[Token]:
    """Who may be named as making them: "Israel's raid", "a strike by Israel", "a rocket fired by Israel", "an Israeli air strike"."""
    found: list[Token] = []
    for noun in attacks:
        found += [*syntax.possessors(noun), *syntax.prepositional(noun, ("by",))]
        found += [t for c in noun.rights if c.dep_ == "acl" and c.tag_ == "VBN" for t in syntax.agents(c)]
        found += syntax.premodifiers(noun)
    return found


def mode(attacks: list[Token]) -> str | None:
    """How they were made."""
    for noun in attacks:
        words = {noun.lemma_.lower(), noun.lower_, *(t.lower_ for t in syntax.premodifiers(noun))}
        if (found := next((name for name, named in MODES.items() if words & named), None)) is not None:
            return found
    return None
