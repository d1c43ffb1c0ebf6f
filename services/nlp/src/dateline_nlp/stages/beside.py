"""The words beside quotation marks that tell who speaks: a verb of saying with its subject, an act of speech around a few words, a colon."""

from collections.abc import Sequence
from dataclasses import dataclass

from dateline_nlp.stages import saying
from dateline_nlp.stages.stretches import Quoted, inside
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

STOPS = ",.?!…—–"
FARTHEST = 25  # tokens between a mark and its verb: "said the former head of ..., who ..."
NEAR = 3  # tokens between a mark and a verb that is one of saying only there: "she smiled"
AROUND = ("relcl", "acl")
NONFINITE = ("xcomp", "pcomp", "advcl", "acl")
NOMINAL = ("NOUN", "PROPN", "PRON", "NUM")
INSIDE_NAME = ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "PRON")
SUBJECTS = ("nsubj", "nsubjpass")
CLAUSE_ENDS = word_set("; :")


@dataclass(frozen=True, slots=True)
class Cue:
    """The word that tells, in which sentence, and the noun or pronoun that it makes the speaker."""

    p: ParsedSentence
    word: Token
    verb: str
    speaker: Token | None
    rule: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A stretch between marks and the words of its sentences outside of all marks."""

    q: Quoted
    words: str
    left: tuple[Token, ...]
    right: tuple[Token, ...]
    before: ParsedSentence
    behind: ParsedSentence

    @property
    def opens(self) -> bool:
        """Whether no word stands before it in its sentence."""
        return not any(t.is_alpha for t in self.left)

    @property
    def alone(self) -> bool:
        return self.opens and not any(t.is_alpha for t in self.right)

    @property
    def ended(self) -> bool:
        """Whether it closes like a sentence; else it is part of the writer's own."""
        text = self.behind.document.part(self.q.part)
        return self.words[-1:] in STOPS or text[self.q.end + 1 : self.q.end + 2] == ","

    @property
    def introduced(self) -> bool:
        """Whether a colon or a comma stands right before the mark."""
        text = self.before.document.part(self.q.part)
        return text[max(0, self.q.start - 3) : self.q.start - 1].rstrip().endswith((":", ","))

    def is_title(self) -> bool:
        """ "The Salt Ledger": every long word begins with a capital, and nothing ends it like speech."""
        long = [w for w in self.words.split() if w[:1].isalpha() and (len(w) > 3 or w is self.words)]
        return bool(long) and all(w[:1].isupper() for w in long) and not self.ended


def setting(parsed: Sequence[ParsedSentence], q: Quoted, near: Sequence[Quoted]) -> Setting:
    """What stands around a stretch; `near` are all stretches of its sentences."""
    first, last = parsed[q.first], parsed[q.last]
    left = [t for t in first.doc if first.sentence.start + t.idx < q.start - 1 and inside(near, first, t) is None]
    right = [t for t in last.doc if last.sentence.start + t.idx > q.end and inside(near, last, t) is None]
    cut = max((i for i, t in enumerate(left) if t.text == ";"), default=-1)
    end = next((i for i, t in enumerate(right) if t.text in CLAUSE_ENDS), len(right))
    words = first.document.part(q.part)[q.start : q.end].strip()
    return Setting(q, words, tuple(left[cut + 1 :]), tuple(right[:end]), first, last)


def find(s: Setting) -> Cue | None:
    """The cue in the sentences of a stretch."""
    after, before = _after(s), _before(s)
    if before is not None and s.introduced:
        return before
    if after is not None and (s.opens or s.ended):
        return after
    if not s.ended and (act := _act(s)) is not None:
        return act
    if before is not None and (s.ended or len(s.words.split()) > NEAR or s.left[-1].i - before.word.i <= NEAR):
        return before
    return _colon(s) or _in_the_words(s)


def _is_cue(token: Token, distance: int) -> bool:
    lemma = token.lemma_.lower()
    if lemma in saying.REPORTING:
        return token.pos_ in ("VERB", "AUX") and (token.dep_ != "amod" or distance == 0)
    return lemma in saying.VOICED and token.tag_ in ("VBD", "VBZ", "VBP", "VBN", "VBG") and distance <= NEAR and token.dep_ not in ("amod", "compound")


def _after(s: Setting) -> Cue | None:
    start = next((t.i for t in s.right if t.is_alpha), 0)
    for n, t in enumerate(s.right[:FARTHEST]):
        if t.lower_ == "according" and n <= 2:
            source = next((c for to in t.children for c in to.children if c.dep_ == "pobj"), None)
            return Cue(s.behind, t, "according to", source, "quote.according_to") if source is not None else None
        plain = start if t.dep_ not in AROUND else t.i
        inner = [c for c in s.right[:n] if c.i >= plain and c.pos_ in NOMINAL]
        if _is_cue(t, 0 if len(inner) <= NEAR else len(inner)) and t.dep_ not in AROUND:
            return Cue(s.behind, t, t.lemma_.lower(), _speaker_after(s, t, n), "quote.verb_of_saying")
        if t.tag_ in ("VBD", "VBZ", "VBP") and t.dep_ not in AROUND and not any(c.lower_ in ("who", "which", "that") for c in t.children):
            return None
    return None


def _speaker_after(s: Setting, verb: Token, n: int) -> Token | None:
    """Between the mark and the verb, else right behind it: "Moe said", "said engineer Rukmini Patel"."""
    if any(t.pos_ in NOMINAL for t in s.right[:n]):
        own = next((c for c in verb.children if c.dep_ in SUBJECTS and c.i < verb.i), None)
        return own or _head([t for t in s.right[:n] if t.i < verb.i])
    own = next((c for c in verb.children if c.dep_ in SUBJECTS and c.i > verb.i), None)
    return own or _head(s.right[n + 1 :])


def _head(tokens: Sequence[Token]) -> Token | None:
    """The last noun of the first run of words that can be one name."""
    run: list[Token] = []
    for t in tokens:
        if t.pos_ in INSIDE_NAME:
            run.append(t)
        elif run:
            break
    return next((t for t in reversed(run) if t.pos_ in NOMINAL), None)


def _before(s: Setting) -> Cue | None:
    for n, t in enumerate(reversed(s.left)):
        if n > FARTHEST or t.text == ";":
            return None
        if t.lower_ == "according":
            source = next((c for to in t.children for c in to.children if c.dep_ == "pobj"), None)
            return Cue(s.before, t, "according to", source, "quote.according_to") if source is not None else None
        if _is_cue(t, n):
            subject = saying.subject_of(t)
            if subject is None and (head := t.dep_ == "pcomp" and t.head.head) and head.lemma_.lower() == "quote":
                subject = next((c for c in head.children if c.dep_ in ("nsubjpass", "dobj")), None)
            elif subject is None and n == 1:
                subject = next((c for c in t.children if c.i > t.i and c.dep_ in ("dobj", "attr", "dep") and c.pos_ == "PROPN"), None)
            if subject is not None and subject.dep_ == "nsubjpass" and t.dep_ != "pcomp":
                return None
            if subject is None:
                subject = _head(s.left[len(s.left) - n :])
            return Cue(s.before, t, t.lemma_.lower(), subject, "quote.verb_of_saying")
    return None


def _act(s: Setting) -> Cue | None:
    """ "called it "a disgrace"": the verb that governs a few words; one without finite form may stand between."""
    q, p = s.q, s.before
    held = [t for t in p.doc if q.start <= p.sentence.start + t.idx < q.end]
    if not held:
        return None
    token = next((t for t in held if t.head.i == t.i or not q.start <= p.sentence.start + t.head.idx < q.end), held[0])
    inner = False
    for _ in range(8):
        if token.head.i == token.i or token.dep_ == "relcl":
            return None
        token = token.head
        if token.pos_ not in ("VERB", "AUX"):
            continue
        if token.lemma_.lower() in saying.NAMING | saying.REPORTING:
            subject = saying.subject_of(token)
            if subject is None or subject.dep_ == "nsubjpass" or subject.i > token.i:
                return None
            return Cue(p, token, token.lemma_.lower(), subject, "quote.act_of_speech")
        if inner or token.dep_ not in NONFINITE:
            return None
        inner = True
    return None


def _colon(s: Setting) -> Cue | None:
    """ "was summed up by a baker: “…”": whoever the clause before the colon is about."""
    text = s.before.document.part(s.q.part)
    if not text[: s.q.start - 1].rstrip().endswith(":") or not s.left:
        return None
    return colon(s.before, s.left)


def colon(p: ParsedSentence, tokens: Sequence[Token]) -> Cue | None:
    """The speaker that a clause with a colon at its end presents."""
    root = next((t for t in tokens if t.dep_ == "ROOT"), None)
    if root is None:  # the parser took the quotation for the main clause
        held = {t.i for t in tokens}
        root = next((t for t in tokens if t.head.i not in held and t.pos_ in ("VERB", "AUX")), None)
    if root is None:
        names = [t for t in tokens if t.is_alpha]
        return Cue(p, names[-1], "", names[-1], "quote.colon") if names and len(names) <= 6 and all(t.pos_ in INSIDE_NAME for t in names) else None
    if root.pos_ not in ("VERB", "AUX"):
        return Cue(p, root, "", root, "quote.colon") if root.pos_ == "PROPN" else None
    agent = next((o for c in root.children if c.dep_ == "agent" for o in c.children if o.dep_ == "pobj"), None)
    subject = agent or saying.subject_of(root)
    if subject is None or (saying.is_written(subject)):
        return None
    return Cue(p, root, root.lemma_.lower(), subject, "quote.colon")


def _in_the_words(s: Setting) -> Cue | None:
    """ "in the words of X", before or behind the marks."""
    for p, tokens in ((s.before, s.left), (s.behind, s.right)):
        for t in tokens:
            if t.lower_ == "words" and t.dep_ == "pobj" and t.head.lower_ == "in":
                source = next((o for c in t.children if c.lower_ == "of" for o in c.children if c.dep_ == "prep" and o.dep_ == "pobj"), None)
                if source is not None:
                    return Cue(p, t, "in the words of", source, "quote.in_the_words_of")
    return None
