"""Secrets that sign webhooks (Standard Webhooks 1.0): `whsec_` and 24 to 64 random bytes in base64.

A subscription has a list of them, the newest first: each signs until its `until`, so that a receiver can change over.
"""

import base64
import binascii
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict

PREFIX = "whsec_"
LEAST, MOST = 24, 64  # bytes, as the standard has it
OVERLAP = timedelta(hours=24)  # that a secret signs on after another one took its place: a day's shift can carry it over


class Signing(TypedDict):
    """A secret, and until when it signs: a time of RFC 3339; None for the one that is in force."""

    secret: str
    until: str | None


def new_secret() -> str:
    """A fresh secret. It is shown once, and kept, since whoever signs needs it."""
    return PREFIX + base64.b64encode(os.urandom(32)).decode()


def fit_secret(secret: str) -> str:
    """A secret that somebody brings along, as it is. Raises ValueError, which does not repeat it."""
    try:
        size = len(base64.b64decode(secret.removeprefix(PREFIX), validate=True)) if secret.startswith(PREFIX) else 0
    except (binascii.Error, ValueError):
        size = 0
    if not LEAST <= size <= MOST:
        raise ValueError(f"must be {PREFIX} and {LEAST} to {MOST} bytes in base64 (A-Z a-z 0-9 + / and = at the end); leave it out to have one made")
    return secret


def rotated(signing: Sequence[Signing], secret: str, *, overlap: timedelta, now: datetime) -> list[Signing]:
    """The secrets once this one is in force: those before it sign on for the overlap at most, and those that do so no more are gone."""
    ends_at = now + overlap
    untils = (min(ends_at, datetime.fromisoformat(each["until"])) if each["until"] else ends_at for each in signing)
    before = [Signing(secret=each["secret"], until=until.isoformat()) for each, until in zip(signing, untils, strict=True) if until > now]
    return [Signing(secret=secret, until=None), *before]
