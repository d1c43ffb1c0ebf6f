"""`dateline import`: bring in files of articles, and go on where it was after whatever ended it."""

import codecs
import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import typer
from dateline_shared.errors import DatelineError, RejectedError
from rich.console import Console

from dateline.articles import instant
from dateline.commands.session import open_client
from dateline.console import FAILURE, WRONG_USE, explained, fail, load_settings, talk, visible
from dateline.imports.bookmark import Account, Bookmark, Kept, bookmark
from dateline.imports.delivery import Delivery, batches
from dateline.imports.inputs import Format, Input, Options, inputs, open_input
from dateline.imports.meter import Meter
from dateline.imports.place import Reads
from dateline.imports.rows import FIELDS, Rows
from dateline.settings import CliSettings

HOPELESS = 1_000  # articles, all of them refused: one mistake made many times
SHOWN = 20  # refused articles that a rehearsal names


class HopelessError(RejectedError):
    """Everything is refused."""


@dataclass(frozen=True, slots=True)
class Importing:
    """What the inputs of one command share."""

    options: Options
    settings: CliSettings
    console: Console
    as_json: bool


def import_(names: Sequence[str], *, format_: str, options: Options, go_on: bool | None, dry_run: bool, as_json: bool) -> None:
    """Bring in all inputs, one after the other.

    `go_on`: True insists on a place that was kept, False begins anew, None goes on if there is one. Exit code 1 when articles were
    refused or it was interrupted; the others are in.
    """
    with explained():
        here = Importing(options, load_settings(CliSettings), talk(), as_json)
        found = list(inputs(names, None if format_ == "auto" else cast(Format, format_)))
        if not found:
            fail("There is nothing to import: no .ndjson, .csv, .txt or .html file. Name the format of other files with --format.")
        went_well = _rehearse_all(found, here) if dry_run else _bring_in_all(found, here, go_on=go_on)
    if not went_well:
        raise typer.Exit(FAILURE)


def options(*, given: Mapping[str, str | None], mappings: Sequence[str], base_url: str | None, encoding: str | None) -> Options:
    """What the options of the command mean. Ends with exit code 2 when one of them means nothing."""
    fields = {name: value for name, value in given.items() if value is not None}
    try:
        if "published_at" in fields:
            fields["published_at"] = instant(fields["published_at"]).isoformat()
        if encoding:
            codecs.lookup(encoding)
    except ValueError as error:
        fail(f"--published-at: {error}", code=WRONG_USE)
    except LookupError:
        fail(f"--encoding: nothing is known of {encoding}", code=WRONG_USE)
    if base_url and not base_url.startswith(("http://", "https://")):
        fail(f"--base-url {base_url}: an address begins with http:// or https://", code=WRONG_USE)
    return Options(fields, _columns(mappings), base_url, encoding)


def _columns(mappings: Sequence[str]) -> dict[str, str]:
    """`column=field` as column → field."""
    columns = {}
    for each in mappings:
        column, equals, field = each.rpartition("=")
        if not equals or (field and field not in FIELDS):
            fail(f"--map {each}: write COLUMN=FIELD with one of {', '.join(sorted(FIELDS))}, or COLUMN= to leave it out.", code=WRONG_USE)
        columns[column] = field
    return columns


def _bring_in_all(found: Sequence[Input], here: Importing, *, go_on: bool | None) -> bool:
    places = [Kept(here.settings.home / "imports", each.name, each.key(here.options, service=here.settings.service_url)) for each in found]
    if go_on and not any(place.exists() for place in places):
        raise RejectedError("No place of this import is kept, so there is nothing to go on with. Leave --resume out to begin.")
    marks = []
    for given, place in zip(found, places, strict=True):
        with bookmark(place, restart=go_on is False) as mark:
            marks.append(mark)
            if not mark.is_done:
                _bring_in(given, mark, here)
            _tell(given, mark.account, here, rejects=mark.rejects, is_complete=True)
    for mark in marks:
        mark.forget()
    return not any(mark.account.refused for mark in marks)


def _bring_in(given: Input, mark: Bookmark, here: Importing) -> None:
    """Send what is left of an input. What ends it early is told with how to go on."""
    try:
        with _opened(given, mark, here) as reader, Meter(here.console, given.name) as meter, open_client(here.settings, pause=meter.wait) as client:
            delivery = Delivery(client, pause=meter.wait)
            for settled in (settled for batch in batches(reader.items()) for settled in delivery.send(batch)):
                mark.commit(settled)
                meter.tell(mark.account, reader.fraction())
                if mark.account.refused >= HOPELESS and not mark.account.outcomes:
                    raise HopelessError(f"The first {mark.account.refused} articles were all refused, the last one because: {settled.refused[-1][1]}")
            mark.finish()
    except HopelessError:
        mark.forget()
        raise
    except (KeyboardInterrupt, DatelineError) as trouble:
        if mark.account.read:
            _tell(given, mark.account, here, rejects=mark.rejects, is_complete=False)
            here.console.print("The same command goes on from there.")
        if isinstance(trouble, KeyboardInterrupt):
            fail("interrupted")
        raise


@contextmanager
def _opened(given: Input, mark: Bookmark, here: Importing) -> Generator[Reads]:
    """The reader of an input, at the place where the last import of it ended."""
    with ExitStack() as stack:
        reader = stack.enter_context(open_input(given, here.options))
        if mark.is_under_way and reader.go_to(mark.place):
            here.console.print(f"{given.name}: going on after the first {mark.account.read}", markup=False, soft_wrap=True)
        else:
            if mark.is_under_way and given.path is None:
                raise RejectedError("Standard input is not what was interrupted. To bring this in as well, add --restart.")
            if mark.is_under_way:
                here.console.print(f"{given.name} has changed since it was interrupted: from the beginning", markup=False, soft_wrap=True)
                reader = stack.enter_context(open_input(given, here.options))
            mark.start()
        _tell_columns(reader, here.console)
        yield reader


def _rehearse_all(found: Sequence[Input], here: Importing) -> bool:
    refused = [_rehearse(given, here).refused for given in found]
    return not any(refused)


def _rehearse(given: Input, here: Importing) -> Account:
    """Say what the door would, without sending anything."""
    from dateline.imports.rehearsal import rehearse

    account = Account()
    with open_input(given, here.options) as reader, Meter(here.console, given.name) as meter:
        _tell_columns(reader, here.console)
        for settled in map(rehearse, batches(reader.items())):
            for item, reason in settled.refused[: max(0, SHOWN - account.refused)]:
                here.console.print(f"would be refused: {item.name}: {reason}", markup=False, soft_wrap=True)
            account = account.plus(settled)
            meter.tell(account, reader.fraction())
    _tell(given, account, here, rejects=None, is_complete=True)
    return account


def _tell_columns(reader: Reads, console: Console) -> None:
    if isinstance(reader, Rows):
        used = ", ".join(f"{column} → {field}" for column, field in reader.columns.items() if field)
        rest = ", ".join(column for column, field in reader.columns.items() if not field)
        console.print(f"columns: {used}{f'; left out: {rest}' if rest else ''}", markup=False, soft_wrap=True)


def _tell(given: Input, account: Account, here: Importing, *, rejects: Path | None, is_complete: bool) -> None:
    """What became of an input, on standard output."""
    where = str(rejects) if rejects and account.refused else None
    if here.as_json:
        told = {"input": given.name, "complete": is_complete, "read": account.read, "refused": account.refused, "outcomes": account.outcomes}
        typer.echo(json.dumps(told | {"rejects": where}, ensure_ascii=False))
        return
    parts = [f"{number} {outcome}" for outcome, number in account.outcomes.most_common()] + [f"{account.refused} refused"]
    until = "" if is_complete else " before it stopped"
    typer.echo(visible(f"{given.name}: {account.read} read{until}: {', '.join(parts)}{f', see {where}' if where else ''}"))
