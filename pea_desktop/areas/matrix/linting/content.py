"""Rules about what a línea lacks: its own texts, its template's fields (W2), what is to consult."""

from collections.abc import Iterator, Mapping
from typing import Final

from pea_desktop.areas.matrix.codes import FichaTemplate
from pea_desktop.areas.matrix.consulting import institutions_in
from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.areas.matrix.linting.context import Sheet, short
from pea_desktop.areas.matrix.linting.words import folded, is_only_type
from pea_desktop.core.findings import Finding, Severity
from pea_desktop.core.grid import empty_reason, is_missing, show_date
from pea_desktop.i18n import N_, _, ngettext

_LACKING: Final = {
    "line": (
        "sin_linea",
        N_("falta la línea de acción, y sin ella no se sabe qué se va a hacer."),
        N_("Escriba la línea."),
    ),
    "indicator": (
        "sin_indicador",
        N_("falta el indicador, y sin él la línea no se puede medir."),
        N_("Escriba el indicador."),
    ),
    "formula": (
        "sin_formula",
        N_("falta la fórmula, y sin ella el indicador no se puede calcular."),
        N_("Escriba la fórmula."),
    ),
}


def _lacks(row: LineRow, sheet: Sheet, field: str) -> Finding:
    code, sentence, fix = _LACKING[field]
    typed = row.value(field)
    if empty_reason(typed):
        sentence = N_("dice «{typed}» y todavía falta el dato.")
    return sheet.remark(Severity.ERROR, code, row, field, _(sentence).format(typed=typed), _(fix))


def missing_texts(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """What a row cannot be without: the línea, then its indicator, then its formula."""
    has_line, has_indicator = not is_missing(row.line), not is_missing(row.indicator)
    if not has_line:
        yield _lacks(row, sheet, "line")
    elif not has_indicator:
        yield _lacks(row, sheet, "indicator")
    if has_indicator and not empty_reason(row.indicator) and is_missing(row.formula):
        yield _lacks(row, sheet, "formula")


def missing_targets(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """Years without a target of an indicator; one that is only a type has nothing to reach yet."""
    if is_missing(row.indicator) or empty_reason(row.indicator) or is_only_type(row):
        return
    years = [year for year, text in row.targets_text.items() if is_missing(text)]
    if not years:
        return
    yield sheet.remark(
        Severity.ERROR,
        "sin_meta",
        row,
        f"targets.{years[0]}",
        ngettext(
            "falta la meta de {years}, así que ese año no habrá contra qué comparar.",
            "faltan las metas de {years}, así que no habrá contra qué comparar.",
            len(years),
        ).format(years=", ".join(map(str, years))),
        _("Escriba la meta o por qué no la hay («No aplica», «Pendiente»)."),
    )


def only_a_type(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """«Porcentaje» says in what something is measured, not what."""
    if is_missing(row.indicator) or not is_only_type(row):
        return
    yield sheet.remark(
        Severity.WARNING,
        "indicador_solo_tipo",
        row,
        "indicator",
        _("el indicador sólo dice «{name}»: falta decir de qué.").format(
            name=short(row.indicator or "")
        ),
        _("Complete el nombre: «{name} de …».").format(name=short(row.indicator or "")),
    )


def pending_consultation(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """A línea nobody has agreed with those it concerns is not ready."""
    pending = [one for one in row.consultations if one.is_pending]
    for one in pending:
        if not one.institution:
            yield sheet.remark(
                Severity.WARNING,
                "consulta_sin_institucion",
                row,
                "interpretation",
                _("hay una consulta pendiente que no dice con qué institución."),
                _("Elija la institución de la consulta."),
            )
    names = ", ".join(dict.fromkeys(one.institution for one in pending if one.institution))
    today = sheet.context.today
    due = [one.due for one in pending if one.due is not None and today and one.due < today]
    if names:
        said = (
            _("queda por socializar con {names}, y la respuesta venció el {day}.")
            if due
            else _("queda por socializar con {names}.")
        )
        yield sheet.remark(
            Severity.WARNING,
            "consulta_pendiente",
            row,
            "interpretation",
            said.format(names=names, day=show_date(min(due)) if due else ""),
            _("Registre la respuesta cuando la haya."),
        )
    elif row.highlighted and not pending and is_missing(row.highlight_reason):
        yield sheet.remark(
            Severity.WARNING,
            "revision_sin_motivo",
            row,
            None,
            _("está sujeta a revisión y no dice por qué."),
            _("Escriba el motivo o con quién se socializa, o quítela de revisión."),
        )


_MINIMAL: Final = ("frequency", "baseline", "sources")
_TEMPLATES: Final[Mapping[FichaTemplate | None, tuple[str, ...]]] = {
    None: ("frequency", "baseline"),
    FichaTemplate.MINIMAL: _MINIMAL,
    FichaTemplate.SESNA: (
        *_MINIMAL,
        "symbol",
        "interpretation",
        "importance",
        "disaggregation",
        "unit",
        "direction",
        "sources.link",
    ),
    FichaTemplate.CONEVAL: (
        *_MINIMAL,
        "baseline_year",
        "definition",
        "target_kind",
        "unit",
        "direction",
        "dimension",
        "mir_level",
    ),
}
"""Fields of an indicator's ficha; its name, formula and targets are asked for in any template.

While nobody has chosen one, only what the eleven columns and the minuta ask for.
"""

_NAMES: Final = {
    "frequency": N_("frecuencia de medición"),
    "baseline": N_("línea base"),
    "sources": N_("medio de verificación"),
    "sources.link": N_("liga del medio de verificación"),
    "symbol": N_("símbolo"),
    "interpretation": N_("interpretación"),
    "importance": N_("importancia"),
    "disaggregation": N_("desagregación"),
    "unit": N_("unidad de medida"),
    "direction": N_("sentido"),
    "baseline_year": N_("año de la línea base"),
    "definition": N_("definición"),
    "target_kind": N_("tipo de meta"),
    "dimension": N_("dimensión"),
    "mir_level": N_("nivel de la MIR"),
}


def lacks_field(row: LineRow, field: str) -> bool:
    """Return whether a row lacks a field of its ficha; «No aplica» is an answer."""
    if field == "sources":
        return not any(source.text for source in row.sources)
    if field == "sources.link":
        return bool(row.sources) and all(is_missing(source.link) for source in row.sources)
    if field == "baseline_year" and not is_missing(row.baseline) and empty_reason(row.baseline):
        return False
    return is_missing(row.value(field))


def required_fields(template: FichaTemplate | None) -> tuple[str, ...]:
    """Return the fields a template asks of every indicator, besides name, formula and targets."""
    return _TEMPLATES[template]


def incomplete_fichas(sheet: Sheet) -> Iterator[Finding]:
    """What the template asks and is not there (W2).

    A field no indicator has is one finding of the whole matrix; of the others, one a row.
    """
    measured = [
        row for row in sheet.rows if not is_missing(row.indicator) and not is_only_type(row)
    ]
    if not measured:
        return
    lacking = {
        field: {row.id for row in measured if lacks_field(row, field)}
        for field in _TEMPLATES[sheet.facts.template]
    }
    nowhere = [field for field, rows in lacking.items() if len(rows) == len(measured)]
    for field in nowhere:
        yield sheet.about_all(
            Severity.WARNING,
            "sin_linea_base" if field == "baseline" else "ficha_sin_campo",
            None if field.startswith("sources") else field,
            _("Ninguna línea tiene {what}.").format(what=_(_NAMES[field])),
            _("Complételo en la ficha de cada indicador."),
        )
    for row in measured:
        fields = [
            field for field, rows in lacking.items() if field not in nowhere and row.id in rows
        ]
        if fields:
            first = next((one for one in fields if not one.startswith("sources")), None)
            yield sheet.remark(
                Severity.WARNING,
                "ficha_incompleta",
                row,
                first,
                _("a la ficha del indicador le falta: {what}.").format(
                    what=", ".join(_(_NAMES[field]) for field in fields)
                ),
                _("Complétela en la ficha del indicador."),
            )


def count_declared(sheet: Sheet) -> Iterator[Finding]:
    """The count a document states against the rows there are (W1)."""
    declared, captured = sheet.facts.declared, len(sheet.rows)
    if declared is None or declared == captured:
        return
    yield sheet.about_all(
        Severity.WARNING,
        "cuenta_declarada",
        None,
        _("Declaradas {declared} · capturadas {captured} · diferencia {difference:+d}.").format(
            declared=declared, captured=captured, difference=captured - declared
        ),
        _("Revise si sobran o faltan líneas, o corrija el número declarado."),
    )


def unknown_institutions(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """A name the directory does not know cannot be told from a slip of the pen."""
    known = sheet.context.institutions
    if known is None:
        return
    for owner in row.owners:
        if not owner.institution:
            yield sheet.remark(
                Severity.WARNING,
                "institucion_desconocida",
                row,
                None,
                _("la institución responsable ya no está en el directorio."),
                _("Elija otra responsable o agréguela al directorio."),
            )
    sources = _("el medio de verificación nombra a «{name}», que no está en el directorio.")
    for source in row.sources:
        if source.institution and folded(source.institution) not in known:
            yield sheet.remark(
                Severity.INFO,
                "institucion_desconocida",
                row,
                None,
                sources.format(name=short(source.institution)),
                _("Agréguela al directorio o escríbala como ahí aparece."),
            )
    for name in institutions_in(row.interpretation, known):
        if folded(name) not in known:
            yield sheet.remark(
                Severity.WARNING,
                "institucion_desconocida",
                row,
                "interpretation",
                _("«{name}» no está en el directorio, ni como siglas ni como alias.").format(
                    name=short(name)
                ),
                _("Agréguela al directorio o escríbala como ahí aparece."),
            )


ROW_RULES: Final = (
    missing_texts,
    missing_targets,
    only_a_type,
    pending_consultation,
    unknown_institutions,
)
MATRIX_RULES: Final = (count_declared, incomplete_fichas)
