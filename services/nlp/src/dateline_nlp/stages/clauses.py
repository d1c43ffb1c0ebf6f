"""One clause that tells of an act: its frame, its parties, and how far the text stands behind it. What the later stages work on."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import About, Cue, When
from dateline_shared.contracts.extraction import Dropped

from dateline_nlp.lexicon.frame import Frame
from dateline_nlp.lexicon.load import Lexicon
from dateline_nlp.stages import arguments, papers, sporting, status, syntax, triggers, unnamed, weapons, wording
from dateline_nlp.stages.arguments import Roles
from dateline_nlp.stages.assessment import Assessment, Verdict
from dateline_nlp.stages.parties import Cast, key_of
from dateline_nlp.stages.triggers import Trigger
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

SPEAKERS = frozenset(("it", "he", "she", "they", "we", "i"))
ANY_MEANS = "destroy"  # a mode that says what came of it, and yields to one that says how
ADDRESSED = frozenset(("you",))  # "you cannot stop them" is said of nobody in particular
UTTERED = frozenset(("ACCUSE", "REJECT"))
HARMS = frozenset(("ASSAULT", "accident", "disaster"))
PAIR = 2  # parties that a mutual act takes
ALIKE = word_set("set put cut hit shut let quit spread split burst shed cast")  # the same in the present and in the past: "villagers set up roadblocks"
PURPOSES = word_set("protest denounce condemn decry criticise criticize")  # what people march to do
HABITUAL = word_set("often regularly frequently routinely usually commonly typically sometimes")
UNPLANNED = frozenset(("die", "disaster", "accident"))  # nobody does these on purpose: to come, they are forecasts


@dataclass(frozen=True, slots=True)
class Clause:
    """An act as one clause tells it. `frame` is the trigger's, or the wrapper's that an announcement was read as."""

    trigger: Trigger
    frame: Frame
    roles: Roles
    status: Verdict
    assessment: Assessment
    about: tuple[About, ...] = ()
    content_mode: str | None = None  # what it is about says how: a threat to expel
    plan: When | None = None  # the day of what was called off or put off
    dropped: str | None = None

    @property
    def sentence(self) -> ParsedSentence:
        return self.trigger.sentence

    @property
    def mode(self) -> str | None:
        return self.content_mode if self.frame.mode in (None, ANY_MEANS) and self.content_mode else self.frame.mode

    def cues(self) -> tuple[Cue, ...]:
        """The words that decided the status."""
        return tuple(Cue(rule=rule, spans=(self.sentence.span(word.i, word.i),)) for rule, word in self.assessment.cues)

    def words(self) -> Span:
        """The trigger with its object."""
        tokens = [self.trigger.token.i] + ([self.trigger.object.i] if self.trigger.object is not None else [])
        return self.sentence.span(min(tokens), max(tokens))


def read(sentence: ParsedSentence, lexicon: Lexicon, cast: Cast) -> tuple[Clause, ...]:
    """All clauses of a sentence that tell of acts; those that count for nothing carry a reason."""
    if sentence.sentence.kind == "caption":
        return ()
    found = tuple(_clause(trigger, lexicon, cast) for trigger in triggers.find(sentence, lexicon, cast, lambda t: _is_filled(t, cast)))
    named = Counter(t.i for c in found if not c.dropped for t in (*c.roles.actor_tokens, *c.roles.recipient_tokens))
    verbs = {c.trigger.token.i: c.frame.type for c in found if not c.dropped and not c.trigger.nominal}
    found = tuple(replace(c, dropped=c.dropped or "told by its verb") if _is_told_by(c, verbs) else c for c in found)
    found = tuple(replace(c, dropped=c.dropped or "told by what it issues") if _issues(c, verbs.keys()) else c for c in found)
    return tuple(replace(c, dropped=c.dropped or "describes a party of another act") if _describes(c, named, lexicon) else c for c in found)


def _is_told_by(clause: Clause, verbs: dict[int, str]) -> bool:
    """Whether a noun and its verb tell of one act, of which the noun says no more: "the attack killed two", "a landslide buried the village"."""
    token = clause.trigger.token
    if (
        clause.frame.type == "accident" and clause.trigger.nominal and token.dep_ == "pobj" and token.head.lower_ in ("behind", "for")
    ):  # "claimed responsibility for the blast"
        return "ASSAULT" in {verbs.get(above.i) for above in (token.head.head, token.head.head.head)}
    if clause.frame.type == "ACCUSE" and token.lemma_ in PURPOSES and token.dep_ in ("advcl", "xcomp") and any(c.tag_ == "TO" for c in token.children):
        return verbs.get(token.head.i) == "PROTEST"  # "marched to protest against the levy"
    if clause.frame.type == "PROTEST" and token.lemma_ in ("attend", "join") and token.dep_ in ("advcl", "acl"):
        return verbs.get(token.head.i) == "PROTEST"  # "a vigil was held, attended by hundreds"
    if clause.frame.type == "MOBILIZE" and token.dep_ == "acl" and token.head.dep_ == "nsubj":  # "a rocket fired by rebels killed two"
        return verbs.get(token.head.head.i) == "ASSAULT"
    whose = clause.frame.type == "ASSAULT" and not clause.frame.reciprocal  # the verb's actors are then the noun's
    bare = not clause.roles.recipients and (whose or (not clause.roles.actors and clause.frame.mode is None))
    harms = clause.frame.type in HARMS and clause.trigger.nominal and bare and token.dep_ == "nsubj"
    told_aside = clause.trigger.nominal and bare and any(c.dep_ == "relcl" and verbs.get(c.i) == clause.frame.type for c in token.rights)
    return (harms and verbs.get(token.head.i) == clause.frame.type) or (told_aside and clause.frame.type in HARMS)


def _issues(clause: Clause, verbs: Collection[int]) -> bool:
    """Whether an act is only how another was done: "signed an order imposing tariffs"."""
    return not clause.trigger.nominal and any(deed.i in verbs for deed in papers.deeds(clause.trigger.token))


def _is_anonymous(trigger: Trigger) -> bool:
    """Whether the act may be told without naming anybody; a bare gerund speaks of no act in particular ("taking a bribe is")."""
    return trigger.frame.anonymous and trigger.token.tag_ != "VBG"


def _may_be_anybody(trigger: Trigger) -> bool:
    """Whether the act may be told without a party that is known."""
    return (
        trigger.frame.things
        or _is_anonymous(trigger)
        or unnamed.undone(trigger)
        or (not trigger.nominal and syntax.is_passive(trigger.token) and unnamed.somebody(trigger))
    )


def _looks_back(trigger: Trigger, verdict: str) -> bool:
    """ "May have drowned" supposes what has happened, and forecasts nothing."""
    if verdict == "negated":  # "nobody was injured"
        return trigger.frame.type == "accident" and trigger.token.tag_ in ("VBD", "VBN") and not any(c.tag_ == "MD" for c in trigger.token.children)
    feared = trigger.frame.told_as == "possible"  # "are feared dead"
    return verdict == "possible" and (feared or any(c.dep_ == "aux" and c.lemma_ == "have" for c in trigger.token.children))


def _is_imperative(trigger: Trigger) -> bool:
    """ "Nominate him": a bare verb at the head of a sentence, told to the reader."""
    token = trigger.token
    bare = token.tag_ == "VB" and token.dep_ == "ROOT" and token.is_sent_start
    return bare and trigger.sentence.sentence.kind != "headline" and syntax.child(token, "nsubj", "nsubjpass", "aux") is None


def _is_filled(trigger: Trigger, cast: Cast) -> bool:
    """Whether the frame gets what it asks for; if not, another one may be meant."""
    if sporting.is_figure(trigger.frame, trigger.sentence, cast):
        return False
    roles = arguments.fill(trigger, cast)
    named = roles.actors or roles.recipients or trigger.frame.things or trigger.frame.anonymous
    return bool(named) and arguments.complete(trigger, roles) is None


def _describes(clause: Clause, named: Counter[int], lexicon: Lexicon) -> bool:
    """A participle that says which demonstrators, in a clause about what was done to them."""
    token = clause.trigger.token
    if token.dep_ != "acl" or token.head.lemma_.lower() in lexicon.classes["document"]:
        return False
    if clause.frame.reciprocal:  # "donors meeting in Oslo pledged" tells of two acts, "rebels fighting for the north" of nobody they fight
        return clause.frame.type == "ASSAULT" and token.tag_ == "VBG" and len(clause.roles.actors) < PAIR
    if clause.frame.type == "ACCUSE" and token.tag_ == "VBN" and not clause.roles.actors:
        return named[token.head.i] > 1  # "charged two officials suspected of fraud"
    if token.tag_ != "VBG":
        return False
    return named[token.head.i] > 1 or any(t.i == token.head.i for t in clause.roles.actor_tokens)  # "sheltered refugees fleeing the war"


def _clause(trigger: Trigger, lexicon: Lexicon, cast: Cast) -> Clause:
    roles = arguments.fill(trigger, cast)
    mutual = trigger.frame.reciprocal and len(roles.actors) == 1 and not syntax.is_passive(trigger.token)
    if (mutual or not roles.actors) and not trigger.nominal and "subj" in trigger.frame.actors:
        roles = _with_speaker(trigger, roles, cast)
    assessment = status.assess(trigger, lexicon)
    verdict = assessment.status
    if verdict == "negated" and trigger.frame.negated == "own":
        verdict = "happened"
    if trigger.frame.told_as and verdict in ("happened", "planned"):
        verdict = trigger.frame.told_as
    dropped = assessment.dropped or arguments.complete(trigger, roles)
    if dropped is None and assessment.status == "negated" and trigger.frame.negated == "nothing":
        dropped = "a double negation"
    if dropped is None and not roles.actors and not roles.recipients and not (_may_be_anybody(trigger) or verdict == "negated"):
        dropped = "nobody is named"
    if dropped is None and sporting.is_figure(trigger.frame, trigger.sentence, cast):
        dropped = "a figure of sport"
    if dropped is None and not trigger.nominal and any(t.lower_ in ADDRESSED for t in syntax.grammatical_subjects(trigger.token)):
        dropped = "said of nobody in particular"
    if dropped is None and wording.on_a_placard(trigger.token, lexicon.cues["placard"]):
        dropped = "words that nobody says"
    if dropped is None and not trigger.nominal and unnamed.withheld(trigger):
        dropped = "a name that is left out"
    if dropped is None and _is_imperative(trigger):
        dropped = "an imperative"
    if dropped is None and _is_general(trigger, roles, assessment):
        dropped = "a general truth"
    if dropped is None and trigger.frame.told_as == "planned" and trigger.token.dep_ == "relcl" and assessment.tense == "pluperfect":
        dropped = "a plan told as past"  # "called off the rally which it had planned"
    if dropped is None and trigger.frame.type in UNPLANNED and verdict in ("planned", "possible", "negated") and not _looks_back(trigger, verdict):
        dropped = "a forecast"
    if dropped is None and trigger.nominal and verdict in ("planned", "possible") and trigger.frame.type == "CONSULT":
        dropped = "a noun told as to come"
    if dropped is None and verdict == "possible" and trigger.token.dep_ == "relcl":
        dropped = "told aside, and only possible"
    if dropped is None and not roles.actors and assessment.subordinate and not roles.recipients and not (trigger.frame.things or trigger.frame.anonymous):
        dropped = "told aside, without an actor"
    if dropped is None and trigger.nominal and trigger.token.dep_ == "pobj" and verdict == "happened" and not roles.actors and not trigger.frame.anonymous:
        dropped = "a noun without an actor"
    by_attack = trigger.frame.type == "ASSAULT" and not trigger.nominal
    means = weapons.mode(weapons.of(trigger.token, lexicon.classes["weapon_thing"])) if by_attack else None
    return Clause(trigger, trigger.frame, roles, verdict, assessment, content_mode=means, dropped=dropped)


def _is_general(trigger: Trigger, roles: Roles, assessment: Assessment) -> bool:
    """A simple present about nobody in particular: "Doctors recommend that adults drink"."""
    if trigger.frame.told_as == "planned" and trigger.frame.anonymous:  # "is set for Friday", "are due to open"
        return False
    if (trigger.token.lemma_ == "be" and trigger.frame.prep) or (trigger.token.tag_ == "VBP" and trigger.token.lower_ in ALIKE):
        return False  # "nurses are on strike"
    if any(c.lower_ == "being" for c in trigger.token.children):
        return False  # "a man is being held"
    if trigger.nominal or assessment.tense != "present" or trigger.token.tag_ == "VBG" or trigger.sentence.sentence.kind == "headline":
        return False
    if trigger.frame.type not in UTTERED and any(c.lower_ in HABITUAL for c in trigger.token.children):
        return True  # "Madagascar is often hit by cyclones"
    owners = roles.actor_tokens or (syntax.grammatical_subjects(trigger.token) if trigger.frame.anonymous else ())
    if any(t.tag_ in ("NN", "NNS", "NNP", "NNPS") and _is_definite(t) for t in owners):
        return False  # "the institute denies it", "the toll stands at 40"
    if trigger.frame.type in UTTERED and any(_is_definite(t) for t in roles.recipient_tokens):
        return False  # "police suspect the couple"
    return not any(p.entity or p.country or (p.count and p.count.low) for p in (*roles.actors, *roles.recipients))


def _is_definite(noun: Token) -> bool:
    """Whether a noun speaks of somebody told of before: "the institute", "her office"."""
    return any(c.lower_ in ("the", "this", "these", "that", "those") or c.dep_ == "poss" for c in noun.children)


def _with_speaker(trigger: Trigger, roles: Roles, cast: Cast) -> Roles:
    """In "Ghana says it will not pay", an unread `it` under a verb of saying is the speaker."""
    own = syntax.grammatical_subjects(trigger.token)
    if not own or any(t.lower_ not in SPEAKERS or cast.at(trigger.sentence, t) for t in own) or syntax.is_passive(trigger.token):
        return roles
    for head, below in syntax.climb(trigger.token):
        if below.dep_ in ("ccomp", "advcl") and syntax.is_verb(head):  # "killed two when they blew themselves up": who killed
            first = own[0].lower_ in ("i", "we")
            parties = cast.many(trigger.sentence, [t for t in syntax.subjects(head) if first or t.i < own[0].i])  # not "It refused, her husband said"
            if parties:
                taken = {key_of(p) for p in roles.recipients}
                taken |= {key_of(p) for p in roles.actors}
                return replace(roles, actors=(*(p for p in parties if key_of(p) not in taken), *roles.actors), subject_unread=False)
    return roles


def speakers(clause: Clause, cast: Cast, kinds: tuple[str, ...]) -> tuple[Party, ...]:
    """Who says, accuses or hopes, innermost first."""
    found: list[Party] = []
    for voice in clause.assessment.voices:
        if voice.kind in kinds:
            found += cast.many(clause.sentence, syntax.subjects(voice.verb) if syntax.is_verb(voice.verb) else syntax.owners(voice.verb))
    return tuple(found)


def dropped(clause: Clause) -> Dropped:
    """The clause as the record of a mention that was not made."""
    reason = clause.dropped or "dropped"
    return Dropped(span=(clause.words(),), frame=clause.frame.id, reason=reason, rule=f"drop.{reason.split()[-1].strip('.,')}")
