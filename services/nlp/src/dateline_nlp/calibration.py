"""Loads what confidence is weighed by: the weights of signs, and the map from their sum to a probability."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from dateline_nlp.datafile import check, read

FILE = Path(__file__).parent / "calibration.yaml"


class Calibration(BaseModel):
    """A fitted model: logistic(shift + slope * (bias + the sum of the weights of the signs that hold))."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: date  # the day of the fit
    mentions: dict[str, int]  # how many it was fitted on: of the open half for the weights, of the sealed for the map
    bias: float
    shift: float
    slope: Annotated[float, Field(gt=0)]  # more support is never less confidence
    weights: dict[str, float]  # log-odds of each sign of stages.confidence


def load(path: Path = FILE) -> Calibration:
    """Reads a fitted model. Raises DataFileError with file, line and field."""
    return check(Calibration, read(path), path)
