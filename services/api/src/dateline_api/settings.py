"""Settings of the api and store processes."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Literal, Self

from dateline_shared.contracts.article import MAX_TEXT_BYTES
from dateline_shared.settings import BrokerSettings, Duration, Settings
from pydantic import Field, SecretStr, model_validator


class DatabaseSettings(Settings):
    """A process that speaks to PostgreSQL: `postgresql://user:password@host:port/name`."""

    database_url: SecretStr = Field(default=SecretStr("postgresql://127.0.0.1:5432/dateline"))
    retention: Duration = timedelta(days=90)  # of the change log; store prunes, the api tells


class ApiSettings(DatabaseSettings, BrokerSettings):
    """The HTTP service. It never talks to the broker in a request; the URL is for the readiness report alone."""

    host: str = "127.0.0.1"
    port: int = 8400
    auth: Literal["on", "off"] = "on"  # off: everyone may do everything, so only on a loopback address
    admin_key: SecretStr | None = None  # made a key of all scopes at the first start
    max_text_bytes: int = MAX_TEXT_BYTES
    max_waiting: int = 5000  # articles of live priority that may wait before POST answers 429 (bounded count, 0.27 ms)

    @model_validator(mode="after")
    def _open_only_on_loopback(self) -> Self:
        if self.auth == "off" and not (self.host == "localhost" or ip_address(self.host).is_loopback):
            raise ValueError(f"DATELINE_AUTH=off is refused on {self.host}: it would let anyone in. Use DATELINE_HOST=127.0.0.1, or keys.")
        return self


class StoreSettings(DatabaseSettings, BrokerSettings):
    """The one writer of results."""

    max_attempts: int = 3  # charged attempts before an article is dead
    batch_size: int = 64  # stream entries a transaction; see docs/operations.md
