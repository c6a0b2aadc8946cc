"""Files and folders without the right to write; whoever runs as root has it always."""

import os
import shutil
import subprocess
import sys

import pytest

from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from tests.core import toys
from tests.core.toys import Thing


@pytest.fixture
def protected(tmp_path):
    """A file of one row in a folder of its own, both without the right to write."""
    with toys.create(tmp_path) as workspace, workspace.edit("Agregar") as session:
        session.add(Thing(name="uno"))
    folder = tmp_path / "CD de José #1 100%"
    folder.mkdir()
    path = folder / "a?b ñ.pea"
    shutil.copy(tmp_path / "A.pea", path)
    path.chmod(0o444)
    folder.chmod(0o555)
    if os.access(path, os.W_OK):
        pytest.skip("who runs the tests may write everything")
    yield path
    folder.chmod(0o755)


def test_what_is_protected_is_read_and_nothing_is_left_beside_it(protected, tmp_path):
    with Workspace.open(
        protected, toys.SCHEMA, toys.device(tmp_path, "A"), read_only=True
    ) as workspace:
        assert toys.things(workspace) == [("uno", None)]
        assert workspace.check() == []
    assert list(protected.parent.iterdir()) == [protected]


def test_a_protected_file_is_not_opened_to_write_and_can_be_written_once_it_is_free(
    protected, tmp_path
):
    device = toys.device(tmp_path, "A")
    protected.parent.chmod(0o755)
    with pytest.raises(PeaError, match="está protegido; quite la protección"):
        Workspace.open(protected, toys.SCHEMA, device)
    with Workspace.open(protected, toys.SCHEMA, device, read_only=True):
        pass
    assert list(protected.parent.iterdir()) == [protected]
    protected.chmod(0o644)
    with Workspace.open(protected, toys.SCHEMA, device) as workspace:
        with workspace.edit("Agregar") as session:
            session.add(Thing(name="dos"))
        assert toys.things(workspace) == [("dos", None), ("uno", None)]


def test_a_reader_elsewhere_takes_nothing_from_a_writer_whose_locks_were_dropped(tmp_path):
    """Whoever opens and closes the file within the writer's process drops its locks (POSIX)."""
    reader = (
        "import sys; from pathlib import Path; from tests.core import toys\n"
        "with toys.reopen(Path(sys.argv[1]), read_only=True) as r: print(toys.things(r))\n"
    )

    def read():
        order = [sys.executable, "-c", reader, str(tmp_path)]
        return subprocess.run(order, capture_output=True, text=True, check=True).stdout

    with toys.create(tmp_path) as workspace:
        with workspace.edit("Agregar") as session:
            session.add(Thing(name="uno"))
        workspace.path.read_bytes()
        workspace.path.with_name("A.pea-shm").read_bytes()
        assert read() == "[('uno', None)]\n"
        with workspace.edit("Agregar más") as session:
            session.add(Thing(name="dos"))
        assert read() == "[('dos', None), ('uno', None)]\n"
        # Killed now, nothing would be lost.
        shutil.copytree(tmp_path, tmp_path / "copia")
    assert [path.name for path in tmp_path.glob("A.pea*")] == ["A.pea"]
    with toys.reopen(tmp_path / "copia") as copy:
        assert toys.things(copy) == [("dos", None), ("uno", None)]
