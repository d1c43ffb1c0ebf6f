"""What to hand out next: which articles go together, and for how long they are leased. Pure.

Bounds (design §2, docs/operations.md): a chunk is at most 8 articles and 64 kB; two chunks a process are in flight.
"""

from collections.abc import Sequence
from datetime import timedelta

from dateline_api.db.ledger import Candidate

CHUNK_ARTICLES = 8
CHUNK_BYTES = 64 * 1024
CHUNKS_A_PROCESS = 2


def room(*, processes: int, chunks_out: int) -> int:
    """How many chunks may be published now; none while no reader is present."""
    return max(0, CHUNKS_A_PROCESS * processes - chunks_out)


def chunks(candidates: Sequence[Candidate], *, room: int) -> list[list[Candidate]]:
    """Group candidates, in their order, into at most `room` chunks; suspects and large ones go alone."""
    planned: list[list[Candidate]] = []
    open_chunk: list[Candidate] = []
    for candidate in candidates:
        alone = candidate.solo or candidate.size > CHUNK_BYTES
        fits = bool(open_chunk) and len(open_chunk) < CHUNK_ARTICLES and sum(c.size for c in open_chunk) + candidate.size <= CHUNK_BYTES
        if fits and not alone:
            open_chunk.append(candidate)
            continue
        if len(planned) == room:
            break
        planned.append([candidate])
        if not alone:
            open_chunk = planned[-1]
    return planned


def lease(*, processes: int, chunks_ahead: int, hard_limit: timedelta) -> timedelta:
    """How long a chunk may take: those ahead of it in the queue, spread over the processes, and itself."""
    return (chunks_ahead // max(1, processes) + 1) * hard_limit
