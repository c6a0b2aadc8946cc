"""What a person set and where they were on a screen, kept while it is made anew in another size.

Known by what it is, not by which screen it is on: the filters, words and ways of showing in the
bands over a screen, and the current place in each of its tables. Fields of forms are no part of it:
what they show is in the file.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint
from PySide6.QtWidgets import QAbstractItemView, QListView, QTreeView, QWidget

from pea_desktop.ui.kit.grid_sheet import GridSheet
from pea_desktop.ui.kit.report_view import ReportView
from pea_desktop.ui.kit.segments import Segments
from pea_desktop.ui.kit.widgets import Bar, Choice, FilterButton, Header, SearchBox

_Kind = TypeVar("_Kind", bound=QWidget)
# A control or table is found by its kind, name and place among those of its kind.
_Where = tuple[str, str, int]


@dataclass
class Kept:
    """What was set in the bands of a page, the places in its tables, and what else it told.

    Attributes:
        own: what the page's `view_now()` returned, for its `show_view_again`.
    """

    bands: dict[_Where, Any]
    places: dict[_Where, "_Place"]
    own: Any

    @classmethod
    def of(cls, page: QWidget) -> "Kept":
        """Return what is set on a page and where the person is on it."""
        view_now = getattr(page, "view_now", None)
        return cls(
            {where: _value(control) for where, control in _controls(page)},
            {where: _Place.of(view) for where, view in _views(page)},
            view_now() if view_now is not None else None,
        )

    def put_back(self, page: QWidget) -> None:
        """Set a page that is shown as it was, as if the person did it, and go to where they were.

        What is no longer there is passed over.
        """
        for where, value in self.bands.items():
            # Anew each time: what one sets may bring or take away another.
            control = dict(_controls(page)).get(where)
            if control is not None and _value(control) != value:
                _set(control, value)
        if self.own is not None:
            page.show_view_again(self.own)  # type: ignore[attr-defined]
        for where, view in _views(page):
            if where in self.places:
                self.places[where].go(view)


def _controls(page: QWidget) -> Iterator[tuple[_Where, QWidget]]:
    # In this order: the ways of showing decide what can be filtered.
    for kind in (Choice, Segments, FilterButton, SearchBox):
        for at, control in enumerate(_of_kind(page, kind)):
            if _is_in_band(control):
                yield (kind.__name__, "", at), control


def _views(page: QWidget) -> Iterator[tuple[_Where, QAbstractItemView]]:
    for kind in (GridSheet, ReportView, QTreeView, QListView):
        # The list of a combo box is a view too, in a window of its own.
        seen: Counter[str] = Counter()
        for view in _of_kind(page, kind):
            if view.window() is not page.window():
                continue
            at = seen[view.accessibleName()]
            seen[view.accessibleName()] += 1
            yield (kind.__name__, view.accessibleName(), at), view


def _of_kind(page: QWidget, kind: type[_Kind]) -> list[_Kind]:
    return page.findChildren(kind)


def _is_in_band(control: QWidget) -> bool:
    if isinstance(control, Choice) and isinstance(control.parentWidget(), Segments):
        return False
    above = control.parentWidget()
    while above is not None and not isinstance(above, Bar | Header):
        above = above.parentWidget()
    return above is not None


def _value(control: QWidget) -> Any:
    match control:
        case Choice():
            return control.currentText() if control.currentData() is None else control.currentData()
        case Segments():
            return control.value
        case FilterButton():
            return control.isChecked()
        case SearchBox():
            return control.text()
    raise TypeError(type(control))


def _set(control: QWidget, value: Any) -> None:
    match control:
        case Choice():
            at = control.findData(value)
            at = at if at >= 0 else control.findText(value)
            if at >= 0:
                control.setCurrentIndex(at)
                control.activated.emit(at)
        case Segments():
            control.choose(value)
            control.chosen.emit(value)
        case FilterButton():
            control.setChecked(value)
        case SearchBox():
            control.setText(value)


@dataclass
class _Place:
    """Where a person is in a table: the current row, and what is seen of it.

    Attributes:
        current: what `_current` returns.
        top: the path to the row at the upper edge.
        is_seen: whether the current row is on the screen.
        columns: of a grid, its columns, row height and layout.
    """

    current: Any
    top: list[int]
    is_seen: bool
    columns: Mapping[str, object]

    @classmethod
    def of(cls, view: QAbstractItemView) -> "_Place":
        area = view.visualRect(view.currentIndex())
        return cls(
            _current(view),
            _path(view.indexAt(QPoint(1, 1))),
            view.viewport().rect().intersects(area),
            view.column_state() if isinstance(view, GridSheet) else {},
        )

    def go(self, view: QAbstractItemView) -> None:
        if isinstance(view, GridSheet):
            view.set_column_state(self.columns)
        _make_current(view, self.current)
        top = _index(view, self.top)
        if top.isValid():
            view.scrollTo(top, QAbstractItemView.ScrollHint.PositionAtTop)
        if self.is_seen and view.currentIndex().isValid():
            view.scrollTo(view.currentIndex())


def _current(view: QAbstractItemView) -> Any:
    match view:
        case GridSheet():
            return view.current_id(), view.currentIndex().column()
        case ReportView():
            return view.current_key()
    return _path(view.currentIndex())


def _make_current(view: QAbstractItemView, current: Any) -> None:
    match view:
        case GridSheet():
            if current[0]:
                view.go_to(*current)
        case ReportView():
            view.go_to(current)
        case _:
            index = _index(view, current)
            if index.isValid():
                view.setCurrentIndex(index)


def _path(index: QModelIndex | QPersistentModelIndex) -> list[int]:
    path: list[int] = []
    while index.isValid():
        path.insert(0, index.row())
        index = index.parent()
    return path


def _index(view: QAbstractItemView, path: list[int]) -> QModelIndex:
    index = QModelIndex()
    for row in path:
        index = view.model().index(row, 0, index)
    return index
