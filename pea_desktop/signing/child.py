"""The process that holds the private key: it signs once and ends, and its memory with it.

Only this module opens a private key. It writes nothing to disk, to a log or to a terminal.
"""

import asyncio
import contextlib
import faulthandler
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from typing_extensions import override

from pea_desktop.signing import appearance, revisions, sat
from pea_desktop.signing.appearance import Stroke
from pea_desktop.signing.sat import Certificate
from pea_desktop.signing.texts import SignatureError

PASSWORD_FRAME = 20_000
"""A password travels in a frame of this size: above 16 KiB a pipe sends it without a copy."""

_ROOM = 8_192
_ROOM_STAMPED = 24_576


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be signed, and with which files; everything but the password."""

    pdf: bytes = field(repr=False)
    cell: str
    size: tuple[float, float]
    cer: Path
    key: Path
    expected_rfc: str | None
    now: datetime
    ink: Sequence[Stroke] | None = None
    authorities: Sequence[bytes] = ()
    timestamp_url: str | None = None


def serve(connection: Connection) -> None:
    """Take one order and its password from the pipe, and answer with the signed document.

    The answer is a pair: the code of an error with its fields and nothing, or None and bytes.
    """
    _harden()
    try:
        order: Order = connection.recv()
        frame = bytearray(PASSWORD_FRAME)
        connection.recv_bytes_into(frame)
        length = int.from_bytes(frame[:4], "big")
        password = frame[4 : 4 + length]
        sat.wipe(frame)
        try:
            signed = sign(order, password)
        finally:
            sat.wipe(password)
        connection.send((None, {}))
        connection.send_bytes(signed)
    except SignatureError as e:
        connection.send((e.told, e.fields))
    except Exception:  # whatever it is, its text could tell of the key
        with contextlib.suppress(OSError):
            connection.send(("F-22", {}))
    finally:
        connection.close()


def _harden() -> None:
    """Leave no trace if this process should die: no core file, no dump, no output."""
    faulthandler.disable()
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        with contextlib.suppress(OSError):  # a program without a console has none of them
            os.dup2(quiet, stream)


def sign(order: Order, password: bytearray) -> bytes:
    """Return the document with one more signature.

    Raises:
        SignatureError: F-01…F-13, F-23, F-24.
    """
    certificate = sat.read_certificate(_read(order.cer, "F-01"))
    sat.check_signer(certificate, now=order.now, expected_rfc=order.expected_rfc)
    key = sat.open_key(_read(order.key, "F-02"), password)
    sat.check_pair(certificate, key)
    drawn = appearance.draw(order.size, certificate, order.now, order.ink)
    issuers = [der for der in order.authorities if sat.is_signed_by(certificate.der, der)]
    prepared = revisions.prepare(
        order.pdf,
        order.cell,
        appearance.objects(drawn, revisions.size_of(order.pdf)),
        moment=pdf_date(order.now),
        room=(_ROOM_STAMPED if order.timestamp_url else _ROOM) + sum(map(len, issuers)),
    )
    made = _cms(certificate, key, prepared.digest(), issuers, _stamper(order.timestamp_url))
    return prepared.fill(made)


def _read(path: Path, code: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        raise SignatureError(code) from e


def pdf_date(moment: datetime) -> str:
    """Return a moment as PDF writes it, with its own time zone."""
    offset = moment.strftime("%z")[:5] or "+0000"
    return f"D:{moment:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:]}'"


def _stamper(url: str | None) -> Any:
    """Return a client of a timestamp service, if one is named."""
    if not url:
        return None
    from pea_desktop.signing.stamping import client

    return client(url)


def _cms(
    certificate: Certificate,
    key: RSAPrivateKey,
    digest: bytes,
    issuers: Sequence[bytes],
    stamper: Any,
) -> bytes:
    """Return the signature: PAdES B-B, or B-T when a timestamp service is named."""
    from asn1crypto.algos import SignedDigestAlgorithm
    from pyhanko.sign.signers.pdf_cms import Signer
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class _KeySigner(Signer):
        """pyHanko's signer with a key that never becomes bytes again."""

        @override
        async def async_sign_raw(
            self, data: bytes, digest_algorithm: str, dry_run: bool = False
        ) -> bytes:
            del digest_algorithm, dry_run
            return key.sign(data, PKCS1v15(), hashes.SHA256())

    made_store: Any = SimpleCertificateStore
    known = made_store()
    own = sat.load_certificate(certificate.der)
    for issuer in issuers:
        known.register(sat.load_certificate(issuer))
    signer = _KeySigner(
        signing_cert=own,
        cert_registry=known,
        signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
        embed_roots=False,
    )
    try:
        made = asyncio.run(signer.async_sign(digest, "sha256", use_pades=True, timestamper=stamper))
    except Exception as e:
        if stamper is None:
            raise
        raise SignatureError("F-23") from e
    signed: bytes = made.dump()
    return signed
