"""Fits what `confidence` is weighed by, and prints how well it holds: `python tests/quality/calibrate.py [--write]`.

The weights of the signs are fitted on the open half alone (logistic regression, ridge). That half is tuned on, so the reader is right there more often
than elsewhere; the map from the sum of weights to a probability (Platt: two numbers, monotone) is therefore fitted on the sealed half. The table printed
for the sealed half is cross-fitted: the map that judges an article or sentence has not seen it.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import numpy as np
from dateline.evaluate.gold import SEALED, Half, as_posted, load, readings_of
from dateline.evaluate.reliability import Judged, bins, figures_of, judge
from dateline.reading import in_chunks
from dateline_nlp import calibration
from dateline_nlp.pipeline import Reader, load_reader
from dateline_nlp.stages.confidence import LEAST, MOST, signs

Numbers = np.ndarray

GOLD = Path(__file__).parent / "gold"
RIDGE = 10.0  # the strength with the best score when the open half is cross-fitted
FOLDS = 5
CHUNK = 64  # records read together
DIGITS = 3

HEAD = """\
# What confidence is weighed by: written by tests/quality/calibrate.py, never by hand. docs/evaluation.md shows how well it holds.
# confidence = logistic(shift + slope * (bias + the sum of the weights of the signs that hold)); stages/confidence.py says what the signs are.
"""


def judged_of(reader: Reader, half: Half) -> tuple[Judged, ...]:
    """Every mention that is read of a half."""
    items = list(half.records())
    read = [each for chunk in in_chunks(items, CHUNK) for each in reader.extract_many(readings_of((name, as_posted(record)) for name, record in chunk))]
    return judge(half, dict(zip((name for name, _ in items), read, strict=True)))


def fit(values: Numbers, right: Numbers, ridge: float) -> Numbers:
    """Logistic regression by Newton's method: the bias, then a weight for each column of `values` (mentions x signs)."""
    columns = np.c_[np.ones(len(values)), values]
    penalty = np.r_[0.0, np.full(values.shape[1], ridge)]
    weights = np.zeros(columns.shape[1])
    for _ in range(100):
        chance = 1 / (1 + np.exp(-columns @ weights))
        slope = columns.T @ (chance - right) + penalty * weights
        curve = (columns * (chance * (1 - chance))[:, None]).T @ columns + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def folds_of(judged: Sequence[Judged]) -> Numbers:
    """A fold for each mention; those of one record stay together."""
    return np.array([crc32(each.record.encode()) % FOLDS for each in judged])


def cross_fitted(values: Numbers, right: Numbers, folds: Numbers, ridge: float) -> Numbers:
    """The chance of each mention by a model that has not seen its record."""
    chance = np.zeros(len(right))
    for fold in range(FOLDS):
        seen = folds != fold
        weights = fit(values[seen], right[seen], ridge)
        chance[~seen] = 1 / (1 + np.exp(-(weights[0] + values[~seen] @ weights[1:])))
    return np.clip(chance, LEAST, MOST)


def table(judged: Sequence[Judged], chance: Numbers) -> str:
    """The figures and the bins of mentions at the given confidences, as they stand in docs/evaluation.md."""
    rated = [Judged(each.record, each.mention.model_copy(update={"confidence": float(value)}), each.right) for each, value in zip(judged, chance, strict=True)]
    figures = figures_of(rated)
    lines = ["| confidence | mentions | mean | right |", "|---|---|---|---|"]
    lines += [f"| {each.least:.2f} to {each.most:.2f} | {each.mentions} | {each.confidence:.2f} | {each.right:.2f} |" for each in bins(rated)]
    lines += ["", ", ".join(f"{name.replace('_', ' ')} {value:.3f}" for name, value in figures.items())]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the fitted model where the reader loads it from")
    options = parser.parse_args()
    reader = load_reader()
    judged = {half.name: judged_of(reader, half) for half in load(GOLD)}
    held = {half: [signs(each.mention, reader.lexicon.frames.get(each.mention.frame or "")) for each in found] for half, found in judged.items()}
    names = sorted({name for each in held["open"] for name in each})
    values = {half: np.array([[each.get(name, 0.0) for name in names] for each in found]) for half, found in held.items()}
    right = {half: np.array([each.right for each in found], dtype=float) for half, found in judged.items()}

    for ridge in (RIDGE / 4, RIDGE / 2, RIDGE, RIDGE * 2):
        brier = np.mean((cross_fitted(values["open"], right["open"], folds_of(judged["open"]), ridge) - right["open"]) ** 2)
        print(f"open half cross-fitted with ridge {ridge:g}: brier {brier:.4f}")
    weights = fit(values["open"], right["open"], RIDGE)
    total = (weights[0] + values[SEALED] @ weights[1:])[:, None]
    shift, slope = fit(total, right[SEALED], 0.0)
    print(
        "\nopen half, cross-fitted, before the map:",
        table(judged["open"], cross_fitted(values["open"], right["open"], folds_of(judged["open"]), RIDGE)),
        sep="\n",
    )
    print("\nsealed half, by the weights of the open half alone:", table(judged[SEALED], 1 / (1 + np.exp(-total[:, 0]))), sep="\n")
    print(f"\nsealed half, through the map (shift {shift:.3f}, slope {slope:.3f}), cross-fitted:")
    print(table(judged[SEALED], cross_fitted(total, right[SEALED], folds_of(judged[SEALED]), 0.0)))
    if options.write:
        lines = [f"version: {datetime.now(UTC):%Y-%m-%d}", f"mentions: {{open: {len(judged['open'])}, sealed: {len(judged[SEALED])}}}"]
        lines += [f"{name}: {value:.{DIGITS}f}" for name, value in (("bias", weights[0]), ("shift", shift), ("slope", slope))]
        lines += ["weights:", *(f"  {name}: {weight:.{DIGITS}f}" for name, weight in zip(names, weights[1:], strict=True) if abs(weight) >= 10**-DIGITS)]
        calibration.FILE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
        print(f"\nwritten: {calibration.FILE}", file=sys.stderr)


if __name__ == "__main__":
    main()
