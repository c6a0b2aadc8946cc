"""A prepared expediente, made once and copied for each test, and laptops to work on it."""

import contextlib
import io
import shutil

import pytest

from pea_desktop import cli
from tests.cli.laptop import BOOK, Laptop


def _quietly(*arguments):
    with contextlib.redirect_stdout(io.StringIO()):
        assert cli.main([str(one) for one in arguments]) == 0


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """Return a folder with `m.pea` (Michoacán, the sample imported), its full package and home."""
    folder = tmp_path_factory.mktemp("preparado")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEA_HOME", str(folder / "casa-a"))
        file = folder / "m.pea"
        _quietly("new", file, "--policy", "michoacan", "--author", "Ana", "--device", "LAPTOP-A")
        _quietly("import-matrix", file, BOOK, "--institution", "SECOEM", "--apply")
        _quietly("package", "export", file, folder / "todo.peapkg")
        shutil.rmtree(folder / "casa-a" / "backups")
    return folder


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder where a test works, the current one."""
    made = tmp_path / "trabajo"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def make_laptop(folder, tmp_path, capsys, monkeypatch):
    """Return a function that makes a laptop whose names are remembered in its home."""

    def make(name="LAPTOP-B", author="Beto"):
        laptop = Laptop(tmp_path / f"casa de {name}", capsys, monkeypatch)
        # The first command remembers the names; this one needs no file.
        laptop("--author", author, "--device", name, "check", "no-hay.pea")
        return laptop

    return make


@pytest.fixture
def pea(folder, tmp_path, prepared, capsys, monkeypatch):
    """Return the laptop of Ana, with `m.pea` and `todo.peapkg` in the current folder."""
    for name in ("m.pea", "todo.peapkg"):
        shutil.copy(prepared / name, folder / name)
    shutil.copytree(prepared / "casa-a", tmp_path / "casa de Ana")
    return Laptop(tmp_path / "casa de Ana", capsys, monkeypatch)


@pytest.fixture
def bare(folder, pea_home, capsys, monkeypatch):
    """Return a laptop on which nothing was ever done."""
    return Laptop(pea_home, capsys, monkeypatch)
