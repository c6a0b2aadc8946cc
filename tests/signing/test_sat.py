"""What the SAT's certificates and keys say, and what is answered to the wrong ones."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from pea_desktop.signing import sat
from pea_desktop.signing.sat import Kind
from pea_desktop.signing.texts import SignatureError
from tests.signing import pki


def certificate(made):
    return sat.read_certificate(made.certificate)


def test_reads_name_rfc_serial_and_term(lab):
    told = certificate(lab.people[0])
    assert told.name == "ANA PRUEBA ÑÁÑEZ"
    assert told.rfc == "PULA800101AB1"
    assert told.masked_rfc == "PULA••••••AB1"
    assert told.serial == "00001000000500000001"
    assert told.not_before == datetime(2024, 1, 1, tzinfo=UTC)
    assert told.not_after == datetime(2028, 1, 1, tzinfo=UTC)
    assert told.kind is Kind.PERSON
    assert told.issuer == "AC DE LABORATORIO"
    assert told.bits == 2048


def test_the_curp_is_never_read_out(lab):
    told = certificate(lab.people[0])
    assert "PULA800101HMN" in lab.people[0].certificate.decode("latin-1")
    assert "HMN" not in f"{told!r} {told.name} {told.rfc} {told.serial}"
    assert told.rfc not in repr(told)


@pytest.mark.parametrize("encode", [pki.t61, pki.utf8, pki.bmp])
@pytest.mark.parametrize("encode_rfc", [pki.printable, pki.utf8, pki.bits])
def test_reads_names_in_any_encoding(lab, encode, encode_rfc):
    made = lab.person(name="COMPAÑÍA DE PRUEBA", encode_name=encode, encode_rfc=encode_rfc)
    told = certificate(made)
    assert told.name == "COMPAÑÍA DE PRUEBA"
    # A true bit string, as the standard wants it, holds no text: it is no RFC.
    assert told.rfc == ("PULA800101AB1" if encode_rfc is not pki.bits else pki_hex())


def pki_hex():
    return b"PULA800101AB1".hex().upper()


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ({}, Kind.PERSON),
        ({"kind": "csd"}, Kind.SEAL),
        ({"kind": "other"}, Kind.UNKNOWN),
        ({"rfc": "PUE200101AB1 / PULA800101AB1"}, Kind.COMPANY),
        ({"rfc": "PUE200101AB1"}, Kind.COMPANY),
        ({"kind": "csd", "rfc": "PUE200101AB1 / PULA800101AB1"}, Kind.SEAL),
        ({"encode_rfc": pki.bits}, Kind.UNKNOWN),
    ],
)
def test_tells_what_a_certificate_is_for(lab, how, kind):
    assert certificate(lab.person(**how)).kind is kind


def test_splits_the_rfc_of_a_company_from_that_of_its_representative(lab):
    assert certificate(lab.person(rfc="PUE200101AB1 / PULA800101AB1")).rfc == "PUE200101AB1"


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (int(b"00001000000512345678".hex(), 16), "00001000000512345678"),
        (4660, "1234"),
        (1, "1"),
        (int(b"0000100000051234567X".hex(), 16), b"0000100000051234567X".hex()),
    ],
)
def test_reads_the_twenty_digits_of_a_serial(number, told):
    assert sat.serial_of(number) == told


def code_of(call, *arguments, **named):
    with pytest.raises(SignatureError) as caught:
        call(*arguments, **named)
    return caught.value.code, str(caught.value)


@pytest.mark.parametrize("what", ["empty", "cut", "pdf", "key", "text"])
def test_f01_says_that_a_file_is_no_certificate(lab, what):
    person = lab.people[0]
    data = {
        "empty": b"",
        "cut": person.certificate[:-20],
        "pdf": lab.issued.pdf,
        "key": person.key.read_bytes(),
        "text": b"hola",
    }[what]
    assert code_of(sat.read_certificate, data) == (
        "F-01",
        "El archivo elegido no es un certificado .cer válido.",
    )


@pytest.mark.parametrize("what", ["empty", "cut", "cer", "text"])
def test_f02_says_that_a_file_is_no_key(lab, what):
    key = lab.people[0].key.read_bytes()
    data = {"empty": b"", "cut": key[:-20], "cer": lab.people[0].certificate, "text": b"hola"}
    assert code_of(sat.open_key, data[what], lab.people[0].password) == (
        "F-02",
        "El archivo elegido no es una clave privada .key de e.firma.",
    )


def test_f03_says_that_the_password_does_not_open_the_key(lab):
    assert code_of(sat.open_key, lab.people[0].key.read_bytes(), bytearray(b"otra")) == (
        "F-03",
        "La contraseña no abre esta clave privada (o el archivo .key está dañado).",
    )


def test_f04_asks_for_the_password(lab):
    told = code_of(sat.open_key, lab.people[0].key.read_bytes(), bytearray())
    assert told == ("F-04", "Escriba la contraseña de la clave privada.")


def test_f05_says_that_certificate_and_key_are_not_a_pair(lab):
    key = sat.open_key(lab.people[1].key.read_bytes(), lab.people[1].password)
    assert code_of(sat.check_pair, certificate(lab.people[0]), key) == (
        "F-05",
        "El .cer y el .key no corresponden entre sí.",
    )


NOW = pki.NOW


@pytest.mark.parametrize(
    ("how", "code", "sentence"),
    [
        (
            {"kind": "csd"},
            "F-06",
            (
                "Este es un certificado de sello digital (CSD). Para firmar use la e.firma de la "
                "persona."
            ),
        ),
        ({"kind": "other"}, "F-07", "El certificado no tiene los usos de una e.firma."),
        (
            {"rfc": "PUE200101AB1 / PULA800101AB1"},
            "F-08",
            "La e.firma es de persona moral; se necesita la de la persona física que firma.",
        ),
        (
            {"term": (NOW - timedelta(days=900), NOW - timedelta(days=1))},
            "F-09",
            "El certificado venció el 09/03/2026.",
        ),
        (
            {"term": (NOW + timedelta(days=1), NOW + timedelta(days=900))},
            "F-10",
            "El certificado empieza a valer el 11/03/2026. Revise también la fecha de este equipo.",
        ),
        (
            {"rfc": "PULB800101AB1"},
            "F-11",
            "El RFC del certificado no es el registrado para esta celda.",
        ),
    ],
)
def test_says_why_a_certificate_may_not_sign(lab, how, code, sentence):
    told = code_of(
        sat.check_signer, certificate(lab.person(**how)), now=NOW, expected_rfc="PULA800101AB1"
    )
    assert told == (code, sentence)


def test_f12_refuses_a_key_without_password(lab):
    plain = lab.people[0].private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    assert code_of(sat.open_key, plain, lab.people[0].password) == (
        "F-12",
        "La clave privada no está protegida con contraseña; no se acepta.",
    )


def test_f12_refuses_a_short_key(lab):
    made = lab.person(key=pki.rsa_key(7, 1024))
    short = ("F-12", "La clave es demasiado corta.")
    assert code_of(sat.check_signer, certificate(made), now=NOW) == short
    assert code_of(sat.open_key, made.key.read_bytes(), made.password) == short


def test_a_key_that_is_not_rsa_is_none_of_the_sat(lab):
    made = lab.person(key=pki.ec_key())
    assert code_of(sat.check_signer, certificate(made), now=NOW)[0] == "F-07"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_password_opens_the_key_in_either_encoding(lab, encoding):
    made = lab.person(password=pki.PASSWORD.encode(encoding))
    key = sat.open_key(made.key.read_bytes(), made.password)
    assert key.key_size == 2048


def test_an_rfc_may_be_written_in_small_letters_and_with_spaces(lab):
    sat.check_signer(certificate(lab.people[0]), now=NOW, expected_rfc=" pula800101ab1 ")


def test_pyhanko_may_not_log_names():
    for name in ("pyhanko", "pyhanko_certvalidator", "pyhanko.sign.validation"):
        assert logging.getLogger(name).getEffectiveLevel() == logging.CRITICAL


def test_a_folder_is_not_a_certificate(lab, tmp_path):
    from pea_desktop.signing.child import _read

    assert code_of(_read, Path(tmp_path), "F-01")[0] == "F-01"
