"""Entities over articles: who is one, who is not, what is known of them, and that arrival does not matter."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from dateline_api import ids
from dateline_api.db import entity_facts, entity_index
from dateline_api.db.changes import numbers, read_changes, read_news
from dateline_api.db.event_filter import EventFilter
from dateline_api.db.events import list_events
from dateline_api.db.link_tables import stories
from dateline_api.store import tell
from dateline_api.store.link.acquaint import acquaint, forget
from dateline_api.store.link.facts import said_by
from dateline_api.store.link.merge_entities import merge_entities, split_entity
from dateline_api.store.link.portray import portray
from dateline_api.store.link.telling import Telling
from dateline_shared.contracts.article import Article
from dateline_shared.contracts.entity import Entity, Role
from dateline_shared.errors import RejectedError
from dateline_shared.testing import party, person
from integration.conftest import PEOPLE
from sqlalchemy import text

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def body(name: str, **more: Any) -> Entity:
    fields: dict[str, Any] = {"key": f"organization:{name.casefold()}", "kind": "organization", "name": name} | more
    return Entity(**fields)


def state(name: str, code: str) -> Entity:
    return Entity(key=f"place:{name.casefold()}", kind="place", name=name, country=code, place_kind="country", rules=("name.gazetteer",))


def holder(name: str, title: str, **more: Any) -> Entity:
    return person(name, roles=(Role(title=title),), **more)


class Newsroom:
    """Articles that name entities, recorded as store does; who is who by what was told."""

    def __init__(self, bench: Any) -> None:
        self.bench = bench
        self.ops: list[tuple[str, str]] = []

    def article(self, number: int) -> UUID:
        taken = self.bench.accept(Article(text=f"Report {number}.", url=f"https://a.example/{number}"))
        return ids.parse("art", ids.public("art", taken[0].id))

    def tell(self, number: int, *entities: Entity, day: int = 0, **options: Any) -> dict[str, UUID]:
        """An article of that number, which names these; returns whom it names, by name."""
        key, at = self.article(number), NOON + day * DAY
        telling = Telling(id=key, source="a.example", url=None, title="", published_at=at, reported_at=at)
        named = self.do(acquaint, telling, entities, **options).named
        return {entity.name: named[entity.key] for entity in entities}

    def do(self, change: Any, *given: Any, **options: Any) -> Any:
        with self.bench.engine.begin() as connection:
            result = change(connection, *given, now=self.bench.clock.now(), **options)
            entries = result if isinstance(result, list) else result[1]
            tell.append(connection, entries, now=self.bench.clock.now())
            self.ops = [(entry.op, entry.record["name"]) for entry in entries]
            return None if isinstance(result, list) else result[0]

    def record(self, key: UUID) -> dict[str, Any]:
        ((record,),) = self.bench.rows("SELECT record FROM entities WHERE id = :key", key=key)
        return record

    def counts_are_exact(self) -> None:
        """The counts are those that the tellings give, and every name that is told leads to its entity."""
        with self.bench.engine.connect() as connection:
            counted = {(r.entity_id, r.kind, r.value, r.articles, r.first_at, r.last_at) for r in connection.execute(text("SELECT * FROM entity_facts"))}
            told = connection.execute(text("SELECT * FROM entity_tellings")).all()
        expected: dict[Any, list[datetime]] = {}
        for _, said in said_by(told):
            expected.setdefault(said[:3], []).append(said.at)
        assert counted == {(*key, len(times), min(times), max(times)) for key, times in expected.items()}


@pytest.fixture
def newsroom(bench: Any) -> Newsroom:
    return Newsroom(bench)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Robert Adeyinka", country="NGA"), person("Robert B. Adeyinka", country="NGA")),
        (person("Jean-Luc Fabre"), person("Jean Luc Fabre")),
        (person("José Ñíguez"), person("Jose Niguez")),
        (person("Volodymyr Hryhorenko", country="UKR"), person("Volodymir Hrihorenko", country="UKR")),
        (person("Jürgen Mößner"), person("Juergen Moessner")),
        (person("Mohammed al-Sayegh", country="YEM"), person("Muhammad Al Sayegh", country="YEM")),
        (body("Brandt & Söhne GmbH"), body("Brandt and Sohne")),
        (body("The Lagoon Company"), body("Lagoon Co.")),
        (body("Union for the Rights of Rivers", aliases=("URR",)), body("URR")),
        (state("Ivory Coast", "CIV"), state("Côte d'Ivoire", "CIV")),
        (
            Entity(key="place:kiev", kind="place", name="Kiev", geonames_id=703448, country="UKR"),
            Entity(key="place:kyiv", kind="place", name="Kyiv", geonames_id=703448, country="UKR"),
        ),
        (person("Yonas Belay", country="ETH"), body("Yonas Belay", country="ETH")),
    ],
    ids=lambda entity: entity.name,
)
def test_spellings_of_one_name_are_one_entity_whichever_comes_first(newsroom, one, other) -> None:
    assert len({*newsroom.tell(1, one).values(), *newsroom.tell(2, other).values()}) == 1
    newsroom.counts_are_exact()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (holder("Maud Harris", "senator", country="USA", sectors=("LEG",)), holder("Piet Harris", "mayor", country="ZAF", sectors=("GOV",))),
        (person("Maud Harris"), person("Maurice Harris")),
        (person("Robert A. Adeyinka", country="NGA"), person("Robert B. Adeyinka", country="NGA")),
        (holder("Ana Reis", "minister", country="PRT", sectors=("GOV",)), holder("Ana Reis", "singer", country="BRA", sectors=("BUS",))),
        (holder("Ana Reis", "minister", country="PRT", sectors=("GOV",)), holder("Ana Reis", "surgeon", country="PRT", sectors=("MED",))),
        (person("Andrea Petrik"), person("Andrei Petrik")),
        (body("Supreme Court", country="KEN"), body("Supreme Court", country="UGA")),
        (body("Ministry of Works", country="GHA"), body("Ministry of Works")),
        (person("Lena Brandt"), body("Brandt")),
        (Entity(key="place:georgia", kind="place", name="Georgia", country="USA", place_kind="region"), state("Georgia", "GEO")),
        (person("Georgia"), state("Georgia", "GEO")),
        (holder("Ana", "singer", country="BRA"), holder("Ana Reis", "minister", country="PRT")),
    ],
    ids=lambda entity: f"{entity.name} {entity.country}",
)
def test_look_alikes_stay_apart_whichever_comes_first(newsroom, one, other) -> None:
    assert len({*newsroom.tell(1, one).values(), *newsroom.tell(2, other).values()}) == 2


def test_surname_alone_is_the_one_of_that_name_whom_the_article_can_mean(newsroom) -> None:
    first = newsroom.tell(1, holder("Maud Harris", "senator", country="USA"), state("United States", "USA"))
    second = newsroom.tell(2, holder("Piet Harris", "mayor", country="ZAF"), person("Thandi Nkosi", country="ZAF"))
    assert newsroom.tell(3, holder("Harris", "mayor", country="ZAF"))["Harris"] == second["Piet Harris"]
    assert newsroom.tell(4, person("Harris"), person("Thandi Nkosi"))["Harris"] == second["Piet Harris"]
    assert newsroom.tell(5, holder("Harris", "senator"), state("United States", "USA"))["Harris"] == first["Maud Harris"]


def test_surname_alone_that_several_may_bear_is_nobody_known(newsroom) -> None:
    known = {*newsroom.tell(1, person("Maud Harris", country="USA")).values(), *newsroom.tell(2, person("Piet Harris", country="ZAF")).values()}
    assert newsroom.tell(3, person("Harris"))["Harris"] not in known
    assert newsroom.tell(4, person("Harris"), state("Peru", "PER"))["Harris"] not in known


def test_article_that_names_only_one_of_a_famous_family_means_nobody_else(newsroom) -> None:
    famous = newsroom.tell(1, holder("Donald Trump", "president", country="USA"), state("United States", "USA"))
    named = newsroom.tell(2, person("Ivanka Trump", country="USA"), person("Trump", country="USA"), state("United States", "USA"))
    assert named["Trump"] == named["Ivanka Trump"] != famous["Donald Trump"]
    newsroom.counts_are_exact()


def test_surname_that_cannot_be_whom_the_article_names_in_full_is_somebody_else(newsroom) -> None:
    captain = newsroom.tell(1, holder("Jonas Lind", "captain", country="SWE"), body("Ferries of Molde"))
    named = newsroom.tell(2, holder("Marit Lind", "minister", country="FIN"), holder("Lind", "captain", country="SWE"), body("Ferries of Molde"))
    assert named["Lind"] == captain["Jonas Lind"] != named["Marit Lind"]


def test_town_that_a_model_takes_for_a_surname_is_the_town(newsroom) -> None:
    around = (person("Dace Ozola", country="LVA"), body("Ferries of Molde"))
    lone = newsroom.tell(1, person("Molde"), *around)["Molde"]
    assert newsroom.tell(2, Entity(key="place:molde", kind="place", name="Molde"), *around)["Molde"] == lone
    assert newsroom.tell(3, person("Molde"), *around)["Molde"] == lone
    assert newsroom.record(lone)["kind"] == "place"


def test_full_name_explains_surname_that_came_before_it(newsroom) -> None:
    around = (person("Dace Ozola", country="LVA"), state("Latvia", "LVA"))
    lone = newsroom.tell(1, person("Karpov"), *around)
    assert newsroom.tell(2, person("Ilya Karpov"), *around, day=2)["Ilya Karpov"] == lone["Karpov"]
    record = newsroom.record(lone["Karpov"])
    assert (record["name"], record["aliases"], record["version"]) == ("Ilya Karpov", ["Karpov"], 2)


def test_two_records_that_prove_to_be_one_are_merged_and_the_old_id_redirects(newsroom) -> None:
    full = newsroom.tell(1, holder("Ilya Karpov", "engineer", country="BLR"))["Ilya Karpov"]
    lone = newsroom.tell(2, person("Karpov"), person("Dace Ozola"))["Karpov"]
    assert lone != full
    newsroom.tell(3, person("Ilya Karpov", country="BLR"), person("Dace Ozola"), day=1)
    assert ("merged", "Karpov") in newsroom.ops
    assert newsroom.record(lone)["merged_into"] == ids.public("ent", full)
    assert newsroom.tell(4, person("Karpov"), person("Dace Ozola"))["Karpov"] == full
    newsroom.counts_are_exact()


def test_record_changes_only_when_what_it_shows_does(newsroom) -> None:
    bako = holder("Idris Bako", "pilot", country="NGA", aliases=("Bako",))
    newsroom.tell(1, bako)
    assert newsroom.ops == [("created", "Idris Bako")]
    newsroom.tell(2, bako, day=3)
    newsroom.tell(1, bako)
    assert newsroom.ops == []
    newsroom.tell(3, holder("Idris Bako", "harbour master", country="NGA"))
    assert newsroom.ops == [("updated", "Idris Bako")]
    newsroom.counts_are_exact()


def test_what_only_a_withdrawn_article_said_is_gone(newsroom) -> None:
    key = newsroom.tell(1, holder("Idris Bako", "pilot", aliases=("Bako",), country="NGA"), body("Pilots of Lekki"))
    newsroom.tell(2, person("Idris Bako"), day=1)
    newsroom.do(forget, newsroom.article(1))
    assert sorted(newsroom.ops) == [("retracted", "Pilots of Lekki"), ("updated", "Idris Bako")]
    left = newsroom.record(key["Idris Bako"])
    assert (left["aliases"], left["roles"], left["country"], left["retracted"]) == ([], [], None, False)
    assert newsroom.record(key["Pilots of Lekki"])["retracted"]
    newsroom.counts_are_exact()
    assert newsroom.tell(3, body("Pilots of Lekki"))["Pilots of Lekki"] == key["Pilots of Lekki"]
    assert newsroom.ops == [("updated", "Pilots of Lekki")]


def test_article_that_is_read_again_says_what_it_says_now(newsroom) -> None:
    first = newsroom.tell(1, holder("Idris Bako", "pilot"), body("Pilots of Lekki"))
    again = newsroom.tell(1, holder("Idris Bako", "harbour master"))
    assert again["Idris Bako"] == first["Idris Bako"]
    assert newsroom.record(first["Idris Bako"])["roles"] == ["harbour master"]
    newsroom.counts_are_exact()


def test_split_gives_back_what_a_merge_took_and_is_not_merged_again_when_read_again(newsroom) -> None:
    one = newsroom.tell(1, holder("Ana Reis", "minister", country="PRT", sectors=("GOV",)))["Ana Reis"]
    other = newsroom.tell(2, holder("Ana Reis", "singer", country="BRA", sectors=("BUS",)))["Ana Reis"]
    before = newsroom.record(other)
    newsroom.do(merge_entities, other, one)
    assert newsroom.record(one)["roles"] == ["minister", "singer"]
    newsroom.counts_are_exact()
    key = newsroom.do(split_entity, one, [(newsroom.article(2), "person:ana reis")])
    assert [op for op, _ in newsroom.ops] == ["updated", "split"]
    fields = "name", "aliases", "country", "sectors", "roles"
    assert {name: newsroom.record(key)[name] for name in fields} == {name: before[name] for name in fields}
    newsroom.counts_are_exact()
    assert newsroom.tell(2, holder("Ana Reis", "singer", country="BRA"))["Ana Reis"] == key
    with pytest.raises(RejectedError, match="not none, all"):
        newsroom.do(split_entity, key, [(newsroom.article(2), "person:ana reis")])


def test_pair_that_people_hold_apart_is_never_merged(newsroom) -> None:
    full = newsroom.tell(1, holder("Ilya Karpov", "engineer", country="BLR"))["Ilya Karpov"]
    lone = newsroom.tell(2, person("Karpov"), person("Dace Ozola"))["Karpov"]
    newsroom.tell(3, person("Ilya Karpov", country="BLR"), person("Dace Ozola"), apart=lambda connection, keys: [frozenset(keys)])
    assert lone != full
    assert "merged" not in dict(newsroom.ops)


def test_mentions_name_the_entity_that_another_became(bench) -> None:
    bench.accept(Article(text="Folake Adeyemi congratulated Idris Bako.", url="https://a.example/1"))
    bench.read_all()
    ((adeyemi,), (bako,)) = bench.rows("SELECT id FROM entities ORDER BY name")
    with bench.engine.begin() as connection:
        merge_entities(connection, adeyemi, bako, now=bench.clock.now())
    assert bench.rows("SELECT DISTINCT value FROM mentions, jsonb_each_text(entities)") == [(bako.hex,)]
    assert bench.rows("SELECT DISTINCT entity_id FROM event_parties") == [(bako,)]
    assert bench.rows("SELECT count(*)::int FROM entity_keys WHERE entity_id = :key", key=adeyemi) == [(0,)]


@pytest.mark.parametrize("asked", ["actors", "participants", "said_by"])
def test_filter_that_names_either_of_two_that_were_merged_finds_what_both_did(bench, asked) -> None:
    bench.accept(Article(text="Folake Adeyemi congratulated Idris Bako.", url="https://a.example/1"))
    (chunk,) = bench.dispatch()
    bench.answer(*(bench.read(reading, said_by=party(PEOPLE[0])) for reading in chunk.readings))
    bench.record()
    ((adeyemi,),) = bench.rows("SELECT id FROM entities WHERE name = 'Folake Adeyemi'")
    third, bystander = ids.new_id(), ids.new_id()
    now = bench.clock.now()
    with bench.engine.begin() as connection:
        portray(connection, [third, bystander], told={third: PEOPLE[:1], bystander: PEOPLE[1:]}, now=now)
        merge_entities(connection, adeyemi, third, now=now)
    for key, number in ((adeyemi, 1), (third, 1), (bystander, 0)):
        given: dict[str, Any] = {asked: (ids.public("ent", key),)}
        wanted = EventFilter(**given)
        assert len(listed(bench, wanted)) == number
        with bench.engine.connect() as connection:
            log = read_changes(connection, after=None, kinds=("event",), wanted=wanted, limit=9)
            followed = read_news(connection, after=0, asked=[numbers(("event",), wanted)])
        assert (len(log.changes), len(followed.found[0])) == (number, number)


def listed(bench, wanted: EventFilter) -> Any:
    with bench.engine.connect() as connection:
        return list_events(connection, wanted=wanted, with_retracted=False, before=None, limit=9).records


def test_filter_of_a_story_that_was_merged_finds_the_other(bench) -> None:
    bench.accept(Article(text="Folake Adeyemi congratulated Idris Bako.", url="https://a.example/1"))
    bench.read_all()
    old, new = ids.new_id(), ids.new_id()
    row = {"record": {}, "vector": {}, "first_at": NOON, "last_at": NOON, "created_at": NOON, "updated_at": NOON}
    with bench.engine.begin() as connection:
        connection.execute(stories.insert(), [{"id": new, "redirect_to": None} | row, {"id": old, "redirect_to": new} | row])
        connection.execute(text("UPDATE events SET record = record || jsonb_build_object('story_id', CAST(:old AS text))"), {"old": ids.public("sty", old)})
    for key in (old, new):
        assert len(listed(bench, EventFilter(stories=(ids.public("sty", key),)))) == 1


WORLD = [
    (1, 0, [holder("Maud Harris", "senator", country="USA", sectors=("LEG",)), state("United States", "USA")]),
    (2, 1, [holder("Piet Harris", "mayor", country="ZAF", sectors=("GOV",)), state("South Africa", "ZAF"), body("Dockers of Durban")]),
    (3, 2, [holder("Harris", "mayor"), state("South Africa", "ZAF"), body("Dockers of Durban")]),
    (4, 3, [person("M. Harris", country="USA"), state("United States", "USA")]),
    (5, 4, [person("Thandi Nkosi", country="ZAF"), body("Dockers of Durban", aliases=("DOD",))]),
    (6, 5, [person("T. Nkosi"), body("Dockers of Durban"), state("South Africa", "ZAF")]),
    (7, 6, [person("Nkosi"), body("Dockers of Durban")]),
    (8, 7, [holder("Harris", "senator", country="USA")]),
]


@pytest.mark.parametrize("seed", range(6))
def test_arrival_does_not_matter(newsroom, seed) -> None:
    order = WORLD if not seed else random.Random(seed).sample(WORLD, len(WORLD))
    for number, day, entities in order:
        newsroom.tell(number, *entities, day=day)
    newsroom.counts_are_exact()
    together: dict[UUID, set[str]] = {}
    for article, key, entity in newsroom.bench.rows("SELECT url, key, entity_id FROM entity_tellings JOIN articles ON id = article_id"):
        together.setdefault(entity, set()).add(f"{article[-1]} {key.partition(':')[2]}")
    assert sorted(map(sorted, together.values())) == [
        ["1 maud harris", "4 m. harris", "8 harris"],
        ["1 united states", "4 united states"],
        ["2 dockers of durban", "3 dockers of durban", "5 dockers of durban", "6 dockers of durban", "7 dockers of durban"],
        ["2 piet harris", "3 harris"],
        ["2 south africa", "3 south africa", "6 south africa"],
        ["5 thandi nkosi", "6 t. nkosi", "7 nkosi"],
    ]


def test_lookups_use_their_indexes(bench) -> None:
    values = {"keys": ["n:idris bako"], "namesakes": 40}
    near = {"candidates": [UUID(int=1)], "around": [UUID(int=2)], "article": UUID(int=3), "latest": 20, "since": NOON, "until": NOON}
    said = {"entities": [UUID(int=1)], "kinds": ["name"], "values": ["Idris Bako"]}
    with bench.engine.begin() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_hashjoin = off"))
        connection.execute(text("SET LOCAL enable_mergejoin = off"))
        for statement, given, names in (
            (entity_index.FIND, values, ("pk_entity_keys", "pk_entities")),
            (entity_index.COMPANY, near, ("ix_entity_tellings_entity_id", "pk_entity_tellings")),
            (entity_facts.ADD, {"said": "[]"}, ("pk_entity_facts",)),
            (entity_facts.AGAIN, said, ("ix_entity_tellings_entity_id", "pk_entity_facts")),
        ):
            asked = (
                connection.exec_driver_sql(f"EXPLAIN {statement}", given)
                if isinstance(statement, str)
                else connection.execute(text(f"EXPLAIN {statement.text}"), given)
            )
            plan = "\n".join(row[0] for row in asked)
            assert "Seq Scan on entit" not in plan, plan
            assert all(name in plan for name in names), plan
