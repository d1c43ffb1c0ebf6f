"""Logs: one line an event, JSON in containers, readable on a terminal. Neither texts nor keys are logged."""

import logging
import sys
from io import StringIO
from typing import Final, TextIO

import structlog
from structlog.tracebacks import ExceptionDictTransformer

from dateline_shared.settings import Settings

CONTROLS: Final = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord("\n"), ord("\t")}, "\ufffd")  # as in dateline.console


def configure(settings: Settings, *, service: str) -> None:
    """Set up logging of this process; call once, in a composition root. Every line carries `service`."""
    json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    level = getattr(logging, settings.log_level.upper())

    def name_service(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return {"service": service, **event}  # a context variable would not reach the threads

    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        name_service,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]

    def plain(out: TextIO, error: structlog.typing.ExcInfo) -> None:
        text = StringIO()
        structlog.dev.plain_traceback(text, error)
        out.write(text.getvalue().translate(CONTROLS))

    # Tracebacks without local variables: those hold texts and keys.
    render: list[structlog.typing.Processor] = (
        [structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)), structlog.processors.JSONRenderer()]
        if json
        else [_show_controls, structlog.dev.ConsoleRenderer(pad_event_to=30, exception_formatter=plain)]
    )
    structlog.configure(
        processors=[*shared, *render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render])
    )
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)


def _show_controls(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """What strangers wrote, such as the path of a request, with the characters that terminals obey made visible. JSON escapes them."""
    return {name: value.translate(CONTROLS) if isinstance(value, str) else value for name, value in event.items()}
