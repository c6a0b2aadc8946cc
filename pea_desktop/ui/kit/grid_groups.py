"""How the groups of a grid are drawn: as headers across it, or as merged cells at its left."""

from typing import Final

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter

from pea_desktop.ui.kit.grid_data import GridGroup, RowMode
from pea_desktop.ui.kit.grid_strokes import CellState, Strokes
from pea_desktop.ui.kit.theme import Theme

_MOST: Final = {RowMode.COMPACT: 1, RowMode.READING: 2, RowMode.FULL: 2}


class GroupPainter(Strokes):
    """Draws group headers and merged cells, and says how tall they are.

    Attributes:
        mode: how much of its texts a row shows; a header keeps to one line where rows do.
    """

    def __init__(self, theme: Theme, mode: RowMode = RowMode.FULL) -> None:
        super().__init__(theme)
        self.mode = mode

    def group_height(self, group: GridGroup, width: int) -> int:
        """Return the height of a group header: one or two lines of its title."""
        if group.band:
            return self.theme.px(42)
        lines = len(
            self.strong.wrap(group.title, self._title_width(group, width), _MOST[self.mode]).lines
        )
        return self.theme.px(14) + lines * self._line + (self.theme.px(6) if lines == 1 else 0)

    def title_is_cut(self, group: GridGroup, width: int) -> bool:
        """Return whether a group's title does not fit its two lines."""
        return self.strong.wrap(
            group.title, self._title_width(group, width), _MOST[self.mode]
        ).is_cut

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

    def paint_block(
        self, painter: QPainter, area: QRect, seen: QRect, group: GridGroup | None,
        state: CellState, *, upright: bool,
    ) -> None:  # fmt: skip
        """Draw a group as one cell merged over its rows.

        Args:
            painter: where.
            area: the whole cell, beyond what is on screen too.
            seen: the part of it on screen; the text keeps to it while a tall cell scrolls.
            group: what it says; None for rows without one.
            state: whether the current cell lies in it, and whether all of it is selected.
            upright: whether there is room for lines; else it is written upwards, on one line.
        """
        theme = self.theme
        painter.fillRect(area, theme.color("accent2" if state.is_selected else "bg"))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, theme.color("border"))
        painter.fillRect(area.right(), area.top(), 1, area.height(), theme.color("line"))
        if group is not None and upright:
            self._paint_upright(painter, area, seen, group)
        elif group is not None:
            painter.fillRect(
                area.left(), area.top(), self._stripe, area.height(), theme.color(group.spine)
            )
            self._paint_upwards(painter, seen.adjusted(self._stripe, 0, 0, 0), group)
        if state.is_current:
            self._paint_ring(painter, area, dimmed=not state.has_focus)

    def _paint_upright(self, painter: QPainter, area: QRect, seen: QRect, group: GridGroup) -> None:
        inner = area.adjusted(self._pad, self._top, -self._pad, -self._top)
        named = 1 if group.spoken else 0
        # It stays on screen while its top is scrolled away, as much of it as there is room for.
        top = max(inner.top(), seen.top() + self._top)
        most = max((inner.bottom() + 1 - top) // self._line - named, 0)
        top = min(top, inner.bottom() + 1 - self._line)
        lines = self.text.wrap(group.title, inner.width(), most).lines if most else ()
        if named:
            words = self.label.wrap(group.spoken, inner.width(), 1).lines[0]
            self._write(painter, self.label, words, inner.left(), top, self._line, group.spine)
        for number, line in enumerate(lines, named):
            y = top + number * self._line
            self._write(painter, self.text, line, inner.left(), y, self._line, "text")

    def _paint_upwards(self, painter: QPainter, area: QRect, group: GridGroup) -> None:
        room = area.height() - 2 * self._top
        if room < self._line:
            return
        words = f"{group.spoken} · {group.title}" if group.spoken else group.title
        words = self.label.wrap(words, room, 1).lines[0]
        length = self.label.advance(words)
        painter.save()
        painter.translate(QPoint(area.left(), area.top() + (area.height() + length) // 2))
        painter.rotate(-90)
        self._write(painter, self.label, words, 0, 0, area.width(), group.spine)
        painter.restore()

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
            group.title, self._title_width(group, area.width()), _MOST[self.mode]
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
