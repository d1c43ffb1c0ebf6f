"""Words that an article puts into somebody's mouth: direct quotations, which may cross sentences and paragraphs, and reported clauses."""

from collections.abc import Sequence
from dataclasses import dataclass

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.extraction import Quote
from spacy.tokens import Token

from dateline_nlp.stages import marks
from dateline_nlp.stages.mentioned import mention_at
from dateline_nlp.stages.named import text_of
from dateline_nlp.stages.names import party
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.values import Names, ParsedSentence

REPORTING = word_set(
    "say tell add note state announce declare claim argue insist warn explain report confirm deny admit acknowledge reply respond answer tweet "
    "write post comment remark stress emphasize emphasise underline underscore suggest predict ask caution complain conclude continue joke quip "
    "reiterate repeat recall reveal shout testify vow pledge promise allege assert maintain observe disclose concede contend estimate boast inform "
    "assure speculate voice opine lament proclaim"
)
DOCUMENTS = word_set("office statement report readout communique communiqué memo letter tweet post release notice transcript")
OPENING, CLOSING = '“"«„', '”"»'
SCARE = 3  # words: shorter quoted stretches with no verb of saying beside them are single words held at arm's length


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch between quotation marks, as offsets into one part, marks left out."""

    part: str
    start: int
    end: int
    first: int  # sentences, both included
    last: int
    closed: bool  # False where the paragraph ends and the next one goes on


def find(parsed: Sequence[ParsedSentence], names: Names) -> tuple[Quote, ...]:
    """All quotations in the order of the text; the speaker is missing where no verb or neighbour tells."""
    quotes: list[Quote] = []
    speaker: Party | None = None
    before: Quoted | None = None
    direct = stretches(parsed)
    for quoted in direct:
        sentences = list(parsed[quoted.first : quoted.last + 1])
        found = _attribution(sentences, quoted, names)
        if found and found[0] and speaker and found[0].entity is None and found[0].name.split()[-1].lower() in DOCUMENTS:
            found = (speaker, *found[1:])  # "the statement said": whose it was has been told
        if found is None and before and _continues(parsed, before, quoted):
            found = (speaker, None, (), "quote.goes_on") if speaker else None
        words = sentences[0].document.part(sentences[0].sentence.part)[quoted.start : quoted.end].strip()
        if not words or (found is None and len(words.split()) <= SCARE):
            continue
        speaker, verb, cue, rule = found or (None, None, (), "quote.unattributed")
        before = quoted
        spans = _spans(sentences, quoted)
        quotes.append(Quote(key=f"q{len(quotes)}", speaker=speaker, verb=verb, form="direct", text=words, spans=spans, cue=cue, rule=rule))
    for p in parsed:
        for verb, clause in reported(p):
            quote = _indirect(p, verb, clause, names, direct, f"q{len(quotes)}")
            if quote:
                quotes.append(quote)
    return tuple(quotes)


def stretches(parsed: Sequence[ParsedSentence]) -> list[Quoted]:
    """Everything between quotation marks, paragraph by paragraph; single marks count in the body alone, and only outside of double ones."""
    found: list[Quoted] = []
    open_at: tuple[int, int] | None = None  # offset after the mark, sentence
    until: int | None = None  # where a stretch between single marks ends
    paragraph = None
    single: dict[int, int] = {}
    for i, p in enumerate(parsed):
        s = p.sentence
        if s.paragraph != paragraph or (i and s.part != parsed[i - 1].sentence.part):
            if open_at is not None:
                end = parsed[i - 1].sentence
                found.append(Quoted(end.part, open_at[0], end.end, open_at[1], i - 1, closed=False))
                open_at = until = None
            single = _singles(parsed, i)
        paragraph = s.paragraph
        text = p.document.part(s.part)
        for at in range(s.start, s.end):
            mark = text[at]
            if open_at is None and at in single:
                open_at, until = (at + 1, i), single[at]
            elif open_at is None and mark in OPENING and not (mark == '"' and at and text[at - 1].isdigit()):
                open_at = (at + 1, i)
            elif open_at is not None and (mark in CLOSING if until is None else at == until):
                found.append(Quoted(s.part, open_at[0], at, open_at[1], i, closed=True))
                open_at = until = None
    if open_at is not None:
        end = parsed[-1].sentence
        found.append(Quoted(end.part, open_at[0], end.end, open_at[1], len(parsed) - 1, closed=False))
    return [q for q in found if q.end > q.start]


def _singles(parsed: Sequence[ParsedSentence], first: int) -> dict[int, int]:
    """The stretches between single marks of the paragraph that begins with a sentence."""
    opening = parsed[first].sentence
    if opening.kind != "body":
        return {}
    last = first
    while last + 1 < len(parsed) and (parsed[last + 1].sentence.paragraph, parsed[last + 1].sentence.part) == (opening.paragraph, opening.part):
        last += 1
    return marks.singles(parsed[first].document.part(opening.part), opening.start, parsed[last].sentence.end)


def holds(quoted: Quoted, p: ParsedSentence, token: Token) -> bool:
    """Whether a quotation runs over a token."""
    return quoted.part == p.sentence.part and quoted.start <= p.sentence.start + token.idx < quoted.end


def speakers(parsed: Sequence[ParsedSentence], names: Names, quoted: Sequence[Quoted]) -> dict[Quoted, str]:
    """Which entity says what stands between each pair of marks."""
    by_start = {(q.spans[0].part, q.spans[0].start): q.speaker.entity for q in find(parsed, names) if q.form == "direct" and q.speaker and q.speaker.entity}
    return {q: key for q in quoted if (key := by_start.get((q.part, q.start)))}


def inside(quoted: Sequence[Quoted], p: ParsedSentence, token: Token) -> Quoted | None:
    """The quotation that a token stands in."""
    at = p.sentence.start + token.idx
    return next((q for q in quoted if q.part == p.sentence.part and q.start <= at < q.end), None)


def reported(p: ParsedSentence) -> list[tuple[Token, Token]]:
    """Verbs of saying with the clause that they report: (verb, head of the clause)."""
    found = []
    for token in p.doc:
        if token.dep_ == "ccomp" and token.head.lemma_.lower() in REPORTING and token.head.pos_ in ("VERB", "AUX") and token.head != token:
            found.append((token.head, token))
    return found


def subject_of(verb: Token) -> Token | None:
    """Who does what a verb says; for a participle or a coordinated verb the subject of its governor."""
    for _ in range(4):
        found = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if found is not None:
            return found
        if verb.dep_ in ("conj", "advcl", "xcomp") and verb.head != verb:
            verb = verb.head
        else:
            return None
    return None


def speaker_at(p: ParsedSentence, token: Token, names: Names) -> Party | None:
    """The party that a subject names, by its entity or by its own words."""
    if token.lower_ == "who" and token.head.dep_ == "relcl":
        token = token.head.head
    if token.lower_ in DOCUMENTS and (author := _author(p, token, names)) is not None:
        token = author
    mention = mention_at(names, p.sentence.index, token.i)
    if mention is None and token.pos_ in ("NOUN", "PROPN"):  # "analyst and journalist Georgy Bovt"
        beside = (mention_at(names, p.sentence.index, c.i) for c in token.subtree if c.dep_ in ("conj", "appos") and c.i > token.i and c.head.i >= token.i)
        mention = next((m for m in beside if m and names.entities[m.entities[0]].kind == "person"), None)
    if mention:
        return party(names, mention, p)[0]
    if token.pos_ in ("NOUN", "PROPN"):
        first = min([token.i, *(c.left_edge.i for c in token.lefts if c.dep_ in ("amod", "compound", "poss", "nmod"))])
        return Party(name=text_of(p.doc, first, token.i), spans=(p.span(first, token.i),), rule="quote.description")
    return None


def _author(p: ParsedSentence, document: Token, names: Names) -> Token | None:
    """Whose statement, report or readout it is."""
    for word in document.subtree:
        if (
            word.dep_ in ("poss", "pobj", "compound")
            and (word.head == document or word.head.lower_ in ("by", "from", "of"))
            and mention_at(names, p.sentence.index, word.i)
        ):
            return word
    return None


def _attribution(sentences: Sequence[ParsedSentence], quoted: Quoted, names: Names) -> tuple[Party | None, str | None, tuple[Span, ...], str] | None:
    """The verb of saying outside the marks that stands nearest to them, and its subject."""
    best: tuple[int, Token, ParsedSentence] | None = None
    for p in sentences:
        around = stretches([p]) if len(sentences) > 1 else [quoted]
        for token in p.doc:
            at = p.sentence.start + token.idx
            if token.lemma_.lower() not in REPORTING or token.pos_ not in ("VERB", "AUX") or quoted.start <= at < quoted.end or inside(around, p, token):
                continue
            distance = quoted.start - at if at < quoted.start else at - quoted.end
            if best is None or distance < best[0]:
                best = (distance, token, p)
    if best is None:
        return None
    _, verb, p = best
    subject = subject_of(verb) or next((c for c in verb.children if c.i > verb.i and c.dep_ in ("dobj", "attr", "dep") and c.pos_ == "PROPN"), None)
    if subject is not None and subject.dep_ == "nsubjpass":
        return None
    speaker = speaker_at(p, subject, names) if subject is not None else None
    if speaker is None:
        return None
    return speaker, verb.lemma_.lower(), (p.span(verb.i, verb.i), *speaker.spans), "quote.verb_of_saying"


def _continues(parsed: Sequence[ParsedSentence], before: Quoted, quoted: Quoted) -> bool:
    """Whether a quotation that fills its sentences follows on the one before."""
    first, last = parsed[quoted.first], parsed[quoted.last]
    if first.sentence.part != parsed[before.last].sentence.part or quoted.first - before.last > 1:
        return False
    text = first.document.part(first.sentence.part)
    outside = text[first.sentence.start : quoted.start - 1] + text[quoted.end + 1 : last.sentence.end]
    return not any(c.isalpha() for c in outside)


def _spans(sentences: Sequence[ParsedSentence], quoted: Quoted) -> tuple[Span, ...]:
    """The quotation cut at its sentences, so that no span crosses a line."""
    spans = []
    for p in sentences:
        start, end = max(quoted.start, p.sentence.start), min(quoted.end, p.sentence.end)
        if start < end:
            spans.append(p.document.span(p.sentence.part, start, end))
    return tuple(spans)


def _indirect(p: ParsedSentence, verb: Token, clause: Token, names: Names, direct: Sequence[Quoted], key: str) -> Quote | None:
    subject = subject_of(verb)
    first, last = clause.left_edge.i, clause.right_edge.i
    while first < last and p.doc[first].is_punct and not p.doc[first].is_quote:
        first += 1
    if (
        subject is None
        or subject.dep_ == "nsubjpass"
        or first <= verb.i <= last
        or p.doc[first].is_quote
        or last - first < 1
        or inside(direct, p, p.doc[first])
    ):
        return None
    while last > first and p.doc[last].is_punct:
        last -= 1
    words = text_of(p.doc, first, last)
    form = "mixed" if any(c in words for c in OPENING + CLOSING) else "indirect"
    speaker = speaker_at(p, subject, names)
    cue = (p.span(verb.i, verb.i), *(speaker.spans if speaker else ()))
    return Quote(key=key, speaker=speaker, verb=verb.lemma_.lower(), form=form, text=words, spans=(p.span(first, last),), cue=cue, rule="quote.reported_clause")
