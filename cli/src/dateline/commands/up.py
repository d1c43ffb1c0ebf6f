"""`dateline up` and `dateline demo`."""

import contextlib
import os
import shlex
import tempfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from time import monotonic

import typer
from dateline_shared.errors import DatelineError
from rich.console import Console

from dateline.console import FAILURE, data, fail, load_settings, talk
from dateline.demo.show import show_demo
from dateline.engines.port import free_port
from dateline.installation import Installation, running
from dateline.interrupts import Interrupts
from dateline.keys import was_shown
from dateline.progress import Progress
from dateline.service import ServiceFailedError
from dateline.settings import CliSettings, local_url
from dateline.steward import Steward
from dateline.supervisor import StopRequested, last_words

LOG_LINES = 15
DEMO_READ_WITHIN = timedelta(minutes=3)  # a dozen short articles take seconds; this ends a demo that hangs

Use = Callable[[Installation], bool]
"""Does something with a running installation; whether it went well."""


def up(*, demo: bool, port: int | None, restored: bool = False) -> None:
    """Run until Ctrl-C or SIGTERM; exit code 0 then, 1 when something cannot start or keeps dying."""
    settings = _settings(port)

    def use(installation: Installation) -> bool:
        _introduce(data(), installation, setting=addressed_by(settings))
        if demo:
            _show(installation)
        installation.supervisor.watch()
        return True

    _run(settings, use, restored=restored)


def demo(*, port: int | None) -> None:
    """Start, post the shipped articles, print their events, stop; in a folder thrown away unless DATELINE_HOME names one."""
    settings = _settings(port)
    with contextlib.ExitStack() as stack:
        changes: dict[str, object] = {}
        if "DATELINE_HOME" not in os.environ:
            changes["home"] = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dateline-demo-"))) / "home"
        if port is None and "DATELINE_PORT" not in os.environ:
            changes["port"] = free_port(settings.host)
        _run(settings.model_copy(update=changes), _show)


def _settings(port: int | None) -> CliSettings:
    settings = load_settings(CliSettings)
    return settings if port is None else settings.model_copy(update={"port": port})


def _run(settings: CliSettings, use: Use, *, restored: bool = False) -> None:
    """Start an installation, use it, stop it; failures are explained. A wish to end is no failure."""
    console = talk()
    progress = Progress(console)
    went_well = True
    try:
        with Interrupts() as interrupts, contextlib.ExitStack() as stack:
            with progress:
                installation = stack.enter_context(running(settings, restored=restored, waiting=interrupts, report=progress))
            went_well = use(installation)
    except StopRequested:
        console.print("stopped while starting")
    except ServiceFailedError as error:
        _explain(console, error)
        fail("Everything was stopped. Data and logs are kept; `dateline doctor` looks for what is wrong on this machine.")
    except DatelineError as error:
        fail(str(error))
    if not went_well:
        raise typer.Exit(FAILURE)


def _show(installation: Installation) -> bool:
    """Show the demo while the supervisor keeps watching; a wish to end ends it."""
    ends_at = monotonic() + DEMO_READ_WITHIN.total_seconds()
    with Steward(installation.url, installation.key) as client:
        return show_demo(
            client,
            watch=lambda done: installation.supervisor.watch(until=lambda: done() or monotonic() > ends_at),
            talk=talk(),
            data=data(),
        )


def addressed_by(settings: CliSettings) -> dict[str, str]:
    """What another terminal has to set, for its commands to find this installation and its key."""
    usual = CliSettings.model_fields
    found = {}
    if settings.home != usual["home"].default:
        found["DATELINE_HOME"] = str(settings.home.absolute())
    url = local_url(settings.host, settings.port)
    if url != local_url(usual["host"].default, usual["port"].default):
        found["DATELINE_URL"] = url
    return found


def _introduce(console: Console, installation: Installation, *, setting: Mapping[str, str]) -> None:
    prefix = "".join(f"{name}={shlex.quote(value)} " for name, value in setting.items())
    console.print(f"\nDateline is ready: [bold]{installation.url}[/]   documentation of the API: {installation.url}/docs", soft_wrap=True)
    if installation.key_is_new:
        console.print(f"Admin key, shown this once: [bold]{installation.key}[/]", soft_wrap=True)
        was_shown(installation.home)
    console.print(f"Data, logs and key: {installation.home.path}", soft_wrap=True)
    console.print(f"Next, in another terminal:  {prefix}dateline add ARTICLE.txt --wait", soft_wrap=True)
    console.print("Ctrl-C stops everything.")


def _explain(console: Console, error: ServiceFailedError) -> None:
    console.print(f"[red]error:[/] {error}")
    with contextlib.suppress(OSError):
        lines = last_words(error.log, lines=LOG_LINES)
        console.print(f"The last lines of {error.log}:", soft_wrap=True)
        for line in lines:
            console.print(f"  {line}", markup=False, soft_wrap=True)
