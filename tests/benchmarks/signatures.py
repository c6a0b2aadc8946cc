"""Signatures: our verification against pyHanko's own, and signing against opening the key."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks.documents import _matrix, _sample
from tests.benchmarks.measuring import Figure, in_turn, ratio, seconds

_NOW = datetime(2026, 3, 10, 18, 30, tzinfo=UTC)


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of signatures."""
    from pea_desktop.signing import roots, sat
    from tests.signing import pki

    os.environ[roots.LABORATORY_ALLOWED] = "1"
    authority = pki.authority()
    trusted = [roots.read(authority.der)]
    people = [
        pki.person(folder, authority, name=f"PERSONA {n}", rfc=f"PULA80010{n}AB{n}", number=n)
        for n in (1, 2, 3)
    ]
    sample = _sample()
    signed: dict[int, Any] = {}
    for rows, goal, times in ((26, 0.6, 7), (500, 0.1, 3)):
        issued = _issue(_matrix(sample, rows), people)
        pdf = issued.pdf
        for cell, person in zip(issued.signable, people, strict=True):
            pdf = _sign(pdf, cell, person)
        signed[rows] = issued
        ours, theirs = in_turn(
            lambda pdf=pdf, issued=issued: seconds(lambda: _verify(pdf, issued, trusted)),
            lambda pdf=pdf: seconds(lambda: _pyhanko(pdf, trusted)),
            times=times,
        )
        value, detail = ratio(ours, theirs)
        yield Figure(f"verify 3 signatures, {rows} rows / pyHanko", value, goal, detail)
    key = people[0].key.read_bytes()
    cell = next(iter(signed[26].signable))
    ours, opening = in_turn(
        lambda: seconds(lambda: _sign(signed[26].pdf, cell, people[0])),
        lambda: seconds(lambda: sat.open_key(key, people[0].password)),
        times=15,
    )
    value, detail = ratio(ours, opening)
    yield Figure("sign / open the key", value, 4, detail)


def _issue(matrix: Any, people: list[Any]) -> Any:
    """Return the minute with its annex as the program issues it, for these people."""
    from pea_desktop.areas.minutes import Decision, MinuteSnapshot, Signatory
    from pea_desktop.signing import Cell, Issued, Mode, desk

    attendees = tuple(
        Signatory(person.name, "", mode="efirma", cell=f"asist_{n:02}_7f3a9c12", rfc=person.rfc)
        for n, person in enumerate(people, start=1)
    )
    drawn = desk.draw(
        MinuteSnapshot(
            minute_id="m",
            table="08",
            phase="1",
            day=None,
            institution="SECOEM",
            declared_lines=None,
            observations="",
            agreements=(Decision("1", "Integrar la matriz.", ""),),
            attendees=attendees,
            coordinators=(),
            materials=(),
            matrix=matrix,
            folio="SECOEM-MIN-2023-A01",
        )
    )
    cells = tuple(
        Cell(name=one.name, page=one.page, box=one.box, person="", mode=Mode.EFIRMA)
        for one in drawn.places
    )
    return Issued(pdf=drawn.pdf, cells=cells)


def _sign(pdf: bytes, cell: str, person: Any) -> bytes:
    """Sign as the other process does; starting it is not measured."""
    from pea_desktop.signing.child import Order, sign

    order = Order(
        pdf=pdf, cell=cell, size=(200.0, 44.0), cer=person.cer, key=person.key,
        expected_rfc=person.rfc, now=_NOW,
    )  # fmt: skip
    return sign(order, person.password)


def _verify(pdf: bytes, issued: Any, roots: Any) -> None:
    from pea_desktop.signing.verifier import Verdict, verify

    if verify(pdf, issued=issued, roots=roots, now=_NOW).verdict is not Verdict.KNOWN:
        raise AssertionError("the signatures do not verify")


def _pyhanko(pdf: bytes, roots: Any) -> None:
    """Verify with pyHanko alone and its own comparison of revisions."""
    import asyncio

    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    from pea_desktop.signing import registryless, sat

    context = ValidationContext(
        trust_roots=[sat.load_certificate(root.der) for root in roots],
        allow_fetching=False,
        moment=_NOW,
    )
    for signature in registryless.embedded_signatures(pdf):
        status = asyncio.run(
            async_validate_pdf_signature(signature, signer_validation_context=context)
        )
        if not status.bottom_line:
            raise AssertionError("pyHanko does not take the signatures")
