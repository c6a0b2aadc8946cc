"""Undo and redo of a laptop's own edits: whole, or refused with a sentence."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete

from pea_desktop.core.base import natural_id
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Note, Thing

NATURAL = natural_id("toy", 1)
CHANGED = (
    "No se puede deshacer ni rehacer «{label}»: algo de lo que tocó cambió después. "
    "Corríjalo a mano; el historial guarda todos los valores."
)


@pytest.fixture
def a(tmp_path):
    with toys.create(tmp_path) as made:
        with made.edit("Crear", kind="create") as session:
            session.add(Thing(id="uno", name="uno", amount=1))
            session.add(Thing(id="dos", name="dos", amount=2))
        yield made


@pytest.fixture
def b(a, tmp_path):
    package.export(a, tmp_path / "todo.peapkg")
    made, _received = package.receive_new(
        tmp_path / "B.pea", tmp_path / "todo.peapkg", toys.SCHEMA, toys.device(tmp_path, "B")
    )
    with made:
        yield made


def send(sender: Workspace, receiver: Workspace) -> None:
    path = sender.path.with_suffix(".peapkg")
    package.export(sender, path)
    assert package.receive(receiver, path).applied


def write(workspace: Workspace, label: str, row: str = "uno", **fields: object) -> None:
    """Set fields of a thing in one edit, inserting it where it is missing."""
    with workspace.edit(label) as session:
        found = session.get(Thing, row)
        if found is None:
            session.add(Thing(id=row, **fields))
            return
        for name, value in fields.items():
            setattr(found, name, value)


def drop(workspace: Workspace, label: str, row: str = "uno") -> None:
    """Delete a thing and its notes in one edit, as an area does."""
    with workspace.edit(label) as session:
        session.execute(delete(Note).where(Note.thing_id == row))
        session.execute(delete(Thing).where(Thing.id == row))


def notes(workspace: Workspace) -> list[tuple[str | None, str | None]]:
    rows = workspace.session.query(Note).populate_existing().all()
    return sorted((note.thing_id, note.text) for note in rows)


# -- whole


def test_an_edit_of_many_cells_and_rows_goes_back_as_one_step(a):
    with a.edit("Llenar") as session:
        session.get_one(Thing, "uno").name = "otro"
        session.get_one(Thing, "uno").amount = 10
        session.delete(session.get_one(Thing, "dos"))
        session.add(Thing(name="tres", amount=3))
    filled = toys.things(a)

    assert a.undo() == "Llenar"
    assert toys.things(a) == [("dos", 2), ("uno", 1)]
    assert a.redo() == "Llenar"
    assert toys.things(a) == filled == [("otro", 10), ("tres", 3)]
    assert a.check() == []


def test_steps_go_back_one_by_one_and_come_again_in_order(a):
    write(a, "Primero", name="x")
    write(a, "Segundo", name="y")
    write(a, "Tercero", amount=9)

    assert [a.undo(), a.undo(), a.undo()] == ["Tercero", "Segundo", "Primero"]
    assert toys.things(a) == [("dos", 2), ("uno", 1)]
    assert [a.redo(), a.redo(), a.redo()] == ["Primero", "Segundo", "Tercero"]
    assert toys.things(a) == [("dos", 2), ("y", 9)]
    assert [a.undo(), a.redo(), a.undo(), a.undo()] == ["Tercero", "Tercero", "Tercero", "Segundo"]
    assert toys.things(a) == [("dos", 2), ("x", 1)]


def test_the_menu_says_what_would_be_undone_and_done_again(a):
    assert (a.undo_label, a.redo_label) == (None, None)
    write(a, "Editar celda", name="x")
    assert (a.undo_label, a.redo_label) == ("Editar celda", None)
    a.undo()
    assert (a.undo_label, a.redo_label) == (None, "Editar celda")


def test_making_the_expediente_is_not_undone(a):
    with pytest.raises(PeaError, match=r"^No hay nada que deshacer de este equipo\.$"):
        a.undo()
    assert toys.things(a) == [("dos", 2), ("uno", 1)]


def test_there_is_nothing_to_do_again_after_a_new_edit(a):
    write(a, "Primero", name="x")
    a.undo()
    write(a, "Otra cosa", "dos", amount=22)

    assert a.redo_label is None
    with pytest.raises(PeaError, match=r"^No hay nada que rehacer\.$"):
        a.redo()
    assert a.undo() == "Otra cosa"
    assert a.redo_label == "Otra cosa"


def test_undo_and_redo_survive_closing(a, tmp_path):
    write(a, "Primero", name="x")
    write(a, "Segundo", name="y")
    a.undo()
    a.close()

    with toys.reopen(tmp_path) as again:
        assert (again.undo_label, again.redo_label) == ("Primero", "Segundo")
        assert again.redo() == "Segundo"
        assert toys.things(again) == [("dos", 2), ("y", 1)]
        assert [again.undo(), again.undo()] == ["Segundo", "Primero"]
        assert toys.things(again) == [("dos", 2), ("uno", 1)]


def test_undo_is_an_entry_of_its_own_and_loses_no_value(a):
    write(a, "Renombrar", name="x")
    a.undo()

    newest, edit, _created = a.history({"uno"})
    assert (newest.kind, newest.label) == ("undo", "Deshacer: Renombrar")
    assert [(c.field, c.before, c.after) for c in newest.changes] == [("name", "x", "uno")]
    assert [(c.field, c.before, c.after) for c in edit.changes] == [("name", "uno", "x")]


def test_listeners_hear_of_an_undo(a):
    heard = []
    write(a, "Renombrar", name="x")
    a.subscribe(heard.append)
    a.undo()
    assert [(c.label, c.rows) for c in heard] == [("Deshacer: Renombrar", {("thing", "uno")})]


# -- rows that go and come


def test_a_deletion_comes_back_with_its_children(a):
    with a.edit("Anotar") as session:
        session.add(Note(id="n1", thing_id="uno", position=1, text="primera"))
        session.add(Note(id="n2", thing_id="uno", position=2, text="segunda"))
    drop(a, "Borrar")
    assert (toys.things(a), notes(a)) == ([("dos", 2)], [])

    assert a.undo() == "Borrar"
    assert toys.things(a) == [("dos", 2), ("uno", 1)]
    assert notes(a) == [("uno", "primera"), ("uno", "segunda")]
    assert a.redo() == "Borrar"
    assert (toys.things(a), notes(a)) == ([("dos", 2)], [])
    assert a.check() == []


def test_a_row_of_a_natural_key_deleted_and_made_again_goes_all_the_way_back(a):
    write(a, "Crear", NATURAL, name="antes", amount=7)
    drop(a, "Borrar", NATURAL)
    write(a, "Crear otra vez", NATURAL, name="después")
    assert toys.things(a) == [("después", None), ("dos", 2), ("uno", 1)]

    assert a.undo() == "Crear otra vez"
    assert toys.things(a) == [("dos", 2), ("uno", 1)]
    assert a.undo() == "Borrar"
    assert toys.things(a) == [("antes", 7), ("dos", 2), ("uno", 1)]
    assert a.undo() == "Crear"
    assert toys.things(a) == [("dos", 2), ("uno", 1)]
    assert [a.redo(), a.redo(), a.redo()] == ["Crear", "Borrar", "Crear otra vez"]
    assert toys.things(a) == [("después", None), ("dos", 2), ("uno", 1)]
    assert a.check() == []


def test_a_row_made_again_after_undoing_its_birth_starts_empty(a):
    write(a, "Crear", NATURAL, name="antes", amount=7)
    a.undo()
    write(a, "Crear otra vez", NATURAL, name="después")
    assert toys.things(a) == [("después", None), ("dos", 2), ("uno", 1)]


def test_a_row_held_by_the_screen_is_made_again_after_an_undo(a):
    write(a, "Crear", NATURAL, name="antes")
    held = a.session.get_one(Thing, NATURAL)
    a.undo()
    write(a, "Crear otra vez", NATURAL, name="después")
    assert toys.things(a) == [("después", None), ("dos", 2), ("uno", 1)]
    assert held is not None


def test_a_row_born_and_gone_within_one_edit_is_no_step(a):
    write(a, "Crear", NATURAL, name="antes")
    drop(a, "Borrar", NATURAL)
    with a.edit("Ida y vuelta") as session:
        session.add(Thing(id=NATURAL, name="fugaz"))
        session.flush()
        session.execute(delete(Thing).where(Thing.id == NATURAL))
    assert a.undo_label == "Borrar"
    assert len(a.history()) == 3


# -- refused


def test_a_foreign_value_in_between_is_noticed(a, b):
    write(a, "De A", name="de A")
    send(a, b)
    write(b, "De B", name="de B")
    send(b, a)

    with pytest.raises(PeaError) as refused:
        a.undo()
    assert str(refused.value) == CHANGED.format(label="De A")
    assert toys.things(a) == [("de B", 1), ("dos", 2)]
    assert a.undo_label == "De A"


def test_a_step_with_one_field_changed_since_is_refused_whole(a, b):
    write(a, "Dos campos", name="x", amount=5)
    send(a, b)
    write(b, "Uno de ellos", amount=6)
    send(b, a)

    with pytest.raises(PeaError, match="algo de lo que tocó cambió después"):
        a.undo()
    assert toys.things(a) == [("dos", 2), ("x", 6)]


def test_a_foreign_change_of_another_field_does_not_matter(a, b):
    write(a, "De A", name="de A")
    send(a, b)
    write(b, "De B", amount=11)
    send(b, a)

    assert a.undo() == "De A"
    assert toys.things(a) == [("dos", 2), ("uno", 11)]


def test_an_equal_value_of_another_laptop_is_noticed_too(a, b):
    write(a, "De A", name="igual")
    write(b, "De B", name="igual")
    send(b, a)
    with pytest.raises(PeaError, match="algo de lo que tocó cambió después"):
        a.undo()
    assert toys.things(a) == [("dos", 2), ("igual", 1)]


def test_only_this_laptops_own_edits_are_undone(a, b):
    write(b, "De B", name="de B")
    send(b, a)
    with pytest.raises(PeaError, match="No hay nada que deshacer de este equipo"):
        a.undo()
    assert b.undo() == "De B"


def test_a_new_row_that_somebody_filled_in_is_not_taken_away(a, b):
    write(a, "Crear", "tres", name="tres")
    send(a, b)
    write(b, "Completar", "tres", amount=3)
    send(b, a)
    with pytest.raises(PeaError) as refused:
        a.undo()
    assert str(refused.value) == CHANGED.format(label="Crear")
    assert toys.things(a) == [("dos", 2), ("tres", 3), ("uno", 1)]


def test_an_edit_of_a_row_that_somebody_deleted_stays(a, b):
    write(a, "De A", name="de A")
    send(a, b)
    drop(b, "Borrar")
    send(b, a)
    with pytest.raises(PeaError) as refused:
        a.undo()
    assert str(refused.value) == CHANGED.format(label="De A")
    assert toys.things(a) == [("dos", 2)]


def test_a_deletion_is_not_done_again_over_what_came_since(a, b):
    drop(a, "Borrar")
    a.undo()
    send(a, b)
    write(b, "De B", amount=50)
    send(b, a)

    with pytest.raises(PeaError) as refused:
        a.redo()
    assert str(refused.value) == CHANGED.format(label="Borrar")
    assert toys.things(a) == [("dos", 2), ("uno", 50)]


def test_doing_a_birth_again_decides_no_conflict(a, b):
    write(a, "Crear", "tres", name="tres")
    send(a, b)
    a.undo()
    write(b, "Completar", "tres", amount=3)
    send(b, a)
    assert [c.kind for c in a.conflicts()] == ["delete_edit"]

    with pytest.raises(PeaError) as refused:
        a.redo()
    assert str(refused.value) == CHANGED.format(label="Crear")
    assert [c.kind for c in a.conflicts()] == ["delete_edit"]
    assert toys.things(a) == [("dos", 2), ("tres", 3), ("uno", 1)]


def test_a_decision_is_not_undone_but_taken_again(a, b):
    write(a, "Antes", "dos", amount=20)
    write(a, "De A", name="de A")
    write(b, "De B", name="de B")
    send(b, a)
    a.resolve("uno:name", value="acordado")

    with pytest.raises(PeaError) as refused:
        a.undo()
    assert str(refused.value) == (
        "La decisión de un conflicto no se deshace: vuelva a decidir qué valor queda."
    )
    assert toys.things(a) == [("acordado", 1), ("dos", 20)]
    write(a, "Después", "dos", amount=21)
    assert a.undo() == "Después"


def test_a_refused_undo_leaves_no_entry(a, b, tmp_path):
    write(a, "De A", name="de A")
    send(a, b)
    write(b, "De B", name="de B")
    send(b, a)
    before = toys.dump(a.path)
    with pytest.raises(PeaError):
        a.undo()
    assert toys.dump(a.path) == before


def test_an_undo_travels_as_an_ordinary_change(a, b):
    write(a, "De A", name="de A")
    send(a, b)
    a.undo()
    send(a, b)
    assert toys.things(b) == [("dos", 2), ("uno", 1)]
    assert (b.conflicts(), b.undo_label) == ([], None)


def test_each_continuation_of_a_restored_file_undoes_its_own_edits(a, tmp_path):
    a.close()
    shutil.copy(a.path, tmp_path / "respaldo.pea")
    lost = toys.reopen(tmp_path)
    write(lost, "Se pierde", name="perdido")
    restored = Workspace.open(
        Path(tmp_path / "respaldo.pea"), toys.SCHEMA, toys.device(tmp_path, "A")
    )
    write(restored, "Sigue", "dos", amount=22)
    send(lost, restored)

    assert restored.undo() == "Sigue"
    assert toys.things(restored) == [("dos", 2), ("perdido", 1)]
    with pytest.raises(PeaError, match="No hay nada que deshacer"):
        restored.undo()
    lost.close()
    restored.close()
