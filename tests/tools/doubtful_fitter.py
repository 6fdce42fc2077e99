"""Fits the weights of `translate/checks/doubtful.py` on half of the labelled translations, and tests them on the other.

Run from the repository: `python tests/tools/doubtful_fitter.py` prints precision, recall and calibration; with
`--write` it writes `translate/checks/data/doubtful.tsv`.
"""

import sys
from pathlib import Path

import numpy

from glossary.tables import rows
from translate.checks import Pair, check_pair
from translate.checks.doubtful import features
from translate.checks.texts import weighed
from translate.engine.checkpoint import open_checkpoint
from translate.engine.fast import FastEngine
from translate.engine.store import find_model

SET = Path("tests/cases/checks/doubtful.tsv")
TABLE = Path("translate/checks/data/doubtful.tsv")
RIDGE = 4.0
"""How far weights are drawn to 0, in spreads of each feature: the best of 1 to 16 in five parts of the first half."""
HEADER = """# How likely a translation is bad: 1 / (1 + e^-z), z the sum of weight * (value - mean). Written by
# tests/tools/doubtful_fitter.py, which fits them on half of tests/cases/checks/doubtful.tsv; own work, MIT licence.
feature	mean	weight
"""


def fitted(values: numpy.ndarray, bad: numpy.ndarray, ridge: float) -> tuple[numpy.ndarray, float, numpy.ndarray]:
    """Return the weights, the constant and the means of a logistic regression, by Newton's steps."""
    means, spreads = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled = numpy.c_[(values - means) / spreads, numpy.ones(len(values))]
    weights = numpy.zeros(scaled.shape[1])
    penalty = numpy.diag([ridge] * values.shape[1] + [0.0])
    for _ in range(30):
        guessed = 1 / (1 + numpy.exp(-scaled @ weights))
        slope = scaled.T @ (guessed - bad) + penalty @ weights
        bend = (scaled * (guessed * (1 - guessed))[:, None]).T @ scaled + penalty
        weights -= numpy.linalg.solve(bend, slope)
    return weights[:-1] / spreads, float(weights[-1]), means


def guesses(values: numpy.ndarray, weights: numpy.ndarray, constant: float, means: numpy.ndarray) -> numpy.ndarray:
    return numpy.asarray(1 / (1 + numpy.exp(-((values - means) @ weights + constant))))


def area(guessed: numpy.ndarray, bad: numpy.ndarray) -> float:
    """Return the chance that a bad one has the greater probability."""
    return float((guessed[bad == 1][:, None] > guessed[bad == 0][None, :]).mean())


def main() -> None:
    lines = SET.read_text(encoding="utf-8").splitlines()
    columns = ("half", "bad", "origin", "french", "english", "second")
    labelled = [row for _, row in rows(lines, columns)]
    engine = FastEngine(open_checkpoint(find_model("fr-en-tiny")), threads=1)
    pairs = weighed(engine, [Pair(row[3], row[4]) for row in labelled])
    found = [features(pair, check_pair(pair), row[5] or None) for pair, row in zip(pairs, labelled, strict=True)]
    names = sorted({name for one in found for name in one} - {"constant"})
    known = [[one.get(name, numpy.nan) for name in names] for one in found]
    values = numpy.array(known)
    values = numpy.where(numpy.isnan(values), numpy.nanmean(values, axis=0), values)
    bad = numpy.array([row[1] == "yes" for row in labelled], dtype=float)
    fit = numpy.array([row[0] == "fit" for row in labelled])
    for ridge in (1.0, 2.0, 4.0, 8.0, 16.0):
        parts = numpy.arange(fit.sum()) % 5
        held = numpy.zeros(fit.sum())
        for part in range(5):
            held[parts == part] = guesses(
                values[fit][parts == part], *fitted(values[fit][parts != part], bad[fit][parts != part], ridge)
            )
        print(f"ridge {ridge}: area in five parts {area(held, bad[fit]):.3f}")
    weights, constant, means = fitted(values[fit], bad[fit], RIDGE)
    for name, column in zip(names, values[fit].T, strict=True):
        print(f"{name:10} alone {area(column, bad[fit]):.3f}")
    guessed = guesses(values, weights, constant, means)
    for half, chosen in (("fit", fit), ("test", ~fit)):
        print(half, chosen.sum(), f"bad {bad[chosen].mean():.2f}, area {area(guessed[chosen], bad[chosen]):.3f}")
        for bound in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            told = guessed[chosen] >= bound
            right = (told * bad[chosen]).sum()
            precision, recall = right / max(1, told.sum()), right / bad[chosen].sum()
            print(f"  from {bound}: told {told.sum()}, precision {precision:.2f}, recall {recall:.2f}")
        for low in (0.0, 0.2, 0.4, 0.6, 0.8):
            inside = (guessed[chosen] >= low) & (guessed[chosen] < low + 0.2 + (low == 0.8))
            if inside.any():
                mean, counted = guessed[chosen][inside].mean(), bad[chosen][inside].mean()
                print(f"  said {mean:.2f}, counted {counted:.2f} ({inside.sum()})")
    if "--write" in sys.argv:
        body = "".join(
            f"{name}\t{mean:.5g}\t{weight:.5g}\n" for name, mean, weight in zip(names, means, weights, strict=True)
        )
        TABLE.write_text(HEADER + body + f"constant\t0\t{constant:.5g}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
