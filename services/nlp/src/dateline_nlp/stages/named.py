"""Finds the stretches of tokens that are names, and types each from the model, the gazetteer and the words beside it.

It is one thing though it is long: where a name begins and ends, and what is none, can only be decided together.
"""

import re
import unicodedata
from dataclasses import dataclass

from dateline_shared.contracts.entity import EntityKind

from dateline_nlp.gazetteer import Gazetteer, Known
from dateline_nlp.models import Models
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token
from dateline_nlp.values import ParsedSentence

KINDS: dict[str, EntityKind] = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "PRODUCT": "organization",
    "WORK_OF_ART": "organization",
}
HONORIFICS = word_set("mr mrs ms miss mx dr prof prof. councillor cllr sir lady lord dame mr. mrs. ms. dr. madam sheikh saint st st.")
RELATIONS = word_set("colleague counterpart predecessor successor host rival opponent ally deputy")  # before a name, these tell of a person
MODIFIERS = word_set(
    "former ex then late acting retired outgoing incoming newly elected appointed interim deputy senior top new old veteran exiled jailed deposed "
    "ousted chief leading prominent main key longtime influential outspoken embattled banned"
)
INNER = word_set("of and for the & de la del di da du al el bin ibn van von der den ben abu le los las on in")
PARTICLES = word_set("al el bin ibn van von der den de da di du del la le ben abu")
PLURAL = word_set("children women men people fishermen seamen workmen")  # whose bodies are named "Children's Fund"
LONGEST = 9  # tokens: longer "names" are headlines that the model took for one
JUNK = word_set(
    "press comments comment news image images photo video twitter facebook instagram youtube copyright caption mr mrs ms sham monday tuesday "
    "wednesday thursday friday saturday sunday january february march april may june july august september october november december western "
    "eastern northern southern internet god islam state states party covid covid-19 brexit"
)
FORCES = word_set("cyclone hurricane typhoon storm operation project prophet tropical")
PAPERS = word_set(
    "memorandum agreement treaty act accord accords pact convention protocol cessation declaration resolution war cup prize award day games olympics "
    "hoax bill amendment plan deal programme program project doctrine hunt age championship championships report"
)  # what these name does not act


@dataclass(frozen=True, slots=True)
class Spot:
    """Tokens that look like one name."""

    sentence: int
    first: int
    last: int
    kind: EntityKind
    name: str  # the characters of the text
    known: Known | None
    rule: str


def normal(name: str) -> str:
    """The part of an entity's key that is its name: small letters, no marks, words joined by one blank."""
    flat = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    flat = re.sub(r"(?<=\w)\.(?=\w)|(?<=\b\w)\.", "", flat)
    return " ".join(re.findall(r"\w+", flat.replace("'s", "").replace("’s", ""))) or flat.strip()


def text_of(doc: Doc, first: int, last: int) -> str:
    """The characters from one token to another."""
    if first == last:
        return doc[first].text
    return doc[first : last + 1].text


def is_capital(token: Token) -> bool:
    """Whether a token is written like a name."""
    return token.text[:1].isupper() or (token.text[:1].isdigit() and any(c.isupper() for c in token.text))


def spots(models: Models, parsed: ParsedSentence) -> list[Spot]:
    """All names of a sentence in order, none overlapping."""
    doc = parsed.doc
    found = [*_from_gazetteer(models.gazetteer, parsed), *_from_model(models, parsed), *_from_titles(models, parsed)]
    found.sort(key=lambda s: (s.first - s.last, s.known is None, s.rule != "name.after_title"))
    taken: set[int] = set()
    chosen: list[Spot] = []
    for spot in found:
        span = range(spot.first, spot.last + 1)
        if not taken.intersection(span) and _is_name(models, doc, spot, headline=parsed.sentence.kind == "headline"):
            taken.update(span)
            chosen.append(spot)
    return sorted(chosen, key=lambda s: s.first)


def _from_gazetteer(gazetteer: Gazetteer, parsed: ParsedSentence) -> list[Spot]:
    doc, found, past = parsed.doc, [], -1
    text = doc.text
    ends = {token.idx + len(token.text): token.i for token in doc}
    for token in doc:
        if token.i <= past or not (is_capital(token) or token.text in ("al", "the")):
            continue
        hit = gazetteer.match(text, token.idx)
        if hit and (last := ends.get(token.idx + len(hit[0]))) is not None:
            first = token.i + 1 if token.lower_ == "the" and last > token.i else token.i
            found.append(Spot(parsed.sentence.index, first, last, hit[1].kind, text_of(doc, first, last), hit[1], "name.gazetteer"))
            past = last
    return found


def _from_model(models: Models, parsed: ParsedSentence) -> list[Spot]:
    doc, found = parsed.doc, []
    for entity in doc.ents:
        kind = KINDS.get(entity.label_)
        if not kind:
            continue
        for first, last in _pieces(models.gazetteer, doc, entity.start, entity.end - 1):
            first, last = trimmed(models.gazetteer, doc, first, last)
            while kind == "person" and last > first and not any(c.isalpha() for c in doc[last].text):
                last -= 1  # a result behind the name: "Oberhauser 6-4"
            if kind == "person" and first < last < len(doc) - 1 and doc[last].head.i == last + 1 and is_free(models, doc[last + 1]):
                last += 1  # the model leaves out the second surname: "Maria Corina Machado"
            if (cut := _person_of(models, doc, first, last)) is not None:
                kind, last = "person", cut
            while (
                kind == "person"
                and last + 2 < len(doc)
                and doc[last + 1].text == "-"
                and not doc[last].whitespace_
                and not doc[last + 1].whitespace_
                and doc[last + 2].is_alpha
            ):
                last += 2  # the model cuts "Park Min-soo" at the hyphen
            if first <= last:
                found.append(Spot(parsed.sentence.index, first, last, kind, text_of(doc, first, last), None, f"name.model_{entity.label_.lower()}"))
    return found


def _person_of(models: Models, doc: Doc, first: int, last: int) -> int | None:
    """Where a person's name ends that the model joined with where he is from: "Prof Anders Lunde of Bergen"."""
    of = next((i for i in range(first + 1, last) if doc[i].lower_ == "of"), None)
    if of is None or of - first not in (2, 3) or doc[of - 1].lower_ in models.gazetteer.nouns or doc[of - 1].lower_ in models.words:
        return None
    titled = bool(first) and doc[first - 1].lower_ in HONORIFICS
    return of - 1 if titled or doc[first].text in models.gazetteer.genders else None


def _from_titles(models: Models, parsed: ParsedSentence) -> list[Spot]:
    """Capitalised words after "Mr" or an office are a person, whatever the model says."""
    gazetteer = models.gazetteer
    doc, found = parsed.doc, []
    for token in doc[:-1]:
        if token.lower_ in RELATIONS and (last := _two_names(models, doc, token.i + 1)) is not None:
            found.append(Spot(parsed.sentence.index, token.i + 1, last, "person", text_of(doc, token.i + 1, last), None, "name.after_title"))
            continue
        if is_capital(token) and token.lower_.removesuffix("s") in gazetteer.offices and token.lower_.endswith("s"):
            found += [Spot(parsed.sentence.index, i, i, "person", doc[i].text, None, "name.after_title") for i in _two_surnames(models, doc, token.i + 1)]
            continue
        if token.lower_ not in HONORIFICS and token.lower_ not in gazetteer.offices:
            continue
        after = doc[token.i + 1]
        if not is_capital(after) or (not after.is_alpha and "-" not in after.text and not re.fullmatch(r"[A-Z]\.", after.text)):
            continue
        title = token.lower_ in HONORIFICS or (token.lower_ in gazetteer.offices and is_capital(token))
        if token.lower_ not in HONORIFICS and after.ent_type_ != "PERSON" and after.lower_ in models.words and after.text not in gazetteer.leaders:
            continue  # "Secretary Interior": a word of the title
        if not title or office_at(gazetteer, doc, after.i) or after.text in gazetteer.demonyms:
            continue
        last = after.i
        while last + 1 < len(doc) and _continues(doc, last):
            last += 1
        first = after.i
        if last < len(doc) and token.lower_ not in HONORIFICS and text_of(doc, first, last) in gazetteer.names:
            continue
        found.append(Spot(parsed.sentence.index, first, last, "person", text_of(doc, first, last), None, "name.after_title"))
    return found


def is_free(models: Models, token: Token) -> bool:
    """Whether a word can only be somebody's name: written like one, and neither a word nor a place."""
    known = token.lower_ in models.words or token.text in models.gazetteer.names or token.text in models.gazetteer.demonyms
    return is_capital(token) and token.is_alpha and token.tag_ in ("NNP", "NNPS") and not known


def _two_names(models: Models, doc: Doc, first: int) -> int | None:
    """The last of the two words of a name, for "her Latvian colleague Jane Doe"."""
    last = first + 1
    return last if last < len(doc) and is_free(models, doc[first]) and is_free(models, doc[last]) else None


def _two_surnames(models: Models, doc: Doc, first: int) -> tuple[int, ...]:
    """The places of two names, for "Presidents Doe and Roe"."""
    both = (first, first + 2) if first + 2 < len(doc) and doc[first + 1].lower_ == "and" else ()
    ends = bool(both) and (first + 3 >= len(doc) or not is_capital(doc[first + 3]))
    return both if ends and all(is_free(models, doc[i]) for i in both) else ()


def _continues(doc: Doc, last: int) -> bool:
    """Whether the token after `last` goes on with a person's name."""
    token = doc[last + 1]
    if token.text == "-" and last + 2 < len(doc) and not doc[last].whitespace_ and not token.whitespace_ and doc[last + 2].text[:1].isalpha():
        return True
    if doc[last].text == "-" and not doc[last].whitespace_:
        return True
    if token.lower_ in PARTICLES and last + 2 < len(doc) and (is_capital(doc[last + 2]) or (doc[last + 2].lower_ in PARTICLES and last + 3 < len(doc))):
        return token.ent_type_ == "PERSON" or token.lower_ not in ("la", "de", "in")
    return (
        is_capital(token)
        and token.tag_ in ("NNP", "NNPS")
        and bool(doc[last].whitespace_)
        and token.ent_type_ in ("PERSON", "ORG", "GPE", "")
        and token.is_alpha
    )


def _pieces(gazetteer: Gazetteer, doc: Doc, first: int, last: int) -> list[tuple[int, int]]:
    """A model's entity cut at possessives, quotation marks and brackets."""

    def keeps(start: int, mark: int) -> bool:
        owner = doc[mark - 1].lower_
        if owner in PLURAL and start < mark < last and doc[mark].tag_ == "POS":
            return is_capital(doc[mark + 1])
        plural = mark > start and doc[mark].tag_ == "POS" and doc[mark - 1].tag_ in ("NNPS", "NNS", "NNP") and doc[mark - 1].text.endswith("s")
        return plural and mark < last and is_capital(doc[mark + 1]) and doc[mark].text in ("'", "’") and text_of(doc, start, mark - 1) not in gazetteer.names

    pieces, start = [], first
    for i in range(first, last + 1):
        if keeps(first, i):
            continue  # "National Farmers' League": the possessive is part of the name
        if doc[i].tag_ == "POS" or doc[i].text in ("'s", "’s", "’", "'") or doc[i].is_quote or doc[i].is_bracket:
            pieces.append((start, i - 1))
            start = i + 1
    pieces.append((start, last))
    return [(a, b) for a, b in pieces if a <= b]


def office_at(gazetteer: Gazetteer, doc: Doc, last: int, first: int = 0) -> tuple[int, str] | None:
    """The longest office that ends at a token: its first token and its title as the table has it."""
    best = None
    if doc[last].lower_ not in gazetteer.office_ends:
        return None
    for start in range(last, max(first, last - 5) - 1, -1):
        words = text_of(doc, start, last).lower()
        if words in gazetteer.offices:
            best = (start, words)
    return best


def trimmed(gazetteer: Gazetteer, doc: Doc, first: int, last: int) -> tuple[int, int]:
    """Without determiners, honorifics, offices and nationalities at the left, and what is no name at the right."""
    while first < last:
        office = next((end for end in range(min(last - 1, first + 4), first - 1, -1) if text_of(doc, first, end).lower() in gazetteer.offices), None)
        demonym = next((end for end in (first + 1, first) if end < last and text_of(doc, first, end) in gazetteer.demonyms), None)
        person_follows = office is not None and is_capital(doc[office + 1]) and doc[office + 1].lower_ not in INNER
        worker = doc[first].lower_ in gazetteer.nouns and gazetteer.nouns[doc[first].lower_].kind == "person" and last - first <= 2
        if worker and doc[first].ent_type_ == "PERSON" and doc[last].lower_ not in gazetteer.nouns and first == 0:
            first += 1  # "Teenager Smith" at the head of a line
        elif doc[first].lower_ in HONORIFICS or doc[first].tag_ in ("DT", "PRP$", "CD") or doc[first].is_punct or doc[first].lower_ in MODIFIERS:
            first += 1
        elif person_follows and office is not None:
            first = office + 1
        elif demonym is not None and not is_institution(gazetteer, doc, demonym + 1, last):
            first = demonym + 1
        else:
            break
    while last > first and (doc[last].is_punct or doc[last].tag_ in ("POS", "DT", "IN") or not (is_capital(doc[last]) or doc[last].text[0].isdigit())):
        last -= 1
    return first, last


def is_institution(gazetteer: Gazetteer, doc: Doc, first: int, last: int) -> bool:
    """Whether the words name a body by a common noun: "Red Crescent Society", "Ministry of Health"."""
    words = [doc[i].lower_ for i in range(first, last + 1)]
    return words[-1] in gazetteer.nouns or (words[0] in gazetteer.nouns and gazetteer.nouns[words[0]].kind == "body")


def _is_name(models: Models, doc: Doc, spot: Spot, *, headline: bool) -> bool:
    tokens = doc[spot.first : spot.last + 1]
    words = spot.name.casefold()
    if (
        tokens[0].lower_ in FORCES
        or len(tokens) > LONGEST
        or words in JUNK
        or (words.startswith(("world war", "g7", "covid")) and not spot.known)
        or not any(c.isalpha() for c in words)
    ):
        return False
    if spot.name in models.gazetteer.demonyms and (not spot.known or _is_modifier(doc, spot)):
        return False
    if spot.known:
        return not (spot.known.kind == "group" and _is_modifier(doc, spot)) and not (len(tokens) == 1 and not is_capital(tokens[0]))
    if (
        tokens[-1].text in models.gazetteer.demonyms
        or {t.lower_ for t in tokens if t.i == spot.last or (t.i < spot.last and t.nbor(1).lower_ == "of")} & PAPERS
    ):
        return False
    if not any(t.tag_ in ("NNP", "NNPS") and is_capital(t) for t in tokens) or any((t.is_quote and t.tag_ != "POS") or t.like_url for t in tokens):
        return False
    if len(tokens) == 1:
        token = tokens[0]
        common = token.lower_ in models.words or token.lemma_.lower() in models.words
        if common and spot.rule != "name.after_title" and (spot.kind != "person" or token.i == 0) and (token.i == 0 or headline or not token.text.isupper()):
            return False
        return len(token.text) > 1
    return all(is_capital(t) or t.lower_ in INNER or t.is_punct or (t.i and t.nbor(-1).text == "-") for t in tokens)


def _is_modifier(doc: Doc, spot: Spot) -> bool:
    """Whether a name stands before the noun it describes: "US president"."""
    head = doc[spot.last]
    return head.dep_ in ("compound", "amod", "nmod") and head.head.i > head.i
