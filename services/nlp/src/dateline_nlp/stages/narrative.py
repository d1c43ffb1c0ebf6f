"""The days of acts that a text tells on from a dated one: "A ferry capsized on Tuesday. Twelve people drowned. The captain was arrested."

A telling in the simple past that names no time of its own goes on where the one before it stood, as long as nothing leads elsewhere: another time, a
flashback, a paragraph about somebody else. What is done on the spot, or by who did the last act, has its day; what others do about it came then or
later; what others say about it may have been said on any day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention, When

from dateline_nlp.stages import assessment, calendar, intervals, merge, syntax, times
from dateline_nlp.stages.bonds import Told
from dateline_nlp.stages.clauses import Clause
from dateline_nlp.stages.governors import root_of, verb_of
from dateline_nlp.stages.parties import key_of
from dateline_nlp.stages.saying import REPORTING
from dateline_nlp.stages.scene import BODILY
from dateline_nlp.stages.times import Timex
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

ON_THE_SPOT = frozenset(("ASSAULT", "PROTEST", "crime", "accident", "disaster", "die", "AID"))
DEEDS = ON_THE_SPOT - {"AID", "PROTEST"}
ANSWERS = frozenset(("COERCE", "SANCTION", "ACCUSE"))  # what courts and the police do about a deed
HELD_TOGETHER = frozenset(("CONSULT", "AGREE", "COOPERATE", "SUPPORT"))  # what a meeting consists of
BRIEF = 2  # days that a stretch may last and still date what is told on
OLD = 7  # days before publication from which what is told on is background (codebook)
SOON = 2  # days until publication to which what came of an act is bounded; over more nobody knows
ELSEWHEN = word_set(
    "year month decade century week day morning ago recently previously earlier later formerly once often always never usually regularly repeatedly already "
    "ever career childhood since until"
)
BODIES = frozenset(("JUD", "COP"))
NEAR = 3  # sentences that a telling is carried over
STATE = "state of "
TOLD = ("past", "perfect")


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a telling stands: the time, the act that gave it, and who has had a part in what was told since."""

    when: When
    anchor: str | None
    kind: str | None  # type of the act
    row: int
    paragraph: tuple[str, int]
    doers: frozenset[str]
    parties: frozenset[str]


def settle(
    mentions: Sequence[EventMention], told: Sequence[Told], parsed: Sequence[ParsedSentence], timexes: Sequence[Timex], now: datetime
) -> tuple[EventMention, ...]:
    """The mentions, before those of one act are joined, with the days that follow from what they are told with."""
    by_key = {m.key: m for m in mentions}
    by_row: dict[int, list[tuple[str, Clause]]] = {}
    for each in told:
        by_row.setdefault(each.clause.sentence.sentence.index, []).append((each.key, each.clause))
    today = now.astimezone(UTC).date()
    frame: _Frame | None = None
    main: _Frame | None = None
    for row, p in enumerate(parsed):
        if p.sentence.kind != "body":
            continue
        here = by_row.get(p.sentence.index, [])
        stamps = [t for t in times.within(p, timexes) if not _is_inner(p, t)]
        resumed = times.resumed(p, frame.when.edtf, today) if frame is not None and not stamps else ()
        for n, (key, clause) in enumerate(here):
            if resumed and by_key[key].date is None and not _is_reported(clause) and (when := times.own(p, clause.trigger.token.i, resumed)) is not None:
                by_key[key] = by_key[key].model_copy(update={"date": when, "background": by_key[key].background or _is_old(when, today)})
                continue
            now_at = _joined(here[:n], clause, stamps, by_key, row) if stamps else frame
            if not _goes_on(by_key[key], clause):
                continue
            when = _day(now_at, by_key[key], row, _paragraph(p), main, today) if now_at is not None else None
            away = frame is None or frame.paragraph != _paragraph(p)
            if when is None and main is not None and away and _has_part(by_key[key], main) and not times.within(p, timexes) and not _is_reported(clause):
                when = _since(main, today)  # a new paragraph comes back to the news
            if when is not None:
                by_key[key] = by_key[key].model_copy(update={"date": when, "background": by_key[key].background or _is_old(when, today)})
        frame = _next(frame, p, row, here, stamps or resumed, timexes, by_key)
        if frame is not None and (p.sentence.lead if main is None else frame.when.edtf == main.when.edtf):
            main = frame
    return tuple(by_key[m.key] for m in mentions)


def _next(
    frame: _Frame | None,
    p: ParsedSentence,
    row: int,
    here: Sequence[tuple[str, Clause]],
    stamps: Sequence[Timex],
    timexes: Sequence[Timex],
    by_key: Mapping[str, EventMention],
) -> _Frame | None:
    """Where the telling stands after a sentence."""
    acts = [(by_key[key], clause) for key, clause in here]
    leading = [(m, c) for m, c in acts if m.status == "happened" and _is_firm(m.date) and _leads(c.trigger.token) and c.assessment.tense in TOLD]
    root = next((t for t in p.doc if t.head == t), None)
    if not leading and p.sentence.lead:  # "a man was arrested after a woman was shot on Sunday", "under a pact signed on Sunday"
        leading = [(m, c) for m, c in acts if m.status == "happened" and _is_firm(m.date) and c.assessment.tense in ("past", "none")]
    if leading and (when := leading[-1][0].date) is not None:
        last = leading[-1][0]
        return _frame(when, when.anchor if merge.is_told_on(when) else last.key, last.type, row, p, [m for m, _ in acts], frame)
    if p.sentence.lead and frame is None and acts and len(told := times.within(p, timexes)) == 1 and _is_firm(told[0].when):
        return _frame(told[0].when, None, acts[0][0].type, row, p, [m for m, _ in acts], None)
    if root is None or assessment.tense(root) in ("pluperfect", "future"):
        return None
    if stamps:
        when = times.own(p, root.i, stamps) if assessment.tense(root) == "past" else None
        return _frame(when, None, None, row, p, [m for m, _ in acts], None) if when is not None and _is_firm(when) else None
    return frame


def _frame(when: When, anchor: str | None, kind: str | None, row: int, p: ParsedSentence, acts: Sequence[EventMention], before: _Frame | None) -> _Frame:
    doers = frozenset(mark for m in acts for mark in (*_marks(m.actors), *((key_of(m.said_by),) if m.said_by else ())))
    parties = doers | frozenset(mark for m in acts for mark in _marks(m.recipients))
    if before is not None and before.when.edtf == when.edtf:
        doers, parties, kind = doers | before.doers, parties | before.parties, before.kind or kind
    return _Frame(when, anchor, kind, row, _paragraph(p), doers, parties)


def _joined(before: Sequence[tuple[str, Clause]], clause: Clause, stamps: Sequence[Timex], by_key: Mapping[str, EventMention], row: int) -> _Frame | None:
    """What a clause of the same sentence gives to one that it is joined with: "a jury on Monday awarded them damages, and the judge ordered"."""
    token, held = clause.trigger.token, None
    if len(stamps) == 1 and token.dep_ == "conj" and stamps[0].last < token.left_edge.i:
        held = next((by_key[key] for key, other in before if other.trigger.token == syntax.joined_to(token)), None)
    if held is None or held.date is None or held.status != "happened" or not _is_firm(held.date):
        return None
    return _frame(held.date, held.key, held.type, row, clause.sentence, [held], None)


def _is_inner(p: ParsedSentence, timex: Timex) -> bool:
    """Whether a time belongs to what the telling only mentions: "agreed to meet in March", "a board that has not met since 2021"."""
    verb = _joint(verb_of(root_of(p.doc, timex.first, timex.last)))
    return verb.dep_ in ("relcl", "acl", "xcomp") and syntax.is_verb(verb) and timex.first > verb.left_edge.i


def _joint(verb: Token) -> Token:
    """The verb that a verb is joined with, or it itself."""
    return syntax.joined_to(verb) if verb.dep_ == "conj" else verb


def _goes_on(mention: EventMention, clause: Clause) -> bool:
    """Whether an act is told in the simple past, without a time of its own and not as an aside."""
    token = clause.trigger.token
    if mention.date is not None or mention.status != "happened" or mention.claims[0].form == "direct" or clause.trigger.nominal:
        return False
    told = clause.assessment.tense == "past" or (clause.assessment.tense == "pluperfect" and _is_reported(clause) and mention.type in ON_THE_SPOT)
    return told and _leads(token) and not any(t.lemma_.lower() in ELSEWHEN and verb_of(t.head) == token for t in token.subtree if t != token)


def _is_reported(clause: Clause) -> bool:
    """Whether an act is told as what somebody said, or may be."""
    return any(v.kind == "say" for v in clause.assessment.voices) or _joint(clause.trigger.token).lemma_.lower() in REPORTING


def _day(frame: _Frame, mention: EventMention, row: int, paragraph: tuple[str, int], main: _Frame | None, today: date) -> When | None:
    """The time of an act that is told on from a frame."""
    doers = _marks(mention.actors)
    parties = frozenset((*doers, *_marks(mention.recipients)))
    scene = frame.kind in BODILY
    news = main is not None and main.when.edtf == frame.when.edtf
    two_states = len({mark for mark in parties & frame.parties if mark.startswith(STATE)}) > 1
    talk = mention.type == "CONSULT" and frame.kind in HELD_TOGETHER and bool(parties & frame.parties)
    shared = two_states or talk or any(not mark.startswith(STATE) for mark in parties & frame.parties)
    if row - frame.row > NEAR or (paragraph != frame.paragraph and not shared and not news):
        return None
    if mention.type in DEEDS and frame.kind in ANSWERS:
        return None  # "he was jailed on Monday. He stole a car": what he was jailed for
    bounds = intervals.bounds(frame.when.edtf)
    coarse = bounds is None or bounds[1] - bounds[0] > BRIEF
    if mention.type in ON_THE_SPOT and scene:
        return _told_on(frame, frame.when.edtf)
    if coarse or bounds is None:
        return None
    if any(not mark.startswith(STATE) for mark in frame.doers.intersection(doers)):
        return _told_on(frame, frame.when.edtf)
    if frame.kind == "PROTEST" and mention.type == "COERCE" and paragraph == frame.paragraph:
        return _told_on(frame, frame.when.edtf)  # who takes part is held there and then
    if mention.type in HELD_TOGETHER and frame.kind in HELD_TOGETHER and (two_states or talk):
        return _told_on(frame, frame.when.edtf)
    return _since(frame, today)


def _has_part(mention: EventMention, frame: _Frame) -> bool:
    """Whether somebody of an act had a part in what was told of a frame."""
    return any(not mark.startswith(STATE) and mark in frame.parties for mark in (*_marks(mention.actors), *_marks(mention.recipients)))


def _since(frame: _Frame, today: date) -> When | None:
    """The time between a day and publication, if these lie close together."""
    bounds = intervals.bounds(frame.when.edtf)
    if bounds is None or not 0 <= today.toordinal() - bounds[0] <= SOON:
        return None
    return _told_on(frame, calendar.between(frame.when.edtf.split("/")[0], today.isoformat()).edtf)


def _told_on(frame: _Frame, edtf: str) -> When:
    granularity = frame.when.granularity if edtf == frame.when.edtf else "interval"
    return When(edtf=edtf, granularity=granularity, basis="anchored", text=frame.when.text, anchor=frame.anchor, spans=frame.when.spans, rule=merge.TOLD_ON)


def _leads(token: Token) -> bool:
    """Whether a verb carries the telling: a main clause, what is joined to one or reported, a participle that goes with it."""
    for _ in range(8):
        if token.head == token:
            return True
        participle = token.dep_ == "advcl" and token.tag_ == "VBG" and syntax.child(token, "mark", "nsubj") is None
        if token.dep_ not in ("conj", "ccomp", "parataxis") and not participle:
            return False
        token = token.head
    return False


def _is_firm(when: When | None) -> bool:
    """Whether a date says when something was done that the text goes on from."""
    return when is not None and when.basis != "publication" and ".." not in when.edtf and "~" not in when.edtf


def _is_old(when: When, today: date) -> bool:
    bounds = intervals.bounds(when.edtf)
    return bounds is not None and today.toordinal() - bounds[1] > OLD


def _paragraph(p: ParsedSentence) -> tuple[str, int]:
    return p.sentence.part, p.sentence.paragraph


def _marks(parties: Sequence[Party]) -> tuple[str, ...]:
    """What a party is known by again; courts and police forces by what they are, and all by their country as well."""
    return tuple(mark for party in parties for mark in (key_of(party), *(s for s in party.sectors if s in BODIES), *_state(party)))


def _state(party: Party) -> tuple[str, ...]:
    return (f"{STATE}{party.country}",) if party.country else ()
