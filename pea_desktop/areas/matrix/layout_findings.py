"""What is remarked about the sheet of a book: other sheets, columns left out, rows that slipped."""

from collections.abc import Iterable

from pea_desktop.areas.matrix import odd_rows
from pea_desktop.areas.matrix.layout import ColumnUse, Layout
from pea_desktop.areas.matrix.realigning import Realignment
from pea_desktop.core.findings import Finding, Severity
from pea_desktop.i18n import _, ngettext


def sheets_left_out(layout: Layout) -> Iterable[Finding]:
    """Yield the other sheets that look like a matrix."""
    for title in layout.candidates:
        if title != layout.sheet.title:
            yield Finding(
                code="hoja_sin_leer",
                severity=Severity.WARNING,
                sentence=_(
                    "La hoja «{sheet}» también parece una matriz y no se leyó: solo se leyó "
                    "«{read}»."
                ).format(sheet=title, read=layout.sheet.title),
                fix=_("Elija esa hoja para importarla aparte."),
            )


def realignments(proposals: Iterable[Realignment]) -> Iterable[Finding]:
    """Yield what was or may be re-aligned, one remark a row."""
    for one in proposals:
        told = [one.reason]
        if not one.accepted:
            told.append(_("Se lee tal como está."))
        else:
            told.append(_("Se realinea como se aceptó."))
            if one.left_out:
                left = _("El texto «{text}» queda sin columna, sólo en las celdas originales.")
                told.append(left.format(text=_short(one.left_out)))
        yield Finding(
            code="fila_realineada" if one.accepted else "fila_desplazada",
            severity=Severity.INFO if one.accepted else Severity.WARNING,
            sentence=" ".join(told),
            fix=None if one.accepted else _("Revise la propuesta y acéptela si es correcta."),
        )


def column_left_out(column: ColumnUse, rows: int) -> Finding:
    """Return the remark that a column is not imported, and where its texts stay."""
    if column.heading:
        sentence = ngettext(
            "La columna «{name}» ({letters}) no se importa; su texto en {n} fila queda en las "
            "celdas originales.",
            "La columna «{name}» ({letters}) no se importa; sus textos en {n} filas quedan en las "
            "celdas originales.",
            rows,
        ).format(name=column.heading, letters=column.letters, n=rows)
    else:
        sentence = ngettext(
            "La columna {letters} no tiene encabezado y no se importa; su texto en {n} fila queda "
            "en las celdas originales.",
            "La columna {letters} no tiene encabezado y no se importa; sus textos en {n} filas "
            "quedan en las celdas originales.",
            rows,
        ).format(letters=column.letters, n=rows)
    return Finding(
        code="columna_sin_importar",
        severity=Severity.INFO,
        column=column.heading or odd_rows.column_letters(column.position),
        sentence=sentence,
        fix=_("Si hace falta, elija a qué campo corresponde."),
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79].rstrip() + "…"
