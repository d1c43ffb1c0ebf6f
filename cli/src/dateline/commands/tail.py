"""`dateline tail`: follow the change log, from where the last tail with the same filter ended."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer
from dateline_shared.errors import DatelineError, RejectedError

from dateline.client import CannotConnectError, CursorExpiredError, Json
from dateline.client.filters import canonical
from dateline.client.follow import How
from dateline.commands.session import open_client
from dateline.console import explained, load_settings, talk, visible
from dateline.settings import CliSettings
from dateline.table import event_line


def tail(*, wanted: Mapping[str, Any], place_file: Path | None, from_now: bool, how: How, as_json: bool) -> None:
    """Print each change as it comes until Ctrl-C. Its place is kept only after it was printed."""
    settings = load_settings(CliSettings)
    file = place_file or settings.home / _name(wanted)
    away = _Away()
    with explained(), open_client(settings, on_retry=away) as client:
        try:
            if from_now:
                file.unlink(missing_ok=True)
            # Nobody is kept waiting for a service that was never there.
            start = "now" if file.exists() else str(client.events(limit=1, **_of_events(wanted)).changes_cursor)
            changes = client.follow(keep=file, start=start, how=how, **wanted)
            talk().print(f"following {settings.service_url}; Ctrl-C ends, the next tail goes on from there", soft_wrap=True)
            for change in changes:
                typer.echo(json.dumps(change, ensure_ascii=False) if as_json else visible(_line(change)))
                away.is_told = False
        except CursorExpiredError as error:
            raise RejectedError(f"{error} Start anew with: dateline tail --from-now") from error
        except KeyboardInterrupt:
            raise typer.Exit(0) from None


class _Away:
    """Says once that the service is away, until it gives something again."""

    is_told = False

    def __call__(self, error: DatelineError, _pause: float) -> None:
        if not self.is_told:
            reason = "does not answer" if isinstance(error, CannotConnectError) else f"cannot serve now ({error})"
            talk().print(f"the service {reason}; trying again until it does", markup=False, soft_wrap=True)
        self.is_told = True


def _name(wanted: Mapping[str, Any]) -> str:
    """A file for each filter, since each has a place of its own."""
    asked = canonical(wanted)
    if asked == {"kind": ["event"]}:
        return "tail.json"
    return f"tail-{hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:12]}.json"


def _of_events(wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if name != "kind"}


def _line(change: Json) -> str:
    record = change["record"]
    what = (
        event_line(record) if change["kind"] == "event" else f"{change['kind']} {record.get('title') or record.get('name') or ''}  {record.get('state') or ''}"
    )
    return f"{change['op']:<9}  {change['id']}  {what.strip()}".replace("\n", " ")
