"""What a verb does to the act that stands under it: plans, denies, reports, fails to do or takes it for granted."""

from dateline_nlp.stages import hedges, implied, syntax, wording
from dateline_nlp.stages.assessment import Climb, Voice, tense
from dateline_nlp.tree import Token

PURSUITS = frozenset(("fight", "battle", "struggle", "campaign", "lobby", "march", "rally", "protest", "demonstrate", "compete"))
LEARNING = frozenset(("learn", "hear", "see", "find", "discover", "read", "know"))
MOVING = frozenset(("shock", "sadden", "surprise", "please", "stun", "horrify", "relieve", "delight", "alarm", "appal", "appall", "dismay", "grieve"))
BELIEVING = frozenset(("believe", "think", "assume", "presume", "reckon"))
FORESTALLING = frozenset(("avert", "forestall", "foil", "thwart", "prevent"))


def verb(climb: Climb, current: Token, head: Token) -> bool:
    """A verb over a clause or a noun."""
    lemma, label = head.lemma_.lower(), current.dep_
    clause = syntax.is_verb(current) or current.pos_ in ("ADJ", "AUX")
    infinitive = clause and any(c.tag_ == "TO" for c in current.children)
    climb.found.governors.append(head)
    negated = any(c.dep_ == "neg" or (c.dep_ == "advmod" and c.lower_ in climb.cue("negation")) for c in head.children)
    negated = negated or (head.dep_ == "conj" and any(c.lower_ == "nor" and c.dep_ == "cc" for c in head.head.children))  # "neither confirmed nor denied"
    if head.dep_ in ("amod", "compound"):
        return True
    if lemma in ("comment", "speculate", "elaborate"):
        climb.found.dropped = "a topic"  # "declined to comment on an offer to mediate"
        return False
    if not clause and label not in ("dobj", "nsubjpass", "pobj", "attr"):
        if label == "nsubj" and climb.trigger.nominal and (lemma in climb.cue("come_to_nothing") and (lemma != "fall" or "through" in syntax.particles(head))):
            climb.found.negations += 1
            climb.found.cues.append(("status.neg_come_to_nothing", head))
        if label == "nsubj" and climb.trigger.nominal and negated and hedges.takes_place(climb, head):
            climb.found.negations += 1  # "the strike did not go ahead"
            climb.found.cues.append(("status.neg_took_place", head))
        if syntax.child(current, "poss") is None:
            wording.inherit_modals(climb, head)
        return not presupposed(climb, current)
    if current.tag_ == "VBG" and label in ("xcomp", "dobj", "ccomp") and lemma in ("discuss", "mention", "debate", "raise", "describe", "address"):
        climb.found.dropped = "a topic"
        return False
    if infinitive and lemma in ("have", "be", "remain") and any(c.lower_ == "yet" for c in (*head.children, *current.children)):
        climb.found.negations += 1
        climb.found.cues.append(("status.neg_yet", head))
        return True
    if clause and lemma == "rule" and "out" in syntax.particles(head):
        if negated:
            climb.found.lower("possible", "status.not_ruled_out", head)
        else:
            climb.found.negations += 1
            climb.found.cues.append(("status.neg_ruled_out", head))
        return True
    if clause and not infinitive and hedges.is_supposed(climb, head):
        climb.found.dropped = "a supposition"
        return False
    if lemma == "be":
        return be(climb, current, head, infinitive=infinitive)
    if clause and not infinitive and any(c.lower_ in ("whether", "if") and c.dep_ == "mark" for c in current.children):
        climb.found.dropped = "an indirect question"
        return False
    if lemma in climb.cue("implicate") and label == "ccomp" and current.i < head.i and syntax.child(head, "dobj") is not None:
        return False  # "they accuse him; he denies it": two sentences, the second speaks of the first by a pronoun
    if lemma in climb.cue("implicate"):
        if negated:
            climb.found.dropped = "a double negation"
            return False
        if label in ("dobj", "ccomp", "xcomp", "pobj") or (label == "nsubjpass" and current.lemma_.lower() in climb.cue("charge_noun")):
            climb.found.lower("denied", "status.denied", head)
            climb.found.voices.append(Voice(head, "deny"))
            return True
    if lemma in climb.cue("accuse") and (clause or label == "dobj") and syntax.objects(head) is not None and lemma not in ("denounce", "sue", "try"):
        if negated:
            climb.found.dropped = "not accused"
            return False
        if clause:
            climb.found.lower("alleged", "status.accused", head)
            climb.found.voices.append(Voice(head, "accuse"))
            return True
    if clause and not infinitive and lemma in BELIEVING and label == "ccomp" and not syntax.is_passive(head):
        if negated:
            climb.found.dropped = "not believed"
            return False
        climb.found.lower("possible" if any(c.tag_ == "MD" for c in current.children) else "alleged", "status.believed", head)
        climb.found.voices.append(Voice(head, "accuse"))
        return True
    if not clause and label in ("dobj", "nsubjpass") and (lemma in FORESTALLING or (lemma == "call" and "off" in syntax.particles(head))):
        climb.found.negations += 1 + negated
        climb.found.cues.append(("status.neg_forestalled", head))
        wording.inherit_modals(climb, head)
        return True
    if syntax.is_passive(head) and lemma in ("know", "confirm") and infinitive and not negated:  # "are now known to have died"
        return True
    if syntax.is_passive(head) and lemma in climb.cue("alleged_passive") and infinitive:
        climb.found.lower("alleged", "status.believed_to", head)
        return True
    if infinitive and lemma in ("stop", "pause"):
        return done(climb, head)  # "stopped to thank them", not "stopped thanking them"
    if lemma in climb.cue("implicative_negative") and (infinitive or label in ("dobj", "xcomp", "pcomp") or current.tag_ == "VBG"):
        if lemma == "stop" and label == "dobj" and not clause:
            return True
        climb.found.negations += 1 + negated
        climb.found.cues.append(("status.neg_implied", head))
        wording.inherit_modals(climb, head)
        return True
    if infinitive and lemma in ("expect", "schedule", "slate", "suppose", "set", "tip") and syntax.is_passive(head) and tense(head) == "pluperfect":
        climb.found.dropped = "a plan told as past"  # "had been expected to attend"
        return False
    if infinitive and lemma in ("plan", "intend") and tense(head) == "pluperfect" and head.dep_ != "ccomp":
        climb.found.dropped = "a plan told as past"  # "had planned to ban the march but changed his mind"
        return False
    if infinitive and lemma in climb.cue("plan"):
        climb.found.negations += negated
        if negated:
            climb.found.cues.append(("status.neg_plan", head))
        climb.found.announced = True
        climb.found.lower("planned", "status.plan", head)
        climb.found.voices.append(Voice(head, "plan"))
        wording.inherit_modals(climb, head, skip_past=True)
        return True
    gerund = current.tag_ == "VBG" and label in ("xcomp", "dobj", "ccomp") and lemma in ("consider", "contemplate", "mull", "weigh", "envisage")
    hoped = clause and lemma in ("hope", "fear", "expect", "wish", "predict", "anticipate", "doubt")
    if (infinitive or gerund or hoped) and lemma in climb.cue("hope") | {"doubt"}:
        climb.found.negations += negated
        if negated:
            climb.found.cues.append(("status.neg_hope", head))
        climb.found.lower("possible", "status.hope", head)
        climb.found.voices.append(Voice(head, "hope"))
        return True
    if clause and not infinitive and lemma in climb.cue("ask") and any(c.tag_ in ("WRB", "WP") for c in current.children):
        climb.found.dropped = "an indirect question"
        return False
    if clause and not infinitive and lemma in climb.cue("say"):
        if negated:
            climb.found.dropped = "not said"
            return False
        if (word := hedges.unproven(climb, head)) is not None:
            climb.found.lower("alleged", "status.unproven", word)
        climb.found.voices.append(Voice(head, "say"))
        return True
    asked = any(c.tag_ == "WRB" and c.i < current.i for c in current.children) and climb.found.status in ("possible", "planned")
    if clause and not infinitive and asked and label in ("ccomp", "pcomp", "csubj"):  # "sets out how a governor may be dismissed"
        climb.found.dropped = "an indirect question"
        return False
    if clause and not infinitive and lemma in climb.cue("ask") and any(c.tag_ in ("WRB", "WP", "WDT") for c in current.children):
        climb.found.dropped = "an indirect question"
        return False
    if clause and not infinitive and lemma in climb.cue("factive"):
        climb.found.voices.append(Voice(head, "factive"))
        return True
    if infinitive and (implied.by_verb(climb, head) or implied.by_rank(climb, head)):
        return done(climb, head)
    if infinitive and lemma in PURSUITS and label in ("xcomp", "advcl"):
        climb.found.dropped = "a purpose"  # "rebels fighting to topple the king"
        return False
    if infinitive and implied.by_silence(climb, head):
        climb.found.negations += 1
        climb.found.cues.append(("status.neg", head))
        return done(climb, head)
    if infinitive and lemma in climb.cue("request"):
        climb.found.dropped = "what was asked for"
        return False
    if clause and lemma in climb.cue("implicative_positive"):
        climb.found.negations += negated
        if negated:
            climb.found.cues.append(("status.neg", head))
        return done(climb, head)
    if not clause:
        nominal_object(climb, current, head, negated=negated and not presupposed(climb, current))
        return not presupposed(climb, current)
    if infinitive and lemma in MOVING and current.lemma_ in LEARNING:
        return True  # "was shocked to learn that"
    if infinitive:
        climb.found.dropped = "an aim"  # "work to free them", "inspired them to help": whether they do is not said
        return False
    return True


def done(climb: Climb, head: Token) -> bool:
    """What stands under a verb is done when that is."""
    if climb.found.tense in ("none", "present"):
        climb.found.tense = tense(head)
    wording.inherit_modals(climb, head)
    return True


def nominal_object(climb: Climb, current: Token, head: Token, *, negated: bool) -> None:
    lemma = head.lemma_.lower()
    if current.dep_ not in ("dobj", "pobj", "nsubjpass"):
        return
    if lemma in (
        "fear",
        "expect",
        "prepare",
        "plan",
        "order",
        "propose",
        "seek",
        "want",
        "threaten",
        "schedule",
        "consider",
        "avoid",
        "prevent",
        "demand",
        "urge",
        "request",
        "hope",
    ):
        if lemma in ("avoid", "prevent"):
            climb.found.negations += 1
            climb.found.cues.append(("status.neg_implied", head))
        elif lemma in ("demand", "urge", "request"):
            climb.found.dropped = "what was asked for"
        else:
            climb.found.lower("planned" if lemma in ("plan", "prepare", "schedule", "order") else "possible", "status.governing_verb", head)
    elif lemma in ("mention", "discuss", "debate", "raise", "address"):
        if syntax.child(current, "poss") is None and not syntax.prepositional(current, ("by",)):
            climb.found.dropped = "a topic"
    elif negated and lemma not in climb.cue("factive"):
        climb.found.dropped = "under a negation"


def be(climb: Climb, current: Token, head: Token, *, infinitive: bool) -> bool:
    negated = any(c.dep_ == "neg" for c in head.children)
    if tense(head) == "pluperfect" and current.dep_ == "acomp" and current.lower_ in ("due", "set", "scheduled", "supposed"):
        climb.found.dropped = "a plan told as past"  # "where he had been due to meet her"
        return False
    said_of = next((c for c in head.children if c.dep_ in ("acomp", "attr") and c.pos_ == "ADJ" and c.i != current.i), None)
    if said_of is not None and current.dep_ in ("xcomp", "ccomp", "csubj", "advcl"):
        return hedges.judged(climb, current, said_of, negated=negated, infinitive=infinitive)
    if infinitive and implied.by_rank(climb, head):
        return done(climb, head)  # "was one of the first to"
    if infinitive and current.dep_ in ("xcomp", "ccomp"):
        if head.tag_ == "VBD" and any(c.lower_ == "have" and c.dep_ == "aux" for c in current.children):  # "was to have met him": and did not
            climb.found.negations += 1 - negated
            climb.found.cues.append(("status.neg_was_to_have", head))
            return True
        climb.found.negations += negated
        climb.found.announced = True
        climb.found.lower("planned", "status.is_to", head)
    elif negated and current.dep_ in ("attr", "acomp", "ccomp", "xcomp"):
        climb.found.negations += 1
        climb.found.cues.append(("status.neg", head))
    wording.inherit_modals(climb, head)
    return True


def presupposed(climb: Climb, noun: Token) -> bool:
    """Whether a noun takes its act for granted: "his victory", whatever is said of it; not "Friday's march"."""
    owner = syntax.child(noun, "poss")
    return climb.trigger.nominal and noun.i == climb.trigger.token.i and owner is not None and owner.ent_type_ not in ("DATE", "TIME")
