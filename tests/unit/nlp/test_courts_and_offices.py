"""What courts, police and parliaments do, in the words that their reporters use, and look-alikes that tell of nothing."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

PUBLISHED = datetime(2024, 5, 14, 10, tzinfo=UTC)


def told(reader: Reader, text: str) -> set[str]:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    return {f"{e.type}/{e.mode}" if e.mode else e.type for e in reader.extract(reading).events}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The editor was held for 36 hours at the airport.", "COERCE/arrest"),
        ("A 34-year-old man is being held on suspicion of arson.", "COERCE/arrest"),
        ("The general was thrown in jail in May.", "COERCE/arrest"),
        ("The ousted president is being held at his residence.", "COERCE/arrest"),
        ("Two nurses were seized on the road to Goma on Monday.", "ASSAULT/abduct"),
        ("A judge blocked the extradition of the banker.", "REJECT"),
        ("The editor had his laptop seized at the airport.", "COERCE/seize"),
        ("Jane Berg had her sentence commuted in May.", "CONCEDE"),
        ("Lecturers have stayed away from classes since Monday.", "PROTEST/strike"),
        ("Hundreds of pensioners gathered outside parliament on Monday.", "PROTEST/demo"),
        ("The blogger was dragged from his home by masked agents.", "COERCE/arrest"),
        ("The reporter was bundled onto a flight to Nairobi.", "COERCE/deport"),
        ("Investigators took away hard drives from the mayor's office.", "COERCE/seize"),
        ("The opposition candidate was barred from leaving the country.", "COERCE/restrict"),
        ("The city was placed under an overnight curfew.", "COERCE/curfew"),
        ("The state of emergency was extended by 90 days.", "COERCE/martial-law"),
        ("The regulator revoked the licence of the television channel.", "COERCE/censor"),
        ("The former minister got eight years for taking bribes.", "SANCTION/convict"),
        ("A military tribunal condemned two soldiers to death.", "SANCTION/convict"),
        ("The court halved the sentence of the activist.", "CONCEDE"),
        ("Estonia traded a Russian spy for a businessman.", "RETREAT/release"),
        ("The mayor turned himself in on Tuesday.", "RETREAT"),
        ("The editor walked out of prison on Thursday.", "RETREAT/release"),
        ("A court gave the poet six years in prison.", "SANCTION/convict"),
        ("Norway said it was deeply concerned by the ruling.", "ACCUSE/disapprove"),
        ("The coalition partner withheld its support.", "REJECT"),
        ("Norway refused to sign the pact and expelled two Russian diplomats.", "SANCTION/expel"),
        ("They have been held at Kondengui prison since September.", "COERCE/arrest"),
        ("The judge adjourned the hearing until Thursday.", "REJECT/meet"),
        ("Jordan king dismisses premier after bread price protests", "appoint/dismiss"),
        ("The king tasked Education Minister Rima Haddad with forming a new government.", "appoint"),
        ("Masked youths burned tyres and lobbed stones at gendarmes.", "PROTEST/riot"),
        ("Police chased away supporters of the bishop.", "COERCE/restrict"),
        ("Riot officers charged the crowd with batons.", "ASSAULT/crowd-control"),
        ("Lawmakers voted to remove the speaker.", "appoint/dismiss"),
        ("Her predecessor was forced out over a scandal.", "appoint/dismiss"),
        ("Lawmakers voted through the budget on Tuesday.", "SUPPORT"),
        ("The upper house sent the bill back to the assembly.", "REJECT"),
        ("The president set 14 September as the date for the election.", "AGREE"),
    ],
)
def test_what_courts_police_and_parliaments_do_is_read(reader: Reader, text: str, expected: str) -> None:
    assert expected in told(reader, text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The kidnappers held the nurse for nine days.", "COERCE/arrest"),
        ("Joe Biden was put on a flight to Berlin for treatment.", "COERCE/deport"),
        ("The actor got three years for the film.", "SANCTION/convict"),
        ("The minister cut the sentence from his speech.", "CONCEDE"),
        ("Police charged the students with arson.", "ASSAULT/crowd-control"),
        ("The members voted to remove the old fence.", "appoint/dismiss"),
        ("The champion was forced out of the race by an injury.", "appoint/dismiss"),
        ("The firm submitted a report to the ministry.", "CONCEDE"),
        ("Malaysian ex-minister cleared in port graft case", "COERCE/restrict"),
        ("A court gave the poet six days to leave the jail.", "SANCTION/convict"),
        ("The farmer was worried about the use of water.", "ACCUSE/disapprove"),
        ("Prosecutors charged the general with toppling the government.", "appoint"),
        ("The minister dismissed the ambassador's claim as nonsense.", "appoint/dismiss"),
        ("The museum has held the painting since 1920.", "COERCE/arrest"),
        ("The court threw out a gun possession charge against the senator.", "SANCTION/expel"),
        ("The lorry backed away from the gate.", "CONCEDE"),
        ("The blogger was dragged from his home by masked agents.", "AID"),
    ],
)
def test_what_only_looks_like_it_is_not(reader: Reader, text: str, wrong: str) -> None:
    assert wrong not in told(reader, text)


def test_what_a_group_calls_for_may_be_told_by_an_infinitive(reader: Reader) -> None:
    assert told(reader, "Reporters Without Borders called for the ban to be lifted at once.") == {"REQUEST/yield"}


def test_time_counted_from_a_day_leaves_the_day_alone(reader: Reader) -> None:
    text = "The mayor was arrested on Monday moments after she had left the court."
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    assert [e.date.edtf for e in reader.extract(reading).events if e.type == "COERCE" and e.date] == ["2024-05-13"]
