"""An edit in a field in conflict asks first, and may become the decision."""

import pytest

from pea_desktop.core.errors import ConflictedError, PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Thing


def send(sender: Workspace, receiver: Workspace) -> package.Received:
    path = sender.path.with_suffix(".peapkg")
    package.export(sender, path)
    return package.receive(receiver, path)


def write(workspace: Workspace, **values: object) -> None:
    with workspace.edit("Editar") as session:
        for name, value in values.items():
            setattr(session.get_one(Thing, "t1"), name, value)


def remove(workspace: Workspace) -> None:
    with workspace.edit("Eliminar") as session:
        session.delete(session.get_one(Thing, "t1"))


def thing(workspace: Workspace) -> tuple[str | None, int | None] | None:
    one = workspace.session.get(Thing, "t1", populate_existing=True)
    return (one.name, one.amount) if one else None


class Asked:
    """A person who answers the same each time; remembers what was asked."""

    def __init__(self, answer: bool) -> None:
        self.answer = answer
        self.clashes = []

    def __call__(self, clash):
        self.clashes.append(clash)
        return self.answer


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


@pytest.fixture
def parted(laptops):
    """The same, and both changed the name."""
    a, b = laptops
    write(a, name="de A")
    write(b, name="de B")
    send(b, a)
    send(a, b)
    return a, b


def test_what_was_written_becomes_the_decision(parted):
    a, b = parted
    a.ask_on_clash = asked = Asked(True)
    write(a, name="de los dos")
    assert thing(a) == ("de los dos", 1)
    assert a.conflicts() == []
    assert [(one.conflict_id, one.cells) for one in asked.clashes] == [
        ("t1:name", (("thing", "t1", "name"),))
    ]
    send(a, b)
    assert (thing(b), b.conflicts()) == (("de los dos", 1), [])
    assert a.check() == b.check() == []


def test_the_decision_is_one_step_with_all_that_the_edit_wrote(parted):
    a, _b = parted
    a.ask_on_clash = Asked(True)
    before = len(a.history())
    write(a, name="de los dos", amount=7)
    assert thing(a) == ("de los dos", 7)
    newest = a.history()[0]
    assert (newest.kind, newest.label, len(a.history())) == ("resolve", "Editar", before + 1)


def test_listeners_are_told_of_the_decision_once(parted):
    a, _b = parted
    a.ask_on_clash = Asked(True)
    told = []
    a.subscribe(told.append)
    write(a, name="de los dos")
    assert [(one.label, one.rows) for one in told] == [("Editar", frozenset({("thing", "t1")}))]


def test_a_person_who_does_not_want_it_leaves_all_as_it_was(parted):
    a, _b = parted
    a.ask_on_clash = Asked(False)
    with pytest.raises(ConflictedError) as caught:
        write(a, name="otro", amount=7)
    assert caught.value.is_told
    assert thing(a) == ("de B", 1)
    assert len(a.conflicts()) == 1
    write(a, amount=9)
    assert thing(a) == ("de B", 9)


def test_without_anybody_to_ask_the_edit_is_refused(parted):
    a, _b = parted
    with pytest.raises(ConflictedError, match="Decida primero") as caught:
        write(a, name="otro")
    assert not caught.value.is_told


def test_nobody_is_asked_about_other_fields(parted):
    a, _b = parted
    a.ask_on_clash = asked = Asked(True)
    write(a, amount=5)
    assert asked.clashes == []
    assert len(a.conflicts()) == 1


def test_a_row_in_conflict_goes_when_the_person_says_so(parted):
    a, b = parted
    a.ask_on_clash = asked = Asked(True)
    remove(a)
    assert asked.clashes[0].is_deletion
    assert (thing(a), a.conflicts()) == (None, [])
    send(a, b)
    assert (thing(b), b.conflicts()) == (None, [])
    assert a.check() == b.check() == []


def test_a_delete_that_met_an_edit_is_decided_by_deleting_again(laptops):
    a, b = laptops
    remove(a)
    write(b, name="de B")
    send(b, a)
    a.ask_on_clash = Asked(True)
    remove(a)
    assert (thing(a), a.conflicts()) == (None, [])
    assert a.check() == []


def test_a_row_made_in_the_same_edit_is_made(parted):
    a, _b = parted
    a.ask_on_clash = Asked(True)
    with a.edit("Copiar") as session:
        session.get_one(Thing, "t1").name = "de los dos"
        session.add(Thing(id="t2", name="copia", amount=3))
    assert toys.things(a) == [("copia", 3), ("de los dos", 1)]
    assert a.check() == []


def test_a_decision_made_so_is_not_undone_but_decided_again(parted):
    a, _b = parted
    a.ask_on_clash = Asked(True)
    write(a, name="de los dos")
    with pytest.raises(PeaError, match="vuelva a decidir"):
        a.undo()
    write(a, name="mejor")
    assert a.undo() == "Editar"
    assert thing(a) == ("de los dos", 1)
