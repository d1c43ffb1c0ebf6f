"""Set phrases, and verbs of giving and naming, tell who did what to whom."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

PUBLISHED = datetime(2024, 5, 14, 10, tzinfo=UTC)
Told = tuple[str, list[str], list[str]]


def told(reader: Reader, text: str) -> list[Told]:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    return [(e.type, [p.name for p in e.actors], [p.name for p in e.recipients]) for e in reader.extract(reading).events]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The captain was refused bail on Monday.", ("REJECT", [], ["captain"])),
        ("A judge handed the skipper a two-year sentence on Monday.", ("SANCTION", ["judge"], ["skipper"])),
        ("The skipper was given a two-year sentence on Monday.", ("SANCTION", [], ["skipper"])),
        ("The president named Maria Silva prime minister on Monday.", ("appoint", ["president"], ["Maria Silva"])),
        ("The king appointed John Smith finance minister on Monday.", ("appoint", ["king"], ["John Smith"])),
    ],
)
def test_what_is_given_is_told_from_whom_it_is_given_to(reader: Reader, text: str, expected: Told) -> None:
    assert told(reader, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thousands took to the streets of Lima on Monday.", ("PROTEST", ["thousands"], [])),
        ("Hundreds marched through Lima on Monday.", ("PROTEST", ["hundreds"], [])),
        ("Villagers set up roadblocks on Monday.", ("PROTEST", ["Villagers"], [])),
        ("Bus drivers are on strike over pay.", ("PROTEST", ["Bus drivers"], [])),
        ("Nurses began an indefinite strike on Monday.", ("PROTEST", ["Nurses"], [])),
        ("The nurses ended their strike on Monday.", ("RETREAT", ["nurses"], [])),
        ("Hundreds marched through Lima to protest against a new levy.", ("PROTEST", ["hundreds"], [])),
    ],
)
def test_those_who_protest_need_no_name(reader: Reader, text: str, expected: Told) -> None:
    assert told(reader, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "We will not let insults go unpunished.",
        "The guards held back so as not to harm the captives.",
        "Fatigue may have been to blame.",
        "Some 50 officers backed by helicopters searched the woods.",
        "The crew said they would stay aboard until their wages were paid.",
    ],
)
def test_what_sounds_like_an_act_is_none(reader: Reader, text: str) -> None:
    assert not {"RETREAT", "ASSAULT", "ACCUSE", "CONCEDE", "SUPPORT", "AGREE"} & {kind for kind, _, _ in told(reader, text)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Peacekeepers came under attack from militiamen in Goma on Tuesday.", "ASSAULT"),
        ("The minister came under fire from the opposition.", "ACCUSE"),
        ("Militants seized three oil workers on Friday.", "ASSAULT"),
        ("The navy seized three trawlers on Friday.", "COERCE"),
        ("Observers called the election free and fair.", "SUPPORT"),
        ("The premier called an early election.", "AGREE"),
        ("The mayor hit back at the critics.", "ACCUSE"),
        ("The two ministers accused each other of lying.", "ACCUSE"),
        ("Hackers knocked out the computers of the port of Gdynia.", "COERCE"),
        ("A cyber attack paralysed two hospitals in Utrecht.", "COERCE"),
        ("The gendarmes shot back.", "ASSAULT"),
        ("The minister called the strike irresponsible.", "ACCUSE"),
        ("The engineer appealed to the Supreme Court.", "REJECT"),
        ("Firefighters freed two trapped miners.", "AID"),
        ("Oman flew 12 of the wounded to Muscat for treatment.", "AID"),
        ("Four of the defendants were cleared.", "CONCEDE"),
        ("The navy sent two helicopters to carry the injured to Cebu.", "AID"),
        ("The militia said it was behind the blast.", "ASSAULT"),
        ("Coast guard vessels evacuated tourists from a beach.", "AID"),
        ("Police broke up a gang of car thieves in Graz.", "COERCE"),
        ("Officials put 40 passengers in quarantine.", "COERCE"),
        ("Scuffles broke out between stewards and students.", "PROTEST"),
        ("Villagers dug through the mud with shovels to reach survivors.", "AID"),
        ("Norway sent divers to help with the search.", "AID"),
        ("The mayor hit back at the claims.", "REJECT"),
        ("The judge ordered two Iraqi diplomats out of the country.", "SANCTION"),
        ("The finance minister threw in the towel on Monday.", "RETREAT"),
    ],
)
def test_a_set_phrase_is_not_read_word_by_word(reader: Reader, text: str, kind: str) -> None:
    assert [each for each, _, _ in told(reader, text)] == [kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prices have doubled since the closure of the border.", ("COERCE", [], [])),
        ("The acquittal of the captain on Monday angered the widows.", ("CONCEDE", [], ["captain"])),
        ("Exports have halved since the bombing of the pipeline in May.", ("ASSAULT", [], [])),
        ("The reopening of the frontier in May has brought traders back.", ("RETREAT", [], [])),
    ],
)
def test_a_noun_that_looks_back_on_an_act_needs_no_actor(reader: Reader, text: str, expected: Told) -> None:
    assert told(reader, text) == [expected]


@pytest.mark.parametrize(
    "text",
    ["The closure of the border is not an option.", "A reopening of the frontier would help traders."],
)
def test_a_noun_that_looks_back_on_nothing_tells_of_no_act(reader: Reader, text: str) -> None:
    assert told(reader, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The loser refused to accept defeat.",
        "The opposition did not recognise the result.",
        "The opposition rejected the result.",
        "The loser disputed the count.",
    ],
)
def test_a_result_is_rejected_in_many_words(reader: Reader, text: str) -> None:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    assert [(e.type, e.family, e.status) for e in reader.extract(reading).events] == [("REJECT", "reject-result", "happened")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two died in a bus in Lima on Monday.", [("die", ["two"], [])]),
        ("Police in Lima found two boats. Two were seized.", []),
        ("Twelve people are now known to have died.", [("die", ["people"], [])]),
        (
            "The parties agreed on Monday to share power and will sign a pact on Friday.",
            [("AGREE", ["parties"], []), ("AGREE", ["parties"], [])],
        ),
    ],
)
def test_numbers_knowledge_and_second_thoughts_are_read(reader: Reader, text: str, expected: list[Told]) -> None:
    assert told(reader, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The attack killed two soldiers on Monday.", [("ASSAULT", [], ["soldiers"])]),
        ("A landslide buried 20 houses on Monday.", [("disaster", [], [])]),
        ("An earthquake of magnitude 6.8 shook Chile on Monday.", [("disaster", [], ["Chile"])]),
        ("The banker appealed on Monday.", [("REJECT", ["banker"], [])]),
        ("The banker was given six years on Monday.", [("SANCTION", [], ["banker"])]),
        ("The coalition collapsed on Monday.", [("RETREAT", [], [])]),
        ("Four miners were brought to the surface on Monday.", [("AID", [], ["miners"])]),
    ],
)
def test_one_act_is_told_once(reader: Reader, text: str, expected: list[Told]) -> None:
    assert told(reader, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dockers in Lima voted to strike from Friday.", ("THREATEN", ["Dockers"], [])),
        ("Doctors in Lima stopped work on Monday.", ("PROTEST", ["Doctors"], [])),
        ("Doctors in Lima resumed work on Monday.", ("RETREAT", ["Doctors"], [])),
        ("The charity stopped work on Monday.", ("SANCTION", ["charity"], [])),
        ("Uzbekistan banned Russian flour on Monday.", ("SANCTION", ["Uzbekistan"], ["Russia"])),
        ("Uzbekistan banned alcohol on Monday.", ("COERCE", ["Uzbekistan"], [])),
        ("The crossing opened again on Monday.", ("RETREAT", [], [])),
        ("Poland called in the Russian ambassador on Monday.", ("ACCUSE", ["Poland"], ["Russia"])),
    ],
)
def test_strikes_and_trade_are_told_in_many_words(reader: Reader, text: str, expected: Told) -> None:
    assert told(reader, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The boats were shot at on Monday.", ("ASSAULT", [], [])),
        ("The line was blown up by saboteurs on Monday.", ("ASSAULT", ["saboteurs"], [])),
        ("The trawler was allowed to leave on Monday.", ("RETREAT", [], [])),
        ("A judge ordered the skipper to pay a fine on Monday.", ("SANCTION", ["judge"], ["skipper"])),
        ("A judge ordered the skipper to pay his crew on Monday.", ("REQUEST", ["judge"], ["skipper"])),
        ("Norway gave a warm welcome to the truce.", ("SUPPORT", ["Norway"], [])),
    ],
)
def test_what_is_done_to_a_thing_is_read_too(reader: Reader, text: str, expected: Told) -> None:
    assert told(reader, text) == [expected]
