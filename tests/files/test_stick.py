"""A stick that is pulled out while a package is written or read: nothing is left by halves."""

import errno
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pea_desktop.core.errors import PeaError
from pea_desktop.files import package
from pea_desktop.files.package import container, sending
from tests.core import toys
from tests.files.packages import add


class Stick:
    """A folder whose files take so many bytes and then nothing any more, as a stick pulled out."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path, room: int) -> None:
        self.folder = folder
        self.left = room
        self.is_out = False
        real_open, real_unlink, real_replace = Path.open, Path.unlink, container.os.replace
        real_temporary = tempfile.TemporaryFile

        def opened(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
            if path.parent != folder:
                return real_open(path, mode, *more, **named)
            self.touch()
            stream = real_open(path, mode, *more, **named)
            return self.watched(stream)

        def temporary(*more: Any, **named: Any) -> Any:
            stream = real_temporary(*more, **named)
            return self.watched(stream) if Path(named.get("dir", "/")) == folder else stream

        def unlink(path: Path, missing_ok: bool = False) -> None:
            if path.parent == folder:
                self.touch()
            real_unlink(path, missing_ok)

        def replace(source: Path, target: Path) -> None:
            if Path(target).parent == folder:
                self.touch()
            real_replace(source, target)

        patch.setattr(Path, "open", opened)
        patch.setattr(Path, "unlink", unlink)
        patch.setattr(container.os, "replace", replace)
        patch.setattr(sending.tempfile, "TemporaryFile", temporary)

    def touch(self, size: int = 1) -> None:
        """Take some bytes, or fail for good."""
        self.left -= size
        if self.left < 0:
            self.is_out = True
        if self.is_out:
            raise OSError(errno.EIO, "Input/output error")

    def watched(self, stream: Any) -> "_Watched":
        return _Watched(self, stream)


class _Watched:
    """A file on the stick."""

    def __init__(self, stick: Stick, stream: Any) -> None:
        self._stick = stick
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> "_Watched":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stream.close()

    def read(self, *size: int) -> bytes:
        self._stick.touch()
        return bytes(self._stream.read(*size))

    def write(self, data: Any) -> int:
        self._stick.touch(len(data))
        return int(self._stream.write(data))


@pytest.fixture
def laptop(tmp_path):
    with toys.create(tmp_path) as a:
        add(a, *(f"renglón {n}" for n in range(30)))
        yield a


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "memoria"
    made.mkdir()
    return made


def refusal(act: Callable[[], object]) -> str:
    try:
        act()
    except PeaError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("passphrase", [None, "hojas y ramas de mezquite"])
def test_a_stick_pulled_out_while_writing_keeps_no_half_package(
    laptop, folder, monkeypatch, passphrase
):
    out = folder / "a.peapkg"
    package.export(laptop, out, passphrase=passphrase)
    old = out.read_bytes()
    add(laptop, "uno más")
    before = toys.dump(laptop.path)
    refused = 0
    for room in (0, 1, 40, 200, 1000, 2000, 3000, len(old), 2 * len(old) - 300, 2 * len(old) + 2):
        with monkeypatch.context() as patch:
            Stick(patch, folder, room)
            sentence = refusal(lambda: package.export(laptop, out, passphrase=passphrase))
        refused += sentence != ""
        assert not sentence or sentence.startswith("No se pudo escribir el paquete en «")
        assert toys.dump(laptop.path) == before
        # Whatever is under its name is whole: the old package, or the new one.
        found = package.inspect(out, package.Keys(laptop.device, passphrase))
        assert found.entries in (30, 31)
        for left in folder.iterdir():
            if left != out:
                left.unlink()
    assert refused >= 6


def test_a_stick_pulled_out_while_reading_changes_nothing(laptop, folder, tmp_path, monkeypatch):
    path = folder / "a.peapkg"
    package.export(laptop, path)
    with toys.create(tmp_path, "B", workspace_id=laptop.workspace_id) as b:
        add(b, "propio")
        before = toys.dump(b.path)
        refused = 0
        for room in range(0, 40, 2):
            with monkeypatch.context() as patch:
                Stick(patch, folder, room)
                sentence = refusal(lambda: package.receive(b, path))
            if not sentence:
                break
            refused += 1
            assert sentence.startswith("No se pudo leer el paquete «a.peapkg»: ")
            assert toys.dump(b.path) == before
            assert b.check() == []
        assert refused >= 4
        assert toys.things(b) == sorted([("propio", None), *toys.things(laptop)])


def test_a_stick_that_does_not_keep_what_is_written_is_not_called_ready(
    laptop, folder, monkeypatch
):
    out = folder / "a.peapkg"
    package.export(laptop, out)
    old = out.read_bytes()
    add(laptop, "uno más")
    real = container.os.fsync

    def lying(descriptor: int) -> None:
        real(descriptor)
        (written,) = folder.glob("*.part")
        data = bytearray(written.read_bytes())
        data[len(data) // 2] ^= 1
        written.write_bytes(data)

    monkeypatch.setattr(container.os, "fsync", lying)
    sentence = refusal(lambda: package.export(laptop, out))
    assert sentence.startswith("Lo que quedó en «")
    assert out.read_bytes() == old
    assert list(folder.iterdir()) == [out]
