"""The measure of speed: both sides read the same words, and the process may use all its processors again afterwards."""

import os
from datetime import UTC, datetime

import pytest
from dateline.evaluate.speed import measure
from dateline.reading import to_reading
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article


def test_speed_is_that_of_the_same_words_on_both_sides(reader: Reader) -> None:
    articles = [Article(title="Kenya opens a port", text="The port of Lamu opened on Monday, the ministry said."), Article(text="Nobody came.")]
    before = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    found = measure(reader, [to_reading(each, article_id=f"a{n}", received_at=datetime(2020, 3, 2, tzinfo=UTC)) for n, each in enumerate(articles)], rounds=1)

    assert found.words == 16
    assert found.ratio == pytest.approx(found.reader / found.stock)
    assert before is None or os.sched_getaffinity(0) == before
