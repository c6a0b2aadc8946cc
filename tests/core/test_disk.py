"""Files and folders without the right to write; whoever runs as root has it always."""

import os
import shutil

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
