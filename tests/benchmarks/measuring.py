"""How the benchmarks measure: ratios of runs taken in turn; seconds depend on the machine."""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One line of the report: what was measured, how large it is, and what was aimed at, if so."""

    name: str
    value: float
    goal: float | None
    detail: str = ""

    @property
    def reached(self) -> bool:
        """Whether the figure is no larger than its goal."""
        return self.goal is None or self.value <= self.goal

    def line(self) -> str:
        """Return the figure as a line of the report."""
        mark = "ok  " if self.reached else "MISS"
        if self.goal is None:
            return f"     {self.name:<50} {self.value:>8.2f}{'':>17}{self.detail}"
        return f"{mark} {self.name:<50} {self.value:>8.2f}  goal <= {self.goal:<7g}{self.detail}"


class Seconds(float):
    """How long a run took by the clock; `cpu` is what it took of the processor."""

    cpu = 0.0


def seconds(run: Callable[[], object]) -> Seconds:
    """Return how long a run takes."""
    begin, cpu = time.perf_counter(), time.process_time()
    run()
    taken = Seconds(time.perf_counter() - begin)
    taken.cpu = time.process_time() - cpu
    return taken


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
    processor = [
        a.cpu / b.cpu
        for a, b in zip(ours, floor, strict=True)
        if isinstance(a, Seconds) and isinstance(b, Seconds) and b.cpu
    ]
    if processor:
        # Nearer the truth where others use the machine.
        detail += f", of the processor {statistics.median(processor):.2f}"
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
