"""The admin key of a local installation: `dl_`, 32 base32 characters, `_`, and a checksum that catches slips of the keyboard."""

import base64
import secrets
import zlib

from dateline.home import Home

RANDOM_BYTES = 20  # 160 bits: exactly 32 base32 characters


def new_key() -> str:
    """A fresh key."""
    random = base64.b32encode(secrets.token_bytes(RANDOM_BYTES)).decode().lower()
    return f"dl_{random}_{checksum(random)}"


def checksum(random: str) -> str:
    """The first 6 hexadecimal digits of the CRC-32."""
    return f"{zlib.crc32(random.encode()):08x}"[:6]


def admin_key(home: Home) -> tuple[str, bool]:
    """The home's key, made if it has none, and whether it is new: a new one is shown once."""
    if home.admin_key.exists():
        return home.admin_key.read_text(encoding="utf-8").strip(), False
    key = new_key()
    home.write(home.admin_key, key)
    return key, True
