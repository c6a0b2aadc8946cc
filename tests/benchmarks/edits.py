"""One cell changed by a person, against the same UPDATE and COMMIT of plain SQLite.

Where a commit costs the disk little (a virtual machine), SQLAlchemy alone takes three times the raw
commit; so the same edit of the same entity without a journal is measured too.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from tests.benchmarks import tables
from tests.benchmarks.measuring import Figure, Seconds, in_turn, ratio, seconds
from tests.benchmarks.tables import COLUMNS, Line

_SAVES = 100
_ROWS, _FIELDS = 1_000, 10


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
    edits, plain = in_turn(
        lambda: _many(workspace.session, lambda: workspace.edit("Editar celdas")),
        lambda: _many(session, session.begin),
    )
    value, detail = ratio(edits, plain)
    yield Figure("ORM save of 10,000 values / without a journal", value, 2.5, detail)
    session.close()
    engine.dispose()
    bare.close()
    workspace.close()
    db.close()


def _many(session: Session, begin: Callable[[], AbstractContextManager[object]]) -> Seconds:
    """Return how long it takes to save ten fields of a thousand rows in one transaction."""
    lines = session.scalars(select(Line).limit(_ROWS)).all()
    session.commit()
    salt = time.perf_counter_ns()

    def run() -> None:
        with begin():
            for line in lines:
                for name in COLUMNS[:_FIELDS]:
                    old = getattr(line, name)
                    setattr(line, name, old + 1 if isinstance(old, int) else f"{old[:40]}{salt}")

    return seconds(run)
