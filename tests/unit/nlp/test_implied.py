"""An infinitive is done where the word above it says so, and meant or asked where it does not."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

MONDAY = datetime(2020, 5, 4, 10, tzinfo=UTC)
REST = " The harbour was quiet, and few people were about."


def told(reader: Reader, text: str) -> list[tuple[str, str]]:
    article = Article(title="", text=text + REST, published_at=MONDAY)
    found = reader.extract(Reading(article_id="a", revision=1, attempt=1, article=article, received_at=MONDAY))
    return [(event.type, event.status) for event in found.events]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Emil Vask waited until Thursday to congratulate Jane Berg.", ("SUPPORT", "happened")),
        ("Emil Vask waited three days to congratulate Jane Berg.", ("SUPPORT", "happened")),
        ("The rebels took two years to release the nurse.", ("RETREAT", "happened")),
        ("Emil Vask was quick to condemn the raid on Peru.", ("ACCUSE", "happened")),
        ("Rescuers were able to free the hostages.", ("RETREAT", "happened")),
        ("Peru was among the first states to congratulate Chile.", ("SUPPORT", "happened")),
        ("Jane Berg was one of the first leaders to congratulate Emil Vask.", ("SUPPORT", "happened")),
        ("Jane Berg became one of the first leaders to congratulate Emil Vask.", ("SUPPORT", "happened")),
        ("Chad's parliament voted to remove President Emil Vask.", ("appoint", "happened")),
        ("The prosecutor said Emil Vask would be charged with rebellion.", ("ACCUSE", "planned")),
        ("Emil Vask would be deported to Chad on Friday, the ministry said.", ("COERCE", "planned")),
        ("Emil Vask hastened on Sunday to congratulate Jane Berg.", ("SUPPORT", "happened")),
        ("Leaders of the region lined up to praise Jane Berg.", ("SUPPORT", "happened")),
        ("The ruling led Peru to expel two Chilean diplomats.", ("SANCTION", "happened")),
        ("The raid prompted Chad to close its border with Sudan.", ("COERCE", "happened")),
        ("Chad refused to talk, prompting Sudan to recall its envoy.", ("SANCTION", "happened")),
        ("Emil Vask went out of his way to praise Jane Berg.", ("SUPPORT", "happened")),
        ("Emil Vask seized the opportunity to praise Jane Berg.", ("SUPPORT", "happened")),
        ("Emil Vask took to social media to criticise Jane Berg.", ("ACCUSE", "happened")),
        ("Emil Vask used his speech to accuse Jane Berg of fraud.", ("ACCUSE", "happened")),
        ("By Friday 178 villagers had been arrested.", ("COERCE", "happened")),
        ("By noon Emil Vask had been arrested by police.", ("COERCE", "happened")),
        ("Emil Vask telephoned Jane Berg to congratulate her.", ("SUPPORT", "happened")),
        ("The Kremlin wrote to Chile to demand an apology.", ("REQUEST", "happened")),
        ("Emil Vask stopped to thank Jane Berg.", ("SUPPORT", "happened")),
        ("Emil Vask did not call Jane Berg to congratulate her.", ("SUPPORT", "negated")),
        ("Emil Vask has not telephoned Jane Berg to congratulate her.", ("SUPPORT", "negated")),
        ("Peru has yet to send a message of congratulation.", ("SUPPORT", "negated")),
        ("Emil Vask sent Jane Berg a message of congratulation on Thursday.", ("SUPPORT", "happened")),
        ("Emil Vask did not bother to congratulate Jane Berg.", ("SUPPORT", "negated")),
        ("Emil Vask was in no hurry to congratulate Jane Berg.", ("SUPPORT", "negated")),
        ("Emil Vask held off on congratulating Jane Berg.", ("SUPPORT", "negated")),
        ("A report that Emil Vask had met Jane Berg was denied by the Kremlin.", ("CONSULT", "denied")),
    ],
)
def test_what_a_word_implies_is_told(reader: Reader, text: str, act: tuple[str, str]) -> None:
    assert act in told(reader, text)


@pytest.mark.parametrize(
    "text",
    [
        "Norway will wait until Monday to expel the Chadian envoy.",
        "Emil Vask is waiting to congratulate Jane Berg.",
        "The raid could prompt Chad to close its border with Sudan.",
        "Emil Vask is being urged to congratulate Jane Berg.",
        "The rebels marched north to topple the king of Chad.",
        "Emil Vask would have been expelled from Norway.",
        "Jane Berg had been expected to expel two Chadian diplomats.",
        "Did Norway really expel the Chadian envoy? Here is what is known",
    ],
)
def test_what_nothing_says_was_done_is_not_told(reader: Reader, text: str) -> None:
    assert not {kind for kind, _ in told(reader, text)} & {"SUPPORT", "ASSAULT", "SANCTION"}


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Emil Vask waited until Thursday to congratulate Jane Berg.", "2020-04-30"),
        ("Emil Vask hastened on Sunday to congratulate Jane Berg.", "2020-05-03"),
        ("Emil Vask telephoned Jane Berg on Sunday to congratulate her.", "2020-05-03"),
    ],
)
def test_it_was_done_on_the_day_of_the_word_above_it(reader: Reader, text: str, edtf: str) -> None:
    article = Article(title="", text=text + REST, published_at=MONDAY)
    found = reader.extract(Reading(article_id="a", revision=1, attempt=1, article=article, received_at=MONDAY))
    assert [event.date and event.date.edtf for event in found.events if event.type == "SUPPORT"] == [edtf]


@pytest.mark.parametrize(
    ("text", "hurt"),
    [
        ("Two soldiers were killed and three wounded in the attack in Mali.", "three"),
        ("Emil Vask was arrested and two aides detained.", "aides"),
    ],
)
def test_a_second_passive_without_its_verb_is_done_to_those_before_it(reader: Reader, text: str, hurt: str) -> None:
    article = Article(title="", text=text + REST, published_at=MONDAY)
    found = reader.extract(Reading(article_id="a", revision=1, attempt=1, article=article, received_at=MONDAY))
    assert hurt in {party.name for event in found.events for party in event.recipients}
