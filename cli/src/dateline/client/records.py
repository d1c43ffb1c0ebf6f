"""Lists as iterators that hide the pages."""

from collections.abc import Callable, Iterator

from dateline.client.connection import Json

PAGE = 200  # records: the most that the API gives at once


class Records(Iterator[Json]):
    """The records of a list, one after the other; the next page is asked for when the one before is used up."""

    def __init__(self, read: Callable[[str | None, int], Json], *, cursor: str | None = None, limit: int | None = None, page: int = PAGE) -> None:
        """`read` gives the page after a cursor, of at most so many records: `page` is the most that it can."""
        self._read = read
        self._size = page
        self._left = limit
        self._page: Iterator[Json] = iter(())
        self._has_more = limit is None or limit > 0
        self._changes_cursor: str | None = None
        self._is_begun = False
        self.next_cursor = cursor
        """Where the list goes on after the page that is being read; of `changes` also after the last one."""

    @property
    def changes_cursor(self) -> str | None:
        """Of a list of events: the place in the change log from before its first event was read."""
        if not self._is_begun and self._has_more:
            self._turn()
        return self._changes_cursor

    def __next__(self) -> Json:
        while (record := next(self._page, None)) is None:
            if not self._has_more:
                raise StopIteration
            self._turn()
        return record

    def _turn(self) -> None:
        page = self._read(self.next_cursor, self._size if self._left is None else min(self._left, self._size))
        records: list[Json] = page["data"]
        if self._left is not None:
            records = records[: self._left]
            self._left -= len(records)
        if not self._is_begun:
            self._is_begun, self._changes_cursor = True, page.get("changes_cursor")
        self._page, self.next_cursor = iter(records), page.get("next_cursor")
        self._has_more = bool(page.get("has_more")) and self._left != 0
