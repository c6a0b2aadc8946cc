"""What is remarked about a template that came back."""

from pea_desktop.areas.matrix import headings
from pea_desktop.areas.matrix.reading import FileRow, Table
from pea_desktop.core.findings import Finding, Severity
from pea_desktop.i18n import _


def other_matrix() -> Finding:
    """Return the remark that a template was made from another matrix: compared as any book."""
    return Finding(
        code="enviado_de_otra_matriz",
        severity=Severity.WARNING,
        sentence=_(
            "El libro se envió desde otra matriz: se compara completo con la que está aquí, como "
            "cualquier libro."
        ),
        fix=_("Revise que la institución sea la correcta."),
    )


def other_order() -> Finding:
    """Return the remark that the rows come in another order, which is not taken over."""
    return Finding(
        code="otro_orden",
        severity=Severity.INFO,
        sentence=_("Los renglones vienen en otro orden; la matriz conserva el suyo."),
    )


def column_gone(header: str) -> Finding:
    """Return the remark that a column that was sent did not come back."""
    return Finding(
        code="columna_ausente",
        severity=Severity.INFO,
        column=header,
        sentence=_("La columna «{name}» ya no viene en el libro; sus datos se conservan.").format(
            name=header
        ),
    )


def row_copied(table: Table, row: FileRow) -> Finding:
    """Return the remark that a row was copied within the book: it is a new línea."""
    return _about(
        table,
        row,
        None,
        "fila_copiada",
        Severity.INFO,
        _("{place}: es copia de otro renglón del libro; se toma como línea nueva."),
    )


def id_unknown(table: Table, row: FileRow) -> Finding:
    """Return the remark that the hidden id of a row is none that is known."""
    return _about(
        table,
        row,
        None,
        "identificador_cambiado",
        Severity.INFO,
        _("{place}: su identificador oculto cambió; se busca por el texto de la línea."),
    )


def deleted_here(table: Table, row: FileRow, *, is_changed: bool) -> Finding:
    """Return the remark that the línea of a row was deleted here after the book was sent."""
    if not is_changed:
        return _about(
            table,
            row,
            None,
            "linea_borrada_aqui",
            Severity.INFO,
            _("{place}: la línea se borró aquí después de enviar el libro; no se importa."),
        )
    return _about(
        table,
        row,
        None,
        "linea_borrada_aqui",
        Severity.WARNING,
        _(
            "{place}: la línea se borró aquí después de enviar el libro, y el libro la cambia; no "
            "se importa."
        ),
        fix=_("Si la línea sigue, recupérela en la matriz e importe de nuevo."),
    )


def changed_here(table: Table, row: FileRow, key: str) -> Finding:
    """Return the remark that a cell changed here since it was sent, and not there: it is kept."""
    return _about(
        table,
        row,
        key,
        "cambiada_aqui",
        Severity.INFO,
        _("{place}: cambió aquí después de enviar el libro y se conserva lo de aquí."),
    )


def changed_twice(
    table: Table, row: FileRow, key: str, here: str | None, there: str | None
) -> Finding:
    """Return the remark that a cell changed here and there, differently: it is left as it is."""
    return _about(
        table,
        row,
        key,
        "cambiada_en_ambos",
        Severity.WARNING,
        _(
            "{place}: cambió aquí y en el libro. Aquí dice «{here}», el libro «{there}»; se "
            "conserva lo de aquí."
        ),
        here=_short(here),
        there=_short(there),
        fix=_("Si vale lo del libro, escríbalo en la matriz."),
    )


def owner_gone(table: Table, row: FileRow, name: str) -> Finding:
    """Return the remark that an owner was taken out of the book: that is left to a person."""
    return _about(
        table,
        row,
        headings.OWNERS,
        "responsable_retirado",
        Severity.WARNING,
        _("{place}: el libro ya no trae «{name}» como responsable; aquí se conserva."),
        name=name,
        fix=_("Si ya no lo es, quítelo en la ficha de la línea."),
    )


def _about(
    table: Table,
    row: FileRow,
    key: str | None,
    code: str,
    severity: Severity,
    sentence: str,
    *,
    fix: str | None = None,
    **names: str,
) -> Finding:
    header = None if key is None else table.headers.get(key) or headings.title(key)
    if header is None:
        place = _("Línea {number} (fila {row})").format(number=row.number, row=row.excel_row)
    else:
        place = _("Línea {number} (fila {row}), columna «{column}»").format(
            number=row.number, row=row.excel_row, column=header
        )
    return Finding(
        code=code,
        severity=severity,
        row=row.number,
        column=header,
        sentence=sentence.format(place=place, **names),
        fix=fix,
        field=key,
    )


def _short(text: str | None) -> str:
    text = " ".join((text or "").split())
    return text if len(text) <= 80 else text[:79].rstrip() + "…"
