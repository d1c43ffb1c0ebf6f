"""Plain text out of the HTML of entries."""

import pytest
from dateline_ingest.text import main_text, plain_text, scrub, shorten
from hypothesis import given
from hypothesis import strategies as st

ARTICLE = "".join(f"<p>The minister answered question {number} of the committee at some length on Tuesday.</p>" for number in range(12))


def test_paragraphs_of_an_article_stay_in_order_one_a_line():
    lines = main_text(ARTICLE).splitlines()

    assert lines == [f"The minister answered question {number} of the committee at some length on Tuesday." for number in range(12)]


def test_scripts_styles_and_captions_of_players_are_not_text():
    html = "<style>p{color:red}</style><p>The court sat.</p><script>track()</script><video>No player.</video><noscript>Enable it.</noscript>"

    assert plain_text(html) == "The court sat."


def test_the_shortest_summary_is_kept():
    assert main_text("No deal.") == "No deal."


def test_signs_of_less_and_more_are_not_markup():
    assert main_text("Shares fell 3 &lt; 5 points, he said &amp; left") == "Shares fell 3 < 5 points, he said & left"


@pytest.mark.parametrize("html", ["", "   ", "<!-- a comment -->", "<p></p>", "<img src='a.jpg'>"])
def test_html_without_words_has_no_text(html: str):
    assert main_text(html) == ""


def test_text_before_a_bottomless_nesting_is_kept():
    assert main_text("<p>Before.</p>" + "<div>" * 5000 + "bottom" + "</div>" * 5000) == "Before."


@given(st.text(st.characters(codec=None)))
def test_scrubbed_text_has_its_length_and_can_be_sent(text: str):
    scrubbed = scrub(text)

    assert len(scrubbed) == len(text)
    assert "\x00" not in scrubbed
    scrubbed.encode()


@given(st.text(), st.integers(1, 60))
def test_shortened_text_is_a_beginning_within_the_bound(text: str, bound: int):
    short = shorten(text, max_bytes=bound)

    assert text.startswith(short)
    assert len(short.encode()) <= bound


def test_a_text_is_cut_between_lines():
    assert shorten("one line\nanother line", max_bytes=15) == "one line"
