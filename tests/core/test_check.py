import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pea_desktop.core.capture import trigger_statements
from tests.core import toys
from tests.core.toys import Thing


@pytest.fixture
def path(tmp_path):
    """A closed expediente of two edits and one deleted row."""
    with toys.create(tmp_path) as workspace:
        with workspace.edit("Agregar") as session:
            session.add_all([Thing(id=f"t{n}", name=f"n{n}") for n in range(3)])
        with workspace.edit("Borrar") as session:
            session.delete(session.get_one(Thing, "t2"))
            session.get_one(Thing, "t1").amount = 5
        assert workspace.check() == []
    return workspace.path


def tamper(path: Path, *statements: str) -> None:
    """Write like somebody who knows SQLite and takes the triggers away for a moment."""
    with closing(sqlite3.connect(path)) as db:
        made = trigger_statements(toys.ToyBase.metadata)
        kept = dict(
            db.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'"
            ).fetchall()
        )
        for name in (*made, *kept):
            db.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            db.execute(statement)
        for sql in (*made.values(), *kept.values()):
            db.execute(sql)
        db.commit()


ALTERED = "El renglón t1 de «thing» se alteró fuera del programa: {0}."
UNKNOWN = "El renglón {0} de «thing» no está en la bitácora."
GONE = "Falta el renglón {0} de «thing»."
LOG = "La bitácora de «Equipo A» no concuerda a partir del cambio {0}."
SEAL = "La firma de la bitácora de «Equipo A» no es válida."
HEADS = "Los valores vigentes no concuerdan con la bitácora."
CONFLICTS = "La lista de conflictos no concuerda con la bitácora."
NUMBER = "id & 1099511627775"


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE thing SET name = 'x' WHERE id = 't1'", ALTERED.format("name")),
        (
            "UPDATE thing SET name = 'x', amount = NULL WHERE id = 't1'",
            ALTERED.format("name, amount"),
        ),
        ("DELETE FROM thing WHERE id = 't1'", GONE.format("t1")),
        ("INSERT INTO thing(id) VALUES('t9')", UNKNOWN.format("t9")),
        ("INSERT INTO thing(id) VALUES('t2')", UNKNOWN.format("t2")),
        ("INSERT INTO conflict VALUES(257, 'value')", CONFLICTS),
        ("DELETE FROM cell WHERE cell = (SELECT max(cell) FROM cell)", HEADS),
        ("DELETE FROM dead", GONE.format("t2")),
        (
            f"UPDATE entry SET bytes = replace(bytes, 'n1', 'm1') WHERE {NUMBER} = 1",
            LOG.format(1),
        ),
        (
            f"UPDATE entry SET bytes = CAST(replace(bytes, 'n1', 'm1') AS BLOB) WHERE {NUMBER} = 1",
            LOG.format(1),
        ),
        ("UPDATE entry SET lamport = 1", LOG.format(2)),
        (f"DELETE FROM entry WHERE {NUMBER} = 1", LOG.format(1)),
        (f"DELETE FROM entry WHERE {NUMBER} = 2", LOG.format(2)),
        ("UPDATE log SET seal = zeroblob(64)", SEAL),
        ("UPDATE log SET seal = NULL", SEAL),
        ("UPDATE log SET head = 1", LOG.format(1)),
        ("UPDATE log SET origin = zeroblob(16)", LOG.format(1)),
        ("UPDATE log SET pub = zeroblob(32)", LOG.format(1)),
        ("UPDATE meta SET value = 'otro' WHERE key = 'workspace_id'", LOG.format(1)),
    ],
)
def test_finds_what_was_altered_by_hand(path, tmp_path, statement, problem):
    tamper(path, statement)
    with toys.reopen(tmp_path) as workspace:
        problems = workspace.check()
    assert problem in problems
    assert all(one.endswith(".") for one in problems)


def test_many_problems_are_told_in_few_lines(path, tmp_path):
    tamper(path, *(f"INSERT INTO thing(id) VALUES('x{n:03}')" for n in range(60)))
    with toys.reopen(tmp_path, read_only=True) as workspace:
        problems = workspace.check()
    assert len(problems) == 21
    assert problems[-1] == "… y 40 problemas más."
