"""The menu of a grid's columns: what a person may do with one of them."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from pea_desktop.i18n import _
from pea_desktop.ui.kit.grid_columns import GridColumns
from pea_desktop.ui.kit.grid_model import GridModel


def column_menu(
    model: GridModel,
    columns: GridColumns,
    at: int,
    choose: Callable[[], object],
    parent: QWidget,
) -> QMenu:
    """Return the menu of one column; `choose` opens the list of all of them."""
    menu = QMenu(parent)
    order = columns.in_order()
    is_free = not columns.is_leading(at)
    texts = [one for one in order if not columns.is_leading(one)]

    def add(words: str, run: Callable[[], object], *, enabled: bool = True) -> None:
        action = menu.addAction(words)
        action.triggered.connect(lambda _checked: run())
        action.setEnabled(enabled)

    hidden = _("Ocultar columna «{name}»").format(name=model.columns[at].header)
    add(hidden, lambda: columns.show(at, False), enabled=is_free and len(texts) > 1)
    add(_("Mostrar columnas…"), choose)
    menu.addSeparator()
    add(_("Mover a la izquierda"), lambda: columns.move(at, -1), enabled=is_free and texts[0] != at)
    add(_("Mover a la derecha"), lambda: columns.move(at, 1), enabled=is_free and texts[-1] != at)
    menu.addSeparator()
    if columns.is_last_frozen(at):
        add(_("Dejar de inmovilizar"), lambda: columns.freeze(None))
    else:
        add(_("Inmovilizar hasta aquí"), lambda: columns.freeze(at))
    add(_("Ancho automático"), lambda: columns.set_own_width(at), enabled=is_free)
    add(_("Restablecer columnas"), columns.reset)
    return menu
