"""What a machine does to a program: kill, cut, fill; confirmed commits stay, and nothing else."""

import json
import random
import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Thing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")

EDITOR = """
import sys
from pathlib import Path
from tests.core import toys
workspace = toys.reopen(Path(sys.argv[1]))
thing = toys.thing(workspace, "contador")
print("listo", flush=True)
for number in range(thing.amount + 1, 1_000_000):
    with workspace.edit(f"Vuelta {number}") as session:
        thing.amount = number
        session.add_all([toys.Thing(name=f"{number}-{half}", amount=number) for half in "ab"])
    print(number, flush=True)
"""


def program(source: str, *arguments: str | Path) -> list[str]:
    return [sys.executable, "-c", source, *map(str, arguments)]


def kill_at_random_moments(folder: Path, times: int) -> None:
    with toys.create(folder) as workspace, workspace.edit("Empezar") as session:
        session.add(Thing(name="contador", amount=0))
    moments = random.Random(8)
    last = 0
    caught_in_flight = 0
    for _time in range(times):
        with subprocess.Popen(program(EDITOR, folder), stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "listo\n"
            time.sleep(moments.uniform(0.0, 0.08))
            child.send_signal(signal.SIGKILL)
            said = [int(line) for line in child.stdout.read().split()]
        confirmed = said[-1] if said else last
        # Opening for writing at once: no stale lock; nothing to mend.
        with toys.reopen(folder) as workspace:
            assert workspace.check() == []
            reached = toys.thing(workspace, "contador").amount
            assert reached in (confirmed, confirmed + 1)
            caught_in_flight += reached == confirmed + 1
            assert toys.things(workspace) == sorted(
                [("contador", reached)]
                + [(f"{n}-{half}", n) for n in range(1, reached + 1) for half in "ab"]
            )
            labels = [step.label for step in workspace.history()]
            assert labels == [f"Vuelta {n}" for n in range(reached, 0, -1)] + ["Empezar"]
        last = reached
    assert last > times


def test_every_confirmed_edit_survives_kill_at_10_moments(tmp_path):
    kill_at_random_moments(tmp_path, 10)


@pytest.mark.slow
def test_every_confirmed_edit_survives_kill_at_50_moments(tmp_path):
    kill_at_random_moments(tmp_path, 50)


def test_a_receive_that_is_killed_is_before_or_after(tmp_path):
    with toys.create(tmp_path) as a:
        for start in range(20):
            with a.edit("Agregar") as session:
                session.add_all([Thing(name=f"{start}-{n}") for n in range(100)])
        package.export(a, tmp_path / "A.peapkg")
        wanted = toys.things(a)
        with toys.create(tmp_path, "B", workspace_id=a.workspace_id):
            pass
    source = (
        "import sys; from pathlib import Path; from tests.core import toys;"
        "from pea_desktop.files import package\n"
        "folder = Path(sys.argv[1]); w = toys.reopen(folder, 'B'); print('listo', flush=True)\n"
        "package.receive(w, folder / 'A.peapkg')\n"
    )
    moments = random.Random(3)
    seen = set()
    for _time in range(8):
        shutil.copy(tmp_path / "B.pea", tmp_path / "vacio.pea")
        with subprocess.Popen(
            program(source, tmp_path), stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "listo\n"
            time.sleep(moments.uniform(0.0, 0.2))
            child.kill()
        with toys.reopen(tmp_path, "B") as b:
            found = toys.things(b)
            assert found in ([], wanted)
            assert b.check() == []
            seen.add(len(found))
            assert package.receive(b, tmp_path / "A.peapkg").applied
            assert toys.things(b) == wanted
        for suffix in ("-wal", "-shm"):
            (tmp_path / f"B.pea{suffix}").unlink(missing_ok=True)
        shutil.copy(tmp_path / "vacio.pea", tmp_path / "B.pea")
    assert 0 in seen


def test_a_log_cut_at_any_frame_reopens_as_a_prefix_of_the_commits(tmp_path):
    states: list[list[tuple[str | None, int | None]]] = []
    with toys.create(tmp_path) as workspace:
        path = workspace.path
        shutil.copy(path, tmp_path / "base")
        states.append(toys.things(workspace))
        for number in range(8):
            with workspace.edit(f"Vuelta {number}") as session:
                session.add(Thing(name=f"{number:02} " + "x" * 700, amount=number))
                for thing in session.query(Thing):
                    thing.amount = number
            workspace.session.commit()
            states.append(toys.things(workspace))
        wal = path.with_name("A.pea-wal").read_bytes()
        main = path.read_bytes()
    size = struct.unpack(">I", wal[8:12])[0] + 24
    frames = (len(wal) - 32) // size
    assert frames > 30
    found = []
    for frame in range(frames + 1):
        folder = tmp_path / f"corte-{frame}"
        folder.mkdir()
        (folder / "A.pea").write_bytes(main)
        # …and half of the next frame, as a power cut leaves it.
        (folder / "A.pea-wal").write_bytes(wal[: 32 + frame * size + size // 2])
        with toys.reopen(folder) as reopened:
            now = toys.things(reopened)
            assert reopened.check() == []
            assert now in states
            assert len(reopened.history()) == states.index(now)
            found.append(states.index(now))
            with reopened.edit("Seguir") as session:
                session.add(Thing(name="después"))
        shutil.rmtree(folder)
    assert found == sorted(found)
    assert set(found) == set(range(9))


# -- a full disk

FILLED = """
import json, resource, sys
from pathlib import Path
from pea_desktop.core.errors import PeaError
from pea_desktop.files import package
from tests.core import toys
folder, what, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
if what != "create":
    workspace = toys.reopen(folder)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
said = ""
try:
    if what == "create":
        toys.create(folder, "nuevo")
    elif what == "edit":
        with workspace.edit("Llenar") as session:
            session.add_all([toys.Thing(name="y" * 900) for _ in range(3000)])
    elif what == "export":
        package.export(workspace, folder / "salida.peapkg")
    elif what == "receive":
        package.receive(workspace, folder / "B.peapkg")
    elif what == "receive_new":
        package.receive_new(
            folder / "nuevo.pea", folder / "B.peapkg", toys.SCHEMA, toys.device(folder, "C")
        )
except PeaError as error:
    said = str(error)
print(json.dumps(said))
"""

NO_ROOM = "No hay espacio en el disco para guardar en «{name}»; libere espacio. No se cambió nada."


def filled(folder: Path, what: str, limit: int) -> str:
    """Do something in a program that cannot write more than `limit` bytes to a file."""
    done = subprocess.run(
        program(FILLED, folder, what, str(limit)), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    sentence = json.loads(done.stdout)
    assert isinstance(sentence, str)
    return sentence


@pytest.fixture
def full(tmp_path):
    """A folder with an expediente of laptop A and a large package of laptop B for it."""
    with toys.create(tmp_path, workspace_id=toys.WORKSPACE_ID) as a, a.edit("Agregar") as session:
        session.add(Thing(name="uno"))
    toys.reopen(tmp_path).close()  # the backup of the day
    texts = random.Random(5)
    with toys.create(tmp_path, "B", workspace_id=toys.WORKSPACE_ID) as b:
        with b.edit("Mucho") as session:
            session.add_all([Thing(name=texts.randbytes(400).hex()) for _ in range(1500)])
        package.export(b, tmp_path / "B.peapkg")
    return tmp_path


@pytest.mark.parametrize("limit", [60_000, 800_000])
def test_a_disk_that_fills_during_an_edit_changes_nothing(full, limit):
    before = toys.dump(full / "A.pea")
    assert filled(full, "edit", limit) == NO_ROOM.format(name="A.pea")
    assert toys.dump(full / "A.pea") == before
    with toys.reopen(full) as workspace:
        assert workspace.check() == []
        assert toys.things(workspace) == [("uno", None)]
    assert filled(full, "edit", 0) == ""


@pytest.mark.parametrize("limit", [20_000, 160_000, 900_000])
def test_a_disk_that_fills_during_a_receive_changes_nothing(full, limit):
    before = toys.dump(full / "A.pea")
    sentence = filled(full, "receive", limit)
    assert sentence.startswith("No hay espacio" if limit > 110_000 else "No se pudo hacer")
    assert sentence.endswith(".")
    assert toys.dump(full / "A.pea") == before
    with toys.reopen(full) as workspace:
        assert workspace.check() == []
    assert filled(full, "receive", 0) == ""
    with toys.reopen(full) as workspace:
        assert len(toys.things(workspace)) == 1501


@pytest.mark.parametrize(("what", "limit"), [("create", 0), ("create", 5000), ("create", 30_000)])
def test_a_disk_that_fills_during_a_create_leaves_no_file(full, what, limit):
    before = sorted(path.name for path in full.iterdir())
    sentence = filled(full, what, limit)
    if limit:
        assert sentence == NO_ROOM.format(name="nuevo.pea")
        assert [n for n in sorted(p.name for p in full.iterdir()) if n not in before] == [
            "casa-nuevo"
        ]


@pytest.mark.parametrize("limit", [300_000])
def test_a_disk_that_fills_during_a_first_receive_leaves_no_file(full, limit):
    sentence = filled(full, "receive_new", limit)
    assert sentence == NO_ROOM.format(name="nuevo.pea")
    assert not list(full.glob("nuevo*"))


def test_a_disk_that_fills_during_an_export_leaves_no_file(full):
    assert filled(full, "receive", 0) == ""
    sentence = filled(full, "export", 100_000)
    assert sentence.startswith("No se pudo escribir el paquete en «")
    assert sentence.endswith(".")
    assert not list(full.glob("salida*"))


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 4 MB of its own; only root may make one."""
    folder = tmp_path / "disco"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_really_full_disk_changes_nothing(small_disk, tmp_path):
    device = toys.device(tmp_path, "A")
    path = small_disk / "A.pea"
    with Workspace.create(path, toys.SCHEMA, device) as workspace:
        with workspace.edit("Agregar") as session:
            session.add(Thing(name="uno"))
        before = toys.dump(path)
        with pytest.raises(PeaError) as caught, workspace.edit("Llenar") as session:
            session.add_all([Thing(name="y" * 900) for _ in range(8000)])
        assert str(caught.value) == NO_ROOM.format(name="A.pea")
        assert toys.dump(path) == before
        assert workspace.check() == []
        with workspace.edit("Seguir") as session:
            session.add(Thing(name="dos"))
        with toys.create(tmp_path, "B", workspace_id=workspace.workspace_id) as b:
            with b.edit("Mucho") as session:
                session.add_all([Thing(name="z" * 900) for _ in range(9000)])
            package.export(b, tmp_path / "B.peapkg")
        before = toys.dump(path)
        with pytest.raises(PeaError) as caught:
            package.receive(workspace, tmp_path / "B.peapkg")
        assert str(caught.value).startswith("No hay espacio en el disco")
        assert toys.dump(path) == before
        assert workspace.check() == []
