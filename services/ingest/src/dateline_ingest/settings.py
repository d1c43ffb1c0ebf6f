"""Settings of the ingest worker."""

from dateline_shared.outbound import OutboundSettings
from dateline_shared.settings import BrokerSettings
from pydantic import Field


class IngestSettings(BrokerSettings, OutboundSettings):
    """The worker that fetches feeds."""

    ingest_processes: int = Field(default=1, ge=1)  # each waits for one server at a time
