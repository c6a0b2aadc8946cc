"""Capture: SQLite triggers note every write to a synced table, whoever makes it and however.

They see the ORM, Core, bulk statements and plain SQL alike, which flush events do not. Each
trigger asks the function `pea_on()`: an import answers 0 (its entries exist already), and another
program, which has no such function, cannot write at all. The noted writes wait in `pend` until
the commit seals them.
"""

import sqlite3
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Integer, MetaData
from sqlalchemy.types import TypeDecorator, TypeEngine

from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _

ALIVE = "_alive"
"""The field that says whether a row exists: 1 or 0."""

Value = str | int | None
"""What a synced field may hold."""


@dataclass(frozen=True, slots=True)
class Write:
    """One field's new value, as one edit leaves it."""

    table: str
    row: str
    field: str
    value: Value


def synced_tables(metadata: MetaData) -> dict[str, dict[str, type[Value]]]:
    """Return what each column of every synced table holds (`str` or `int`), without the key."""
    return {
        table.name: {
            column.name: int if isinstance(_stored_as(column), Integer) else str
            for column in table.columns
            if column.name != "id"
        }
        for table in metadata.sorted_tables
    }


def _stored_as(column: Column[Any]) -> TypeEngine[Any]:
    kind = column.type
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def trigger_statements(metadata: MetaData) -> dict[str, str]:
    """Return the SQL of every capture trigger, by its name."""
    made: dict[str, str] = {}
    note = "INSERT INTO pend(tbl, row, field, old, new)"
    for table, columns in synced_tables(metadata).items():
        made[f"pea_key_{table}"] = (
            f'CREATE TRIGGER "pea_key_{table}" BEFORE UPDATE OF id ON "{table}" '
            f"WHEN old.id IS NOT new.id BEGIN SELECT RAISE(ABORT, 'a row keeps its id'); END"
        )
        inserted = " ".join(
            f"{note} SELECT '{table}', new.id, '{c}', NULL, new.\"{c}\" WHERE new.\"{c}\" IS "
            f"NOT NULL;"
            for c in columns
        )
        made[f"pea_insert_{table}"] = (
            f'CREATE TRIGGER "pea_insert_{table}" AFTER INSERT ON "{table}" WHEN pea_on() BEGIN '
            f"{note} VALUES('{table}', new.id, '{ALIVE}', 0, 1); {inserted} END"
        )
        made[f"pea_delete_{table}"] = (
            f'CREATE TRIGGER "pea_delete_{table}" AFTER DELETE ON "{table}" WHEN pea_on() BEGIN '
            f"{note} VALUES('{table}', old.id, '{ALIVE}', 1, 0); END"
        )
        # One trigger a column: measured cheaper than one that compares them all.
        for c in columns:
            made[f"pea_update_{table}_{c}"] = (
                f'CREATE TRIGGER "pea_update_{table}_{c}" AFTER UPDATE OF "{c}" ON "{table}" '
                f'WHEN old."{c}" IS NOT new."{c}" AND pea_on() BEGIN '
                f"{note} VALUES('{table}', new.id, '{c}', old.\"{c}\", new.\"{c}\"); END"
            )
    return made


def install_triggers(db: sqlite3.Connection, metadata: MetaData) -> None:
    """Replace the capture triggers by those of the present schema."""
    for name in _installed(db):
        db.execute(f'DROP TRIGGER "{name}"')
    for statement in trigger_statements(metadata).values():
        db.execute(statement)


def check_triggers(db: sqlite3.Connection, metadata: MetaData) -> None:
    """Make sure that every write would be captured.

    Raises:
        PeaError: A trigger is missing, altered or foreign: the file must not be written to.
    """
    kept = {"entry_is_kept_update", "entry_is_kept_delete"}
    others = {
        name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    }
    expected = trigger_statements(metadata)
    if _installed(db) != expected or others != expected.keys() | kept:
        raise PeaError(
            _(
                "Otro programa alteró este expediente y ya no registra sus cambios; no se "
                "escribirá en él. "
                "Recupere un respaldo o reciba un paquete completo de otro equipo."
            )
        )


def _installed(db: sqlite3.Connection) -> dict[str, str]:
    return dict(
        db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'pea_*_*'"
            " AND tbl_name <> 'entry'"
        ).fetchall()
    )


def take_writes(db: sqlite3.Connection) -> list[Write]:
    """Return what the open transaction wrote, net: one value a field, none if unchanged.

    A row that ends deleted gives only its `ALIVE` = 0; one inserted gives `ALIVE` = 1 and its
    values. The caller drops what the journal already holds (a row born and deleted at once, or
    deleted and put back).
    """
    first: dict[tuple[str, str, str], Value] = {}
    last: dict[tuple[str, str, str], Value] = {}
    for table, row, field, old, new in db.execute(
        "SELECT tbl, row, field, old, new FROM pend ORDER BY n"
    ):
        key = (table, row, field)
        first.setdefault(key, old)
        last[key] = new
    if not last:
        return []
    db.execute("DELETE FROM pend")
    fates = {key[:2]: value for key, value in last.items() if key[2] == ALIVE}
    writes: list[Write] = []
    for (table, row, field), value in last.items():
        alive = fates.get((table, row))
        if isinstance(value, float | bytes):
            raise TypeError(
                f"{table}.{field} holds a {type(value).__name__}; synced columns hold text and "
                f"integers"
            )
        if field == ALIVE:
            if value == 0 == first[table, row, field]:
                continue
            writes.append(Write(table, row, field, value))
        elif alive == 0:
            continue
        elif alive == 1 or value != first[table, row, field]:
            writes.append(Write(table, row, field, value))
    return writes
