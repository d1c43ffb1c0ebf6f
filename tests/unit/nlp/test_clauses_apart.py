"""Clauses that parsers tie together and that tell of separate acts."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention

PUBLISHED = datetime(2024, 5, 14, 10, tzinfo=UTC)


def told(reader: Reader, text: str) -> dict[str, EventMention]:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    return {e.type: e for e in reader.extract(reading).events}


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Norway sent food to Malawi; Sweden promised $6 million.", {"AID": "happened", "AGREE": "planned"}),
        ("The minister said he would resign and asked the court to free the editor.", {"REQUEST": "happened"}),
        ("The envoy said the union had agreed to talks; the army refused to leave the town.", {"REJECT": "happened"}),
    ],
)
def test_a_clause_is_not_the_content_of_one_that_only_stands_beside_it(reader: Reader, text: str, acts: dict[str, str]) -> None:
    found = told(reader, text)
    assert {name: found[name].status for name in acts if name in found} == acts


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers were sent to the town and opened fire on the crowd, a police spokesman said.",
        "Kenya said soldiers had crossed its border and opened fire on a patrol.",
    ],
)
def test_who_was_sent_or_had_come_did_what_is_told_next(reader: Reader, text: str) -> None:
    assert [p.name for p in told(reader, text)["ASSAULT"].actors] in (["Soldiers"], ["soldiers"])


@pytest.mark.parametrize(
    ("text", "kind", "actors"),
    [
        ("Raiders on camels killed at least nine people and burned a clinic on Monday.", "ASSAULT", ["Raiders"]),
        ("The mutineers, who call themselves the Front for Unity, named Moussa Diarra as interim leader.", "appoint", ["mutineers"]),
        ("Fighting between soldiers and herders killed nine villagers on Monday, a doctor said.", "ASSAULT", ["soldiers", "herders"]),
    ],
)
def test_who_does_what_a_verb_tells_that_looks_like_a_participle(reader: Reader, text: str, kind: str, actors: list[str]) -> None:
    assert [p.name for p in told(reader, text)[kind].actors] == actors


def test_who_said_what_he_had_done_may_speak_on(reader: Reader) -> None:
    assert [p.name for p in told(reader, "The envoy said he had met the rebels and condemned the raid.")["ACCUSE"].actors] == ["envoy"]


@pytest.mark.parametrize("text", ["Norway called on Kenya to free the editor.", "Norway appealed to Kenya to free the editor."])
def test_who_is_called_on_is_to_do_it(reader: Reader, text: str) -> None:
    assert [p.name for p in told(reader, text)["REQUEST"].about[0].actors] == ["Kenya"]


def test_what_one_freed_and_another_handed_over_are_two(reader: Reader) -> None:
    reading = Reading(
        article_id="art_1",
        revision=1,
        attempt=1,
        article=Article(text="Peru freed nine soldiers and Chile handed over a captive.", published_at=PUBLISHED),
        received_at=PUBLISHED,
    )
    found = [([p.name for p in e.actors], [p.name for p in e.recipients]) for e in reader.extract(reading).events]
    assert [actors for actors, _ in found] == [["Peru"], ["Chile"]]


def test_a_verb_in_a_name_tells_of_nothing(reader: Reader) -> None:
    assert set(told(reader, "Gangs abducted nine pupils on Monday, according to Save the Children.")) == {"ASSAULT"}


def test_a_charge_that_somebody_rejects_is_rejected(reader: Reader) -> None:
    found = told(reader, "Chile accused Peru of arming the rebels, a claim the Peruvian government disputes.")
    assert [p.name for p in found["REJECT"].actors] == ["Peruvian government"]


def test_somebody_meant_by_a_pronoun_is_somebody(reader: Reader) -> None:
    assert told(reader, "Kenyan police detained them near Mombasa.")["COERCE"].recipients == ()


def test_a_denial_in_the_present_tense_is_told_by_whoever_was_told_of_before(reader: Reader) -> None:
    assert "REJECT" in told(reader, "The institute denies that the samples were stolen.")
    assert "REQUEST" not in told(reader, "Doctors recommend that adults drink water.")


def test_who_may_have_died_is_no_forecast(reader: Reader) -> None:
    assert told(reader, "At least 30 migrants may have drowned off Malta.")["die"].status == "possible"
    assert "die" not in told(reader, "Thousands of migrants may drown off Malta.")
