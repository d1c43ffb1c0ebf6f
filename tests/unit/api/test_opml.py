"""Lists of feeds as other readers write them, and as we do."""

from contextlib import suppress
from typing import Any
from xml.etree import ElementTree

import pytest
from dateline_api.http.opml import MAX_DEPTH, MAX_FEEDS, OpmlError, Outline, parse, tags_of, write
from hypothesis import given
from hypothesis import strategies as st

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def opml(body: str) -> bytes:
    return f'{XML}<opml version="2.0"><head><title>Mine</title></head><body>\n{body}\n</body></opml>'.encode()


def test_feeds_are_read_with_their_lines_folders_and_categories() -> None:
    outlines = parse(
        opml("""<outline text="World">
  <outline text="Africa, north">
    <outline type="rss" text="Wire" title="The  Wire" xmlUrl=" https://wire.example/rss " category="/wire/daily,breaking, World"/>
  </outline>
</outline>
<outline xmlurl="https://bare.example/feed" text="https://bare.example/feed"/><outline type="atom" TEXT="Second on its line" XMLURL="https://b.example/"/>""")
    )

    assert outlines == [
        Outline(5, "https://wire.example/rss", "The Wire", ("World", "Africa", "north", "wire/daily", "breaking")),
        Outline(8, "https://bare.example/feed", None, ()),
        Outline(8, "https://b.example/", "Second on its line", ()),
    ]


def test_feed_without_an_address_is_told_and_a_folder_or_note_is_not() -> None:
    assert parse(opml('<outline text="Empty folder"/><outline type="link" text="A page" url="https://a.example"/><outline type="rss" text="Lost"/>')) == [
        Outline(3, "", "Lost", ())
    ]


def test_feed_in_a_feed_has_no_tag_of_it() -> None:
    nested = parse(opml('<outline text="Outer" xmlUrl="https://a.example"><outline text="Inner" xmlUrl="https://b.example"/></outline>'))

    assert [outline.tags for outline in nested] == [(), ()]


@pytest.mark.parametrize(
    ("encoding", "declared"), [("utf-16", "UTF-16"), ("iso-8859-1", "ISO-8859-1"), ("windows-1251", "windows-1251"), ("utf-8-sig", "UTF-8")]
)
def test_declared_encodings_are_read(encoding: str, declared: str) -> None:
    title = "Новости" if encoding == "windows-1251" else "Café Ö"
    document = f'<?xml version="1.0" encoding="{declared}"?><opml><body><outline text="{title}" xmlUrl="https://a.example"/></body></opml>'

    assert [outline.title for outline in parse(document.encode(encoding))] == [title]


def test_charset_of_the_request_overrides_the_declared_one() -> None:
    document = opml('<outline text="Café" xmlUrl="https://a.example"/>').decode().encode("iso-8859-1")

    assert parse(document, charset="iso-8859-1")[0].title == "Café"


BOMB = '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
DEFAULTS = '<!DOCTYPE opml [<!ATTLIST outline xmlUrl CDATA "https://a.example/">]>'


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (f'{BOMB}<opml><body><outline text="&b;" xmlUrl="https://a.example"/></body></opml>', "DOCTYPE"),
        (f'{OUTSIDE}<opml><body><outline text="x" xmlUrl="https://a.example"/>&x;</body></opml>', "DOCTYPE"),
        (f'{DEFAULTS}<opml><body><outline text="x"/></body></opml>', "DOCTYPE"),
        ('<opml><body><outline text="A & B"/></body></opml>', "not well-formed XML: not well-formed (invalid token) in line 1"),
        ("<opml><body>\n<outline>", "no element found in line 2"),
        ("", "no element found"),
        ("feeds: none", "not well-formed"),
        ("<rss version='2.0'><channel/></rss>", "outermost element is <rss>"),
        ("<html><body/></html>", "outermost element is <html>"),
        ('<?xml version="1.0" encoding="klingon"?><opml/>', "encoding"),
        ("<opml>" + "<outline text='a'>" * MAX_DEPTH, "elements in one another"),
    ],
    ids=["bomb", "external entity", "default attribute", "ampersand", "cut off", "empty", "no xml", "a feed", "a page", "unknown encoding", "deep"],
)
def test_what_is_no_list_of_feeds_is_refused_with_the_reason(document: str, reason: str) -> None:
    with pytest.raises(OpmlError, match=r".*" + reason.replace("(", r"\(").replace(")", r"\)")):
        parse(document.encode())


def test_unknown_charset_of_the_request_is_told() -> None:
    with pytest.raises(OpmlError, match="encoding"):
        parse(opml(""), charset="klingon")


def test_document_type_without_declarations_is_nothing_bad() -> None:
    assert parse(b'<!DOCTYPE opml SYSTEM "http://dtd.example/opml.dtd"><opml><body><outline xmlUrl="https://a.example"/></body></opml>')


def test_list_of_too_many_feeds_is_refused() -> None:
    one = '<outline xmlUrl="https://a.example"/>'
    assert len(parse(opml(one * MAX_FEEDS))) == MAX_FEEDS
    with pytest.raises(OpmlError, match="send it in parts"):
        parse(opml(one * (MAX_FEEDS + 1)))


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: opml(f'<outline text="{text}" xmlUrl="https://a.example"/>')))
def test_no_document_does_anything_but_be_read_or_refused(document: bytes) -> None:
    with suppress(OpmlError):
        assert all(isinstance(outline, Outline) for outline in parse(document))


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=40)
TAGS = st.lists(WORDS, max_size=5).map(tags_of).map(list)
TITLES = WORDS.map(lambda text: " ".join(text.split())).filter(bool)
FEEDS = st.lists(
    st.builds(
        lambda n, title, tags: {"url": f"https://a.example/{n}?a=1&b=2", "title": title, "site_url": None, "tags": tags},
        st.integers(),
        st.none() | TITLES,
        TAGS,
    ),
    max_size=8,
)


@given(FEEDS)
def test_what_is_written_is_read_again(feeds: list[dict[str, Any]]) -> None:
    read = {(outline.url, outline.title, outline.tags) for outline in parse(write(feeds))}

    assert read == {(feed["url"], feed["title"], tuple(feed["tags"])) for feed in feeds}


def test_document_has_what_opml_asks_for() -> None:
    feeds = [
        {"url": "https://a.example/rss", "title": "A\x01 & <B>", "site_url": "https://a.example/", "tags": ["world", "daily"]},
        {"url": "https://b.example/rss", "title": None, "site_url": None, "tags": []},
        {"url": "https://c.example/rss", "title": "C", "site_url": None, "tags": ["world"]},
    ]
    root = ElementTree.fromstring(write(feeds))

    assert (root.tag, root.attrib, [child.tag for child in root], root.findtext("head/title")) == (
        "opml",
        {"version": "2.0"},
        ["head", "body"],
        "Feeds of Dateline",
    )
    assert [outline.attrib for outline in root.findall("body/outline")] == [
        {"text": "world"},
        {"type": "rss", "text": "https://b.example/rss", "xmlUrl": "https://b.example/rss"},
    ]
    assert root.findall("body/outline/outline")[0].attrib == {
        "type": "rss",
        "text": "A & <B>",
        "xmlUrl": "https://a.example/rss",
        "htmlUrl": "https://a.example/",
        "title": "A & <B>",
        "category": "world,daily",
    }
