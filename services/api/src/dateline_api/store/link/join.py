"""Puts articles into stories: the likeliest of those that they may belong to, or a new one; and mends what came in an unlucky order.

A copy is in the story of its original. An article that is read again stays where it is, unless its words are others. After an article has joined, its
story is compared with the next likeliest: the two become one if they are one, single articles move that the other story likes better, and what proves
to be two stories is divided.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from dateline_shared.contracts.extraction import Extraction
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.db import copy_index, corrections, story_index
from dateline_api.db.before import Before
from dateline_api.db.results import Entry
from dateline_api.store.link.merge_stories import absorb, divide
from dateline_api.store.link.pins import apart, pins_of
from dateline_api.store.link.retell import retell
from dateline_api.store.link.stories import APART, JOIN, NEWEST, REACH, Story, are_one, halves, keys, probability, weight_of_events
from dateline_api.store.link.telling import Telling
from dateline_api.store.link.vector import DOCUMENTS, Vector, frequencies, mean, named_in, product, weigh
from dateline_api.store.tell import article_entries

SAME = 0.7  # likeness of an article's words before and after, from which on its story is not decided anew
COUNTRIES = 5  # of an article, those of most of its entities


@dataclass(slots=True)
class Joined:
    """What putting articles into stories changed."""

    stories: set[UUID] = field(default_factory=set)  # to be told anew
    moved: set[UUID] = field(default_factory=set)  # other articles that went to another story, or whose originals are others
    events: frozenset[UUID] = frozenset()  # of those, to be folded anew
    split: set[UUID] = field(default_factory=set)  # of the stories, those that were made out of others
    entries: list[Entry] = field(default_factory=list)  # of stories that became part of others


def join(
    connection: Connection,
    telling: Telling,
    extraction: Extraction,
    named: Mapping[str, UUID],
    known: Before,
    *,
    marked: Mapping[UUID, UUID | None],
    pinned: UUID | None = None,
    now: datetime,
) -> Joined:
    """Put an article of which so much was `known`, and whose mentions are written, into its story, and `marked` copies into those of their originals.

    `pinned` is where people say that it belongs. The events that follow are to be folded before `tell_of` is called.
    """
    done = Joined(moved={*marked})
    was = story_index.placed(connection, [telling.id]).get(telling.id) if known.is_known else None
    if extraction.outcome != "read":
        done.stories |= leave(connection, telling.id)
        return _settled(connection, telling, done)
    vector = weighed(connection, extraction, named, known, was=was)
    original = story_index.placed(connection, [telling.copy_of]).get(telling.copy_of) if telling.copy_of else None
    near: list[Story] = []
    story: UUID | None
    if settled := pinned or (original.story_id if original else None):
        story = settled
    elif was and (not vector.words or product(vector.words, Vector.of(was.vector).words) >= SAME):
        story = was.story_id
    else:
        home, near = likely(connection, telling, vector)
        story = home.id if home else was.story_id if was and _is_alone(connection, was) else None
    is_first = story is None and not marked
    story = story or _new(connection, telling, now=now)
    body: dict[str, Any] = {**vector.kept(), "c": _countries(extraction)}
    _put(connection, telling, story, body, was=was, done=done, now=now)
    done.stories |= {row.story_id for row in story_index.placed(connection, marked.keys() - {telling.id}).values()}
    for copy, of in marked.items():
        if of:
            _follow(connection, copy, of, done=done, now=now)
    for other in (each for each in near if each.id != story):
        story = _mend(connection, story, other, done=done, now=now)
    if not is_first:
        _divide(connection, story, done=done, now=now)
    return _settled(connection, telling, done)


def tell_of(connection: Connection, joined: Joined, *, now: datetime) -> list[Entry]:
    """The log's entries of the stories that changed, and of the other articles that did."""
    return [*joined.entries, *retell(connection, joined.stories, split=joined.split, now=now), *article_entries(connection, joined.moved)]


def leave(connection: Connection, article: UUID) -> set[UUID]:
    """Take an article that was taken down out of its story, and its words out of all counts; returns the story, to be told anew."""
    row = story_index.placed(connection, [article]).get(article)
    if row is None:
        return set()
    story_index.uncount_terms(connection, [DOCUMENTS, *Vector.of(row.vector).terms()])
    story_index.remove(connection, article)
    return {row.story_id}


def _settled(connection: Connection, telling: Telling, done: Joined) -> Joined:
    return replace(done, moved=done.moved - {telling.id}, events=frozenset(copy_index.events_of(connection, done.moved - {telling.id})))


def weighed(connection: Connection, extraction: Extraction, named: Mapping[str, UUID], known: Before, *, was: Row | None) -> Vector:
    """What an article is compared by; of words that are not kept any more, what it was compared by before."""
    before = Vector.of(was.vector) if was else Vector()
    words = frequencies(known.title_words or {}, known.words) if known.words else {}
    entities, shares = named_in(extraction, named)
    terms = [*words, *(f"@{key}" for key in entities)]
    vector = weigh(words, entities, shares=shares, counts=story_index.counts_of(connection, [DOCUMENTS, *terms]))
    if not words:
        vector = Vector(before.words, vector.entities)
    old, new = set(before.terms()), set(vector.terms())
    story_index.uncount_terms(connection, old - new)
    story_index.count_terms(connection, new - old | ({DOCUMENTS} if was is None else set()))
    return vector


def likely(connection: Connection, telling: Telling, vector: Vector) -> tuple[Story | None, list[Story]]:
    """The story that an article belongs to, if it is likely to belong to any, and others that it has something of, the likeliest first."""
    at = telling.reported_at
    found = []
    for row in story_index.candidates(connection, keys(vector), telling.id, since=at - REACH, until=at + REACH):
        story = _story(row)
        sure = probability(vector, story, [at], shared=weight_of_events(row.tellers))
        found.append((-sure, min(story.times, default=at), story.id, story))
    kept = sorted(each for each in found if each[0] <= -APART)
    near = [story for *_, story in kept]
    return (near[0], near[1:]) if kept and kept[0][0] <= -JOIN else (None, near)


def _put(connection: Connection, telling: Telling, story: UUID, body: dict[str, Any], *, was: Row | None, done: Joined, now: datetime) -> None:
    left = was.story_id if was else None
    story_index.place(connection, telling.id, story, vector=body, at=telling.reported_at)
    done.stories.add(story)
    if left and left != story:
        _left(connection, left, story, done=done, now=now)


def _follow(connection: Connection, copy: UUID, original: UUID, *, done: Joined, now: datetime) -> None:
    """Put a copy into the story of its original."""
    rows = story_index.placed(connection, [copy, original])
    if len(rows) == 2 and rows[copy].story_id != rows[original].story_id:
        left, story = rows[copy].story_id, rows[original].story_id
        story_index.move(connection, [copy], story)
        done.moved.add(copy)
        done.stories.add(story)
        _left(connection, left, story, done=done, now=now)


def _left(connection: Connection, story: UUID, other: UUID, *, done: Joined, now: datetime) -> None:
    """After articles went from one story to another: what has none left is part of the other now."""
    if story_index.outlets(connection, [story])[story]:
        done.stories.add(story)
    else:
        done.entries += absorb(connection, story, other, now=now)
        done.stories.discard(story)


def _mend(connection: Connection, story: UUID, other: Story, *, done: Joined, now: datetime) -> UUID:
    """Compare the story that an article has joined with the next likeliest; returns the story that it is in now."""
    members = story_index.newest(connection, [story, other.id], limit=NEWEST)
    if not members[story] or not members[other.id]:
        return story
    mine, theirs = _folded(story, members[story]), _folded(other.id, members[other.id])
    if are_one(mine, theirs) and not apart(connection, {story, other.id}):
        winner, loser = sorted((mine, theirs), key=lambda each: (-each.articles, min(each.times), each.id))
        done.entries += absorb(connection, loser.id, winner.id, now=now)
        done.stories = done.stories - {loser.id} | {winner.id}
        return winner.id
    for here, there in ((story, other.id), (other.id, story)):
        for row in sorted(members[here], key=lambda row: (row.at, row.article_id)):
            rest = [each for each in members[here] if each is not row]
            vector = Vector.of(row.vector)
            sure = probability(vector, _folded(there, members[there]), [row.at])
            if rest and sure >= JOIN and sure > probability(vector, _folded(here, rest), [row.at]) and not pins_of(connection, row.article_id).story:
                members[here], members[there] = rest, [*members[there], row]
                moved = [row.article_id, *copy_index.copies_of(connection, row.article_id)]
                story_index.move(connection, moved, there)
                done.moved.update(moved)
                done.stories |= {here, there}
    return story


def _divide(connection: Connection, story: UUID, *, done: Joined, now: datetime) -> None:
    """Make two of a story that proves to be two, unless people had a say in what belongs to it."""
    members = story_index.newest(connection, [story], limit=NEWEST + 1)[story]
    part = halves([Vector.of(row.vector) for row in members])
    if part and not corrections.standing(connection, [story, *(row.article_id for row in members)]):
        key, moved = divide(connection, story, [members[n].article_id for n in part], now=now)
        done.moved |= moved
        done.split.add(key)
        done.stories |= {story, key}


def _folded(key: UUID, rows: Sequence[Row]) -> Story:
    return Story(key, mean([Vector.of(row.vector) for row in rows]), len(rows), [row.at for row in rows])


def _story(row: Row) -> Story:
    return Story(row.id, Vector.of(row.vector), row.vector["n"], [datetime.fromisoformat(at) for at in row.vector["t"]])


def _is_alone(connection: Connection, row: Row) -> bool:
    """Whether an article is all that there is of its story."""
    return sum(outlet.articles for outlet in story_index.outlets(connection, [row.story_id])[row.story_id]) == 1


def _new(connection: Connection, telling: Telling, *, now: datetime) -> UUID:
    key = ids.new_id()
    story_index.make_story(connection, key, at=telling.reported_at, now=now)
    return key


def _countries(extraction: Extraction) -> list[str]:
    """The countries of most of its entities."""
    found = Counter(entity.country for entity in extraction.entities if entity.country)
    return sorted(found, key=lambda country: (-found[country], country))[:COUNTRIES]
