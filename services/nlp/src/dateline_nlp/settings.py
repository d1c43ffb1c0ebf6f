"""Settings of the nlp worker."""

import os
from pathlib import Path

from dateline_shared.settings import BrokerSettings
from pydantic import Field


class NlpSettings(BrokerSettings):
    """The worker that reads articles."""

    nlp_processes: int = Field(default_factory=lambda: max(1, (os.cpu_count() or 2) - 1), ge=1)  # one core is left for the rest
    ontology: Path | None = None  # a file with further types and frames
