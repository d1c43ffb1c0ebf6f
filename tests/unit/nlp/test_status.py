"""How far the text stands behind an act, and on whose word: one sentence for each way of saying it."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention

MONDAY = datetime(2020, 5, 4, 10, tzinfo=UTC)


def events(reader: Reader, text: str, event_type: str) -> list[EventMention]:
    article = Article(source="example.org", title="", text=text, published_at=MONDAY)
    found = reader.extract(Reading(article_id="a", revision=1, attempt=1, article=article, received_at=MONDAY))
    return [event for event in found.events if event.type == event_type]


@pytest.mark.parametrize(
    ("text", "event_type", "status", "said_by"),
    [
        ("Kenya is expected to expel two Somali diplomats.", "SANCTION", "possible", None),
        ("Kenya is expected by analysts to expel two Somali diplomats.", "SANCTION", "possible", "analysts"),
        ("Kenya has no plans to expel the Somali diplomats.", "SANCTION", "negated", None),
        ("Kenya stopped short of expelling the Somali diplomats.", "SANCTION", "negated", None),
        ("Kenya was to have expelled the Somali diplomats in May.", "SANCTION", "negated", None),
        ("Police failed to arrest the gunmen on Monday.", "COERCE", "negated", None),
        ("Nobody was arrested in Nairobi on Monday.", "COERCE", "negated", None),
        ("No one was arrested in Nairobi on Monday.", "COERCE", "negated", None),
        ("None of the protesters was arrested on Monday.", "COERCE", "negated", None),
        ("Not one of the protesters was arrested on Monday.", "COERCE", "negated", None),
        ("Neither man was arrested on Monday.", "COERCE", "negated", None),
        ("Police arrested nobody on Monday.", "COERCE", "negated", None),
        ("Police arrested no protesters on Monday.", "COERCE", "negated", None),
        ("No arrests were made on Monday, police said.", "COERCE", "negated", "police"),
        ("Kenya never expelled the Somali diplomats.", "SANCTION", "negated", None),
        ("Kenya stopped the strike without arresting the nurses.", "COERCE", "negated", None),
        ("There was no meeting between the two presidents in Nairobi.", "CONSULT", "negated", None),
        ("The meeting between the two presidents did not take place.", "CONSULT", "negated", None),
        ("The strike by Kenyan nurses did not go ahead on Friday.", "PROTEST", "negated", None),
        ("Nurses in Kenya called off Friday's strike.", "PROTEST", "negated", None),
        ("Kenyan nurses cancelled their strike on Friday.", "PROTEST", "negated", None),
        ("Kenya's police denied beating the students.", "ASSAULT", "denied", "police"),
        ("Kenya's police denied that they had beaten the students.", "ASSAULT", "denied", "police"),
        ("Kenya's police denied reports that they had beaten the students.", "ASSAULT", "denied", "police"),
        ("Kenya's army said it had not bombed the village.", "ASSAULT", "denied", "army"),
        ("A spokesman for Kenya's army said it did not bomb the village.", "ASSAULT", "denied", "spokesman"),
        ('"We did not bomb the village," Kenyan army spokesman David Obonyo said.', "ASSAULT", "denied", "Obonyo"),
        ('"We arrested no journalists," Kenyan police chief David Obonyo said.', "COERCE", "denied", "Obonyo"),
        ('"I have not met Ruto," Peter Munya told reporters.', "CONSULT", "denied", "Munya"),
        ('"I will not meet Ruto," Peter Munya told reporters.', "CONSULT", "negated", "Munya"),
        ("Peter Munya pleaded not guilty to stealing a car.", "crime", "denied", "Munya"),
        ("Kenya allegedly expelled two Somali diplomats.", "SANCTION", "alleged", None),
        ("Kenya reportedly bombed the village on Monday.", "ASSAULT", "alleged", None),
        ("Somalia accused Kenya of bombing the village.", "ASSAULT", "alleged", "Somalia"),
        ("Kenya is accused of bombing the village.", "ASSAULT", "alleged", None),
        ("Two men were arrested on suspicion of murdering a priest.", "ASSAULT", "alleged", None),
        ("Kenya is believed to have bombed the village.", "ASSAULT", "alleged", None),
        ("Somalia says Kenya bombed the village; Kenya denies it.", "ASSAULT", "alleged", "Somalia"),
        ("Somalia said Kenya bombed the village, which Nairobi denies.", "ASSAULT", "alleged", "Somalia"),
        ("Unverified footage shows soldiers beating a priest.", "ASSAULT", "alleged", None),
        ("There were unconfirmed reports that Kenya had bombed the village.", "ASSAULT", "alleged", None),
        ("Somalia said, without offering evidence, that Kenya had bombed the village.", "ASSAULT", "alleged", "Somalia"),
        ("A newspaper, citing no sources, said Kenya had bombed the village.", "ASSAULT", "alleged", "newspaper"),
        ('"They beat us," student Peter Munya alleged.', "ASSAULT", "alleged", "Munya"),
        ("Kenya may expel the diplomats, a source at the ministry said.", "SANCTION", "possible", "source"),
        ("Kenya could expel the diplomats within days.", "SANCTION", "possible", None),
        ("Kenya is considering expelling the diplomats.", "SANCTION", "possible", None),
        ("Kenya is likely to expel the diplomats.", "SANCTION", "possible", None),
        ("It is possible that Kenya bombed the village, the UN said.", "ASSAULT", "possible", "United Nations"),
        ("It is likely that Kenya will expel the diplomats.", "SANCTION", "possible", None),
        ("There is a chance that Kenya will expel the diplomats.", "SANCTION", "possible", None),
        ("Analysts fear that Kenya will bomb the village.", "ASSAULT", "possible", "analysts"),
        ("Nurses in Kenya plan to strike on Friday.", "PROTEST", "planned", None),
        ("Nurses in Kenya will strike on Friday.", "PROTEST", "planned", None),
        ("Kenya's police denied moving troops to the border.", "MOBILIZE", "denied", "police"),
        ("Unions in Kenya called a general strike for Friday.", "PROTEST", "planned", None),
        ("Somalia said Kenya bombed the village, an accusation that officials in Nairobi denied.", "ASSAULT", "alleged", "Somalia"),
        ("Residents said soldiers burned a school, which the army denies.", "ASSAULT", "alleged", "Residents"),
        ("The premier of Kenya dismissed her finance minister.", "appoint", "happened", None),
        ("Kenya decided against expelling the diplomats.", "SANCTION", "negated", None),
        ("The clerk is charged with stealing a car.", "crime", "alleged", None),
        ("Nurses in Kenya are to strike on Friday.", "PROTEST", "planned", None),
        ("Nurses in Kenya are scheduled to strike on Friday.", "PROTEST", "planned", None),
        ("Nurses in Kenya are due to strike on Friday.", "PROTEST", "planned", None),
        ("Nurses in Kenya have decided to strike on Friday.", "PROTEST", "planned", None),
        ("Kenya regrets that it expelled the diplomats, its foreign minister said.", "SANCTION", "happened", None),
        ("After Kenya expelled the diplomats, Somalia wept.", "SANCTION", "happened", None),
        ("Kenya managed to free two hostages on Monday.", "RETREAT", "happened", None),
        ("The planned expulsion of two Somali diplomats by Kenya angered Somalia.", "SANCTION", "planned", None),
        ("The alleged bombing of the village by Kenya angered Somalia.", "ASSAULT", "alleged", None),
        ("A possible strike by Kenyan nurses worries doctors.", "PROTEST", "possible", None),
        ("Prosecutors charged Peter Munya with murdering a priest.", "ASSAULT", "alleged", "prosecutors"),
        ("Peter Munya was charged with murdering a priest.", "ASSAULT", "alleged", None),
        ("Kenya's foreign ministry said it had not been told, and would not expel the diplomats.", "SANCTION", "negated", "ministry"),
        ("Investigators believe that Kenya bombed the village.", "ASSAULT", "alleged", "Investigators"),
        ("Analysts think Kenya will bomb the village.", "ASSAULT", "possible", "Analysts"),
        ("It is not true that Kenya bombed the village, the premier said.", "ASSAULT", "negated", "premier"),
        ("Peter Munya dismissed as nonsense claims that he had bombed the village.", "ASSAULT", "denied", "Peter Munya"),
        ("Kenya called off its withdrawal from the bloc.", "RETREAT", "negated", None),
        ("A nurses' strike was averted on Monday.", "PROTEST", "negated", None),
        ("The general denies ever meeting the rebels.", "CONSULT", "denied", "general"),
        ("The army may have used gas against the town.", "ASSAULT", "possible", None),
        ("Peter Munya vowed never to negotiate with the rebels.", "REJECT", "happened", None),
        ("Police foiled a plot to kidnap the governor.", "REJECT", "happened", None),
        ("The firm, which had denied the charge for weeks, was fined.", "REJECT", "happened", None),
        ("The rebels broke a promise to free the hostages.", "RETREAT", "negated", None),
        ("The company is being investigated for selling arms to Sudan.", "business", "alleged", None),
    ],
)
def test_the_status_and_the_speaker_follow_the_words_around_the_act(reader: Reader, text: str, event_type: str, status: str, said_by: str | None) -> None:
    (event,) = events(reader, text, event_type)
    assert event.status == status
    assert said_by is None or (event.said_by is not None and said_by.lower() in event.said_by.name.lower())


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("If Kenya expels the diplomats, Somalia will lose a friend.", "SANCTION"),
        ("Kenya did not say whether it had expelled the diplomats.", "SANCTION"),
        ("Whether Kenya will expel the diplomats is unclear.", "SANCTION"),
        ("It is hard to expel a diplomat.", "SANCTION"),
        ("Has Kenya expelled the diplomats?", "SANCTION"),
        ("Kenya would have expelled the diplomats had Somalia not apologised.", "SANCTION"),
        ("Kenya did not deny expelling the diplomats.", "SANCTION"),
        ("Kenya would neither confirm nor deny that it had expelled the diplomats.", "SANCTION"),
        ("An inquiry found no evidence that Kenya had expelled the diplomats.", "SANCTION"),
        ("Kenya had planned to expel the diplomats but changed its mind.", "SANCTION"),
        ("Kenya has ruled out expelling the diplomats.", "SANCTION"),
        ("The treaty sets out how a diplomat may be expelled.", "SANCTION"),
        ("Under the treaty Kenya can expel the diplomats.", "SANCTION"),
        ("Suppose Kenya expelled the diplomats.", "SANCTION"),
        ("Provided that Kenya expels the diplomats, the envoys will return.", "SANCTION"),
        ("The ambassador asked how Kenya had expelled the diplomats.", "SANCTION"),
        ("If elected, Peter Munya would expel the diplomats.", "elect"),
    ],
)
def test_what_is_asked_supposed_or_judged_is_no_mention(reader: Reader, text: str, event_type: str) -> None:
    assert events(reader, text, event_type) == []


def test_both_sides_of_a_dispute_are_claims(reader: Reader) -> None:
    (event,) = events(reader, "Somalia says Kenya bombed the village; Kenya denies it.", "ASSAULT")
    assert event.disputed
    assert [(claim.status, claim.said_by.name) for claim in event.claims if claim.said_by] == [("alleged", "Somalia"), ("denied", "Kenya")]


def test_every_status_but_happened_names_the_words_that_decided_it(reader: Reader) -> None:
    (event,) = events(reader, "Kenya stopped short of expelling the Somali diplomats.", "SANCTION")
    assert next(span.exact for cue in event.status_cues for span in cue.spans) == "short"


def test_who_is_quoted_speaks_and_who_quotes_passes_it_on(reader: Reader) -> None:
    (event,) = events(reader, "Tass quoted Peter Munya as saying Kenya had expelled the diplomats.", "SANCTION")
    assert event.said_by is not None
    assert event.said_by.name == "Peter Munya"
    assert [party.name for party in event.via] == ["TASS"]


@pytest.mark.parametrize(
    "text",
    [
        "Peru and Chile agreed on Friday to set up an inquiry into the shooting, which left two herders dead near Arica.",
        "Peru has promised to look into the bombing that killed two farmers.",
    ],
)
def test_what_a_past_clause_tells_of_happened_whatever_is_planned_about_it(reader: Reader, text: str) -> None:
    found = events(reader, text, "ASSAULT")
    assert found
    assert {event.status for event in found} == {"happened"}
