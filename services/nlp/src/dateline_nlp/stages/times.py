"""Finds expressions of time and chooses the one that dates an act. What an expression means is in `expressions`."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dateline_shared.contracts.event import When
from spacy.tokens import Doc, Token

from dateline_nlp.stages import calendar
from dateline_nlp.stages.calendar import Time
from dateline_nlp.stages.expressions import RULES
from dateline_nlp.stages.governors import dates, is_future
from dateline_nlp.values import ParsedSentence


@dataclass(frozen=True, slots=True)
class Timex:
    """Tokens of one sentence that tell a time."""

    sentence: int
    first: int  # tokens, both included
    last: int
    when: When


def find(parsed: Sequence[ParsedSentence], published_at: datetime) -> tuple[Timex, ...]:
    """All expressions of time in the order of the text."""
    published = published_at.astimezone(UTC).date()
    return tuple(timex for p in parsed for timex in _sentence(p, published))


def attach(sentence: ParsedSentence, trigger: int, timexes: Sequence[Timex], *, published_at: datetime, tense: str | None) -> When | None:
    """The time of the act that the token `trigger` tells: its clause's own expression, else the publication for a headline or lead."""
    index = sentence.sentence.index
    own = timexes[bisect_left(timexes, index, key=lambda t: t.sentence) : bisect_right(timexes, index, key=lambda t: t.sentence)]
    ranked = sorted((distance, t.first, t) for t in own if (distance := dates(sentence.doc, t.first, t.last, trigger)) is not None)
    if ranked:
        return ranked[0][2].when
    told_now = tense in ("present", "perfect", "past")
    if told_now and (sentence.sentence.kind == "headline" or sentence.sentence.lead):
        published = published_at.astimezone(UTC).date()
        edtf = f"{(published - timedelta(days=1)).isoformat()}/{published.isoformat()}"
        return When(edtf=edtf, granularity="interval", basis="publication", rule="time.publication")
    return None


def _sentence(p: ParsedSentence, published: date) -> Iterator[Timex]:
    text, doc = p.doc.text, p.doc
    taken: set[int] = set()
    found: list[tuple[int, int, Time, str, str]] = []
    for rule, basis, pattern, reading in RULES:
        for match in pattern.finditer(text):
            span = range(match.start(), match.end())
            if taken.intersection(span):
                continue
            token = _token(doc, match.start("anchor") if "anchor" in match.re.groupindex and match["anchor"] else match.start())
            if token is None or not _is_time(match, doc):
                continue
            time = reading(match, published, is_future(token))
            if time:
                taken.update(span)
                found.append((match.start(), match.end(), time, basis, rule))
    for start, end, time, basis, rule in sorted(_joined(text, found)):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None or not len(span):
            continue
        first, last = span.start, span.end - 1
        when = When.model_validate(
            {"edtf": time.edtf, "granularity": time.granularity, "basis": basis, "text": text[start:end], "spans": (p.span(first, last),), "rule": rule}
        )
        yield Timex(p.sentence.index, first, last, _bounded(doc, first, when))


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


def _bounded(doc: Doc, first: int, when: When) -> When:
    """Open ends: "since March" begins then, "until Friday" ends then."""
    before = doc[first].lower_ if doc[first].lower_ in ("since", "until", "by") else doc[first - 1].lower_ if first else ""
    if "/" in when.edtf:
        return when
    if before == "since":
        return _as_interval(when, f"{when.edtf}/..")
    if before in ("until", "till", "by", "before"):
        return _as_interval(when, f"../{when.edtf}")
    if before == "after":
        return _as_interval(when, f"{when.edtf}/..")
    return when


def _as_interval(when: When, edtf: str) -> When:
    """The same expression as an interval."""
    return when.model_copy(update={"edtf": edtf, "granularity": "interval"})
