"""Remembers the ETags of pages."""

from collections import OrderedDict
from collections.abc import Hashable

KEPT = 2000  # pages: about 1 MB


class PageTags:
    """What the pages were that were given last: who asks again while the log stands still is answered without a look at the events."""

    def __init__(self) -> None:
        self._tags: OrderedDict[Hashable, str] = OrderedDict()

    def get(self, key: Hashable) -> str | None:
        """The ETag of a page, if it is remembered."""
        return self._tags.get(key)

    def keep(self, key: Hashable, tag: str) -> None:
        """Remember the ETag of a page."""
        self._tags[key] = tag
        self._tags.move_to_end(key)
        if len(self._tags) > KEPT:
            self._tags.popitem(last=False)
