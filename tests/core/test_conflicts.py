from collections.abc import Callable

import pytest

from pea_desktop.core.errors import ConflictedError, PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Thing

Laptops = tuple[Workspace, Workspace]


def send(sender: Workspace, receiver: Workspace) -> package.Received:
    path = sender.path.with_suffix(".peapkg")
    package.export(sender, path)
    return package.receive(receiver, path)


def meet(laptops: Laptops) -> None:
    """Exchange both ways; both show the same."""
    a, b = laptops
    send(a, b)
    send(b, a)
    assert toys.dump(a.path)["thing"] == toys.dump(b.path)["thing"]
    assert a.conflicts() == b.conflicts()
    assert a.check() == b.check() == []


def write(workspace: Workspace, **values: object) -> None:
    with workspace.edit("Editar") as session:
        for name, value in values.items():
            setattr(session.get_one(Thing, "t1"), name, value)


def remove(workspace: Workspace) -> None:
    with workspace.edit("Eliminar") as session:
        session.delete(session.get_one(Thing, "t1"))


def row(workspace: Workspace) -> tuple[str | None, int | None] | None:
    one = workspace.session.get(Thing, "t1", populate_existing=True)
    return (one.name, one.amount) if one else None


@pytest.fixture
def laptops(tmp_path):
    """Two laptops that share one thing, «antes» with 1."""
    with toys.create(tmp_path) as a:
        with a.edit("Agregar") as session:
            session.add(Thing(id="t1", name="antes", amount=1))
        package.export(a, tmp_path / "A.peapkg")
        device = toys.device(tmp_path, "B")
        with package.receive_new(tmp_path / "B.pea", tmp_path / "A.peapkg", toys.SCHEMA, device)[
            0
        ] as b:
            yield a, b


def test_different_fields_of_one_row_merge(laptops):
    a, b = laptops
    write(a, name="de A")
    write(b, amount=2)
    meet(laptops)
    assert row(a) == ("de A", 2)
    assert a.conflicts() == []


def test_two_values_of_one_field_are_kept_until_somebody_decides(laptops):
    a, b = laptops
    write(a, name="de A")
    write(b, name="de B")
    assert send(b, a).conflicts == 1
    meet(laptops)
    (conflict,) = a.conflicts()
    assert (conflict.id, conflict.kind, conflict.ancestor) == ("t1:name", "value", "antes")
    assert [(v.value, v.author, v.device) for v in conflict.values] == [
        ("de A", "Persona A", "Equipo A"), ("de B", "Persona B", "Equipo B"),
    ]  # fmt: skip
    assert conflict.shown == "de B"
    assert row(a) == row(b) == ("de B", 1)
    assert a.conflict_cells() == {("t1", "name")}


def test_a_field_in_conflict_cannot_be_edited_but_others_can(laptops):
    a, b = laptops
    write(a, name="de A")
    write(b, name="de B")
    meet(laptops)
    for forbidden in (lambda: write(a, name="forzado"), lambda: remove(a)):
        with pytest.raises(ConflictedError) as caught:
            forbidden()
        assert str(caught.value) == (
            "Este dato está en conflicto: dos equipos lo cambiaron a la vez. "
            "Decida primero qué valor queda, en Sincronizar."
        )
    write(a, amount=3)
    assert row(a) == ("de B", 3)
    assert len(a.conflicts()) == 1


@pytest.mark.parametrize(
    ("decide", "value"),
    [
        (lambda w: w.resolve("t1:name", value="de A"), "de A"),
        (lambda w: w.resolve("t1:name", keep=True), "de B"),
        (lambda w: w.resolve("t1:name", value="acordado"), "acordado"),
        (lambda w: w.resolve("t1:name", value=None), None),
    ],
)
def test_a_decision_ends_the_conflict_everywhere(
    laptops, decide: Callable[[Workspace], None], value
):
    a, b = laptops
    write(a, name="de A")
    write(b, name="de B")
    meet(laptops)
    decide(a)
    assert (row(a), a.conflicts(), a.conflict_cells()) == ((value, 1), [], set())
    assert send(a, b).conflicts == 0
    meet(laptops)
    assert (row(b), b.conflicts()) == ((value, 1), [])
    assert a.history()[0].kind == "resolve"
    with pytest.raises(PeaError, match="vuelva a decidir"):
        a.undo()
    write(b, name="después")
    meet(laptops)
    assert row(a) == ("después", 1)


def test_two_different_decisions_are_one_new_conflict_and_two_equal_ones_none(laptops):
    a, b = laptops
    write(a, name="de A")
    write(b, name="de B")
    meet(laptops)
    a.resolve("t1:name", value="una")
    b.resolve("t1:name", value="otra")
    meet(laptops)
    (conflict,) = a.conflicts()
    assert sorted(v.value for v in conflict.values) == ["otra", "una"]
    a.resolve("t1:name", value="la misma")
    b.resolve("t1:name", value="la misma")
    meet(laptops)
    assert a.conflicts() == []


def test_two_decisions_for_opposite_sides_go_back_to_what_both_began_with(laptops):
    a, b = laptops
    write(a, name="de A")
    write(b, name="de B")
    meet(laptops)
    a.resolve("t1:name", value="de A")
    b.resolve("t1:name", value="de B")
    meet(laptops)
    (conflict,) = a.conflicts()
    # Neither decision is the other one taken back: a person looks at both again.
    assert (conflict.kind, conflict.ancestor) == ("value", "antes")
    assert {one.value for one in conflict.values} == {"de A", "de B"}


def test_equal_values_are_no_conflict(laptops):
    a, b = laptops
    write(a, name="igual")
    write(b, name="igual")
    meet(laptops)
    assert a.conflicts() == []
    write(a, name="otro")
    meet(laptops)
    assert row(b) == ("otro", 1)


def test_a_change_taken_back_beside_an_edit_is_a_soft_conflict(laptops):
    a, b = laptops
    write(a, name="de A")
    write(a, name="antes")
    write(b, name="de B")
    meet(laptops)
    (conflict,) = a.conflicts()
    assert (conflict.kind, conflict.shown) == ("soft", "de B")
    assert row(a) == ("de B", 1)


@pytest.mark.parametrize("deleter", [0, 1])
def test_a_delete_against_an_edit_keeps_the_row_in_sight(laptops, deleter):
    remove(laptops[deleter])
    write(laptops[1 - deleter], name="editada")
    meet(laptops)
    for workspace in laptops:
        assert row(workspace) == ("editada", 1)
        (conflict,) = workspace.conflicts()
        assert (conflict.id, conflict.kind) == ("t1:_alive", "delete_edit")
        assert [(v.value, v.field) for v in conflict.values] == [
            (None, "_alive"), ("editada", "name"),
        ]  # fmt: skip


@pytest.mark.parametrize(("keep", "left"), [(True, ("editada", 1)), (False, None)])
def test_a_delete_against_an_edit_is_decided_by_keeping_or_deleting(laptops, keep, left):
    a, b = laptops
    remove(a)
    write(b, name="editada")
    meet(laptops)
    for wrong in ({"value": "x"}, {"keep": True, "delete": True}, {}):
        with pytest.raises(PeaError, match="elija conservarlo o eliminarlo"):
            a.resolve("t1:_alive", **wrong)
    a.resolve("t1:_alive", keep=keep, delete=not keep)
    assert row(a) == left
    meet(laptops)
    assert (row(b), b.conflicts()) == (left, [])


def test_both_deleted_is_no_conflict(laptops):
    a, b = laptops
    remove(a)
    remove(b)
    meet(laptops)
    assert (row(a), a.conflicts()) == (None, [])


def test_both_made_the_same_row_with_a_natural_key(laptops):
    a, b = laptops
    for workspace, name in ((a, "igual"), (b, "igual")):
        with workspace.edit("Agregar") as session:
            session.add(Thing(id="natural", name=name, amount=7))
    meet(laptops)
    assert a.conflicts() == []
    assert len(toys.dump(a.path)["thing"]) == 2


@pytest.mark.parametrize("wrong", ["t1:name", "nada", "", ":", "t1:no_hay", "t9:name"])
def test_a_conflict_that_is_not_open_cannot_be_decided(laptops, wrong):
    with pytest.raises(PeaError) as caught:
        laptops[0].resolve(wrong, value="x")
    assert str(caught.value) == f"No hay un conflicto abierto «{wrong}»."


def test_a_conflict_of_values_does_not_delete_the_row(laptops):
    a, b = laptops
    write(a, name="de A")
    write(b, name="de B")
    meet(laptops)
    with pytest.raises(PeaError, match="elija qué valor queda; el renglón no se elimina"):
        a.resolve("t1:name", delete=True)
