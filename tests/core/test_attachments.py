import hashlib
import sqlite3

import pytest

from pea_desktop.core import attachments
from pea_desktop.core.errors import PeaError

LARGE = bytes(range(256)) * 8192 + b"!"
"""A little more than two chunks."""


def put(workspace, data, name="acta.pdf"):
    with workspace.edit("Adjuntar") as session:
        return attachments.put(session, data, name)


@pytest.mark.parametrize("data", [b"x", LARGE[: attachments.CHUNK], LARGE])
def test_what_is_kept_comes_back_byte_for_byte(make_workspace, data):
    workspace = make_workspace()
    sha256 = put(workspace, data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert attachments.get(workspace.session, sha256) == data
    assert workspace.check() == []


def test_the_same_file_is_kept_once(make_workspace):
    workspace = make_workspace()
    assert put(workspace, LARGE) == put(workspace, LARGE, "otro nombre.pdf")
    assert list(attachments.stored(workspace.session).values()) == [2_097_153]
    db = sqlite3.connect(workspace.path)
    assert db.execute("SELECT count(*) FROM attachment_chunk").fetchone() == (3,)
    db.close()


def test_an_error_in_the_edit_leaves_no_byte(make_workspace):
    workspace = make_workspace()
    with pytest.raises(KeyError), workspace.edit("Adjuntar") as session:
        attachments.put(session, LARGE)
        raise KeyError
    assert attachments.stored(workspace.session) == {}


def test_says_that_a_file_is_too_large_or_empty(make_workspace, monkeypatch):
    workspace = make_workspace()
    monkeypatch.setattr(attachments, "MAX_BYTES", 2 << 20)
    with pytest.raises(PeaError) as raised:
        put(workspace, b"x" * ((2 << 20) + 105_000))
    assert str(raised.value) == (
        "«acta.pdf» pesa 2.1 MB y cada archivo puede pesar hasta 2 MB; redúzcalo o divídalo."
    )
    with pytest.raises(PeaError, match=r"^El archivo «acta\.pdf» está vacío; elija otro\.$"):
        put(workspace, b"")


def test_says_that_the_bytes_are_on_another_laptop(make_workspace):
    workspace = make_workspace()
    here = put(workspace, b"x")
    assert attachments.missing(workspace.session, ["ab" * 32, here, "ab" * 32]) == ["ab" * 32]
    with pytest.raises(PeaError, match=r"^Este equipo no tiene el archivo abababababab…; pídalo"):
        attachments.get(workspace.session, "ab" * 32)


def test_orphans_go_only_when_somebody_says_so(make_workspace):
    workspace = make_workspace()
    kept, orphan = put(workspace, b"de una fila"), put(workspace, b"de ninguna")
    assert attachments.orphans(workspace.session, [kept]) == {orphan: 10}
    with workspace.edit("Limpiar") as session:
        assert attachments.drop(session, [orphan, "ab" * 32]) == 1
    assert attachments.stored(workspace.session) == {kept: 11}


def test_the_audit_finds_a_byte_that_was_changed(make_workspace):
    workspace = make_workspace()
    sha256 = put(workspace, LARGE)
    db = sqlite3.connect(workspace.path)
    db.execute("UPDATE attachment_chunk SET bytes = zeroblob(7) WHERE n = 1")
    db.execute("INSERT INTO attachment_chunk VALUES ('nadie', 0, x'00')")
    db.commit()
    db.close()
    assert workspace.check() == [
        (
            f"El archivo adjunto {sha256[:12]}… está dañado: sus datos no son los que se "
            "guardaron; recupérelo de un respaldo."
        ),
        "Hay pedazos de archivos adjuntos que no son de ninguno.",
    ]
    with pytest.raises(PeaError, match="está dañado"):
        attachments.get(workspace.session, sha256)
