"""Marks the lines of a page: headline, body and captions are read; the rest is set aside. Nothing is rewritten."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.extraction import SetAside

from dateline_nlp.stages import genre
from dateline_nlp.stages.lines import Stretch, plain, stretches
from dateline_nlp.stages.wordlist import listed
from dateline_nlp.values import Cleaned, Document, Line

ENDED = re.compile(r"[.!?…:;]['\"”’)\]]*$")
QUOTED = re.compile(r"^[\"“‘'«]")
NAVIGATION_WORDS = 3  # a line this short without an end is a button or a heading
HEADLINE_WORDS = (4, 25)  # shortest and longest headline that is recognised without a title field
PLEA_WORDS = 60  # pleas to the reader are short paragraphs

_ZONES = {"Z": 0, "GMT": 0, "UTC": 0, "BST": 1, "CET": 1, "CEST": 2, "EST": -5, "EDT": -4, "ET": -5, "PST": -8, "PDT": -7, "PT": -8}
_MONTHS: dict[str, int] = {name: number for number, name in enumerate(listed("jan feb mar apr may jun jul aug sep oct nov dec"), 1)}


@dataclass(frozen=True, slots=True)
class _Verdict:
    kind: str  # of a Line or a SetAside
    rule: str


def clean(document: Document) -> Cleaned:
    """Sorts the lines; harvests the publication time and the dateline. Every character stays where it was."""
    lines = stretches(document.text)
    title = stretches(document.title)
    verdicts = _verdicts(lines, document.title)
    published_at = document.published_at or next(
        (at for s, v in zip(lines, verdicts, strict=True) if v.kind == "timestamp" and (at := timestamp(s.text))), None
    )
    repeated = any(v.kind == "headline" for v in verdicts)
    read: list[Line] = []
    aside: list[SetAside] = []
    if document.title.strip() and title:
        start, end = title[0].start, title[-1].end
        if repeated:
            aside.append(_aside(document.span("title", start, end), _Verdict("duplicate", "line.title_repeated")))
        else:
            read.append(Line("title", start, end, "headline"))
    dateline: Span | None = None
    for stretch, verdict in zip(lines, verdicts, strict=True):
        start, end = stretch.start, stretch.end
        if verdict.kind in ("body", "caption", "headline"):
            if verdict.kind == "body" and dateline is None and (found := genre.DATELINE.match(stretch.text)):
                dateline = document.span("text", start, start + found.end("place"))
                aside.append(_aside(document.span("text", start, start + len(found[0].rstrip())), _Verdict("dateline", "line.dateline")))
                start += found.end()
            if verdict.kind == "caption":
                start, end = _caption(stretch)
            if start < end:
                read.append(Line("text", start, end, "headline" if verdict.kind == "headline" else "caption" if verdict.kind == "caption" else "body"))
        else:
            aside.append(_aside(document.span("text", start, end), verdict))
    if not any(line.kind == "body" for line in read) and (longest := max(lines, key=lambda s: len(s.text), default=None)) and not read:
        aside = [a for a in aside if a.span[0].start != longest.start or a.span[0].part != "text"]
        read.append(Line("text", longest.start, longest.end, "body"))
    read.sort(key=lambda line: (line.kind != "headline", line.part != "title", line.start))
    return Cleaned(lines=tuple(read), set_aside=tuple(aside), published_at=published_at, dateline=dateline)


def timestamp(text: str) -> datetime | None:
    """The instant that a date line gives, midnight UTC when it names no hour; None when it is no date line."""
    found = genre.TIMESTAMP.fullmatch(text.strip())
    if not found:
        return None
    try:
        if found["iso"]:
            day = datetime.fromisoformat(found["iso"])
        else:
            month = _MONTHS[(found["m1"] or found["m2"])[:3].lower()]
            day = datetime(int(found["y1"] or found["y2"]), month, int(found["d1"] or found["d2"]))  # noqa: DTZ001 - the zone is put on below
        hour = int(found["hour"] or 0)
        if found["half"]:
            hour = hour % 12 + (12 if found["half"][0].lower() == "p" else 0)
        zone = _zone(found["zone"])
        return day.replace(hour=hour, minute=int(found["minute"] or 0), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str | None) -> timezone:
    if name and name[0] in "+-":
        offset = timedelta(hours=int(name[1:3]), minutes=int(name[-2:]))
        return timezone(offset if name[0] == "+" else -offset)
    return timezone(timedelta(hours=_ZONES.get((name or "UTC").upper(), 0)))


def _aside(span: Span, verdict: _Verdict) -> SetAside:
    return SetAside.model_validate({"span": (span,), "kind": verdict.kind, "rule": verdict.rule})


def _caption(stretch: Stretch) -> tuple[int, int]:
    """The part of a caption that is words about the picture, without its label and credit."""
    start, end = stretch.start, stretch.end
    if head := genre.CAPTION_HEAD.match(stretch.text):
        start += head.end()
    if tail := genre.CREDIT_TAIL.search(stretch.text):
        end = stretch.start + tail.start()
    return start, max(start, end)


def _verdicts(lines: list[Stretch], title: str) -> list[_Verdict]:
    first = [_alone(s.text) for s in lines]
    headline = _headline(lines, first, title)
    seen: set[str] = set()
    verdicts: list[_Verdict] = []
    for i, (stretch, verdict) in enumerate(zip(lines, first, strict=True)):
        words = plain(stretch.text)
        following = plain(lines[i + 1].text) if i + 1 < len(lines) else ""
        if i == headline:
            verdict = _Verdict("headline", "line.headline")
        elif (headline is not None and words == plain(lines[headline].text)) or (words == plain(title) and words):
            verdict = _Verdict("duplicate", "line.title_repeated")
        elif verdict.kind == "body":
            if words == following and words:
                verdict = _Verdict("duplicate", "line.repeated")  # the picture's alternative text, then its caption
            elif i and words == plain(lines[i - 1].text) and words:
                verdict = _Verdict("caption", "line.repeated")
            elif (following and words == plain(genre.CREDIT_TAIL.sub("", lines[i + 1].text))) or (len(words.split()) > 4 and words in seen):
                verdict = _Verdict("duplicate", "line.repeated")
        seen.add(words)
        verdicts.append(verdict)
    _headings(lines, verdicts)
    _tail(lines, verdicts)
    _between(lines, verdicts)
    return verdicts


def _alone(text: str) -> _Verdict:
    """What a line is, judged by itself."""
    words = len(text.split())
    if not any(c.isalnum() for c in text):
        return _Verdict("other", "line.ornament")
    if genre.TIMESTAMP.fullmatch(text):
        return _Verdict("timestamp", "line.timestamp")
    if genre.CREDIT.fullmatch(text):
        return _Verdict("credit", "line.credit")
    if genre.CLOSING.fullmatch(text):
        return _Verdict("credit", "line.closing_credit")
    if genre.CAPTION_HEAD.match(text) or (genre.CREDIT_TAIL.search(text) and words < PLEA_WORDS):
        return _Verdict("caption", "line.caption")
    if QUOTED.match(text):
        return _Verdict("body", "line.body")
    if not ENDED.search(text):
        if genre.BYLINE.fullmatch(text) and words <= 12:
            return _Verdict("byline", "line.byline")
        if words <= NAVIGATION_WORDS + 1 and genre.NAVIGATION.fullmatch(text):
            return _Verdict("boilerplate", "line.navigation")
    if words <= PLEA_WORDS:
        for rule, pattern in genre.BOILERPLATE:
            if pattern.search(text) and (words <= 25 or genre.SECOND_PERSON.search(text)):
                return _Verdict("boilerplate", rule)
        if genre.SECOND_PERSON.search(text) and genre.PLEA.search(text) and not re.search(r"[\"“”«»]", text):
            return _Verdict("boilerplate", "page.plea")
        if genre.SELF_DESCRIPTION.search(text) and not re.search(r"[\"“”«»]", text):
            return _Verdict("boilerplate", "page.self_description")
    return _Verdict("body", "line.body")


def _headline(lines: list[Stretch], verdicts: list[_Verdict], title: str) -> int | None:
    """Which line is the headline: one that repeats the title, else, without a title, the first real line if it looks like one."""
    wanted = plain(re.split(r"\s[|–—-]\s(?=[^|–—-]{2,40}$)", title)[0])
    if wanted:
        return next((i for i, s in enumerate(lines) if plain(s.text) in (wanted, plain(title)) and len(s.text) < 400), None)
    body = [i for i, v in enumerate(verdicts) if v.kind == "body"]
    for i in body:
        text = lines[i].text
        if ENDED.search(text) and not text.endswith("?"):
            return None
        low, high = HEADLINE_WORDS
        if low <= len(text.split()) <= high and len(body) > 1 and not QUOTED.match(text):
            repeated = i + 1 < len(lines) and plain(lines[i + 1].text) == plain(text)
            return None if repeated else i
        if len(text.split()) > high:
            return None
    return None


def _headings(lines: list[Stretch], verdicts: list[_Verdict]) -> None:
    """Between paragraphs, a line without an end is a link to another article or a heading."""
    body = [i for i, v in enumerate(verdicts) if v.kind == "body"]
    ended = [i for i in body if ENDED.search(lines[i].text)]
    if len(ended) < max(3, len(body) * 0.6):
        return  # this text does without full stops, or is wrapped in a way that was not seen through
    for i in body:
        if ENDED.search(lines[i].text) or QUOTED.match(lines[i].text):
            continue
        words = len(lines[i].text.split())
        if i > ended[0] and words > NAVIGATION_WORDS:
            verdicts[i] = _Verdict("related", "line.unended_between_paragraphs")
        elif words <= NAVIGATION_WORDS:
            verdicts[i] = _Verdict("boilerplate", "line.short_unended")


def _tail(lines: list[Stretch], verdicts: list[_Verdict]) -> None:
    """Nothing of the article follows its closing credit."""
    body = [i for i, v in enumerate(verdicts) if v.kind == "body"]
    for i, verdict in enumerate(verdicts):
        if verdict.rule == "line.closing_credit" and sum(b < i for b in body) >= 3 and sum(b < i for b in body) >= sum(b > i for b in body):
            for j in range(i + 1, len(lines)):
                if verdicts[j].kind in ("body", "caption"):
                    verdicts[j] = _Verdict("boilerplate", "line.after_closing_credit")
            return


def _between(lines: list[Stretch], verdicts: list[_Verdict]) -> None:
    """A single line between two lines of page furniture is page furniture."""
    furniture = ("boilerplate", "credit", "related")
    for i in range(1, len(lines) - 1):
        if verdicts[i].kind == "body" and verdicts[i - 1].kind == "boilerplate" and verdicts[i + 1].kind in furniture and len(lines[i].text.split()) < 25:
            earlier = sum(v.kind == "body" for v in verdicts[:i])
            if earlier and not QUOTED.match(lines[i].text) and not any(v.kind == "body" for v in verdicts[i + 1 :]):
                verdicts[i] = _Verdict("boilerplate", "line.between_furniture")
