"""How alike two entities are: whether their names may be one's, and what speaks for and against it. Pure.

Points are added up; at ENOUGH two are one. They were set by hand and checked on tests/quality/gold/stories/open (docs/linking.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from dateline_shared.contracts.entity import EntityKind

from dateline_api.store.link import names

ENOUGH = 1.0
GIVEN = -1.5  # for a given name alone
AHEAD = 0.75  # by which the best must lead where a name alone says little
SUPRANATIONAL = frozenset({"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"})
WALKS = (  # of life, by PLOVER's sectors: two that share none are hardly one person at one time
    frozenset({"GOV", "LEG", "JUD", "PTY", "OPP", "MIL", "COP", "SPY", "ELI", "IGO", "DIP"}),
    frozenset({"BUS", "AGR", "MED", "LAB"}),
    frozenset({"EDU", "JRN", "NGO", "SOC", "CVL", "REL"}),
    frozenset({"REB", "CRM", "TER", "PRM", "UAF"}),
    frozenset({"SPT", "ART"}),
)
GENERIC = names.word_set(  # bodies that many countries have: the name alone does not say whose
    "assembly parliament congress senate government cabinet court ministry department police army navy force forces commission council office bank party union "
    "agency authority service treasury presidency opposition guard coastguard"
)


@dataclass(frozen=True)
class Profile:
    """What is known of an entity, of an article or over all of them."""

    kind: EntityKind
    name: str
    names: frozenset[str]  # all of them, as they are written
    country: str | None = None
    is_guessed: bool = False  # the country: from where the article is at home
    sectors: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    geonames_id: int | None = None
    is_state: bool = False
    is_listed: bool = False  # named by a gazetteer, which knows what kind it is

    @cached_property
    def is_lone(self) -> bool:
        """Whether only a surname, or a given name, is known of a person."""
        return self.kind == "person" and all(names.is_lone(name) for name in self.names)


@dataclass(frozen=True, slots=True)
class Scene:
    """What an article says around an entity, and where a known one was seen at about that time."""

    countries: frozenset[str] = frozenset()  # that the article names
    company: Mapping[UUID, float] = field(default_factory=dict)  # for known entities, the weight of others of the article that were told of with them
    seen: frozenset[UUID] = frozenset()  # known entities that other articles of the time tell of


def likeness(one: Profile, known: Profile, key: UUID, scene: Scene) -> float | None:
    """The points for an entity of an article being a known one; None if it cannot be."""
    named = _names_agree(one, known)
    if named is None:
        return None
    return named + _countries_agree(one, known, scene) + _lives_agree(one, known, seen=key in scene.seen) + min(2.0, scene.company.get(key, 0.0))


def contradict(one: Profile, other: Profile) -> bool:
    """Whether an article says of two of its persons what holds of one alone: another country, and another role."""
    return bool(one.country and other.country and one.country != other.country and not one.roles & other.roles and not (one.is_guessed or other.is_guessed))


def _names_agree(one: Profile, known: Profile) -> float | None:
    if one.kind == known.kind == "place":
        return _places_agree(one, known)
    if one.kind == known.kind == "person":
        return _persons_agree(one, known)
    if one.kind == known.kind:
        return _bodies_agree(one, known)
    if any(each.is_listed or each.is_state or each.geonames_id for each in (one, known)):
        return None
    # a model often takes a name for the wrong kind: then it must be long, or what is around it must speak for it
    shared = {names.plain(name) for name in one.names} & {names.plain(name) for name in known.names}
    if "place" in (one.kind, known.kind):
        return 0.0 if shared else None
    if any(" " in name for name in shared):
        return 1.0
    surnames = {names.parts(name)[1] for name in known.names} if known.kind == "person" else frozenset[str]()
    return -0.5 if {names.sounded(name) for name in map(names.plain, one.names)} & surnames else None


def _places_agree(one: Profile, known: Profile) -> float | None:
    if one.geonames_id and known.geonames_id:
        return 9.0 if one.geonames_id == known.geonames_id else None
    if one.is_state and known.is_state:
        return 9.0 if one.country == known.country else None
    if (one.is_state and known.geonames_id) or (known.is_state and one.geonames_id) or (one.is_state != known.is_state and one.country != known.country):
        return None
    return 1.5 if names.plain(one.name) in {names.plain(name) for name in known.names} else None


def _persons_agree(one: Profile, known: Profile) -> float | None:
    if one.is_lone or known.is_lone:
        words, others = ({names.parts(name)[1] for name in each.names} for each in (one, known))
        given = {names.parts(name)[0][:1] for name in known.names} if one.is_lone else {names.parts(name)[0][:1] for name in one.names}
        return 0.0 if words & others else GIVEN if {(word,) for word in words | others} & given else None
    return max((points for mine in one.names for other in known.names if (points := same_person(mine, other)) is not None), default=None)


def same_person(one: str, other: str) -> float | None:
    """The points for two full names being one person's: the same, with fewer middle names, another spelling, an initial. None if they cannot be."""
    (given, surname), (others, theirs) = names.parts(one), names.parts(other)
    if given and others and (names.plain(one) == names.plain(other) or (surname == theirs and "".join(given) == "".join(others))):
        return 1.5 if len(given[0]) > 1 else 0.5
    if not given or not others or surname != theirs:
        return None
    if any(not _goes_with(mine, its) for mine, its in zip(given[1:], others[1:], strict=False)):
        return None  # middle names that differ
    first, second = given[0], others[0]
    if first == second:
        return 1.5 if len(first) > 1 else 0.5
    if 1 in (len(first), len(second)):
        return 0.5 if first[0] == second[0] else None
    return 1.0 if _spelt_alike(first, second) else None


def _goes_with(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0]) or _spelt_alike(one, other)


def _spelt_alike(one: str, other: str) -> bool:
    """Whether two given names are spellings of one: Mohammed and Muhammad are; Andrea and Andrei, Kristina and Kristian are not."""
    if min(len(one), len(other)) < 5 or (one[0], one[-1]) != (other[0], other[-1]):
        return False
    bones, others = ("".join(c for c in word if c not in "aeiou") for word in (one, other))
    return bones == others and len(bones) > 2


def _bodies_agree(one: Profile, known: Profile) -> float | None:
    mine, its = ({names.body(name) for name in each.names} for each in (one, known))
    if mine & its:
        generic = all(_is_generic(name) for name in mine & its) and not (one.country and one.country == known.country)
        return 0.5 if generic and not (one.is_listed and known.is_listed) else 1.5
    letters = {names.plain(name).replace(" ", "") for name in one.names if names.is_acronym(name)}
    spelt = {names.plain(name).replace(" ", "") for name in known.names if names.is_acronym(name)}
    lengths = {names.initials(name) for name in one.names}, {names.initials(name) for name in known.names}
    return 0.25 if (letters & lengths[1]) or (spelt & lengths[0]) else None


def _is_generic(name: str) -> bool:
    words = name.split()
    return len(words) <= 4 and bool({words[0], words[-1], *(word.removesuffix("s") for word in words)} & GENERIC)


def _countries_agree(one: Profile, known: Profile, scene: Scene) -> float:
    if one.kind == "place" and (one.is_state or one.geonames_id) and known.kind == "place" and (known.is_state or known.geonames_id):
        return 0.0
    if one.country and known.country:
        if one.country == known.country:
            return 1.0 if one.kind == "person" else 0.5
        if {one.country, known.country} & SUPRANATIONAL and one.kind == "person":
            return -0.5
        return -1.0 if one.is_guessed else -2.0 if one.kind == "person" else -3.0
    if known.country and scene.countries:
        return 0.5 if known.country in scene.countries else -0.5
    return 0.0


def _lives_agree(one: Profile, known: Profile, *, seen: bool) -> float:
    """What roles and sectors say; that someone had another occupation long before or after says nothing."""
    if one.kind != "person" or known.kind != "person":
        return 0.0
    clash = one.country and known.country and one.country != known.country
    if one.roles & known.roles:
        return 1.0 if clash else 2.0  # two of one name and office in two countries: rather was one country read wrong
    if one.sectors & known.sectors:
        return 0.0 if clash else 0.5
    mine, its = _walks(one.sectors), _walks(known.sectors)
    if mine and its and not mine & its and one.roles and known.roles and seen:
        return -2.0
    return -0.5 if one.sectors and known.sectors else 0.0


def _walks(sectors: frozenset[str]) -> set[int]:
    return {number for number, walk in enumerate(WALKS) if walk & sectors}
