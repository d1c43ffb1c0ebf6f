import os
import signal
import time

import pytest
from dateline.interrupts import Interrupts


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_request_to_end_is_counted_and_ends_a_wait(number: signal.Signals) -> None:
    with Interrupts() as interrupts:
        os.kill(os.getpid(), number)
        begun = time.monotonic()
        interrupts.wait(30)

    assert interrupts.requests == 1
    assert time.monotonic() - begun < 10


def test_same_wish_passed_on_by_a_wrapper_is_one_request() -> None:
    with Interrupts() as interrupts:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
        interrupts.wait(0)

    assert interrupts.requests == 1


def test_signals_mean_again_what_they_meant_before() -> None:
    outside = signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored where a shell runs the tests in its background
    try:
        with Interrupts():
            pass
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, outside)
