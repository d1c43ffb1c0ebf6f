"""Settings of the ingest worker."""

from typing import Literal

from dateline_shared.outbound import OutboundSettings
from dateline_shared.settings import BrokerSettings
from pydantic import Field


class IngestSettings(BrokerSettings, OutboundSettings):
    """The worker that fetches feeds and pages."""

    ingest_processes: int = Field(default=4, ge=1)  # each waits for one server at a time; four took 250 MB together
    robots: Literal["respect", "ignore"] = "respect"  # robots.txt, of pages; feeds are there to be polled
