"""Documents: a frozen snapshot in, the bytes of a PDF out."""

from collections.abc import Callable
from typing import Any, NamedTuple

from pea_desktop.i18n import N_
from pea_desktop.reports import matrix, minute


class Report(NamedTuple):
    """A document that the menu offers: `render` takes the snapshot of its area."""

    key: str
    title: str
    render: Callable[[Any], bytes]


REPORTS = (
    Report("minute", N_("Minuta con su matriz"), minute.render),
    Report("matrix", N_("Matriz de la institución"), matrix.render),
)
