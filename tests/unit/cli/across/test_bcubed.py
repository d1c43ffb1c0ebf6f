"""The measures of clusterings, against worked examples of the papers that they are from, and by what must hold of any clustering."""

import random
from typing import Any

import pytest
from dateline.evaluate.across.bcubed import bcubed, bcubed_found, links

Clusters = dict[Any, Any]

SEEDS = range(20)


def clusters(*groups: str) -> Clusters:
    """Each letter is an item, each group a cluster."""
    return {item: n for n, group in enumerate(groups) for item in group}


def drawn(seed: int, *, items: int = 30, labels: int = 12) -> Clusters:
    choose = random.Random(seed)
    return {n: choose.randrange(labels) for n in range(items)}


KEY = clusters("abcde", "fg", "hijkl")


@pytest.mark.parametrize(("response", "precision"), [(clusters("abcde", "fghijkl"), 16 / 21), (clusters("abcdehijkl", "fg"), 7 / 12)])
def test_bagga_and_baldwins_two_responses_of_1998_differ_in_precision_alone(response: Clusters, precision: float) -> None:
    found = bcubed(KEY, response)
    assert (found.precision, found.recall) == pytest.approx((precision, 1))


def test_pradhans_example_of_2014_counts_what_one_side_alone_has_as_wrong() -> None:
    found = bcubed(clusters("abc", "defg"), clusters("ab", "cd", "fghi"))
    assert (found.precision, found.recall) == pytest.approx((4 / 8, 35 / 12 / 7))


@pytest.mark.parametrize(
    ("response", "precision", "recall"),
    [
        (clusters("abd"), 2 / 3, 5 / 9),  # c was missed, d linked though it is nothing
        (clusters("ab"), 1, 5 / 9),
        (clusters("ab", "d"), 1, 5 / 9),  # d stands alone
        (clusters("ab", "de"), 4 / 5, 5 / 9),  # d and e: halves of 1 each, beside a, b and c
    ],
)
def test_cai_and_strubes_treatment_of_2010_lets_the_missed_stand_alone_and_the_invented_count_where_linked(
    response: Clusters, precision: float, recall: float
) -> None:
    found = bcubed_found(clusters("abc"), response)
    assert (found.precision, found.recall) == pytest.approx((precision, recall))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("measure", [bcubed, bcubed_found])
def test_identical_clusterings_agree_wholly_whatever_their_labels(measure, seed: int) -> None:
    key = drawn(seed)
    assert measure(key, {item: f"ours {label}" for item, label in key.items()}).f1 == pytest.approx(1)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("measure", [bcubed, bcubed_found])
def test_leaving_every_item_alone_has_full_precision_and_a_recall_of_clusters_by_items(measure, seed: int) -> None:
    key = drawn(seed)
    found = measure(key, {item: item for item in key})
    assert (found.precision, found.recall) == pytest.approx((1, len(set(key.values())) / len(key)))


@pytest.mark.parametrize("seed", SEEDS)
def test_where_all_was_found_both_treatments_are_one_and_swapping_sides_swaps_precision_and_recall(seed: int) -> None:
    one, other = drawn(seed), drawn(seed + 1000)
    found, swapped = bcubed(one, other), bcubed(other, one)
    assert (found.precision, found.recall) == pytest.approx((swapped.recall, swapped.precision))
    assert bcubed_found(one, other).f1 == pytest.approx(found.f1)


def test_links_are_pairs_of_different_groups_of_those_that_take_part() -> None:
    group = {"a": 1, "b": 1, "c": 2, "d": 3}  # e takes no part
    found = links(clusters("abce", "d"), clusters("ac", "bd", "e"), group=group)
    assert (found.wanted, found.made, found.right) == (2, 2, 1)
    assert found.f1 == pytest.approx(0.5)


def test_what_was_linked_and_is_nothing_is_a_link_too_many() -> None:
    found = links(clusters("ab"), clusters("abx"), group=dict.fromkeys("a", 1) | dict.fromkeys("b", 2) | dict.fromkeys("x", 3))
    assert (found.wanted, found.made, found.right) == (1, 3, 1)
