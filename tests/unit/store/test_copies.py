"""Prints of texts: alike are verbatim copies and light rewrites; what tells the same in other words is not."""

import pytest
from dateline_api.store.link.copies import ALIKE, BANDS, ROWS, bands, likeness, print_of

WIRE = """
KADUNA (Savanna Wire) - Two freight trains collided near the river bridge at Kaduna before dawn on Monday, killing three railwaymen and hurting eleven,
the regional rail office said. The signal box had been without power since Sunday evening, its manager, Bitrus Danladi, told reporters at the site.
Engineers from Zaria brought a crane to lift the front carriages. The line to Abuja is expected to stay closed until Thursday.
The railway union had warned of failing signals in a letter in January. The rail office denied that it had received any such letter.
Governor Hadiza Sule visited the wounded in the afternoon and promised their families help.
"""
REPORT = """
Three people died when two goods trains ran into each other at Kaduna early on Monday. Eleven more were taken to hospital, among them both drivers.
According to Bitrus Danladi, who runs the signal box beside the bridge, there had been no electricity there for half a day. Trains between Abuja and Kaduna
will not run before Thursday, and a crane was on its way from Zaria. A union leader said that his members had complained of broken signals months ago.
The railway says that no letter ever came. In the afternoon Hadiza Sule, the governor, went to see the injured.
"""


def similarity(one: str, other: str) -> float:
    first, second = print_of(one), print_of(other)
    assert first
    assert second
    return likeness(first, second)


@pytest.mark.parametrize(
    "copy",
    [
        WIRE,
        WIRE.upper().replace(",", " -"),
        WIRE.replace("KADUNA (Savanna Wire) - ", "").replace("hurting", "injuring").replace("is expected to", "will").replace("promised", "offered"),
        WIRE.replace("The rail office denied that it had received any such letter.", ""),
        WIRE + "Our own correspondent adds that the market beside the station was empty all day.",
    ],
    ids=["verbatim", "letters and marks", "light rewrite", "shortened", "lengthened"],
)
def test_copies_are_alike(copy: str) -> None:
    assert similarity(WIRE, copy) > ALIKE + 0.1
    first, second = print_of(WIRE), print_of(copy)
    assert first
    assert second
    assert set(bands(first)) & set(bands(second))


def test_independent_reports_of_one_event_are_not_alike() -> None:
    assert similarity(WIRE, REPORT) < ALIKE / 3


@pytest.mark.parametrize("text", ["", "They signed it on Friday.", " ".join(["word"] * 29)])
def test_short_texts_have_no_print(text: str) -> None:
    assert print_of(text) is None


def test_prints_that_are_kept_can_be_compared_with_those_that_any_version_makes() -> None:
    kept = print_of(" ".join(f"word{n}" for n in range(60)))
    assert kept
    assert len(kept) == BANDS * ROWS * 4
    assert kept[:12].hex() == "e7fdd93e283c29c1eb77ea07"
    assert len(set(bands(kept))) == BANDS
    assert all(-(2**63) <= band < 2**63 for band in bands(kept))
