"""`dateline import` as a process of its own, against a real service: what comes in, what is told, and going on after every kind of end."""

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dateline_shared.loopback import serving

MANY = 3_000


def command(api: Any, home: Path, *arguments: str, **environment: str) -> tuple[list[str], dict[str, str]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    key = api.http.headers["Authorization"].removeprefix("Bearer ")
    settings = {"DATELINE_HOME": str(home), "DATELINE_URL": api.url, "DATELINE_KEY": key, "NO_COLOR": "1", "COLUMNS": "200"}
    return [sys.executable, "-m", "dateline", "import", *arguments], kept | settings | environment


def bring_in(api: Any, home: Path, *arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    line, settings = command(api, home, *arguments, **environment)
    done = subprocess.run(line, input=stdin, capture_output=True, env=settings, check=False)
    return subprocess.CompletedProcess(line, done.returncode, done.stdout.decode(), done.stderr.decode())


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    return json.loads(done.stdout.splitlines()[-1])


def numbered(count: int) -> Iterator[dict[str, Any]]:
    return ({"text": f"Adeyemi congratulated Bako. Report {n}.", "external_id": f"r-{n}", "source": "wire.example"} for n in range(count))


def write_lines(path: Path, articles: Iterable[Any]) -> Path:
    path.write_text("".join(each if isinstance(each, str) else json.dumps(each) + "\n" for each in articles))
    return path


def stored(api: Any) -> list[str]:
    return [each for (each,) in api.bench.rows("SELECT external_id FROM articles ORDER BY external_id")]


def places(home: Path) -> list[Path]:
    return [path for path in (home / "imports").iterdir() if not path.name.endswith(".rejects.ndjson")]


def test_lines_come_in_behind_others_and_again_as_unchanged(api: Any, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.ndjson", numbered(700))

    first = bring_in(api, tmp_path / "home", str(file), "--json")
    again = bring_in(api, tmp_path / "home", str(file))

    assert first.returncode == again.returncode == 0
    assert told(first) == {"input": str(file), "complete": True, "read": 700, "refused": 0, "outcomes": {"created": 700}, "rejects": None}
    assert again.stdout == f"{file}: 700 read: 700 unchanged, 0 refused\n"
    assert api.bench.rows("SELECT DISTINCT priority FROM articles") == [(1,)]
    assert len(stored(api)) == 700
    assert list((tmp_path / "home/imports").iterdir()) == []


def test_refused_articles_are_kept_with_their_reasons_and_the_exit_code_is_1(api: Any, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.ndjson", [{"text": "one"}, {"text": "x", "titel": "t"}, "nonsense\n", {"text": "two"}])

    done = bring_in(api, tmp_path / "home", str(file), "--json")

    assert done.returncode == 1
    assert told(done)["outcomes"] == {"created": 2}
    rejects = [json.loads(line) for line in Path(told(done)["rejects"]).read_text().splitlines()]
    assert [(each["place"], each["article"]) for each in rejects] == [("line 2", {"text": "x", "titel": "t"}), ("line 3", "nonsense")]
    assert "/titel" in rejects[0]["reason"]
    assert "is no JSON" in rejects[1]["reason"]
    assert places(tmp_path / "home") == []


def test_import_waits_while_the_service_has_enough_to_read(serve: Any, tmp_path: Path) -> None:
    api = serve(max_waiting=300)
    file = write_lines(tmp_path / "a.ndjson", numbered(700))
    over = threading.Event()

    def read() -> None:
        while not over.wait(0.2):
            if api.bench.states().get("waiting", 0) > 300:
                api.bench.read_all()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        done = bring_in(api, tmp_path / "home", str(file), "--json")
    finally:
        over.set()
        reader.join()

    assert done.returncode == 0, done.stderr
    assert told(done)["outcomes"] == {"created": 700}
    assert len(stored(api)) == 700
    assert api.bench.states()["done"] >= 300


def test_csv_standard_input_and_packed_lines_come_in_with_what_options_give(api: Any, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('\ufeffkop;text;nr\n"Talks; again";"They met.\nThen they left.";7\n')
    packed = gzip.compress(b'{"text": "From a pipe."}\n')

    table = bring_in(api, tmp_path, str(tmp_path / "a.csv"), "--map", "kop=title", "--map", "nr=external_id", "--source", "wire.example")
    piped = bring_in(api, tmp_path, "-", "--published-at", "2024-03-05", stdin=packed)

    assert table.returncode == piped.returncode == 0, table.stderr + piped.stderr
    assert "columns: kop → title, text → text, nr → external_id" in table.stderr
    rows = api.bench.rows("SELECT title, text, source, external_id, published_at::date::text FROM articles ORDER BY id")
    assert sorted(rows) == [
        ("", "From a pipe.", "unknown", None, "2024-03-05"),
        ("Talks; again", "They met.\nThen they left.", "wire.example", "7", None),
    ]


def test_folder_of_texts_comes_in_under_the_names_of_its_files(api: Any, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    (folder / "2024").mkdir(parents=True)
    (folder / "2024/one.txt").write_bytes("Talks end\n\nThey met in Łódź.".encode("utf-16"))
    (folder / "two.txt").write_bytes("A café in Paris closed.".encode("cp1252"))

    done = bring_in(api, tmp_path / "home", str(folder), "--source", "wire.example")

    assert done.returncode == 0, done.stderr
    assert sorted(api.bench.rows("SELECT external_id, title, text FROM articles")) == [
        ("corpus/2024/one.txt", "Talks end", "They met in Łódź."),
        ("corpus/two.txt", "", "A café in Paris closed."),
    ]


def test_inputs_that_were_finished_are_passed_over_when_a_later_one_is_mended(api: Any, tmp_path: Path) -> None:
    first, second = write_lines(tmp_path / "a.ndjson", numbered(3)), tmp_path / "b.csv"
    second.write_text("kop\nTalks end\n")

    failed = bring_in(api, tmp_path / "home", str(first), str(second))
    second.write_text("title\nTalks end\n")
    done = bring_in(api, tmp_path / "home", str(first), str(second), "--json")

    assert failed.returncode == 1
    assert "--map COLUMN=text" in failed.stderr
    assert [json.loads(line)["outcomes"] for line in done.stdout.splitlines()] == [{"created": 3}, {"created": 1}]
    assert places(tmp_path / "home") == []


def test_nothing_to_go_on_with_is_said(api: Any, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.ndjson", numbered(1))

    done = bring_in(api, tmp_path / "home", str(file), "--resume")

    assert done.returncode == 1
    assert "nothing to go on with" in done.stderr
    assert stored(api) == []


def test_rehearsal_names_what_would_be_refused_and_sends_nothing(api: Any, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.ndjson", [{"text": "one"}, {"text": "x", "titel": "t"}, {"text": " "}])

    done = bring_in(api, tmp_path / "home", str(file), "--dry-run", "--json", DATELINE_URL="http://127.0.0.1:1")

    assert done.returncode == 1
    assert told(done)["outcomes"] == {"acceptable": 1}
    assert [line.partition(":")[2].partition(":")[0] for line in done.stderr.splitlines()] == [" line 2", " line 3"]
    assert stored(api) == []
    assert not (tmp_path / "home").exists()


def test_one_mistake_made_a_thousand_times_ends_the_import(api: Any, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.ndjson", ({"body": f"Text {n}"} for n in range(5_000)))

    done = bring_in(api, tmp_path / "home", str(file))

    assert done.returncode == 1
    assert "The first 1000 articles were all refused" in done.stderr
    assert places(tmp_path / "home") == []


def test_service_that_is_away_from_the_start_is_exit_code_3(api: Any, tmp_path: Path, unused_port: int) -> None:
    file = write_lines(tmp_path / "a.ndjson", numbered(1))

    done = bring_in(api, tmp_path / "home", str(file), DATELINE_URL=f"http://127.0.0.1:{unused_port}")

    assert done.returncode == 3
    assert "Is `dateline up` running?" in done.stderr


@pytest.mark.parametrize(
    "wrong", [("--map", "a"), ("--map", "a=titel"), ("--published-at", "soon"), ("--encoding", "klingon"), ("--base-url", "wire.example"), ("--format", "xml")]
)
def test_wrong_options_are_exit_code_2(wrong: tuple[str, str], tmp_path: Path) -> None:
    with serving() as server:
        settings = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""), "DATELINE_URL": server.url("")}
        done = subprocess.run([sys.executable, "-m", "dateline", "import", str(tmp_path), *wrong], env=settings, capture_output=True, check=False)
        asked = server.paths

    assert done.returncode == 2
    assert asked == []
