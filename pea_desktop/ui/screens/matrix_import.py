"""The import of a book as one dialog: its sheet, what each column holds, and what would change."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.areas.matrix import Choices, ImportPlan, Layout, institution_in, lay_out
from pea_desktop.core.errors import PeaError
from pea_desktop.core.sheet import Book
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, Choice, ShortLabel, frame, label
from pea_desktop.ui.screens.matrix_import_columns import ColumnsPane
from pea_desktop.ui.screens.matrix_import_outcome import Outcome
from pea_desktop.ui.screens.matrix_import_result import result_of
from pea_desktop.ui.screens.matrix_import_sheet import SheetModel, sheet_view

__all__ = ["ImportWizard", "Plan", "institution_in"]

Plan = Callable[[str, Choices], ImportPlan]
"""From an institution's name and a person's choices to what importing the book would do."""

_OFFERED_ROWS: Final = 60
_COUNTS: Final = (
    ("new", "plus", "ok"),
    ("changed", "pencil", "info"),
    ("rejected", "circle-x", "err"),
)


class ImportWizard(QDialog):
    """Three panes: the sheet, the columns, the result; «Aplicar 24» accepts the plan shown.

    F8 goes to the next problem, Alt+Down opens the field of the column one is in.

    Args:
        book: what is imported.
        institution: whose matrix it seems to be.
        plan: gives what would be done.
        parent: window it belongs to.

    Attributes:
        plan: what would be done, None while the book cannot be imported as it is told.
    """

    def __init__(self, book: Book, institution: str, plan: Plan, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.plan: ImportPlan | None = None
        self.choices = Choices()
        self._make_plan = plan
        self._book = book
        theme = Theme.of_application()
        self.setWindowTitle(_("Importar una matriz"))
        room = self.screen().availableSize() - QSize(theme.px(24), theme.px(48))
        self.setMinimumSize(QSize(theme.px(760), theme.px(480)).boundedTo(room))
        self.resize(QSize(theme.px(1440), theme.px(860)).boundedTo(room))
        self._lay_out(institution)
        # A shortcut, for the tables take every arrow for themselves.
        opening = QShortcut(QKeySequence("Alt+Down"), self)
        opening.activated.connect(lambda: self.columns.focus_column(self._current_position()))
        self._replan()

    # Laying out

    def _lay_out(self, institution: str) -> None:
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 14, 20, 14)))
        column.setSpacing(theme.px(10))
        column.addLayout(self._make_top(institution))
        self._problem_box = frame("error")
        self._problem = label("", "errorstrong")
        QVBoxLayout(self._problem_box).addWidget(self._problem)
        column.addWidget(self._problem_box)
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self._make_sheet())
        left.addWidget(self._make_columns())
        left.setSizes([theme.px(260), theme.px(320)])
        self.outcome = Outcome()
        self.outcome.realigned.connect(self._on_realigned)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(left)
        whole.addWidget(self.outcome)
        whole.setSizes([theme.px(490), theme.px(810)])
        whole.setStretchFactor(1, 1)
        for splitter in (left, whole):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(theme.px(9))
            splitter.setProperty("kind", "quiet")
        column.addWidget(whole, 1)
        column.addLayout(self._make_bottom())

    def _make_top(self, institution: str) -> QHBoxLayout:
        theme = Theme.of_application()
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        # In large type the name gives way, and the fields too.
        has_several = len(self._book.sheets) > 1
        is_roomy = self.width() >= theme.px(960 if has_several else 760)
        row.addWidget(ShortLabel(self._book.name, "page"), 1)
        self._sheets = Choice()
        self._sheets.setAccessibleName(_("Hoja"))
        self._sheets.setFixedWidth(theme.px(150 if is_roomy else 90))
        for sheet in self._book.sheets:
            self._sheets.addItem(sheet.title, sheet.title)
        self._sheets.activated.connect(self._on_sheet)
        for widget in (_named(_("&Hoja"), self._sheets), self._sheets):
            widget.setVisible(has_several)
            row.addWidget(widget)
        self._header_row = Choice()
        self._header_row.setFixedWidth(theme.px(172 if is_roomy else 100))
        self._header_row.setAccessibleName(_("Fila del encabezado"))
        self._header_row.activated.connect(self._on_header)
        row.addWidget(_named(_("&Encabezado en la fila"), self._header_row))
        row.addWidget(self._header_row)
        self._institution = QLineEdit(institution)
        self._institution.setPlaceholderText(_("Nombre o siglas"))
        self._institution.setFixedWidth(theme.px(220 if is_roomy else 110))
        self._institution.setAccessibleName(_("Institución"))
        self._institution.editingFinished.connect(self._replan)
        row.addWidget(_named(_("&Institución"), self._institution))
        row.addWidget(self._institution)
        return row

    def _make_sheet(self) -> QWidget:
        self._sheet_model = SheetModel()
        self.sheet = sheet_view(self._sheet_model)
        return _pane(_("1 · La hoja, como viene"), self.sheet)

    def _make_columns(self) -> QWidget:
        self.columns = ColumnsPane()
        self.columns.changed.connect(self._on_column)
        return _pane(_("2 · Qué trae cada columna"), self.columns)

    def _make_bottom(self) -> QHBoxLayout:
        theme = Theme.of_application()
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self._chips = {name: Chip("", icon, kind) for name, icon, kind in _COUNTS}
        for chip in self._chips.values():
            row.addWidget(chip)
        self._same = label("", "secondary")
        self._same.setWordWrap(False)
        row.addWidget(self._same)
        row.addStretch(1)
        hint = label(_("F8: siguiente problema. Todavía no se guarda nada."), "secondary")
        hint.setWordWrap(False)
        row.addWidget(hint)
        cancel = Button(_("Cancelar"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self._apply = Button(_("Aplicar"), "check", "primary")
        self._apply.setAutoDefault(False)
        self._apply.clicked.connect(self._on_apply)
        row.addWidget(cancel)
        row.addWidget(self._apply)
        return row

    # What a person decides

    def _on_sheet(self, _at: int) -> None:
        self.choices = Choices(sheet=str(self._sheets.currentData()))
        said = institution_in(self._book, self.choices.sheet)
        if said:
            self._institution.setText(said)
        self._replan()

    def _on_header(self, _at: int) -> None:
        row = int(self._header_row.currentData())
        # Other headings: what was decided about columns and rows said nothing of these.
        self.choices = Choices(sheet=self.choices.sheet, header_row=row)
        self._replan()

    def _on_column(self, position: int, field: str) -> None:
        columns = {
            place: None if field and known == field else known
            for place, known in self.choices.columns.items()
        }
        columns[position] = field or None
        # The rows were re-aligned under other columns.
        self.choices = replace(self.choices, columns=columns, realigned=frozenset())
        self._replan()

    def _on_realigned(self, rows: frozenset[int]) -> None:
        self.choices = replace(self.choices, realigned=rows)
        self._replan()

    def _on_apply(self) -> None:
        if self._apply.isEnabled():
            self.accept()

    # Keys

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        (self._apply if self._apply.isEnabled() else self._institution).setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in a field only plans again: nobody applies what was not shown yet.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.focusWidget() is self._apply:
                self._on_apply()
            return
        if event.key() == Qt.Key.Key_F8:
            is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.outcome.go_to_problem(-1 if is_back else 1)
            return
        super().keyPressEvent(event)

    def _current_position(self) -> int:
        """Return the column of the book one is in: its box, the sheet's, else the result's."""
        for position, choice in self.columns.choices.items():
            if choice is self.focusWidget():
                return position
        if self.focusWidget() is self.sheet:
            return self.sheet.currentIndex().column()
        field = self.outcome.current_field
        uses = self.plan.table.layout.columns if self.plan else ()
        found = next((one.position for one in uses if one.field == field), None)
        return min(self.columns.choices, default=0) if found is None else found

    # What is shown

    def _replan(self) -> None:
        problem = ""
        try:
            self.plan = self._make_plan(self._institution.text(), self.choices)
        except PeaError as error:
            self.plan, problem = None, str(error)
        layout = lay_out(self._book, self.choices)
        self._problem.setText(problem)
        self._problem_box.setVisible(bool(problem))
        self._sheets.setCurrentIndex(self._sheets.findData(layout.sheet.title))
        self._sheet_model.show_layout(layout)
        self._settle_header(layout)
        self.columns.show_layout(layout)
        self.outcome.show_plan(self.plan, result_of(self.plan) if self.plan else None)
        self._show_counts()

    def _settle_header(self, layout: Layout) -> None:
        at = self._sheet_model.heading_index
        rows = layout.sheet.rows[: max(_OFFERED_ROWS, at + 1)]
        self._header_row.clear()
        for row in rows:
            said = next((" ".join(text.split()) for text in row.raw if text.strip()), "")
            self._header_row.addItem(
                _("{row} · {text}").format(row=row.number, text=said[:60]), row.number
            )
        self._header_row.setCurrentIndex(at if layout.header is not None else -1)
        top: QModelIndex = self._sheet_model.index(max(at - 1, 0), 0)
        self.sheet.scrollTo(top, self.sheet.ScrollHint.PositionAtTop)

    def _show_counts(self) -> None:
        plan = self.plan
        for name, icon, kind in _COUNTS:
            count = getattr(plan, name) if plan else 0
            self._chips[name].show_state(_count_text(name, count), icon, kind)
            self._chips[name].setVisible(count > 0)
        same = plan.same if plan else 0
        self._same.setText(ngettext("{n} igual", "{n} iguales", same).format(n=same))
        self._same.setVisible(same > 0)
        count = plan.new + plan.changed if plan else 0
        warned = plan.with_warning if plan else 0
        self._apply.setEnabled(count > 0)
        if not count:
            self._apply.set_text(_("Aplicar") if plan is None else _("Nada que aplicar"))
        elif warned:
            self._apply.set_text(
                _("Aplicar {n} ({warned} con aviso)").format(n=count, warned=warned)
            )
        else:
            self._apply.set_text(_("Aplicar {n}").format(n=count))
        self._apply.setAccessibleName(
            ngettext("Aplicar {n} línea", "Aplicar {n} líneas", count).format(n=count)
        )


def _count_text(name: str, count: int) -> str:
    texts = {
        "new": ngettext("{n} nueva", "{n} nuevas", count),
        "changed": ngettext("{n} cambia", "{n} cambian", count),
        "rejected": ngettext("{n} rechazada", "{n} rechazadas", count),
    }
    return texts[name].format(n=count)


def _named(text: str, buddy: QWidget) -> QLabel:
    made = QLabel(text)
    made.setProperty("kind", "strong")
    made.setBuddy(buddy)
    return made


def _pane(title: str, inside: QWidget) -> QWidget:
    theme = Theme.of_application()
    pane = QWidget()
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(6))
    column.addWidget(label(title, "section"))
    box = frame("card")
    around = QVBoxLayout(box)
    around.setContentsMargins(*(theme.px(4),) * 4)
    around.addWidget(inside)
    column.addWidget(box, 1)
    return pane
