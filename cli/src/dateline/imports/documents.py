"""Files of text and HTML as items to post: a file is an article."""

import os
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Literal
from urllib.parse import quote

from dateline_shared.errors import RejectedError

from dateline.encoding import decode
from dateline.imports.lines import filled, packed
from dateline.imports.place import Item, Place
from dateline.imports.stream import LONGEST

Kind = Literal["text", "html"]
KINDS: dict[str, Kind] = {".txt": "text", ".text": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html"}
LONGEST_TITLE = 200  # characters; longer first lines are paragraphs


class Documents:
    """The files of text and HTML below a folder, or one of them. Their order is that of their names."""

    def __init__(self, root: Path, *, kind: Kind | None, given: Mapping[str, Any], base_url: str | None, encoding: str | None) -> None:
        """`kind` for every file, else by its name's ending; `base_url` and a file's path below `root` make its address."""
        self._root = root
        self._kind: Kind | None = kind
        self._given = given
        self._base_url = base_url
        self._encoding = encoding
        self._passed = Place()
        self._count = sum(1 for _ in self._files())

    def go_to(self, place: Place) -> bool:
        """Pass over the first files; false when they are others than they were."""
        for path in self._files():
            if self._passed.at == place.at:
                break
            self._passed = self._after(path)
        return self._passed == place

    def items(self) -> Iterator[Item]:
        """Every file, as it is when its turn comes."""
        for number, path in enumerate(self._files()):
            if number >= self._passed.at:
                self._passed = self._after(path)
                yield self._item(path, self._passed)

    def fraction(self) -> float | None:
        """How many of the files were passed, 0 to 1."""
        return min(1.0, self._passed.at / self._count) if self._count else None

    def _files(self) -> Iterator[Path]:
        wanted = (lambda path: True) if self._kind else (lambda path: path.suffix.lower() in KINDS)
        return (path for path in files_below(self._root) if wanted(path))

    def _after(self, path: Path) -> Place:
        return Place(self._passed.at + 1, 0, zlib.crc32(os.fsencode(path.relative_to(self._root)) + b"\0", self._passed.checksum))

    def _item(self, path: Path, after: Place) -> Item:
        below = _name(PurePosixPath(path.relative_to(self._root)) if path != self._root else PurePosixPath(path.name))
        try:
            with path.open("rb") as file:
                raw = file.read(LONGEST + 1)
        except OSError as error:
            return Item(below, after, b"", f"cannot be read: {error.strerror or error}")
        if len(raw) > LONGEST:
            return Item(below, after, b"", f"is longer than {LONGEST} bytes")
        kind = self._kind or KINDS[path.suffix.lower()]
        words = decode(raw, encoding=self._encoding, is_page=kind == "html").removeprefix("\ufeff")
        if not words.strip():
            return Item(below, after, b"", "is empty")  # with its address alone, the service would fetch the page there
        fields: dict[str, Any] = {"html": words} if kind == "html" else text_fields(words)
        if self._base_url:
            fields["url"] = self._base_url.rstrip("/") + "/" + quote(below)
        else:
            folder = self._root if path != self._root else path.parent
            fields["external_id"] = f"{folder.resolve().name}/{below}".lstrip("/")  # files of the same name in two folders are two articles
        return Item(below, after, packed(filled(fields, self._given)))


def files_below(root: Path) -> Iterator[Path]:
    """Every file below a folder, sorted by name in each; hidden ones and links to folders, which may go in circles, are left out. Raises RejectedError."""
    if root.is_file():
        yield root
        return
    try:
        with os.scandir(root) as found:
            entries: Sequence[os.DirEntry[str]] = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise RejectedError(f"Cannot read the folder {root}: {error.strerror or error}.") from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(root / entry.name)
        elif entry.is_file():
            yield root / entry.name


def text_fields(words: str) -> dict[str, str]:
    """Title and text: a short first line with an empty one below is a title unless it ends like a sentence; else all is text."""
    first, _, rest = words.lstrip().partition("\n")
    title, below = first.strip().removeprefix("# ").strip(), rest.partition("\n")
    is_title = title and len(title) <= LONGEST_TITLE and not below[0].strip() and below[2].strip() and not re.search(r"[.:;,]['\"”’)]*$", title)
    return {"title": title, "text": below[2].lstrip("\r\n")} if is_title else {"text": words}


def _name(path: PurePosixPath) -> str:
    """A path in words that can be sent: what is no UTF-8 in it becomes U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")
