"""Where an act took place, when its own clause says so. Where the correspondent sits is never a place of the act."""

from dateline_shared.contracts.event import Where

from dateline_nlp.models import Models
from dateline_nlp.stages.governors import ATTITUDES, HAPPENINGS, OCCASIONS, WHILE, is_verb
from dateline_nlp.stages.mentioned import mentions_of
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.values import Mention, Names, ParsedSentence

LOCAL = word_set("in at near outside inside around across throughout off along")
LIGHT = word_set("hold have make give conduct stage launch carry take pay deliver mount")


def attach(models: Models, sentence: ParsedSentence, trigger: int, names: Names) -> Where | None:
    """The place that a preposition of the act's clause names; of several the nearest."""
    best: tuple[int, int, Mention] | None = None
    for mention in mentions_of(names, sentence.sentence.index):
        entity = names.entities[mention.entities[0]]
        if entity.kind != "place" or len(mention.entities) != 1 or mention.form in ("pronoun", "metonym"):
            continue
        distance = _distance(sentence, mention, trigger)
        if distance is not None and (best is None or (distance, mention.first) < best[:2]):
            best = (distance, mention.first, mention)
    if best is None:
        return None
    mention = best[2]
    entity = names.entities[mention.entities[0]]
    return Where(
        name=entity.name,
        entity=entity.key,
        kind=entity.place_kind,
        country=entity.country,
        coordinates=entity.coordinates,
        geonames_id=entity.geonames_id,
        spans=(sentence.span(mention.first, mention.last),),
        rule="place.preposition",
    )


def _distance(sentence: ParsedSentence, mention: Mention, trigger: int) -> int | None:
    """Steps from a place's preposition to the act; None if it stands elsewhere."""
    doc = sentence.doc
    place, act = doc[mention.head], doc[trigger]
    for _ in range(6):
        if place.dep_ in ("conj", "appos") and place.head != place:
            place = place.head
    if place.dep_ != "pobj" or place.head.lower_ not in LOCAL:
        return None
    head = place.head.head
    for steps in range(6):
        if head == act:
            return steps
        if is_verb(head):
            light = act.dep_ in ("dobj", "nsubjpass", "nsubj") and act.head == head and (head.lemma_ in LIGHT or act.dep_ == "nsubj")
            return steps + 2 if light else None
        if head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.head == act:
            return steps + 1
        if head.dep_ == "pobj" and ((head.lemma_.lower() in OCCASIONS and head.head.lower_ in WHILE) or head.head.lower_ in LOCAL):
            head = head.head.head
        elif head.dep_ == "dobj" and head.head == act and head.lemma_.lower() not in HAPPENINGS and act.lemma_.lower() not in ATTITUDES:
            return steps + 1  # "told reporters in Rome": the model hangs it on the object
        else:
            return None
    return None
