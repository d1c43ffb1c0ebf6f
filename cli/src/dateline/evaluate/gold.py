"""Gold that lists everything: whole articles, and sentences for what articles hold too little of. Described in tests/quality/gold/README.md."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dateline_shared.contracts.article import Article, Reading

from dateline.articles import Draft, to_article
from dateline.reading import to_reading

Record = Mapping[str, Any]

SEALED = "sealed"  # the half whose errors nobody reads


@dataclass(frozen=True, slots=True)
class Half:
    """One half of the gold, each kind in the order of its files."""

    name: str
    articles: tuple[Record, ...] = ()
    status: tuple[Record, ...] = ()
    no_mention: tuple[Record, ...] = ()
    event_free: tuple[Record, ...] = ()
    quotes: tuple[Record, ...] = ()
    contexts: tuple[Record, ...] = ()

    def records(self) -> Iterator[tuple[str, Record]]:
        """Every record with a name of its own: kind and id."""
        for kind in KINDS:
            for record in getattr(self, kind):
                yield f"{self.name}:{kind}:{record['id']}", record


KINDS = tuple(field.name for field in fields(Half) if field.name != "name")


def load(folder: Path) -> list[Half]:
    """The halves below a folder with `articles` and `sentences`, or below either of them alone. Raises ValueError for a folder without gold."""
    inside = [folder / name for name in ("articles", "sentences") if (folder / name).is_dir()] or [folder]
    found: dict[str, dict[str, tuple[Record, ...]]] = {}
    for half in sorted(path for each in inside for path in each.iterdir() if path.is_dir()):
        kinds = found.setdefault(half.name, {})
        if articles := tuple(json.loads(path.read_text(encoding="utf-8")) for path in sorted(half.glob("*.json"))):
            kinds["articles"] = articles
        for path in sorted(half.glob("*.jsonl")):
            if path.stem not in KINDS:
                raise ValueError(f"{path}: sentences are of the kinds {', '.join(KINDS[1:])}")
            kinds[path.stem] = tuple(map(json.loads, path.read_text(encoding="utf-8").splitlines()))
    halves = [Half(name, **kinds) for name, kinds in sorted(found.items()) if kinds]
    if not halves:
        raise ValueError(f"{folder} has no folders with gold; it should hold open/ and sealed/, or articles/ and sentences/ that do")
    return halves


def as_posted(record: Record) -> dict[str, Any]:
    """What the reader is given of a record; a sentence stands alone and has no title."""
    if "post_as" in record:
        return {**record["post_as"], "title": record["title"], "text": record["text"]}
    return {"title": "", "text": record["text"], "published_at": record.get("published_at")}


def readings_of(items: Iterable[tuple[Any, Record]]) -> list[Reading]:
    """What a reader takes, of names and of what is posted under them; what is no field of an article is left out."""
    received_at = datetime.now(UTC)
    readings = []
    for name, posted in items:
        known = {key: value for key, value in posted.items() if key in Article.model_fields and value is not None}
        readings.append(to_reading(to_article(Draft(str(name), known)), article_id=str(name), received_at=received_at))
    return readings
