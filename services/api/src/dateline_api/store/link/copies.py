"""Which texts are nearly the same: MinHash prints of their words, and what shares enough of a print. Pure.

A text is the set of its runs of three words; two are copies when the estimated Jaccard similarity of these sets is high enough. Titles do
not count: a desk that takes an agency's words puts its own title over them. Figures: docs/linking.md, "Near-duplicates".
"""

import re
import struct
import unicodedata
from datetime import timedelta

from rensa import RMinHash  # ty: ignore[missing-module-member]  # a compiled module

RUN = 3  # words; of independent reports of one event at most 5 % of these are the same, of light rewrites half and more (open gold)
FEWEST = 30  # words: a shorter text is too soon like another
ALIKE = 0.3  # far above what independent reports share (0.05), and below light rewrites that lost a third (0.5)
WITHIN = timedelta(days=7)  # between two publications: what is told in the same words later is a form that is filled in again
BANDS, ROWS = 32, 3  # of two light rewrites (0.5) 98.6 % meet in a band, of two texts that share common phrases (0.005) 4 in a million
SEED = 20_240_305  # prints are kept: never to change

_HASHES = struct.Struct(f"<{BANDS * ROWS}I")
_HALF = 1 << 63
_WORD = re.compile(r"\w+")


def print_of(text: str) -> bytes | None:
    """The print of a text; none if it is too short to be told from others."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if len(words) < FEWEST:
        return None
    sketch = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    sketch.update([" ".join(run) for run in zip(*(words[n:] for n in range(RUN)), strict=False)])
    return _HASHES.pack(*sketch.digest())


def bands(print_: bytes) -> list[int]:
    """Signed 64-bit hashes of the parts of a print: texts that are alike have one in common. What they are made of is hashed already."""
    hashes = iter(_HASHES.unpack(print_))
    return [((one << 32 | two) ^ three << 16 ^ n) - _HALF for n, (one, two, three) in enumerate(zip(*[hashes] * ROWS, strict=True))]


def likeness(one: bytes, other: bytes) -> float:
    """The share of hashes that two prints have in common, which estimates the Jaccard similarity within 0.05."""
    return sum(a == b for a, b in zip(_HASHES.unpack(one), _HASHES.unpack(other), strict=True)) / (BANDS * ROWS)
