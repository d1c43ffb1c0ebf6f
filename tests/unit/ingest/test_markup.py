"""The text of a page becomes a tree, within bounds."""

import pytest
from dateline_ingest.markup import MAX_ELEMENTS, bound, parsed, words
from dateline_ingest.text import MAX_TAG, without_long_tags


@pytest.mark.parametrize("markup", ["", " \n", "<!-- only -->"])
def test_nothing_is_no_page(markup: str):
    assert parsed(markup) is None


def test_the_end_of_an_endless_page_goes_first():
    page = parsed("<h1>First</h1>" + "<p>x</p>" * (2 * MAX_ELEMENTS) + "<p>Last</p>")
    assert page is not None

    text = bound(page).text_content()

    assert text.startswith("First")
    assert "Last" not in text
    assert sum(1 for _ in page.iter()) <= MAX_ELEMENTS + 1


def test_what_is_not_shown_goes_and_what_follows_it_stays():
    page = parsed("<p>One<script>two</script> three <svg><text>four</text></svg>five</p>")
    assert page is not None

    assert words(bound(page)) == "One three five"


@pytest.mark.parametrize(
    ("html", "short"),
    [
        ('<a href="/x">y</a>', '<a href="/x">y</a>'),
        (f'<img src="data:{"A" * MAX_TAG}">text', "<img>text"),
        (f"<div a='{'>' * MAX_TAG}' b>text", "<div>text"),
        (f"<div {'a ' * MAX_TAG}", "<div"),
        (f"<script>if (a<b {'x' * MAX_TAG}</script>", f"<script>if (a<b {'x' * MAX_TAG}</script>"),
        (f"5 < 6 {'x' * MAX_TAG}", f"5 < 6 {'x' * MAX_TAG}"),
    ],
    ids=range(6),
)
def test_endless_tags_lose_their_attributes_and_nothing_else_changes(html: str, short: str):
    assert without_long_tags(html) == short
