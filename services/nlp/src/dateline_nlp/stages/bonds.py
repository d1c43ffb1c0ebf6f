"""Which acts set each other in time: one done inside another ("in the call"), after or before another ("two days after his victory").

A bond joins two mentions by their keys before merging; what follows from it for dates and places is in `settings`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dateline_shared.contracts.base import Span

from dateline_nlp.stages import measured, syntax
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.stages.merge import KIN
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

Way = Literal["during", "after", "before"]
WAYS: dict[str, Way] = {"after": "after", "following": "after", "before": "before", "during": "during", "in": "during", "at": "during", "on": "during"}
TALKS = frozenset(("CONSULT",))
NOUNS: dict[str, frozenset[str]] = {
    **dict.fromkeys(word_set("call conversation meeting talk talks summit dinner lunch visit trip encounter audience discussion"), TALKS),
    **dict.fromkeys(
        word_set("attack raid strike assault bombing shooting explosion blast ambush killing stabbing murder massacre clash fighting offensive shelling"),
        frozenset(("ASSAULT",)),
    ),
    **dict.fromkeys(word_set("protest demonstration rally march strike blockade riot unrest"), frozenset(("PROTEST",))),
    **dict.fromkeys(word_set("election vote poll ballot runoff victory win"), frozenset(("elect",))),
    **dict.fromkeys(word_set("crash accident collision derailment sinking"), frozenset(("accident",))),
    **dict.fromkeys(word_set("arrest detention"), frozenset(("COERCE",))),
    **dict.fromkeys(word_set("verdict ruling sentencing conviction"), frozenset(("SANCTION",))),
    **dict.fromkeys(word_set("resignation"), frozenset(("RETREAT",))),
    **dict.fromkeys(word_set("signing"), frozenset(("AGREE", "SUPPORT"))),
    **dict.fromkeys(word_set("disaster tragedy"), frozenset(("accident", "disaster"))),
    **dict.fromkeys(word_set("earthquake quake flood storm cyclone hurricane typhoon landslide eruption tsunami"), frozenset(("disaster",))),
}  # a noun that refers back, and the types of act that it may mean
SPOKEN = frozenset(("SUPPORT", "REQUEST", "AGREE", "ACCUSE", "REJECT", "THREATEN", "CONCEDE", "COOPERATE", "CONSULT", "COERCE", "SANCTION", "AID"))
ACCOUNTS = word_set("readout account summary transcript communique communiqué record statement report")
ENGAGED = word_set("take participate join engage involve intervene interfere meddle result end believe succeed use vote stand run compete look point")
OTHERS = word_set("next last latest previous first second third another other new fresh further final earlier later similar recent")
WHOSE = word_set("of by between with against on to among")
HARM = frozenset(("kill", "injure"))
HAPPENING = word_set("come happen occur")
SEEN = ("happened", "alleged")
MISHAPS = frozenset(("accident", "disaster"))
NEAR = 2  # sentences after a mishap in which its dead are told
BACK = 40  # mentions that a noun may refer back over


@dataclass(frozen=True, slots=True)
class Bond:
    """One act set in time by another; `count` and `unit` where the text measures what lies between."""

    one: str  # keys of the mentions, as they were before merging
    other: str
    way: Way
    words: Span
    count: int | None = None
    unit: str = "day"


@dataclass(frozen=True, slots=True)
class Told:
    """A clause that became a mention, and the mention's key."""

    key: str
    clause: Clause

    @property
    def token(self) -> Token:
        return self.clause.trigger.token


def referring(told: Sequence[Told]) -> dict[str, str]:
    """Which mentions only refer back to another: by a noun with an article ("the attack", "the talks"), or as its dead; and to which."""
    found: dict[str, str] = {}
    for n, each in enumerate(told):
        noun = each.token if each.clause.trigger.nominal else _claimed(each) or _raging(each)
        if (attack := _attack(each, told[max(0, n - BACK) : n])) is not None:
            found[each.key] = found.get(attack.key, attack.key)
            continue
        types = NOUNS.get(noun.lemma_.lower()) if noun is not None and each.clause.status in SEEN else None
        if noun is None or types is None or not any(c.lower_ in ("the", "that", "this", "these", "those") for c in noun.children) or not _is_bare(noun):
            continue
        before = (t for t in reversed(told[max(0, n - BACK) : n]) if t.clause.sentence is not each.clause.sentence)
        meant = next((t for t in before if t.clause.frame.type in types and _kindred(t, each) and t.clause.status in SEEN), None)
        if meant is not None:
            found[each.key] = found.get(meant.key, meant.key)
    return found


def _raging(told: Told) -> Token | None:
    """The disaster that a verb says did something: "the 6.9-magnitude quake struck at dawn"."""
    doer = syntax.child(told.token, "nsubj") if told.clause.frame.type == "disaster" else None
    return doer if doer is not None and NOUNS.get(doer.lemma_.lower()) == frozenset(("disaster",)) else None


def _claimed(told: Told) -> Token | None:
    """What those did who claimed responsibility for it."""
    places = [t for t in (told.token, told.clause.trigger.object) if t is not None] if told.clause.frame.id == "claim-attack" else []
    return next((noun for t in places for noun in syntax.prepositional(t, ("for",))), None)


def _attack(harm: Told, before: Sequence[Told]) -> Told | None:
    """The attack of the sentence before, whose dead "nine people were killed" tells."""
    verb, clause = harm.token, harm.clause
    bare = clause.frame.type == "ASSAULT" and clause.frame.family in HARM and not clause.roles.actors and clause.status in SEEN and syntax.is_passive(verb)
    if not bare or any(c.dep_ in ("prep", "npadvmod", "advcl") for c in verb.children) or any(t.lower_ in OTHERS for t in verb.subtree):
        return None
    index = clause.sentence.sentence.index - 1
    last = next((t for t in reversed(before) if t.clause.sentence.sentence.index == index and t.clause.frame.type in MISHAPS | {"ASSAULT"}), None)
    told = last is not None and last.clause.frame.type == "ASSAULT" and last.clause.frame.family not in HARM and last.clause.status in SEEN
    return last if told else None


def _kindred(one: Told, other: Told) -> bool:
    """Whether one act may be told by both frames; talks differ more by their family than attacks do."""
    a, b = one.clause.frame, other.clause.frame
    return a.type == b.type and (a.type not in TALKS or KIN.get(a.family, a.family) == KIN.get(b.family, b.family))


def _is_bare(noun: Token) -> bool:
    """Whether nothing at a noun says whose or which act it means."""
    return not any(
        (c.dep_ in ("poss", "relcl", "acl", "compound", "nummod") and c.lower_ != "magnitude") or c.lower_ in OTHERS or (c.dep_ == "prep" and c.lower_ in WHOSE)
        for c in noun.children
    )


def find(told: Sequence[Told], same: Mapping[str, str]) -> tuple[Bond, ...]:
    """All bonds of an article whose mentions are given in the order of the text; `same` leads from those that refer back to what they mean."""
    found: list[Bond] = []
    by_sentence: dict[int, list[Told]] = {}
    for each in told:
        by_sentence.setdefault(each.clause.sentence.sentence.index, []).append(each)
    before: list[Told] = []
    for here in by_sentence.values():
        found += _sentence(here, before)
        before = [*before, *here][-BACK:]
    return tuple(replace(b, one=same.get(b.one, b.one), other=same.get(b.other, b.other)) for b in found)


def _sentence(here: Sequence[Told], before: Sequence[Told]) -> Iterator[Bond]:
    sentence = here[0].clause.sentence
    account = _account(sentence, here, before)
    for each in here:
        if account is not None and account.key != each.key:
            yield Bond(each.key, account.key, "during", sentence.span(account_word(sentence), account_word(sentence)))
    for each in here:
        if each.clause.frame.type == "die" and (mishap := _deadly(each, here, before)) is not None:
            yield Bond(each.key, mishap.key, "during", each.clause.words())
    for token in sentence.doc:
        way = WAYS.get(token.lower_)
        if way is None or token.dep_ not in ("prep", "mark", "advmod"):
            continue
        if way == "during" and token.lower_ != "during" and (not syntax.is_verb(token.head) or token.head.lemma_.lower() in ENGAGED):
            continue  # "involvement in the attack", "took part in the fighting"
        anchor = _anchor(token, here, before)
        act = _governed(token, here, before, anchor) if anchor is not None else None
        if anchor is None or act is None or act.key == anchor.key:
            continue
        if token.lower_ == "on" and anchor.clause.frame.type == "elect":
            way = "after"  # who is congratulated on a victory has won it already
        if way == "during" and (anchor.clause.frame.type in TALKS and act.clause.frame.type not in SPOKEN):
            continue
        count, unit = measured.between(token)
        if unit in ("minute", "hour"):
            count, unit = 0, "day"  # the same day, as far as one can tell
        yield Bond(act.key, anchor.key, way, sentence.span(token.i, token.i), None if way == "during" else count, unit)


def _deadly(death: Told, here: Sequence[Told], before: Sequence[Told]) -> Told | None:
    """The mishap in which people died: the one told in the sentence, else the last one of the sentences just before."""
    inside = [t for t in here if t.clause.frame.type in MISHAPS and t.clause.status in SEEN]
    if inside:
        related = [t for t in inside if syntax.within(t.token, death.token) or syntax.within(death.token, t.token)]
        return related[-1] if related else inside[-1]
    index = death.clause.sentence.sentence.index
    return next((t for t in reversed(before) if t.clause.frame.type in MISHAPS and index - t.clause.sentence.sentence.index <= NEAR), None)


def _account(sentence: ParsedSentence, here: Sequence[Told], before: Sequence[Told]) -> Told | None:
    """The meeting that an account of it tells of: "according to a readout of the call"."""
    for token in sentence.doc:
        if token.lemma_.lower() in ACCOUNTS:
            for noun in syntax.prepositional(token, ("of", "about", "on")):
                if (found := _meant(noun, here, before)) is not None and found.clause.frame.type in TALKS:
                    return found
    return None


def account_word(sentence: ParsedSentence) -> int:
    return next(t.i for t in sentence.doc if t.lemma_.lower() in ACCOUNTS)


def _anchor(token: Token, here: Sequence[Told], before: Sequence[Told]) -> Told | None:
    """The act that stands behind a preposition or conjunction."""
    if token.dep_ == "prep":
        noun = next((c for c in token.children if c.dep_ in ("pobj", "pcomp")), None)
        return None if noun is None else _meant(noun, here, before)
    clause = token.head if token.head.dep_ == "advcl" else None
    return None if clause is None else _told_by(clause, here)


def _meant(noun: Token, here: Sequence[Told], before: Sequence[Told]) -> Told | None:
    """The act that a noun tells of itself, or refers back to with an article."""
    own = _told_by(noun, here)
    if own is not None:
        return own
    types = NOUNS.get(noun.lemma_.lower())
    definite = any(c.dep_ == "poss" or c.lower_ in ("the", "that", "this", "these", "those") for c in noun.children)
    if types is None or not definite or any(c.lower_ in OTHERS for c in noun.children):
        return None
    return next((t for t in reversed(before) if t.clause.frame.type in types and t.clause.status in SEEN), None)


def _told_by(token: Token, here: Sequence[Told]) -> Told | None:
    """The act whose word a token is, or governs: "hours before the talks opened"."""
    return next((t for t in here if t.token == token), None) or next(
        (t for t in here if t.token.head == token and t.token.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj", "compound") and syntax.is_verb(token)), None
    )


def _governed(token: Token, here: Sequence[Told], before: Sequence[Told], anchor: Told | None) -> Told | None:
    """The act that a preposition's phrase or a clause belongs to: the nearest one over it."""
    head = token.head if token.dep_ == "prep" else token.head.head
    for _ in range(6):
        found = _told_by(head, here)
        if (
            found is not None
            and found is not anchor
            and not (found.clause.trigger.nominal and found.token.dep_ in ("pobj", "dobj") and token.lower_ in ("in", "during"))
        ):
            return found
        below = next((t for t in here if t.token.head == head and t.token.dep_ in ("ccomp", "xcomp") and t is not anchor and t.token.i < token.i), None)
        if below is not None:
            return below  # "said he thanked her in the call"
        if head.lemma_ in HAPPENING and (subject := syntax.child(head, "nsubj")) is not None and (meant := _meant(subject, here, before)) is not None:
            return meant if meant is not anchor else None  # "the attack came two days after"
        meanwhile = head.dep_ == "advcl" and any(c.dep_ in ("mark", "advmod") and c.lower_ in ("as", "while", "when") for c in head.children)
        if head.head == head or (head.dep_ in ("relcl", "advcl", "ccomp") and not meanwhile):
            return None
        head = head.head
    return None
