"""Clauses that somebody is said to have said: "X said that", ", X said.", "according to X", "quoted X as saying"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline_nlp.stages.saying import REPORTING, THINKING, subject_of
from dateline_nlp.stages.stretches import CLOSING, OPENING, Quoted, inside
from dateline_nlp.tree import Doc, Token
from dateline_nlp.values import ParsedSentence

FINITE = ("VBD", "VBZ", "VBP", "MD")
CUES = REPORTING | THINKING
ASIDE = ("though", "although", "whereas", "while")  # what follows a comma and one of these is the writer's
FEWEST = 2  # tokens
FEW = 3  # words between marks that a reported clause may begin with; more are a quotation
ADDED = ("appos", "npadvmod", "dep")
HELD = ("relcl", "csubj", "acl")  # "what they believe is"
MARKS = OPENING + CLOSING
TRAILING = 12  # tokens: the longest ", X told reporters on Monday." that is looked for without the parser's help


@dataclass(frozen=True, slots=True)
class Reported:
    """A reported clause: its tokens, both ends included, the cue's first and last token, and who is its speaker."""

    first: int
    last: int
    cue: tuple[int, int]
    verb: str
    subject: Token | None


def find(p: ParsedSentence, quoted: Sequence[Quoted]) -> list[Reported]:
    """The reported clauses of a sentence, in its order; none that lies inside another."""
    found = [r for r in _all(p.doc) if r.last - r.first >= FEWEST - 1 and not _spoken(p, r, quoted)]
    return [r for r in found if not any(o is not r and o.first <= r.first and r.last <= o.last and (r.first, r.last) != (o.first, o.last) for o in found)]


def _spoken(p: ParsedSentence, r: Reported, quoted: Sequence[Quoted]) -> bool:
    """Whether the cue or the beginning of the clause stands between marks: that is a quotation, or somebody else's words."""
    if inside(quoted, p, p.doc[r.cue[0]]) is not None:
        return True
    opening = next((t for t in p.doc[r.first : r.last + 1] if not t.is_punct), None)
    stretch = inside(quoted, p, opening) if opening is not None else None
    if opening is None or stretch is None:
        return False
    return len(p.document.part(p.sentence.part)[stretch.start : stretch.end].split()) > FEW or all(
        t.is_punct or inside(quoted, p, t) is not None for t in p.doc[r.first : r.last + 1]
    )


def _all(doc: Doc) -> Iterator[Reported]:
    for token in doc:
        lemma = token.lemma_.lower()
        if token.lower_ == "according":
            yield from _according(doc, token)
        elif lemma in CUES and token.pos_ in ("VERB", "AUX"):
            if lemma == "say" and (quoting := _quoting(token)) is not None:
                yield from _clauses(doc, token, quoting)
            elif not _is_silent(token):
                yield from _clauses(doc, token, subject_of(token))


def _is_silent(verb: Token) -> bool:
    """Not said, or asked to be said: "did not say that", "to say that"."""
    return any(c.dep_ == "neg" or c.tag_ == "TO" for c in verb.children) and verb.dep_ != "conj"


def _quoting(say: Token) -> Token | None:
    """Who is quoted in "quoted X as saying", "X was quoted as saying"."""
    if say.dep_ != "pcomp" or say.head.lower_ != "as" or say.head.head.lemma_.lower() not in ("quote", "cite"):
        return None
    verb = say.head.head
    return next((c for c in verb.children if c.dep_ == "nsubjpass"), None) or next((c for c in verb.children if c.dep_ == "dobj"), None)


def _clauses(doc: Doc, verb: Token, subject: Token | None) -> Iterator[Reported]:
    if subject is None or verb.dep_ in HELD or any(c.lower_ == "as" and c.dep_ == "mark" for c in verb.children):
        return
    if (subject.dep_ == "nsubjpass" and _quoting(verb) is None) or (subject.lower_ == "it" and verb.tag_ == "VBN"):
        return
    if (aside := _aside(doc, verb, subject)) is not None:
        yield _made(doc, *aside, verb, subject)
        return
    clause = next((c for c in verb.children if c.dep_ == "ccomp"), None)
    if clause is None:
        yield from _trailing(doc, verb, subject)
        return
    if any(c.lower_ in ("whether", "if") and c.dep_ == "mark" for c in clause.children) or _asks(clause):
        return
    if any(c.tag_ == "TO" for c in clause.children) and clause.i > verb.i:
        return  # "expect cases to double"
    first, last = clause.left_edge.i, clause.right_edge.i
    if first <= verb.i <= last:
        return
    if last < verb.i:
        if any(t.text in (";", ":") for t in doc[last + 1 : verb.i]):
            return
        last = min(last, subject.left_edge.i - 1) if subject.i < verb.i else last
    else:
        last = _end(doc, clause, first, last)
        held = next((c for c in verb.children if c.dep_ == "dobj" and c.right_edge.i == first - 1), None)
        if held is not None and not any(c.dep_ in ("nsubj", "nsubjpass", "mark") for c in clause.children):
            first = held.left_edge.i  # "promised the inquiry would be": parsers take the clause's subject for the verb's object
    yield _made(doc, first, last, verb, subject)


def _aside(doc: Doc, verb: Token, subject: Token) -> tuple[int, int] | None:
    """ ", economists say,": all of the sentence, or what stands before it where another clause is added behind."""
    first, last = min(subject.left_edge.i, verb.i), max(subject.right_edge.i, verb.i)
    if last - first > TRAILING or first < FEWEST or last + FEWEST >= len(doc) or doc[first - 1].text != "," or doc[last + 1].text != ",":
        return None
    if any(t.text in MARKS for t in doc) or not any(t.tag_ in FINITE for t in (*doc[:first], *doc[last + 1 :])):
        return None
    start, end = _bounds(doc, verb.i)
    if doc[last + 2].dep_ == "cc" or not any(t.tag_ in FINITE for t in doc[last + 1 : end + 1]):
        return start, first - 2
    return start, end


def _asks(clause: Token) -> bool:
    return any(c.tag_ in ("WRB", "WP", "WDT") for c in clause.children if c.i < clause.i)


def _bounds(doc: Doc, at: int) -> tuple[int, int]:
    """The stretch between semicolons around a token."""
    start = next((i + 1 for i in range(at, -1, -1) if doc[i].text == ";"), 0)
    end = next((i - 1 for i in range(at, len(doc)) if doc[i].text == ";"), len(doc) - 1)
    return start, end


def _end(doc: Doc, clause: Token, first: int, last: int) -> int:
    """Where a clause behind its verb ends: before the writer's own "though", and before a verb that goes on with what the speaker did."""
    modal = any(c.dep_ == "aux" and (c.tag_ == "MD" or c.lemma_ == "have") for c in clause.children)
    for token in doc[first : last + 1]:
        if (
            token.dep_ in ADDED
            and token.left_edge.i - 2 > clause.i
            and doc[token.left_edge.i - 1].text == ","
            and any(c.dep_ == "relcl" for c in token.children)
        ):
            return token.left_edge.i - 2  # "…, an accusation that organisers denied"
        if token.i > clause.i and doc[token.left_edge.i - 1].text == "," and (_is_speech(token) or _is_count(token)):
            return token.left_edge.i - 2  # "…, insisting that he had not", "…, two of them in the head"
        if token.lower_ in ASIDE and token.i > first and doc[token.i - 1].text == ",":
            return token.i - 2
        if token.dep_ == "conj" and token.head == clause and modal and token.tag_ in FINITE and not any(c.dep_ in ("nsubj", "aux") for c in token.children):
            return max(first, token.left_edge.i - 2 if doc[token.left_edge.i - 1].dep_ == "cc" else token.left_edge.i - 1)
    return last


def _is_speech(token: Token) -> bool:
    return token.dep_ == "advcl" and token.tag_ == "VBG" and token.lemma_.lower() in CUES


def _is_count(token: Token) -> bool:
    """ "two of them", "most of it" behind a comma, without a verb of its own."""
    of = next((c for c in token.children if c.dep_ == "prep" and c.lower_ == "of"), None)
    return token.dep_ in ("npadvmod", "appos", "dep", "dobj") and of is not None and any(c.lower_ in ("them", "it", "whom", "which") for c in of.children)


def _trailing(doc: Doc, verb: Token, subject: Token | None) -> Iterator[Reported]:
    """ "…, the club said on Monday.": what stands before the comma, where the parser sees no clause of the verb's."""
    if subject is None or subject.i > verb.i or verb.lemma_.lower() in UNSAID or len(doc) - verb.i > TRAILING or verb.dep_ in ("relcl", "acl", "advcl"):
        return
    start = subject.left_edge.i
    if (
        start < FEWEST
        or doc[start - 1].text not in (",", "—", "–")
        or any(c.dep_ in ("dobj", "xcomp") and c.pos_ != "PROPN" and c.i < start for c in verb.children)
    ):
        return
    if any(t.pos_ in ("VERB", "AUX") and t.tag_ in FINITE for t in doc[:start]):
        yield _made(doc, _bounds(doc, verb.i)[0], start - 2, verb, subject)


UNSAID = ("concede", "admit", "deny", "ask", "find", "feel", "hope", "continue", "conclude", "answer", "respond", "voice", "post", "fear")
"""What these verbs trail is seldom what was said: "wins as rival concedes"."""


def _according(doc: Doc, token: Token) -> Iterator[Reported]:
    to = next((c for c in token.children if c.lower_ == "to"), None) or (
        doc[token.i + 1] if token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to" else None
    )
    source = next((c for c in to.children if c.dep_ == "pobj"), None) if to is not None else None
    if source is None or to is None:
        return
    start, stop = _bounds(doc, token.i)
    end = min(source.right_edge.i, stop)
    if token.i == 0:
        if end + 2 < len(doc):
            yield Reported(*_trimmed(doc, end + 1, stop), (token.i, to.i), "according to", source)
    elif doc[token.i - 1].text in (",", "—", "–", '"', "”", "’", "'") or end >= stop - 1:
        tail = not any(t.pos_ in ("VERB", "AUX") and t.tag_ in FINITE for t in doc[end + 1 : stop + 1])
        first, last = _trimmed(doc, start, token.i - 1 if tail else stop)
        if any(t.pos_ in ("VERB", "AUX") for t in doc[first : last + 1]):
            yield Reported(first, last, (token.i, to.i), "according to", source)


def _made(doc: Doc, first: int, last: int, verb: Token, subject: Token | None) -> Reported:
    first, last = _trimmed(doc, first, last)
    return Reported(first, last, (verb.i, verb.i), verb.lemma_.lower(), subject)


def _trimmed(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """Without stops and "that" at its ends; marks of a quotation inside stay."""
    while first < last and ((doc[first].is_punct and doc[first].text not in OPENING + "‘'") or (doc[first].lower_ == "that" and doc[first].dep_ == "mark")):
        first += 1
    while last > first and doc[last].is_punct and doc[last].text not in CLOSING + "’'":
        last -= 1
    return first, last
