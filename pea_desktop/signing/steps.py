"""What each signature of a verified file says of itself, as the expediente keeps it."""

import hashlib

from pea_desktop.areas.documents import Step
from pea_desktop.signing import registryless, revisions, sat


def of(base: bytes, pdf: bytes) -> list[Step]:
    """Return the signatures of a file that was verified, oldest first.

    Every laptop tells the same of the same bytes, so that their rows meet.
    """
    chain = revisions.read(pdf, revisions.read_base(base))
    embedded = registryless.embedded_signatures(pdf) if chain else []
    before = hashlib.sha256(base)
    made: list[Step] = []
    at = len(base)
    for revision, signature in zip(chain, embedded, strict=True):
        after = before.copy()
        after.update(memoryview(pdf)[at : revision.stop])
        loaded = signature.signer_cert
        certificate = sat.describe(loaded, loaded.dump())
        moment = signature.self_reported_timestamp
        made.append(
            Step(
                before=before.hexdigest(),
                sha256=after.hexdigest(),
                length=revision.stop,
                field=revision.cell,
                certificate=certificate.fingerprint,
                serial=certificate.serial,
                claimed=moment.isoformat(timespec="seconds") if moment else "",
            )
        )
        before, at = after, revision.stop
    return made
