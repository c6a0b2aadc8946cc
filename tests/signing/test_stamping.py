"""Asking a timestamp service: what is sent, and what is said when it does not answer."""

import urllib.error
from datetime import timedelta
from email.message import Message
from io import BytesIO

import pytest
from asn1crypto import keys, tsp, x509
from cryptography.hazmat.primitives import serialization

from pea_desktop.areas import documents
from pea_desktop.signing import SignatureError, desk, roots, stamping
from pea_desktop.signing.verifier import Verdict
from tests.signing import pki
from tests.signing.expediente import issued, names


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://sello.example/tsa", True),
        ("  http://sello.example:8080 ", True),
        ("file:///etc/passwd", False),
        ("ftp://sello.example", False),
        ("sello.example", False),
        ("http://", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_tells_an_address_from_other_texts(url, is_one):
    assert stamping.is_address(url) is is_one


class Service:
    """A timestamp service of the laboratory behind `urlopen`."""

    def __init__(self, lab):
        from pyhanko.sign.timestamps import DummyTimeStamper

        self.authority = pki.authority("SELLO DE TIEMPO DE LABORATORIO", 8)
        clock = lab.person(
            kind="tsa", name="SELLADORA", rfc="SEL200101AB1", issuer=self.authority, number=5
        )
        private = clock.private.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        self.stamper = DummyTimeStamper(
            x509.Certificate.load(clock.certificate),
            keys.PrivateKeyInfo.load(private),
            fixed_dt=lab.now + timedelta(minutes=2),
        )
        self.asked = []
        self.kind = "application/timestamp-reply"

    def __call__(self, request, timeout):
        self.asked.append((request.full_url, request.get_header("Content-type"), timeout))
        answer = self.stamper.request_tsa_response(tsp.TimeStampReq.load(request.data))
        return Answer(answer.dump(), self.kind)


class Answer(BytesIO):
    status = 200

    def __init__(self, data, kind):
        super().__init__(data)
        self.headers = Message()
        self.headers["Content-Type"] = kind


@pytest.fixture
def service(lab, monkeypatch):
    made = Service(lab)
    monkeypatch.setattr(stamping, "urlopen", made)
    return made


def sign(lab, workspace, row, url="https://sello.example/tsa"):
    person = lab.people[0]
    return desk.sign(
        workspace,
        row,
        names(row)[0],
        person.cer,
        person.key,
        person.password,
        now=lab.now,
        timestamp_url=url,
    )


def test_a_signature_gets_its_timestamp_and_says_so(lab, workspace, service, at_once):
    roots.keep([*lab.roots, roots.read(service.authority.der)])
    row = issued(workspace, lab.people)
    sign(lab, workspace, row)
    assert service.asked == [
        ("https://sello.example/tsa", "application/timestamp-query", stamping.SECONDS)
    ]
    found = desk.verify_folio(workspace, row, now=lab.now)
    assert found.verdict is Verdict.KNOWN
    assert "Fecha: existía el 10/03/2026 18:32 según el sello de tiempo de SELLADORA." in (
        found.signatures[0].date
    )


def fail(*_told, **_named):
    raise urllib.error.URLError("no network")


@pytest.mark.parametrize(
    "how", ["no network", "a page", "not a stamp", "no address"], ids=lambda how: how
)
def test_a_service_that_does_not_answer_is_said_and_no_signature_is_lost(
    lab, workspace, service, at_once, monkeypatch, how
):
    row = issued(workspace, lab.people)
    base = documents.pdf_of(workspace.session, row)
    url = "file:///etc/hostname" if how == "no address" else "https://sello.example/tsa"
    if how == "no network":
        monkeypatch.setattr(stamping, "urlopen", fail)
    elif how == "a page":
        service.kind = "text/html"
    elif how == "not a stamp":
        monkeypatch.setattr(stamping, "urlopen", lambda *_t, **_n: Answer(b"hola", service.kind))
    with pytest.raises(SignatureError) as caught:
        sign(lab, workspace, row, url)
    assert caught.value.code == "F-23"
    assert str(caught.value) == (
        "El servicio de sello de tiempo no respondió. Firme sin sello o intente más tarde."
    )
    assert documents.pdf_of(workspace.session, row) == base
    sign(lab, workspace, row, "")
    assert documents.pdf_of(workspace.session, row).startswith(base)
