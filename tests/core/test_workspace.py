import hashlib
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import DBAPIError

from pea_desktop.core.errors import LockedError, NewerFileError, PeaError
from pea_desktop.core.workspace import Changes, Workspace
from tests.core import toys
from tests.core.toys import Thing


@pytest.fixture
def workspace(tmp_path):
    with toys.create(tmp_path) as made:
        yield made


def bytes_of(folder: Path) -> dict[str, str]:
    """Return the hash of every file of a folder."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }


def refusal(path: Path, folder: Path, **named: bool) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(PeaError) as caught:
        Workspace.open(path, toys.SCHEMA, toys.device(folder, "A"), **named)
    return str(caught.value)


# -- one edit


def test_an_edit_is_one_transaction_one_entry_and_one_undo_step(workspace):
    with workspace.edit("Agregar tres") as session:
        session.add_all([Thing(name="uno"), Thing(name="dos"), Thing(name="tres", amount=3)])
    with workspace.edit("Cambiar todo") as session:
        for thing in session.query(Thing):
            thing.amount = 7

    steps = workspace.history()
    assert [step.label for step in steps] == ["Cambiar todo", "Agregar tres"]
    assert [len(step.changes) for step in steps] == [3, 7]
    assert workspace.undo_label == "Cambiar todo"
    assert workspace.undo() == "Cambiar todo"
    assert toys.things(workspace) == [("dos", None), ("tres", 3), ("uno", None)]
    assert workspace.undo() == "Agregar tres"
    assert toys.things(workspace) == []
    assert workspace.redo() == "Agregar tres"
    assert workspace.redo() == "Cambiar todo"
    assert toys.things(workspace) == [("dos", 7), ("tres", 7), ("uno", 7)]
    assert workspace.check() == []


def test_an_error_inside_an_edit_leaves_no_trace(workspace):
    with workspace.edit("Agregar") as session:
        session.add(Thing(name="uno"))
    told = []
    workspace.subscribe(told.append)
    before = toys.dump(workspace.path)

    with pytest.raises(ZeroDivisionError), workspace.edit("Fallar") as session:
        session.query(Thing).one().name = "otro"
        session.add(Thing(name="dos"))
        session.flush()
        raise ZeroDivisionError

    assert toys.dump(workspace.path) == before
    assert toys.things(workspace) == [("uno", None)]
    assert (told, workspace.undo_label) == ([], "Agregar")
    with workspace.edit("Seguir") as session:
        session.add(Thing(name="tres"))
    assert toys.things(workspace) == [("tres", None), ("uno", None)]
    assert workspace.check() == []


def test_an_edit_that_changes_nothing_writes_nothing(workspace):
    told = []
    workspace.subscribe(told.append)
    with workspace.edit("Agregar") as session:
        session.add(Thing(name="uno", amount=1))
    before = toys.dump(workspace.path)
    with workspace.edit("Nada") as session:
        session.query(Thing).one().amount = 1
    with workspace.edit("Ida y vuelta") as session:
        thing = session.query(Thing).one()
        thing.amount = 2
        session.flush()
        thing.amount = 1
    with workspace.edit("Nace y muere") as session:
        short = Thing(name="breve")
        session.add(short)
        session.flush()
        session.delete(short)
    assert toys.dump(workspace.path) == before
    assert [changes.label for changes in told] == ["Agregar"]


def test_listeners_are_told_after_the_commit_until_they_leave(workspace):
    seen = []

    def listen(changes: Changes) -> None:
        with closing(sqlite3.connect(f"file:{workspace.path}?mode=ro", uri=True)) as other:
            seen.append((changes, other.execute("SELECT name FROM thing").fetchall()))

    leave = workspace.subscribe(listen)
    with workspace.edit("Agregar") as session:
        session.add(Thing(id="t1", name="uno"))
    leave()
    leave()
    with workspace.edit("Otra vez") as session:
        session.add(Thing(name="dos"))
    assert seen == [(Changes("Agregar", frozenset({("thing", "t1")})), [("uno",)])]


def test_a_listener_may_edit(workspace):
    def follow(changes: Changes) -> None:
        if changes.label == "Agregar":
            with workspace.edit("Seguir") as session:
                session.add(Thing(name="dos"))

    workspace.subscribe(follow)
    with workspace.edit("Agregar") as session:
        session.add(Thing(name="uno"))
    assert [step.label for step in workspace.history()] == ["Seguir", "Agregar"]


def test_edits_do_not_nest(workspace):
    with workspace.edit("Antes") as session:
        session.add(Thing(name="cero"))
    with workspace.edit("Afuera") as session:
        session.add(Thing(name="uno"))
        with pytest.raises(RuntimeError), workspace.edit("Adentro"):
            pass
        with pytest.raises(RuntimeError):
            workspace.undo()
    assert toys.things(workspace) == [("cero", None), ("uno", None)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE thing SET name = 'x'",
        "INSERT INTO thing(id) VALUES('x')",
        "DELETE FROM thing",
        "UPDATE meta SET value = 'x'",
        "DROP TRIGGER pea_insert_thing",
    ],
)
def test_writing_outside_an_edit_raises(workspace, statement):
    with workspace.edit("Agregar") as session:
        session.add(Thing(name="uno"))
    before = toys.dump(workspace.path)
    with pytest.raises(DBAPIError):
        workspace.session.execute(text(statement))
    workspace.session.rollback()
    workspace.session.add(Thing(name="dos"))
    with pytest.raises(DBAPIError):
        workspace.session.flush()
    workspace.session.rollback()
    assert toys.dump(workspace.path) == before
    with workspace.edit("Seguir") as session:
        session.add(Thing(name="tres"))
    assert toys.things(workspace) == [("tres", None), ("uno", None)]


def test_rows_changed_outside_an_edit_are_noticed_by_the_next_one(workspace):
    with workspace.edit("Agregar") as session:
        session.add(Thing(name="uno"))
    thing = workspace.session.query(Thing).one()
    thing.name = "a escondidas"
    with pytest.raises(RuntimeError, match="outside edit"), workspace.edit("Otra cosa"):
        pass
    with pytest.raises(RuntimeError, match="outside edit"):
        workspace.undo()
    workspace.session.rollback()
    assert thing.name == "uno"
    with workspace.edit("Bien") as session:
        session.add(Thing(name="dos"))
    assert workspace.check() == []


def test_a_commit_in_the_middle_of_an_edit_is_refused(workspace):
    with pytest.raises(RuntimeError), workspace.edit("Partir") as session:
        session.add(Thing(name="uno"))
        session.commit()
    assert toys.things(workspace) == []
    assert workspace.check() == []


def test_another_thread_is_refused(workspace):
    errors = []

    def write() -> None:
        try:
            with workspace.edit("De lado"):
                pass
        except RuntimeError as error:
            errors.append(str(error))

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert errors == ["a workspace is written by the thread that opened it"]
    with workspace.edit("De frente") as session:
        session.add(Thing(name="uno"))
    assert toys.things(workspace) == [("uno", None)]


def test_the_clock_is_only_a_claim(tmp_path):
    with (
        toys.create(tmp_path, clock=lambda: 4_102_444_800_000) as workspace,
        workspace.edit("En 2100") as session,
    ):
        session.add(Thing(name="uno"))
    with toys.reopen(tmp_path, clock=lambda: 0) as workspace:
        with workspace.edit("En 1970") as session:
            session.add(Thing(name="dos"))
        assert [step.label for step in workspace.history()] == ["En 1970", "En 2100"]
        assert [step.claimed_at for step in workspace.history()] == [0, 4_102_444_800_000]
        assert workspace.undo() == "En 1970"


# -- reading


def test_a_closed_expediente_is_one_file(tmp_path):
    with toys.create(tmp_path) as workspace, workspace.edit("Agregar") as session:
        session.add(Thing(name="uno"))
    workspace.close()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["A.pea"]


def test_undo_survives_closing(tmp_path):
    with toys.create(tmp_path) as workspace, workspace.edit("Agregar") as session:
        session.add(Thing(name="uno"))
    with toys.reopen(tmp_path) as workspace:
        assert workspace.undo() == "Agregar"
        assert toys.things(workspace) == []
    with toys.reopen(tmp_path) as workspace:
        assert workspace.redo_label == "Agregar"
        workspace.redo()
        assert toys.things(workspace) == [("uno", None)]


def test_a_second_writer_is_told_who_has_the_file(tmp_path, workspace):
    with pytest.raises(LockedError) as caught:
        Workspace.open(workspace.path, toys.SCHEMA, toys.device(tmp_path, "B"))
    assert str(caught.value) == (
        "«A.pea» ya está abierto para escribir (Persona A, Equipo A); "
        "ciérrelo ahí e intente de nuevo."
    )
    workspace.close()
    Workspace.open(workspace.path, toys.SCHEMA, toys.device(tmp_path, "B")).close()


def test_a_reader_works_beside_the_writer_and_cannot_write(tmp_path, workspace):
    with workspace.edit("Agregar") as session:
        session.add(Thing(name="uno"))
    with toys.reopen(tmp_path, read_only=True) as reader:
        assert toys.things(reader) == [("uno", None)]
        with workspace.edit("Agregar más") as session:
            session.add(Thing(name="dos"))
        reader.session.commit()
        assert toys.things(reader) == [("dos", None), ("uno", None)]
        assert [step.label for step in reader.history()] == ["Agregar más", "Agregar"]
        with pytest.raises(PeaError) as caught, reader.edit("Escribir"):
            pass
        assert str(caught.value) == "«A.pea» está abierto sólo para consulta."
        with pytest.raises(DBAPIError):
            reader.session.execute(text("DELETE FROM thing"))
        reader.session.rollback()


def test_the_file_is_opened_after_its_writer_was_killed(tmp_path):
    toys.create(tmp_path).close()
    program = (
        "import sys, time; from pathlib import Path; from tests.core import toys\n"
        "w = toys.reopen(Path(sys.argv[1]))\n"
        "with w.edit('Agregar') as s: s.add(toys.Thing(name='uno'))\n"
        "print('listo', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "listo\n"
        with pytest.raises(LockedError):
            toys.reopen(tmp_path)
        child.kill()
    with toys.reopen(tmp_path) as workspace:
        assert toys.things(workspace) == [("uno", None)]
        assert workspace.check() == []


# -- making and opening


def test_two_new_expedientes_are_different(tmp_path):
    with toys.create(tmp_path, "A") as one, toys.create(tmp_path, "B") as other:
        assert one.workspace_id != other.workspace_id


def test_a_new_expediente_never_overwrites(tmp_path):
    (tmp_path / "A.pea").write_text("algo")
    with pytest.raises(PeaError) as caught:
        toys.create(tmp_path)
    assert str(caught.value) == "Ya existe «A.pea»; elija otro nombre."
    assert (tmp_path / "A.pea").read_text() == "algo"


def test_a_new_expediente_needs_its_folder(tmp_path):
    with pytest.raises(PeaError, match="No existe la carpeta"):
        Workspace.create(tmp_path / "no" / "A.pea", toys.SCHEMA, toys.device(tmp_path, "A"))


def test_the_file_says_what_it_is_from_its_first_bytes(tmp_path, workspace):
    head = workspace.path.read_bytes()[:100]
    assert head[:16] == b"SQLite format 3\x00"
    assert head[68:72] == b"PEA1"
    with closing(sqlite3.connect(workspace.path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


FOREIGN = "«ajeno.pea» es de otro programa, no un expediente de PEA; elija un archivo .pea."
DAMAGED = "«ajeno.pea» no es un expediente de PEA o está dañado; elija un archivo .pea."


def make_other_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE clientes (nombre TEXT)")
        db.execute("INSERT INTO clientes VALUES('x')")
        db.commit()


def make_other_program_in_the_middle(path: Path) -> None:
    """Leave what a killed program leaves: rows that are only in the -wal beside."""
    original = path.with_name("vivo.pea")
    with closing(sqlite3.connect(original)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE clientes (nombre TEXT)")
        db.execute("INSERT INTO clientes VALUES('x')")
        db.commit()
        for suffix in ("", "-wal"):
            path.with_name(path.name + suffix).write_bytes(
                original.with_name(original.name + suffix).read_bytes()
            )
    original.unlink()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (make_other_program, FOREIGN),
        (make_other_program_in_the_middle, FOREIGN),
        (lambda path: path.write_text("Una carta, no un expediente.\n" * 20), DAMAGED),
        (lambda path: path.write_bytes(b""), DAMAGED),
        (lambda path: path.write_bytes(b"\0" * 4096), DAMAGED),
        (lambda path: path.write_bytes(b"SQLite format 3\0"), DAMAGED),
        (lambda path: path.mkdir(), "No existe el archivo «{path}»."),
        (lambda path: None, "No existe el archivo «{path}»."),
    ],
    ids=["sqlite", "sqlite-wal", "text", "empty", "zeros", "cut", "folder", "missing"],
)
@pytest.mark.parametrize("read_only", [False, True])
def test_foreign_files_are_refused_and_not_touched(tmp_path, make, sentence, read_only):
    path = tmp_path / "fuera" / "ajeno.pea"
    path.parent.mkdir()
    make(path)
    before = bytes_of(path.parent)
    assert refusal(path, tmp_path, read_only=read_only) == sentence.format(path=path)
    assert bytes_of(path.parent) == before


def test_a_damaged_expediente_is_refused_with_the_way_out(tmp_path):
    with toys.create(tmp_path) as workspace, workspace.edit("Agregar") as session:
        session.add_all([Thing(name="x" * 500) for _ in range(200)])
    data = bytearray((tmp_path / "A.pea").read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    (tmp_path / "A.pea").write_bytes(data)
    assert refusal(tmp_path / "A.pea", tmp_path) == (
        "«A.pea» no es un expediente de PEA o está dañado; "
        "recupere una copia de la carpeta de respaldos."
    )
    assert (tmp_path / "A.pea").read_bytes() == data


def test_a_newer_file_is_refused_politely(tmp_path):
    toys.create(tmp_path, schema=toys.NEWER_SCHEMA).close()
    before = bytes_of(tmp_path)
    with pytest.raises(NewerFileError) as caught:
        toys.reopen(tmp_path)
    assert str(caught.value) == (
        "«A.pea» se hizo con una versión más nueva del programa; "
        "actualice este equipo para abrirlo."
    )
    assert bytes_of(tmp_path) == before


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is a folder nobody can write to")
def test_says_that_a_folder_cannot_be_written(tmp_path):
    with pytest.raises(PeaError, match=r"^No se puede escribir en la carpeta de «A.pea»: .+\.$"):
        Workspace.create(Path("/proc/A.pea"), toys.SCHEMA, toys.device(tmp_path, "A"))


# -- other programs


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE thing SET name = 'x'",
        "INSERT INTO thing(id, name) VALUES('x', 'x')",
        "DELETE FROM thing",
        "INSERT OR REPLACE INTO thing(id, name) SELECT id, 'x' FROM thing",
        "UPDATE thing SET id = 'x'",
    ],
)
def test_another_program_cannot_write_to_the_rows(workspace, statement):
    with workspace.edit("Agregar") as session:
        session.add(Thing(id="t1", name="uno"))
    before = toys.dump(workspace.path)
    with closing(sqlite3.connect(workspace.path)) as other:
        with pytest.raises(sqlite3.Error):
            other.execute(statement)
        other.rollback()
    assert toys.dump(workspace.path) == before


@pytest.mark.parametrize(
    "statement",
    ["UPDATE entry SET bytes = x'00'", "DELETE FROM entry", "DELETE FROM entry WHERE 0=0"],
)
def test_entries_are_kept_as_they_are(workspace, statement):
    with workspace.edit("Agregar") as session:
        session.add(Thing(name="uno"))
    with closing(sqlite3.connect(workspace.path)) as other:
        with pytest.raises(sqlite3.IntegrityError, match="entries are kept as they are"):
            other.execute(statement)
        other.rollback()
    with pytest.raises(DBAPIError), workspace.edit("Borrar huellas") as session:
        session.execute(text(statement))
    assert workspace.check() == []


def test_what_another_program_wrote_before_the_commit_waits_its_turn(workspace):
    with closing(sqlite3.connect(workspace.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        workspace.session.execute(text("SELECT 1"))
        workspace._db.execute("PRAGMA busy_timeout = 50")
        with pytest.raises(PeaError) as caught, workspace.edit("Escribir") as session:
            session.add(Thing(name="uno"))
        assert str(caught.value) == (
            "Otro programa está usando «A.pea»; ciérrelo e intente de nuevo."
        )
        other.execute("ROLLBACK")
    with workspace.edit("Escribir") as session:
        session.add(Thing(name="uno"))
    assert toys.things(workspace) == [("uno", None)]


def test_core_and_bulk_statements_belong_to_the_step(workspace):
    with workspace.edit("Todo a la vez") as session:
        session.execute(insert(Thing), [{"id": f"t{i}", "name": f"n{i}"} for i in range(5)])
        session.execute(update(Thing).where(Thing.id == "t1").values(amount=1))
        session.execute(text("UPDATE thing SET amount = 2 WHERE id = 't2'"))
    assert len(workspace.history()) == 1
    assert workspace.check() == []
    workspace.undo()
    assert toys.things(workspace) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE thing SET name = 'x'", "INSERT INTO thing(id) VALUES('x')"]
)
def test_rows_written_below_the_session_outside_an_edit_are_refused(workspace, statement):
    with workspace.edit("Agregar") as session:
        session.add(Thing(name="uno"))
    with pytest.raises(sqlite3.Error):
        workspace.journal.db.execute(statement)
    assert toys.things(workspace) == [("uno", None)]
    with workspace.edit("Seguir") as session:
        session.add(Thing(name="dos"))
    assert workspace.check() == []


def test_anything_else_written_below_the_session_is_noticed_by_the_next_edit(workspace):
    workspace.journal.db.execute("INSERT INTO meta(key, value) VALUES('x', 1)")
    with pytest.raises(RuntimeError, match="outside edit"), workspace.edit("Otra cosa") as session:
        session.add(Thing(name="uno"))
    with workspace.edit("Seguir") as session:
        session.add(Thing(name="dos"))
    assert toys.things(workspace) == [("dos", None)]
