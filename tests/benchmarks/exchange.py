"""Changes sent and received, against the floor: 100,000 UPDATEs in one transaction (F1)."""

import gc
import shutil
import statistics
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.benchmarks import changesets, memory, tables
from tests.benchmarks.measuring import Figure, Seconds, in_turn, ratio, seconds

_CHANGES = 100_000
_MANY = 500_000
_TO = "Equipo receiver"


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of sending and receiving."""
    with tables.filled(folder, "sender") as sender:
        base = tables.receiving(folder, sender)
    packages = _Packages(folder)
    tens = packages.made("tens", tables.edits(_CHANGES), 10)
    ones = packages.made("ones", tables.edits(_CHANGES), 1)
    many = packages.made("many", tables.edits(_MANY), 10)
    fresh = packages.made("fresh", tables.new_rows(_MANY), 21)
    bench = _Bench(folder, base)
    yield from bench.times(tens, ones, folder / "tens.pea")
    yield from bench.longer(tens, many)
    yield bench.growth(tens)
    for what, name, path in (("edits", "many", many), ("changes in new rows", "fresh", fresh)):
        for step in ("export", "verify", "preview", "import"):
            # Sending is measured where the package was made; it is written over with the same.
            is_there = step == "export"
            file = folder / f"{name}.pea" if is_there else shutil.copy(base, folder / "copy.pea")
            device = "sender" if is_there else "receiver"
            yield memory.figure(f"{_MANY:,} {what}", folder, device, Path(file), step, path)


class _Packages:
    """Makes packages of edits, each beginning at what the receiver said it has."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def made(self, name: str, changes: object, per_entry: int) -> Path:
        path = self._folder / f"{name}.pea"
        shutil.copy(self._folder / "sender.pea", path)
        with _opened(path, tables.device(self._folder, "sender")) as workspace:
            tables.write(workspace, changes, per_entry)  # type: ignore[arg-type]
            return package.export(workspace, path.with_suffix(".peapkg"), _TO).path


class _Bench:
    """The runs that are measured, each on a file of its own."""

    def __init__(self, folder: Path, base: Path) -> None:
        self._folder = folder
        self._base = base
        self._rows = tables.contents()
        self._changes = tables.edits(_CHANGES)
        self._numbers = count()
        self._changeset = changesets.packed(folder / "session.db", self._rows, self._changes)

    def times(self, tens: Path, ones: Path, sender: Path) -> Iterator[Figure]:
        """Yield the times against F1, and the size against the session's changeset."""
        self.receive(tens)
        out = self._folder / "out.peapkg"
        with _opened(sender, tables.device(self._folder, "sender")) as workspace:
            runs: dict[str, tuple[Callable[[], Seconds], float | None]] = {
                "import of 100,000 changes, 10 per entry / F1": (lambda: self.receive(tens), 4),
                "import of 100,000 changes, 1 per entry / F1": (lambda: self.receive(ones), 6),
                "preview / F1": (lambda: self.receive(tens, dry_run=True), 4),
                "same package again / F1": (lambda: self.receive(tens, again=True), 1),
                "verify only / F1": (lambda: seconds(lambda: package.inspect(tens)), 0.2),
                "export / F1": (lambda: seconds(lambda: package.export(workspace, out, _TO)), 0.5),
                "apply of apsw's session changeset / F1": (self._apply_changeset, None),
            }
            floors, *taken = in_turn(self._floor, *(run for run, _goal in runs.values()))
        f1 = statistics.median(floors)
        yield Figure("F1: 100,000 UPDATEs in one transaction, s", f1, None, _cpu(floors))
        for (name, (_run, goal)), times in zip(runs.items(), taken, strict=True):
            value, detail = ratio(times, floors)
            yield Figure(name, value, goal, detail)
        value, detail = ratio(taken[0], taken[-1])
        yield Figure("import / apply of apsw's session changeset", value, None, detail)
        size = tens.stat().st_size
        detail = f"{size / 1e6:.2f} MB against {len(self._changeset) / 1e6:.2f} MB, both zstd-3"
        yield Figure("package / session changeset", size / len(self._changeset), 1.5, detail)

    def longer(self, tens: Path, many: Path) -> Iterator[Figure]:
        """Yield what a change costs in a package five times as long."""
        long, short = in_turn(lambda: self.receive(many), lambda: self.receive(tens), times=3)
        value, detail = ratio(long, short)
        yield Figure("cost per change, 500,000 / 100,000", value * _CHANGES / _MANY, 1.5, detail)

    def growth(self, tens: Path) -> Figure:
        """Return how much the receiver's file grows for each change."""
        path, none = self._copy(), self._folder / "none"
        with _opened(path, tables.device(self._folder, "receiver")) as workspace:
            workspace.back_up = lambda _reason: none  # type: ignore[method-assign]
            package.receive(workspace, tens)
        grown = path.stat().st_size - self._base.stat().st_size
        path.unlink()
        return Figure("growth of the file, bytes per change", grown / _CHANGES, 250)

    def receive(self, source: Path, *, dry_run: bool = False, again: bool = False) -> Seconds:
        """Return how long it takes to take a package in, into a file that is thrown away."""
        path, none = self._copy(), self._folder / "none"
        with _opened(path, tables.device(self._folder, "receiver")) as workspace:
            # The copy made before receiving is not part of taking the package in.
            workspace.back_up = lambda _reason: none  # type: ignore[method-assign]
            if again:
                package.receive(workspace, source)
            gc.collect()
            taken = seconds(lambda: package.receive(workspace, source, dry_run=dry_run))
        path.unlink()
        return taken

    def _copy(self) -> Path:
        return Path(shutil.copy(self._base, self._folder / f"copy-{next(self._numbers)}.pea"))

    def _floor(self) -> Seconds:
        path = self._folder / f"raw-{next(self._numbers)}.db"
        db = tables.raw(path, self._rows)
        by_column = {
            name: [(v, tables.row_id(row)) for c, row, v in self._changes if c == name]
            for name in tables.COLUMNS
        }

        def run() -> None:
            db.execute("BEGIN IMMEDIATE")
            for name, values in by_column.items():
                db.executemany(f"UPDATE line SET {name} = ? WHERE id = ?", values)
            db.execute("COMMIT")

        taken = seconds(run)
        db.close()
        path.unlink()
        return taken

    def _apply_changeset(self) -> Seconds:
        path = self._folder / f"session-{next(self._numbers)}.db"
        db = changesets.opened(path, self._rows)
        taken = seconds(lambda: changesets.apply(db, self._changeset))
        db.close()
        path.unlink()
        return taken


def _cpu(taken: list[float]) -> str:
    times = [one.cpu for one in taken if isinstance(one, Seconds)]
    return f"{statistics.median(times):.3f} s of the processor"


def _opened(path: Path, device: tables.Device) -> Workspace:
    return Workspace.open(path, tables.SCHEMA, device, back_up=False)
