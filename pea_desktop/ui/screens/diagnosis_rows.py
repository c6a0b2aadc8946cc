"""What the tables of Diagnóstico show: findings by severity or prioridad, and scores by línea."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from pea_desktop.areas.matrix import LineRow, diagnosis
from pea_desktop.core.findings import SEVERITY_LABELS, Finding, Severity
from pea_desktop.core.text import fold
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit.report_table import (
    Entry,
    Heading,
    ReportCell,
    ReportColumn,
    ReportRow,
    stacked,
)
from pea_desktop.ui.screens.matrix_columns import grid_columns

ICONS: Final = {
    Severity.ERROR: ("circle-x", "err"),
    Severity.WARNING: ("triangle-alert", "revline"),
    Severity.INFO: ("info", "info"),
}
PLURALS: Final = {
    Severity.ERROR: N_("Errores"),
    Severity.WARNING: N_("Avisos"),
    Severity.INFO: N_("Información"),
}
_WORD_TOKENS: Final = {Severity.ERROR: "err", Severity.WARNING: "text", Severity.INFO: "info"}
_ORDER: Final = tuple(ICONS)
_MOST_LISTED: Final = 12
_LEAST_WORDS: Final = 260
"""Design pixels that what happens and why must have beside the other columns."""


class Grouping(StrEnum):
    """How the findings are shown; the last one shows líneas instead."""

    SEVERITY = "gravedad"
    PRIORITY = "prioridad"
    SCORE = "puntaje"


class Place(NamedTuple):
    """A finding, or a línea with its score, as an entry of the table."""

    key: str
    finding: Finding | None
    row: LineRow | None
    score: int = 0
    counts: Mapping[Severity, int] | None = None


def is_narrow(width: int, several: bool) -> bool:
    """Tell whether a table of so many design pixels has no room for each thing in its column."""
    fixed = sum(column.width for column in finding_columns(several))
    return width < fixed + _LEAST_WORDS


def finding_columns(several: bool, narrow: bool = False) -> list[ReportColumn]:
    """Return the columns of the findings; `several` matrices say whose each is."""
    last = (ReportColumn(_("Qué pasa y por qué")), ReportColumn(_("Corrección"), 190))
    if narrow:
        return [ReportColumn(_("Hallazgo"), 136), *last]
    owner = [ReportColumn(_("Institución"), 110)] if several else []
    return [
        ReportColumn(_("Gravedad"), 116),
        *owner,
        ReportColumn(_("Línea"), 58, is_figure=True),
        ReportColumn(_("Columna"), 130),
        *last,
    ]


def score_columns(several: bool, narrow: bool = False) -> list[ReportColumn]:
    """Return the columns of the scores."""
    owner = [ReportColumn(_("Institución"), 110)] if several else []
    counts = [
        ReportColumn(_("Errores"), 76, is_figure=True),
        ReportColumn(_("Avisos"), 76, is_figure=True),
    ]
    return [
        *([] if narrow else owner),
        ReportColumn(_("Línea"), 58, is_figure=True),
        ReportColumn(_("Puntaje"), 230),
        *([] if narrow else counts),
        ReportColumn(_("Línea de acción")),
    ]


def finding_entries(
    findings: Iterable[Finding],
    rows: Mapping[str, LineRow],
    shown: frozenset[Severity],
    grouping: Grouping,
    words: str = "",
) -> list[Entry]:
    """Return the findings of some severities that say some words, under their headings."""
    sought = fold(words).split()
    places: list[Place] = []
    seen: Counter[str] = Counter()
    for finding in findings:
        key = f"{finding.row_id}|{finding.code}|{finding.field}|{finding.column}"
        seen[key] += 1
        if finding.severity not in shown:
            continue
        if sought and not all(word in _folded(finding.sentence) for word in sought):
            continue
        places.append(Place(f"{key}|{seen[key]}", finding, rows.get(finding.row_id or "")))
    return _by_priority(places) if grouping is Grouping.PRIORITY else _by_severity(places)


def _by_severity(places: Sequence[Place]) -> list[Entry]:
    made: list[Entry] = []
    for severity in _ORDER:
        own = [one for one in places if one.finding and one.finding.severity is severity]
        if own:
            icon, token = ICONS[severity]
            text = f"{_(PLURALS[severity])} · {len(own)}"
            made += [Heading(text, icon, _WORD_TOKENS[severity], token), *own]
    return made


def _by_priority(places: Sequence[Place]) -> list[Entry]:
    groups: dict[str, list[Place]] = {}
    titles: dict[str, str] = {}
    order: dict[str, tuple[int, int, str]] = {}
    for one in places:
        priority = one.row.priority if one.row else None
        if one.row is None:
            key, title, place = "*", _("De toda la matriz"), (0, 0, "")
        elif priority is None:
            key, title, place = "-", _("Sin prioridad"), (1, 0, "")
        else:
            number = priority.number or ""
            key, title = priority.id, priority.title
            place = (2, int(number) if number.isdecimal() else 0, number)
        groups.setdefault(key, []).append(one)
        titles[key], order[key] = title, place
    made: list[Entry] = []
    for key in sorted(groups, key=lambda one: order[one]):
        own = groups[key]
        own.sort(key=lambda one: one.row.number if one.row else 0)
        counted = ngettext("{n} hallazgo", "{n} hallazgos", len(own)).format(n=len(own))
        made += [Heading(f"{titles[key]} · {counted}"), *own]
    return made


def score_entries(
    findings: Iterable[Finding], rows: Sequence[LineRow], words: str = ""
) -> list[Entry]:
    """Return the líneas from the lowest score, those of one score as in the matrix."""
    findings = list(findings)
    points = diagnosis.scores(findings, rows)
    counted: dict[str | None, Counter[Severity]] = {}
    for finding in findings:
        counted.setdefault(finding.row_id, Counter())[finding.severity] += 1
    sought = fold(words).split()
    made = [
        Place(row.id, None, row, points[row.id], counted.get(row.id, Counter()))
        for row in rows
        if not sought or all(word in fold(row.line or "") for word in sought)
    ]
    made.sort(key=lambda one: one.score)
    return [*made]


def make_row(place: Place, names: Mapping[str, str], narrow: bool = False) -> ReportRow:
    """Return the cells of an entry; `names` of institutions by id where several are shown."""
    if place.finding is not None:
        return _finding_row(place.finding, place.row, names, narrow)
    assert place.row is not None  # an entry is about a finding or about a línea
    return _score_row(place, place.row, names, narrow)


def column_name(finding: Finding, names: Mapping[str, str] | None = None) -> str:
    """Return the name of a finding's column as the grid heads it."""
    names = _column_names() if names is None else names
    return names.get(finding.field or "") or finding.column or ""


def _column_names() -> Mapping[str, str]:
    return {column.key: column.header for column in grid_columns(())}


@lru_cache(maxsize=50_000)
def _folded(sentence: str) -> str:
    # Asked for again with each letter typed into the search.
    return fold(sentence)


def why(finding: Finding) -> str:
    """Return what is the matter, without the place its sentence opens with."""
    # The name of a column may have a colon too: «Lluvia de ideas: Líneas de Acción».
    mark = f"«{finding.column}»: " if finding.column else ": "
    opening, parted, rest = finding.sentence.partition(mark)
    if finding.row is None or not parted or str(finding.row) not in opening:
        return finding.sentence
    return rest[:1].upper() + rest[1:]


def where_errors_are(findings: Iterable[Finding]) -> list[str]:
    """Return the líneas with errors by column: «Indicador: líneas 3, 24 y 26»."""
    lines: dict[str, list[int]] = {}
    names = _column_names()
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.row is not None:
            lines.setdefault(column_name(finding, names) or _("Toda la línea"), []).append(
                finding.row
            )
    return [
        ngettext("{column}: línea {lines}", "{column}: líneas {lines}", len(own)).format(
            column=column, lines=_listed(own)
        )
        for column, own in lines.items()
    ]


def _listed(numbers: Iterable[int]) -> str:
    texts = [str(one) for one in sorted(set(numbers))]
    if len(texts) > _MOST_LISTED:
        texts = [*texts[:_MOST_LISTED], "…"]
        return ", ".join(texts)
    if len(texts) == 1:
        return texts[0]
    return _("{first} y {last}").format(first=", ".join(texts[:-1]), last=texts[-1])


def _finding_row(
    finding: Finding, row: LineRow | None, names: Mapping[str, str], narrow: bool
) -> ReportRow:
    icon, token = ICONS[finding.severity]
    fix = finding.fixes[0].label if len(finding.fixes) == 1 else ""
    if len(finding.fixes) > 1:
        fix = _("Elegir una…")
    owner = names.get(row.institution_id, "") if row else ""
    word = _(SEVERITY_LABELS[finding.severity])
    severity = ReportCell(word, icon, _WORD_TOKENS[finding.severity], token)
    if narrow:
        line = _("Línea {n}").format(n=finding.row) if finding.row is not None else ""
        place = " · ".join(filter(None, (line, owner))) or _("Toda la matriz")
        where = [stacked((severity, ReportCell(place), ReportCell(column_name(finding))))]
    else:
        where = [
            severity,
            *([ReportCell(owner)] if names else []),
            ReportCell(str(finding.row) if finding.row is not None else _("Toda")),
            ReportCell(column_name(finding) or "—", token="text2"),
        ]
    return ReportRow(
        (*where, ReportCell(why(finding)), ReportCell(fix, is_action=bool(fix))),
        " ".join(filter(None, (f"{word}.", finding.sentence, finding.fix))),
    )


def _score_row(place: Place, row: LineRow, names: Mapping[str, str], narrow: bool) -> ReportRow:
    counts = place.counts or {}
    errors, warnings = counts.get(Severity.ERROR, 0), counts.get(Severity.WARNING, 0)
    word = diagnosis.score_word(place.score)
    said = _("{score} de 100 · {word}").format(score=place.score, word=word)
    number, score = ReportCell(str(row.number)), ReportCell(said, bar=place.score)
    text = row.line or _("(sin línea)")
    spoken = _("Línea {n}, puntaje {said}: {errors} errores, {warnings} avisos.").format(
        n=row.number, said=said, errors=errors, warnings=warnings
    )
    if narrow:
        counted = _("Errores {errors} · Avisos {warnings}").format(errors=errors, warnings=warnings)
        owner = names.get(row.institution_id, "")
        below = " · ".join(filter(None, (owner, counted)))
        return ReportRow((number, score, ReportCell(f"{below}\n{text}")), spoken)
    owners = [ReportCell(names.get(row.institution_id, ""))] if names else []
    figures = ReportCell(str(errors)), ReportCell(str(warnings))
    return ReportRow((*owners, number, score, *figures, ReportCell(text)), spoken)
