"""How far an input was read, and what stood there: what makes an import resumable."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """The end of what was read of an input. With the same checksum at the same place, all before is the same."""

    at: int = 0  # bytes of its unpacked UTF-8, or files of its folder
    line: int = 0  # line ends passed
    checksum: int = 0  # CRC-32 of the bytes, or of the names of the files


@dataclass(frozen=True, slots=True)
class Item:
    """One article of an input, ready to be posted, or why it cannot be."""

    name: str  # for people: "line 3", "2018/a.txt"
    after: Place
    line: bytes  # a JSON object without line ends; of a faulty one what there is of it
    fault: str | None = None


class Reads(Protocol):
    """Reads one input in bounded memory, in the same order every time."""

    def go_to(self, place: Place) -> bool:
        """Pass over what was read before; false when something else stands there now."""
        ...

    def items(self) -> Iterator[Item]: ...

    def fraction(self) -> float | None:
        """How much of the input was read, 0 to 1, if that can be known."""
        ...
