"""Fills the slots of a frame: who acted, who was acted upon, what was talked about.

A slot is read at the trigger, then at the object that the frame asked for ("held talks *with X*"), then at an adjective
("ready to"). Of several recipient slots the first that names a party is taken.
"""

from dataclasses import dataclass

from dateline_shared.contracts.entity import Party

from dateline_nlp.lexicon.frame import VERB_RECIPIENTS
from dateline_nlp.stages import crafts, syntax, unnamed, weapons
from dateline_nlp.stages.parties import Cast, key_of
from dateline_nlp.stages.triggers import Trigger, doings
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token

UNDERGONE = word_set(
    "release return evacuation extradition protection arrest detention prosecution trial expulsion rescue deportation repatriation "
    "killing murder assassination execution abduction kidnapping imprisonment jailing sentencing conviction beating"
)
PRESSING = word_set("demand urge oppose denounce condemn criticise criticize protest decry reject accuse blame pressure press call seek")
FAVOURING = word_set("allow let enable permit support back mark celebrate commemorate honour honor remember mourn welcome thank build create introduce")
OCCASION = word_set("over after following for since before despite amid")  # behind these stands another act, with a doer of its own
AUTHORED = word_set(
    "propose draft table offer make submit issue impose levy pass adopt announce introduce publish sign take order decree sponsor broker set hold own control "
    "run organise organize lead"
)
STEPS = word_set("move decision step action act measure remark comment statement ruling verdict gesture stance")
MOVING = word_set("send dispatch deploy withdraw redeploy pull recall station contribute provide supply deliver donate lend")
BODIES = word_set("government opposition union army rebel junta military parliament")  # "an army offensive"
OVER = word_set("phone telephone lunch dinner breakfast coffee tea")  # over which people meet or talk
SPOKEN = ("REQUEST", "ACCUSE")  # acts of which those are no recipients who undergo what is asked for or blamed


@dataclass(frozen=True, slots=True)
class Roles:
    """The parties of an act, and the tokens that named them."""

    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    actor_tokens: tuple[Token, ...] = ()
    recipient_tokens: tuple[Token, ...] = ()
    topic: Token | None = None
    subject_unread: bool = False  # a subject stands there and is no party that we know


def fill(trigger: Trigger, cast: Cast) -> Roles:
    """The roles of a trigger's act."""
    frame = trigger.frame
    actors, actor_tokens = _actors(trigger, cast)
    recipients: tuple[Party, ...] = ()
    recipient_tokens: list[Token] = []
    if not frame.reciprocal or (len(actors) < 2 and frame.recipients != VERB_RECIPIENTS and not frame.nouns):
        taken = {key_of(p) for p in actors}
        for name in frame.recipients:
            if frame.type in SPOKEN and name.endswith(("of", "poss")) and _is_undergone(trigger, name):
                continue  # who is to be freed is not who is asked to free him
            tokens = [t for t in slot(trigger, name) if t not in actor_tokens and not (name.endswith("mod") and _is_part(trigger, t, cast))]
            if frame.type != "ASSAULT":
                tokens = [t for t in tokens if t.lemma_.lower() not in cast.lexicon.classes["weapon_thing"]]  # "paid for 200 drones"
            found = tuple(p for p in cast.many(trigger.sentence, tokens) if key_of(p) not in taken and _stands_in(p, name))
            if frame.type == "REQUEST" and name.endswith(".in"):
                found = tuple(p for p in found if p.kind != "unknown")  # a town is where it was
            if frame.family == "cancel" and name == "obj.by":  # "France cancelled a visit by Jane Doe" may be its own minister's
                found = tuple(p for p in found if p.country and p.country not in {a.country for a in actors})
            if name == "comp_subj" and frame.requires != "recipient":
                found = tuple(p for p in found if not _is_own_state(p, actors))
            if found:
                recipients, recipient_tokens = found, tokens
                break
        if not recipients:  # the noun is a thing; whose it is counts: "sanctions on Russian entities"
            recipients, recipient_tokens = _behind(trigger, cast, taken)
        if not recipients and (doers := _summed_up(trigger)):
            recipients, recipient_tokens = tuple(p for p in cast.many(trigger.sentence, doers) if key_of(p) not in taken), doers
    unread = not actors and bool(slot(trigger, "subj"))
    topic = next(iter(slot(trigger, frame.topic)), None) if frame.topic else None
    return Roles(actors, recipients, tuple(actor_tokens), tuple(recipient_tokens), topic, unread)


def _is_own_state(party: Party, actors: tuple[Party, ...]) -> bool:
    """Whether a party is the state for which the actors speak: "the Kremlin said Russia would retaliate"."""
    speak = any(p.country == party.country and (p.kind == "state" or "GOV" in p.sectors) for p in actors)
    return party.kind == "state" and party.country is not None and speak


def _is_undergone(trigger: Trigger, slot_name: str) -> bool:
    """Whether a slot stands under a noun that somebody undergoes: "demanded the release of", "called for the protection of"."""
    base, _, inner = slot_name.partition(".")
    nouns = [trigger.object] if trigger.object is not None else slot(trigger, base) if inner in ("of", "poss") and base != "obj" else []
    return any(t.lemma_.lower() in UNDERGONE for t in nouns)


def _stands_in(party: Party, slot_name: str) -> bool:
    """Before a noun only a name names a party: "Ukrainian" in "Ukrainian troop withdrawals", not "troop", nor "Lima" in "the Lima bombing"."""
    placed = party.kind != "state" and (party.entity or "").startswith("place:")
    whose = slot_name == "mod" and party.name.lower() in BODIES
    named = (party.entity is not None and not placed) or party.rule == "party.demonym" or whose
    return not slot_name.endswith("mod") or named


def _is_part(trigger: Trigger, modifier: Token, cast: Cast) -> bool:
    """Whether a word before a noun belongs to its name: "North" in "North Korea"."""
    mention = cast.names.at(trigger.sentence.sentence.index, modifier.i)
    return mention is not None and mention.first <= modifier.head.i <= mention.last


def _behind(trigger: Trigger, cast: Cast, taken: set[str]) -> tuple[tuple[Party, ...], list[Token]]:
    for name in trigger.frame.recipients:
        if "." in name or name in ("subj", "comp_subj"):
            continue
        for noun in slot(trigger, name):
            for inner in ("poss", "mod", "by", "of", "in"):
                tokens = _under(noun, inner)
                if trigger.frame.type in SPOKEN and inner in ("of", "in", "poss", "mod") and noun.lemma_.lower() in UNDERGONE:
                    continue
                found = tuple(p for p in cast.many(trigger.sentence, tokens) if p.entity or p.country if key_of(p) not in taken)
                if inner == "in":
                    found = tuple(p for p in found if p.kind != "unknown")  # a town is where it was
                if found:
                    return found[:2], tokens
    return (), []


def _summed_up(trigger: Trigger) -> list[Token]:
    """Who did what a noun behind a comma sums up: "Peru shut the port, a move condemned by Chile"."""
    named = [t for name in trigger.frame.recipients if name in ("obj", "subj") for t in slot(trigger, name)]
    noun = next((t for t in named if t.lemma_.lower() in STEPS and t.i < trigger.token.i), None)
    if noun is None or trigger.token.dep_ not in ("acl", "relcl") or syntax.child(noun, "det") is None:
        return []
    opening = noun.left_edge.i - (noun.dep_ == "pobj" and noun.head.lower_ == "in")
    if opening < 1 or noun.doc[opening - 1].text != ",":
        return []
    return next((syntax.grammatical_subjects(head) for head, _ in syntax.climb(noun) if head.tag_ in syntax.FINITE or head.dep_ == "ROOT"), [])


def _actors(trigger: Trigger, cast: Cast) -> tuple[tuple[Party, ...], list[Token]]:
    frame = trigger.frame
    if frame.reciprocal:
        found: dict[str, Party] = {}
        tokens: list[Token] = []
        for name in frame.actors:
            for token in slot(trigger, name):
                for party in cast.at(trigger.sentence, token):
                    found.setdefault(key_of(party), party)
                    tokens.append(token)
        if trigger.nominal and len(found) < 2:  # "congratulated him in a call": theirs was the call
            for token in _companions(trigger.token, shared=bool(found)):
                for party in cast.at(trigger.sentence, token):
                    found.setdefault(key_of(party), party)
                    tokens.append(token)
        return tuple(found.values()), tokens
    for name in frame.actors:
        tokens = slot(trigger, name)
        parties = tuple(p for p in cast.many(trigger.sentence, tokens) if _stands_in(p, name))
        if parties:
            return parties, tokens
    if frame.type == "accident":
        tokens = [t for name in frame.actors for t in slot(trigger, name)]
        if tokens or not trigger.nominal:
            return crafts.find(trigger.sentence, tokens, cast.lexicon, cast.names), tokens
    if frame.type == "ASSAULT" and not trigger.nominal:
        tokens = weapons.owners(weapons.of(trigger.token, cast.lexicon.classes["weapon_thing"]))
        tokens = [t for t in tokens if any(_stands_in(p, "mod" if t.dep_ in ("amod", "compound", "nmod") else "poss") for p in cast.at(trigger.sentence, t))]
        return cast.many(trigger.sentence, tokens), tokens
    tokens = _accused(trigger.token, cast) if trigger.nominal else []
    return cast.many(trigger.sentence, tokens), tokens


def _accused(noun: Token, cast: Cast) -> list[Token]:
    """Whom a verb of blame or of judgment holds to have done what a noun tells: "charged with the murder of", "blamed the rebels for the attack"."""
    preposition = noun.head
    if noun.dep_ != "pobj" or preposition.lower_ not in ("of", "with", "for", "over"):
        return []
    verb = preposition.head.head if preposition.head.dep_ == "dobj" else preposition.head  # often hung on the object before it
    if not syntax.is_verb(verb) or verb.lemma_.lower() not in cast.lexicon.cues["accuse"] | cast.lexicon.cues["judge"]:
        return []
    return syntax.objects(verb)


def _companions(noun: Token, *, shared: bool) -> list[Token]:
    """Who does what is done in a meeting or a call, or after one with somebody that is named there (`shared`)."""
    preposition = noun.head
    verb = preposition.head.head if preposition.head.dep_ == "dobj" else preposition.head  # often hung on the object before it
    if noun.dep_ != "pobj" or not syntax.is_verb(verb):
        return []
    if preposition.lower_ in ("after", "following") and shared:
        return syntax.subjects(verb)
    if preposition.lower_ not in ("during", "in") and not (preposition.lower_ == "over" and noun.lemma_.lower() in OVER):
        return []  # "quarrelled over a deal" tells what about
    return [*syntax.subjects(verb), *syntax.objects(verb), *syntax.prepositional(verb, ("with",))]


def slot(trigger: Trigger, name: str | None) -> list[Token]:
    """The nouns that stand in a slot."""
    if not name:
        return []
    token, held = trigger.token, trigger.object
    base, _, inner = name.partition(".")
    if base == "comp":
        return _in_complement(trigger, inner)
    if base == "comp_subj":
        asked = [c for c in syntax.complements(token) if syntax.child(c, "nsubj", "nsubjpass") is not None]
        return [t for c in asked for t in (syntax.subjects(c) if syntax.is_passive(c) else syntax.coordinated(syntax.child(c, "nsubj") or c))]
    if base == "goal":  # "a hunger strike to demand the resignation of the king"
        aims = [c for t in (token, held) if t is not None for c in t.children if c.dep_ in ("advcl", "acl") and _is_aim(c)]
        if inner == "comp_subj":  # "to demand that the king go"
            return [t for c in aims for verb in syntax.complements(c) if syntax.child(verb, "nsubj") is not None for t in syntax.grammatical_subjects(verb)]
        found = [t for c in aims for t in syntax.objects(c)]
        return [t for f in found for t in _under(f, inner)] or [t for c in aims for t in _under(c, inner)] if inner else found
    if base == "pred":
        found = list(syntax.objects(token.head)) if token.dep_ == "nsubj" else []
        return [t for f in found for t in _under(f, inner)] if inner else found
    if base == "if_subj":
        return [t for verb in (token, *syntax.complements(token)) for c in verb.children if _is_condition(c) for t in syntax.grammatical_subjects(c)]
    found = _base(trigger, base, token, held)
    return found if not inner else [t for f in found for t in _under(f, inner)]


def _is_aim(clause: Token) -> bool:
    """Whether a clause tells what somebody protests for or against: "to demand that", "demanding that", not "to allow", "to mark"."""
    if clause.tag_ == "VBG":
        return clause.lemma_ in PRESSING
    return clause.lemma_ not in FAVOURING and any(m.tag_ == "TO" for m in clause.children)


def _is_condition(clause: Token) -> bool:
    """Whether a clause names who must do something, or must not: "if Peru goes ahead", "unless it frees them"."""
    marked = any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "until") for c in clause.children)
    return clause.dep_ == "advcl" and marked and syntax.child(clause, "nsubj", "nsubjpass") is not None


def _base(trigger: Trigger, base: str, token: Token, held: Token | None) -> list[Token]:
    if trigger.nominal:
        if base in ("poss", "mod", "subj"):
            return _under(token, base) if base != "subj" else syntax.owners(token)
        found = syntax.prepositional(token, (base,))
        if not found and base in ("between", "with") and token.dep_ == "nsubj":  # "fighting broke out between A and B"
            found = syntax.prepositional(token.head, (base,))
        if not found and base in ("by", "against"):  # often attached to the noun between: "the lifting of sanctions by Canada"
            found = [t for noun in syntax.prepositional(token, ("of",)) for t in syntax.prepositional(noun, (base,))]
            found = found or [
                t for p in token.rights if p.dep_ == "prep" and p.lower_ not in OCCASION for o in p.children for t in syntax.prepositional(o, (base,))
            ]
        return found
    if base == "subj":
        return _subjects(token)
    if base == "speaker":
        return next((_subjects(head) for head, below in syntax.climb(token) if below.dep_ == "ccomp" and syntax.is_verb(head)), [])
    if base == "obj":
        return syntax.objects(token)
    if base == "dative":
        return syntax.datives(token)
    found = syntax.prepositional(token, (base,))
    if held is not None and base != "of":
        found = [*syntax.prepositional(held, (base,)), *found]
    if not found:
        found = [t for c in token.children if c.dep_ in ("acomp", "oprd", "attr", "xcomp") for t in syntax.prepositional(c, (base,))]
    if not found and base == "against":  # hardly ever ambiguous, often attached too low
        found = [
            t
            for p in token.subtree
            if p.lower_ == "against" and p.dep_ == "prep" and _same_clause(p, token)
            for o in p.children
            if o.dep_ == "pobj"
            for t in syntax.coordinated(o)
        ]
    return found


def _same_clause(inner: Token, outer: Token) -> bool:
    for head, below in syntax.climb(inner):
        if below.dep_ in ("relcl", "acl", "advcl", "ccomp"):
            return False
        if head.i == outer.i:
            return True
    return False


def _subjects(token: Token) -> list[Token]:
    """The verb's subjects; of a document, those who issued it are found by the cast."""
    return syntax.subjects(token)


def _in_complement(trigger: Trigger, inner: str) -> list[Token]:
    base, _, rest = inner.partition(".")
    found: list[Token] = []
    for verb in syntax.complements(trigger.token)[:2]:
        tokens = (_taken(verb) if not rest else syntax.objects(verb)) if base == "obj" else syntax.prepositional(verb, (base,))
        if base == "obj" and not tokens:
            tokens = [t for c in syntax.complements(verb)[:1] for t in syntax.objects(c)]
        if base != "obj" and not tokens:
            tokens = [t for o in syntax.objects(verb) for t in syntax.prepositional(o, (base,))]
        found += [t for token in tokens for t in (_under(token, rest) if rest else [token])]
    return found


def _taken(verb: Token) -> list[Token]:
    """Whom a verb is done to; of one of giving those who get it, and not what they get: "offered to send observers"."""
    if verb.lemma_.lower() in MOVING and not syntax.is_passive(verb):
        return syntax.datives(verb)
    return syntax.objects(verb)


def _under(noun: Token, inner: str) -> list[Token]:
    """The possessor, the name-like modifiers, or a prepositional noun of a noun; `of.with` goes two steps."""
    step, _, rest = inner.partition(".")
    if rest:
        return [t for f in _under(noun, step) for t in _under(f, rest)]
    if inner == "poss":
        return syntax.possessors(noun)
    if inner == "mod":
        called = noun.tag_ == "NNP" and bool(noun.ent_type_)  # "American Jane Doe"
        return [t for t in syntax.premodifiers(noun) if t.dep_ != "nummod" and not (called and t.ent_type_ == "NORP")]
    found = syntax.prepositional(noun, (inner,))
    if inner == "by" and not found:  # "a tax imposed by the junta"
        found = [t for c in noun.rights if c.dep_ == "acl" and c.tag_ == "VBN" and c.lemma_ in AUTHORED for t in syntax.agents(c)]
    return found


def complete(trigger: Trigger, roles: Roles) -> str | None:
    """Why the act lacks what its frame requires; None when nothing is missing."""
    needs = trigger.frame.requires
    if needs == "actor" and not roles.actors:
        return "no party as actor"
    if needs == "recipient" and not roles.recipients:
        return "no party as recipient"
    if needs == "actor-and-recipient" and not (roles.actors and roles.recipients):
        return "actor or recipient missing"
    if needs == "two-parties" and len(roles.actors) < 2 and not _is_several(roles):
        return "fewer than two parties"
    if needs == "actor-and-complement" and not (roles.actors and syntax.complements(trigger.token)):
        return "no party as actor, or nothing that it is about"
    if needs == "subject-position" and trigger.token.dep_ != "nsubjpass" and not doings(trigger.token):
        return "not what the clause is about"
    if roles.subject_unread and not trigger.frame.things and not trigger.nominal and not roles.recipients and not unnamed.somebody(trigger):
        return "the subject is not a party"
    return None


def _is_several(roles: Roles) -> bool:
    between = any(t.head.lower_ == "between" for t in roles.actor_tokens)
    return any(p.kind == "group" and (between or p.name.lower().startswith(("both", "two"))) for p in roles.actors)
