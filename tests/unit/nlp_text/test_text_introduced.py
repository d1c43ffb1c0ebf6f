import pytest


def described(found) -> dict[str, str]:
    by_index = {p.sentence.index: p for p in found.parsed}
    return {by_index[s].doc[t].text: p.doc[head].text for (s, t), (p, head) in found.names.described.items()}


def test_a_pronoun_may_mean_somebody_without_a_name(read):
    found = read("Ingrid Berg thanked the donors. Money came in. Armed men looted a pharmacy and abducted a nurse. She was freed a week later.")
    assert described(found) == {"She": "nurse"}
    assert found.meaning("She") == ()


def test_whoever_is_unnamed_is_no_entity(read):
    found = read("Police arrested a man on Monday. He was freed on Tuesday.")
    assert not any(key.startswith("introduced:") for key in found.names.entities)
    assert not any(m.entities[0].startswith("introduced:") for m in found.names.mentions)


def test_a_name_that_follows_makes_the_noun_no_stranger(read):
    assert described(read("Police arrested a nurse, Jane Smith. She was freed.")) == {}


def test_a_reflexive_stays_with_its_verb(read):
    assert described(read("A soldier shot himself near the base.")) == {}


@pytest.mark.parametrize("verb", ["demanded", "insisted"])
def test_who_demands_does_not_mean_himself(read, verb):
    found = read(f"Jane Smith stayed at home. Maria Jones {verb} that she resign.")
    assert found.meaning("she") == ("person:jane smith",)


def test_the_only_woman_so_far_is_meant_however_far_away(read):
    found = read("Rosa Smith won the vote. Mr Putin spoke. Snow fell. Roads were closed. Trains stood still. Shops shut. She left.")
    assert found.meaning("She") == ("person:rosa smith",)


def test_his_guest_is_the_other_of_the_two(read):
    found = read("Mr Putin and Mrs Merkel met in Sochi. Mr Putin thanked his guest.")
    assert found.meaning("guest") == ("person:angela merkel",)
