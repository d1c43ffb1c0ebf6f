"""How far the text stands behind an act: climbs from the trigger to the root and reads every word that governs it.

The tests and their order are those of the codebook: denied, negated, alleged, possible, planned, happened. Each verdict
keeps the words that decided it. Clauses that assert nothing (questions, conditions, purposes) are dropped with a reason.
"""

from dateline_nlp.lexicon.load import Lexicon
from dateline_nlp.stages import adnominal, governing, hedges, implied, papers, syntax, wording
from dateline_nlp.stages.assessment import Assessment, Climb, Voice, tense
from dateline_nlp.stages.triggers import Trigger
from dateline_nlp.tree import Token

SUSPECTING = frozenset(("investigate", "probe", "want", "seek", "question", "hunt"))  # "is wanted for killing a guard"
HIGHEST = 20  # governors: no clause of news is nested deeper


def assess(trigger: Trigger, lexicon: Lexicon) -> Assessment:
    """Reads the words that govern a trigger."""
    found = Assessment()
    token = trigger.token
    if trigger.sentence.doc.text.rstrip("\"”’'») ").endswith("?") or (not trigger.nominal and _is_asked(token)):
        found.dropped = "a question"
        return found
    if not trigger.nominal:
        found.tense = tense(token)
    _run(Climb(found, lexicon, trigger))
    return found


def _run(climb: Climb) -> None:
    token = climb.trigger.token
    if climb.trigger.nominal:
        wording.noun(climb, token)
        if _is_told_of(token):
            climb.found.subordinate = True
            return
    else:
        wording.own(climb, token, inherit=True)
        if climb.trigger.object is not None and not any(word.startswith("$p") or word == "$leader" for word in climb.trigger.frame.object):
            wording.noun(climb, climb.trigger.object, light=True)
    current = token
    for _ in range(HIGHEST):
        if climb.found.dropped or current.head.i == current.i:
            break
        head = current.head
        if current.dep_ == "conj" and syntax.is_verb(current) and syntax.is_verb(head):
            if head.lemma_ in climb.cue("say") and hedges.shares_report(current, head):
                climb.found.voices.append(Voice(head, "say"))
            current = syntax.joined_to(current)
            continue
        if not _step(climb, current, head):
            break
        current = head
    if climb.found.negations % 2 == 1 and not climb.found.dropped:
        word = next((w for rule, w in climb.found.cues if rule.startswith("status.neg")), token)
        climb.found.lower("negated", "status.negation", word)
    elif climb.found.negations:
        climb.found.dropped = climb.found.dropped or "a double negation"


def _is_asked(verb: Token) -> bool:
    """Whether a verb asks: "Did the two meet? What we know"."""
    subject = syntax.child(verb, "nsubj")
    inverted = subject is not None and any(
        c.dep_ == "aux" and c.i < subject.i and c.lower_ in ("did", "does", "do", "has", "have", "will") for c in verb.children
    )
    return inverted and any(t.text == "?" for t in verb.doc[verb.i :])


def _is_told_of(noun: Token) -> bool:
    """Whether a past clause tells of what a noun means, so that it happened whatever governs it: "will look into the raid, which left two dead"."""
    return any(c.dep_ == "relcl" and c.tag_ == "VBD" and any(w.lower_ in ("which", "that") and w.dep_ == "nsubj" for w in c.children) for c in noun.rights)


def _step(climb: Climb, current: Token, head: Token) -> bool:
    """Reads one governor; False ends the climb."""
    label = current.dep_
    if label == "parataxis" and syntax.is_verb(current):
        return False  # a sentence of its own
    if head.pos_ == "ADP" or label in ("prep", "agent"):
        return _prepositional(climb, current, head)
    if label == "conj":
        return True
    if syntax.is_verb(current) and label in ("relcl", "acl"):
        return adnominal.clause(climb, current, head)
    if label == "advcl":
        return _adverbial(climb, current, head)
    if label in ("appos", "parataxis") and not syntax.is_verb(current):
        climb.found.subordinate = True
        return True
    if syntax.is_verb(head):
        return governing.verb(climb, current, head)
    if head.pos_ == "ADJ":
        return _adjective(climb, current, head)
    if label in ("poss", "nmod", "compound", "amod"):
        climb.found.subordinate = True
        return True
    if syntax.is_verb(current) and label in ("ccomp", "acl", "xcomp") and not syntax.is_verb(head):
        return adnominal.clause(climb, current, head)
    return True


def _prepositional(climb: Climb, current: Token, head: Token) -> bool:
    if adnominal.is_way(head):
        climb.found.dropped = "a topic"
        return False
    if governing.presupposed(climb, current):
        return False
    if head.lower_ == "for" and climb.trigger.nominal and current == climb.trigger.token and adnominal.scheme(climb, head.head):
        return True
    if climb.trigger.nominal and current == climb.trigger.token and head.lower_ in ("before", "since"):
        return False  # "ruled it out before the summit" says nothing of the summit
    if climb.trigger.nominal and current.lower_ in ("at", "during") and syntax.is_verb(head):
        wording.inherit_modals(climb, head)  # "will discuss it at a meeting"
    if head.lower_ == "without" and not syntax.is_verb(current):
        climb.found.negations += 1
        climb.found.cues.append(("status.neg_without", head))
    if syntax.is_verb(current) and current.dep_ == "pcomp" and head.dep_ == "prep" and not syntax.is_verb(head.head) and head.head.pos_ in ("NOUN", "PROPN"):
        return adnominal.gerund(climb, head.head)
    if head.lower_ in ("to", "of") and (governor := hedges.pleading(head)) is not None:
        climb.found.lower("denied", "status.not_guilty", governor)
        climb.found.voices.append(Voice(governor, "deny"))
        return True
    if syntax.is_verb(current) and head.lower_ == "as" and current.dep_ == "pcomp" and head.head.lemma_.lower() in ("quote", "cite"):
        climb.found.voices.append(Voice(head.head, "say"))
    if current.dep_ == "pcomp" and head.lower_ == "of" and head.head.lower_ == "short":  # "stopped short of imposing"
        climb.found.negations += 1
        climb.found.cues.append(("status.neg_short_of", head.head))
    if head.lower_ in ("of", "with", "over", "for") and head.dep_ == "prep" and not syntax.is_verb(current) and hedges.accuses(climb, head.head):
        climb.found.lower("alleged", "status.accused", head.head)
        climb.found.voices.append(Voice(head.head, "accuse"))
    if syntax.is_verb(current) and head.lower_ in ("by", "for", "against", "about", "from", "of", "with", "over", "on") and head.dep_ == "prep":
        governor = head.head
        if head.lower_ in ("of", "with", "for", "over") and (hedges.accuses(climb, governor) or (head.lower_ == "for" and governor.lemma_ in SUSPECTING)):
            climb.found.lower("alleged", "status.accused", governor)
            climb.found.voices.append(Voice(governor, "accuse"))
        held = governor.lemma_ == "hold" and {"off", "back"} & {*syntax.particles(governor)}  # "held off on signing"
        if held or (head.lower_ == "from" and governor.lemma_ in climb.cue("implicative_negative")):
            climb.found.negations += 1
            climb.found.cues.append(("status.neg_implied", governor))
        elif head.lower_ == "against" and governor.lemma_ == "decide":
            climb.found.negations += 1
            climb.found.cues.append(("status.neg_decided", head))
        elif head.lower_ == "against" and governor.lemma_ in ("warn", "caution", "advise", "vote"):
            climb.found.dropped = "advised against"
        elif head.lower_ == "by" and any(c.dep_ == "neg" for c in governor.children):
            climb.found.dropped = "the way of doing what was not done"
        elif head.lower_ == "about" and governor.lemma_ not in climb.cue("say"):
            climb.found.dropped = "a topic"
    return True


def _adverbial(climb: Climb, clause: Token, head: Token) -> bool:
    infinitive = any(c.tag_ == "TO" for c in clause.children)
    finite = clause.tag_ in ("VBD", "VBZ", "VBP", "MD") or any(c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBD", "VBZ", "VBP", "MD") for c in clause.children)
    if infinitive:
        if head.lemma_ in ("go", "come", "rush", "return", "join", "unite", "gather") or implied.by_silence(climb, head):
            return governing.verb(climb, clause, head)
        if implied.by_verb(climb, head) or implied.by_rank(climb, head):
            return governing.done(climb, head)
        climb.found.dropped = "a purpose"
        return False
    if clause in papers.deeds(head):
        wording.own(climb, head)
        return governing.done(climb, head)
    if finite:
        marks = {c.lower_ for c in clause.children if c.dep_ in ("mark", "advmod")}
        if marks & {"if", "unless"}:
            climb.found.dropped = "a condition"
            return False
        present = clause.tag_ in ("VBZ", "VBP") or any(c.tag_ in ("VBZ", "VBP") for c in clause.children if c.dep_ in ("aux", "auxpass"))
        to_come = any(c.tag_ == "MD" for c in head.children)
        if marks & {"until", "till"} and (to_come or (present and any(c.tag_ == "TO" for c in head.children))):
            climb.found.dropped = "a condition"  # "would stay until their demands were met", "vowed to stay until they are met"
            return False
        if marks & {"when", "once", "before", "after"} and present and to_come:
            climb.found.dropped = "a condition"
            return False
        if marks & {"when", "once"} and climb.found.tense == "present" and climb.trigger.sentence.sentence.kind != "headline":
            climb.found.dropped = "a time to come"  # "faces prison when he is sentenced", or a habit: "when they protest"
            return False
        if marks & {"until", "till", "before"} and climb.found.tense == "present":
            climb.found.lower("possible", "status.until", clause)
        climb.found.subordinate = climb.found.subordinate or "that" not in marks
        return adnominal.past_relative(climb, clause)
    if any(c.lower_ in ("if", "unless") and c.dep_ == "mark" for c in clause.children):  # "if re-elected"
        climb.found.dropped = "a condition"
        return False
    if any(c.lower_ == "by" and c.dep_ in ("prep", "mark") for c in clause.children) and any(c.dep_ == "neg" for c in head.children):
        climb.found.dropped = "the way of doing what was not done"
        return False
    before = len(climb.found.cues)
    if not any(c.lower_ in ("after", "before", "since", "while", "despite") for c in clause.children):
        for c in head.children:
            if c.dep_ == "aux":
                wording.modal(climb, c.lower_, c)
    if len(climb.found.cues) == before and climb.found.tense == "none":
        climb.found.tense = tense(head)
    if head.dep_ == "pcomp":  # "accused Iran of shelling a village, killing six"
        return True
    return adnominal.past_relative(climb, clause)


def _adjective(climb: Climb, current: Token, head: Token) -> bool:
    low = head.lower_
    climb.found.governors.append(head)
    if implied.by_adjective(climb, head) and any(c.tag_ == "TO" for c in current.children):
        return governing.done(climb, head.head)
    if low in ("unlikely", "unable", "unwilling", "reluctant"):
        climb.found.lower("possible" if low == "unlikely" else "negated", "status.adjective", head)
    elif low in climb.cue("planned_adjective"):
        climb.found.announced = True
        climb.found.lower("planned", "status.planned_adjective", head)
    elif low in climb.cue("possible_adjective"):
        climb.found.lower("possible", "status.possible_adjective", head)
    elif low in ("aware", "unaware", "sure", "certain"):
        if low == "unaware" or any(c.dep_ == "neg" for c in head.head.children):
            climb.found.negations += 1
            climb.found.cues.append(("status.neg_aware", head))
            return False
    elif any(c.tag_ == "TO" for c in current.children) and current.lemma_ not in governing.LEARNING:  # "glad to hear that"
        climb.found.lower("possible", "status.adjective_infinitive", head)
    return True
