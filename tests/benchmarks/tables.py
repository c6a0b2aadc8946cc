"""What the benchmarks work on: a table of 20 columns, and the plain SQLite that does the same."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Column, Integer, MetaData, Table, Text
from sqlalchemy.orm import DeclarativeBase

from pea_desktop.core.capture import ALIVE, Write
from pea_desktop.core.device import Device
from pea_desktop.core.migrations import Schema
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package

COLUMNS = tuple(f"c{number:02}" for number in range(20))
ROWS = 5_000
_TIME = 1_700_000_000_000

Edit = tuple[str, int, str]
"""A cell's new value: column, row, value."""


class Base(DeclarativeBase):
    """The benchmark's own metadata."""


class Line(Base):
    """A row of a matrix of 20 columns."""

    __table__ = Table(
        "line",
        Base.metadata,
        Column("id", Text, primary_key=True),
        *(
            Column(name, Integer if number % 5 == 4 else Text)
            for number, name in enumerate(COLUMNS)
        ),
    )


def create(db: sqlite3.Connection) -> None:
    """Make the table."""
    listed = ", ".join(
        f"{name} {'INTEGER' if number % 5 == 4 else 'TEXT'}" for number, name in enumerate(COLUMNS)
    )
    db.execute(f"CREATE TABLE line (id TEXT PRIMARY KEY NOT NULL, {listed})")


SCHEMA = Schema(Base.metadata, (create,))
assert isinstance(Base.metadata, MetaData)


def row_id(number: int) -> str:
    """Return the id of a row."""
    return f"018f0000-0000-7000-8000-{number:012d}"


def value_of(column: str, row: int, salt: int = 0) -> str | int:
    """Return a value of the kind and length that a matrix holds."""
    number = int(column[1:])
    if number % 5 == 4:
        return row * 7 + number + salt
    return f"Texto {salt} de la fila {row}, columna {column}, con acción"


def contents() -> list[dict[str, str | int]]:
    """Return the rows as they are at the beginning."""
    return [
        {"id": row_id(row), **{name: value_of(name, row) for name in COLUMNS}}
        for row in range(ROWS)
    ]


def edits(count: int) -> list[tuple[str, int, str | int]]:
    """Return edits of single cells: (column, row, value), 10 % of them on cells edited before."""
    random = Random(2023)
    cells = [(name, row) for row in range(ROWS) for name in COLUMNS]
    random.shuffle(cells)
    chosen = cells[: count * 9 // 10]
    chosen += random.choices(chosen, k=count - len(chosen))
    return [(name, row, value_of(name, row, 1 + salt)) for salt, (name, row) in enumerate(chosen)]


def device(folder: Path, name: str) -> Device:
    """Return a laptop of the benchmark."""
    home = folder / f"home-{name}"
    home.mkdir(parents=True, exist_ok=True)
    kept = home / "bench.key"  # another process may measure what this one prepared
    if not kept.exists():
        kept.write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
    key = Ed25519PrivateKey.from_private_bytes(kept.read_bytes())
    return Device(key, f"Persona {name}", f"Equipo {name}", home)


def filled(folder: Path, name: str) -> Workspace:
    """Return a new expediente with all rows."""
    workspace = Workspace.create(folder / f"{name}.pea", SCHEMA, device(folder, name))
    rows = contents()
    for start in range(0, len(rows), 1000):
        with workspace.edit("Cargar") as session:
            session.execute(Line.__table__.insert(), rows[start : start + 1000])
    return workspace


def receiving(folder: Path, sender: Workspace) -> Path:
    """Return the file of a device that has the sender's rows and has told so, closed."""
    first, said = folder / "first.peapkg", folder / "said.peapkg"
    package.export(sender, first)
    path = folder / "receiver.pea"
    with package.receive_new(path, first, SCHEMA, device(folder, "receiver"))[0] as workspace:
        package.export(workspace, said)
    package.receive(sender, said)
    return path


def write(
    workspace: Workspace, changes: Iterable[tuple[str, int, str | int]], per_entry: int
) -> None:
    """Write edits of single cells, so many to an entry, in one transaction: it is not measured."""
    entry: dict[tuple[str, int], Write] = {}
    with workspace.transaction("Editar celdas"):
        for name, row, value in changes:
            if len(entry) == per_entry or (name, row) in entry:
                workspace.recorder.direct([*entry.values()], "edit", "Editar celdas", _TIME)
                entry.clear()
            entry[name, row] = Write("line", row_id(row), name, value)
        workspace.recorder.direct([*entry.values()], "edit", "Editar celdas", _TIME)


def new_rows(count: int) -> Iterator[tuple[str, int, str | int]]:
    """Yield what makes up new rows, `count` changes in all, a row after the other."""
    for row in range(ROWS, ROWS + count // (len(COLUMNS) + 1)):
        yield ALIVE, row, 1
        for name in COLUMNS:
            yield name, row, value_of(name, row)


def raw(path: Path, rows: Sequence[dict[str, str | int]]) -> sqlite3.Connection:
    """Return a plain SQLite file with the same rows, as durable as an expediente."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    create(db)
    marks = ",".join("?" * (len(COLUMNS) + 1))
    db.execute("BEGIN")
    db.executemany(f"INSERT INTO line VALUES({marks})", [tuple(row.values()) for row in rows])
    db.execute("COMMIT")
    return db
