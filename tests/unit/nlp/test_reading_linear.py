"""Reading costs in proportion to the length of a text, whoever and however much it speaks of."""

from datetime import UTC, datetime
from itertools import islice, product
from random import Random
from time import process_time

from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
COUNTRIES = ("France", "Kenya", "Japan", "Chile", "Norway", "Ghana", "Peru", "Serbia", "Italy", "Egypt")
ACTS = ("expelled two diplomats of", "imposed sanctions on", "held talks with ministers of", "accused the government of", "promised aid to")
SYLLABLES = ("ba", "ke", "lo", "mi", "nu", "ra", "se", "to")


def text_of(paragraphs: int) -> str:
    """Paragraphs of news, each about somebody new, with pronouns, dates, a quotation and its speaker."""
    pick = Random(1)
    told = []
    for parts in islice(product(SYLLABLES, repeat=4), paragraphs):
        one, other = pick.sample(COUNTRIES, 2)
        name = "".join(parts).capitalize() + "nov"
        told.append(
            f"{one} {pick.choice(ACTS)} {other} on {pick.randint(1, 28)} March {pick.randint(2000, 2023)}, officials said. Anna {name}, the foreign minister, "
            f"warned that she would meet Pavel {name}ski two days later. “We arrested {pick.randint(2, 99)} protesters of {name}grad,” he told reporters."
        )
    return "\n\n".join(told)


def seconds(reader: Reader, text: str) -> float:
    began = process_time()
    found = reader.extract(Reading(article_id="a1", revision=1, attempt=1, article=Article(text=text, published_at=NOON), received_at=NOON))
    assert len(found.events) > text.count("\n\n") / 2
    return process_time() - began


def test_four_times_the_text_takes_about_four_times_as_long(reader: Reader) -> None:
    short, long = text_of(75), text_of(300)  # 20 kB and 80 kB
    seconds(reader, long)  # the words are known from here on
    assert min(seconds(reader, long) for _ in range(2)) < 7 * min(seconds(reader, short) for _ in range(3))
