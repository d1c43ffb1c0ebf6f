"""Where and when the acts of an article are set, also by what the article says elsewhere."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention

WEDNESDAY = datetime(2023, 6, 7, 18, tzinfo=UTC)


def told(reader: Reader, text: str, words: str, *, title: str = "") -> EventMention:
    """The one mention whose trigger's words hold some words."""
    article = Article(text=text, title=title, published_at=WEDNESDAY)
    read = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=WEDNESDAY))
    found = [e for e in read.events if words in e.evidence[0].exact]
    assert found, [e.evidence[0].exact for e in read.events]
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Rioters burned cars in Nantes on Monday. Police arrested 20 people.", "arrested", "Nantes"),
        ("A bomb exploded in Basra on Monday.\n\nDoctors spoke of a bad day.\n\nGunmen killed two guards.", "killed", "Basra"),
        ("Rioters burned cars in Nantes on Monday.\n\nPolice in Lyon arrested 20 people.", "arrested", "Lyon"),
    ],
)
def test_a_bodily_act_takes_place_on_the_scene(reader: Reader, text: str, words: str, name: str) -> None:
    place = told(reader, text, words).place
    assert place is not None
    assert place.name == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rioters burned cars in Nantes on Monday.\n\nFrance condemned Mali.", "condemned"),
        ("Rioters burned cars in Nantes on Monday.\n\nIn 2011 police shot a student.", "shot"),
    ],
)
def test_other_acts_are_not_on_the_scene(reader: Reader, text: str, words: str) -> None:
    assert told(reader, text, words).place is None


@pytest.mark.parametrize(
    ("text", "words", "background"),
    [
        ("France condemned Mali. Mali had expelled two diplomats.", "expelled", True),
        ("France condemned Mali. A general said that Mali had expelled two diplomats.", "expelled", False),
        ("France condemned Mali. Mali expelled two diplomats last year.", "expelled", True),
        ("France condemned Mali. Mali, which expelled two diplomats on Monday, was silent.", "expelled", False),
        ("France condemned Mali. Mali has detained two diplomats since 2020.", "detained", True),
    ],
)
def test_what_is_told_as_context_is_background(reader: Reader, text: str, words: str, background: bool) -> None:
    assert told(reader, text, words).background == background


@pytest.mark.parametrize(
    ("text", "words", "edtf", "basis"),
    [
        ("France and Mali spoke. Macron thanked Mali's leader during a phone call on May 30.", "thanked", "2023-05-30", "stated"),
        ("France and Mali held talks in Bamako on May 30. Macron thanked Mali during the talks.", "thanked", "2023-05-30", "anchored"),
        ("Opening words. Police arrested a general on May 30, two days after rebels attacked a convoy.", "attacked", "2023-05-28", "anchored"),
        ("Opening words. Rebels attacked a convoy on May 30. Police arrested a general a week after the attack.", "arrested", "2023-06-06~", "anchored"),
        ("Opening words. Rebels attacked a convoy on May 30 after police arrested a general.", "arrested", "../2023-05-30", "anchored"),
        ("Opening words. Rebels bombed a camp on Sunday, hours before the talks opened between Mali and France.", "talks", "2023-06-04", "anchored"),
        ("Opening words. Donors meeting in Oslo on Monday pledged $300m.", "meeting", "2023-06-05", "relative"),
        ("Opening words. A court on Monday ordered two activists held for 60 days.", "ordered", "2023-06-05", "relative"),
        ("Peru jailed Jane Berg in 2019. A court freed her in July of that year.", "freed", "2019-07", "anchored"),
        ("Opening words. A judge convicted Kevin Maes of arson in 2014.", "convicted", "2014", "stated"),
        ("Opening words. Kenya refused to meet the rebels in May.", "refused", "2023-05", "relative"),
        ("Opening words. Police shot two men last night.", "shot", "2023-06-06", "relative"),
        ("Opening words. Five men have died since the war began on May 30.", "died", "2023-05-30/..", "stated"),
        ("Opening words. The 2016 election divided Kenya. During the campaign Odinga insulted Kenyatta.", "insulted", "2016", "anchored"),
        ("World leaders rushed to congratulate Odinga on his election victory.", "victory", "2023-05-31/2023-06-07", "publication"),
        ("Opening words. Four migrants died on May 30 when their boat hit a rock.", "hit", "2023-05-30", "stated"),
        ("Opening words. Macron flew on May 30 to Bamako, where he met Mali's president.", "met", "2023-05-30", "stated"),
        ("Opening words. Kenya had threatened to expel the envoy earlier this month.", "threatened", "2023-06/2023-06-07", "relative"),
        ("Opening words. Farmers protested outside the ministry on Monday.", "protested", "2023-06-05", "relative"),
        ("Opening words. Kevin Maes appeared before a magistrate in Nairobi on Monday and was remanded.", "remanded", "2023-06-05", "relative"),
        ("Opening words. Kenya threatened Mali with sanctions on Monday.", "threatened", "2023-06-05", "relative"),
        ("Opening words. Farmers cancelled a march planned for next Saturday.", "march", "2023-06-10", "relative"),
        ("Opening words. Farmers are planning to join the protest at the weekend.", "join", "2023-06-10/2023-06-11", "relative"),
    ],
)
def test_an_act_is_dated_by_what_it_is_told_with(reader: Reader, text: str, words: str, edtf: str, basis: str) -> None:
    date = told(reader, text, words).date
    assert date is not None
    assert (date.edtf, date.basis) == (edtf, basis)


@pytest.mark.parametrize(
    "text",
    [
        "Kenyan prosecutors allege that a trader bribed two ministers.",
        '"We did not bomb the hospital," said General Omar Keita.',
        "Opening words. The army denied any part in the attack on May 30.",
    ],
)
def test_what_is_only_alleged_or_denied_is_not_as_fresh_as_its_telling(reader: Reader, text: str) -> None:
    article = Article(text=text, published_at=WEDNESDAY)
    read = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=WEDNESDAY))
    assert [e.date for e in read.events if e.status in ("alleged", "denied") and e.date is not None and e.date.basis == "publication"] == []


@pytest.mark.parametrize(
    ("text", "words", "date", "said_on"),
    [
        ("Opening words. Norway promised on Monday to send food in July.", "promised", "2023-07", "2023-06-05"),
        ("Opening words. Norway pledged $300m on Monday.", "pledged", None, "2023-06-05"),
        ("Opening words. The minister was due to see opposition leaders on Friday.", "was", "2023-06-09", None),
        ("Opening words. The army said on Monday that rebels had killed ten men on May 30.", "killed", "2023-05-30", "2023-06-05"),
    ],
)
def test_the_time_of_the_utterance_is_apart_from_that_of_the_act(reader: Reader, text: str, words: str, date: str | None, said_on: str | None) -> None:
    found = told(reader, text, words)
    assert (found.date and found.date.edtf, found.said_on and found.said_on.edtf) == (date, said_on)


def test_congratulation_on_a_victory_comes_after_it(reader: Reader) -> None:
    text = "Ruto won the election on May 30. Macron congratulated Ruto on his victory."
    won, thanked = told(reader, text, "won"), told(reader, text, "congratulated")
    assert thanked.part_of is None
    assert thanked.date is not None
    assert thanked.date.anchor == won.key
    assert thanked.date.edtf == "2023-05-30/.."


def test_what_did_not_happen_has_no_time_by_what_came_before(reader: Reader) -> None:
    text = "Opening words. Ruto won the election in 2016. Macron has no plans to congratulate Ruto on his victory."
    assert told(reader, text, "congratulate").date is None


def test_an_act_inside_another_is_part_of_it_and_shares_its_place(reader: Reader) -> None:
    text = "France and Mali held talks in Bamako on May 30. Macron thanked Mali during the talks."
    whole, part = told(reader, text, "talks"), told(reader, text, "thanked")
    assert (part.part_of, part.place) == (whole.key, part.place)
    assert part.place is not None
    assert part.place.name == "Bamako"
    assert part.date is not None
    assert part.date.anchor == whole.key


@pytest.mark.parametrize(
    ("title", "text", "actors", "recipients"),
    [
        ("Gunman kills a farmer in Kenya", "Kevin Maes killed a farmer on Tuesday.", ["Kevin Maes"], ["farmer"]),
        ("Opposition expels two lawmakers", "The Green Party expelled two lawmakers on Tuesday.", ["Greens"], ["lawmakers"]),
    ],
)
def test_the_body_names_whom_the_headline_describes(reader: Reader, title: str, text: str, actors: list[str], recipients: list[str]) -> None:
    article = Article(text=text, title=title, published_at=WEDNESDAY)
    (found,) = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=WEDNESDAY)).events
    assert found.headline
    assert ([p.name for p in found.actors], [p.name for p in found.recipients]) == (actors, recipients)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Kenya expels two diplomats", "Uganda expelled two diplomats on Tuesday."),
        ("Kenyan police arrest a man", "Ugandan police arrested a man on Tuesday."),
        ("Man arrested in Nairobi", "Police arrested two brothers in 2019."),
    ],
)
def test_what_others_did_or_at_another_time_is_another_act(reader: Reader, title: str, text: str) -> None:
    article = Article(text=text, title=title, published_at=WEDNESDAY)
    assert len(reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=WEDNESDAY)).events) == 2


def test_a_noun_that_refers_back_is_no_further_act(reader: Reader) -> None:
    text = "Rebels attacked a convoy near Basra on Monday. The army blamed Iran. The attack was the third in a week."
    article = Article(text=text, published_at=WEDNESDAY)
    read = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=WEDNESDAY))
    assert [e.type for e in read.events].count("ASSAULT") == 1


@pytest.mark.parametrize(
    ("text", "words", "edtf"),
    [
        ("Jane Berg will meet the king on Wednesday.", "meet", "2023-06-07"),
        ("Emil Vask was arrested in May 2021 and freed a year later.", "freed", "2022-05"),
        ("Emil Vask was arrested on May 30 and freed two days later.", "freed", "2023-06-01"),
        ("Emil Vask was jailed for six years last October.", "jailed", "2022-10"),
        ("Emil Vask was sentenced to four years in prison last October for fraud.", "sentenced", "2022-10"),
        ("Peru had threatened on Tuesday to expel two diplomats of Chile.", "threatened", "2023-06-06"),
        ("The terms of the pact were agreed by Peru and Chile on 26 May.", "agreed", "2023-05-26"),
        ("Dockers in Peru called a strike from June 20 against the port.", "strike", "2023-06-20"),
        ("Peru freed the boat on Wednesday, a week after Chile arrested two fishermen.", "arrested", "2023-05-31~"),
        ("Peru freed Jane Berg on Monday, eight days after her arrest.", "arrest", "2023-05-28"),
        ("A drone struck Lima on Monday. Jane Berg will visit Chile on Friday. On the same day Peru arrested two men.", "arrested", "2023-06-05"),
        ("A drone struck Lima on Monday. A bomb killed two guards in Cusco that night.", "killed", "2023-06-05"),
        ("A drone struck Lima on Monday. Hours later gunmen killed two guards in Cusco.", "killed", "2023-06-05"),
        ("Jane Berg met the king on June 1. Berg resigned the following Monday.", "resigned", "2023-06-05"),
        ("Another strike on Sunday killed three people at a hostel in Lima.", "killed", "2023-06-04"),
        ("Jane Berg won Sunday's presidential runoff in Peru, the commission said.", "won", "2023-06-04"),
        ("Peru and Chile signed a pact on guarding cables in Lima on Monday.", "signed", "2023-06-05"),
        ("The king asked Jane Berg to form a government two weeks ago.", "asked", "2023-05-24~"),
        (
            "Peru telephoned its counterpart, Prime Minister Delroy Usher, on Tuesday evening; the two failed to agree on its return.",
            "telephoned",
            "2023-06-06",
        ),
        ("Jane Berg has agreed to meet her rival this Friday in Lima.", "agreed", "2023-06-09"),
        ("Chile promised a ship with food, which is to reach Lima on Saturday.", "promised", "2023-06-10"),
        ("A visit by Jane Berg to Chile that was planned for July 2 will not take place.", "visit", "2023-07-02"),
        ("A drone struck Lima on Monday. The attack came two days after Peru and Chile agreed to swap prisoners.", "agreed", "2023-06-03"),
        ("The spokesman of Peru said on Monday that Peru would expel two diplomats of Chile.", "expel", "2023-06-05"),
        ("A bomb exploded in Lima on Monday. President Jane Berg flew to Cusco in the evening.", "flew", "2023-06-05"),
        ("One of the engineers abducted at Cusco last month was released on Monday.", "released", "2023-06-05"),
        ("One of the engineers abducted at Cusco last month was released on Monday.", "abducted", "2023-05"),
        ("Hundreds of widows gathered outside the court to demand an inquiry on Monday.", "gathered", "2023-06-05"),
        ("Jane Berg, the premier of Peru, resigned in April.", "resigned", "2023-04"),
        ("Peru said that Jane Berg was to visit Chile in August.", "visit", "2023-08"),
        ("On Tuesday Peru recalled its envoy from Chile.", "recalled", "2023-06-06"),
        ("On 3 May Peru, which had feuded with Chile, recalled its envoy.", "recalled", "2023-05-03"),
        ("A general said that in March Chile expelled two diplomats.", "expelled", "2023-03"),
        ("A court in the Irish capital on Tuesday jailed two bankers for fraud in 2011.", "jailed", "2023-06-06"),
        ("A court in the Irish capital on Tuesday jailed two men for the killing of a banker in 2011.", "killing", "2011"),
        ("Nurses will begin vaccinating pupils on Friday, the minister said.", "vaccinating", "2023-06-09"),
    ],
)
def test_an_act_has_the_day_of_the_words_that_belong_to_it(reader: Reader, text: str, words: str, edtf: str) -> None:
    date = told(reader, f"The weather was fine.\n\n{text}", words).date
    assert date is not None
    assert date.edtf == edtf


def test_a_repeated_day_is_as_sure_as_the_first(reader: Reader) -> None:
    text = "A drone struck Lima on Monday. On the same day Peru arrested two men. Two days later Peru expelled a diplomat of Chile."
    same, counted = told(reader, text, "arrested").date, told(reader, text, "expelled").date
    assert same is not None
    assert counted is not None
    assert (same.basis, counted.basis) == ("relative", "anchored")


@pytest.mark.parametrize(
    ("text", "words", "edtf"),
    [
        ("A ferry capsized off Mombasa on Tuesday. Twelve people drowned.", "drowned", "2023-06-06"),
        ("A ferry capsized off Mombasa on Tuesday.\n\nTwelve people drowned.", "drowned", "2023-06-06"),
        ("A ferry capsized off Mombasa on Tuesday. Police arrested the captain.", "arrested", "2023-06-06/2023-06-07"),
        ("A ferry capsized off Mombasa on May 16. Twelve people drowned.", "drowned", "2023-05-16"),
        ("Opening words. Norway expelled two envoys on May 30. It accused them of spying.", "accused", "2023-05-30"),
        ("Opening words. A jury in Nairobi jailed Kevin Maes on Monday, and the judge fined his brother.", "fined", "2023-06-05"),
        ("Opening words. Farmers blocked a road on May 30. Police arrested 20 people.", "arrested", "2023-05-30"),
        ("Kenya and Mali met on Tuesday. The two states signed a pact under which Mali, which has bought no gas since 2021, buys gas.", "signed", "2023-06-06"),
        ("Norway expelled two envoys on Tuesday.\n\nKenya met Mali on Monday.\n\nNorway fined a firm.", "fined", "2023-06-06/2023-06-07"),
        ("Opening words. Gunmen attacked a convoy on May 30.\n\nThe driver was shot by the gunmen.", "shot", "2023-05-30"),
    ],
)
def test_an_act_told_on_from_another_shares_its_day(reader: Reader, text: str, words: str, edtf: str) -> None:
    date = told(reader, text, words).date
    assert date is not None
    assert (date.edtf, date.basis, date.rule) == (edtf, "anchored", "time.told_on")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Opening words. Police arrested Kevin Maes on May 16. A court fined the club.", "fined"),  # on that day or any later one
        ("Gunmen attacked a convoy in Mali on Tuesday. Rebels have killed ten men.", "killed"),  # no telling on
        ("Gunmen attacked a convoy in Mali on Tuesday. Rebels had killed ten men.", "killed"),  # a flashback
        ("Gunmen attacked a convoy in Mali on Tuesday. Rebels often killed drivers.", "killed"),
        ("Opening words. A court jailed Kevin Maes on Monday. He stole a car.", "stole"),  # what he was jailed for
        ("Norway expelled two envoys on Tuesday.\n\nKenya met Mali on Monday.\n\nChad fined a firm.", "fined"),
        ("Opening words. The firm lost money last year and fired 300 workers in the spring.", "fired"),
        ("Opening words. France fined a firm on May 16.\n\nMali expelled two envoys.", "expelled"),  # another matter
    ],
)
def test_what_is_not_told_on_has_no_day(reader: Reader, text: str, words: str) -> None:
    assert told(reader, text, words).date is None


def test_a_telling_that_comes_back_to_a_day_counts_from_it(reader: Reader) -> None:
    text = "Gunmen attacked a convoy in Mali on Monday. The village was quiet. Nobody slept. It rained. Two guards were shot hours later."
    date = told(reader, text, "shot").date
    assert date is not None
    assert date.edtf == "2023-06-05"


def test_two_acts_told_on_from_different_days_stay_apart(reader: Reader) -> None:
    text = "Farmers blocked a road on May 30. Police arrested 20 people. On June 5 farmers blocked a bridge. Police arrested 20 people."
    article = Article(text=text, published_at=WEDNESDAY)
    read = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=WEDNESDAY))
    assert [e.date.edtf for e in read.events if e.type == "COERCE" and e.date] == ["2023-05-30", "2023-06-05"]


def test_a_day_told_on_names_the_act_that_it_counts_from_though_others_were_joined_before_it(reader: Reader) -> None:
    text = (
        "Peru expelled two Chilean envoys on Sunday. Peru expelled the two Chilean envoys over a row. Few people were about.\n\n"
        "A ferry capsized off Molde on Tuesday. Twelve people drowned."
    )
    found = reader.extract(Reading(article_id="a", revision=1, attempt=1, article=Article(text=text, published_at=WEDNESDAY), received_at=WEDNESDAY))
    drowned = next(event for event in found.events if event.type == "die")
    assert drowned.date is not None
    assert [event.type for event in found.events if event.key == drowned.date.anchor] == ["accident"]


@pytest.mark.parametrize(
    ("text", "words", "actors", "status", "day"),
    [
        ("Chad Foods said on Thursday it would cut 300 jobs and shut a plant in Abeche.", "cut 300 jobs", ["Chad Foods"], "planned", None),
        ("Chad Foods said on Thursday it would cut 300 jobs and shut a plant in Abeche.", "shut a plant", ["Chad Foods"], "planned", None),
        ("Chad Foods said Thursday the firm had cut 300 jobs.", "cut 300 jobs", ["Chad Foods"], "happened", None),
        ("The army said on Monday rebels attacked a village on Sunday.", "attacked", ["rebels"], "happened", "2023-06-04"),
        ("The army said that on Sunday rebels attacked a village.", "attacked", ["rebels"], "happened", "2023-06-04"),
    ],
)
def test_the_day_of_the_saying_is_not_that_of_the_act(reader: Reader, text: str, words: str, actors: list[str], status: str, day: str | None) -> None:
    act = told(reader, text, words)
    assert ([party.name for party in act.actors], act.status) == (actors, status)
    assert (act.date.edtf if act.date and act.date.basis != "publication" else None) == day


def test_the_day_of_a_raid_is_the_raid_s_own_whatever_came_after_it(reader: Reader) -> None:
    date = told(reader, "The firm's chief stepped down days after Monday's raid on the firm by Danish police.", "raid").date
    assert date is not None
    assert date.edtf == "2023-06-05"


@pytest.mark.parametrize(
    ("text", "words", "edtf"),
    [
        ("Villagers were queueing for water on Tuesday, three days after a strong earthquake hit southern Peru.", "hit", "2023-06-03"),
        ("Chile will raise the matter, its minister said on Tuesday, four days after hundreds of miners marched in La Paz.", "marched", "2023-06-02"),
        ("He spoke two days after his party won the election.", "won", "2023-06-04/2023-06-05"),
        ("The mayor spoke on Tuesday, a day before police arrested two men.", "arrested", "2023-06-07"),
    ],
)
def test_an_act_is_dated_by_what_is_told_to_come_days_after_it(reader: Reader, text: str, words: str, edtf: str) -> None:
    date = told(reader, text, words).date
    assert date is not None
    assert date.edtf == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("The Danish brewer, which agreed to buy Nokia on Monday, makes beer.", "2023-06-05"),
        ("Peru and Chile agreed to meet on Friday.", "2023-06-09"),
    ],
)
def test_what_is_done_by_agreeing_is_done_on_the_day_of_the_agreement(reader: Reader, text: str, edtf: str) -> None:
    date = told(reader, text, "agreed").date
    assert date is not None
    assert date.edtf == edtf


def test_a_day_counted_from_the_news_says_nothing_of_what_the_news_denies(reader: Reader) -> None:
    text = "Peru has denied that Ana Rey apologised for the raid, three days after the neighbours agreed to patrol the lake together."
    assert told(reader, text, "apologised").date is None
    date = told(reader, text, "agreed").date
    assert date is not None
    assert date.edtf == "2023-06-03/2023-06-04"
