"""What the reading commands print for people when JSON is not asked for."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from pea_desktop.areas import matrix
from pea_desktop.areas.matrix import stored_words
from pea_desktop.cli.output import local
from pea_desktop.core.capture import ALIVE, Value
from pea_desktop.core.conflicts import Conflict
from pea_desktop.core.history import FieldChange, HistoryStep
from pea_desktop.files.package import Manifest
from pea_desktop.i18n import _, ngettext

_MOST_CHANGES = 20
_LINE_TABLES = ("action_line", "indicator", "target")


def _matrix(made: Any) -> list[str]:
    lines = []
    for row in made["rows"]:
        targets = ", ".join(f"{year}: {text or '—'}" for year, text in row["targets_text"].items())
        lines.append(
            _("{id}  {institution} {number}. {line} · {indicator} · {targets}").format(
                id=row["id"],
                institution=row["institution"],
                number=row["number"],
                line=row["line"] or _("(sin línea)"),
                indicator=row["indicator"] or _("(sin indicador)"),
                targets=targets,
            )
        )
    return lines or [_("La matriz no tiene líneas.")]


def _policy(made: Any) -> list[str]:
    return [
        made["name"],
        *(f"{i['level']} {i['number'] or '·'}. {i['text']}" for i in made["items"]),
    ]


def _minutes(made: Any) -> list[str]:
    unknown = "—"
    lines = [
        _("{id}  Mesa {table}, fase {phase}, {date}, {institution}").format(
            id=one["id"],
            table=one["table"] or unknown,
            phase=one["phase"] or unknown,
            date=one["date"] or unknown,
            institution=one["institution"] or unknown,
        )
        for one in made["minutes"]
    ]
    return lines or [_("No hay minutas.")]


def _institutions(made: Any) -> list[str]:
    lines = []
    for one in made:
        known = one["acronym"] and one["acronym"] != one["name"]
        lines.append(f"{one['acronym']}: {one['name']}" if known else one["name"])
    return lines or [_("No hay instituciones.")]


SHOWN: dict[str, Callable[[Any], list[str]]] = {
    "matrix": _matrix,
    "policy": _policy,
    "minutes": _minutes,
    "institutions": _institutions,
}


def history(session: Session, steps: list[HistoryStep]) -> list[str]:
    """Return who did what, newest first, with the changes of fields a person knows by name."""
    numbers = _numbers(session)
    lines: list[str] = []
    for step in steps:
        when = local(step.claimed_at)
        if step.is_clock_behind:
            when = _("{when}, reloj atrasado").format(when=when)
        lines.append(
            _("{when}  {author} ({device}): {label}").format(
                when=when, author=step.author, device=step.device, label=step.label
            )
        )
        told = (_change(session, numbers, step.kind, change) for change in step.changes)
        known = [text for text in told if text]
        lines += known[:_MOST_CHANGES]
        rest = len(step.changes) - len(known[:_MOST_CHANGES])
        if rest:
            lines.append(
                ngettext(
                    "    y {n} dato más (véalo con --json)",
                    "    y {n} datos más (véalos con --json)",
                    rest,
                ).format(n=rest)
            )
    return lines


def _change(
    session: Session, numbers: dict[str, str], kind: str, change: FieldChange
) -> str | None:
    """Return a change of a línea in words; None for what people do not know by name."""
    if change.table not in _LINE_TABLES:
        return _change_of_part(session, numbers, change)
    row, field = matrix.logical(session, change.table, change.row, change.field)
    place = numbers.get(row, _("línea eliminada"))
    if field == ALIVE and change.table == "action_line":
        created = _("se creó") if kind == "edit" else _("se conserva")
        return f"    {place}: {created if change.after else _('se eliminó')}"
    if not matrix.is_field(field):
        return None
    return _("    {place}, {field}: {before} → {after}").format(
        place=place,
        field=matrix.field_label(field),
        before=_shown(session, change, change.before),
        after=_shown(session, change, change.after),
    )


def _change_of_part(session: Session, numbers: dict[str, str], change: FieldChange) -> str | None:
    part = stored_words.part_of_line(session, change.table, change.row)
    name = stored_words.column_name(change.table, change.field)
    if part is None or name is None:
        return None
    return _("    {place}, {field}: {before} → {after}").format(
        place=numbers.get(part.line_id, _("línea eliminada")),
        field=name,
        before=_shown(session, change, change.before),
        after=_shown(session, change, change.after),
    )


def _shown(session: Session, change: FieldChange, value: Value) -> str:
    return stored_words.value_text(session, change.table, change.field, value) or "—"


def _numbers(session: Session) -> dict[str, str]:
    """Return how people call each línea: «SECOEM 4»."""
    return {row.id: f"{row.institution} {row.number}" for row in matrix.lines(session)}


def conflicts(session: Session, found: list[Conflict]) -> list[str]:
    """Return each conflict with its sides and the id that decides it."""
    numbers = _numbers(session)
    lines: list[str] = []
    for conflict in found:
        row, field = matrix.logical(session, conflict.table, conflict.row, conflict.field)
        if field == ALIVE:
            what = _("un equipo lo eliminó y otro lo cambió")
        else:
            known = stored_words.column_name(conflict.table, conflict.field)
            what = known or matrix.field_label(field)
        part = stored_words.part_of_line(session, conflict.table, conflict.row)
        line = part.line_id if part else row
        lines.append(f"{numbers[line]}, {what}" if line in numbers else what)
        for version in conflict.values:
            told = stored_words.value_text(session, version.table, version.field, version.value)
            value = f"«{told}»" if told else _("(vacío)")
            lines.append(
                _("    {value} — {author} ({device}), {when}").format(
                    value=_("(eliminar)") if version.field == ALIVE else value,
                    author=version.author,
                    device=version.device,
                    when=local(version.claimed_at),
                )
            )
        lines.append(_("    para decidirlo: resolve {id}").format(id=f"{row}:{field}"))
    return lines or [_("Sin conflictos pendientes.")]


def manifest(made: Manifest) -> list[str]:
    """Return what a package says of itself."""
    return [
        _("Paquete de «{device}» ({author}), huella {fingerprint}.").format(
            device=made.device, author=made.author, fingerprint=made.fingerprint
        ),
        _("Se hizo el {when}; cambios que trae: {n}.").format(when=local(made.at), n=made.entries),
    ]
