"""A complete copy of the events of a filter: listed once, then kept in step with the change log."""

from collections.abc import Callable, Iterator, MutableMapping

from dateline.client.connection import Json
from dateline.client.follow import Following
from dateline.client.place import Place, PlaceFile
from dateline.client.records import Records

GONE = frozenset({"retracted", "deleted", "merged"})  # what became of an event that is no more
Store = MutableMapping[str, Json]


def mirror(store: Store, *, file: PlaceFile, listing: Callable[[], Records], following: Callable[[], Following]) -> Iterator[Json]:
    """Fill the store, unless the file keeps a place; the changes, each applied to the store before it is handed on. Raises PlaceError."""
    if file.load() is None:
        events = listing()
        cursor = events.changes_cursor
        fill(store, events)
        _sync(store)
        file.save(Place(str(cursor)))
    return _applied(store, following())


def fill(store: Store, records: Iterator[Json]) -> None:
    """Put in what is listed, and take out what is not: it may be of an earlier try that did not come to its end, or of a log that was replaced.

    What is listed holds also over a higher version: after a restore from a backup the service counts on from a lower one.
    """
    listed = set()
    for record in records:
        listed.add(record["id"])
        store[record["id"]] = record
    for key in [key for key in store if key not in listed]:
        del store[key]


def apply(store: Store, change: Json) -> bool:
    """Do what a change of an event says, unless the store has a later version; whether it did anything."""
    known = store.get(change["id"])
    if change["op"] not in GONE:
        return _put(store, change["record"])
    if known is None or known["version"] > change["version"]:
        return False
    del store[change["id"]]
    return True


def _applied(store: Store, changes: Iterator[Json]) -> Iterator[Json]:
    for change in changes:
        if apply(store, change):
            _sync(store)
        yield change


def _put(store: Store, record: Json) -> bool:
    known = store.get(record["id"])
    is_newer = known is None or known["version"] < record["version"]
    if is_newer:
        store[record["id"]] = record
    return is_newer


def _sync(store: Store) -> None:
    """Have a store on disk, such as Shelf or shelve's, write before the place is kept."""
    sync = getattr(store, "sync", None)
    if sync:
        sync()
