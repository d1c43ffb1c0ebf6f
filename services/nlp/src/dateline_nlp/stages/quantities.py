"""Numbers that the text gives for an act: killed, injured, arrested, displaced, money. A first version."""

import re
from typing import Literal

from dateline_shared.contracts.entity import Count, Party
from dateline_shared.contracts.event import Quantity

from dateline_nlp.stages import syntax
from dateline_nlp.stages.descriptions import number
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

Kind = Literal["killed", "injured", "arrested", "displaced", "affected"]
Qualifier = Literal["exactly", "about", "at_least", "at_most", "more_than"]
VERBS: dict[str, Kind] = {
    **dict.fromkeys(["kill", "murder", "slay", "slaughter", "massacre", "assassinate", "execute", "die", "perish", "drown", "claim"], "killed"),
    **dict.fromkeys(["injure", "wound", "hurt", "maim"], "injured"),
    **dict.fromkeys(["arrest", "detain", "apprehend", "round", "jail"], "arrested"),
    **dict.fromkeys(["displace", "evacuate", "uproot"], "displaced"),
    **dict.fromkeys(["infect", "affect", "hit"], "affected"),
}
SIZES = {"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "bn": 1e9, "dozen": 12}
VAGUE: dict[str, tuple[float, float | None]] = {"dozens": (24, 99), "scores": (40, 199), "hundreds": (200, 1999), "thousands": (2000, 19999), "several": (3, 9)}
MONEY = re.compile(r"(?P<sign>US ?\$|\$|€|£|¥)\s?(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<size>million|billion|trillion|m|bn|thousand)?\b", re.IGNORECASE)
CURRENCY = {"$": "USD", "US$": "USD", "US $": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
BOUNDS: dict[str, Qualifier] = {
    "least": "at_least",
    "most": "at_most",
    "than": "more_than",
    "about": "about",
    "around": "about",
    "nearly": "about",
    "almost": "about",
    "some": "about",
}


def find(sentence: ParsedSentence, trigger: Token, said_by: Party | None) -> tuple[Quantity, ...]:
    """The quantities of the trigger's clause and of the verbs beside it."""
    found: list[Quantity] = []
    for verb in [trigger, *(c for c in trigger.subtree if c.i != trigger.i and c.dep_ in ("conj", "advcl") and c.tag_.startswith("VB"))]:
        kind = VERBS.get(verb.lemma_.lower())
        if kind:
            nouns = syntax.subjects(verb) if verb.lemma_ in ("die", "perish", "drown") else syntax.objects(verb)
            found += [q for noun in nouns[:3] if (q := _people(sentence, noun, kind, said_by))]
    first, last = sentence.doc[min(t.i for t in trigger.subtree)], sentence.doc[max(t.i for t in trigger.subtree)]
    for match in MONEY.finditer(sentence.doc.text, first.idx, last.idx + len(last.text)):
        amount = float(match["number"].replace(",", "")) * SIZES.get((match["size"] or "").lower(), 1)
        where = sentence.document.span(sentence.sentence.part, sentence.sentence.start + match.start(), sentence.sentence.start + match.end())
        found.append(
            Quantity(
                kind="money",
                amount=Count(low=amount, high=amount),
                unit=CURRENCY.get(match["sign"], "USD"),
                said_by=said_by,
                text=where.exact,
                spans=(where,),
                rule="quantity.money",
            )
        )
    return tuple(found)


def _people(sentence: ParsedSentence, noun: Token, kind: Kind, said_by: Party | None) -> Quantity | None:
    numeral = noun if noun.pos_ == "NUM" else syntax.child(noun, "nummod")
    if numeral is None and noun.lower_ in VAGUE:
        low, high = VAGUE[noun.lower_]
        span = sentence.span(noun.i, noun.i)
        return Quantity(
            kind=kind,
            amount=Count(low=low, high=high, qualifier="about"),
            unit="people",
            said_by=said_by,
            text=span.exact,
            spans=(span,),
            rule="quantity.vague",
        )
    if numeral is None:
        return None
    value = number(numeral.text)
    for c in numeral.children:
        inner = number(c.text)
        if c.dep_ in ("compound", "nummod") and inner is not None and numeral.lower_ in SIZES:
            value = inner * SIZES[numeral.lower_]
    if value is None:
        return None
    qualifier: Qualifier = next((BOUNDS[c.lower_] for c in numeral.subtree if c.lower_ in BOUNDS), "exactly")
    span = sentence.span(min(numeral.i, noun.i), max(numeral.i, noun.i))
    unit = "people" if noun.i == numeral.i else noun.lemma_.lower()
    return Quantity(
        kind=kind,
        amount=Count(low=None if qualifier == "at_most" else value, high=None if qualifier in ("at_least", "more_than") else value, qualifier=qualifier),
        unit=unit,
        said_by=said_by,
        text=span.exact,
        spans=(span,),
        rule="quantity.people",
    )
