"""Finds the words that tell of acts: frames of the lexicon matched on a parsed sentence.

Only tokens whose lemma is a trigger are looked at. Of several frames that match at one word, the one that asks for most
is read; a noun under a light verb that is itself a trigger ("held talks") is not read again.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from dateline_nlp.lexicon.frame import Frame
from dateline_nlp.lexicon.load import PARTY_CLASSES, Lexicon
from dateline_nlp.stages import kinds, syntax
from dateline_nlp.stages.governors import occasion_of
from dateline_nlp.stages.parties import Cast
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

FUTURE = frozenset(("will", "would", "shall", "'ll", "’ll", "wo"))
PAST = frozenset(("did", "had", "has", "have"))
WILL = frozenset(("will", "shall", "'ll", "’ll", "wo"))
SOME = word_set("part parts section sections portion side half one some many most all several both none neither dozens hundreds thousands members")
ROLE_WORDS = ("amod", "compound", "aux", "auxpass", "nmod", "npadvmod")
NOMINAL = ("dobj", "pobj", "nsubj", "nsubjpass")  # "the wounded" is no verb
SCORE = re.compile(r"\b\d{1,3}[-–]\d{1,3}\b")  # of a match: 3-2
ARRANGED = word_set("due set scheduled expected planned bound slated")  # "talks are due to resume"
NAMING = frozenset(("call", "name", "dub", "nickname", "christen", "title", "entitle"))
DEFINITE = frozenset(("the", "this", "that", "these", "those", "whose", "his", "her", "its", "their"))
ORDINALS = frozenset(("second", "third", "fourth", "fifth", "another"))
RANKS = frozenset(("first", "latest", "last"))
MUCH = 400  # tokens: a longer "sentence" is a list or a table


@dataclass(frozen=True, slots=True)
class Trigger:
    """A frame found at a token, with the object that satisfied it."""

    frame: Frame
    sentence: ParsedSentence
    token: Token
    object: Token | None = None

    @property
    def is_light(self) -> bool:
        """Whether the object is the noun that the frame asked for: "held talks"."""
        return any(not word.startswith("$") or word[1:] not in PARTY_CLASSES for word in self.frame.object)

    @property
    def nominal(self) -> bool:
        """Whether the act is told by a noun."""
        return bool(self.frame.nouns)


def find(sentence: ParsedSentence, lexicon: Lexicon, cast: Cast, fits: Callable[[Trigger], bool] = lambda _: True) -> tuple[Trigger, ...]:
    """The triggers of a sentence, in the order of the text: of the frames at a word the first that `fits`, else the first."""
    if len(sentence.doc) > MUCH:
        return ()
    found: list[Trigger] = []
    for token in sentence.doc:
        if not (frames := _candidates(token, lexicon)) or (token.tag_.startswith("VB") and _is_named(token, sentence, cast)):
            continue
        site = _Site(sentence, token, lexicon, cast)
        if matched := [t for f in frames if (t := _match(f, site)) is not None]:
            found.append(next((t for t in matched if fits(t)), matched[0]))
    taken = {t.object.i for t in found if t.object is not None and not t.nominal and t.is_light}
    return tuple(t for t in found if not (t.nominal and t.token.i in taken))


def _is_named(token: Token, sentence: ParsedSentence, cast: Cast) -> bool:
    """Whether a word belongs to a longer name: "Save the Children"."""
    mention = cast.names.at(sentence.sentence.index, token.i)
    return mention is not None and mention.form == "name" and mention.first < mention.last


def _candidates(token: Token, lexicon: Lexicon) -> tuple[Frame, ...]:
    lemma = token.lemma_.lower()
    if lemma in NAMING and (token.dep_ == "acl" if token.tag_ == "VBN" else _is_own(token)) and syntax.child(token, "dobj", "oprd", "attr") is not None:
        return ()  # "a dealer called Steve", "rebels who call themselves the Front for Unity"
    if token.tag_.startswith("VB") and token.dep_ not in ROLE_WORDS and not (token.dep_ in NOMINAL and any(c.dep_ == "det" for c in token.children)):
        return lexicon.by_verb.get(lemma) or next((f for other in _other_lemmas(token) if (f := lexicon.by_verb.get(other))), ())
    if token.tag_.startswith("NN") and token.dep_ != "compound":
        return lexicon.by_noun.get(lemma, ())
    return ()


def _is_own(token: Token) -> bool:
    """Whether a verb is turned back on its own subject: "call themselves"."""
    return any(c.dep_ == "dobj" and c.lower_.endswith(("self", "selves")) for c in token.rights)


def _other_lemmas(token: Token) -> list[str]:
    """Dictionary forms that the lemmatizer may have missed: "raped", "vetoed", "re-opened"."""
    form = token.lower_
    if form.endswith("ed"):
        return [form[:-1], form[:-2]]
    if form.endswith("ing"):
        return [form[:-3], form[:-3] + "e"]
    return [form[:-1], form[:-2]] if form.endswith("s") else [form]


class _Site:
    """A word that may tell of an act, with all that its frames may ask for; found once, when it is first asked for."""

    def __init__(self, sentence: ParsedSentence, token: Token, lexicon: Lexicon, cast: Cast) -> None:
        self.sentence, self.token, self.lexicon, self.cast = sentence, token, lexicon, cast

    @cached_property
    def objects(self) -> list[Token]:
        """Its logical objects, and what they measure: "ten days of talks", "two of the suspects"."""
        own = syntax.objects(self.token)
        measure = self.lexicon.classes["measure"]
        return own + [t for o in own if o.pos_ == "NUM" or o.lemma_.lower() in measure for t in syntax.prepositional(o, ("of",))]

    @cached_property
    def clauses(self) -> list[Token]:
        return syntax.complements(self.token)

    @cached_property
    def subjects(self) -> list[Token]:
        """Its logical subjects, and what they are some of: "one of its vessels"."""
        own = syntax.subjects(self.token)
        return own + [t for s in own if s.pos_ == "NUM" or s.lower_ in SOME for t in syntax.prepositional(s, ("of",))]

    @cached_property
    def known(self) -> list[Token]:
        """Of its subjects those that speak of somebody."""
        return [t for t in self.subjects if t.lower_ not in self.lexicon.classes["silent"] or self.cast.at(self.sentence, t)]

    @cached_property
    def particles(self) -> set[str]:
        return syntax.particles(self.token)

    @cached_property
    def predicates(self) -> list[Token]:
        return [c for c in self.token.children if c.dep_ in ("acomp", "oprd", "attr")]

    @cached_property
    def lacks_agent(self) -> bool:
        """Whether it is a passive that names no doer."""
        return syntax.is_passive(self.token) and not syntax.agents(self.token)

    @cached_property
    def to_come(self) -> bool:
        """Whether its own words put it in the future; "would" does only where somebody says so."""
        ahead = {c.lower_ for c in self.token.children if c.dep_ == "aux"}
        arranged = "to" in ahead and self.token.dep_ == "xcomp" and (self.token.head.lemma_ == "be" or self.token.head.lower_ in ARRANGED)
        return bool(ahead & WILL) or arranged or ("would" in ahead and self.token.dep_ in ("ccomp", "conj") and "have" not in ahead)

    @cached_property
    def around(self) -> set[str]:
        """All words that hang on it, as they stand and as a dictionary has them, and the noun at which it was done: "the election in which"."""
        held = occasion_of(self.token)
        below = [*self.token.subtree, *([held] if held is not None else ())]
        return {t.lemma_.lower() for t in below} | {t.lower_ for t in below}


def _match(frame: Frame, site: _Site) -> Trigger | None:
    """The trigger, if every condition of the frame holds at the word."""
    test = _Test(frame, site, site.token)
    if frame.nouns:
        return Trigger(frame, site.sentence, site.token) if test.noun() else None
    held = test.verb()
    return None if held is None else Trigger(frame, site.sentence, site.token, _counted(held[0]) if held else None)


def _counted(noun: Token) -> Token:
    """What a word of number stands for: of "lifted most of the sanctions" the sanctions."""
    return next(iter(syntax.prepositional(noun, ("of",))), noun) if noun.lower_ in SOME or noun.lower_ in RANKS else noun


@dataclass(frozen=True, slots=True)
class _Test:
    frame: Frame
    site: _Site
    token: Token

    def noun(self) -> bool:
        frame, token = self.frame, self.token
        if frame.of and not any(self._is(t, frame.of) for t in syntax.prepositional(token, ("of",))):
            return False
        if frame.predicate and not any(verb.lemma_ in frame.predicate for verb in doings(token)):
            return False
        if (frame.definite and not _is_one(token)) or (frame.dated and not _is_dated(token)):
            return False
        if frame.recalled and not _is_recalled(token):
            return False
        if frame.after and not (token.dep_ == "pobj" and token.head.lower_ in frame.after):
            return False
        return self._words()

    def verb(self) -> list[Token] | None:
        """The objects that matched (maybe none), or None when the frame does not hold."""
        frame = self.frame
        if frame.sport and not self.site.cast.sport:
            return None
        objects, clauses = self.site.objects, self.site.clauses
        if frame.to_come and not self.site.to_come:
            return None
        if (frame.no_object and objects) or (frame.no_agent and not self.site.lacks_agent):
            return None
        if frame.object:
            objects = [t for t in objects if self._is(t, frame.object)]
            if not objects and not (frame.object_or_complement and clauses):
                return None
        if frame.object_or_complement and not objects and not clauses:
            return None
        if frame.object_not and any(self._is(t, frame.object_not) for t in objects):
            return None
        if frame.particle and self.site.particles.isdisjoint(frame.particle):
            return None
        if frame.adjective and not any({c.lemma_.lower(), c.lower_} & set(frame.adjective) for c in self.site.predicates):
            return None
        return objects if self._prepositions(objects, clauses) and self._complement(clauses) and self._subject() and self._words() else None

    def _prepositions(self, objects: list[Token], clauses: list[Token]) -> bool:
        frame, bases = self.frame, [self.token, *objects, *self.site.predicates]
        if frame.prep:
            held = [t for b in bases for t in syntax.prepositional(b, frame.prep)]
            if not held and (frame.prep_object or not any(syntax.has_preposition(b, frame.prep) for b in bases)):
                return False
            if frame.prep_object and not any(self._is(t, frame.prep_object) for t in held):
                return False
        if frame.prep_not and any(syntax.has_preposition(b, frame.prep_not) for b in bases):
            return False
        return not frame.prep_or_complement or bool(clauses) or any(syntax.has_preposition(b, frame.prep_or_complement) for b in bases)

    def _complement(self, clauses: list[Token]) -> bool:
        frame = self.frame
        if frame.no_complement and (clauses or any(c.dep_ == "oprd" for c in self.token.children)):
            return False
        if frame.not_complement and clauses and clauses[0].lemma_ in frame.not_complement:
            return False
        if frame.complement_verbs and not any(c.lemma_ in frame.complement_verbs for c in clauses):
            return False
        if frame.complement is None:
            return True
        if frame.complement == "only-if":
            return any(
                c.dep_ == "advcl" and any(m.dep_ == "mark" and m.lower_ in ("if", "unless") for m in c.children) and any(m.lower_ == "only" for m in c.children)
                for c in self.token.children
            ) or (
                any(c.lower_ == "only" for c in self.token.children)
                and any(c.dep_ == "advcl" and any(m.lower_ == "if" for m in c.children) for c in self.token.children)
            )
        return any(_clause_is(frame.complement, c, self.site.lexicon) for c in clauses)

    def _subject(self) -> bool:
        frame, subjects, known = self.frame, self.site.subjects, self.site.known
        if frame.plural and not _is_plural(subjects):
            return False
        if frame.joint and not _is_plural(subjects) and not any(t.lower_ in ("joint", "jointly", "together", "bilateral") for t in self.token.subtree):
            return False
        if not known:
            return not frame.subject or any(word[1:] in PARTY_CLASSES for word in frame.subject)  # an agent that is not named may be anybody
        if frame.subject:
            return any(self._is(t, frame.subject) for t in known)
        return frame.things or any(self.site.cast.at(self.site.sentence, t) for t in known)

    def _words(self) -> bool:
        frame = self.frame
        if frame.score and not SCORE.search(self.token.doc[self.token.left_edge.i : self.token.right_edge.i + 1].text):
            return False
        if not frame.with_words and not frame.not_words:
            return True
        around = self.site.around
        return (not frame.with_words or not around.isdisjoint(frame.with_words)) and around.isdisjoint(frame.not_words)

    def _is(self, token: Token, wanted: tuple[str, ...]) -> bool:
        return is_one_of(token, wanted, self.site.sentence, self.site.lexicon, self.site.cast)


def is_one_of(token: Token, wanted: tuple[str, ...], sentence: ParsedSentence, lexicon: Lexicon, cast: Cast) -> bool:
    """Whether a noun is one of the listed lemmas, or belongs to one of the listed classes."""
    lemma, accepted = token.lemma_.lower(), lexicon.wanted[wanted]
    if lemma in accepted.words or token.lower_ in accepted.words or lemma in accepted.listed:
        return True
    if accepted.listed and token.pos_ == "PROPN" and any(c.dep_ == "compound" and c.lower_ in accepted.listed for c in token.children):
        return True
    if accepted.parties:
        parties = cast.at(sentence, token)
        if any(kinds.belongs(name, token, parties, lexicon.classes) for name in accepted.parties):
            return True
    if lemma in lexicon.classes["partitive"]:  # "a first batch of peacekeepers"
        return any(is_one_of(t, wanted, sentence, lexicon, cast) for t in syntax.prepositional(token, ("of",)) if t.i > token.i)
    return False


def _is_one(noun: Token) -> bool:
    """Whether a noun speaks of one act that is known, or is told apart from others: "the raid", "her arrest", "a second blast"."""
    return any(c.lower_ in DEFINITE or c.dep_ == "poss" or c.lower_ in ORDINALS for c in noun.children)


def _is_dated(noun: Token) -> bool:
    """Whether a noun says when the act was: "Monday's bombing", "the blast of 10 June"."""
    when = [c for c in noun.children if c.dep_ == "poss"] + syntax.prepositional(noun, ("of", "on"))
    return any(t.ent_type_ in ("DATE", "TIME") for t in when)


def _is_recalled(noun: Token) -> bool:
    """Whether a noun looks back on an act: "the raid in May", "two days after the closure of the border"."""
    if noun.dep_ == "pobj" and noun.head.lower_ in ("after", "since", "following") and _is_one(noun):
        return True
    return any(t.ent_type_ in ("DATE", "TIME") and not _in_clause(t, noun) for t in noun.subtree)


def _in_clause(inner: Token, noun: Token) -> bool:
    return next((syntax.is_verb(below) for head, below in syntax.climb(inner) if syntax.is_verb(below) or head.i == noun.i), True)


def _is_plural(subjects: list[Token]) -> bool:
    return len(subjects) > 1 or any(t.tag_ in ("NNS", "NNPS") or t.lower_ in ("they", "we", "both", "two") for t in subjects)


def _clause_is(kind: str, verb: Token, lexicon: Lexicon) -> bool:
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    negated = any(c.dep_ == "neg" for c in verb.children)
    if kind == "clause":
        return True
    if kind == "infinitive":
        return "to" in auxiliaries
    if kind == "that":
        return verb.dep_ == "ccomp"
    if kind == "subjunctive":  # "that it be scrapped"
        owner = next((c for c in verb.children if c.dep_ == "nsubj"), None)  # "that Peru hand over": the tagger takes it for a plural
        single = owner is not None and (owner.tag_ in ("NN", "NNP") or owner.lower_ in ("it", "he", "she"))
        bare = (
            verb.tag_ == "VB"
            or (verb.tag_ == "VBP" and single and not any(c.dep_ == "conj" for c in owner.children))
            or any(c.lower_ == "be" and c.dep_ == "auxpass" for c in verb.children)
        )
        return verb.dep_ == "ccomp" and bare and not auxiliaries - {"should"}
    if kind == "must":
        duty = auxiliaries & {"must", "should", "ought"}
        return bool(duty) or (verb.lemma_ in ("have", "need") and any(c.dep_ == "xcomp" for c in verb.children) and verb.dep_ == "ccomp")
    if kind == "future-not":
        return negated and bool(auxiliaries & FUTURE) and verb.lemma_.lower() in lexicon.classes["acceptance"]
    if kind == "not-to":  # "vowed never to negotiate"
        return negated and "to" in auxiliaries and verb.lemma_.lower() in lexicon.classes["acceptance"]
    if kind == "past-not":  # "insisted it had not broken the law"
        return negated and verb.dep_ == "ccomp" and bool(auxiliaries & PAST)
    return bool(auxiliaries & FUTURE) or "to" in auxiliaries


def doings(noun: Token) -> list[Token]:
    """The verbs that a noun is the subject of, in its own clause and in one that tells of it: "a strike that has shut the port"."""
    told = [c for c in noun.children if c.dep_ == "relcl" and syntax.child(c, "nsubj") in [s for s in c.lefts if s.lower_ in syntax.RELATIVE]]
    told = [c for c in told if not any(a.tag_ == "MD" for a in c.lefts)]
    return [*([noun.head] if noun.dep_ == "nsubj" else []), *told]
