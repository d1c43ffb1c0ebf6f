"""Whatever is posted gives an extraction or a clear refusal."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.extraction import Extraction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
NEWS = "France expelled two Malian diplomats on Tuesday, the ministry said."
PIECES = [NEWS, "He said:", "“", "”", "'", "\n\n", "President Macron", "did not", "(", ")", "<p>", "</b>", "&amp;", "Photo: AFP", "killed 12"]
ODD = {
    "one word": "Paris",
    "a number": "1,234",
    "control characters": "France\x01 expelled\x07 two\x1b[0m diplomats\x7f of Mali\x85 on Tuesday.",
    "marks of direction": f"\u202b{NEWS}\u202c \u2067مالي\u2069",
    "zero width": NEWS.replace(" ", " \u200b\ufeff"),
    "emoji": f"🚨🚨 {NEWS} 😡🇫🇷👨‍👩‍👧",
    "combining marks alone": "\u0301\u0301 \u20dd \u0300",
    "no punctuation": NEWS.lower().replace(",", "").replace(".", ""),
    "a list": "- France expelled two Malian diplomats\n* Mali recalled its ambassador\n1. Police arrested 12 people in Lyon",
    "a table": "Country\tKilled\tInjured\nFrance\t3\t12\n| Kenya | 3 | 4 |\n|---|---|---|",
    "a poem": "The rose that bled upon the hill\nwas killed by frost, and yet, and still\nthe soldier sleeps, the king is dead;",
    "a long word": "a" * 40_000 + " " + NEWS,
    "brackets in brackets": "(" * 2000 + NEWS + ")" * 2000,
    "quotations in quotations": "“‘" * 1000 + NEWS + "’”" * 1000,
    "one long list of names": "France, " * 1500 + "and Mali signed a treaty.",
    "clauses in clauses": "He said that " * 400 + "France expelled Mali.",
    "a chain of owners": "France's " * 800,
    "blank lines": "\n" * 3000 + NEWS,
    "only mark-up": "<div><p></p></div>",
    "dots": "." * 3000,
}


def read(reader: Reader, text: str, title: str = "") -> Extraction:
    article = Article(text=text, title=title, published_at=NOON)
    return reader.extract(Reading(article_id="a1", revision=1, attempt=1, article=article, received_at=NOON), explain=True)


def spans_agree(found: Extraction, text: str) -> bool:
    spans = [s for e in found.events for s in e.evidence] + [s for m in found.entity_mentions for s in m.span] + [s for a in found.set_aside for s in a.span]
    return all(s.exact == text[s.start : s.end] for s in spans if s.part == "text")


@pytest.mark.parametrize("name", sorted(ODD))
def test_odd_texts_give_an_extraction_or_a_refusal(reader: Reader, name: str) -> None:
    found = read(reader, ODD[name], title=ODD[name][:200])
    assert found.outcome == "read" or found.reason
    assert spans_agree(found, ODD[name])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(PIECES),
            st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12),
        ),
        max_size=25,
    ),
    st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40),
)
def test_any_text_gives_an_extraction_or_a_refusal(reader: Reader, pieces: list[str], title: str) -> None:
    text = " ".join(pieces)
    found = read(reader, text, title)
    assert found.outcome == "read" or found.reason
    assert spans_agree(found, text)


@pytest.mark.parametrize("text", ["", " \n\t ", "<div></div>"])
def test_nothing_to_read_is_refused(reader: Reader, text: str) -> None:
    assert read(reader, text).outcome == "rejected"


def acts(found: Extraction) -> list[tuple[str, list[str], list[str]]]:
    return [(e.type, [p.name for p in e.actors], [p.name for p in e.recipients]) for e in found.events]


@pytest.mark.parametrize(
    "text",
    [
        "FRANCE EXPELLED TWO MALIAN DIPLOMATS ON TUESDAY, THE FOREIGN MINISTRY SAID.",
        "<p><b>France</b> expelled two <a href='/mali'>Malian</a> diplomats on Tuesday, the foreign ministry said.</p><script>France();</script>",
        "🚨 France expelled two Malian diplomats on Tuesday 😡",
        "France\u00a0expelled two Malian\u2009diplomats\u200b on Tuesday.",
    ],
)
def test_capitals_markup_and_odd_blanks_are_read_through(reader: Reader, text: str) -> None:
    assert acts(read(reader, text)) == [("SANCTION", ["France"], ["Malian diplomats"])]


def test_names_in_capitals_end_where_the_verb_begins(reader: Reader) -> None:
    found = read(reader, "THE GOVERNMENT FELL. PRESIDENT EMMANUEL MACRON SAID HE WOULD MEET ANGELA MERKEL IN BERLIN ON FRIDAY.")
    assert {"Emmanuel Macron", "Angela Merkel"} <= {e.name for e in found.entities}
