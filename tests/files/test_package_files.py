"""Attachments in packages, encrypted packages, and packages that wait with their files."""

import hashlib
import json
import os
import sqlite3
from contextlib import closing

import pytest

from pea_desktop.core import attachments
from pea_desktop.core.errors import PackageError, PeaError
from pea_desktop.files import package
from pea_desktop.files.package import envelope
from tests.core import toys
from tests.files.packages import add, new_from, send

LARGE = bytes(range(256)) * 5000 + os.urandom(1_500_000)


@pytest.fixture
def pair(tmp_path):
    """Return two laptops with the same things, the first with a file besides."""
    a = toys.create(tmp_path)
    add(a, "uno")
    b, _received = new_from(tmp_path, "B", a)
    send(b, a)
    with a.edit("Adjuntar") as session:
        session.add(toys.Thing(name="con archivo"))
        attachments.put(session, LARGE, "grande.bin")
    yield a, b
    a.close()
    b.close()


def test_a_file_travels_once_and_arrives_whole(pair):
    a, b = pair
    sha256 = hashlib.sha256(LARGE).hexdigest()
    received = send(a, b, to="Equipo B")
    assert received.attachments == [sha256]
    assert attachments.get(b.session, sha256) == LARGE
    assert b.check() == []
    manifest = package.inspect(a.path.with_suffix(".peapkg"))
    assert [(one.sha256, one.size) for one in manifest.attachments] == [(sha256, len(LARGE))]
    assert max(size for size, _hash in manifest.frames) <= package.MAX_FRAME
    assert send(a, b).attachments == []
    send(b, a)
    made = package.export(a, a.path.with_suffix(".peapkg"), "Equipo B")
    assert made.attachments == 0


def test_only_data_leaves_the_files_at_home(pair):
    a, b = pair
    path = a.path.with_suffix(".peapkg")
    made = package.export(a, path, with_attachments=False)
    assert (made.attachments, made.size < 20_000) == (0, True)
    assert package.receive(b, path).applied
    assert attachments.stored(b.session) == {}
    # What the other did not say it has comes with the next package.
    send(b, a)
    assert send(a, b, to="Equipo B").attachments == [hashlib.sha256(LARGE).hexdigest()]


def test_a_reader_that_knows_no_attachments_is_told_to_update(pair):
    a, _b = pair
    path = a.path.with_suffix(".peapkg")
    package.export(a, path)
    assert package.inspect(path).attachments
    assert b'"crit":["att"]' in path.read_bytes()[:200]


@pytest.mark.parametrize("place", [0.7, 0.9, 0.999])
def test_a_flipped_byte_in_a_file_refuses_the_whole_package(pair, place):
    a, b = pair
    path = a.path.with_suffix(".peapkg")
    package.export(a, path)
    data = bytearray(path.read_bytes())
    data[int(len(data) * place)] ^= 1
    path.write_bytes(data)
    before = toys.dump(b.path)
    with pytest.raises(PackageError):
        package.receive(b, path)
    assert toys.dump(b.path) == before


def test_a_file_that_is_not_its_hash_refuses_the_whole_package(pair):
    import zstandard

    a, b = pair
    with a.edit("Adjuntar") as session:
        attachments.drop(session, attachments.stored(session))
        attachments.put(session, b"hola", "hola.txt")
    path = a.path.with_suffix(".peapkg")
    package.export(a, path)
    data = path.read_bytes()
    length = int.from_bytes(data[8:12], "big")
    manifest = json.loads(data[12 : 12 + length])
    sizes = [size for size, _sha256 in manifest["frames"]]
    start = 76 + length
    frames = [data[start + sum(sizes[:n]) : start + sum(sizes[: n + 1])] for n in range(len(sizes))]
    # The sender itself signs other bytes under that name.
    path.write_bytes(toys.pack(manifest, [*frames[:-1], zstandard.compress(b"otro")], a.device))
    before = toys.dump(b.path)
    with pytest.raises(PackageError):
        package.receive(b, path)
    assert toys.dump(b.path) == before
    with pytest.raises(PackageError):
        package.inspect(path)
    path.write_bytes(toys.pack(manifest, frames, a.device))
    assert package.receive(b, path).applied


def test_a_damaged_file_is_noticed_before_it_is_sent(pair):
    a, _b = pair
    with closing(sqlite3.connect(a.path)) as db, db:
        db.execute("UPDATE attachment_chunk SET bytes = zeroblob(length(bytes)) WHERE n = 0")
    with pytest.raises(PackageError, match="recupérelo de un respaldo"):
        package.export(a, a.path.with_name("dañado.peapkg"))
    assert not a.path.with_name("dañado.peapkg").exists()


def test_what_waits_keeps_its_files(pair, tmp_path):
    a, b = pair
    package.export(b, tmp_path / "b.peapkg")
    package.receive(a, tmp_path / "b.peapkg")
    first = tmp_path / "primero.peapkg"
    package.export(a, first, "Equipo B", with_attachments=False)
    c, _received = new_from(tmp_path, "C", b)
    package.receive(b, first)
    package.export(b, tmp_path / "b2.peapkg")
    package.receive(a, tmp_path / "b2.peapkg")
    add(a, "más")
    second = tmp_path / "segundo.peapkg"
    package.export(a, second, "Equipo B")
    got = package.receive(c, second, first)
    assert [one.state for one in got.packages] == ["applied", "applied"]
    assert attachments.stored(c.session) == {hashlib.sha256(LARGE).hexdigest(): len(LARGE)}
    c.close()

    d, _received = package.receive_new(
        tmp_path / "D.pea", tmp_path / "b.peapkg", toys.SCHEMA, toys.device(tmp_path, "D")
    )
    assert package.receive(d, second).applied is False
    assert attachments.stored(d.session) == {}
    assert package.receive(d, first).applied
    assert attachments.stored(d.session) == {hashlib.sha256(LARGE).hexdigest(): len(LARGE)}
    assert d.check() == []
    d.close()


@pytest.mark.parametrize("how", ["recipient", "passphrase"])
def test_an_encrypted_package_is_refused_when_any_byte_was_changed(pair, tmp_path, how):
    a, b = pair
    path = tmp_path / "cifrado.peapkg"
    secret = {"passphrase": "clave"} if how == "passphrase" else {}
    keys = [package.own_recipient(b.device)] if how == "recipient" else []
    package.export(a, path, with_attachments=False, encrypt_to=keys, **secret)
    data = path.read_bytes()
    assert b"PEAPKG1\n" not in data
    before = toys.dump(b.path)
    for place in range(0, len(data), max(1, len(data) // 12)):
        wrong = bytearray(data)
        wrong[place] ^= 1
        path.write_bytes(wrong)
        with pytest.raises(PackageError):
            package.receive(b, path, **secret)
    path.write_bytes(data[:-1])
    with pytest.raises(PackageError):
        package.receive(b, path, **secret)
    assert toys.dump(b.path) == before
    path.write_bytes(data)
    assert package.receive(b, path, **secret).applied


def test_a_passphrase_that_asks_for_all_the_memory_is_refused(pair, tmp_path):
    a, b = pair
    path = tmp_path / "cifrado.peapkg"
    package.export(a, path, with_attachments=False, passphrase="clave")
    data = path.read_bytes().replace(b'"n":65536', b'"n":1048576')
    length = int.from_bytes(data[8:12], "big") + 2
    path.write_bytes(data[:8] + length.to_bytes(4, "big") + data[12:])
    with pytest.raises(PackageError, match="La contraseña"):
        package.receive(b, path, passphrase="clave")


def test_a_waiting_package_that_proves_forged_goes_to_quarantine(pair, tmp_path):
    import zstandard

    a, b = pair
    package.export(b, tmp_path / "b.peapkg")
    c, _received = new_from(tmp_path, "C", b)
    send(a, b)
    send(b, a)
    add(a, "cuatro")
    package.export(a, tmp_path / "bueno.peapkg", "Equipo B")
    manifest, body = toys.read_package((tmp_path / "bueno.peapkg").read_bytes())
    wrong = body.replace(b"cuatro", b"quatro")
    (tmp_path / "mal.peapkg").write_bytes(
        toys.pack(manifest, [zstandard.compress(wrong)], a.device)
    )
    assert package.receive(c, tmp_path / "mal.peapkg").applied is False
    package.export(a, tmp_path / "todo.peapkg")
    assert package.receive(c, tmp_path / "todo.peapkg").applied
    ((told, path),) = package.quarantined(c.device, c.workspace_id)
    assert (told.device, told.reason, path.is_file()) == ("Equipo A", "contenido_falso", True)
    c.close()


@pytest.mark.parametrize("how", ["recipient", "passphrase"])
def test_what_is_secret_never_lies_open_on_the_stick(pair, tmp_path, monkeypatch, how):
    a, b = pair
    stick = tmp_path / "usb"
    stick.mkdir()
    seen = []
    wrap = envelope.wrap

    def looking(source, out, keys, passphrase):
        seen.extend(one.name for one in stick.iterdir())
        wrap(source, out, keys, passphrase)

    monkeypatch.setattr(envelope, "wrap", looking)
    keys = [package.own_recipient(b.device)] if how == "recipient" else []
    secret = {"passphrase": "clave"} if how == "passphrase" else {}
    package.export(a, stick / "x.peapkg", encrypt_to=keys, **secret)
    assert seen == []
    assert [one.name for one in stick.iterdir()] == ["x.peapkg"]
    assert not [one for one in a.device.home.iterdir() if one.name.startswith("tmp")]


def test_an_encrypted_package_that_the_stick_spoils_is_told(pair, tmp_path, monkeypatch):
    a, _b = pair
    (tmp_path / "usb").mkdir()
    monkeypatch.setattr(envelope._Noting, "digest", lambda _self: b"otro")
    with pytest.raises(PeaError, match="la memoria puede estar dañada"):
        package.export(a, tmp_path / "usb" / "x.peapkg", passphrase="clave")
    assert list((tmp_path / "usb").iterdir()) == []
