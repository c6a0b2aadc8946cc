"""A disk that fills up in the middle: one sentence, exit code 1, and all as it was."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.laptop import BOOK

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of Unix")

# As `pea-desktop` with a limit on the size of any file; a limit of 0 sets none.
LIMITED = """
import resource, sys
limit = int(sys.argv[1])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from pea_desktop import cli
sys.exit(cli.main(sys.argv[2:]))
"""
SENTENCE = re.compile(
    r"[^\n]*No hay espacio en el disco[^\n]*\n|[^\n]*no hay espacio en el disco[^\n]*\n"
)


def run(limit, home, *arguments):
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), *map(str, arguments)],
        capture_output=True, timeout=60, check=False, env={**os.environ, "PEA_HOME": str(home)},
    )  # fmt: skip


def refused(made):
    assert (made.returncode, made.stdout) == (1, b"")
    assert SENTENCE.fullmatch(made.stderr.decode()), made.stderr.decode()


@pytest.fixture
def empty(pea):
    """Return the laptop with `v.pea`, the expediente as it was before the import."""
    shutil.copy("m.pea", "v.pea")
    pea.ok("undo", "v.pea")
    return pea


def sound(laptop, file):
    assert laptop("check", file, "--json").json == {"ok": True, "problems": []}
    return laptop.ok("show", file, "matrix", "--json")


@pytest.mark.parametrize("kilobytes", [8, 100, 500])
def test_import_of_a_book_when_files_may_not_grow(empty, kilobytes):
    before = sound(empty, "v.pea")
    order = ("import-matrix", "v.pea", BOOK, "--institution", "SECOEM", "--apply")
    refused(run(kilobytes << 10, empty.home, *order))
    assert sound(empty, "v.pea") == before
    assert run(0, empty.home, *order).returncode == 0
    assert len(empty.rows("v.pea")) == 26


@pytest.mark.parametrize("kilobytes", [8, 100, 300])
def test_import_of_a_package_when_files_may_not_grow(pea, make_laptop, folder, kilobytes):
    beto = make_laptop()
    refused(run(kilobytes << 10, beto.home, "package", "import", "b.pea", "todo.peapkg"))
    assert not list(folder.glob("b.pea*"))
    beto.ok("package", "import", "b.pea", "todo.peapkg")
    before = sound(beto, "b.pea")
    for number in (1, 2, 3):
        pea.ok("set", "m.pea", pea.id_of("m.pea", number), "line", "x" * 5000)
    pea.ok("package", "export", "m.pea", "más.peapkg")
    refused(run(kilobytes << 10, beto.home, "package", "import", "b.pea", "más.peapkg"))
    assert sound(beto, "b.pea") == before
    beto.ok("package", "import", "b.pea", "más.peapkg")
    assert beto.rows("b.pea") == pea.rows("m.pea")


def test_a_document_is_whole_or_not_there(pea, folder):
    for name, order in [
        ("x.peapkg", ("package", "export", "m.pea", "x.peapkg")),
        ("x.xlsx", ("export-matrix", "m.pea", "x.xlsx", "--institution", "SECOEM")),
    ]:
        Path(name).write_bytes(b"de antes")
        made = run(4096, pea.home, *order)
        assert (made.returncode, made.stdout) == (1, b"")
        assert made.stderr.count(b"\n") == 1
        assert Path(name).read_bytes() == b"de antes"
    assert sorted(path.name for path in folder.glob("*x.*")) == ["x.peapkg", "x.xlsx"]


# -- a real disk, when the tests run as root


@pytest.fixture
def small_disk(tmp_path):
    """Return the folder of a file system of 1.2 MB, with a function that fills it."""
    if os.geteuid() != 0:
        pytest.skip("only root mounts a file system")
    folder = tmp_path / "disco"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", folder]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system may be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def fill(folder, leave):
    """Leave this many kilobytes free."""
    status = os.statvfs(folder)
    with (folder / "lleno").open("wb") as stream:
        stream.write(b"x" * max(0, status.f_bavail * status.f_frsize - (leave << 10)))


@pytest.mark.parametrize("free", [0, 60, 200, 500])
def test_both_imports_on_a_full_disk(empty, small_disk, free):
    file = small_disk / "v.pea"
    shutil.copy("v.pea", file)
    before = sound(empty, file)
    for order in (
        ("import-matrix", file, BOOK, "--institution", "SECOEM", "--apply"),
        ("package", "import", file, "todo.peapkg"),
    ):
        # The home is on the full disk too: key, log, backups.
        home = small_disk / "casa"
        shutil.copytree(empty.home, home, ignore=shutil.ignore_patterns("backups", "logs"))
        fill(small_disk, free)
        made = run(0, home, *order)
        if order[0] == "package":
            # Nothing in it is new here, so that it may just fit.
            assert made.returncode in (0, 1)
            assert b"Traceback" not in made.stderr
        else:
            refused(made)
        (small_disk / "lleno").unlink()
        shutil.rmtree(home)
        assert sound(empty, file) == before


def test_nothing_crashes_where_there_is_no_byte_left(empty, small_disk):
    file, home = small_disk / "v.pea", small_disk / "casa"
    shutil.copy("v.pea", file)
    home.mkdir()
    fill(small_disk, 0)
    for order in (
        ("show", file, "matrix"),
        ("set", file, "x", "line", "y"),
        ("new", small_disk / "otro.pea", "--policy", "edomex"),
        ("package", "export", file, small_disk / "x.peapkg"),
        ("package", "import", small_disk / "nuevo.pea", "todo.peapkg"),
    ):
        refused(run(0, home, *order))
    assert sorted(path.name for path in small_disk.glob("*.pea")) == ["v.pea"]
