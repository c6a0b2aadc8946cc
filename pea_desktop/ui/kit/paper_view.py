"""Pages of a PDF as they will be printed: drawn beside the window, only those in sight.

Another document may take the place of the one shown at any time: page and zoom stay, and the old
picture stands until the new one is there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea
from typing_extensions import override

from pea_desktop.i18n import _
from pea_desktop.ui.kit.tasks import Job, Task
from pea_desktop.ui.kit.theme import Theme

_POINT: Final = 96 / 72
_GAP: Final = 12
ZOOMS: Final = (25, 50, 75, 100, 125, 150, 200, 300, 400)
WIDTH: Final = 0
"""Zoom that makes each page as wide as its place."""
PAGE: Final = -1
"""Zoom that shows a page whole."""
_MOST_PIXELS: Final = 40_000_000


@dataclass(frozen=True)
class Picture:
    """A page as drawn: RGB pixels, pixels a point, and its words for who cannot see them."""

    width: int
    height: int
    stride: int
    pixels: bytes
    scale: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """The sizes of all pages, in points, and the pictures of some, by their place from 0."""

    sizes: tuple[tuple[float, float], ...]
    pictures: Mapping[int, Picture]


def draw(pdf: bytes, pages: Iterable[int], fit: "Fit", job: Job | None = None) -> Drawing:
    """Draw pages, form widgets included; plain data, for a worker.

    Args:
        pdf: the document.
        pages: their places, from 0; those it has not are left.
        fit: how large.
        job: told between pages.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        # Or the boxes of signatures would be left out.
        document.init_forms()
        sizes = tuple(document.get_page_size(at) for at in range(len(document)))
        pictures: dict[int, Picture] = {}
        for at in pages:
            if job is not None:
                job.step(0, 0)
            if at < len(sizes):
                pictures[at] = _picture(document, at, fit.scale(*sizes[at]))
        return Drawing(sizes, pictures)
    finally:
        document.close()


def _picture(document: Any, at: int, scale: float) -> Picture:
    page = document[at]
    width, height = page.get_size()
    # A page drawn as large as a wall would take the memory of the machine.
    scale = min(scale, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    words = page.get_textpage()
    made = Picture(
        bitmap.width,
        bitmap.height,
        bitmap.stride,
        bytes(bitmap.buffer),
        scale,
        words.get_text_range(),
    )
    for part in (words, bitmap, page):
        part.close()
    return made


@dataclass(frozen=True)
class Fit:
    """How large pages are drawn: a percentage, or to fit a room given in pixels."""

    zoom: int
    width: float
    height: float
    ratio: float = 1.0

    def scale(self, width: float, height: float) -> float:
        """Return the pixels of the screen that a point of a page of this size takes."""
        if self.zoom > 0:
            return self.zoom / 100 * _POINT * self.ratio
        across = self.width / max(width, 1)
        if self.zoom == PAGE:
            across = min(across, self.height / max(height, 1))
        return max(across, 0.05) * self.ratio


class PaperView(QAbstractScrollArea):
    """Shows the pages of a PDF under each other.

    PgUp and PgDn turn pages, Home and End go to the first and last, Ctrl with plus, minus and zero
    zoom, and so does the wheel with Ctrl.

    Signals:
        page_changed: the page in sight, from 1, and how many there are.
        zoom_changed: percentage of the page in sight.
        shown: all pages in sight are those of the newest document.
    """

    page_changed = Signal(int, int)
    zoom_changed = Signal(int)
    shown = Signal()

    def __init__(self, name: str, zoom: int = WIDTH) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 160)
        self._zoom = zoom
        self._pdf: bytes | None = None
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._areas: list[QRect] = []
        self._images: dict[int, QImage] = {}
        self._texts: dict[int, str] = {}
        self._fresh: dict[int, float] = {}
        self._task: Task | None = None
        self._is_new = False
        self._told = (-1, -1, -1)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self.viewport().update())
        self.verticalScrollBar().setSingleStep(Theme.of_application().px(40))

    @property
    def pdf(self) -> bytes | None:
        """The document shown."""
        return self._pdf

    @property
    def page_count(self) -> int:
        """How many pages it has."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page in sight, from 1; 0 without any."""
        if not self._sizes:
            return 0
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        above = [at for at in range(len(self._sizes)) if self._area(at).top() <= middle]
        return above[-1] + 1 if above else 1

    @property
    def zoom(self) -> int:
        """The percentage chosen, `WIDTH` or `PAGE`."""
        return self._zoom

    @property
    def page_text(self) -> str:
        """The words of the page in sight."""
        return self._texts.get(self.page - 1, "")

    @property
    def is_current(self) -> bool:
        """Whether what is seen is the newest document."""
        return not self._is_new and not self._missing()

    def show_document(self, pdf: bytes | None) -> None:
        """Show a document in the place of the one before; page and zoom stay."""
        if pdf is not None and pdf == self._pdf:
            return
        self._pdf = pdf
        self._is_new = pdf is not None
        self._fresh.clear()
        if pdf is None:
            self._sizes = ()
            self._images.clear()
            self._texts.clear()
            self._lay_out()
            return
        self._request()

    def set_zoom(self, zoom: int) -> None:
        """Show pages at a percentage, or with `WIDTH` or `PAGE` to fit."""
        at, part = self._place()
        self._zoom = zoom
        self._fresh.clear()
        self._lay_out()
        self._go(at, part)
        self._request()

    def step_zoom(self, step: int) -> None:
        """Go to the next larger or smaller percentage."""
        now = self._percent()
        larger = [one for one in ZOOMS if one > now + 1]
        smaller = [one for one in ZOOMS if one < now - 1]
        if step > 0 and larger:
            self.set_zoom(larger[0])
        elif step < 0 and smaller:
            self.set_zoom(smaller[-1])

    def go_to_page(self, number: int) -> None:
        """Show a page, counted from 1."""
        if self._sizes:
            self._go(min(max(number, 1), len(self._sizes)) - 1, 0.0)

    def turn(self, step: int) -> None:
        """Go to the next or the previous page."""
        self.go_to_page(self.page + step)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        is_held = bool(held & Qt.KeyboardModifier.ControlModifier)
        bar = self.verticalScrollBar()
        if is_held and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.step_zoom(1)
        elif is_held and key == Qt.Key.Key_Minus:
            self.step_zoom(-1)
        elif is_held and key == Qt.Key.Key_0:
            self.set_zoom(WIDTH)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_Right):
            self.turn(1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_Left):
            self.turn(-1)
        elif key == Qt.Key.Key_Home:
            self.go_to_page(1)
        elif key == Qt.Key.Key_End:
            self.go_to_page(self.page_count)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            bar.setValue(bar.value() + bar.singleStep() * (1 if key == Qt.Key.Key_Down else -1))
        elif key == Qt.Key.Key_Space:
            bar.setValue(bar.value() + bar.pageStep())
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        at, part = self._place()
        super().resizeEvent(event)
        self._lay_out()
        self._go(at, part)
        self._request()

    @override
    def sizeHint(self) -> QSize:
        theme = Theme.of_application()
        return QSize(theme.px(560), theme.px(640))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.of_application()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), theme.color("bg"))
        shift = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        for at in self._visible():
            area = self._area(at).translated(-shift)
            image = self._images.get(at)
            # Paper is white in every theme.
            painter.fillRect(area, Qt.GlobalColor.white)
            if image is not None:
                painter.drawImage(QRectF(area), image)
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawRect(area.adjusted(-1, -1, 0, 0))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def _fit(self) -> Fit:
        margin = 2 * self._gap()
        room = self.viewport().size()
        return Fit(
            self._zoom,
            max(room.width() - margin, 40),
            max(room.height() - margin, 40),
            self.devicePixelRatioF(),
        )

    def _gap(self) -> int:
        return Theme.of_application().px(_GAP)

    def _area(self, at: int) -> QRect:
        """Return where a page lies, before scrolling."""
        return self._areas[at]

    def _visible(self) -> list[int]:
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        return [
            at
            for at, area in enumerate(self._areas)
            if area.top() <= bottom and area.bottom() >= top
        ]

    def _lay_out(self) -> None:
        gap, room, fit = self._gap(), self.viewport().size(), self._fit()
        shown = []
        for size in self._sizes:
            scale = fit.scale(*size) / fit.ratio
            shown.append((round(size[0] * scale), round(size[1] * scale)))
        widest = max((one[0] for one in shown), default=0) + 2 * gap
        across, top = max(room.width(), widest), gap
        self._areas = []
        for width, height in shown:
            self._areas.append(QRect((across - width) // 2, top, width, height))
            top += height + gap
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(top - room.height(), 0))
        vertical.setPageStep(max(room.height() - gap, 1))
        horizontal.setRange(0, max(across - room.width(), 0))
        horizontal.setPageStep(room.width())
        self.viewport().update()
        self._tell()

    def _place(self) -> tuple[int, float]:
        """Return the page at the top, from 0, and how far into it the view is scrolled."""
        if not self._sizes:
            return 0, 0.0
        value = self.verticalScrollBar().value()
        for at in range(len(self._sizes)):
            area = self._area(at)
            if value < area.bottom() + self._gap():
                return at, (value - area.top() + self._gap()) / max(area.height(), 1)
        return len(self._sizes) - 1, 0.0

    def _go(self, at: int, part: float) -> None:
        if not self._sizes:
            return
        area = self._area(min(at, len(self._sizes) - 1))
        self.verticalScrollBar().setValue(round(area.top() - self._gap() + part * area.height()))
        self._tell()

    def _missing(self) -> list[int]:
        """Return the pages in sight whose picture is not of this document and this size."""
        fit = self._fit()
        found = []
        for at in self._visible():
            scale = fit.scale(*self._sizes[at])
            if abs(self._fresh.get(at, 0.0) - scale) > scale * 0.001:
                found.append(at)
        return found

    def _request(self) -> None:
        """Draw what is missing, unless a drawing is on its way: that one asks again."""
        if self._pdf is None or self._task is not None:
            return
        pdf, fit = self._pdf, self._fit()
        wanted = self._missing()
        if self._is_new:
            # Of a document never seen nobody knows the sizes yet.
            wanted = self._visible() or [0, 1]
        if not wanted:
            return
        task = Task(lambda job: (pdf, fit, draw(pdf, wanted, fit, job)), is_drawing=True)
        self._task = task
        task.done.connect(self._take)
        task.finished.connect(self._on_finished)
        task.start()

    @Slot(object)
    def _take(self, drawn: tuple[bytes, Fit, Drawing]) -> None:
        pdf, fit, drawing = drawn
        if pdf != self._pdf:
            return
        place = self._place()
        is_first = not self._sizes
        if self._is_new:
            self._is_new = False
            self._sizes = drawing.sizes
            gone = [at for at in self._images if at >= len(drawing.sizes)]
            for at in gone:
                del self._images[at]
            self._texts.clear()
        for at, picture in drawing.pictures.items():
            image = QImage(
                picture.pixels,
                picture.width,
                picture.height,
                picture.stride,
                QImage.Format.Format_RGB888,
            )
            # A copy: it must outlive the bytes it was made from.
            self._images[at] = image.copy()
            self._texts[at] = picture.text
            self._fresh[at] = fit.scale(*drawing.sizes[at])
        self._lay_out()
        if not is_first:
            self._go(*place)
        self._told = (-1, -1, -1)
        self._tell()

    @Slot()
    def _on_finished(self) -> None:
        self._task = None
        self._request()
        if not self._is_drawing() and self._pdf is not None and self.is_current:
            self._forget_far()
            self.shown.emit()

    def _is_drawing(self) -> bool:
        return self._task is not None

    def _forget_far(self) -> None:
        """Let go of pictures far from sight: a long annex would fill the memory."""
        seen = self._visible()
        if not seen:
            return
        for at in [one for one in self._images if not seen[0] - 6 <= one <= seen[-1] + 6]:
            del self._images[at]
            self._fresh.pop(at, None)

    def _percent(self) -> int:
        at = max(self.page - 1, 0)
        if not self._sizes:
            return max(self._zoom, 0) or 100
        scale = self._fit().scale(*self._sizes[at]) / self.devicePixelRatioF()
        return round(scale / _POINT * 100)

    def _on_scrolled(self) -> None:
        self.viewport().update()
        self._tell()
        self._request()

    def _tell(self) -> None:
        told = (self.page, len(self._sizes), self._percent())
        if told == self._told:
            return
        self._told = told
        self.setAccessibleDescription(
            _("Página {number} de {total}").format(number=told[0], total=told[1])
            + "\n"
            + self.page_text
        )
        self.page_changed.emit(told[0], told[1])
        self.zoom_changed.emit(told[2])
