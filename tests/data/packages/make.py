"""Make the golden packages of FORMAT.md, section 7, into a folder: `python make.py FOLDER [NAME…]`.

Those kept here were made once, by the first version; they are never made again.
"""

import os
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pea_desktop.core import attachments, trusting
from pea_desktop.core.device import Device
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys
from tests.core.toys import Colour, Note, Thing

WORKSPACE_ID = "11111111-2222-4333-8444-555555555555"


def ticking() -> Iterator[int]:
    """Yield the milliseconds of 19 April 2023, a second apart."""
    now = 1_681_920_000_000
    while True:
        now += 1000
        yield now


class Maker:
    """Laptops with known keys, one clock and no chance."""

    def __init__(self, folder: Path, out: Path) -> None:
        self.folder = folder
        self.out = out
        self._time = ticking()

    def device(self, name: str) -> Device:
        """Return a laptop."""
        key = Ed25519PrivateKey.from_private_bytes(sha256(f"golden key {name}".encode()).digest())
        home = self.folder / name
        home.mkdir(parents=True, exist_ok=True)
        return Device(key, f"Lic. Asistente {name}", f"Equipo {name}", home)

    def clock(self) -> int:
        """Return the time."""
        return next(self._time)

    def create(self, name: str) -> Workspace:
        """Return the expediente of laptop A."""
        path = self.folder / f"{name}.pea"
        return Workspace.create(
            path, toys.SCHEMA, self.device("A"), workspace_id=WORKSPACE_ID, clock=self.clock
        )

    def join(self, sender: Workspace, name: str, laptop: str) -> Workspace:
        """Return the expediente of another laptop, made from a full package."""
        path = self.folder / "full.peapkg"
        package.export(sender, path)
        made = package.receive_new(
            self.folder / f"{name}.pea", path, toys.SCHEMA, self.device(laptop)
        )[0]
        made.close()
        return self.reopen(name, laptop)

    def reopen(self, name: str, laptop: str) -> Workspace:
        """Return an expediente, open again."""
        path = self.folder / f"{name}.pea"
        return Workspace.open(path, toys.SCHEMA, self.device(laptop), clock=self.clock)

    def send(self, sender: Workspace, receiver: Workspace) -> None:
        """Pass on all that one knows."""
        package.export(sender, self.folder / "x.peapkg")
        package.receive(receiver, self.folder / "x.peapkg")

    def golden(self, workspace: Workspace, name: str) -> None:
        """Write a golden package."""
        package.export(workspace, self.out / f"{name}.peapkg")
        workspace.close()

    def plain(self) -> Workspace:
        """Write three entries with every kind of value."""
        a = self.create("plain")
        with a.edit("Crear", kind="create") as session:
            session.add(
                Thing(
                    id="t1", name="Línea «uno»\n\"dos\" \\ 🌵", amount=-7, share=Decimal("12.50"),
                    day=date(2023, 4, 19), done=True, colour=Colour.BLUE,
                )
            )  # fmt: skip
        with a.edit("Agregar") as session:
            session.add(Thing(id="t2", name="dos"))
            session.add(Note(id="n1", thing_id="t1", position=1, text=""))
        with a.edit("Vaciar y cambiar") as session:
            session.get_one(Thing, "t1").share = None
            session.get_one(Thing, "t2").amount = 9_007_199_254_740_991
        return a

    def conflict(self) -> Workspace:
        """Write one field changed apart by A and B."""
        a = self.create("conflict")
        with a.edit("Agregar") as session:
            session.add(Thing(id="t1", name="antes", amount=1))
        b = self.join(a, "conflict-b", "B")
        with a.edit("Editar en A") as session:
            session.get_one(Thing, "t1").name = "de A"
        with b.edit("Editar en B") as session:
            session.get_one(Thing, "t1").name = "de B"
            session.get_one(Thing, "t1").amount = 2
        self.send(b, a)
        b.close()
        return a

    def delete(self) -> Workspace:
        """Write a row deleted by A while B edited it, and one that A alone deleted."""
        a = self.create("delete")
        with a.edit("Agregar") as session:
            session.add_all([Thing(id="t1", name="disputada"), Thing(id="t2", name="borrada")])
        b = self.join(a, "delete-b", "B")
        with a.edit("Eliminar") as session:
            for row in ("t1", "t2"):
                session.delete(session.get_one(Thing, row))
        with b.edit("Editar") as session:
            session.get_one(Thing, "t1").name = "no se borre"
        self.send(b, a)
        b.close()
        return a

    def fork(self) -> Workspace:
        """Write what a restored backup makes: a trunk and a branch of one log."""
        a = self.create("fork")
        with a.edit("Agregar") as session:
            session.add(Thing(id="t1", name="antes"))
        a.close()
        shutil.copy(self.folder / "fork.pea", self.folder / "restored.pea")
        a, restored = self.reopen("fork", "A"), self.reopen("restored", "A")
        with a.edit("Seguir") as session:
            session.get_one(Thing, "t1").name = "después"
        with restored.edit("Seguir en la copia") as session:
            session.get_one(Thing, "t1").name = "en la copia"
            session.add(Thing(id="t2", name="nueva"))
        self.send(restored, a)
        restored.close()
        return a

    def relay(self) -> Workspace:
        """Write A's and B's entries as C passes them on: with undo, redo and a decision."""
        a = self.create("relay")
        with a.edit("Agregar") as session:
            session.add(Thing(id="t1", name="antes"))
        b = self.join(a, "relay-b", "B")
        with a.edit("Editar en A") as session:
            session.get_one(Thing, "t1").name = "de A"
        with b.edit("Editar en B") as session:
            session.get_one(Thing, "t1").name = "de B"
        with b.edit("Agregar en B") as session:
            session.add(Thing(id="t2", name="efímera"))
        b.undo()
        b.redo()
        self.send(b, a)
        a.resolve("t1:name", value="acordado")
        self.send(a, b)
        b.close()
        c = self.join(a, "relay-c", "C")
        a.close()
        return c

    def files(self) -> Workspace:
        """Write two attachments, one of them larger than a frame."""
        a = self.create("files")
        with a.edit("Adjuntar") as session:
            session.add(Thing(id="t1", name="con archivos"))
            attachments.put(session, b"hola\n", "hola.txt")
            attachments.put(session, b"0123456789abcdef" * 70_000, "grande.bin")
        return a

    def trust(self) -> Workspace:
        """Write what A, the administrator, says of B and C, and what both wrote."""
        a = self.create("trust")
        with a.edit("Agregar") as session:
            session.add(Thing(id="t1", name="antes", amount=1))
        b, c = self.join(a, "trust-b", "B"), self.join(a, "trust-c", "C")
        for number, (one, role) in enumerate(((b, "captura"), (c, "lectura")), start=1):
            device = one.device
            who = trusting.Request(device.public, device.author, device.name, "")
            trusting.authorise(a, who, role)
            with one.edit(f"Editar en {device.name}") as session:
                session.get_one(Thing, "t1").amount = 1 + number
                session.add(Thing(id=f"t{1 + number}", name=f"de {device.name}"))
            self.send(one, a)
            one.close()
        return a


def main(out: Path, names: list[str]) -> None:
    """Make all of them, or those named."""
    numbers = iter(range(1, 1000))
    uuid.uuid4 = lambda: uuid.UUID(int=next(numbers) | 0x4000 << 64 | 0x8 << 60)
    os.urandom = lambda size: next(numbers).to_bytes(size, "big")
    time.time_ns = lambda: 1_681_920_000_000_000_000
    for name in names or ["plain", "conflict", "delete", "fork", "relay", "files", "trust"]:
        with tempfile.TemporaryDirectory() as folder:
            maker = Maker(Path(folder), out)
            maker.golden(getattr(maker, name)(), name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
