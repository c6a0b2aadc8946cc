"""An expediente that lies where it is not safe is brought to the disk, or stays on purpose."""

from pathlib import Path

import pytest

from pea_desktop import areas
from pea_desktop.core.device import Device
from pea_desktop.core.workspace import Workspace
from pea_desktop.settings import Settings
from pea_desktop.ui import placing
from pea_desktop.ui.app import Shell


@pytest.fixture
def shell(qtbot, light, pea_home):
    Settings(author="Lic. Asistente Uno", device="LAPTOP-03").save()
    made = Shell()
    yield made
    if made._start_window is not None:
        made._start_window.close()
    made.leave()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The person's folder on the disk of the laptop."""
    made = tmp_path / "persona"
    (made / "Documentos").mkdir(parents=True)
    monkeypatch.setattr(placing, "documents", lambda: made / "Documentos")
    monkeypatch.setattr(Path, "home", lambda: made)
    return made


@pytest.fixture
def synced(tmp_path, pea_home):
    folder = tmp_path / "OneDrive - Secretaría"
    folder.mkdir()
    path = folder / "mesa.pea"
    Workspace.create(path, areas.SCHEMA, Device.load()).close()
    return path


def test_it_is_brought_and_opened_there(shell, synced, home, answer):
    answer("choose", 0)
    shell.start(synced)
    assert shell.workspace.path == home / "Documentos" / "mesa.pea"
    assert answer.said[0] == "«mesa.pea» no está en un lugar seguro."
    assert [one.name for one in synced.parent.iterdir()] == ["mesa.pea.movido"]


def test_who_wants_it_where_it_is_is_asked_once(shell, synced, home, answer):
    answer("choose", 1)
    assert shell.open(synced)
    assert shell.workspace.path == synced
    shell._let_go()
    assert shell.open(synced)
    assert Settings.load().kept_files == [str(synced)]


def test_cancelling_opens_nothing(shell, synced, home, answer):
    answer("choose", None)
    assert not shell.open(synced)
    assert shell.workspace is None


def test_where_documents_sync_too_there_is_a_folder_of_its_own(home, monkeypatch):
    monkeypatch.setattr(placing, "documents", lambda: home / "OneDrive" / "Documentos")
    assert placing.safe_folder() == home / "Expedientes PEA"


def test_a_new_one_is_made_on_the_disk(shell, synced, home, answer):
    shell.start(None)
    answer("choose", 0)
    answer("choose_save", synced.with_name("nuevo.pea"))
    answer("choose", 0)
    shell._ask_create()
    assert shell.workspace.path == home / "Documentos" / "nuevo.pea"
