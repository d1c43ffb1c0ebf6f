"""Contexts of acts: words and phrases of the clause, what a phrase takes from a word, parties, kinds of acts, the article's topic."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from dateline_nlp.datafile import DataFileError
from dateline_nlp.lexicon.load import load_lexicon
from dateline_nlp.ontology.load import load_ontology
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

NOW = datetime(2026, 6, 3, tzinfo=UTC)


def contexts(reader: Reader, text: str) -> list[set[str]]:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text), received_at=NOW)
    return [{c.name for c in event.contexts} for event in reader.extract(reading).events]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police in Harare fired tear gas at students.", "repression"),
        ("The Senate approved the bill on Tuesday.", "legislative"),
        ("Ghana accused the firm of dumping toxic waste in a river.", "environment"),
        ("A judge in Quito sentenced the banker to nine years in prison.", "legal"),
        ("Thousands of nurses protested in Lagos over the cholera outbreak.", "health"),
        ("Malaysia deported 40 asylum seekers on Sunday.", "asylum"),
        ("Peru condemned the cyber-attack on its ministry.", "cyber"),
        ("The archbishop criticised the attack on a mosque.", "religion_ethnicity"),
        ("Kenya arrested three men over a ton of heroin.", "illegal_drugs"),
        ("Women's rights groups protested in Warsaw.", "gender"),
        ("Hungary urged Serbia to free the pilots.", "diplomatic"),
    ],
)
def test_words_of_the_clause_speak_for_a_context(reader: Reader, text: str, expected: str) -> None:
    assert any(expected in found for found in contexts(reader, text))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The Salvation Army gave food to the villagers.", "military"),
        ("The minister criticised the press conference.", "rights_freedoms"),
        ("Spain praised the champions of the tennis court.", "legal"),
        ("The governor won by a landslide.", "disasters"),
        ("The premier praised the gold medallist.", "natural_resource"),
    ],
)
def test_a_phrase_takes_its_words_from_the_context(reader: Reader, text: str, wrong: str) -> None:
    assert all(wrong not in found for found in contexts(reader, text))


def test_the_articles_topic_stands_where_the_clause_says_nothing(reader: Reader) -> None:
    text = "An earthquake struck northern Chile on Monday. The quake injured 40 people. Firefighters pulled survivors from the rubble. Brazil praised Chile."
    assert "disasters" in contexts(reader, text)[-1]


def test_every_cue_has_its_words(reader: Reader) -> None:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text="The army shelled the village with artillery."), received_at=NOW)
    context = reader.extract(reading).events[0].contexts[0]
    assert {span.exact for cue in context.cues for span in cue.spans} >= {"army", "artillery"}


def test_a_users_file_adds_a_cue(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("contexts:\n  - {name: technology, sure: [zeppelin drive]}\n", encoding="utf-8")
    lexicon = load_lexicon(load_ontology(path), path)
    assert [phrase.words for phrase in lexicon.contexts.phrases["zeppelin"]] == [("zeppelin", "drive")]
    assert "chatbot" in lexicon.contexts.by_name["technology"].sure


def test_an_unknown_context_is_named_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("contexts:\n  - {name: weather, sure: [drizzle]}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"mine\.yaml:2: the ontology has no context 'weather'"):
        load_lexicon(load_ontology(path), path)


def test_an_unknown_act_of_a_context_is_named_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("contexts:\n  - {name: crime, acts: [ASSAULT/tickle]}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"mine\.yaml:2: there is no type, mode or family 'ASSAULT/tickle'"):
        load_lexicon(load_ontology(path), path)
