"""Measures linking on the halves of the gold: reads each article once, and records it in as many orders as are asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dateline_api.db.engine import Engine
from dateline_shared.contracts.article import Reading
from dateline_shared.contracts.extraction import Extraction

from dateline.evaluate.across.align import Alignment, align
from dateline.evaluate.across.annotated import annotated, own_keys
from dateline.evaluate.across.families import FamilyOf
from dateline.evaluate.across.figures import details, figures, shuffled_figures
from dateline.evaluate.across.gold import GoldHalf
from dateline.evaluate.across.judge import Judgement, judge
from dateline.evaluate.across.run import Outcome, as_posted, public_id, run, shuffled
from dateline.reading import to_reading

Mode = Literal["end_to_end", "gold_mentions"]
MODES: tuple[Mode, ...] = ("end_to_end", "gold_mentions")


@dataclass(frozen=True, slots=True)
class Measured:
    """One half in one mode."""

    half: GoldHalf
    mode: Mode
    extractions: Mapping[str, Extraction]  # by the gold's ids of the articles, as are the alignments
    alignments: Mapping[str, Alignment]
    outcome: Outcome
    judgement: Judgement
    shuffles: tuple[Judgement, ...] = ()

    @property
    def figures(self) -> dict[str, float]:
        """By name; those of other orders where there are any."""
        return figures(self.judgement) | (shuffled_figures(self.judgement, self.shuffles) if self.shuffles else {})

    @property
    def details(self) -> dict[str, float]:
        """What stands behind the figures."""
        return details(self.judgement)


def readings_of(half: GoldHalf) -> list[Reading]:
    """What a reader is given."""
    return [to_reading(as_posted(article), article_id=public_id(article), received_at=article.published_at) for article in half.articles]


def measure(
    engine: Engine,
    half: GoldHalf,
    read: Mapping[str, Extraction],
    *,
    mode: Mode,
    family_of: FamilyOf,
    seeds: Sequence[int] = (),
    advance: Callable[[], None] = lambda: None,
) -> Measured:
    """Record what was `read` of each article, or what the gold has in place of it, in the order of publication and in one order for each seed."""
    alignments = {article.id: align(article, read[article.id]) for article in half.articles}
    extractions = read
    if mode == "gold_mentions":
        extractions = {article.id: annotated(article, read[article.id], alignments[article.id], family_of) for article in half.articles}
        alignments = {article.id: own_keys(article, extractions[article.id]) for article in half.articles}

    def once(seed: int | None) -> tuple[Outcome, Judgement]:
        outcome = run(engine, half.articles if seed is None else shuffled(half.articles, seed), extractions)
        advance()
        return outcome, judge(half, outcome, alignments)

    outcome, judgement = once(None)
    return Measured(half, mode, extractions, alignments, outcome, judgement, tuple(once(seed)[1] for seed in seeds))
