"""Gold over articles: what is not of its form is refused with words that say where and what."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from dateline.evaluate.across.gold import GoldError, load

MENTION = {
    "types": ["CONSULT"],
    "actors": ["Bako"],
    "recipients": [],
    "date": None,
    "status": "happened",
    "said_by": None,
    "evidence": "met",
    "event": "meeting",
}
ARTICLE = {
    "id": "lake-1",
    "source": "lantern.example",
    "published_at": "2025-03-04T09:30:00Z",
    "title": "Talks by the lake",
    "text": "Bako met the envoy.",
    "entities": [{"name": "Bako", "type": "PERSON", "entity": "Idris Bako"}],
    "events": [MENTION],
}
STORY: dict[str, Any] = {
    "story": "lake",
    "half": "open",
    "title": "Talks",
    "articles": [ARTICLE],
    "events": {"meeting": {"summary": "They met.", "status": "happened"}},
}


def write(folder: Path, story: dict[str, Any]) -> Path:
    (folder / "open").mkdir()
    (folder / "open" / "lake.json").write_text(json.dumps(story), encoding="utf-8")
    return folder


def test_halves_are_read_in_the_order_of_publication(tmp_path: Path) -> None:
    later = ARTICLE | {"id": "lake-0", "published_at": "2025-03-05T00:00:00Z", "copy_of": "lake-1"}
    (half,) = load(write(tmp_path, STORY | {"articles": [later, ARTICLE], "never_merge": []}))
    assert (half.name, [article.id for article in half.articles]) == ("open", ["lake-1", "lake-0"])
    assert half.articles[1].copy_of == "lake-1"


def test_entity_listed_under_two_names_is_one_with_aliases(tmp_path: Path) -> None:
    story = copy.deepcopy(STORY)
    story["articles"][0]["entities"].append({"name": "the envoy", "type": "PERSON", "entity": "Idris Bako"})
    (entity,) = load(write(tmp_path, story))[0].articles[0].entities
    assert (entity["name"], entity["aliases"]) == ("Bako", ["the envoy"])


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("half",), "sealed", "as the file is named and lies"),
        (("articles",), {}, "needs a list of articles"),
        (("events",), [], "needs an object of events"),
        (("articles", 0, "text"), "Bako met and met the envoy.", "stand 2 times"),
        (("articles", 0, "text"), "Bako saw the envoy.", "stand 0 times"),
        (("articles", 0, "published_at"), "on Tuesday", "neither a day"),
        (("articles", 0, "copy_of"), "lake-9", "is a copy of 'lake-9'"),
        (("articles", 0, "entities", 0, "type"), "CAT", "an entity needs"),
        (("articles", 0, "events", 0, "event"), "feast", "no story here describes"),
        (("articles", 0, "events", 0, "status"), "over", "is no status"),
        (("events", "meeting", "status"), "over", "needs a status"),
        (("events", "meeting", "part_of"), "feast", "part_of 'feast'"),
        (("never_merge",), [["meeting", "meeting"]], "two different ids"),
        (("never_merge",), [["meeting", "feast"]], "'feast', which must not be merged"),
        (("never_merge_entities",), [["Idris Bako", "Ada Bako", "sister"]], "'Ada Bako', which must not be merged"),
    ],
)
def test_gold_that_is_not_of_its_form_is_refused(tmp_path: Path, path: tuple[str | int, ...], value: Any, words: str) -> None:
    story = copy.deepcopy(STORY)
    inner: Any = story
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(GoldError, match=words):
        load(write(tmp_path, story))


@pytest.mark.parametrize("key", ["id", "text", "events"])
def test_articles_lack_nothing(tmp_path: Path, key: str) -> None:
    article = {name: value for name, value in ARTICLE.items() if name != key}
    with pytest.raises(GoldError, match=f"lacks {key}"):
        load(write(tmp_path, STORY | {"articles": [article]}))


def test_folder_without_stories_is_no_gold(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="it should hold open/ and sealed/"):
        load(tmp_path)
