import random

import pytest

from pea_desktop.core import heads, merge
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Thing


def live_apart(one: Workspace, other: Workspace, moments: random.Random) -> None:
    """Let two laptops add, change, delete, undo and decide, and exchange now and then."""
    for step in range(80):
        workspace = moments.choice((one, other))
        rows = sorted(workspace.session.query(Thing.id).all())
        try:
            with workspace.edit(f"Paso {step}") as session:
                if not rows or moments.random() < 0.3:
                    session.add_all([Thing(id=f"{step}-{n}", name="nueva") for n in range(3)])
                for (row,) in moments.sample(rows, min(len(rows), 3)):
                    thing = session.get_one(Thing, row)
                    if moments.random() < 0.2:
                        session.delete(thing)
                    else:
                        thing.name = f"{workspace.device.name} {moments.randrange(3)}"
                        thing.amount = moments.randrange(3)
            if moments.random() < 0.1:
                workspace.undo()
        except PeaError:
            pass
        if moments.random() < 0.1:
            path = workspace.path.with_suffix(".peapkg")
            package.export(workspace, path)
            package.receive(other if workspace is one else one, path)
        for conflict in workspace.conflicts()[:1]:
            if moments.random() < 0.1:
                workspace.resolve(conflict.id, keep=True)


@pytest.mark.parametrize("seed", range(2))
def test_a_package_gives_the_same_rows_in_however_many_parts_it_is_applied(
    tmp_path, monkeypatch, seed
):
    with toys.create(tmp_path, workspace_id=toys.WORKSPACE_ID) as a:
        with toys.create(tmp_path, "B", workspace_id=toys.WORKSPACE_ID) as b:
            live_apart(a, b, random.Random(seed))
            package.export(b, tmp_path / "b.peapkg")
            package.receive(a, tmp_path / "b.peapkg")
        path = tmp_path / "all.peapkg"
        package.export(a, path)
        wanted = toys.dump(a.path)["thing"]
        conflicts = a.conflicts()
        assert a.check() == []
    assert len(wanted) > 10
    for block, waiting in ((1, 0), (1, 1000), (7, 5), (4000, 1000)):
        monkeypatch.setattr(merge, "_BLOCK", block)
        monkeypatch.setattr(heads, "_WAITING_VALUES", waiting)
        c, received = package.receive_new(
            tmp_path / f"{block}-{waiting}.pea", path, toys.SCHEMA, toys.device(tmp_path, "C")
        )
        with c:
            assert c.check() == []
            assert toys.dump(c.path)["thing"] == wanted
            assert c.conflicts() == conflicts
            assert (received.new, received.changed, received.deleted) == (len(wanted), 0, 0)
