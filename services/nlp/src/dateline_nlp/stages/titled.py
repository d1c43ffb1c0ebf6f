"""Names of which the words beside them say whose they are, where the model sees none or a place: "telecoms company Telvanta", "PM Orlik", "Spain's Ruiz".

A headline names people and firms by one word, and the model knows few of them.
"""

from collections.abc import Collection, Iterator

from dateline_shared.contracts.entity import EntityKind

from dateline_nlp.models import Models
from dateline_nlp.stages.casing import is_word
from dateline_nlp.stages.named import Spot
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

LETTERS = frozenset(("PM", "FM", "MP", "CEO"))
TALKING = word_set("say meet visit discuss urge warn tell call hold speak talk host vow pledge arrive fly resign quit win lose condemn slam hail thank")
ARGUMENTS = ("nsubj", "nsubjpass", "dobj", "poss", "pobj", "agent", "conj", "appos")
SINGULAR = ("NN", "NNP")


def add(models: Models, parsed: ParsedSentence, spots: list[Spot]) -> list[Spot]:
    """The spots of a sentence with such names added, and made what they are where they were taken for places."""
    found = [_settled(models, parsed, spot) for spot in spots]
    if parsed.sentence.kind != "headline":
        return found
    taken = {i for spot in found for i in range(spot.first, spot.last + 1)}
    return sorted([*found, *_lone(models, parsed, taken)], key=lambda s: s.first)


def _settled(models: Models, parsed: ParsedSentence, spot: Spot) -> Spot:
    token = parsed.doc[spot.first]
    if spot.kind != "place" or spot.known is not None or spot.first != spot.last or (kind := _kind(models, token)) is None:
        return spot
    return Spot(spot.sentence, spot.first, spot.last, kind, spot.name, None, "name.titled")


def _lone(models: Models, parsed: ParsedSentence, taken: Collection[int]) -> Iterator[Spot]:
    """Capitalised words of a headline that are neither words nor places nor parts of a longer name."""
    doc = parsed.doc
    for token in doc:
        beside = [doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(doc) and doc[i].text not in LETTERS]
        if token.i in taken or not _is_strange(models, token) or any(t.i in taken or _is_strange(models, t) for t in beside):
            continue
        if (kind := _kind(models, token)) is not None:
            yield Spot(parsed.sentence.index, token.i, token.i, kind, token.text, None, "name.titled")


def _kind(models: Models, token: Token) -> EntityKind | None:
    """What the word before a name says that it is."""
    doc, gazetteer = token.doc, models.gazetteer
    if token.dep_ not in ARGUMENTS:
        return None
    if not token.i:
        return "organization" if token.dep_ == "nsubj" else None
    before = doc[token.i - 1]
    if before.text in LETTERS:
        return "person"
    noun = gazetteer.nouns.get(before.lower_)
    if before.text.islower() and before.tag_ in SINGULAR and (before.lower_ in gazetteer.offices or (noun is not None and noun.kind == "person")):
        return "person"
    if before.text.islower() and before.tag_ in SINGULAR and noun is not None and noun.kind == "body" and "BUS" in noun.sectors:
        return "organization"
    if before.tag_ == "POS" and token.i > 1 and doc[token.i - 2].text in gazetteer.names and token.dep_ in ("nsubj", "nsubjpass", "conj"):
        verb = token.head if token.dep_ != "conj" else token.head.head
        return "person" if verb.lemma_ in TALKING else "organization"
    return None


def _is_strange(models: Models, token: Token) -> bool:
    gazetteer, word = models.gazetteer, token.lower_
    known = word in gazetteer.nouns or word in gazetteer.offices or token.text in gazetteer.names or token.text in gazetteer.demonyms
    return token.is_alpha and len(word) > 2 and token.text.istitle() and not known and not is_word(word, models)
