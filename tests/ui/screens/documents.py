"""Issued documents for the screens about signatures, signed without another process."""

from pathlib import Path
from typing import Any

from pea_desktop.areas import documents
from pea_desktop.areas.documents import IssuedDocument, SignatureRow
from pea_desktop.core.workspace import Workspace
from pea_desktop.signing import desk
from pea_desktop.signing.child import Order, sign
from tests.areas.minute_rows import drawn, record
from tests.signing import pki

SIZE = (212.0, 44.0)


def issued(workspace: Workspace, *people: dict[str, Any], **changes: Any) -> IssuedDocument:
    """Issue a minute that these people sign."""
    made = record(workspace, attendees=list(people), coordinators=[], **changes)
    return desk.issue_minute(workspace, made.id)


def sketched(workspace: Workspace, *people: dict[str, Any], **changes: Any) -> IssuedDocument:
    """Issue a minute quickly, with a stand-in for its pages: for what does not look at them."""
    made = record(workspace, attendees=list(people), coordinators=[], **changes)
    return documents.issue(workspace, made.id, drawn)


def on_paper(name: str) -> dict[str, Any]:
    return {"name": name, "office": "Cargo"}


def with_efirma(person: pki.Person, *, with_rfc: bool = True) -> dict[str, Any]:
    told = {"name": person.name.title(), "office": "Cargo", "signature_mode": "efirma"}
    return {**told, "rfc": person.rfc} if with_rfc else told


def rows(workspace: Workspace, row: IssuedDocument) -> list[SignatureRow]:
    return documents.signature_rows(workspace.session, row)


def sign_bytes(workspace: Workspace, row: IssuedDocument, at: int, person: pki.Person) -> bytes:
    """Return the document signed by a person; another process would take half a second."""
    act = _act(workspace, row, at, person.cer, person.key)
    order = Order(
        pdf=act.pdf, cell=act.cell, size=SIZE, cer=person.cer, key=person.key,
        expected_rfc=None, now=act.now,
    )  # fmt: skip
    return sign(order, person.password)


def sign_cell(workspace: Workspace, row: IssuedDocument, at: int, person: pki.Person) -> bytes:
    """Sign a cell and keep it."""
    signed = sign_bytes(workspace, row, at, person)
    desk.store(workspace, _act(workspace, row, at, person.cer, person.key), signed)
    return signed


def _act(workspace: Workspace, row: IssuedDocument, at: int, cer: Path, key: Path) -> desk.Act:
    cell = documents.cells_of(row)[at].name
    return desk.prepare(workspace, row, cell, cer, key, confirm_name=True)
