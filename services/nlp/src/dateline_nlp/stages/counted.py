"""What the numbers of a sentence count: "12 people were killed" is a killed of 12, anchored at the verb.

The noun that a number stands with is followed to the verb that it is object or subject of; what stands apart from it
("including three children", "aged 29", "two of the five") counts nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline_shared.contracts.entity import Count
from dateline_shared.contracts.event import Quantity

from dateline_nlp.amounts import Amount
from dateline_nlp.lexicon.quantity import Quantities
from dateline_nlp.stages import calendar, syntax
from dateline_nlp.stages.parties import Cast
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

SAID_OF = ("acomp", "oprd", "attr", "xcomp", "ccomp", "advmod")
STANDING = ("to", "at", "of", "past", "above", "beyond")
SPANNING = ("for", "to", "of")  # what a length of time hangs on: "held for 60 days", "a ceasefire of 10 days"
SINGLE = ("killed", "injured", "arrested", "missing")  # kinds of which "a man" is one
TALLIES = word_set("number count tally total figure")
VICTIMS = {"victim": "killed"}
SPACES = word_set("hectare acre home house building hut shop metre meter mile kilometre kilometer tree village")  # are burnt and hit, and are nobody
MODIFIERS = ("nummod", "quantmod", "amod", "compound", "nmod", "det", "predet", "advmod", "npadvmod", "punct", "prep")


@dataclass(frozen=True, slots=True)
class Counted:
    """A number and what it counts; `anchor` is the token of the verb or noun that says so."""

    quantity: Quantity
    anchor: int

    @property
    def kind(self) -> str:
        return self.quantity.kind


def read(sentence: ParsedSentence, known: Quantities, cast: Cast) -> tuple[Counted, ...]:
    """The counted numbers of a sentence, in its order."""
    found: list[tuple[Token, Counted]] = []
    for amount in known.reader.find(sentence.doc.text):
        if (noun := _noun(sentence, amount)) is not None and (counted := _count(sentence, amount, noun, known, cast)) is not None:
            found.append((noun, counted))
    told = {c.anchor for _, c in found}
    found += [pair for pair in _without_number(sentence, known, cast) if pair[1].anchor not in told]
    return tuple(_added(found, sentence, cast))


def _noun(sentence: ParsedSentence, amount: Amount) -> Token | None:
    """The noun that a number stands with, or the number's own word where it stands alone."""
    words = sentence.doc.covering(amount.number, amount.end)
    if not words:
        return None
    first, last = words[0].i, words[-1].i
    if sentence.doc.text[amount.end : amount.end + 1] == "-":  # "a 10-day truce" is of days, and "a 45-year-old" is no 45 people
        return sentence.doc[last + 2] if last + 2 < len(sentence.doc) else None
    if words[-1].dep_ == "pobj" and words[-1].head.lower_ == "to" and first < words[-1].head.i:
        return words[-1]  # "rose from 12 to 19"
    root = next((t for t in words if t.head is t or not first <= t.head.i <= last), words[-1])
    for _ in range(3):  # "more than 40 000 other people"
        if root.dep_ not in MODIFIERS or root.head is root or root.head.pos_ not in ("NOUN", "PROPN", "NUM", "ADJ") or root.head.i < first:
            break
        root = root.head
    return root


def _count(sentence: ParsedSentence, amount: Amount, noun: Token, known: Quantities, cast: Cast) -> Counted | None:
    if amount.currency is not None:
        return _made(sentence, "money", amount, noun, noun.i, amount.currency)
    if amount.percent:
        return _made(sentence, "share", amount, noun, noun.i, "percent")
    unit = noun.lemma_.lower()
    dated = noun.ent_type_ == "DATE" and _is_number(noun)  # "since 2022, when she stepped down"
    spaces = unit in SPACES or (_is_number(noun) and any(t.lemma_.lower() in SPACES for t in syntax.prepositional(noun, ("of",))))  # "dozens of homes"
    if dated or spaces or (noun.tag_ == "NNP" and noun.lower_ in calendar.MONTHS):  # "the bombardment of 16 May"
        return None
    if unit in known.by_unit:
        kind = known.by_unit[unit]
        if kind == "duration" and not _spans_time(noun, amount, sentence):
            return None
        return _made(sentence, kind, amount, noun, noun.i, unit)
    kind, anchor = _kind(sentence, noun, known, cast)
    return _made(sentence, kind, amount, noun, anchor, _unit(noun)) if kind else None


def _spans_time(noun: Token, amount: Amount, sentence: ParsedSentence) -> bool:
    if noun.dep_ == "pobj" and noun.head.lower_ in SPANNING:
        return True
    hyphen = sentence.doc.text[amount.end : amount.end + 1] == "-"  # "a 10-day ceasefire"
    return (hyphen and not sentence.doc.text.startswith(("-old", " old"), noun.idx + len(noun.text))) or noun.dep_ == "dobj"


def _kind(sentence: ParsedSentence, noun: Token, known: Quantities, cast: Cast) -> tuple[str | None, int]:
    """The kind that verb, noun or adjective give a counted noun, and the token that does."""
    if noun.dep_ == "pobj" and noun.head.lower_ == "of" and _is_number(noun.head.head):
        return None, noun.i  # the five of "two of the five"
    member = next(iter(syntax.prepositional(noun, ("of",))), noun) if _is_number(noun) else noun
    lemma = member.lemma_.lower()
    if lemma in known.by_adjective:
        return known.by_adjective[lemma], _governor(noun)
    for c in noun.children:
        if c.lower_ in known.by_adjective and c.dep_ in ("amod", "acomp", "oprd", "relcl", "advcl", "appos") and c.tag_ not in ("VBN", "VBD"):
            return known.by_adjective[c.lower_], _governor(noun)
    for verb in _verbs(noun):
        name = verb.lemma_.lower()
        if kind := _beside(verb, noun, known):
            return kind, verb.i
        if (kind := known.by_object.get(name)) and noun in syntax.objects(verb):
            return (None, noun.i) if name == "shoot" and "down" in syntax.particles(verb) else (kind, verb.i)
        if (kind := known.by_subject.get(name)) and not syntax.is_passive(verb) and noun in syntax.subjects(verb):
            return kind, verb.i
        toll = next((k for t in (*syntax.grammatical_subjects(verb), *syntax.objects(verb)) if (k := _toll(t, known))), None)
        if toll is not None and noun.dep_ == "pobj" and noun.head.lower_ in STANDING:
            return toll, verb.i
    if noun.head.pos_ == "ADJ" and noun.dep_ == "nsubj" and noun.head.lower_ in known.by_adjective:  # "leaving 12 people dead"
        return known.by_adjective[noun.head.lower_], _governor(noun.head)
    if lemma in known.by_noun:
        return known.by_noun[lemma], noun.i
    if noun.dep_ == "pobj" and noun.head.lower_ == "of":
        of = noun.head.head
        name = of.lemma_.lower()
        if (kind := known.by_noun.get(name) or known.by_toll.get(name)) and kind != "weapons":
            return kind, of.i
    if cast.at(sentence, member) or _is_number(member):  # people of whom the verb says nothing of the table
        verb = next(_verbs(noun), None)
        if verb is not None and noun in syntax.subjects(verb):
            return "participants", verb.i
        if verb is not None and noun in syntax.objects(verb):
            return "affected", verb.i
    return None, noun.i


def _is_number(token: Token) -> bool:
    return token.pos_ == "NUM" or token.like_num or token.lower_ in ("dozens", "scores", "hundreds", "thousands", "tens", "millions", "dozen")


def _beside(verb: Token, noun: Token, known: Quantities) -> str | None:
    """The adjective that a verb says of the noun: "left 12 dead", "12 were missing", "shot 12 dead"."""
    if noun not in (*syntax.objects(verb), *syntax.grammatical_subjects(verb)):
        return None
    return next((known.by_adjective[c.lower_] for c in verb.children if c.lower_ in known.by_adjective and c.dep_ in SAID_OF), None)


def _verbs(noun: Token) -> Iterator[Token]:
    """Verbs that may say something of a noun: those that hang on it, then the one that it hangs on."""
    for c in noun.children:
        if c.dep_ in ("relcl", "acl") and syntax.is_verb(c):
            yield c
            yield from syntax.verbs_joined(c)
    for governor, _ in syntax.climb(noun):
        if syntax.is_verb(governor):
            yield governor
            return


def _governor(token: Token) -> int:
    return next((governor.i for governor, _ in syntax.climb(token) if syntax.is_verb(governor)), token.i)


def _unit(noun: Token) -> str:
    member = next(iter(syntax.prepositional(noun, ("of",))), None)
    if member is not None and member.pos_ in ("NOUN", "PROPN"):
        return member.lower_
    return noun.lower_ if noun.pos_ in ("NOUN", "PROPN") and noun.tag_ in ("NNS", "NN", "NNPS") and not _is_number(noun) else "people"


def _made(sentence: ParsedSentence, kind: str, amount: Amount, noun: Token, anchor: int, unit: str) -> Counted:
    base = sentence.sentence.start
    end = noun.idx + len(noun.text) if noun.idx >= amount.end else amount.end
    where = sentence.document.span(sentence.sentence.part, base + amount.start, base + end)
    return Counted(
        Quantity.model_validate({"kind": kind, "amount": amount.count, "unit": unit, "text": where.exact, "spans": (where,), "rule": f"quantity.{kind}"}),
        anchor,
    )


def _without_number(sentence: ParsedSentence, known: Quantities, cast: Cast) -> Iterator[tuple[Token, Counted]]:
    """One for "a man", as many as there are for "Ann Lee and Bo Lin"."""
    for verb in sentence.doc:
        by_role = ((known.by_object, syntax.objects), (known.by_subject, syntax.subjects))
        for table, role in by_role:
            kind = table.get(verb.lemma_.lower()) if verb.tag_.startswith("VB") and verb.dep_ not in ("amod", "aux") else None
            if kind not in SINGLE:
                continue
            nouns = role(verb)
            kind = "killed" if any(_beside(verb, noun, known) == "killed" for noun in nouns) else kind  # "was shot dead"
            parties = [cast.at(sentence, noun) for noun in nouns]
            if not nouns or not all(len(p) == 1 and p[0].kind == "person" for p in parties):
                continue
            if len(nouns) > 1 or (nouns[0].tag_ == "NN" and nouns[0].pos_ == "NOUN"):
                span = sentence.span(min(syntax.phrase(n)[0] for n in nouns), max(n.i for n in nouns))
                count = Count(low=len(nouns), high=len(nouns))
                yield nouns[0], Counted(Quantity(kind=kind, amount=count, unit="people", text=span.exact, spans=(span,), rule="quantity.persons"), verb.i)


def _added(found: Sequence[tuple[Token, Counted]], sentence: ParsedSentence, cast: Cast) -> Iterator[Counted]:
    """Numbers of one kind that are joined at one verb, as one: "three soldiers and two civilians" are five, "a nurse and two patients" three."""
    groups: dict[tuple[str, int], list[tuple[Token, Counted]]] = {}
    for noun, counted in found:
        groups.setdefault((counted.kind, counted.anchor), []).append((noun, counted))
    for group in groups.values():
        joined = {t.i for t in syntax.coordinated(_first(group[0][0]))}
        first = group[0][1]
        numbered = {noun.i for noun, _ in group}
        single = sum(_is_somebody(t, sentence, cast) for t in syntax.coordinated(_first(group[0][0])) if t.i not in numbered) if first.kind in SINGLE else 0
        if len(group) + single == 1 or first.kind in ("money", "share") or not all(noun.i in joined for noun, _ in group):
            yield from (counted for _, counted in group)
            continue
        amounts = [counted.quantity.amount for _, counted in group]
        lows, highs = [a.low for a in amounts], [a.high for a in amounts]
        total = Count(
            low=None if None in lows else single + sum(n for n in lows if n is not None),
            high=None if None in highs else single + sum(n for n in highs if n is not None),
            qualifier=next((a.qualifier for a in amounts if a.qualifier != "exactly"), "exactly"),
        )
        spans = tuple(span for _, counted in group for span in counted.quantity.spans)
        yield Counted(first.quantity.model_copy(update={"amount": total, "unit": "people", "spans": spans}), first.anchor)


def _first(noun: Token) -> Token:
    while noun.dep_ == "conj" and noun.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head
    return noun


def _toll(noun: Token, known: Quantities) -> str | None:
    """What a toll counts, also where it is the number of those who are counted: "the number of dead", "the tally of missing"."""
    if kind := known.by_toll.get(noun.lemma_.lower()):
        return kind
    counted = syntax.prepositional(noun, ("of",)) if noun.lemma_.lower() in TALLIES else []
    return next((k for t in counted if (k := known.by_adjective.get(t.lower_) or known.by_noun.get(t.lemma_.lower()) or VICTIMS.get(t.lemma_))), None)


def _is_somebody(noun: Token, sentence: ParsedSentence, cast: Cast) -> bool:
    """Whether a noun is one person beside others: "a midwife", "the pilot"."""
    return noun.tag_ == "NN" and any(c.lower_ in ("a", "an", "another", "the") for c in noun.lefts) and any(p.kind == "person" for p in cast.at(sentence, noun))
