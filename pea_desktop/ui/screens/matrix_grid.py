"""What the person does to rows in the grid: the grid asks, the work is done, the place is kept."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from pea_desktop.areas.matrix import LineRow
from pea_desktop.core.tabular import Block
from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit import paste_preview
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.grid_view import GridView
from pea_desktop.ui.screens.matrix_rows import Grouping
from pea_desktop.ui.screens.matrix_work import RowWork

ROW_NAME = N_("Línea {number}")


class GridRows(QObject):
    """Connects a grid to the work on its rows.

    Args:
        grid: what asks.
        work: what is done.
        rows: returns the líneas shown, in their order.
        grouping: returns under what they are shown.
        say: shows a sentence in the status bar.
    """

    def __init__(
        self,
        grid: GridView,
        work: RowWork,
        rows: Callable[[], Sequence[LineRow]],
        grouping: Callable[[], Grouping],
        say: Callable[[str], None],
    ) -> None:
        super().__init__(grid)
        self._grid = grid
        self._work = work
        self._rows = rows
        self._grouping = grouping
        self._say = say
        grid.insert_wanted.connect(self.insert)
        grid.duplicate_wanted.connect(lambda ids: self.keep_at(work.duplicate(ids), 1))
        grid.delete_wanted.connect(self.delete)
        grid.move_wanted.connect(lambda ids, step: self._after(work.move(ids, step), ids))
        grid.regroup_wanted.connect(lambda ids, step: self._after(work.regroup(ids, step), ids))
        grid.drop_wanted.connect(self._on_dropped)
        grid.paste_wanted.connect(self.paste)
        grid.add_commands(
            (
                Command(
                    "priority",
                    _("Cambiar de prioridad…"),
                    self._choose,
                    "Ctrl+Shift+M",
                    is_enabled=lambda: bool(grid.chosen_ids()),
                ),
            )
        )

    def insert(self, row_id: str, above: bool) -> None:
        """Add a línea beside another one and begin to type it."""
        self.type_in(self._work.insert(row_id, above=above) if row_id else "")

    def delete(self, ids: Sequence[str]) -> None:
        """Delete líneas at once, saying how to bring them back."""
        if ids:
            after = self._work.delete(ids)
            self._grid.go_to(after)
            self._grid.setFocus()
            if after not in ids:
                self._say(_("Se eliminó; Ctrl+Z lo trae de vuelta."))

    def paste(self, block: Block, row_id: str, column: int) -> None:
        """Show what a paste would do, and do it when accepted."""
        if paste_preview.paste(self._grid, block, row_id, column, ROW_NAME):
            self._grid.setFocus()

    def type_in(self, line_id: str) -> None:
        """Begin to type the text of a línea."""
        if line_id:
            self.keep_at(line_id, 1)
            self._grid.edit(self._grid.currentIndex())

    def keep_at(self, line_id: str, column: int) -> None:
        """Go to a línea, where there is one."""
        if line_id:
            self._grid.go_to(line_id, column)
            self._grid.setFocus()

    def _choose(self) -> None:
        chosen = self._grid.chosen_ids()
        self._after(self._work.choose_priority(chosen), chosen)

    def _after(self, done: bool, ids: Sequence[str]) -> None:
        if done and len(ids) > 1:
            # So that the next key moves all of them again.
            self._grid.choose_rows(ids)
            self._grid.setFocus()
        elif done and ids:
            self.keep_at(ids[0], max(self._grid.currentIndex().column(), 1))

    def _on_dropped(self, ids: Sequence[str], after_id: str, group_key: str) -> None:
        known = {row.id: row for row in self._rows()}
        beside = known.get(after_id) or known.get(ids[0])
        priority = beside.priority.id if beside and beside.priority else None
        if not after_id and self._grouping() is Grouping.PRIORITY and "/" in group_key:
            priority = group_key.rpartition("/")[2].strip("-") or None
        self._after(self._work.move_beside(ids, after_id, priority), ids)
