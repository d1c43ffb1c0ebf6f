"""How far the name of a place stands from the act that it places: climbs the parse from the one to the other."""

from dateline_nlp.stages.governors import ASPECT, ATTITUDES, HAPPENINGS, OCCASIONS, PERFORMED, WHILE, is_verb, own_words
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token

LOCAL = word_set("in at near outside inside around across throughout off along over within beside above beyond")
LIGHT = word_set("hold have make give conduct stage launch carry take pay deliver mount stage host impose")
SITES = word_set(
    "town city village region province district state county area island isle port harbour harbor suburb outskirts edge border coast capital "
    "centre center street streets north south east west peninsula territory valley mountains shore shores banks river lake sea gulf strait waters "
    "airport hospital stadium square station camp base prison university neighbourhood neighborhood enclave municipality republic governorate "
    "kingdom resort market mosque church cathedral roundabout intersection junction crossroads road avenue highway motorway checkpoint crossing "
    "bridge parliament consulate embassy school theatre theater hotel kilometre kilometer mile km "
    "park garden forest field farm beach cemetery playground zoo museum library campus college cafe restaurant bar pub nightclub shop store supermarket "
    "mall court courtroom courthouse jail factory plant warehouse depot synagogue temple shrine monastery clinic apartment flat tunnel pier dock garage"
)  # "the town of X", "the X region": the noun is the place that the name names
REACHED = word_set("reach hit strike rock enter storm leave visit invade bomb shell shake batter devastate flood ravage capture seize besiege raid tour cross")
MOVING = word_set(
    "send deploy move travel fly go come return deliver ship head march drive sail arrive land rush dispatch transfer deport extradite pull withdraw retreat "
    "flee visit trip journey tour deployment return advance bring evacuate redeploy station"
)  # for these "to" leads to the place of the act
LEAVING = word_set("withdraw pull retreat evacuate flee withdrawal evacuation retreat retire escape")  # for these "from" tells where
ROAMING = word_set(
    "march parade demonstrate rally walk rampage riot run procession sweep rip tear drive"
)  # for these "through" does: "marched through Kampala"
CONTESTS = word_set(
    "election vote referendum poll runoff ballot festival championship marathon final derby theft heist bombing earthquake quake flood shooting"
)
LOCALS = word_set(
    "police officer crowd crowds mob protester demonstrator resident authority authorities court judge jury prosecutor troops soldier force forces gunman "
    "gunmen worker doctor firefighter militant rebel farmer student inmate prisoner voter fan magistrate tribunal guard rescuer settler donor minister leader"
)  # who acts where he is found: "police in Y imposed a curfew"
HEADS_OF_STATE = word_set("president leader chancellor mayor governor king queen monarch minister premier senator speaker")
STEPS = 8


def distance(place: Token, act: Token, *, kind: str = "") -> int | None:
    """Steps from a place's name to an act of a type; None if the name does not say where that was done."""
    token = place
    for steps in range(STEPS):
        if token.dep_ in ("conj", "appos") and token.head != token and not is_verb(token.head):
            token = token.head
        elif token.dep_ in ("compound", "poss", "nmod", "amod") and token.head != token and _names(token, token.head):
            if token.head == act:
                return steps + 1
            token = token.head
            if token.lemma_.lower() in CONTESTS and token.head == act and token.dep_ in ("dobj", "pobj"):
                return steps + 2  # "won Slovenia's election"
        elif token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lemma_.lower() in SITES:
            token = token.head.head
        elif token.dep_ == "pobj" and kind == "elect" and token.head.lower_ == "of" and token.head.head.lemma_.lower() in HEADS_OF_STATE:
            return steps + 3  # "was elected president of X"
        elif token.dep_ == "pobj" and token.lemma_.lower() not in CONTESTS:
            return _from_preposition(token, act, steps, kind)
        elif token.dep_ == "dobj":
            site = token != place and token.lemma_.lower() in SITES and act.lemma_.lower() not in ATTITUDES
            return steps + 1 if token.head == act and (site or act.lemma_.lower() in REACHED) else None
        else:
            return None
    return None


def _names(token: Token, noun: Token) -> bool:
    """Whether a noun that a place's name stands before lies there: "the X region", "Slovenia's election"."""
    lemma = noun.lemma_.lower()
    return noun.pos_ in ("NOUN", "PROPN") and (lemma in CONTESTS or (lemma in SITES and token.dep_ != "poss"))


def _from_preposition(token: Token, act: Token, steps: int, kind: str) -> int | None:
    preposition, word = token.head, token.head.lower_
    head = preposition.head
    if preposition.dep_ == "prep" and head.dep_ == "prep":  # "outside of Paris", "back to Paris"
        preposition, word, head = head, head.lower_ if head.lower_ in LOCAL else word, head.head
    if word not in LOCAL:
        carried = head.head if head.dep_ == "conj" and not is_verb(head) else head  # "moved tanks and soldiers to": the model hangs it on the object
        mover = (carried.head if carried.dep_ == "dobj" and is_verb(carried.head) else head).lemma_.lower()
        leads = (
            (word in ("to", "into", "onto", "on", "for") and mover in MOVING)
            or (word == "from" and mover in LEAVING)
            or (word == "on" and mover in REACHED)
            or (word == "through" and mover in ROAMING)
        )
        if not leads and not (word == "on" and token.lemma_.lower() in SITES):
            return None
    for _ in range(6):
        if head == act:
            return steps
        if is_verb(head):
            return _from_verb(head, act, steps, kind)
        if head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.head == act:
            return steps + 1
        if head.dep_ == "pobj" and head.head.dep_ == "agent" and head.head.head == act:
            return steps + 2  # "shot by a patrol in X"
        if head.dep_ == "pobj" and ((head.lemma_.lower() in OCCASIONS and head.head.lower_ in WHILE) or head.head.lower_ in LOCAL or _moves(head)):
            head = head.head.head
        elif (head.dep_ == "prep" and head.lower_ in LOCAL) or (head.dep_ == "amod" and head.pos_ == "ADJ") or head.dep_ == "conj":
            head = head.head
        elif head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.head.dep_ in ("dobj", "nsubjpass"):
            head = head.head.head  # "smashed the windows of a shop in X"
        elif head.dep_ in ("dobj", "nsubjpass") and head.head == act and head.lemma_.lower() not in HAPPENINGS and act.lemma_.lower() not in ATTITUDES:
            return steps + 1  # "told reporters in Rome": the model hangs it on the object
        elif head.dep_ in ("nsubj", "nsubjpass") and (head.lemma_.lower() in LOCALS or head.lemma_.lower() in HAPPENINGS):
            return steps + 2 if head.head == act else _from_verb(head.head, act, steps + 2, kind)
        else:
            return None
        steps += 1
    return None


def _moves(noun: Token) -> bool:
    """Whether a noun is where something is taken to or from: "stole gems from a shop in Y", "sent tanks to a base near Y"."""
    return noun.head.lower_ in ("from", "to", "into", "on", "through", "onto", "against") and noun.head.head.lemma_ not in ("write", "say", "call")


def _from_verb(verb: Token, act: Token, steps: int, kind: str) -> int | None:
    """The place stands in the clause of another verb than the act's own word."""
    if not is_verb(act):
        held = act.dep_ in ("dobj", "nsubjpass", "nsubj") and act.head == verb and (verb.lemma_.lower() in LIGHT or act.dep_ == "nsubj")
        return steps + 2 if held else None
    if act.dep_ == "xcomp" and act.head == verb and (verb.lemma_ in ASPECT or verb.lemma_ in ("gather", "meet", "rally", "march", "assemble")):
        return steps + 2
    if act.dep_ == "conj" and act.head == verb and not any(c.dep_ in ("nsubj", "nsubjpass") for c in act.children):
        return steps + 4  # "gathered in the square and chanted"
    if act.dep_ == "advcl" and act.head == verb and act.tag_ == "VBG" and not any(c.dep_ in ("mark", "nsubj") for c in act.children):
        return steps + 4  # "opened fire in a market, killing six"
    if kind == "AGREE" and verb.dep_ in ("xcomp", "ccomp") and verb.head == act:
        return steps + 4  # "offered to meet them in Y": the place of what is agreed
    if verb.dep_ == "advcl" and verb.head == act and any(c.lower_ == "when" for c in verb.children):
        return steps + 5  # "died when a bridge fell in Y"
    if act.dep_ == "ccomp" and act.head == verb and act.lemma_.lower() in PERFORMED and own_words(verb, act):
        return steps + 4  # "said in Y that he welcomed the offer"
    if verb.dep_ == "acl" and verb.tag_ == "VBG" and verb.head.dep_ in ("nsubj", "nsubjpass") and verb.head.head == act:
        return steps + 4  # "donors meeting in Oslo pledged"
    return None
