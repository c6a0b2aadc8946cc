"""What the tables of Cobertura show: prioridades by eje, and what there is under one of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pea_desktop.areas.matrix import LineRow
from pea_desktop.areas.matrix.coverage import (
    Coverage,
    CoveredAction,
    CoveredPriority,
    InstitutionRef,
)
from pea_desktop.core.text import fold
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit.report_table import Entry, Heading, ReportCell, ReportColumn, ReportRow


class Narrow(NamedTuple):
    """What is left out: prioridades with líneas, with all acciones taken up, of other ejes."""

    without_lines: bool = False
    with_open_actions: bool = False
    axis_id: str = ""
    words: str = ""


class Part(NamedTuple):
    """An acción sugerida or a línea of the prioridad that is looked at."""

    key: str
    action: CoveredAction | None = None
    line: LineRow | None = None


def priority_columns(known: Sequence[InstitutionRef], has_actions: bool) -> list[ReportColumn]:
    """Return the columns: one an institution, then all of them, then the acciones."""
    made = [ReportColumn(_("Núm."), 56, is_figure=True), ReportColumn(_("Prioridad"))]
    made += [ReportColumn(one.short, 82, is_figure=True) for one in known if len(known) > 1]
    made.append(ReportColumn(_("Todas") if len(known) > 1 else _("Líneas"), 106))
    if has_actions:
        made.append(ReportColumn(_("Acciones sin línea"), 136, is_figure=True))
    return made


def priority_entries(found: Coverage, narrow: Narrow) -> list[Entry]:
    """Return the prioridades that are left, under their ejes."""
    groups: dict[str, list[CoveredPriority]] = {}
    titles: dict[str, str] = {}
    for one in found.priorities:
        key = one.axis.id if one.axis else ""
        title = _("Eje {number}. {text}")
        titles[key] = (
            title.format(number=one.axis.number, text=one.axis.text) if one.axis else _("Sin eje")
        )
        groups.setdefault(key, []).append(one)
    made: list[Entry] = []
    for key, every in groups.items():
        left = [one for one in every if _is_left(one, narrow)]
        if left:
            covered = sum(1 for one in every if one.lines)
            counted = _("{n} de {all} con líneas").format(n=covered, all=len(every))
            made += [Heading(f"{titles[key]} · {counted}", token="grouptext"), *left]
    return made


def _is_left(one: CoveredPriority, narrow: Narrow) -> bool:
    if narrow.without_lines and one.lines:
        return False
    if narrow.with_open_actions and not one.uncovered:
        return False
    if narrow.axis_id and (one.axis is None or one.axis.id != narrow.axis_id):
        return False
    words = fold(narrow.words).split()
    if not words:
        return True
    texts = [one.item.title, *(action.text for action in one.actions)]
    text = fold(" ".join([*texts, *(line.line or "" for line in one.lines)]))
    return all(word in text for word in words)


def priority_row(
    one: CoveredPriority, known: Sequence[InstitutionRef], has_actions: bool
) -> ReportRow:
    """Return the cells of a prioridad."""
    count = one.count()
    lines = ngettext("{n} línea", "{n} líneas", count).format(n=count)
    said = lines if count else _("Sin líneas")
    icon, token = ("circle-check", "ok") if count else ("circle-dashed", "revline")
    cells = [ReportCell(one.item.number or ""), ReportCell(one.item.text)]
    for institution in known if len(known) > 1 else ():
        own = one.count(institution.id)
        cells.append(ReportCell(str(own), token="text" if own else "text2", is_strong=own > 0))
    cells.append(ReportCell(said, icon, "text", token))
    spoken = [_("Prioridad {title}").format(title=one.item.title), said]
    if has_actions:
        uncovered, every = len(one.uncovered), len(one.actions)
        actions = _("{n} de {all}").format(n=uncovered, all=every) if every else _("Sin ficha")
        cells.append(ReportCell(actions, token="text" if uncovered else "text2"))
        if every:
            spoken.append(
                _("{n} de {all} acciones sugeridas sin línea").format(n=uncovered, all=every)
            )
    return ReportRow(tuple(cells), ". ".join(spoken))


def part_columns() -> list[ReportColumn]:
    """Return the columns of acciones and líneas."""
    return [
        ReportColumn(_("N.º"), 44),
        ReportColumn(_("Acción sugerida o línea")),
        ReportColumn(_("Atendida por"), 132),
    ]


def part_entries(one: CoveredPriority) -> list[Entry]:
    """Return the acciones sugeridas of a prioridad and its líneas."""
    made: list[Entry] = []
    if one.actions:
        count = len(one.actions)
        text = ngettext("{n} acción sugerida", "{n} acciones sugeridas", count).format(n=count)
        left = _("{n} sin línea").format(n=len(one.uncovered))
        made.append(Heading(f"{text} · {left}"))
        made += [Part(f"a:{action.id}", action=action) for action in one.actions]
    if one.lines:
        count = len(one.lines)
        made.append(Heading(ngettext("{n} línea", "{n} líneas", count).format(n=count)))
        made += [Part(f"l:{line.id}", line=line) for line in one.lines]
    return made


def part_row(part: Part, known: Sequence[InstitutionRef]) -> ReportRow:
    """Return the cells of an acción or a línea; `known` institutions say whose it is."""
    names = {one.id: one.short for one in known}
    if part.line is not None:
        line = part.line
        text = line.line or _("(sin línea)")
        owner = ReportCell(names.get(line.institution_id, line.institution), token="text2")
        said = _("Línea {n}: {text}").format(n=line.number, text=text)
        return ReportRow((ReportCell(str(line.number)), ReportCell(text), owner), said)
    action = part.action
    assert action is not None  # a part is one or the other
    if action.lines:
        said = lines_said(action.lines, names)
        state = ReportCell(said, "circle-check", "text", "ok", is_action=True)
    else:
        said = _("Sin línea; L la crea")
        state = ReportCell(_("Crear línea"), "plus", "accent", is_action=True)
    spoken = _("Acción sugerida {mark} {text}: {state}.").format(
        mark=action.mark, text=action.text, state=said
    )
    return ReportRow((ReportCell(action.mark), ReportCell(action.text), state), spoken)


def lines_said(lines: Iterable[LineRow], names: Mapping[str, str]) -> str:
    """Return which líneas take something up: «Línea 4», «SECOEM, línea 4; SSP, línea 7»."""
    whose = _("{name}, línea {n}") if len(names) > 1 else _("Línea {n}")
    return "; ".join(
        whose.format(name=names.get(one.institution_id, one.institution), n=one.number)
        for one in lines
    )
