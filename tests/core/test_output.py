import sqlite3

import pytest

from pea_desktop.core.errors import PeaError
from pea_desktop.core.output import check_output, write_whole


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "expediente.pea"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE t (a)")
    db.commit()
    db.close()
    return path


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", ".lock"])
def test_a_document_never_takes_the_place_of_an_expediente_or_its_companions(database, ending):
    path = database.with_name(database.name + ending)
    before = database.read_bytes()
    with pytest.raises(PeaError, match="es un expediente y se perdería"):
        write_whole(path, b"%PDF")
    assert database.read_bytes() == before


def test_an_expediente_is_known_through_a_link(database, tmp_path):
    link = tmp_path / "minuta.pdf"
    link.symlink_to(database)
    with pytest.raises(PeaError, match="es un expediente y se perdería"):
        check_output(link)


def test_a_folder_and_a_missing_folder_are_said(tmp_path):
    with pytest.raises(PeaError, match="es una carpeta"):
        check_output(tmp_path)
    with pytest.raises(PeaError, match="No existe la carpeta"):
        check_output(tmp_path / "no" / "minuta.pdf")


def test_a_document_takes_the_place_of_an_older_one_and_leaves_nothing_beside(tmp_path):
    path = tmp_path / "minuta.pdf"
    write_whole(path, b"uno")
    write_whole(path, b"dos")
    assert path.read_bytes() == b"dos"
    assert list(tmp_path.glob("*.part")) == []
