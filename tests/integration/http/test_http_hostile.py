"""Requests that nobody sends in good faith: each is refused with a problem, or answered, and never fails the server."""

from typing import Any

import pytest
from dateline_api.http.app import openapi_document
from dateline_api.http.openapi import operations

DOCUMENT = openapi_document()
ENDLESS = "/v1/stream"
VALUES = (
    "%00",  # what PostgreSQL cannot keep
    "%ED%A0%80",  # half of a surrogate pair
    "%FF",
    "%zz",  # no encoding at all
    "9223372036854775808",
    "-1",
    "NaN",
    "",
    "'%3B--",
    "a" * 5000,
)
GETS = [(path, operation) for method, path, operation in operations(DOCUMENT) if method == "GET" and path != ENDLESS]
IN_QUERY = [(path, each["name"]) for path, operation in GETS for each in operation.get("parameters", []) if each["in"] == "query"]
IN_PATH = [path for path, _ in GETS if "{" in path]
WITH_BODY = [(method, path) for method, path, operation in operations(DOCUMENT) if "application/json" in operation.get("requestBody", {}).get("content", {})]
BODIES = (
    b"",
    b"\xff\xfe",
    b"null",
    b"[]",
    b'"a"',
    b"1e999",
    b"{",
    b'{"a":' * 5000,
    b'{"\\ud800": 1}',
    b'{"name": "\\u0000", "url": "\\u0000", "text": "\\u0000"}',
)


@pytest.fixture
def calm(serve: Any) -> Any:
    return serve(rate_limit="off")


def check(answer: Any, operation: str, *, may_be: tuple[int, ...] = ()) -> None:
    """The answer is one that the document promises, or a problem of these statuses."""
    told = f"{operation}: {answer.status_code} {answer.text[:300]}"
    assert answer.status_code < 500, told
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json", told
        assert answer.json()["request_id"] == answer.headers["X-Request-ID"], told
    method, path = operation.split(" ")
    assert str(answer.status_code) in DOCUMENT["paths"][path][method.lower()]["responses"] or answer.status_code in may_be, told


def test_no_value_of_a_parameter_fails_the_server(calm: Any) -> None:
    for path, name in IN_QUERY:
        for value in VALUES:
            check(calm.http.get(f"{path.replace('{', '').replace('}', '')}?{name}={value}"), f"GET {path}")


def test_no_parameter_that_is_given_twice_fails_the_server(calm: Any) -> None:
    for path, name in IN_QUERY:
        check(calm.http.get(f"{path.replace('{', '').replace('}', '')}?{name}=1&{name}=2"), f"GET {path}")


def test_no_value_in_a_path_fails_the_server(calm: Any) -> None:
    for path in IN_PATH:
        for value in (*VALUES, "..", "art_", "art_" + "0" * 32, "evt_" + "f" * 33):
            before, _, after = path.partition("{")
            check(calm.http.get(before + value + after.partition("}")[2]), f"GET {path}", may_be=(404, 405))


def test_no_body_fails_the_server(calm: Any) -> None:
    for method, path in WITH_BODY:
        for body in BODIES:
            for kind in ("application/json", "application/json; charset=utf-16", ""):
                answer = calm.http.request(method, path.replace("{", "").replace("}", ""), content=body, headers={"Content-Type": kind})
                check(answer, f"{method} {path}")


def test_faults_of_a_body_have_pointers_and_those_of_a_query_parameters(calm: Any) -> None:
    for method, path in WITH_BODY:
        answer = calm.http.request(method, path.replace("{", "").replace("}", ""), json={"colour": "red", "size": None})
        if answer.status_code == 422:
            assert {error["pointer"] for error in answer.json()["errors"]} >= {"/colour", "/size"}, answer.text
    for path, _ in IN_QUERY:
        answer = calm.http.get(f"{path}?colour=red", headers={})
        assert {"detail": "is not known here", "parameter": "colour"} in answer.json()["errors"], answer.text
