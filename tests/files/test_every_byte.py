"""A package with any byte changed, cut off or put in is never accepted, and nothing changes."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pea_desktop.core.device import Device
from pea_desktop.core.errors import PackageError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from tests.core import toys

PACKAGES = Path(__file__).parent.parent / "data" / "packages"
WORKSPACE = "11111111-2222-4333-8444-555555555555"


def spoiled(data: bytes, step: int) -> Iterator[bytes]:
    for place in range(0, len(data), step):
        yield data[:place] + bytes([data[place] ^ 1 << place % 8]) + data[place + 1 :]
        yield data[:place]
        yield data[:place] + b"\x00" + data[place:]
    yield data + b"\x00"


def refuse_all(folder: Path, name: str, step: int) -> int:
    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"every byte").digest())
    device = Device(key, "Persona Z", "Equipo Z", folder)
    data = (PACKAGES / f"{name}.peapkg").read_bytes()
    wrong = folder / "mal.peapkg"
    tried = 0
    with Workspace.create(
        folder / "z.pea", toys.SCHEMA, device, workspace_id=WORKSPACE
    ) as workspace:
        before = toys.dump(workspace.path)
        for one in spoiled(data, step):
            wrong.write_bytes(one)
            with pytest.raises(PackageError):
                package.receive(workspace, wrong)
            tried += 1
        assert toys.dump(workspace.path) == before
        wrong.write_bytes(data)
        assert package.receive(workspace, wrong).applied
    return tried


def test_refuses_every_thirteenth_byte_spoiled(tmp_path):
    assert refuse_all(tmp_path, "conflict", 13) > 400


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plain", "conflict", "delete", "fork", "relay", "files", "trust"])
def test_refuses_every_byte_spoiled(tmp_path, name):
    assert refuse_all(tmp_path, name, 1) > 3900
