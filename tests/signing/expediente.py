"""A minute of an expediente whose people have an e.firma of the laboratory."""

from dataclasses import replace

from pea_desktop.areas import documents, minutes
from pea_desktop.areas.documents import Rendered
from pea_desktop.areas.minutes import SignatureMode
from pea_desktop.signing import Cell, desk
from pea_desktop.signing.assembly import issue
from tests.areas.minute_rows import record
from tests.signing.conftest import Lab, cells, pages


def draft(workspace, people, *, with_rfc=True):
    """Record a minute that these people sign with their e.firma; return it."""
    attendees = [
        {
            "name": person.name.title(),
            "office": "Cargo",
            "signature_mode": "efirma",
            **({"rfc": person.rfc} if with_rfc else {}),
        }
        for person in people
    ]
    return record(workspace, attendees=attendees, coordinators=[])


def issued(workspace, people, **how):
    """Issue that minute as the program does."""
    return desk.issue_minute(workspace, draft(workspace, people, **how).id)


def plain(lab: Lab, workspace) -> tuple[Lab, documents.IssuedDocument]:
    """Issue the two plain pages of the laboratory, so that the corpus can be made of them."""

    def render(snapshot: minutes.MinuteSnapshot) -> Rendered:
        places = [
            replace(cell, name=person.cell)
            for cell, person in zip(cells(lab.people), snapshot.people, strict=True)
        ]
        return Rendered(issue(pages(), places, title="Minuta de prueba"), places)

    row = documents.issue(workspace, draft(workspace, lab.people).id, render)
    told = desk.known(workspace.session, row).issued
    assert told is not None
    return replace(lab, issued=told, made={}), row


def names(row) -> list[str]:
    """Return the cells that the e.firma signs."""
    return [one.name for one in documents.cells_of(row) if one.mode == SignatureMode.EFIRMA]


__all__ = ["Cell", "draft", "issued", "names", "plain"]
