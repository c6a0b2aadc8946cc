"""One cell changed by a person, against the same UPDATE and COMMIT of plain SQLite."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from tests.benchmarks import tables
from tests.benchmarks.measuring import Figure, in_turn, ratio, seconds
from tests.benchmarks.tables import Line

_SAVES = 100


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of editing."""
    workspace = tables.filled(folder, "edits")
    db = tables.raw(folder / "raw-edits.db", tables.contents())
    lines = workspace.session.scalars(select(Line).limit(_SAVES)).all()
    count = 0

    def ours() -> float:
        nonlocal count
        count += 1

        def run() -> None:
            for line in lines:
                with workspace.edit("Editar celda"):
                    line.c01 = f"Valor nuevo {count}"  # type: ignore[attr-defined]

        return seconds(run) / _SAVES

    def floor() -> float:
        nonlocal count
        count += 1

        def run() -> None:
            for line in lines:
                db.execute("BEGIN IMMEDIATE")
                db.execute("UPDATE line SET c01 = ? WHERE id = ?", (f"Valor {count}", line.id))
                db.execute("COMMIT")

        return seconds(run) / _SAVES

    ours()
    floor()
    value, detail = ratio(*in_turn(ours, floor, times=9))
    yield Figure("one-cell edit / raw UPDATE + COMMIT", value, 3, detail)
    workspace.close()
    db.close()
