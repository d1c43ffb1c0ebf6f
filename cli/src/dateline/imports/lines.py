"""NDJSON as items to post: lines go as they stand; only what options fill in and days for times are written into them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.articles import TIMES, instant
from dateline.imports.place import Item, Place
from dateline.imports.stream import LONGEST, DamagedError, Stream


class JsonLines:
    """An object a line. Whether it is an article is for the door to say."""

    def __init__(self, stream: Stream, *, given: Mapping[str, Any]) -> None:
        """`given`: fields of every article that lacks them."""
        self._stream = stream
        self._given = given

    def go_to(self, place: Place) -> bool:
        """Read on to a place; false when something else stands before it than did."""
        return self._stream.go_to(place)

    def fraction(self) -> float | None:
        """How much of the file was read, 0 to 1, if that can be known."""
        return self._stream.fraction()

    def items(self) -> Iterator[Item]:
        """Every line that is not empty; what is over LONGEST bytes is a fault."""
        while True:
            name = f"line {self._stream.place.line + 1}"
            try:
                line = self._stream.line()
                is_too_long = len(line) == LONGEST and not line.endswith(b"\n")
                while is_too_long and (rest := self._stream.line()) and not rest.endswith(b"\n"):
                    pass
            except DamagedError as error:
                yield Item(name, self._stream.place, b"", str(error))
                return
            if not line:
                return
            if is_too_long:
                yield Item(name, self._stream.place, b"", f"is longer than {LONGEST} bytes")
            elif line.strip():
                yield self._item(name, line.strip(), self._stream.place)

    def _item(self, name: str, line: bytes, after: Place) -> Item:
        try:
            written = json.loads(line)
        except (ValueError, RecursionError) as error:
            return Item(name, after, line, f"is no JSON: {error}")
        if not isinstance(written, dict):
            return Item(name, after, line, "is no JSON object")
        fields = filled(written, self._given if self._is_ours(written) else {})
        return Item(name, after, line if fields == written else packed(fields))

    def _is_ours(self, written: dict[str, Any]) -> bool:
        """Whether our fields can be filled in. Of the other formats that the door reads, a line says all that there is."""
        if not self._given:
            return True
        from dateline_api.http.formats.detect import format_of  # a second to load, and only now needed

        return format_of(written) == "native"


def filled(fields: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, with what is given for those that are missing, and times in full; a time that cannot be read stays for the door to refuse."""
    whole = {**given, **fields}
    for name in TIMES:
        if isinstance(value := whole.get(name), str):
            try:
                whole[name] = value if "T" in value and value.endswith("Z") else instant(value).isoformat()
            except ValueError:
                continue
    return whole


def packed(fields: Mapping[str, Any]) -> bytes:
    """One line of JSON."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
