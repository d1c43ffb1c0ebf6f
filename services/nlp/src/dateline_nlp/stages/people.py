"""Which names of an article are one person: full names make clusters, bare surnames and spelling variants follow them."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import count

from dateline_nlp.gazetteer import Gazetteer, Leader
from dateline_nlp.stages.named import HONORIFICS, PARTICLES, normal

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "xvi"})
MOST_NAMESAKES = 50  # bearers of one given name that a spelling is compared with, the latest: keeps long texts linear
NEAR = 2  # edits between two spellings of a given name or a surname: Emanuel/Emmanuel, Zelensky/Zelenskyy


@dataclass(slots=True)
class Person:
    """One person of the article while names are being gathered."""

    name: str  # fullest plain name so far, the gazetteer's where it knows the person
    given: str
    surname: str
    order: int  # of the first time that the article names somebody
    forms: Counter[str] = field(default_factory=Counter)
    leader: Leader | None = None


class People:
    """The persons of one article; `day` chooses between holders of one surname."""

    def __init__(self, gazetteer: Gazetteer, day: str) -> None:
        self._gazetteer = gazetteer
        self._day = day
        self._count = count()
        self._leaders: dict[str, Person] = {}
        self._surnames: dict[str, list[Person]] = {}
        self._given: dict[str, list[Person]] = {}
        self._full: set[str] = set()

    def add(self, name: str) -> Person:
        """The person with this full name, a new one unless a spelling of it is known."""
        given, surname = parts(name)
        self._full.add(normal(name))
        leader = self._leader(name, given, surname)
        first = given.split()[0] if given else ""
        alike = (*self._surnames.get(surname, ()), *self._given.get(first, ())[-MOST_NAMESAKES:])
        spelled = [p for p in alike if _same(p, given, surname)]
        if leader and leader.name in self._leaders:
            spelled.append(self._leaders[leader.name])
        known = min(spelled, key=lambda p: p.order, default=None)
        if known is None:
            if leader:
                name, (given, surname) = leader.name, parts(leader.name)
            known = Person(name, given, surname, next(self._count), leader=leader)
            if leader:
                self._leaders[leader.name] = known
            for form in {surname, *(normal(o) for o in leader.others)} if leader else {surname}:
                self._surnames.setdefault(form, []).append(known)
            self._given.setdefault(known.given.split()[0] if known.given else "", []).append(known)
        elif not known.leader and len(name) > len(known.name) and len(normal(name).split()) > len(normal(known.name).split()):
            known.name = name
        self._surnames.setdefault(surname, [])
        if known not in self._surnames[surname]:
            self._surnames[surname].append(known)
        known.forms[name] += 1
        return known

    def has(self, name: str) -> bool:
        """Whether somebody was added under this full name."""
        return normal(name) in self._full

    def called(self, name: str, gender: str | None = None) -> Person | None:
        """Who of the article is meant by a surname, or by a given name that only one bears."""
        key = normal(name)
        found = self._surnames.get(key) or self._surnames.get(normal(name.replace("-", ""))) or []
        if gender and len(found) > 1:
            found = [p for p in found if self.gender(p) in (gender, None)] or found
        if found:
            return found[-1] if len(found) == 1 else max(found, key=lambda p: sum(p.forms.values()))
        named = self._given.get(key, []) if key else []
        return named[0] if len(named) == 1 and " " not in key else None

    def lone(self, name: str, *, gender: str | None = None) -> Person | None:
        """Somebody whom news names by surname alone."""
        leader = self._gazetteer.leader(name, self._day)
        if not leader or (gender and leader.gender != gender):
            return None
        person = self.add(leader.name)
        person.forms[name] += 1
        return person

    def gender(self, person: Person) -> str | None:
        """m, f, or None where neither office tables nor the given name tell."""
        if person.leader:
            return person.leader.gender
        return gender_of(self._gazetteer, person.name) if person.given else None

    def _leader(self, name: str, given: str, surname: str) -> Leader | None:
        exact = self._gazetteer.leader(name, self._day)
        if exact:
            return exact
        last = name.split()[-1]
        for leader in self._gazetteer.leaders.get(last, ()):
            first = parts(leader.name)[0]
            if given and first and given[0] == first[0] and (within(given, first, NEAR) or given.split()[0] == first.split()[0]):
                return leader
        return None


def gender_of(gazetteer: Gazetteer, name: str) -> str | None:
    """m or f as the given name of a full name tells, with or without its accents."""
    first = name.split()[0]
    return gazetteer.genders.get(first) or gazetteer.genders.get(normal(first).capitalize())


def parts(name: str) -> tuple[str, str]:
    """Given names and surname of a plain name, normalised; particles belong to the surname."""
    words = [w for w in normal(name.replace("-", "")).split() if w not in SUFFIXES and w not in HONORIFICS]
    if len(words) < 2:
        return "", " ".join(words)
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def _same(person: Person, given: str, surname: str) -> bool:
    if not given or not person.given:
        return False
    mine, other = person.given.split(), given.split()
    if person.surname == surname:
        near = within(mine[0], other[0], NEAR) and mine[0][0] == other[0][0] and min(len(mine[0]), len(other[0])) > 3
        initial = min(len(mine[0]), len(other[0])) == 1 and mine[0][0] == other[0][0]
        return mine[0] == other[0] or near or initial
    return mine[0] == other[0] and min(len(surname), len(person.surname)) > 5 and within(surname, person.surname, NEAR)


def within(one: str, other: str, most: int) -> bool:
    """Whether at most so many single-letter edits lie between two words."""
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:  # an edit changes no more than two letters of either
        return False
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1] <= most
