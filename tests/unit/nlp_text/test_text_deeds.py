"""What the parser regularly gets wrong is put right before anything is read."""

import pytest


@pytest.mark.parametrize(
    ("text", "verb", "deed", "thing"),
    [
        ("Belarus denied moving troops to the border.", "denied", "moving", "troops"),
        ("A former minister denied smuggling gold.", "denied", "smuggling", "gold"),
        ("The clerk admitted forging passports.", "admitted", "forging", "passports"),
    ],
)
def test_a_deed_that_is_denied_is_a_verb_with_its_object(read, text, verb, deed, thing):
    p, i = read(text).token(deed)
    token = p.doc[i]
    assert (token.head.text, token.dep_, token.tag_) == (verb, "xcomp", "VBG")
    assert [c.text for c in token.children if c.dep_ == "dobj"] == [thing]
    assert token.left_edge is token


def test_a_plan_with_a_subject_and_an_infinitive_is_a_verb(read):
    p, i = read("Nurses in Kenya plan to strike on Friday.").token("plan")
    assert p.doc[i].pos_ == "VERB"


def test_a_working_group_stays_one(read):
    p, i = read("The council rejected the working group.").token("working")
    assert p.doc[i].head.text == "group"
