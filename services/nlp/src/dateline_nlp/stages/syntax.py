"""Who stands where in a clause: logical subjects, objects, prepositional and clausal dependents of a spaCy token.

Labels are those of the English models (ClearNLP style): nsubj, nsubjpass, dobj, agent, prep, pobj, relcl, acl, xcomp ...
A logical subject is the doer: the agent of a passive, the head noun of a relative clause, the controller of an infinitive.
One module, because each question about a clause may lead to all the others.
"""

from collections.abc import Iterable, Iterator

from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token

RELATIVE = frozenset(("who", "which", "that", "whom", "whose"))
SUBJECT_CONTROL = word_set("promise threaten vow pledge offer agree swear commit use wait phone telephone ring text meet visit approach")
OBJECT_GERUND = frozenset(("of", "for", "on", "from", "with"))  # "accused X of lying", "congratulated X on winning": X lies, X wins
INTENTIONS = word_set(
    "plan intention effort attempt bid offer pledge promise move step decision call proposal threat way right talk request demand order chance measure"
)
GIVING = frozenset(("give", "hand", "grant", "refuse", "deny", "offer", "award", "send", "pay", "promise", "show", "lend", "serve", "issue", "allow", "assure"))
NAMING = frozenset(("name", "appoint", "elect", "declare", "proclaim", "crown", "make", "pronounce"))
UTTERING = word_set(
    "accuse add announce apologise apologize appeal ask blame call condemn criticise criticize demand denounce deny describe dismiss express hail "
    "name offer pledge praise promise question reject repeat request stress thank threaten urge vow warn welcome"
)
ASKING = {"call": ("on", "upon"), "appeal": ("to",), "plead": ("with",), "prevail": ("on", "upon"), "rely": ("on",), "count": ("on",), "signal": ("to",)}
CONJUNCTIONS = frozenset(("after", "before", "since", "as", "until", "than"))
TIMES_AND_SHARES = frozenset({"DATE", "TIME", "PERCENT"})
MEANS = word_set("sea air land road rail boat ship bus train helicopter plane car truck lorry ferry post mail")
FINITE = ("VBD", "VBZ", "VBP", "MD")
DEPTH = 8  # clauses are hardly ever nested deeper in news; bounds every climb


def child(token: Token, *labels: str) -> Token | None:
    """The first dependent with one of the labels."""
    for c in token.children:
        if c.dep_ in labels:
            return c
    return None


def coordinated(token: Token) -> list[Token]:
    """The token and the nouns joined to it: A, B and C. Of three or more names, parsers take the second for an apposition of the first."""
    titled = next((c for c in token.rights if c.dep_ == "appos" and c.pos_ == "PROPN" and c.left_edge.i == token.i + 1 and child(c, "conj")), None)
    if titled is not None and token.pos_ == "NOUN":  # "Presidents Smith and Jones", "foreign minister Smith and her counterpart"
        return coordinated(titled) if token.tag_ == "NNS" else [token, *coordinated(titled)[1:]]
    found = [token]
    explained = next((c for c in token.rights if c.dep_ == "appos" and c.pos_ == "PROPN" and token.tag_ == "NN" and child(c, "conj")), None)
    if explained is not None:  # "its director, John Smith, and two engineers"
        found += coordinated(explained)[1:]
    for c in token.children:
        if not is_verb(c) and (c.dep_ == "conj" or (c.dep_ == "appos" and c.pos_ == token.pos_ == "PROPN" and child(c, "cc", "conj") is not None)):
            found += coordinated(c)
    return found


def is_verb(token: Token) -> bool:
    """Whether a token heads a clause."""
    return token.tag_.startswith("VB") or token.pos_ in ("VERB", "AUX")


def joined_to(verb: Token) -> Token:
    """The verb that a coordinated verb really continues: a finite one continues a finite one ("said he hoped to help and praised")."""
    head = verb.head
    if verb.tag_ == "VBD" and (higher := _past_above(verb)) is not None:
        return higher
    if verb.tag_ in FINITE or _resumes(verb):
        while (
            is_verb(head)
            and head.tag_ not in FINITE
            and not any(c.tag_ in FINITE for c in head.children if c.dep_ in ("aux", "auxpass"))
            and head.head.i != head.i
        ):
            head = head.head
            while not is_verb(head) and head.head.i != head.i:
                head = head.head
    return head if is_verb(head) else verb.head


def _past_above(verb: Token) -> Token | None:
    """What a simple past continues where parsers join it to a verb with an auxiliary: "said they would appeal and asked the judge"."""
    inner = verb.head
    while inner.dep_ == "conj" and is_verb(inner.head):
        inner = inner.head
    bare = inner.tag_ in ("VB", "VBN", "VBG") and any(c.dep_ in ("aux", "auxpass") and c.tag_ in FINITE for c in inner.children)
    if not bare or inner.dep_ not in ("ccomp", "advcl") or any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
        return None
    if inner.head.tag_ != "VBD" or inner.head.i > verb.i:  # "were sent in and opened fire, he said"
        return None
    had = any(c.lower_ in ("had", "'d") for c in inner.children if c.dep_ == "aux")
    if had and verb.lower_.endswith("ed") and verb.lemma_.lower() not in UTTERING:  # "said they had crossed the border and opened fire"
        return None
    return inner.head


def is_passive(verb: Token) -> bool:
    """Whether the verb's grammatical subject is its logical object."""
    below = {c.dep_ for c in verb.children}
    if "auxpass" in below or "nsubjpass" in below or ("agent" in below and "dobj" not in below):
        return True
    if verb.tag_ not in ("VBN", "VBD"):
        return False
    if verb.dep_ == "acl":
        return "dobj" not in below
    if verb.tag_ != "VBN" or not below.isdisjoint(("nsubj", "aux", "dobj")):
        return False
    told = verb.dep_ == "conj" or (verb.dep_ in ("xcomp", "oprd") and verb.head.lemma_ in ("report", "confirm", "fear", "find", "leave", "presume"))
    return verb.dep_ == "advcl" or (told and is_verb(verb.head) and is_passive(verb.head))  # "was reported killed"


def _antecedent(verb: Token) -> Token | None:
    """The noun that a relative or reduced relative clause tells of."""
    while (verb.dep_ == "conj" or (verb.dep_ == "ccomp" and verb.head.dep_ == "relcl")) and is_verb(verb.head):
        verb = verb.head  # "a group that Chad says is backed by Sudan"
    noun = verb.head
    if verb.dep_ not in ("relcl", "acl") or is_verb(noun):
        return None
    return noun.head if verb.dep_ == "relcl" and noun.dep_ == "appos" and noun.pos_ == "NOUN" and noun.head.pos_ == "PROPN" else noun  # "Smith, the man who"


def _real(token: Token, verb: Token) -> list[Token]:
    """A relative pronoun as the noun that it stands for; others with what is joined to them."""
    if token.lower_ in ("that", "who") and token.dep_ == "nsubj" and verb.head.lemma_ == "be" and (cleft := child(verb.head, "attr")) is not None:
        return coordinated(cleft)  # "it was Russia that did it"
    told = token.lower_ in RELATIVE and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj") and (token.dep_, verb.lemma_) != ("dobj", "deny")
    if told and (head := _antecedent(verb)) is not None:
        return coordinated(head) if head.dep_ != "conj" else [head]
    return coordinated(token)


def agents(verb: Token) -> list[Token]:
    """The by-phrase of a passive; "by sea" says only how, "by Monday" only when, "by 3 percent" only how much."""
    by = [a for a in verb.children if a.dep_ == "agent" or (a.dep_ == "prep" and a.lower_ == "by")]
    told = [p for a in by for p in a.children if p.dep_ == "pobj" and p.ent_type_ not in TIMES_AND_SHARES]
    return [t for p in told if p.lower_ not in MEANS or list(p.lefts) for t in coordinated(p)]


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """The logical subjects of a verb, found also where another clause names them."""
    if depth > DEPTH:
        return []
    if is_passive(verb):
        return agents(verb)
    return grammatical_subjects(verb, depth)


def grammatical_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """What stands as the verb's subject, or what controls it."""
    if depth > DEPTH:
        return []
    owned = [c for c in reversed(list(verb.lefts)) if c.dep_ in ("nsubj", "nsubjpass", "csubj")]
    own = next((c for c in owned if c.pos_ != "NUM"), owned[0] if owned else child(verb, "nsubj", "nsubjpass", "csubj"))  # "a quake of magnitude 6.8 shook"
    if own is not None and not is_verb(own):
        listed = [c for c in owned if c.tag_ == own.tag_ == "NNP" and c.i + 2 == own.left_edge.i and c.nbor(1).text == ","]  # "Macron, Scholz call Xi"
        return [*listed, *_real(own, verb)]
    if own is None and (outer := _resumed(verb)) is not None:
        return coordinated(outer)
    head = verb.head
    if verb.dep_ == "advcl" and own is None and verb.tag_ in FINITE and is_verb(head):
        # a finite clause has a subject of its own; parsers hang it on the conjunction: "after members of the league blocked"
        before = [p for p in head.children if p.dep_ == "prep" and head.i < p.i < verb.i and p.lower_ in CONJUNCTIONS]
        return [t for p in before[-1:] for o in p.children if o.dep_ == "pobj" for t in coordinated(o)]
    if verb.dep_ == "conj" and is_verb(head):
        return grammatical_subjects(joined_to(verb), depth + 1)
    if verb.dep_ in ("acl", "relcl") and not is_verb(head):
        if verb.dep_ == "acl" and verb.tag_ in ("VBG", "VBN", *FINITE):
            return coordinated(head)
        if verb.dep_ == "acl" or (verb.dep_ == "relcl" and _is_infinitive(verb)):
            if head.tag_ in ("NNS", "NNPS") and head.lemma_ not in INTENTIONS:  # "leaders to congratulate him"
                return coordinated(head)
            return owners(head, depth + 1)  # "an offer to mediate": whose offer?
        return []
    if verb.dep_ == "xcomp" and own is None and (asked := _asked(head, verb)):
        return asked
    if verb.dep_ in ("xcomp", "ccomp") and is_verb(head):
        controlled = own is None and verb.dep_ == "xcomp" and not _keeps_control(head)
        if controlled and (held := objects(head, depth + 1)) and child(verb, "mark") is None:
            return held if not is_passive(head) else grammatical_subjects(head, depth + 1)
        return grammatical_subjects(head, depth + 1)
    if verb.dep_ == "xcomp" or (verb.dep_ == "ccomp" and head.pos_ == "ADJ"):  # under an adjective: "is ready to meet"
        return grammatical_subjects(head.head, depth + 1) if head.dep_ in ("acomp", "attr", "oprd") else []
    if verb.dep_ == "advcl" and is_verb(head):
        return grammatical_subjects(head, depth + 1)
    if verb.dep_ == "pcomp" and head.dep_ in ("prep", "agent", "mark"):
        governor = head.head
        while governor.dep_ == "prep":
            governor = governor.head
        if governor.dep_ == "acomp" or governor.pos_ == "ADV":  # "pleaded not guilty to stealing", "stopped short of apologising"
            return grammatical_subjects(governor.head, depth + 1)
        if is_verb(governor):
            held = objects(governor, depth + 1)
            return held if held and head.lower_ in OBJECT_GERUND else grammatical_subjects(governor, depth + 1)
        if governor.dep_ == "dobj" and head.lower_ == "of" and governor.head.lemma_ in ("accuse", "suspect", "convict"):
            return coordinated(governor)
        return owners(governor, depth + 1)
    return []


def _keeps_control(verb: Token) -> bool:
    """Whether a verb's own subject does what its infinitive tells: "promised her to go", "took a week to apologise", "called Xi to urge restraint"."""
    if verb.lemma_ in SUBJECT_CONTROL or (held := child(verb, "dobj")) is None:
        return verb.lemma_ in SUBJECT_CONTROL
    return (verb.lemma_ == "take" and held.ent_type_ in ("DATE", "TIME")) or (verb.lemma_ == "call" and held.tag_ == "NNP")


def _resumed(verb: Token) -> Token | None:
    """The subject that parsers leave inside the relative clause between it and its verb: "The mayor, whose party won, mocked them"."""
    if verb.tag_ not in FINITE or any(c.dep_ == "cc" and c.i < verb.i for c in verb.head.children if verb.dep_ == "conj"):
        return None
    inner = verb.head if verb.dep_ == "conj" else next((c for c in verb.lefts if c.dep_ in ("ccomp", "advcl") and is_verb(c)), None)
    if inner is None or inner.i > verb.i:
        return None
    held = [c for c in inner.lefts if c.dep_ in ("nsubj", "nsubjpass")]
    outer = held[0] if len(held) > 1 else None
    between = verb.doc[outer.i + 1 : outer.i + 3] if outer is not None else ()
    closed = verb.doc[verb.i - 1].text == ","
    return outer if closed and len(between) == 2 and between[0].text == "," and between[1].lower_ in RELATIVE else None


def _is_infinitive(verb: Token) -> bool:
    return any(c.tag_ == "TO" for c in verb.children)


def possessors(noun: Token) -> list[Token]:
    """Whose a noun is by its possessive; of "whose" those that its clause is about. "Friday's march" is nobody's."""
    owner = child(noun, "poss")
    if owner is None or owner.ent_type_ in ("DATE", "TIME"):
        return []
    if owner.lower_ != "whose":
        return coordinated(owner)
    clause = next((below for _, below in climb(noun) if below.dep_ == "relcl"), None)
    return [] if clause is None else coordinated(clause.head)


def _asked(verb: Token, deed: Token) -> list[Token]:
    """Who is to do what somebody is asked for by a preposition: "called on Iran to free", "appealed to Israel to let"."""
    prepositions = ASKING.get(verb.lemma_.lower(), ())
    return [
        t
        for p in verb.children
        if p.dep_ == "prep" and p.lower_ in prepositions and p.i < deed.i
        for o in p.children
        if o.dep_ == "pobj"
        for t in coordinated(o)
    ]


def owners(noun: Token, depth: int = 0) -> list[Token]:
    """Whose act a noun is: its possessor, its by-phrase, or the subject of the verb that governs it."""
    if depth > DEPTH:
        return []
    if held := possessors(noun):
        return held
    by = [t for p in noun.children if p.dep_ in ("prep", "agent") and p.lower_ == "by" for o in p.children if o.dep_ == "pobj" for t in coordinated(o)]
    if by:
        return by
    if noun.lemma_ in INTENTIONS and (held := prepositional(noun, ("of",))):  # "the decision of the council to close the mine"
        return held
    head = noun.head
    if noun.dep_ in ("dobj", "attr", "oprd") and is_verb(head):
        return subjects(head, depth + 1)
    if noun.dep_ == "pobj" and head.lower_ == "of" and not is_verb(head.head):  # "one of the first to"
        return owners(head.head, depth + 1)
    if noun.dep_ == "pobj" and head.dep_ == "prep" and is_verb(head.head):
        return (objects if noun.lemma_ in ("charge", "suspicion") else subjects)(head.head, depth + 1)  # "held on charges of spying"
    return []


def objects(verb: Token, depth: int = 0) -> list[Token]:
    """The logical objects of a verb."""
    if depth > DEPTH:
        return []
    if is_passive(verb):
        own = next((c for c in reversed(list(verb.lefts)) if c.dep_ in ("nsubjpass", "nsubj")), None) or child(verb, "nsubjpass", "nsubj")
        if own is not None and not is_verb(own):
            return [*_given(verb), *_real(own, verb)]
        if (head := _antecedent(verb)) is not None and verb.dep_ == "acl":
            return coordinated(head)
        return grammatical_subjects(verb, depth + 1)
    own = child(verb, "dobj")
    if (named := _named(verb)) is not None:
        return [named]
    if own is not None:
        return [*_given(verb), *_real(own, verb)]
    if verb.dep_ == "relcl" and (head := _antecedent(verb)) is not None and child(verb, "nsubj") is not None:
        subject = child(verb, "nsubj")
        if subject is not None and subject.lower_ not in RELATIVE and not any(c.dep_ in ("xcomp", "ccomp") or c.tag_ == "WRB" for c in verb.children):
            return coordinated(head)
    for c in verb.children:  # "allowed the men to leave", "set the men free": the object stands as the inner clause's subject
        if c.dep_ == "ccomp" and (_is_infinitive(c) or c.pos_ in ("ADJ", "NOUN")) and (inner := child(c, "nsubj")) is not None and child(c, "mark") is None:
            return coordinated(inner)
    if verb.dep_ != "conj":
        for c in verb.children:  # "detained and deported the men": the object stands with the second verb
            if c.dep_ == "conj" and is_verb(c) and child(c, "nsubj", "aux") is None and c.tag_ == verb.tag_ and c.i - verb.i <= 3:
                return objects(c, depth + 1)
    return []


def _given(verb: Token) -> list[Token]:
    """What is given, where whom it is given to stands as the subject or the first object: "was refused bail", "handed the captain a fine"."""
    things = [c for c in verb.children if c.dep_ == "dobj"] if verb.lemma_ in GIVING else []
    return things if is_passive(verb) else things[1:]


def _named(verb: Token) -> Token | None:
    """Who is put into an office, where parsers make his name a part of it: "named Maria Silva prime minister"."""
    office = child(verb, "oprd", "dobj", "attr") if verb.lemma_ in NAMING and not is_passive(verb) else None
    if office is None or office.tag_ != "NN":
        return None
    return next((c for c in office.lefts if c.dep_ in ("compound", "nmod") and c.ent_type_ == "PERSON" and c.tag_ == "NNP"), None)


def complements(token: Token) -> list[Token]:
    """Clauses that say what an act of speech, a plan or a noun is about."""
    found = [c for c in token.children if c.dep_ in ("xcomp", "ccomp") or (c.dep_ == "acl" and not is_verb(token) and c.tag_ != "VBN")]
    found += [c for a in token.children if a.dep_ in ("acomp", "oprd") for c in a.children if c.dep_ in ("xcomp", "ccomp")]
    if not is_verb(token):
        found += [c for c in token.children if c.dep_ == "relcl" and _is_infinitive(c)]
    found += [c for p in token.children if p.dep_ == "prep" for c in p.children if c.dep_ == "pcomp" and is_verb(c)]
    return [v for c in found if is_verb(c) or c.pos_ == "ADJ" for v in (c, *verbs_joined(c))]


def _resumes(verb: Token) -> bool:
    """Whether a verb that parsers join to an infinitive goes on with what stands above it: "agreed to share power and will sign a pact"."""
    return _is_infinitive(verb.head) and any(c.tag_ == "MD" and c.dep_ == "aux" for c in verb.children) and child(verb, "nsubj", "nsubjpass") is None


def verbs_joined(verb: Token) -> Iterator[Token]:
    """Verbs coordinated with a verb."""
    for c in verb.children:
        if c.dep_ == "conj" and is_verb(c) and not _resumes(c):
            yield c
            yield from verbs_joined(c)


def prepositional(token: Token, prepositions: Iterable[str]) -> list[Token]:
    """Nouns that hang on the token by one of the prepositions, also through another ("out of", "because of")."""
    wanted = frozenset(prepositions)
    found: list[Token] = []
    for p in token.children:
        if p.dep_ in ("prep", "agent", "dative") and p.pos_ in ("ADP", "SCONJ", "PART", "ADV"):
            if p.lower_ in wanted:
                found += [t for o in p.children if o.dep_ == "pobj" for t in coordinated(o)]
            for inner in p.children:
                if inner.dep_ == "prep" and inner.lower_ in wanted:
                    found += [t for o in inner.children if o.dep_ == "pobj" for t in coordinated(o)]
    return found


def has_preposition(token: Token, prepositions: Iterable[str]) -> bool:
    """Whether one of the prepositions hangs on the token and says more than when: not "appealed on Monday"."""
    wanted = frozenset(prepositions)
    return any(c.lower_ in wanted and c.dep_ in ("prep", "agent", "dative", "prt", "advmod", "mark") and not _dates(c) for c in token.children)


def _dates(preposition: Token) -> bool:
    return any(c.dep_ == "pobj" and c.ent_type_ in ("DATE", "TIME") for c in preposition.children)


def particles(verb: Token) -> set[str]:
    """Words like `up`, `down`, `together` that hang on a verb."""
    return {c.lower_ for c in verb.children if c.dep_ in ("prt", "advmod", "prep", "acomp", "dep", "ccomp", "xcomp", "oprd")}


def datives(verb: Token) -> list[Token]:
    """To or for whom: "gave Malawi food"."""
    bare = [t for c in verb.children if c.dep_ == "dative" and c.pos_ not in ("ADP", "PART") for t in coordinated(c)]
    if not bare and (things := _given(verb)):
        bare = [t for t in objects(verb) if t not in things]
    return bare or prepositional(verb, ("to",))


def premodifiers(noun: Token) -> list[Token]:
    """Adjectives and nouns before a noun, of which one may name a party ("the Indian proposal", "Ukrainian troop withdrawals")."""
    own = [c for c in noun.children if c.dep_ in ("amod", "compound", "nmod", "nummod") and c.i < noun.i]
    return own + [c for m in own for c in m.children if c.dep_ in ("amod", "compound", "nmod") and c.i < m.i]


def climb(token: Token) -> Iterator[tuple[Token, Token]]:
    """Pairs (governor, the dependent under it) from a token up to the root of its sentence."""
    for _ in range(3 * DEPTH):
        if token.head.i == token.i:
            return
        yield token.head, token
        token = token.head


def within(token: Token, ancestor: Token) -> bool:
    """Whether a token stands under another."""
    return token.i == ancestor.i or ancestor.is_ancestor(token)


def phrase(head: Token) -> tuple[int, int]:
    """First and last token of a noun with its modifiers before it, without determiners, quotes and clauses."""
    first = head.i
    for token in head.lefts:
        if token.dep_ in ("amod", "compound", "nmod", "nummod", "poss", "quantmod", "advmod", "npadvmod") and token.pos_ != "PUNCT":
            first = min(first, token.left_edge.i)
    while first < head.i and (head.doc[first].pos_ in ("PUNCT", "DET") or head.doc[first].tag_ in ("DT", "WDT", "``", "''")):
        first += 1
    return first, head.i
