"""What the ficha says of a línea: whole sentences about its place, its consultations, its edits."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final

from pea_desktop.areas import matrix
from pea_desktop.areas.matrix import ConsultationRef, LineRow, OwnerRef
from pea_desktop.areas.matrix.changes import LineChange
from pea_desktop.core.grid import number_of, show_date, show_number
from pea_desktop.core.history import HistoryStep
from pea_desktop.core.text import fold
from pea_desktop.i18n import N_, _, ngettext

_WITH_ARTICLE: Final[Mapping[str, str]] = {
    "line": N_("el texto"),
    "priority": N_("la prioridad"),
    "indicator": N_("el indicador"),
    "interpretation": N_("la interpretación"),
    "type": N_("el tipo"),
    "formula": N_("la fórmula"),
    "frequency": N_("la frecuencia"),
    "state": N_("el estado"),
    "action": N_("la acción a realizar"),
    "evidence": N_("la evidencia necesaria"),
    "term": N_("el plazo"),
    "cost": N_("el costo estimado"),
    "notes": N_("las notas"),
    "highlight_reason": N_("el motivo de la revisión"),
    "symbol": N_("el símbolo"),
    "definition": N_("la definición"),
    "importance": N_("la importancia"),
    "nature": N_("el tipo de indicador"),
    "mir_level": N_("el nivel de la MIR"),
    "dimension": N_("la dimensión"),
    "unit": N_("la unidad de medida"),
    "direction": N_("el sentido"),
    "disaggregation": N_("la desagregación"),
    "baseline": N_("la línea base"),
    "baseline_year": N_("el año de la línea base"),
    "baseline_verified": N_("la verificación de la línea base"),
    "assumptions": N_("los supuestos"),
    "owners": N_("los responsables"),
    "sources": N_("los medios de verificación"),
    "consultations": N_("las consultas"),
    "viability": N_("la viabilidad"),
    "variables": N_("las variables"),
    "target_kind": N_("el tipo de meta"),
    "target_behaviour": N_("el comportamiento de la meta"),
}


def with_article(field: str) -> str:
    """Return a field as it stands in a sentence: «la línea base», «la meta 2024»."""
    if matrix.target_year(field) is not None:
        return _("la {target}").format(target=matrix.field_label(field))
    return _(_WITH_ARTICLE[field]) if field in _WITH_ARTICLE else matrix.field_label(field)


def edit_label(row: LineRow, field: str) -> str:
    """Return the label of an edit: «Editar la línea base de la línea 14»."""
    return _("Editar {field} de la línea {number}").format(
        field=with_article(field), number=row.number
    )


def restore_label(row: LineRow, field: str) -> str:
    """Return the label of writing an earlier value again."""
    return _("Restaurar {field} de la línea {number}").format(
        field=with_article(field), number=row.number
    )


def enumerated(names: Sequence[str]) -> str:
    """Return «SFA, SPA y Gobierno Digital»."""
    if len(names) < 2:
        return "".join(names)
    return _("{others} y {last}").format(others=", ".join(names[:-1]), last=names[-1])


def place(row: LineRow) -> str:
    """Return where a línea belongs: «Eje 2 · Prioridad 13 · Línea 14 · SECOEM»."""
    parts = []
    if row.axis:
        parts.append(_("Eje {number}").format(number=row.axis.number or "—"))
    if row.priority:
        parts.append(_("Prioridad {number}").format(number=row.priority.number or "—"))
    parts.append(_("Línea {number}").format(number=row.number))
    return " · ".join([*parts, row.institution])


def consultation_title(one: ConsultationRef) -> str:
    """Return with whom a línea is to be talked over."""
    if not one.institution:
        return _("Falta decir con quién consultar")
    if one.is_pending:
        return _("Consultar con {who}").format(who=one.institution)
    state = consultation_state(one.state)
    return _("{who}: {state}").format(who=one.institution, state=state.lower())


def consultation_state(code: str) -> str:
    """Return the state of a consultation in words; a code of a newer version as it is."""
    for known, word in matrix.CONSULTATION_STATE_LABELS.items():
        if known.value == code:
            return _(word)
    return code


def since_sentence(one: ConsultationRef) -> str:
    """Return since when an answer is waited for, or when it came."""
    if not one.is_pending and one.answered is not None:
        return _("Respondió el {day}.").format(day=show_date(one.answered))
    return _("Desde el {day}.").format(day=show_date(one.since)) if one.since else ""


def due_sentence(one: ConsultationRef, today: date) -> str:
    """Return until when an answer is waited for, or how late it is, in words."""
    return _due(one.due, today) if one.due is not None and one.is_pending else ""


def is_overdue(one: ConsultationRef, today: date) -> bool:
    """Return whether an answer should have come already."""
    return one.is_pending and one.due is not None and one.due < today


def _due(due: date, today: date) -> str:
    day, days = show_date(due), (due - today).days
    if days == 0:
        return _("Vence hoy, {day}.").format(day=day)
    if days > 0:
        return _("Vence el {day}.").format(day=day)
    return ngettext(
        "Venció el {day}: lleva {n} día de retraso.",
        "Venció el {day}: lleva {n} días de retraso.",
        -days,
    ).format(day=day, n=show_number(-days))


def owner_text(one: OwnerRef) -> str:
    """Return «SFA · Responsable · Dirección de Auditoría»."""
    role = next(
        (word for code, word in matrix.INSTITUTION_ROLE_LABELS.items() if code.value == one.role),
        "",
    )
    name = one.institution or _("(institución borrada)")
    return " · ".join(part for part in (name, _(role) if role else "", one.unit or "") if part)


def shown_target(row: LineRow, text: str | None) -> str:
    """Return a meta as read: «100 %» when the indicator is a percentage, else as typed."""
    number = number_of(text)
    if text is None or number is None:
        return text or ""
    unit = fold(row.unit or row.type or "")
    is_percent = text.rstrip().endswith("%") or unit == "porcentaje"
    return f"{show_number(number)} %" if is_percent else show_number(number)


def shown_baseline(row: LineRow) -> str:
    """Return the baseline with its year and whether it was checked."""
    if not row.baseline:
        return ""
    said = shown_target(row, row.baseline)
    if row.baseline_year:
        said = _("{value} ({year})").format(value=said, year=row.baseline_year)
    if row.baseline_verified == "si":
        said = _("{value}, verificada").format(value=said)
    elif row.baseline_verified == "no":
        said = _("{value}, sin verificar").format(value=said)
    return said


def when(one: LineChange | HistoryStep) -> str:
    """Return a moment of the journal as read here: «19/04/2023, 10:00», if its clock was right."""
    moment = datetime.fromtimestamp(one.claimed_at / 1000, tz=UTC).astimezone()
    told = _("{day}, {time}").format(day=show_date(moment.date()), time=f"{moment:%H:%M}")
    return _("{when}, reloj atrasado").format(when=told) if one.is_clock_behind else told


def who(change: LineChange) -> str:
    """Return who did something, where and when."""
    return _("{author} · {device} · {when}").format(
        author=change.author, device=change.device, when=when(change)
    )
