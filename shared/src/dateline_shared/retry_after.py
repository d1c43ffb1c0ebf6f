"""The header Retry-After: how long a server asks to be left alone."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


def asked_wait(value: str | None, *, now: datetime, longest: timedelta) -> timedelta | None:
    """The wait that a Retry-After header asks for, in seconds or as a date (RFC 9110 §10.2.3); at most `longest`."""
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:9])), longest)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # the latter of an offset without end
        return None
    wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta()), longest)
