"""Política: the elements of the policy at the left, the ficha of the chosen one at the right."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.areas import catalog
from pea_desktop.areas.catalog import LevelCode, PolicyItem
from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold
from pea_desktop.core.workspace import Changes, Workspace
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import commands
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.grid_text import Wrapper
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, EmptyState, Header, SearchBox
from pea_desktop.ui.screens.coverage_work import take_up
from pea_desktop.ui.screens.policy_sheet import PolicySheet

_ID = int(Qt.ItemDataRole.UserRole)
_LEVEL = _ID + 1
_NUMBER = _ID + 2
_SPINE = _ID + 3
_TABLES = frozenset(
    {
        "policy",
        "policy_item",
        "level",
        "text_variant",
        "principle",
        "item_principle",
        "action_sheet",
        "suggested_action",
        "sheet_institution",
        "good_practice_reference",
    }
)
_POLICY, _NO_POLICY, _NOTHING_FOUND = range(3)


class CatalogScreen(QWidget):
    """Reads the policy; a línea can be made of an acción sugerida of its fichas.

    Signals:
        status_changed: the search or the choice changed what the status bar says.
        place_wanted: a screen's key, a línea and a field the person wants to see.
    """

    status_changed = Signal()
    place_wanted = Signal(str, str, str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.title = _("Política")
        self._workspace = workspace
        self._haystack: dict[str, str] = {}
        self._lay_out()
        self.refresh()

    def refresh(self, changes: Changes | None = None) -> None:
        """Show the policy as it is in the file now."""
        if changes is not None and not any(table in _TABLES for table, _row in changes.rows):
            return
        self._haystack = {}
        chosen = self.chosen_id()
        try:
            policy = catalog.current(self._workspace.session)
        except PeaError:
            self._stack.setCurrentIndex(_NO_POLICY)
            self.header.set_subtitle("")
            return
        self._stack.setCurrentIndex(_POLICY)
        self.header.set_subtitle(policy.name)
        self._fill_tree()
        self._filter(self._search.text())
        first = self._tree.topLevelItem(0)
        if not (chosen and self.choose(chosen)) and first is not None:
            self._tree.setCurrentItem(first)

    def status_text(self) -> str:
        """Return what the policy has, or how much of it the search found."""
        levels = [item.data(0, _LEVEL) for item in self._shown()]
        axes = levels.count(LevelCode.AXIS)
        priorities = levels.count(LevelCode.PRIORITY)
        parts = (
            ngettext("{n} eje", "{n} ejes", axes).format(n=axes),
            ngettext("{n} prioridad", "{n} prioridades", priorities).format(n=priorities),
        )
        return " · ".join(parts)

    def chosen_id(self) -> str | None:
        """Return the id of the element whose ficha is shown."""
        item = self._tree.currentItem()
        return item.data(0, _ID) if item is not None else None

    def document_wanted(self) -> tuple[str, dict[str, str]]:
        """Return the document thought of first here, and its subjects."""
        item = self._tree.currentItem()
        if item is None or item.data(0, _LEVEL) != LevelCode.PRIORITY:
            return "catalog", {}
        return "priority", {"prioridad": item.data(0, _ID)}

    def show_pdf(self) -> None:
        """Show the ficha técnica of the chosen prioridad, or else the whole catalogue."""
        from pea_desktop.ui.documents_menu import show_document

        key, subjects = self.document_wanted()
        show_document(self._workspace, self, key, subjects.get("prioridad", ""))

    def choose(self, item_id: str) -> bool:
        """Show the ficha of an element; False if the policy has no such element."""
        for item in self._every():
            if item.data(0, _ID) == item_id:
                self._tree.setCurrentItem(item)
                return True
        return False

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        self.header = Header(self.title)
        self._search = SearchBox(_("Buscar en la política (Ctrl+F)"), _("Buscar en la política"))
        self._search.textChanged.connect(self._filter)
        self._search.left.connect(self._go_to_found)
        self.header.tools.addWidget(self._search)
        actions = commands.install(
            self,
            [
                Command("find", _("Buscar en la política"), self._search.setFocus, "Ctrl+F"),
                Command("pdf", _("Ver PDF de la ficha o del catálogo"), self.show_pdf, "Ctrl+P"),
            ],
        )
        self.menu_actions = [actions["pdf"]]
        self._tree = QTreeWidget()
        self._tree.setHeaderHidden(True)
        self._tree.setAccessibleName(_("Ejes y prioridades"))
        self._tree.setItemDelegate(_ElementDelegate(self._tree))
        self._tree.setIndentation(theme.px(16))
        self._tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tree.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self._tree.currentItemChanged.connect(self._on_chosen)
        self._sheet = QScrollArea(widgetResizable=True)
        self._sheet.setAccessibleName(_("Ficha"))
        self.setFocusProxy(self._tree)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self._tree)
        split.addWidget(self._sheet)
        for part, share in ((0, 3), (1, 5)):
            split.setStretchFactor(part, share)
        split.setSizes([300, 500])
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self._stack.addWidget(
            EmptyState(
                "library",
                _("Este expediente no tiene política"),
                _(
                    "La política es el árbol de ejes y prioridades del que cuelga la matriz. "
                    "Llega con el expediente: cree otro eligiendo la de su estado, o reciba "
                    "un paquete que la traiga."
                ),
            )
        )
        self._stack.addWidget(self._make_nothing_found())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)

    def _make_nothing_found(self) -> EmptyState:
        nothing = EmptyState(
            "search",
            _("Nada coincide con la búsqueda"),
            _("Se buscó en los ejes, las prioridades y sus fichas. Pruebe con otras palabras."),
        )
        clear = Button(_("Quitar la búsqueda"), "x")
        clear.clicked.connect(self._search.clear)
        nothing.buttons.addWidget(clear)
        return nothing

    def _fill_tree(self) -> None:
        self._tree.blockSignals(True)
        self._tree.clear()
        made: dict[str, QTreeWidgetItem] = {}
        for element in catalog.items(self._workspace.session):
            above = made.get(element.parent_id or "")
            item = QTreeWidgetItem()
            spine = above.data(0, _SPINE) if above is not None else f"e{element.number}"
            for role, value in (
                (_ID, element.id),
                (_LEVEL, str(element.level)),
                (_NUMBER, element.number or ""),
                (_SPINE, spine),
                (int(Qt.ItemDataRole.DisplayRole), element.text),
                (int(Qt.ItemDataRole.ToolTipRole), element.text),
                (int(Qt.ItemDataRole.AccessibleTextRole), _spoken(element)),
            ):
                item.setData(0, role, value)
            if above is not None:
                above.addChild(item)
            else:
                self._tree.addTopLevelItem(item)
            made[element.id] = item
        self._tree.expandAll()
        self._tree.blockSignals(False)

    def _filter(self, text: str) -> None:
        words = fold(text).split()
        if words and not self._haystack:
            self._haystack = _searchable(catalog.show(self._workspace.session))
        for item in _children(self._tree.invisibleRootItem()):
            self._hide_unless_found(item, words)
        if self._stack.currentIndex() != _NO_POLICY:
            is_lost = bool(words) and next(self._shown(), None) is None
            self._stack.setCurrentIndex(_NOTHING_FOUND if is_lost else _POLICY)
        self.status_changed.emit()

    def _hide_unless_found(self, item: QTreeWidgetItem, words: list[str]) -> bool:
        """Hide an element that neither has the words nor has one below that does."""
        text = self._haystack.get(item.data(0, _ID), "")
        below = [self._hide_unless_found(child, words) for child in _children(item)]
        is_found = all(word in text for word in words) or any(below)
        item.setHidden(not is_found)
        return is_found

    def _go_to_found(self) -> None:
        """Show the first prioridad found, ready to go on with the arrows."""
        levels = (LevelCode.PRIORITY, LevelCode.AXIS)
        current = self._tree.currentItem()
        found = [item for item in self._shown() if item.data(0, _LEVEL) in levels]
        if found and (current is None or current.isHidden()):
            found.sort(key=lambda item: levels.index(item.data(0, _LEVEL)))
            self._tree.setCurrentItem(found[0])
        self._tree.setFocus()

    def _on_chosen(self, item: QTreeWidgetItem | None) -> None:
        element = None
        if item is not None:
            element = self._workspace.session.get(PolicyItem, item.data(0, _ID))
        if element is None:
            return
        sheet = PolicySheet(self._workspace, element)
        sheet.line_wanted.connect(self._make_line)
        sheet.line_opened.connect(lambda line_id: self.place_wanted.emit("matrix", line_id, "line"))
        former = self._sheet.takeWidget()
        if former is not None:
            # Not at once: it may be its own button that was pressed.
            former.deleteLater()
        self._sheet.setWidget(sheet)
        self._sheet.verticalScrollBar().setValue(0)

    def _make_line(self, action_id: str) -> None:
        """Make a línea of an acción sugerida, and stay where the person reads."""
        scroll = self._sheet.verticalScrollBar()
        place = scroll.value()
        if not take_up(self._workspace, self, action_id):
            return
        self._on_chosen(self._tree.currentItem())
        sheet = self._sheet.widget()
        button = sheet.button_of(action_id) if isinstance(sheet, PolicySheet) else None
        if button is not None:
            button.setFocus()
        # Only after it is laid out is there anything to scroll.
        QTimer.singleShot(0, self, lambda: scroll.setValue(place))

    def _every(self) -> Iterator[QTreeWidgetItem]:
        walk = QTreeWidgetItemIterator(self._tree)
        while (item := walk.value()) is not None:
            yield item
            walk += 1

    def _shown(self) -> Iterator[QTreeWidgetItem]:
        return (item for item in self._every() if not item.isHidden())


def _children(item: QTreeWidgetItem | None) -> list[QTreeWidgetItem]:
    count = item.childCount() if item is not None else 0
    below = [item.child(at) for at in range(count)] if item is not None else []
    return [child for child in below if child is not None]


class _ElementDelegate(QStyledItemDelegate):
    """Draws an element: its number in a badge of its eje's colour, its text in two lines."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree
        self._wrappers: dict[tuple[Theme, int], Wrapper] = {}

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        theme = Theme.of_application()
        width = self._tree.viewport().width() - self._depth(index) * self._tree.indentation()
        text = self._text_area(QRect(0, 0, width, 0), index)
        lines = len(self._lines(index, text.width()))
        return QSize(width, max(theme.px(36), lines * theme.line_height() + theme.px(14)))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = Theme.of_application()
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if is_chosen:
            painter.fillRect(area, theme.color("accent2"))
        elif index.data(_LEVEL) == LevelCode.AXIS:
            painter.fillRect(area, theme.color("group"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("accent"))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        ink = _spine_color(theme, index.data(_SPINE))
        if _badge(index):
            self._paint_badge(painter, area, ink, index)
        text = self._text_area(area, index)
        painter.setPen(theme.color("text2" if index.data(_LEVEL) == LevelCode.TOPIC else "text"))
        painter.setFont(theme.font(13, _weight(index)))
        height = theme.line_height()
        lines = self._lines(index, text.width())
        top = area.top() + (area.height() - len(lines) * height) // 2
        for number, line in enumerate(lines):
            painter.drawText(
                QRect(text.left(), top + number * height, text.width(), height),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                line,
            )
        painter.restore()

    def _paint_badge(
        self,
        painter: QPainter,
        area: QRect,
        ink: QColor,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = Theme.of_application()
        badge = QRect(area.left() + theme.px(4), 0, theme.px(38), theme.px(22))
        badge.moveTop(area.top() + (area.height() - badge.height()) // 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(ink)
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(badge, theme.px(4), theme.px(4))
        painter.setFont(theme.font(12, 600))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, _badge(index))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _text_area(self, area: QRect, index: QModelIndex | QPersistentModelIndex) -> QRect:
        theme = Theme.of_application()
        left = theme.px(50) if _badge(index) else theme.px(6)
        return area.adjusted(left, 0, -theme.px(10), 0)

    def _lines(self, index: QModelIndex | QPersistentModelIndex, width: int) -> tuple[str, ...]:
        theme, weight = Theme.of_application(), _weight(index)
        wrapper = self._wrappers.get((theme, weight))
        if wrapper is None:
            wrapper = self._wrappers[theme, weight] = Wrapper(theme.font(13, weight))
        return wrapper.wrap(index.data(), max(width, theme.px(80)), 2).lines

    def _depth(self, index: QModelIndex | QPersistentModelIndex) -> int:
        depth = 1
        above = index.parent()
        while above.isValid():
            depth += 1
            above = above.parent()
        return depth


def _badge(index: QModelIndex | QPersistentModelIndex) -> str:
    """Return what the badge says: «Eje 2», «P12», or nothing for an element without number."""
    number = index.data(_NUMBER)
    if not number:
        return ""
    letter = {LevelCode.AXIS: "E", LevelCode.PRIORITY: "P"}.get(index.data(_LEVEL), "")
    return f"{letter}{number}"


def _weight(index: QModelIndex | QPersistentModelIndex) -> int:
    return 600 if index.data(_LEVEL) == LevelCode.AXIS else 400


def _spine_color(theme: Theme, spine: str) -> QColor:
    return theme.color(spine if spine in ("e1", "e2", "e4") else "accent")


def _spoken(element: PolicyItem) -> str:
    """Return how a screen reader says an element."""
    names = {
        LevelCode.AXIS: _("Eje {number}: {text}"),
        LevelCode.TOPIC: _("Tema: {text}"),
        LevelCode.PRIORITY: _("Prioridad {number}: {text}"),
    }
    sentence = names.get(element.level, "{number} {text}")
    return sentence.format(number=element.number or "", text=element.text)


def _searchable(policy: dict[str, Any]) -> dict[str, str]:
    """Return element id → everything it says, folded: its text and the texts of its ficha."""
    found: dict[str, list[str]] = {}
    by_number: dict[str, str] = {}
    for item in policy["items"]:
        found[item["id"]] = [item["number"] or "", item["text"]]
        if item["level"] == LevelCode.PRIORITY:
            by_number[item["number"]] = item["id"]
    for sheet in policy["sheets"]:
        texts = found.get(by_number.get(sheet["priority"], ""), [])
        for key in ("principles", "leaders", "entities"):
            texts.extend(sheet[key])
        texts.extend(row["text"] for key in ("actions", "variants") for row in sheet[key])
        texts.append(sheet["good_practice"] or "")
    return {item_id: fold(" ".join(texts)) for item_id, texts in found.items()}
