"""The OpenAPI document says everything that the service may answer."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from dateline_api.http.app import openapi_document
from dateline_api.http.bodies import KINDS
from dateline_api.http.openapi import operations
from dateline_api.http.pages import docs_page, problem_page, problems_page
from dateline_api.http.problems import PROBLEM_TYPES

DOCUMENT = openapi_document()
OPERATIONS = [(f"{method} {path}", operation) for method, path, operation in operations(DOCUMENT)]
GUARDED = [(name, operation) for name, operation in OPERATIONS if "/v1/" in name]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (each for name, item in value.items() for each in ([item] if name == "$ref" else references(item)))
    elif isinstance(value, list):
        yield from (each for item in value for each in references(item))


def test_document_is_of_version_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")


def test_every_reference_leads_somewhere() -> None:
    assert set(references(DOCUMENT)) <= {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}


def test_names_of_operations_are_unique() -> None:
    names = [operation["operationId"] for _, operation in OPERATIONS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("name", "operation"), GUARDED, ids=[name for name, _ in GUARDED])
def test_operation_tells_of_keys_and_problems(name: str, operation: dict[str, Any]) -> None:
    assert operation["security"] == [{"bearer": []}, {"header": []}]
    assert operation["description"]
    assert {"401", "403", "422", "429", "500", "503"} <= set(operation["responses"])
    if "{" in name and name != "PATCH /v1/sources/{source}":  # which takes any name
        assert "404" in operation["responses"]
    for status, answer in operation["responses"].items():
        if int(status) >= 400:
            assert answer["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_every_body_is_described() -> None:
    bodies = {name for name, operation in OPERATIONS if "requestBody" in operation}
    assert bodies == {
        "POST /v1/articles",
        "POST /v1/articles/{article_id}/retract",
        "POST /v1/feeds",
        "POST /v1/feeds/opml",
        "PATCH /v1/feeds/{feed_id}",
        "PATCH /v1/sources/{source}",
        "POST /v1/corrections",
        "POST /v1/discover",
        "POST /v1/keys",
        "POST /v1/readings",
        "POST /v1/relink",
        "POST /v1/webhooks",
        "PATCH /v1/webhooks/{webhook_id}",
        "POST /v1/webhooks/{webhook_id}/rotate",
        "POST /v1/webhooks/{webhook_id}/replay",
    }


def test_waiting_is_described_where_it_is_honoured() -> None:
    waiting = {name for name, operation in OPERATIONS if any(parameter["name"] == "prefer" for parameter in operation.get("parameters", []))}
    assert waiting == {
        "POST /v1/articles",
        "POST /v1/articles/redrive",
        "POST /v1/articles/{article_id}/redrive",
        "POST /v1/articles/{article_id}/retract",
        "POST /v1/articles/{article_id}/restore",
        "DELETE /v1/articles/{article_id}",
        "POST /v1/feeds/{feed_id}/refresh",
        "POST /v1/discover",
        "POST /v1/corrections",
        "POST /v1/corrections/{correction_id}/withdraw",
        "POST /v1/readings",
        "DELETE /v1/readings",
        "POST /v1/relink",
        "GET /v1/changes",
        "GET /v1/events",
        "POST /v1/webhooks/{webhook_id}/test",
        "POST /v1/webhooks/{webhook_id}/deliveries/{delivery_id}/retry",
    }


def test_document_and_pages_name_no_foreign_host() -> None:
    served = [json.dumps(DOCUMENT), docs_page(DOCUMENT), problems_page(), *(problem_page(kind) for kind in PROBLEM_TYPES.values())]
    hosts = {urlsplit(address).hostname or "" for text in served for address in re.findall(r"(?:https?:)?//[\w.-]+\.[\w:-]+", text)}
    assert {host for host in hosts if host != "127.0.0.1" and not re.search(r"(^|\.)example(\.(com|org|net))?$", host)} == set()  # RFC 2606


def test_every_content_type_of_a_posted_article_is_told() -> None:
    content = DOCUMENT["paths"]["/v1/articles"]["post"]["requestBody"]["content"]

    assert content.keys() == {name for name in KINDS if name != "application/ndjson"}  # the same as application/x-ndjson
    one, many = content["application/json"]["schema"]["oneOf"]
    assert [each.get("$ref") for each in one["anyOf"]] == ["#/components/schemas/PostedArticle", None]
    assert many["items"] == one
