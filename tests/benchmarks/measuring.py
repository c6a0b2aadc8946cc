"""How the benchmarks measure: ratios of runs taken in turn; seconds depend on the machine."""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One line of the report: what was measured, how large it is, and what was aimed at."""

    name: str
    value: float
    goal: float
    detail: str = ""

    @property
    def reached(self) -> bool:
        """Whether the figure is no larger than its goal."""
        return self.value <= self.goal

    def line(self) -> str:
        """Return the figure as a line of the report."""
        mark = "ok  " if self.reached else "MISS"
        return f"{mark} {self.name:<44} {self.value:>8.2f}  goal <= {self.goal:<6g} {self.detail}"


def seconds(run: Callable[[], object]) -> float:
    """Return how long a run takes."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def in_turn(*runs: Callable[[], float], times: int = 5) -> list[list[float]]:
    """Return the times of each run, taken in turn so that a slow moment meets all of them."""
    taken: list[list[float]] = [[] for _run in runs]
    for round_ in range(times):
        order = range(len(runs)) if round_ % 2 == 0 else reversed(range(len(runs)))
        for number in order:
            taken[number].append(runs[number]())
    return taken


def ratio(ours: list[float], floor: list[float]) -> tuple[float, str]:
    """Return the median of the ratios within each round, and what to show beside it."""
    pairs = [a / b for a, b in zip(ours, floor, strict=True)]
    detail = (
        f"[{min(pairs):.2f} - {max(pairs):.2f}]  "
        f"{statistics.median(ours) * 1000:.2f} ms against {statistics.median(floor) * 1000:.2f} ms"
    )
    return statistics.median(pairs), detail


def peak(otherwise: int) -> int:
    """Return the most memory since the last call of `resident()` (Linux; else what is given)."""
    if sys.platform != "linux":
        return otherwise
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return otherwise


def resident() -> int:
    """Return the memory of this process in bytes (Linux; 0 elsewhere)."""
    if sys.platform != "linux":
        return 0
    # From here on the kernel counts the peak anew.
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096
