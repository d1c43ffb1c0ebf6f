import pytest
from dateline_nlp.stages import places


def where(read, text, word, kind=""):
    found = read(text)
    p, i = found.token(word)
    return places.attach(p, i, found.names, kind=kind)


@pytest.mark.parametrize(
    ("text", "word", "name", "country"),
    [
        ("The ministers met in Geneva.", "met", "Geneva", "CHE"),
        ("They spoke at the summit in Buenos Aires.", "spoke", "Buenos Aires", "ARG"),
        ("They held talks in Cairo.", "talks", "Cairo", "EGY"),
        ("The bombing of a market in Baghdad killed ten.", "bombing", "Baghdad", "IRQ"),
        ("Troops massed near Kharkiv.", "massed", "Kharkiv", "UKR"),
        ("A convoy has reached the city of Aleppo.", "reached", "Aleppo", "SYR"),
        ("The army moved tanks and men to the edge of Aleppo.", "moved", "Aleppo", "SYR"),
        ("They stole gems from a shop in Antwerp.", "stole", "Antwerp", "BEL"),
        ("Police in Nairobi used tear gas.", "used", "Nairobi", "KEN"),
        ("Donors meeting in Oslo pledged help.", "pledged", "Oslo", "NOR"),
        ("Gunmen opened fire in Kandahar, killing six.", "killing", "Kandahar", "AFG"),
        ("Ten miners died when a bridge fell near Oruro.", "died", "Oruro", "BOL"),
        ("Shells hit Kharkiv.", "hit", "Kharkiv", "UKR"),
        ("Two men were shot by a patrol near Kandahar.", "shot", "Kandahar", "AFG"),
        ("They smashed the windows of a shop in Antwerp.", "smashed", "Antwerp", "BEL"),
        ("The army withdrew from Kandahar.", "withdrew", "Kandahar", "AFG"),
    ],
)
def test_the_place_of_the_act_is_in_its_clause(read, text, word, name, country):
    found = where(read, text, word)
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
        ("Two men were charged over the Antwerp theft.", "charged"),
        ("They beat Mexico City.", "beat"),
    ],
)
def test_other_places_are_not(read, text, word):
    assert where(read, text, word) is None


@pytest.mark.parametrize(
    ("text", "word", "kind", "name"),
    [
        ("She was elected president of Peru.", "elected", "elect", "Peru"),
        ("He won Slovenia's election.", "won", "elect", "Slovenia"),
        ("He offered to meet the rebels in Cairo.", "offered", "AGREE", "Cairo"),
        ("She leaves for Cairo, where she will meet the rebels.", "meet", "CONSULT", "Cairo"),
        ("He flew to Cairo. Police there arrested two men.", "arrested", "COERCE", "Cairo"),
    ],
)
def test_the_type_of_an_act_says_which_place_is_its_own(read, text, word, kind, name):
    found = where(read, text, word, kind)
    assert found is not None
    assert found.name == name
