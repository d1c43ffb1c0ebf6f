"""Mends which verb carries a clause, where the small parser takes it for a participle or a quality. Called by `misread`.

1. "The roof of a mall caved in on Saturday.", "A ferry carrying pilgrims caught fire.": a sentence without a verb of its own has one that is
   read as a participle.
2. "The truce, agreed on Monday, covers the valley.": what is said of the subject aside is read as the first of two verbs.
3. "A court sentenced engineer Jane Doe": the verb, with a subject of its own, is read as a quality of the engineer.
4. "A ferry carrying 90 people capsized.": what happened to the ferry is read as said of the people.
5. "Gunmen on motorbikes killed nine and burned homes": the first of two verbs is read as a participle of the subject.
6. "a raid on a hotel in Kabul that killed nine": what did harm is read as the place.
7. "Women marching for peace threw stones": a participle of the subject is read as the first of two verbs.
8. "Gunmen attacked a village, police said, killing 12.": what came of the deed is hung on the saying.
9. "Rebels fought with troops, residents and an official said.": those who said it are read as joined to those who fought.
10. "The president of Chad sacked ministers": the verb behind a name is read as a quality of those to whom something was done.
11. "Opposition leader John Doe, who was jailed in May, called on voters": the verb behind a clause aside is read as said of the subject.
12. "Angry at the arrest, students burned a bus": how they felt is read as who acted.
13. "The emir suspended parliament": who acted is read as the measure of a quality.
"""

from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token, hang

PAST = ("VBD", "VBZ", "VBP")
SAID = word_set("said reported added announced confirmed")
SAYING = word_set("say report announce confirm state note tell")
SAID_TOO = word_set(
    "add cite quote refer speak describe call accuse warn note stress blame urge confirm deny reiterate insist recall brand vow use give ask appeal "
    "point argue claim say saying declare predict allude pledge promise demand label dismiss reject denounce condemn criticise criticize suggest write"
)  # what a speaker does in saying it
HARMING = word_set("kill injure wound hurt leave claim displace destroy damage trap maim")
HARMFUL = word_set(
    "attack bombing blast explosion raid strike airstrike shelling shooting ambush assault massacre stabbing crash collision accident fire blaze "
    "stampede derailment collapse sinking earthquake quake flood landslide mudslide storm avalanche eruption outbreak clash riot"
)


def told(noun: Token) -> bool:
    """Reads the participle that ends the noun on which a whole sentence hangs as its verb: "caved in", unless somebody is said to have done it."""
    doc = noun.doc
    if doc[len(doc) - 1].text != "." or any(c.dep_ in ("nsubj", "cop", "conj", "appos", "parataxis") for c in noun.children):
        return False
    told_aside = next((c for c in noun.rights if c.dep_ == "relcl"), None)
    closed = told_aside.right_edge.i + 1 if told_aside is not None and doc[told_aside.left_edge.i - 1].text == "," else 0
    below = [noun, *(o for p in noun.rights if p.dep_ == "prep" for o in p.children if o.dep_ == "pobj")]
    verbs = [c for t in below for c in t.rights if c.dep_ == "acl" and (c.tag_ == "VBD" or (c.tag_ == "VBN" and c.lower_.endswith("ed")))]
    aside = next((c for c in noun.rights if c.dep_ == "acl" and c.tag_ == "VBG"), None)
    if not verbs and aside is not None:
        below = [noun, *(t for t in aside.subtree if t.pos_ in ("NOUN", "PROPN"))]
        finite = [c for t in below for c in t.rights if c.dep_ == "acl" and c.tag_ in ("VBD", "VBN") and c.i > aside.i]
        verbs = [c for c in finite if c.tag_ == "VBD" or c.lower_.endswith("ed")]
    if len(verbs) != 1 or any(c.dep_ in ("agent", "auxpass", "aux") for c in verbs[0].children):
        return False
    verb = verbs[0]
    if closed == 0 and (told_aside is not None or doc[verb.left_edge.i - 1].text == ","):
        return False
    if closed and (doc[closed].text != "," or verb.left_edge.i != closed + 1 or not any(c.dep_ in ("dobj", "oprd", "ccomp", "xcomp") for c in verb.children)):
        return False
    for later in [c for t in below for c in t.rights if c.i > verb.i]:
        hang(later, verb, later.dep_)
    hang(verb, verb, "ROOT")
    hang(noun, verb, "nsubj")
    verb.tag_ = "VBD"
    if (held := next((c for c in verb.rights if c.dep_ == "oprd"), None)) is not None and not any(c.dep_ == "dobj" for c in verb.rights):
        held.dep_ = "dobj"  # "named General Doe as leader"
    if noun.tag_ == "VBG":  # "Fighting flared around Goma."
        noun.tag_, noun.pos_, noun.lemma_ = "NN", "NOUN", noun.lower_
    return True


def doing(verb: Token) -> bool:
    """Makes a finite verb the sentence's where it is joined without a word to a participle that has the subject: "Women marching for peace threw stones"."""
    first = verb.head
    owner = next((c for c in first.lefts if c.dep_ == "nsubj"), None)
    if (
        owner is None
        or owner.i != first.i - 1
        or any(c.dep_ in ("cc", "aux") for c in first.children)
        or any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.lefts)
    ):
        return False
    outer, label = first.head, first.dep_
    behind = [c for c in first.rights if c.i > verb.i]
    if outer is first:
        hang(verb, verb, "ROOT")
    else:
        hang(verb, outer, label)
    hang(owner, verb, "nsubj")
    hang(first, owner, "acl")
    for each in behind:
        hang(each, verb, each.dep_)
    return True


def harmed(verb: Token) -> bool:
    """Reads what did harm as the attack or the mishap that a place stands behind: "a raid on a hotel in Kabul that killed nine"."""
    own = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    if own is None or own.lower_ not in ("that", "which") or verb.lemma_ not in HARMING:
        return False
    noun = verb.head
    while noun.dep_ == "pobj" and noun.lemma_.lower() not in HARMFUL and noun.head.dep_ == "prep" and noun.head.head.i < noun.i:
        noun = noun.head.head
    if noun is verb.head or noun.lemma_.lower() not in HARMFUL or noun.pos_ != "NOUN":
        return False
    hang(verb, noun, "relcl")
    return True


def first(verb: Token) -> bool:
    """Reads a participle with an object as the first of two verbs: "Gunmen on motorbikes killed nine people and burned homes"."""
    noun = verb.head if verb.head.dep_ != "pobj" else verb.head.head.head
    second = noun.head
    joint = next((c for c in noun.rights if c.dep_ == "cc" and c.i == verb.right_edge.i + 1), None)
    if noun.dep_ != "nsubj" or joint is None or second.i != joint.i + 1 or second.tag_ != "VBD" or not verb.lower_.endswith("ed"):
        return False
    if any(c.dep_ in ("agent", "auxpass", "aux") for c in verb.children) or verb.doc[verb.left_edge.i - 1].text == ",":
        return False
    outer, label = second.head, second.dep_
    hang(verb, verb if outer is second else outer, label)
    hang(noun, verb, "nsubj")
    hang(joint, verb, "cc")
    hang(second, verb, "conj")
    verb.tag_ = "VBD"
    return True


def aside(verb: Token) -> bool:
    """Hangs a participle between commas on the subject before it, and makes the finite verb behind it the sentence's."""
    owner = next((c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
    later = next((c for c in verb.rights if c.dep_ == "conj" and c.tag_ in PAST), None)
    if (
        owner is None
        or later is None
        or not verb.lower_.endswith("ed")
        or any(c.dep_ in ("cc", "dobj", "ccomp", "xcomp") and c.i < later.i for c in verb.rights)
    ):
        return False
    doc, left = verb.doc, later.left_edge.i
    if doc[left - 1].text != "," or any(c.dep_ in ("nsubj", "nsubjpass") for c in later.children) or owner.right_edge.i > verb.i:
        return False
    outer, label = verb.head, verb.dep_
    behind = [c for c in verb.rights if c.i > later.i]
    if outer is verb:
        hang(later, later, "ROOT")
    else:
        hang(later, outer, label)
    hang(owner, later, owner.dep_)
    hang(verb, owner, "acl")
    for each in behind:
        hang(each, later, each.dep_)
    verb.tag_ = "VBN"
    return True


def did(verb: Token) -> bool:
    """Reads a word between its own subject and the noun that the sentence hangs on as the sentence's verb."""
    noun = verb.head.head if verb.head.dep_ == "compound" else verb.head
    if noun.dep_ in ("appos", "pobj"):
        return _of_realm(verb, noun) or _after_day(verb, noun)
    if noun.dep_ != "ROOT" or noun.i < verb.i or any(c.dep_ in ("nsubj", "cop") for c in noun.children):
        return False
    if not any(c.dep_ == "nsubj" for c in verb.lefts) and not _measured(verb, noun):
        return False
    hang(verb, verb, "ROOT")
    behind = [c for c in noun.children if c.i > noun.i and (c.dep_ == "punct" or (c.dep_ in ("prep", "npadvmod", "advcl") and c.lower_ != "of"))]
    hang(noun, verb, "dobj")
    for each in behind:
        hang(each, verb, each.dep_)
    verb.tag_ = "VBP" if verb.tag_ == "VBP" else "VBD"
    verb.pos_ = "VERB"
    return True


def _measured(verb: Token, noun: Token) -> bool:
    """Makes the doer that is read as a measure of a quality the subject: "The emir suspended parliament"."""
    doer = next((c for c in verb.lefts if c.dep_ == "npadvmod" and c.tag_ == "NN" and c.i == verb.i - 1 and c.ent_type_ not in ("DATE", "TIME")), None)
    if doer is None or verb.head is not noun or noun.left_edge.lower_ not in ("the", "a", "an") or not doer.whitespace_:
        return False
    for word in [c for c in noun.lefts if c.i < doer.i]:
        hang(word, doer, word.dep_)
    hang(doer, verb, "nsubj")
    return True


def _of_realm(verb: Token, held: Token) -> bool:
    """Reads "the president of Chad sacked ministers" as what the president did."""
    of, name = held.head, verb.doc[verb.i - 1]
    doer = of.head
    if of.lower_ != "of" or doer.dep_ != "ROOT" or doer.pos_ != "NOUN" or name.tag_ != "NNP" or name.head not in (verb, held) or of.i > name.i:
        return False
    if any(c.dep_ in ("nsubj", "cop") for c in doer.children) or name.i + 1 != verb.i or not name.whitespace_ or verb.i > held.i:
        return False
    behind = [c for c in (*doer.rights, *held.rights) if c.i > held.i and (c.head is doer or c.dep_ != "prep" or c.lower_ != "of")]
    for word in [c for c in held.lefts if c.i < name.i]:
        hang(word, name, word.dep_)
    hang(verb, verb, "ROOT")
    hang(doer, verb, "nsubj")
    hang(name, of, "pobj")
    hang(held, verb, "dobj")
    for each in behind:
        hang(each, verb, "advcl" if each.dep_ == "acl" and each.tag_ == "VBG" else each.dep_)
    verb.tag_, verb.pos_ = "VBD", "VERB"
    return True


def went_on(verb: Token) -> bool:
    """Makes a finite verb behind the comma that ends a clause aside the sentence's: "John Doe, who was jailed in May, called on voters"."""
    noun, doc = verb.head, verb.doc
    between = [c for c in noun.rights if c.dep_ in ("relcl", "appos") and c.i < verb.i]
    if noun.dep_ != "ROOT" or noun.pos_ not in ("NOUN", "PROPN") or not between or verb.left_edge.i < 1 or doc[verb.left_edge.i - 1].text != ",":
        return False
    if doc[between[0].left_edge.i - 1].text != "," or any(c.dep_ in ("nsubj", "nsubjpass", "agent") for c in verb.children):
        return False
    behind = [c for c in noun.rights if c.i > verb.i]
    hang(verb, verb, "ROOT")
    hang(noun, verb, "nsubj")
    for each in behind:
        hang(each, verb, each.dep_)
    return True


def moved(feeling: Token) -> bool:
    """Reads who stands behind the comma of "Angry at the arrest," as the one who acted."""
    verb, doc = feeling.head, feeling.doc
    doer = next((t for t in feeling.subtree if t.dep_ == "appos" and t.i > feeling.i and doc[t.left_edge.i - 1].text == ","), None)
    if doer is None or verb.i < doer.i or doer.right_edge.i != feeling.right_edge.i or not any(c.dep_ == "prep" for c in feeling.rights):
        return False
    hang(doer, verb, "nsubj")
    hang(feeling, verb, "advcl")
    return True


def _after_day(verb: Token, held: Token) -> bool:
    """The same where a day stands between: "A court on Friday jailed engineer Jane Doe"; what the verb is hung on explains no noun without a comma."""
    doc, lost = verb.doc, next((c for c in verb.lefts if c.dep_ == "npadvmod" and c.ent_type_ == "DATE" and c.i == verb.i - 1), None)
    doer = held.head.head if held.dep_ == "pobj" else held.head
    if held.dep_ == "pobj" and (lost is None or held.head.i != lost.i - 1):
        return False
    day = held.head if held.dep_ == "pobj" else next((c for c in doer.rights if c.dep_ == "prep" and c.right_edge.i == verb.i - 1), None)
    if doer.dep_ != "ROOT" or day is None or verb.tag_ == "VBP" or any(t.text == "," for t in doc[doer.i : held.i]):
        return False
    if held.left_edge is not (verb if lost is None else lost):
        return False
    behind = [c for c in (*doer.rights, *held.rights) if c is not held and c.i > doer.i and c.dep_ in ("prep", "npadvmod", "advcl", "punct")]
    hang(verb, verb, "ROOT")
    hang(doer, verb, "nsubj")
    hang(held, verb, "dobj")
    if lost is not None:
        hang(lost, day, "pobj")
    for each in behind:
        hang(each, verb, each.dep_)
    verb.tag_, verb.pos_ = "VBD", "VERB"
    return True


def befell(verb: Token) -> bool:
    """Reads a finite verb behind what the subject carried as the sentence's, where no "which" or "that" opens its clause."""
    noun, own = verb.head, next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    aside = next((c for c in noun.rights if c.dep_ == "acl" and c.tag_ == "VBG"), None)
    if noun.dep_ != "ROOT" or own is None or aside is None or not noun.i < aside.i < own.i or own.tag_ not in ("NN", "NNS", "CD"):
        return False
    if verb.doc[verb.left_edge.i - 1].text == "," or any(c.dep_ == "dobj" for c in aside.children):
        return False
    hang(verb, verb, "ROOT")
    hang(own, aside, "dobj")
    behind = [c for c in noun.children if c.i > verb.i]
    hang(noun, verb, "nsubj")
    for each in behind:
        hang(each, verb, each.dep_)
    return True


def result(verb: Token) -> bool:
    """Hangs a participle behind "police said," on what they said, as it tells what came of that; one of speaking on the saying."""
    comma = verb.doc[verb.left_edge.i - 1]
    if comma.text != "," or any(c.dep_ in ("mark", "nsubj", "aux") for c in verb.children):
        return False
    if verb.lemma_.lower() in SAID_TOO:
        said = comma.nbor(-1) if comma.i else comma
        if said.dep_ != "parataxis" or said.lemma_.lower() not in SAYING or said.head is not verb.head:
            return False
        hang(verb, said, "advcl")
        return True
    said = verb.head
    if said.lemma_.lower() not in SAYING or verb.i < said.i or not any(c.dep_ == "nsubj" for c in said.children):
        return False
    told = said.head if said.dep_ == "parataxis" else next((c for c in said.lefts if c.dep_ == "ccomp" and c.tag_ in (*PAST, "VBN")), None)
    if told is None or told.i > said.i:
        return False
    while (later := next((c for c in told.rights if c.dep_ == "conj" and c.tag_ in (*PAST, "VBN") and c.i < said.i), None)) is not None:
        told = later
    hang(verb, told, "advcl")
    return True


def speakers(said: Token) -> bool:
    """Makes those behind the last comma the subject of a saying that has none: "three died in clashes with police, witnesses and a nurse said"."""
    told = said.dep_ == "parataxis" or any(c.dep_ == "ccomp" for c in said.lefts)
    if not told or any(c.dep_ in ("nsubj", "nsubjpass") for c in said.children):
        return False
    speaker = said.nbor(-1)
    while speaker.dep_ == "conj" and said.doc[speaker.left_edge.i - 1].text != ",":
        speaker = speaker.head
    if speaker.dep_ != "conj" or speaker.head.dep_ == "conj":
        return False
    hang(speaker, said, "nsubj")
    return True
