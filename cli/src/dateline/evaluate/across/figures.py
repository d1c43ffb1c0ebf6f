"""The figures of a judgement by name, as they are printed and held to their floors. Pure."""

from collections.abc import Sequence

from dateline.evaluate.across.bcubed import bcubed_found
from dateline.evaluate.across.judge import Judgement

LOWER_IS_BETTER = ("never_merged", "never_merged_entities", "shuffled_events", "shuffled_entities", "shuffled_stories")


def figures(judgement: Judgement) -> dict[str, float]:
    """Shares from 0 to 1."""
    return {
        "entities": judgement.entities.f1,
        "events": judgement.events.f1,
        "stories": judgement.stories.f1,
        "link_f1": judgement.links.f1,
        "never_merged": 1 - judgement.never.share,
        "never_merged_entities": 1 - judgement.never_entities.share,
        "status": judgement.status.share,
        "disputed_f1": judgement.disputed.f1,
        "killed": judgement.killed.share,
        **{f"{name}_f1": counts.f1 for name, counts in judgement.relations.items()},
        "copies_f1": judgement.copies.f1,
    }


def details(judgement: Judgement) -> dict[str, float]:
    """What stands behind them."""
    found: dict[str, float] = {}
    for name in ("entities", "events", "stories"):
        agreement = getattr(judgement, name)
        found |= {f"{name}_precision": agreement.precision, f"{name}_recall": agreement.recall}
    return found | {
        "entities_all": judgement.entities_all.f1,
        "events_all": judgement.events_all.f1,
        "mentions": judgement.found.wanted,
        "mentions_found": judgement.found.right,
        "links": judgement.links.wanted,
        "links_possible": judgement.possible.right,
        "links_made": judgement.links.made,
        "links_right": judgement.links.right,
        "pairs_apart": judgement.never.wanted,
        "pairs_apart_merged": judgement.never.wanted - judgement.never.right,
    }


def shuffled_figures(judgement: Judgement, others: Sequence[Judgement]) -> dict[str, float]:
    """The furthest that another order of arrival moves B-cubed, and how far the clusters themselves differ at most."""
    found = {}
    for name in ("entities", "events", "stories"):
        found[f"shuffled_{name}"] = max(abs(getattr(each, name).f1 - getattr(judgement, name).f1) for each in others)
        found[f"agreement_{name}"] = min(bcubed_found(judgement.clusters[name], each.clusters[name]).f1 for each in others)
    return found
