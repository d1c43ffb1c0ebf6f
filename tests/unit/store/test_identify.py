"""A mention keeps its id from reading to reading: by frame family, parties and evidence."""

import itertools
import random
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from dateline_api import alike, ids
from dateline_api.alike import likeness
from dateline_api.assign import LARGEST, assign
from dateline_api.store.link.identify import Known, identify
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.base import Span
from dateline_shared.contracts.event import EventMention
from dateline_shared.testing import event, extraction, person
from hypothesis import given
from hypothesis import strategies as st

ARTICLE = UUID(int=7)
NOW = datetime(2024, 3, 5, tzinfo=UTC)
ADA, BEN, CAI = person("Ada Obi"), person("Ben Sarr"), person("Cai Lund")
TEXT = "Ada Obi praised Ben Sarr at noon. Later Ada Obi praised Ben Sarr once more. Cai Lund met Ben Sarr, and thanked him."
PRAISE: dict[str, Any] = {"family": "praise", "actors": [ADA], "recipients": [BEN]}


def act(words: str, *, text: str = TEXT, at: int = 0, **more: Any) -> EventMention:
    """An act whose trigger is the word that stands `at`-th in the text; its evidence the sentence around it."""
    start = -1
    for _ in range(at + 1):
        start = text.index(words, start + 1)
    begin = text.rfind(".", 0, start) + 1
    end = text.index(".", start) + 1
    sentence = Span(start=begin, end=end, exact=text[begin:end])
    mention = event("x", evidence=Span(start=start, end=start + len(words), exact=words), **more)
    return mention.model_copy(update={"evidence": (*mention.evidence, sentence)})


def read(*mentions: EventMention, known=(), revision: int = 1, text: str = TEXT) -> list[tuple[UUID, EventMention]]:
    reading = Reading(article_id=ids.public("art", ARTICLE), revision=revision, attempt=1, received_at=NOW, article=Article(text=text))
    keyed = [mention.model_copy(update={"key": f"x{n}"}) for n, mention in enumerate(mentions)]
    return identify(ARTICLE, extraction(reading, entities=(ADA, BEN, CAI), events=keyed), {}, known)


def kept(found, *, revision: int = 1, retracted: bool = False) -> list[Known]:
    return [Known(key, mention, revision, {}, retracted) for key, mention in found]


def keys(found) -> list[UUID]:
    return [key for key, _ in found]


def test_first_ids_follow_from_type_parties_and_order() -> None:
    found = read(act("praised", **PRAISE), act("praised", at=1, **PRAISE))
    parties = ["person:ada obi", "person:ben sarr"]
    assert keys(found) == [ids.mention_id(ARTICLE, type="SUPPORT", participants=parties, ordinal=n) for n in (0, 1)]


@pytest.mark.parametrize(
    "again",
    [
        act("praised", **PRAISE, status="denied"),
        act("praised", family="praise", actors=[ADA]),  # a party is lost
        act("praised", family="praise", actors=[CAI], recipients=[BEN]),  # a party is another
        act("praised", family="praise", actors=[BEN], recipients=[ADA]),  # the sides are exchanged
        act("praised", family="congratulate", actors=[ADA], recipients=[BEN]),  # the frame is another
        act("praised", **PRAISE, type="CONSULT"),
    ],
    ids=["status", "party-lost", "party-other", "sides", "family", "type"],
)
def test_mention_keeps_its_id_when_one_thing_is_read_otherwise(again) -> None:
    first = read(act("praised", **PRAISE))
    assert keys(read(again, known=kept(first))) == keys(first)


def test_another_act_of_the_same_clause_is_another_mention() -> None:
    met = act("met", family="meet", type="CONSULT", actors=[CAI], recipients=[BEN])
    first = read(met)
    again = read(act("thanked", family="thank", actors=[CAI], recipients=[BEN]), known=kept(first))
    assert keys(again) != keys(first)


def test_two_alike_keep_their_ids_when_the_first_is_no_longer_read() -> None:
    """By its order alone the second would become the first."""
    first = read(act("praised", **PRAISE), act("praised", at=1, **PRAISE))
    again = read(act("praised", at=1, **PRAISE), known=kept(first))
    assert keys(again) == keys(first)[1:]


def test_paragraph_put_before_does_not_shift_the_ids() -> None:
    first = read(act("praised", **PRAISE), act("praised", at=1, **PRAISE))
    longer = "Ada Obi praised Ben Sarr in her morning column already. " + TEXT
    again = read(*(act("praised", at=n, text=longer, **PRAISE) for n in range(3)), known=kept(first), revision=2, text=longer)
    assert keys(again)[1:] == keys(first)
    assert keys(again)[0] not in keys(first)


def test_same_act_in_other_words_is_the_same_mention() -> None:
    first = read(act("praised", **PRAISE))
    reworded = "It was in front of the whole council that warm words fell."
    assert keys(read(act("words", text=reworded, **PRAISE), known=kept(first), revision=2, text=reworded)) == keys(first)


def test_mention_that_comes_back_is_the_one_it_was() -> None:
    first = read(act("praised", **PRAISE))
    assert keys(read(act("praised", **PRAISE), known=kept(first, retracted=True))) == keys(first)


def test_standing_mention_goes_before_one_that_was_retracted() -> None:
    old, standing = kept(read(act("praised", **PRAISE)), retracted=True)[0], Known(uuid4(), act("praised", **PRAISE), 1, {})
    assert keys(read(act("praised", **PRAISE), known=[old, standing])) == [standing.key]


def test_mention_whose_words_were_deleted_comes_back_by_its_first_id() -> None:
    (key,) = keys(read(act("praised", **PRAISE)))
    assert keys(read(act("praised", **PRAISE), known=[Known(key, None, 1, {}, True)])) == [key]


def test_id_that_another_mention_bears_is_not_given_again() -> None:
    """The known one was read with other parties first, and bears the id that the new one would get."""
    first = read(act("praised", **PRAISE))
    better = read(act("praised", family="praise", actors=[CAI], recipients=[BEN]), known=kept(first))
    assert keys(better) == keys(first)
    again = read(act("praised", at=1, **PRAISE), act("praised", family="praise", actors=[CAI], recipients=[BEN]), known=kept(better))
    assert keys(again)[1] == keys(first)[0]
    assert len(set(keys(again))) == 2


def test_entity_that_was_found_under_another_key_is_the_same_party() -> None:
    row = UUID(int=1)
    (key, mention), *_ = read(act("praised", family="praise", actors=[ADA]))
    renamed = person("Obi")
    reading = Reading(article_id=ids.public("art", ARTICLE), revision=2, attempt=1, received_at=NOW, article=Article(text="Obi gave praise."))
    span = Span(start=4, end=8, exact="gave")
    answer = extraction(reading, entities=[renamed], events=[event("x1", evidence=span, family="praise", actors=[renamed])])
    known = [Known(key, mention, 1, {ADA.key: row})]
    assert keys(identify(ARTICLE, answer, {renamed.key: row}, known)) == [key]
    assert keys(identify(ARTICLE, answer, {renamed.key: UUID(int=2)}, known)) != [key]


@given(st.lists(st.sampled_from([(n, p) for n in (0, 1) for p in ("a", "b", "")]), max_size=12), st.randoms(use_true_random=False))
def test_reading_again_changes_no_id_and_gives_none_twice(drawn, dice: random.Random) -> None:
    made = [act("praised", at=n, family=f"f{parties}", actors=[ADA] if parties == "a" else [BEN] if parties == "b" else []) for n, parties in drawn]
    first = read(*made)
    assert len(set(keys(first))) == len(first)
    known = kept(first)
    dice.shuffle(known)
    assert keys(read(*made, known=known)) == keys(first)


def test_too_many_to_compare_are_told_apart_as_if_new() -> None:
    many = [act("praised", **PRAISE)] * (int(alike.MOST**0.5) + 1)
    first = read(*many)
    assert keys(read(*many, known=kept(first))) == keys(first)


def test_two_of_the_three_are_enough_and_one_is_not() -> None:
    assert pytest.approx(1) == alike.FAMILY + alike.PARTIES + alike.EVIDENCE
    weights = (alike.FAMILY, alike.PARTIES, alike.EVIDENCE)
    assert all(sum(pair) >= alike.THRESHOLD > max(pair) for pair in itertools.combinations(weights, 2))
    mention = alike.Account(act("praised", **PRAISE), 1, 0.0, {})
    assert likeness(mention, mention) == pytest.approx(1)


@given(st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.floats(0.6, 1.1), max_size=14))
def test_assignment_is_one_to_one_and_of_the_greatest_weight(weights) -> None:
    chosen = assign(weights)
    assert len(set(chosen.values())) == len(chosen)
    best = max(sum(weights.get(pair, 0.0) for pair in enumerate(order)) for order in itertools.permutations(range(5)))
    assert sum(weights[pair] for pair in chosen.items()) == pytest.approx(best)


def test_large_group_is_matched_heaviest_first() -> None:
    size = LARGEST + 1
    weights = {(n, m): 0.6 + 0.4 * (n == m) for n in range(size) for m in range(size)}
    assert assign(weights) == {n: n for n in range(size)}
