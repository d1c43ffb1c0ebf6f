"""Names of bodies that the model takes for somebody's: by their last word, by what they are called beside them, by their own short forms.

"Halvard Marine" is a company for its last word, "CV Batu Hitam" for "a mining company" before it, "Halvard" for the full name elsewhere.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline_shared.contracts.entity import EntityKind

from dateline_nlp.models import Models
from dateline_nlp.stages.named import HONORIFICS, Spot, is_capital, text_of
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token
from dateline_nlp.values import ParsedSentence

HEADS = word_set(
    "plc inc corp co ltd llc gmbh ag sa nv bv oyj asa marine holdings holding group bank partners capital ventures industries enterprises systems "
    "technologies motors airlines airways aerospace pharma pharmaceuticals energy petroleum resources foods brewery steel shipping trading mining "
    "engineering dredging drilling consulting banking publishing broadcasting logistics travel waste media studios records insurance relief rovers "
    "united wanderers rangers albion hotspur fc afc rfc"
)  # last words of the names of companies, charities and teams; hardly ever surnames
NO_FIRMS = word_set("rovers united wanderers rangers albion hotspur fc afc rfc relief")
TEAMS = word_set("Rovers United City Town Wanderers Rangers Athletic Albion Villa County Forest")  # what supporters and reports call a team for short
TRADES = word_set(
    "shipbuilder carmaker automaker drugmaker chipmaker lender insurer airline retailer supermarket brewer manufacturer utility conglomerate "
    "club start-up startup operator company firm bank charity group union newspaper website broadcaster university hospital agency brand chain seller "
    "supplier maker label giant publisher contractor builder shipper shipowner developer consultancy foundation line carrier miller watchdog militia movement"
)
BANDS = word_set("gang cartel militia syndicate clan faction")  # behind a name they say whose it is
SERVING = word_set("chairman chairwoman chairperson executive ceo founder co-founder owner shareholder shareholders employee employees")  # of bodies alone
SHARED = word_set("bank group insurance waste")  # heads before which a place or a trade may stand: "Lund Bank" is not "Lund"
CERTAIN = 100  # what a body told as such counts against other readings of its name
SHORTEST = 3  # letters of a short form


def settle(
    models: Models, parsed: Sequence[ParsedSentence], raw: Mapping[int, list[Spot]], *, sport: bool = False
) -> tuple[dict[int, list[Spot]], dict[str, Spot]]:
    """The spots with bodies typed as such wherever one place of the article tells, those that nobody spotted added; and their short forms."""
    unknown = [(p.doc, s) for p in parsed for s in raw[p.sentence.index] if not s.known]
    told = {s.name for doc, s in unknown if _is_party(doc, s) or (s.kind != "organization" and _is_body(models, doc, s))}
    if sport:
        raw = {p.sentence.index: _teams(p, raw[p.sentence.index]) for p in parsed}
    typed = {p.sentence.index: [_widened(p.doc, s) if s.name in told and not s.known else s for s in raw[p.sentence.index]] for p in parsed}
    typed = _agreed(typed)
    shorts = short_forms(models, parsed, typed)
    return {p.sentence.index: _with_shorts(p, typed[p.sentence.index], shorts) for p in parsed}, shorts


def is_firm(name: str) -> bool:
    """Whether a body's last word makes it a company: "Halvard Marine" is no marine."""
    return " " in name and name.split()[-1].lower() in HEADS - NO_FIRMS


def short_forms(models: Models, parsed: Sequence[ParsedSentence], raw: Mapping[int, list[Spot]]) -> dict[str, Spot]:
    """What the article's bodies may be called for short: "Halvard" for Halvard Marine, "Rovers" for Marlow Rovers."""
    gazetteer, found = models.gazetteer, {}
    persons = {word for spots in raw.values() for s in spots if s.kind == "person" and " " in s.name for word in s.name.split()}
    bodies = [s for spots in raw.values() for s in spots if s.kind == "organization" and not s.known and " " in s.name]
    capitals = {t.text for p in parsed for t in p.doc if is_capital(t)} if bodies else set()
    for spot in bodies:
        words = spot.name.split()
        if (words[-1].lower() in gazetteer.nouns and words[-1].lower() not in HEADS - SHARED) or "of" in words or "for" in words:
            continue
        first, last = words[0], words[-1]
        plain = first.lower() in models.words or first in gazetteer.names or first in gazetteer.demonyms or first in gazetteer.genders
        if not plain and first not in persons and len(first) >= SHORTEST and first.isalpha() and not first.isupper() and first in capitals:
            found.setdefault(first, spot)
        if last in TEAMS and len(words) == 2:
            found.setdefault(last, spot)
    return found


def _teams(p: ParsedSentence, spots: list[Spot]) -> list[Spot]:
    """The spots of a sentence from a report of sport, with what teams are called for short: "City", "Rovers"."""
    kept = [s for s in spots if s.known or s.name.split()[-1] not in TEAMS or len(s.name.split()) > 2]
    taken = {i for s in kept for i in range(s.first, s.last + 1)}
    found = []
    for token in p.doc:
        if token.text not in TEAMS or token.i in taken:
            continue
        full = next((s for s in spots if s not in kept and s.first <= token.i <= s.last), None)
        first = full.first if full and full.first < token.i and p.doc[full.first].ent_type_ in ("ORG", "GPE", "PERSON") and token.i > 1 else token.i
        if _stands_alone(token) or first < token.i:
            found.append(Spot(p.sentence.index, first, token.i, "organization", text_of(p.doc, first, token.i), None, "name.team"))
    return sorted([*kept, *found], key=lambda s: s.first)


def _agreed(typed: dict[int, list[Spot]]) -> dict[int, list[Spot]]:
    """The spots with one kind for each single word that is nobody's surname: the one it has most often, a body's where that is even."""
    surnames = {word for spots in typed.values() for s in spots if s.kind == "person" and " " in s.name for word in s.name.split()}
    kinds: dict[str, Counter[EntityKind]] = {}
    for spot in (s for spots in typed.values() for s in spots):
        if spot.known is None and " " not in spot.name and spot.name not in surnames and spot.rule != "name.after_title":
            kinds.setdefault(spot.name, Counter())[spot.kind] += CERTAIN if spot.rule == "name.body" else 1
    mixed = {name: max(votes, key=lambda kind: (votes[kind], kind == "organization")) for name, votes in kinds.items() if len(votes) > 1}
    if not mixed:
        return typed
    return {index: [replace(s, kind=mixed[s.name]) if s.name in mixed and s.known is None else s for s in spots] for index, spots in typed.items()}


def _with_shorts(p: ParsedSentence, spots: list[Spot], shorts: Mapping[str, Spot]) -> list[Spot]:
    """The spots of a sentence, each short form typed as its body, those that nobody spotted added."""
    if not shorts:
        return spots
    typed = [replace(s, kind="organization", known=None, rule="name.short") if s.name in shorts and s.kind != "organization" else s for s in spots]
    taken = {i for s in typed for i in range(s.first, s.last + 1)}
    stray = [
        Spot(p.sentence.index, t.i, t.i, "organization", t.text, None, "name.short")
        for t in p.doc
        if t.text in shorts and t.i not in taken and _stands_alone(t)
    ]
    return sorted([*typed, *stray], key=lambda s: s.first)


def _stands_alone(token: Token) -> bool:
    """Whether a word is no part of a longer name and has no article: "City sacked", not "the City", "City Hall"."""
    doc = token.doc
    before = doc[token.i - 1] if token.i else None
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    return (before is None or before.lower_ not in ("the", "a", "an")) and (after is None or not (is_capital(after) and after.tag_ in ("NNP", "NNPS")))


def _first(doc: Doc, spot: Spot) -> int:
    """The first token of a body's name, with the capitals that the model left out before it: "CV" of "CV Batu Hitam"."""
    first = spot.first
    while first and doc[first - 1].dep_ == "compound" and doc[first - 1].tag_ == "NNP" and spot.first <= doc[first - 1].head.i <= spot.last:
        first -= 1
    return first


def _widened(doc: Doc, spot: Spot) -> Spot:
    first = _first(doc, spot)
    if first < spot.last and doc[first].lower_ in TRADES:
        first += 1  # "Chipmaker Velora" at the head of a line
    return replace(spot, kind="organization", rule="name.body", first=first, name=text_of(doc, first, spot.last))


def _behind(doc: Doc, first: int) -> Token | None:
    """The noun of a trade in a short phrase with an article."""
    if doc[first].lower_ not in ("a", "an", "the"):
        return None
    for token in doc[first + 1 : first + 5]:
        if token.lower_ in TRADES and token.tag_ == "NN":
            return token if token.i + 1 == len(doc) or doc[token.i + 1].tag_ not in ("NN", "NNS", "NNP", "POS") else None
        if token.pos_ not in ("ADJ", "NOUN", "PROPN"):
            return None
    return None


def _is_party(doc: Doc, spot: Spot) -> bool:
    """Whether a name is said to be a party's: "the opposition Civic Bridge party"."""
    behind = doc[spot.last + 1] if spot.last + 1 < len(doc) else None
    told = behind is not None and doc[spot.last].dep_ in ("compound", "nmod") and doc[spot.last].head is behind
    return told and behind is not None and ((" " in spot.name and behind.text == "party") or behind.text in BANDS)


def _is_body(models: Models, doc: Doc, spot: Spot) -> bool:
    """Whether a name is a body's: by its last word, by the noun that it explains, or by one that explains it."""
    words = spot.name.split()
    if len(words) > 1 and words[-1].lower() in HEADS and words[0] not in models.gazetteer.genders:
        return True
    if len(words) == 2 and spot.kind == "person" and words[0].lower() in TRADES:
        return True
    if spot.kind not in ("person", "place") or words[0] in models.gazetteer.genders or (spot.first and doc[spot.first - 1].lower_ in HONORIFICS):
        return False
    head = doc[spot.last]
    first = _first(doc, spot)
    if spot.kind == "place" and first > 1 and doc[first - 1].lower_ in ("of", "at") and doc[first - 2].lower_ in SERVING:
        return True  # "the chairman of Golden Delta"
    comma = first >= 2 and doc[first - 1].text == "," and doc[first - 2].lower_ in TRADES and doc[first - 2].tag_ == "NN"
    if (head.dep_ == "appos" and head.head.i < spot.first and head.head.lower_ in TRADES) or (comma and head.dep_ != "conj"):
        return True  # "a mining company, CV Batu Hitam"
    before = doc[first - 1] if first else None
    if before is not None and before.lower_ in TRADES and before.tag_ == "NN" and before.dep_ in ("compound", "nmod", "amod") and before.head.i >= first:
        return before.lower_ not in ("operator", "union") or spot.name.isupper()  # "care firm Tender Hands", "the pilots' union ALPA"
    if spot.last + 2 < len(doc) and doc[spot.last + 1].text == "," and (noun := _behind(doc, spot.last + 2)) is not None and noun.dep_ != "nsubj":
        return True  # "Halvard, the Norwegian line picked to carry them": the model loses it
    return any(c.dep_ == "appos" and c.i > spot.last and c.lower_ in TRADES for c in head.children)  # "Halvard, a Norwegian shipbuilder,"
