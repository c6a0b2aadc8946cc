"""Toy entities to test the machinery with: no area, no minute, no indicator."""

import json
import sqlite3
import struct
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from pea_desktop.core.base import Base as ProgramBase
from pea_desktop.core.base import Code, new_id
from pea_desktop.core.device import Device
from pea_desktop.core.entry import genesis, seal_message
from pea_desktop.core.migrations import Schema
from pea_desktop.core.workspace import Workspace


class Colour(StrEnum):
    RED = "rojo"
    BLUE = "azul"


class ToyBase(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    type_annotation_map = ProgramBase.type_annotation_map


class Thing(ToyBase):
    __tablename__ = "thing"
    id: Mapped[str] = mapped_column(primary_key=True, default_factory=new_id)
    name: Mapped[str | None] = mapped_column(default=None)
    amount: Mapped[int | None] = mapped_column(default=None)
    share: Mapped[Decimal | None] = mapped_column(default=None)
    day: Mapped[date | None] = mapped_column(default=None)
    done: Mapped[bool | None] = mapped_column(default=None)
    colour: Mapped[Colour | str | None] = mapped_column(Code(Colour), default=None)


class Note(ToyBase):
    __tablename__ = "note"
    id: Mapped[str] = mapped_column(primary_key=True, default_factory=new_id)
    thing_id: Mapped[str | None] = mapped_column(default=None)
    position: Mapped[int | None] = mapped_column(default=None)
    text: Mapped[str | None] = mapped_column(default=None)


def first(db: sqlite3.Connection) -> None:
    db.execute(
        "CREATE TABLE thing (id TEXT PRIMARY KEY NOT NULL, name TEXT, amount INTEGER, share TEXT,"
        " day TEXT, done INTEGER, colour TEXT)"
    )
    db.execute(
        "CREATE TABLE note (id TEXT PRIMARY KEY NOT NULL, thing_id TEXT, position INTEGER,"
        " text TEXT)"
    )


SCHEMA = Schema(ToyBase.metadata, (first,))


class NewerBase(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    type_annotation_map = ProgramBase.type_annotation_map


class NewerThing(NewerBase):
    """The thing of the next version: with a weight."""

    __tablename__ = "thing"
    id: Mapped[str] = mapped_column(primary_key=True, default_factory=new_id)
    name: Mapped[str | None] = mapped_column(default=None)
    amount: Mapped[int | None] = mapped_column(default=None)
    share: Mapped[Decimal | None] = mapped_column(default=None)
    day: Mapped[date | None] = mapped_column(default=None)
    done: Mapped[bool | None] = mapped_column(default=None)
    colour: Mapped[Colour | str | None] = mapped_column(Code(Colour), default=None)
    weight: Mapped[int | None] = mapped_column(default=None)


class NewerNote(NewerBase):
    __tablename__ = "note"
    id: Mapped[str] = mapped_column(primary_key=True, default_factory=new_id)
    thing_id: Mapped[str | None] = mapped_column(default=None)
    position: Mapped[int | None] = mapped_column(default=None)
    text: Mapped[str | None] = mapped_column(default=None)


class Tag(NewerBase):
    """A table that only the next version has."""

    __tablename__ = "tag"
    id: Mapped[str] = mapped_column(primary_key=True, default_factory=new_id)
    word: Mapped[str | None] = mapped_column(default=None)


def second(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE thing ADD COLUMN weight INTEGER")
    db.execute("CREATE TABLE tag (id TEXT PRIMARY KEY NOT NULL, word TEXT)")


NEWER_SCHEMA = Schema(NewerBase.metadata, (first, second))

WORKSPACE_ID = "5f1c8a52-5d0e-4f56-9d1b-0c5a3a6e9f01"


def device(folder: Path, name: str) -> Device:
    """Return the device of a toy laptop; its key follows from its name."""
    key = Ed25519PrivateKey.from_private_bytes(sha256(b"test key " + name.encode()).digest())
    home = folder / f"casa-{name}"
    home.mkdir(parents=True, exist_ok=True)
    return Device(key=key, author=f"Persona {name}", name=f"Equipo {name}", home=home)


def create(folder: Path, name: str = "A", schema: Schema = SCHEMA, **named: Any) -> Workspace:
    """Return a new expediente of toys on laptop `name`."""
    return Workspace.create(folder / f"{name}.pea", schema, device(folder, name), **named)


def reopen(folder: Path, name: str = "A", schema: Schema = SCHEMA, **named: Any) -> Workspace:
    """Return the expediente that `create` made, open again."""
    return Workspace.open(folder / f"{name}.pea", schema, device(folder, name), **named)


def things(workspace: Workspace) -> list[tuple[str | None, int | None]]:
    """Return name and amount of every thing, sorted."""
    return sorted(
        (t.name, t.amount) for t in workspace.session.query(Thing).populate_existing().all()
    )


def thing(workspace: Workspace, name: str) -> Thing:
    """Return the only thing of that name."""
    return workspace.session.query(Thing).filter_by(name=name).one()


def dump(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that a file holds, table by table, read by plain SQLite."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        names = [
            name
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith("sqlite_")
        ]
        return {
            name: sorted(db.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in names
        }


# -- packages made by hand, to say what the program would never say


def read_package(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return a package's manifest and its lines «segment entry», unpacked and in one piece."""
    import zstandard

    (length,) = struct.unpack(">I", data[8:12])
    manifest = json.loads(data[12 : 12 + length])
    place = 12 + length + 64
    body = b""
    for size, _digest in manifest["frames"]:
        body += zstandard.ZstdDecompressor().decompressobj().decompress(data[place : place + size])
        place += size
    return manifest, body


def pack(manifest: dict[str, Any], frames: Sequence[bytes], signer: Device) -> bytes:
    """Return a package of these very frames with this manifest, signed by a laptop."""
    made = {**manifest, "from": signer.public.hex()}
    made["frames"] = [[len(one), sha256(one).hexdigest()] for one in frames]
    data = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    return sealed(data, signer) + b"".join(frames)


def sealed(manifest: bytes, signer: Device) -> bytes:
    """Return the head of a package: magic, length, manifest bytes, signature."""
    signature = signer.key.sign(b"pea-manifest-v1" + manifest)
    return b"PEAPKG1\n" + struct.pack(">I", len(manifest)) + manifest + signature


def repack(data: bytes, signer: Device, change: Callable[[dict[str, Any]], None]) -> bytes:
    """Return a package with its manifest changed and signed again by a laptop."""
    import zstandard

    manifest, body = read_package(data)
    change(manifest)
    return pack(manifest, [zstandard.compress(body)], signer)


def package_of(
    author: Device,
    lines: Sequence[dict[str, Any] | bytes],
    *,
    workspace_id: str = WORKSPACE_ID,
    **manifest: Any,
) -> bytes:
    """Return a full package of one log written by hand: each line an entry or its exact bytes."""
    import zstandard

    digest = start = genesis(workspace_id, author.public)
    body = b""
    for line in lines:
        data = (
            line
            if isinstance(line, bytes)
            else json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
        )
        digest = sha256(b"pea-entry-v1" + digest + data).digest()
        body += b"0 " + data + b"\n"
    seal = author.key.sign(seal_message(author.origin, len(lines), digest))
    segment = [
        author.origin.hex(), author.public.hex(), 1, start.hex(), len(lines), digest.hex(),
        seal.hex(),
    ]  # fmt: skip
    made = {
        "fmt": 1, "min": 1, "crit": [], "id": "9a9e5f3e-0000-4000-8000-000000000001",
        "workspace": workspace_id, "from": "", "device": author.name, "author": author.author,
        "at": 1_681_920_000_000, "to": [], "schema": 1, "have": [], "want": [], "segs": [segment],
        "frames": [], "raw_bytes": len(body), "att": [], **manifest,
    }  # fmt: skip
    return pack(made, [zstandard.compress(body)], author)


def entry(seq: int, *rows: Any, lamport: int | None = None, **more: Any) -> dict[str, Any]:
    """Return an entry by hand; rows as [table, id, [[field, value, parents]…]]."""
    return {
        "q": seq, "l": seq if lamport is None else lamport, "t": 1_681_920_000_000,
        "u": "Persona B", "v": "Equipo B", "k": "edit", "n": "A mano", "c": list(rows), **more,
    }  # fmt: skip


def born(row: str, **fields: Any) -> list[Any]:
    """Return a thing's birth as a row of an entry."""
    return ["thing", row, [["_alive", 1], *([name, value] for name, value in fields.items())]]
