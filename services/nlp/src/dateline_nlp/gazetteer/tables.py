"""Reads the tables of this folder into one frozen value with the look-ups that the stages need."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from dateline_shared.contracts.entity import Coordinates

from dateline_nlp.gazetteer.records import Known, Leader, Noun, Office

KEY = 3  # characters of a name that index it; the shortest names, US and UN, have fewer


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Look-ups by the very characters of the text; offices and nouns by lower-case words."""

    names: dict[str, Known]
    index: dict[str, tuple[str, ...]]  # first characters -> names, longest first
    countries: dict[str, Known]  # by code
    states: tuple[tuple[str, Known], ...]  # names of countries and seats of government
    demonyms: dict[str, str]  # adjective or people -> code
    people: frozenset[str]  # words for nationals: "Turks", "Russians"
    leaders: dict[str, tuple[Leader, ...]]  # full name or surname -> holders
    offices: dict[str, Office]
    office_ends: frozenset[str]  # last words of the offices, for a quick refusal
    nouns: dict[str, Noun]
    genders: dict[str, str]  # given name -> m | f

    def match(self, text: str, start: int) -> tuple[str, Known] | None:
        """The longest known name that begins at `start` and ends at a word's end."""
        for size in range(KEY, 1, -1):
            for name in self.index.get(text[start : start + size], ()):
                end = start + len(name)
                if text.startswith(name, start) and not text[end : end + 1].isalnum():
                    return name, self.names[name]
        return None

    def leader(self, name: str, day: str) -> Leader | None:
        """Who is meant by a name on an ISO day: of several the one whose term is nearest."""
        found = self.leaders.get(name, ())
        return min(found, key=lambda leader: leader.distance(day), default=None)


def load() -> Gazetteer:
    """Reads all tables; about 30 ms."""
    names: dict[str, Known] = {}
    countries: dict[str, Known] = {}
    demonyms: dict[str, str] = {}
    people: set[str] = set()
    seats: set[tuple[str, str]] = set()
    for name, code in _rows("regions.tsv", 2):
        names[name] = Known(name, "place", code or None, place_kind="region")
    for code, name, others, adjectives, nationals, capitals, *_ in _rows("countries.tsv", 9):
        union = code == "EUR"
        known = Known(
            name,
            "organization" if union else "place",
            code,
            ("IGO",) if union else (),
            place_kind=None if union else "country",
            body="body" if union else "state",
        )
        countries[code] = known
        names |= {n: known for n in (name, *_list(others)) if n not in names or n == name}
        for word in (*_list(adjectives), *_list(nationals)):
            demonyms.setdefault(word, code)
        people.update(_list(nationals))
        seats.update((capital, code) for capital in _list(capitals))
    for name, code, latitude, longitude, geonames_id in _rows("cities.tsv", 5):
        if name in names:
            continue
        point = Coordinates(latitude=float(latitude), longitude=float(longitude))
        names[name] = Known(name, "place", code, place_kind="city", coordinates=point, geonames_id=int(geonames_id or 0) or None, seat=(name, code) in seats)
    for name, others, body, code, sectors, flag in _rows("organisations.tsv", 6):
        known = Known(
            name, "group" if body == "group" else "organization", code or None, tuple(_list(sectors)), seat=flag == "metonym", local=flag == "local", body=body
        )
        names |= dict.fromkeys((name, *_list(others)), known)
    leaders: dict[str, tuple[Leader, ...]] = {}
    for name, others, code, office, sector, first, last, gender in _rows("leaders.tsv", 8):
        leader = Leader(name, tuple(_list(others)), code, office, sector, first, last, "f" if gender == "f" else "m")
        for form in (name, *leader.others):
            leaders[form] = (*leaders.get(form, ()), leader)
    index: dict[str, list[str]] = {}
    for name in names:
        index.setdefault(name[:KEY], []).append(name)
    offices = {title: Office(plain or title, tuple(_list(sectors)), state == "1") for title, sectors, plain, state in _rows("offices.tsv", 4)}
    return Gazetteer(
        names=names,
        index={key: tuple(sorted(found, key=len, reverse=True)) for key, found in index.items()},
        countries=countries,
        states=tuple((name, known) for name, known in names.items() if known.kind == "place" and (known.seat or known.place_kind == "country")),
        demonyms=demonyms,
        people=frozenset(people),
        leaders=leaders,
        offices=offices,
        office_ends=frozenset(re.findall(r"\w+|\W", title)[-1] for title in offices),
        nouns={noun: Noun(_noun_kind(kind), tuple(_list(sectors))) for noun, kind, sectors, _ in _rows("nouns.tsv", 4)},
        genders={name: gender for gender, given in _rows("given_names.tsv", 2) for name in given.split()},
    )


def _noun_kind(kind: str):
    return "body" if kind == "body" else "person" if kind == "person" else "group"


def _list(field: str) -> list[str]:
    return [part for part in field.split(";") if part]


def _rows(table: str, width: int) -> Iterator[list[str]]:
    text = files("dateline_nlp.gazetteer").joinpath(table).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            fields = [field.strip() for field in line.split("\t")]
            yield (fields + [""] * width)[:width]
