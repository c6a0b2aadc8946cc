import subprocess
import sys

import pytest

from pea_desktop.core.device import Device, fingerprint_of, is_signed, origin_of
from pea_desktop.core.errors import PeaError

PUBLIC = bytes(range(32))


def test_a_device_is_its_folder(pea_home, monkeypatch, tmp_path):
    first = Device.load("Persona A", "Equipo A")
    again = Device.load()
    assert (again.public, again.author, again.name) == (first.public, "Persona A", "Equipo A")
    assert first.home == pea_home
    monkeypatch.setenv("PEA_HOME", str(tmp_path / "otra"))
    assert Device.load().public != first.public


def test_names_given_win_but_the_first_ones_are_remembered():
    Device.load("Persona A", "Equipo A")
    other = Device.load("Persona B", "Equipo B")
    assert (other.author, other.name) == ("Persona B", "Equipo B")
    assert (Device.load().author, Device.load().name) == ("Persona A", "Equipo A")


def test_without_names_there_are_some():
    device = Device.load()
    assert device.author
    assert device.name


@pytest.mark.skipif(sys.platform == "win32", reason="file modes of POSIX")
def test_nobody_else_reads_the_key(pea_home):
    Device.load()
    assert (pea_home / "device.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"hola", b"\xff\xfe", b"00" * 31])
def test_a_damaged_key_is_said_and_kept(pea_home, content):
    pea_home.mkdir(parents=True)
    (pea_home / "device.key").write_bytes(content)
    with pytest.raises(PeaError, match=r"La llave de este equipo «.+» está dañada; .+\."):
        Device.load()
    assert (pea_home / "device.key").read_bytes() == content


def test_a_folder_that_cannot_be_made_is_said(pea_home):
    pea_home.parent.mkdir(parents=True, exist_ok=True)
    pea_home.write_text("un archivo")
    with pytest.raises(PeaError, match="No se pudo preparar la carpeta de este equipo"):
        Device.load()


def test_programs_that_start_at_once_agree_on_one_key():
    source = "from pea_desktop.core.device import Device; print(Device.load().fingerprint)"
    started = [
        subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True)
        for _n in range(4)
    ]
    said = {child.communicate()[0] for child in started}
    assert said == {Device.load().fingerprint + "\n"}


def test_identities_are_as_specified():
    assert origin_of(PUBLIC).hex() == "a4fff733988890de1449e75f5b5eaf8f"
    assert fingerprint_of(PUBLIC) == "A423-B191-CF98-9274-AB95-1420"


def test_signatures_are_checked_and_never_raise():
    device = Device.load()
    signature = device.key.sign(b"mensaje")
    assert is_signed(device.public, signature, b"mensaje")
    assert not is_signed(device.public, signature, b"otro")
    assert not is_signed(device.public, b"", b"mensaje")
    assert not is_signed(b"corta", signature, b"mensaje")
