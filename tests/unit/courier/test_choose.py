"""Who is served next: no receiver, and no number of them in trouble, takes all the places."""

from uuid import UUID

from dateline_api.courier.choose import choose, host_of
from dateline_api.db.courier import Due
from hypothesis import given
from hypothesis import strategies as st

hosts = st.sampled_from(["a.example", "b.example:8000", "c.example", "d.example"]).map("https://{}/in?x=1".format)
subscriptions = st.lists(st.builds(Due, id=st.uuids(), url=hosts, is_failing=st.booleans()), max_size=40, unique_by=lambda due: due.id)


def _due(n: int, host: str, *, is_failing: bool = False) -> Due:
    return Due(UUID(int=n), f"https://{host}/in", is_failing)


@given(subscriptions, st.integers(0, 20), st.integers(1, 20), st.integers(1, 5))
def test_places_are_never_exceeded(all_due: list[Due], split: int, at_once: int, of_a_host: int) -> None:
    by_id = {each.id: each for each in all_due}
    served = [by_id[key] for key in choose(all_due[:split], [], at_once=at_once, of_a_host=of_a_host)]
    chosen = [by_id[key] for key in choose(all_due, served, at_once=at_once, of_a_host=of_a_host)]

    together = served + chosen
    assert len({each.id for each in together}) == len(together) <= at_once
    assert all(sum(host_of(each.url) == host_of(other.url) for each in together) <= of_a_host for other in together)
    assert sum(each.is_failing for each in together) <= max(1, at_once // 2)
    left = [each for each in all_due if each not in together]
    if len(together) < at_once:  # whoever finds no place is kept out by its host, or by its trouble
        for each in left:
            is_full = sum(host_of(each.url) == host_of(other.url) for other in together) == of_a_host
            assert is_full or (each.is_failing and sum(other.is_failing for other in together) == max(1, at_once // 2))


def test_those_that_were_looked_at_longest_ago_come_first() -> None:
    waiting = [_due(n, f"{n}.example") for n in range(50)]
    assert choose(waiting, []) == [each.id for each in waiting[:32]]


def test_receivers_in_trouble_leave_half_of_the_places() -> None:
    troubled, well = [_due(n, f"{n}.example", is_failing=True) for n in range(50)], [_due(100 + n, f"w{n}.example") for n in range(50)]
    chosen = choose(troubled + well, [])
    assert chosen == [each.id for each in troubled[:16] + well[:16]]


def test_host_is_one_whatever_case_port_and_path_it_is_written_with() -> None:
    assert {host_of(url) for url in ("https://A.example/x", "https://a.example/y?z", "http://a.EXAMPLE:8000")} == {"a.example"}
    assert host_of("http://[::1") == ""
