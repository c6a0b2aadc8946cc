"""The SAT's certificates and keys: what they say, what they are for, and how a key is opened.

Import this before anything that reads a name of a certificate: it mends asn1crypto (see below)
and silences pyHanko, which logs whole names, RFC and CURP included.

Sources: public test certificates of the SAT, read byte by byte (FIEL: digitalSignature,
nonRepudiation, dataEncipherment, keyAgreement, with emailProtection and clientAuth and without
OU; CSD: only the first two, no extended use, with OU).
"""

import hashlib
import logging
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from asn1crypto import core, keys, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from typing_extensions import override

from pea_desktop.signing.texts import SignatureError

MINIMUM_BITS = 2048
SAFE_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
LARGEST_FILE = 64 * 1024
"""No `.cer` or `.key` is larger."""

_FIEL_USES = {"digital_signature", "non_repudiation", "data_encipherment", "key_agreement"}
_FIEL_PURPOSES = {"email_protection", "client_auth"}
_CSD_USES = {"digital_signature", "non_repudiation"}
_SERIAL_DIGITS = 20
_RFC_OF_COMPANY = 12
_RFC_OF_PERSON = 13


class _Bits(core.OctetBitString):  # type: ignore[misc]  # asn1crypto has no types
    """A bit string whose value is text, so that names which hold one can be compared."""

    @override
    def set(self, value: str | bytes) -> None:
        super().set(bytes.fromhex(value) if isinstance(value, str) else value)

    @property
    @override
    def native(self) -> str:
        return str(bytes(self).hex())


class _UniqueIdentifier(x509.DirectoryString):  # type: ignore[misc]  # asn1crypto has no types
    """What 2.5.4.45 really holds: the SAT writes text there, the standard a bit string."""

    _alternatives = [*x509.DirectoryString._alternatives, ("bits", _Bits)]  # noqa: RUF012, SLF001


# asn1crypto demands a bit string and refuses every certificate of the SAT (its issue 228).
x509.NameTypeAndValue._oid_specs["unique_identifier"] = _UniqueIdentifier  # noqa: SLF001

# asn1crypto takes a length that ends in 0x80, one in 256, for an indefinite one and writes all of
# it anew; T61 letters must then come out as they were read, as Windows' own.
x509.NotReallyTeletexString._encoding = "cp1252"  # noqa: SLF001

for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class Kind(StrEnum):
    """What a certificate of the SAT is for."""

    PERSON = "efirma"
    COMPANY = "persona_moral"
    SEAL = "csd"
    UNKNOWN = "desconocido"


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate as a person needs to see it; the CURP it carries is never read out.

    `serial` is the SAT's number of twenty digits; of other issuers, the number in hexadecimal.
    """

    der: bytes = field(repr=False)
    name: str
    rfc: str = field(repr=False)
    serial: str
    not_before: datetime
    not_after: datetime
    kind: Kind
    issuer: str
    bits: int

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate, in hexadecimal."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def masked_rfc(self) -> str:
        """The RFC as it may be printed: its first four and last three characters."""
        return mask_rfc(self.rfc)

    def is_valid_at(self, moment: datetime) -> bool:
        """Tell whether the moment lies in the certificate's own term."""
        return self.not_before <= moment <= self.not_after


def read_certificate(data: bytes) -> Certificate:
    """Read a `.cer`: DER, X.509.

    Names come from asn1crypto: cryptography refuses the Ñ of the SAT's T61 strings.

    Raises:
        SignatureError: F-01.
    """
    try:
        return describe(load_certificate(data), data)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as e:
        raise SignatureError("F-01") from e


def load_certificate(data: bytes) -> Any:
    """Return asn1crypto's certificate; `ValueError` when the bytes are no certificate."""
    if not data or len(data) > LARGEST_FILE:
        raise ValueError("not the size of a certificate")
    loaded = x509.Certificate.load(data, strict=True)
    _ = loaded.subject.native, loaded.public_key.algorithm  # a lazy parser must be asked
    return loaded


def describe(loaded: Any, der: bytes) -> Certificate:
    """Return what a person needs of asn1crypto's certificate, whose bytes are `der`."""
    subject = _attributes(loaded.subject)
    rfc = subject.get("unique_identifier", "")
    name = subject.get("common_name") or subject.get("name") or subject.get("organization_name")
    return Certificate(
        der=der,
        name=(name or "").strip(),
        rfc=rfc.split("/")[0].strip().upper(),
        serial=serial_of(loaded.serial_number),
        not_before=loaded.not_valid_before,
        not_after=loaded.not_valid_after,
        kind=_kind(loaded, subject, rfc),
        issuer=name_of(loaded.issuer),
        bits=loaded.public_key.bit_size if loaded.public_key.algorithm == "rsa" else 0,
    )


def serial_of(number: int) -> str:
    """Return the twenty digits that the SAT packs into the serial number as ASCII."""
    hexadecimal = f"{number:x}"
    try:
        digits = bytes.fromhex(hexadecimal).decode("ascii")
    except ValueError:
        return hexadecimal
    is_sat = len(digits) == _SERIAL_DIGITS and digits.isdigit()
    return digits if is_sat else hexadecimal


def name_of(name: Any) -> str:
    """Return what an authority is called: its common name, else its organization."""
    attributes = _attributes(name)
    return (attributes.get("common_name") or attributes.get("organization_name") or "").strip()


def mask_rfc(rfc: str) -> str:
    """Return an RFC with its date hidden."""
    return f"{rfc[:4]}{'•' * max(len(rfc) - 7, 0)}{rfc[-3:]}" if len(rfc) > 7 else "•" * len(rfc)


def same_rfc(one: str, other: str) -> bool:
    """Compare two RFC as people write them, in any case and with spaces around."""
    return one.strip().upper() == other.strip().upper()


def _attributes(name: Any) -> dict[str, str]:
    """Return a name's values by type; never by splitting its text, which commas break."""
    return {
        pair["type"].native: str(pair["value"].native)
        for relative in name.chosen
        for pair in relative
    }


def _kind(loaded: Any, subject: dict[str, str], rfc: str) -> Kind:
    uses = set(loaded.key_usage_value.native) if loaded.key_usage_value else set()
    extended = loaded.extended_key_usage_value
    purposes = set(extended.native) if extended else set()
    has_unit = "organizational_unit_name" in subject
    if uses == _CSD_USES and not purposes and has_unit:
        return Kind.SEAL
    if not (uses >= _FIEL_USES and purposes >= _FIEL_PURPOSES and not has_unit):
        return Kind.UNKNOWN
    if loaded.ca:
        return Kind.UNKNOWN
    own = rfc.split("/")[0].strip()
    if "/" in rfc or len(own) == _RFC_OF_COMPANY:
        return Kind.COMPANY
    return Kind.PERSON if len(own) == _RFC_OF_PERSON else Kind.UNKNOWN


def check_signer(
    certificate: Certificate, *, now: datetime, expected_rfc: str | None = None
) -> None:
    """Refuse what may not sign, before the key is touched.

    Raises:
        SignatureError: F-06…F-12.
    """
    refused = {Kind.SEAL: "F-06", Kind.UNKNOWN: "F-07", Kind.COMPANY: "F-08"}
    if certificate.kind in refused:
        raise SignatureError(refused[certificate.kind])
    if not certificate.bits:
        raise SignatureError("F-07")  # no RSA: the SAT issues nothing else
    if certificate.bits < MINIMUM_BITS:
        raise SignatureError("F-12b")
    if now > certificate.not_after:
        raise SignatureError("F-09", date=_day(certificate.not_after, now))
    if now < certificate.not_before:
        raise SignatureError("F-10", date=_day(certificate.not_before, now))
    if expected_rfc is not None and not same_rfc(certificate.rfc, expected_rfc):
        raise SignatureError("F-11")


def open_key(data: bytes, password: bytearray) -> RSAPrivateKey:
    """Open a `.key`: DER, PKCS#8, always encrypted (the SAT uses PBES2 with triple DES).

    The password is tried as UTF-8 and, when it is not plain ASCII, once as Latin-1: keys made
    by other programs open only with the bytes they were made with.

    Raises:
        SignatureError: F-02, F-03, F-04 or F-12.
    """
    _check_encrypted(data)
    if not password:
        raise SignatureError("F-04")
    for attempt in _encodings(password):
        try:
            # A bytearray, which can be wiped: cryptography takes one, its types do not say so.
            key = serialization.load_der_private_key(data, attempt)  # type: ignore[arg-type]
        except (ValueError, TypeError):
            continue
        finally:
            if attempt is not password:
                wipe(attempt)
        if not isinstance(key, RSAPrivateKey):
            raise SignatureError("F-02")
        if key.key_size < MINIMUM_BITS:
            raise SignatureError("F-12b")
        return key
    raise SignatureError("F-03")


def check_pair(certificate: Certificate, key: RSAPrivateKey) -> None:
    """Check that the key is that of the certificate.

    Raises:
        SignatureError: F-05.
    """
    told = load_certificate(certificate.der).public_key["public_key"].parsed
    mine = key.public_key().public_numbers()
    if (told["modulus"].native, told["public_exponent"].native) != (mine.n, mine.e):
        raise SignatureError("F-05")


def is_signed_by(certificate: bytes, issuer: bytes) -> bool:
    """Tell whether an authority's key made the signature on a certificate.

    Names are not enough: generations of one authority share theirs, and anyone can copy one.
    """
    one, other = load_certificate(certificate), load_certificate(issuer)
    if one.issuer != other.subject or one.hash_algo not in SAFE_HASHES:
        return False
    key = serialization.load_der_public_key(other.public_key.dump())
    signature, signed = one.signature, one["tbs_certificate"].dump()
    made_with = SAFE_HASHES[one.hash_algo]
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, signed, PKCS1v15(), made_with)
        elif isinstance(key, EllipticCurvePublicKey):
            key.verify(signature, signed, ECDSA(made_with))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def wipe(secret: bytearray) -> None:
    """Overwrite a secret with zeros."""
    secret[:] = bytes(len(secret))


def _check_encrypted(data: bytes) -> None:
    """Tell an encrypted key from an open one and from other files, without the password."""
    if not data or len(data) > LARGEST_FILE:
        raise SignatureError("F-02")
    try:
        loaded = keys.EncryptedPrivateKeyInfo.load(data, strict=True)
        _ = loaded["encryption_algorithm"]["algorithm"].native, loaded["encrypted_data"].native
        if loaded["encryption_algorithm"]["algorithm"].native != "pbes2":
            raise SignatureError("F-02")
    except (ValueError, TypeError, KeyError) as e:
        try:
            _ = keys.PrivateKeyInfo.load(data, strict=True)["private_key"].parsed.native
        except (ValueError, TypeError, KeyError):
            raise SignatureError("F-02") from e
        raise SignatureError("F-12") from e


def _encodings(password: bytearray) -> list[bytearray]:
    if password.isascii():
        return [password]
    try:
        return [password, bytearray(password.decode("utf-8").encode("latin-1"))]
    except UnicodeError:
        return [password]


def _day(moment: datetime, now: datetime) -> str:
    return moment.astimezone(now.tzinfo).strftime("%d/%m/%Y")
