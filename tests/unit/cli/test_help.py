"""What the command says of itself: every word of its help is shown, and what `up` says to do next works."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dateline.commands.up import addressed_by
from dateline.main import app
from dateline.settings import CliSettings
from rich.text import Text
from typer.core import TyperGroup
from typer.main import get_command


def helps(command: object, path: str = "dateline") -> Iterator[tuple[str, str]]:
    """Each parameter's place and help."""
    if isinstance(command, TyperGroup):
        for name, each in command.commands.items():
            yield from helps(each, f"{path} {name}")
    for parameter in getattr(command, "params", ()):
        yield f"{path} {parameter.name}", getattr(parameter, "help", None) or ""


def test_no_help_is_taken_for_markup_and_left_out() -> None:
    told = dict(helps(get_command(app)))

    assert len(told) > 50
    assert [place for place, text in told.items() if Text.from_markup(text).plain != text] == []


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {}),
        ({"port": 8401}, {"DATELINE_URL": "http://127.0.0.1:8401"}),
        ({"home": Path("/srv/dateline"), "port": 8401}, {"DATELINE_HOME": "/srv/dateline", "DATELINE_URL": "http://127.0.0.1:8401"}),
        ({"host": "0.0.0.0"}, {}),
    ],
)
def test_other_terminal_is_told_where_the_service_and_its_key_are(settings: dict[str, object], expected: dict[str, str]) -> None:
    assert addressed_by(CliSettings.model_validate(settings)) == expected
