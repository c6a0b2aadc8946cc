"""A 300 MiB attachment and 500,000 changes, sent and received in memory that does not grow."""

import gc
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from pea_desktop.core import attachments
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.benchmarks import tables
from tests.benchmarks.measuring import Figure, peak, resident, seconds

_MIB = 1024 * 1024
_FILE_MIB = 300
_CHANGES = 500_000


def measure(folder: Path) -> Iterator[Figure]:
    """Yield how much memory each way takes above that of the idle program."""
    sender = tables.filled(folder, "sender")
    first = folder / "first.peapkg"
    package.export(sender, first)
    device = tables.device(folder, "receiver")
    receiver = package.receive_new(folder / "receiver.pea", first, tables.SCHEMA, device)[0]
    _attach(sender)
    yield from _there_and_back(folder, sender, receiver, "300 MiB attachment")
    _edit(sender)
    yield from _there_and_back(folder, sender, receiver, "500,000 changes")
    sender.close()
    receiver.close()


def _edit(workspace: Workspace) -> None:
    changes = tables.edits(_CHANGES)
    for start in range(0, len(changes), 500):
        with workspace.edit("Editar celdas") as session:
            by_column: dict[str, list[dict[str, str | int]]] = {}
            for name, row, value in changes[start : start + 500]:
                by_column.setdefault(name, []).append({"row": tables.row_id(row), "value": value})
            for name, values in by_column.items():
                statement = text(f"UPDATE line SET {name} = :value WHERE id = :row")
                session.execute(statement, values)


def _attach(workspace: Workspace) -> None:
    pieces = [random.Random(number).randbytes(_MIB) for number in range(8)]
    digest = hashlib.sha256()
    for number in range(_FILE_MIB):
        digest.update(pieces[number % 8])
    with workspace.transaction("Adjuntar") as db:
        chunks = (pieces[number % 8] for number in range(_FILE_MIB))
        assert attachments.take_in(db, digest.hexdigest(), _FILE_MIB * _MIB, chunks)


def _there_and_back(
    folder: Path, sender: Workspace, receiver: Workspace, name: str
) -> Iterator[Figure]:
    package.export(receiver, folder / "said.peapkg", with_attachments=False)
    package.receive(sender, folder / "said.peapkg")
    path = folder / "large.peapkg"
    for what, run in (
        ("export", lambda: package.export(sender, path, "Equipo receiver")),
        ("verify", lambda: package.inspect(path)),
        ("import", lambda: package.receive(receiver, path)),
    ):
        sender.forget()
        receiver.forget()
        gc.collect()
        idle = resident()
        taken = seconds(run)
        size = path.stat().st_size / 1e6
        detail = f"{taken:.2f} s, package of {size:.1f} MB"
        yield Figure(f"{what} of {name}, MB above idle", (peak(idle) - idle) / 1e6, 64, detail)
