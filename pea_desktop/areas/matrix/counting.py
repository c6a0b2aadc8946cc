"""What is counted on líneas: all, prioridades, under review, incomplete."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pea_desktop.areas.matrix.lines import LineRow, lines
from pea_desktop.core.grid import is_missing
from pea_desktop.i18n import _, ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """What is counted on the líneas shown."""

    lines: int
    priorities: int
    under_review: int
    incomplete: int

    def sentence(self, of: int | None = None) -> str:
        """Return the counters as one line of the screen; `of` tells how many líneas there are."""
        first = ngettext("{n} línea", "{n} líneas", self.lines).format(n=self.lines)
        if of is not None:
            first = _("Filtro activo: {shown} de {all} líneas").format(shown=self.lines, all=of)
        parts = [
            first,
            ngettext("{n} prioridad", "{n} prioridades", self.priorities).format(n=self.priorities),
            ngettext("{n} sujeta a revisión", "{n} sujetas a revisión", self.under_review).format(
                n=self.under_review
            ),
            ngettext("{n} incompleta", "{n} incompletas", self.incomplete).format(
                n=self.incomplete
            ),
        ]
        return " · ".join(parts)


def incomplete(row: LineRow) -> bool:
    """Return whether a row lacks its línea, indicator, formula or any target.

    «No aplica» is an answer; «Pendiente» and the like are not yet.
    """
    return any(map(is_missing, (row.line, row.indicator, row.formula, *row.targets_text.values())))


def count(rows: Iterable[LineRow]) -> Counters:
    """Count on rows already read, for instance those a filter leaves."""
    rows = list(rows)
    return Counters(
        lines=len(rows),
        priorities=len({row.priority.id for row in rows if row.priority}),
        under_review=sum(1 for row in rows if row.under_review),
        incomplete=sum(1 for row in rows if incomplete(row)),
    )


def counters(session: Session, institution_id: str | None = None) -> Counters:
    """Count the líneas of an institution: all, prioridades, under review, incomplete."""
    return count(lines(session, institution_id))
