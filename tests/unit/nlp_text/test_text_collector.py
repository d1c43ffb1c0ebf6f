import gc

import pytest
from dateline_nlp.collector import still


def read_and_fail() -> None:
    with still(), still():
        assert not gc.isenabled()
        raise ValueError("no")


def test_the_collector_is_still_inside_and_on_again_after_an_error():
    with pytest.raises(ValueError, match="no"):
        read_and_fail()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off():
    gc.disable()
    try:
        with still():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
