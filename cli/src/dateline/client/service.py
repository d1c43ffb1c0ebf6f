"""The client itself: a method for each thing that a service can be asked for. One thing, though there are many: most are a line or two."""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self, Unpack
from urllib.parse import quote
from uuid import uuid4

from dateline_shared.errors import RejectedError

from dateline.client.connection import Connection, Json, OnRetry, document
from dateline.client.download import Exported, save_export, write_export
from dateline.client.filters import ChangeFilter, EventFilter, Moment, SearchFilter, Texts, canonical, parameters
from dateline.client.follow import Follower, Following, How
from dateline.client.mirror import Store, mirror
from dateline.client.place import Place, PlaceFile
from dateline.client.records import PAGE, Records
from dateline.client.retry import Retry

if TYPE_CHECKING:
    from httpx2 import BaseTransport

HERE = "http://127.0.0.1:8400"  # where `dateline up` listens
FINDS = 50  # articles a page of a search: the most that the API gives
ARRAY = 100  # articles a request: the most that the API takes in one array
KINDS = {"evt_": "events", "art_": "articles", "ent_": "entities", "sty_": "stories"}
WITH_KEY = 1_000_000  # bytes: the API takes no Idempotency-Key with a body of more than 1 MiB


class Client:
    """A session with one service; use it as a context manager, or close it.

    Without an address and a key they are those of DATELINE_URL and DATELINE_KEY (or DATELINE_KEY_FILE); `key=""` is none. What fails is tried again as `retry`
    says, if that is safe: whatever only reads, and posts, which carry an Idempotency-Key. `on_retry` hears of it; `pause` passes the seconds.
    Methods raise CannotConnectError and ProblemError. Records are the API's JSON as dicts; what a newer service adds to them is simply there.
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        retry: Retry | None = None,
        pause: Callable[[float], None] = time.sleep,
        on_retry: OnRetry | None = None,
        transport: "BaseTransport | None" = None,
    ) -> None:
        url = url or os.environ.get("DATELINE_URL") or HERE
        key = _key() if key is None else key
        self._http = Connection(url, key, retry=retry or Retry(), pause=pause, on_retry=on_retry, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def events(self, *, limit: int | None = None, retracted: bool = False, **wanted: Unpack[EventFilter]) -> Records:
        """The events that match, newest first; `changes_cursor` of the result is where to follow from."""
        return self._records("/v1/events", dict(wanted) | ({"retracted": True} if retracted else {}), limit=limit)

    def event(self, event_id: str, *, as_of: Moment = None) -> Json:
        """One event, as it stands or as it was by what was published up to then; of one that was merged into another, that one."""
        return self.get(_path(event_id), as_of=as_of)

    def mentions(self, of: str, *, limit: int | None = None) -> Records:
        """All that is told of an event, or by an article, each mention with its evidence; of an entity the articles that name it. By id."""
        return self._records(f"{_path(of)}/mentions", {}, limit=limit)

    def claims(self, event_id: str) -> Json:
        """Who says what of an event: `sides` of those whose claims stand, and what was `superseded`."""
        return self._http.json(f"{_path(event_id)}/claims")

    def history(self, event_id: str) -> Json:
        """What became of an event: steps of its status (`data`), earlier `dates` of it, and `quantities`."""
        return self._http.json(f"{_path(event_id)}/history")

    def entities(self, q: str | None = None, *, limit: int | None = None, **wanted: Texts) -> Records:
        """People, organisations, places and groups: by the beginning of a name, `kind`, `country`, `sector`, `source`; `sort` is mentions, recent or name."""
        return self._records("/v1/entities", {"q": q, **wanted}, limit=limit)

    def entity(self, entity_id: str) -> Json:
        """One entity, with what articles call it and say of it; of one that was merged into another, that one."""
        return self._http.json(_path(entity_id))

    def co_actors(self, entity_id: str, *, limit: int | None = None, **wanted: Unpack[EventFilter]) -> Json:
        """Who takes part in the events of an entity that match: `with` it, `to` whom it acts, and `from` whom it is acted on."""
        return self.get(f"{_path(entity_id)}/co-actors", limit=limit, **wanted)

    def stories(self, q: str | None = None, *, limit: int | None = None, **wanted: Any) -> Records:
        """Stories by words, `country`, `entity`, `source`, `from_`, `to`, `breaking`; `sort` is recent, size or growth."""
        return self._records("/v1/stories", {"q": q, **wanted}, limit=limit)

    def story(self, story_id: str) -> Json:
        """One story; of one that was merged into another, that one."""
        return self._http.json(_path(story_id))

    def acts(self, of: str, *, limit: int | None = None, **wanted: Unpack[EventFilter]) -> Records:
        """The events of an entity or a story, by its id, in the order in which they took place."""
        return self._acts(f"{_path(of)}/timeline", wanted, limit=limit)

    def between(self, one: str, other: str, *, limit: int | None = None, **wanted: Unpack[EventFilter]) -> Records:
        """The events in which two parties take part, whoever acts on whom, in the order in which they took place. Each is given as an `actor`."""
        return self._acts("/v1/timeline", {**wanted, "pair": [one, other]}, limit=limit)

    def articles(self, *, limit: int | None = None, **wanted: Texts) -> Records:
        """The articles that match (`state`, `source`), those that came in last first, without their texts."""
        return self._records("/v1/articles", wanted, limit=limit)

    def article(self, article_id: str) -> Json:
        """One article with its state, its text and what was found in it."""
        return self._http.json(f"/v1/articles/{quote(article_id, safe='')}")

    def changes(self, cursor: str | None = None, *, limit: int | None = None, **wanted: Unpack[ChangeFilter]) -> Records:
        """The changes after a cursor, else after the oldest that are kept, up to the end of the log as it is then; `follow` goes on.

        Used up, its `next_cursor` is where to go on. Raises CursorExpiredError.
        """
        return self._records("/v1/changes", wanted, cursor=cursor, limit=limit)

    def follow(
        self,
        *,
        keep: str | Path | None = None,
        start: str | Place = "oldest",
        how: How = "poll",
        give_up_after: float | None = None,
        **wanted: Unpack[ChangeFilter],
    ) -> Following:
        """Each change that matches, once and in order, for ever; after a restart it goes on from the file `keep`.

        Without a place in the file it begins at the `oldest` change that is kept, `now`, or after a cursor or a place that is given as `start`.
        The place is kept when the next change is asked for: see Following. What fails is tried again for ever, or until it has failed for
        `give_up_after` seconds. `how` is by long polls or by server-sent events; the changes are the same.
        Raises CursorExpiredError, which does not pass by itself; PlaceError; ProblemError.
        """
        if how not in ("poll", "stream"):
            raise ValueError(f"how is {how!r}, and can be 'poll' or 'stream'")
        follower = Follower(http=self._http, wanted=parameters(wanted), retry=Retry(give_up_after=give_up_after))
        steps = follower.stream if how == "stream" else follower.poll

        def begin() -> Place | None:
            if start == "oldest" or isinstance(start, Place):
                return start if isinstance(start, Place) else None
            return Place(follower.end() if start == "now" else start)

        return Following(steps, start=begin, file=PlaceFile(Path(keep), canonical(wanted)) if keep else None)

    def mirror(self, store: Store, *, keep: str | Path, how: How = "poll", give_up_after: float | None = None, **wanted: Unpack[EventFilter]) -> Iterator[Json]:
        """Keep a complete copy of the events that match in a dict-like store, by id; gives each change once it is applied.

        The first time all events are listed, before it returns; from then on, over restarts, the changes after `keep` are applied. The higher version
        of an event wins. What leaves the filter stays in its last version; what is retracted or deleted goes. The store is the mirror's own: what is
        not listed goes, too. After CursorExpiredError, remove the file `keep` and start again: a new list brings the store up to date.
        """

        def following() -> Following:
            return self.follow(keep=keep, how=how, give_up_after=give_up_after, kind="event", **wanted)

        file = PlaceFile(Path(keep), canonical({"kind": "event", **wanted}))
        return mirror(store, file=file, listing=lambda: self.events(**wanted), following=following)

    def export(
        self,
        format_: str,
        path: str | Path | IO[bytes],
        *,
        limit: int | None = None,
        retracted: bool = False,
        bom: bool = False,
        **wanted: Unpack[EventFilter],
    ) -> Exported:
        """Write the events that match into a file, in one of the service's formats (ndjson, csv, parquet, plover): whole or not at all.

        `bom` puts a byte order mark before CSV, for Excel. An open file is written to as the body comes. `changes_cursor` of the result is where
        to follow from. Raises CannotConnectError when the body breaks off, RejectedError when the file cannot be written.
        """
        query = parameters({"format": format_, "limit": limit, "retracted": retracted or None, "bom": bom or None, **wanted})
        return save_export(self._http, query, Path(path)) if isinstance(path, str | Path) else write_export(self._http, query, path)

    def search(self, q: str, *, limit: int | None = None, **wanted: Unpack[SearchFilter]) -> Records:
        """The articles that hold these words, as in a web search; the best first, with the stretches that hold them."""
        return self._records("/v1/search", {"q": q, **wanted}, limit=limit, page=FINDS)

    def timeline(
        self, *, interval: str | None = None, by: str | None = None, split: str | None = None, limit: int | None = None, **wanted: Unpack[EventFilter]
    ) -> Json:
        """How many of the events that match fall into each interval (hour, day, week, month, year), and what share of all that is."""
        return self.get("/v1/timeline", interval=interval, by=by, split=split, limit=limit, **wanted)

    def counts(self, by: Texts, *, limit: int | None = None, **wanted: Unpack[EventFilter]) -> Json:
        """How many of the events that match have each value of one facet or several (type, country, source ...)."""
        return self.get("/v1/counts", by=by, limit=limit, **wanted)

    def suggest(self, q: str, *, kind: Texts = None, limit: int | None = None) -> list[Json]:
        """What may be meant by the beginning of a name or a code: the `value` that a filter takes, and the names of the `parameters` that take it."""
        return self.get("/v1/suggest", q=q, kind=kind, limit=limit)["data"]

    def post(self, article: Mapping[str, Any], *, wait: int | None = None) -> Json:
        """Hand in one article: `id`, `revision`, `state`, `outcome`. With `wait`, up to so many seconds, until it is read: `article` and `events`, too."""
        return self._post(dict(article), headers={"Prefer": f"wait={wait}"} if wait else {})

    def post_many(self, articles: Iterable[Mapping[str, Any]]) -> Iterator[Json]:
        """Hand in articles; for each in its order what became of it, with its `status`, and `problem` if it was refused."""
        waiting = iter(articles)
        while some := list(islice(waiting, ARRAY)):
            yield from self._post([dict(article) for article in some], headers={})["data"]

    def meta(self) -> Json:
        """Version, limits, retention, totals."""
        return self._http.json("/v1/meta")

    def get(self, path: str, **query: object) -> Json:
        """Read a document that there is no method for."""
        return self._http.json(path, parameters(query))

    def _records(self, path: str, wanted: Mapping[str, Any], *, cursor: str | None = None, limit: int | None = None, page: int = PAGE) -> Records:
        asked = parameters(wanted)

        def read(cursor: str | None, size: int) -> Json:
            return self._http.json(path, [*([("cursor", cursor)] if cursor else []), ("limit", str(size)), *asked])

        return Records(read, cursor=cursor, limit=limit, page=page)

    def _acts(self, path: str, wanted: Mapping[str, Any], *, limit: int | None) -> Records:
        asked = parameters(wanted)

        def read(cursor: str | None, size: int) -> Json:
            page = self._http.json(path, [*([("cursor", cursor)] if cursor else []), ("events_limit", str(size)), *asked])
            return page | {"data": page["events"]}

        return Records(read, limit=limit)

    def _post(self, body: Json | Sequence[Json], *, headers: Mapping[str, str]) -> Json:
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        # Larger ones go without a key: the same article again is the same article, whose outcome is `unchanged` then.
        once = {"Idempotency-Key": str(uuid4())} if len(content) <= WITH_KEY else {}
        sent = {"Content-Type": "application/json", **once, **headers}
        return document(self._http.request("POST", "/v1/articles", is_repeatable=True, content=content, headers=sent))


def _path(of: str) -> str:
    """Where the object with this id is. Raises RejectedError for what is no id of one."""
    if (kind := KINDS.get(of[:4])) is None:
        raise RejectedError(f"{of!r} is no id: they begin with {', '.join(KINDS)}.")
    return f"/v1/{kind}/{quote(of, safe='')}"


def _key() -> str | None:
    """The key of the environment, as all processes of the project read it."""
    if (key := os.environ.get("DATELINE_KEY")) or not (file := os.environ.get("DATELINE_KEY_FILE")):
        return key
    return Path(file).read_text(encoding="utf-8").strip()
