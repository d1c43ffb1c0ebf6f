"""The data files of ontology and lexicon, and what is said of mistakes in a user's."""

from pathlib import Path

import pytest
from dateline_nlp.datafile import DataFileError
from dateline_nlp.lexicon.load import load_lexicon
from dateline_nlp.ontology.load import load_ontology

PLOVER = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]
OURS = ["elect", "appoint", "die", "disaster", "accident", "crime", "business", "health", "science", "sport"]


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_ontology_holds_plover_and_our_types() -> None:
    ontology = load_ontology()
    assert list(ontology.types) == PLOVER + OURS
    assert len(ontology.contexts) == 37
    assert all(ontology.types[name].quad for name in PLOVER)


def test_every_type_has_frames() -> None:
    ontology = load_ontology()
    assert {frame.type for frame in load_lexicon(ontology).frames.values()} == set(ontology.types)


def test_lexicon_has_many_trigger_lemmas() -> None:
    assert len(load_lexicon(load_ontology()).lemmas) >= 1500


def test_modes_by_content_are_modes_of_the_type() -> None:
    for found in load_ontology().types.values():
        assert set(found.content_modes.values()) <= {mode.name for mode in found.modes}


def test_user_file_adds_a_type_and_a_frame(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "types:\n  - {name: weather, definition: A forecast., yes: [The office forecast rain.], no: [It rained.], tone: neutral}\n"
        'frames:\n  - {id: forecast, type: weather, verbs: [forecast], example: "The office forecast rain."}\n',
    )
    ontology = load_ontology(path)
    assert "weather" in ontology.types
    assert load_lexicon(ontology, path).by_verb["forecast"][0].id == "forecast"


def test_unknown_type_is_named_with_file_and_line(tmp_path: Path) -> None:
    path = written(tmp_path, '# mine\nframes:\n  - {id: forecast, type: WEATHER, verbs: [forecast], example: "The office forecast rain."}\n')
    with pytest.raises(DataFileError, match=r"mine\.yaml:3: the ontology has no type 'WEATHER'"):
        load_lexicon(load_ontology(path), path)


def test_unknown_mode_is_named_with_file_and_line(tmp_path: Path) -> None:
    path = written(tmp_path, 'frames:\n  - {id: x-ray, type: AID, mode: phone, verbs: [scan], example: "The nurse scanned the bag."}\n')
    with pytest.raises(DataFileError, match=r"mine\.yaml:2: AID has no mode 'phone'"):
        load_lexicon(load_ontology(path), path)


def test_misspelt_field_is_named_with_file_and_line(tmp_path: Path) -> None:
    path = written(tmp_path, 'frames:\n\n  - {id: scan, type: AID, verb: [scan], example: "The nurse scanned the bag."}\n')
    with pytest.raises(DataFileError, match=r"mine\.yaml:3:"):
        load_lexicon(load_ontology(path), path)


def test_unknown_class_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, 'frames:\n  - {id: scan, type: AID, verbs: [scan], object: [$luggage], example: "The nurse scanned the bag."}\n')
    with pytest.raises(DataFileError, match=r"mine\.yaml:2: there is no class \$luggage"):
        load_lexicon(load_ontology(path), path)


def test_broken_yaml_is_named_with_file_and_line(tmp_path: Path) -> None:
    path = written(tmp_path, "frames:\n  - {id: scan, type: AID\n")
    with pytest.raises(DataFileError, match=r"mine\.yaml:\d+:"):
        load_ontology(path)


def test_a_key_given_twice_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path, "frames: []\nframes: []\n")
    with pytest.raises(DataFileError, match="given twice"):
        load_ontology(path)
