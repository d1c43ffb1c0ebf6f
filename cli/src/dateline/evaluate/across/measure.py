"""Measures linking on the halves of the gold: reads each article once, and records it in as many orders as are asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
    relinked: Mapping[str, float] = field(default_factory=dict)  # how alike any order is to linking anew, at least

    @property
    def figures(self) -> dict[str, float]:
        """By name; those of other orders where there are any."""
        found = figures(self.judgement) | (shuffled_figures(self.judgement, self.shuffles) if self.shuffles else {})
        return found | {f"relinked_{name}": value for name, value in self.relinked.items()}

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
    anew: bool = False,
    advance: Callable[[], None] = lambda: None,
) -> Measured:
    """Record what was `read` of each article, or what the gold has in place of it, in the order of publication and in one order for each seed.

    With `anew` each is also compared with what linking anew makes of it.
    """
    alignments = {article.id: align(article, read[article.id]) for article in half.articles}
    extractions = read
    if mode == "gold_mentions":
        extractions = {article.id: annotated(article, read[article.id], alignments[article.id], family_of) for article in half.articles}
        alignments = {article.id: own_keys(article, extractions[article.id]) for article in half.articles}

    def once(seed: int | None) -> tuple[Outcome, Judgement]:
        outcome = run(engine, half.articles if seed is None else shuffled(half.articles, seed), extractions, anew=anew)
        advance()
        return outcome, judge(half, outcome, alignments)

    outcome, judgement = once(None)
    others = [once(seed) for seed in seeds]
    relinked = {name: min(each.relinked[name] for each, _ in [(outcome, judgement), *others]) for name in outcome.relinked}
    return Measured(half, mode, extractions, alignments, outcome, judgement, tuple(each for _, each in others), relinked)
