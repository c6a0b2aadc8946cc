"""Nothing of a person is left where it has no business: logs, temporary folder, output."""

import logging
import tempfile

import pytest

from pea_desktop import log
from pea_desktop.areas import documents
from pea_desktop.core.errors import PeaError
from pea_desktop.signing import SignatureError, desk, roots
from tests.signing import forger, pki
from tests.signing.expediente import issued, names

# The RFC of the roster is data of the expediente; password, key, CURP and e-mail are nowhere.
SECRETS = (pki.PASSWORD, "clave que no abre", "HMNXXX", "persona1@example.org")


@pytest.fixture
def session(lab, workspace, tmp_path, monkeypatch, caplog, capfd, pea_home):
    """Issue, sign, fail to sign, verify and receive; return what was said, and where things lie."""
    place = tmp_path / "temporal"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    caplog.set_level(logging.DEBUG)
    log.start(debug=True)
    roots.keep(lab.roots)
    row = issued(workspace, lab.people)
    person = lab.people[0]
    told = []
    for password in (bytearray(b"clave que no abre"), person.password):
        try:
            desk.sign(workspace, row, names(row)[0], person.cer, person.key, password, now=lab.now)
        except SignatureError as error:
            told.append(repr(error))
    act = desk.prepare(
        workspace, row, names(row)[1], lab.people[1].cer, lab.people[1].key, now=lab.now
    )
    told.append(repr(act))
    told.append(repr(desk.read_certificate(person.cer, now=lab.now)))
    data = documents.pdf_of(workspace.session, row)
    for pdf in (data, forger.flip(data, 3000), data[:-7]):
        told.append(repr(desk.verify_file(pdf, workspace, now=lab.now)))
        try:
            desk.receive_pdf(workspace, pdf, "m.pdf", now=lab.now)
        except PeaError as error:
            told.append(repr(error))
    log.stop()
    out, err = capfd.readouterr()
    logs = b"".join(path.read_bytes() for path in pea_home.rglob("*.log*")).decode("utf-8")
    return workspace, person, place, "\n".join([caplog.text, out, err, logs]), told


def test_logs_and_output_name_nobody(session, lab):
    _workspace, _person, _place, said, told = session
    rfcs = tuple(person.rfc for person in lab.people)
    assert [one for one in (*SECRETS, *rfcs) if one in said] == []
    assert [one for one in (*SECRETS, *rfcs) if one in "\n".join(told)] == []


def test_nothing_is_left_in_the_temporary_folder(session):
    _workspace, _person, place, _said, _told = session
    assert list(place.iterdir()) == []


def test_neither_key_nor_password_nor_curp_gets_into_the_expediente_or_home(session, pea_home):
    workspace, person, _place, _said, _told = session
    key = person.key.read_bytes()
    files = [*pea_home.rglob("*"), *workspace.path.parent.glob("*")]
    left = b"".join(path.read_bytes() for path in files if path.is_file())
    assert [one for one in (*SECRETS[:2],) if one.encode() in left] == []
    assert key[64:96] not in left
    assert str(person.key).encode() not in left
    assert str(person.cer).encode() not in left
    # What a certificate says of a person is in the signed PDF only, as hexadecimal of its CMS.
    rows = workspace.session.connection().connection.driver_connection
    (journal,) = rows.execute("SELECT group_concat(CAST(bytes AS TEXT), ' ') FROM entry").fetchone()
    assert "HMNXXX" not in journal
    assert "persona1@example.org" not in journal
