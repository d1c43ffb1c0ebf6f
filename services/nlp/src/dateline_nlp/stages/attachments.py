"""Mends attachments that the small parser regularly gets wrong, before anybody reads them. In place, as `lemmas` does.

Long, because it is a list: each kind of error has its function.

1. "between the government and Tamil rebels": the first noun is hung on the last as a modifier; they are two who are joined.
2. "asylum to five officers holed up in the embassy": a noun behind a bare preposition is read as subject of the participle
   that tells of it.
3. "denied moving troops": right behind a verb that takes a deed as its object, a participle before a bare noun is that deed;
   so it is in "suspect the firm of evading taxes".
4. "Nurses in Kenya plan to strike": a noun with a subject and an infinitive is a verb.
5. "the charity working in Chad said": the participle is read as the subject.
6. "members of the club, a body of experts, met": what explains the subject is read as a second one.
7. "has sworn to fight": what is promised is read as a purpose.
8. "closed down a newspaper": the particle is read as a preposition.
9. "agreed to demands for a vote": a noun behind "to" is read as a verb.
10. "a ceasefire offer": the second noun is read as a participle that tells of the first.
11. "Doe, whose request for talks he refused": what is refused is hung on the talks.
12. "Doe, whom they urged to go": whom they urged is read as the object of going.
13. "Hours later gunmen struck": when they struck is read as a quality of theirs.
14. "capsized off Molde": the preposition is read as a particle, and the coast as what was capsized.
15. "called for the mayor to go", "pushed the mayor to go": what is asked for is read as a purpose.
16. "Two trains collided near Tanta, the ministry reported": what is reported is read as said of a second subject.
17. "took the oath hours later", "freed on Monday moments after he paid": the noun is hung on the time that is counted from it.
18. "agreed to end the strike and signed a pact": what was done next is joined to the infinitive.
19. "said on Monday it would go", "said Monday it would go": the day of the saying is hung on what is said.
20. "said on Monday rebels struck": the day is read as a quality of the rebels.
21. "will cut jobs and shut a plant": a verb whose past is its infinitive is read as past.
22. "jailed for six years last May": the day of the verdict is hung on the years.

It is one thing though it is long: each misreading is told from the others by the same few labels, in one walk over the words.
"""

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token, hang, measure

NOUNS = ("NN", "NNS", "NNP", "NNPS")
PREPOSITIONS = word_set("to for from with on against of by into at")  # those that never open a clause
PROMISING = word_set("swear vow pledge threaten promise refuse agree offer decline")
PHRASAL = {
    "down": word_set("close shut turn shoot strike vote break lay put track hunt tear burn gun mow hand bring"),
    "up": word_set("blow call set give break step beat round open build draw"),
    "off": word_set("call cut break seal lay set cordon fight hold"),
    "over": word_set("hand take turn"),
    "out": word_set("carry rule wipe throw"),
    "through": word_set("vote push steer rush wave nod ram railroad force"),
}  # particle -> verbs that take an object behind it
REPORTING = word_set("say report announce confirm add state note recall")
AFLOAT = word_set("capsize sink founder crash collide ditch drift overturn explode burn anchor sail strand stop drown vanish disappear happen occur")
URGING = word_set("urge ask tell order invite force persuade press push beg encourage allow warn advise instruct")
CALLING = word_set("call press push appeal plead lobby campaign argue vote")
PRESSING = word_set("press push pressure pressurise pressurize lobby nudge prod lead drive prompt cause spur compel oblige provoke trigger")
WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
SPANS = word_set("moment minute hour day week month year")
REACH = 8  # tokens behind a preposition in which its noun stands
DEED_VERBS = word_set("deny admit avoid consider contemplate regret risk recall confess acknowledge resume postpone mull oppose")
ACCUSING = word_set("accuse suspect blame charge convict acquit fault punish fine arrest jail clear praise thank")
APART = ("NNP", "NNPS", "JJ", "VBN", "CD")  # what modifies only the second of two joined nouns


def mend(doc: Doc, gazetteer: Gazetteer) -> Doc:
    """The same document with heads and labels set right."""
    mended = False
    for token in doc:
        if token.dep_ == "nmod" and token.tag_ in NOUNS and (_is_full_name(token) or token.lemma_.lower() in gazetteer.nouns):
            mended |= _join(token)
        elif token.dep_ in ("prep", "npadvmod") and (_said_then(token) or _then(token)):
            mended = True
        elif token.dep_ == "compound" and token.lower_ in WEEKDAYS and token.head.dep_ == "pobj":
            mended |= _said_on(token)
        elif token.dep_ == "prep" and not token.children and token.lower_ in PREPOSITIONS:
            mended |= _hold(token)
        elif token.dep_ == "amod" and token.lower_ in ("later", "earlier"):
            mended |= _when(token)
        elif token.dep_ in ("amod", "compound") and token.lower_.endswith("ing"):
            mended |= _tell(token)
        elif token.dep_ == "ROOT" and token.tag_ in ("NN", "NNS") and _is_finite(token):
            token.tag_, token.pos_ = ("VBP" if token.tag_ == "NN" else "VBZ"), "VERB"
        elif token.dep_ == "prep" and token.i == token.head.i + 1 and token.head.lemma_ in PHRASAL.get(token.lower_, ()):
            mended |= _part(token)
        elif token.dep_ == "prt" and token.lower_ == "off" and token.head.lemma_ in AFLOAT:
            mended |= _at_sea(token)
        elif token.dep_ in ("dobj", "pobj") and token.tag_ == "NNS" and token.lemma_.lower() in SPANS:
            mended |= _count(token)
        elif token.dep_ == "conj" and token.tag_ in ("VBD", "VBZ") and token.head.tag_ == "VB":
            if token.lower_ == token.lemma_.lower():
                token.tag_ = "VB"
            else:
                mended |= _go_on(token)
        elif token.dep_ == "xcomp" and token.tag_ in ("NN", "NNS"):
            mended |= _thing(token)
        elif token.dep_ == "acl" and token.tag_ in NOUNS and token.head.i == token.i - 1 and token.head.tag_ in NOUNS:
            mended |= _compound(token)
        elif token.dep_ == "nsubj" and token.tag_ in NOUNS and token.head.lemma_ in REPORTING and _reported(token):
            mended = True
        elif token.dep_ == "nsubj":
            mended |= _tell_of(token) if token.tag_ in ("VBG", "VBN") else _explain(token, "nsubj")
        elif token.dep_ == "dobj":
            mended |= _urge(token) if token.lower_ == "whom" else _explain(token, "dobj")
        elif token.lower_ == "whose" and token.dep_ == "poss":
            mended |= _refuse(token.head)
        elif token.dep_ == "advcl" and token.head.lemma_.lower() in PROMISING:
            mended |= _promise(token)
        elif token.dep_ == "advcl" and token.head.lemma_.lower() in CALLING | PRESSING:
            mended |= _call(token)
    if mended:
        measure(doc)
    return doc


def _is_full_name(token: Token) -> bool:
    """Whether a name of several words ends at a token: "Civic Bridge" of "Civic Bridge and Country Union"."""
    return token.tag_ == "NNP" and any(c.dep_ == "compound" and c.tag_ == "NNP" for c in token.lefts)


def _join(first: Token) -> bool:
    """Reads "the government and Tamil rebels" as two."""
    last = first.head
    joint = next((c for c in first.rights if c.dep_ == "cc" and c.lower_ in ("and", "or")), None)
    between = [c for c in first.rights if c.dep_ == "conj" and c.i < last.i]
    if joint is None or last.i < first.i or last.tag_ not in NOUNS or len(between) != 1 or between[0].tag_ not in APART:
        return False
    outer, label = last.head, last.dep_
    hang(between[0], last, "amod")
    hang(first, first if outer is last else outer, label)
    hang(last, first, "conj")
    return True


def _hold(preposition: Token) -> bool:
    """Gives a bare preposition the noun right behind it."""
    for noun in preposition.doc[preposition.i + 1 : preposition.i + REACH]:
        if noun.dep_ in ("nsubj", "nsubjpass") and noun.left_edge.i == preposition.i + 1 and noun.tag_ in NOUNS:
            verb = noun.head
            if verb.i != noun.i + 1 or verb.tag_ not in ("VBN", "VBD", "VBG") or verb.head is verb or verb.is_ancestor(preposition):
                return False
            hang(noun, preposition, "pobj")
            hang(verb, noun, "acl")
            return True
    return False


def _tell(deed: Token) -> bool:
    """Reads what is denied as a verb with its object."""
    noun, verb = deed.head, deed.head.head
    if noun.dep_ == "pobj" and verb.i == deed.i - 1 and verb.lower_ in ("of", "for", "with") and noun.i > deed.i:
        accused = verb.head if verb.head.tag_.startswith("VB") else verb.head.head  # "suspect the firm of evading taxes"
        if accused.lemma_ not in ACCUSING:
            return False
        hang(deed, verb, "pcomp")
        hang(noun, deed, "dobj")
        deed.tag_, deed.pos_ = "VBG", "VERB"
        return True
    if noun.dep_ != "dobj" or verb.i != deed.i - 1 or noun.i < deed.i or verb.lemma_ not in DEED_VERBS or not verb.tag_.startswith("VB"):
        return False
    hang(deed, verb, "xcomp")
    hang(noun, deed, "dobj")
    deed.tag_, deed.pos_ = "VBG", "VERB"
    return True


def _is_finite(noun: Token) -> bool:
    subject = any(c.dep_ == "nsubj" and c.i < noun.i for c in noun.children)
    return subject and any(c.dep_ == "xcomp" and any(t.tag_ == "TO" for t in c.children) for c in noun.children)


def _tell_of(participle: Token) -> bool:
    """Reads "the charity working in Chad" as a charity."""
    own = next((c for c in participle.lefts if c.dep_ == "nsubj" and c.tag_ in NOUNS), None)
    if own is None or own.i != participle.i - 1:
        return False
    hang(own, participle.head, "nsubj")
    hang(participle, own, "acl")
    return True


def _refuse(held: Token) -> bool:
    """Reads "Doe, whose request for talks he refused" as a refusal of the request; a verb behind its comma is the main one."""
    owner = held.head
    below = [t for t in held.subtree if t.dep_ == "relcl" and t.i > held.i and any(c.dep_ == "nsubj" and c.i > held.i for c in t.children)]
    if owner.i >= held.i or owner.tag_ not in NOUNS or not below or any(c.dep_ == "dobj" for c in below[0].children):
        return False
    verb = below[0]
    main = next((c for c in held.rights if c.dep_ == "acl" and c.tag_ in ("VBD", "VBZ", "VBP") and c.i > verb.i and c.doc[c.i - 1].text == ","), None)
    hang(verb, owner, "relcl")
    hang(held, verb, "dobj")
    if main is not None and owner.dep_ == "ROOT":
        hang(main, main, "ROOT")
        hang(owner, main, "nsubj")
    return True


def _when(later: Token) -> bool:
    """Reads "hours later", before a subject, as said of its verb."""
    noun = later.head
    if noun.dep_ not in ("nsubj", "nsubjpass") or not any(c.dep_ == "npadvmod" for c in later.lefts):
        return False
    hang(later, noun.head, "advmod")
    later.tag_, later.pos_ = "RB", "ADV"
    return True


def _count(span: Token) -> bool:
    """Reads "took the oath hours later" as said of an oath."""
    doc, thing = span.doc, span.doc[span.i - 1]
    if thing.head is not span or thing.dep_ != "compound" or span.i + 1 >= len(doc) or doc[span.i + 1].lower_ not in ("later", "earlier", "after", "before"):
        return False
    held, label = span.head, span.dep_
    for before in [c for c in span.lefts if c is not thing]:
        hang(before, thing, before.dep_)
    hang(thing, held, label)
    hang(span, held.head if label == "pobj" else held, "npadvmod")
    return True


def _go_on(verb: Token) -> bool:
    """Joins a past or present verb behind an infinitive to the verb of its own tense above it."""
    inner = verb.head
    if any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children) or not any(c.tag_ == "TO" for c in inner.lefts):
        return False
    above = inner.head
    while above.tag_ != verb.tag_ and above.head is not above:
        above = above.head
    if above.tag_ != verb.tag_ or verb.is_ancestor(above):
        return False
    hang(verb, above, "conj")
    return True


def _then(day: Token) -> bool:
    """Gives a day behind a span that an act lasts, or is to last, to the act."""
    span = day.head
    above = span.head
    while above.dep_ == "prep":
        above = above.head
    if day.dep_ != "npadvmod" or day.ent_type_ != "DATE" or span.lemma_.lower() not in SPANS or span.dep_ != "pobj" or not above.tag_.startswith("VB"):
        return False
    if day.lower_ not in WEEKDAYS and not any(c.lower_ in ("last", "this", "next") for c in day.lefts):
        return False
    hang(day, above, "npadvmod")
    return True


def _said_then(when: Token) -> bool:
    """Gives a day between a verb of saying and the subject of what is said to the saying; after a comma it is what is said that has it."""
    said, saying = when.head, when.head.head
    if said.dep_ != "ccomp" or when.i > said.i:
        return False
    time = next((c for c in when.children if c.dep_ == "pobj"), None) if when.dep_ == "prep" else when
    subject = next((c for c in said.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
    if time is None or time.ent_type_ != "DATE" or subject is None or subject.left_edge.i != when.right_edge.i + 1 or not _tells(saying, when.left_edge.i):
        return False
    hang(when, saying, when.dep_)
    return True


def _said_on(day: Token) -> bool:
    """Reads "said on Monday rebels struck" as what rebels did."""
    noun, preposition = day.head, day.head.head
    said = next((v for v in preposition.head.rights if v.dep_ == "ccomp" and v.i == noun.right_edge.i + 1), None)
    if said is None or noun.left_edge is not day or preposition.lower_ != "on" or not _tells(preposition.head, preposition.i):
        return False
    if said.tag_ not in ("VBD", "VBZ", "VBP") or any(c.dep_ in ("nsubj", "nsubjpass") for c in said.children):
        return False
    hang(day, preposition, "pobj")
    hang(noun, said, "nsubj")
    return True


def _tells(verb: Token, until: int) -> bool:
    """Whether a verb tells of what is said behind it, with nothing but whom it is told between it and a place in the sentence."""
    between = [c for c in verb.rights if c.i < until]
    last = max([verb.i, *(c.right_edge.i for c in between)])
    return verb.tag_ in ("VBD", "VBZ", "VBP", "VBG") and verb.lemma_.lower() in REPORTING | {"tell"} and last == until - 1


def _urge(whom: Token) -> bool:
    """Reads "whom they urged to go" as an urging of him."""
    inner, verb = whom.head, whom.head.head
    if inner.dep_ != "xcomp" or verb.lemma_ not in URGING or any(c.dep_ == "dobj" for c in verb.children):
        return False
    hang(whom, verb, "dobj")
    return True


def _reported(noun: Token) -> bool:
    """Reads the first of two subjects of a verb of saying, with a past participle right behind it, as a clause of its own."""
    verb = next((c for c in noun.rights if c.dep_ == "acl" and c.tag_ == "VBN"), None)
    others = [c for c in noun.head.children if c.dep_ == "nsubj" and c is not noun]
    if verb is None or len(others) != 1 or verb.i != _last_word(noun) + 1 or others[0].i < verb.right_edge.i or noun.head.i < verb.i:
        return False
    if any(c.dep_ == "agent" for c in verb.children):
        return False
    later = [c for c in noun.rights if c.i > verb.i]
    verb.tag_, verb.pos_ = "VBD", "VERB"
    hang(verb, noun.head, "ccomp")
    hang(noun, verb, "nsubj")
    for child in later:
        hang(child, verb, "advcl" if child.dep_ == "acl" else child.dep_)
    return True


def _last_word(noun: Token) -> int:
    """The last word of a noun's own phrase, what hangs on it by prepositions included."""
    return max([noun.i, *(c.right_edge.i for c in noun.rights if c.dep_ == "prep" and c.i == noun.i + 1)])


def _explain(noun: Token, label: str) -> bool:
    """Reads the second of two subjects or objects, between commas, as said of the first."""
    doc, last = noun.doc, _last(noun)
    first = next((c for c in noun.head.children if c.dep_ == label and c.i < noun.i and c.tag_ in NOUNS), None)
    if first is None or noun.tag_ not in NOUNS or last + 1 >= len(doc) or doc[noun.left_edge.i - 1].text != "," or doc[last + 1].text != ",":
        return False
    if first.right_edge.i != noun.left_edge.i - 2:
        return False
    hang(noun, first, "appos")
    return True


def _last(noun: Token) -> int:
    """The last word of a phrase, a comma behind it left out."""
    return noun.right_edge.i - 1 if noun.right_edge.text == "," else noun.right_edge.i


def _promise(verb: Token) -> bool:
    """Reads the infinitive right behind a verb of promising as what is promised."""
    if verb.left_edge.i != verb.head.i + 1 or verb.left_edge.tag_ != "TO":
        return False
    hang(verb, verb.head, "xcomp")
    return True


def _call(verb: Token) -> bool:
    """Reads "called for the mayor to go" as a call for that."""
    owner = next((c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
    calling = verb.doc[owner.left_edge.i - 1] if owner is not None and owner.left_edge.i else None
    pressed = next((c for c in verb.head.rights if c.dep_ == "dobj"), None)
    if pressed is not None and verb.left_edge.tag_ == "TO" and verb.left_edge.i == pressed.right_edge.i + 1 and verb.head.lemma_ in PRESSING:
        hang(verb, verb.head, "xcomp")
        return True
    if calling is None or calling.lower_ != "for" or calling.i < verb.head.i or not any(c.tag_ == "TO" for c in verb.lefts):
        return False
    hang(calling, verb.head, "prep")
    hang(verb, verb.head, "xcomp")
    return True


def _part(particle: Token) -> bool:
    """Reads "closed down a newspaper" as something done to a newspaper."""
    verb, held = particle.head, [c for c in particle.children if c.dep_ == "pobj"]
    if len(held) != 1 or len(particle.children) != 1 or any(c.dep_ in ("dobj", "auxpass", "prt") for c in verb.children):
        return False
    hang(held[0], verb, "dobj")
    particle.dep_ = "prt"
    return True


def _at_sea(particle: Token) -> bool:
    """Reads "capsized off Molde" as a place."""
    held = next((c for c in particle.head.rights if c.dep_ == "dobj" and c.left_edge.i == particle.i + 1), None)
    if held is None:
        return False
    particle.tag_, particle.pos_, particle.dep_ = "IN", "ADP", "prep"
    hang(held, particle, "pobj")
    return True


def _thing(noun: Token) -> bool:
    """Reads "agreed to demands" as an agreement to a thing."""
    to = noun.left_edge
    if to.tag_ != "TO" or to.dep_ != "aux" or to.head is not noun or noun.left_edge.i != noun.head.i + 1:
        return False
    hang(to, noun.head, "prep")
    hang(noun, to, "pobj")
    to.tag_, to.pos_ = "IN", "ADP"
    return True


def _compound(second: Token) -> bool:
    """Reads "a ceasefire offer" as an offer."""
    first = second.head
    outer, label = first.head, first.dep_
    for before in first.lefts:
        hang(before, second, before.dep_)
    hang(second, second if outer is first else outer, label)
    hang(first, second, "compound")
    return True
