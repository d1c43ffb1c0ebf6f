"""Settings of the command: where the local installation lies, and which service the commands speak to."""

from pathlib import Path

from dateline_shared.settings import Settings
from pydantic import Field, SecretStr


class CliSettings(Settings):
    """Everything is optional: without any of it, `up` and all commands after it work in the current folder."""

    home: Path = Path(".dateline")  # data, logs and secrets of `up`
    host: str = "127.0.0.1"
    port: int = Field(default=8400, ge=1, le=65535)
    url: str | None = None  # of the service; else host and port
    key: SecretStr | None = None  # API key; else the one that `up` left in the home
    database_url: SecretStr | None = None  # `up` starts its own PostgreSQL without it
    redis_url: SecretStr | None = None  # `up` starts its own Valkey without it
    admin_key: SecretStr | None = None  # `up` makes one without it
    public_url: str | None = None  # by which others reach the API; else host and port
    nlp_processes: int | None = Field(default=None, ge=1)  # else cores - 1, at least one

    @property
    def service_url(self) -> str:
        """Where the API answers, without a slash at the end."""
        return (self.url or local_url(self.host, self.port)).rstrip("/")


def local_url(host: str, port: int) -> str:
    """The address under which this machine reaches a server that listens on `host`."""
    if host in ("0.0.0.0", "::", ""):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
