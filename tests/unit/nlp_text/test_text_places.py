import pytest
from dateline_nlp.stages import places


def where(models, read, text, word):
    found = read(text)
    p, i = found.token(word)
    return places.attach(models, p, i, found.names)


@pytest.mark.parametrize(
    ("text", "word", "name", "country"),
    [
        ("The ministers met in Geneva.", "met", "Geneva", "CHE"),
        ("They spoke at the summit in Buenos Aires.", "spoke", "Buenos Aires", "ARG"),
        ("They held talks in Cairo.", "talks", "Cairo", "EGY"),
        ("The bombing of a market in Baghdad killed ten.", "bombing", "Baghdad", "IRQ"),
        ("Troops massed near Kharkiv.", "massed", "Kharkiv", "UKR"),
    ],
)
def test_the_place_of_the_act_is_in_its_clause(models, read, text, word, name, country):
    found = where(models, read, text, word)
    assert found is not None
    assert (found.name, found.country) == (name, country)
    assert found.coordinates is not None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("GENEVA -- The ministers signed a treaty.", "signed"),
        ("The minister, who lives in Geneva, resigned.", "resigned"),
        ("He condemned the war in Ukraine.", "condemned"),
        ("They imposed sanctions on Russia.", "imposed"),
    ],
)
def test_other_places_are_not(models, read, text, word):
    assert where(models, read, text, word) is None
