"""Run every benchmark: `python -m tests.benchmarks [edits|exchange|window]`."""

import sys
import tempfile
from pathlib import Path

from tests.benchmarks import edits, exchange, window

BENCHMARKS = {"edits": edits, "exchange": exchange, "window": window}


def main(wanted: list[str]) -> int:
    """Print ratio and goal of each figure; return 1 when one misses its goal."""
    missed = 0
    for name in wanted or BENCHMARKS:
        with tempfile.TemporaryDirectory(prefix="pea-bench-") as folder:
            for figure in BENCHMARKS[name].measure(Path(folder)):
                print(figure.line(), flush=True)
                missed += not figure.reached
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
