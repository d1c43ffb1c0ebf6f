import json
from datetime import UTC, datetime

import pytest
from dateline.articles import Broken, Draft, drafts, instant, json_lines, to_article
from dateline_shared.errors import RejectedError


def test_text_file_is_one_article_as_it_stands() -> None:
    assert list(drafts("First line\n\n Second.\n", name="news.txt")) == [Draft("news.txt", {"text": "First line\n\n Second.\n"})]


def test_text_that_begins_with_a_bracket_stays_text_in_a_text_file() -> None:
    assert list(drafts("[Reuters] Talks failed.", name="a.txt")) == [Draft("a.txt", {"text": "[Reuters] Talks failed."})]


@pytest.mark.parametrize("name", ["a.json", "-"])
@pytest.mark.parametrize("content", ['{"text": "a"}', '[{"text": "a"}]', '{"articles": [{"text": "a"}]}'])
def test_json_is_one_article_an_array_or_an_object_that_holds_one(content: str, name: str) -> None:
    assert list(drafts(content, name=name)) == [Draft("article 1", {"text": "a"})]


def test_standard_input_may_be_an_object_a_line() -> None:
    assert list(drafts('{"text": "a"}\n\n{"text": "b"}\n', name="-")) == [Draft("line 1", {"text": "a"}), Draft("line 3", {"text": "b"})]


def test_line_separators_inside_a_text_do_not_end_a_line() -> None:
    line = json.dumps({"text": "a\u2028b\x0bc"}, ensure_ascii=False)

    assert list(json_lines(line)) == [Draft("line 1", {"text": "a\u2028b\x0bc"})]


def test_broken_line_is_named_and_its_neighbours_are_read() -> None:
    first, broken, last = json_lines('{"text": "a"}\n{"text": \n[1]')

    assert first == Draft("line 1", {"text": "a"})
    assert isinstance(broken, Broken)
    assert broken.place == "line 2"
    assert last == Broken("line 3", "is no JSON object")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-03-20", datetime(2018, 3, 20, tzinfo=UTC)),
        ("2018-03-20T20:00:00Z", datetime(2018, 3, 20, 20, tzinfo=UTC)),
        ("2018-03-20T23:30:00-05:00", datetime(2018, 3, 21, 4, 30, tzinfo=UTC)),
        ("2018-03-20 20:00", datetime(2018, 3, 20, 20, tzinfo=UTC)),
    ],
)
def test_instants_are_aware_and_in_utc(text: str, expected: datetime) -> None:
    assert instant(text) == expected
    assert instant(text).utcoffset() == UTC.utcoffset(None)


def test_every_fault_of_an_article_is_named_with_its_place() -> None:
    with pytest.raises(RejectedError, match=r"line 7: .*text.*; .*colour"):
        to_article(Draft("line 7", {"title": "No text", "colour": "red"}))


def test_day_that_is_none_is_explained() -> None:
    with pytest.raises(RejectedError, match=r"a\.txt: 'yesterday' is neither a day like"):
        to_article(Draft("a.txt", {"text": "x", "published_at": "yesterday"}))
