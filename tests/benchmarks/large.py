"""A 300 MiB attachment, sent and received in memory that does not grow; also encrypted."""

import hashlib
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from pea_desktop.core import attachments
from pea_desktop.core.workspace import Workspace
from tests.benchmarks import memory, tables
from tests.benchmarks.measuring import Figure

_MIB = 1024 * 1024
_FILE_MIB = 300


def measure(folder: Path) -> Iterator[Figure]:
    """Yield how much memory each way takes above that of the idle program."""
    with tables.filled(folder, "sender") as sender:
        base = tables.receiving(folder, sender)
        _attach(sender)
    for how in ("", "-age", "-pass"):
        path = folder / f"large{how}.peapkg"
        for step, name in (("export", "sender"), ("verify", "receiver"), ("import", "receiver")):
            file = folder / f"{name}.pea"
            if step == "import":
                file = shutil.copy(base, folder / "copy.pea")
            what = f"{_FILE_MIB} MiB attachment"
            yield memory.figure(what, folder, name, file, step + how, path)
        path.unlink()


def _attach(workspace: Workspace) -> None:
    pieces = [random.Random(number).randbytes(_MIB) for number in range(8)]
    digest = hashlib.sha256()
    for number in range(_FILE_MIB):
        digest.update(pieces[number % 8])
    with workspace.transaction("Adjuntar") as db:
        chunks = (pieces[number % 8] for number in range(_FILE_MIB))
        assert attachments.take_in(db, digest.hexdigest(), _FILE_MIB * _MIB, chunks)
