"""Tells of stories that are breaking no longer: nothing comes in any more that would have them told again."""

from dateline_shared.clock import Clock
from sqlalchemy import Engine

from dateline_api.db import results, story_index
from dateline_api.store import tell
from dateline_api.store.link.retell import retell


def calm(engine: Engine, clock: Clock) -> bool:
    """Tell the stories again that are breaking as they were last told, if anything has changed; there is never more to do at once."""
    with engine.begin() as connection:
        if not story_index.breaking(connection):
            return False
        results.serialise(connection)
        now = clock.now()
        tell.append(connection, retell(connection, story_index.breaking(connection), now=now), now=now)
    return False
