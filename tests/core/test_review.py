"""Two programs at one file, and histories longer than a person would try."""

import sqlite3
import sys
from contextlib import closing

import pytest

from pea_desktop.core import workspace as workspace_module
from pea_desktop.core.errors import LockedError, PackageError, PeaError
from pea_desktop.core.lock import FileLock
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Thing


def write(workspace, name):
    with workspace.edit(f"Agregar {name}") as session:
        session.add(Thing(name=name))


def test_a_check_beside_a_writer_looks_at_one_moment(tmp_path):
    with toys.create(tmp_path) as writer:
        write(writer, "uno")
        reader = Workspace.open(
            writer.path, toys.SCHEMA, toys.device(tmp_path, "B"), read_only=True
        )
        with reader:
            rounds = []

            def write_meanwhile(statement):
                if "FROM" in statement and len(rounds) < 20:
                    rounds.append(statement)
                    write(writer, f"otro {len(rounds)}")

            reader.journal.db.set_trace_callback(write_meanwhile)
            assert reader.check() == []
            reader.journal.db.set_trace_callback(None)
            assert len(rounds) == 20
            assert reader.check() == []


def test_a_reader_sees_one_moment_of_a_file_that_is_written(tmp_path):
    with toys.create(tmp_path) as writer:
        write(writer, "uno")
        with Workspace.open(
            writer.path, toys.SCHEMA, toys.device(tmp_path, "B"), read_only=True
        ) as reader:
            heads = [log.head for log in reader.journal.logs().values()]
            write(writer, "dos")
            assert [log.head for log in reader.journal.logs().values()] == heads
            assert toys.things(reader) == [("uno", None)]


def test_a_file_is_locked_by_whatever_name_it_is_opened(tmp_path):
    with toys.create(tmp_path) as workspace:
        link = tmp_path / "otro nombre.pea"
        link.symlink_to(workspace.path)
        with pytest.raises(LockedError):
            Workspace.open(link, toys.SCHEMA, toys.device(tmp_path, "B"))


def test_who_creates_a_file_second_does_not_destroy_the_first(tmp_path, monkeypatch):
    path = tmp_path / "A.pea"

    def first_comes_another(locked, holder):
        monkeypatch.undo()
        with toys.create(tmp_path, "A") as faster:
            write(faster, "uno")
            assert faster.path == path
        return FileLock(locked, holder)

    monkeypatch.setattr(workspace_module, "FileLock", first_comes_another)
    with pytest.raises(PeaError, match="Ya existe"):
        Workspace.create(path, toys.SCHEMA, toys.device(tmp_path, "A"))
    with toys.reopen(tmp_path, "A") as workspace:
        assert toys.things(workspace) == [("uno", None)]


def test_what_was_done_and_undone_very_often_is_undone_once_more(tmp_path):
    limit = sys.getrecursionlimit()
    with toys.create(tmp_path) as workspace:
        write(workspace, "uno")
        thing = toys.thing(workspace, "uno")
        for amount in range(450):
            with workspace.edit("Cambiar") as session:
                session.get(Thing, thing.id).amount = amount
            workspace.undo()
        sys.setrecursionlimit(300)
        try:
            workspace.redo()
            workspace.undo()
            workspace.undo()
        finally:
            sys.setrecursionlimit(limit)
        assert toys.things(workspace) == []


CLAIMS = "Los datos de la bitácora de «{0}» no concuerdan con sus cambios."


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DELETE FROM seen", CLAIMS),
        ("UPDATE seen SET target_seq = 1", CLAIMS),
        ("INSERT INTO seen SELECT log, seq, k + 1, target, target_seq FROM seen", CLAIMS),
        ("UPDATE entry SET kind = 'resolve' WHERE id >> 40 = 2", CLAIMS),
        ("UPDATE entry SET undoes = 1 WHERE id >> 40 = 2", CLAIMS),
        ("UPDATE log SET author = 'Otra' WHERE no = 2", CLAIMS),
        ("UPDATE log SET parent = 1 WHERE no = 2", CLAIMS),
        (
            "UPDATE log SET parent = 7 WHERE no = 2",
            "La bitácora de «Equipo B» no concuerda a partir del cambio 1.",
        ),
        ("DELETE FROM log WHERE no = 2", "Hay cambios que no son de ninguna bitácora."),
        ("DELETE FROM hist", "Los valores vigentes no concuerdan con la bitácora."),
        (
            "INSERT INTO pend(tbl, row, field, old, new) VALUES('thing', 'x', 'name', '', 'y')",
            "Hay cambios que otro programa dejó a medias.",
        ),
    ],
)
def test_the_audit_finds_bookkeeping_that_was_altered_by_hand(tmp_path, statement, problem):
    sent = tmp_path / "uno.peapkg"
    with toys.create(tmp_path, "A") as one:
        write(one, "uno")
        write(one, "dos")
        package.export(one, sent)
        path = one.path
    other = toys.device(tmp_path, "B")
    workspace, _received = package.receive_new(tmp_path / "B.pea", sent, toys.SCHEMA, other)
    with workspace:
        write(workspace, "tres")
        assert workspace.check() == []
        path = workspace.path
    with closing(sqlite3.connect(path)) as db:
        kept = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'"
        triggers = db.execute(kept).fetchall()
        for name, _sql in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(statement)
        for _name, sql in triggers:
            db.execute(sql)
        db.commit()
    with Workspace.open(path, toys.SCHEMA, other, read_only=True) as workspace:
        assert workspace.check() == [problem.format(other.fingerprint)]


def test_an_entry_that_names_a_row_and_changes_nothing_of_it_is_refused(tmp_path):
    sent = tmp_path / "a mano.peapkg"
    sent.write_bytes(
        toys.package_of(toys.device(tmp_path, "B"), [toys.entry(1, ["thing", "t", []])])
    )
    with toys.create(tmp_path, workspace_id=toys.WORKSPACE_ID) as workspace:
        with pytest.raises(PackageError, match="dañado"):
            package.receive(workspace, sent)
        assert workspace.history() == []
