"""One guarded request to a receiver, and what came of it as a value."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from dateline_shared.clock import Clock
from dateline_shared.errors import RejectedError
from dateline_shared.outbound import FetchError, Limits, OutboundSettings, Response, send, user_agent
from dateline_shared.retry_after import asked_wait

from dateline_api.courier.decide import Reply
from dateline_api.courier.schedule import LONGEST_ASKED

TIMEOUT: Final = timedelta(seconds=20)  # of a request in all: Standard Webhooks names 15 to 30 s
MAX_ANSWER: Final = 1000  # characters of an answer that are kept: enough for a message of error
MAX_ERROR: Final = 500  # characters

Post = Callable[[str, bytes, Mapping[str, str]], Reply]
"""Sends a body with these headers to an address; never raises for what the other side does."""


def guarded_post(settings: OutboundSettings, *, clock: Clock, timeout: timedelta = TIMEOUT) -> Post:
    """`outbound.send` as these settings want it."""
    name, allow, limits = user_agent(settings.contact), settings.allow, Limits(total=timeout, max_bytes=4 * MAX_ANSWER)

    def post(url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        began = time.monotonic()

        def taken() -> int:
            return round((time.monotonic() - began) * 1000)

        try:
            answer = send(url, body, headers={**headers, "User-Agent": name}, limits=limits, allow=allow)
        except FetchError as error:
            return Reply(error=_plain(str(error))[:MAX_ERROR], is_refused=isinstance(error, RejectedError), milliseconds=taken())
        asked = asked_wait(answer.headers.get("retry-after"), now=clock.now(), longest=LONGEST_ASKED)
        return Reply(status=answer.status, retry_after=asked, answer=_told(answer), milliseconds=taken())

    return post


def _told(answer: Response) -> str | None:
    """The first words of an answer, if they are words."""
    if answer.headers.get("content-encoding", "identity") != "identity":
        return None
    return _plain(answer.body.decode(errors="replace"))[:MAX_ANSWER] or None


def _plain(text: str) -> str:
    """Without what the database refuses or a terminal obeys."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "\ufffd" for letter in text)
