import io
from typing import Any

from dateline.table import event_line, event_table, shorten
from rich.console import Console

EVENT: dict[str, Any] = {
    "type": "SUPPORT",
    "mode": None,
    "status": "denied",
    "actors": [{"name": "Ann Lee"}],
    "recipients": [{"name": "Bo [the] Kim"}, {"name": "Kenya"}],
    "date": {"edtf": "2018-03-20"},
    "said_by": {"name": "Cy Poe"},
    "mentions": [{"article_id": "art_1", "title": "A [bold] headline", "evidence": [{"exact": "praised"}, {"exact": "Ann Lee praised\nBo Kim"}]}],
}


def test_row_holds_what_a_reader_wants_and_brackets_stay() -> None:
    out = io.StringIO()
    Console(file=out, width=200).print(event_table([EVENT]))

    _, row, below = out.getvalue().splitlines()
    for part in ("2018-03-20", "denied", "SUPPORT", "Ann Lee → Bo [the] Kim, Kenya", "Cy Poe", "Ann Lee praised Bo Kim"):
        assert part in row
    assert below.strip() == "A [bold] headline"


def test_event_with_nothing_but_the_least_still_has_a_row() -> None:
    out = io.StringIO()
    least = {"type": "disaster", "mode": "flood", "status": "happened", "actors": [], "recipients": [], "date": None, "said_by": None, "mentions": []}
    Console(file=out, width=200).print(event_table([least]))

    assert out.getvalue().split()[-3:] == ["happened", "disaster/", "flood"]


def test_nothing_is_cut_off_on_a_narrow_terminal() -> None:
    out = io.StringIO()
    Console(file=out, width=80).print(event_table([EVENT]))

    assert "…" not in out.getvalue()
    assert {"praised", "headline", "Kenya"} <= set(out.getvalue().split())


def test_line_reads_like_a_sentence() -> None:
    assert event_line(EVENT) == "SUPPORT  Ann Lee → Bo [the] Kim, Kenya  denied  on 2018-03-20  according to Cy Poe"


def test_long_words_are_cut_with_a_mark() -> None:
    assert shorten("a" * 100, 10) == "aaaaaaaaa…"
