"""What a verb or a noun says of its own act: negation, modals, adverbs and adjectives that stand beside it."""

from dateline_nlp.stages import syntax
from dateline_nlp.stages.assessment import Climb, tense
from dateline_nlp.tree import Token


def own(climb: Climb, verb: Token, *, inherit: bool = False) -> None:
    """Negation and modals of one verb; of the first verb, those that coordinated verbs share."""
    for c in verb.children:
        low = c.lower_
        if c.dep_ == "neg" or (c.dep_ in ("advmod", "preconj", "cc", "det") and low in climb.cue("negation")):
            if low == "only" or any(n.lower_ in ("only", "just") and n.i == c.i + 1 for n in verb.subtree):
                continue
            climb.found.negations += 1
            climb.found.cues.append(("status.neg", c))
        elif c.dep_ == "aux":
            modal(climb, low, c)
        elif c.dep_ == "advmod" and low in climb.cue("alleged_adverb"):
            climb.found.lower("alleged", "status.alleged_adverb", c)
        elif low == "according" and (doubted := next((t for t in c.subtree if t.dep_ == "amod" and t.lower_ in climb.cue("alleged_adjective")), None)):
            climb.found.lower("alleged", "status.unproven", doubted)  # "according to unverified posts"
        elif c.dep_ == "advmod" and low in climb.cue("possible_adverb"):
            climb.found.lower("possible", "status.possible_adverb", c)
        elif c.dep_ in ("nsubj", "nsubjpass") and (
            low in climb.cue("negative_subject")
            or any(d.lower_ in ("no", "neither", "not") and d.dep_ in ("det", "neg", "preconj", "advmod", "quantmod") for d in c.children)
        ):
            climb.found.negations += 1
            climb.found.cues.append(("status.neg_subject", c))
        elif c.dep_ == "dobj" and (low in climb.cue("negative_subject") or any(d.lower_ == "no" and d.dep_ in ("det", "neg") for d in c.children)):
            climb.found.negations += 1  # "arrested nobody", "threw no stones"
            climb.found.cues.append(("status.neg_object", c))
        elif c.dep_ == "mark" and low in climb.cue("conditional") and verb.dep_ != "ROOT":
            climb.found.dropped = "an indirect question" if verb.dep_ in ("ccomp", "acl", "pcomp", "csubj") else "a condition"
        elif (
            c.dep_ == "advcl"
            and any(m.dep_ == "mark" and m.lower_ in ("if", "unless") for m in c.children)
            and climb.found.status == "happened"
            and verb.tag_ == "VB"
        ):
            climb.found.lower("possible", "status.main_of_condition", c)
    ahead = verb.dep_ == "ROOT" or (verb.dep_ in ("ccomp", "parataxis") and verb.head.i > verb.i and syntax.child(verb, "nsubj") is not None)
    if ahead and verb.tag_ == "VB" and climb.found.status == "happened" and (to := syntax.child(verb, "aux")) is not None and to.tag_ == "TO":
        climb.found.announced = True
        climb.found.lower("planned", "status.headline_infinitive", to)  # "Firm to cut jobs", "Firm to cut jobs; union vows strike"
    if verb.dep_ == "pcomp" and verb.head.lower_ == "without":
        climb.found.negations += 1
        climb.found.cues.append(("status.neg_without", verb.head))
    if inherit and verb.dep_ == "conj" and syntax.is_verb(verb.head) and not any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in verb.children):
        own(climb, syntax.joined_to(verb), inherit=True)
        if not climb.trigger.nominal and climb.found.tense in ("none", "present"):
            climb.found.tense = tense(verb.head)


def modal(climb: Climb, low: str, word: Token) -> None:
    if low in climb.cue("modal_planned"):
        climb.found.announced = True
        climb.found.lower("planned", "status.future", word)
    elif low in ("would", "'d", "’d"):
        helpers = {c.lower_ for c in word.head.children if c.dep_ in ("aux", "auxpass")}
        if (word.head.tag_ == "VB" or "be" in helpers) and not helpers & {"have", "'ve", "’ve"}:
            climb.found.announced = True
            climb.found.lower("planned", "status.would", word)
        else:
            climb.found.dropped = "contrary to fact"
    elif low == "can" and not any(c.dep_ == "neg" for c in word.head.children):
        climb.found.dropped = "an ability, not an act"
    elif low in climb.cue("modal_possible"):
        climb.found.lower("possible", "status.modal", word)
    elif low in climb.cue("modal_duty"):
        climb.found.dropped = "a duty, not an act"


def noun(climb: Climb, noun: Token, *, light: bool = False) -> None:
    for c in noun.children:
        low = c.lower_
        if c.dep_ in ("det", "neg") and low in ("no", "any", "neither"):
            if low == "no" and light:
                if noun.head != climb.trigger.token or noun.dep_ not in ("dobj", "nsubj", "nsubjpass"):  # those the verb has counted
                    climb.found.negations += 1
                    climb.found.cues.append(("status.neg_object", c))
            elif low != "any" and noun.dep_ == "attr" and noun.head.lemma_ == "be" and syntax.child(noun.head, "expl") is not None:
                climb.found.negations += 1  # "there was no meeting between"
                climb.found.cues.append(("status.neg_object", c))
            elif not light:
                climb.found.dropped = "an empty set"
        elif c.dep_ == "amod" and low in climb.cue("alleged_adjective") and not (light and climb.trigger.frame.mode == "investigate"):
            climb.found.lower("alleged", "status.alleged_adjective", c)
        elif (
            not light
            and c.dep_ == "amod"
            and low
            in (  # "called off the planned visit": the visit was planned, not the calling off
                "possible",
                "potential",
                "likely",
                "future",
                "planned",
                "proposed",
                "upcoming",
                "further",
                "threatened",
                "attempted",
                "failed",
            )
        ):
            if low in ("possible", "potential", "likely"):
                climb.found.lower("possible", "status.possible_adjective", c)
            else:
                climb.found.lower("planned", "status.planned_adjective", c)


def inherit_modals(climb: Climb, verb: Token, *, skip_past: bool = False) -> None:
    for c in verb.children:
        if c.dep_ == "aux" and not (skip_past and c.lower_ in ("would", "'d")):
            modal(climb, c.lower_, c)


MARKS = frozenset(('"', "“", "”", "‘", "``", "''"))


def on_a_placard(token: Token, words: frozenset[str]) -> bool:
    """Whether a word stands in marks that open behind a banner, a title, a slogan: nobody says what is told there."""
    marks = [t.i for t in token.doc[: token.i] if t.text in MARKS]
    if len(marks) % 2 == 0:
        return False
    return any(t.lemma_.lower() in words for t in token.doc[max(0, marks[-1] - 3) : marks[-1]])
