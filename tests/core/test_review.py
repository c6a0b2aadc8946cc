"""Two programs at one file, and histories longer than a person would try."""

import sys

import pytest

from pea_desktop.core import workspace as workspace_module
from pea_desktop.core.errors import LockedError, PeaError
from pea_desktop.core.lock import FileLock
from pea_desktop.core.workspace import Workspace
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
