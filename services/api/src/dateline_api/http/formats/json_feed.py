"""JSON Feed 1.1 (https://jsonfeed.org/version/1.1): a feed, or one of its items.

An item has the identity that it has when its feed is polled: its id within the outlet, unless that only repeats its address.
"""

from functools import partial
from typing import Annotated, Any
from urllib.parse import urljoin

from dateline_shared.contracts.article import Article, Text
from pydantic import BeforeValidator

from dateline_api.http.errors import pointer
from dateline_api.http.formats.values import (
    NO_ADDRESS,
    Document,
    Identifier,
    Many,
    Moment,
    Path,
    VersionMoment,
    address_or_none,
    check_count,
    each,
    language,
    names,
    outlet,
)
from dateline_api.http.posted import Posted
from dateline_api.http.problems import ProblemError, invalid
from dateline_api.ids import canonical_url


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


class Author(Document):
    """All members are optional."""

    name: Text | None = None


class Item(Document):
    """One entry. `external_url`, `summary` and attachments are about something else or say the same again."""

    id: Annotated[Identifier, BeforeValidator(_as_text)]  # a reader must make text of a number
    url: Text | None = None
    title: Text = ""
    content_text: Text = ""
    content_html: Text = ""
    date_published: Moment = None
    date_modified: VersionMoment = None
    authors: Many[Author] = ()
    author: Author | None = None  # of version 1
    tags: Many[Text] = ()
    language: str | None = None


class Feed(Document):
    """The members that hold for all items of a feed, and its items, read one by one."""

    home_page_url: str | None = None
    feed_url: str | None = None
    authors: Many[Author] = ()
    author: Author | None = None
    language: str | None = None
    items: tuple[Any, ...]


_ALONE = Feed.model_construct(items=())


def read_feed(value: Any) -> list[Posted | ProblemError]:
    """The items of a feed, each of which may be at fault. Raises the problems `invalid-request` and `content-too-large`."""
    feed = Feed.read(value)
    check_count(len(feed.items))
    return each(partial(read_item, feed=feed), ((("items", n), item) for n, item in enumerate(feed.items)))


def read_item(value: Any, at: Path = (), *, feed: Feed = _ALONE) -> Posted:
    """One item, of a feed or alone. Raises the problem `invalid-request`."""
    item = Item.read(value, at=at)
    home = address_or_none(feed.home_page_url) or address_or_none(feed.feed_url)
    url = _address(item.url, home, at) or address_or_none(item.id)
    is_named_by_address = url is not None and canonical_url(item.id) == canonical_url(url)
    text = item.content_text if item.content_text.strip() else ""
    markup = item.content_html if item.content_html.strip() and not text else None
    if not (text or markup or url):
        raise invalid("one of content_text, content_html and url is needed", pointer=pointer((*at, "content_text")))
    article = Article.model_construct(
        text=text,
        title=item.title,
        url=url,
        external_id=None if is_named_by_address else item.id,
        source=outlet(site) if (site := url or home) else None,
        published_at=item.date_published,
        modified_at=item.date_modified,
        language=language(item.language) or language(feed.language),
        authors=_authors(item) or _authors(feed),
        tags=names(item.tags),
        embargoed_until=None,
    )
    return Posted(article, markup=markup, is_fragment=markup is not None)


def _address(given: str | None, home: str | None, at: Path) -> str | None:
    """The item's address, within its feed's if it is a relative one."""
    if not given:
        return None
    try:
        url = address_or_none(urljoin(home or "", given))
    except ValueError:  # a host that is none, such as http://[::1
        url = None
    if url is None:
        raise invalid(NO_ADDRESS, pointer=pointer((*at, "url")))
    return url


def _authors(of: Item | Feed) -> tuple[str, ...]:
    """`authors` before `author`, as the standard asks."""
    return names(author.name for author in of.authors) or names([of.author.name] if of.author else [])
