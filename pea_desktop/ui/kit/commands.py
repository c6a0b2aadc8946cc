"""Commands: what a person can do, from one table that feeds menu, shortcut and tooltip."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget
from typing_extensions import override

from pea_desktop.ui.kit import icons

_TOLD = "pea_told_keys"


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


class _Icon(QObject):
    """Draws the icon of an action again when its owner gets another look."""

    def __init__(self, action: QAction, owner: QWidget, name: str) -> None:
        super().__init__(action)
        self._action, self._name = action, name
        action.setIcon(icons.icon(name, "text2"))
        owner.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self._action.setIcon(icons.icon(self._name, "text2"))
        return False


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
            _Icon(action, owner, command.icon)
        if command.shortcut:
            action.setShortcuts([QKeySequence(keys) for keys in command.shortcut.split("; ")])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False, run=command.run: run())
        owner.addAction(action)
        made[command.key] = action
    return made


def tell(owner: QWidget, keys: Iterable[tuple[str, str]]) -> None:
    """Let the help list what a widget does itself with keys, as (what it does, keys)."""
    owner.setProperty(_TOLD, [f"{keys_}\t{text}" for text, keys_ in keys])


def listed(owner: QWidget, *, deep: bool = True) -> list[tuple[str, str]]:
    """Return what can be done by keys, as (what it does, keys as the person reads them).

    Args:
        owner: where the commands were installed.
        deep: also what is inside it.
    """
    found: dict[tuple[str, str], None] = {}
    inside = owner.findChildren(QWidget) if deep else []
    for widget in (owner, *inside):
        for action in widget.actions():
            keys = [sequence for sequence in action.shortcuts() if not sequence.isEmpty()]
            if keys and action.text():
                found[action.text().replace("&", ""), _written(keys)] = None
        for told in widget.property(_TOLD) or ():
            keys_, _tab, text = told.partition("\t")
            found[text, _written([QKeySequence(key) for key in keys_.split("; ")])] = None
    return list(found)


def _written(keys: Iterable[QKeySequence]) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return " · ".join(sequence.toString(native) for sequence in keys)


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
