"""What is read of the words that govern an act: its status so far, the words that decided it, and the voices that tell it."""

from dataclasses import dataclass, field
from typing import Literal

from dateline_nlp.lexicon.load import Lexicon
from dateline_nlp.stages.triggers import Trigger
from dateline_nlp.tree import Token

Verdict = Literal["happened", "planned", "possible", "alleged", "negated", "denied"]
STRENGTH = ("denied", "negated", "alleged", "possible", "planned", "happened")


@dataclass(frozen=True, slots=True)
class Voice:
    """A verb that puts the act in somebody's mouth."""

    verb: Token
    kind: Literal["say", "accuse", "deny", "hope", "plan", "factive"]


@dataclass(slots=True)
class Assessment:
    """What was read on the way up. `dropped` says why the clause gives no mention."""

    status: Verdict = "happened"
    cues: list[tuple[str, Token]] = field(default_factory=list)  # rule and word
    voices: list[Voice] = field(default_factory=list)  # innermost first
    governors: list[Token] = field(default_factory=list)  # every governing word, for embedding
    dropped: str | None = None
    subordinate: bool = False  # told in a relative clause, a participle or an appositive
    tense: Literal["past", "present", "future", "perfect", "pluperfect", "none"] = "none"
    announced: bool = False  # a future or a plan governs it
    negations: int = 0

    def lower(self, status: Verdict, rule: str, word: Token) -> None:
        """Takes the verdict that comes first in the order of tests."""
        if STRENGTH.index(status) < STRENGTH.index(self.status):
            self.status = status
        self.cues.append((rule, word))


@dataclass(frozen=True, slots=True)
class Climb:
    """One way up from a trigger: what is being read, and with which words in mind."""

    found: Assessment
    lexicon: Lexicon
    trigger: Trigger

    def cue(self, name: str) -> frozenset[str]:
        """A list of the lexicon's cue words."""
        return self.lexicon.cues[name]


def tense(verb: Token) -> Literal["past", "present", "future", "perfect", "pluperfect", "none"]:
    """The tense of a verb with its auxiliaries."""
    auxiliaries = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    lowered = {c.lower_ for c in auxiliaries}
    if lowered & {"will", "'ll", "’ll", "shall", "wo"}:
        return "future"
    have = next((c for c in auxiliaries if c.lemma_ == "have" or c.lower_ in ("'ve", "’ve", "had", "has", "have")), None)
    if have is not None and verb.tag_ in ("VBN", "VBD"):
        return "pluperfect" if have.tag_ == "VBD" or have.lower_ == "had" else "perfect"
    if have is None and any(c.tag_ == "VBD" for c in auxiliaries):
        return "past"
    if verb.tag_ == "VBD":
        return "past"
    if verb.tag_ in ("VBP", "VBZ") or any(c.tag_ in ("VBZ", "VBP") for c in auxiliaries):
        return "present"
    return "past" if verb.tag_ == "VBN" else "none"
