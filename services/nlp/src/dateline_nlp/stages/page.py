"""What each line of a page is, judged by itself and then by its neighbours.

Prose is the measure: lines that end like sentences and are long enough to be one. Between them, and after the last, a line
that does not end is a heading or a link; before the first it may be the headline or what stands under it.
"""

import re
from dataclasses import dataclass

from dateline_nlp.stages import genre
from dateline_nlp.stages.lines import Stretch, plain
from dateline_nlp.stages.stamp import is_stamp

ENDED = re.compile(r"[.!?…:;]['\"”’)\]]*$")
SPEECH = re.compile(r"[\"“”«»]")
QUOTED = re.compile(r"^[\"“‘'«]")
NAVIGATION_WORDS = 3  # a line this short without an end is a button or a heading
STANDFIRST_WORDS = 6  # from this length on a line under the headline tells something
PROSE_WORDS = 6  # the shortest paragraphs of news have about so many
PROSE_LINES = 3  # from this many on a text is known to end its sentences
QUESTION_WORDS = 8  # a question this short that stands alone is a heading
HEADLINE_WORDS = (3, 25)  # shortest and longest headline that is recognised without a title field
PLEA_WORDS = 60  # pleas to the reader are short paragraphs
CAPTION_WORDS = 50
RUNNING = re.compile(r"[.!?][\"”’]?\s+[\"“]?[A-Z]")  # the end of a sentence inside of a line


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of a Line or of a SetAside, and the rule that says so."""

    kind: str
    rule: str


BODY = Verdict("body", "line.body")


def verdicts(lines: list[Stretch], title: str) -> list[Verdict]:
    """One verdict a line, in order."""
    found = [_alone(s.text) for s in lines]
    headline = _headline(lines, found, title)
    _repeated(lines, found, headline, title)
    _pictures(lines, found)
    _headings(lines, found)
    _tail(found)
    _between(lines, found)
    return found


def _alone(text: str) -> Verdict:
    """What a line is, judged by itself."""
    words = len(text.split())
    if not any(c.isalnum() for c in text):
        return Verdict("other", "line.ornament")
    if is_stamp(text):
        return Verdict("timestamp", "line.timestamp")
    if genre.COPYRIGHT.fullmatch(text):
        return Verdict("credit", "line.copyright")
    if genre.CREDIT.fullmatch(text):
        return Verdict("credit", "line.credit")
    if genre.CLOSING.fullmatch(text):
        return Verdict("credit", "line.closing_credit")
    credited = genre.CREDIT_TAIL.search(text)
    if (
        genre.CAPTION_HEAD.match(text)
        or (genre.POSED.search(text) and words < CAPTION_WORDS)
        or (credited and words < CAPTION_WORDS and not RUNNING.search(text[: credited.start()]))
    ):
        return Verdict("caption", "line.caption")
    if QUOTED.match(text):
        return BODY
    if not ENDED.search(text):
        if genre.BYLINE.fullmatch(text) and words <= 14:
            return Verdict("byline", "line.byline")
        if words <= NAVIGATION_WORDS + 1 and genre.NAVIGATION.fullmatch(text):
            return Verdict("boilerplate", "line.navigation")
    speech = SPEECH.search(text)
    if words <= PLEA_WORDS and not (speech and is_prose(text)):  # "said: “Have your say”" is news
        for rule, pattern in genre.BOILERPLATE:
            if pattern.search(text) and (_is_addressed(text) or (words <= 25 and (rule in genre.ALWAYS or not is_prose(text)))):
                return Verdict("boilerplate", rule)
        if not speech:
            if genre.SECOND_PERSON.search(text) and genre.PLEA.search(text):
                return Verdict("boilerplate", "page.plea")
            if genre.SELF_DESCRIPTION.search(text):
                return Verdict("boilerplate", "page.self_description")
    return BODY


def _is_addressed(text: str) -> bool:
    """Whether a line speaks to the reader."""
    return bool(genre.SECOND_PERSON.search(text) or genre.IMPERATIVE.search(text))


def _headline(lines: list[Stretch], found: list[Verdict], title: str) -> int | None:
    """Finds the line that repeats the title, else, without a title, the first real line if it looks like a headline."""
    wanted = plain(re.split(r"\s[|–—-]\s(?=[^|–—-]{2,40}$)", title)[0])
    if wanted:
        at = next((i for i, s in enumerate(lines) if len(s.text) < 400 and plain(s.text) in (wanted, plain(title))), None)
    else:
        at = _first_headline(lines, found)
    if at is not None:
        found[at] = Verdict("headline", "line.headline")
    return at


def _first_headline(lines: list[Stretch], found: list[Verdict]) -> int | None:
    body = [i for i, v in enumerate(found) if v.kind == "body"]
    low, high = HEADLINE_WORDS
    for i in body if len(body) > 1 else ():
        text, words = lines[i].text, len(lines[i].text.split())
        if (ENDED.search(text) and not text.endswith("?")) or words > high:
            return None
        if words >= low and not text.startswith(("“", '"', "«")):
            return None if i + 1 < len(lines) and plain(lines[i + 1].text) == plain(text) else i
    return None


def _repeated(lines: list[Stretch], found: list[Verdict], headline: int | None, title: str) -> None:
    """A picture's alternative text is followed by its caption in the same words; other repetitions are copies."""
    said = [plain(s.text) for s in lines]
    taken = {plain(title), said[headline] if headline is not None else ""} - {""}
    seen: set[str] = set()
    for i, words in enumerate(said):
        following = plain(genre.CREDIT_TAIL.sub("", lines[i + 1].text)) if i + 1 < len(lines) else ""
        if found[i].kind == "body" and words:
            if words in taken:
                found[i] = Verdict("duplicate", "line.title_repeated")
            elif words in (following, said[i + 1] if i + 1 < len(lines) else ""):
                found[i] = Verdict("duplicate", "line.repeated")
            elif i and words == said[i - 1]:
                found[i] = Verdict("caption", "line.repeated")
            elif words in seen and len(words.split()) > 4:
                found[i] = Verdict("duplicate", "line.repeated")
        seen.add(words)


def _pictures(lines: list[Stretch], found: list[Verdict]) -> None:
    """What stands before a picture's credit or after the word "caption" tells of the picture; what stands after a byline, of the writer."""
    for i in range(len(lines) - 1):
        one, other = found[i], found[i + 1]
        if genre.CAPTION_LABEL.fullmatch(lines[i].text) and other.kind == "body":
            found[i], found[i + 1] = Verdict("other", "line.label"), Verdict("caption", "line.caption")
        elif (
            one.kind == "body"
            and other.rule == "line.credit"
            and len(lines[i].text.split()) < CAPTION_WORDS
            and not RUNNING.search(lines[i].text)
            and not QUOTED.match(lines[i].text)
        ):
            found[i] = Verdict("caption", "line.caption")
        elif one.kind == "byline" and other.kind == "body" and len(lines[i + 1].text.split()) <= NAVIGATION_WORDS and not ENDED.search(lines[i + 1].text):
            found[i + 1] = Verdict("byline", "line.byline")


def is_prose(text: str) -> bool:
    """Whether a line ends like a sentence and is long enough to be one."""
    return len(text.split()) >= PROSE_WORDS and bool(ENDED.search(text))


def _headings(lines: list[Stretch], found: list[Verdict]) -> None:
    """Lines without an end, among lines that have one."""
    body = [i for i, v in enumerate(found) if v.kind == "body"]
    prose = [i for i in body if is_prose(lines[i].text)]
    if len(prose) < PROSE_LINES and not (prose and sum(len(lines[i].text) for i in prose) > 0.6 * sum(len(lines[i].text) for i in body)):
        return  # this text does without full stops
    for i in body:
        text = lines[i].text
        words = len(text.split())
        if QUOTED.match(text) or (RUNNING.search(text) and words >= 2 * PROSE_WORDS):
            continue
        if i > prose[0] and text.endswith("?") and words <= QUESTION_WORDS:
            found[i] = Verdict("other", "line.heading")
        elif not ENDED.search(text):
            if words <= NAVIGATION_WORDS or (i < prose[0] and words < STANDFIRST_WORDS):
                found[i] = Verdict("boilerplate", "line.short_unended")
            elif i > prose[0]:
                found[i] = Verdict("related", "line.unended_among_paragraphs")


def _tail(found: list[Verdict]) -> None:
    """Nothing of the article follows its closing credit."""
    body = [i for i, v in enumerate(found) if v.kind == "body"]
    for i in (i for i, v in enumerate(found) if v.rule == "line.closing_credit"):
        before = sum(b < i for b in body)
        if before >= PROSE_LINES and before >= len(body) - before:
            for j in range(i + 1, len(found)):
                if found[j].kind in ("body", "caption"):
                    found[j] = Verdict("boilerplate", "line.after_closing_credit")
            return


def _between(lines: list[Stretch], found: list[Verdict]) -> None:
    """After the last paragraph, a single line between two lines of furniture is furniture."""
    last = max((i for i, v in enumerate(found) if v.kind == "body"), default=0)
    if not 0 < last < len(lines) - 1 or not any(v.kind == "body" for v in found[:last]):
        return
    enclosed = found[last - 1].kind == "boilerplate" and found[last + 1].kind in ("boilerplate", "related")
    if enclosed and len(lines[last].text.split()) < 25 and not QUOTED.match(lines[last].text):
        found[last] = Verdict("boilerplate", "line.between_furniture")
