"""`dateline events` and `tail` against a real service: one grammar of filters, places that are kept for each filter."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from dateline.client.filters import ChangeFilter
from dateline.filter_options import OPTIONS
from dateline_shared.testing import person

ADEYEMI, BAKO, DIOP = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA"), person("Awa Diop", country="SEN")
PRAISE = {"type": "SUPPORT", "actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated"}
MEETING = {"type": "CONSULT", "actors": [ADEYEMI], "recipients": [DIOP], "trigger": "met"}


def environment(api: Any, home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    key = api.http.headers["Authorization"].removeprefix("Bearer ")
    return kept | {"DATELINE_URL": api.url, "DATELINE_KEY": key, "DATELINE_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "200"}


def dateline(api: Any, *arguments: str, home: Path = Path("/nonexistent")) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dateline", *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment(api, home), check=False)


@contextmanager
def tailing(api: Any, *arguments: str, home: Path) -> Generator[Any]:
    """`dateline tail --json` while it runs; ended by Ctrl-C."""
    command = [sys.executable, "-m", "dateline", "tail", "--json", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(api, home))
    assert process.stdout
    assert process.stderr
    try:
        assert "following" in process.stderr.readline()
        yield process
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.communicate()


def lines(process: Any, count: int) -> list[Any]:
    return [json.loads(line) for line in islice(process.stdout, count)]


def test_every_filter_of_the_client_is_an_option() -> None:
    assert {option.name for option in OPTIONS} == set(ChangeFilter.__annotations__) - {"kind"}


def test_options_are_repeated_for_alternatives_and_add_up(api: Any) -> None:
    article = api.tell("Adeyemi congratulated Bako. Adeyemi met Diop.", PRAISE, MEETING)

    def types(*arguments: str) -> list[str]:
        done = dateline(api, "events", "--json", *arguments)
        assert done.returncode == 0, done.stderr
        return sorted(json.loads(line)["type"] for line in done.stdout.splitlines())

    assert types("--type", "SUPPORT", "--type", "CONSULT", "--article", article) == ["CONSULT", "SUPPORT"]
    assert types("--type", "SUPPORT,CONSULT", "--country", "SEN") == ["CONSULT"]
    assert types("--participant", "Awa Diop", "--said-by", "NGA") == []
    assert types("--reported-from", "2024-01-01", "--min-confidence", "0.1", "--limit", "1", "--actor", "NGA") in (["CONSULT"], ["SUPPORT"])
    assert types("--bbox", "-10,35,30,60") == []


def test_wrong_value_is_told_by_its_name(api: Any) -> None:
    done = dateline(api, "events", "--status", "perhaps")

    assert (done.returncode, done.stdout) == (1, "")
    assert "status" in done.stderr


def test_tail_has_a_place_for_each_filter_and_goes_on_from_it(api: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with tailing(api, home=home) as everything, tailing(api, "--type", "CONSULT", home=home) as meetings:
        api.tell("Adeyemi congratulated Bako.", PRAISE)
        assert [change["record"]["type"] for change in lines(everything, 1)] == ["SUPPORT"]
        api.tell("Adeyemi met Diop.", MEETING)
        assert [change["record"]["type"] for change in lines(everything, 1)] == ["CONSULT"]
        assert [change["record"]["type"] for change in lines(meetings, 1)] == ["CONSULT"]
    api.tell("Adeyemi met Diop again.", MEETING)
    with tailing(api, "--stream", home=home) as everything, tailing(api, "--type", "CONSULT", home=home) as meetings:
        last = _first_after(everything, 7)
        assert _first_after(meetings, 7) == last

    assert len(list(home.glob("tail*.json"))) == 2
    assert last["seq"] == api.bench.rows("SELECT max(seq) FROM changes WHERE kind = 'event'")[0][0]


def _first_after(tail: Any, seq: int) -> Any:
    """The first change after this one: the one that was in hand when a tail was ended may come again."""
    while (change := lines(tail, 1)[0])["seq"] <= seq:
        pass
    return change


def test_tail_follows_other_kinds_where_it_is_asked(api: Any, tmp_path: Path) -> None:
    with tailing(api, "--all", home=tmp_path) as everything, tailing(api, "--kind", "article", home=tmp_path) as articles:
        api.tell("Adeyemi congratulated Bako.", PRAISE)
        told = lines(everything, 6)  # three entities, as the reader finds all whom the store knows
        assert {change["kind"] for change in told} == {"entity", "event", "story", "article"}
        assert lines(articles, 1) == [change for change in told if change["kind"] == "article"]


def test_tail_of_a_lost_log_says_how_to_begin_anew(api: Any, tmp_path: Path) -> None:
    with tailing(api, home=tmp_path):
        pass
    with api.bench.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE log_state SET epoch = 'restored'")

    done = dateline(api, "tail", home=tmp_path)
    assert done.returncode == 1
    assert "--from-now" in done.stderr
    with tailing(api, "--from-now", home=tmp_path):
        pass


def test_place_file_of_another_filter_is_refused(api: Any, tmp_path: Path) -> None:
    file = str(tmp_path / "place.json")
    with tailing(api, "--place-file", file, "--type", "CONSULT", home=tmp_path):
        pass

    done = dateline(api, "tail", "--place-file", file, home=tmp_path)

    assert done.returncode == 1
    assert "type=CONSULT" in done.stderr


@pytest.mark.parametrize("arguments", [("tail", "--all", "--kind", "event"), ("events", "--min-confidence", "2"), ("keys", "add", "x", "--scope", "all")])
def test_wrong_use_is_exit_code_2(api: Any, arguments: tuple[str, ...]) -> None:
    assert dateline(api, *arguments).returncode == 2
