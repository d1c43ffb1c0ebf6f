"""Who stands in which role, where the parse alone does not say it."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention

NOON = datetime(2022, 6, 15, 12, tzinfo=UTC)


def event(reader: Reader, text: str, event_type: str) -> EventMention:
    article = Article(text=text, published_at=NOON)
    found = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=NOON)).events
    return next(each for each in found if each.type == event_type)


def names(parties: Sequence[Party]) -> list[str]:
    return [party.name for party in parties]


@pytest.mark.parametrize(
    ("text", "event_type", "actors", "recipients"),
    [
        # a pronoun that nothing else explains is the speaker's own side, or the subject of the clause around it
        ("The Chadian rebels said they would meet the envoy Jane Doe.", "AGREE", ["Chadian rebels"], ["Jane Doe"]),
        ("Two bombers killed a guard as they blew themselves up near Kabul, police said.", "ASSAULT", ["bombers"], ["guard"]),
        # vehicles are no parties where a body's name or noun says whose they are
        ("Chadian army bulldozers demolished a school in Darfur.", "ASSAULT", ["Chadian army"], ["Darfur"]),
        ("United Nations planes bombed Goma.", "ASSAULT", ["United Nations"], ["Goma"]),
        # who is protested against comes before where
        ("Miners blocked a bridge to vent their rage at the Peruvian government.", "PROTEST", ["Miners"], ["Peruvian government"]),
        ("Nurses held a strike in protest at the ministry's plan.", "PROTEST", ["Nurses"], ["ministry"]),
        # whose withdrawal is demanded comes before from where
        ("Kuwait demanded the withdrawal of Iraqi soldiers from Jordan.", "REQUEST", ["Kuwait"], ["Iraqi soldiers"]),
        ("Norway is opposed to Danish mediation.", "REJECT", ["Norway"], ["Denmark"]),
        ("The soldiers left after heavy fighting with guerrillas.", "ASSAULT", ["guerrillas", "soldiers"], []),
    ],
)
def test_roles_are_filled_beyond_the_parse(reader: Reader, text: str, event_type: str, actors: list[str], recipients: list[str]) -> None:
    found = event(reader, text, event_type)

    assert (names(found.actors), names(found.recipients)) == (actors, recipients)


@pytest.mark.parametrize(
    ("text", "event_type", "actors"),
    [
        ("Qatar mediated between the Chadian government and Islamist rebels.", "CONSULT", ["Qatar"]),
        ("The Greek and Turkish foreign ministers held talks in Athens.", "CONSULT", ["Greek foreign ministers", "Turkish foreign ministers"]),
        ("Fighting broke out between police and Islamist militants in Jos.", "ASSAULT", ["police", "Islamist militants"]),
        ("A first batch of Nepalese peacekeepers arrived in Sudan.", "AID", ["Nepalese peacekeepers"]),
        ("Riot police were deployed around the square.", "MOBILIZE", ["Riot police"]),
        ("Denmark praised the decision of the Kenyan government to free the general.", "RETREAT", ["Kenyan government"]),
    ],
)
def test_actors_are_found_beyond_the_parse(reader: Reader, text: str, event_type: str, actors: list[str]) -> None:
    assert names(event(reader, text, event_type).actors) == actors


def test_joined_parties_behind_a_preposition_are_two(reader: Reader) -> None:
    found = event(reader, "Qatar mediated between the Chadian government and Islamist rebels.", "CONSULT")

    assert names(found.recipients) == ["Chadian government", "Islamist rebels"]


@pytest.mark.parametrize("text", ["Kenya warned it would bomb Uganda.", "Kenya warned that it would expel the Ugandan envoys."])
def test_warning_of_an_own_hostile_act_is_a_threat(reader: Reader, text: str) -> None:
    assert event(reader, text, "THREATEN").about[0].type in ("ASSAULT", "SANCTION")


def test_warning_of_nothing_hostile_is_no_threat(reader: Reader) -> None:
    article = Article(text="Kenya warned it would run out of water.", published_at=NOON)

    assert not reader.extract(Reading(article_id="a", revision=1, attempt=1, article=article, received_at=NOON)).events


@pytest.mark.parametrize(
    ("text", "event_type", "actors", "recipients"),
    [
        ("The authorities closed down a Kenyan newspaper.", "COERCE", ["authorities"], ["Kenyan newspaper"]),
        ("Chad agreed to the demands of the miners.", "CONCEDE", ["Chad"], ["miners"]),
        ("Members of the Red Cross, a body of volunteers, criticised Chad.", "ACCUSE", ["Red Cross"], ["Chad"]),
        ("The Red Cross operating in Chad said Niger must open its border.", "REQUEST", ["Red Cross"], ["Niger"]),
        ("Chad requested that Niger hand over a fugitive.", "REQUEST", ["Chad"], ["Niger"]),
        ("Exiles staged a sit-in outside the embassy.", "PROTEST", ["Exiles"], ["embassy"]),
        ("Peru threatened to leave the pact if Chile closes the port.", "THREATEN", ["Peru"], ["Chile"]),
        ("Kenyan troops besieged the Somali town of Kismayo.", "COERCE", ["Kenyan troops"], ["Kismayo"]),
        ("Kenya imposed sanctions on the Taliban religious movement.", "SANCTION", ["Kenya"], ["Taliban"]),
    ],
)
def test_faults_of_the_parse_are_mended(reader: Reader, text: str, event_type: str, actors: list[str], recipients: list[str]) -> None:
    found = event(reader, text, event_type)

    assert (names(found.actors), names(found.recipients)) == (actors, recipients)


def test_ethnic_groups_are_of_the_country_where_they_live(reader: Reader) -> None:
    found = event(reader, "Ethnic Turks marched against the Bulgarian government.", "PROTEST")

    assert [party.country for party in found.actors] == ["BGR"]


@pytest.mark.parametrize(
    ("text", "event_type", "actors", "recipients"),
    [
        ("Miners marched in Lima to demand that Chile free the poet.", "PROTEST", ["Miners"], ["Chile"]),
        ("Chad will not accept the envoys, the premier said.", "REJECT", ["Chad"], ["envoys"]),
        ("Libya ordered the Egyptians to leave the country.", "COERCE", ["Libya"], ["Egyptians"]),
    ],
)
def test_clauses_inside_name_the_parties(reader: Reader, text: str, event_type: str, actors: list[str], recipients: list[str]) -> None:
    found = event(reader, text, event_type)

    assert (names(found.actors), names(found.recipients)) == (actors, recipients)
