"""Mends readings of the small parser that hide who acted, or upon whom. In place, right after `attachments`.

1. "In Nairobi, Ethiopia and Eritrea opened talks": the subject is read as joined to the place before it.
2. "sent home two attachés": people behind an adverb are read as a measure.
3. "called its ambassador home": the person is read as a modifier of "home".
4. "denied once more that he had leaked": the clause is hung on "more".
5. "was arrested in 2019 and freed nine days later": a participle joined to a passive is read as a past tense.
6. "Nancassa and Senegal's president met": the first of two who are joined is read as an owner.
7. "spoke by telephone": the means is read as the doer of a passive.
8. "Weber called Larkin on Friday": whom somebody called is read as the name that somebody was given.
9. "was named envoy by the king": who named him is hung on the envoy.
10. "won a by-election": the first half of the word is read as a preposition.
11. "A van carrying bank staff plunged": what is carried is read as what the clause is about.
12. "Shelling hit a market": what hit it is read as a helping verb.
13. "Peru freed two soldiers and Chile handed over a spy": what was freed is read as one that hands over.
14. "were killed by Russian shelling": a noun behind an adjective is read as a gerund.
15. "left 14 dead", "left 14 people dead": those who were left so are read as what the act is, or as its subject.
16. "met the leader on Monday to press for talks": whom they met is read as who presses.
17. "Aid convoys reached": the first of two nouns is read as a verb.
18. "Peru phones Chile, promises help": the first of two acts is read as what the second says.
19. "has sent aid since the invasion in February 2022": the day of the invasion is hung on the sending.
20. "signed an order imposing tariffs": what is done by a paper is hung on the paper (`papers`).
21. "disqualified ex-President John Doe": the first half of the title is read as an object of its own.
22. "Cholera outbreak kills six", "Fighting between clans killed nine": a noun is read as a verb.

Where it is the verb of the clause that is misread, `carried` mends it; where a noun stands to it, `standing`; what is hung amiss about a blame, `blamed`.
"""

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages import blamed, carried, papers, standing
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token, hang, measure

SENDING = word_set("call order bring send summon fetch recall turn drive escort fly take")
SPEAKING = word_set("deny insist claim allege say warn repeat stress promise vow accuse confirm")
DONE_TO = word_set(
    "free release arrest detain jail charge indict convict sentence dismiss sack fire deport expel remand acquit fine extradite impeach pardon oust "
    "suspend cancel postpone reschedule sign ratify reelect elect appoint swear kill wound injure rescue hospitalise hospitalize question evacuate"
)
OTHERS = word_set("dozens hundreds scores thousands others another many several more number")
CARRYING = word_set("carrying taking bringing transporting ferrying hauling flying")
VIOLENCE = word_set("shelling fighting bombing shooting looting rioting flooding")
HARMED = word_set("dead wounded injured hurt homeless missing")
NOMINAL = ("nsubj", "nsubjpass", "dobj", "pobj")
MEANS = word_set("telephone phone video videolink letter email radio post")


def mend(doc: Doc, gazetteer: Gazetteer) -> Doc:
    """The same document with heads, labels and tags set right."""
    mended = False
    for token in doc:
        if token.lower_ in blamed.CHARGES:
            mended |= blamed.charge(token)
        elif token.lower_ == "ex" and token.dep_ in ("dobj", "nsubj", "pobj"):
            mended |= _former(token)
        elif token.lower_ in CARRYING and token.dep_ in ("amod", "compound") and token.i:
            mended |= _carry(token)
        elif token.dep_ == "pobj" and token.tag_ == "NNP" and token.head.i == 0:
            mended |= _subject(token)
        elif token.lower_ == "by" and token.dep_ == "prep" and not token.whitespace_:
            mended |= _whole(token)
        elif token.dep_ == "nsubj" and token.tag_ == "JJ" and token.i == 0:
            mended |= carried.moved(token)
        elif token.dep_ == "npadvmod" and token.tag_ == "NNS":
            mended |= _sent(token, gazetteer)
        elif token.dep_ == "dobj" and token.lower_ == "home":
            mended |= _home(token)
        elif token.dep_ == "ccomp" and token.head.lower_ in ("more", "again"):
            mended |= _once_more(token)
        elif token.dep_ == "conj" and token.tag_ in ("VBD", "VBN") and token.lemma_.lower() in DONE_TO:
            _done(token)
        elif token.dep_ == "prep" and token.lower_ == "by":
            mended |= _by(token)
        elif token.dep_ == "prep" and token.lower_ == "as" and token.i + 1 < len(doc) and blamed.dismissed(token):
            mended = True
        elif token.dep_ == "conj" and token.tag_ in ("IN", "VBG"):
            mended |= blamed.together(token)
        elif token.dep_ == "relcl" and token.tag_ == "VBD":
            mended |= carried.befell(token) or carried.harmed(token)
        elif token.dep_ == "amod" and token.tag_ == "VBG" and token.i:
            mended |= papers.uncover(token)
        elif token.dep_ == "amod" and token.tag_ in (*carried.PAST, "VBN"):
            mended |= carried.did(token)
        elif token.dep_ == "ccomp" and token.tag_ == "VBZ" and token.head.tag_ == "VBZ" and token.head.i > token.i:
            mended |= _in_turn(token)
        elif token.dep_ in ("csubj", "advcl") and token.tag_ == "VB" and token.i == 0:
            mended |= _thing(token)
        elif token.dep_ == "nsubj" and token.head.dep_ == "advcl" and _met(token):
            mended = True
        elif token.dep_ == "oprd" and token.head.lemma_ == "leave" and token.lower_ in HARMED:
            mended |= _left(token)
        elif token.dep_ == "oprd" and token.head.lemma_ == "call":
            _called(token, gazetteer)
        elif token.dep_ == "agent" and any(c.lower_ in MEANS for c in token.children):
            token.dep_ = "prep"
        elif token.dep_ == "ccomp" and token.tag_ in carried.PAST and token.head.tag_ in carried.PAST and token.head.lemma_.lower() in DONE_TO:
            mended |= _two(token)
        elif token.dep_ == "advcl" and token.tag_ == "VBG" and token.nbor(-1).dep_ == "prt" and token.head.lemma_ in ("rule", "give"):
            token.dep_ = "xcomp"  # "ruled out sending troops"
        elif (token.dep_ == "advcl" and token.tag_ == "VBG" and carried.result(token)) or (token.dep_ == "prep" and token.i and _named_day(token)):
            mended = True
        elif token.dep_ == "advcl" and token.tag_ == "VBG" and token.head.lemma_ in blamed.BLAMING:
            mended |= blamed.came_of(token)
        elif token.dep_ == "aux" and token.tag_ == "VBG" and token.lower_ in VIOLENCE and token.head.tag_ in carried.PAST and token.head.i > token.i:
            token.tag_, token.pos_, token.lemma_, token.dep_ = "NN", "NOUN", token.lower_, "nsubj"
        elif token.dep_ == "acl" and token.tag_ in carried.PAST and token.head.dep_ == "ROOT":
            mended |= carried.went_on(token)
        elif token.dep_ == "ccomp" and token.tag_ == "VBN" and token.head.lemma_ == "have":
            standing.underwent(token)
        elif token.dep_ == "compound" and token.lower_ in standing.SPANS:
            mended |= standing.once(token)
        elif token.lower_ == "outside" and token.dep_ == "amod":
            mended |= standing.outside(token)
        elif token.dep_ in NOMINAL and token.tag_ in ("VBP", "VB", "VBG") and _is_noun(token):
            token.tag_, token.pos_, token.lemma_ = "NN", "NOUN", token.lower_
        elif token.dep_ in ("pcomp", "advcl", "acl") and token.tag_ == "VBG":
            mended |= papers.mend(token) or _noun(token, gazetteer)
        elif token.dep_ == "poss" and token.ent_type_ == "PERSON":
            mended |= _joined(token)
        elif token.dep_ == "acl" and token.tag_ == "VBN" and any(c.dep_ == "dobj" for c in token.children):
            mended |= carried.first(token)
        elif token.dep_ == "ROOT" and (token.pos_ in ("NOUN", "PROPN") or (token.tag_ == "VBG" and token.i == 0)):
            mended |= carried.told(token)
        elif token.dep_ == "conj" and token.tag_ == "VBD" and token.i and (doer := doc[token.i - 1]).dep_ == "conj" and doer.head.dep_ == "dobj":
            mended |= _next_doer(token, doer)
        elif token.dep_ == "conj" and token.tag_ in carried.PAST and token.head.tag_ == "VBG":
            mended |= carried.doing(token)
        elif token.dep_ in ("ROOT", "parataxis") and token.lower_ in carried.SAID and token.i > 1 and doc[token.i - 1].dep_ == "conj":
            mended |= carried.speakers(token)
        elif token.tag_ == "VBD" and token.i > 1 and doc[token.i - 1].text == ",":
            mended |= carried.aside(token)
    if mended:
        measure(doc)
    return doc


def _former(ex: Token) -> bool:
    """Hangs "ex" on the name that it stands before."""
    named = next((t for t in ex.head.children if t.i > ex.i and t.dep_ == ex.dep_), None)
    if named is None or ex.doc[ex.i + 1].text != "-" or named.left_edge.i > ex.i + 2:
        return False
    for part in (ex, ex.doc[ex.i + 1]):
        hang(part, named, "compound")
    return True


def _is_noun(word: Token) -> bool:
    """Whether a verb's form stands as a noun: "Cholera outbreak kills six", "Fighting between clans killed nine"."""
    below = {c.dep_ for c in word.children}
    if word.tag_ == "VBG":
        return word.dep_ in ("nsubj", "nsubjpass") and word.lower_ in VIOLENCE and below.isdisjoint(("dobj", "nsubj", "aux"))
    owner = next((c for c in word.lefts if c.dep_ == "nsubj" and c.tag_ in ("NN", "NNP") and c.i == word.i - 1), None)
    if owner is not None and word.tag_ == "VBP" and len(below) == 1:  # a plural form behind one thing
        owner.dep_ = "compound"
        return True
    return bool(below & {"det", "amod", "compound", "poss"}) and below.isdisjoint(("nsubj", "nsubjpass", "aux", "dobj", "ccomp", "xcomp"))


def _subject(place: Token) -> bool:
    """Reads the names behind "In Nairobi," as those who act."""
    doc, verb = place.doc, place.head.head
    first = next((c for c in place.rights if c.dep_ in ("conj", "appos") and c.tag_ in ("NNP", "NNPS")), None)
    if first is None or verb.tag_ not in carried.PAST or any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
        return False
    if first.left_edge.i < 1 or doc[first.left_edge.i - 1].text != "," or verb.i < first.i or any(c.dep_ == "cc" for c in place.rights):
        return False
    hang(first, verb, "nsubj")
    return True


def _whole(by: Token) -> bool:
    """Puts "by-election" where its first half stands, or the determiner that is left alone before it."""
    doc, noun = by.doc, next((c for c in by.children if c.dep_ == "pobj" and c.lemma_ == "by-election"), None)
    if noun is None or not by.i or doc[by.i + 1].text != "-":
        return False
    before = doc[by.i - 1]
    alone = before.tag_ in ("DT", "JJ", "CD", "PRP$") and before.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj")
    if not alone and by.head.tag_ not in ("VB", "VBD", "VBN", "VBG", "VBP", "VBZ"):
        return False
    outer, label = (before.head, before.dep_) if alone else (by.head, "dobj")
    inside = [*by.lefts, *(before.children if alone else ()), *((before,) if alone else ())]
    hang(noun, outer, label)
    for each in inside:
        if each is not noun and each is not by:
            hang(each, noun, "det" if each.tag_ in ("DT", "PDT", "PRP$") else each.dep_ if each is not before else "amod")
    hang(by, noun, "compound")
    return True


def _carry(verb: Token) -> bool:
    """Reads what is named behind "A van carrying" as carried, and the van as what the clause is about."""
    craft, load = verb.doc[verb.i - 1], verb.head
    if craft.tag_ not in ("NN", "NNS", "NNP") or craft.head not in (verb, load) or load.i < verb.i or load.tag_ not in ("NN", "NNS", "NNP", "NNPS"):
        return False
    outer, label = load.head, load.dep_
    before = [c for c in load.lefts if c.i < craft.i]
    behind = [c for c in load.rights if c.dep_ == "acl"]
    hang(craft, craft if outer is load else outer, label)
    hang(verb, craft, "acl")
    hang(load, verb, "dobj")
    for each in before:
        hang(each, craft, each.dep_)
    craft.tag_ = "NN" if craft.tag_ == "NNP" and craft.text.islower() else craft.tag_
    verb.tag_, verb.pos_, verb.lemma_ = "VBG", "VERB", "carry"
    if label == "ROOT":
        for each in behind:
            hang(each, load, each.dep_)
        carried.told(craft)
    return True


def _sent(noun: Token, gazetteer: Gazetteer) -> bool:
    """Reads people behind "sent home" as those who were sent."""
    verb, known = noun.head, gazetteer.nouns.get(noun.lemma_.lower())
    if verb.lemma_.lower() not in SENDING or noun.i < verb.i or any(c.dep_ in ("dobj", "auxpass") for c in verb.children):
        return False
    if known is None or known.kind != "person":
        return False
    hang(noun, verb, "dobj")
    return True


def _home(home: Token) -> bool:
    """Reads "its ambassador home" as somebody who goes home."""
    person = home.doc[home.i - 1] if home.i else home
    if person.dep_ != "compound" or person.head is not home or home.head.lemma_.lower() not in SENDING:
        return False
    verb = home.head
    for before in list(home.lefts):
        if before is not person:
            hang(before, person, before.dep_)
    hang(person, verb, "dobj")
    hang(home, verb, "advmod")
    home.tag_, home.pos_ = "RB", "ADV"
    return True


def _once_more(clause: Token) -> bool:
    """Hangs what is said "once more" on the verb of saying."""
    verb = clause.head.head
    if verb.lemma_.lower() not in SPEAKING or not any(c.dep_ == "mark" for c in clause.children):
        return False
    hang(clause, verb, "ccomp")
    return True


def _met(noun: Token) -> bool:
    """Reads "met the leader on Monday to press for talks" as a meeting with the leader: an infinitive without "for" has no subject."""
    purpose, verb = noun.head, noun.head.head
    bare = any(c.tag_ == "TO" for c in purpose.lefts) and not any(c.dep_ in ("mark", "aux") and c.tag_ != "TO" for c in purpose.children)
    held = not verb.tag_.startswith("VB") or any(c.dep_ in ("dobj", "oprd") for c in verb.children)
    if not bare or held or noun.left_edge.i != verb.i + 1:
        return False
    hang(noun, verb, "dobj")
    return True


def _thing(word: Token) -> bool:
    """Reads "Aid convoys reached" as what convoys did: an infinitive that is a subject has "to"."""
    held, verb = [c for c in word.children if c.dep_ == "dobj"], word.head
    led = any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children) or verb.tag_ not in ("VBD", "VBZ", "VBP")
    if led or not held or held[0].left_edge.i != 1 or word.nbor().tag_ not in ("NN", "NNS"):
        return False
    hang(held[-1], verb, "nsubj")
    for each in (word, *held[:-1]):
        hang(each, held[-1], "compound")
    word.tag_, word.pos_ = "NN", "NOUN"
    return True


def _in_turn(verb: Token) -> bool:
    """Reads "Peru phones Chile, promises help" as two acts of one: the second has no subject of its own."""
    second = verb.head
    own = any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in second.children)
    if own or second.dep_ != "ROOT" or verb.doc[second.i - 1].text != "," or not any(c.dep_ == "nsubj" for c in verb.lefts):
        return False
    hang(verb, verb, "ROOT")
    hang(second, verb, "conj")
    return True


def _left(harmed: Token) -> bool:
    """Reads those whom an attack left dead as its object."""
    verb = harmed.head
    told = next((c for c in harmed.lefts if c.dep_ == "nsubj"), None)
    if any(c.dep_ == "dobj" for c in verb.children):
        return False
    if told is not None:
        hang(told, verb, "dobj")
    elif any(c.dep_ == "nummod" for c in harmed.lefts):
        harmed.dep_ = "dobj"
    return told is not None


def _done(verb: Token) -> None:
    """Reads a second verb without an object as done to the subject of the passive before it, or to those counted beside that: "and dozens more wounded"."""
    first, below = verb.head, {c.dep_ for c in verb.children}
    if first.tag_ != "VBN" or not any(c.dep_ == "auxpass" for c in first.children) or not below.isdisjoint(("dobj", "xcomp", "ccomp", "aux", "auxpass")):
        return
    own = [c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass")]
    if not own:
        verb.tag_ = "VBN"
    elif verb.tag_ == "VBN" or any(own[0].tag_ == "CD" or own[0].lower_ in OTHERS or c.dep_ == "nummod" for c in (own[0], *own[0].children)):
        verb.tag_, own[0].dep_ = "VBN", "nsubjpass"


def _called(person: Token, gazetteer: Gazetteer) -> None:
    """Reads a person behind an active "called" that has no other object as whom somebody called."""
    verb, noun = person.head, gazetteer.nouns.get(person.lemma_.lower())
    definite = any(c.lower_ in ("the", "his", "her", "their", "its") for c in person.lefts) and noun is not None and noun.kind == "person"
    subject = any(c.dep_ == "nsubj" and c.i < verb.i for c in verb.children)
    other = any(c.dep_ in ("dobj", "auxpass", "ccomp", "prt") or c.lower_ == "home" or c.is_quote for c in verb.children)
    if (definite or person.ent_type_ == "PERSON") and subject and not other:
        person.dep_ = "dobj"


def _noun(gerund: Token, gazetteer: Gazetteer) -> bool:
    """Reads a gerund behind a preposition and an adjective, without an object, as a noun."""
    below = {c.dep_ for c in gerund.children}
    before = gerund.doc[gerund.i - 1] if gerund.i else gerund
    if not below.isdisjoint(("dobj", "nsubj", "ccomp", "xcomp", "attr", "acomp", "advmod")):
        return False
    torn = before.dep_ == "pobj" and before.head.i == before.i - 1 and before.text in gazetteer.demonyms
    if torn:
        hang(gerund, before.head, "pobj")
        hang(before, gerund, "amod")
    elif gerund.dep_ != "pcomp" or before.head is not gerund or before.dep_ != "amod":
        return False
    gerund.tag_, gerund.pos_, gerund.lemma_, gerund.dep_ = "NN", "NOUN", gerund.lower_, "pobj"
    return torn


def _two(second: Token) -> bool:
    """Reads "Peru freed two soldiers and Chile handed over a spy" as two clauses: what was freed is read as one that hands over."""
    first = second.head
    held = next((c for c in second.lefts if c.dep_ == "nsubj"), None)
    joint = next((c for c in held.rights if c.dep_ == "cc" and c.lower_ == "and"), None) if held is not None else None
    doer = next((c for c in held.rights if c.dep_ == "conj"), None) if held is not None else None
    taken = {c.dep_ for c in first.children}
    if held is None or joint is None or doer is None or not taken.isdisjoint(("dobj", "nsubjpass", "auxpass")) or held.left_edge.i != first.i + 1:
        return False
    hang(held, first, "dobj")
    hang(joint, first, "cc")
    hang(doer, second, "nsubj")
    hang(second, first, "conj")
    return True


def _next_doer(verb: Token, doer: Token) -> bool:
    """Reads "Peru freed two soldiers and Chile handed over a spy" as two clauses: who hands over is read as freed too."""
    held = doer.head
    joint = next((c for c in held.rights if c.dep_ == "cc" and c.i < doer.i), None)
    below = {c.dep_ for c in verb.children}
    if held.head is not verb.head or joint is None or "dobj" not in below or not below.isdisjoint(("nsubj", "nsubjpass", "aux", "auxpass")):
        return False
    if any(c.dep_ == "cc" and c.i > held.i for c in verb.head.children):
        return False
    hang(joint, verb.head, "cc")
    hang(doer, verb, "nsubj")
    return True


def _named_day(preposition: Token) -> bool:
    """Hangs the day behind what is counted from on that: "has sent aid since the invasion in February 2022"."""
    since = preposition.nbor(-1)
    if preposition.lower_ not in ("in", "on") or since.dep_ != "pobj" or since.head.lower_ not in ("since", "before") or since.tag_ not in ("NN", "NNS"):
        return False
    if preposition.head not in (since.head.head, since.head.head.head) or not any(c.dep_ == "pobj" and c.ent_type_ == "DATE" for c in preposition.children):
        return False
    hang(preposition, since, "prep")
    return True


def _joined(person: Token) -> bool:
    """Reads "Nancassa and Senegal's president" as two."""
    noun = person.head
    owner = next((c for c in person.rights if c.dep_ == "conj" and c.ent_type_ == "GPE"), None)
    marked = [c for c in owner.children if c.dep_ == "case"] if owner is not None else []
    if owner is None or not marked or any(c.dep_ == "case" for c in person.children) or noun.i < owner.i:
        return False
    outer, label = noun.head, noun.dep_
    if outer is noun:
        return False
    hang(owner, noun, "poss")
    hang(person, outer, label)
    hang(noun, person, "conj")
    return True


def _by(preposition: Token) -> bool:
    """Hangs who named somebody something, and what stands behind, on the passive."""
    title = preposition.head
    verb = next((t for t in (title, *title.ancestors) if t.dep_ != "oprd"), title)
    passive = verb.tag_ == "VBN" and (verb.dep_ == "acl" or any(c.dep_ == "auxpass" for c in verb.children))
    if title.dep_ != "oprd" or not passive or any(c.dep_ == "agent" for c in verb.children):
        return False
    for later in [c for c in title.rights if c.i > preposition.i and c.dep_ in ("prep", "npadvmod")]:
        hang(later, verb, later.dep_)
    hang(preposition, verb, "agent")
    return True
