"""A public key infrastructure made for the tests, with the odd encodings that the SAT really uses.

Names in T61, the RFC as a PrintableString in 2.5.4.45, serials of twenty digits in ASCII, keys in
PKCS#8 under PBES2 with triple DES. Its people, companies and authorities do not exist.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from asn1crypto import algos, core, keys, x509
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from pea_desktop.signing import sat  # noqa: F401 - mends asn1crypto first

PASSWORD = "Ñandú dos 12"
NOW = datetime(2026, 3, 10, 18, 30, tzinfo=UTC)
_FROM, _TO = datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
_FIEL_USES = {"digital_signature", "non_repudiation", "data_encipherment", "key_agreement"}
_CSD_USES = {"digital_signature", "non_repudiation"}
_FIEL_PURPOSES = ["email_protection", "client_auth"]


@cache
def rsa_key(number: int, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return the same key for the same number, for as long as the tests run."""
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Authority:
    der: bytes
    key: rsa.RSAPrivateKey
    name: x509.Name

    @property
    def pem(self) -> bytes:
        from asn1crypto import pem

        return pem.armor("CERTIFICATE", self.der)


@dataclass(frozen=True)
class Person:
    name: str
    rfc: str
    cer: Path
    key: Path
    certificate: bytes
    private: Any

    @property
    def password(self) -> bytearray:
        return bytearray(PASSWORD.encode("utf-8"))


def _name(parts: Sequence[tuple[str, Any]]) -> x509.Name:
    relatives = []
    for oid, value in parts:
        pair = Raw(0x30, core.ObjectIdentifier(oid).dump() + value.dump())
        relatives.append(Raw(0x31, pair.dump()).dump())
    return x509.Name.load(Raw(0x30, b"".join(relatives)).dump())


def _length(body: bytes) -> bytes:
    size = len(body)
    if size < 128:
        return bytes([size])
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(digits)]) + digits


@dataclass(frozen=True)
class Raw:
    """A value with the very tag and bytes that are wanted."""

    tag: int
    body: bytes

    def dump(self) -> bytes:
        return bytes([self.tag]) + _length(self.body) + self.body


def t61(text: str) -> Raw:
    """A T61String with Windows' letters in it, as the SAT writes them."""
    return Raw(0x14, text.encode("cp1252"))


def printable(text: str) -> Raw:
    return Raw(0x13, text.encode("ascii"))


def utf8(text: str) -> Raw:
    return Raw(0x0C, text.encode("utf-8"))


def bmp(text: str) -> Raw:
    return Raw(0x1E, text.encode("utf-16-be"))


def bits(text: str) -> Raw:
    return Raw(0x03, b"\0" + text.encode("ascii"))


def serial(number: int) -> int:
    return int(f"000010000005{number:08d}".encode("ascii").hex(), 16)


def authority(
    common_name: str = "AC DE LABORATORIO",
    number: int = 0,
    issuer: Authority | None = None,
    serial_number: int = 1,
) -> Authority:
    """Make an authority, self-signed unless it has an issuer. No SKI nor AKI: the SAT has none."""
    key = rsa_key(100 + number)
    name = _name(
        [
            ("2.5.4.3", t61(common_name)),
            ("2.5.4.10", t61("Servicio de Administración de Pruebas")),
            ("2.5.4.6", printable("MX")),
            ("2.5.4.45", printable("SAP970701XX3")),
        ]
    )
    signer = issuer or Authority(b"", key, name)
    der = _certificate(
        subject=name,
        issuer=signer,
        public=key.public_key(),
        serial_number=serial_number,
        term=(datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)),
        uses={"key_cert_sign", "crl_sign"},
        purposes=[],
        is_authority=True,
    )
    return Authority(der, key, name)


def _certificate(
    *,
    subject: x509.Name,
    issuer: Authority,
    public: Any,
    serial_number: int,
    term: tuple[datetime, datetime],
    uses: set[str],
    purposes: Sequence[str],
    is_authority: bool = False,
    digest: str = "sha256",
) -> bytes:
    extensions = [
        {
            "extn_id": "basic_constraints",
            "critical": True,
            "extn_value": x509.BasicConstraints({"ca": is_authority}),
        },
        {"extn_id": "key_usage", "critical": True, "extn_value": x509.KeyUsage(uses)},
    ]
    if purposes:
        extensions.append(
            {"extn_id": "extended_key_usage", "extn_value": x509.ExtKeyUsageSyntax(list(purposes))}
        )
    info = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    algorithm = algos.SignedDigestAlgorithm({"algorithm": f"{digest}_rsa"})
    signed = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": serial_number,
            "signature": algorithm,
            "issuer": issuer.name,
            "validity": {
                "not_before": x509.Time({"utc_time": term[0]}),
                "not_after": x509.Time({"utc_time": term[1]}),
            },
            "subject": subject,
            "subject_public_key_info": keys.PublicKeyInfo.load(info),
            "extensions": extensions,
        }
    )
    made_with = {"sha256": hashes.SHA256(), "sha1": hashes.SHA1()}[digest]
    signature = issuer.key.sign(signed.dump(), PKCS1v15(), made_with)
    return x509.Certificate(
        {
            "tbs_certificate": signed,
            "signature_algorithm": algorithm,
            "signature_value": signature,
        }
    ).dump()


def encrypted_key(key: Any, password: bytes) -> bytes:
    """Return a `.key` as the SAT makes it: PBES2, PBKDF2 with HMAC-SHA1, triple DES."""
    salt, start = os.urandom(8), os.urandom(8)
    derived = PBKDF2HMAC(hashes.SHA1(), 24, salt, 2048).derive(password)
    plain = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pad = 8 - len(plain) % 8
    cipher = Cipher(TripleDES(derived), modes.CBC(start)).encryptor()
    return keys.EncryptedPrivateKeyInfo(
        {
            "encryption_algorithm": {
                "algorithm": "pbes2",
                "parameters": {
                    "key_derivation_func": {
                        "algorithm": "pbkdf2",
                        "parameters": {
                            "salt": algos.Pbkdf2Salt({"specified": salt}),
                            "iteration_count": 2048,
                        },
                    },
                    "encryption_scheme": {"algorithm": "tripledes_3key", "parameters": start},
                },
            },
            "encrypted_data": cipher.update(plain + bytes([pad]) * pad) + cipher.finalize(),
        }
    ).dump()


def person(
    folder: Path,
    issuer: Authority,
    *,
    name: str = "MARÍA PRUEBA ÑÁÑEZ",
    rfc: str = "PUNM800101AB1",
    number: int = 1,
    term: tuple[datetime, datetime] = (_FROM, _TO),
    kind: str = "fiel",
    encode_rfc: Any = printable,
    encode_name: Any = t61,
    digest: str = "sha256",
    key: Any = None,
    password: bytes = PASSWORD.encode("utf-8"),
) -> Person:
    """Make a person's `.cer` and `.key` in a folder."""
    private = key or rsa_key(number)
    curp = f"{rfc[:10]}HMNXXX01"
    is_seal = kind == "csd"
    parts = [
        ("2.5.4.3", encode_name(name)),
        ("2.5.4.41", encode_name(name)),
        ("2.5.4.10", encode_name(name)),
        ("2.5.4.6", printable("MX")),
        ("1.2.840.113549.1.9.1", core.IA5String(f"persona{number}@example.org")),
        ("2.5.4.45", encode_rfc(rfc)),
        ("2.5.4.5", printable(f" / {curp}" if "/" in rfc else curp)),
    ]
    if is_seal:
        parts.append(("2.5.4.11", t61("Sucursal uno")))
    der = _certificate(
        subject=_name(parts),
        issuer=issuer,
        public=private.public_key(),
        serial_number=serial(number),
        term=term,
        uses={"digital_signature"} if kind == "other" else _CSD_USES if is_seal else _FIEL_USES,
        purposes={"fiel": _FIEL_PURPOSES, "tsa": ["time_stamping"]}.get(kind, []),
        digest=digest,
    )
    folder.mkdir(parents=True, exist_ok=True)
    cer, key_file = folder / f"{kind}{number}.cer", folder / f"{kind}{number}.key"
    cer.write_bytes(der)
    key_file.write_bytes(encrypted_key(private, password))
    return Person(name, rfc, cer, key_file, der, private)
