"""Names of places that the words beside them betray: "the island of X", "the X district". The model often takes them for persons or bodies."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline_nlp.gazetteer import Known
from dateline_nlp.gazetteer.records import PlaceKind
from dateline_nlp.models import Models
from dateline_nlp.stages.named import Spot, is_capital, text_of
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token
from dateline_nlp.values import ParsedSentence

SETTLEMENTS = word_set("town city village suburb hamlet port capital township municipality neighbourhood neighborhood")
REGIONS = word_set("region province district island peninsula valley prefecture governorate county archipelago islands isle oblast atoll enclave strip")
WATERS = word_set("river lake sea gulf strait bay canal")
BUILDINGS = word_set("airport stadium square prison hospital bridge barracks airbase checkpoint")
BARE = word_set("near outside")  # prepositions behind which a name without an article is hardly ever a person's

PLAYED = word_set("beat defeat win lose draw play final semifinal match game race derby concert gig festival perform")
HELD = word_set(
    "stake share interest confidence faith trust believe invest investment role majority holding part involvement involve shareholder investor star appear "
    "instal play specialise specialize engage participate succeed result hold stock bond dress paint write speak"
)  # what one has or does in somebody, a firm or a language
HOLDING = word_set("at in near outside")


def settle(models: Models, parsed: Sequence[ParsedSentence], raw: Mapping[int, list[Spot]]) -> dict[int, list[Spot]]:
    """The spots of each sentence, with those typed as places that stand beside such a word, wherever else they stand, and those added that nobody spotted."""
    added = {p.sentence.index: sorted([*raw[p.sentence.index], *_missed(models, p, raw[p.sentence.index])], key=lambda s: s.first) for p in parsed}
    told = {s.name: kind for p in parsed for s in added[p.sentence.index] if not s.known and s.kind != "place" and (kind := _told(p.doc, s)) is not None}
    kinds = told | {
        s.name: kind for p in parsed for s in added[p.sentence.index] if not s.known and s.kind == "place" and (kind := _told(p.doc, s)) is not None
    }
    return {index: [_as_place(s, kinds[s.name]) if s.name in kinds and not s.known else s for s in spots] for index, spots in added.items()}


def _as_place(spot: Spot, kind: PlaceKind) -> Spot:
    return replace(spot, kind="place", known=Known(spot.name, "place", place_kind=kind), rule="name.locality")


def _told(doc: Doc, spot: Spot) -> PlaceKind | None:
    """The kind of place that the words beside a name make it: "the town of X", "the airport at X", "the X region"."""
    before = doc[spot.first - 1].lower_ if spot.first >= 2 else ""
    if before in ("of", *HOLDING) and (kind := _kind(doc[spot.first - 2].lower_)) is not None and (before == "of" or kind == "building"):
        return kind if before == "of" else "city"
    if before == "in" and spot.first == spot.last and spot.rule.startswith("name.model") and _lies_in(doc[spot.first]):
        return "city"
    behind = doc[spot.last + 1] if spot.last + 1 < len(doc) else None
    article = any(t.lower_ in ("the", "in", "at", "near", "on") for t in doc[max(0, spot.first - 3) : spot.first])
    return _kind(behind.lower_) if behind is not None and behind.text.islower() and article else None


def _lies_in(name: Token) -> bool:
    """Whether a bare name behind "in" is where something is: "a jury in Bathurst"; but "a stake in Halvard"."""
    ended = name.i + 1 == len(name.doc) or name.nbor(1).lower_ not in ("'s", "’s", "-")
    return name.dep_ == "pobj" and name.head.i == name.i - 1 and ended and name.head.head.lemma_.lower() not in HELD and name.text.istitle()


def _kind(word: str) -> PlaceKind | None:
    return "city" if word in SETTLEMENTS else "region" if word in REGIONS else "water" if word in WATERS else "building" if word in BUILDINGS else None


def _is_venue(token: Token) -> bool:
    """Whether a name stands where a match or a show was: "beat them at X", "the final at X"."""
    return token.dep_ == "pobj" and token.head.lower_ == "at" and token.head.head.lemma_.lower() in PLAYED


def _missed(models: Models, p: ParsedSentence, spots: Sequence[Spot]) -> list[Spot]:
    """Capitalised words that nobody spotted in such a place: "the village of Ussel", "near Ussel"."""
    doc, taken = p.doc, {i for s in spots for i in range(s.first, s.last + 1)}
    found: list[Spot] = []
    for token in doc[1:]:
        if token.i in taken or not is_capital(token) or token.tag_ not in ("NNP", "NNPS") or not token.is_alpha or token.text.isupper():
            continue
        before = doc[token.i - 1].lower_
        named = before in BARE or (before == "of" and token.i >= 2 and _kind(doc[token.i - 2].lower_) is not None)
        venue = _is_venue(token)
        named = named or venue or (token.dep_ == "compound" and token.head.i == token.i + 1 and token.head.lower_ in REGIONS)
        if not named or (token.lower_ in models.words and not venue) or token.text in models.gazetteer.demonyms:
            continue
        last = token.i
        while last + 1 < len(doc) and last + 1 not in taken and is_capital(doc[last + 1]) and doc[last + 1].tag_ in ("NNP", "NNPS") and doc[last + 1].is_alpha:
            last += 1
        found.append(Spot(p.sentence.index, token.i, last, "place", text_of(doc, token.i, last), None, "name.locality"))
        taken.update(range(token.i, last + 1))
    return found
