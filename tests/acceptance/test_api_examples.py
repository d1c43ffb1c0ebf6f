"""Every example of docs/api.md is run, in its order, against a real service: commands succeed, answers have the names and types that are promised.

An example may name objects as those before it showed them: where an answer has another id, the commands that follow are given that one.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

API = (Path(__file__).parents[2] / "docs/api.md").read_text(encoding="utf-8")
ID = re.compile(r"\b(?:art|evt|ent|sty|fed|cmd|key|whk|dlv|mnt|cor)_[0-9a-f]{32}\b")
SHOWN_IN = {"art": "articles?state=done", "evt": "events", "ent": "entities", "sty": "stories", "fed": "feeds", "key": "keys", "whk": "webhooks"}
FREE = {"payload", "result", "filter"}  # hold what was asked for and found, by whatever names
FILES = {
    "articles.ndjson": '{"text": "Ghana thanked Togo on Friday.", "source": "wire.example"}\n{"txt": "Nothing."}\nno JSON\n',
    "feeds.opml": '<opml version="2.0"><body>\n<outline text="The Wire" xmlUrl="https://wire.example/world.xml"/>\n'
    '<outline text="Local" xmlUrl="ftp://local.example/"/>\n</body></opml>\n',
}
CURL = """curl() { command curl --silent --show-error --noproxy '*' --write-out '%{stderr}STATUS %{http_code}\\n' "$@"; }\n"""


@dataclass
class Example:
    """A block of commands, with the words and the JSON that follow it in its section."""

    heading: str
    commands: str
    words: str = ""
    answers: list[str] = field(default_factory=list)

    def statuses(self) -> set[int]:
        """Those that the words begin with; else all that are no error."""
        words = self.words.strip()
        return {int(each) for each in re.findall(r"\b[2-5]\d\d\b", words.partition(":")[0])} if re.match(r"\d{3}\b", words) else {*range(200, 300)}


def examples() -> list[Example]:
    """In their order; JSON in a section without a command before it is an example of its own, with no commands."""
    found = [Example("", "")]
    for block in re.split(r"^(```\w*\n.*?^```|#+ [^\n]+)$", API, flags=re.MULTILINE | re.DOTALL):
        if block.startswith("#"):
            found.append(Example(block.strip("# "), ""))
        elif block.startswith("```sh\n"):
            found.append(Example(found[-1].heading, block[6:-3]))
        elif block.startswith("```json\n"):
            found[-1].answers.append(block[8:-3])
        elif not block.startswith("```"):
            found[-1].words += block
    return [each for each in found if each.commands or each.answers]


def differences(promised: Any, real: Any, place: str = "") -> Iterator[str]:
    """Where the real value has other names or types. null may stand for anything, an empty list for any, and one list's items differ."""
    if isinstance(promised, dict) and isinstance(real, dict) and any(ID.fullmatch(name) for name in promised):
        yield from differences([*promised.values()], [*real.values()], place)
    elif isinstance(promised, dict) and isinstance(real, dict):
        if place.rpartition("/")[2] not in FREE:
            yield from (f"{place}/{name} is not there" for name in promised.keys() - real.keys())
            yield from (f"{place}/{name} is not told of" for name in real.keys() - promised.keys())
            for name in promised.keys() & real.keys():
                yield from differences(promised[name], real[name], f"{place}/{name}")
    elif isinstance(promised, list) and isinstance(real, list):
        for item in promised if real else ():
            yield from min((list(differences(item, each, f"{place}/0")) for each in real), key=len)
    elif promised is not None and real is not None and kind(promised) is not kind(real):
        yield f"{place}: {promised!r} is {real!r}"


def kind(value: Any) -> type:
    return float if type(value) is int else type(value)


def learn(promised: Any, real: Any, names: dict[str, str]) -> None:
    """Note which id stands in the place of a promised one."""
    if isinstance(promised, dict) and isinstance(real, dict):
        for name in promised.keys() & real.keys():
            learn(promised[name], real[name], names)
    elif isinstance(promised, list) and isinstance(real, list) and real:
        for n, item in enumerate(promised):
            learn(item, real[min(n, len(real) - 1)], names)
    elif isinstance(promised, str) and isinstance(real, str) and ID.fullmatch(promised) and ID.fullmatch(real):
        names.setdefault(promised, real)


def test_every_answer_follows_a_command() -> None:
    assert [each.heading for each in examples() if each.answers and not each.commands] == []


@pytest.mark.timeout(420)
def test_every_example_of_the_api_does_what_it_says(tmp_path: Path, up: Any) -> None:
    first, *rest = examples()
    assert re.match(r"U=http://127\.0\.0\.1:8400\nA=\"Authorization: Bearer \$\(cat \.dateline/admin-key\)\"", first.commands)
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    names: dict[str, str] = {}
    wrong: list[str] = []
    with up(tmp_path / ".dateline") as running:
        for example in rest:
            running.wait_until(lambda: running.http.get("/v1/meta").json()["totals"]["waiting"] == 0)
            for name in ID.findall(example.commands):
                if name not in names and (shown := SHOWN_IN.get(name[:3])):
                    data = running.http.get(f"/v1/{shown}").json()["data"]
                    names[name] = data[0]["id"] if data else name
            commands = ID.sub(lambda found: names.get(found[0], found[0]), example.commands)
            script = f"set -euo pipefail\nU={running.http.base_url}\n{first.commands.splitlines()[1]}\n{CURL}{commands}"
            done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, check=False, timeout=90)
            wrong += [f"{example.heading}: {each}\n{commands}" for each in complaints(example, done, names)]
    assert not wrong, "\n".join(wrong)


def complaints(example: Example, done: subprocess.CompletedProcess[bytes], names: dict[str, str]) -> Iterator[str]:
    """What is wrong with what the commands of an example did."""
    output, told = done.stdout.decode(), done.stderr.decode()
    if done.returncode != 0:
        yield f"exit code {done.returncode}: {told} {output}"
    statuses = [int(each) for each in re.findall(r"STATUS (\d+)", told)]
    if strange := {*statuses} - example.statuses():
        yield f"answered {strange}, not {example.statuses() if len(example.statuses()) < 9 else 'with success'}: {output[:500]}"
        return
    if not example.answers:
        return
    try:
        values = [json.loads(output)]
    except ValueError:  # lines; of several commands, the last answer counts
        values = [json.loads(line) for line in re.sub(r"(?<=\})(?=\{)", "\n", output).splitlines() if line.strip().startswith("{")]
        if "\n" not in output.strip():
            values = values[-1:]
    for answer in example.answers:
        promised = json.loads(answer)
        found = [[*differences(promised, real)] for real in values]
        best = min(found, key=len)
        yield from best
        learn(promised, values[found.index(best)], names)
