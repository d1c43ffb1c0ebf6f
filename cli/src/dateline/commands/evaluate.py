"""`dateline evaluate`: measure the reader against hand-made gold, without any server."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import typer
from dateline_shared.contracts.extraction import Extraction
from rich.console import Console
from rich.table import Table

from dateline.articles import Json
from dateline.commands.session import read_input
from dateline.console import data, explained, fail, talk
from dateline.countdown import Countdown
from dateline.demo.show import shipped_articles
from dateline.evaluate.account import from_extraction
from dateline.evaluate.gold import Half, as_posted, load, readings_of
from dateline.evaluate.halves import as_plain, score
from dateline.evaluate.predictions import article_prediction, sentence_prediction
from dateline.evaluate.score import ArticleScore, score_article
from dateline.evaluate.speed import measure
from dateline.evaluate.tables import faults, print_tables
from dateline.installation import ONE_THREAD
from dateline.reading import Unread, open_reader, read_all


def evaluate(
    *,
    gold: Path | None,
    events: Path | None,
    articles: Path | None,
    texts: Path | None,
    scorer: Path | None,
    write: Path | None,
    scorer_options: Sequence[str],
    confidence: float,
    speed: bool,
    misses: bool,
    as_json: bool,
) -> None:
    """Score the demo articles, sentences (`events`), or whole articles (`articles`, `texts`). Gold that is not there is named and left out."""
    console = talk()
    if sum(each is not None for each in (gold, events, articles)) > 1:
        raise typer.BadParameter("--gold, --events and --articles are measured one at a time")
    if articles and not texts:
        raise typer.BadParameter("--articles needs --texts, the folder of its files")
    if speed and (events or articles):
        raise typer.BadParameter("--speed is measured on the articles of --gold, or on the demo's")
    if absent := [str(path) for path in (gold, events, articles, texts, scorer) if path and not path.exists()]:
        console.print(f"not evaluated: {', '.join(absent)} is not there", soft_wrap=True)
        return
    with explained():
        if speed:
            _measure_speed(gold, as_json=as_json)
        elif gold:
            _evaluate_exhaustively(gold, console, confidence=confidence, misses=misses, as_json=as_json)
        elif events:
            records = [json.loads(line) for line in read_input(str(events)).splitlines() if line.strip()]
            read = _read(((each["id"], {"text": each["text"], "published_at": each.get("date")}) for each in records), len(records), console)
            lines = [sentence_prediction(each, extraction, confidence) for each, extraction in read]
            _hand_over(lines, write=write, run=_scored(scorer, events, *scorer_options, as_json=as_json))
        elif articles and texts:
            about = json.loads(read_input(str(articles)))["articles"]
            posted = [(each["file"], each.get("post_as", {}) | {"text": read_input(str(texts / each["file"]))}) for each in about]
            lines = [article_prediction(each, extraction, confidence) for each, extraction in _read(posted, len(posted), console)]
            extra = ("--texts", str(texts), *(["--misses"] if misses else []), *scorer_options)
            _hand_over(lines, write=write, run=_scored(scorer, articles, *extra, as_json=as_json))
        else:
            _evaluate_demo(console, misses=misses, as_json=as_json)


def _evaluate_demo(console: Console, *, misses: bool, as_json: bool) -> None:
    """Our own articles with our own scorer."""
    about = json.loads(files("dateline.demo").joinpath("gold.json").read_text(encoding="utf-8"))["articles"]
    articles = {each["external_id"]: each for each in shipped_articles()}
    extractions = dict(_read([(each["file"], articles[each["file"]]) for each in about], len(about), console))
    scores = [
        score_article(each, from_extraction(extractions[each["file"]]), title=articles[each["file"]]["title"], text=articles[each["file"]]["text"])
        for each in about
    ]
    totals = _totals(scores)
    if as_json:
        typer.echo(json.dumps(totals | {"articles": [_as_json(each) for each in scores]}, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("article", "headline", "right", "found", "events"):
        table.add_column(heading, justify="right" if heading in ("right", "found", "events") else "left")
    for each in scores:
        headline = "" if each.headline is None else "right" if each.headline.right else "wrong" if each.headline.found else "not found"
        table.add_row(each.article, headline, str(each.right), str(each.found), str(len(each.verdicts)))
    table.add_row(
        "all", f"{totals['headlines_right']} of {totals['headlines']}", str(totals["right"]), str(totals["found"]), str(totals["events"]), style="bold"
    )
    data().print(table)
    if misses:
        for score in scores:
            for verdict in score.verdicts:
                if not verdict.right:
                    fault = f"wrong {', '.join(verdict.wrong)}" if verdict.found else "not found"
                    data().print(f"{score.article}  {fault}  {verdict.what}", markup=False, soft_wrap=True)


def _evaluate_exhaustively(folder: Path, console: Console, *, confidence: float, misses: bool, as_json: bool) -> None:
    """Articles and sentences with every mention listed, half by half."""
    found = _halves(folder)
    items = [(name, as_posted(record)) for half in found for name, record in half.records()]
    extractions = dict(_read(items, len(items), console))
    reports = [score(half, extractions, confidence) for half in found]
    if as_json:
        typer.echo(json.dumps({report.half.name: as_plain(report) for report in reports}, ensure_ascii=False))
        return
    print_tables(reports, data())
    if misses:
        for report in reports:
            for line in faults(report):
                data().print(line, markup=False, soft_wrap=True)


def _halves(folder: Path) -> list[Half]:
    try:
        return load(folder)
    except ValueError as error:
        fail(str(error))


def _measure_speed(folder: Path | None, *, as_json: bool) -> None:
    """Words a second on whole articles, next to those of spaCy's stock pipeline."""
    articles = [as_posted(record) for half in _halves(folder) for record in half.articles] if folder else list(shipped_articles())
    if not articles:
        fail(f"{folder} has no articles to measure speed on")
    os.environ.update(ONE_THREAD)  # as workers do; read when the models are loaded
    found = measure(open_reader(), readings_of((f"a{n}", fields) for n, fields in enumerate(articles)))
    if as_json:
        typer.echo(json.dumps(asdict(found)))
        return
    each = f"{len(articles)} articles, {found.words} words, one core, in turns"
    data().print(f"words a second: reader {found.reader:,.0f}, stock spaCy small pipeline {found.stock:,.0f}; ratio {found.ratio:.2f} ({each})", soft_wrap=True)


def _totals(scores: Iterable[ArticleScore]) -> Json:
    scores = list(scores)
    headlines = [each.headline for each in scores if each.headline]
    return {
        "headlines": len(headlines),
        "headlines_right": sum(each.right for each in headlines),
        "events": sum(len(each.verdicts) for each in scores),
        "found": sum(each.found for each in scores),
        "right": sum(each.right for each in scores),
    }


def _as_json(score: ArticleScore) -> Json:
    verdicts = [{"event": each.what, "found": each.found, "wrong": list(each.wrong)} for each in score.verdicts]
    return {"article": score.article, "headline_right": bool(score.headline and score.headline.right), "verdicts": verdicts}


def _read(items: Iterable[tuple[Any, Json]], total: int, console: Console) -> list[tuple[Any, Extraction]]:
    """Read each item's article; one that the reader fails on ends the evaluation, so that no figure hides it."""
    items = list(items)
    readings = readings_of(items)
    found = []
    with Countdown(console, "reading", total=total) as countdown:
        for (given_id, _), answer in zip(items, read_all(open_reader(), readings), strict=True):
            countdown.advance()
            if isinstance(answer, Unread):
                fail(f"{given_id} could not be read: {answer.reason}")
            found.append((given_id, answer))
    return found


def _scored(scorer: Path | None, gold: Path, *extra: str, as_json: bool) -> Callable[[Path], int] | None:
    """A function that runs somebody's scorer on our predictions and returns its exit code."""
    if scorer is None:
        return None

    def run(predictions: Path) -> int:
        return subprocess.run([sys.executable, str(scorer), str(gold), str(predictions), *extra, *(["--json"] if as_json else [])], check=False).returncode

    return run


def _hand_over(lines: list[Json], *, write: Path | None, run: Callable[[Path], int] | None) -> None:
    """Write the predictions where asked, or run the scorer on them, or both; print them when neither is wanted."""
    content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    if write is None and run is None:
        sys.stdout.write(content)
        return
    with tempfile.TemporaryDirectory() as folder:
        target = write or Path(folder) / "predictions.jsonl"
        target.write_text(content, encoding="utf-8")
        if run and (code := run(target)):
            fail(f"the scorer ended with exit code {code}")
