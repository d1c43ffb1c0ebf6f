"""What is handed out next, and for how long."""

from datetime import timedelta
from uuid import uuid4

from dateline_api.db.ledger import Candidate
from dateline_api.store import plan
from hypothesis import given
from hypothesis import strategies as st

CANDIDATES = st.lists(st.builds(Candidate, id=st.uuids(), size=st.integers(0, 2 * plan.CHUNK_BYTES), solo=st.booleans()), max_size=60, unique_by=lambda c: c.id)


def _candidate(size: int = 100, *, solo: bool = False) -> Candidate:
    return Candidate(uuid4(), size, solo)


@given(candidates=CANDIDATES, room=st.integers(0, 10))
def test_chunks_keep_their_bounds_and_repeat_nobody(candidates: list[Candidate], room: int) -> None:
    chunks = plan.chunks(candidates, room=room)
    assert len(chunks) <= room
    handed_out = [candidate.id for chunk in chunks for candidate in chunk]
    assert len(handed_out) == len(set(handed_out))
    for chunk in chunks:
        assert len(chunk) <= plan.CHUNK_ARTICLES
        assert len(chunk) == 1 or sum(c.size for c in chunk) <= plan.CHUNK_BYTES
        assert len(chunk) == 1 or not any(c.solo for c in chunk)


@given(candidates=CANDIDATES)
def test_with_room_enough_everybody_is_handed_out(candidates: list[Candidate]) -> None:
    assert sum(map(len, plan.chunks(candidates, room=len(candidates)))) == len(candidates)


def test_first_in_line_is_never_passed_over() -> None:
    first, *rest = [_candidate() for _ in range(20)]
    assert plan.chunks([first, *rest], room=1)[0][0] == first


def test_suspect_goes_alone_and_does_not_break_up_its_neighbours() -> None:
    chunks = plan.chunks([_candidate(), _candidate(solo=True), _candidate()], room=5)
    assert sorted(map(len, chunks)) == [1, 2]


def test_large_article_goes_alone() -> None:
    assert [len(c) for c in plan.chunks([_candidate(plan.CHUNK_BYTES + 1), _candidate()], room=5)] == [1, 1]


def test_no_room_while_nobody_reads_or_the_window_is_full() -> None:
    assert plan.room(processes=0, chunks_out=0) == 0
    assert plan.room(processes=2, chunks_out=4) == 0
    assert plan.room(processes=2, chunks_out=7) == 0
    assert plan.room(processes=2, chunks_out=1) == 3


def test_lease_grows_with_what_is_ahead() -> None:
    limit = timedelta(seconds=30)
    assert plan.lease(processes=2, chunks_ahead=0, hard_limit=limit) == limit
    assert plan.lease(processes=2, chunks_ahead=3, hard_limit=limit) == 2 * limit
