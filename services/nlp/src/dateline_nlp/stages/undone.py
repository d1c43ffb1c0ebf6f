"""Occasions that were called off or put off, as mentions of their own: of "cancelled Friday's visit to Chile" the visit on Friday, negated.

The calling off is an act of refusal, and found as such; what it is done to was planned for a day, and is known by it elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import When

from dateline_nlp.stages import arguments, intervals, outlook, syntax, times
from dateline_nlp.stages.arguments import Roles
from dateline_nlp.stages.assessment import Assessment, Verdict
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.stages.governors import root_of
from dateline_nlp.stages.mentions import Setting
from dateline_nlp.stages.parties import key_of
from dateline_nlp.stages.times import Timex
from dateline_nlp.stages.triggers import Trigger
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

FRAMES = {"visit": "visit.noun", "meeting": "talks.definite"}  # class of nouns -> the frame by which one tells of the act
SIGNING = "signing.told"
CANCEL = word_set("cancel scrap shelve axe abandon")
COMING = word_set("take go happen proceed materialise materialize")  # "did not take place", "will not go ahead"
ASSERTED = ("ROOT", "conj", "ccomp", "relcl", "advcl", "parataxis")


def find(clauses: Sequence[Clause], sentence: ParsedSentence, setting: Setting) -> tuple[Clause, ...]:
    """The clauses of a sentence with those of its undone occasions added; what only says when such an occasion was to be is dropped."""
    found = list(clauses)
    for noun, frame in _occasions(sentence, setting):
        if (fate := _fate(noun)) is None or (day := _day(noun, fate, sentence, setting)) is None:
            continue
        host = next((c for c in clauses if not c.dropped and c.trigger.object is noun and c.trigger.token is noun.head), None)
        trigger = Trigger(setting.lexicon.frames[frame], sentence, noun)
        roles = _roles(trigger, host, setting)
        if not roles.actors and not roles.recipients:
            continue
        inside = {t.i for t in noun.subtree} | ({noun.head.i} if host is None else set())
        found = [replace(c, dropped="was called off") if not c.dropped and c.trigger.token.i in inside and _tells_of(c, noun) else c for c in found]
        assessment = replace(host.assessment, status=fate) if host is not None else Assessment(status=fate)
        found.append(Clause(trigger, trigger.frame, roles, fate, assessment, plan=day))
    return tuple(found)


def _occasions(sentence: ParsedSentence, setting: Setting) -> Iterator[tuple[Token, str]]:
    for token in sentence.doc:
        if token.tag_ in ("NN", "NNS") and token.dep_ in ("dobj", "nsubj", "nsubjpass"):
            lemma = token.lemma_.lower()
            name = next((frame for sort, frame in FRAMES.items() if lemma in setting.lexicon.classes[sort]), SIGNING if lemma == "signing" else None)
            if name is not None:
                yield token, name


def _fate(noun: Token) -> Verdict | None:
    """What became of an occasion: negated if it was called off or did not come about, planned if it was put off."""
    verb = noun.head
    helpers = {c.lower_ for c in verb.children if c.tag_ == "MD"}
    undone = any(c.dep_ == "neg" or c.lower_ == "never" for c in verb.children)
    if verb.dep_ not in ASSERTED:
        return None
    if noun.dep_ == "nsubj":
        came = verb.lemma_ in COMING and (verb.lemma_ not in ("take", "go") or any(c.lower_ in ("place", "ahead") for c in verb.children))
        return "negated" if came and undone and not helpers - {"will", "would"} else "negated" if _is_off(verb) and verb.lemma_ == "be" else None
    if undone or helpers:
        return None
    if verb.lemma_.lower() in CANCEL or (verb.lemma_ == "call" and _is_off(verb)):
        return "negated"
    return "planned" if outlook.puts_off(verb) else None


def _is_off(verb: Token) -> bool:
    return "off" in syntax.particles(verb) or any(c.lower_ == "off" for c in verb.children)


def _day(noun: Token, fate: Verdict, sentence: ParsedSentence, setting: Setting) -> When | None:
    """The day for which an occasion was planned; of one that was put off the new one."""
    here = times.within(sentence, setting.timexes)
    if fate == "planned":
        return next((t.when for t in here if t.moved and _head(sentence, t) in (noun.head, noun.head.head)), None)
    today = setting.published_at.date().toordinal()
    own = [t for t in here if not t.moved and t.when.basis != "anchored" and (_hangs_on(sentence, t, noun) or _is_to_come(t.when, today))]
    return min(own, key=lambda t: abs(t.first - noun.i)).when if own else None


def _head(sentence: ParsedSentence, timex: Timex) -> Token:
    """The word that an expression is said of, through its preposition."""
    head = root_of(sentence.doc, timex.first, timex.last)
    return head.head.head if head.head.dep_ == "prep" else head.head


def _hangs_on(sentence: ParsedSentence, timex: Timex, noun: Token) -> bool:
    return noun.is_ancestor(root_of(sentence.doc, timex.first, timex.last))


def _is_to_come(when: When, today: int) -> bool:
    """Whether a day lies ahead, so that nothing was called off on it."""
    bounds = intervals.bounds(when.edtf)
    return bounds is not None and bounds[0] > today


def _roles(trigger: Trigger, host: Clause | None, setting: Setting) -> Roles:
    """Who was to take part: who owns the occasion, else who called it off; of a meeting both."""
    roles = arguments.fill(trigger, setting.cast)
    if trigger.frame.id == SIGNING and not roles.actors:  # "the signing of a pact between Peru and Chile"
        tokens = [t for way in ("of.between", "of.with") for t in arguments.slot(trigger, way)]
        roles = replace(roles, actors=setting.cast.many(trigger.sentence, tokens), recipients=())
    if host is None or len(roles.actors) > 1 or (roles.actors and not trigger.frame.reciprocal):
        return roles
    own: dict[str, Party] = {key_of(p): p for p in (*host.roles.actors, *roles.actors)}
    return replace(roles, actors=tuple(own.values()), recipients=tuple(p for p in roles.recipients if key_of(p) not in own), subject_unread=False)


def _tells_of(clause: Clause, noun: Token) -> bool:
    """Whether a clause says no more of an occasion than when it is to be, or what it is about."""
    token = clause.trigger.token
    if clause.frame.type not in ("AGREE", "CONSULT", "SUPPORT"):
        return False
    return clause.trigger.object is noun or token is noun or token is noun.head or (clause.trigger.nominal and token.dep_ == "pobj" and token.head.head is noun)
