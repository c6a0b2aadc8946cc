"""One cell changed by a person, against the same UPDATE and COMMIT of plain SQLite.

Where a commit costs the disk little (a virtual machine), SQLAlchemy alone takes three times the raw
commit; so the same edit of the same entity without a journal is measured too.
"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

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

    bare = tables.raw(folder / "orm-edits.db", tables.contents())
    engine = create_engine("sqlite://", creator=lambda: bare, poolclass=StaticPool)
    event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE"))
    session = Session(engine, autoflush=False, expire_on_commit=False)
    entities = session.scalars(select(Line).limit(_SAVES)).all()
    session.commit()

    def mapped() -> float:
        nonlocal count
        count += 1

        def run() -> None:
            for line in entities:
                line.c01 = f"Valor nuevo {count}"  # type: ignore[attr-defined]
                session.commit()

        return seconds(run) / _SAVES

    for warm_up in (ours, mapped, floor):
        warm_up()
    edits, plain, raw = in_turn(ours, mapped, floor, times=9)
    value, detail = ratio(edits, raw)
    yield Figure("one-cell edit / raw UPDATE + COMMIT", value, 3, detail)
    value, detail = ratio(edits, plain)
    yield Figure("one-cell edit / the same without a journal", value, 2.5, detail)
    session.close()
    engine.dispose()
    bare.close()
    workspace.close()
    db.close()
