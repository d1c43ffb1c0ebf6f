"""From the paths of a command to inputs, and from an input to what reads it."""

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from dateline_shared.errors import RejectedError

from dateline.imports.documents import KINDS, Documents, files_below
from dateline.imports.lines import JsonLines
from dateline.imports.place import Reads
from dateline.imports.rows import Rows
from dateline.imports.stream import Stream

Format = Literal["ndjson", "csv", "text", "html", "documents"]
"""`documents` are texts and pages, each as its name's ending says."""

ENDINGS: dict[str, Format] = {".ndjson": "ndjson", ".jsonl": "ndjson", ".json": "ndjson", ".csv": "csv", ".tsv": "csv", **KINDS}


@dataclass(frozen=True, slots=True)
class Options:
    """What decides, besides the input itself, what is posted."""

    given: Mapping[str, Any] = field(default_factory=dict)  # fields of every article that lacks them
    columns: Mapping[str, str] = field(default_factory=dict)  # of CSV: column → field, or → "" to leave it out
    base_url: str | None = None  # address of the folder of documents
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One file, standard input, or the documents of a folder."""

    name: str  # as it was given
    path: Path | None  # None: standard input
    format: Format | None  # None: to be found out

    def key(self, options: Options, *, service: str) -> str:
        """The same for the same import: of this input, so read, into this service."""
        about = [service, str(self.path.resolve()) if self.path else "-", self.format, dict(options.given), dict(options.columns), options.base_url]
        return sha256(json.dumps([*about, options.encoding], sort_keys=True, default=str).encode()).hexdigest()[:16]


def inputs(names: Sequence[str], format_: Format | None) -> Iterator[Input]:
    """The inputs that are meant: of a folder each file of lines or rows, and its documents together. Raises RejectedError."""
    for name in names:
        path = Path(name)
        if name == "-":
            if format_ in ("text", "html"):
                raise RejectedError("Standard input can hold NDJSON or CSV. One text or page goes in with: dateline add -")
            yield Input("standard input", None, format_)
        elif path.is_dir():
            yield from _of_folder(name, path, format_)
        elif path.exists():
            yield Input(name, path, format_ or _by_ending(path))
        else:
            raise RejectedError(f"There is no {name}.")


@contextmanager
def open_input(given: Input, options: Options) -> Generator[Reads]:
    """What reads an input. Raises RejectedError when it cannot be told what it is."""
    if given.path and given.format in ("text", "html", "documents"):
        kind = given.format if given.format in ("text", "html") else None
        yield Documents(given.path, kind=kind, given=options.given, base_url=options.base_url, encoding=options.encoding)
        return
    with closing(Stream(given.path, encoding=options.encoding)) as stream:
        first_line = stream.head().lstrip().partition(b"\n")[0].strip()
        if given.format == "csv":
            yield Rows(stream, given=options.given, columns=options.columns)
        elif first_line.startswith(b"[") or first_line == b"{":
            raise RejectedError(f"{given.name} is one JSON document, not an object a line. Turn it into lines (jq -c '.[]'), or use: dateline add {given.name}")
        elif first_line.startswith(b"{") or given.format == "ndjson":
            yield JsonLines(stream, given=options.given)
        else:
            raise RejectedError(f"It cannot be told what {given.name} is. Say so with --format ndjson, csv, text or html.")


def _of_folder(name: str, path: Path, format_: Format | None) -> Iterator[Input]:
    if format_ in ("text", "html"):
        yield Input(name, path, format_)
        return
    has_documents = False
    for file in files_below(path):
        kind = format_ or _by_ending(file)
        if kind in ("ndjson", "csv"):
            yield Input(str(file), file, kind)
        has_documents |= kind in ("text", "html")
    if has_documents:
        yield Input(name, path, "documents")


def _by_ending(path: Path) -> Format | None:
    name = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return ENDINGS.get(name.suffix.lower())
