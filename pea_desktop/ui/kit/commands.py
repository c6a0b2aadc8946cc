"""Commands: what a person can do, from one table that feeds menu, shortcut and tooltip."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from pea_desktop.ui.kit import icons


@dataclass(frozen=True)
class Command:
    """One thing a person can do.

    Attributes:
        key: name in code, one word or two: ``new_line``.
        text: what the menu says; ends with «…» when a window opens.
        run: what it does.
        shortcut: as Qt writes it, «Ctrl+Shift+R»; several are parted by «; ».
        icon: name in `resources/icons`.
        is_enabled: asked each time the menu opens.
    """

    key: str
    text: str
    run: Callable[[], object]
    shortcut: str = ""
    icon: str = ""
    is_enabled: Callable[[], bool] | None = None

    @property
    def tip(self) -> str:
        """The text with its shortcut, as a tooltip shows it."""
        if not self.shortcut:
            return self.text
        first = QKeySequence(self.shortcut.split("; ")[0])
        return f"{self.text} ({first.toString(QKeySequence.SequenceFormat.NativeText)})"


def install(owner: QWidget, commands: Iterable[Command]) -> dict[str, QAction]:
    """Give a widget its commands; shortcuts work while the focus is inside it.

    Returns:
        The actions by key, for menus and buttons.
    """
    made: dict[str, QAction] = {}
    for command in commands:
        action = QAction(command.text, owner)
        action.setToolTip(command.tip)
        if command.icon:
            action.setIcon(icons.icon(command.icon, "text2"))
        if command.shortcut:
            action.setShortcuts([QKeySequence(keys) for keys in command.shortcut.split("; ")])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False, run=command.run: run())
        owner.addAction(action)
        made[command.key] = action
    return made


def fill_menu(menu: QMenu, commands: Iterable[Command], actions: dict[str, QAction]) -> None:
    """Put the commands into a menu, asking what is possible each time it opens."""
    listed = tuple(commands)
    for command in listed:
        menu.addAction(actions[command.key])

    def refresh() -> None:
        for command in listed:
            if command.is_enabled is not None:
                actions[command.key].setEnabled(command.is_enabled())

    menu.aboutToShow.connect(refresh)
    refresh()
