"""How far the text stands behind an act: climbs from the trigger to the root and reads every word that governs it.

The tests and their order are those of the codebook: denied, negated, alleged, possible, planned, happened. Each verdict
keeps the words that decided it. Clauses that assert nothing (questions, conditions, purposes) are dropped with a reason.
"""

from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Token

from dateline_nlp.lexicon.load import Lexicon
from dateline_nlp.stages import syntax
from dateline_nlp.stages.triggers import Trigger

Verdict = Literal["happened", "planned", "possible", "alleged", "negated", "denied"]
STRENGTH = ("denied", "negated", "alleged", "possible", "planned", "happened")
INNER = frozenset(("xcomp", "ccomp", "pcomp", "acl", "dobj", "pobj", "csubj", "acomp", "attr", "oprd", "prep", "conj", "relcl", "dep"))


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

    def lower(self, status: Verdict, rule: str, word: Token) -> None:
        """Takes the verdict that comes first in the order of tests."""
        if STRENGTH.index(status) < STRENGTH.index(self.status):
            self.status = status
        self.cues.append((rule, word))


def assess(trigger: Trigger, lexicon: Lexicon) -> Assessment:
    """Reads the words that govern a trigger."""
    found = Assessment()
    token = trigger.token
    if trigger.sentence.sentence.part == "text" or trigger.sentence.sentence.kind != "headline":
        if trigger.sentence.doc.text.rstrip("\"”’'») ").endswith("?"):
            found.dropped = "a question"
            return found
    if not trigger.nominal:
        found.tense = tense(token)
    _Climb(found, lexicon, trigger).run()
    return found


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


@dataclass(slots=True)
class _Climb:
    found: Assessment
    lexicon: Lexicon
    trigger: Trigger
    negations: int = 0

    def cue(self, name: str) -> frozenset[str]:
        return self.lexicon.cues[name]

    def run(self) -> None:
        token = self.trigger.token
        if self.trigger.nominal:
            self._noun(token)
        else:
            self._own(token, inherit=True)
            if self.trigger.object is not None and not any(word.startswith("$p") or word == "$leader" for word in self.trigger.frame.object):
                self._noun(self.trigger.object, light=True)
        current = token
        for _ in range(20):
            if self.found.dropped or current.head.i == current.i:
                break
            head = current.head
            if current.dep_ == "conj" and syntax.is_verb(current) and syntax.is_verb(head):
                current = syntax.joined_to(current)
                continue
            if not self._step(current, head):
                break
            current = head
        if self.negations % 2 == 1 and not self.found.dropped:
            word = next((w for rule, w in self.found.cues if rule.startswith("status.neg")), token)
            self.found.lower("negated", "status.negation", word)
        elif self.negations:
            self.found.dropped = self.found.dropped or "a double negation"

    # --- the word itself

    def _own(self, verb: Token, *, inherit: bool = False) -> None:
        """Negation and modals of one verb; of the first verb, those that coordinated verbs share."""
        for c in verb.children:
            low = c.lower_
            if c.dep_ == "neg" or (c.dep_ in ("advmod", "preconj", "cc", "det") and low in self.cue("negation")):
                if low == "only" or any(n.lower_ in ("only", "just") and n.i == c.i + 1 for n in verb.subtree):
                    continue
                self.negations += 1
                self.found.cues.append(("status.neg", c))
            elif c.dep_ == "aux":
                self._modal(low, c)
            elif c.dep_ == "advmod" and low in self.cue("alleged_adverb"):
                self.found.lower("alleged", "status.alleged_adverb", c)
            elif c.dep_ == "advmod" and low in self.cue("possible_adverb"):
                self.found.lower("possible", "status.possible_adverb", c)
            elif c.dep_ in ("nsubj", "nsubjpass") and (low in self.cue("negative_subject") or any(d.lower_ in ("no", "neither") and d.dep_ in ("det", "neg", "preconj") for d in c.children)):
                self.negations += 1
                self.found.cues.append(("status.neg_subject", c))
            elif c.dep_ == "mark" and low in self.cue("conditional") and verb.dep_ in ("advcl", "ccomp", "acl", "pcomp"):
                self.found.dropped = "a condition" if verb.dep_ == "advcl" else "an indirect question"
            elif c.dep_ == "advcl" and any(m.dep_ == "mark" and m.lower_ in ("if", "unless") for m in c.children) and self.found.status == "happened" and verb.tag_ == "VB":
                self.found.lower("possible", "status.main_of_condition", c)
        if verb.dep_ == "pcomp" and verb.head.lower_ == "without":
            self.negations += 1
            self.found.cues.append(("status.neg_without", verb.head))
        if inherit and verb.dep_ == "conj" and syntax.is_verb(verb.head) and not any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in verb.children):
            self._own(syntax.joined_to(verb), inherit=True)
            if not self.trigger.nominal and self.found.tense in ("none", "present"):
                self.found.tense = tense(verb.head)

    def _modal(self, low: str, word: Token) -> None:
        if low in self.cue("modal_planned"):
            self.found.announced = True
            self.found.lower("planned", "status.future", word)
        elif low in ("would", "'d", "’d"):
            if word.head.tag_ == "VB" and not any(c.lemma_ == "have" and c.dep_ == "aux" for c in word.head.children):
                self.found.announced = True
                self.found.lower("planned", "status.would", word)
            else:
                self.found.dropped = "contrary to fact"
        elif low in self.cue("modal_possible"):
            self.found.lower("possible", "status.modal", word)
        elif low in self.cue("modal_duty"):
            self.found.dropped = "a duty, not an act"

    def _noun(self, noun: Token, *, light: bool = False) -> None:
        for c in noun.children:
            low = c.lower_
            if c.dep_ in ("det", "neg") and low in ("no", "any", "neither"):
                if low == "no" and light:
                    self.negations += 1
                    self.found.cues.append(("status.neg_object", c))
                elif not light:
                    self.found.dropped = "an empty set"
            elif c.dep_ == "amod" and low in self.cue("alleged_adjective") and not (light and self.trigger.frame.mode == "investigate"):
                self.found.lower("alleged", "status.alleged_adjective", c)
            elif c.dep_ == "amod" and low in ("possible", "potential", "likely", "future", "planned", "proposed", "upcoming", "further", "threatened", "attempted", "failed"):
                if light or low in ("possible", "potential", "likely"):
                    self.found.lower("possible", "status.possible_adjective", c)
                else:
                    self.found.lower("planned", "status.planned_adjective", c)

    # --- one governor

    def _step(self, current: Token, head: Token) -> bool:
        """Reads one governor; False ends the climb."""
        label = current.dep_
        if head.pos_ == "ADP" or label in ("prep", "agent"):
            return self._prepositional(current, head)
        if label == "conj":
            return True
        if syntax.is_verb(current) and label in ("relcl", "acl"):
            return self._adnominal(current, head)
        if label == "advcl":
            return self._adverbial(current, head)
        if label in ("appos", "parataxis") and not syntax.is_verb(current):
            self.found.subordinate = True
            return True
        if syntax.is_verb(head):
            return self._verb(current, head)
        if head.pos_ == "ADJ":
            return self._adjective(current, head)
        if label in ("poss", "nmod", "compound", "amod"):
            self.found.subordinate = True
            return True
        if syntax.is_verb(current) and label in ("ccomp", "acl", "xcomp") and not syntax.is_verb(head):
            return self._adnominal(current, head)
        return True

    def _prepositional(self, current: Token, head: Token) -> bool:
        if head.lower_ in ("without",) and not syntax.is_verb(current):
            self.negations += 1
            self.found.cues.append(("status.neg_without", head))
        if syntax.is_verb(current) and current.dep_ == "pcomp" and head.dep_ == "prep" and not syntax.is_verb(head.head) and head.head.pos_ in ("NOUN", "PROPN"):
            return self._gerund_under_noun(head.head)
        if syntax.is_verb(current) and head.lower_ in ("by", "for", "against", "about", "from", "of") and head.dep_ == "prep":
            governor = head.head
            if head.lower_ == "from" and governor.lemma_ in self.cue("implicative_negative"):
                self.negations += 1
                self.found.cues.append(("status.neg_implied", governor))
            elif head.lower_ == "against" and governor.lemma_ in ("warn", "caution", "advise", "decide", "vote"):
                self.found.dropped = "advised against"
            elif head.lower_ in ("by",) and any(c.dep_ == "neg" for c in governor.children):
                self.found.dropped = "the way of doing what was not done"
            elif head.lower_ == "about" and governor.lemma_ not in self.cue("say"):
                self.found.dropped = "a topic"
        return True

    def _gerund_under_noun(self, noun: Token) -> bool:
        """A way of, a plan for, an accusation of doing."""
        lemma = noun.lemma_.lower()
        if lemma in self.cue("plan_noun"):
            self.found.announced = True
            self.found.lower("planned", "status.plan_noun", noun)
        elif lemma in self.cue("hope_noun"):
            self.found.lower("possible", "status.hope_noun", noun)
        elif lemma in ("claim", "allegation", "accusation", "suspicion", "charge"):
            self.found.lower("alleged", "status.claim_noun", noun)
        else:
            self.found.dropped = "a topic"
        return self.found.dropped is None

    def _adnominal(self, clause: Token, noun: Token) -> bool:
        """A clause under a noun: a plan to, a claim that, a man who."""
        infinitive = any(c.tag_ == "TO" for c in clause.children)
        lemma = noun.lemma_.lower()
        self.found.governors.append(noun)
        if infinitive:
            if lemma in self.cue("plan_noun"):
                self.found.announced = True
                self.found.lower("planned", "status.plan_noun", noun)
                return True
            if lemma in self.cue("hope_noun"):
                self.found.lower("possible", "status.hope_noun", noun)
                return True
            if any(c.lower_ in ("first", "last", "latest", "second", "only", "third") for c in noun.children) or noun.lower_ in ("first", "last", "latest") or noun.tag_ in ("NNS", "NNPS", "CD"):
                self.found.subordinate = True
                return False
            self.found.dropped = "a purpose"
            return False
        if clause.dep_ != "relcl" and lemma in ("claim", "allegation", "accusation", "suspicion", "charge", "rumour", "rumor") and clause.tag_ != "VBG":
            self.found.lower("alleged", "status.claim_noun", noun)
            self.found.voices.append(Voice(noun, "accuse"))
            return True
        if clause.dep_ in ("relcl",) or clause.tag_ in ("VBN", "VBG"):
            self.found.subordinate = True
            return self._past_relative(noun)
        return True

    def _past_relative(self, noun: Token) -> bool:
        """A relative clause asserts on its own; only who says the sentence is still to be read."""
        for head, below in syntax.climb(noun):
            if syntax.is_verb(head) and below.dep_ == "ccomp" and head.lemma_ in self.cue("say"):
                self.found.voices.append(Voice(head, "say"))
        return False

    def _adverbial(self, clause: Token, head: Token) -> bool:
        infinitive = any(c.tag_ == "TO" for c in clause.children)
        finite = clause.tag_ in ("VBD", "VBZ", "VBP", "MD") or any(c.dep_ == "aux" and c.tag_ in ("VBD", "VBZ", "VBP", "MD") for c in clause.children)
        if infinitive:
            if head.lemma_ in ("go", "come", "rush", "return", "join", "unite", "gather"):
                return self._verb(clause, head)
            self.found.dropped = "a purpose"
            return False
        if finite:
            marks = {c.lower_ for c in clause.children if c.dep_ in ("mark", "advmod")}
            if marks & {"when", "once", "until", "before", "after", "till"} and clause.tag_ in ("VBZ", "VBP") and any(c.tag_ == "MD" for c in head.children):
                self.found.dropped = "a condition"
                return False
            if marks & {"until", "till", "before"} and self.found.tense == "present":
                self.found.lower("possible", "status.until", clause)
            self.found.subordinate = self.found.subordinate or "that" not in marks
            return self._past_relative(clause)
        if any(c.lower_ == "by" and c.dep_ in ("prep", "mark") for c in clause.children) and any(c.dep_ == "neg" for c in head.children):
            self.found.dropped = "the way of doing what was not done"
            return False
        before = len(self.found.cues)
        if not any(c.lower_ in ("after", "before", "since", "while", "despite") for c in clause.children):
            for c in head.children:
                if c.dep_ == "aux":
                    self._modal(c.lower_, c)
        if len(self.found.cues) == before and self.found.tense == "none":
            self.found.tense = tense(head)
        return self._past_relative(clause)

    def _adjective(self, current: Token, head: Token) -> bool:
        low = head.lower_
        self.found.governors.append(head)
        if low in ("unlikely", "unable", "unwilling", "reluctant"):
            self.found.lower("possible" if low == "unlikely" else "negated", "status.adjective", head)
        elif low in self.cue("planned_adjective"):
            self.found.announced = True
            self.found.lower("planned", "status.planned_adjective", head)
        elif low in self.cue("possible_adjective"):
            self.found.lower("possible", "status.possible_adjective", head)
        elif low in ("aware", "unaware", "sure", "certain"):
            if low == "unaware" or any(c.dep_ == "neg" for c in head.head.children):
                self.negations += 1
                self.found.cues.append(("status.neg_aware", head))
                return False
        elif any(c.tag_ == "TO" for c in current.children):
            self.found.lower("possible", "status.adjective_infinitive", head)
        return True

    def _verb(self, current: Token, head: Token) -> bool:
        """A verb over a clause or a noun."""
        lemma, label = head.lemma_.lower(), current.dep_
        clause = syntax.is_verb(current) or current.pos_ in ("ADJ", "AUX")
        infinitive = clause and any(c.tag_ == "TO" for c in current.children)
        self.found.governors.append(head)
        negated = any(c.dep_ == "neg" or (c.dep_ == "advmod" and c.lower_ in self.cue("negation")) for c in head.children)
        if head.dep_ in ("amod", "compound"):
            return True
        if not clause and label not in ("dobj", "nsubjpass", "pobj", "attr"):
            if syntax.child(current, "poss") is None:
                self._inherit_modals(head)
            return True
        if current.tag_ == "VBG" and label in ("xcomp", "dobj", "ccomp") and lemma in ("discuss", "mention", "debate", "raise", "describe", "address"):
            self.found.dropped = "a topic"
            return False
        if lemma == "be":
            return self._be(current, head, infinitive=infinitive)
        if clause and not infinitive and any(c.lower_ in ("whether", "if") and c.dep_ == "mark" for c in current.children):
            self.found.dropped = "an indirect question"
            return False
        if lemma in self.cue("implicate"):
            if negated:
                self.found.dropped = "a double negation"
                return False
            if label in ("dobj", "ccomp", "xcomp", "pobj"):
                self.found.lower("denied", "status.denied", head)
                self.found.voices.append(Voice(head, "deny"))
                return True
        if lemma in self.cue("accuse") and (clause or label in ("dobj",)) and syntax.objects(head) is not None and lemma not in ("denounce", "sue", "try"):
            if negated:
                self.found.dropped = "not accused"
                return False
            if clause:
                self.found.lower("alleged", "status.accused", head)
                self.found.voices.append(Voice(head, "accuse"))
                return True
        if syntax.is_passive(head) and lemma in self.cue("alleged_passive") and infinitive:
            self.found.lower("planned" if lemma in ("expect", "schedule") else "alleged", "status.believed_to", head)
            return True
        if lemma in self.cue("implicative_negative") and (infinitive or label in ("dobj", "xcomp", "pcomp") or current.tag_ == "VBG"):
            if lemma == "stop" and label == "dobj" and not clause:
                return True
            self.negations += 1 + negated
            self.found.cues.append(("status.neg_implied", head))
            self._inherit_modals(head)
            return True
        if infinitive and lemma in self.cue("plan"):
            self.negations += negated
            if negated:
                self.found.cues.append(("status.neg_plan", head))
            self.found.announced = True
            self.found.lower("planned", "status.plan", head)
            self.found.voices.append(Voice(head, "plan"))
            self._inherit_modals(head, skip_past=True)
            return True
        if (infinitive or (clause and lemma in ("hope", "fear", "expect", "wish", "predict", "anticipate", "doubt"))) and lemma in self.cue("hope") | {"doubt"}:
            self.negations += negated
            if negated:
                self.found.cues.append(("status.neg_hope", head))
            planned = lemma in ("expect",) and syntax.is_passive(head)
            self.found.lower("planned" if planned else "possible", "status.hope", head)
            self.found.voices.append(Voice(head, "hope"))
            return True
        if clause and not infinitive and lemma in self.cue("say"):
            if negated:
                self.found.dropped = "not said"
                return False
            self.found.voices.append(Voice(head, "say"))
            return True
        if clause and not infinitive and lemma in self.cue("ask") and any(c.tag_ in ("WRB", "WP", "WDT") for c in current.children):
            self.found.dropped = "an indirect question"
            return False
        if clause and not infinitive and lemma in self.cue("factive"):
            self.found.voices.append(Voice(head, "factive"))
            return True
        if infinitive and lemma in self.cue("request"):
            self.found.dropped = "what was asked for"
            return False
        if clause and lemma in self.cue("implicative_positive"):
            self.negations += negated
            if negated:
                self.found.cues.append(("status.neg", head))
            if self.found.tense in ("none", "present"):
                self.found.tense = tense(head)
            self._inherit_modals(head)
            return True
        if not clause:
            self._nominal_object(current, head, negated=negated)
            return True
        if infinitive:
            self.found.lower("possible", "status.infinitive", head)
        return True

    def _nominal_object(self, current: Token, head: Token, *, negated: bool) -> None:
        lemma = head.lemma_.lower()
        if current.dep_ not in ("dobj", "pobj", "nsubjpass"):
            return
        if lemma in ("fear", "expect", "prepare", "plan", "propose", "seek", "want", "threaten", "schedule", "consider", "avoid", "prevent", "demand", "urge", "request", "hope"):
            if lemma in ("avoid", "prevent"):
                self.negations += 1
                self.found.cues.append(("status.neg_implied", head))
            elif lemma in ("demand", "urge", "request"):
                self.found.dropped = "what was asked for"
            else:
                self.found.lower("planned" if lemma in ("plan", "prepare", "schedule") else "possible", "status.governing_verb", head)
        elif lemma in ("mention", "discuss", "debate", "raise", "address"):
            if syntax.child(current, "poss") is None and not syntax.prepositional(current, ("by",)):
                self.found.dropped = "a topic"
        elif negated and lemma not in self.cue("factive"):
            self.found.dropped = "under a negation"

    def _inherit_modals(self, verb: Token, *, skip_past: bool = False) -> None:
        for c in verb.children:
            if c.dep_ == "aux" and not (skip_past and c.lower_ in ("would", "'d")):
                self._modal(c.lower_, c)

    def _be(self, current: Token, head: Token, *, infinitive: bool) -> bool:
        negated = any(c.dep_ == "neg" for c in head.children)
        if infinitive and current.dep_ in ("xcomp", "ccomp"):
            self.negations += negated
            self.found.announced = True
            self.found.lower("planned", "status.is_to", head)
        elif negated and current.dep_ in ("attr", "acomp", "ccomp", "xcomp"):
            self.negations += 1
            self.found.cues.append(("status.neg", head))
        self._inherit_modals(head)
        return True
