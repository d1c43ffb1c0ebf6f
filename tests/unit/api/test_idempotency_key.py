"""The header Idempotency-Key, as the draft writes it and as clients do."""

import pytest
from dateline_api.http.idempotency import is_final, read_key
from dateline_api.http.problems import ProblemError


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ('"8e03978e-40d5-43dd-bc93-6894a57f9324"', "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        ("8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        (' "order 7" ', "order 7"),
        (r'"a\"b\\c"', r'a"b\c'),
        ("YWJj+/==", "YWJj+/=="),
        ("k" * 255, "k" * 255),
        (f'"{"k" * 255}"', "k" * 255),
    ],
)
def test_key_is_read_with_quotes_or_without(value: str, key: str) -> None:
    assert read_key([value]) == key


@pytest.mark.parametrize(
    "given", [[""], ['""'], [" "], ['"open'], ["a b"], ["a,b"], ['"a", "b"'], ["a;b=1"], ['"a\\b"'], ["é"], ["a\tb"], ["k" * 256], ["a", "b"], ["a", "a"]]
)
def test_what_is_no_key_is_refused(given: list[str]) -> None:
    with pytest.raises(ProblemError) as caught:
        read_key(given)
    assert caught.value.kind.slug == "bad-idempotency-key"


def test_answers_that_another_time_may_change_are_not_kept() -> None:
    assert [status for status in (200, 201, 202, 204, 400, 404, 413, 422, 408, 409, 429, 500, 503) if is_final(status)] == [
        200,
        201,
        202,
        204,
        400,
        404,
        413,
        422,
    ]
