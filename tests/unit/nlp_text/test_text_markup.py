from time import process_time

import pytest
from dateline_nlp.stages.markup import plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>France <b>expelled</b> two diplomats.</p><p>Mali objected.</p>", "France expelled two diplomats.\nMali objected."),
        ("<style>p {color: red}</style><script>if (a < b) alert('<p>No</p>')</script>News", "News"),
        ("<p>Mali&#8217;s minister said &quot;no&quot; &amp; left.</p>", 'Mali ’s minister said "no" & left.'),
        ("<!-- <p>hidden</p> --><a href='/x?a=1&b=2' data-x=\"a > b\">Read</a> on<br/>now", "Read on\nnow"),
        ("<HTML><BODY><SCRIPT>x</SCRIPT>Words</BODY></HTML>", "Words"),
        ("<script>never closed", "never closed"),
    ],
)
def test_what_a_page_shows_is_left(text, words):
    shown = plain(text)
    assert len(shown) == len(text)
    assert " ".join(shown.split()).replace(" .", ".") == " ".join(words.split())
    assert ("\n" in shown.strip()) == ("\n" in words)


@pytest.mark.parametrize("text", ["a < b and b > c", "<3 &amp; kisses", "Write to <jane@example.org> & ask", "AT&amp;T rose", "<<<>>>"])
def test_a_text_without_tags_stays(text):
    assert plain(text) == text


def test_each_character_stands_where_it_stood():
    text = "<div><h1>France</h1> expelled &lsquo;two&rsquo; diplomats</div>"
    shown = plain(text)
    for word in ("France", "expelled", "two", "diplomats"):
        assert shown.index(word) == text.index(word)


@pytest.mark.parametrize("piece", ["<!--", "<script>", "<a '", '<div x="', "<", "</p>&amp;"])
def test_marks_that_never_close_cost_little(piece):
    began = process_time()
    plain(piece * (200_000 // len(piece)))
    assert process_time() - began < 2
