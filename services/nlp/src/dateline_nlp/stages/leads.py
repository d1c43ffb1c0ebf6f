"""Who the lead only describes, and the next sentences name: "A Danish teacher was freed on Saturday. Mette Smith, 38, was ..."

News agencies tell first what happened to what sort of person, and then open a sentence with the full name and the age.
"""

from collections.abc import Sequence
from dataclasses import replace

from dateline_nlp.stages.introduced import Introduced
from dateline_nlp.stages.mentioned import mentions_of
from dateline_nlp.stages.named import text_of
from dateline_nlp.tree import Token
from dateline_nlp.values import Mention, Names, ParsedSentence

WITHIN = 2  # sentences behind the lead
SUBJECTS = ("nsubj", "nsubjpass")


def named(parsed: Sequence[ParsedSentence], names: Names, unnamed: Introduced) -> tuple[Names, Introduced]:
    """The names with the lead's description as a mention of whom it means, and the unnamed without that person."""
    lead = next((p for p in parsed if p.sentence.lead), None)
    told = [m for m in unnamed.mentions.get(lead.sentence.index, ()) if _is_told_of(lead.doc[m.head])] if lead is not None else []
    told = [m for m in told if unnamed.entities[m.entities[0]].kind == "person" and m.entities[0] not in unnamed.definite]
    told = [m for m in told if lead is not None and lead.doc[m.head].dep_ in SUBJECTS] or told
    key = _opening_name(parsed, names, lead.sentence.index) if lead is not None and len(told) == 1 else None
    if lead is None or key is None:
        return names, unnamed
    (mention,) = told
    noun = lead.doc[mention.head]
    added = [_described(lead, noun, key)]
    for p in parsed:
        same = [t for t in p.doc if p.sentence.kind == "headline" and t.lemma_.lower() == noun.lemma_.lower() and t.tag_ in ("NN", "NNP")]
        if len(same) == 1 and not any(m.first <= same[0].i <= m.last for m in mentions_of(names, p.sentence.index)):
            added.append(_described(p, same[0], key))
    rest = {**unnamed.mentions, lead.sentence.index: [m for m in unnamed.mentions[lead.sentence.index] if m is not mention]}
    mentions = sorted((*names.mentions, *added), key=lambda m: (m.sentence, m.first, m.last))
    return replace(names, mentions=tuple(mentions)), replace(unnamed, mentions=rest)


def _described(p: ParsedSentence, noun: Token, key: str) -> Mention:
    first = min([noun.i, *(c.i for c in noun.lefts if c.dep_ in ("amod", "compound", "nmod", "det"))])
    return Mention((key,), p.sentence.index, first, noun.i, noun.i, "nominal", "refer.lead", text_of(p.doc, first, noun.i))


def _is_told_of(noun: Token) -> bool:
    """Whether the main clause says what somebody did or what was done to him, also where the source is put behind it."""
    verb = noun.head
    return noun.dep_ in (*SUBJECTS, "dobj") and (
        verb.dep_ == "ROOT"
        or (verb.dep_ == "conj" and verb.head.dep_ == "ROOT")
        or (verb.dep_ == "ccomp" and verb.head.dep_ == "ROOT" and verb.head.i > verb.i)
    )


def _opening_name(parsed: Sequence[ParsedSentence], names: Names, lead: int) -> str | None:
    """The person whose full name, told for the first time and with an age, opens one of the next sentences."""
    for p in parsed:
        if not lead < p.sentence.index <= lead + WITHIN or p.sentence.kind != "body":
            continue
        first = next(iter(mentions_of(names, p.sentence.index)), None)
        if first is None or first.first or names.entities[first.entities[0]].kind != "person" or first.first == first.last:
            continue
        after = p.doc[first.last + 1 : first.last + 4]
        aged = len(after) == 3 and after[0].text == after[2].text == "," and after[1].like_num
        new = not any(m.entities == first.entities and m.sentence <= lead for m in names.mentions)
        if aged and new and p.doc[first.head].dep_ in SUBJECTS:
            return first.entities[0]
    return None
