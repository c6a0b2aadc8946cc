"""A reader written from `tests/data/FORMAT.md` alone, and what the program makes of its bytes."""

import hashlib
import json
import struct
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DATA = Path(__file__).parent.parent / "data"
GOLDEN = ("plain", "conflict", "delete", "fork", "relay", "files", "trust")
WORKSPACE = "11111111-2222-4333-8444-555555555555"


# -- the reader: hashlib, json, zstandard, cryptography and FORMAT.md


@dataclass
class Read:
    """A package, verified: its manifest, and (segment, hash, entry) in the order of the file."""

    manifest: dict[str, Any]
    entries: list[tuple[int, bytes, dict[str, Any]]]
    files: dict[str, bytes]

    def labels(self) -> list[tuple[str, int, int, str, str]]:
        """Return device, number, Lamport number, kind and label of every entry."""
        return [(e["v"], e["q"], e["l"], e["k"], e["n"]) for _s, _h, e in self.entries]


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def verify(public: str, signature: bytes, message: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, message)


def unpacked(frames: Iterator[bytes]) -> bytes:
    import zstandard

    made = b""
    for frame in frames:
        with zstandard.ZstdDecompressor().stream_reader(frame) as stream:
            part = stream.read(8_388_609)
        assert len(part) <= 8_388_608
        made += part
    return made


def frames_of(data: bytes, place: int, listed: list[Any]) -> Iterator[bytes]:
    for size, digest in listed:
        frame = data[place : place + size]
        assert hashlib.sha256(frame).hexdigest() == digest
        assert 1 <= size <= 1_048_576
        place += size
        yield frame
    assert place == len(data)


def read(data: bytes) -> Read:
    """Read a full package strictly as FORMAT.md says."""
    assert data[:8] == b"PEAPKG1\n"
    (length,) = struct.unpack(">I", data[8:12])
    assert length <= 4_194_304
    raw = data[12 : 12 + length]
    manifest = json.loads(raw.decode("utf-8"))
    verify(manifest["from"], data[12 + length : 76 + length], b"pea-manifest-v1" + raw)
    assert (manifest["fmt"], manifest["min"]) == (1, 1)
    assert manifest["crit"] == (["att"] if manifest["att"] else [])
    frames = list(frames_of(data, 76 + length, manifest["frames"]))
    places = [first for _name, _sha256, _size, first in manifest["att"]] + [len(frames)]
    body = unpacked(iter(frames[: places[0]]))
    files = {}
    for (_name, sha256, size, first), end in zip(manifest["att"], places[1:], strict=True):
        files[sha256] = unpacked(iter(frames[first:end]))
        assert (hashlib.sha256(files[sha256]).hexdigest(), len(files[sha256])) == (sha256, size)
    assert len(body) == manifest["raw_bytes"]
    assert body.endswith(b"\n")

    segments = manifest["segs"]
    ends = [(first - 1, bytes.fromhex(previous)) for _o, _p, first, previous, *_rest in segments]
    for origin, public, first, previous, *_rest in segments:
        assert origin == sha(b"pea-log", bytes.fromhex(public))[:16].hex()
        genesis = sha(b"pea-log-v1", manifest["workspace"].encode(), bytes.fromhex(public))
        assert first > 1 or previous == genesis.hex()
    known: dict[bytes, tuple[str, dict[str, Any]]] = {}
    made: list[tuple[int, bytes, dict[str, Any]]] = []
    order = []
    for line in body[:-1].split(b"\n"):
        number, _space, stored = line.partition(b" ")
        segment = int(number)
        origin = segments[segment][0]
        place, previous = ends[segment]
        digest = sha(b"pea-entry-v1", previous, stored)
        entry = json.loads(stored.decode("utf-8"), parse_float=refuse)
        assert entry["q"] == place + 1
        seen = [known[bytes.fromhex(one[3])] for one in entry.get("d", [])]
        assert all(
            one[1] == other for one, (other, _e) in zip(entry.get("d", []), seen, strict=True)
        )
        before = [known[previous][1]["l"]] if place else [0]
        assert entry["l"] == 1 + max(before + [one["l"] for _o, one in seen])
        assert entry["k"] in ("create", "edit", "undo", "redo", "resolve", "trust")
        assert ("x" in entry) == (entry["k"] in ("undo", "redo"))
        known[digest] = (origin, entry)
        ends[segment] = (entry["q"], digest)
        order.append((entry["l"], segment))
        made.append((segment, digest, entry))
    assert order == sorted(order)
    for (origin, public, _f, _p, last, digest, seal), end in zip(segments, ends, strict=True):
        assert end == (last, bytes.fromhex(digest))
        message = b"pea-seal-v1" + bytes.fromhex(origin) + struct.pack(">Q", last) + end[1]
        verify(public, bytes.fromhex(seal), message)
    return Read(manifest, made, files)


def refuse(text: str) -> None:
    raise ValueError(f"a fraction: {text}")


def golden(name: str) -> bytes:
    return (DATA / "packages" / f"{name}.peapkg").read_bytes()


def fingerprint(public: str) -> str:
    digits = sha(b"pea-fingerprint", bytes.fromhex(public)).hex()[:24].upper()
    return "-".join(digits[i : i + 4] for i in range(0, 24, 4))


# -- what it reads


def test_reads_every_kind_of_value():
    made = read(golden("plain"))
    assert made.manifest["workspace"] == WORKSPACE
    assert (made.manifest["device"], made.manifest["author"]) == ("Equipo A", "Lic. Asistente A")
    assert fingerprint(made.manifest["from"]) == "7A3F-D4E9-12C6-ED42-B298-A15F"
    assert made.labels() == [
        ("Equipo A", 1, 1, "create", "Crear"),
        ("Equipo A", 2, 2, "edit", "Agregar"),
        ("Equipo A", 3, 3, "edit", "Vaciar y cambiar"),
    ]
    assert made.entries[0][2]["c"] == [
        [
            "thing", "t1",
            [
                ["_alive", 1], ["name", 'Línea «uno»\n"dos" \\ 🌵'], ["amount", -7],
                ["share", "12.5"], ["day", "2023-04-19"], ["done", 1], ["colour", "azul"],
            ],
        ]
    ]  # fmt: skip
    assert made.entries[2][2]["c"] == [
        ["thing", "t1", [["share", None, [0, 1]]]],
        ["thing", "t2", [["amount", 9_007_199_254_740_991]]],
    ]


def test_reads_two_live_heads():
    made = read(golden("conflict"))
    assert made.labels() == [
        ("Equipo A", 1, 1, "edit", "Agregar"),
        ("Equipo A", 2, 2, "edit", "Editar en A"),
        ("Equipo B", 1, 2, "edit", "Editar en B"),
    ]
    assert made.entries[1][2]["c"] == [["thing", "t1", [["name", "de A", [0, 1]]]]]
    assert made.entries[2][2]["c"] == [
        ["thing", "t1", [["amount", 2, [1, 1]], ["name", "de B", [1, 1]]]]
    ]
    assert [one[:3] for one in made.entries[2][2]["d"]] == [[1, made.manifest["segs"][0][0], 1]]


def test_reads_a_delete_beside_an_edit():
    made = read(golden("delete"))
    assert [entry["c"] for _s, _h, entry in made.entries[1:]] == [
        [["thing", "t1", [["_alive", 0, [0, 1]]]], ["thing", "t2", [["_alive", 0, [0, 1]]]]],
        [["thing", "t1", [["name", "no se borre", [1, 1]]]]],
    ]


def test_reads_a_trunk_and_its_branch():
    made = read(golden("fork"))
    assert made.labels() == [
        ("Equipo A", 1, 1, "edit", "Agregar"),
        ("Equipo A", 2, 2, "edit", "Seguir"),
        ("Equipo A", 2, 2, "edit", "Seguir en la copia"),
    ]
    trunk, branch = made.manifest["segs"]
    assert trunk[:3] == [branch[0], branch[1], 1]
    assert (branch[2], branch[3]) == (2, made.entries[0][1].hex())


def test_reads_what_a_third_laptop_passes_on():
    made = read(golden("relay"))
    assert made.manifest["device"] == "Equipo C"
    assert made.manifest["from"] not in {segment[1] for segment in made.manifest["segs"]}
    assert made.labels() == [
        ("Equipo A", 1, 1, "edit", "Agregar"),
        ("Equipo A", 2, 2, "edit", "Editar en A"),
        ("Equipo B", 1, 2, "edit", "Editar en B"),
        ("Equipo B", 2, 3, "edit", "Agregar en B"),
        ("Equipo B", 3, 4, "undo", "Deshacer: Agregar en B"),
        ("Equipo B", 4, 5, "redo", "Rehacer: Agregar en B"),
        ("Equipo A", 3, 6, "resolve", "Decidir conflicto"),
    ]
    assert [entry.get("x") for _s, _h, entry in made.entries] == [None] * 4 + [2, 2, None]
    assert made.entries[-1][2]["c"] == [["thing", "t1", [["name", "acordado", [0, 2, 1, 1]]]]]


def test_reads_the_files_that_came_along():
    made = read(golden("files"))
    small = hashlib.sha256(b"hola\n").hexdigest()
    assert made.files[small] == b"hola\n"
    assert sorted(map(len, made.files.values())) == [5, 1_120_000]
    assert sorted(made.manifest["files"]) == sorted(made.files)
    assert made.manifest["want"] == []


def test_reads_whom_the_administrator_trusts():
    made = read(golden("trust"))
    said = [entry for _s, _h, entry in made.entries if entry["k"] == "trust"]
    rows = [
        {name: value for name, value, *_parents in fields}
        for entry in said
        for table, _row, fields in entry["c"]
        if table == "_trust"
    ]
    assert [(row["device"], row["role"], "base" in row) for row in rows] == [
        ("Equipo A", "administra", True),
        ("Equipo B", "captura", False),
        ("Equipo C", "lectura", False),
    ]
    origin = sha(b"pea-log", bytes.fromhex(rows[0]["pub"]))[:16].hex()
    first = next(h for _s, h, e in made.entries if (e["v"], e["q"]) == ("Equipo A", 1))
    assert json.loads(rows[0]["base"]) == [[origin, 1, first.hex()]]


def test_natural_ids_are_as_specified():
    from pea_desktop.core.base import natural_id

    space = uuid.UUID("6f1d8f0e-3d0b-5a52-9c0e-70e1a9e5c0de")
    assert natural_id("línea", 1) == str(uuid.uuid5(space, "línea\x1f1"))
    assert natural_id("línea", 1) == "616f9a42-1b06-5df2-9a56-4eba5e9ec647"


# -- what the program makes of them


def imported(folder: Path, name: str) -> Any:
    from pea_desktop.core.device import Device
    from pea_desktop.files import package
    from tests.core import toys

    device = Device(Ed25519PrivateKey.generate(), "Persona Z", "Equipo Z", folder)
    path = DATA / "packages" / f"{name}.peapkg"
    return package.receive_new(folder / "z.pea", path, toys.SCHEMA, device)[0]


@pytest.mark.parametrize(
    ("name", "rows", "conflicts"),
    [
        (
            "plain",
            [
                ("t1", 'Línea «uno»\n"dos" \\ 🌵', -7, None, "2023-04-19", 1, "azul"),
                ("t2", "dos", 9_007_199_254_740_991, None, None, None, None),
            ],
            [],
        ),
        (
            "conflict",
            [("t1", "de B", 2, None, None, None, None)],
            [("t1:name", "value", "antes", ["de A", "de B"])],
        ),
        (
            "delete",
            [("t1", "no se borre", None, None, None, None, None)],
            [("t1:_alive", "delete_edit", None, [None, "no se borre"])],
        ),
        (
            "fork",
            [
                ("t1", "en la copia", None, None, None, None, None),
                ("t2", "nueva", None, None, None, None, None),
            ],
            [("t1:name", "value", "antes", ["después", "en la copia"])],
        ),
        (
            "relay",
            [
                ("t1", "acordado", None, None, None, None, None),
                ("t2", "efímera", None, None, None, None, None),
            ],
            [],
        ),
        ("files", [("t1", "con archivos", None, None, None, None, None)], []),
        (
            "trust",
            [
                ("t1", "antes", 2, None, None, None, None),
                ("t2", "de Equipo B", None, None, None, None, None),
            ],
            [("t1:amount", "authority", 1, [2, 3])],
        ),
    ],
)
def test_the_program_takes_in_every_golden_package(tmp_path, name, rows, conflicts):
    from tests.core import toys

    with closing(imported(tmp_path, name)) as workspace:
        assert toys.dump(workspace.path)["thing"] == rows
        assert [
            (one.id, one.kind, one.ancestor, [version.value for version in one.values])
            for one in workspace.conflicts()
        ] == conflicts
        assert workspace.check() == []


@pytest.mark.parametrize("name", GOLDEN)
def test_the_program_passes_golden_bytes_on_as_they_are(tmp_path, name):
    from pea_desktop.files import package

    with closing(imported(tmp_path, name)) as workspace:
        package.export(workspace, tmp_path / "again.peapkg")
    again, first = read((tmp_path / "again.peapkg").read_bytes()), read(golden(name))
    assert {digest for _s, digest, _e in again.entries} == {d for _s, d, _e in first.entries}
    assert sorted(again.manifest["segs"]) == sorted(first.manifest["segs"])
