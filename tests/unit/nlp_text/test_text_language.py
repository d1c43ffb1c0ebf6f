from datetime import UTC, datetime

import pytest
from dateline_nlp.stages.language import identify
from dateline_nlp.values import Document

NOW = datetime(2018, 3, 21, tzinfo=UTC)


def test_english_news_is_supported(models):
    found = identify(
        models, Document("", "The foreign ministers of both countries met in Geneva on Tuesday and agreed to hold further talks next month.", None, NOW)
    )
    assert (found.code, found.supported) == ("en", True)
    assert found.confidence > 0.9


@pytest.mark.parametrize(
    "text",
    [
        "Die Außenminister beider Länder trafen sich am Dienstag in Genf und vereinbarten weitere Gespräche im kommenden Monat.",
        "Les ministres des Affaires étrangères des deux pays se sont rencontrés mardi à Genève et ont convenu de nouvelles discussions.",
        "Министры иностранных дел двух стран встретились во вторник в Женеве и договорились о новых переговорах.",
    ],
)
def test_other_languages_are_not_supported(models, text):
    assert not identify(models, Document("", text, None, NOW)).supported


@pytest.mark.parametrize("text", ["Gbagbo meets Ouattara", "Merkel resigns", "Putin in Ankara"])
def test_a_few_words_count_as_supported(models, text):
    assert identify(models, Document("", text, None, NOW)).supported


def test_no_letters_are_undetermined(models):
    assert identify(models, Document("", "12:30 !!!", None, NOW)).code == "und"
