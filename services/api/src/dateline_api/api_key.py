"""API keys: `dl_`, 32 lower-case base32 characters at random (160 bits), `_`, and six digits that catch a slip."""

import base64
import hashlib
import os
import re
import zlib
from typing import Literal

Scope = Literal["read", "ingest", "correct", "admin"]
SCOPES: tuple[Scope, ...] = ("read", "ingest", "correct", "admin")

PREFIX_LENGTH = 8  # characters of a key that are kept in the clear, so that people can tell keys apart

_FORM = re.compile(r"dl_([a-z2-7]{32})_([0-9a-f]{6})")


def new_key() -> str:
    """A fresh key. It is shown once; only its digest is kept."""
    body = base64.b32encode(os.urandom(20)).decode().lower()
    return f"dl_{body}_{_check_digits(body)}"


def is_mistyped(key: str) -> bool:
    """Whether a string that begins like one of our keys cannot be one."""
    if not key.startswith("dl_"):
        return False
    form = _FORM.fullmatch(key)
    return form is None or form[2] != _check_digits(form[1])


def key_digest(key: str) -> bytes:
    """SHA-256 of the key; enough for 160 random bits, where a password would need a slow hash."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def _check_digits(body: str) -> str:
    return f"{zlib.crc32(body.encode()):08x}"[:6]
