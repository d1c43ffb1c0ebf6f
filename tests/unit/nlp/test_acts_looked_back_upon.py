"""Acts told in passing: by a noun that takes them for granted, and by participles that the parser hangs elsewhere."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention

AT = datetime(2026, 3, 18, 12, tzinfo=UTC)


def told(reader: Reader, text: str) -> tuple[EventMention, ...]:
    return reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=AT), received_at=AT)).events


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Honduras apologised for the seizure of the trawler.", "seize"),
        ("The minister resigned a week after the closure of the border.", "restrict"),
        ("Police questioned two men over the abduction of a nurse near Kano.", "abduct"),
        ("Both sides agreed on Friday to set up an inquiry into the first shooting.", "attack"),
        ("Three weeks after an inquiry into the sale of permits began, Peru closed its embassy.", "investigate"),
        ("The council rejected a plea by the widow.", "request"),
        ("The nurses ended their strike on Monday.", "strike"),
        ("Modi thanked Macron in a phone call on 12 March.", "phone"),
    ],
)
def test_noun_that_takes_its_act_for_granted_tells_of_it(reader: Reader, text: str, family: str) -> None:
    assert [event.status for event in told(reader, text) if event.family == family] == ["happened"]


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Gabon called for the release of the two sailors.", "release"),
        ("Talks can resume after the release of the hostages.", "release"),
        ("Traders fear the closure of the border.", "restrict"),
        ("The two ministers discussed plans for the deployment of troops to Goma.", "mobilise"),
        ("There was no seizure of boats.", "seize"),
    ],
)
def test_noun_under_words_that_leave_its_act_open_tells_of_none(reader: Reader, text: str, family: str) -> None:
    assert [event for event in told(reader, text) if event.family == family and event.status == "happened"] == []


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("Cuba's release of the poet in March drew praise.", ["Cuba"], ["poet"]),
        ("The poet's release in March drew praise.", [], ["poet"]),
    ],
)
def test_possessor_did_it_where_the_noun_names_to_whom_it_was_done(reader: Reader, text: str, actors: list[str], recipients: list[str]) -> None:
    (release,) = [event for event in told(reader, text) if event.family == "release"]
    assert ([p.name for p in release.actors], [p.name for p in release.recipients]) == (actors, recipients)


def test_noun_and_verb_of_one_clause_are_one_mention(reader: Reader) -> None:
    assert [event.frame for event in told(reader, "The floods of last week left 2,000 people homeless.")] == ["disaster-strikes"]


def test_noun_that_says_which_act_it_means_is_the_act_told_before(reader: Reader) -> None:
    text = "Gunmen attacked a camp near Goma on Sunday. Two ministers visited Goma on Monday. The attack on the camp angered Uganda."
    assert len([event for event in told(reader, text) if event.type == "ASSAULT"]) == 1


@pytest.mark.parametrize(
    ("text", "family", "parties"),
    [
        ("He denied that Karpovich, the engineer detained in Riga two days earlier, had handed charts to anybody.", "arrest", {"engineer"}),
        ("Salva Kuol, the Kenyan prime minister, offered last week to mediate.", "offer", {"Salva Kuol"}),
        ("The tankers seized in May are rusting off Malta.", "seize", set()),
    ],
)
def test_what_is_told_aside_is_read_apart_from_the_main_verb(reader: Reader, text: str, family: str, parties: set[str]) -> None:
    (act,) = [event for event in told(reader, text) if event.family == family]
    assert {p.name for p in (*act.actors, *act.recipients)} == parties
