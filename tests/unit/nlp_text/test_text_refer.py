import pytest

TRUMP, PUTIN = ("person:donald trump",), ("person:vladimir putin",)
BOTH = (*TRUMP, *PUTIN)


def test_he_is_the_subject_of_the_sentence_before(read):
    assert read("Mr Putin arrived in Minsk. He met nobody.").meaning("He") == PUTIN


def test_he_in_reported_speech_is_the_speaker(read):
    assert read("Mr Trump told Mr Putin that he would come.").meaning("he") == TRUMP


def test_an_object_pronoun_is_not_the_subject_of_its_verb(read):
    assert read("Mr Trump called Mr Putin. Mr Trump thanked him.").meaning("him") == PUTIN


def test_whoever_is_congratulated_owns_the_victory(read):
    assert read("Mr Trump congratulated Mr Putin on his victory.").meaning("his") == PUTIN


def test_an_opening_phrase_looks_ahead_to_its_subject(read):
    assert read("Mr Trump left. During his visit, Mr Putin laid a wreath.").meaning("his") == PUTIN


def test_she_is_a_woman(read):
    assert read("Angela Merkel met Mr Putin. She left early.").meaning("She") == ("person:angela merkel",)


def test_the_two_leaders_are_the_pair_in_mind(read):
    assert read("Mr Trump met Mr Putin in Helsinki. The two leaders shook hands.").meaning("The two leaders") == BOTH


def test_they_are_those_named_together(read):
    assert read("Mr Trump and Mr Putin met in Helsinki. They shook hands.").meaning("They") == BOTH


@pytest.mark.parametrize(
    ("description", "who"),
    [("The Russian leader", PUTIN), ("The US president", TRUMP), ("The Russian president", PUTIN), ("The president of Russia", PUTIN)],
)
def test_a_description_by_office_and_country(read, description, who):
    found = read(f"US President Donald Trump met Russian President Vladimir Putin. {description} left early.")
    assert found.meaning(" ".join(description.split()[:3]) if " of " not in description else "The president") == who


def test_his_counterpart_is_somebody_else(read):
    found = read("Russian President Vladimir Putin was late. Mr Trump said his Russian counterpart was tired.")
    assert found.meaning("his Russian counterpart") == PUTIN


def test_we_inside_a_quotation_is_its_speaker(read):
    found = read("“We will not sign and I will not come,” Mr Putin told Mr Trump.")
    assert found.meaning("We") == PUTIN
    assert found.meaning("I") == PUTIN


def test_he_inside_a_quotation_is_not_its_speaker(read):
    assert read("Mr Trump called Mr Putin. “I told him that he is welcome,” Mr Trump said.").meaning("him") == PUTIN


def test_its_is_a_state_or_a_body(read):
    assert read("Russia withdrew its troops.").meaning("its") == ("place:russia",)


def test_a_placeholder_refers_to_nobody(read):
    assert read("Russia waited. It was clear that the talks had failed.").meaning("It") == ()


def test_a_title_before_a_name_is_no_description_of_another(read):
    found = read("Mr Putin spoke. The president Emmanuel Macron listened.")
    assert found.meaning("The president") == ()
