"""A formula and its metas drawn to be read, in the panel, the ficha and its preview."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas.matrix import LineRow
from pea_desktop.ui.kit.grid_paint import GridPainter
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import frame, label
from pea_desktop.ui.screens.line_words import shown_target


class FormulaBox(QFrame):
    """A formula drawn whole, as a stacked fraction."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._text = ""

    def show_formula(self, text: str) -> None:
        """Draw another formula."""
        self._text = text
        self.setAccessibleName(text)
        self._fit()
        self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        GridPainter(Theme.of_application()).paint_formula(
            painter, self._inner(), self._text, whole=True
        )

    def _inner(self) -> QRect:
        theme = Theme.of_application()
        across, down = theme.px(14), theme.px(10)
        return self.rect().adjusted(across, down, -across, -down)

    def _fit(self) -> None:
        theme = Theme.of_application()
        painter = GridPainter(theme)
        self.setFixedHeight(
            painter.formula_height(self._text, self._inner().width()) + 2 * theme.px(10)
        )


class TargetsTable(QWidget):
    """The metas of a línea side by side, three in a row, each under its year."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Theme.of_application().px(4))
        self._shown: object = None

    def show_line(self, row: LineRow) -> None:
        """Show the metas of a línea, by year and then by part of the year."""
        texts = {str(year): shown_target(row, text) for year, text in row.targets_text.items()}
        for (year, period), text in row.period_targets.items():
            if text:
                texts[f"{year} {period}"] = shown_target(row, text)
        if texts != self._shown:
            self._shown = texts
            clear(self._grid)
            self._fill(texts)

    def _fill(self, texts: Mapping[str, str]) -> None:
        theme = Theme.of_application()
        across = min(3, len(texts)) or 1
        for at, (when, text) in enumerate(texts.items()):
            box = frame("figure")
            column = QVBoxLayout(box)
            column.setContentsMargins(*(theme.px(side) for side in (10, 6, 8, 6)))
            column.setSpacing(0)
            column.addWidget(label(when, "secondary"))
            # A word («Pendiente») is no figure, and would not fit as one.
            is_short = len(text) < 9
            kind = ("big" if is_short else "strong") if text else "muted"
            column.addWidget(label(text or "—", kind, selectable=True))
            self._grid.addWidget(box, at // across, at % across)
            self._grid.setColumnStretch(at % across, 1)
        reveal(self._grid)


class PairsTable(QWidget):
    """Names and values in two columns; a value nobody gave is said in words."""

    def __init__(self, empty: str) -> None:
        super().__init__()
        theme = Theme.of_application()
        self._empty = empty
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(4))
        self._grid.setColumnStretch(1, 1)
        self._shown: object = None

    def show_pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Show other names and values."""
        pairs = list(pairs)
        if pairs == self._shown:
            return
        self._shown = pairs
        clear(self._grid)
        width = Theme.of_application().px(90)
        for at, (name, value) in enumerate(pairs):
            head = label(name, "secondary")
            head.setFixedWidth(width)
            text = label(value or self._empty, "" if value else "muted", selectable=bool(value))
            self._grid.addWidget(head, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, at, 1)
        reveal(self._grid)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def reveal(layout: QLayout) -> None:
    """Show what was put into a layout now, not when Qt comes to it: sizes are right at once."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.show()
