import pytest


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Kvarnen Marine has agreed to buy a rival. Kvarnen will pay in cash.", "organization:kvarnen marine"),
        ("The ministry fined a cement company, Tolva Besk, last week.", "organization:tolva besk"),
        ("Rowland Dredging lost money. It blamed the weather.", "organization:rowland dredging"),
    ],
)
def test_a_body_is_told_by_its_last_word_or_by_what_it_is_called(read, text, key):
    assert key in read(text).names.entities


def test_a_short_form_is_the_body_named_in_full(read):
    found = read("Kvarnen Marine has agreed to buy a rival. Kvarnen will pay in cash.")
    assert found.meaning("Kvarnen") == ("organization:kvarnen marine",)


def test_a_team_goes_by_its_last_word(read):
    found = read("Orwell Rovers beat their neighbours in the final. Rovers had not won for years.")
    assert found.meaning("Rovers") == ("organization:orwell rovers",)


def test_a_person_with_a_given_name_is_no_body(read):
    found = read("Ingrid Mining resigned.")
    assert "organization:ingrid mining" not in found.names.entities


def test_the_company_is_the_body_spoken_of(read):
    found = read("Kvarnen Marine reported a loss. Jane Smith, who is suing the company, declined to comment.")
    assert found.meaning("the company") == ("organization:kvarnen marine",)


def test_a_given_name_betrays_a_person_that_the_model_missed(read):
    assert "person:tracey bolmer" in read("Heartless Tracey Bolmer, 44, stole from five pensioners.").names.entities


def test_a_person_ends_before_the_town_he_is_of(read):
    found = read("Prof Anders Lindqvist of Bergen, who was not involved in the study, called for a second test.")
    assert "person:anders lindqvist" in found.names.entities
    assert not any(key.startswith("organization:") for key in found.names.entities)


def test_a_lead_that_opens_in_capitals_is_read_as_words(read):
    found = read("A LORRY driver told police on Monday how he smashed a window.")
    assert found.parsed[0].doc[1].text == "lorry"
    assert found.parsed[0].span(1, 1).exact == "LORRY"
    assert not any(key.startswith("organization:") for key in found.names.entities)


def test_abbreviations_that_open_a_lead_keep_their_capitals(read):
    assert read("NATO generals met in Rome on Monday.").parsed[0].doc[0].text == "NATO"
