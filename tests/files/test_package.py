import shutil
from pathlib import Path

from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Thing


def add(workspace: Workspace, *names: str) -> None:
    """Write one entry for each name."""
    for name in names:
        with workspace.edit(f"Agregar {name}") as session:
            session.add(Thing(name=name))


def send(sender: Workspace, receiver: Workspace, **named: str) -> package.Received:
    path = sender.path.with_suffix(".peapkg")
    package.export(sender, path, **named)
    return package.receive(receiver, path)


def new_from(folder: Path, name: str, sender: Workspace) -> tuple[Workspace, package.Received]:
    """Return a new laptop's expediente, made from a full package."""
    path = sender.path.with_suffix(".peapkg")
    package.export(sender, path)
    return package.receive_new(folder / f"{name}.pea", path, toys.SCHEMA, toys.device(folder, name))


# -- forks


def test_a_new_laptop_takes_in_a_history_with_its_branch_from_one_package(tmp_path):
    a = toys.create(tmp_path)
    add(a, "antes")
    a.close()
    shutil.copy(a.path, tmp_path / "respaldo.pea")
    a = toys.reopen(tmp_path)
    restored = Workspace.open(tmp_path / "respaldo.pea", toys.SCHEMA, toys.device(tmp_path, "A"))
    add(a, "después")
    add(restored, "otra vez")
    send(restored, a)

    c, received = new_from(tmp_path, "C", a)

    assert (received.applied, received.new, received.missing) == (True, 3, [])
    assert toys.things(c) == [("antes", None), ("después", None), ("otra vez", None)]
    assert c.check() == []
    for workspace in (a, c, restored):
        workspace.close()


def test_two_first_entries_of_one_laptop_are_a_fork_and_never_doubled(tmp_path):
    a = toys.create(tmp_path)
    add(a, "de A")
    first, _received = new_from(tmp_path, "B", a)
    second, _received = package.receive_new(
        tmp_path / "B2.pea",
        tmp_path / "A.peapkg",
        toys.SCHEMA,
        toys.device(tmp_path, "B"),
    )
    add(first, "B en su casa")
    add(second, "B en la oficina")
    send(first, a)
    send(second, a)

    c, _received = new_from(tmp_path, "C", a)
    again = send(a, c)

    assert (again.already_known, again.new, again.changed) == (3, 0, 0)
    assert len(toys.dump(c.path)["log"]) == 3
    assert len(toys.dump(c.path)["entry"]) == 3
    assert toys.things(c) == [("B en la oficina", None), ("B en su casa", None), ("de A", None)]
    assert c.check() == []
    for workspace in (a, first, second, c):
        workspace.close()
