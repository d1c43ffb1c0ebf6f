"""Whether those who are only called by an office are those who hold it."""

import pytest
from dateline_api.store.link.sides import one
from dateline_api.store.link.signature import Side

PREMIER = Side("a1", "ana horvat", "person", "SVK", ("GOV",), titles=("prime minister",))


def called(name: str, country: str | None) -> Side:
    return Side(None, name, "person", country)


@pytest.mark.parametrize(
    ("name", "country", "likeness"),
    [
        ("slovak prime minister", "SVK", 0.8),
        ("slovak premier", "SVK", 0.8),
        ("prime minister of slovakia", "SVK", 0.8),
        ("outgoing premier", None, 0.5),
        ("polish premier", "POL", -1.0),
    ],
)
def test_an_office_is_whoever_is_known_to_hold_it_there(name: str, country: str | None, likeness: float) -> None:
    assert one(PREMIER, called(name, country)) == one(called(name, country), PREMIER) == likeness


@pytest.mark.parametrize("name", ["slovak foreign minister", "slovak minister"])
def test_another_office_is_not_hers(name: str) -> None:
    assert one(PREMIER, called(name, "SVK")) < 0.5
