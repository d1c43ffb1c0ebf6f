"""`dateline tail`: follow the change log, from where the last tail ended."""

import json
import time
from pathlib import Path

import typer
from dateline_shared.errors import RejectedError

from dateline.articles import Json
from dateline.client import CannotConnectError, Client, ProblemError
from dateline.commands.session import open_client
from dateline.console import explained, load_settings, talk, visible
from dateline.home import write_private
from dateline.settings import CliSettings
from dateline.table import event_line

PAUSE = 1.0  # seconds between tries while nobody answers
GONE = 410


def tail(*, cursor_file: Path | None, from_now: bool, every_kind: bool, as_json: bool) -> None:
    """Print each change as it comes until Ctrl-C. The cursor is kept only after its changes were printed."""
    settings = load_settings(CliSettings)
    # What is followed is part of a cursor: one file for events, one for everything.
    file = cursor_file or settings.home / ("tail-cursor-all" if every_kind else "tail-cursor")
    with explained(), open_client(settings) as client:
        cursor = None if from_now else _kept(file)
        if cursor is None:
            cursor = str(client.get("/v1/events", limit=1)["changes_cursor"])
            _keep(file, cursor)
        talk().print(f"following {settings.service_url}; Ctrl-C ends, the next tail goes on from there", soft_wrap=True)
        try:
            _follow(client, cursor, file, every_kind=every_kind, as_json=as_json)
        except KeyboardInterrupt:
            raise typer.Exit(0) from None


def _follow(client: Client, cursor: str, file: Path, *, every_kind: bool, as_json: bool) -> None:
    is_away = False
    while True:
        try:
            page = client.changes(cursor, kind=None if every_kind else "event")
        except CannotConnectError:
            if not is_away:
                talk().print("the service does not answer; trying again until it does")
            is_away = True
            time.sleep(PAUSE)
            continue
        except ProblemError as error:
            if error.status == GONE:
                raise RejectedError(f"{error} Start anew with: dateline tail --from-now") from error
            raise
        is_away = False
        for change in page["data"]:
            typer.echo(json.dumps(change, ensure_ascii=False) if as_json else visible(_line(change)))
        if page.get("next_cursor") and page["next_cursor"] != cursor:
            cursor = str(page["next_cursor"])
            _keep(file, cursor)


def _line(change: Json) -> str:
    record = change["record"]
    what = (
        event_line(record) if change["kind"] == "event" else f"{change['kind']} {record.get('title') or record.get('name') or ''}  {record.get('state') or ''}"
    )
    return f"{change['op']:<9}  {change['id']}  {what.strip()}".replace("\n", " ")


def _kept(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def _keep(file: Path, cursor: str) -> None:
    """Replace the file as a whole, so that a kill leaves the old cursor or the new one."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(file, cursor)
    except OSError as error:
        raise RejectedError(f"Cannot keep the cursor in {file}: {error.strerror}. Name another file with --cursor-file.") from error
