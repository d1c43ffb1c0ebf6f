"""A writer of the change log for `test_http_writers`, to be killed: python change_writer.py DATABASE_URL SEED.

It appends events for ever, one to four at a time, in transactions that are quick or slow, and that come to nothing now and then.
Each is of one of three types, now and before, as a copy of the first event that the log has.
"""

import sys
from random import Random
from uuid import uuid4

import psycopg
from psycopg.types.json import Jsonb

TYPES = ("CONSULT", "SUPPORT", "ASSAULT")
APPEND = "SELECT append_changes(%s::text[], %s::text[], %s::uuid[], %s::integer[], %s::jsonb[], %s::jsonb[], now())"


def main(url: str, seed: int) -> None:
    random = Random(seed)
    while True:
        try:
            with psycopg.connect(url, application_name="dateline writer") as connection:
                (event,) = connection.execute("SELECT record FROM changes WHERE kind = 'event' ORDER BY seq LIMIT 1").fetchone() or ({},)
                while True:
                    append(connection, random, event)
        except psycopg.OperationalError:
            continue  # its backend was ended


def append(connection: psycopg.Connection, random: Random, event: dict) -> None:
    """One transaction: some work, then changes, now and then some more work, and the end."""
    connection.execute("SELECT pg_sleep(%s)", (random.uniform(0.02, 0.08),))
    amount, ids = random.randint(1, 4), [uuid4() for _ in range(4)]
    told = [event | {"id": f"evt_{key.hex}", "type": random.choice(TYPES)} for key in ids[:amount]]
    was = [random.choice((None, one | {"type": random.choice(TYPES)})) for one in told]
    records, befores = [Jsonb(one) for one in told], [one and Jsonb(one) for one in was]
    connection.execute(APPEND, (["event"] * amount, ["created"] * amount, ids[:amount], [1] * amount, records, befores))
    if random.random() < 0.3:
        connection.execute("SELECT pg_sleep(%s)", (random.uniform(0, 0.02),))
    if random.random() < 0.2:
        connection.rollback()
    else:
        connection.commit()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
