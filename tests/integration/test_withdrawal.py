"""Articles that their outlet withdraws, withholds or embargoes: what is told of them, whatever order their versions come in."""

from datetime import timedelta
from typing import Any

import pytest
from dateline_api.db.accept import Incoming, accept
from dateline_api.store.obey import apply_next
from dateline_shared.contracts.article import Article, Precedence

HOUR = timedelta(hours=1)


@pytest.fixture
def version(bench: Any) -> Any:
    """Makes versions of one article; `at` in hours since the test began."""

    def make(text: str = "Adeyemi congratulated Bako.", *, at: float | None = None, **more: Any) -> Article:
        modified_at = None if at is None else bench.clock.now() + at * HOUR
        return Article(text=text, external_id="tag:wire.example,2024:1", source="wire.example", modified_at=modified_at, **more)

    return make


def cancel(bench: Any, article: Article) -> Any:
    (taken,) = bench.accept(article, is_cancelled=True)
    return taken


def commands(bench: Any) -> list[Any]:
    return [payload | {"kind": kind} for kind, payload in bench.rows("SELECT kind, payload FROM commands ORDER BY id")]


def test_cancelled_article_that_is_known_is_retracted_by_store(bench, version) -> None:
    (taken,) = bench.accept(version(at=0))
    bench.read_all()

    withdrawn = cancel(bench, version("", at=1))

    assert (withdrawn.id, withdrawn.revision, withdrawn.outcome) == (taken.id, 1, "retracted")
    (command,) = commands(bench)
    assert (command["kind"], command["article_id"], command["revision"]) == ("retract", f"art_{taken.id.hex}", 1)
    assert bench.article(taken.id).text == "Adeyemi congratulated Bako."


def test_cancelled_article_tells_nothing_until_a_later_version(bench, version) -> None:
    bench.accept(version(at=0))
    bench.read_all()
    cancel(bench, version("", at=1))
    assert apply_next(bench.engine, bench.clock)

    assert (bench.states(), bench.rows("SELECT retracted FROM events")) == ({"retracted": 1}, [(True,)])
    assert bench.log()[-1][1:3] == ("article", "retracted")
    bench.accept(version(at=2))
    bench.read_all()
    assert (bench.states(), bench.rows("SELECT retracted FROM events")) == ({"done": 1}, [(False,)])


def test_article_that_is_cancelled_while_it_is_read_tells_nothing(bench, version) -> None:
    bench.accept(version(at=0))
    (chunk,) = bench.dispatch()
    cancel(bench, version("", at=1))
    assert apply_next(bench.engine, bench.clock)

    bench.answer(*(bench.read(reading) for reading in chunk.readings))
    bench.record()

    assert (bench.states(), bench.rows("SELECT id FROM events")) == ({"retracted": 1}, [])


def test_version_that_overtakes_the_retraction_stands(bench, version) -> None:
    bench.accept(version(at=0))
    bench.read_all()
    cancel(bench, version("", at=1))
    bench.accept(version(at=2))

    assert apply_next(bench.engine, bench.clock)
    bench.read_all()

    assert (bench.states(), bench.rows("SELECT retracted FROM events")) == ({"done": 1}, [(False,)])


def test_cancelled_article_that_is_unknown_is_remembered_without_words(bench, version) -> None:
    withdrawn = cancel(bench, version("Adeyemi congratulated Bako.", at=1, title="A report"))

    assert (withdrawn.state, withdrawn.outcome) == ("retracted", "retracted")
    row = bench.article(withdrawn.id)
    assert (row.title, row.text, row.markup, row.reasons) == ("", "", None, ["its outlet withdrew it"])
    assert commands(bench) == []
    assert bench.dispatch() == []


@pytest.mark.parametrize(
    ("cancelled_at", "comes_at", "outcome"),
    [
        (1, 0, "kept"),
        (1, 1, "kept"),
        (1, 2, "revised"),
        (None, -1, "kept"),
        (None, 1, "revised"),
    ],
)
def test_version_that_comes_after_the_cancellation_is_read_only_if_it_was_made_later(bench, version, cancelled_at, comes_at, outcome) -> None:
    cancel(bench, version("", at=cancelled_at))

    (taken,) = bench.accept(version(at=comes_at))

    assert taken.outcome == outcome
    assert len(bench.dispatch()) == (outcome == "revised")


def test_article_that_was_withheld_comes_back_with_the_words_that_it_had(bench, version) -> None:
    (taken,) = bench.accept(version(at=0))
    with bench.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE articles SET state = 'retracted'")
    cancel(bench, version("", at=1))

    assert bench.accept(version())[0].outcome == "unchanged"
    assert bench.accept(version(at=0.5))[0].outcome == "kept"
    (again,) = bench.accept(version(at=2))
    assert (again.id, again.outcome, again.revision, again.state) == (taken.id, "revised", 2, "waiting")


@pytest.mark.parametrize(("comes_at", "outcome"), [(0.5, "kept"), (1, "kept"), (2, "revised")])
def test_version_that_comes_before_store_has_retracted_is_judged_as_if_it_had(bench, version, comes_at, outcome) -> None:
    bench.accept(version(at=0))
    cancel(bench, version("", at=1))

    (taken,) = bench.accept(version(at=comes_at))

    assert taken.outcome == outcome
    assert taken.revision == (2 if outcome == "revised" else 1)  # which the retraction, of revision 1, leaves alone


def test_feed_brings_nothing_back_that_was_cancelled(bench, version) -> None:
    cancel(bench, version("", at=0))

    (taken,) = bench.accept(version(at=1), precedence=Precedence.FEED_SUMMARY)

    assert (taken.outcome, taken.state) == ("kept", "retracted")


def test_cancellation_of_an_older_version_changes_nothing(bench, version) -> None:
    bench.accept(version(at=1))

    assert cancel(bench, version("", at=0)).outcome == "kept"
    assert commands(bench) == []


def test_cancellation_twice_is_one_retraction(bench, version) -> None:
    bench.accept(version(at=0))

    assert [cancel(bench, version("", at=at)).outcome for at in (1, 2)] == ["retracted", "retracted"]
    assert len(commands(bench)) == 1


def test_cancellation_of_what_is_unknown_twice_is_one(bench, version) -> None:
    first = cancel(bench, version("", at=0))
    again = cancel(bench, version("", at=1))

    assert again == first
    assert commands(bench) == []
    assert bench.accept(version(at=0.5))[0].outcome == "kept"


def test_article_and_its_cancellation_in_one_batch(bench, version) -> None:
    with bench.engine.begin() as connection:
        taken = accept(connection, [Incoming(version(at=0)), Incoming(version("", at=1), is_cancelled=True)], now=bench.clock.now())

    assert [each.outcome for each in taken] == ["created", "retracted"]
    assert len(commands(bench)) == 1


def test_cancelled_articles_and_others_in_one_batch(bench, version) -> None:
    others = [Article(text=f"Report {n}.", external_id=f"r-{n}", source="wire.example") for n in range(6)]
    with bench.engine.begin() as connection:
        taken = accept(connection, [Incoming(other, is_cancelled=n % 2 == 0) for n, other in enumerate(others)], now=bench.clock.now())

    assert [each.outcome for each in taken] == ["retracted", "created"] * 3
    assert bench.states() == {"retracted": 3, "waiting": 3}
    assert dict(bench.rows("SELECT reasons::text, count(*)::int FROM articles GROUP BY 1")) == {"[]": 3, '["its outlet withdrew it"]': 3}


@pytest.mark.parametrize(("domain", "goes"), [("wire.example", "original"), ("other.example", "copy")])
def test_cancelled_copy_takes_the_original_of_its_own_source_with_it(bench, version, domain, goes) -> None:
    (original,) = bench.accept(Article(text="Adeyemi congratulated Bako.", url=f"https://{domain}/1", source=domain))
    (copy,) = bench.accept(version(at=0))
    assert copy.duplicate_of == original.id

    assert cancel(bench, version("", at=1)).outcome == "retracted"

    assert [command["article_id"] for command in commands(bench)] == [f"art_{(original if goes == 'original' else copy).id.hex}"]
    assert apply_next(bench.engine, bench.clock)
    assert bench.states() == ({"retracted": 2} if goes == "original" else {"waiting": 1, "retracted": 1})


def test_cancelled_copy_is_not_read_when_its_original_changes_at_that_moment(bench, version) -> None:
    original = Article(text="Adeyemi congratulated Bako.", url="https://wire.example/1", source="wire.example")
    bench.accept(original)
    (copy,) = bench.accept(version(at=0))

    cancel(bench, version("", at=1))
    bench.accept(original.model_copy(update={"text": "Hail fell."}))

    assert apply_next(bench.engine, bench.clock)
    bench.read_all()
    assert bench.article(copy.id).state == "duplicate"


def test_cancelled_article_is_nobodys_original(bench, version) -> None:
    cancel(bench, version(at=0))

    (other,) = bench.accept(Article(text="Adeyemi congratulated Bako.", url="https://b.example/1"))

    assert other.outcome == "created"


def test_embargo_is_what_the_last_version_says(bench, version) -> None:
    now = bench.clock.now()
    (taken,) = bench.accept(version(at=0, embargoed_until=now + HOUR))
    assert bench.dispatch() == []

    assert bench.accept(version(at=1, embargoed_until=now + 3 * HOUR))[0].outcome == "unchanged"
    assert bench.article(taken.id).not_before == now + 3 * HOUR
    bench.accept(version(at=0.5))  # came late
    bench.accept(version(), precedence=Precedence.FEED_SUMMARY)
    assert bench.article(taken.id).not_before == now + 3 * HOUR

    assert bench.accept(version(at=2))[0].outcome == "unchanged"
    assert len(bench.dispatch()) == 1


def test_lifted_embargo_leaves_the_pause_after_an_attempt(bench, version) -> None:
    now = bench.clock.now()
    (taken,) = bench.accept(version(at=0))
    with bench.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE articles SET attempt = 1, not_before = now() + interval '99 years'")
    pause = bench.article(taken.id).not_before

    bench.accept(version(at=0, embargoed_until=now + HOUR))
    bench.accept(version(at=0))

    assert bench.article(taken.id).not_before == pause


@pytest.mark.parametrize("way", [{"markup": "<p>Adeyemi congratulated Bako.</p>"}, {"wants_page": True}])
def test_embargoed_page_is_not_fetched_or_read_before(bench, way) -> None:
    now = bench.clock.now()
    article = Article(text="", url="https://wire.example/1", embargoed_until=now + HOUR)
    bench.accept(article, **way)

    bench.dispatch()
    assert bench.states() == {"to_fetch": 1}
    bench.clock.move(HOUR)
    bench.dispatch()
    assert bench.states() == {"fetching": 1}
