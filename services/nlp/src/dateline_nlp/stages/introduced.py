"""Who is brought in without a name: "abducted a nurse. She was freed", "gunmen struck; they fled". They take part in reference, and are no entities.

While pronouns are being resolved each is an entity of its own; afterwards a pronoun that means one points at its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dateline_shared.contracts.entity import Entity, EntityKind

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages import saying
from dateline_nlp.stages.descriptions import COUNTED, UNCOUNTED, UNITS, counts_people, noun_of
from dateline_nlp.stages.mentioned import mention_at
from dateline_nlp.stages.named import RELATIONS
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import Mention, Names, ParsedSentence

PREFIX = "introduced:"
PERSON: EntityKind = "person"
BODY: EntityKind = "organization"
WOMEN = word_set("woman girl mother daughter sister wife widow grandmother aunt niece actress policewoman spokeswoman businesswoman housewife midwife")
MEN = word_set("man boy father son brother husband grandfather uncle nephew actor policeman spokesman businessman fisherman gunman monk priest imam")
PARTS = ("nsubj", "nsubjpass", "dobj", "agent", "pobj", "conj")
ACTING = ("nsubj", "nsubjpass", "dobj", "pobj", "agent")  # where those stand whom "they" may mean

MASS = word_set("police people")  # said without a plural ending, and spoken of as many


@dataclass(frozen=True, slots=True)
class Introduced:
    """The unnamed persons and groups of an article: their mentions and genders by key, and where their words stand."""

    entities: dict[str, Entity] = field(default_factory=dict)
    mentions: dict[int, list[Mention]] = field(default_factory=dict)  # by sentence
    genders: dict[str, str | None] = field(default_factory=dict)
    heads: dict[str, tuple[ParsedSentence, int]] = field(default_factory=dict)
    definite: set[str] = field(default_factory=set)  # keys of those told of as known: "the driver"
    patients: set[str] = field(default_factory=set)  # keys of those to whom something is done


def find(gazetteer: Gazetteer, parsed: Sequence[ParsedSentence], names: Names) -> Introduced:
    """All singular nouns for people with an indefinite article that no name explains, and all plural ones."""
    found = Introduced()
    for p in parsed:
        if p.sentence.kind != "body":
            continue
        for token in p.doc:
            if token.tag_ == "NN" and token.dep_ in PARTS and is_person(gazetteer, token) and _is_new(p, token, names):
                head, kind = token, PERSON
            elif _is_acting_body(gazetteer, token) and mention_at(names, p.sentence.index, token.i) is None:
                head, kind = token, BODY
            elif (several := _several(gazetteer, token)) is not None and mention_at(names, p.sentence.index, token.i) is None:
                head, kind = several
            else:
                continue
            key = f"{PREFIX}{p.sentence.index}:{token.i}"
            found.entities[key] = Entity(key=key, kind=kind, name=token.text)
            found.mentions.setdefault(p.sentence.index, []).append(Mention((key,), p.sentence.index, head.i, token.i, head.i, "nominal", "refer.introduced"))
            found.genders[key] = "f" if token.lower_ in WOMEN else "m" if token.lower_ in MEN else None
            found.heads[key] = (p, head.i)
            if kind == PERSON and any(c.lower_ == "the" for c in token.lefts):
                found.definite.add(key)
            if head.dep_ in ("dobj", "nsubjpass"):
                found.patients.add(key)
    return found


def parted(parsed: Sequence[ParsedSentence], names: Names, introduced: Introduced) -> Names:
    """The names without the unnamed persons; pronouns that mean one are kept apart, by sentence and token."""
    if not introduced.entities:
        return names
    sentences = {p.sentence.index: p for p in parsed}
    pronouns = {
        (m.sentence, m.head): introduced.heads[m.entities[0]]
        for m in names.mentions
        if m.form == "pronoun" and len(m.entities) == 1 and m.entities[0].startswith(PREFIX) and not reflexive(sentences[m.sentence], m.head)
    }
    mentions = tuple(m for m in names.mentions if not any(key.startswith(PREFIX) for key in m.entities))
    entities = {key: entity for key, entity in names.entities.items() if not key.startswith(PREFIX)}
    return Names(entities, mentions, {**names.described, **pronouns})


def reflexive(p: ParsedSentence, token: int) -> bool:
    """Whether a pronoun only turns an act back on its own subject: "blew himself up"."""
    return p.doc[token].lower_.endswith("self")


def joined(names: Names, introduced: Introduced) -> Names:
    """The names with the unnamed persons among the entities."""
    entities: Mapping[str, Entity] = {**names.entities, **introduced.entities}
    return Names(dict(entities), names.mentions) if introduced.entities else names


def is_person(gazetteer: Gazetteer, token: Token) -> bool:
    noun = noun_of(gazetteer, token) or gazetteer.nouns.get(token.lower_)  # "the coast guard" is nobody in particular; "a nurse" is read as a verb
    return (noun.kind == "person" if noun is not None else token.lower_ in gazetteer.offices) or token.lower_ in WOMEN or token.lower_ in MEN


def _is_acting_body(gazetteer: Gazetteer, token: Token) -> bool:
    """Whether a noun is a body that "it" may mean afterwards: "the junta banned parties"."""
    noun = noun_of(gazetteer, token)
    stands = token.tag_ == "NN" and not _is_source(token) and token.dep_ in ("nsubj", "nsubjpass") and token.lower_ not in MASS
    return stands and noun is not None and noun.kind == "body" and not any(c.dep_ == "appos" for c in token.rights)


def _is_source(token: Token) -> bool:
    """Whether a noun is only put behind what it says: "two were hurt, police said"."""
    verb = token.head
    return token.dep_ == "nsubj" and verb.lemma_.lower() in saying.REPORTING and any(c.dep_ == "ccomp" and c.i < token.i for c in verb.children)


def _several(gazetteer: Gazetteer, token: Token) -> tuple[Token, EntityKind] | None:
    """The head of a phrase that "they" may mean, and what it is: people ("gunmen", "hundreds of protesters") or things."""
    if not (token.tag_ == "NNS" or token.lower_ in MASS or token.pos_ == "NUM") or token.ent_type_ in UNITS or any(c.dep_ == "appos" for c in token.rights):
        return None
    if _is_source(token):
        return None
    if counts_people(token):
        return token, "group"
    if token.pos_ == "NUM":
        return None
    of = token.head
    head = of.head if token.dep_ == "pobj" and of.lower_ == "of" and of.head.lower_ in COUNTED.keys() | UNCOUNTED else token
    if head.dep_ not in ACTING:
        return None
    noun = gazetteer.nouns.get(token.lemma_.lower()) or gazetteer.nouns.get(token.lower_)
    return head, "group" if noun is not None and (noun.kind in ("person", "group") or token.lower_ in MASS) else "other"


def _is_new(p: ParsedSentence, token: Token, names: Names) -> bool:
    """Whether the noun is somebody whom no name explains: "a nurse", "her husband", not "as a nurse", "a nurse, Jane Doe"."""
    told = token.dep_ in ("nsubj", "nsubjpass", "dobj") and token.lower_ not in RELATIONS
    brought = any(c.lower_ in ("a", "an", "another") and c.dep_ == "det" for c in token.lefts)
    known = told and any(c.lower_ == "the" or c.dep_ == "poss" for c in token.lefts)  # "her husband", "the driver"
    if not (brought or known) or (token.dep_ == "pobj" and token.head.lower_ in ("as", "like", "of")):
        return False
    if any(c.dep_ == "appos" for c in token.rights):
        return False
    if token.dep_ == "conj" and token.head.tag_ not in ("NN", "NNS", "NNP", "NNPS", "PRP"):
        return token.head.pos_ == "VERB"
    after = p.doc[token.i + 1] if token.i + 1 < len(p.doc) else None
    named = after is not None and after.tag_ == "NNP" and mention_at(names, p.sentence.index, after.i) is not None
    return not named and mention_at(names, p.sentence.index, token.i) is None
