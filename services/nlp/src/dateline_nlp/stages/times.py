"""Finds expressions of time and chooses the one that dates an act. What an expression means is in `expressions`.

Over 250 lines, since finding and choosing share what an expression is.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

from dateline_shared.contracts.event import When

from dateline_nlp.stages import anchored, calendar, measured, occasions, outlook, papers
from dateline_nlp.stages.calendar import Granularity, Time
from dateline_nlp.stages.expressions import RULES
from dateline_nlp.stages.governors import dates, occasion_of, root_of, verb_of
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token
from dateline_nlp.values import ParsedSentence

HINT = re.compile(
    r"\d|day|week|month|year|decade|morning|afternoon|evening|night|tomorrow|ago\b|quarter|spring|summer|autumn|fall|winter|hour|minute|moment|dawn|dusk|noon|nightfall|dark|january|february|march|april"
    r"|\bmay\b|june|july|august|september|october|november|december|\b(?:mon|tues?|wed|thurs?|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b",
    re.IGNORECASE,
)  # without one of these a sentence tells no time: a quick refusal

ORDERING = word_set("order have see want find leave get")


@dataclass(frozen=True, slots=True)
class Timex:
    """Tokens of one sentence that tell a time."""

    sentence: int
    first: int  # tokens, both included
    last: int
    when: When
    moved: bool = False  # the new time of what is put off


def find(parsed: Sequence[ParsedSentence], published_at: datetime) -> tuple[Timex, ...]:
    """All expressions of time in the order of the text."""
    published = published_at.astimezone(UTC).date()
    found: list[Timex] = []
    for p in parsed:
        near = takewhile(lambda t, index=p.sentence.index: index - t.sentence <= anchored.REACH, reversed(found))
        told = [
            anchored.Anchor(t.sentence, t.last, t.when.edtf.removesuffix("/.."), t.when.basis)
            for t in near
            if not t.moved and (t.when.granularity in ("day", "month", "year") or t.when.edtf.endswith("/.."))
        ]
        found += _sentence(p, published, told[::-1])
    return tuple(sorted([*found, *_occasions(parsed, found)], key=lambda t: (t.sentence, t.first)))


def _occasions(parsed: Sequence[ParsedSentence], found: Sequence[Timex]) -> Iterator[Timex]:
    """Occasions that stand for the date which the text gives them elsewhere."""
    rows = {p.sentence.index: n for n, p in enumerate(parsed)}
    dates = occasions.dated(parsed, [((rows[t.sentence], t.first, t.last), t.when.edtf) for t in found if not t.moved])
    taken = {(t.sentence, i) for t in found for i in range(t.first, t.last + 1)}
    for (row, first, last), edtf in occasions.named(parsed, dates):
        p = parsed[row]
        if not any((p.sentence.index, i) in taken for i in range(first, last + 1)):
            span = p.span(first, last)
            when = When(edtf=edtf, granularity=_fineness(edtf), basis="anchored", text=span.exact, spans=(span,), rule="time.occasion")
            yield Timex(p.sentence.index, first, last, when)


def attach(sentence: ParsedSentence, trigger: int, timexes: Sequence[Timex], *, published_at: datetime, tense: str | None) -> When | None:
    """The time of the act that the token `trigger` tells: its clause's own expression, else the publication for a headline or lead."""
    if (stated := own(sentence, trigger, timexes)) is not None:
        return stated
    here = _of(sentence, timexes)
    act = sentence.doc[trigger]
    if (counted := _counted(sentence, act, timexes, published_at)) is not None:
        return counted
    explained = next((t for t in reversed(here) if t.last < trigger and _when_clause(sentence.doc, t, act)), None)
    if explained is not None and "/" not in explained.when.edtf:
        return explained.when
    if explained is not None and explained.when.edtf.endswith("/.."):  # "since 2021, when": it was then
        return explained.when.model_copy(update={"edtf": explained.when.edtf[:-3], "granularity": _fineness(explained.when.edtf[:-3])})
    if (occasion := occasion_of(act)) is not None:  # "the 2021 election, in which he beat her"
        held = next((t for t in here if occasion.left_edge.i <= t.first and t.last < act.left_edge.i and "/" not in t.when.edtf), None)
        if held is not None:
            return held.when
    since = next((c for c in act.children if c.dep_ == "advcl" and any(g.dep_ == "mark" and g.lower_ == "since" for g in c.children)), None)
    if since is not None and (start := own(sentence, since.i, timexes)) is not None and "/" not in start.edtf:
        return _as_interval(start, f"{start.edtf}/..")  # "have died since the war began in May"
    if (carrier := _carrier(act)) != act:
        return attach(sentence, carrier.i, timexes, published_at=published_at, tense=tense)
    told_now = tense in ("present", "perfect", "past") and not _is_known(act)
    if told_now and (sentence.sentence.kind == "headline" or sentence.sentence.lead):
        published = published_at.astimezone(UTC).date()
        edtf = f"{(published - timedelta(days=1)).isoformat()}/{published.isoformat()}"
        return When(edtf=edtf, granularity="interval", basis="publication", rule="time.publication")
    return None


def resumed(p: ParsedSentence, edtf: str, published: date) -> tuple[Timex, ...]:
    """The expressions of a sentence that count from a day told long before, to which the telling has come back: "hours later", "a week earlier"."""
    if not HINT.search(p.doc.text):
        return ()
    anchor = anchored.Anchor(p.sentence.index, 0, edtf, "anchored")
    found = anchored.find(p.doc.text, [anchor], p.sentence.index, lambda _: False, published)
    return tuple(made for one in found if (made := _made(p, *one)) is not None)


def own(sentence: ParsedSentence, trigger: int, timexes: Sequence[Timex]) -> When | None:
    """The expression that dates the act of the token `trigger`, the nearest of several."""
    near = [(distance, t) for t in _of(sentence, timexes) if (distance := dates(sentence.doc, t.first, t.last, trigger)) is not None]
    if not near:
        return None

    def rank(one: tuple[int, Timex]) -> tuple[bool, int, bool, int]:
        distance, timex = one
        anchored = timex.when.basis == "anchored"
        return anchored and distance > 0, distance, anchored, timex.first  # "arrested in May and freed a year later"

    return min(near, key=rank)[1].when


def within(sentence: ParsedSentence, timexes: Sequence[Timex]) -> Sequence[Timex]:
    """The expressions of a sentence, also new times of what is put off."""
    index = sentence.sentence.index
    return timexes[bisect_left(timexes, index, key=lambda t: t.sentence) : bisect_right(timexes, index, key=lambda t: t.sentence)]


def _of(sentence: ParsedSentence, timexes: Sequence[Timex]) -> Sequence[Timex]:
    return [t for t in within(sentence, timexes) if not t.moved]


def _counted(sentence: ParsedSentence, act: Token, timexes: Sequence[Timex], published_at: datetime) -> When | None:
    """The day of an act that another one measures from it, counted from the day of that one, or of the news: "fled on Friday, two days after the quake"."""
    if (counted := measured.from_other(act)) is None:
        return None
    word, governor, count, unit = counted
    verbs = [governor, *(a for a in governor.ancestors if a.pos_ in ("VERB", "AUX"))]
    found = next((when for verb in verbs if (when := own(sentence, verb.i, timexes)) is not None), None)
    if found is not None:
        time = calendar.shifted(found.edtf, count, unit)
    elif unit == "day" and (sentence.sentence.kind == "headline" or sentence.sentence.lead):
        last = published_at.astimezone(UTC).date() + timedelta(days=count)
        time = calendar.between((last - timedelta(days=1)).isoformat(), last.isoformat())
    else:
        time = None
    span = sentence.span(word.i, word.i)
    return None if time is None else When(edtf=time.edtf, granularity=time.granularity, basis="anchored", text=span.exact, spans=(span,), rule="time.measured")


def _carrier(act: Token) -> Token:
    """What a participle goes with shares its date: "cleared the square on Wednesday, firing water cannon"."""
    if act.dep_ == "acl" and act.tag_ == "VBN" and act.head.dep_ == "dobj" and act.head.head.lemma_ in ORDERING:
        return act.head.head  # "a court on Wednesday ordered two men held"
    if act.dep_ == "relcl" and act in papers.deeds(act.head.head):
        return act.head.head  # "signed an order on Friday that bans rallies"
    if (occasion := occasion_of(act)) is not None:
        return verb_of(occasion)  # "held a call on Monday, in which they agreed"
    if act.dep_ == "relcl" and act.head.dep_ == "pobj" and any(c.lower_ == "where" and c.dep_ == "advmod" for c in act.children):
        return verb_of(act.head)  # "flew to Tunis on Monday, where he met them"
    if act.dep_ == "xcomp" and act.head.dep_ == "relcl" and (led := _carrier(act.head)) != act.head:
        return led  # ", where he is to meet them"
    if act.dep_ == "advcl" and act.tag_ == "VBD" and any(c.lower_ in ("when", "as", "while") and c.dep_ in ("mark", "advmod") for c in act.children):
        return act.head  # "four died on Monday when a boat hit a rock"
    for _ in range(3):
        if act.dep_ != "advcl" or act.tag_ != "VBG" or any(c.dep_ in ("mark", "nsubj", "aux") for c in act.children) or act.head == act:
            break
        act = act.head
    return act


def _is_known(act: Token) -> bool:
    """Whether an act only says which thing is meant, and so may be long past: "the floods that ravaged the coast"."""
    if act.dep_ != "relcl" or act.tag_ != "VBD" or act.doc[act.left_edge.i - 1].text == ",":
        return False
    return any(c.lower_ == "the" for c in act.head.lefts) or (act.head.dep_ == "pobj" and act.head.head.lower_ in ("over", "after", "following"))


def _when_clause(doc: Doc, timex: Timex, act: Token) -> bool:
    """Whether an expression is explained by the clause of an act: "in 2021, when Belarus diverted a jet"."""
    root = root_of(doc, timex.first, timex.last)
    for _ in range(3):
        opens = any(c.lower_ == "when" and c.i > timex.last for c in act.children)
        if opens and act.dep_ in ("relcl", "advcl") and act.i > timex.last:
            return act.left_edge.i - timex.last <= 2 or act.head in (root, *root.children)
        if act.dep_ != "conj" or act.head == act:
            return False
        act = act.head
    return False


def _sentence(p: ParsedSentence, published: date, told: Sequence[anchored.Anchor]) -> Iterator[Timex]:
    text, doc = p.doc.text, p.doc
    if not HINT.search(text):
        return
    taken: set[int] = set()
    found: list[tuple[int, int, Time, str, str]] = []
    for rule, basis, pattern, reading in RULES:
        for match in pattern.finditer(text):
            span = range(match.start(), match.end())
            if taken.intersection(span) or anchored.OF_THAT_YEAR.match(text, match.end()):
                continue
            token = _token(doc, match.start("anchor") if "anchor" in match.re.groupindex and match["anchor"] else match.start())
            if token is None or not _is_time(match, doc):
                continue
            time = reading(match, published, outlook.is_ahead(token, body=p.sentence.kind == "body"))
            if time:
                taken.update(span)
                found.append((match.start(), match.end(), time, basis, rule))
    here = [
        anchored.Anchor(p.sentence.index, end, time.edtf, basis) for _, end, time, basis, _ in sorted(found) if time.granularity in ("day", "month", "year")
    ]

    def ahead(at: int) -> bool:
        token = _token(doc, at)
        return token is not None and outlook.is_ahead(token, body=p.sentence.kind == "body")

    for start, end, time, basis, rule in anchored.find(text, [*told, *here], p.sentence.index, ahead, published):
        if not taken.intersection(range(start, end)):
            taken.update(range(start, end))
            found.append((start, end, time, basis, rule))
    yield from (made for one in sorted(_joined(text, found)) if (made := _made(p, *one)) is not None)


def _made(p: ParsedSentence, start: int, end: int, time: Time, basis: str, rule: str) -> Timex | None:
    """The expression between two offsets of a sentence."""
    doc = p.doc
    if not (words := doc.covering(start, end)):
        return None
    first, last = words[0].i, words[-1].i
    when = When.model_validate(
        {"edtf": time.edtf, "granularity": time.granularity, "basis": basis, "text": doc.text[start:end], "spans": (p.span(first, last),), "rule": rule}
    )
    moved = outlook.is_put_off_to(doc, first)
    return Timex(p.sentence.index, first, last, when if moved else _bounded(doc, first, last, when), moved)


def _token(doc: Doc, at: int) -> Token | None:
    return next((t for t in doc if t.idx <= at < t.idx + max(len(t.text_with_ws), 1)), None)


def _is_time(match: re.Match[str], doc: Doc) -> bool:
    """A bare year is none where it counts something ("2000 troops"), "May" and "March" where they are verbs or names."""
    groups = match.groupdict()
    if groups.get("bare"):
        token = _token(doc, match.start("bare"))
        if token is None or token.text != groups["bare"]:
            return False
        return not (
            token.dep_ == "nummod"
            and token.head.tag_ == "NNS"
            and token.head.i == token.i + 1
            and not (token.i and token.nbor(-1).lower_ in ("in", "since", "the"))
        )
    if groups.get("month", "") in ("May", "March") and not groups.get("day") and not groups.get("year"):
        token = _token(doc, match.start("month"))
        return token is not None and token.tag_ in ("NNP", "NNPS") and token.ent_type_ != "PERSON"
    return True


def _joined(text: str, found: list[tuple[int, int, Time, str, str]]) -> list[tuple[int, int, Time, str, str]]:
    """ "Between 2017 and 2021", "from March 3 to March 5" as one interval."""
    found = sorted(found)
    joined: list[tuple[int, int, Time, str, str]] = []
    skip = False
    for one, other in zip(found, [*found[1:], None][: len(found)], strict=True):
        if skip:
            skip = False
            continue
        link = text[one[1] : other[0]].strip().lower() if other else ""
        before = text[: one[0]].rstrip().lower()
        if (
            other
            and "/" not in one[2].edtf + other[2].edtf
            and (
                (link in ("to", "until", "through", "-", "–") and (before.endswith("from") or link in ("-", "–")))
                or (link == "and" and before.endswith("between"))
            )
        ):
            joined.append((one[0], other[1], calendar.between(one[2].edtf, other[2].edtf), one[3], "time.from_to"))
            skip = True
        else:
            joined.append(one)
    return joined


def _bounded(doc: Doc, first: int, last: int, when: When) -> When:
    """Open ends: "since March" begins then, "until Friday" ends then."""
    before = doc[first].lower_ if doc[first].lower_ in ("since", "until", "by") else doc[first - 1].lower_ if first else ""
    if root_of(doc, first, last).dep_ == "poss":
        return when  # "after Monday's raid": the day is the raid's, whatever came after it
    if when.granularity == "season":
        start, _, end = when.edtf.partition("/")
        return _as_interval(when, f"{start}/..") if before == "since" else _as_interval(when, f"../{end}") if before in ("until", "till", "by") else when
    if "/" in when.edtf or when.edtf.endswith("~"):
        return when
    if before == "since":
        return _as_interval(when, f"{when.edtf}/..")
    if before in ("until", "till") and first and doc[first - 1].head.lemma_ == "wait" and doc[first - 1].head.tag_ == "VBD":
        return when  # "waited until May to sign"
    if before in ("until", "till", "by", "before"):
        return _as_interval(when, f"../{when.edtf}")
    if before == "after":
        return _as_interval(when, f"{when.edtf}/..")
    return when


def _fineness(edtf: str) -> Granularity:
    return ("year", "month", "day")[edtf.count("-")] if edtf.count("-") < 3 else "interval"


def _as_interval(when: When, edtf: str) -> When:
    """The same expression as an interval."""
    return when.model_copy(update={"edtf": edtf, "granularity": "interval"})
