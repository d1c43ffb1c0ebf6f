"""The header Prefer (RFC 7240), of which are honoured `wait=N`, how long a caller would wait for the outcome, and `return=minimal`."""

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Header, Request

MAX_WAIT = 30  # seconds; proxies commonly cut a silent connection after 60

_WAIT = re.compile(r"(?:^|,)\s*wait\s*=\s*\"?(\d{1,6})\"?\s*(?=[,;]|$)", re.IGNORECASE)

_MINIMAL = re.compile(r"(?:^|,)\s*return\s*=\s*\"?minimal\"?\s*(?=[,;]|$)", re.IGNORECASE)


def wait_of(prefer: Sequence[str]) -> int | None:
    """Seconds to wait, at most MAX_WAIT; None when the caller does not ask to. What is malformed is ignored, as the RFC has it."""
    found = _WAIT.search(",".join(prefer))
    return min(int(found[1]), MAX_WAIT) if found else None


async def _asked(
    request: Request,
    prefer: Annotated[str, Header(description=f"`wait=N`: wait up to N seconds for the outcome, at most {MAX_WAIT}; what else it says is ignored")] = "",
) -> int | None:
    return wait_of(request.headers.getlist("prefer"))  # which may come several times; `prefer` is there to be documented


def is_brief(request: Request) -> bool:
    """Whether the caller would hear no more than is needed: of an import, what was refused, and the summary."""
    return bool(_MINIMAL.search(",".join(request.headers.getlist("prefer"))))


Wait = Annotated[int | None, Depends(_asked)]


def applied(wait: int | None) -> dict[str, str]:
    """The header that tells which preference was honoured."""
    return {} if wait is None else {"Preference-Applied": f"wait={wait}"}
