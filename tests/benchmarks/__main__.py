"""Run every benchmark, or some: `python -m tests.benchmarks [edits exchange large books …]`.

`sync` stands for all that the exchange has goals for.
"""

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.benchmarks import (
    books,
    documents,
    edits,
    exchange,
    grid,
    large,
    preview,
    signatures,
    window,
)

BENCHMARKS = {
    "edits": edits,
    "exchange": exchange,
    "large": large,
    "books": books,
    "grid": grid,
    "documents": documents,
    "signatures": signatures,
    "preview": preview,
    "window": window,
}

SYNC = ("edits", "exchange", "large")


def main(wanted: list[str]) -> None:
    """Print ratio and goal of each figure, and how many miss theirs: a report, not a gate."""
    missed = counted = 0
    for name in _named(wanted):
        with tempfile.TemporaryDirectory(prefix="pea-bench-") as folder:
            for figure in BENCHMARKS[name].measure(Path(folder)):
                print(figure.line(), flush=True)
                counted += 1
                missed += not figure.reached
    print(f"MISS: {missed} of {counted} goals" if missed else f"ok: all {counted} goals")


def _named(wanted: list[str]) -> Iterable[str]:
    for name in wanted or BENCHMARKS:
        yield from SYNC if name == "sync" else (name,)


if __name__ == "__main__":
    main(sys.argv[1:])
