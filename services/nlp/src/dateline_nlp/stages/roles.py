"""Offices and functions that stand beside a name: before it ("Kremlin spokesman Dmitry Peskov") or after a comma."""

import re
from dataclasses import dataclass

from dateline_shared.contracts.entity import Role

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages.named import HONORIFICS, MODIFIERS, is_capital, office_at, text_of
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc
from dateline_nlp.values import ParsedSentence

PARTIES = {"Republican": "USA", "Democratic": "USA", "Democrat": "USA", "Labour": "GBR", "Tory": "GBR"}  # where nothing else says whose
FORMER = word_set("former ex then late ousted deposed")
TERM = re.compile(
    r"[ ,(]*(?:since (?P<since>\d{4})\b|(?:from |between )?(?P<first>\d{4})(?: to | until | and |-|–)(?P<last>\d{4})\b|until (?P<until>\d{4})\b)"
)  # behind an office: "since 2005", "from 2015 to 2019", "(2015-2019)"
RELATIVE = ("WP", "WDT", "WP$", "WRB")  # what follows these is no apposition
REACH = 9  # tokens between a name's comma and the office after it


@dataclass(frozen=True, slots=True)
class Title:
    """A role, and the tokens it was read from."""

    role: Role
    first: int
    last: int


def before(gazetteer: Gazetteer, parsed: ParsedSentence, name: int) -> Title | None:
    """The role that ends where the name at token `name` begins."""
    doc = parsed.doc
    last = name - 1
    while last >= 0 and (doc[last].lower_ in HONORIFICS or doc[last].lower_ == "retired"):
        last -= 1
    if last >= 1 and doc[last].text == "," and _explains(doc, name) and office_at(gazetteer, doc, last - 1):
        last -= 1
    if last >= 3 and doc[last].text == "," and _explains(doc, name):
        of = next((i for i in range(last - 2, max(last - 5, 0), -1) if doc[i].lower_ == "of"), 0)
        if of and office_at(gazetteer, doc, of - 1) and all(is_capital(t) or t.lower_ == "the" for t in doc[of + 1 : last]):
            last = of - 1  # "the premier of Saxony, Jane Doe,"
    found = office_at(gazetteer, doc, last) if last >= 0 else None
    found = found or _ministry(gazetteer, doc, last)
    if not found:
        return _apposed(gazetteer, parsed, name)
    first, words = found
    start, country, of, former = owner_before(gazetteer, doc, first)
    if country is None and (more := _apposed(gazetteer, parsed, name)) and more.role.country:
        country = more.role.country  # "The French commander in Mali, General Jane Doe,"
    if country is None and gazetteer.offices[words].state and (realm := _realm(gazetteer, doc, name)):
        of, country = realm
    return _title(gazetteer, parsed, words, start, last, country, of, former=former)


def _explains(doc: Doc, name: int) -> bool:
    """Whether a name behind a comma stands in apposition, and is not the subject of what follows."""
    head = doc[name]
    for _ in range(6):
        if head.dep_ == "compound" and head.head.i > head.i:
            head = head.head
    return head.dep_ == "appos" or (head.i + 1 < len(doc) and doc[head.i + 1].text == ",")


def _ministry(gazetteer: Gazetteer, doc: Doc, last: int) -> tuple[int, str] | None:
    """An office with its field behind it: "Minister of Health", "Secretary for Energy"."""
    for i in range(last - 1, max(last - 6, 0), -1):
        if doc[i].lower_ in ("of", "for") and all(t.text[0].isupper() or t.lower_ in ("and", "the", "&") for t in doc[i + 1 : last + 1]):
            return office_at(gazetteer, doc, i - 1)
        if not (doc[i].text[0].isupper() or doc[i].lower_ in ("and", "the", "&")):
            return None
    return None


def _apposed(gazetteer: Gazetteer, parsed: ParsedSentence, name: int) -> Title | None:
    """The office that a name explains: "The French commander in Mali, General Jane Doe,"."""
    doc = parsed.doc
    token = next((t for t in doc[name : name + 6] if t.dep_ == "appos" and t.head.i < name), None)
    found = office_at(gazetteer, doc, token.head.i) if token is not None and token.head.pos_ in ("NOUN", "PROPN") else None
    if not found or token is None:
        return None
    first, words = found
    start, country, of, former = owner_before(gazetteer, doc, first)
    return _title(gazetteer, parsed, words, start, token.head.i, country, of, former=former)


def after(gazetteer: Gazetteer, parsed: ParsedSentence, name: int) -> Title | None:
    """The role in apposition behind the name whose last token is `name`: ", the Russian foreign minister,"."""
    doc = parsed.doc
    if name + 2 >= len(doc) or doc[name + 1].text not in (",", "(", "–", "—"):
        return None
    start = name + 2
    for last in range(min(start + REACH, len(doc)) - 1, start - 1, -1):
        found = office_at(gazetteer, doc, last, start)
        if not found:
            continue
        first, words = found
        between = doc[start:first]
        if any(
            (t.pos_ in ("VERB", "AUX", "CCONJ", "SCONJ") and t.lower_ not in MODIFIERS) or t.text in (",", ")") or t.is_quote or t.tag_ in RELATIVE
            for t in between
        ):
            continue
        follower = doc[last + 1] if last + 1 < len(doc) else None
        if follower is not None and (follower.tag_ in ("NNP", "NN", "NNS", "POS") or follower.lower_ == "and"):
            continue
        _, country, of, former = owner_before(gazetteer, doc, first, start)
        end = last
        if follower is not None and follower.lower_ in ("of", "for", "to", "in", "at"):
            hit = _name_from(gazetteer, doc, follower.i + 1)
            if hit:
                of, country, end = hit[0], hit[1] or country, hit[2]
        return _title(gazetteer, parsed, words, start, end, country, of, former=former)
    return None


def owner_before(gazetteer: Gazetteer, doc: Doc, first: int, floor: int = 0) -> tuple[int, str | None, str | None, bool]:
    """Whose office it is, from the tokens left of its first word: (start, country, of, former)."""
    country = of = None
    former, i = False, first - 1
    while i >= floor:
        token = doc[i]
        if token.lower_ in MODIFIERS or (token.text == "-" and i and doc[i - 1].lower_ in FORMER):
            former = former or token.lower_ in FORMER or doc[i - 1].lower_ in FORMER
            i -= 1
            continue
        if token.tag_ == "POS" and i > floor:
            i -= 1
            continue
        hit = _country_ending(gazetteer, doc, i, floor)
        if not hit and doc[i + 1].tag_ == "POS":
            return i + 2, country, of, former  # somebody's, who is no entry of the gazetteer
        if not hit and country is None and token.text in PARTIES:
            country = PARTIES[token.text]
            i -= 1
            continue
        if not hit:
            break
        start, code, name = hit
        if country and code and code != country:
            break
        country, of, i = country or code, of or name, start - 1
    # "Norway's Development Minister": words of the office stand between it and its owner
    for between in range(i, max(floor, i - 3), -1):
        if country or of or doc[between].dep_ not in ("amod", "compound", "nmod") or doc[between].pos_ not in ("ADJ", "NOUN", "PROPN"):
            break
        end = between - 1 - (doc[between - 1].tag_ == "POS")
        if end >= floor and (hit := _country_ending(gazetteer, doc, end, floor)):
            start, country, of = hit
            i = start - 1
            break
    return i + 1, country, of, former


def _country_ending(gazetteer: Gazetteer, doc: Doc, last: int, floor: int) -> tuple[int, str | None, str | None] | None:
    """A demonym or a known name that ends at a token: (first token, country, name of the body or state)."""
    for start in range(max(floor, last - 5), last + 1):
        words = text_of(doc, start, last)
        if words in gazetteer.demonyms:
            code = gazetteer.demonyms[words]
            return start, code, gazetteer.countries[code].name if code in gazetteer.countries else None
        if known := gazetteer.names.get(words):
            return start, known.country, known.name
        if leader := gazetteer.leaders.get(words):
            return start, leader[0].country, leader[0].name
    return None


def _realm(gazetteer: Gazetteer, doc: Doc, name: int) -> tuple[str, str | None] | None:
    """The country behind a ruler's name: "King Hassan of Morocco"."""
    for i in range(name + 1, min(name + 4, len(doc) - 1)):
        if doc[i].lower_ == "of":
            hit = _name_from(gazetteer, doc, i + 1)
            return hit[:2] if hit and hit[1] else None
        if doc[i].pos_ not in ("PROPN", "NUM"):
            return None
    return None


def _name_from(gazetteer: Gazetteer, doc: Doc, start: int) -> tuple[str, str | None, int] | None:
    if start < len(doc) and doc[start].lower_ == "the":
        start += 1
    if start >= len(doc) or not (hit := gazetteer.match(doc.text, doc[start].idx)):
        return None
    end = next((t.i for t in doc[start:] if t.idx + len(t.text) >= doc[start].idx + len(hit[0])), start)
    return hit[1].name, hit[1].country, end


def _title(gazetteer: Gazetteer, parsed: ParsedSentence, words: str, first: int, last: int, country: str | None, of: str | None, *, former: bool) -> Title:
    office = gazetteer.offices[words]
    owner = parsed.doc[first - 1] if first else None
    theirs = owner is not None and (owner.lower_ in ("its", "their") or owner.tag_ == "POS") and country is None and office.state
    sector = office.sectors[0] if office.sectors and not theirs else None  # the president of a league is no government
    from_on, to_on = _term(parsed.doc, last)
    role = Role(title=office.title, of=of, country=country, sector=sector, former=former, from_on=from_on, to_on=to_on, spans=(parsed.span(first, last),))
    return Title(role, first, last)


def _term(doc: Doc, last: int) -> tuple[str | None, str | None]:
    """The years that the words behind an office give it, as EDTF."""
    found = TERM.match(doc.text, doc[last].idx + len(doc[last].text))
    return (found["since"] or found["first"], found["last"] or found["until"]) if found else (None, None)
