"""Everything that can happen to what is known, one thing after another, as a die falls; and what the change log alone makes of it."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from dateline_api import ids
from dateline_api.db.commands import add_command
from dateline_api.store import reread
from dateline_shared.contracts.article import Article
from integration.world import World

Json = dict[str, Any]

WHO = {"author": "desk", "reason": "as the die fell"}
MINUTE = timedelta(minutes=1)


class Chaos:
    """Does as many things as it is told to. The same seed does the same, up to ids that are random."""

    def __init__(self, bench: Any, seed: int) -> None:
        self.bench = bench
        self.dice = random.Random(seed)
        self.world = World(self.dice)
        self.coming = self.world.articles()
        self.posted: list[Article] = []
        self.release = 1
        self.did: Counter[str] = Counter()
        self.deeds: list[tuple[int, Callable[[], str]]] = [
            (30, self.post),
            (10, self.revise),
            (10, self.have_read_again),
            (6, self.retract),
            (4, self.delete),
            (6, self.restore),
            (24, self.correct),
            (8, self.withdraw),
            (3, self.relink),
        ]

    def go(self, times: int) -> Counter[str]:
        """Returns what was done how often, with what became of commands."""
        weights = [weight for weight, _ in self.deeds]
        for _ in range(times):
            (deed,) = self.dice.choices([deed for _, deed in self.deeds], weights)
            self.did[deed()] += 1
            self.bench.clock.move(MINUTE)
        return self.did

    def post(self) -> str:
        """A new article, or some of them at once."""
        new = [next(self.coming) for _ in range(self.dice.randint(1, 4))]
        self.posted += new
        self.bench.accept(*new)
        self.read(skill=0.9)
        return "post"

    def revise(self) -> str:
        """Other words for one that is there."""
        if not self.posted:
            return "nothing"
        n = self.dice.randrange(len(self.posted))
        told = sorted({self.dice.randrange(len(self.world.acts)) for _ in range(2)})
        self.posted[n] = self.posted[n].model_copy(update={"text": self.world.words(told)})
        self.bench.accept(self.posted[n])
        self.read(skill=0.9)
        return "revise"

    def have_read_again(self) -> str:
        """All that is there, by a reader that finds more or less."""
        self.release += 1
        found = self.order("reread", since="2024-01-01T00:00:00+00:00")
        while reread.step(self.bench.engine, self.bench.clock):
            pass
        self.read(skill=self.dice.choice([0.5, 0.8, 1.0]))
        reread.step(self.bench.engine, self.bench.clock)
        return f"reread {found}"

    def read(self, *, skill: float) -> None:
        """Have all that waits read."""
        while chunks := self.bench.dispatch():
            for chunk in chunks:
                self.bench.answer(*(self.world.read(reading, pipeline=f"0.{self.release}.0", skill=skill) for reading in chunk.readings))
            self.bench.record()

    def retract(self) -> str:
        return self._take("retract")

    def delete(self) -> str:
        return self._take("delete")

    def restore(self) -> str:
        down = self.bench.rows("SELECT id FROM articles WHERE state = 'retracted' ORDER BY url")
        return self._take("restore", among=[key for (key,) in down])

    def _take(self, kind: str, among: list[UUID] | None = None) -> str:
        keys = [key for (key,) in self.bench.rows("SELECT id FROM articles ORDER BY url")] if among is None else among
        if not keys:
            return "nothing"
        found = self.order(kind, article_id=ids.public("art", self.dice.choice(keys)))
        self.read(skill=0.9)
        return f"{kind} {found}"

    def correct(self) -> str:
        """Something that is there is said to be wrong."""
        kind = self.dice.choice(["reject_mention", "amend_mention", "amend_event", "merge_events", "split_event", "merge_entities", "split_entity"])
        body = self._body(kind)
        if body is None:
            return "nothing"
        found = self.order("correct", correction_id=ids.public("cor", ids.new_id()), correction={"kind": kind, **body, **WHO})
        return f"{kind} {found}"

    def _body(self, kind: str) -> Json | None:
        events = "SELECT record FROM events WHERE NOT retracted AND redirect_to IS NULL ORDER BY created_at, record ->> 'type', record -> 'mentions'"
        entities = "SELECT record FROM entities WHERE redirect_to IS NULL ORDER BY name, created_at"
        found = [record for (record,) in self.bench.rows(entities if "entit" in kind else events)]
        if len(found) < 3:
            return None
        one, other = self.dice.sample(found, 2)
        mentions = [mention["id"] for mention in one.get("mentions", ())]
        if kind in ("reject_mention", "amend_mention"):
            return {"mention_id": mentions[0]} | ({"fields": {"status": "denied"}} if kind == "amend_mention" else {})
        if kind == "amend_event":
            return {"event_id": one["id"], "fields": {"date": "2024-02-29"}}
        if kind in ("merge_events", "merge_entities"):
            name = "event" if kind == "merge_events" else "entity"
            return {f"{name}_ids": [one["id"]], "into": other["id"]}
        if kind == "split_event":
            return {"event_id": one["id"], "mention_ids": mentions[:1]} if len(mentions) > 1 else None
        told = self.bench.rows("SELECT article_id, key FROM entity_tellings WHERE entity_id = :key ORDER BY 1, 2", key=UUID(hex=one["id"][4:]))
        tellings = [{"article_id": ids.public("art", article), "key": key} for article, key in told]
        return {"entity_id": one["id"], "tellings": tellings[: len(tellings) // 2]} if len(tellings) > 1 else None

    def withdraw(self) -> str:
        """A correction is taken back."""
        standing = self.bench.rows("SELECT id FROM corrections WHERE state = 'standing' ORDER BY id")
        if not standing:
            return "nothing"
        found = self.order("withdraw", correction_id=ids.public("cor", self.dice.choice(standing)[0]))
        return f"withdraw {found}"

    def relink(self) -> str:
        return f"relink {self.order('relink', dry_run=False)}"

    def order(self, kind: str, **payload: Any) -> str:
        """Have store apply a command; what became of it."""
        with self.bench.engine.begin() as connection:
            key = add_command(connection, kind, payload, now=self.bench.clock.now())["id"]
        self.bench.obey()
        ((state, result),) = self.bench.rows("SELECT state, result FROM commands WHERE id = :key", key=key)
        unexpected = state == "refused" and any(word in str(result) for word in ("Error", "psycopg", "constraint"))
        assert not unexpected, (kind, payload, result)
        return state


def replayed(pages: Iterator[Json]) -> dict[str, Json]:
    """What a consumer knows that upserts by version all changes that it is told of."""
    known: dict[str, Json] = {}
    for page in pages:
        for change in page["data"]:
            if change["id"] not in known or known[change["id"]]["version"] < change["version"]:
                known[change["id"]] = change["record"]
    return known


def stored(bench: Any) -> dict[str, Json]:
    """The same as the tables have it."""
    found = {}
    for prefix, table in (("evt", "events"), ("ent", "entities"), ("sty", "stories"), ("art", "articles")):
        for key, record in bench.rows(f"SELECT id, record FROM {table} WHERE record IS NOT NULL"):
            found[f"{prefix}_{key.hex}"] = record
    return found


def redirects(bench: Any) -> dict[str, str]:
    """Which id leads where."""
    found = {}
    for prefix, table in (("evt", "events"), ("ent", "entities"), ("sty", "stories")):
        for key, other in bench.rows(f"SELECT id, redirect_to FROM {table} WHERE redirect_to IS NOT NULL"):
            found[f"{prefix}_{key.hex}"] = f"{prefix}_{other.hex}"
    return found


def destination(known: dict[str, Json], key: str) -> str:
    """Where a consumer comes to that follows what it was told of merges."""
    while into := known[key].get("merged_into"):
        key = into
    return key
