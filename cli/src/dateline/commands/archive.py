"""`dateline reread`, `diff` and `relink`: the archive read by the current pipeline, what that changed, and everything linked anew."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import typer
from dateline_shared.errors import RejectedError
from rich.table import Table

from dateline.articles import instant
from dateline.client import Json
from dateline.commands.session import open_client
from dateline.console import WRONG_USE, data, explained, fail, load_settings, talk
from dateline.settings import CliSettings
from dateline.steward import Steward
from dateline.table import cell, count, shorten

ORDERED_WITHIN = 60.0  # seconds: store applies a command within one, and goes through a million articles in ten
LINKED_WITHIN = 7 * 86_400.0  # seconds: longer than any archive takes
REASONS = {"words_not_kept": "whose words are not kept", "taken_down": "that were taken down", "in_line": "that wait to be read anyway"}


def reread(given: Mapping[str, Any], *, dry_run: bool, as_json: bool) -> None:
    """Order that articles be read again, and say how many they are."""
    body = {name: value for name, value in _with_times(given).items() if value is not None} | {"dry_run": dry_run}
    with explained(), open_client(load_settings(CliSettings)) as client:
        order = _begun(client, client.send("POST", "/v1/readings", body, wait=25).body)
        result = order["result"]
        if as_json:
            typer.echo(json.dumps(order, ensure_ascii=False))
            return
        number = min(result["articles"], given.get("limit") or result["articles"])
        typer.echo(f"{count(number, 'article')} {'would' if dry_run else 'will'} be read again, behind all that is new")
        for reason, words in REASONS.items():
            if left_out := result["left_out"].get(reason):
                talk().print(f"left out: {count(left_out, 'article')} {words}")
        if not dry_run:
            talk().print("dateline reread --status says how far it is; dateline diff compares what was found.")


def status(*, as_json: bool) -> None:
    """Print what is being read again."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.get("/v1/readings")
        if as_json:
            typer.echo(json.dumps(found, ensure_ascii=False))
            return
        if not found["orders"]:
            typer.echo("Nothing is being read again.")
        for order in found["orders"]:
            result = order["result"] or {"articles": 0, "queued": 0}
            total = min(result["articles"], order["payload"].get("limit") or result["articles"])
            typer.echo(f"{order['id']}  {result['queued']} of {count(total, 'article')} put in line since {order['created_at'][:19]}Z")
        if found["in_line"]:
            typer.echo(f"{count(found['in_line'], 'article')} in line now")


def stop(*, as_json: bool) -> None:
    """End what is being read again."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        result = client.settle("DELETE", "/v1/readings", within=ORDERED_WITHIN)
        said = f"{count(result['stopped'], 'order')} ended, {count(result['taken_back'], 'article')} taken out of the line"
        typer.echo(json.dumps(result) if as_json else said)


def diff(given: Mapping[str, Any], *, examples: int, as_json: bool) -> None:
    """Print what the current pipeline found otherwise than the one before: totals by type, and examples."""
    wanted = {name: value for name, value in _with_times(given).items() if value is not None}
    totals = defaultdict[str, Counter[str]](Counter)
    fields, shown, compared = Counter[str](), Counter[str](), 0
    lines: list[str] = []
    with explained(), open_client(load_settings(CliSettings)) as client:
        for article in client.compared(**wanted):
            compared += 1
            if as_json:
                typer.echo(json.dumps(article, ensure_ascii=False))
                continue
            for each in article["mentions"]:
                totals[each["mention"]["type"]][each["op"]] += 1
                fields.update(list(each["after"]) if each["op"] == "changed" else ())
                shown[each["op"]] += 1
                if shown[each["op"]] <= examples:
                    lines.append(_example(article, each))
    if as_json:
        return
    if not compared:
        talk().print("No article was read by two pipelines yet: see dateline reread.")
        return
    if totals:
        data().print(_table(totals))
    if fields:
        data().print("changed: " + ", ".join(f"{name} {number}" for name, number in fields.most_common()))
    for line in lines:
        data().print(cell(line), soft_wrap=True)
    talk().print(f"{count(compared, 'article')} compared, {count(sum(shown.values()), 'difference')}.")


def relink(*, dry_run: bool, as_json: bool) -> None:
    """Have everything linked anew, and print how alike it is to what stood."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        result = client.settle("POST", "/v1/relink", {"dry_run": dry_run}, within=LINKED_WITHIN)
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False))
        return
    for name, what in (("entities", "entity"), ("events", "mention"), ("stories", "article")):
        typer.echo(f"{name:<9} B-cubed {result[name]['b_cubed']:.4f}  {count(result[name]['moved'], 'telling' if what == 'entity' else what)} moved")
    changes = ", ".join(f"{number} {name}" for name, number in result.get("changes", {}).items()) or "none"
    talk().print(f"{count(result['articles'], 'article')} linked" + (", nothing written." if dry_run else f"; changes told: {changes}."))


def _with_times(given: Mapping[str, Any]) -> dict[str, Any]:
    """Days as instants."""
    try:
        return {name: instant(value).isoformat() if name in ("since", "until") and value else value for name, value in given.items()}
    except ValueError as error:
        fail(str(error), code=WRONG_USE)


def _begun(client: Steward, order: Json) -> Json:
    """The order once store has said how much it is. Raises RejectedError when it is refused, or nobody takes it up."""
    ends_at = datetime.now(UTC).timestamp() + ORDERED_WITHIN
    while order["state"] == "waiting":
        if datetime.now(UTC).timestamp() > ends_at:
            raise RejectedError("nobody has taken it up yet; is store running?")
        order = client.get(f"/v1/commands/{order['id']}")
    if order["state"] == "refused":
        raise RejectedError(str((order.get("result") or {}).get("reason") or "it was refused"))
    return order


def _table(totals: Mapping[str, Counter[str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("type", "added", "gone", "changed"):
        table.add_column(heading, justify="left" if heading == "type" else "right")
    for name in sorted(totals):
        table.add_row(cell(name), *(str(totals[name][op]) for op in ("added", "gone", "changed")))
    return table


def _example(article: Json, each: Json) -> str:
    told = each["mention"]
    what = f"{told['type']}/{told['mode']}" if told["mode"] else told["type"]
    who = f"{', '.join(told['actors']) or '?'} → {', '.join(told['recipients'])}" if told["recipients"] else ", ".join(told["actors"])
    changes = "; ".join(f"{name}: {each['before'][name]} → {value}" for name, value in each["after"].items()) if each["op"] == "changed" else ""
    return "  ".join(part for part in (each["op"], what, who, changes, f"“{shorten(told['evidence'])}”", article["article_id"]) if part)
