"""Which act a number belongs to: that of its own verb, what did the harm that it counts, or the act above it."""

from collections.abc import Sequence

from dateline_shared.contracts.event import EventMention, Quantity

from dateline_nlp.lexicon.quantity import Quantities
from dateline_nlp.stages import counted, syntax
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.stages.counted import Counted
from dateline_nlp.stages.parties import Cast
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

NEAR = 3  # sentences after an act in which its harm is told: "a coach left the road. The driver was killed."; further off only of an article's one cause
CAUSES = ("ASSAULT", "accident", "disaster")
UNREAL = frozenset(("may", "might", "could", "would", "will", "if", "should", "can", "'ll", "’ll", "not", "n't", "n’t", "?"))


def share(clauses: Sequence[Clause], sentence: ParsedSentence, known: Quantities, cast: Cast) -> tuple[list[tuple[Quantity, ...]], tuple[Counted, ...]]:
    """The quantities of each clause of a sentence, and what nobody got."""
    held: list[list[Quantity]] = [[] for _ in clauses]
    left: list[Counted] = []
    for each in counted.read(sentence, known, cast):
        takers = _takers(clauses, each, known)
        for n in takers:
            quantity = each.quantity
            if quantity.kind == "share" and clauses[n].frame.type == "elect":
                quantity = quantity.model_copy(update={"kind": "votes"})
            held[n].append(quantity)
        if not takers:
            left.append(each)
    return [tuple(dict.fromkeys(quantities)) for quantities in held], tuple(left)


def _takers(clauses: Sequence[Clause], each: Counted, known: Quantities) -> list[int]:
    kind = known.kinds.get(each.kind)
    fitting = [n for n, clause in enumerate(clauses) if kind is None or clause.frame.type in kind.types]
    if not fitting:
        return []
    doc = clauses[0].trigger.token.doc
    at = {n: clauses[n].trigger.token for n in fitting}
    direct = [n for n in fitting if at[n].i == each.anchor]
    if kind is not None and kind.harm:
        anchor = doc[each.anchor]
        related = [n for n in fitting if syntax.within(anchor, at[n]) or syntax.within(at[n], anchor)]
        return sorted({*direct, *(n for n in related if clauses[n].frame.type in CAUSES or not direct)})
    if direct:
        return direct
    for governor in (doc[each.anchor], *(g for g, _ in syntax.climb(doc[each.anchor]))):
        if above := [n for n in fitting if _stands_at(clauses[n], governor)]:
            return above
    return []


def _stands_at(clause: Clause, token: Token) -> bool:
    return clause.trigger.token.i == token.i or (clause.trigger.object is not None and clause.trigger.object.i == token.i)


def follow(told: list[EventMention], left: Sequence[Counted], sentence: ParsedSentence, order: dict[str, int], known: Quantities) -> list[EventMention]:
    """The mentions, with the harm that this sentence tells of given to the act that did it a few sentences before."""
    index = sentence.sentence.index
    deaths = [q for m in told if m.type == "die" and order[m.key] == index for q in m.quantities if q.kind == "killed"]
    harm = [each.quantity for each in left if (kind := known.kinds.get(each.kind)) and kind.harm and _is_told(sentence, each)]
    for quantity in (*harm, *deaths):
        types = CAUSES if quantity in harm else CAUSES[1:]
        if any(order[m.key] == index and m.type in types and quantity in m.quantities for m in told):
            continue  # the sentence tells itself what did it
        before = [n for n, m in enumerate(told) if m.type in types and order[m.key] < index and m.status == "happened"]
        near = [n for n in before if len(before) == 1 or index - order[told[n].key] <= NEAR]
        if near and all(q.kind != quantity.kind for q in told[near[-1]].quantities):
            told[near[-1]] = told[near[-1]].model_copy(update={"quantities": (*told[near[-1]].quantities, quantity)})
    return told


def _is_told(sentence: ParsedSentence, each: Counted) -> bool:
    return not any(t.lower_ in UNREAL for t in sentence.doc[each.anchor].children) and sentence.doc[-1].text != "?"
