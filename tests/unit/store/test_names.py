"""Names as they are compared over articles."""

import pytest
from dateline_api.store.link import names
from dateline_api.store.link.likeness import same_person


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Oleksiy Hryhorenko", "Oleksii Hrihorenko"),
        ("Khalid Bakhit", "Halid Bahit"),
        ("Jörg Müller", "Joerg Mueller"),
        ("Søren Bjørnsen", "Soren Bjornsen"),
        ("Łukasz Wójcik", "Lukasz Wojcik"),
        ("Pyotr Romanoff", "Piotr Romanov"),
        ("Muhammad al-Sayegh", "Mohammed Al Sayegh"),
        ("Dr. Jane Q. Public Jr.", "Jane Public"),
        ("J. Public", "Jane Public"),
        ("Ursula von der Leyen", "Ursula Von Der Leyen"),
        ("Kim Jong-un", "Kim Jong Un"),
    ],
)
def test_spellings_of_one_person(one, other) -> None:
    assert same_person(one, other) is not None
    assert same_person(other, one) == same_person(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane A. Public", "Jane B. Public"),
        ("Jane Public", "Joan Public"),
        ("Kristina Berg", "Kristian Berg"),
        ("Andrea Berg", "Andrei Berg"),
        ("Aleksandr Berg", "Aleksandra Berg"),
        ("Jane Public", "Public"),
        ("Maria Berg", "Marta Berg"),
        ("Jean-Luc Fabre", "Jean Fabre"),
    ],
)
def test_names_of_two_persons(one, other) -> None:
    assert same_person(one, other) is None


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("The Acme Company, Inc.", "acme"),
        ("Brandt & Söhne GmbH", "brandt and sohne"),
        ("Group", "group"),
        ("The", "the"),
        ("People's Party", "people party"),
        ("Dockers' Union", "dockers union"),
        ("???", "???"),
        ("北京", "北京"),
    ],
)
def test_body_is_its_name_without_article_and_legal_form(name, folded) -> None:
    assert names.body(name) == folded


def test_body_may_go_by_its_initials() -> None:
    assert names.initials("Front for the Liberation of Lakeland") == "fll"
    assert names.initials("Lake Fund") is None
    assert [names.is_acronym(name) for name in ("FLL", "A.F.P.", "Nato", "G20", "I")] == [True, True, False, True, False]


def test_keys_are_short_however_long_a_name_is() -> None:
    assert all(len(key) <= 2 * names.KEY_LENGTH for key in (*names.body_keys(["word " * 999]), *names.person_keys(["word " * 999])))


@pytest.mark.parametrize("name", ["", " ", ".", "'s", "-", "Mr", "Jr", "al-", "Dr. ", "\u0301"])
def test_name_that_is_none_breaks_nothing(name) -> None:
    assert names.parts(name) == names.parts(name)
    assert {*names.person_keys([name]), *names.body_keys([name])}
