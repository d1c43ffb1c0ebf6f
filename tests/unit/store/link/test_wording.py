"""Words that say which act of its kind one is."""

import pytest
from dateline_api.store.link.wording import repeats, stem

NOUNS = {"strike", "time", "call"}


@pytest.mark.parametrize(
    ("trigger", "clause", "expected"),
    [
        ("struck", "Drones struck the port", (False, None)),
        ("struck", "Drones struck the port again", (True, None)),
        ("strike", "a third strike on the port", (True, 3)),
        ("shelled", "shelled for a second time in a week", (True, 2)),
        ("struck", "another strike on Sunday, which struck a mill", (True, None)),
        ("suspended", "the licence of a second ferry was suspended", (False, None)),
    ],
)
def test_one_more_of_its_kind(trigger, clause, expected) -> None:
    assert repeats(trigger, clause, nouns=NOUNS) == expected


def test_words_of_one_root_have_one_stem() -> None:
    assert stem("sanctions") == stem("sanctioned") == stem("sanctioning")
