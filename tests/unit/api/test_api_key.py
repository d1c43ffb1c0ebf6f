"""API keys: their form and their check digits."""

import re
from binascii import crc32

from dateline_api.api_key import is_mistyped, key_digest, new_key


def test_key_has_the_documented_form() -> None:
    key = new_key()

    found = re.fullmatch(r"dl_([a-z2-7]{32})_([0-9a-f]{6})", key)
    assert found
    assert found[2] == f"{crc32(found[1].encode()):08x}"[:6]
    assert len(key_digest(key)) == 32


def test_keys_differ() -> None:
    assert len({new_key() for _ in range(100)}) == 100


def test_slip_is_noticed() -> None:
    key = new_key()

    assert not is_mistyped(key)
    assert is_mistyped(key[:-1])
    assert is_mistyped(key.upper().replace("DL_", "dl_"))
    assert is_mistyped(key[:5] + ("a" if key[5] != "a" else "b") + key[6:])


def test_key_of_another_form_is_not_judged() -> None:
    assert not is_mistyped("an operator's own secret")
