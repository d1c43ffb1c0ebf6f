"""Which subscriptions are served next: pure. Those first that were looked at longest ago, a few of each host, those in trouble on half of the places."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from dateline_api.db.courier import Due

AT_ONCE: Final = 32  # subscriptions that are served at the same time
OF_A_HOST: Final = 4  # of these


def host_of(url: str) -> str:
    """The host that a subscription's address names, on whatever port."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def choose(waiting: Iterable[Due], served: Sequence[Due], *, at_once: int = AT_ONCE, of_a_host: int = OF_A_HOST) -> list[UUID]:
    """Which of those that wait, the most urgent first, find a place beside those that are served now.

    Receivers that hang take half of the places at most once they are known to be in trouble, and so never the last one.
    """
    hosts = Counter(host_of(each.url) for each in served)
    failing = sum(each.is_failing for each in served)
    chosen: list[UUID] = []
    taken = {each.id for each in served}
    for each in waiting:
        if len(served) + len(chosen) >= at_once:
            break
        host = host_of(each.url)
        if each.id in taken or hosts[host] >= of_a_host or (each.is_failing and failing >= max(1, at_once // 2)):
            continue
        chosen.append(each.id)
        taken.add(each.id)
        hosts[host] += 1
        failing += each.is_failing
    return chosen
