"""What the client raises.

DatelineError
├── TransientError
│   └── CannotConnectError         nobody answers, or an answer broke off
└── RejectedError
    ├── ProblemError               the service refused: its problem (RFC 9457)
    │   └── CursorExpiredError     the change log no longer reaches back to the place
    └── PlaceError                 the file that keeps a place is of another filter, or cannot be read or written
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dateline_shared.errors import DatelineError, RejectedError, TransientError

__all__ = ["CannotConnectError", "CursorExpiredError", "DatelineError", "PlaceError", "ProblemError", "RejectedError", "TransientError"]

QUOTED = 300  # characters of an answer that is no problem document
GONE = 410


class CannotConnectError(TransientError):
    """Nobody answers at the service's address, or the answer broke off."""


class ProblemError(RejectedError):
    """The service refused a request: its problem document, and the same in words."""

    def __init__(self, status: int, problem: Mapping[str, Any], *, body: str = "") -> None:
        advice = " Give an API key in DATELINE_KEY." if status in (401, 403) else ""
        words = problem_words(problem) or body.strip()[:QUOTED] or "no reason given"
        super().__init__(f"The service refused ({status}): {words}.{advice}")
        self.status = status
        self.problem = dict(problem)

    @property
    def type(self) -> str | None:
        """Which problem it is, as the path of the page that explains it: `/problems/invalid-request`."""
        return self.problem.get("type")

    @property
    def title(self) -> str | None:
        """The problem in a few words."""
        return self.problem.get("title")

    @property
    def detail(self) -> str | None:
        """What it is this time."""
        return self.problem.get("detail")

    @property
    def errors(self) -> Sequence[Mapping[str, str]]:
        """The faults: each with its `detail`, and the `parameter` or the `pointer` to the field that it is about."""
        return self.problem.get("errors") or []

    @property
    def request_id(self) -> str | None:
        """By which the server's log knows the request."""
        return self.problem.get("request_id")


class CursorExpiredError(ProblemError):
    """The log was restored, or is no longer kept so far back: changes after the cursor may be lost to whoever only follows."""

    @property
    def oldest_cursor(self) -> str | None:
        """The first place that is left. Going on from there leaves out what lies between."""
        return self.problem.get("oldest_cursor")


class PlaceError(RejectedError):
    """The file that keeps a place cannot be used."""


def refusal(status: int, body: str) -> ProblemError:
    """The error that an answer tells of."""
    try:
        problem = json.loads(body)
    except ValueError:
        problem = {}
    problem = problem if isinstance(problem, dict) else {}
    kind = CursorExpiredError if status == GONE and str(problem.get("type")).endswith("/cursor-expired") else ProblemError
    return kind(status, problem, body=body)


def problem_words(problem: Mapping[str, Any]) -> str:
    """Title, detail, and the places of the faults."""
    words = ". ".join(str(problem[name]).rstrip(".") for name in ("title", "detail") if problem.get(name))
    faults = [fault for fault in problem.get("errors") or [] if str(fault.get("detail")) not in words]
    places = "; ".join(f"{fault.get('pointer') or fault.get('parameter') or ''} {fault.get('detail') or ''}".strip() for fault in faults)
    return f"{words} ({places})" if places else words
