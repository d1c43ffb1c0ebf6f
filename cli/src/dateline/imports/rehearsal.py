"""What the door would say, asked without a service: the same checks, run here."""

from collections import Counter
from collections.abc import Sequence

from dateline_api.http.bodies import decode
from dateline_api.http.formats import read_one
from dateline_api.http.problems import ProblemError
from dateline_shared.contracts.article import MAX_TEXT_BYTES

from dateline.client import problem_words
from dateline.imports.delivery import Settled
from dateline.imports.place import Item


def rehearse(batch: Sequence[Item]) -> Settled:
    """The items of a request with those that would be refused."""
    reasons = [(item, item.fault or _refusal(item.line)) for item in batch]
    refused = [(item, reason) for item, reason in reasons if reason]
    return Settled(list(batch), refused, Counter({"acceptable": len(batch) - len(refused)}))


def _refusal(line: bytes) -> str | None:
    try:
        read_one(decode(line), max_text_bytes=MAX_TEXT_BYTES)
    except ProblemError as problem:
        return problem_words(problem.body())
    return None
