"""A frame: which words tell of an act, and where its parties stand.

A name that begins with `$` refers to a class: of nouns (`classes.yaml`) or of parties (`$party`, `$state`, `$leader` ...).
Slots: `subj` `obj` `dative` (logical ones: a passive's agent is its subj), a preposition (`with`), its possessor or modifier
(`obj.poss`, `obj.mod`, `for.mod`), a preposition under it (`obj.of`), the same in the complement clause (`comp.obj`), `comp_subj`,
`speaker` (who says the clause), `goal` (what an infinitive of purpose is done to), `aim` (wherever those stand against whom people
protest), `pred` (object of the verb that a noun is subject of), `if_subj`.
"""

from typing import Annotated, Any, Literal

from dateline_shared.contracts.base import Code
from pydantic import BaseModel, ConfigDict, Field, model_validator

Words = tuple[str, ...]
VERB_RECIPIENTS = ("obj", "obj.poss", "obj.by", "obj.mod", "obj.of")
RESULT = 5  # conditions that a result outweighs: with "4-1" beside it, whatever is done to the other side is done in a match
AIM = (
    *(
        "goal.comp_subj",
        "goal.poss",
        "goal.of",
        "goal.by",
        "goal.for",
        "goal.for.poss",
        "goal.for.of",
        "goal.at",
        "goal.over.by",
        "goal.with",
        "goal",
        "goal.to",
    ),
    *("goal.against", "goal.against.poss", "goal.against.by", "goal.against.mod", "goal.over.poss"),
    *("over", "over.poss", "over.by", "over.of", "at.poss", "at.by", "in.against", "in.at.poss", "in.at.by", "in.of.poss", "in.of.by", "in.over.by", "at"),
)  # against whom people protest, nearest first: "to demand the resignation of X", "over the ban by X", "in protest at X's plan"
NOUN_ACTORS = ("poss", "by", "mod")
NOUN_RECIPIENTS = ("of", "against", "on", "to", "with", "for")


class Frame(BaseModel):
    """One pattern of words for one family of acts. Every condition that is given must hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Code
    type: Code
    mode: Code | None = None
    family: Code = ""  # the id unless given
    example: Annotated[str, Field(min_length=5)]  # a sentence that this frame must find

    verbs: Words = ()  # trigger lemmas: verbs or nouns, not both
    nouns: Words = ()

    particle: Words = ()  # one of these words hangs on the verb
    prep: Words = ()  # one of these prepositions hangs on the verb or its object ...
    prep_object: Words = ()  # ... and holds one of these
    prep_not: Words = ()
    object: Words = ()  # head of the logical object
    object_not: Words = ()
    no_object: bool = False
    subject: Words = ()  # head of the logical subject, when there is one
    adjective: Words = ()  # "be ready"
    of: Words = ()  # head of a noun's of-phrase
    predicate: Words = ()  # a noun is the subject of this verb
    with_words: Words = ()  # one of these lemmas stands among the trigger's dependents
    not_words: Words = ()
    plural: bool = False  # the subject is several
    joint: bool = False  # told as done together
    no_agent: bool = False  # a passive that names no doer
    score: bool = False  # a result of a match stands with it: "beat them 3-2"
    sport: bool = False  # read only in a report of sport: "beat them", without a result
    after: Words = ()  # a noun hangs on one of these prepositions: "since the flood"
    definite: bool = False  # a noun that speaks of one act: "the raid", "her arrest", "Wednesday's attack", "a second blast"
    dated: bool = False  # a noun that says when: "Monday's bombing", "the blast of 10 June"
    recalled: bool = False  # a noun that says when, or from which a time is counted: "the raid in May", "since the closure of the border"
    to_come: bool = False  # told as to come: "will send", "said it would send"
    last: bool = False  # read only where no other frame fits
    anonymous: bool = False  # told also where nobody is named: "some shops were looted"
    complement: Literal["clause", "infinitive", "that", "must", "future", "future-not", "not-to", "past-not", "only-if", "subjunctive"] | None = None
    no_complement: bool = False
    not_complement: Words = ()  # the complement's verb is none of these
    complement_verbs: Words = ()  # a complement's verb is one of these
    prep_or_complement: Words = ()  # one of these prepositions, or a clause
    object_or_complement: bool = False

    actors: Words = ("subj",)
    recipients: Words = VERB_RECIPIENTS
    topic: str | None = None  # slot of what is talked about
    reciprocal: bool = False  # every party is an actor
    requires: Literal["actor", "recipient", "two-parties", "actor-and-recipient", "actor-and-complement", "hostile", "subject-position"] | None = None
    things: bool = False  # a thing may stand as subject; the actor is then empty
    negated: Literal["nothing", "own"] | None = None  # "did not deny" says nothing; in "pleaded not guilty" the word is the frame's own
    about: bool = False  # acts in its complement live inside of it
    about_free: bool = False  # acts in its complement are mentions of their own
    turns: dict[Literal["hostile", "yielding"], Code] = {}  # the frame that it becomes by what is promised
    told_as: Literal["happened", "planned", "possible", "negated"] | None = None  # where an utterance of it leaves the act: a promise is planned
    wrapper: Literal["cooperative", "cooperative-hope", "hostile", "yielding"] | None = None  # made by the reader of an announced act, never matched

    @model_validator(mode="before")
    @classmethod
    def _noun_defaults(cls, value: Any) -> Any:
        if isinstance(value, dict):
            value = {**value, "family": value.get("family") or value.get("id")}
            if value.get("nouns"):
                value = {"actors": NOUN_ACTORS, "recipients": NOUN_RECIPIENTS, **value}
            if "aim" in value.get("recipients", ()):
                value["recipients"] = [slot for given in value["recipients"] for slot in (AIM if given == "aim" else (given,))]
        return value

    @model_validator(mode="after")
    def _one_kind_of_trigger(self) -> "Frame":
        if bool(self.verbs) == bool(self.nouns):
            raise ValueError("a frame has either verbs or nouns")
        return self

    @property
    def specificity(self) -> int:
        """How much the frame asks for: of two that match, the one that asks for more is read."""
        words = (self.particle, self.prep, self.prep_object, self.object, self.adjective, self.of, self.with_words, self.predicate, self.after)
        wants = (*words, self.complement, self.complement_verbs, self.mode, self.no_agent, *(self.score or self.sport,) * RESULT)
        return 2 * sum(map(bool, wants)) + sum(
            map(bool, (self.subject, self.plural, self.joint, self.no_object, self.object_not, self.not_words, self.definite, self.dated, self.recalled))
        )
