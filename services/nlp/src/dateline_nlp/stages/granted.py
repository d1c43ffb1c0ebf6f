"""Nouns that take their act for granted: "after the seizure of the boat", "her arrest in March", "Friday's walkout", "responsibility for the murder of".

Such a noun tells of something that was done, though nobody is named as its doer. Whether it does is seen from the noun itself, which must say
which act it means, and from the words over it: what is called for, planned or feared has not been done.
"""

from dateline_nlp.lexicon.load import Lexicon
from dateline_nlp.stages import syntax
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token

DEFINITE = word_set("the this that these those whose his her its their my our")
ORDINALS = word_set("second third fourth fifth another")
EMPTY = word_set("no any every each such some")
SEQUEL = word_set("after following since amid despite over during")  # what stands behind these was done
LINKS = ("of", "for", "to", "in", "with", "into")  # behind these it was, where a word of consequence governs them
CONSEQUENCE = word_set(
    "responsibility blame revenge retaliation reprisal response reaction connection wake aftermath anniversary victim scene role part involvement anger shock "
    "grief outrage compensation guilt culprit perpetrator survivor complicity hand because suspect investigation inquiry enquiry inquest probe "
    "apologise apologize blame thank praise punish jail convict compensate avenge mourn react respond confess sentence imprison condemn criticise criticize"
)
PROSPECT = word_set(
    "call demand request appeal talk vote debate discussion negotiation deadline condition date plea pressure push petition warrant term deal agreement idea "
    "preparation proposal bill motion referendum resolution permission need threat warning possibility prospect question subject issue case rate number risk "
    "fear exchange return ahead"
)  # nouns that leave open whether what hangs on them was done
UNDECIDED = word_set(
    "back support oppose favour favor await require mean include involve negotiate discuss plot block debate suggest oversee resist accelerate speed be "
    "become face risk need"
)  # verbs that do
OCCUR = word_set("begin start open end erupt happen occur follow continue resume break last go")  # verbs whose subject came about
WHICH = ("of", "on", "against", "by", "between", "in", "at", "to", "from", "near", "with", "into")
WHEN = ("of", "on", "in", "since")
COMING = ("MD", "TO")
HIGHEST = 6


def is_told(noun: Token, lexicon: Lexicon) -> bool:
    """Whether a noun tells of one act that was done."""
    if noun.dep_ == "pobj" and noun.head.lower_ in SEQUEL and not is_settled(noun):
        return False  # "talks can resume after the release of the hostages"
    if noun.dep_ == "appos" or any(c.lower_ in EMPTY and c.dep_ in ("det", "neg") for c in noun.children):
        return False  # "the raid, the second in a week"
    one = is_one(noun) or any(_is_doer(c) or (c.dep_ == "amod" and c.ent_type_ in ("NORP", "GPE")) for c in noun.children)  # "Russian shelling of"
    if is_settled(noun) or _comes_about(noun):
        return one or is_dated(noun) or _is_specified(noun) or noun.tag_ == "NNS"
    return (is_dated(noun) or (one and _is_specified(noun))) and not _is_open(noun, lexicon)


def is_one(noun: Token) -> bool:
    """Whether a noun speaks of one act that is known, or is told apart from others: "the raid", "her arrest", "a second blast"."""
    return any(c.lower_ in DEFINITE or c.dep_ == "poss" or c.lower_ in ORDINALS for c in noun.children)


def is_dated(noun: Token) -> bool:
    """Whether a noun says when the act was: "Monday's bombing", "the blast of 10 June", "a walkout last month"."""
    when = [c for c in noun.children if c.dep_ in ("poss", "npadvmod")] + syntax.prepositional(noun, WHEN)
    behind = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else noun
    if behind.dep_ == "prep" and behind.lower_ in WHEN:  # often hung on the verb: "congratulated her in a call on 18 April"
        when += [c for c in behind.children if c.dep_ == "pobj"]
    return any(t.ent_type_ in ("DATE", "TIME") for t in when)


def is_settled(noun: Token) -> bool:
    """Whether a noun stands where only what was done can stand: after, since, amid it; a response to it, the blame for it."""
    while noun.dep_ == "conj" and not syntax.is_verb(noun.head):
        noun = noun.head
    preposition = noun.head
    if noun.dep_ != "pobj":
        return False
    above = preposition.head
    while above.dep_ == "prep" and above.pos_ in ("ADP", "SCONJ"):
        preposition, above = above, above.head
    if preposition.lower_ in SEQUEL:
        return not _is_to_come(above) and (syntax.is_verb(above) or above.lemma_.lower() not in PROSPECT)
    words = {above.lemma_.lower(), preposition.lower_}
    if above.dep_ == "dobj" and preposition.lower_ in ("for", "with"):  # often hung on the object before it
        words.add(above.head.lemma_.lower())
    return (preposition.lower_ in LINKS or preposition.lower_ == "because") and not words.isdisjoint(CONSEQUENCE)


def _comes_about(noun: Token) -> bool:
    """Whether a noun is the subject of a verb that says it came about: "an inquiry into the sale began"."""
    verb = noun.head
    return (
        noun.dep_ == "nsubj"
        and verb.lemma_.lower() in OCCUR
        and (verb.tag_ == "VBD" or any(c.tag_ in ("VBD", "VBZ") and c.lemma_ == "have" for c in verb.children))
    )


def _is_to_come(token: Token) -> bool:
    """Whether the clause of a token speaks of what is to come: then what it follows on may be, too."""
    verb = token if syntax.is_verb(token) else next((head for head, _ in syntax.climb(token) if syntax.is_verb(head)), None)
    return verb is not None and any(c.dep_ == "aux" and c.tag_ in COMING for c in verb.children)


def _is_specified(noun: Token) -> bool:
    """Whether words at a noun say which act it means: "of the boat", "at Nembe", "the boat seizure", "that he led"."""
    for c in noun.children:
        if c.dep_ in ("compound", "relcl", "acl") or (c.dep_ == "poss" and c.ent_type_ not in ("DATE", "TIME")):
            return True
        if c.dep_ in ("prep", "agent") and c.lower_ in WHICH:
            return True
    return False


def _is_open(noun: Token, lexicon: Lexicon) -> bool:
    """Whether the words over a noun leave open whether its act was done: "a call for the release of"."""
    current = noun
    undecided = UNDECIDED | lexicon.cues["request"] | lexicon.cues["plan"] | lexicon.cues["hope"] | lexicon.cues["implicative_negative"]
    for _ in range(HIGHEST):
        head = current.head
        if head.i == current.i:
            return False
        if syntax.is_verb(head):
            if head.lemma_ == "be" and any(c.lower_ == "it" and c.dep_ == "nsubj" for c in head.children):
                return False  # "it was his march that"
            held = current.dep_ in ("dobj", "prep", "attr", "pobj", "nsubjpass", "dative", "oprd")
            return held and head.lemma_.lower() in undecided and not (head.lemma_ == "call" and current.dep_ == "dobj")  # "called the raid a crime"
        if current.dep_ in ("prep", "pobj", "compound") and head.lemma_.lower() in PROSPECT | lexicon.cues["plan_noun"] | lexicon.cues["hope_noun"]:
            return True
        current = head
    return False


def _is_doer(child: Token) -> bool:
    """Whether what hangs on a noun says who did it: "a plea by the widow"."""
    return child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from")
