"""What is remarked about the rows of a book; nothing here blocks (R1 warns on import)."""

from collections.abc import Iterable, Mapping, Sequence

from pea_desktop.areas.matrix.fields import target_field
from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.areas.matrix.matching import Meant
from pea_desktop.areas.matrix.reading import FileRow, Table
from pea_desktop.core.findings import Finding, Severity
from pea_desktop.core.grid import number_of
from pea_desktop.core.text import fold
from pea_desktop.i18n import _, ngettext


def row_findings(
    table: Table, row: FileRow, priority: Meant | None, axis: Meant | None
) -> Iterable[Finding]:
    """Yield what is missing or odd in one row of the book."""
    if row.hidden:
        yield _hidden(row)
    for key, error in row.unknown.items():
        yield _unknown(table, row, key, error)
    for key, reason in row.refused.items():
        yield _refused(table, row, key, reason)
    if "priority" not in row.unknown:
        yield from _priority_findings(table, row, priority)
    yield from _axis_findings(table, row, priority, axis)
    yield from _missing(table, row)
    for year in table.years:
        key = target_field(year)
        text = row.values.get(key)
        if text is not None and number_of(text) is None:
            yield _warn(
                "meta_no_numerica",
                table,
                row,
                key,
                _("{place}: la meta no es un número y se guarda como texto: «{text}».").format(
                    place=_place(table, row, key), text=_short(text)
                ),
            )


def pairing_findings(
    table: Table, existing: Sequence[LineRow], pairs: Sequence[LineRow | None]
) -> Iterable[Finding]:
    """Yield the líneas of the matrix the book does not have; they are kept."""
    found = {line.id for line in pairs if line is not None}
    for line in existing:
        if line.id not in found:
            yield Finding(
                code="linea_ausente",
                severity=Severity.WARNING,
                row=line.number,
                column=table.headers.get("line"),
                sentence=_(
                    "La línea {number} de la matriz no viene en el libro y se conserva: «{text}»."
                ).format(number=line.number, text=_short(line.line or line.indicator or "")),
                fix=_("Si ya no va, bórrela en la matriz."),
            )


def repeated_findings(table: Table) -> Iterable[Finding]:
    """Yield the rows whose línea is written twice in the book."""
    first: dict[str, FileRow] = {}
    for row in table.rows:
        key = fold(row.values.get("line") or "")
        if not key:
            continue
        if key in first:
            yield _warn(
                "linea_repetida",
                table,
                row,
                "line",
                _("{place}: es la misma línea que la de la fila {other}.").format(
                    place=_place(table, row, "line"), other=first[key].excel_row
                ),
            )
        else:
            first[key] = row


def institution_created(name: str) -> Finding:
    """Return the remark that an institution nobody knew is made."""
    return Finding(
        code="institucion_nueva",
        severity=Severity.INFO,
        sentence=_("La institución «{name}» no está en el catálogo: se creará.").format(name=name),
    )


def pending(table: Table, row: FileRow, names: Sequence[str]) -> Finding:
    """Return the remark that a yellow row is still to be consulted."""
    place = _place(table, row, "interpretation")
    header = _header(table, "interpretation")
    if names:
        return Finding(
            code="por_socializar",
            severity=Severity.INFO,
            row=row.number,
            column=header,
            sentence=_("{place}: en amarillo, queda por socializar con {names}.").format(
                place=place, names=", ".join(names)
            ),
        )
    return _warn(
        "por_socializar_sin_institucion",
        table,
        row,
        "interpretation",
        _("{place}: en amarillo, pero no dice con qué institución se socializará.").format(
            place=place
        ),
    )


def no_longer_pending(table: Table, row: FileRow) -> Finding:
    """Return the remark that a row lost its yellow, and with it its pending consultations."""
    return _warn(
        "consulta_retirada",
        table,
        row,
        "line",
        _("{place}: ya no está en amarillo; se quitan sus consultas por socializar.").format(
            place=_place(table, row, "line")
        ),
    )


def in_conflict(table: Table, row: FileRow, field: str) -> Finding:
    """Return the remark that a cell in conflict is left as it is."""
    return _warn(
        "en_conflicto",
        table,
        row,
        field,
        _("{place}: la celda está en conflicto y no se cambia; decídalo en Sincronizar.").format(
            place=_place(table, row, field)
        ),
    )


def priority_as_line(excel_row: int, number: int, header: str, text: str) -> Finding:
    """Return the remark that a row holds the title of a prioridad in place of a línea."""
    return Finding(
        code="prioridad_en_linea",
        severity=Severity.ERROR,
        row=number,
        column=header,
        sentence=_(
            "La fila {row}, columna «{column}», tiene una prioridad y no una línea; no se importa: "
            "«{text}»."
        ).format(row=excel_row, column=header, text=_short(text)),
        fix=_("Escriba la prioridad en su columna."),
    )


def maybe_pending(table: Table, row: FileRow, names: Sequence[str]) -> Finding:
    """Return the remark that a row asks to consult somebody, but its colour is not known."""
    return _warn(
        "quiza_por_socializar",
        table,
        row,
        "interpretation",
        _(
            "{place}: pide socializar con {names}, pero este libro no dice si está en amarillo: no "
            "se marca."
        ).format(place=_place(table, row, "interpretation"), names=", ".join(names)),
        _("Márquela en la matriz si queda por socializar."),
    )


def owner_unknown(table: Table, row: FileRow, name: str) -> Finding:
    """Return the remark that who answers for a línea is no institution of the catalogue."""
    return _warn(
        "responsable_desconocido",
        table,
        row,
        "owners",
        _("{place}: «{name}» no está en el catálogo de instituciones y no se importa.").format(
            place=_place(table, row, "owners"), name=_short(name)
        ),
        _("Agréguela a las instituciones, o escríbala en la ficha de la línea."),
    )


def _refused(table: Table, row: FileRow, key: str, reason: str) -> Finding:
    return _warn(
        "celda_rechazada",
        table,
        row,
        key,
        _("{place}: no se importa; {reason}").format(
            place=_place(table, row, key), reason=reason[:1].lower() + reason[1:]
        ),
        _("Corrija la celda en el libro, o escríbala en la matriz."),
    )


def _hidden(row: FileRow) -> Finding:
    return Finding(
        code="fila_oculta",
        severity=Severity.WARNING,
        row=row.number,
        sentence=_(
            "Línea {number} (fila {row}): la fila está oculta en el libro y también se importa."
        ).format(number=row.number, row=row.excel_row),
        fix=_("Si no va en la matriz, bórrela del libro."),
    )


def _unknown(table: Table, row: FileRow, key: str, error: str) -> Finding:
    place = _place(table, row, key)
    if error:
        return _warn(
            "celda_con_error",
            table,
            row,
            key,
            _(
                "{place}: la celda tiene el error {error} y no se importa; lo que ya estaba "
                "guardado no cambia."
            ).format(place=place, error=error),
            _("Corrija la celda en el libro e impórtelo de nuevo."),
        )
    return _warn(
        "formula_sin_valor",
        table,
        row,
        key,
        _(
            "{place}: es una fórmula sin valor calculado: ábralo y guárdelo en Excel; lo que ya "
            "estaba guardado no cambia."
        ).format(place=place),
        _("Abra el libro en Excel, guárdelo e impórtelo de nuevo."),
    )


def _priority_findings(table: Table, row: FileRow, meant: Meant | None) -> Iterable[Finding]:
    place = _place(table, row, "priority")
    if not row.priority or meant is None:
        yield _warn(
            "sin_prioridad",
            table,
            row,
            "priority",
            _("{place}: la línea no tiene prioridad.").format(place=place),
            _("Elija su prioridad en la matriz."),
        )
    elif meant.item is None:
        yield _warn(
            "prioridad_desconocida",
            table,
            row,
            "priority",
            _("{place}: no es ninguna prioridad de la política y queda vacía: «{text}».").format(
                place=place, text=_short(row.priority)
            ),
            _("Elija su prioridad en la matriz."),
        )
    elif meant.differs:
        yield _warn(
            "prioridad_difiere",
            table,
            row,
            "priority",
            _(
                "{place}: el texto de la prioridad {number} difiere del oficial, que se conserva: "
                "«{text}»."
            ).format(place=place, number=meant.item.number, text=_short(meant.item.text)),
        )


def _axis_findings(
    table: Table, row: FileRow, priority: Meant | None, axis: Meant | None
) -> Iterable[Finding]:
    if not row.axis or axis is None:
        return
    place = _place(table, row, "axis")
    if axis.item is None:
        yield _warn(
            "eje_desconocido",
            table,
            row,
            "axis",
            _("{place}: no es ningún eje de la política: «{text}».").format(
                place=place, text=_short(row.axis)
            ),
        )
    elif priority and priority.item and priority.item.parent_id not in (None, axis.item.id):
        yield _warn(
            "eje_no_coincide",
            table,
            row,
            "axis",
            _("{place}: la prioridad {number} es de otro eje; se toma el de la política.").format(
                place=place, number=priority.item.number
            ),
        )


def _missing(table: Table, row: FileRow) -> Iterable[Finding]:
    names = {
        "line": ("sin_linea", _("la línea de acción")),
        "indicator": ("sin_indicador", _("el indicador")),
        "formula": ("sin_formula", _("la fórmula")),
    }
    lacking: list[str] = []
    for key, (code, name) in names.items():
        if row.values.get(key) is None and key not in row.unknown:
            lacking.append(name)
            yield _warn(
                code,
                table,
                row,
                key,
                _("{place}: falta {what}.").format(place=_place(table, row, key), what=name),
            )
    fields = {year: target_field(year) for year in table.years}
    years = [
        year
        for year, key in fields.items()
        if row.values.get(key) is None and key not in row.unknown
    ]
    if years:
        key = target_field(years[0])
        name = ngettext("la meta {years}", "las metas {years}", len(years)).format(
            years=_listed([str(year) for year in years])
        )
        lacking.append(name)
        what = ngettext("{place}: falta {what}.", "{place}: faltan {what}.", len(years))
        yield _warn(
            "sin_meta",
            table,
            row,
            key,
            what.format(place=_place(table, row, key), what=name),
        )
    if lacking:
        count = len(lacking) + max(len(years) - 1, 0)
        sentence = ngettext(
            "Línea {number} (fila {row}): está incompleta; falta {what}.",
            "Línea {number} (fila {row}): está incompleta; faltan {what}.",
            count,
        )
        yield Finding(
            code="fila_incompleta",
            severity=Severity.INFO,
            row=row.number,
            sentence=sentence.format(number=row.number, row=row.excel_row, what=_listed(lacking)),
        )


def _listed(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("{before} y {last}").format(before=", ".join(parts[:-1]), last=parts[-1])


def _warn(
    code: str, table: Table, row: FileRow, key: str, sentence: str, fix: str | None = None
) -> Finding:
    return Finding(
        code=code,
        severity=Severity.WARNING,
        row=row.number,
        column=_header(table, key),
        sentence=sentence,
        fix=fix,
        field=key,
    )


def _header(table: Table, key: str) -> str:
    return table.headers.get(key) or _FALLBACK.get(key, key)


def _place(table: Table, row: FileRow, key: str) -> str:
    return _("Línea {number} (fila {row}), columna «{column}»").format(
        number=row.number, row=row.excel_row, column=_header(table, key)
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79].rstrip() + "…"


_FALLBACK: Mapping[str, str] = {
    "axis": "Eje PEA",
    "priority": "Prioridad PEA",
    "line": "Línea de acción",
    "indicator": "Indicador",
    "interpretation": "Interpretación",
    "formula": "Fórmula",
}
"""Headings to name when the book has no such column."""
