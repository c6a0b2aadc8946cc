"""The blocks that minutes and actas have in common."""

from pea_desktop.areas.minutes import Corrects, Pending
from pea_desktop.core.anchor import LogEnd, mark_of
from pea_desktop.core.calendar import day_in_words
from pea_desktop.i18n import _, ngettext
from pea_desktop.reports.blocks import add_prose, add_titled
from pea_desktop.reports.layout import Document
from pea_desktop.reports.table import Column, Row, Table


def add_corrects(document: Document, corrects: Corrects | None) -> None:
    """Say which issued document this one is about, and why there is another one."""
    if corrects is None:
        return
    sentence = _("{kind} de «{folio}». Motivo: {reason}")
    document.band(
        sentence.format(kind=corrects.title, folio=corrects.folio, reason=corrects.reason)
    )
    document.gap(4)
    mark = _("SHA-256 del documento que corrige: {sha256}").format(sha256=corrects.sha256)
    document.paragraph(mark, document.styles.small)
    document.gap(10)


def add_pending(document: Document, pending: tuple[Pending, ...]) -> None:
    """List the acuerdos of earlier minutes that are still open, if there are any."""
    if not pending:
        return
    columns = (
        Column(_("Folio"), 22),
        Column(_("Acuerdo"), 38),
        Column(_("Responsable"), 18),
        Column(_("Fecha límite"), 22),
    )
    rows = tuple(
        Row(
            (
                one.folio,
                one.text,
                one.responsible,
                "\n".join(filter(None, (day_in_words(one.due) if one.due else "", one.state))),
            )
        )
        for one in pending
    )
    add_titled(document, _("Seguimiento de acuerdos anteriores:"), Table(columns, rows))
    document.gap(12)


def add_development(document: Document, text: str) -> None:
    """Add the prose of what was said, if there is any."""
    if text:
        document.gap(12)
        document.heading(_("Desarrollo:"), keep=document.styles.body.leading * 2)
        add_prose(document, text)


def add_materials(document: Document, materials: tuple[str, ...]) -> None:
    """Add the list of the documents that were reviewed."""
    document.heading(_("Materiales revisados:"), keep=document.styles.body.leading)
    if materials:
        document.bullets(materials)
    else:
        document.paragraph(_("Ninguno."))
    document.gap(10)


def add_journal(document: Document, ends: tuple[LogEnd, ...]) -> None:
    """Say how far the bitácora had come when the document was issued; nothing in a draft."""
    if not ends:
        return
    changes = sum(one.seq for one in ends)
    told = ngettext(
        "Huella de la bitácora al emitir: {mark} ({n} cambio).",
        "Huella de la bitácora al emitir: {mark} ({n} cambios).",
        changes,
    )
    document.gap(6)
    document.paragraph(told.format(mark=mark_of(ends), n=changes), document.styles.small)
