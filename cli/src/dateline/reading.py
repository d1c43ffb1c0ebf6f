"""Reads articles in this process, without any server: what `code` and `evaluate` share."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.extraction import Extraction
from dateline_shared.errors import RejectedError

from dateline.console import load_settings

T = TypeVar("T")

CHUNK = 8  # articles read together, as in a worker


class Reads(Protocol):
    """What reads: `dateline_nlp.pipeline.Reader`."""

    def extract_many(self, readings: Sequence[Reading]) -> list[Extraction]: ...


class Explains(Reads, Protocol):
    """A reader that can also tell what it passed over."""

    def extract(self, reading: Reading, *, explain: bool) -> Extraction: ...


@dataclass(frozen=True, slots=True)
class Unread:
    """An article that the reader failed on, and why."""

    reason: str


def open_reader(ontology: Path | None = None) -> Explains:
    """The reader as the nlp service has it: with the given file of types and frames, else the one that DATELINE_ONTOLOGY names."""
    from dateline_nlp.pipeline import load_reader
    from dateline_nlp.settings import NlpSettings

    return load_reader(ontology or load_settings(NlpSettings).ontology)


def to_reading(article: Article, *, article_id: str, received_at: datetime) -> Reading:
    """An article as a reader takes it. Raises RejectedError for an id that cannot be one."""
    if not 1 <= len(article_id) <= 300:
        raise RejectedError(f"the id {article_id[:40]!r} must have 1 to 300 characters")
    return Reading(article_id=article_id, revision=1, attempt=1, article=article, received_at=received_at)


def read_all(reader: Reads, readings: Iterable[Reading]) -> Iterator[Extraction | Unread]:
    """Read articles in order; one that fails does not take its neighbours along."""
    for chunk in in_chunks(readings, CHUNK):
        yield from _read(reader, chunk)


def in_chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Consecutive lists of up to `size` items."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def _read(reader: Reads, readings: list[Reading]) -> Iterator[Extraction | Unread]:
    try:
        found: list[Extraction | Unread] = list(reader.extract_many(readings))
    except Exception as error:  # whatever a reader trips over is that article's failure
        if len(readings) == 1:
            found = [Unread(f"{type(error).__name__}: {error}")]
        else:
            found = [answer for reading in readings for answer in _read(reader, [reading])]
    yield from found
