"""Signing through the other process, and what three other programs say of the result."""

import gc
import logging
import os
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader

from pea_desktop.signing import Issued, SignatureError, child, revisions, roots, signer
from pea_desktop.signing.assembly import issue
from pea_desktop.signing.verifier import Verdict, verify
from tests.signing import forger, pki
from tests.signing.conftest import Lab, cells, pages


def sign(lab, pdf, number, **changed):
    person = changed.pop("person", lab.people[number])
    password = changed.pop("password", person.password)
    return signer.sign_cell(
        pdf,
        changed.pop("cell", lab.issued.cells[number].name),
        changed.pop("cer", person.cer),
        changed.pop("key", person.key),
        password,
        **{"expected_rfc": person.rfc, "now": lab.now, **changed},
    )


def test_signs_a_cell_in_another_process(lab):
    password = lab.people[0].password
    signed = sign(lab, lab.issued.pdf, 0, password=password, issued=lab.issued)
    assert signed.startswith(lab.issued.pdf)
    assert password == bytearray(len(password)), "the password is still there"
    found = verify(signed, issued=lab.issued, roots=lab.roots, now=lab.now)
    assert found.verdict is Verdict.KNOWN
    assert found.signatures[0].name == "ANA PRUEBA ÑÁÑEZ"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"password": bytearray(b"otra")}, "F-03"),
        ({"password": bytearray()}, "F-04"),
        ({"expected_rfc": "XAXX010101000"}, "F-11"),
    ],
)
def test_what_the_other_process_refuses_is_said_here(lab, changed, code):
    with pytest.raises(SignatureError) as caught:
        sign(lab, lab.issued.pdf, 0, **changed)
    assert caught.value.code == code
    assert caught.value.__cause__ is None


def test_a_date_in_a_sentence_comes_back_whole(lab):
    old = lab.person(term=(lab.now - timedelta(days=90), lab.now - timedelta(days=1)))
    with pytest.raises(SignatureError) as caught:
        sign(lab, lab.issued.pdf, 0, person=old)
    assert str(caught.value) == "El certificado venció el 09/03/2026."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
@pytest.mark.parametrize("ending", ["process dies", "process hangs"])
def test_a_process_that_does_not_answer_leaves_the_document_as_it_was(lab, monkeypatch, ending):
    monkeypatch.setattr(signer, "_SECONDS", 1)
    # A folder for a key: read as a file it fails; a pipe that nobody writes to hangs.
    pipe = lab.folder / f"tubo {ending}"
    if ending == "process hangs":
        os.mkfifo(pipe)
        with pytest.raises(SignatureError) as caught:
            sign(lab, lab.issued.pdf, 0, key=pipe)
    else:
        monkeypatch.setattr(child, "serve", os.abort)
        with pytest.raises(SignatureError) as caught:
            sign(lab, lab.issued.pdf, 0)
    assert caught.value.code == "F-22"
    assert str(caught.value) == (
        "La firma no se completó. El documento sigue como estaba; intente de nuevo."
    )


def refused(lab, pdf, **changed):
    with pytest.raises(SignatureError) as caught:
        sign(lab, pdf, changed.pop("number", 0), **changed)
    return caught.value.code


def test_a_cell_is_signed_once(lab):
    assert refused(lab, lab.signed(0)) == "F-13"


def test_who_signs_an_old_copy_is_told_to_receive_first(lab):
    known = lab.knowing(lab.signed(0))
    assert refused(lab, lab.issued.pdf, number=1, issued=known) == "F-14"
    assert refused(lab, lab.signed(2), number=1, issued=known) == "F-14"


def test_another_document_is_not_signed_for_this_one(lab):
    other = issue(pages("Otro."), lab.issued.cells, title="Otra")
    assert refused(lab, other, issued=lab.issued) == "F-16"


def test_a_document_that_another_program_saved_is_not_signed(lab):
    assert refused(lab, forger.rewritten(lab.signed(1))) == "F-17"
    assert refused(lab, lab.signed(1) + b"\n") == "F-17"
    assert refused(lab, b"hola") == "F-17"


def test_a_cell_that_is_not_there_is_said(lab):
    assert refused(lab, lab.issued.pdf, cell="asist_77_00000000") == "F-21"


def test_a_stroke_that_leaves_the_cell_is_refused(lab):
    with pytest.raises(SignatureError) as caught:
        lab.sign(lab.issued.pdf, 0, ink=[[(0.5, 1.5, 0.5), (0.5, 0.5, 0.5)]])
    assert caught.value.code == "F-24"


def test_strokes_are_shown_beside_the_words(lab):
    ink = [[(0.1, 0.2, 0.004), (0.5, 0.8, 0.009), (0.9, 0.2, 0.005)]]
    signed = lab.sign(lab.issued.pdf, 0, ink=ink)
    assert verify(signed, issued=lab.issued, roots=lab.roots, now=lab.now).is_intact
    blue = b".105882 .227451 .419608 RG"
    assert blue in picture(signed, 0)
    assert blue not in picture(lab.signed(0), 0)


def picture(pdf, number):
    reader = PdfFileReader(BytesIO(pdf))
    field = reader.root["/AcroForm"]["/Fields"][number]
    return field["/AP"]["/N"].data


def test_a_cell_shows_name_masked_rfc_certificate_and_time(lab):
    text = to_text(lab, lab.signed(0))
    assert "ANA PRUEBA ÑÁÑEZ" in text
    assert "PULA••••••AB1" in text
    assert "00001000000500000001" in text
    assert "10/03/2026 18:30 (hora del equipo)" in text
    assert "PULA800101" not in text
    assert "Página 2. El acuerdo uno." in text


def to_text(lab, pdf):
    """Read the cells as they are drawn, by the engine of the preview."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    page = document[1]
    page.flatten()
    text = document[1].get_textpage().get_text_bounded()
    document.close()
    return re.sub(r"\s+", " ", text)


def test_ten_people_sign_one_minute(tmp_path, lab):
    people = tuple(
        pki.person(
            tmp_path, lab.authority, name=f"PERSONA {n} ÑÚ", rfc=f"PULA8001{n:02}AB1", number=n
        )
        for n in range(1, 11)
    )
    roster = cells(people)
    ten = Issued(pdf=issue(pages(), roster, title="Minuta"), cells=roster)
    table = Lab(tmp_path, lab.authority, people, ten, lab.roots)
    pdf = ten.pdf
    for number in (3, 0, 9, 1, 2, 8, 7, 4, 6, 5):
        before, pdf = pdf, table.sign(pdf, number, now=lab.now)
        assert pdf.startswith(before)
    found = verify(pdf, issued=ten, roots=lab.roots, now=lab.now)
    assert (found.verdict, len(found.signatures), found.warnings) == (Verdict.KNOWN, 10, ())
    assert verify(pdf, issued=None, roots=lab.roots, now=lab.now).verdict is Verdict.KNOWN
    if shutil.which("pdfsig"):
        assert pdfsig(tmp_path, pdf).count("Signature is Valid.") == 10


@pytest.mark.parametrize("encode", [pki.t61, pki.utf8, pki.bmp])
def test_names_of_any_encoding_sign(lab, encode):
    person = lab.person(name="ANA ÑÁÑEZ Y CÍA", encode_name=encode)
    signed = lab.sign(lab.issued.pdf, 0, person=person)
    found = verify(signed, issued=lab.issued, roots=lab.roots, now=lab.now)
    assert (found.verdict, found.signatures[0].name) == (Verdict.KNOWN, "ANA ÑÁÑEZ Y CÍA")


def test_the_issuer_between_travels_with_the_signature(lab):
    between = pki.authority("AC INTERMEDIA DE LABORATORIO", 9, lab.authority, 2)
    older = pki.authority("AC INTERMEDIA DE LABORATORIO", 6, lab.authority, 3)
    person = lab.person(issuer=between)
    known = [*lab.roots, roots.read(older.der), roots.read(between.der)]
    signed = lab.sign(lab.issued.pdf, 0, person=person, authorities=[a.der for a in known])
    # Who has only the root can check it too; a generation of the same name does no harm.
    for trusted in (lab.roots, [*lab.roots, roots.read(older.der)], known):
        found = verify(signed, issued=lab.issued, roots=trusted, now=lab.now)
        assert found.verdict is Verdict.KNOWN
    alone = verify(signed, issued=lab.issued, roots=[roots.read(between.der)], now=lab.now)
    assert alone.verdict is Verdict.UNCHECKED
    taken = [roots.read(between.der, as_anchor=True)]
    assert verify(signed, issued=lab.issued, roots=taken, now=lab.now).verdict is Verdict.KNOWN


def pdfsig(folder: Path, pdf: bytes) -> str:
    path = folder / "firmado.pdf"
    path.write_bytes(pdf)
    store = folder / "nss"
    options = ["-nssdir", str(store)] if store.is_dir() else []
    return subprocess.run(
        ["pdfsig", *options, str(path)], capture_output=True, text=True, check=False
    ).stdout


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler is not here")
def test_poppler_finds_three_valid_signatures(lab, tmp_path):
    told = pdfsig(tmp_path, lab.signed(2, 0, 1))
    assert told.count("Signature is Valid.") == 3
    assert told.count("ETSI.CAdES.detached") == 3
    assert told.count("Total document signed") == 1
    for name in ("ANA PRUEBA ÑÁÑEZ", "LUIS MUÑOZ DE LAB", "EVA GÜEMES PRUEBA"):
        assert f"Signer Certificate Common Name: {name}" in told


@pytest.mark.skipif(
    not (shutil.which("pdfsig") and shutil.which("certutil")), reason="no NSS tools here"
)
def test_poppler_trusts_the_certificates_once_it_knows_the_root(lab, tmp_path):
    store, root = tmp_path / "nss", tmp_path / "root.cer"
    store.mkdir()
    root.write_bytes(lab.authority.der)
    base = ["certutil", "-d", str(store)]
    subprocess.run([*base, "-N", "--empty-password"], check=True)
    subprocess.run([*base, "-A", "-n", "lab", "-t", "CT,C,C", "-i", str(root)], check=True)
    told = pdfsig(tmp_path, lab.signed(0, 1, 2))
    assert told.count("Signature is Valid.") == 3
    assert told.count("Certificate is Trusted.") == 3


@pytest.mark.skipif(not shutil.which("openssl"), reason="OpenSSL is not here")
@pytest.mark.parametrize("number", [0, 1, 2])
def test_openssl_verifies_each_signature(lab, tmp_path, number):
    pdf = lab.signed(0, 1, 2)
    revision = revisions.read(pdf, revisions.read_base(lab.issued.pdf))[number]
    (tmp_path / "root.pem").write_bytes(lab.authority.pem)
    (tmp_path / "firma.der").write_bytes(revision.cms)
    content = b"".join(pdf[start:stop] for start, stop in revision.covered)
    (tmp_path / "contenido").write_bytes(content)
    command = [
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "firma.der"),
        *("-content", "contenido", "-CAfile", "root.pem", "-purpose", "any"),
        *("-attime", str(int(lab.now.timestamp())), "-out", "salida"),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "CMS Verification successful" in done.stderr or done.returncode == 0, done.stderr
    (tmp_path / "contenido").write_bytes(content + b"x")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0


@pytest.fixture
def stamped(lab, monkeypatch):
    """Return the minute signed with a timestamp, and the authority of the timestamp service."""
    from asn1crypto import keys, x509
    from pyhanko.sign.timestamps import DummyTimeStamper

    service = pki.authority("SELLO DE TIEMPO DE LABORATORIO", 8)
    clock = lab.person(kind="tsa", name="SELLADORA", rfc="SEL200101AB1", issuer=service, number=5)
    private = clock.private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    stamper = DummyTimeStamper(
        x509.Certificate.load(clock.certificate),
        keys.PrivateKeyInfo.load(private),
        fixed_dt=lab.now + timedelta(minutes=2),
    )
    monkeypatch.setattr(child, "_stamper", lambda url: stamper if url else None)
    signed = lab.sign(lab.issued.pdf, 0, timestamp_url="http://sello.example")
    return signed, roots.read(service.der)


def test_a_timestamp_says_until_when_the_document_existed(lab, stamped):
    signed, service = stamped
    found = verify(signed, issued=lab.issued, roots=[*lab.roots, service], now=lab.now)
    assert found.verdict is Verdict.KNOWN
    assert (
        "Fecha: existía el 10/03/2026 18:32 según el sello de tiempo de SELLADORA."
        in found.signatures[0].date
    )
    later = verify(
        signed, issued=lab.issued, roots=[*lab.roots, service], now=lab.now + timedelta(days=900)
    )
    assert "estaba vigente a la hora del sello de tiempo" in later.signatures[0].date


def test_a_timestamp_of_an_unknown_service_proves_nothing(lab, stamped):
    found = verify(stamped[0], issued=lab.issued, roots=lab.roots, now=lab.now)
    assert found.verdict is Verdict.KNOWN
    assert "no está certificada" in found.signatures[0].date


def test_a_timestamp_service_that_does_not_answer_is_said(lab, monkeypatch):
    class Silent:
        async def async_timestamp(self, *_told):
            raise OSError("no network")

    monkeypatch.setattr(child, "_stamper", lambda _url: Silent())
    with pytest.raises(SignatureError) as caught:
        lab.sign(lab.issued.pdf, 0, timestamp_url="http://sello.example")
    assert caught.value.code == "F-23"


SECRETS = ("PULA800101", "HMNXXX", pki.PASSWORD, "persona1@example.org")


def test_no_trace_of_a_person_is_left(lab, tmp_path, monkeypatch, caplog, capfd):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    # asyncio tells which loop it uses; that is nobody's secret.
    signed = sign(lab, lab.issued.pdf, 0, issued=lab.issued)
    verify(signed, issued=lab.issued, roots=[], now=lab.now)
    verify(forger.flip(signed, 900), issued=None, roots=lab.roots, now=lab.now)
    with pytest.raises(SignatureError) as caught:
        sign(lab, lab.issued.pdf, 0, password=bytearray(b"clave secreta"))
    out, err = capfd.readouterr()
    told = f"{caplog.text} {out} {err} {caught.value!r} {lab.issued!r}"
    assert [secret for secret in (*SECRETS, "clave secreta") if secret in told] == []
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [secret for secret in SECRETS if secret.encode() in left] == []
    assert list(tmp_path.iterdir()) == []


def test_the_password_is_not_in_this_process_afterwards(lab):
    password = bytearray("contraseña que no abre".encode())
    with pytest.raises(SignatureError):
        sign(lab, lab.issued.pdf, 0, password=password)
    gc.collect()
    assert not any(password)


def test_a_signed_minute_of_another_roster_is_told_from_its_own_bytes(lab):
    # Without the registry, the fields of the document are the roster.
    signed = sign(lab, lab.signed(1), 0)
    assert verify(signed, issued=lab.issued, roots=lab.roots, now=lab.now).is_intact
    on_paper = replace(lab.issued, cells=lab.issued.cells[1:])
    assert refused(lab, lab.issued.pdf, issued=on_paper) == "F-21"
