"""Content codings: what was packed comes out again, however it is cut, in pieces of a bounded size; what is damaged is told."""

import gzip
import random
import zlib
from collections.abc import Callable, Iterator
from itertools import repeat

import brotli
import pytest
from dateline_shared.codings import STEP, DamagedBodyError, UnknownCodingError, unpacked
from hypothesis import given, settings
from hypothesis import strategies as st


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "X-GZIP": gzip.compress,
    "br": brotli.compress,
    "deflate": zlib.compress,
    " Deflate ": bare_deflate,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
    "deflate,gzip": lambda data: gzip.compress(zlib.compress(data)),
    "identity": bytes,
    "": bytes,
    "UTF-8": bytes,
}


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@pytest.mark.parametrize("coding", PACK)
@settings(deadline=None)
@given(data=st.binary(max_size=5000), repeats=st.integers(1, 40), size=st.integers(1, 100_000))
def test_what_was_packed_comes_out_again_however_it_is_cut(coding: str, data: bytes, repeats: int, size: int):
    whole = data * repeats

    assert b"".join(unpacked(pieces(PACK[coding](whole), size), coding)) == whole


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", " Deflate "])
def test_a_piece_is_small_whatever_it_comes_from(coding: str):
    sizes = [len(piece) for piece in unpacked([PACK[coding](bytes(20_000_000))], coding)]

    assert sum(sizes) == 20_000_000
    assert max(sizes) <= 2 * STEP


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", " Deflate ", "gzip, br"])
@given(share=st.floats(0.01, 0.99))
def test_a_body_that_ends_too_early_is_damaged(coding: str, share: float):
    packed = PACK[coding](random.Random(7).randbytes(3000))

    with pytest.raises(DamagedBodyError):
        list(unpacked([packed[: max(1, int(len(packed) * share))]], coding))


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate"])
def test_a_body_that_is_not_packed_is_damaged(coding: str):
    with pytest.raises(DamagedBodyError):
        list(unpacked([b"<rss>this was never packed</rss>" * 10], coding))


@pytest.mark.parametrize("coding", PACK)
def test_an_empty_body_is_empty(coding: str):
    assert b"".join(unpacked([], coding)) == b""


@given(texts=st.lists(st.binary(max_size=300), min_size=1, max_size=8), size=st.integers(1, 400))
def test_the_members_of_a_gzip_body_are_one_body(texts: list[bytes], size: int):
    packed = b"".join(map(gzip.compress, texts))

    assert b"".join(unpacked(pieces(packed, size), "gzip")) == b"".join(texts)


@given(size=st.integers(1, 100))
def test_what_follows_a_gzip_body_is_left_alone(size: int):
    assert b"".join(unpacked(pieces(gzip.compress(b"news") + bytes(50), size), "gzip")) == b"news"


@pytest.mark.parametrize("coding", ["zstd", "compress", "gzip, zstd", "gzip, gzip, gzip", "br,br,br,br", "x" * 5000])
def test_a_coding_that_was_not_asked_for_is_refused(coding: str):
    with pytest.raises(UnknownCodingError, match="gzip, br, deflate"):
        unpacked([b""], coding)


def test_nothing_is_unpacked_before_it_is_asked_for():
    endless = unpacked(repeat(gzip.compress(bytes(1_000_000))), "gzip")

    assert len(next(endless)) == STEP
