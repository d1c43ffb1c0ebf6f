"""The models are loaded once for all tests of the reader."""

import pytest
from dateline_nlp.models import Models
from dateline_nlp.pipeline import Reader, load_reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return load_reader()


@pytest.fixture(scope="session")
def models(reader: Reader) -> Models:
    return reader.models
