"""With DATELINE_AUTH=off, keeps out what web pages can send from this machine's own browsers.

A page elsewhere can have its name resolve to 127.0.0.1 (DNS rebinding), and then `Host` bears that name; or post across
sites, and then `Origin` does. No program of this machine sends either.
"""

import re

from fastapi import Request

from dateline_api.http.problems import ProblemError, cut

_HOST = re.compile(r"(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
_ADVICE = "with DATELINE_AUTH=off only this machine is answered: use localhost or 127.0.0.1, or turn keys on"


def check_is_local(request: Request) -> None:
    """Raises the problem `foreign-request` unless the request, and the page that sends it, are this machine's."""
    hosts, origins = request.headers.getlist("host"), request.headers.getlist("origin")
    for host in hosts or [""]:
        if not _HOST.fullmatch(host):
            raise ProblemError("foreign-request", f"the header Host names {cut(host)!r}; {_ADVICE}")
    for origin in origins:
        scheme, _, host = origin.partition("://")
        if scheme not in ("http", "https") or not _HOST.fullmatch(host):
            raise ProblemError("foreign-request", f"the header Origin names {cut(origin)!r}; {_ADVICE}")
