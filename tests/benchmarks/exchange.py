"""100,000 changes sent and received, against the floor: as many UPDATEs in one transaction (F1)."""

import gc
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.benchmarks import tables
from tests.benchmarks.measuring import Figure, in_turn, ratio, resident, seconds

_CHANGES = 100_000
_PER_ENTRY = 10


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of sending and receiving."""
    rows = tables.contents()
    changes = tables.edits(_CHANGES)
    sender = tables.filled(folder, "sender")
    first, changed = folder / "first.peapkg", folder / "changes.peapkg"
    package.export(sender, first)
    receiver = tables.device(folder, "receiver")
    base = folder / "base.pea"
    package.receive_new(base, first, tables.SCHEMA, receiver)[0].close()
    with _opened(base, receiver) as workspace:
        package.export(workspace, folder / "said.peapkg")
    package.receive(sender, folder / "said.peapkg")
    edit(sender, changes)
    sent = package.export(sender, changed, to="Equipo receiver")

    numbers = count()

    def floor() -> float:
        path = folder / f"raw-{next(numbers)}.db"
        db = tables.raw(path, rows)
        by_column = {
            name: [(v, tables.row_id(row)) for c, row, v in changes if c == name]
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

    grown: list[int] = []

    def receive(*, dry_run: bool = False, again: bool = False) -> float:
        path = folder / f"copy-{next(numbers)}.pea"
        shutil.copy(base, path)
        with _opened(path, receiver) as workspace:
            # The copy made before receiving is not part of taking the package in.
            workspace.back_up = lambda _reason: path  # type: ignore[method-assign]
            if again:
                package.receive(workspace, changed)
            gc.collect()
            before = resident()
            taken = seconds(lambda: package.receive(workspace, changed, dry_run=dry_run))
            if not again:
                grown.append(resident() - before)
        path.unlink()
        return taken

    receive()
    floors, imports, previews, repeats, verifies, exports = in_turn(
        floor,
        receive,
        lambda: receive(dry_run=True),
        lambda: receive(again=True),
        lambda: seconds(lambda: package.inspect(changed)),
        lambda: seconds(lambda: package.export(sender, folder / "x.peapkg", "Equipo receiver")),
    )
    for name, times, goal in (
        ("import of 100,000 changes / F1", imports, 4),
        ("preview / F1", previews, 4),
        ("same package again / F1", repeats, 1),
        ("verify only / F1", verifies, 0.2),
        ("export / F1", exports, 0.5),
    ):
        value, detail = ratio(times, floors)
        yield Figure(name, value, goal, detail)
    yield Figure("memory growth of an import, MB", max(grown) / 1e6, 64)
    yield Figure("package, MB", sent.size / 1e6, 4, f"{sent.entries} entries")
    sender.close()


def _opened(path: Path, device: tables.Device) -> Workspace:
    return Workspace.open(path, tables.SCHEMA, device)


def edit(
    workspace: Workspace, changes: list[tuple[str, int, str | int]], per_entry: int = _PER_ENTRY
) -> None:
    """Write the changes, so many to an entry."""
    table = tables.Line.__table__
    for start in range(0, len(changes), per_entry):
        with workspace.edit("Editar celdas") as session:
            for name, row, value in changes[start : start + per_entry]:
                session.execute(
                    table.update().where(table.c.id == tables.row_id(row)).values({name: value})
                )
