import pytest

from pea_desktop.core.history import FieldChange
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Thing


@pytest.fixture
def workspace(tmp_path):
    with toys.create(tmp_path, clock=lambda: 1_681_920_000_000) as made:
        with made.edit("Crear", kind="create") as session:
            session.add(Thing(id="t1", name="uno"))
        with made.edit("Editar") as session:
            session.get_one(Thing, "t1").name = "dos"
            session.add(Thing(id="t2", amount=2))
        yield made


def test_tells_who_did_what_newest_first(workspace):
    workspace.undo()
    steps = workspace.history()
    assert [(s.kind, s.label, s.author, s.device, s.claimed_at) for s in steps] == [
        ("undo", "Deshacer: Editar", "Persona A", "Equipo A", 1_681_920_000_000),
        ("edit", "Editar", "Persona A", "Equipo A", 1_681_920_000_000),
        ("create", "Crear", "Persona A", "Equipo A", 1_681_920_000_000),
    ]
    assert len({step.id for step in steps}) == 3


def test_tells_before_and_after(workspace):
    newest = workspace.history()[0]
    assert set(newest.changes) == {
        FieldChange("thing", "t1", "name", "uno", "dos"),
        FieldChange("thing", "t2", "_alive", 0, 1),
        FieldChange("thing", "t2", "amount", None, 2),
    }


def test_tells_only_what_reached_a_row(workspace):
    steps = workspace.history({"t2"})
    assert [step.label for step in steps] == ["Editar"]
    assert {change.row for change in steps[0].changes} == {"t2"}
    assert workspace.history({"no existe"}) == []
    assert workspace.history(set()) == []


def test_is_the_same_on_every_laptop(workspace, tmp_path):
    package.export(workspace, tmp_path / "A.peapkg")
    b, _received = package.receive_new(
        tmp_path / "B.pea", tmp_path / "A.peapkg", toys.SCHEMA, toys.device(tmp_path, "B")
    )
    with b:
        with workspace.edit("A aparte") as session:
            session.get_one(Thing, "t1").name = "de A"
        with b.edit("B aparte") as session:
            session.get_one(Thing, "t1").name = "de B"
        package.export(b, tmp_path / "B.peapkg")
        package.export(workspace, tmp_path / "A.peapkg")
        package.receive(workspace, tmp_path / "B.peapkg")
        package.receive(b, tmp_path / "A.peapkg")
        assert workspace.history() == b.history()
        assert workspace.history({"t1"}) == b.history({"t1"})
        befores = {c.before for step in b.history()[:2] for c in step.changes}
        assert befores == {"dos"}
