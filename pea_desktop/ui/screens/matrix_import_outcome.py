"""The third pane of an import: the rows, those to re-align, and what is remarked."""

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from pea_desktop.areas.matrix import ImportPlan, Realignment, headings
from pea_desktop.core.findings import Severity
from pea_desktop.i18n import _
from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.paste_plan import PastePlan
from pea_desktop.ui.kit.paste_table import PastePainter, PasteTable
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label, set_kind
from pea_desktop.ui.screens.matrix_import_result import Problem, Result

_ROW: Final = Qt.ItemDataRole.UserRole
_ICONS: Final = {
    Severity.ERROR: ("circle-x", "err"),
    Severity.WARNING: ("triangle-alert", "err"),
    Severity.INFO: ("info", "info"),
}
_WIDE: Final = {"line": 250, "priority": 190, "indicator": 200, "formula": 200}
_EMPTY: Final = PastePlan((), (), has_header=True, added=())
_MOST_FIELDS: Final = 4


class Outcome(QWidget):
    """Shows what would happen to every row and cell, and why.

    Signals:
        realigned: numbers of the rows whose re-alignment a person accepts.
    """

    realigned = Signal(frozenset)

    def __init__(self) -> None:
        super().__init__()
        theme = Theme.of_application()
        self._result = Result(_EMPTY, ())
        self._at = -1
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(label(_("3 · Lo que pasaría"), "section"))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.table = self._make_table()
        self.tabs.addTab(self.table, _("Filas"))
        self.proposals = self._make_list(_("Filas para realinear"))
        self.proposals.itemChanged.connect(lambda _item: self._on_checked())
        self.tabs.addTab(self._make_proposals(), "")
        self.remarks = self._make_list(_("Avisos"))
        self.remarks.itemActivated.connect(self._go_to_remark)
        self.tabs.addTab(self.remarks, "")
        column.addWidget(self.tabs, 1)
        self._remark_box = frame("note")
        self._remark = label("", "notetext")
        inside = QVBoxLayout(self._remark_box)
        inside.setContentsMargins(*(theme.px(side) for side in (10, 6, 10, 6)))
        inside.addWidget(self._remark)
        column.addWidget(self._remark_box)
        self._remark_box.hide()
        self.tabs.currentChanged.connect(lambda _at: self._show_remark())

    @property
    def current_field(self) -> str | None:
        """The field of the column one is in."""
        at = self.table.currentIndex().column() - 1
        columns = self._result.table.columns
        return columns[at].key if 0 <= at < len(columns) else None

    def show_plan(self, plan: ImportPlan | None, result: Result | None) -> None:
        """Show what an import would do, nothing for None."""
        self._result, self._at = result or Result(_EMPTY, ()), -1
        self._model.show_plan(self._result.table)
        self.table.verticalHeader().setDefaultSectionSize(
            self._painter.row_height(self._result.table)
        )
        theme = Theme.of_application()
        self.table.setColumnWidth(0, theme.px(112))
        for at, one in enumerate(self._result.table.columns, start=1):
            self.table.setColumnWidth(at, theme.px(_WIDE.get(one.key or "", 116)))
        self._list_proposals(plan.realignments if plan else ())
        self._list_remarks()
        self._show_remark()

    def go_to_problem(self, step: int) -> None:
        """Go to the next thing that is worth a look, or to the one before."""
        worth = [one for one in self._result.problems if one.severity is not Severity.INFO]
        if not worth:
            self._say(None, _("No hay problemas en este libro."))
            return
        self._at = (self._at + step) % len(worth) if self._at >= 0 or step > 0 else len(worth) - 1
        self._go_to(worth[self._at])

    # Laying out

    def _make_table(self) -> QTableView:
        self._model = PasteTable(_EMPTY, _("Línea {number}"))
        table = QTableView()
        table.setModel(self._model)
        self._painter = PastePainter(table)
        table.setItemDelegate(self._painter)
        table.setAccessibleName(_("Filas de la importación"))
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.selectionModel().currentChanged.connect(lambda *_where: self._show_remark())
        return table

    def _make_list(self, name: str) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName(name)
        made.setWordWrap(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        return made

    def _make_proposals(self) -> QWidget:
        theme = Theme.of_application()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, theme.px(8), 0, 0)
        column.setSpacing(theme.px(6))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        hint = _("Marque las filas que sí estén recorridas; las demás se leen como vienen.")
        row.addWidget(label(hint, "secondary"), 1)
        self.accept_all = Button(_("Aceptar &todas"))
        self.accept_all.setAutoDefault(False)
        self.accept_all.clicked.connect(lambda: self._check_all(Qt.CheckState.Checked))
        self.accept_none = Button(_("&Ninguna"))
        self.accept_none.setAutoDefault(False)
        self.accept_none.clicked.connect(lambda: self._check_all(Qt.CheckState.Unchecked))
        row.addWidget(self.accept_all)
        row.addWidget(self.accept_none)
        column.addLayout(row)
        column.addWidget(self.proposals, 1)
        return page

    # Rows to re-align

    def _list_proposals(self, proposals: tuple[Realignment, ...]) -> None:
        current = max(self.proposals.currentRow(), 0)
        place = self.proposals.verticalScrollBar().value()
        self.proposals.blockSignals(True)
        self.proposals.clear()
        for one in proposals:
            item = QListWidgetItem(_proposal_text(one), self.proposals)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            checked = Qt.CheckState.Checked if one.accepted else Qt.CheckState.Unchecked
            item.setCheckState(checked)
            item.setData(_ROW, one.row)
        self.proposals.setCurrentRow(min(current, len(proposals) - 1))
        self.proposals.blockSignals(False)
        self.proposals.verticalScrollBar().setValue(place)
        self.tabs.setTabText(1, _("Realinear ({n})").format(n=len(proposals)))
        self.tabs.setTabEnabled(1, bool(proposals))

    def _check_all(self, state: Qt.CheckState) -> None:
        self.proposals.blockSignals(True)
        for at in range(self.proposals.count()):
            self.proposals.item(at).setCheckState(state)
        self.proposals.blockSignals(False)
        self._on_checked()

    def _on_checked(self) -> None:
        items = (self.proposals.item(at) for at in range(self.proposals.count()))
        accepted = (item for item in items if item.checkState() == Qt.CheckState.Checked)
        self.realigned.emit(frozenset(int(item.data(_ROW)) for item in accepted))

    # What is remarked

    def _list_remarks(self) -> None:
        self.remarks.clear()
        worth = 0
        for at, one in enumerate(self._result.problems):
            name, token = _ICONS[one.severity]
            item = QListWidgetItem(one.sentence, self.remarks)
            item.setIcon(icons.icon(name, token))
            item.setData(_ROW, at)
            worth += one.severity is not Severity.INFO
        self.tabs.setTabText(2, _("Avisos ({n})").format(n=worth))
        self.tabs.setTabEnabled(2, bool(self._result.problems))

    def _go_to_remark(self, item: QListWidgetItem) -> None:
        self._go_to(self._result.problems[int(item.data(_ROW))])

    def _go_to(self, problem: Problem) -> None:
        if problem.row < 0:
            self.tabs.setCurrentIndex(2)
            at = self._result.problems.index(problem)
            self.remarks.setCurrentRow(at)
            self.remarks.setFocus()
            return
        self.tabs.setCurrentIndex(0)
        index = self._model.index(problem.row, problem.column)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)
        self.table.setFocus()
        self._say(problem.severity, problem.sentence)

    def _show_remark(self) -> None:
        index: QModelIndex = self.table.currentIndex()
        found = None
        if self.tabs.currentIndex() == 0 and index.isValid():
            found = self._result.remark(index.row(), index.column())
        if found is None:
            self._say(None, "")
        else:
            self._say(found.severity, found.sentence)

    def _say(self, severity: Severity | None, sentence: str) -> None:
        is_plain = severity in (None, Severity.INFO)
        set_kind(self._remark_box, "info" if is_plain else "error")
        set_kind(self._remark, "infotext" if is_plain else "errorstrong")
        self._remark.setText(sentence)
        self._remark_box.setVisible(bool(sentence))


def _proposal_text(one: Realignment) -> str:
    """Return why a row is proposed and, for its first fields, what they say and would say."""
    changed = list(one.before)
    lines = [
        _("Aceptada. {reason}").format(reason=one.reason) if one.accepted else one.reason,
        *(
            _("{field}: {before} → {after}").format(
                field=headings.title(key),
                before=_short(one.before[key]),
                after=_short(one.after[key]),
            )
            for key in changed[:_MOST_FIELDS]
        ),
    ]
    left = len(changed) - _MOST_FIELDS
    if left > 0:
        lines.append(_("… y {n} columnas más").format(n=left))
    if one.left_out:
        lines.append(_("Queda sin columna: «{text}»").format(text=_short(one.left_out)))
    return "\n".join(lines)


def _short(text: str) -> str:
    text = " ".join(text.split()) or _("(vacía)")
    return text if len(text) <= 46 else text[:45].rstrip() + "…"
