"""The bar that finds words in the cells of a grid and replaces them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit
from typing_extensions import override

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import parse_text
from pea_desktop.core.search import Search
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.grid_data import Cell, GridColumn, GridRow
from pea_desktop.ui.kit.grid_view import GridView
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, ShortLabel, set_kind

_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WAIT_MS: Final = 120
# Design pixels: the width all of it needs side by side, and the two widths of a field.
_ROOMY: Final = 860
_FIELD, _SHORT_FIELD = 240, 180


@dataclass(frozen=True)
class _Found:
    """A cell in which the words are: its row, and its column in the model."""

    row: GridRow
    column: int

    @property
    def text(self) -> str:
        return self.row.cells[self.column]


class FindBar(QFrame):
    """Finds words in the rows and columns a grid shows, folded groups included.

    Enter goes to the next cell, Shift+Enter to the one before, Esc closes. It counts cells, and
    replaces all there is in a cell, as sheets do. Give `commands()` to the screen.

    Args:
        view: the grid; the bar belongs over it, hidden until `open`.
    """

    def __init__(self, view: GridView) -> None:
        super().__init__()
        self._view = view
        self._grid = view.grid
        self._found: list[_Found] = []
        self._refusal = ""
        set_kind(self, "bar")
        self._lay_out()
        self._looking = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._looking.timeout.connect(self._look_again)
        for asked in (self.wanted.textChanged, self.exact.clicked, self.whole.clicked):
            asked.connect(lambda: self._say(""))
            asked.connect(self._later)
        model = self._grid
        for signal in (model.dataChanged, model.modelReset, model.rowsInserted, model.rowsRemoved):
            signal.connect(self._later)
        model.rejected.connect(self._on_rejected)
        self.hide()

    def commands(self) -> tuple[Command, ...]:
        """Return what a screen offers: opening the bar, and going on from cell to cell."""
        return (
            Command("replace", _("Buscar y reemplazar"), self.open, "Ctrl+B; Ctrl+H"),
            Command("find_next", _("Buscar el siguiente"), self.go_next, "F3"),
            Command("find_previous", _("Buscar el anterior"), self.go_back, "Shift+F3"),
        )

    # What the person does

    def open(self) -> None:
        """Show the bar, ready to type what is looked for."""
        self.show()
        # As in a sheet: from what is looked for to what takes its place. Said anew each time, for
        # an order given before the bar is in its window is lost on the way there.
        self.setTabOrder(self.wanted, self.new)
        self.wanted.setFocus()
        self.wanted.selectAll()
        self._look()

    def leave(self) -> None:
        """Close the bar and go back to the grid."""
        self.hide()
        self._view.setFocus()

    def go_next(self) -> None:
        """Go to the next cell with the words, from the last to the first; open when hidden."""
        self._go(1)

    def go_back(self) -> None:
        """Go to the cell with the words before this one."""
        self._go(-1)

    def replace(self) -> None:
        """Replace the words in the current cell and go to the next, or go to the first one."""
        self._look()
        place = self._current_place()
        if place is None:
            self._go(1)
            return
        found = self._found[place]
        cells, why = self._replacements([found])
        if not cells:
            self._say(why or _("Aquí no cambia nada."))
        elif self._write(cells):
            self._look()
            self._go(1)

    def replace_all(self) -> None:
        """Replace the words wherever they are, as one edit."""
        self._look()
        cells, why = self._replacements(self._found)
        if not cells:
            self._say(why or _("No hay nada que reemplazar."))
        elif self._write(cells):
            count = len(cells)
            done = ngettext("{n} celda cambió.", "{n} celdas cambiaron.", count).format(n=count)
            self._look()
            self._say(f"{done} {why}".strip())

    # Laying out

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        self.wanted = self._make_field(_("Palabras que se buscan"))
        self.new = self._make_field(_("Texto que las reemplaza"))
        self.exact = self._make_option(
            _("Mayúsculas y acentos"), _("Distinguir mayúsculas y acentos")
        )
        self.whole = self._make_option(
            _("Celda completa"), _("Solo celdas con ese texto y nada más")
        )
        self.count = ShortLabel("", "secondary")
        self._is_narrow = False
        grid = QGridLayout(self)
        grid.setContentsMargins(*(theme.px(side) for side in (20, 7, 16, 7)))
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(6))
        for line, (text, field) in enumerate(
            ((_("Buscar"), self.wanted), (_("Reemplazar por"), self.new))
        ):
            name = QLabel(text)
            name.setProperty("kind", "section")
            name.setBuddy(field)
            grid.addWidget(name, line, 0)
            grid.addWidget(field, line, 1)
        self._finding, self._below = self._make_finding(), QHBoxLayout()
        self._below.setSpacing(theme.px(8))
        grid.addLayout(self._finding, 0, 2)
        grid.addLayout(self._make_replacing(), 1, 2)
        grid.addLayout(self._below, 2, 1, 1, 2, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(2, 1)

    def _make_field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setFixedWidth(Theme.of_application().px(_FIELD))
        field.setClearButtonEnabled(False)
        return field

    def _make_option(self, text: str, tip: str) -> Button:
        option = Button(text, tip=tip)
        option.setCheckable(True)
        option.setAutoDefault(False)
        return option

    def _make_finding(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Theme.of_application().px(8))
        back = Button("", "chevron-up", "icon", tip=_("Anterior (Mayús+F3)"))
        back.clicked.connect(self.go_back)
        onward = Button("", "chevron-down", "icon", tip=_("Siguiente (F3)"))
        onward.clicked.connect(self.go_next)
        close = Button("", "x", "icon", tip=_("Cerrar (Esc)"))
        close.clicked.connect(self.leave)
        for widget in (back, onward, self.exact, self.whole):
            row.addWidget(widget)
        row.addWidget(self.count, 1)
        row.addWidget(close)
        return row

    def _make_replacing(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Theme.of_application().px(8))
        self.one = Button(_("Reemplazar"))
        self.one.clicked.connect(self.replace)
        self.every = Button(_("Reemplazar todo"))
        self.every.clicked.connect(self.replace_all)
        self.told = ShortLabel("", "secondary")
        row.addWidget(self.one)
        row.addWidget(self.every)
        row.addWidget(self.told, 1)
        return row

    @override
    def minimumSizeHint(self) -> QSize:
        # Or the window could be no narrower than all of it side by side.
        return QSize(0, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Put the two options below, and shorten the fields, where there is little room."""
        theme = Theme.of_application()
        narrow = self.width() < theme.px(_ROOMY)
        if narrow == self._is_narrow:
            return
        self._is_narrow = narrow
        for field in (self.wanted, self.new):
            field.setFixedWidth(theme.px(_SHORT_FIELD if narrow else _FIELD))
        for place, option in enumerate((self.exact, self.whole), 2):
            if narrow:
                self._below.addWidget(option)
            else:
                self._finding.insertWidget(place, option)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in _ENTERS and self.wanted.hasFocus():
            self._go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() in _ENTERS and self.new.hasFocus():
            self.replace()
        else:
            super().keyPressEvent(event)

    # Finding

    @property
    def search(self) -> Search:
        """What is looked for now."""
        return Search(
            self.wanted.text(), is_exact=self.exact.isChecked(), is_whole=self.whole.isChecked()
        )

    def _later(self) -> None:
        if self.isVisible():
            self._looking.start()

    def _look_again(self) -> None:
        # What a replacement came to is told until the person asks for something else: the rows
        # it wrote come back a moment later.
        told = self.told.text()
        self._look()
        self._say(told)

    def _look(self) -> None:
        """Find the words anew in what the grid holds now."""
        self._looking.stop()
        search, columns = self.search, self._view.places.text_columns()
        self._found = [
            _Found(row, at)
            for row in self._grid.accepted_rows()
            for at in columns
            if search.is_in(row.cells[at])
        ]
        self._say("")
        self._show_count()

    def _show_count(self) -> None:
        place, total = self._current_place(), len(self._found)
        has_words = bool(self.wanted.text())
        if not has_words:
            text = ""
        elif not total:
            text = _("Sin coincidencias")
        elif place is None:
            text = ngettext("{n} celda", "{n} celdas", total).format(n=total)
        else:
            text = _("{at} de {n}").format(at=place + 1, n=total)
        self.count.setText(text)
        set_kind(self.count, "errortext" if has_words and not total else "secondary")
        for button in (self.one, self.every):
            button.setEnabled(total > 0)

    def _current_place(self) -> int | None:
        row, at = self._view.current_row(), self._view.currentIndex().column()
        if row is None:
            return None
        return next(
            (n for n, one in enumerate(self._found) if one.row.id == row.id and one.column == at),
            None,
        )

    def _go(self, step: int) -> None:
        if not self.isVisible() and not self.wanted.text():
            self.open()
            return
        self._look()
        if not self._found:
            return
        found = self._found[self._next_place(step)]
        self._view.go_to(found.row.id, found.column)
        self._show_count()

    def _next_place(self, step: int) -> int:
        place = self._current_place()
        if place is not None:
            return (place + step) % len(self._found)
        order = {row.id: at for at, row in enumerate(self._grid.accepted_rows())}
        columns = self._view.places.text_columns()
        row, column = self._view.current_row(), self._view.currentIndex().column()
        here = (
            order.get(row.id, -1) if row is not None else -1,
            columns.index(column) if column in columns else -1,
        )
        before = sum(
            1 for one in self._found if (order[one.row.id], columns.index(one.column)) < here
        )
        return (before if step > 0 else before - 1) % len(self._found)

    # Replacing

    def _replacements(self, found: Iterable[_Found]) -> tuple[list[Cell], str]:
        """Return the cells to write, and a sentence about those that stay as they are."""
        search, new = self.search, self.new.text()
        cells: list[Cell] = []
        reasons: list[str] = []
        for one in found:
            column = self._grid.columns[one.column]
            if not column.is_editable:
                reasons.append(_("«{column}» no se escribe.").format(column=column.header))
                continue
            try:
                text = self._fitting(column, one, search.replaced(one.text, new))
            except PeaError as error:
                reasons.append(str(error))
                continue
            if text != one.text:
                cells.append(Cell(one.row.id, column.key, text))
        if not reasons:
            return cells, ""
        count = len(reasons)
        kept = ngettext("{n} queda como estaba: {why}", "{n} quedan como estaban: {why}", count)
        return cells, kept.format(n=count, why=reasons[0])

    def _fitting(self, column: GridColumn, found: _Found, text: str) -> str:
        if column.key in found.row.conflicts:
            raise PeaError(
                _("Dos equipos dejaron ahí textos distintos. Decida cuál queda en Sincronizar.")
            )
        return (column.parse or parse_text)(text) or ""

    def _write(self, cells: list[Cell]) -> bool:
        count = len(cells)
        name = ngettext("Reemplazar en {n} celda", "Reemplazar en {n} celdas", count)
        done = self._grid.write_block(cells, label=name.format(n=count))
        if not done:
            self._say(self._refusal)
        return done

    def _say(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.told.setToolTip(sentence)

    def _on_rejected(self, sentence: str) -> None:
        self._refusal = sentence
