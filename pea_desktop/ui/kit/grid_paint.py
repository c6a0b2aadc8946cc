"""How a grid's lines are drawn and how tall they are: `visual.md`, «Space and sizes»."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from pea_desktop.i18n import _
from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.fraction import Fraction, split_fraction
from pea_desktop.ui.kit.grid_data import GridColumn, GridGroup, GridRow, Kind
from pea_desktop.ui.kit.grid_text import Wrapper
from pea_desktop.ui.kit.theme import Theme

_FORMULA_LINES: Final = 2
_GROUP_LINES: Final = 2
_DASH: Final = "—"


@dataclass(frozen=True, slots=True)
class CellState:
    """What the view knows of a cell and the model does not."""

    is_current: bool = False
    is_selected: bool = False
    has_focus: bool = False
    is_row_current: bool = False


class GridPainter:
    """Draws rows and group headers in one theme; made again when the theme changes."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.text = Wrapper(theme.font(13))
        self.small = Wrapper(theme.font(12))
        self.strong = Wrapper(theme.font(13, 500))
        self.label = Wrapper(theme.font(12, 600))
        self.figure = Wrapper(theme.font(13, 500, tabular=True))
        self.bold = Wrapper(theme.font(13, 600, tabular=True))
        self.number = Wrapper(theme.font(13, tabular=True))
        self._line, self._small_line = theme.line_height(13), theme.line_height(12)
        self._pad = theme.px(10)
        self._top = theme.px(8)
        self._stripe = theme.px(4)

    # Heights

    def row_height(self, row: GridRow, columns: tuple[GridColumn, ...], widths: list[int]) -> int:
        """Return the height at which every text of a row is seen whole."""
        tallest = max(
            self._cell_height(row.text(at), column, widths[at]) for at, column in enumerate(columns)
        )
        return max(tallest + 2 * self._top, self.theme.px(56))

    def estimated_height(
        self, row: GridRow, columns: tuple[GridColumn, ...], widths: list[int]
    ) -> int:
        """Return about the same from the number of letters, at a tenth of the cost."""
        lines = max(
            self.text.estimate(row.text(at), widths[at] - 2 * self._pad)
            for at, column in enumerate(columns)
            if column.kind is Kind.TEXT
        )
        least = 56 if all(c.kind is not Kind.FORMULA for c in columns) else 92
        return max(lines * self._line + 2 * self._top, self.theme.px(least))

    def group_height(self, group: GridGroup, width: int) -> int:
        """Return the height of a group header: one or two lines of its title."""
        if group.band:
            return self.theme.px(42)
        lines = len(self.strong.wrap(group.title, self._title_width(group, width), 2).lines)
        return self.theme.px(14) + lines * self._line + (self.theme.px(6) if lines == 1 else 0)

    def title_is_cut(self, group: GridGroup, width: int) -> bool:
        """Return whether a group's title does not fit its two lines."""
        return self.strong.wrap(group.title, self._title_width(group, width), _GROUP_LINES).is_cut

    # Drawing

    def paint_cell(
        self, painter: QPainter, area: QRect, row: GridRow, column: GridColumn, at: int,
        state: CellState,
    ) -> None:  # fmt: skip
        """Draw one cell of a row, its ground and its lines."""
        theme = self.theme
        ground = "rev" if row.flagged else "surface"
        if state.is_selected and not state.is_current:
            ground = "sel"
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
            self._paint_value(painter, area, row.text(at), column)
        if column.key in row.conflicts:
            self._paint_conflict(painter, area)
        if state.is_current:
            self._paint_ring(painter, area, dimmed=not state.has_focus)

    def paint_group(
        self, painter: QPainter, area: QRect, group: GridGroup, state: CellState, *, folded: bool
    ) -> None:
        """Draw a header across the grid."""
        theme = self.theme
        painter.fillRect(area, theme.color("surface" if group.band else "group"))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, theme.color("border"))
        if group.band:
            self._paint_band(painter, area, group)
        else:
            painter.fillRect(
                area.left(), area.top(), self._stripe, area.height(), theme.color(group.spine)
            )
            self._paint_header(painter, area, group, folded=folded)
        if state.is_current:
            self._paint_ring(painter, area, dimmed=not state.has_focus)

    # Parts of a row

    def _cell_height(self, text: str, column: GridColumn, width: int) -> int:
        room = width - 2 * self._pad
        if column.kind is Kind.FORMULA and text:
            fraction = split_fraction(text)
            if fraction is None:
                return len(self.small.wrap(text, room).lines) * self._small_line
            above, below, _left = self._fraction_lines(fraction, room)
            return (len(above) + len(below)) * self._small_line + self._rule_room
        if column.kind is Kind.TEXT and text:
            return len(self.text.wrap(text, room).lines) * self._line
        return self._line

    @property
    def _rule_room(self) -> int:
        return self.theme.px(5)

    def _fraction_lines(
        self, fraction: Fraction, room: int, most: int = _FORMULA_LINES
    ) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        left = room
        if fraction.factor:
            left -= self.label.advance(f"× {fraction.factor}") + self.theme.px(12)
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
        x = centre - wrapper.advance(row.number) // 2
        self._write(painter, wrapper, row.number, x, area.top() + self._top, self._line, token)
        if row.state_icon:
            side = theme.px(16)
            ink = "text" if row.flagged else row.state_token
            below = self._line + theme.px(4) if row.number else theme.px(1)
            painter.drawPixmap(
                centre - side // 2,
                area.top() + self._top + below,
                self._icon(painter, row.state_icon, ink, side),
            )

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
            self.text.wrap(row.state, area.width() - 2 * self._pad, 2).lines
        ):
            y = area.top() + self._top + number * self._line
            self._write(painter, self.text, line, left, y, self._line, "text2")

    def _paint_value(self, painter: QPainter, area: QRect, text: str, column: GridColumn) -> None:
        inner = area.adjusted(self._pad, self._top, -self._pad, -self._top)
        if not text:
            self._paint_missing(painter, inner, column)
        elif column.kind is Kind.FORMULA:
            self.paint_formula(painter, inner, text)
        elif column.kind is Kind.FIGURE:
            x = inner.right() + 1 - self.figure.advance(text)
            self._write(painter, self.figure, text, x, inner.top(), self._line, "text")
        else:
            token = "text2" if column.kind is Kind.SHORT else "text"
            most = 0 if column.kind is Kind.TEXT else 2
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
        words = self.label.wrap(_(column.missing), inner.right() - x, 1).lines[0]
        self._write(painter, self.label, words, x, inner.top(), self._line, "err")

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

        In the grid each part takes two lines at most and stands at the left; `whole` draws all of
        it, centred.
        """
        fraction = split_fraction(text)
        if fraction is None:
            lines = self.small.wrap(text, inner.width()).lines
            self._write_lines(painter, lines, inner.left(), inner.top(), 0)
            return
        most = 0 if whole else _FORMULA_LINES
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

    def _paint_conflict(self, painter: QPainter, area: QRect) -> None:
        side = self.theme.px(20)
        # Below: the text is at the top, and the mark must not hide a figure.
        corner = QRect(area.right() - side - 1, area.bottom() - side - 1, side, side)
        painter.fillRect(corner, self.theme.color("infobg"))
        inset = self.theme.px(3)
        picture = self._icon(painter, "git-merge", "info", side - 2 * inset)
        painter.drawPixmap(corner.left() + inset, corner.top() + inset, picture)

    # Parts of a group header

    def _title_width(self, group: GridGroup, width: int) -> int:
        return max(width - self._title_left(group) - self._counters_width(group), 1)

    def _title_left(self, group: GridGroup) -> int:
        badge = self._badge_width(group) + self.theme.px(10) if group.badge else 0
        return self.theme.px(38) + badge

    def _badge_width(self, group: GridGroup) -> int:
        return max(self.label.advance(group.badge) + self.theme.px(14), self.theme.px(38))

    def _counters_width(self, group: GridGroup) -> int:
        theme = self.theme
        note = self.small.advance(group.note) + theme.px(24) if group.note else theme.px(12)
        return note + (self._flag_width(group) + theme.px(12) if group.flagged else 0)

    def _flag_width(self, group: GridGroup) -> int:
        return self.label.advance(str(group.flagged)) + self.theme.px(34)

    def _paint_band(self, painter: QPainter, area: QRect, group: GridGroup) -> None:
        top = area.top() + (area.height() - self._line) // 2
        x = area.left() + self._pad
        self._write(painter, self.label, group.badge, x, top, self._line, group.spine)
        x += self.label.advance(group.badge) + self.theme.px(12)
        title = self.bold.wrap(group.title, area.right() - x, 1).lines[0]
        self._write(painter, self.bold, title, x, top, self._line, "text")

    def _paint_header(
        self, painter: QPainter, area: QRect, group: GridGroup, *, folded: bool
    ) -> None:
        theme, middle = self.theme, area.top() + area.height() // 2
        side = theme.px(16)
        chevron = self._icon(painter, "chevron-right" if folded else "chevron-down", "text2", side)
        painter.drawPixmap(area.left() + theme.px(14), middle - side // 2, chevron)
        if group.badge:
            box = QRect(
                area.left() + theme.px(38), middle - theme.px(11),
                self._badge_width(group), theme.px(22),
            )  # fmt: skip
            self._paint_pill(painter, box, "surface", group.spine, theme.px(4))
            x = box.left() + (box.width() - self.label.advance(group.badge)) // 2
            self._write(painter, self.label, group.badge, x, box.top(), box.height(), group.spine)
        lines = self.strong.wrap(
            group.title, self._title_width(group, area.width()), _GROUP_LINES
        ).lines
        top = middle - len(lines) * self._line // 2
        for number, line in enumerate(lines):
            self._write(
                painter, self.strong, line, area.left() + self._title_left(group),
                top + number * self._line, self._line, "grouptext",
            )  # fmt: skip
        self._paint_counters(painter, area, group, middle)

    def _paint_counters(
        self, painter: QPainter, area: QRect, group: GridGroup, middle: int
    ) -> None:
        theme = self.theme
        right = area.right() + 1 - theme.px(12)
        if group.note:
            right -= self.small.advance(group.note)
            top = middle - self._small_line // 2
            self._write(painter, self.small, group.note, right, top, self._small_line, "text2")
            right -= theme.px(12)
        if group.flagged:
            width, height = self._flag_width(group), theme.px(22)
            box = QRect(right - width, middle - height // 2, width, height)
            self._paint_pill(painter, box, "revchip", "revchip", height / 2)
            side = theme.px(14)
            picture = self._icon(painter, "flag", "revtext", side)
            painter.drawPixmap(box.left() + theme.px(9), middle - side // 2, picture)
            x = box.left() + theme.px(27)
            words = str(group.flagged)
            self._write(painter, self.label, words, x, box.top(), box.height(), "revtext")

    # Strokes

    def _paint_pill(
        self, painter: QPainter, box: QRect, ground: str, outline: str, radius: float
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.color(outline), 1.2))
        painter.setBrush(self.theme.color(ground))
        painter.drawRoundedRect(box.toRectF().adjusted(0.6, 0.6, -0.6, -0.6), radius, radius)
        painter.restore()

    def _paint_ring(self, painter: QPainter, area: QRect, *, dimmed: bool) -> None:
        width = 3 if self.theme.is_high_contrast else 2
        pen = QPen(self.theme.color("ctl" if dimmed else "accent"), width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.save()
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRect(area.toRectF().adjusted(half, half, -half, -half))
        painter.restore()

    def _write(
        self, painter: QPainter, wrapper: Wrapper, text: str, x: int, top: int, height: int,
        token: str,
    ) -> None:  # fmt: skip
        painter.setFont(wrapper.font)
        painter.setPen(self.theme.color(token))
        baseline = top + (height + wrapper.ascent - wrapper.descent) / 2
        painter.drawText(QPointF(x, round(baseline)), text)

    def _write_lines(
        self, painter: QPainter, lines: tuple[str, ...], x: int, top: int, centred: int
    ) -> None:
        for number, line in enumerate(lines):
            shift = (centred - self.small.advance(line)) // 2 if centred else 0
            self._write(
                painter, self.small, line, x + shift, top + number * self._small_line,
                self._small_line, "text",
            )  # fmt: skip

    def _icon(self, painter: QPainter, name: str, token: str, side: int) -> QPixmap:
        ratio = painter.device().devicePixelRatio()
        return icons.pixmap(name, self.theme.hex(token), side, ratio)
