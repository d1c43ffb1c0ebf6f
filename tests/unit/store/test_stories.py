"""What makes articles one story: likeness of words and entities, days, and what two halves of a story have between them."""

from datetime import UTC, datetime, timedelta

import pytest
from dateline_api import ids
from dateline_api.store.link.stories import JOIN, Story, are_one, halves, keys, probability, weight_of_events
from dateline_api.store.link.vector import Vector, cohesion, frequencies, mean, product, weigh
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2025, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def vector(words: str, entities: str = "") -> Vector:
    used = dict.fromkeys(words.split(), 1.0)
    named = dict.fromkeys(entities.split(), 1.0)
    return weigh(used, named, shares=dict.fromkeys(named, 0.0), counts={})


def story(*vectors: Vector) -> Story:
    return Story(ids.new_id(), mean(vectors), len(vectors), [NOW] * len(vectors))


FERRY = [vector(f"ferri reef amrita captain fog {more}", "a b") for more in ("radar inquiri", "tug tide", "diver hull", "owner refund")]
STRIKE = [vector(f"teacher wage school velmora treasuri {more}", "c d") for more in ("union", "offer insult", "june", "classroom")]


def test_rare_words_and_names_say_more_than_common_ones() -> None:
    common, rare = vector("said told minist amrita"), vector("said told minist velmora")
    assert product(common.words, rare.words) < 0.25
    counted = weigh({"amrita": 1.0, "said": 1.0}, {}, shares={}, counts={"": 5000, "amrita": 4000, "said": 4500})
    assert counted.words["amrita"] < vector("amrita said").words["amrita"]


def test_words_at_the_beginning_and_in_the_title_count_more_and_numbers_not_at_all() -> None:
    used = frequencies({"ferri": [1]}, {"reef": [1], "fog": [400], "90": [2], "x": [3]})
    assert used["ferri"] > used["reef"] > used["fog"] > 0
    assert used.keys() == {"ferri", "reef", "fog"}


def test_article_belongs_the_less_the_more_days_have_passed_and_the_more_the_more_events_it_shares() -> None:
    one = story(*FERRY[:3])
    sure = [probability(FERRY[3], one, [NOW + n * DAY]) for n in (0, 3, 20)]
    assert sure == sorted(sure, reverse=True)
    assert probability(STRIKE[0], one, [NOW]) < JOIN < sure[0]
    assert probability(FERRY[3], one, [NOW + 20 * DAY], shared=weight_of_events([1])) > sure[2]
    assert weight_of_events([500]) < weight_of_events([2])


def test_halves_of_one_story_are_one_and_different_stories_are_two() -> None:
    assert are_one(story(*FERRY[:2]), story(*FERRY[2:]))
    assert not are_one(story(*FERRY), story(*STRIKE))
    assert halves([*FERRY, *STRIKE[:3]]) == {4, 5, 6}
    assert halves(FERRY) is None
    assert halves([*FERRY, STRIKE[0]]) is None


def test_story_is_found_under_what_is_heaviest_in_its_articles() -> None:
    assert set(keys(mean(FERRY[:3]))) & set(keys(FERRY[3]))
    assert not set(keys(mean(FERRY))) & set(keys(mean(STRIKE)))


@given(
    st.lists(st.lists(st.sampled_from(["ferri", "reef", "fog", "tug", "wage", "school", "union", "tide"]), min_size=1, unique=True), min_size=2, max_size=12),
    st.randoms(),
)
def test_vector_of_a_story_is_the_same_whatever_the_order_of_its_articles(articles, chance) -> None:
    vectors = [vector(" ".join(words)) for words in articles]
    shuffled = vectors[:]
    chance.shuffle(shuffled)
    assert mean(shuffled).words == pytest.approx(mean(vectors).words)
    pairs = [product(one.words, other.words) for n, one in enumerate(vectors) for other in vectors[n + 1 :]]
    assert cohesion(mean(vectors).words, len(vectors)) == pytest.approx(sum(pairs) / len(pairs), abs=1e-6)
