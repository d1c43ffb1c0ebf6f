from itertools import pairwise

import pytest
from dateline_nlp.stages.people import People, within


def test_every_country_has_a_code_a_name_and_most_a_capital(models):
    countries = models.gazetteer.countries
    assert len(countries) >= 195
    seats = {known.country for known in models.gazetteer.names.values() if known.seat and known.kind == "place"}
    assert len(seats) >= 180


def test_names_point_at_countries_that_exist(models):
    special = {"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC", None}
    table = models.gazetteer
    codes = (
        {known.country for known in table.names.values()}
        | set(table.demonyms.values())
        | {leader.country for found in table.leaders.values() for leader in found}
    )
    assert codes - special <= set(table.countries)


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Kyiv", "UKR"),
        ("the Kremlin", "RUS"),
        ("Gaza Strip", "PSE"),
        ("Hong Kong", "HKG"),
        ("Greenland", "DNK"),
        ("Mumbai", "IND"),
        ("Texas", "USA"),
        ("EU", "EUR"),
    ],
)
def test_well_known_names(models, name, country):
    assert models.gazetteer.names[name].country == country


def test_the_longest_name_wins_and_ends_at_a_word(models):
    table = models.gazetteer
    assert table.match("South Korea fired", 0)[0] == "South Korea"
    assert table.match("New York Times reporters", 0)[0] == "New York Times"
    assert table.match("Iranians left", 0) is None


def test_of_two_holders_of_a_name_the_nearer_in_time_is_meant(models):
    assert models.gazetteer.leader("Bush", "1991-01-01").name == "George H. W. Bush"
    assert models.gazetteer.leader("Bush", "2003-03-20").name == "George W. Bush"


def test_terms_of_one_office_do_not_overlap(models):
    presidents = sorted({(x.from_on, x.to_on) for found in models.gazetteer.leaders.values() for x in found if (x.country, x.office) == ("USA", "president")})
    assert len(presidents) >= 8
    assert all(one[1] <= other[0] for one, other in pairwise(presidents))


def test_sectors_are_plover_s(models):
    known = {
        "COP",
        "GOV",
        "JUD",
        "LEG",
        "MIL",
        "PRM",
        "PTY",
        "REB",
        "SPY",
        "UAF",
        "UNK",
        "AGR",
        "BUS",
        "CRM",
        "CVL",
        "EDU",
        "ELI",
        "JRN",
        "LAB",
        "MED",
        "REF",
        "OPP",
        "PRE",
        "REL",
        "SOC",
        "IGO",
        "MNC",
    }
    table = models.gazetteer
    used = (
        {s for n in table.nouns.values() for s in n.sectors}
        | {s for o in table.offices.values() for s in o.sectors}
        | {s for k in table.names.values() for s in k.sectors}
    )
    assert used <= known


@pytest.mark.parametrize(
    ("one", "other", "near"), [("emanuel", "emmanuel", True), ("zelensky", "zelenskyy", True), ("john", "mary", False), ("", "ab", True), ("", "abc", False)]
)
def test_spelling_distance(one, other, near):
    assert within(one, other, 2) is near


def test_namesakes_with_other_given_names_are_two_persons(models):
    people = People(models.gazetteer, "2018-01-01")
    assert people.add("Anna Nowak") is not people.add("Peter Nowak")
    nowak = people.called("Nowak", "f")
    assert nowak is not None
    assert nowak.name == "Anna Nowak"
