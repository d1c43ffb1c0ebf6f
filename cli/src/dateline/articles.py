"""Reads articles from files and standard input: plain text, JSON (one, an array, or {"articles": [...]}) or a JSON object a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dateline_shared.contracts.article import Article
from dateline_shared.errors import RejectedError
from pydantic import ValidationError

Json = dict[str, Any]

TIMES = ("published_at", "modified_at", "embargoed_until")
"""Fields of an article that may be written as a day or a time."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of one article as somebody wrote them, and where: "line 3"."""

    place: str
    fields: Json


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that is no article, where, and why."""

    place: str
    reason: str


def drafts(content: str, *, name: str) -> Iterator[Draft | Broken]:
    """The articles in a file's content. Its name's ending says what it is; without one, its first character does."""
    suffix = Path(name).suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        yield from json_lines(content)
    elif suffix == ".json" or (suffix != ".txt" and content.lstrip().startswith(("{", "["))):
        yield from _json(content)
    else:
        yield Draft(name, {"text": content})


def json_lines(content: str) -> Iterator[Draft | Broken]:
    """One object a line; empty lines are left out."""
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            yield _object(line, f"line {number}")


def to_article(draft: Draft) -> Article:
    """Check the fields against the contract. Raises RejectedError naming the place and each fault."""
    fields = dict(draft.fields)
    try:
        if isinstance(fields.get("published_at"), str):
            fields["published_at"] = instant(fields["published_at"])
        return Article.model_validate(fields)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, each['loc'])) or 'article'}: {each['msg']}" for each in error.errors())
        raise RejectedError(f"{draft.place}: {faults}") from error
    except ValueError as error:
        raise RejectedError(f"{draft.place}: {error}") from error


def instant(text: str) -> datetime:
    """An ISO 8601 date or time as an aware instant; a day is its first moment, a time without a zone is in UTC. Raises ValueError."""
    try:
        parsed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is neither a day like 2018-03-20 nor a time like 2018-03-20T20:00:00Z") from None
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _json(content: str) -> Iterator[Draft | Broken]:
    try:
        found = json.loads(content)
    except json.JSONDecodeError:
        yield from json_lines(content)  # perhaps an object a line
        return
    if isinstance(found, dict) and isinstance(found.get("articles"), list):
        found = found["articles"]
    for number, each in enumerate(found if isinstance(found, list) else [found], start=1):
        place = f"article {number}"
        yield Draft(place, each) if isinstance(each, dict) else Broken(place, "is no JSON object")


def _object(line: str, place: str) -> Draft | Broken:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        return Broken(place, f"is no JSON: {error}")
    return Draft(place, found) if isinstance(found, dict) else Broken(place, "is no JSON object")
