"""Mends a date before a name that no comma parts from it: in "On Tuesday Peru closed the border" the model takes the day for a part of the name.

In place, before anybody reads the sentence, as `attachments` does.
"""

from dateline_nlp.stages.calendar import MONTHS, WEEKDAYS
from dateline_nlp.tree import Doc, Token, hang, measure

CALENDAR = frozenset((*MONTHS, *WEEKDAYS))
SUBJECTS = ("nsubj", "nsubjpass", "expl", "csubj")


def mend(doc: Doc) -> Doc:
    """The same document with such dates hung on their preposition, and the name on its verb."""
    mended = False
    for token in doc[:-2]:
        if token.dep_ == "prep" and token.lower_ in ("on", "in") and (day := _day(token)) is not None:
            _part(token, day)
            mended = True
    if mended:
        measure(doc)
    return doc


def _day(preposition: Token) -> Token | None:
    """The day or month right behind a preposition that is hung on the name behind it: "On Tuesday Peru", "On 3 May Peru"."""
    first = preposition.nbor()
    day = first if first.lower_ in CALENDAR else preposition.nbor(2)
    name = day.head
    if day.lower_ not in CALENDAR or not (day is first or first.tag_ == "CD") or day.dep_ not in ("compound", "nmod", "amod") or name.i < day.i:
        return None
    if not preposition.children:
        return day if name.lower_ not in CALENDAR else None
    led = preposition.head.tag_ == "VBG" or any(c.dep_ in SUBJECTS for c in preposition.head.children)
    lost = name.head is preposition and len(preposition.children) == 1 and name.tag_ in ("NNP", "NNPS")
    return day if lost and not led and preposition.head.pos_ == "VERB" and preposition.head.i > name.i else None


def _part(preposition: Token, day: Token) -> None:
    """Gives the preposition the date and, where the name was taken for its object, the verb its subject."""
    name, verb = day.head, preposition.head
    if name.head is preposition:
        hang(name, verb, "nsubjpass" if any(c.dep_ == "auxpass" for c in verb.children) else "nsubj")
    numbers = [t for t in name.lefts if t.i <= day.i + 1 and t.tag_ == "CD"]  # "On 3 May Peru", "On May 3 Peru"
    hang(day, preposition, "pobj")
    for number in numbers:
        hang(number, day, "nummod")
