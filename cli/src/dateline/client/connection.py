"""Requests and answers: the address, the key, and making again what failed."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2

from dateline.client.errors import CannotConnectError, DatelineError, RejectedError, refusal
from dateline.client.filters import Parameters
from dateline.client.retry import Failure, Retry, retry_after

Json = dict[str, Any]
OnRetry = Callable[[DatelineError, float], None]
"""Told of each failure that is tried again, and of the pause in seconds before that."""

TIMEOUT = httpx2.Timeout(60, connect=5)  # seconds: a long poll of 25 is within it
SAFE = frozenset({"GET", "HEAD"})


class Connection:
    """Makes requests of one service. May be used by several threads."""

    def __init__(
        self,
        url: str,
        key: str | None,
        *,
        retry: Retry,
        pause: Callable[[float], None] = time.sleep,
        on_retry: OnRetry | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """Raises RejectedError for what cannot be an address or a key."""
        self.url = url.rstrip("/")
        self.pause = pause
        self._retry = retry
        self._on_retry = on_retry
        if key and not (key.isascii() and key.isprintable()):
            raise RejectedError("The API key holds characters that no key has; was it copied whole, and without a line break?")
        headers = {"Accept": "application/json", "User-Agent": "dateline-client"} | ({"Authorization": f"Bearer {key}"} if key else {})
        try:
            # Proxies are for the world outside, not for a service on this machine.
            is_local = urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")
            self._http = httpx2.Client(base_url=self.url, headers=headers, timeout=TIMEOUT, trust_env=not is_local, transport=transport)
        except (ValueError, httpx2.InvalidURL) as error:
            raise RejectedError(f"{url} is no address of a service: {error}") from error

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def request(self, method: str, path: str, *, is_repeatable: bool | None = None, retry: Retry | None = None, **options: Any) -> httpx2.Response:
        """The answer to a request. What is not a GET is `is_repeatable` only if said so. Raises CannotConnectError, ProblemError."""
        return self._answer(method, path, is_repeatable=is_repeatable, retry=retry, is_stream=False, **options)

    @contextmanager
    def stream(self, path: str, *, retry: Retry | None = None, **options: Any) -> Generator[httpx2.Response]:
        """The answer to a GET, whose body is still to be read. Raises CannotConnectError, also when the body breaks off, and ProblemError."""
        answer = self._answer("GET", path, is_repeatable=True, retry=retry, is_stream=True, **options)
        try:
            yield answer
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise CannotConnectError(f"The answer of {self.url} broke off ({error or type(error).__name__}).") from error
        finally:
            answer.close()

    def wait(self, error: DatelineError, pause: float) -> None:
        """Tell of a failure, and pause before the next try."""
        if self._on_retry:
            self._on_retry(error, pause)
        self.pause(pause)

    def json(self, path: str, query: Parameters | None = None, *, retry: Retry | None = None) -> Json:
        """A document. Raises CannotConnectError, ProblemError."""
        return document(self.request("GET", path, retry=retry, params=query or []))

    def _answer(self, method: str, path: str, *, is_repeatable: bool | None, retry: Retry | None, is_stream: bool, **options: Any) -> httpx2.Response:
        retry, tries, spent = retry or self._retry, 0, 0.0
        is_safe = method in SAFE
        while True:
            tries, began_at = tries + 1, time.monotonic()
            error, failure = None, Failure(is_repeatable=is_safe if is_repeatable is None else is_repeatable)
            try:
                request = self._http.build_request(method, path, **options)
                answer = self._http.send(request, stream=is_stream, follow_redirects=is_safe)
                if not answer.is_error:
                    return answer
                if is_stream:
                    answer.read()
                    answer.close()
                error, asked = refusal(answer.status_code, answer.text), retry_after(answer.headers)
                is_final = answer.status_code == 503 and error.type is not None and asked is None  # said by the service itself: a query that takes too long
                failure = Failure(status=answer.status_code, retry_after=asked, is_repeatable=failure.is_repeatable and not is_final)
            except (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError, httpx2.TooManyRedirects, httpx2.DecodingError, httpx2.InvalidURL) as fault:
                raise RejectedError(f"{self.url} cannot be asked: {fault}") from fault
            except httpx2.TransportError as fault:
                reason = str(fault) or type(fault).__name__
                error = CannotConnectError(f"Nobody answers at {self.url} ({reason}). Is `dateline up` running? DATELINE_URL names another address.")
                error.__cause__ = fault
            spent += time.monotonic() - began_at
            pause = retry.pause(failure, tries=tries, spent=spent)
            if pause is None:
                raise error
            self.wait(error, pause)
            spent += pause  # counted and not measured, since `pause` may be somebody's own


def document(answer: httpx2.Response) -> Json:
    """The JSON object of an answer. Raises RejectedError when what answers is another kind of server."""
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RejectedError(f"What answers at {answer.url} is no Dateline service: it sent {answer.headers.get('Content-Type') or 'nothing'}.")
    return found
