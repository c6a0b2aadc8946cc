"""What a person sees of their certificate before they type the password."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pea_desktop.i18n import N_
from pea_desktop.signing import sat
from pea_desktop.signing.cell_signing import read_file
from pea_desktop.signing.sat import Kind
from pea_desktop.signing.texts import SignatureError

KIND_LABELS = {
    Kind.PERSON: N_("e.firma de persona física"),
    Kind.COMPANY: N_("e.firma de persona moral"),
    Kind.SEAL: N_("Certificado de sello digital (CSD)"),
    Kind.UNKNOWN: N_("No es un certificado del SAT"),
}


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A certificate as the dialog shows it; RFC masked, CURP and e-mail left out.

    `fault` is why it cannot sign, "" when it can; `code` its code.
    """

    name: str
    masked_rfc: str
    serial: str
    not_before: datetime
    not_after: datetime
    kind: Kind
    issuer: str
    fault: str = ""
    code: str = ""

    @property
    def can_sign(self) -> bool:
        """Whether the password may be asked for."""
        return not self.fault


def read_certificate(
    path: Path, *, now: datetime | None = None, expected_rfc: str | None = None
) -> Preview:
    """Read a `.cer` for the dialog.

    Args:
        path: The file.
        now: The moment; the clock's when None.
        expected_rfc: That of the cell (`Cell.rfc`), when it has one.

    Raises:
        SignatureError: F-01, it is no certificate. Any other fault is told in the preview.
    """
    certificate = sat.read_certificate(read_file(path, "F-01"))
    moment = now or datetime.now().astimezone()
    fault = code = ""
    try:
        sat.check_signer(certificate, now=moment, expected_rfc=expected_rfc or None)
    except SignatureError as error:
        fault, code = str(error), error.code
    return Preview(
        name=certificate.name,
        masked_rfc=certificate.masked_rfc,
        serial=certificate.serial,
        not_before=certificate.not_before.astimezone(moment.tzinfo),
        not_after=certificate.not_after.astimezone(moment.tzinfo),
        kind=certificate.kind,
        issuer=certificate.issuer,
        fault=fault,
        code=code,
    )
