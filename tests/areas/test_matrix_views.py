import pytest

from pea_desktop.areas import SCHEMA, matrix
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    with Workspace.create(tmp_path / "m.pea", SCHEMA, Device.load("Ana", "LAPTOP-01")) as made:
        yield made


def test_a_view_is_kept_under_its_name_and_replaced_by_the_same_name(workspace):
    with workspace.edit("Guardar vista") as session:
        matrix.save_view(session, "Por socializar", {"review": True})
        matrix.save_view(session, "Ámbito penal", {"axis": "1"})
    with workspace.edit("Guardar vista") as session:
        matrix.save_view(session, "por  socializar", {"review": True, "group": "state"})
    views = matrix.saved_views(workspace.session)
    assert [name for _id, name in views] == ["Ámbito penal", "por socializar"]
    assert matrix.view_definition(workspace.session, views[1][0]) == {
        "review": True,
        "group": "state",
    }
    with workspace.edit("Eliminar vista") as session:
        matrix.delete_view(session, views[0][0])
    assert len(matrix.saved_views(workspace.session)) == 1
    assert matrix.view_definition(workspace.session, views[0][0]) == {}


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_view_needs_a_name_that_fits(workspace, name):
    with (
        pytest.raises(PeaError, match="El nombre de la vista va de 1 a 60 caracteres"),
        workspace.edit("Guardar vista") as session,
    ):
        matrix.save_view(session, name, {})
