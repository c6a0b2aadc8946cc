import pytest

from pea_desktop.core.history import FieldChange
from pea_desktop.core.workspace import Workspace
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


def test_of_a_long_entry_tells_what_the_whole_history_tells(tmp_path):
    with toys.create(tmp_path) as made:
        with made.edit("Importar") as session:
            session.add_all(Thing(id=f"t{n}", name=f"texto {n} " + "ñ" * 50) for n in range(1500))
            session.add(Thing(id="larga", name="é" * 70_000))
            session.add(Thing(id="cita", name='["thing","t7",[["name","falso"]]],"c":[["'))
        with made.edit("Editar") as session:
            for row in ("t7", "larga", "cita"):
                session.get_one(Thing, row).name = "otro"
        made.undo()
        whole = made.history()
        for rows in ({"t7"}, {"larga"}, {"cita"}, {"t7", "t1499"}, {"t7", "larga"}):
            kept = [(s.id, s.label, [c for c in s.changes if c.row in rows]) for s in whole]
            assert [(s.id, s.label, s.changes) for s in made.history(rows)] == [
                one for one in kept if one[2]
            ]


def test_says_when_a_clock_is_behind_what_its_author_had_seen(tmp_path):
    hour = 3_600_000
    a = toys.create(tmp_path, clock=lambda: 100 * hour)
    with a.edit("De A") as session:
        session.add(Thing(id="t1", name="uno"))
    package.export(a, tmp_path / "a.peapkg")
    clocks = iter([100 * hour - 11 * 60_000, 100 * hour - 9 * 60_000, 90 * hour])
    made, _received = package.receive_new(
        tmp_path / "B.pea", tmp_path / "a.peapkg", toys.SCHEMA, toys.device(tmp_path, "B")
    )
    made.close()
    b = Workspace.open(
        made.path, toys.SCHEMA, toys.device(tmp_path, "B"), clock=lambda: next(clocks, 90 * hour)
    )
    for name in ("once", "nueve", "diez horas"):
        with b.edit(name) as session:
            session.get_one(Thing, "t1").name = name
    # Eleven minutes behind A's; then on from its own; then an hour of the day before.
    assert [(one.label, one.is_clock_behind) for one in b.history()] == [
        ("diez horas", True),
        ("nueve", False),
        ("once", True),
        ("De A", False),
    ]
    a.close()
    b.close()
