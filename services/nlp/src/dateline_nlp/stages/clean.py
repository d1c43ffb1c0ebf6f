"""Marks the lines of a page: headline, body and captions are read; the rest is set aside. Nothing is rewritten."""

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.extraction import SetAside

from dateline_nlp.stages import genre
from dateline_nlp.stages.lines import Stretch, stretches
from dateline_nlp.stages.page import Verdict, verdicts
from dateline_nlp.stages.stamp import timestamp
from dateline_nlp.values import Cleaned, Document, Line

READ = ("headline", "body", "caption")


def clean(document: Document) -> Cleaned:
    """Sorts the lines; harvests the publication time and the dateline. Every character stays where it was."""
    lines = stretches(document.text)
    judged = list(zip(lines, verdicts(lines, document.title), strict=True))
    stamps = (timestamp(s.text) for s, v in judged if v.kind == "timestamp")
    read, aside = _title(document, repeated=any(v.kind == "headline" for _, v in judged))
    dateline: Span | None = None
    for stretch, verdict in judged:
        start, end = stretch.start, stretch.end
        if verdict.kind not in READ:
            aside.append(_aside(document.span("text", start, end), verdict))
            continue
        if verdict.kind == "body" and dateline is None and (found := genre.DATELINE.match(stretch.text)):
            if found["place"]:
                dateline = document.span("text", start + found.start("place"), start + found.end("place"))
            aside.append(_aside(document.span("text", start, start + len(found[0].rstrip())), Verdict("dateline", "line.dateline")))
            start += found.end()
        elif verdict.kind == "caption":
            start, end = _caption(stretch)
        if start < end:
            read.append(Line("text", start, end, "headline" if verdict.kind == "headline" else "caption" if verdict.kind == "caption" else "body"))
    if not read and lines:  # a text that looks like nothing but furniture is still what was posted
        longest = max(lines, key=lambda s: len(s.text))
        aside = [a for a in aside if a.span[0].start != longest.start]
        read.append(Line("text", longest.start, longest.end, "body"))
    read.sort(key=lambda line: (line.kind != "headline", line.part != "title", line.start))
    published_at = document.published_at or next((at for at in stamps if at), None)
    return Cleaned(lines=tuple(read), set_aside=tuple(aside), published_at=published_at, dateline=dateline)


def _title(document: Document, *, repeated: bool) -> tuple[list[Line], list[SetAside]]:
    """The title as a line to read, or set aside where the text repeats it."""
    parts = stretches(document.title)
    if not parts:
        return [], []
    start, end = parts[0].start, parts[-1].end
    if repeated:
        return [], [_aside(document.span("title", start, end), Verdict("duplicate", "line.title_repeated"))]
    return [Line("title", start, end, "headline")], []


def _aside(span: Span, verdict: Verdict) -> SetAside:
    return SetAside.model_validate({"span": (span,), "kind": verdict.kind, "rule": verdict.rule})


def _caption(stretch: Stretch) -> tuple[int, int]:
    """The part of a caption that is words about the picture, without its label and credit."""
    start, end = stretch.start, stretch.end
    if head := genre.CAPTION_HEAD.match(stretch.text):
        start += head.end()
    if tail := genre.CREDIT_TAIL.search(stretch.text):
        end = stretch.start + tail.start()
    return start, max(start, end)
