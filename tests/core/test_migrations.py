import sqlite3
from contextlib import closing

import pytest

from pea_desktop.core.errors import PeaError
from pea_desktop.core.migrations import Schema
from pea_desktop.core.workspace import Workspace
from tests.core import toys
from tests.core.toys import NewerThing, Tag, Thing


def with_one_thing(folder):
    with toys.create(folder) as workspace, workspace.edit("Agregar") as session:
        session.add(Thing(name="uno"))


def backups(folder, reason):
    return sorted((folder / "casa-A" / "backups").glob(f"A-*-{reason}-*.pea"))


def test_an_older_file_is_brought_forward_after_a_backup(tmp_path):
    with_one_thing(tmp_path)
    with toys.reopen(tmp_path, schema=toys.NEWER_SCHEMA) as workspace:
        with workspace.edit("Pesar") as session:
            session.query(NewerThing).one().weight = 12
            session.add(Tag(word="nueva"))
        assert workspace.check() == []
        assert [len(step.changes) for step in workspace.history()] == [3, 2]
        assert toys.dump(workspace.path)["thing"][0][1:] == (
            "uno", None, None, None, None, None, 12,
        )  # fmt: skip
    (backup,) = backups(tmp_path, "version")
    with Workspace.open(backup, toys.SCHEMA, toys.device(tmp_path, "A"), read_only=True) as old:
        assert toys.things(old) == [("uno", None)]
        assert old.check() == []


def test_a_failing_migration_leaves_the_file_as_it_was(tmp_path):
    with_one_thing(tmp_path)
    before = toys.dump(tmp_path / "A.pea")

    def fail(db):
        db.execute("ALTER TABLE thing ADD COLUMN weight INTEGER")
        db.execute("UPDATE meta SET value = 'perdida'")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        toys.reopen(tmp_path, schema=Schema(toys.NewerBase.metadata, (toys.first, fail)))
    assert toys.dump(tmp_path / "A.pea") == before
    assert len(backups(tmp_path, "version")) == 1
    with toys.reopen(tmp_path) as workspace:
        assert toys.things(workspace) == [("uno", None)]
        assert workspace.check() == []


def test_a_migration_that_sqlite_refuses_is_one_sentence(tmp_path):
    with_one_thing(tmp_path)
    wrong = Schema(toys.NewerBase.metadata, (toys.first, lambda db: db.execute("ALTER TABLE x")))
    with pytest.raises(PeaError, match=r"^No se pudo usar «A\.pea»: .+\.$"):
        toys.reopen(tmp_path, schema=wrong)
    toys.reopen(tmp_path).close()


def test_an_older_file_that_is_only_read_stays_as_it_is(tmp_path):
    with_one_thing(tmp_path)
    before = (tmp_path / "A.pea").read_bytes()
    with toys.reopen(tmp_path, schema=toys.NEWER_SCHEMA, read_only=True) as reader:
        [thing] = reader.session.query(NewerThing)
        assert (thing.name, thing.weight) == ("uno", None)
        assert reader.check() == []
        assert len(reader.history()) == 1
        with pytest.raises(PeaError, match="abierto sólo para consulta"), reader.edit("Pesar"):
            pass
    assert (tmp_path / "A.pea").read_bytes() == before
    assert backups(tmp_path, "version") == []
    assert [path.name for path in tmp_path.glob("A.pea*")] == ["A.pea"]
    with toys.reopen(tmp_path) as workspace:
        assert toys.things(workspace) == [("uno", None)]


def test_a_migration_that_fails_on_the_copy_is_one_sentence(tmp_path):
    with_one_thing(tmp_path)
    wrong = Schema(toys.NewerBase.metadata, (toys.first, lambda db: db.execute("ALTER TABLE x")))
    with pytest.raises(PeaError, match=r"^No se pudo usar «A\.pea»: .+\.$"):
        toys.reopen(tmp_path, schema=wrong, read_only=True)
    toys.reopen(tmp_path).close()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER pea_update_thing_name",
        "DROP TRIGGER pea_insert_thing",
        "DROP TRIGGER pea_delete_note",
        "DROP TRIGGER pea_key_thing",
        "DROP TABLE note",
    ],
)
def test_a_file_that_would_not_note_its_changes_is_not_opened_for_writing(tmp_path, statement):
    with_one_thing(tmp_path)
    with closing(sqlite3.connect(tmp_path / "A.pea")) as other:
        other.execute(statement)
        other.commit()
    with pytest.raises(PeaError) as caught:
        toys.reopen(tmp_path)
    assert str(caught.value) == (
        "Otro programa alteró este expediente y ya no registra sus cambios; no se escribirá en él. "
        "Recupere un respaldo o reciba un paquete completo de otro equipo."
    )


def test_an_altered_trigger_is_noticed(tmp_path):
    with_one_thing(tmp_path)
    with closing(sqlite3.connect(tmp_path / "A.pea")) as other:
        other.execute("DROP TRIGGER pea_insert_thing")
        other.execute("CREATE TRIGGER pea_insert_thing AFTER INSERT ON thing BEGIN SELECT 1; END")
        other.commit()
    with pytest.raises(PeaError, match="ya no registra sus cambios"):
        toys.reopen(tmp_path)
    with toys.reopen(tmp_path, read_only=True) as reader:
        assert toys.things(reader) == [("uno", None)]
