"""Whom a pronoun means: by the grammar of its own sentence first, then by what the reader has in mind.

One module, because each pronoun asks the same questions: who governs its clause, who is excluded, who comes first to mind.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline_nlp.stages import saying, sorts
from dateline_nlp.stages.governors import occasion_of
from dateline_nlp.stages.introduced import PREFIX
from dateline_nlp.stages.pairs import Pairs
from dateline_nlp.stages.salience import OBJECT, SUBJECT, Salience, clause, is_body
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import Mention, Names, ParsedSentence

HE = word_set("he him his himself")
SHE = word_set("she her hers herself")
IT = word_set("it its itself")
THEY = word_set("they them their theirs themselves")
FIRST = word_set("i me my mine myself we us our ours ourselves")
OBLIQUE = word_set("him her them me us")  # no subject of its own clause, even where the parser makes it one: "ordered him held"
OBJECT_OWNS = word_set(
    "congratulate thank praise criticize criticise accuse blame condemn urge ask remind tell order compliment honor honour commend applaud fault "
    "describe call hail"
)
ADDRESSED = word_set(
    "accuse blame urge ask tell warn sanction punish fine sue order pressure force thank invite inform notify threaten rebuke charge"
)  # verbs that are done to somebody who acts, so that "it" is a body
EXPLETIVE = word_set("seem appear happen turn take rain snow")
ASKING = word_set("demand insist request ask order urge recommend propose require suggest")
MOUTHS = word_set("spokesman spokeswoman spokesperson")  # who speak of others
TAKING = word_set("accept reject refuse decline demand")
TAKEN = word_set("resignation offer apology invitation proposal request demand dismissal credentials surrender")
SUBORDINATE = word_set("ccomp advcl xcomp conj acl relcl pcomp")
SUBJECTS = ("nsubj", "nsubjpass")
UNDERGOING = 0.8  # in mind, for whoever undergoes one thing after another

_Fits = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known where a pronoun stands."""

    p: ParsedSentence
    names: Names
    mind: Salience
    pairs: Pairs
    own: list[Mention]  # the mentions of this sentence so far, its names all
    genders: Mapping[str, str | None]
    speaker: str | None  # of the quotation around it
    quoted: bool
    patients: Collection[str]  # of those without a name: to whom something was done


def resolve(scene: Scene, token: Token) -> Mention | None:
    """The mention that a pronoun is, or None where it is none or stays open."""
    word = token.lower_
    if word in FIRST and token.text != "US":
        return _mention(scene.p, token, (scene.speaker,), "refer.speaker") if scene.speaker else None
    if word in THEY and token.dep_ != "expl":
        keys = _they(scene, token)
        return _mention(scene.p, token, keys, "refer.they") if keys else None
    fits = _fitting(scene, token)
    if fits is None:
        return None
    excluded = _excluded(token, scene.own) | ({scene.speaker} if scene.speaker else frozenset())
    excluded |= _asked(token, scene.own)
    local = next((key for key in _governing(scene, token) if fits(key) and key not in excluded), None)
    if local:
        return _mention(scene.p, token, (local,), "refer.same_sentence")
    ranked = scene.mind.ranked(scene.p.sentence.index, token.i, fits, excluded=frozenset(excluded), bonus=_heard(scene, token))
    if word in IT:
        if _speaks_unknown(token, scene.own):
            return None
        near = {m.entities[0] for m in scene.own if m.first < token.i and len(m.entities) == 1 and scene.p.doc[m.head].dep_ in (*SUBJECTS, "poss", "agent")}
        last = {m.entities[0] for m, w in scene.mind.weighed() if m.sentence == scene.p.sentence.index - 1 and w >= OBJECT and len(m.entities) == 1}
        only = [key for key in ranked if key in last and not key.startswith(PREFIX)] if token.dep_ in SUBJECTS else []
        ranked = [key for key in ranked if key in near] or [key for key in ranked if _was_subject(scene, key)] or (only if len(only) == 1 else [])
    if not ranked and word not in IT:
        told = [key for key in scene.names.entities if scene.mind.seen(key) and key not in excluded and fits(key) and scene.genders.get(key)]
        ranked = told if len(told) == 1 else []  # the only woman or man so far
    if not ranked and not scene.quoted:
        later = (m for m in scene.own if m.first > token.i and len(m.entities) == 1 and m.form == "name")
        ranked = [m.entities[0] for m in later if fits(m.entities[0]) and _looks_ahead(token, scene.p.doc[m.head])]
    return _mention(scene.p, token, ranked[:1], "refer.in_mind") if ranked else None


def _they(scene: Scene, token: Token) -> tuple[str, ...]:
    """The pair or the group that is most in mind; of several, the one of the latest sentence, and of one sentence the pair."""
    pair, told = scene.pairs.latest(scene.p, token)
    if scene.quoted:
        return pair

    suffers = token.dep_ not in ("nsubj", "poss")  # as things do: "seized the boats and burned them"

    def fits(key: str) -> bool:
        return (kind := scene.names.entities[key].kind) == "group" or (suffers and kind == "other" and key.startswith(PREFIX))

    excluded = _excluded(token, scene.own)
    local = next((key for key in _governing(scene, token) if fits(key) and key not in excluded), None)
    if local:
        return (local,) if scene.names.entities[local].kind == "group" else pair
    ranked = scene.mind.ranked(scene.p.sentence.index, token.i, fits, excluded=frozenset(excluded), bonus=_heard(scene, token))
    if not ranked or scene.names.entities[ranked[0]].kind == "other":
        return pair
    latest = max(m.sentence for m, _ in scene.mind.weighed() if m.entities == (ranked[0],))
    return pair if told >= latest else tuple(ranked[:1])


def gender(token: Token) -> str | None:
    """m or f, as a pronoun tells."""
    return "m" if token.lower_ in HE else "f" if token.lower_ in SHE else None


def _fitting(scene: Scene, token: Token) -> _Fits | None:
    """The test of kind and gender; None for what is no pronoun that refers."""
    word, entities = token.lower_, scene.names.entities
    if word in HE or word in SHE:
        return lambda key: entities[key].kind == "person" and scene.genders.get(key) in (gender(token), None)
    if word in IT and not scene.quoted and _refers(token):
        return lambda key: is_body(entities[key])
    return None


def _mention(p: ParsedSentence, token: Token, keys: Sequence[str | None], rule: str) -> Mention:
    return Mention(tuple(k for k in keys if k), p.sentence.index, token.i, token.i, token.i, "pronoun", rule)


def _owner(own: list[Mention], token: Token) -> str | None:
    """The one entity whose mention covers a token."""
    return next((m.entities[0] for m in own if m.first <= token.i <= m.last and len(m.entities) == 1), None)


def _governing(scene: Scene, token: Token) -> Iterator[str]:
    """Whom the grammar of the sentence offers, nearest first: the subject of the clause, then those of the clauses around it."""
    own = scene.own
    verb = clause(token.head if token.dep_ == "poss" else token)
    if (
        not scene.quoted
        and (ahead := _main_subject(scene.p, token)) is not None
        and any(m.form == "name" and m.first <= ahead.i <= m.last for m in own)
        and (key := _owner(own, ahead))
    ):
        yield key  # "During his visit, Mr Xi said"
    if token.dep_ in ("dobj", "dative") and verb.dep_ == "conj" and not any(c.dep_ in SUBJECTS for c in verb.children):
        held = next((c for c in verb.head.children if c.dep_ == "dobj"), None)
        if held is not None and (key := _owner(own, held) or next((k for c in held.children if c.dep_ == "appos" and (k := _owner(own, c))), None)):
            yield key  # "questioned a guard but did not charge her"
    if token.dep_ == "poss":
        held = next((c for c in verb.children if c.dep_ == "dobj"), None)
        if (
            verb.lemma_.lower() in OBJECT_OWNS
            and held is not None
            and held.i < token.i
            and not held.left_edge.i <= token.i <= held.right_edge.i
            and (key := _owner(own, held))
        ):
            yield key  # "congratulated Putin on his win"
        subject = saying.subject_of(verb)
        if subject is not None and subject.i < token.i and not _is_others(token, verb) and (key := _owner(own, subject)):
            yield key
    if token.lower_ in OBLIQUE and (occasion := occasion_of(verb)) is not None:
        for t in (t for n in (occasion, occasion.head) for p in n.children if p.lower_ == "with" and p.i < verb.i for t in p.children):
            if key := _owner(own, t):
                yield key  # "a call with Xi in which they urged him"
    governor, inner = verb, verb
    for _ in range(6):
        if governor.dep_ not in SUBORDINATE or governor.head == governor:
            return
        reported = governor.dep_ == "ccomp"
        inner, governor = governor, clause(governor.head)
        if token.dep_ in SUBJECTS and not (reported or inner.dep_ in ("advcl", "conj", "xcomp", "acl") or governor.lemma_.lower() in saying.REPORTING):
            continue
        held = next((c for c in governor.children if c.dep_ == "dobj"), None)
        if (
            governor.lemma_.lower() in OBJECT_OWNS
            and held is not None
            and held.i < token.i
            and inner.dep_ in ("advcl", "xcomp", "prep")
            and (key := _owner(own, held))
        ):
            yield key  # "complimented Putin, saying he was"
        subject = saying.subject_of(governor)
        mouth = subject is not None and subject.lemma_.lower() in MOUTHS and token.dep_ not in SUBJECTS  # "a spokesman said Iran would not meet him"
        if subject is not None and subject.i < token.i and not mouth and (key := _owner(own, subject)):
            yield key


def _main_subject(p: ParsedSentence, token: Token) -> Token | None:
    """The subject of the main clause, if the pronoun stands in a phrase that opens the sentence before it."""
    opening = token
    for _ in range(20):
        if opening.head.dep_ == "ROOT" or opening.head == opening:
            break
        opening = opening.head
    subject = saying.subject_of(opening.head)
    return subject if opening.dep_ in ("prep", "advcl") and subject is not None and opening.i < subject.i and token.i < subject.i else None


def _excluded(token: Token, own: list[Mention]) -> frozenset[str]:
    """Who cannot be meant: the other argument of the very verb that the pronoun belongs to."""
    if token.lower_.endswith("self"):
        return frozenset()
    verb = clause(token)
    if token.dep_ == "poss":
        taker = saying.subject_of(verb) if _is_others(token, verb) else None
        key = _owner(own, taker) if taker is not None else None
        return frozenset({key}) if key else frozenset()
    if token.dep_ in SUBJECTS and token.lower_ in OBLIQUE and verb.dep_ in ("ccomp", "xcomp"):
        verb = verb.head if verb.head.dep_ != "pcomp" else clause(verb.head.head)  # "after helping him win"
        other = saying.subject_of(verb)
    elif token.dep_ in SUBJECTS:
        other = next((c for c in verb.children if c.dep_ == "dobj"), None)
    else:
        other = saying.subject_of(verb)
    if other is not None and other.lower_ in ("who", "which", "that") and other.head == verb:
        return frozenset(_told_of(own, verb.head))
    key = _owner(own, other) if other is not None else None
    return frozenset({key}) if key else frozenset()


def _told_of(own: list[Mention], noun: Token) -> Iterator[str]:
    """Of whom a relative clause tells: "Jane Doe, one of those who urged him"."""
    for _ in range(4):
        if (key := _owner(own, noun)) is not None:
            yield key
        if noun.dep_ not in ("appos", "pobj", "prep"):
            return
        noun = noun.head


def _asked(token: Token, own: list[Mention]) -> frozenset[str]:
    """Who demands does not mean himself: "demanded that she step aside"."""
    verb = token.head
    if token.dep_ not in SUBJECTS or verb.dep_ != "ccomp" or verb.head.lemma_.lower() not in ASKING:
        return frozenset()
    bare = verb.tag_ == "VB" and not any(c.dep_ == "aux" and c.lower_ != "should" for c in verb.children)
    asking = saying.subject_of(verb.head) if bare or (verb.tag_ in ("VB", "VBP") and not any(c.dep_ == "aux" for c in verb.children)) else None
    key = _owner(own, asking) if asking is not None else None
    return frozenset({key}) if key else frozenset()


def _heard(scene: Scene, token: Token) -> Callable[[Mention], float]:
    """What a mention gains by its place; in a passive, whoever underwent something just before: "abducted a nurse. She was freed"."""
    if token.dep_ != "nsubjpass":
        return _bonus(scene.p, token)
    usual = (lambda mention: 0.0) if token.lower_ in THEY else _bonus(scene.p, token)
    near = scene.p.sentence.index - 1
    return lambda mention: UNDERGOING if mention.sentence >= near and mention.entities[0] in scene.patients else usual(mention)


def _bonus(p: ParsedSentence, token: Token) -> Callable[[Mention], float]:
    """A subject goes on with a subject, an object with what was last spoken of otherwise."""
    subject = token.dep_ in (*SUBJECTS, "poss")
    if not subject:
        return lambda mention: 0.3 if mention.sentence == p.sentence.index - 1 and mention.form == "name" else 0.0
    return lambda mention: 0.4 if subject and mention.sentence == p.sentence.index and p.doc[mention.head].dep_ in SUBJECTS else 0.0


def _was_subject(scene: Scene, key: str) -> bool:
    """Whether a body was what the sentence before was about."""
    return any(m.entities == (key,) and m.sentence >= scene.p.sentence.index - 1 and w >= SUBJECT * 0.8 for m, w in scene.mind.weighed())


def _is_others(owner: Token, verb: Token) -> bool:
    """Whether what somebody takes is another's: "accepted his resignation"."""
    return owner.head.dep_ == "dobj" and owner.head.lemma_.lower() in TAKEN and verb.lemma_.lower() in TAKING


def _speaks_unknown(token: Token, own: list[Mention]) -> bool:
    """Whether a body with a name that nobody knows says something of itself: "the Reform Movement said it would"."""
    verb = clause(token)
    subject = saying.subject_of(verb.head) if token.dep_ in SUBJECTS and verb.dep_ == "ccomp" and verb.head.lemma_.lower() in saying.REPORTING else None
    named = subject is not None and subject.tag_ == "NNP" and sorts.is_body(subject.lower_)
    return named and subject is not None and subject.i < token.i and _owner(own, subject) is None


def _refers(token: Token) -> bool:
    """Whether an "it" does or owns something, and is no placeholder ("it is clear that", "made it possible to")."""
    if token.lower_ == "its":
        return True
    verb = token.head
    if token.dep_ == "dobj" or (token.dep_ == "pobj" and verb.lower_ == "against"):
        return verb.lemma_.lower() in ADDRESSED or token.dep_ == "pobj"  # "accused it of fraud"
    takes = verb.lemma_ == "take" and any(c.dep_ == "prt" or (c.dep_ == "dobj" and c.ent_type_ not in ("DATE", "TIME")) for c in verb.children)
    return token.dep_ in SUBJECTS and (verb.lemma_ not in EXPLETIVE or takes) and verb.lemma_ != "be"


def _looks_ahead(token: Token, name: Token) -> bool:
    """A pronoun in an opening phrase may mean the subject of the main clause after it."""
    return name.dep_ in SUBJECTS and (clause(token) != clause(name) or (token.dep_ == "poss" and token.head.dep_ == "pobj"))
