"""Where things lie in the repository."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases"
SEEDS = ROOT / "seeds"
BENCH_SAMPLE = ROOT / "translate" / "lab" / "measure" / "data" / "bench-sample.fr.txt"
