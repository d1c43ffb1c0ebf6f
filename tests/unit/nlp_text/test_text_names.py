import pytest
from dateline_nlp.stages.names import describe, party


def test_a_bare_surname_follows_its_full_name(read):
    found = read("Ruling party candidate Maria Kowalska won the vote. Kowalska thanked her voters. Mrs Kowalska spoke for an hour.")
    assert found.meaning("Kowalska") == ("person:maria kowalska",)
    assert [m.entities for m in found.names.mentions if m.form == "name"].count(("person:maria kowalska",)) == 3
    assert found.names.entities["person:maria kowalska"].kind == "person"


def test_spellings_of_one_name_are_one_person(read):
    found = read("Emanuel Macron spoke first. Emmanuel Macron then left. Mr Macron was late.")
    assert [key for key in found.names.entities if key.startswith("person:")] == ["person:emmanuel macron"]


def test_a_leader_is_known_by_surname_alone(read):
    found = read("Merkel and Netanyahu met.")
    assert found.names.entities["person:angela merkel"].country == "DEU"
    assert found.names.entities["person:benjamin netanyahu"].sectors == ("GOV",)


@pytest.mark.parametrize(
    ("text", "key", "title", "country"),
    [
        ("Kremlin spokesman Ivan Petrov declined to comment.", "person:ivan petrov", "spokesman", "RUS"),
        ("The Kenyan foreign minister, Jane Wanjiru, arrived.", "person:jane wanjiru", "foreign minister", "KEN"),
        ("Jane Wanjiru, the Kenyan foreign minister, arrived.", "person:jane wanjiru", "foreign minister", "KEN"),
        ("Peru's President Carlos Quispe resigned.", "person:carlos quispe", "president", "PER"),
        ("Carlos Quispe, president of Peru, resigned.", "person:carlos quispe", "president", "PER"),
        ("Norway's Development Minister Ingrid Berg resigned.", "person:ingrid berg", "minister", "NOR"),
        ("South Korean Defence Minister Park Min-soo resigned.", "person:park min soo", "defense minister", "KOR"),
    ],
)
def test_roles_are_read_beside_names(read, text, key, title, country):
    entity = read(text).names.entities[key]
    assert [(r.title, r.country) for r in entity.roles] == [(title, country)]
    assert entity.country == country


@pytest.mark.parametrize("name", ["Han Do-yun", "Moon Do-hyun", "Park Il-sun", "Han So-young", "Choi In-hye", "Chen May-ling"])
def test_a_name_whose_syllables_are_english_words_is_whole(read, name):
    found = read(f"Foreign Minister {name} met the Chilean envoy in Lima.")
    assert name in {entity.name for entity in found.names.entities.values()}


def test_a_hyphen_makes_no_name_of_what_is_none(read):
    found = read("A Park Avenue-based bank was named.")
    assert not {entity.name for entity in found.names.entities.values()} & {"Park Avenue-based"}


def test_a_former_office_makes_no_official(read):
    entity = read("Former Peruvian president Carlos Quispe was arrested.").names.entities["person:carlos quispe"]
    assert entity.roles[0].former
    assert entity.sectors == ("ELI",)


def test_a_capital_that_acts_is_its_state_and_one_that_is_visited_a_city(read):
    found = read("Moscow expelled two diplomats. The minister arrived in Moscow.")
    assert found.meaning("Moscow") == ("place:russia",)
    assert found.meaning("Moscow", 1) == ("place:moscow",)
    assert [m.form for m in found.names.mentions if found.words(m) == "Moscow"] == ["metonym", "name"]


def test_seats_of_power_are_bodies_of_their_country(read):
    found = read("The Kremlin and the White House confirmed the call.")
    assert {found.names.entities[k].country for k in ("organization:kremlin", "organization:white house")} == {"RUS", "USA"}


def test_two_letter_names_are_known(read):
    found = read("The UN and the EU urged the UK to stay.")
    assert {"organization:united nations", "organization:european union", "place:united kingdom"} <= found.keys()


def test_nationality_words_are_no_entities(read):
    found = read("French troops and Chinese engineers worked together.")
    assert found.keys() == set()


def test_a_town_takes_the_country_behind_its_comma(read):
    assert read("He spoke in Marfa, Texas.").names.entities["place:marfa"].country == "USA"


def test_a_parliament_of_another_country_is_not_the_american_one(read):
    found = read("The Nigerian Senate passed the bill.")
    assert [e.country for e in found.names.entities.values()] == ["NGA"]


def test_a_party_is_given_for_each_entity_with_its_span(read):
    found = read("Mr Trump and Mr Putin met. The two leaders shook hands.")
    mention = next(m for m in found.names.mentions if found.words(m) == "The two leaders")
    parties = party(found.names, mention, found.parsed[mention.sentence])
    assert [(p.name, p.kind, p.country) for p in parties] == [("Donald Trump", "person", "USA"), ("Vladimir Putin", "person", "RUS")]
    assert {p.spans[0].exact for p in parties} == {"The two leaders"}


@pytest.mark.parametrize(
    ("text", "head", "kind", "country", "sectors"),
    [
        ("Police arrested him.", "Police", "body", None, ("COP",)),
        ("Two Turkish journalists were released.", "journalists", "group", "TUR", ("JRN",)),
        ("A Kenyan government spokesman denied it.", "spokesman", "person", "KEN", ("GOV",)),
        ("Zambian riot police fired tear gas.", "police", "body", "ZMB", ("COP",)),
        ("Rebels in the Ivory Coast blocked a road.", "Rebels", "group", "CIV", ("REB",)),
        ("The South Korean army fired back.", "army", "body", "KOR", ("MIL",)),
        ("Iranian-backed militants attacked.", "militants", "group", None, ("REB",)),
        ("The Palestinians agreed.", "Palestinians", "group", "PSE", ("CVL",)),
        ("Peru's foreign ministry protested.", "ministry", "body", "PER", ("GOV",)),
        ("Russian aircraft bombed the village.", "aircraft", "group", "RUS", ("MIL",)),
    ],
)
def test_parties_without_a_name_are_described(models, read, text, head, kind, country, sectors):
    p, i = read(text).token(head)
    found = describe(p, i, models)
    assert found is not None
    assert (found.kind, found.country, found.sectors) == (kind, country, sectors)


def test_a_description_counts_its_people(models, read):
    p, i = read("Two Turkish journalists were released.").token("journalists")
    found = describe(p, i, models)
    assert found is not None
    assert found.count is not None
    assert (found.name, found.count.low, found.count.high) == ("Turkish journalists", 2, 2)
    p, i = read("Thousands of protesters marched.").token("Thousands")
    crowd = describe(p, i, models)
    assert crowd is not None
    assert crowd.count is not None
    assert (crowd.name, crowd.count.low) == ("protesters", 1000)


def test_a_thing_is_no_party(models, read):
    p, i = read("The agreement ended the war.").token("agreement")
    assert describe(p, i, models) is None


def test_captions_give_roles(read):
    found = read("Image caption Peruvian President Carlos Quispe at the summit\nMr Quispe spoke to reporters after the meeting ended.")
    assert found.names.entities["person:carlos quispe"].country == "PER"


@pytest.mark.parametrize(
    ("text", "key", "country"),
    [
        ("Peruvian President Carlos Quispe left. His spokesman Juan Mamani declined to comment.", "person:juan mamani", "PER"),
        ("Peruvian President Carlos Quispe named Juan Mamani as his envoy.", "person:juan mamani", "PER"),
        ("Peruvian President Carlos Quispe left. Juan Mamani, an adviser to Mr Quispe, stayed.", "person:juan mamani", "PER"),
        ("Foreign Minister Juan Mamani told reporters in Lima that he was tired.", "person:juan mamani", "PER"),
        ("The two ministers, Juan Mamani of Peru and Jane Wanjiru of Kenya, met.", "person:jane wanjiru", "KEN"),
        ("Peru is angry. Juan Mamani, its foreign minister, said so.", "person:juan mamani", "PER"),
        ("Peru is at war. Peruvian troops marched. Defence Minister Juan Mamani resigned.", "person:juan mamani", "PER"),
        ("Jane Roe spoke for an hour. Press secretary Jane Roe left. The Peruvian press secretary was late.", "person:jane roe", "PER"),
    ],
)
def test_people_belong_to_the_country_that_they_serve(read, text, key, country):
    assert read(text).names.entities[key].country == country


def test_the_president_of_a_league_is_no_government(read):
    found = read("The league won. Its president, Rosa Carvalho, smiled.")
    assert found.names.entities["person:rosa carvalho"].sectors == ()


def test_an_ambassador_in_one_clause_is_not_the_speaker_of_the_next(read):
    found = read("Peru will not expel the Kenyan ambassador, Mrs Mamani said.")
    assert found.names.entities["person:mamani"].roles == ()


def test_an_office_beside_a_name_makes_a_person(read):
    found = read("Oddvar Kvisle, a former mayor of Bergen, conceded. Mr Kvisle wept.")
    assert found.names.entities["person:oddvar kvisle"].kind == "person"
    assert found.meaning("Kvisle") == ("person:oddvar kvisle",)


def test_letters_in_brackets_are_the_name_before_them(read):
    found = read("The National Front for Reform (NFR) called a strike. The NFR said it would last.")
    assert found.meaning("NFR", 1) == ("organization:national front for reform",)


def test_a_possessive_inside_a_name_belongs_to_it(read):
    assert "organization:national farmers league" in read("The National Farmers' League called a strike.").names.entities


def test_what_is_visited_or_bombed_is_a_place(read):
    found = read("The minister visited Oslo on Monday. They accused Oslo of spying.")
    assert (found.meaning("Oslo"), found.meaning("Oslo", 1)) == (("place:oslo",), ("place:norway",))


def test_a_city_s_name_after_a_title_is_a_person(read):
    assert read("King Hassan of Morocco spoke.").names.entities["person:hassan"].country == "MAR"


def test_one_wrong_letter_does_not_hide_a_country(read):
    assert read("Soldiers left Afganistan on Monday.").names.entities["place:afganistan"].country == "AFG"


def test_storms_and_papers_are_nobody(read):
    assert read("Cyclone Oren hit the coast after the Paris Agreement was signed.").keys().isdisjoint({"person:cyclone oren", "organization:paris agreement"})


HOME = "LIMA -- {} resigned on Monday. Peruvian newspapers had asked for it. Crowds cheered in Lima and Cusco."


def test_officials_without_a_country_are_of_the_story_s_own(read):
    found = read(HOME.format("Interior Minister Juan Mamani"))
    assert found.names.entities["person:juan mamani"].country == "PER"
    assert "country.home" in found.names.entities["person:juan mamani"].rules


def test_a_story_of_several_countries_is_at_home_in_none(read):
    found = read("Peru, Chile, Kenya and Norway signed a treaty in Geneva. Interior Minister Juan Mamani spoke. Bolivia did not.")
    assert found.names.entities["person:juan mamani"].country is None
