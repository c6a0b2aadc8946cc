"""How a grid's lines are drawn and how tall they are: `visual.md`, «Space and sizes»."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPolygon

from pea_desktop.core.grid import EMPTY_REASON_LABELS, EmptyReason, empty_reason
from pea_desktop.i18n import _
from pea_desktop.ui.kit.fraction import Fraction, split_fraction
from pea_desktop.ui.kit.grid_data import GridColumn, GridRow, Kind, RowMode
from pea_desktop.ui.kit.grid_groups import GroupPainter
from pea_desktop.ui.kit.grid_strokes import CellState

_DASH: Final = "—"
# Lines of a text, and of each part of a fraction; 0 is all of them.
_MOST: Final = {RowMode.COMPACT: 1, RowMode.READING: 3, RowMode.FULL: 0}
_MOST_OF_A_PART: Final = {RowMode.COMPACT: 1, RowMode.READING: 1, RowMode.FULL: 0}
_LEAST: Final = {RowMode.COMPACT: 34, RowMode.READING: 56, RowMode.FULL: 56}
_WITH_FORMULA: Final = 92

# The same few words, asked for at each repaint.
_reason = lru_cache(maxsize=4096)(empty_reason)


class GridPainter(GroupPainter):
    """Draws rows and groups in one theme; made again when the theme changes."""

    # Heights

    def row_height(self, row: GridRow, columns: tuple[GridColumn, ...], widths: list[int]) -> int:
        """Return the height of a row in its mode; columns with no width are not shown."""
        least = self.theme.px(_LEAST[self.mode])
        if self.mode is RowMode.COMPACT:
            return least
        tallest = max(
            self._cell_height(row.text(at), column, widths[at])
            for at, column in enumerate(columns)
            if widths[at]
        )
        return max(tallest + 2 * self._top, least)

    def estimator(
        self, columns: tuple[GridColumn, ...], widths: list[int]
    ) -> Callable[[GridRow], int]:
        """Return what tells about the same from the number of letters, at a tenth of the cost."""
        least, most = self.theme.px(_LEAST[self.mode]), _MOST[self.mode]
        shown = [(at, column) for at, column in enumerate(columns) if widths[at]]
        texts = [
            (at, self.text.letters(widths[at] - 2 * self._pad))
            for at, column in shown
            if column.kind is Kind.TEXT
        ]
        has_formula = any(column.kind is Kind.FORMULA for _at, column in shown)
        if has_formula and self.mode is RowMode.FULL:
            least = self.theme.px(_WITH_FORMULA)
        if self.mode is RowMode.COMPACT or not texts:
            return lambda _row: least
        line, pad, estimate = self._line, 2 * self._top, self.text.estimate

        def height(row: GridRow) -> int:
            drawn = row.shown or row.cells
            lines = max([estimate(drawn[at], letters) for at, letters in texts])
            return max((min(lines, most) if most else lines) * line + pad, least)

        return height

    def is_cut(self, text: str, column: GridColumn, width: int) -> bool:
        """Return whether a cell of that width does not show its text whole."""
        room, most = width - 2 * self._pad, _MOST[self.mode]
        if column.kind is Kind.FORMULA:
            fraction = split_fraction(text)
            if fraction is None or self.mode is RowMode.COMPACT:
                return self.small.wrap(text, room, most).is_cut
            left, most = self._fraction_room(fraction, room), _MOST_OF_A_PART[self.mode]
            parts = (fraction.above, fraction.below)
            return any(self.small.wrap(part, left, most).is_cut for part in parts)
        if column.kind is Kind.TEXT:
            return self.text.wrap(text, room, most).is_cut
        if column.kind is Kind.FIGURE:
            left = width - self._figure_pad
            return self.figure.wrap(text, left, self._short_lines).is_cut or (
                _reason(text) is not None
            )
        return self.text.wrap(text, room, self._short_lines).is_cut

    # Drawing

    def paint_cell(
        self, painter: QPainter, area: QRect, row: GridRow, column: GridColumn, at: int,
        state: CellState,
    ) -> None:  # fmt: skip
        """Draw one cell of a row, its ground and its lines."""
        theme = self.theme
        ground = "rev" if row.flagged else "surface"
        if state.is_selected and not state.is_current:
            ground = "accent2"
        painter.fillRect(area, theme.color(ground))
        rule = theme.color("revgrid" if row.flagged else "line")
        # Inside the cell: one pixel lower and the next row paints over it.
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, rule)
        if at:
            painter.fillRect(area.right(), area.top(), 1, area.height(), rule)
        if column.kind is Kind.ORDINAL:
            self._paint_ordinal(painter, area, row, state.is_row_current)
        elif column.kind is Kind.STATE:
            self._paint_state(painter, area, row)
        else:
            is_marked = column.key in row.conflicts and self.mode is RowMode.COMPACT
            # On one line the mark stands beside the text instead of below it.
            room = area.adjusted(0, 0, -self.theme.px(20), 0) if is_marked else area
            self._paint_value(painter, room, row.text(at), column)
        if column.key in row.warned:
            self._paint_warning(painter, area)
        if column.key in row.conflicts:
            self._paint_conflict(painter, area)
        if state.is_current:
            self._paint_ring(painter, area, dimmed=not state.has_focus)

    # Parts of a row

    def _cell_height(self, text: str, column: GridColumn, width: int) -> int:
        room, most = width - 2 * self._pad, _MOST[self.mode]
        if column.kind is Kind.FORMULA and text:
            fraction = split_fraction(text)
            if fraction is None:
                return len(self.small.wrap(text, room, most).lines) * self._small_line
            above, below, _left = self._fraction_lines(fraction, room, _MOST_OF_A_PART[self.mode])
            return (len(above) + len(below)) * self._small_line + self._rule_room
        if column.kind is Kind.TEXT and text:
            return len(self.text.wrap(text, room, most).lines) * self._line
        return self._line

    @property
    def _rule_room(self) -> int:
        return self.theme.px(5)

    @property
    def _figure_pad(self) -> int:
        # Set to the right, a figure may come nearer to the left edge than a text.
        return self._pad + self.theme.px(2)

    @property
    def _short_lines(self) -> int:
        return 1 if self.mode is RowMode.COMPACT else 2

    def _fraction_room(self, fraction: Fraction, room: int) -> int:
        if not fraction.factor:
            return room
        return room - self.label.advance(f"× {fraction.factor}") - self.theme.px(12)

    def _fraction_lines(
        self, fraction: Fraction, room: int, most: int
    ) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        left = self._fraction_room(fraction, room)
        return (
            self.small.wrap(fraction.above, left, most).lines,
            self.small.wrap(fraction.below, left, most).lines,
            left,
        )

    def _paint_ordinal(self, painter: QPainter, area: QRect, row: GridRow, current: bool) -> None:
        theme = self.theme
        if row.flagged:
            painter.fillRect(
                area.left(), area.top(), self._stripe, area.height(), theme.color("revline")
            )
        wrapper = self.bold if current else self.number
        token = "text" if current or row.flagged else "text2"
        # The stripe takes room at the left, so the middle of what is left is the middle.
        centre = area.left() + (area.width() + self._stripe) // 2
        width, top = wrapper.advance(row.number), area.top() + self._top
        is_compact, side = self.mode is RowMode.COMPACT, theme.px(16)
        x = centre - width // 2
        if row.state_icon and is_compact:
            # One line has no room below: the icon stands beside the number.
            side = theme.px(14)
            x = max(centre - (width + theme.px(3) + side) // 2, area.left() + self._stripe)
        self._write(painter, wrapper, row.number, x, top, self._line, token)
        if row.state_icon:
            ink = "text" if row.flagged else row.state_token
            place = QPoint(centre - side // 2, top + theme.px(1))
            if is_compact:
                place = QPoint(x + width + theme.px(3), top + (self._line - side) // 2)
            elif row.number:
                place = QPoint(centre - side // 2, top + self._line + theme.px(4))
            painter.drawPixmap(place, self._icon(painter, row.state_icon, ink, side))

    def _paint_state(self, painter: QPainter, area: QRect, row: GridRow) -> None:
        theme = self.theme
        left, top = area.left() + self._pad, area.top() + self._top - theme.px(2)
        if row.state_icon and (row.flagged or row.state_token == "ok"):
            ground, ink = ("revchip", "revtext") if row.flagged else ("okbg", "ok")
            width = self.label.advance(row.state) + theme.px(36)
            box = QRect(left, top, min(width, area.width() - 2 * self._pad), theme.px(22))
            outline = ink if theme.is_high_contrast and not row.flagged else ground
            self._paint_pill(painter, box, ground, outline, box.height() / 2)
            side = theme.px(14)
            picture = self._icon(painter, row.state_icon, ink, side)
            painter.drawPixmap(left + theme.px(8), top + (box.height() - side) // 2, picture)
            room = box.width() - theme.px(34)
            words = self.label.wrap(row.state, room, 1).lines[0]
            self._write(painter, self.label, words, left + theme.px(26), top, box.height(), ink)
            return
        for number, line in enumerate(
            self.text.wrap(row.state, area.width() - 2 * self._pad, self._short_lines).lines
        ):
            y = area.top() + self._top + number * self._line
            self._write(painter, self.text, line, left, y, self._line, "text2")

    def _paint_value(self, painter: QPainter, area: QRect, text: str, column: GridColumn) -> None:
        inner = area.adjusted(self._pad, self._top, -self._pad, -self._top)
        reason = _reason(text) if text else None
        if not text:
            self._paint_missing(painter, inner, column)
        elif reason is not None:
            self._paint_reason(painter, inner, reason, at_right=column.kind is Kind.FIGURE)
        elif column.kind is Kind.FORMULA:
            self._paint_formula_cell(painter, inner, text)
        elif column.kind is Kind.FIGURE:
            room = area.width() - self._figure_pad
            for number, line in enumerate(self.figure.wrap(text, room, self._short_lines).lines):
                x = inner.right() + 1 - self.figure.advance(line)
                top = inner.top() + number * self._line
                self._write(painter, self.figure, line, x, top, self._line, "text")
        else:
            token = "text2" if column.kind is Kind.SHORT else "text"
            most = _MOST[self.mode] if column.kind is Kind.TEXT else self._short_lines
            for number, line in enumerate(self.text.wrap(text, inner.width(), most).lines):
                top = inner.top() + number * self._line
                self._write(painter, self.text, line, inner.left(), top, self._line, token)

    def _paint_missing(self, painter: QPainter, inner: QRect, column: GridColumn) -> None:
        if not column.missing:
            at_right = column.kind is Kind.FIGURE
            x = inner.right() + 1 - self.text.advance(_DASH) if at_right else inner.left()
            self._write(painter, self.text, _DASH, x, inner.top(), self._line, "text2")
            return
        side = self.theme.px(14)
        picture = self._icon(painter, "circle-dashed", "err", side)
        painter.drawPixmap(inner.left(), inner.top() + (self._line - side) // 2, picture)
        x = inner.left() + side + self.theme.px(6)
        # A narrow column says it on two lines, which every row has room for.
        said = self.label.wrap(_(column.missing), inner.right() + 1 - x, self._short_lines)
        for number, line in enumerate(said.lines):
            top = inner.top() + number * self._line
            self._write(painter, self.label, line, x, top, self._line, "err")

    def _paint_reason(
        self, painter: QPainter, inner: QRect, reason: EmptyReason, *, at_right: bool
    ) -> None:
        """Draw why there is no value: quietly, and not as a fault when none belongs there."""
        side, gap = self.theme.px(14), self.theme.px(6)
        words = _(EMPTY_REASON_LABELS[reason])
        width = side + gap + self.small.advance(words)
        x = max(inner.right() + 1 - width, inner.left()) if at_right else inner.left()
        if width > inner.width() and at_right:
            # A column of figures has room for the sign alone; the tooltip has the word.
            x, words = inner.right() + 1 - side, ""
        token = "err" if reason.is_missing else "text2"
        picture = self._icon(painter, "circle-dashed", token, side)
        painter.drawPixmap(x, inner.top() + (self._line - side) // 2, picture)
        if words:
            left = x + side + gap
            said = self.small.wrap(words, inner.right() + 1 - left, self._short_lines)
            for number, line in enumerate(said.lines):
                top = inner.top() + number * self._line
                self._write(painter, self.small, line, left, top, self._line, "text2")

    def _paint_formula_cell(self, painter: QPainter, inner: QRect, text: str) -> None:
        if self.mode is RowMode.COMPACT or split_fraction(text) is None:
            lines = self.small.wrap(text, inner.width(), _MOST[self.mode]).lines
            shift = (self._line - self._small_line) // 2
            self._write_lines(painter, lines, inner.left(), inner.top() + shift, 0)
        else:
            self.paint_formula(painter, inner, text)

    def formula_height(self, text: str, width: int) -> int:
        """Return the height of a formula drawn whole, for a panel."""
        fraction = split_fraction(text)
        if fraction is None:
            return len(self.small.wrap(text, width).lines) * self._small_line
        above, below, _left = self._fraction_lines(fraction, width, 0)
        return (len(above) + len(below)) * self._small_line + self._rule_room

    def paint_formula(
        self, painter: QPainter, inner: QRect, text: str, *, whole: bool = False
    ) -> None:
        """Draw a formula as a stacked fraction, or as it is typed when it is none.

        In the grid each part stands at the left, in as many lines as the height of rows gives it;
        `whole` draws all of it, centred.
        """
        fraction = split_fraction(text)
        if fraction is None:
            lines = self.small.wrap(text, inner.width()).lines
            self._write_lines(painter, lines, inner.left(), inner.top(), 0)
            return
        most = 0 if whole else _MOST_OF_A_PART[self.mode]
        above, below, width = self._fraction_lines(fraction, inner.width(), most)
        centred = width if whole else 0
        self._write_lines(painter, above, inner.left(), inner.top(), centred)
        rule = inner.top() + len(above) * self._small_line + self._rule_room // 2
        painter.fillRect(inner.left(), rule, width, 1, self.theme.color("text"))
        self._write_lines(painter, below, inner.left(), rule + 1 + self._rule_room // 2, centred)
        if fraction.factor:
            words = f"× {fraction.factor}"
            x = inner.right() + 1 - self.label.advance(words)
            top = rule - self._small_line // 2
            self._write(painter, self.label, words, x, top, self._small_line, "text2")

    def _paint_warning(self, painter: QPainter, area: QRect) -> None:
        side = self.theme.px(9)
        right, top = area.right(), area.top()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("err"))
        corners = [QPoint(right - side, top), QPoint(right, top), QPoint(right, top + side)]
        painter.drawPolygon(QPolygon(corners))
        painter.restore()

    def _paint_conflict(self, painter: QPainter, area: QRect) -> None:
        side = self.theme.px(20)
        # Below: the text is at the top, and the mark must not hide a figure.
        corner = QRect(area.right() - side - 1, area.bottom() - side - 1, side, side)
        painter.fillRect(corner, self.theme.color("infobg"))
        inset = self.theme.px(3)
        picture = self._icon(painter, "git-merge", "info", side - 2 * inset)
        painter.drawPixmap(corner.left() + inset, corner.top() + inset, picture)
