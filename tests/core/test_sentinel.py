"""A restored, copied or cloned file is noticed, and loses nothing when it is not."""

import json
import shutil

from tests.core import toys
from tests.core.toys import Thing


def write(workspace, name):
    with workspace.edit("Agregar") as session:
        session.add(Thing(name=name))


def kinds(workspace):
    return [(one.kind, one.last) for one in workspace.sentinel.lineage()]


def test_an_ordinary_file_says_nothing(tmp_path):
    with toys.create(tmp_path) as a:
        assert kinds(a) == []
        write(a, "uno")
        assert kinds(a) == []
    with toys.reopen(tmp_path) as a:
        assert kinds(a) == []


def test_an_older_copy_put_back_is_noticed_until_its_changes_come_back(tmp_path):
    from pea_desktop.files import package

    with toys.create(tmp_path) as a:
        write(a, "uno")
    shutil.copy(tmp_path / "A.pea", tmp_path / "respaldo.pea")
    with toys.reopen(tmp_path) as a:
        write(a, "dos")
        package.export(a, tmp_path / "a.peapkg")
    shutil.copy(tmp_path / "respaldo.pea", tmp_path / "A.pea")
    with toys.reopen(tmp_path) as a:
        assert kinds(a) == [("restored", 2)]
        assert "respaldo" in a.sentinel.lineage()[0].sentence
        write(a, "otro dos")
        assert kinds(a) == [("restored", 2)]
        package.receive(a, tmp_path / "a.peapkg")
        assert kinds(a) == []
        assert toys.things(a) == [("dos", None), ("otro dos", None), ("uno", None)]
        assert a.check() == []


def test_a_file_with_own_changes_on_a_machine_that_never_wrote_it_is_noticed(tmp_path):
    with toys.create(tmp_path) as a:
        write(a, "uno")
    shutil.rmtree(tmp_path / "casa-A" / "sentinels")
    with toys.reopen(tmp_path) as a:
        assert kinds(a) == [("copied", 0)]
        write(a, "dos")
        assert kinds(a) == []


def test_a_folder_of_a_device_copied_to_another_machine_is_noticed(tmp_path):
    with toys.create(tmp_path) as a:
        write(a, "uno")
    (note,) = (tmp_path / "casa-A" / "sentinels").iterdir()
    told = json.loads(note.read_text())
    note.write_text(json.dumps({**told, "machine": "otra"}))
    with toys.reopen(tmp_path) as a:
        assert kinds(a) == [("cloned", 0)]


def test_a_memory_that_is_garbage_is_no_error(tmp_path):
    with toys.create(tmp_path) as a:
        write(a, "uno")
        (note,) = (tmp_path / "casa-A" / "sentinels").iterdir()
        note.write_text('{"ends": 3, "machine": []}')
        assert kinds(a) == [("cloned", 0)]
        write(a, "dos")
        assert kinds(a) == []


def test_a_shorter_memory_leaves_nothing_of_a_longer_one(tmp_path):
    with toys.create(tmp_path) as a:
        write(a, "uno")
        (note,) = (tmp_path / "casa-A" / "sentinels").iterdir()
        long = [[number, f"{number:064x}"] for number in range(100, 120)]
        note.write_text(json.dumps({**json.loads(note.read_text()), "ends": long}))
    with toys.reopen(tmp_path) as a:
        write(a, "dos")
        assert [one.last for one in a.sentinel.lineage()] == list(range(100, 120))
        a.sentinel._astray.clear()
        write(a, "tres")
        assert kinds(a) == []
    assert [seq for seq, _digest in json.loads(note.read_text())["ends"]] == [3]


def test_what_is_remembered_fits_however_many_files_went_astray(tmp_path):
    with toys.create(tmp_path) as a:
        write(a, "uno")
        (note,) = (tmp_path / "casa-A" / "sentinels").iterdir()
        most = [[(1 << 40) - number, f"{number:064x}"] for number in range(1, 40)]
        note.write_text(json.dumps({**json.loads(note.read_text()), "ends": most}))
    with toys.reopen(tmp_path) as a:
        write(a, "dos")
    assert note.stat().st_size == 2048
    assert len(json.loads(note.read_text())["ends"]) == 21
