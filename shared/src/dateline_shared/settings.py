"""Settings from the environment: `DATELINE_*`, or `DATELINE_*_FILE` naming a file that holds the value.

Made once in a composition root and passed in; docs/operations.md lists every one of them.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

TASK_LIMIT = timedelta(seconds=30)
"""Hard limit of one task, after which its process is killed; on a busy core a chunk of 64 kB
took 4 s, the largest article (256 kB) 16 s."""


def _seconds(value: object) -> object:
    try:
        return timedelta(seconds=float(value)) if isinstance(value, str) else value
    except ValueError:
        return value


Duration = Annotated[timedelta, BeforeValidator(_seconds)]
"""A number of seconds, or an ISO 8601 duration: `45`, `PT45S`, `P90D`."""


class _FileSource(PydanticBaseSettingsSource):
    """Reads `DATELINE_X_FILE` for a setting x: how containers hand over secrets."""

    def get_field_value(self, field: object, field_name: str) -> tuple[str | None, str, bool]:
        path = os.environ.get(f"DATELINE_{field_name.upper()}_FILE")
        return (Path(path).read_text(encoding="utf-8").strip() if path else None), field_name, False

    def __call__(self) -> dict[str, str]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class Settings(BaseSettings):
    """What every process may want to know of its surroundings."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", extra="ignore", frozen=True)

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "json", "console"] = "auto"  # auto: for people on a terminal, else JSON

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _FileSource(settings_cls)


S = TypeVar("S", bound=Settings)


def load(kind: type[S]) -> S:
    """The settings of a process, or its end with a line for each that is wrong. Call it in a composition root."""
    try:
        return kind()
    except ValidationError as error:
        lines = [f"{_variable(e['loc'])}: {e['msg']}" for e in error.errors(include_url=False, include_input=False)]
        raise SystemExit("\n".join(["The settings are not usable:", *lines])) from None


def _variable(place: tuple[int | str, ...]) -> str:
    return f"DATELINE_{str(place[0]).upper()}" if place else "settings"


class BrokerSettings(Settings):
    """A process that speaks to Redis or Valkey."""

    redis_url: SecretStr = Field(default=SecretStr("redis://127.0.0.1:6379/0"))
    task_limit: Duration = TASK_LIMIT  # store computes leases from it: the same everywhere
