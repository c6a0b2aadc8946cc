"""Which characters a document cannot print: they come out as «□», and are said beforehand."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pea_desktop.areas.minutes import MatrixSnapshot, MinuteSnapshot
from pea_desktop.core.findings import Finding, Severity
from pea_desktop.i18n import N_, _
from pea_desktop.reports.typeset import FAMILY, families, missing

CODE = "F-18"
_MATRIX = (
    ("axis", N_("Eje")),
    ("priority", N_("Prioridad")),
    ("line", N_("Línea de acción")),
    ("indicator", N_("Indicador")),
    ("interpretation", N_("Interpretación")),
    ("type", N_("Tipo")),
    ("formula", N_("Fórmula")),
    ("frequency", N_("Frecuencia")),
)


class Placed(NamedTuple):
    """A text with where it stands: number of its row in its table, heading of its column."""

    text: str
    column: str
    row: int | None = None
    row_id: str | None = None


def missing_glyphs(texts: Iterable[Placed], family: str = FAMILY) -> list[Finding]:
    """Return a finding for each text with characters that the document's letters lack."""
    family = family if family in families() else FAMILY
    return [
        Finding(
            code=CODE,
            severity=Severity.WARNING,
            row=one.row,
            column=one.column,
            sentence=_sentence(one, characters),
            row_id=one.row_id,
        )
        for one in texts
        if (characters := missing(one.text, family))
    ]


def in_minute(snapshot: MinuteSnapshot) -> list[Finding]:
    """Return what the document of a minute cannot print, annexes included."""
    return missing_glyphs(_texts(snapshot), snapshot.look.body_font)


def in_matrix(snapshot: MatrixSnapshot) -> list[Finding]:
    """Return what a matrix cannot print."""
    return missing_glyphs(_cells(snapshot))


def _sentence(one: Placed, characters: str) -> str:
    # As they look and by number: what a screen cannot show can still be looked for.
    shown = ", ".join(f"{c} (U+{ord(c):04X})" for c in characters[:12])
    if len(characters) > 12:
        shown += "…"
    if one.row is None:
        return _(
            "Hay caracteres que la letra del documento no tiene: {characters} («{column}»)."
        ).format(characters=shown, column=one.column)
    return _(
        "Hay caracteres que la letra del documento no tiene: {characters} (fila {row}, «{column}»)."
    ).format(characters=shown, row=one.row, column=one.column)


def _texts(snapshot: MinuteSnapshot) -> Iterator[Placed]:
    session, look = snapshot.session, snapshot.look
    told = (
        (_("Encabezado de la plantilla"), "\n".join(look.header)),
        (_("Mesa y fase"), f"{snapshot.table} {snapshot.phase}"),
        (_("Institución"), snapshot.institution),
        (_("Título"), session.title),
        (_("Convoca"), session.convener),
        (_("Apertura"), snapshot.opening),
        (_("Quórum"), session.quorum),
        (_("Desarrollo"), snapshot.development),
        (_("Observaciones"), snapshot.observations),
        (_("Cierre"), snapshot.closing),
        (_("Lugar"), session.place),
        (_("Objetivo"), session.objective),
        (_("Próxima sesión"), session.next_meeting),
        (_("Motivo"), snapshot.corrects.reason if snapshot.corrects else ""),
        (_("Leyenda de la plantilla"), look.legal),
    )
    yield from (Placed(text, column) for column, text in told)
    for at, former in enumerate(snapshot.pending, start=1):
        yield Placed(f"{former.text} {former.responsible}", _("Acuerdos anteriores"), at)
    for at, one in enumerate(snapshot.agreements, start=1):
        yield Placed(f"{one.number} {one.text}", _("Acuerdo"), at, one.id or None)
        yield Placed(one.notes, _("Observaciones del acuerdo"), at, one.id or None)
        yield Placed(one.responsible, _("Responsable del acuerdo"), at, one.id or None)
    for at, person in enumerate(snapshot.people, start=1):
        told_of = (person.name, person.office, person.institution, person.represents)
        yield Placed(" ".join(told_of), _("Personas"), at, person.id or None)
    for at, material in enumerate(snapshot.materials, start=1):
        yield Placed(material, _("Materiales revisados"), at)
    for at, point in enumerate(session.agenda, start=1):
        yield Placed(point.text, _("Orden del día"), at)
    for change in snapshot.redline.rows if snapshot.redline else ():
        cells = (text for cell in change.cells for text in (cell.before, cell.after))
        yield Placed(" ".join((change.line, *cells)), _("Cambios"), change.number)
    if snapshot.with_matrix:
        yield from _cells(snapshot.matrix)


def _cells(snapshot: MatrixSnapshot) -> Iterator[Placed]:
    for number, row in enumerate(snapshot.rows, start=1):
        for name, label in _MATRIX:
            yield Placed(getattr(row, name), _(label), number, row.id or None)
        for year, text in zip(snapshot.years, row.targets, strict=True):
            yield Placed(text, _("Meta {year}").format(year=year), number, row.id or None)
