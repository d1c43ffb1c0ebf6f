"""Identity: what makes two articles, or two mentions, the same."""

from uuid import UUID, uuid4

import pytest
from dateline_api import ids
from dateline_api.outlet import source_of
from dateline_shared.contracts.article import Article
from dateline_shared.errors import RejectedError
from hypothesis import given
from hypothesis import strategies as st


def test_new_ids_are_version_7_and_sort_by_age() -> None:
    made = [ids.new_id() for _ in range(10_000)]
    assert {key.version for key in made} == {7}
    assert {key.variant for key in made} == {"specified in RFC 4122"}
    assert made == sorted(made)
    assert len(set(made)) == len(made)


@given(st.uuids())
def test_public_identifier_reads_back(key: UUID) -> None:
    assert ids.parse("evt", ids.public("evt", key)) == key


@pytest.mark.parametrize("text", ["", "evt_", "art_" + "0" * 32, "evt_" + "g" * 32, "evt_" + "0" * 31, "evt_{" + "0" * 31])
def test_anything_else_is_refused_by_name(text: str) -> None:
    with pytest.raises(RejectedError, match="evt_ and 32"):
        ids.parse("evt", text)


@pytest.mark.parametrize("url", ["https://WWW.a.example/x?utm_medium=rss&id=1", "https://www.a.example/x?id=1#part", "https://www.a.example:443/x?id=1"])
def test_same_page_has_one_address(url: str) -> None:
    assert ids.canonical_url(url) == "https://www.a.example/x?id=1"


@pytest.mark.parametrize(
    "url",
    [
        "https://web.example/x/https://a.example/1",
        "https://a.example/#!/story/7",
        "https://a.example/article?cid=7",
        "https://a.example/article?source=7",
        "https://a.example/Case",
        "https://a.example:8443/x",
        "http://[2001:db8::1]/x",
    ],
)
def test_what_chooses_a_page_stays_in_its_address(url: str) -> None:
    assert ids.canonical_url(url) == url


def test_article_without_address_is_its_words() -> None:
    one, same, other = (ids.article_id(Article(text=text, title="T"), source="a") for text in ("x", "x", "y"))
    assert one == same != other


def test_mention_is_its_participants_in_any_order() -> None:
    article = uuid4()
    one = ids.mention_id(article, type="CONSULT", participants=["b", "a"], ordinal=0)
    assert one == ids.mention_id(article, type="CONSULT", participants=["a", "b"], ordinal=0)
    assert one != ids.mention_id(article, type="CONSULT", participants=["a", "b"], ordinal=1)


@pytest.mark.parametrize("url", ["http://[::1", "http://℀.com/x"])
def test_address_that_cannot_be_read_is_taken_as_it_is(url: str) -> None:
    assert ids.canonical_url(url) == url
    assert source_of(Article(text="x", url=url)) == "unknown"
