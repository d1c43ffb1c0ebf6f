"""Eight processes append to the change log, some of which are killed, while others follow it: nothing is missed, nothing comes twice."""

import itertools
import subprocess
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

WRITERS = 8
FAULTS = 16
GROWTH = 20  # changes between two faults
QUERIES = {"": (), "kind=event&limit=30": (), "type=SUPPORT": ("SUPPORT",), "type=ASSAULT,CONSULT&limit=7": ("ASSAULT", "CONSULT")}
END_WRITER = (
    "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity"
    " WHERE application_name = 'dateline writer' AND datname = current_database() ORDER BY random() LIMIT 1) AS one"
)


@contextmanager
def process(script: str, *arguments: str) -> Generator[subprocess.Popen[bytes]]:
    """A script of this folder, as a process that is killed in the end."""
    running = subprocess.Popen([sys.executable, str(Path(__file__).with_name(script)), *arguments])
    try:
        yield running
    finally:
        running.kill()
        running.wait()


class Crew:
    """Processes that do the same; one that is killed is replaced."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._running: list[tuple[tuple[str, ...], subprocess.Popen[bytes]]] = []

    def add(self, *command: str) -> None:
        self._running.append((command, self._stack.enter_context(process(*command))))

    def kill(self, random: Random, *, replace_last: str | None = None) -> None:
        """Kill one of them and start another, with another last argument if one is given."""
        command, victim = self._running.pop(random.randrange(len(self._running)))
        victim.kill()
        victim.wait()
        self.add(*command[:-1], replace_last or command[-1])

    def all_run(self) -> bool:
        return all(running.poll() is None for _, running in self._running)


@pytest.mark.timeout(120)
def test_readers_miss_nothing_and_read_nothing_twice_while_writers_abort_and_are_killed(api, bench, database_url: str, tmp_path: Path) -> None:
    api.tell("Adeyemi congratulated Bako.", {"actors": [], "recipients": [], "trigger": "congratulated"})
    random, seeds, key = Random(8), itertools.count(1), api.key("read")
    books = {tmp_path / f"{n}": query for n, query in enumerate(QUERIES)}

    def newest() -> int:
        return bench.rows("SELECT last_seq FROM log_state")[0][0]

    with ExitStack() as reading:
        readers = Crew(reading)
        for book, query in books.items():
            readers.add("change_reader.py", api.url, key, str(book), query)
        with ExitStack() as writing:
            writers = Crew(writing)
            for seed in itertools.islice(seeds, WRITERS):
                writers.add("change_writer.py", database_url, str(seed))
            for n in range(FAULTS):
                grown = newest() + GROWTH
                api.until(lambda grown=grown: newest() >= grown)
                match n % 4:
                    case 0 | 2:
                        with bench.engine.begin() as connection:
                            assert connection.execute(text(END_WRITER)).scalar_one() == 1
                    case 1:
                        writers.kill(random, replace_last=str(next(seeds)))
                    case 3:
                        readers.kill(random)
            assert writers.all_run()
        api.until(
            lambda: bench.rows("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'dateline writer' AND datname = current_database()") == [(0,)]
        )

        types = {seq: {now, was} for seq, now, was in bench.rows("SELECT seq, record ->> 'type', before ->> 'type' FROM changes ORDER BY seq")}
        assert list(types) == list(range(1, newest() + 1))
        wanted = {query: [seq for seq, told in types.items() if not of or told & set(of)] for query, of in QUERIES.items()}
        wanted["kind=event&limit=30"] = [seq for (seq,) in bench.rows("SELECT seq FROM changes WHERE kind = 'event' ORDER BY seq")]
        api.until(lambda: all(numbers(book)[-1:] == wanted[query][-1:] for book, query in books.items()) or not readers.all_run())
        assert readers.all_run()
    assert {query: numbers(book) for book, query in books.items()} == wanted


def numbers(book: Path) -> list[int]:
    """What a reader has read, in the order in which it did."""
    return [int(seq) for line in book.read_text().splitlines() for seq in line.split()[1:]]
