"""`dateline code`: read one article, or a file of them, without any server."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.extraction import Extraction
from dateline_shared.errors import RejectedError

from dateline.articles import Broken, Draft, Json, drafts, json_lines, to_article
from dateline.commands.session import read_input
from dateline.console import FAILURE, data, explained, talk
from dateline.countdown import Countdown
from dateline.explain import explain_extraction
from dateline.reading import Reads, Unread, in_chunks, open_reader, read_all, to_reading

READ_FIELDS = frozenset(Article.model_fields)  # a line may hold more than we read
BATCH = 64  # lines on their way at once: bounds the memory, keeps the chunks full


@dataclass(frozen=True, slots=True)
class Item:
    """One line to read: its place for messages, its id as given, and the reading."""

    place: str
    id: Any
    reading: Reading


def code(*, name: str | None, given: Json, explain: bool, ontology: Path | None) -> None:
    """Print the extraction of one article as JSON, or for people."""
    with explained():
        article = _one_article(name, given)
        reading = to_reading(article, article_id=article.external_id or "article", received_at=datetime.now(UTC))
        extraction = open_reader(ontology).extract(reading, explain=explain)
        if explain:
            data().print(explain_extraction(extraction, article))
        else:
            typer.echo(extraction.model_dump_json(indent=2))


def code_lines(name: str, *, ontology: Path | None) -> None:
    """Read lines `{id, text, title?, published_at?}` and write one extraction a line, with that id, in order.

    A line that cannot be read is named on standard error and left out; the exit code is then 1.
    """
    console = talk()
    with explained():
        lines = list(json_lines(read_input(name)))
        received_at = datetime.now(UTC)
        reader = open_reader(ontology)
        failures = 0
        with Countdown(console, "reading", total=len(lines)) as countdown:
            for batch in in_chunks(lines, BATCH):
                for place, outcome in read_lines(reader, batch, received_at=received_at):
                    countdown.advance()
                    if isinstance(outcome, str):
                        failures += 1
                        console.print(f"{place}: {outcome}", markup=False, soft_wrap=True)
                    else:
                        sys.stdout.write(json.dumps(outcome, ensure_ascii=False) + "\n")
                sys.stdout.flush()
    if failures:
        console.print(f"{failures} of {len(lines)} lines could not be read")
        raise typer.Exit(FAILURE)


def read_lines(reader: Reads, lines: list[Draft | Broken], *, received_at: datetime) -> Iterator[tuple[str, Json | str]]:
    """For each line in order its place and the extraction with its id, or what is wrong with it."""
    prepared = [_prepare(line, received_at=received_at) for line in lines]
    answers = read_all(reader, [each.reading for each in prepared if isinstance(each, Item)])
    for line, item in zip(lines, prepared, strict=True):
        if isinstance(item, str):
            yield line.place, item
        else:
            answer = next(answers)
            yield line.place, answer.reason if isinstance(answer, Unread) else with_id(item.id, answer)


def with_id(given: Any, extraction: Extraction) -> Json:
    """The extraction as JSON values, led by the id that its line had."""
    return {"id": given, **extraction.model_dump(mode="json")}


def _prepare(line: Draft | Broken, *, received_at: datetime) -> Item | str:
    if isinstance(line, Broken):
        return line.reason
    if "id" not in line.fields or "text" not in line.fields:
        return "has no id or no text"
    given = line.fields["id"]
    known = {name: value for name, value in line.fields.items() if name in READ_FIELDS}
    try:
        return Item(line.place, given, to_reading(to_article(Draft(line.place, known)), article_id=str(given), received_at=received_at))
    except RejectedError as error:
        return str(error).removeprefix(f"{line.place}: ")


def _one_article(name: str | None, given: Json) -> Article:
    """The article of a file, or of the given fields alone."""
    fields = {key: value for key, value in given.items() if value is not None}
    if name is None:
        found: list[Draft | Broken] = [Draft("--text", {})]
    else:
        found = list(drafts(read_input(name), name=name))
        if len(found) != 1:
            raise RejectedError(f"{name} holds {len(found)} articles; `dateline code --jsonl` reads many, one a line.")
    draft = found[0]
    if isinstance(draft, Broken):
        raise RejectedError(f"{draft.place} {draft.reason}")
    return to_article(Draft(draft.place, draft.fields | fields))
