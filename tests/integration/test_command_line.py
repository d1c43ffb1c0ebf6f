"""The command from outside: exit codes, what goes where, and that asking for help is quick."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dateline.engines.port import free_port
from dateline_shared.contracts.extraction import Extraction
from dateline_shared.loopback import serving


def run(*arguments: str, home: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    settings = {"DATELINE_HOME": str(home), "DATELINE_URL": f"http://127.0.0.1:{free_port()}", "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-m", "dateline", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, env=kept | settings | environment, cwd="/", check=False)


@pytest.mark.parametrize("arguments", [("events",), ("tail",), ("add", "-"), ("add", "https://wire.example/a")])
def test_absent_service_is_exit_code_3_with_what_to_do(arguments: tuple[str, ...], tmp_path: Path) -> None:
    answer = run(*arguments, home=tmp_path, stdin="A text.")

    assert answer.returncode == 3
    assert answer.stdout == ""
    assert "Is `dateline up` running?" in answer.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("code",),
        ("code", "a.txt", "--text", "b"),
        ("code", "--jsonl", "a", "--explain"),
        ("up", "--port", "0"),
        ("evaluate", "--articles", "g.json"),
    ],
)
def test_wrong_use_is_exit_code_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert run(*arguments, home=tmp_path).returncode == 2


@pytest.mark.parametrize("arguments", [("add", "/nowhere/a.txt"), ("code", "/nowhere/a.txt"), ("import", "/nowhere/a.csv")])
def test_what_cannot_be_read_is_exit_code_1(arguments: tuple[str, ...], tmp_path: Path) -> None:
    answer = run(*arguments, home=tmp_path)

    assert answer.returncode == 1
    assert answer.stderr.startswith("error: ")


def test_gold_that_is_not_there_is_named_and_no_failure(tmp_path: Path) -> None:
    answer = run("evaluate", "--events", "/nowhere/gold.jsonl", home=tmp_path)

    assert answer.returncode == 0
    assert "not evaluated: /nowhere/gold.jsonl is not there" in answer.stderr


def test_port_that_is_taken_is_told_with_another(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = run("up", "--port", str(port), home=tmp_path / "home")

    assert answer.returncode == 1
    assert f"dateline up --port {port + 1}" in answer.stderr


@pytest.mark.parametrize("arguments", [("events",), ("tail",), ("add", "-"), ("up", "--port", "8400"), ("demo",), ("doctor",)])
def test_wrong_settings_are_exit_code_2_and_their_values_are_not_told(arguments: tuple[str, ...], tmp_path: Path) -> None:
    answer = run(*arguments, home=tmp_path, stdin="A text.", DATELINE_PORT="dl_mistaken", DATELINE_ADMIN_KEY="dl_secret")

    assert answer.returncode == 2
    assert "DATELINE_PORT: " in answer.stderr
    assert not any(secret in answer.stderr + answer.stdout for secret in ("dl_mistaken", "dl_secret"))


def test_explanation_of_hostile_text_holds_no_control_characters(tmp_path: Path) -> None:
    answer = run("code", "--text", "President \x1b]0;PWNED\x07Emmanuel Macron met Pedro Sanchez in Paris on Monday.", "--explain", home=tmp_path)

    assert "CONSULT" in answer.stdout
    assert not set(answer.stdout) & {"\x1b", "\x07"}


def test_tail_prints_a_harmless_line_for_each_change(tmp_path: Path) -> None:
    record = {"title": "\x1b]0;PWNED\x07Talks\nhappened  evt_2", "state": "done"}
    page = {"data": [{"seq": 7, "op": "updated", "kind": "article", "id": "art_1", "record": record}], "next_cursor": "c1"}
    with serving() as server:
        server.serve("/v1/events?limit=1", json.dumps({"data": [], "changes_cursor": "c0"}).encode())
        server.serve("/v1/changes?cursor=c0&limit=200", json.dumps(page).encode())  # what comes after it is not found, which ends the command
        answer = run("tail", "--all", home=tmp_path, DATELINE_URL=server.url(""))

    assert answer.stdout == "updated    art_1  article \ufffd]0;PWNED\ufffdTalks happened  evt_2  done\n"
    assert [json.loads(file.read_text())["cursor"] for file in tmp_path.glob("tail-*.json")] == ["c1"]


def test_openapi_document_needs_no_server(tmp_path: Path) -> None:
    answer = run("openapi", home=tmp_path)

    assert "/v1/articles" in json.loads(answer.stdout)["paths"]


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'spacy', 'celery', 'sqlalchemy', 'pydantic', 'redis', 'httpx2', 'fastapi'}"
    subprocess.run([sys.executable, "-c", f"import dateline.main, sys; sys.exit(', '.join({heavy} & set(sys.modules)) or None)"], check=True)


def test_text_is_coded_without_any_server(tmp_path: Path) -> None:
    answer = run("code", "--text", "Canada imposed sanctions on Belarus on Friday.", "--date", "2021-06-09", home=tmp_path)

    extraction = Extraction.model_validate_json(answer.stdout)
    assert extraction.published_at == datetime(2021, 6, 9, tzinfo=UTC)
    assert [event.type for event in extraction.events] == ["SANCTION"]


def test_explanation_names_cue_speaker_and_rule(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Canada did not impose sanctions on Belarus, the Canadian foreign minister said on Friday.")

    answer = run("code", str(article), "--explain", home=tmp_path)

    assert answer.returncode == 0
    for part in ("SANCTION", "Canada → Belarus", "denied", "foreign minister", "“not”", "evidence", "rules"):
        assert part in answer.stdout


def test_lines_are_coded_in_order_and_a_bad_one_is_left_out(tmp_path: Path) -> None:
    lines = [{"id": "z", "text": "Ana met Bo in Rome."}, {"id": 2}, {"id": "a", "text": "", "title": "France thanks Spain"}]

    answer = run("code", "--jsonl", "-", home=tmp_path, stdin="\n".join(map(json.dumps, lines)))

    assert answer.returncode == 1
    assert [json.loads(line)["id"] for line in answer.stdout.splitlines()] == ["z", "a"]
    assert "line 2: has no id or no text" in answer.stderr


def test_predictions_are_written_for_somebody_elses_scorer(tmp_path: Path) -> None:
    gold, scorer, written = tmp_path / "gold.jsonl", tmp_path / "scorer.py", tmp_path / "predictions.jsonl"
    gold.write_text(json.dumps({"id": "s1", "text": "Canada imposed sanctions on Belarus.", "date": "2021-06-09", "events": []}))
    scorer.write_text("import sys; print(len(open(sys.argv[1]).readlines()), 'gold;', open(sys.argv[2]).read())")

    answer = run("evaluate", "--events", str(gold), "--scorer", str(scorer), "--write", str(written), home=tmp_path)

    (event,) = json.loads(written.read_text())["events"]
    assert event == {"type": "SANCTION", "actors": [{"text": "Canada", "country": "CAN"}], "recipients": [{"text": "Belarus", "country": "BLR"}]}
    assert answer.stdout.startswith('1 gold; {"id": "s1"')


def test_demo_gold_is_scored_by_the_project_itself(tmp_path: Path) -> None:
    totals = json.loads(run("evaluate", "--json", home=tmp_path).stdout)

    assert totals["headlines"] == len(totals["articles"])
    assert totals["headlines_right"] <= totals["headlines"]
    assert totals["right"] <= totals["found"] <= totals["events"]


def test_doctor_finds_a_sound_machine_sound(tmp_path: Path) -> None:
    answer = run("doctor", home=tmp_path / "home", DATELINE_PORT=str(free_port()))

    assert answer.returncode == 0, answer.stdout
    names = {line.split()[1] for line in answer.stdout.splitlines()}
    assert names == {"python", "home", "disk", "postgres", "valkey", "database", "broker", "port", "models"}


def test_doctor_says_what_to_do(tmp_path: Path) -> None:
    nobody = free_port()
    servers = {"DATELINE_REDIS_URL": f"redis://127.0.0.1:{nobody}/0", "DATELINE_DATABASE_URL": f"postgresql://127.0.0.1:{nobody}/dateline"}

    answer = run("doctor", home=tmp_path / "home", DATELINE_PORT=str(free_port()), **servers)

    assert answer.returncode == 1
    assert "→ Check DATELINE_DATABASE_URL" in answer.stdout
    assert "→ Check DATELINE_REDIS_URL" in answer.stdout
