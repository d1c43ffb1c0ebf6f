"""Deaths and injuries beside what caused them: an attack and its dead are one act, and those whom a mishap kills die by nobody's hand.

"A bomb exploded, killing seven": the seven belong to the attack. "A bus left the road. Nine people were killed": the nine die.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention

from dateline_nlp.lexicon.load import Lexicon
from dateline_nlp.stages import governors, syntax
from dateline_nlp.stages.arguments import Roles
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.stages.parties import key_of
from dateline_nlp.tree import Token

HARM = frozenset(("kill", "injure"))  # families of acts that say what was done to people, and not how
MISHAPS = frozenset(("accident", "disaster"))
DYING = "be-killed"  # the frame of those whom nobody kills
HURT = "hurt-in"  # the frame of those who are hurt in a mishap
DEADLY = frozenset(("leave", "kill", "die", "perish"))
NEAR = 2  # sentences after a mishap in which "was killed" still tells of it
WOUNDING = ("wound", "maim")
REAL = ("happened", "alleged")
OWNING = ("be-behind", "claim-attack")  # frames of who did what a noun tells
JOINING = ("advcl", "conj", "xcomp", "dep", "acl")


def settle(clauses: Sequence[Clause], told: Sequence[EventMention], order: Mapping[str, int], index: int, lexicon: Lexicon) -> tuple[Clause, ...]:
    """The clauses of a sentence, harm joined to its attack or told as deaths; `told` are the mentions before, `order` their sentences."""
    clauses = _with_deeds(_once(clauses))
    found = list(clauses)
    harms = {c.trigger.token.i for c in clauses if _is_harm(c)}
    for n, harm in enumerate(clauses):
        if _is_left(harm.trigger.token) and not harm.dropped:
            found[n] = replace(harm, dropped="told with what left it")
        mishaps = [m for m, c in enumerate(found) if c.frame.type in MISHAPS and c.frame.id != HURT and not c.dropped and not c.trigger.nominal]
        if harm.frame.id == HURT and mishaps:
            found[mishaps[0]] = _with_hurt(found[mishaps[0]], harm)
            found[n] = replace(harm, dropped="told with its mishap")
        if not _is_harm(found[n]):
            continue
        for m, c in enumerate(found):
            if c.trigger.token.head.head.i != harm.trigger.token.i:
                continue
            if (enemy := _enemy(c, harm)) is not None:
                found[n] = harm = replace(harm, roles=replace(harm.roles, actors=(enemy,)))
            if enemy is not None or _is_bare_attack(c, harm):  # "were killed in the attack"
                found[m] = replace(c, dropped="told with its dead")
        causes = [m for m, c in enumerate(found) if m != n and not c.dropped and not _is_harm(c) and c.status == harm.status and _joined(c, harm, harms)]
        attack = next((m for m in causes if found[m].frame.type == "ASSAULT"), None)
        if attack is not None:
            found[attack] = _with_victims(found[attack], harm)
            found[n] = replace(harm, dropped="told with its attack")
        elif (
            harm.frame.type == "ASSAULT"
            and not harm.roles.actors
            and (any(found[m].frame.type in MISHAPS for m in causes) or (not causes and _follows_mishap(harm, told, order, index)))
        ):
            deadly = harm.frame.family == "kill" and harm.trigger.token.lemma_ not in WOUNDING
            mishap = next((m for m in causes if found[m].frame.type in MISHAPS), None)
            if mishap is not None and not deadly:
                found[mishap] = _with_hurt(found[mishap], harm)
            found[n] = _died(harm, lexicon) if deadly else replace(harm, dropped="told with its mishap")
    for harm in clauses:
        if harm.dropped and not harm.roles.actors and harm.frame.id == "injure":  # "overturned, injuring 12": by nobody
            found = [_with_hurt(c, harm) if not c.dropped and _joined(c, harm, harms) else c for c in found]
    return tuple(found)


def _with_hurt(mishap: Clause, harm: Clause) -> Clause:
    """An accident with those whom it hurt as its recipients: "overturned, injuring 12 passengers"."""
    if mishap.frame.type != "accident" or mishap.roles.recipients:
        return mishap
    return replace(mishap, roles=replace(mishap.roles, recipients=harm.roles.recipients, recipient_tokens=harm.roles.recipient_tokens))


def _once(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses with one for all that a storm did: "killed nine, displaced thousands and destroyed bridges"; the first place that it hit stands."""
    told: dict[int, int] = {}
    set_off: dict[int, int] = {}  # "rain triggered a landslide that buried a town"
    found = list(clauses)
    for n, clause in sorted(enumerate(clauses), key=lambda pair: pair[1].trigger.nominal):
        token = clause.trigger.token
        if clause.frame.type != "disaster" or clause.dropped:
            continue
        causes = [token] if clause.trigger.nominal else syntax.subjects(token)
        first = told.setdefault(causes[0].i, n) if causes else n
        if causes and (cause := set_off.get(causes[0].i)) is not None:
            found[cause] = replace(clauses[cause], dropped="told of one disaster")
        set_off |= {t.i: n for t in syntax.objects(token)}
        if first == n:
            continue
        found[n] = replace(clause, dropped="told of one disaster")
        if not found[first].roles.recipients:
            found[first] = replace(found[first], roles=clause.roles)
    return found


def _with_deeds(found: Sequence[Clause]) -> list[Clause]:
    """The clauses with what somebody is behind, or owns up to, told by that verb: "was behind the kidnapping of nine"."""
    told = list(found)
    for n, clause in enumerate(found):
        if clause.dropped or clause.frame.id not in OWNING:
            continue
        deed = next((m for m, c in enumerate(told) if c.trigger.nominal and not c.dropped and c.frame.type == clause.frame.type and _is_owned(c, clause)), None)
        if deed is not None:
            told[n] = replace(clause, content_mode=clause.content_mode or told[deed].frame.mode)
            told[deed] = replace(told[deed], dropped="told by its verb")
    return told


def _is_owned(deed: Clause, clause: Clause) -> bool:
    """Whether a noun hangs on a verb, or on its object, by a preposition."""
    token = deed.trigger.token
    return token.dep_ == "pobj" and token.head.head.i in (clause.trigger.token.i, clause.trigger.object.i if clause.trigger.object is not None else -1)


def _is_harm(clause: Clause) -> bool:
    if clause.dropped or clause.trigger.nominal or clause.status not in REAL:
        return False
    return (clause.frame.type == "ASSAULT" and clause.frame.family in HARM) or (clause.frame.type == "die" and clause.trigger.token.lemma_ in DEADLY)


def _is_bare_attack(clause: Clause, harm: Clause) -> bool:
    """Whether a noun tells in what people were harmed, and no more than its verb does but where it was."""
    nominal = clause.trigger.nominal and clause.trigger.token.dep_ == "pobj" and clause.trigger.token.head.lower_ in ("in", "by", "during")
    known = {key_of(p) for p in harm.roles.actors} >= {key_of(p) for p in clause.roles.actors}
    placed = all((p.entity or "").startswith("place:") for p in clause.roles.recipients)
    return nominal and not clause.dropped and clause.frame.type == "ASSAULT" and known and placed


def _enemy(clause: Clause, harm: Clause) -> Party | None:
    """With whom those were fighting who were harmed: "were killed in a clash with rebels"."""
    token = clause.trigger.token
    if clause.dropped or not clause.trigger.nominal or not clause.frame.reciprocal or clause.frame.type != harm.frame.type or harm.roles.actors:
        return None
    harmed = {key_of(p) for p in harm.roles.recipients}
    others = [p for p in clause.roles.actors if key_of(p) not in harmed]
    return others[0] if len(others) == 1 and syntax.has_preposition(token, ("with",)) else None


def _is_left(token: Token) -> bool:
    """Whether a bare participle says how people were left: "left two dead and a soldier wounded"."""
    return token.tag_ == "VBN" and token.head.lemma_ == "leave" and token.dep_ in ("conj", "ccomp", "oprd", "xcomp") and syntax.child(token, "auxpass") is None


def _joined(cause: Clause, harm: Clause, harms: Collection[int]) -> bool:
    """Whether one of the two hangs on the other: "exploded, killing two and wounding four", "were killed when", "attacked it and shot dead two"."""
    if cause.trigger.nominal:
        return False
    one, other = cause.trigger.token, harm.trigger.token
    last = next((t for t in (other, *other.rights) if t.i == one.head.i and (t is other or (t.dep_ == "conj" and t.i in harms))), None)
    while other.dep_ == "conj" and other.head.i in harms and last is None:
        other = other.head
        last = other if one.head.i == other.i else None
    lower, upper = (one, last) if last is not None else (other, one)
    if lower.head.i != upper.i or lower.dep_ not in JOINING:
        return False
    if lower.dep_ == "conj" and governors.shares_object(upper, lower):
        return harm.roles.actors == cause.roles.actors
    return lower.dep_ != "conj" or not (_is_dated(lower) or harm.roles.actors != cause.roles.actors)


def _is_dated(verb: Token) -> bool:
    return any(t.ent_type_ in ("DATE", "TIME") for t in verb.subtree)


def _with_victims(attack: Clause, harm: Clause) -> Clause:
    """The attack, with what only its harm tells: whom it hit, and who did it."""
    roles, own = harm.roles, attack.roles
    if attack.frame.reciprocal:
        return attack
    if harm.frame.type == "die":
        roles = Roles(recipients=roles.actors, recipient_tokens=roles.actor_tokens)
    if roles.recipients and all((p.entity or "").startswith("place:") for p in own.recipients):
        own = replace(own, recipients=roles.recipients, recipient_tokens=roles.recipient_tokens)
    if not own.actors:
        own = replace(own, actors=roles.actors, actor_tokens=roles.actor_tokens)
    return replace(attack, roles=own)


def _follows_mishap(harm: Clause, told: Sequence[EventMention], order: Mapping[str, int], index: int) -> bool:
    """Whether "was killed" tells what came of a mishap told just before."""
    if not syntax.is_passive(harm.trigger.token):
        return False
    causes = [m for m in told if index - order[m.key] <= NEAR and m.type in MISHAPS | {"ASSAULT"}]
    return bool(causes) and causes[-1].type in MISHAPS and all(m.type != "ASSAULT" for m in causes)


def _died(harm: Clause, lexicon: Lexicon) -> Clause:
    frame = lexicon.frames[DYING]
    roles = Roles(actors=harm.roles.recipients, actor_tokens=harm.roles.recipient_tokens)
    return replace(harm, trigger=replace(harm.trigger, frame=frame), frame=frame, roles=roles)
