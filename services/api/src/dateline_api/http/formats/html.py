"""A web page as it was saved: HTML or XHTML in any encoding of the Web, with the address that it came from."""

from dateline_shared.charset import decoded
from dateline_shared.contracts.article import Article
from dateline_shared.contracts.page import MAX_MARKUP_BYTES

from dateline_api.http.formats.values import NO_ADDRESS, address_or_none
from dateline_api.http.posted import Posted
from dateline_api.http.problems import ProblemError, invalid


def read_html(raw: bytes, *, content_type: str, url: str | None) -> Posted:
    """A page. Raises the problems `invalid-request` and `content-too-large`."""
    if url is None:
        raise invalid("is required with HTML: the address of the page, as in /v1/articles?url=https%3A%2F%2Fwire.example%2Fnews%2F1", parameter="url")
    if address_or_none(url) is None:
        raise invalid(NO_ADDRESS, parameter="url")
    if len(raw) > MAX_MARKUP_BYTES:
        raise ProblemError("content-too-large", f"the page is {len(raw)} bytes; at most {MAX_MARKUP_BYTES} are read")
    markup = decoded(raw, content_type=content_type).replace("\0", "\N{REPLACEMENT CHARACTER}")  # as HTML parsers do
    if not markup.strip():
        raise invalid("the body is empty; send the page", pointer="")
    return Posted(Article(text="", url=url), markup=markup)
