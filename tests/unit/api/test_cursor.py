"""Cursors: what goes in comes out, and nothing else gets in."""

import pytest
from dateline_api.cursor import CursorError, ListCursor, LogCursor, digest
from hypothesis import given
from hypothesis import strategies as st


@given(st.text(max_size=8), st.integers(0, 2**62 - 1), st.sampled_from(["", "0f0f"]), st.none() | st.text(max_size=20))
def test_place_in_the_log_comes_back(epoch: str, seq: int, filter_: str, kinds: str | None) -> None:
    cursor = LogCursor(epoch, seq, filter_, kinds)

    assert LogCursor.decode(cursor.encode()) == cursor
    assert cursor.encode().replace("-", "").replace("_", "").isalnum()


@given(st.lists(st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=40), max_size=3).map(tuple), st.integers(0, 2**62 - 1))
def test_place_in_a_list_comes_back(after: tuple[str, ...], seq: int) -> None:
    cursor = ListCursor("events", "f", after, "e", seq)

    assert ListCursor.decode(cursor.encode(), of="events") == cursor


@given(st.data())
def test_altered_cursor_is_noticed(data: st.DataObject) -> None:
    text = LogCursor("epoch", 4711, "").encode()
    place = data.draw(st.integers(0, len(text) - 2))  # the last character may hold bits that do not count
    other = data.draw(st.sampled_from("ABCxyz019-_").filter(lambda character: character != text[place]))

    with pytest.raises(CursorError):
        LogCursor.decode(text[:place] + other + text[place + 1 :])


@given(st.text(max_size=80))
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(CursorError):
        LogCursor.decode(text)


@pytest.mark.parametrize("seq", [-1, 2**62, 2**63, 2**64 - 1])
def test_place_that_no_log_reaches_is_no_cursor(seq: int) -> None:
    with pytest.raises(CursorError):
        LogCursor.decode(LogCursor("e", seq, "").encode())
    with pytest.raises(CursorError):
        ListCursor.decode(ListCursor("events", "", (), "e", seq).encode(), of="events")


def test_cursors_of_different_lists_are_not_mixed_up() -> None:
    feeds, log = ListCursor("feeds", "", ("1",), "e", 0).encode(), LogCursor("e", 0, "").encode()

    for text in (feeds, log):
        with pytest.raises(CursorError):
            ListCursor.decode(text, of="events")
    with pytest.raises(CursorError):
        LogCursor.decode(feeds)


def test_filter_has_one_name_in_whatever_order_it_is_given() -> None:
    assert digest({"a": [1], "b": [2]}) == digest({"b": [2], "a": [1]}) != digest({"a": [2], "b": [2]})
    assert digest({}) == ""
