"""Words that an article puts into somebody's mouth: direct quotations, which may cross sentences and paragraphs, and reported clauses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.extraction import Quote

from dateline_nlp.stages import beside, reported, saying, stretches
from dateline_nlp.stages.beside import Cue, Setting
from dateline_nlp.stages.mentioned import mention_at, mentions_of
from dateline_nlp.stages.named import text_of
from dateline_nlp.stages.names import party
from dateline_nlp.stages.reported import Reported
from dateline_nlp.stages.stretches import Quoted
from dateline_nlp.values import Names, ParsedSentence, Part

SCARE = 3  # words: shorter quoted stretches with no verb of saying beside them are single words held at arm's length
SHORT = 14  # tokens of a sentence that does nothing but say who spoke: "Tennis star Mia Lorenz shrugged."
BLOCK = 1000  # characters
HE = frozenset(("he", "she", "they", "i", "we"))


Said = Mapping[tuple[Part, int], tuple[Quote, ...]]
"""Direct quotations by part and thousand characters."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A stretch between marks that somebody says."""

    q: Quoted
    speaker: Party | None
    verb: str | None
    cue: tuple[Span, ...]
    rule: str


def find(parsed: Sequence[ParsedSentence], names: Names) -> tuple[Quote, ...]:
    """All quotations: the direct ones in the order of the text, then the reported clauses; the speaker is missing where nothing tells."""
    quoted = stretches.find(parsed)
    near = stretches.by_sentence(quoted)
    quotes = [_direct(parsed, spoken, f"q{n}") for n, spoken in enumerate(_spoken(parsed, names, quoted, near))]
    for i, p in enumerate(parsed):
        for clause in reported.find(p, near.get(i, ())):
            quotes.append(_indirect(p, clause, names, f"q{len(quotes)}"))
    return tuple(quotes)


def by_place(quotes: Sequence[Quote]) -> Said:
    """The direct quotations by the stretches that they touch: a long text has many."""
    found: dict[tuple[Part, int], tuple[Quote, ...]] = {}
    for quote in quotes:
        for span in quote.spans if quote.form == "direct" else ():
            for block in range(span.start // BLOCK, span.end // BLOCK + 1):
                found[span.part, block] = (*found.get((span.part, block), ()), quote)
    return found


def near(said: Said, words: Span) -> tuple[Quote, ...]:
    """The direct quotations that some words may stand in."""
    return said.get((words.part, words.start // BLOCK), ())


def speakers(parsed: Sequence[ParsedSentence], names: Names, quoted: Sequence[Quoted]) -> dict[Quoted, str]:
    """Which entity says what stands between each pair of marks."""
    spoken = _spoken(parsed, names, quoted, stretches.by_sentence(quoted))
    return {each.q: each.speaker.entity for each in spoken if each.speaker and each.speaker.entity}


def _spoken(parsed: Sequence[ParsedSentence], names: Names, quoted: Sequence[Quoted], near: Mapping[int, list[Quoted]]) -> Iterator[Spoken]:
    before: Spoken | None = None
    for q in quoted:
        s = beside.setting(parsed, q, (*near[q.first], *(near[q.last] if q.last != q.first else ())))
        if not any(c.isalnum() for c in s.words) or (q.first == q.last and _is_reported(parsed[q.first], q, near[q.first])):
            continue
        found = _attributed(parsed, s, names, before)
        if found is None and (len(s.words.split()) <= SCARE or s.is_title() or _is_written(s)):
            continue
        if found is not None and s.is_title() and found.rule != "quote.act_of_speech":
            continue
        before = found or Spoken(q, None, None, (), "quote.unattributed")
        yield before


def _is_reported(p: ParsedSentence, q: Quoted, near: Sequence[Quoted]) -> bool:
    """Whether a reported clause holds the stretch: "said it was “very cold”" is one quotation."""
    for clause in reported.find(p, near):
        span = p.span(clause.first, clause.last)
        if span.start <= q.start - 1 and q.end <= span.end:
            return True
    return False


def _is_written(s: Setting) -> bool:
    """Whether the words are told to stand on a thing."""
    return any(saying.is_written(t) for t in s.left if t.dep_ in ("nsubj", "dobj", "pobj"))


def _attributed(parsed: Sequence[ParsedSentence], s: Setting, names: Names, before: Spoken | None) -> Spoken | None:
    """Who says it: by the words beside the marks, by the quotation before, by the sentence before or behind."""
    cue = beside.find(s)
    goes_on = before is not None and before.speaker is not None and s.q.first - before.q.last <= 1 and parsed[s.q.first].sentence.part == before.q.part
    if cue is None and goes_on and s.alone:
        return Spoken(s.q, before.speaker if before else None, None, (), "quote.goes_on")
    cue = cue or _behind(parsed, s) or _introduced(parsed, s, names)
    if cue is None:
        return None
    if cue.speaker is not None and saying.is_written(cue.speaker):
        return None
    speaker = saying.speaker_at(cue.p, cue.speaker, names) if cue.speaker is not None else None
    if before and before.speaker and speaker and speaker.entity is None and speaker.name.split()[-1].lower() in saying.DOCUMENTS:
        speaker = before.speaker  # "the statement said": whose it was has been told
    rule = cue.rule
    if speaker is None and cue.speaker is not None and cue.speaker.lower_ in HE:
        if before and before.speaker and goes_on:
            speaker, rule = before.speaker, "quote.goes_on"
        elif cue.speaker.lower_ in ("he", "she"):
            of = _introduced(parsed, s, names)
            speaker = saying.speaker_at(of.p, of.speaker, names) if of is not None and of.speaker is not None else _told_later(parsed, s, names)
            rule = "quote.spoken_of" if of is not None else "quote.told_later"
    spans = (cue.p.span(cue.word.i, cue.word.i), *(speaker.spans if speaker else ()))
    return Spoken(s.q, speaker, cue.verb or None, spans, rule)


def _behind(parsed: Sequence[ParsedSentence], s: Setting) -> Cue | None:
    """ "“What do you want?” Tennis star Mia Lorenz shrugged.": a sentence of its own that tells who spoke."""
    at = s.q.last + 1
    if not s.alone or at >= len(parsed) or s.words[-1:] not in "?!" or parsed[at].sentence.paragraph != s.behind.sentence.paragraph:
        return None
    p = parsed[at]
    root = next((t for t in p.doc if t.dep_ == "ROOT"), None)
    if root is None or root.i > SHORT or root.lemma_.lower() not in saying.BESIDE or any(c.dep_ in ("ccomp", "dobj") for c in root.children):
        return None
    return Cue(p, root, root.lemma_.lower(), saying.subject_of(root), "quote.next_sentence")


def _introduced(parsed: Sequence[ParsedSentence], s: Setting, names: Names) -> Cue | None:
    """The sentence before ends in a colon, or tells of the one person that the words can be of: "X was furious. “It is a scandal.”" """
    if s.q.first == 0 or not s.opens:
        return None
    p = parsed[s.q.first - 1]
    if p.sentence.part != s.before.sentence.part:
        return None
    words = p.whole().exact.rstrip()
    if words.endswith(":"):
        return beside.colon(p, tuple(p.doc))
    if p.sentence.paragraph != s.before.sentence.paragraph or words[-1:] in "\"”'’?":
        return None
    root = next((t for t in p.doc if t.dep_ == "ROOT"), None)
    subject = saying.subject_of(root) if root is not None else None
    mention = mention_at(names, p.sentence.index, subject.i) if subject is not None else None
    if root is None or subject is None or (mention is None and subject.tag_ != "NNP"):
        return None
    if mention is not None and names.entities[mention.entities[0]].kind != "person":
        return None
    return Cue(p, root, "", subject, "quote.spoken_of")


def _told_later(parsed: Sequence[ParsedSentence], s: Setting, names: Names) -> Party | None:
    """Whom an opening "she said" means: the person that the next sentence is about, where none has been named so far."""
    if any(names.entities[k].kind == "person" for m in names.mentions if m.sentence <= s.behind.sentence.index for k in m.entities):
        return None
    if s.q.last + 1 >= len(parsed):
        return None
    p = parsed[s.q.last + 1]
    root = next((t for t in p.doc if t.dep_ == "ROOT"), None)
    subject = saying.subject_of(root) if root is not None else None
    for m in mentions_of(names, p.sentence.index):
        if subject is not None and m.first <= subject.i <= m.last and names.entities[m.entities[0]].kind == "person":
            return party(names, m, p)[0]
    return None


def _direct(parsed: Sequence[ParsedSentence], spoken: Spoken, key: str) -> Quote:
    spans = _spans(parsed[spoken.q.first : spoken.q.last + 1], spoken.q)
    text = parsed[spoken.q.first].document.part(spoken.q.part)[spans[0].start : spans[-1].end]
    return Quote(key=key, speaker=spoken.speaker, verb=spoken.verb, form="direct", text=text, spans=spans, cue=spoken.cue, rule=spoken.rule)


def _spans(sentences: Sequence[ParsedSentence], q: Quoted) -> tuple[Span, ...]:
    """The quotation cut at its sentences, so that no span crosses a line; the comma before the closing mark belongs to the writer."""
    spans = []
    text = sentences[0].document.part(q.part)
    end_of_all = q.start + len(text[q.start : q.end].rstrip().removesuffix(",").rstrip())
    for p in sentences:
        start, end = max(q.start, p.sentence.start), min(end_of_all, p.sentence.end)
        start += len(text[start:end]) - len(text[start:end].lstrip())
        if start < end:
            spans.append(p.document.span(p.sentence.part, start, end))
    return tuple(spans)


def _indirect(p: ParsedSentence, clause: Reported, names: Names, key: str) -> Quote:
    words = text_of(p.doc, clause.first, clause.last)
    form = "mixed" if any(c in words for c in stretches.OPENING + stretches.CLOSING) else "indirect"
    speaker = saying.speaker_at(p, clause.subject, names) if clause.subject is not None else None
    cue = (p.span(*clause.cue), *(speaker.spans if speaker else ()))
    rule = "quote.according_to" if clause.verb == "according to" else "quote.reported_clause"
    return Quote(key=key, speaker=speaker, verb=clause.verb, form=form, text=words, spans=(p.span(clause.first, clause.last),), cue=cue, rule=rule)
