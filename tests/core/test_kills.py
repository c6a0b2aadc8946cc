"""Killed at a chosen moment, no chance involved: whole again, nothing lost, no false alarm."""

import hashlib
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pea_desktop.core import attachments
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Thing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

LARGE = b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(200_000))
"""Seven pieces that nothing compresses: more than SQLite keeps in memory before it writes."""

CHILD = """
import os, signal, sys
from pathlib import Path
from pea_desktop.core import attachments, trusting
from pea_desktop.core.sentinel import Sentinel
from pea_desktop.files import package
from tests.core import test_kills, toys

folder, what, moment, count = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])

def die(*_arguments, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

def dying(owner, name, after):
    real, left = getattr(owner, name), [after]
    def patched(*arguments, **named):
        left[0] -= 1
        if left[0] < 0:
            die()
        return real(*arguments, **named)
    setattr(owner, name, patched)

w = toys.reopen(folder)
if moment == "note":
    Sentinel.note = die
elif moment == "noted":
    real = Sentinel.note
    Sentinel.note = lambda self: (real(self), die())
elif moment == "chunk":
    if what == "receive":
        class Dying:
            def __init__(self, db):
                self.db = db
            def execute(self, *arguments):
                if "INSERT INTO attachment_chunk" in arguments[0]:
                    Dying.left -= 1
                    if Dying.left < 0:
                        die()
                return self.db.execute(*arguments)
        Dying.left = count
        real = attachments.take_in
        attachments.take_in = lambda db, *rest: real(Dying(db), *rest)
    else:
        dying(attachments, "_run", count)
if what == "edit":
    with w.edit("Agregar dos") as session:
        session.add(toys.Thing(name="dos"))
elif what == "undo":
    w.undo()
elif what == "attach":
    with w.edit("Adjuntar") as session:
        session.add(toys.Thing(name=attachments.put(session, test_kills.LARGE)))
elif what == "receive":
    package.receive(w, folder / "B.peapkg")
print("vivo")
"""


def killed(folder: Path, what: str, moment: str, count: int = 0) -> None:
    """Do something on laptop A in a program that kills itself at that moment."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), what, moment, str(count)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr


def require_whole(folder: Path, names: list[str]) -> None:
    """Open A and B again: sound, of one mind, and with no story about where they come from."""
    with toys.reopen(folder) as a:
        assert a.check() == []
        assert a.sentinel.lineage() == []
        assert [name for name, _amount in toys.things(a)] == names
        package.export(a, folder / "A.peapkg")
        with Workspace.create(
            folder / "C.pea", toys.SCHEMA, toys.device(folder, "C"), workspace_id=a.workspace_id
        ) as c:
            package.receive(c, folder / "A.peapkg")
            assert toys.things(c) == toys.things(a)
            assert c.history() == a.history()
        with a.edit("Seguir") as session:
            session.add(Thing(name="después"))
        assert a.sentinel.lineage() == []
    ((note),) = [p for p in (folder / "casa-A" / "sentinels").iterdir() if p.suffix == ".json"]
    with toys.reopen(folder) as a:
        own = a.journal.own_log(a.device)
        assert own is not None
        assert json.loads(note.read_text())["ends"] == [[own.head, own.hash.hex()]]
        assert a.sentinel.lineage() == []


@pytest.mark.parametrize("moment", ["note", "noted"])
def test_a_first_save_killed_before_it_is_remembered_is_no_copy(tmp_path, moment):
    toys.create(tmp_path).close()
    killed(tmp_path, "edit", moment)
    require_whole(tmp_path, ["dos"])


@pytest.mark.parametrize(("what", "names"), [("edit", ["dos", "uno"]), ("undo", [])])
def test_a_save_killed_between_its_commit_and_its_note_is_whole(tmp_path, what, names):
    with toys.create(tmp_path) as a, a.edit("Agregar uno") as session:
        session.add(Thing(name="uno"))
    killed(tmp_path, what, "note")
    require_whole(tmp_path, names)


def test_saves_killed_again_and_again_before_the_note_raise_no_alarm(tmp_path):
    with toys.create(tmp_path) as a, a.edit("Agregar uno") as session:
        session.add(Thing(name="uno"))
    for _time in range(2):
        killed(tmp_path, "edit", "note")
    require_whole(tmp_path, ["dos", "dos", "uno"])


@pytest.mark.parametrize("count", [2, 8])
def test_a_file_killed_while_it_is_stored_is_not_there_at_all(tmp_path, count):
    toys.create(tmp_path).close()
    killed(tmp_path, "attach", "chunk", count)
    with toys.reopen(tmp_path) as a:
        assert a.check() == []
        assert attachments.stored(a.session) == {}
        assert toys.things(a) == []
        assert a.sentinel.lineage() == []
        with a.edit("Adjuntar") as session:
            sha256 = attachments.put(session, LARGE)
            session.add(Thing(name=sha256))
        assert attachments.get(a.session, sha256) == LARGE
    require_whole(tmp_path, sorted([sha256]))


def test_a_file_stored_and_not_yet_remembered_is_there_whole(tmp_path):
    toys.create(tmp_path).close()
    killed(tmp_path, "attach", "note")
    with toys.reopen(tmp_path) as a:
        (sha256,) = attachments.stored(a.session)
        assert attachments.get(a.session, sha256) == LARGE
    require_whole(tmp_path, [sha256])


@pytest.mark.parametrize("count", [6])
def test_a_file_killed_while_it_is_received_comes_with_the_same_package(tmp_path, count):
    with toys.create(tmp_path) as a, a.edit("Agregar uno") as session:
        session.add(Thing(name="uno"))
    with toys.create(tmp_path, "B", workspace_id=a.workspace_id) as b:
        with b.edit("Adjuntar") as session:
            sha256 = attachments.put(session, LARGE)
            session.add(Thing(name=sha256))
        package.export(b, tmp_path / "B.peapkg")
    killed(tmp_path, "receive", "chunk", count)
    with toys.reopen(tmp_path) as a:
        assert a.check() == []
        assert attachments.stored(a.session) == {}
        assert toys.things(a) == [("uno", None)]
        received = package.receive(a, tmp_path / "B.peapkg")
        assert (received.applied, received.new, received.attachments) == (True, 1, [sha256])
        assert attachments.get(a.session, sha256) == LARGE
        assert package.receive(a, tmp_path / "B.peapkg").new == 0
    require_whole(tmp_path, sorted([sha256, "uno"]))
