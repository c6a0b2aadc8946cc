"""A row that was left alone: what it was part of comes back, or it goes too."""

from pea_desktop.core.capture import ALIVE, Write
from pea_desktop.core.errors import PeaError
from pea_desktop.core.notices import ORPHAN, Notice
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _


def bring_back(workspace: Workspace, notice: Notice) -> None:
    """Put back, as it was, the row that another laptop deleted and this one belongs to.

    Raises:
        PeaError: It was never here, or this device may not do it.
    """
    parent = _parent(workspace, notice)
    known = [
        (table, row)
        for table, row in workspace.journal.db.execute(
            "SELECT tbl, id FROM rowmap WHERE id = ?", (parent,)
        )
        if table in workspace.heads.tables
    ]
    if not known:
        raise PeaError(
            _(
                "Aquello de lo que era parte nunca llegó a este equipo: pida un paquete completo, "
                "o elimine el renglón."
            )
        )
    _decide(workspace, _("Recuperar lo eliminado"), [Write(*one, ALIVE, 1) for one in known])


def remove(workspace: Workspace, notice: Notice) -> None:
    """Delete the row that was left alone.

    Raises:
        PeaError: This device may not do it.
    """
    writes = [Write(notice.table, row, ALIVE, 0) for row in notice.rows]
    _decide(workspace, _("Eliminar el renglón suelto"), writes)


def of_id(workspace: Workspace, notice_id: str) -> Notice | None:
    """Return the row left alone of an id («orphan:…»), None when there is none any more."""
    found = (one for one in workspace.notices() if one.kind == ORPHAN and one.id == notice_id)
    return next(found, None)


def _parent(workspace: Workspace, notice: Notice) -> str:
    query = f'SELECT "{notice.field}" FROM "{notice.table}" WHERE id = ?'
    found = workspace.journal.db.execute(query, (notice.rows[0],)).fetchone()
    return str(found[0]) if found else ""


def _decide(workspace: Workspace, label: str, writes: list[Write]) -> None:
    with workspace.transaction(label):
        workspace.authority.require(writes, "edit")
        workspace.touched(workspace.recorder.direct(writes, "edit", label, workspace.now()))
