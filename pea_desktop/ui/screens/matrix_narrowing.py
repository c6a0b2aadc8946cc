"""The filter of the matrix: search box, buttons and panel as one, applied to the grid."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QPoint, QTimer, Signal

from pea_desktop.areas.matrix import LineRow
from pea_desktop.ui.kit.grid_data import GridRow
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.widgets import SearchBox
from pea_desktop.ui.screens.matrix_bar import MatrixBar
from pea_desktop.ui.screens.matrix_filters import FilterPanel, LineFilter

_PAUSE_MS = 60


class Narrowing(QObject):
    """Keeps the filter, and the controls that show it.

    Args:
        model: what is filtered.
        bar, search: where it is set.
        rows: returns the líneas by id.

    Signals:
        applied: other rows are shown now.
    """

    applied = Signal()

    def __init__(
        self,
        model: GridModel,
        bar: MatrixBar,
        search: SearchBox,
        rows: Callable[[], Mapping[str, LineRow]],
    ) -> None:
        super().__init__(bar)
        self._model = model
        self._bar = bar
        self._search = search
        self._rows = rows
        self._filter = LineFilter()
        self._panel = FilterPanel(bar)
        self._panel.changed.connect(self.set)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.apply)
        search.textChanged.connect(lambda _text: self._pause.start())
        bar.review.toggled.connect(lambda on: self.set(replace(self._filter, review=on)))
        bar.incomplete.toggled.connect(lambda on: self.set(replace(self._filter, incomplete=on)))
        bar.filters.clicked.connect(self.open)

    def set(self, wanted: LineFilter) -> None:
        """Show the líneas that fit, and the filter in its controls."""
        self._filter = wanted
        for button, on in (
            (self._bar.review, wanted.review),
            (self._bar.incomplete, wanted.incomplete),
        ):
            button.blockSignals(True)
            button.setChecked(on)
            button.blockSignals(False)
        self._bar.show_filters(wanted.chosen)
        self.apply()

    def apply(self) -> None:
        """Filter by what is set and typed now."""
        self._pause.stop()
        wanted, rows = self._filter, self._rows

        def accepts(row: GridRow) -> bool:
            line = rows().get(row.id)
            return line is not None and wanted.accepts(line, bool(row.warned))

        self._model.set_filter(self._search.text(), accepts if wanted.is_on else None)
        self.applied.emit()

    def settle(self) -> None:
        """Do not wait for the pause after the last letter."""
        if self._pause.isActive():
            self.apply()

    def clear(self) -> None:
        """Show every línea."""
        self._search.clear()
        self.set(LineFilter())

    def open(self) -> None:
        """Drop the panel with the other conditions."""
        button = self._bar.filters
        place = button.mapToGlobal(QPoint(0, button.height() + 4))
        self._panel.open_at(place, self._rows().values(), self._filter)

    def described(self) -> dict[str, Any]:
        """Return what is set, for a saved view."""
        return {"filter": self._filter.as_json(), "search": self._search.text()}

    def show(self, view: Mapping[str, Any]) -> None:
        """Set what a saved view holds."""
        held = view.get("filter")
        self._search.setText(str(view.get("search") or ""))
        self.set(LineFilter.from_json(held if isinstance(held, dict) else {}))
