"""Which format a JSON value is in, by what only that format holds; what has no mark of another is taken for Dateline's own."""

from collections.abc import Mapping
from typing import Any, Literal

from dateline_shared.contracts.article import Article

Format = Literal["native", "schema_org", "ninjs", "json_feed", "json_feed_item"]

_JSON_LD = {"@type", "@graph", "@context"}
_NINJS = {"headline", "headlines", "bodies", "body_text", "body_html", "body_xhtml", "versionCreated", "versioncreated", "pubStatus", "pubstatus"}
_FEED_ITEM = {"content_text", "content_html", "date_published", "date_modified", "external_url"}
_OURS = set(Article.model_fields) - {"title", "url", "language", "authors", "tags"}  # what no other format has


def format_of(value: Any) -> Format:
    """The format of a posted value; "native" where it is none, so that mistakes are told in its words."""
    if not isinstance(value, dict):
        return "native"
    if _JSON_LD & value.keys():
        return "schema_org"
    if _is_named_ninjs(value) or ("uri" in value and _NINJS & value.keys()):
        return "ninjs"
    if "items" in value and not _OURS & value.keys():
        return "json_feed"
    if _FEED_ITEM & value.keys() or ("id" in value and not _OURS & value.keys()):
        return "json_feed_item"
    return "native"


def _is_named_ninjs(value: Mapping[str, Any]) -> bool:
    standard = value.get("standard")
    return isinstance(standard, dict) and str(standard.get("name")).lower() == "ninjs"
