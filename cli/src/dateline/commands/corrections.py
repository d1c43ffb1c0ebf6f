"""`dateline corrections`: make, list, show, withdraw and export corrections."""

import getpass
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import typer
from rich.table import Table

from dateline.articles import Json
from dateline.commands.session import each_of, open_client, read_input
from dateline.console import WRONG_USE, data, explained, fail, load_settings, talk, visible
from dateline.settings import CliSettings
from dateline.steward import Steward
from dateline.table import count

PATH = "/v1/corrections"
CORRECTED_WITHIN = 60.0  # seconds: store applies a command within one
ABOUT = ("kind", "state", "author", "reason", "id", "created_at", "withdrawn_at")
AMENDED = ("amend_mention", "amend_event", "amend_entity")
NAMES = ("mention_id", "event_id", "entity_id")


def add(kind: str | None, given: Sequence[str], *, reason: str | None, author: str | None, file: str | None, as_json: bool) -> None:
    """Make one correction of what was given, or those of a file."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        if file is None and kind is None:
            fail("name the kind of correction, or a file with --file", code=WRONG_USE)
        if file is None and kind is not None:
            said = {"author": author or getpass.getuser(), "reason": reason or fail("say why with --reason", code=WRONG_USE)}
            asked = [{"kind": kind, **said, **body_of(kind, given)}]
        else:
            asked = [json.loads(line) for line in read_input(file or "-").splitlines() if line.strip()]
        for each in asked:
            made = client.settle("POST", PATH, each, within=CORRECTED_WITHIN)
            how = "stands" if made["changed"] else "stood already"
            typer.echo(json.dumps(made, ensure_ascii=False) if as_json else visible(" ".join([f"{made['correction_id']}  {how}", *made.get("made", ())])))


def body_of(kind: str, given: Iterable[str]) -> Json:
    """`NAME=VALUE` pairs as the fields of a correction. Ends with exit code 2 for what is none."""
    body: Json = {}
    for pair in given:
        name, is_pair, value = pair.partition("=")
        if not (name and is_pair):
            fail(f"{pair}: write NAME=VALUE, such as event_id=evt_...", code=WRONG_USE)
        inner = body.setdefault("fields", {}) if kind in AMENDED and name not in NAMES else body
        inner[name] = _value(name, value)
    return body


def list_(*, filters: Mapping[str, str | None], limit: int, as_json: bool) -> None:
    """Print up to `limit` corrections, those made last first."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        rows = list(client.corrections(limit=limit, **filters))
        if as_json:
            for row in rows:
                typer.echo(json.dumps(row, ensure_ascii=False))
            return
        if not rows:
            talk().print("No correction matches.")
            return
        table = Table("correction", "kind", "state", "author", "about", "why", box=None)
        for row in rows:
            table.add_row(*(visible(str(cell)) for cell in (row["id"], row["kind"], row["state"], row["author"], _about(row), row["reason"])))
        data().print(table)
        talk().print(count(len(rows), "correction"))


def show(name: str, *, as_json: bool) -> None:
    """Print one correction."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.get(f"{PATH}/{quote(name, safe='')}")
        lines = [f"{field}: {_plain(value)}" for field, value in found.items() if value is not None]
        typer.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(map(visible, lines)))


def withdraw(which: Sequence[str]) -> None:
    """Let each correction stand no longer."""

    def do(client: Steward, name: str) -> None:
        done = client.settle("POST", f"{PATH}/{quote(name, safe='')}/withdraw", within=CORRECTED_WITHIN)
        typer.echo(visible(f"{name}  {'withdrawn' if done['changed'] else 'was withdrawn before'}"))

    each_of(which, do)


def export(folder: Path) -> None:
    """Write the corrected articles as gold: a file for each, and one story of all, in which stands what is one event and what is not."""
    articles, stories = folder / "articles" / "open", folder / "stories" / "open"
    whole: dict[str, Any] = {"story": "corrections", "half": "open", "title": "What people corrected", "articles": [], "events": {}}
    pairs: dict[str, list[list[str]]] = {"never_merge": [], "never_merge_entities": []}
    with explained(), open_client(load_settings(CliSettings)) as client:
        for each in client.corrected():
            _write(articles / f"{each['article']['id']}.json", each["article"])
            whole["articles"] += each["story"]["articles"]
            whole["events"] |= each["story"]["events"]
            for name, found in pairs.items():
                found += [pair for pair in each["story"][name] if pair not in found]
    if not whole["articles"]:
        talk().print("Nothing was corrected in an article whose text is kept.")
        return
    entities = {entity["entity"] for article in whole["articles"] for entity in article["entities"]}
    known = {"never_merge": set(whole["events"]), "never_merge_entities": entities}
    _write(stories / "corrections.json", whole | {name: [pair for pair in found if {*pair[:2]} <= known[name]] for name, found in pairs.items()})
    typer.echo(visible(f"{count(len(whole['articles']), 'article')} in {folder}; measure with: dateline evaluate --gold {folder}"))


def _about(row: Mapping[str, Any]) -> str:
    return " ".join(_plain(value) for name, value in row.items() if name not in ABOUT)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(name: str, value: str) -> Any:
    try:
        found = json.loads(value)
    except json.JSONDecodeError:
        found = value
    if name in ("event_ids", "entity_ids", "story_ids", "mention_ids", "article_ids", "actors", "recipients") and not isinstance(found, list):
        return value.split(",")
    return found if isinstance(found, (list, dict, bool)) or found is None else value


def _write(path: Path, gold: Json) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
