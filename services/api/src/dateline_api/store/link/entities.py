"""Which known entity each entity of an article is, and which known ones prove to be one. Pure.

    what is sure (the same article before, a place's number, a state) ─▶ full names ─▶ surnames alone

An entity that is nobody known is a new one. Two of one article are never one, unless it calls by surname whom it names in full.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from dateline_shared.contracts.entity import Entity

from dateline_api.store.link import names
from dateline_api.store.link.likeness import AHEAD, ENOUGH, Profile, Scene, contradict, likeness

LISTED = "name.gazetteer"


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who is who in an article."""

    entities: Mapping[str, UUID | None]  # by their keys in it; none: a new one
    same: Mapping[str, str] = field(default_factory=dict)  # keys that are whom another key of the article is
    merges: Sequence[tuple[UUID, str]] = ()  # known entities that prove to be whom a key is


def profile_of(entity: Entity) -> Profile:
    """What an article says of an entity."""
    return Profile(
        kind=entity.kind,
        name=entity.name,
        names=frozenset((entity.name, *entity.aliases)),
        country=entity.country,
        is_guessed="country.home" in entity.rules,
        sectors=frozenset(entity.sectors),
        roles=frozenset(role.title for role in entity.roles),
        geonames_id=entity.geonames_id,
        is_state=entity.place_kind == "country" and entity.country is not None,
        is_listed=LISTED in entity.rules,
    )


def profile_of_record(record: Mapping[str, Any], keys: Collection[str] = ()) -> Profile:
    """What is known of an entity over all articles; `keys` are some of those that it was found under."""
    return Profile(
        kind=record["kind"],
        name=record["name"],
        names=frozenset((record["name"], *record["aliases"])),
        country=record["country"],
        sectors=frozenset(record["sectors"]),
        roles=frozenset(record["roles"]),
        geonames_id=record["geonames_id"],
        is_state=any(key.startswith("c:") for key in keys),
    )


def keys_of(profile: Profile) -> frozenset[str]:
    """The keys under which an entity is to be found."""
    return frozenset(_keys(profile))


def asked_of(profile: Profile) -> frozenset[str]:
    """The keys under which a known entity may be found that this one is."""
    keys = set(_keys(profile))
    if profile.kind == "person":
        surnames = {names.parts(name)[1] for name in profile.names}
        keys |= {f"l:{surname}" for surname in surnames}
        if profile.is_lone:
            keys |= {f"{kind}:{surname}" for surname in surnames for kind in ("s", "f")} | {f"n:{names.plain(name)}" for name in profile.names}
        else:
            keys -= {f"s:{surname}" for surname in surnames}
            keys -= {f"f:{names.parts(name)[0][0]}" for name in profile.names if not names.is_lone(name)}
    elif not profile.is_listed and len(profile.name.split()) == 1:  # a surname that a model took for something else, or the other way round
        surname = names.parts(profile.name)[1]
        keys |= {f"s:{surname}", f"l:{surname}"} if profile.kind == "organization" else {f"l:{surname}"}
    return frozenset(keys)


def _keys(profile: Profile) -> Iterator[str]:
    if profile.kind == "person":
        yield from names.person_keys(sorted(profile.names))
    elif profile.kind == "place":
        yield f"n:{names.plain(profile.name)}"
        if profile.geonames_id:
            yield f"g:{profile.geonames_id}"
        elif profile.is_state:
            yield f"c:{profile.country}"
    else:
        yield from names.body_keys(sorted(profile.names))


def uncertain(
    told: Mapping[str, Profile], known: Mapping[UUID, Profile], found: Mapping[str, Collection[UUID]], scene: Scene, *, was: Mapping[str, UUID]
) -> tuple[set[UUID], set[UUID]]:
    """Known entities of which names and countries alone do not tell whether they are meant, and those of the article that are sure."""
    strict = Scene(scene.countries, seen=frozenset(known))
    candidates, sure = set[UUID](), set(was.values())
    for key in found:
        points = {other: value for other in found[key] if (value := likeness(told[key], known[other], other, strict)) is not None}
        enough = {other for other, value in points.items() if value >= ENOUGH}
        if len(enough) == len(points) == 1 and not told[key].is_lone and not any(known[other].is_lone for other in points):
            sure |= enough
        else:
            candidates |= points.keys()
    return candidates, sure


def weight(company: Collection[UUID], places: Collection[UUID]) -> float:
    """What it says that others are told of together: a place says less than somebody who acts."""
    return sum(0.5 if key in places else 1.0 for key in company)


def resolve(
    told: Mapping[str, Profile],
    known: Mapping[UUID, Profile],
    found: Mapping[str, Collection[UUID]],
    scene: Scene,
    *,
    was: Mapping[str, UUID],
) -> Resolved:
    """Decide for all entities of one article.

    `found` are the known entities to be considered for each key, `was` is whom a key was when the article was read before, which it stays.
    """
    chosen: dict[str, UUID | None] = {key: was[key] for key in told if key in was}
    same: dict[str, str] = {}
    taken = set(chosen.values())
    full = _in_full(told)
    points = {key: _points(told[key], known, found.get(key, ()), scene) for key in told}
    for key in sorted((key for key in told if key not in chosen and not told[key].is_lone), key=lambda key: (-max(points[key].values(), default=0.0), key)):
        free = {other: value for other, value in points[key].items() if other not in taken}
        best = _best({other: value for other, value in free.items() if not known[other].is_lone}, unsure=False)
        if best is None and _is_alone(told[key], full):
            best = min(free, default=None)  # of whom only the surname was known, which this name explains
        chosen[key] = best
        taken.add(best)
    for key in sorted(key for key in told if key not in chosen):
        own = sorted({other for surname in _surnames(told[key]) for other in full[surname] if not contradict(told[key], told[other])})
        if own:
            same |= {key: own[0]} if len(own) == 1 else {}
            chosen[key] = chosen[own[0]] if len(own) == 1 else None
            continue
        chosen[key] = _best({other: value for other, value in points[key].items() if other not in taken}, unsure=True)
        taken.add(chosen[key])
    explained: dict[UUID, str] = {}
    for key in sorted(key for key in told if not told[key].is_lone and key not in was and _is_alone(told[key], full)):
        for other in points[key]:
            if known[other].is_lone and other not in taken:
                explained.setdefault(other, key)
    return Resolved(chosen, same, list(explained.items()))


def _points(one: Profile, known: Mapping[UUID, Profile], found: Collection[UUID], scene: Scene) -> dict[UUID, float]:
    scored = ((key, likeness(one, known[key], key, scene)) for key in sorted(found))
    return {key: points for key, points in scored if points is not None and points >= ENOUGH}


def _best(points: Mapping[UUID, float], *, unsure: bool) -> UUID | None:
    """Who has the most points, the oldest of those that have as many; nobody where a name says too little to choose between two."""
    ranked = sorted(points, key=lambda key: (-points[key], key))
    if unsure and len(ranked) > 1 and points[ranked[0]] - points[ranked[1]] < AHEAD:
        return None
    return ranked[0] if ranked else None


def _in_full(told: Mapping[str, Profile]) -> Mapping[str, Sequence[str]]:
    """The persons whom an article names in full, by surname."""
    found = defaultdict[str, list[str]](list)
    for key in sorted(key for key, profile in told.items() if profile.kind == "person" and not profile.is_lone):
        for surname in _surnames(told[key]):
            found[surname].append(key)
    return found


def _is_alone(profile: Profile, full: Mapping[str, Sequence[str]]) -> bool:
    """Whether the article names nobody else in full with this surname."""
    return profile.kind != "person" or all(len(full[surname]) < 2 for surname in _surnames(profile))


def _surnames(profile: Profile) -> set[str]:
    return {names.parts(name)[1] for name in profile.names if profile.is_lone or not names.is_lone(name)}
