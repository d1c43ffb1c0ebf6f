"""Gold over articles: stories whose every mention names the act it tells of. Described in tests/quality/gold/README.md."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dateline.articles import instant

Record = Mapping[str, Any]

ENTITY_TYPES = ("PERSON", "ORG", "GPE", "LOC", "GROUP")
STATUSES = ("happened", "planned", "possible", "alleged", "negated", "denied")
MENTION = ("types", "actors", "recipients", "date", "status", "said_by", "evidence")  # keys that every mention has
RELATIONS = ("part_of", "member_of", "cancelled_by")


class GoldError(ValueError):
    """The gold is not of its form; its words name the file, the place in it and what is wrong."""


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One article with what a careful reader finds in it."""

    id: str
    story: str
    source: str
    published_at: datetime
    title: str
    text: str
    copy_of: str | None  # the article whose wire copy or light rewrite it is
    entities: tuple[Record, ...]
    events: tuple[Record, ...]
    optional: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class GoldHalf:
    """All stories of one half, which are read as one stream of news."""

    name: str
    articles: tuple[GoldArticle, ...]  # in the order of publication
    events: Mapping[str, Record]
    never_merge: tuple[tuple[str, str], ...]  # of events
    never_merge_entities: tuple[tuple[str, str], ...]


def load(folder: Path) -> list[GoldHalf]:
    """The halves below a folder, `open` before `sealed`. Raises GoldError."""
    halves = [_half(path) for path in sorted(folder.iterdir()) if path.is_dir() and any(path.glob("*.json"))] if folder.is_dir() else []
    if not halves:
        raise GoldError(f"{folder} has no folders with stories; it should hold open/ and sealed/ with a JSON file for each story")
    return halves


def _half(folder: Path) -> GoldHalf:
    stories = {path: _parse(path) for path in sorted(folder.glob("*.json"))}
    articles: dict[str, GoldArticle] = {}
    events: dict[str, Record] = {}
    never: list[tuple[str, str]] = []
    never_entities: list[tuple[str, str]] = []
    for path, story in stories.items():
        if story.get("half") != folder.name or story.get("story") != path.stem:
            raise GoldError(f"{path}: story and half must be {path.stem!r} and {folder.name!r}, as the file is named and lies")
        for record in _list(path, story, "articles"):
            article = _article(path, record)
            if article.id in articles:
                raise GoldError(f"{path}: the article {article.id!r} is there twice")
            articles[article.id] = article
        for key, event in _dict(path, story, "events").items():
            if key in events:
                raise GoldError(f"{path}: the event {key!r} is described twice")
            if event.get("status") not in STATUSES:
                raise GoldError(f"{path}: the event {key!r} needs a status, one of {', '.join(STATUSES)}")
            events[key] = event
        never += _pairs(path, story, "never_merge")
        never_entities += _pairs(path, story, "never_merge_entities")
    half = GoldHalf(folder.name, tuple(sorted(articles.values(), key=lambda each: (each.published_at, each.id))), events, tuple(never), tuple(never_entities))
    _resolve(folder, half)
    return half


def _parse(path: Path) -> Record:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise GoldError(f"{path} is no JSON in UTF-8: {error}") from error
    if not isinstance(found, dict):
        raise GoldError(f"{path} holds no JSON object")
    return found


def _article(path: Path, record: Record) -> GoldArticle:
    where = f"{path}: article {record.get('id')!r}"
    if missing := [name for name in ("id", "source", "published_at", "title", "text", "entities", "events") if name not in record]:
        raise GoldError(f"{where} lacks {', '.join(missing)}")
    try:
        published_at = instant(record["published_at"])
    except ValueError as error:
        raise GoldError(f"{where}: published_at {error}") from error
    entities: dict[str, Record] = {}
    for entity in record["entities"]:
        if entity.get("type") not in ENTITY_TYPES or not entity.get("name") or not entity.get("entity"):
            raise GoldError(f"{where}: an entity needs name, entity, and a type of {', '.join(ENTITY_TYPES)}: {entity}")
        entities[entity["entity"]] = _joined(entities.get(entity["entity"]), entity)
    optional = record.get("optional") or []
    for mention in record["events"]:
        _check_mention(where, record, mention, keys=(*MENTION, "event"))
    for mention in optional:
        _check_mention(where, record, mention, keys=MENTION)
    return GoldArticle(
        id=record["id"],
        story=path.stem,
        source=record["source"],
        published_at=published_at,
        title=record["title"],
        text=record["text"],
        copy_of=record.get("copy_of"),
        entities=tuple(entities.values()),
        events=tuple(record["events"]),
        optional=tuple(optional),
    )


def _joined(known: Record | None, entity: Record) -> Record:
    """An entity that is listed under several names is one, and the further ones are its aliases."""
    if known is None:
        return entity
    return {**entity, **known, "aliases": [*(known.get("aliases") or ()), entity["name"], *(entity.get("aliases") or ())]}


def _check_mention(where: str, article: Record, mention: Record, *, keys: tuple[str, ...]) -> None:
    what = f"{where}, mention {mention.get('evidence')!r}"
    if missing := [name for name in keys if name not in mention]:
        raise GoldError(f"{what} lacks {', '.join(missing)}")
    if mention["status"] not in STATUSES:
        raise GoldError(f"{what}: {mention['status']!r} is no status; there are {', '.join(STATUSES)}")
    for words in (mention["evidence"], *(mention.get("evidence_also") or ())):
        if (count := article["title"].count(words) + article["text"].count(words)) != 1:
            raise GoldError(f"{what}: the words {words!r} stand {count} times in title and text; evidence is exact and unique")


def _resolve(folder: Path, half: GoldHalf) -> None:
    """Ids that are used must be described."""
    ids = {each.id for each in half.articles}
    entities = {entity["entity"] for each in half.articles for entity in each.entities}
    for article in half.articles:
        if article.copy_of is not None and article.copy_of not in ids:
            raise GoldError(f"{folder}: {article.id} is a copy of {article.copy_of!r}, which is no article here")
        for mention in (*article.events, *article.optional):
            if "event" in mention and mention["event"] not in half.events:
                raise GoldError(f"{folder}: {article.id} tells of the event {mention['event']!r}, which no story here describes")
    for key, event in half.events.items():
        for name in RELATIONS:
            if event.get(name) is not None and event[name] not in half.events:
                raise GoldError(f"{folder}: the event {key!r} is {name} {event[name]!r}, which no story here describes")
    for kind, pairs, known in (("event", half.never_merge, set(half.events)), ("entity", half.never_merge_entities, entities)):
        for key in _flat(pairs):
            if key not in known:
                raise GoldError(f"{folder}: the {kind} {key!r}, which must not be merged with another, is not known here")


def _flat(pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for pair in pairs:
        yield from pair


def _pairs(path: Path, story: Record, name: str) -> list[tuple[str, str]]:
    found = story.get(name) or []
    for pair in found:
        if len(pair) not in (2, 3) or pair[0] == pair[1]:
            raise GoldError(f"{path}: {name} holds two different ids and why they stay apart, not {pair}")
    return [(pair[0], pair[1]) for pair in found]


def _list(path: Path, story: Record, name: str) -> list[Record]:
    if not isinstance(story.get(name), list):
        raise GoldError(f"{path} needs a list of {name}")
    return story[name]


def _dict(path: Path, story: Record, name: str) -> dict[str, Record]:
    if not isinstance(story.get(name), dict):
        raise GoldError(f"{path} needs an object of {name}")
    return story[name]
