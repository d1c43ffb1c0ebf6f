"""Who the lead only describes, and the next sentences name: "A Danish teacher was freed on Saturday. Mette Smith, 38, was ..."

News agencies tell first what happened to what sort of person, and then open a sentence with the full name and the age.
"""

from collections.abc import Sequence
from dataclasses import replace

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages.introduced import Introduced, is_person
from dateline_nlp.stages.mentioned import mentions_of
from dateline_nlp.stages.named import text_of
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import Mention, Names, ParsedSentence

WITHIN = 2  # sentences behind the lead
SUBJECTS = ("nsubj", "nsubjpass")
HARMED = word_set("die kill murder stab shoot find injure wound beat pronounce suffer bleed attack hit strike drown rescue abduct kidnap vanish disappear rape")
CHILD, GROWN = (0, 17), (18, 120)
AGES = {"teenager": (13, 19), "boy": CHILD, "girl": CHILD, "schoolboy": CHILD, "schoolgirl": CHILD, "pensioner": (60, 120), "man": GROWN, "woman": GROWN}


def named(gazetteer: Gazetteer, parsed: Sequence[ParsedSentence], names: Names, unnamed: Introduced) -> tuple[Names, Introduced]:
    """The names with the lead's description as a mention of whom it means, and the unnamed without that person."""
    lead = next((p for p in parsed if p.sentence.lead), None)
    told = [m for m in unnamed.mentions.get(lead.sentence.index, ()) if _is_told_of(lead.doc[m.head])] if lead is not None else []
    told = [m for m in told if unnamed.entities[m.entities[0]].kind == "person" and m.entities[0] not in unnamed.definite]
    told = [m for m in told if lead is not None and lead.doc[m.head].dep_ in SUBJECTS] or told
    opening = _opening_name(parsed, names, lead.sentence.index) if lead is not None and len(told) == 1 else None
    if lead is None or opening is None:
        return names, unnamed
    (mention,), (key, name) = told, opening
    noun = _meant(lead.doc[mention.head], [t for t in lead.doc if t.i != mention.head and _is_somebody(gazetteer, t)], name)
    if noun is None:
        return names, unnamed
    added = [_described(lead, noun, key)]
    for p in parsed:
        same = [t for t in p.doc if p.sentence.kind == "headline" and t.lemma_.lower() == noun.lemma_.lower() and t.tag_ in ("NN", "NNP")]
        if len(same) == 1 and not any(m.first <= same[0].i <= m.last for m in mentions_of(names, p.sentence.index)):
            added.append(_described(p, same[0], key))
    rest = {**unnamed.mentions, lead.sentence.index: [m for m in unnamed.mentions[lead.sentence.index] if m.head != noun.i]}
    mentions = sorted((*names.mentions, *added), key=lambda m: (m.sentence, m.first, m.last))
    return replace(names, mentions=tuple(mentions)), replace(unnamed, mentions=rest)


def _meant(noun: Token, others: Sequence[Token], name: Token) -> Token | None:
    """Which of those whom the lead describes is named: by the age, else by what happened to him; none where that may be another."""
    fitting = [t for t in (noun, *others) if _fits(t, name)]
    if len(fitting) == 1 or not others:
        return next(iter(fitting), None)
    harmed = name.head.lemma_.lower() in HARMED or name.head.dep_ == "relcl"
    if not harmed or noun.head.lemma_.lower() in HARMED:
        return noun if noun in fitting else None
    return None


def _fits(noun: Token, name: Token) -> bool:
    """Whether a description may be of somebody of the age that stands behind a name: "a 21-year-old man", "a teenager"."""
    age = next((int(t.text) for t in name.doc[name.i + 1 : name.i + 3] if t.text.isdigit()), None)
    told = next((int(t.text) for c in noun.lefts for t in c.subtree if t.text.isdigit()), None)
    if age is None:
        return True
    low, high = AGES.get(noun.lower_, (0, 200))
    return age == told if told is not None else low <= age <= high


def _is_somebody(gazetteer: Gazetteer, token: Token) -> bool:
    """Whether a noun brings in somebody without a name: "a teenager"."""
    return token.tag_ == "NN" and any(c.lower_ in ("a", "an", "another") for c in token.lefts) and is_person(gazetteer, token) and token.dep_ != "attr"


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


def _opening_name(parsed: Sequence[ParsedSentence], names: Names, lead: int) -> tuple[str, Token] | None:
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
            return first.entities[0], p.doc[first.head]
    return None
