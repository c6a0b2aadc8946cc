"""Issuing a minute: it is drawn, its cells become fields, and its bytes are frozen."""

from pea_desktop.areas import documents, minutes
from pea_desktop.areas.documents import IssuedDocument, Rendered
from pea_desktop.areas.minutes import MinuteSnapshot
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _
from pea_desktop.signing import registry
from pea_desktop.signing.manifest import Cell, Mode


def issue_minute(workspace: Workspace, minute_id: str) -> IssuedDocument:
    """Issue a minute: draw it with its folio, place its cells, and freeze all of it at once.

    Drawing takes a second or so for a long annex. A window that must not wait does the three steps
    itself: `documents.prepare` here, `draw` of its snapshot in a worker (it needs no expediente),
    `documents.store` here.

    Args:
        workspace: The expediente, open for writing.
        minute_id: A minute that is still a draft.

    Raises:
        PeaError: It is issued already, cancelled, waits for a conflict to be decided, something
            changed meanwhile, or the disk is full; nothing was issued.
        SignatureError: F-25, a cell fell on a page that is not there.
    """
    return documents.issue(workspace, minute_id, draw)


def public_copy(workspace: Workspace, document: IssuedDocument | str) -> bytes:
    """Return a document drawn anew without its signatures, to be published: «versión pública».

    A signed PDF carries the RFC, CURP and e-mail of who signed inside their certificates. This one
    says on every page that it is no original, and verifies as none.

    Raises:
        PeaError: There is no such document, or its frozen data are damaged.
    """
    from pea_desktop.reports import minute as report
    from pea_desktop.reports.layout import Printing

    row = registry.row_of(workspace.session, document)
    printing = Printing(notice=_("Versión pública, sin firmas"))
    return report.print_out(documents.snapshot_of(row), printing).data


def has_personal_data(workspace: Workspace, document: IssuedDocument | str) -> bool:
    """Tell whether the PDF of a document carries certificates: to be warned of when it goes out."""
    row = registry.row_of(workspace.session, document)
    return any(one.fields for one in documents.branches(workspace.session, row))


def draw(snapshot: MinuteSnapshot) -> Rendered:
    """Draw a document that is being issued, with the fields where people sign.

    The same snapshot gives the same bytes.
    """
    from pea_desktop.reports import minute as report
    from pea_desktop.reports.layout import Printing
    from pea_desktop.signing.assembly import issue

    mark = minutes.digest(minutes.canonical(snapshot))
    printed = report.print_out(
        snapshot,
        Printing(
            folio=snapshot.folio,
            version=snapshot.version,
            is_issued=True,
            look=snapshot.look,
            fingerprint=mark,
        ),
    )
    cells = [
        Cell(
            name=one.name,
            page=one.page,
            box=one.box,
            person=one.person,
            role=one.role,
            rfc=one.rfc or None,
            mode=Mode(one.mode),
        )
        for one in printed.places
        if one.mode in list(Mode)
    ]
    title = snapshot.folio
    pdf = issue(printed.data, cells, title=title, form_elements=printed.form_elements)
    return Rendered(pdf, printed.places)
