"""Settings of the api, store and courier processes."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Literal, Self
from urllib.parse import urlsplit

from dateline_shared.contracts.article import MAX_TEXT_BYTES
from dateline_shared.outbound import OutboundSettings
from dateline_shared.settings import BrokerSettings, Duration, Settings
from limits import RateLimitItem, parse
from pydantic import Field, SecretStr, field_validator, model_validator

HOST_GAP = timedelta(seconds=5)  # between two requests to a host: Media Cloud's fetcher keeps the same
MAX_WAITING = 5000  # articles of live priority; a bounded count of so many takes 0.27 ms

SHORTEST_KEY = 24  # characters: 120 random bits in base32; keys are kept as plain digests, which do not slow a guesser down


class DatabaseSettings(Settings):
    """A process that speaks to PostgreSQL: `postgresql://user:password@host:port/name`."""

    database_url: SecretStr = Field(default=SecretStr("postgresql://127.0.0.1:5432/dateline"))
    retention: Duration = timedelta(days=90)  # of the change log; store prunes, the api tells
    max_waiting: int = MAX_WAITING  # articles that may wait: above it the api answers 429 to posts, and store leaves feeds alone


class PublicSettings(Settings):
    """A process that tells others where this service is."""

    public_url: str = "http://127.0.0.1:8400"  # what others reach the API by: the source of every message to a webhook

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or not (value.isascii() and value.isprintable()):
            raise ValueError("write the address by which others reach the API, such as https://dateline.example.org")
        return value.rstrip("/")


class ApiSettings(DatabaseSettings, BrokerSettings, PublicSettings):
    """The HTTP service. It never talks to the broker in a request; the URL is for the readiness report alone."""

    host: str = "127.0.0.1"
    port: int = 8400
    auth: Literal["on", "off"] = "on"  # off: everyone may do everything, so only on a loopback address, and only for this machine's programs and pages
    admin_key: SecretStr | None = None  # made a key of all scopes at the first start
    max_text_bytes: int = MAX_TEXT_BYTES
    rate_limit: str = "6000/minute"  # requests a key, or an address where no key is asked for: against programs that run wild, not against use

    @model_validator(mode="after")
    def _open_only_on_loopback(self) -> Self:
        if self.auth == "off" and not (self.host == "localhost" or ip_address(self.host).is_loopback):
            raise ValueError(f"DATELINE_AUTH=off is refused on {self.host}: it would let anyone in. Use DATELINE_HOST=127.0.0.1, or keys.")
        return self

    def requests(self) -> RateLimitItem | None:
        """How many requests a caller may make in which time; None for any number."""
        return parse(self.rate_limit) if self.rate_limit not in ("", "off") else None

    @field_validator("rate_limit")
    @classmethod
    def _readable(cls, limit: str) -> str:
        try:
            is_fit = limit in ("", "off") or parse(limit).amount > 0
        except ValueError:
            is_fit = False
        if not is_fit:
            raise ValueError(f"{limit!r} is no rate; write 600/minute, 20/second, 5000/hour, or off")
        return limit

    @field_validator("admin_key")
    @classmethod
    def _hard_to_guess(cls, key: SecretStr | None) -> SecretStr | None:
        if key and len(key) < SHORTEST_KEY:
            raise ValueError(f"is {len(key)} characters long, and a key that is shorter than {SHORTEST_KEY} can be guessed; `make env` makes a good one")
        return key


class StoreSettings(DatabaseSettings, BrokerSettings):
    """The one writer of results."""

    max_attempts: int = 3  # charged attempts before an article is dead
    batch_size: int = 64  # stream entries a transaction; see docs/operations.md
    host_gap: Duration = Field(default=HOST_GAP, ge=timedelta(0))


class CourierSettings(DatabaseSettings, OutboundSettings, PublicSettings):
    """Who delivers changes to webhooks."""
