"""What an expression of time or place is said of: climbs the parse from it to the act, never across another clause."""

from dateline_nlp.stages.calendar import SEASONS
from dateline_nlp.stages.syntax import joined_to
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token

OCCASIONS = word_set(
    "summit meeting visit call conversation dinner lunch session conference talk talks speech debate campaign ceremony interview briefing forum "
    "rally trip tour congress hearing trial game match tournament attack election vote referendum event statement address remark remarks statement "
    "broadcast program programme press meeting phone telephone runoff ballot poll primary final tie leg race signing"
)
BESIDE = word_set("outside inside near beside opposite with")  # what stands behind these is no matter of an attitude: "protested outside the court on Monday"
BENCHES = word_set("judge magistrate court tribunal jury panel committee commission parliament congress senate reporter crowd")
WHILE = word_set("at during in on")
AHEAD = word_set("will shall 'll ’ll wo")
OPEN = word_set("may might could can should must")  # "could sign on Friday"; but "could not sign on Friday", "may have signed"
PLANS = word_set("plan schedule expect intend aim hope vow pledge promise threaten agree prepare want set due")
PROMISES = word_set("hope vow pledge promise threaten agree")  # told as uttered, these have a day of their own
SETTLED = word_set("buy acquire sell merge pay invest settle drop lift raise cut form build supply share combine")  # agreed on a day, done on none
TOLD = word_set("has have 've ’ve was were been")
HAPPENINGS = word_set(
    "war conflict attack fighting violence crisis situation election coup bombing killing unrest dispute presence operation campaign intervention "
    "invasion involvement peace ceasefire government strike massacre shooting arrest murder execution trial"
)
ATTITUDES = word_set(
    "condemn criticize criticise denounce praise welcome support oppose back discuss end investigate blame accuse reject urge demand want seek pledge "
    "promise threaten cover deplore protest applaud hail regret remember mark commemorate recall mention"
)
PERFORMED = word_set("welcome praise condemn criticize criticise thank congratulate regret reject support oppose denounce deplore applaud hail urge back")
BLOWS = word_set(
    "attack strike raid bombing shooting explosion blast fire accident crash collision derailment flood storm earthquake quake landslide tornado hurricane "
    "cyclone typhoon eruption avalanche ambush shelling bombardment collapse clash riot"
)
EFFECTS = word_set("kill hurt injure wound leave destroy damage claim wreck hit sweep topple bury maim")
SET = word_set("plan set schedule fix slate arrange expect")
UNDOING = word_set("cancel postpone delay call scrap put push adjourn shelve drop move")
TAKING_PART = word_set("win lose hold host attend open address lead skip boycott contest")
SETTING = word_set("after before following since until till")  # behind these another act stands
MOTION = word_set("go come fly travel arrive return head meet gather assemble")
ASPECT = word_set("begin start continue keep stop cease resume finish go help")
IMPLYING = word_set("wait hasten hurry rush line queue use take pause stop phone telephone call ring write cable email tweet post")
DOING = word_set("refuse decline fail manage")  # what is then done or not done is done at the same time
CLOSING = ("”", '"', "’", "'", "''")
STEPS = 12


def is_verb(token: Token) -> bool:
    """Whether a token heads a clause."""
    return token.pos_ in ("VERB", "AUX")


def verb_of(token: Token) -> Token:
    """The verb of the clause that a token stands in."""
    for _ in range(40):
        if is_verb(token) or token.head == token:
            break
        token = token.head
    return token


def occasion_of(verb: Token) -> Token | None:
    """The occasion at which a relative clause is set: "the vote in which he beat her", "a call during which they agreed"."""
    while verb.dep_ == "conj" and is_verb(verb.head):
        verb = verb.head
    noun = verb.head
    if verb.dep_ != "relcl" or noun.lemma_.lower() not in OCCASIONS:
        return None
    told = any(c.dep_ == "prep" and c.lower_ in WHILE and any(p.lower_ == "which" for p in c.children) for c in verb.lefts)
    return noun if told else None


def is_future(token: Token) -> bool:
    """Whether the clause of an expression looks ahead: will, is to, plans to, scheduled."""
    verb = verb_of(token)
    for _ in range(3):  # "they will learn what came of it"
        if (
            verb.dep_ in ("ccomp", "advcl", "xcomp")
            and is_verb(verb.head)
            and (verb.tag_ in ("VBZ", "VBP", "VB") or (verb.tag_ == "VBG" and verb.dep_ == "xcomp"))  # "will begin moving them on Friday"
            and not any(c.tag_ == "MD" or c.tag_ == "TO" for c in verb.children)
        ):
            verb = verb.head
    if any(c.lower_ in OPEN and c.tag_ == "MD" for c in verb.children) and not any(c.dep_ == "neg" or c.lemma_ == "have" for c in verb.children):
        return True
    if any(c.lower_ in AHEAD for c in verb.children) or _is_plan(verb):
        return True
    if any(c.tag_ == "TO" for c in verb.children):
        if any(c.lower_ == "have" and c.dep_ == "aux" for c in verb.children):
            return False  # "was to have met them in May"
        head = verb.head
        if head.lemma_ == "agree" and head.tag_ in ("VBD", "VBN") and verb.lemma_ in SETTLED:
            return False  # "agreed to buy it on Monday" was agreed then
        return verb.dep_ in ("xcomp", "ROOT", "acl") and (
            head == verb or head.lemma_ in PLANS or head.lemma_ in ("be", "go") or verb.dep_ == "acl" or any(c.lower_ in AHEAD for c in head.children)
        )
    return verb.lemma_ == "be" and any(c.dep_ == "acomp" and c.lemma_ in ("due", "set", "scheduled") for c in verb.children)


def _is_plan(verb: Token) -> bool:
    """Whether what a verb of planning dates is the plan's content: "is planned on Friday", but not "had threatened it on Friday"."""
    if verb.lemma_ not in PLANS - {"set"} or verb.tag_ not in ("VBN", "VBZ", "VBP", "VBG"):
        return False
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return "had" not in helpers and not (verb.lemma_ in PROMISES and verb.tag_ == "VBN" and helpers & TOLD)


def root_of(doc: Doc, first: int, last: int) -> Token:
    """The token of a stretch that hangs on something outside of it."""
    return next((t for t in doc[first : last + 1] if not first <= t.head.i <= last or t.head == t), doc[last])


def dates(doc: Doc, first: int, last: int, trigger: int) -> int | None:
    """How far an expression of time stands from the act it dates; None if it does not date it."""
    token, act = root_of(doc, first, last), doc[trigger]
    if token.head == token:
        return None
    if is_verb(act) and (verb := _behind_subject(token)) is not None:
        return 1 if verb == act else _from_verb(verb, act, token, 0)
    steps = 0
    while steps < STEPS:
        if token == act:
            return steps
        head = token.head
        if head == token:
            return None
        if head == act:
            return steps + (3 if _in_subject(token, act) else 0)
        if is_verb(head) and is_verb(head.head) and any(t.text == ";" for t in doc[token.i : head.i]):
            head = head.head  # "telephoned him on Tuesday; the two failed": the model hangs it behind the semicolon
            if head == act:
                return steps
        if is_verb(head):
            return _from_verb(head, act, token, steps)
        if head.dep_ in ("nsubj", "nsubjpass") and head.pos_ == "PROPN" and token.dep_ in ("prep", "npadvmod") and is_verb(head.head):
            return _from_verb(head.head, act, token, steps) if head.head != act else steps + 1  # "Putin on Monday met": the model hangs it on the name
        if head.pos_ in ("NOUN", "PROPN") and not _passes(token, head):
            return None
        if head.dep_ == "prep" or token.dep_ == "prep":
            steps -= 1  # a preposition is no distance
        if token.dep_ == "prep" and token.lower_ in SETTING - {"until", "till"} and not first <= token.i <= last and head != act:
            return None
        token = head
        steps += 2
    return None


def _behind_subject(token: Token) -> Token | None:
    """The verb right behind an expression that ends its subject: "a court in the capital on Thursday jailed" tells when it jailed."""
    link = token if token.dep_ == "prep" else token.head
    if link.dep_ != "prep" or link.lower_ != "on" or link.right_edge.i + 1 >= len(link.doc):
        return None
    verb, noun = link.doc[link.right_edge.i + 1], link.head
    if verb.tag_ not in ("VBD", "VBZ"):
        return None
    for _ in range(STEPS):
        if noun.pos_ not in ("NOUN", "PROPN", "ADP") or noun.lemma_.lower() in OCCASIONS:
            return None
        if noun.head == verb:
            return verb if noun.dep_ == "nsubj" else None
        noun = noun.head
    return None


def _held_then(noun: Token) -> bool:
    """Whether a noun lies inside the name of an occasion: "at a forum about farming in March"."""
    for _ in range(STEPS):
        if noun.dep_ == "pobj" and noun.head.lower_ in WHILE and noun.lemma_.lower() in OCCASIONS:
            return True
        if noun.head == noun or is_verb(noun.head) or noun.head.pos_ not in ("NOUN", "PROPN", "ADP"):
            return False
        noun = noun.head
    return False


def _passes(token: Token, noun: Token) -> bool:
    """Whether what dates a noun also dates the act around it: "at last December's summit", "during a call on March 20"."""
    governor, kind = noun.head, noun.lemma_.lower()
    if token.dep_ == "prep" and _held_then(noun):
        return True
    if noun.dep_ == "appos" and token.dep_ in ("prep", "npadvmod"):
        return True  # "telephoned the premier, Anna Berg, on Monday": the model hangs it on the name
    if noun.dep_ == "nsubj" and kind in BLOWS:
        return governor.lemma_.lower() in EFFECTS  # "a strike on Sunday killed three"
    if noun.dep_ == "dobj" and token.dep_ in ("poss", "compound", "nmod", "nummod") and kind in OCCASIONS:
        return governor.lemma_.lower() in TAKING_PART  # "won Sunday's runoff"
    if noun.dep_ == "dobj" and noun.lemma_.lower() in HAPPENINGS and governor.lemma_.lower() in ATTITUDES:
        return False
    if noun.dep_ == "pobj" and token.dep_ == "prep" and governor.lower_ == "for" and governor.head.lemma_.lower() in MOTION and kind in OCCASIONS:
        return True  # "flew to Tunis for talks on Monday"
    if noun.dep_ == "pobj" and token.dep_ == "prep" and governor.lower_ == "before" and kind in BENCHES:
        return True  # "appeared before a judge in Paris on Sunday"
    if noun.dep_ == "pobj" and token.dep_ == "prep" and noun.pos_ in ("NOUN", "PROPN") and governor.lower_ not in WHILE | SETTING:
        happening = noun.lemma_.lower() in HAPPENINGS or noun.lemma_.lower() in OCCASIONS  # "convicted of fraud in 2014": the model hangs it on the noun
        return not happening and (governor.lower_ in BESIDE or verb_of(governor).lemma_.lower() not in ATTITUDES)
    if noun.dep_ == "pobj":
        return governor.lower_ in WHILE and (noun.lemma_.lower() in OCCASIONS or noun.ent_type_ == "EVENT" or token.dep_ == "prep")
    return (noun.dep_ in ("dobj", "npadvmod", "attr") and token.dep_ in ("prep", "npadvmod")) or noun.dep_ == "npadvmod"


def _from_verb(verb: Token, act: Token, token: Token, steps: int) -> int | None:
    """An expression that hangs on another verb than the act's own word."""
    if token.dep_ in ("ccomp", "advcl", "relcl", "acl"):
        return None
    if verb.dep_ in ("acl", "relcl") and verb.tag_ == "VBN" and verb.lemma_ in SET and token.lower_ in ("for", "on"):
        planned = verb.head  # "the visit planned for Friday", "a visit set for Friday will go ahead"
        told = planned.dep_ in ("nsubj", "nsubjpass") and planned.head == act and act.lemma_.lower() not in UNDOING
        return steps + 3 if told or planned == act else None
    if verb.dep_ == "relcl" and any(c.lower_ == "when" for c in verb.children) and _holder(verb.head) == act and act.i < verb.i:
        return steps + 6  # "arrested Jane Doe, the leader, when crowds rallied on Friday": the model hangs it on the name
    if verb.dep_ == "ccomp" and is_verb(verb.head) and any(t.text in CLOSING for t in verb.doc[verb.i : token.i]):
        verb = verb.head  # said "he was a leader" at a forum in May: behind the quotation it is said of the saying
        if verb == act:
            return steps + 1
    if not is_verb(act):
        # a noun that the verb takes: "held talks on Monday", "the attack came on Friday"
        noun = act
        for _ in range(4):
            if noun.dep_ == "prep" and noun.lower_ in SETTING:
                return None  # "met on Wednesday, a week after the capture"
            if noun.head == verb:
                return steps + 3 if noun.dep_ in ("dobj", "nsubj", "nsubjpass", "attr", "pobj", "prep") else None
            if is_verb(noun.head) or noun.head == noun or noun.dep_ not in ("prep", "pobj", "compound", "conj"):
                return None
            noun = noun.head
        return None
    if shares_object(act, verb):
        return steps + 4  # "arrested and deported the men on Monday"
    shared = act
    for _ in range(4):
        if shared.dep_ == "conj" and is_verb(shared.head) and not any(c.dep_ in ("nsubj", "nsubjpass") for c in shared.children):
            shared = joined_to(shared)
            if shared == verb and token.i < act.i:
                return None if any(t.lower_ in SEASONS for t in act.subtree) else steps + 4  # "lost money last year and cut jobs in the spring"
        else:
            break
    if verb.dep_ == "xcomp" and verb.head == act and (token.lower_ in ("ago", "yesterday") or any(c.lower_ in ("last", "earlier") for c in token.children)):
        return steps + 3  # "asked him to form a cabinet two weeks ago": nobody asks for what is past
    pact = (
        verb.dep_ == "pcomp" and verb.tag_ == "VBG" and verb.head.dep_ == "prep" and verb.head.lower_ not in ("for", "from") and verb.head.head.dep_ == "dobj"
    )
    if pact and verb.head.head.head == act:
        return steps + 4  # "signed a pact on guarding cables on Thursday": the model hangs it on what the pact is of
    if verb.dep_ == "xcomp" and verb.head == act and act.lemma_ in DOING:
        return steps + 3  # "refused to meet them in May"
    if act.dep_ == "xcomp" and act.head == verb and verb.lemma_ in ASPECT:
        return steps + 4
    if act.dep_ in ("xcomp", "advcl") and act.head == verb and act.tag_ == "VB" and verb.lemma_ in IMPLYING:
        return steps + 4  # "hastened on Monday to thank them", "phoned her on Monday to thank her"
    if _in_subject(token, verb) == act:
        return steps + 2  # "donors meeting on Monday pledged", "one of the men held this week fled": the model hangs it on the main verb
    if verb.dep_ == "advcl" and verb.head == act and act.tag_ in ("VBD", "VBN") and act.i < verb.i and verb.tag_ == "VB" and verb.left_edge.tag_ == "TO":
        return steps + 4  # "gathered to demand an inquiry on Monday"
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.head == act and act.i < verb.i and not any(c.dep_ in ("mark", "nsubj") for c in verb.children):
        return steps + 5  # "praised him, saying at a forum in May"
    if act.dep_ == "amod" and act.tag_ == "VBG" and act.head.dep_ == "pobj" and act.head.head.lower_ == "by" and act.head.head.head == verb:
        return steps + 4  # the same, where the model takes the verb for an adjective
    if act.dep_ == "pcomp" and act.head.dep_ == "prep" and act.head.lower_ in ("by", "through") and act.head.head == verb:
        return steps + 4  # "meddled last year by hacking"
    if verb.dep_ == "advcl" and verb.head == act and any(c.lower_ == "when" for c in verb.children):
        return steps + 6  # "praised him when he won in 2016"
    if act.dep_ == "ccomp" and act.head == verb and act.lemma_.lower() in PERFORMED and own_words(verb, act):
        return steps + 4  # "said on Monday he welcomed the offer"
    return None


def shares_object(first: Token, second: Token) -> bool:
    """Whether two verbs side by side have one object, behind the second: "shot and killed two men"."""
    if second.dep_ != "conj" or second.head != first or second.i != first.i + 2:
        return False
    return not any(c.dep_ in ("dobj", "prt", "agent") for c in first.children) and any(c.dep_ == "dobj" for c in second.children)


def _in_subject(token: Token, verb: Token) -> Token | None:
    """The act that tells of a verb's subject and stands before what hangs on the verb: "one of the men held this week fled"."""
    if token.i > verb.i:
        return None
    subject = next((c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass") and c.i < token.i), None)
    told = [t for t in subject.subtree if t.dep_ in ("acl", "relcl") and t.i < token.i] if subject is not None else []
    return told[-1] if told and told[-1].right_edge.i == token.left_edge.i - 1 else None


def _holder(noun: Token) -> Token:
    """The verb over a noun, through what it explains."""
    while noun.dep_ == "appos" and noun.head != noun:
        noun = noun.head
    return noun.head


def own_words(verb: Token, act: Token) -> bool:
    """Whether a speaker reports an act of speech of his own."""
    speaker = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    doer = next((c for c in act.children if c.dep_ == "nsubj"), None)
    return speaker is not None and doer is not None and doer.lower_ in ("he", "she", "it", "they", "i", "we") and not any(c.tag_ == "MD" for c in act.children)
