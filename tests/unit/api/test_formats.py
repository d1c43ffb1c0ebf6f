"""Every example of tests/data/posted is read as the file beside it says, and keeps the rules of its standard."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from dateline_api.http.formats import read_html, read_json
from dateline_api.http.posted import Posted
from dateline_api.http.problems import ProblemError
from jsonschema import Draft202012Validator

DATA = Path(__file__).parents[2] / "data"
DOCUMENTS = sorted(path for path in DATA.glob("posted/*/*.*") if len(path.suffixes) == 1)
NINJS = Draft202012Validator(json.loads((DATA / "standards/ninjs-3.1.rules.json").read_text(encoding="utf-8")))
JSON_FEED = Draft202012Validator(json.loads((DATA / "standards/json-feed-1.1.rules.json").read_text(encoding="utf-8")))
MAX_TEXT = 256 * 1024

THINGS = {"Person", "Organization"}
TERMS: dict[str, set[str]] = {  # of schema.org, for an article: https://schema.org/NewsArticle; Text also stands for URL, which is a kind of it
    "headline": {"Text"},
    "name": {"Text"},
    "articleBody": {"Text"},
    "datePublished": {"Date", "DateTime"},
    "dateModified": {"Date", "DateTime"},
    "dateCreated": {"Date", "DateTime"},
    "author": THINGS,
    "creator": THINGS,
    "publisher": THINGS,
    "url": {"Text"},
    "mainEntityOfPage": {"Text", "CreativeWork", "WebPage"},
    "inLanguage": {"Text", "Language"},
    "keywords": {"Text", "DefinedTerm"},
    "identifier": {"Text", "PropertyValue"},
    "isAccessibleForFree": {"Boolean"},
    "wordCount": {"Integer"},
}


def document(name: str) -> Any:
    return json.loads((DATA / "posted" / name).read_text(encoding="utf-8"))


def read(path: Path) -> Posted | list[Posted | ProblemError]:
    if path.suffix == ".html":
        request = json.loads(path.with_suffix(".request.json").read_text(encoding="utf-8"))
        return read_html(path.read_bytes(), content_type=f"text/html; charset={request.get('charset')}", url=request["url"])
    return read_json(path.read_bytes(), max_text_bytes=MAX_TEXT)


def told(of: Posted | ProblemError | list[Posted | ProblemError]) -> Any:
    """What was read, without what is not there."""
    if isinstance(of, list):
        return [told(one) for one in of]
    if isinstance(of, ProblemError):
        return {"errors": [error.model_dump(exclude_none=True) for error in of.errors]}
    flags = {"markup": of.markup, "is_fragment": of.is_fragment, "is_cancelled": of.is_cancelled}
    found = {"article": of.article.model_dump(mode="json", exclude_defaults=True), **flags}
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_example_is_read_as_expected(path: Path) -> None:
    assert told(read(path)) == json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))


def test_every_format_has_examples() -> None:
    assert Counter(path.parent.name for path in DOCUMENTS) >= Counter(html=3, json_feed=4, ninjs=6, schema_org=5)


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.parent.name == "ninjs" and "version_" not in path.name], ids=lambda path: path.name)
def test_example_keeps_the_rules_of_ninjs(path: Path) -> None:
    assert [(error.json_path, error.message) for error in NINJS.iter_errors(json.loads(path.read_text(encoding="utf-8")))] == []


@pytest.mark.parametrize(
    "change",
    [
        {"uri": "no uri"},
        {"versioncreated": "2024-03-06T08:10:30Z"},
        {"versionCreated": "2024-03-06"},
        {"pubStatus": "cancelled"},
        {"bodies": [{"contenttype": "text/plain", "value": "a"}]},
        {"headlines": [{"role": "main"}]},
        {"type": "article"},
    ],
)
def test_rules_of_ninjs_refuse_what_is_none(change: dict[str, Any]) -> None:
    assert not NINJS.is_valid(document("ninjs/plain_text.json") | change)


@pytest.mark.parametrize("name", ["item_text.json", "feed_version_1.json", "item_address.json"])
def test_example_keeps_the_rules_of_json_feed(name: str) -> None:
    assert [(error.json_path, error.message) for error in JSON_FEED.iter_errors(document(f"json_feed/{name}"))] == []


def test_rules_of_json_feed_refuse_what_its_readers_forgive() -> None:
    broken = {"/".join(map(str, error.path)) for error in JSON_FEED.iter_errors(document("json_feed/feed.json"))}

    assert broken == {"items/2/date_published", "items/3", "items/4"}
    assert not JSON_FEED.is_valid(document("json_feed/item_html.json"))  # its id is a number, its date a day


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.parent.name == "schema_org"], ids=lambda path: path.name)
def test_example_uses_the_terms_of_schema_org(path: Path) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    nodes = value.get("@graph") or [value.get("mainEntity") or value]
    members = [(name, member) for node in nodes if "Article" in str(node["@type"]) for name, member in node.items() if not name.startswith("@")]

    assert members
    assert [(name, kinds_of(member)) for name, member in members if not kinds_of(member) <= TERMS[name] | {"Reference"}] == []


def kinds_of(value: Any) -> set[str]:
    """The types of schema.org that the values of a property have."""
    if isinstance(value, list):
        return {kind for one in value for kind in kinds_of(one)}
    if isinstance(value, dict):
        return kinds_of(value["@value"]) if "@value" in value else {value.get("@type", "Reference")}
    if isinstance(value, str):
        found = re.fullmatch(r"\d{4}-\d{2}-\d{2}(T.+)?", value)
        return {"Text" if not found else "DateTime" if found[1] else "Date"}
    return {"Boolean" if isinstance(value, bool) else "Integer"}
