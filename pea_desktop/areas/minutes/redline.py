"""What changed in a matrix between two documents, línea by línea and cell by cell."""

from collections.abc import Iterator, Sequence

from pea_desktop.areas.minutes.snapshots import (
    CellChange,
    MatrixRow,
    MatrixSnapshot,
    MinuteSnapshot,
    Redline,
    RowChange,
)
from pea_desktop.core.text import fold
from pea_desktop.i18n import N_, _, ngettext

_CELLS = (
    ("axis", N_("Eje")),
    ("priority", N_("Prioridad")),
    ("line", N_("Línea de acción")),
    ("indicator", N_("Indicador")),
    ("interpretation", N_("Interpretación")),
    ("type", N_("Tipo")),
    ("formula", N_("Fórmula")),
    ("frequency", N_("Frecuencia")),
)
NEW, GONE, CHANGED = "nueva", "eliminada", "cambiada"


def compared(before: MinuteSnapshot, now: MatrixSnapshot) -> Redline:
    """Return «cambios desde la minuta anterior»: what the matrix says now that it did not then."""
    rows = tuple(matrix_changes(before.matrix, now))
    return Redline(since=before.folio, day=before.day, rows=rows)


def matrix_changes(before: MatrixSnapshot, now: MatrixSnapshot) -> Iterator[RowChange]:
    """Yield líneas changed and new in the order of now, then those gone in the order of then.

    A línea is known by its id; in snapshots without ids by its text.
    """
    former = {_key(row, number): row for number, row in enumerate(before.rows, start=1)}
    for number, row in enumerate(now.rows, start=1):
        old = former.pop(_key(row, number), None)
        if old is None:
            yield RowChange(NEW, number, row.line)
        elif cells := tuple(_cells(old, row, before.years, now.years)):
            yield RowChange(CHANGED, number, row.line or old.line, cells)
    numbers = {_key(row, number): number for number, row in enumerate(before.rows, start=1)}
    for key, row in former.items():
        yield RowChange(GONE, numbers[key], row.line)


def in_words(rows: Sequence[RowChange]) -> str:
    """Return how many líneas are new, changed and gone, «1 nueva, 2 cambiadas»; "" for none."""
    counts = {kind: sum(1 for row in rows if row.kind == kind) for kind in (NEW, CHANGED, GONE)}
    told = (
        ngettext("{n} línea nueva", "{n} líneas nuevas", counts[NEW]).format(n=counts[NEW]),
        ngettext("{n} cambiada", "{n} cambiadas", counts[CHANGED]).format(n=counts[CHANGED]),
        ngettext("{n} eliminada", "{n} eliminadas", counts[GONE]).format(n=counts[GONE]),
    )
    return ", ".join(text for text, n in zip(told, counts.values(), strict=True) if n)


def _key(row: MatrixRow, number: int) -> str:
    return row.id or fold(row.line) or str(number)


def _cells(
    old: MatrixRow, new: MatrixRow, old_years: tuple[int, ...], new_years: tuple[int, ...]
) -> Iterator[CellChange]:
    for key, header in _CELLS:
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield CellChange(_(header), before, after)
    then = dict(zip(old_years, old.targets, strict=True))
    now = dict(zip(new_years, new.targets, strict=True))
    for year in sorted({*then, *now}):
        before, after = then.get(year, ""), now.get(year, "")
        if before != after:
            yield CellChange(_("Meta {year}").format(year=year), before, after)
    if old.is_pending != new.is_pending:
        said = {True: _("sujeta a revisión"), False: _("sin revisión pendiente")}
        yield CellChange(_("Revisión"), said[old.is_pending], said[new.is_pending])
