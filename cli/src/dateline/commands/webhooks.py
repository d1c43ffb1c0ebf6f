"""`dateline webhooks`: make, list, show, pause, resume, test, replay and remove webhooks; their secrets and deliveries."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import typer
from dateline_shared.errors import RejectedError

from dateline.articles import Json
from dateline.commands.feeds import interval
from dateline.commands.session import each_of, open_client, read_input
from dateline.console import FAILURE, WRONG_USE, data, explained, fail, load_settings, talk, visible
from dateline.settings import CliSettings
from dateline.steward import Steward
from dateline.table import count
from dateline.webhook_table import delivery_table, state_of, webhook_lines, webhook_table

SENT_WITHIN = 28  # seconds to wait for a call: a receiver has 20, and a courier looks once a second


def filter_of(given: Iterable[str]) -> Json:
    """`NAME=VALUE` pairs as a filter in JSON; several values of one name are a list of alternatives. Ends with exit code 2 for what is none."""
    found: dict[str, list[str]] = {}
    for pair in given:
        name, is_pair, value = pair.partition("=")
        if not (name and is_pair):
            fail(f"--filter {pair}: write NAME=VALUE, such as type=CONSULT", code=WRONG_USE)
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def add(given: Mapping[str, Any], *, secret_file: str | None, as_json: bool) -> None:
    """Make a webhook, and print its secret."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        body = {name: value for name, value in given.items() if value is not None} | _secret(secret_file)
        _tell_secret(client.send("POST", "/v1/webhooks", body).body, as_json=as_json)


def list_(*, as_json: bool) -> None:
    """Print the webhooks."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.webhooks()
        if as_json:
            for hook in found:
                typer.echo(json.dumps(hook, ensure_ascii=False))
            return
        rows = list(found)
        if not rows:
            talk().print("There is no webhook. `dateline webhooks add URL` makes one.")
            return
        data().print(webhook_table(rows, now=datetime.now(UTC)))
        talk().print(count(len(rows), "webhook"))


def show(name: str, *, as_json: bool) -> None:
    """Print all that is known of one webhook."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        hook = client.get(f"/v1/webhooks/{_id(client, name)}")
        typer.echo(json.dumps(hook, ensure_ascii=False) if as_json else "\n".join(map(visible, webhook_lines(hook))))


def change(which: Sequence[str], changes: Mapping[str, Any], *, as_json: bool) -> None:
    """Set something of each webhook."""

    def do(client: Steward, name: str) -> None:
        hook = client.send("PATCH", f"/v1/webhooks/{_id(client, name)}", changes).body
        _tell(hook, state_of(hook), as_json=as_json)

    each_of(which, do)


def rotate(name: str, *, overlap: str, secret_file: str | None, as_json: bool) -> None:
    """Put another secret in force, and print it."""
    seconds = interval(overlap, option="--overlap")
    with explained(), open_client(load_settings(CliSettings)) as client:
        body = {"overlap": seconds} | _secret(secret_file)
        _tell_secret(client.send("POST", f"/v1/webhooks/{_id(client, name)}/rotate", body).body, as_json=as_json)


def call(name: str, *, as_json: bool) -> None:
    """Have a test call sent. Exit code 1 unless it was taken."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        _order(client, f"/v1/webhooks/{_id(client, name)}/test", as_json=as_json)


def retry(name: str, delivery: str, *, as_json: bool) -> None:
    """Have a message sent again. Exit code 1 unless it was taken."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        _order(client, f"/v1/webhooks/{_id(client, name)}/deliveries/{quote(delivery, safe='')}/retry", as_json=as_json)


def replay(name: str, where: Mapping[str, Any], *, as_json: bool) -> None:
    """Have a webhook go back in the log."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        body = {name: value for name, value in where.items() if value is not None}
        hook = client.send("POST", f"/v1/webhooks/{_id(client, name)}/replay", body).body
        _tell(hook, f"goes on with {count(hook['lag'], 'change')} of the log ahead", as_json=as_json)


def deliveries(name: str, *, filters: Mapping[str, object], limit: int, as_json: bool) -> None:
    """Print the tries to deliver to one webhook."""
    with explained(), open_client(load_settings(CliSettings)) as client:
        found = client.deliveries(_id(client, name), limit=limit, **filters)
        if as_json:
            for each in found:
                typer.echo(json.dumps(each, ensure_ascii=False))
            return
        rows = list(found)
        if rows:
            data().print(delivery_table(rows))
        talk().print("No delivery matches." if not rows else f"the newest {len(rows)}" if len(rows) == limit else f"{len(rows)} in all")


def remove(which: Sequence[str]) -> None:
    """Forget each webhook."""

    def do(client: Steward, name: str) -> None:
        key = _id(client, name)
        client.send("DELETE", f"/v1/webhooks/{key}")
        typer.echo(visible(f"{key}  removed"))

    each_of(which, do)


def _order(client: Steward, path: str, *, as_json: bool) -> None:
    answer = client.send("POST", path, wait=SENT_WITHIN)
    sent = answer.body
    how = sent["error"] or f"{sent['outcome']} in {sent['milliseconds']} ms, {sent['status']}"
    if answer.status != 200:
        how = "not sent yet: is a courier running?"
    typer.echo(json.dumps(sent, ensure_ascii=False) if as_json else visible(f"{sent['id']}  {how}"))
    if answer.status != 200 or sent["outcome"] != "delivered":
        raise typer.Exit(FAILURE)


def _id(client: Steward, name: str) -> str:
    """The id of a webhook that is named by it or by its address. Raises RejectedError."""
    if "://" not in name:
        return quote(name, safe="")
    found = [str(hook["id"]) for hook in client.webhooks() if hook["url"] == name]
    if len(found) == 1:
        return found[0]
    raise RejectedError(f"{len(found) or 'no'} webhooks have this address; `dateline webhooks list` shows their ids")


def _secret(file: str | None) -> Json:
    """Never an option of its own: what is typed after a command, every user of the machine may read."""
    return {} if file is None else {"secret": read_input(file).strip()}


def _tell(hook: Json, what: str, *, as_json: bool) -> None:
    typer.echo(json.dumps(hook, ensure_ascii=False) if as_json else visible(f"{hook['id']}  {what}  {hook['url']}"))


def _tell_secret(hook: Json, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(hook, ensure_ascii=False))
        return
    typer.echo(visible(f"{hook['id']}  {state_of(hook)}  {hook['url']}\n{hook['secret']}"))
    talk().print("Put the secret into the receiver now: it is not shown again.")
