"""The menu «Vista»: row height, layout, columns, and the views kept under a name."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from pea_desktop.areas import matrix
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.grid_data import GridLayout, RowMode
from pea_desktop.ui.kit.grid_view import GridView

_MODES: Final = (
    (RowMode.COMPACT, N_("Compacta: un renglón")),
    (RowMode.READING, N_("Lectura: hasta tres renglones")),
    (RowMode.FULL, N_("Completa: todo el texto")),
)


class ViewMenu:
    """Makes the menu each time it opens.

    Args:
        workspace: where views are kept.
        grid: what is shown.
        parent: over what questions are asked.
        describe: returns the filter and grouping of now, to keep them.
        apply: shows a kept filter and grouping.
    """

    def __init__(
        self,
        workspace: Workspace,
        grid: GridView,
        parent: QWidget,
        describe: Callable[[], dict[str, Any]],
        apply: Callable[[Mapping[str, Any]], None],
    ) -> None:
        self._workspace = workspace
        self._grid = grid
        self._parent = parent
        self._describe = describe
        self._apply = apply

    def menu(self) -> QMenu:
        """Return the menu as things are now."""
        made = QMenu(self._parent)
        merged = _entry(made, _("Como en la minuta"), self._toggle_layout)
        merged.setCheckable(True)
        merged.setChecked(self._grid.grid_layout is GridLayout.MERGED)
        made.addSeparator()
        heights = made.addMenu(_("Altura de filas"))
        group = QActionGroup(heights)
        for mode, text in _MODES:
            entry = _entry(heights, _(text), partial(self._grid.set_row_mode, mode))
            entry.setCheckable(True)
            entry.setChecked(self._grid.row_mode is mode)
            group.addAction(entry)
        _entry(made, _("Columnas…"), self._grid.choose_columns)
        made.addSeparator()
        self._add_views(made)
        return made

    def save(self) -> None:
        """Ask for a name and keep what is shown under it."""
        name = dialogs.ask_text(
            self._parent,
            _("Guardar vista"),
            _("Se guardan los filtros, la agrupación y las columnas. ¿Con qué nombre?"),
        )
        if name is None:
            return
        definition = {**self._describe(), "grid": self._grid.column_state()}
        try:
            with self._workspace.edit(_("Guardar la vista «{name}»").format(name=name)) as session:
                matrix.save_view(session, name, definition)
        except PeaError as error:
            dialogs.show_error(error, self._parent)

    def show(self, view_id: str) -> None:
        """Show a kept view."""
        definition = matrix.view_definition(self._workspace.session, view_id)
        grid = definition.get("grid")
        if isinstance(grid, dict):
            self._grid.set_column_state(grid)
        self._apply(definition)

    def _add_views(self, menu: QMenu) -> None:
        views = matrix.saved_views(self._workspace.session)
        for view_id, name in views:
            # A name is no text of a menu: «&» would underline a letter.
            _entry(menu, name.replace("&", "&&"), partial(self.show, view_id))
        if not views:
            menu.addAction(_("Sin vistas guardadas")).setEnabled(False)
        menu.addSeparator()
        _entry(menu, _("Guardar vista…"), self.save)
        if views:
            remove = menu.addMenu(_("Eliminar vista"))
            for view_id, name in views:
                _entry(
                    remove,
                    name.replace("&", "&&"),
                    partial(self._delete, view_id, name),
                )
        _entry(menu, _("Vista inicial"), self._show_first)

    def _show_first(self) -> None:
        self._grid.set_column_state({})
        self._apply({})

    def _delete(self, view_id: str, name: str) -> None:
        try:
            with self._workspace.edit(_("Eliminar la vista «{name}»").format(name=name)) as session:
                matrix.delete_view(session, view_id)
        except PeaError as error:
            dialogs.show_error(error, self._parent)

    def _toggle_layout(self) -> None:
        is_merged = self._grid.grid_layout is GridLayout.MERGED
        self._grid.set_layout(GridLayout.GROUPED if is_merged else GridLayout.MERGED)


def _entry(menu: QMenu, text: str, run: Callable[[], object]) -> QAction:
    made = menu.addAction(text)
    made.triggered.connect(lambda _checked=False: run())
    return made
