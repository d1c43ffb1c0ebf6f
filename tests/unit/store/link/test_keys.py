"""Under which keys acts are found."""

from dateline_api.store.link.keys import keys
from unit.store.link.acts import act, told


def test_act_is_found_by_an_official_where_another_tells_of_his_state() -> None:
    one = told(act("met", ("Ada Okoro",), place="Lagos"), scene=())
    other = told(act("talks", ("Nigeria",)), scene=())
    assert set(keys(one)) & set(keys(other))


def test_two_who_meet_are_a_pair_and_nobody_is_one_with_his_country() -> None:
    both = keys(told(act("met", ("Ada Okoro",), ("Piet Vos",)), scene=()))
    alone = keys(told(act("met", ("Ada Okoro",)), scene=()))
    other = keys(told(act("met", ("Piet Vos",)), scene=()))
    assert len(alone) == len(other)
    assert set(alone) | set(other) < set(both)
    assert len(both) * 2 == len(alone) * 5  # of each block: two with their countries, against four and the pair
