"""A language package is found by its entry point and reads the articles of its language; without one they are refused."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dateline_nlp import languages
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.extraction import Extraction
from dateline_shared.errors import RejectedError

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
GERMAN = "Angela Merkel traf am Dienstag den französischen Präsidenten in Berlin und sprach mit ihm über die Lage in der Ukraine."
FRENCH = "Le ministre des Affaires étrangères a rencontré mardi son homologue à Genève et ils ont convenu de nouvelles discussions."
ENGLISH = "France expelled two Malian diplomats on Tuesday, the foreign ministry said."

PACKAGE = '''
"""German names, and no act yet: a blank pipeline with a list of names stands for a trained one."""

from dataclasses import replace

import spacy
from dateline_nlp.calibration import load
from dateline_nlp.lexicon.load import load_lexicon
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.extraction import Pipeline


def open_reader(models, ontology):
    nlp = spacy.blank("de")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Angela Merkel"}])
    german = replace(models, nlp=nlp, names=("de_list 0.1",))
    pipeline = Pipeline(version="0.1.0", digest="0" * 12, models=german.names)
    return Reader(models=german, ontology=ontology, lexicon=load_lexicon(ontology), calibration=load(), pipeline=pipeline, language="de")
'''


def install(folder: Path, name: str = "dateline_german") -> None:
    """What pip leaves of a package: its module, and the file that names its entry point."""
    (folder / f"{name}.py").write_text(PACKAGE)
    about = folder / f"{name}-0.1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1\n")
    (about / "entry_points.txt").write_text(f"[{languages.GROUP}]\nde = {name}:open_reader\n")


def read(reader: Reader, *texts: str) -> list[Extraction]:
    return reader.extract_many(
        [Reading(article_id=f"a{n}", revision=1, attempt=1, article=Article(text=t, published_at=NOON), received_at=NOON) for n, t in enumerate(texts)]
    )


def test_a_language_without_a_package_is_refused_with_its_name(reader: Reader) -> None:
    (found,) = read(reader, GERMAN)
    assert (found.outcome, found.language.code) == ("unsupported_language", "de")
    assert found.reason == "The text is in the language 'de'; only English is read."


def test_a_package_reads_the_articles_of_its_language(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    both = replace(reader, others=languages.installed(reader.models, reader.ontology))
    german, english, french = read(both, GERMAN, ENGLISH, FRENCH)
    assert (german.article_id, german.outcome, german.pipeline.models) == ("a0", "read", ("de_list 0.1",))
    assert "Angela Merkel" in {e.name for e in german.entities}
    assert (english.article_id, english.outcome, [e.type for e in english.events]) == ("a1", "read", ["SANCTION"])
    assert (french.outcome, french.reason) == ("unsupported_language", "The text is in the language 'fr'; only de, en are read.")
    sys.modules.pop("dateline_german")


def test_two_packages_of_one_language_are_refused(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "dateline_german_one")
    install(tmp_path, "dateline_german_two")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(RejectedError, match="two packages read the language 'de'"):
        languages.installed(reader.models, reader.ontology)


SHORT = ["Merkel resigns", "Gbagbo, Ouattara meet in Yamoussoukro", "Djokovic d Nadal 6-4 6-3", "Sinn Féin wins Fermanagh", "Kuala Lumpur: 3 dead"]


@pytest.mark.parametrize("text", SHORT)
def test_short_english_is_not_taken_for_another_language(reader: Reader, text: str) -> None:
    assert read(reader, text)[0].outcome == "read"


def test_english_news_with_a_quotation_in_another_language_is_read(reader: Reader) -> None:
    text = f"{ENGLISH} “C'est une décision injustifiable,” the ambassador told reporters in Bamako before he left for Paris on Wednesday evening."
    assert read(reader, text)[0].outcome == "read"
