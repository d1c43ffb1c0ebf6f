"""Corrections of stories: merged, split, an article moved."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from dateline_shared.errors import RejectedError
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.correction import MergeStories, MoveArticle, SplitStory
from dateline_api.db import copy_index, corrections, story_index
from dateline_api.db.results import Entry
from dateline_api.store.correct.plan import Plan, check_not_apart
from dateline_api.store.link.merge_stories import merge_stories, split_story, unmerge_story
from dateline_api.store.link.refold import refold
from dateline_api.store.link.retell import retell


def merge(connection: Connection, asked: MergeStories, *, key: UUID, now: datetime) -> Plan:
    """All articles of these are in one story, now and whenever they are read again."""
    winner = _story(connection, asked.into)
    losers = list(dict.fromkeys(each for name in asked.story_ids if (each := _story(connection, name)) != winner))
    if not losers:
        raise RejectedError("these are one story already")
    check_not_apart(connection, {winner, *losers})
    inside = {story: story_index.articles_of(connection, story) for story in (winner, *losers)}
    merged = [
        {
            "story": loser.hex,
            "articles": [each.hex for each in inside[loser]],
            "redirects": [each.hex for each in story_index.redirects_to(connection, loser)],
            "carried": [each.hex for each in corrections.carried(connection, loser, winner)],
        }
        for loser in losers
    ]
    articles = {each for found in inside.values() for each in found}

    def act() -> list[Entry]:
        entries = []
        for loser in losers:
            corrections.carry(connection, loser, winner)
            entries += merge_stories(connection, loser, winner, now=now)
        return entries

    effect = {"articles": {each.hex: winner.hex for each in articles}}
    return Plan({winner, *losers, *articles}, act, effect, {"into": winner.hex, "merged": merged}, {each for loser in losers for each in inside[loser]})


def unmerge(connection: Connection, row: Row, *, now: datetime) -> list[Entry]:
    """The stories are themselves again, each with the articles that came by it; what was put there since stays."""
    winner = _now(connection, UUID(hex=row.undo["into"]))
    entries = []
    for merged in reversed(row.undo["merged"]):
        corrections.uncarry(connection, [UUID(hex=each) for each in merged["carried"]], winner)
        articles, redirects = ([UUID(hex=each) for each in merged[name]] for name in ("articles", "redirects"))
        entries += unmerge_story(connection, UUID(hex=merged["story"]), winner, articles=articles, redirects=redirects, now=now)
    return entries


def split(connection: Connection, asked: SplitStory, *, key: UUID, now: datetime) -> Plan:
    """These articles are in a story of their own, and the rest in the other, now and whenever they are read again."""
    about, new = _story(connection, asked.story_id), ids.new_id()
    inside = set(story_index.articles_of(connection, about))
    wanted = {ids.parse("art", name) for name in asked.article_ids}
    if strange := wanted - inside:
        raise RejectedError(f"{ids.public('art', min(strange))} is not in {ids.public('sty', about)}")
    wanted |= set(story_index.copies_in(connection, wanted)) & inside
    if wanted == inside:
        raise RejectedError(f"these are all articles of {ids.public('sty', about)}, with the copies that go with them; leave it at least one")
    effect = {"articles": {each.hex: (new if each in wanted else about).hex for each in inside}, "apart": [[about.hex, new.hex]]}

    def act() -> list[Entry]:
        return split_story(connection, about, wanted, now=now, key=new)[1]

    return Plan({about, new, *inside}, act, effect, {"from": about.hex, "made": [new.hex]}, wanted)


def unsplit(connection: Connection, row: Row, *, now: datetime) -> list[Entry]:
    """What was made of some articles is one with the rest again; its id redirects."""
    (made,) = (_now(connection, UUID(hex=each)) for each in row.undo["made"])
    rest = _now(connection, UUID(hex=row.undo["from"]))
    if made == rest:
        return []
    moved = story_index.articles_of(connection, made)
    entries = merge_stories(connection, made, rest, now=now)
    return entries + refold(connection, copy_index.events_of(connection, moved), now=now)


def move(connection: Connection, asked: MoveArticle, *, key: UUID, now: datetime) -> Plan:
    """The article, and its copies with it, are in this story, now and whenever they are read again."""
    article, to = ids.parse("art", asked.article_id), _story(connection, asked.story_id)
    row = story_index.placed(connection, [article]).get(article)
    if row is None:
        raise RejectedError(f"article {asked.article_id} is in no story yet")
    if row.story_id == to:
        raise RejectedError(f"article {asked.article_id} is in {ids.public('sty', to)} already")
    inside = set(story_index.articles_of(connection, row.story_id))
    moved = {article, *(set(story_index.copies_in(connection, {article})) & inside)}
    if moved == inside:
        raise RejectedError(f"this is all that is in {ids.public('sty', row.story_id)}; merge that story into {ids.public('sty', to)}")
    effect = {"articles": {each.hex: to.hex for each in moved}}
    targets = {article, to, row.story_id, *moved}
    return Plan(targets, lambda: _moved(connection, moved, row.story_id, to, now=now), effect, {"from": row.story_id.hex, "to": to.hex}, moved)


def unmove(connection: Connection, row: Row, *, now: datetime) -> list[Entry]:
    """The article is where it was before."""
    to, before = (_now(connection, UUID(hex=row.undo[name])) for name in ("to", "from"))
    here = set(story_index.articles_of(connection, to))
    return _moved(connection, {UUID(hex=each) for each in row.effect["articles"]} & here, to, before, now=now)


def _moved(connection: Connection, articles: Collection[UUID], left: UUID, to: UUID, *, now: datetime) -> list[Entry]:
    story_index.move(connection, articles, to)
    return refold(connection, copy_index.events_of(connection, articles), now=now) + retell(connection, {left, to}, now=now)


def _story(connection: Connection, name: str) -> UUID:
    """The story that an id stands for now. Raises RejectedError for one that is not there, or has no article any more."""
    key = _now(connection, ids.parse("sty", name))
    row = story_index.known(connection, [key]).get(key)
    if row is None:
        raise RejectedError(f"there is no story {name}")
    if row.retracted:
        raise RejectedError(f"story {name} has no article any more: it is retracted")
    return key


def _now(connection: Connection, key: UUID) -> UUID:
    return corrections.redirects(connection, [key]).get(key, key)
