"""The header Prefer (RFC 7240), of which are honoured `wait=N`, how long a caller would wait for the outcome, and `return=minimal`."""

import re
from typing import Annotated

from fastapi import Depends, Header, Request

MAX_WAIT = 30  # seconds; proxies commonly cut a silent connection after 60

_WAIT = re.compile(r"(?:^|,)\s*wait\s*=\s*\"?(\d{1,6})\"?\s*(?=[,;]|$)", re.IGNORECASE)

_MINIMAL = re.compile(r"(?:^|,)\s*return\s*=\s*\"?minimal\"?\s*(?=[,;]|$)", re.IGNORECASE)


def wait_of(
    prefer: Annotated[list[str] | None, Header(description=f"`wait=N`: wait up to N seconds for the outcome, at most {MAX_WAIT}")] = None,
) -> int | None:
    """Seconds to wait, at most MAX_WAIT; None when the caller does not ask to. What is malformed is ignored, as the RFC has it."""
    found = _WAIT.search(",".join(prefer or ()))
    return min(int(found[1]), MAX_WAIT) if found else None


def is_brief(request: Request) -> bool:
    """Whether the caller would hear no more than is needed: of an import, what was refused, and the summary."""
    return bool(_MINIMAL.search(",".join(request.headers.getlist("prefer"))))


Wait = Annotated[int | None, Depends(wait_of)]


def applied(wait: int | None) -> dict[str, str]:
    """The header that tells which preference was honoured."""
    return {} if wait is None else {"Preference-Applied": f"wait={wait}"}
