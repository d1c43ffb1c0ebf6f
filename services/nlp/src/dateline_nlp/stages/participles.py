"""Reads past participles that the small parser takes for past tenses, and a past tense that it takes for a participle. In place, after `misread`.

1. "Karpovich, the engineer detained in Riga, had fled", "A boat, stopped in May, was let go": what is told aside has taken the subject.
2. "pardoned Joe Biden, fined this month, and promised": a participle behind a name is joined to the verb before.
3. "Joe Biden, the premier, offered to mediate": a sentence without a verb has it in what is read as told aside.
"""

from dateline_nlp.stages.misread import DONE_TO
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token, hang, measure

DONE = DONE_TO | word_set(
    "seize hold stop hit shoot choose pick name fine ban bar kidnap abduct capture hijack sink bomb shell torch raid close shut sign accuse suspect bury call "
    "expel recall summon jail imprison poison attack ambush beat stab murder assassinate execute find build launch impound confiscate rescue evacuate"
)
NOUNS = ("NN", "NNS", "NNP", "NNPS")
FINITE = ("VBD", "VBZ", "VBP", "MD")
SUBJECTS = ("nsubj", "nsubjpass", "advmod")


def mend(doc: Doc) -> Doc:
    """The same document with heads, labels and tags set right."""
    mended = False
    for token in doc:
        if token.tag_ not in ("VBD", "VBN") or token.i < 2:
            continue
        if token.dep_ == "acl" and token.tag_ == "VBD" and token.head.dep_ == "ROOT":
            mended |= _main(token)
        elif token.dep_ in ("ROOT", "ccomp", "conj", "nsubj") and token.lemma_.lower() in DONE and _is_bare(token):
            mended |= _aside(token) or _joined(token)
    if mended:
        measure(doc)
    return doc


def _is_bare(verb: Token) -> bool:
    """Whether a verb has neither object nor auxiliary of its own."""
    return not any(c.dep_ in ("dobj", "aux", "auxpass", "xcomp", "ccomp", "prt", "neg") for c in verb.children)


def _main(verb: Token) -> bool:
    """Makes what is told of a sentence's first noun, behind a comma, its verb."""
    noun = verb.head
    if noun.tag_ not in NOUNS or verb.doc[verb.i - 1].text != "," or any(t.tag_ in FINITE for t in verb.doc if t is not verb and t.head is noun):
        return False
    for c in noun.rights:
        if c.i > verb.i:
            hang(c, verb, c.dep_)
    hang(verb, verb, "ROOT")
    hang(noun, verb, "nsubj")
    return True


def _aside(participle: Token) -> bool:
    """Gives the subject of "A boat, stopped in May, was let go" to the second verb."""
    doc, before = participle.doc, participle.doc[participle.i - 1]
    subject = next((c for c in participle.lefts if c.dep_ in SUBJECTS and (c.tag_ in NOUNS or c.tag_ in ("CD", "PRP"))), None)
    if subject is None or (before.text != "," and before.tag_ not in NOUNS):
        return False
    second = next((c for c in (*participle.rights, *participle.head.rights) if c.dep_ == "conj" and c.i > participle.i and _closes(c, participle)), None)
    if second is None or second.head not in (participle, participle.head):
        return False
    noun = subject if before.text == "," else before
    if before.text == "," and doc[participle.i - 2].tag_ not in (*NOUNS, "CD"):
        return False
    outer, label = participle.head, participle.dep_
    hang(second, second if outer is participle else outer, label)
    for c in participle.children:
        if c.i > second.right_edge.i or c.dep_ == "mark" or c is subject:
            hang(c, second, "nsubj" if c is subject else c.dep_)
        elif c.dep_ in SUBJECTS and c.i < participle.i and c.tag_ in NOUNS:
            hang(c, subject, "appos")
    if noun.head is participle:
        noun = subject
    hang(participle, noun, "acl")
    participle.tag_ = "VBN"
    return True


def _closes(verb: Token, participle: Token) -> bool:
    """Whether a finite verb without a subject follows right behind the comma that closes what is told aside."""
    first = min([verb.i, *(c.i for c in verb.children if c.dep_ in ("aux", "auxpass", "neg", "advmod"))])
    finite = verb.tag_ in FINITE or any(c.tag_ in FINITE for c in verb.children if c.dep_ in ("aux", "auxpass"))
    joined = any(c.dep_ == "cc" and participle.i < c.i < verb.i for c in (*participle.children, *participle.head.children))
    return finite and not joined and verb.doc[first - 1].text == "," and not any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


def _joined(participle: Token) -> bool:
    """Hangs "fined this month" on the name right before it."""
    doc, noun = participle.doc, participle.doc[participle.i - 2]
    last = participle.right_edge.i
    closed = last + 1 >= len(doc) or doc[last].text in (",", ".", ";") or doc[last + 1].text in (",", ".", ";")
    joined = any(c.dep_ == "cc" and c.i < participle.i for c in participle.head.children)
    if participle.dep_ != "conj" or joined or not closed or doc[participle.i - 1].text != "," or noun.tag_ not in NOUNS or noun.i < participle.head.i:
        return False
    if any(c.dep_ in ("nsubj", "nsubjpass") for c in participle.children) or noun.ent_type_ in ("DATE", "TIME"):
        return False
    outer = participle.head
    for c in participle.children:
        if c.dep_ in ("conj", "cc") and c.i > participle.i:
            hang(c, outer, c.dep_)
    hang(participle, noun, "acl")
    participle.tag_ = "VBN"
    return True
