"""What a noun does to the act that stands under it: a plan to, a claim that, an accusation of, a man who."""

from dateline_nlp.stages import implied, papers, syntax, wording
from dateline_nlp.stages.assessment import Climb, Voice
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token

EVIDENCE = word_set("evidence proof sign indication")
DROPPING = word_set("break abandon drop scrap shelve ditch renege betray")
SOUGHT = word_set("warrant request application bounty")  # for an act that others are to do
WAYS = word_set("information clue step process path")  # to what they lead is not said to have happened: "a reward for information leading to his arrest"


def gerund(climb: Climb, noun: Token) -> bool:
    """A way of, a plan for, an accusation of doing."""
    verb = noun.head
    if noun.dep_ == "dobj" and syntax.is_verb(verb):  # "accused both sides of killing": parsers hang it on the object
        if verb.lemma_ in climb.cue("accuse"):
            climb.found.lower("alleged", "status.accused", verb)
            climb.found.voices.append(Voice(verb, "accuse"))
            return True
        if verb.lemma_ in climb.cue("factive"):
            return True
    lemma = noun.lemma_.lower()
    if scheme(climb, noun):
        return True
    if lemma in ("claim", "allegation", "accusation", "suspicion", "charge"):
        climb.found.lower("alleged", "status.claim_noun", noun)
    else:
        climb.found.dropped = "a topic"
    return climb.found.dropped is None


def scheme(climb: Climb, noun: Token) -> bool:
    """What a plan or a hope is for is to come: "a plan for", "hopes of"; of what there are no plans, nothing is to come. Whether it is one."""
    lemma = noun.lemma_.lower()
    if lemma in SOUGHT:
        climb.found.dropped = "a topic"  # "a warrant for the arrest of"
        return True
    if lemma not in climb.cue("plan_noun") | climb.cue("hope_noun"):
        return False
    if (none := _none(noun)) is not None:
        climb.found.negations += 1
        climb.found.cues.append(("status.neg_noun", none))
    if lemma in climb.cue("plan_noun"):
        climb.found.announced = True
        climb.found.lower("planned", "status.plan_noun", noun)
    else:
        climb.found.lower("possible", "status.hope_noun", noun)
    return True


def _none(noun: Token) -> Token | None:
    """The word by which there is no such thing, or nobody who has it: "has no plans to", "neither side has any intention of"."""
    owners = syntax.grammatical_subjects(noun.head) if noun.dep_ == "dobj" and noun.head.lemma_ in ("have", "show", "see", "harbour", "harbor") else []
    return next((c for t in (noun, *owners) for c in t.children if c.lower_ in ("no", "neither") and c.dep_ in ("det", "neg")), None)


def is_way(preposition: Token) -> bool:
    """Whether what stands under a preposition is only what something may lead to: "a reward for information leading to"."""
    leading = preposition.head
    return preposition.lower_ == "to" and leading.lower_ == "leading" and leading.dep_ == "acl" and leading.head.lemma_.lower() in WAYS


def clause(climb: Climb, verb: Token, noun: Token) -> bool:
    """A clause under a noun: a plan to, a claim that, a man who."""
    infinitive = any(c.tag_ == "TO" for c in verb.children)
    lemma = noun.lemma_.lower()
    climb.found.governors.append(noun)
    if syntax.is_verb(noun.head) and verb in papers.deeds(noun.head):  # "signed an order that bans rallies"
        wording.own(climb, noun.head)
        return True
    if lemma in EVIDENCE and verb.dep_ != "relcl" and _none(noun) is not None:
        climb.found.dropped = "not shown"
        return False
    if infinitive:
        none = _none(noun)
        if none is not None:  # "has no plans to"
            climb.found.negations += 1
            climb.found.cues.append(("status.neg_noun", none))
            if lemma in implied.RELUCTANCE:
                return True  # "was in no hurry to"
        if lemma in climb.cue("plan_noun"):
            climb.found.announced = True
            climb.found.lower("planned", "status.plan_noun", noun)
            if noun.dep_ in ("dobj", "nsubjpass") and noun.head.lemma_ in DROPPING:  # "broke a promise to free them"
                climb.found.negations += 1
                climb.found.cues.append(("status.neg_dropped", noun.head))
            return True
        if implied.by_noun(climb, noun):
            return True
        if lemma in climb.cue("hope_noun"):
            climb.found.lower("possible", "status.hope_noun", noun)
            return True
        if (
            any(c.lower_ in ("first", "last", "latest", "second", "only", "third") for c in noun.children)
            or noun.lower_ in ("first", "last", "latest")
            or noun.tag_ in ("NNS", "NNPS", "CD")
        ):
            climb.found.subordinate = True
            if noun.dep_ == "attr":
                wording.inherit_modals(climb, noun.head)  # "would be the first to be removed"
            return False
        climb.found.dropped = "a purpose"
        return False
    unproven = next((c for c in noun.children if c.dep_ == "amod" and c.lower_ in climb.cue("alleged_adjective")), None)
    content = verb.dep_ != "relcl" or (lemma in climb.cue("charge_noun") and any(c.lower_ == "that" and c.dep_ in ("mark", "dobj") for c in verb.children))
    if content and verb.tag_ != "VBG" and lemma in climb.cue("hope_noun"):
        climb.found.lower("possible", "status.hope_noun", noun)
        return True
    if content and verb.tag_ != "VBG" and lemma in climb.cue("charge_noun") and syntax.is_verb(noun.head) and noun.head.lemma_ in climb.cue("implicate"):
        return True  # "denied reports that": the verb decides
    if content and unproven is not None and verb.tag_ != "VBG":
        climb.found.lower("alleged", "status.unproven", unproven)
        return True
    if verb.dep_ != "relcl" and lemma in ("claim", "allegation", "accusation", "suspicion", "suggestion", "charge", "rumour", "rumor") and verb.tag_ != "VBG":
        climb.found.lower("alleged", "status.claim_noun", noun)
        climb.found.voices.append(Voice(noun, "accuse"))
        return True
    if verb.dep_ == "relcl" or verb.tag_ in ("VBN", "VBG"):
        climb.found.subordinate = True
        return past_relative(climb, noun, aside=verb.dep_ == "relcl" and verb.doc[verb.left_edge.i - 1].text == ",")
    return True


def past_relative(climb: Climb, noun: Token, *, aside: bool = False) -> bool:
    """A relative clause asserts on its own; only who says the sentence is still to be read. What is told `aside` is not theirs who are named at its end."""
    for head, below in syntax.climb(noun):
        if syntax.is_verb(head) and below.dep_ == "ccomp" and head.lemma_ in climb.cue("say") and not (aside and head.i > below.i):
            climb.found.voices.append(Voice(head, "say"))
    return False
