import subprocess
import sys

import pytest

from pea_desktop.core.errors import LockedError, PeaError
from pea_desktop.core.lock import FileLock


def test_only_one_holds_it_and_the_other_is_told_who(tmp_path):
    path = tmp_path / "á b.pea"
    lock = FileLock(path, "Persona A, Equipo A")
    with pytest.raises(LockedError, match="Persona A, Equipo A"):
        FileLock(path, "Persona B")
    lock.release()
    lock.release()
    assert list(tmp_path.iterdir()) == []
    FileLock(path, "Persona B").release()


def test_a_file_left_by_a_crash_locks_nobody_out(tmp_path):
    path = tmp_path / "a.pea"
    (tmp_path / "a.pea.lock").write_text("Persona muerta")
    FileLock(path, "Persona B").release()


def test_a_lock_of_a_killed_program_is_free(tmp_path):
    path = tmp_path / "a.pea"
    source = (
        "import sys, time; from pathlib import Path; from pea_desktop.core.lock import FileLock;"
        "lock = FileLock(Path(sys.argv[1]), 'otro'); print('listo', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", source, str(path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "listo\n"
        with pytest.raises(LockedError, match="otro"):
            FileLock(path, "yo")
        child.kill()
    FileLock(path, "yo").release()


def test_says_that_the_folder_cannot_be_written(tmp_path):
    with pytest.raises(PeaError, match="No se puede escribir en la carpeta"):
        FileLock(tmp_path / "no" / "a.pea", "yo")
