"""Documents: a frozen snapshot in, the bytes of a PDF out."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from pea_desktop.i18n import N_
from pea_desktop.reports import (
    agreements,
    attendance,
    catalog,
    gathering,
    indicator,
    matrix,
    minute,
    priority,
    signatures,
)
from pea_desktop.reports.layout import DRAFT, Printed, Printing


class Subject(StrEnum):
    """What a document is about: the thing whose id it is gathered from."""

    MINUTE = "minuta"
    INSTITUTION = "institucion"
    PRIORITY = "prioridad"
    LINE = "linea"
    POLICY = "politica"


class Report(NamedTuple):
    """A document that the menu offers.

    Attributes:
        key: Its name for scripts.
        title: Its name for people.
        subject: What has to be chosen for it; `POLICY`: nothing.
        gather: From session, id of the subject and day to the snapshot that is printed.
        print_out: From the snapshot and how to print it to the file and its places to sign.
    """

    key: str
    title: str
    subject: Subject
    gather: Callable[[Session, str, date], Any]
    print_out: Callable[[Any, Printing], Printed]

    def render(self, snapshot: Any, printing: Printing = DRAFT) -> bytes:
        """Return the PDF of a snapshot."""
        return self.print_out(snapshot, printing).data


REPORTS = (
    Report(
        "minute", N_("Minuta con su matriz"), Subject.MINUTE, gathering.minute, minute.print_out
    ),
    Report(
        "attendance",
        N_("Lista de asistencia"),
        Subject.MINUTE,
        gathering.attendance,
        attendance.print_out,
    ),
    Report(
        "signatures",
        N_("Hoja de firmas complementaria"),
        Subject.MINUTE,
        gathering.signatures,
        signatures.print_out,
    ),
    Report(
        "matrix",
        N_("Matriz de la institución"),
        Subject.INSTITUTION,
        gathering.matrix_of,
        matrix.print_sheet,
    ),
    Report(
        "agreements",
        N_("Estado de los acuerdos"),
        Subject.POLICY,
        gathering.agreements,
        agreements.print_out,
    ),
    Report(
        "reminder",
        N_("Oficio de recordatorio"),
        Subject.INSTITUTION,
        gathering.reminder,
        agreements.print_reminder,
    ),
    Report(
        "priority",
        N_("Ficha técnica de una prioridad"),
        Subject.PRIORITY,
        gathering.priority,
        priority.print_out,
    ),
    Report(
        "indicator",
        N_("Ficha de indicador"),
        Subject.LINE,
        gathering.indicator,
        indicator.print_out,
    ),
    Report(
        "catalog",
        N_("Catálogo de la política"),
        Subject.POLICY,
        gathering.policy,
        catalog.print_out,
    ),
)
