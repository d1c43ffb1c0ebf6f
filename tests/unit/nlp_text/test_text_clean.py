from datetime import UTC, datetime

import pytest
from dateline_nlp.stages.clean import clean
from dateline_nlp.stages.stamp import timestamp
from dateline_nlp.values import Document

NOW = datetime(2020, 5, 6, tzinfo=UTC)
BODY = (
    "The two governments signed a trade agreement in the capital after a week of talks.\n"
    "The president called the agreement a new beginning for both countries.\n"
    "Opposition parties said they would vote against it in parliament.\n"
)


def cleaned(text, title=""):
    document = Document(title, text, None, NOW)
    return document, clean(document)


def lines(document, found, kind):
    return [document.part(line.part)[line.start : line.end] for line in found.lines if line.kind == kind]


def aside(found, kind):
    return [a.span[0].exact for a in found.set_aside if a.kind == kind]


@pytest.mark.parametrize(
    "junk",
    [
        "Sign up for our daily newsletter",
        "Share this article",
        "Comments",
        "Please log in to read more",
        "All rights reserved.",
        "Advertisement",
        "Read more: What the deal means for farmers",
        "If you enjoy our work please support us with a donation.",
        "Enable JavaScript to watch this video",
        "You have reached your limit of free articles.",
        "This content is only for subscribers.",
        "Got a story? Ring our news desk day or night.",
        "Should YOU pay more for water? Vote in our online poll.",
        "Tell us what you make of it in the comments below.",
        "Is YOUR road full of holes? Send your pictures to the picture desk.",
        "For more stories like this one, visit our farming page.",
        "Jane Doe is our farming correspondent. Follow her on Twitter @janedoe.",
        "This story has been updated.",
        "Correction: an earlier version of this article gave the wrong day for the vote.",
        "Loading...",
    ],
)
def test_page_furniture_is_set_aside(junk):
    document, found = cleaned(f"{BODY}{junk}\nThe vote is expected in two weeks, officials said.\n")
    assert junk in aside(found, "boilerplate")
    assert len(lines(document, found, "body")) == 4


def test_a_quotation_that_speaks_to_somebody_stays_in_the_body():
    quote = "“Please follow your heart and sign up for peace,” the bishop told the crowd."
    document, found = cleaned(BODY + quote)
    assert quote in lines(document, found, "body")


def test_nothing_after_the_closing_credit_is_read():
    document, found = cleaned(f"{BODY}Reporting by Jane Doe and John Roe; editing by Max Moe\nOur correspondents cover the region from five cities.")
    assert len(lines(document, found, "body")) == 3
    assert aside(found, "credit") == ["Reporting by Jane Doe and John Roe; editing by Max Moe"]


def test_a_title_repeated_in_the_text_is_the_headline():
    document, found = cleaned(f"Home\nGovernments sign trade agreement\n{BODY}", title="Governments sign trade agreement")
    assert (found.lines[0].part, found.lines[0].kind) == ("text", "headline")
    assert lines(document, found, "headline") == ["Governments sign trade agreement"]
    assert "Governments sign trade agreement" in aside(found, "duplicate")


def test_a_title_that_the_text_does_not_repeat_is_the_headline():
    document, found = cleaned(BODY, title="Governments sign trade agreement")
    assert (found.lines[0].part, found.lines[0].kind) == ("title", "headline")
    assert len(lines(document, found, "body")) == 3


def test_without_a_title_the_first_real_line_is_the_headline():
    document, found = cleaned(f"Latest\n\nGovernments sign trade agreement after long talks\n\n{BODY}")
    assert lines(document, found, "headline") == ["Governments sign trade agreement after long talks"]


def test_a_text_that_begins_with_a_sentence_has_no_headline():
    document, found = cleaned(BODY)
    assert not lines(document, found, "headline")


def test_a_date_line_gives_the_publication_time():
    _, found = cleaned(f"Tuesday 5 May 2020 18:30 BST\n{BODY}")
    assert found.published_at == datetime(2020, 5, 5, 17, 30, tzinfo=UTC)
    assert aside(found, "timestamp") == ["Tuesday 5 May 2020 18:30 BST"]


def test_the_posted_time_is_kept():
    posted = datetime(2020, 5, 6, 8, tzinfo=UTC)
    assert clean(Document("", f"Tuesday 5 May 2020 18:30 GMT\n{BODY}", posted, NOW)).published_at == posted


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("2020-05-05T10:00:00Z", datetime(2020, 5, 5, 10, tzinfo=UTC)),
        ("Published: May 5, 2020 at 3:15 pm EST", datetime(2020, 5, 5, 20, 15, tzinfo=UTC)),
        ("5 May 2020", datetime(2020, 5, 5, tzinfo=UTC)),
        ("31 February 2020", None),
        ("In May 2020 the talks began", None),
    ],
)
def test_date_lines(line, at):
    assert timestamp(line) == at


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("GENEVA -- ", "GENEVA"),
        ("CAIRO (Reuters) - ", "CAIRO"),
        ("KYIV, Ukraine (AP) — ", "KYIV"),
        ("Nairobi (AFP) - ", "Nairobi"),
        ("NEW DELHI, May 5 (Xinhua) -- ", "NEW DELHI"),
    ],
)
def test_the_dateline_is_harvested_and_the_line_is_read(opening, place):
    document, found = cleaned(opening + BODY)
    assert found.dateline is not None
    assert found.dateline.exact == place
    assert lines(document, found, "body")[0].startswith("The two governments")


def test_an_interruption_is_no_dateline():
    _, found = cleaned("The agreement - the first in ten years - was signed in the capital.\n" + BODY)
    assert found.dateline is None


def test_captions_are_read_apart_and_without_their_credit():
    document, found = cleaned(
        f"Image caption The ministers shake hands in Geneva\n{BODY}The hall before the ceremony (Reuters)\nImage copyright Getty Images\n"
    )
    assert lines(document, found, "caption") == ["The ministers shake hands in Geneva", "The hall before the ceremony"]
    assert aside(found, "credit") == ["Image copyright Getty Images"]


def test_a_heading_between_paragraphs_is_not_the_article():
    _, found = cleaned(
        BODY + "Minister denies that the talks were ever in danger\n" + BODY.replace("two", "three").replace("called", "named").replace("said", "say")
    )
    assert aside(found, "related") == ["Minister denies that the talks were ever in danger"]


def test_a_text_without_full_stops_keeps_its_lines():
    document, found = cleaned(
        "The ministers met in Geneva on Tuesday\nThey agreed to hold further talks next month\nThe president welcomed the news on television"
    )
    assert sum(len(lines(document, found, kind)) for kind in ("headline", "body")) == 3


def test_lines_wrapped_at_a_margin_are_one_paragraph():
    wrapped = (
        "The ministers of foreign affairs of both countries met in the\n"
        "city of Geneva on Tuesday and agreed, after more than ten hours\n"
        "of talks, to open their border for trade and for travel before\n"
        "the end of the year.\n"
    )
    document, found = cleaned(wrapped)
    assert lines(document, found, "body") == [wrapped.strip()]


def test_every_line_is_either_read_or_set_aside():
    text = f"Home\n\nGovernments sign trade agreement after talks\nBy Jane Doe\n5 May 2020\n{BODY}Comments\n"
    _, found = cleaned(text)
    covered = [(line.start, line.end) for line in found.lines] + [(a.span[0].start, a.span[0].end) for a in found.set_aside]
    assert "".join(text[a:b] for a, b in sorted(covered)).replace(" ", "") == "".join(text.split("\n")).replace(" ", "")


@pytest.mark.parametrize("text", ["", "\n \n", "Menu", "😀"])
def test_nearly_nothing_is_no_error(text):
    _, found = cleaned(text)
    assert len(found.lines) == bool(text.strip())


PAGE = """Ministers reopen border after talks
Published
3 hours ago
Image caption,
The ministers met in Geneva
By Jane Doe
Example News, Geneva
The ministers of both countries have agreed to open their border.
"We are neighbours again," one of them told reporters.
Media playback is unsupported on your device
What happens next?
The border will open in two weeks, officials said.
More on this story
Farmers welcome the border deal
"""


def test_a_page_of_furniture_gives_its_article():
    document, found = cleaned(PAGE)
    assert lines(document, found, "headline") == ["Ministers reopen border after talks"]
    assert lines(document, found, "caption") == ["The ministers met in Geneva"]
    assert [line.split()[0] for line in lines(document, found, "body")] == ["The", '"We', "The"]


@pytest.mark.parametrize(
    "credit", ["CNN's Jill Roe contributed to this report.", "Source: Example News and agencies", "Additional reporting by Max Moe", "– with AFP"]
)
def test_closing_credits(credit):
    _, found = cleaned(BODY + credit)
    assert aside(found, "credit") == [credit]


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("Mon 10 Oct 2022 16.43 BST", 15),
        ("PUBLISHED: 10 Oct 2022 08:12 GMT | UPDATED: 11 Oct 2022", 8),
        ("Source: Agency| 2022-10-10 10:14:31|Editor: Jane Doe", 10),
    ],
)
def test_stamps_of_many_outlets(line, at):
    _, found = cleaned(f"{line}\n{BODY}")
    assert found.published_at is not None
    assert (found.published_at.day, found.published_at.hour) == (10, at)


def test_news_about_readers_of_newsletters_is_news():
    line = "The company said that two million readers subscribe to its newsletter."
    document, found = cleaned(BODY + line)
    assert line in lines(document, found, "body")


@pytest.mark.parametrize(
    "line",
    [
        "The council put up posters that read “Have your say” and “Tell us what you think”.",
        "The minister asked them to send in their photographs of the flood.",
        "The bank had been told that an earlier version of the report was false.",
        "The story has been denied by the ministry.",
        "Two reporters at the news desk were hurt when the bomb went off.",
        "The company's terms and conditions were changed in May, a court heard.",
        "Support for local journalism was cut by half, the union said.",
    ],
)
def test_news_in_the_words_of_page_furniture_is_news(line):
    document, found = cleaned(f"{BODY}{line}\nThe vote is expected in two weeks, officials said.\n")
    assert line in lines(document, found, "body")
