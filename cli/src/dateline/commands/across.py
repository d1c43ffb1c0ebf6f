"""`dateline evaluate --across`: how well linking over articles does."""

import contextlib
import json
from pathlib import Path

import typer
from dateline_nlp.lexicon.load import load_lexicon
from dateline_nlp.ontology.load import load_ontology
from dateline_shared.contracts.extraction import Extraction

from dateline.console import data, explained, fail, talk
from dateline.countdown import Countdown
from dateline.evaluate.across.database import temporary_database
from dateline.evaluate.across.families import FamilyOf, families
from dateline.evaluate.across.gold import GoldError, GoldHalf, load
from dateline.evaluate.across.measure import MODES, Measured, Mode, measure, readings_of
from dateline.evaluate.across.misses import misses as faults
from dateline.evaluate.across.tables import print_tables
from dateline.reading import Unread, open_reader, read_all


def across(folder: Path, *, shuffles: int, anew: bool, gold_mentions: bool, misses: bool, as_json: bool) -> None:
    """Read the stories, record them in order and in other orders of arrival, and compare with the gold."""
    console = talk()
    if not folder.exists():
        console.print(f"not evaluated: {folder} is not there", soft_wrap=True)
        return
    with explained(), contextlib.ExitStack() as stack:
        try:
            halves = load(folder)
        except GoldError as error:
            fail(str(error))
        modes: tuple[Mode, ...] = ("gold_mentions",) if gold_mentions else MODES
        total = sum(len(half.articles) for half in halves) + len(halves) * len(modes) * (1 + shuffles)
        countdown = stack.enter_context(Countdown(console, "reading and linking", total=total))
        read, family_of = _read(halves, countdown)
        engine = stack.enter_context(temporary_database())
        found = [
            measure(
                engine,
                half,
                read[half.name],
                mode=mode,
                family_of=family_of,
                seeds=range(1, shuffles + 1),
                anew=anew,
                advance=countdown.advance,
            )
            for half in halves
            for mode in modes
        ]
    _tell(found, misses=misses, as_json=as_json)


def _read(halves: list[GoldHalf], countdown: Countdown) -> tuple[dict[str, dict[str, Extraction]], FamilyOf]:
    """What the reader finds in each article of each half; one that it fails on ends the evaluation, so that no figure hides it."""
    reader = open_reader()
    found: dict[str, dict[str, Extraction]] = {half.name: {} for half in halves}
    for half in halves:
        for article, answer in zip(half.articles, read_all(reader, readings_of(half)), strict=True):
            countdown.advance()
            if isinstance(answer, Unread):
                fail(f"{article.id} could not be read: {answer.reason}")
            found[half.name][article.id] = answer
    return found, families(load_lexicon(load_ontology()).frames.values())


def _tell(found: list[Measured], *, misses: bool, as_json: bool) -> None:
    if as_json:
        halves: dict[str, dict[str, object]] = {}
        for each in found:
            halves.setdefault(each.half.name, {})[each.mode] = {"figures": each.figures, "details": each.details}
        typer.echo(json.dumps(halves))
        return
    print_tables(found, data())
    if misses:
        for each in found:
            for line in faults(each):
                data().print(line, markup=False, soft_wrap=True)
