"""Sentences of the lines to be read. A sentence never crosses a line."""

import re
from collections.abc import Iterator

from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.values import Cleaned, Document, Sentence

LONGEST = 1200  # characters: ten times a long news sentence; bounds what one parse can cost

TITLES = word_set(
    "mr mrs ms mx dr prof rev hon st sen rep gov gen lt col maj sgt capt cpl cmdr adm brig messrs mt ft no nos vs etc fig al ave blvd pres amb supt "
    "insp hr jr sr"
)
MONTHS = word_set("jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun")
COMPANIES = word_set("inc corp co ltd llc plc bros dept est assn intl")
STARTERS = word_set(
    "he she it they we you i the a an this that these those there his her its their our my but and or so yet in on at as if when while after before "
    "since during for from by with to of although though however meanwhile also then now no not all some many most both one two what who why how "
    "where it's he's she's they're"
)
REPORTING = r"(?:said|says|asked|told|added|wrote|tweeted|asks|replied|declared|shouted|insisted|warned|continued|responded)"

_END = re.compile(r"(?:[.!?…]+|[。！？])[\"”’'»)\]]*(?=\s|$)")
_NEXT = re.compile(r"\s+[\"“‘'«(\[]*(\w+[\w'’]*)?")
_WORD = re.compile(r"([\w.&'’-]+)$")
_PARTED = re.compile(r";(?=\s)")
_ON = re.compile(r"\b(?:on|to|via) $")
_SPEAKER = re.compile(rf"\s+(?:(?:Mr|Mrs|Ms|Dr|President|Senator|Minister)\.? )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){{0,3}} {REPORTING}\b")


def split(document: Document, cleaned: Cleaned) -> tuple[Sentence, ...]:
    """Cuts every line into sentences; the headline only at a semicolon. Offsets into the line's part, trimmed of blanks."""
    sentences: list[Sentence] = []
    lead = True
    for paragraph, line in enumerate(cleaned.lines):
        text = document.part(line.part)[line.start : line.end]
        cuts = _acts(text) if line.kind == "headline" and len(text) <= LONGEST else _cuts(text)
        for start, end in cuts:
            is_lead = lead and line.kind == "body"
            sentences.append(Sentence(len(sentences), line.part, line.start + start, line.start + end, line.kind, is_lead, paragraph))
            lead = lead and not is_lead
    return tuple(sentences)


def _acts(headline: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _PARTED.finditer(headline):
        yield from _trimmed(headline, start, mark.start())
        start = mark.end()
    yield from _trimmed(headline, start, len(headline))


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _END.finditer(text):
        if found.start() >= start and _is_end(text, found):
            yield from _trimmed(text, start, found.end())
            start = found.end()
    yield from _trimmed(text, start, len(text))


def _is_end(text: str, found: re.Match[str]) -> bool:
    after = _NEXT.match(text, found.end())
    if not after:
        return True
    follower = after[1] or ""
    if follower[:1].islower():
        return False
    mark = found[0]
    if mark[0] in "!?" or "”" in mark or '"' in mark:
        return not (len(mark) > 1 and _SPEAKER.match(text, found.end()))
    if mark[0] != "." or mark.startswith(".."):
        return True
    before = _WORD.search(text, max(0, found.start() - 40), found.start())
    word = before[1].casefold() if before else ""
    starts = follower.casefold() in STARTERS
    if word in TITLES:
        return word in ("jr", "sr", "etc", "al", "hr") and starts
    if word in MONTHS:
        return starts
    if word in COMPANIES or re.fullmatch(r"(?:\w\.)+\w", word):  # U.S., a.m., J.K.
        return starts and not (word == "u.s" and follower == "A")
    if word == "x" and _ON.search(text, 0, found.start() - 1):
        return True  # "wrote on X."
    return not (len(word) == 1 and word.isalpha() and not starts)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch without outer blanks, cut at blanks where it is longer than any sentence."""
    while start < end:
        if text[start].isspace():
            start += 1
            continue
        stop = end
        if end - start > LONGEST:
            space = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in (" ", "\n", "\t", ","))
            stop = space + 1 if space > start else start + LONGEST
        core = text[start:stop].rstrip()
        if any(c.isalnum() for c in core):  # ornaments and stray marks are no sentence
            yield start, start + len(core)
        start = stop
