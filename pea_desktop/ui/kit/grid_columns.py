"""Which columns of a grid are shown, in what order, how wide, and which stay while it scrolls.

The person's choices are kept by the columns' keys, apart from Qt's header, which forgets them each
time the model starts over.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTableView

from pea_desktop.ui.kit.grid_data import GridColumn, Kind
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.theme import Theme

_WIDE: Final = 1500
_LEAST: Final = 48
_LEAST_SHARED: Final = 120
"""Least of a column that shares the room, while all of them fit."""
_READABLE: Final = 200
"""Its least once the grid scrolls sideways anyway."""
_MOST_FROZEN: Final = 0.6


class Section(NamedTuple):
    """A column on screen: its index in the model, its left edge in the viewport, its width."""

    at: int
    left: int
    width: int


class GridColumns(QObject):
    """The person's choice of columns, put into the grid's header.

    Signals:
        changed: a person chose otherwise; the grid must be measured again.
    """

    changed = Signal()

    def __init__(self, view: QTableView, model: GridModel) -> None:
        super().__init__(view)
        self._view = view
        self._grid = model
        self._order: tuple[str, ...] = ()
        self._chosen: dict[str, bool] = {}
        self._widths: dict[str, int] = {}
        self._frozen: str | None = None

    # What is shown

    def in_order(self) -> list[int]:
        """Return the shown columns (index in the model), as they stand from left to right."""
        is_wide = self._is_wide()
        return [at for at in self._wanted_order() if self._is_shown(at, is_wide)]

    def all_in_order(self) -> list[int]:
        """Return every column that may be moved or hidden, in their order were all shown."""
        return [at for at in self._wanted_order() if not self.is_leading(at)]

    def is_shown(self, at: int) -> bool:
        """Return whether a column is to be shown in a window of this width."""
        return self._is_shown(at, self._is_wide())

    def is_leading(self, at: int) -> bool:
        """Return whether a column always stands first: the number, and merged groups."""
        return at == 0 or self._grid.columns[at].kind is Kind.GROUP

    def frozen(self) -> list[int]:
        """Return the columns that stay while the others scroll; never most of the room."""
        shown = self.in_order()
        count, last = 0, self._frozen_key()
        for place, at in enumerate(shown):
            if self._grid.columns[at].key == last:
                count = place + 1
        room = int(self._view.viewport().width() * _MOST_FROZEN)
        while count > 1 and sum(map(self._view.columnWidth, shown[:count])) > room:
            count -= 1
        return shown[:count]

    def frozen_width(self) -> int:
        """Return how far the columns that stay reach."""
        return sum(map(self._view.columnWidth, self.frozen()))

    def placed(self) -> tuple[list[Section], list[Section]]:
        """Return the columns that scroll and those that stay, where they are on screen."""
        header, frozen = self._view.horizontalHeader(), self.frozen()
        scrolled = [
            Section(at, header.sectionPosition(at) - header.offset(), self._view.columnWidth(at))
            for at in self.in_order()
            if at not in frozen
        ]
        left, staying = 0, []
        for at in frozen:
            staying.append(Section(at, left, self._view.columnWidth(at)))
            left += staying[-1].width
        return scrolled, staying

    def section(self, at: int) -> Section:
        """Return where a shown column is on screen."""
        header = self._view.horizontalHeader()
        for one in self.placed()[1]:
            if one.at == at:
                return one
        left = header.sectionPosition(at) - header.offset()
        return Section(at, left, self._view.columnWidth(at))

    def section_at(self, x: int) -> Section | None:
        """Return the column at a place of the viewport; those that stay cover the others."""
        scrolled, staying = self.placed()
        for one in (*staying, *scrolled):
            if one.left <= x < one.left + one.width:
                return one
        return None

    # What a person chooses

    def show(self, at: int, shown: bool = True) -> None:
        """Show or hide a column, but never the last of them.

        The current cell does not stay in one that is hidden.
        """
        order = self.in_order()
        if self.is_leading(at) or self.is_shown(at) == shown:
            return
        if not shown and all(self.is_leading(one) for one in order if one != at):
            return
        self._chosen[self._grid.columns[at].key] = shown
        current = self._view.currentIndex()
        if not shown and current.isValid() and current.column() == at:
            place = order.index(at)
            beside = order[place + 1] if place + 1 < len(order) else order[place - 1]
            self._view.setCurrentIndex(self._grid.index(current.row(), beside))
        self.changed.emit()

    def move(self, at: int, steps: int) -> bool:
        """Move a column over its shown neighbours; False when it cannot go further."""
        order = self.in_order()
        if self.is_leading(at) or at not in order:
            return False
        place = order.index(at) + steps
        if not 0 <= place < len(order) or self.is_leading(order[place]):
            return False
        self.place(at, order[place] if steps < 0 else _after(order, order[place]))
        return True

    def place(self, at: int, before: int | None) -> None:
        """Put a column before another, or last of all."""
        order = [one for one in self._wanted_order() if one != at]
        order.insert(len(order) if before is None else order.index(before), at)
        self._order = self._keys(order)
        self.changed.emit()

    def freeze(self, at: int | None) -> None:
        """Let the columns up to this one stay while the others scroll; None lets none stay."""
        self._frozen = "" if at is None else self._grid.columns[at].key
        self.changed.emit()

    def is_last_frozen(self, at: int) -> bool:
        """Return whether the columns stay up to this one."""
        return self._grid.columns[at].key == self._frozen_key()

    def set_width(self, at: int, width: int) -> None:
        """Give a column the width it was dragged to; those at its left keep theirs."""
        theme = Theme.of_application()
        order = self.in_order()
        for one in order[: order.index(at)] if at in order else ():
            # Sharing the rest, they would move the edge under the mouse.
            if self._view.columnWidth(one) and not self.is_leading(one):
                kept = round(self._view.columnWidth(one) / theme.scale)
                self._widths.setdefault(self._grid.columns[one].key, kept)
        key = self._grid.columns[at].key
        self._widths[key] = max(round(width / theme.scale), _LEAST)
        self.changed.emit()

    def set_own_width(self, at: int) -> None:
        """Give a column the width it has by itself again."""
        self._widths.pop(self._grid.columns[at].key, None)
        self.changed.emit()

    def reset(self) -> None:
        """Forget every choice."""
        self.restore({})

    # As plain data

    def state(self) -> dict[str, object]:
        """Return the choices as plain data, for a view that a person saves."""
        return {
            "order": list(self._order),
            "hidden": sorted(key for key, shown in self._chosen.items() if not shown),
            "shown": sorted(key for key, shown in self._chosen.items() if shown),
            "widths": dict(sorted(self._widths.items())),
            "frozen": self._frozen,
        }

    def restore(self, state: Mapping[str, object]) -> None:
        """Take choices that `state` gave; what is not understood is left at its beginning."""
        frozen, widths = state.get("frozen"), state.get("widths")
        self._order = tuple(_texts(state.get("order")))
        self._chosen = dict.fromkeys(_texts(state.get("hidden")), False)
        self._chosen |= dict.fromkeys(_texts(state.get("shown")), True)
        self._widths = {}
        if isinstance(widths, Mapping):
            self._widths = {
                str(key): max(width, _LEAST)
                for key, width in widths.items()
                if isinstance(width, int)
            }
        self._frozen = frozen if isinstance(frozen, str) else None
        self.changed.emit()

    # Into the header

    def apply(self) -> None:
        """Hide and order the header's columns as chosen."""
        view, header = self._view, self._view.horizontalHeader()
        for at in range(len(self._grid.columns)):
            if view.isColumnHidden(at) == self.is_shown(at):
                view.setColumnHidden(at, not self.is_shown(at))
        for place, at in enumerate(self._wanted_order()):
            if header.visualIndex(at) != place:
                header.moveSection(header.visualIndex(at), place)

    def fit(self) -> list[int]:
        """Give every column its width; return them by index, 0 for those not shown."""
        self.apply()
        view, columns = self._view, self._grid.columns
        widths = self._shared_out(view.viewport().width())
        for at, width in enumerate(widths):
            if width and view.columnWidth(at) != width:
                view.setColumnWidth(at, width)
        return widths if columns else []

    def _shared_out(self, room: int) -> list[int]:
        columns, theme = self._grid.columns, Theme.of_application()
        shown = self.in_order()
        widths = [0] * len(columns)
        sharing: list[int] = []
        for at in shown:
            own = self._widths.get(columns[at].key, columns[at].width)
            widths[at] = theme.px(own)
            if not own:
                sharing.append(at)
        left = room - sum(widths)
        # Shares are of the columns of the picture; one more column does not starve them all.
        shares = sum(columns[at].share for at in sharing) or 1
        for at in sharing:
            part = columns[at].share / shares
            widths[at] = max(int(left * part), theme.px(_LEAST_SHARED))
        if sum(widths) > room:
            for at in sharing:
                widths[at] = max(widths[at], theme.px(_READABLE))
        elif sharing:
            widths[sharing[-1]] += room - sum(widths)
        return widths

    def _is_wide(self) -> bool:
        # Asked once for all columns: each frame asks for them dozens of times.
        return self._view.window().width() >= Theme.of_application().px(_WIDE)

    def _is_shown(self, at: int, is_wide: bool) -> bool:
        column = self._grid.columns[at]
        if self.is_leading(at):
            return True
        if column.key in self._chosen:
            return self._chosen[column.key]
        return not column.is_hidden and (is_wide or not column.wide_only)

    def _wanted_order(self) -> list[int]:
        columns = self._grid.columns
        leading: list[int] = []
        rest: list[int] = []
        for at in range(len(columns)):
            (leading if self.is_leading(at) else rest).append(at)
        if not self._order:
            return leading + rest
        places = {key: place for place, key in enumerate(self._order)}
        ordered = sorted(
            (at for at in rest if columns[at].key in places),
            key=lambda at: places[columns[at].key],
        )
        for at in rest:
            if columns[at].key not in places:
                # A column that came later stands after the one it follows in the model.
                before = rest.index(at) - 1
                beside = ordered.index(rest[before]) + 1 if before >= 0 else 0
                ordered.insert(beside, at)
        return leading + ordered

    def _frozen_key(self) -> str:
        if self._frozen is not None:
            return self._frozen
        texts = (at for at in self.in_order() if self._grid.columns[at].kind is Kind.TEXT)
        first = next(texts, 0)
        return self._grid.columns[first].key

    def _keys(self, order: Sequence[int]) -> tuple[str, ...]:
        columns: tuple[GridColumn, ...] = self._grid.columns
        return tuple(columns[at].key for at in order if not self.is_leading(at))


def _after(order: Sequence[int], at: int) -> int | None:
    """Return the column that stands after another, None after the last."""
    place = order.index(at) + 1
    return order[place] if place < len(order) else None


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
