"""Tareas: the steps by which somebody carries out an acuerdo.

What an acuerdo says is agreed by all who sign it; how it is carried out is not, and may be split
and handed on without another minute.
"""

from datetime import date

from sqlalchemy.orm import Session

from pea_desktop.areas.minutes import following, record
from pea_desktop.areas.minutes.entities import Task
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _


def tasks(session: Session, agreement_id: str) -> list[Task]:
    """Return the tareas of an acuerdo: those to be done first, by the day they are due."""
    found = record.rows(session, Task, agreement_id=agreement_id)
    return sorted(found, key=lambda row: (row.done is not None, str(row.due or "9999"), row.id))


def task(session: Session, task_id: str) -> Task:
    """Return a tarea by its id.

    Raises:
        PeaError: There is none.
    """
    for row in record.rows(session, Task, id=task_id):
        return row
    raise PeaError(_("Esa tarea ya no existe; actualice la lista de acuerdos."))


def add_task(
    session: Session,
    agreement_id: str,
    text: str,
    *,
    responsible: str = "",
    due: date | None = None,
) -> Task:
    """Make a tarea of an acuerdo.

    Raises:
        PeaError: It says nothing, or there is no such acuerdo.
    """
    agreement = following.agreement(session, agreement_id)
    if not text.strip():
        raise PeaError(_("Escriba qué hay que hacer."))
    made = Task(
        agreement_id=agreement.id,
        text=text.strip(),
        responsible=responsible.strip() or None,
        due=due,
    )
    session.add(made)
    return made


def edit_task(
    session: Session, task_id: str, text: str, *, responsible: str = "", due: date | None = None
) -> Task:
    """Write what a tarea is, who does it and the day it is due.

    Raises:
        PeaError: It says nothing, or there is no such tarea.
    """
    row = task(session, task_id)
    if not text.strip():
        raise PeaError(_("Escriba qué hay que hacer."))
    row.text, row.responsible, row.due = text.strip(), responsible.strip() or None, due
    return row


def remove_task(session: Session, task_id: str) -> None:
    """Take a tarea away; what was noted about its acuerdo stays.

    Raises:
        PeaError: There is no such tarea.
    """
    session.delete(task(session, task_id))


def finish(session: Session, task_id: str, day: date | None) -> None:
    """Note the day a tarea was done; None: it is to be done again."""
    task(session, task_id).done = day
