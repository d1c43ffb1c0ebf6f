"""What is printed for people: nothing that others wrote can act on a terminal."""

import io

import pytest
from dateline.console import Screen, visible
from dateline.table import event_table
from rich.panel import Panel
from rich.text import Text

ATTACK = "a\x1b]0;PWNED\x07b\x1b[2Jc\x9b2Jd\x7f\r"


def shown(what: object, *, color: bool = False) -> str:
    out = io.StringIO()
    Screen(file=out, width=120, force_terminal=color, color_system="standard" if color else None).print(what)
    return out.getvalue()


def test_control_characters_are_replaced_one_for_one() -> None:
    assert visible(ATTACK) == "a\ufffd]0;PWNED\ufffdb\ufffd[2Jc\ufffd2Jd\ufffd\ufffd"
    assert visible("tab\tline\nÄ → 漢") == "tab\tline\nÄ → 漢"


@pytest.mark.parametrize("wrap", [str, Text, lambda text: Panel(Text(text), title=Text(text))])
def test_nothing_printed_acts_on_a_terminal(wrap: type) -> None:
    assert visible(printed := shown(wrap(ATTACK))) == printed
    assert "PWNED" in printed


def test_table_of_events_shows_titles_and_names_harmless() -> None:
    event = {"type": "CONSULT", "status": "happened", "actors": [{"name": ATTACK}], "recipients": [], "mentions": [{"title": ATTACK}]}

    assert visible(printed := shown(event_table([event]))) == printed
    assert printed.count("PWNED") == 2


def test_our_own_styles_still_colour() -> None:
    assert shown("[red]error[/]", color=True) == "\x1b[31merror\x1b[0m\n"
