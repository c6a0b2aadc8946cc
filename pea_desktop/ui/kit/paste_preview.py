"""What a paste would do, shown before it is done; a person may send columns elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, QStringListModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from pea_desktop.core.tabular import Block
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.grid_data import GridColumn
from pea_desktop.ui.kit.paste_mapping import MappingHeader
from pea_desktop.ui.kit.paste_plan import Fate, PastePlan, plan_paste
from pea_desktop.ui.kit.paste_table import PastePainter, PasteTable
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, label

if TYPE_CHECKING:
    from pea_desktop.ui.kit.grid_view import GridView

_LISTED: Final = 200
_MEASURED: Final = 50

Replan = Callable[[Sequence[str | None] | None, bool | None], PastePlan]
"""Gives the plan for a mapping and for whether the first row is headings; None: as found."""


def paste(
    view: "GridView",
    block: Block,
    row_id: str,
    column: int,
    row_name: str = N_("Fila {number}"),
) -> bool:
    """Show what pasting a block into a grid would do, and do it when accepted, as one edit.

    What was cut to be moved here is emptied in the same edit.

    Args:
        view: the grid; connect its `paste_wanted` here.
        block: what to paste.
        row_id: row where it begins; unknown means after the last.
        column: column where it begins, as the model counts.
        row_name: what a row is called: «Línea {number}».

    Returns:
        Whether it was pasted.
    """
    model = view.grid
    entries = (view.places.row(line) for line in view.places.lines())
    rows = [row for row in entries if row is not None]
    order = [model.columns[at].key for at in view.places.columns()]

    def plan(mapping: Sequence[str | None] | None, has_header: bool | None) -> PastePlan:
        return plan_paste(
            model.columns,
            rows,
            row_id,
            model.columns[column].key,
            block,
            mapping,
            order=order,
            has_header=has_header,
            can_add=model.can_add_rows,
        )

    shown = PastePreview(model.columns, plan, row_name, view.window())
    if not dialogs.show(shown):
        return False
    return _apply(view, shown.plan)


def _apply(view: "GridView", plan: PastePlan) -> bool:
    refusals: list[str] = []
    model = view.grid
    taken = {(cell.row_id, cell.key) for cell in plan.cells}
    kept = {
        (row.row_id, cell.key) for row in plan.rows for cell in row.cells if cell.key is not None
    }
    moved = [one for one in view.edits.cut_cells() if (one.row_id, one.key) not in taken | kept]
    connection = model.rejected.connect(refusals.append)
    done = model.write_block([*moved, *plan.cells], plan.added, plan.label)
    model.rejected.disconnect(connection)
    if done:
        view.edits.end_cut()
    elif refusals:
        view.say(refusals[-1])
    return done


@dataclass(frozen=True)
class _Count:
    """One of the chips over the table."""

    chip: Chip
    icon: str
    kind: str

    def show(self, count: int, text: str) -> None:
        self.chip.show_state(text, self.icon, self.kind)
        self.chip.setVisible(count > 0)


class PastePreview(QDialog):
    """Shows what happens to every cell; «Pegar 38 celdas» accepts the plan shown.

    Args:
        columns: those of the grid.
        replan: gives the plan for what the person chose.
        row_name: what a row of the grid is called: «Línea {number}».
        parent: window it belongs to.

    Attributes:
        plan: what would be done.
    """

    def __init__(
        self,
        columns: Sequence[GridColumn],
        replan: Replan,
        row_name: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self._replan = replan
        self.plan = replan(None, None)
        self._row_name = row_name
        theme = Theme.of_application()
        self.setWindowTitle(_("Vista previa de lo que se pega"))
        room = self.screen().availableSize() - QSize(theme.px(40), theme.px(60))
        self.setMinimumSize(QSize(theme.px(560), theme.px(380)).boundedTo(room))
        self.resize(QSize(theme.px(1080), theme.px(620)).boundedTo(room))
        self._lay_out(columns)
        self._show()
        # Enter accepts what is shown.
        self.accept_button.setFocus()

    # Laying out

    def _lay_out(self, columns: Sequence[GridColumn]) -> None:
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 16)))
        column.setSpacing(theme.px(10))
        column.addLayout(self._make_top())
        self.notes = label("", "secondary")
        column.addWidget(self.notes)
        self.table = self._make_table(columns)
        self.table.setMinimumHeight(int(self.height() * 0.35))
        column.addWidget(self.table, 1)
        self._rejected_title = label("", "errorstrong")
        column.addWidget(self._rejected_title)
        self.rejected_list = QListView()
        self._sentences = QStringListModel(self)
        self.rejected_list.setModel(self._sentences)
        self.rejected_list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.rejected_list.setAccessibleName(_("Celdas que no se pegan"))
        self.rejected_list.setMaximumHeight(min(theme.px(104), self.height() // 7))
        self.rejected_list.setWordWrap(True)
        self.rejected_list.selectionModel().currentChanged.connect(
            lambda current, _before: self._go_to_rejected(current.row())
        )
        column.addWidget(self.rejected_list)
        column.addLayout(self._make_buttons())

    def _make_top(self) -> QHBoxLayout:
        theme = Theme.of_application()
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self._counts = {
            name: _Count(Chip("", icon, kind), icon, kind)
            for name, icon, kind in (
                ("changed", "pencil", "info"),
                ("new", "plus", "ok"),
                ("rejected", "circle-x", "err"),
            )
        }
        for count in self._counts.values():
            row.addWidget(count.chip)
        self._same = label("", "secondary")
        self._same.setWordWrap(False)
        row.addWidget(self._same)
        row.addStretch(1)
        self.has_header = Button(_("Con &encabezados"), "minus")
        self.has_header.setCheckable(True)
        self.has_header.setToolTip(_("La primera fila copiada son los encabezados"))
        self.has_header.setAutoDefault(False)
        self.has_header.clicked.connect(lambda on: self._use(self._replan(None, on)))
        row.addWidget(self.has_header)
        return row

    def _make_table(self, columns: Sequence[GridColumn]) -> QTableView:
        self._model = PasteTable(self.plan, self._row_name)
        table = QTableView()
        table.setAccessibleName(_("Lo que se pega"))
        self.mapping = MappingHeader(columns, table)
        self.mapping.remapped.connect(
            lambda: self._use(self._replan(self.mapping.mapping, self.plan.has_header))
        )
        table.setHorizontalHeader(self.mapping)
        table.setModel(self._model)
        # Now, so that the keyboard comes to the choices with the table, not after the buttons.
        self.mapping.show_plan(self.plan)
        self._painter = PastePainter(table)
        table.setItemDelegate(self._painter)
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._share_room(table)
        return table

    def _share_room(self, table: QTableView) -> None:
        """Give the columns with long texts more of the room than those with short ones."""
        theme = Theme.of_application()
        table.setColumnWidth(0, theme.px(108))
        lengths = [
            min(max([len(row.cells[at].text) for row in self.plan.rows[:_MEASURED]] or [0]), 60)
            for at in range(len(self.plan.columns))
        ]
        least = theme.px(132)
        wanted = [theme.px(4 * length) for length in lengths]
        spare = self.width() - theme.px(108 + 2 * 20 + 16) - least * len(lengths)
        part = max(spare, 0) / (sum(wanted) or 1)
        for at, more in enumerate(wanted):
            # Where there is no room for all, they are still wide enough to read, and it scrolls.
            table.setColumnWidth(at + 1, least + int(more * (min(part, 1.5) if part > 0 else 0.3)))
        table.horizontalHeader().setStretchLastSection(True)

    def _make_buttons(self) -> QHBoxLayout:
        theme = Theme.of_application()
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self._hint = label(_("Es un solo cambio: se deshace con Ctrl+Z."), "secondary")
        self._hint.setWordWrap(False)
        row.addWidget(self._hint)
        row.addStretch(1)
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self.reject)
        self.accept_button = Button("", kind="primary")
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.accept)
        row.addWidget(cancel)
        row.addWidget(self.accept_button)
        return row

    # Showing

    def _use(self, plan: PastePlan) -> None:
        self.plan = plan
        self._model.show_plan(plan)
        self._show()

    def _show(self) -> None:
        plan = self.plan
        self.mapping.show_plan(plan)
        self.table.verticalHeader().setDefaultSectionSize(self._painter.row_height(plan))
        changed, rejected = plan.count(Fate.CHANGED), plan.count(Fate.REJECTED)
        new = len(plan.added)
        for name, count, text in (
            ("changed", changed, ngettext("{n} celda cambia", "{n} celdas cambian", changed)),
            ("new", new, ngettext("{n} fila nueva", "{n} filas nuevas", new)),
            ("rejected", rejected, ngettext("{n} rechazada", "{n} rechazadas", rejected)),
        ):
            self._counts[name].show(count, text.format(n=count))
        same = plan.same_count
        text = ngettext("{n} queda igual", "{n} quedan iguales", same).format(n=same)
        self._same.setText(text if same else "")
        self.has_header.setChecked(plan.has_header)
        self.has_header.set_icon("check" if plan.has_header else "minus")
        self.notes.setText(" ".join(column.note for column in plan.columns if column.note))
        self.notes.setVisible(bool(self.notes.text()))
        self._show_rejected()
        has_work = bool(plan.cells or plan.added)
        self.accept_button.setEnabled(has_work)
        self.accept_button.set_text(plan.label if has_work else _("Nada que pegar"))
        self.accept_button.setAccessibleName(self.accept_button.text())
        self.accept_button.setAccessibleDescription(plan.summary)

    def _show_rejected(self) -> None:
        rejected = self.plan.rejected
        headers = {column.key: column.header for column in self.mapping.targets}
        sentences = [
            _("{row} · {column}: {reason}").format(
                row=self._model.name_of(row),
                column=headers.get(cell.key or "", ""),
                reason=cell.reason,
            )
            for row, cell in rejected[:_LISTED]
        ]
        if len(rejected) > _LISTED:
            sentences.append(_("Y {n} más.").format(n=len(rejected) - _LISTED))
        self._sentences.setStringList(sentences)
        count = len(rejected)
        self._rejected_title.setText(
            ngettext(
                "{n} celda no se pega y queda como estaba:",
                "{n} celdas no se pegan y quedan como estaban:",
                count,
            ).format(n=count)
        )
        for part in (self._rejected_title, self.rejected_list):
            part.setVisible(bool(rejected))

    def _go_to_rejected(self, at: int) -> None:
        if not 0 <= at < len(self.plan.rejected):
            return
        row, cell = self.plan.rejected[at]
        line = next(place for place, one in enumerate(self.plan.rows) if one is row)
        column = next(place for place, one in enumerate(row.cells) if one is cell)
        self.table.scrollTo(self._model.index(line, column + 1))
        self.table.setCurrentIndex(self._model.index(line, column + 1))
