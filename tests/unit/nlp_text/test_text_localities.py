import pytest


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("A ferry sank off the island of Tavu Lomi on Monday.", "Tavu Lomi", "region"),
        ("Rebels seized the airport at Messalit on Monday.", "Messalit", "city"),
        ("Troops entered the disputed Orsequibo region on Monday.", "Orsequibo", "region"),
        ("Rovers beat City in the final at Wembley.", "Wembley", None),
    ],
)
def test_the_word_beside_a_name_makes_it_a_place(read, text, name, kind):
    found = next(e for e in read(text).names.entities.values() if e.name == name)
    assert (found.kind, found.place_kind) == ("place", kind)


def test_a_name_that_is_once_a_place_is_always_one(read):
    found = read("Rebels seized the village of Ombria. Ombria had been quiet.").names
    assert {m.entities for m in found.mentions} == {("place:ombria",)}


@pytest.mark.parametrize("text", ["The son of Ombria Vale spoke.", "A friend of Okonjo spoke.", "She works at Halvard."])
def test_other_names_are_left_alone(read, text):
    assert not [e for e in read(text).names.entities.values() if e.rules == ("name.locality",)]
