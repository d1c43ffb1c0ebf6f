"""What the gazetteer says of a name, a demonym, an office or a noun. All of them frozen."""

from dataclasses import dataclass
from typing import Literal

from dateline_shared.contracts.entity import Coordinates, EntityKind

PlaceKind = Literal["country", "region", "city", "building", "water", "other"]


@dataclass(frozen=True, slots=True)
class Known:
    """A name that needs no context to be typed."""

    name: str  # canonical
    kind: EntityKind
    country: str | None = None
    sectors: tuple[str, ...] = ()
    place_kind: PlaceKind | None = None
    coordinates: Coordinates | None = None
    geonames_id: int | None = None
    seat: bool = False  # a seat of power that stands for its government: a capital, the Kremlin
    local: bool = False  # other countries have one of that name: a senate, a coast guard
    body: str | None = None  # party kind where it is not the entity kind's own


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who holds or held an office that news names by surname alone."""

    name: str
    others: tuple[str, ...]
    country: str
    office: str
    sector: str
    from_on: str  # ISO day, empty when unknown
    to_on: str
    gender: Literal["m", "f"]

    def distance(self, day: str) -> int:
        """Years between an ISO day and the term, 0 inside of it."""
        year = int(day[:4])
        first, last = int(self.from_on[:4] or 0), int(self.to_on[:4] or 9999)
        return max(first - year, year - last, 0)


@dataclass(frozen=True, slots=True)
class Office:
    """A title: how a dictionary lists it, which sector it puts its holder in, whether it speaks for the state."""

    title: str
    sectors: tuple[str, ...]
    state: bool


@dataclass(frozen=True, slots=True)
class Noun:
    """A head noun that names a party: "police", "rebels"."""

    kind: Literal["person", "body", "group"]
    sectors: tuple[str, ...]
