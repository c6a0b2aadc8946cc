"""Where Tab goes: through what is seen, in the order it is read.

Qt goes in the order widgets were made, which is another one as soon as rows come and go.
"""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QWidget,
)

# What is inside them they handle themselves.
_WHOLE: Final = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit)


def reading_order(root: QWidget) -> list[QWidget]:
    """Return what can take the keyboard under a widget: as laid out, from the top left."""
    seen: set[QWidget] = {root}
    return [stop for part in _parts(root) for stop in _stops(part, seen)]


def step(root: QWidget, current: QWidget | None, *, forward: bool) -> bool:
    """Give the keyboard to the next or previous stop; False when `current` is none of them."""
    stops = reading_order(root)
    if current not in stops:
        return False
    found = stops[(stops.index(current) + (1 if forward else -1)) % len(stops)]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    found.setFocus(reason)
    above = found.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(found)
        above = above.parentWidget()
    return True


def _stops(widget: QWidget, seen: set[QWidget]) -> Iterator[QWidget]:
    if widget in seen or widget.isWindow() or not widget.isVisible():
        return
    seen.add(widget)
    takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    if takes_tab and widget.isEnabled() and widget.focusProxy() is None:
        yield widget
    if isinstance(widget, _WHOLE):
        return
    for part in _parts(widget):
        yield from _stops(part, seen)


def _parts(widget: QWidget) -> Iterator[QWidget]:
    inside: list[QWidget | None] = []
    if isinstance(widget, QScrollArea):
        inside = [widget.widget()]
    elif isinstance(widget, QSplitter):
        inside = [widget.widget(at) for at in range(widget.count())]
    yield from (part for part in inside if part is not None)
    layout = widget.layout()
    if layout is not None:
        yield from _laid_out(layout)
    # A panel that lies over the rest is in no layout.
    yield from (child for child in widget.children() if isinstance(child, QWidget))


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda at: tuple(layout.getItemPosition(at))[:2])  # type: ignore[arg-type]
    for at in places:
        item = layout.itemAt(at)
        inner, widget = (item.layout(), item.widget()) if item is not None else (None, None)
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)
