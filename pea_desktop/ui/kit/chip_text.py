"""A long text in which some stretches stand for something: drawn as chips, edited as letters."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen, QTextBlock
from PySide6.QtWidgets import QToolTip
from typing_extensions import override

from pea_desktop.ui.kit.forms import LongText
from pea_desktop.ui.kit.theme import Theme

_RADIUS: Final = 4


class Chip(NamedTuple):
    """A stretch of the text, and what is told of it.

    Attributes:
        start: its first character.
        end: after its last one.
        tip: what it stands for.
        is_known: False draws it as an error.
    """

    start: int
    end: int
    tip: str
    is_known: bool = True


class ChipText(LongText):
    """A field of several lines with chips; what is copied is the text, as it is typed.

    Args:
        find: the chips of a text, in order.
        lines: least and most lines it is tall.
    """

    def __init__(
        self, find: Callable[[str], Iterable[Chip]], lines: tuple[int, int] = (2, 8)
    ) -> None:
        super().__init__(lines)
        self._find = find
        self._chips: list[Chip] = []
        # The document tells too what a form puts in without a signal of the field.
        self.document().contentsChanged.connect(self.find_chips)

    @property
    def chips(self) -> list[Chip]:
        """The chips of the text as it is now."""
        return list(self._chips)

    def find_chips(self) -> None:
        """Look for chips again: what they stand for may have changed."""
        text = self.toPlainText()
        self._chips = [
            one._replace(start=_utf16(text, one.start), end=_utf16(text, one.end))
            for one in self._find(text)
        ]
        self.viewport().update()

    def put(self, text: str) -> None:
        """Put a text where the cursor is, parted by spaces from its neighbours."""
        cursor = self.textCursor()
        before = self.toPlainText()[: cursor.selectionStart()]
        if before and not before[-1].isspace() and before[-1] not in "(¿¡«":
            text = " " + text
        cursor.insertText(text)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def chip_at(self, position: int) -> Chip | None:
        """Return the chip around a place of the text."""
        return next((one for one in self._chips if one.start <= position < one.end), None)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self.viewport().mapFromGlobal(event.globalPos())
            chip = self.chip_at(self.cursorForPosition(at).position())
            if chip is not None:
                QToolTip.showText(event.globalPos(), chip.tip, self)
                return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        # Beneath the letters: these are drawn by Qt, which leaves its ground alone.
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = Theme.of_application()
        for chip in self._chips:
            ground, edge = ("accent2", "accent") if chip.is_known else ("errbg", "err")
            painter.setBrush(theme.color(ground))
            style = Qt.PenStyle.SolidLine if chip.is_known else Qt.PenStyle.DashLine
            painter.setPen(QPen(theme.color(edge), 2 if theme.is_high_contrast else 1, style))
            for area in self._areas(chip):
                painter.drawRoundedRect(area, _RADIUS, _RADIUS)
        painter.end()
        super().paintEvent(event)

    def _areas(self, chip: Chip) -> Iterator[QRectF]:
        """Yield the boxes of a chip: one for each line it goes over."""
        document, start = self.document(), chip.start
        while start < chip.end:
            block = document.findBlock(start)
            if not block.isValid():
                return
            end = min(chip.end, block.position() + block.length() - 1)
            if block.isVisible():
                yield from self._areas_in(block, start - block.position(), end - block.position())
            start = max(end, start + 1)

    def _areas_in(self, block: QTextBlock, start: int, end: int) -> Iterator[QRectF]:
        place = self.blockBoundingGeometry(block).translated(self.contentOffset()).topLeft()
        layout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            first = max(start, line.textStart())
            last = min(end, line.textStart() + line.textLength())
            if first >= last:
                continue
            left, right = _x(line.cursorToX(first)), _x(line.cursorToX(last))
            top = place.y() + line.y()
            yield QRectF(place.x() + left, top + 0.5, right - left, line.height() - 1)


def _x(told: object) -> float:
    # PySide gives back the place it was asked about as well.
    return float(told[0] if isinstance(told, tuple) else told)  # type: ignore[arg-type]


def _utf16(text: str, at: int) -> int:
    return at + sum(1 for letter in text[:at] if letter > "\uffff")
