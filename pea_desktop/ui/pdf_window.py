"""A document as it will be printed: pages, zoom, save a copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QImage, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.core.errors import PeaError
from pea_desktop.core.output import write_whole
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.tasks import Job, Task
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Bar, Button, label

_POINTS_TO_PIXELS = 96 / 72
_LETTER_POINTS = 612
ZOOMS = (50, 75, 100, 125, 150, 200, 300)


@dataclass(frozen=True)
class PageImage:
    """One rendered page: RGB pixels, and its words for who cannot see them."""

    width: int
    height: int
    stride: int
    pixels: bytes
    text: str


def render(pdf: bytes, scale: float, job: Job) -> list[PageImage]:
    """Return the pages as pictures; `scale` is pixels a point. Plain data: safe in a worker.

    A scanned JPEG or PNG is one page.

    Raises:
        PeaError: It is neither, or is damaged.
    """
    import pypdfium2

    if not is_pdf(pdf):
        return [_picture(pdf, scale)]

    pages = []
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise _damaged() from error
    try:
        # Without it the cells of an e.firma are shown empty.
        document.init_forms()
        for number in range(len(document)):
            job.step(number, len(document))
            page = document[number]
            bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=True)
            words = page.get_textpage()
            pages.append(
                PageImage(
                    bitmap.width,
                    bitmap.height,
                    bitmap.stride,
                    bytes(bitmap.buffer),
                    words.get_text_range(),
                )
            )
            for part in (words, bitmap, page):
                part.close()
    finally:
        document.close()
    return pages


def is_pdf(data: bytes) -> bool:
    """Tell a PDF from a picture."""
    return data.startswith(b"%PDF-")


def _damaged() -> PeaError:
    return PeaError(_("El archivo está dañado o no es lo que dice su nombre; pida otra copia."))


def _picture(data: bytes, scale: float) -> PageImage:
    """Return a scanned picture as a page, as wide as a sheet of letter paper at this scale."""
    image = QImage.fromData(data).convertToFormat(QImage.Format.Format_RGB888)
    if image.isNull():
        raise _damaged()
    width = round(_LETTER_POINTS * scale)
    if image.width() > width:
        image = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
    stride, pixels = image.bytesPerLine(), bytes(image.constBits())
    return PageImage(image.width(), image.height(), stride, pixels, "")


class PdfWindow(QWidget):
    """Shows a PDF, or a scanned picture; the window belongs to the one it was opened from."""

    def __init__(self, pdf: bytes, title: str, suggested: str, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._pdf = pdf
        self._suggested = suggested
        self._zoom = 100
        self._task: Task | None = None
        self._pages: list[QLabel] = []
        theme = Theme.of_application()
        self.resize(QSize(theme.px(1130), theme.px(700)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_bar())
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setAccessibleName(_("Páginas del documento"))
        self._paper = QWidget()
        self._sheets = QVBoxLayout(self._paper)
        self._sheets.setSpacing(theme.px(16))
        self._scroll.setWidget(self._paper)
        column.addWidget(self._scroll, 1)
        # Arrows and page keys scroll at once.
        self._scroll.setFocus()
        QTimer.singleShot(0, self, self._render)

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self._pages)

    def save(self, path: Path) -> None:
        """Write the document.

        Raises:
            PeaError: the file cannot be written.
        """
        write_whole(path, self._pdf)

    def print_out(self) -> None:
        """Send the document to a printer that the person chooses."""
        from pea_desktop.ui.printing import print_document

        if self._pages:
            print_document(self._pdf, self.windowTitle(), self)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._task is not None:
            self._task.stop()
        super().closeEvent(event)

    def _make_bar(self) -> Bar:
        bar = Bar()
        self._out = Button("", "zoom-out", "icon", tip=_("Alejar"))
        self._in = Button("", "zoom-in", "icon", tip=_("Acercar"))
        self._out.clicked.connect(lambda: self._step(-1))
        self._in.clicked.connect(lambda: self._step(1))
        self._scale = label("", "muted")
        self._scale.setWordWrap(False)
        self._count = label("", "muted")
        self._count.setWordWrap(False)
        self._saved = label("", "oktext")
        self._saved.setWordWrap(False)
        for widget in (self._out, self._scale, self._in, self._count, self._saved):
            bar.left.addWidget(widget)
        if is_pdf(self._pdf):
            paper = Button(_("Imprimir…"), "printer", tip=_("Imprimir (Ctrl+P)"))
            paper.clicked.connect(self.print_out)
            bar.right.addWidget(paper)
            QShortcut(QKeySequence("Ctrl+P"), self, self.print_out)
        words = _("Guardar PDF…") if is_pdf(self._pdf) else _("Guardar copia…")
        save = Button(words, "download", "primary")
        save.clicked.connect(self._on_save)
        bar.right.addWidget(save)
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self._step(step))
        QShortcut(QKeySequence("Esc"), self, self.close)
        return bar

    def _step(self, direction: int) -> None:
        at = ZOOMS.index(self._zoom) + direction
        if 0 <= at < len(ZOOMS):
            self._zoom = ZOOMS[at]
            self._render()

    def _render(self) -> None:
        self._scale.setText(_("{percent} %").format(percent=self._zoom))
        self._out.setEnabled(self._zoom > ZOOMS[0])
        self._in.setEnabled(self._zoom < ZOOMS[-1])
        if self._task is not None:
            self._task.stop()
        pdf = self._pdf
        scale = self._zoom / 100 * _POINTS_TO_PIXELS * self.devicePixelRatioF()
        task = Task(lambda job: render(pdf, scale, job))
        task.done.connect(self._show)
        task.failed.connect(lambda error: dialogs.show_error(error, self))
        task.finished.connect(self._on_finished)
        self._task = task
        task.start()

    def _on_finished(self) -> None:
        if self.sender() is self._task:
            self._task = None

    def _show(self, pages: Sequence[PageImage]) -> None:
        bar = self._scroll.verticalScrollBar()
        place = bar.value() / max(bar.maximum(), 1)
        for old in self._pages:
            old.deleteLater()
        self._pages = [self._sheet(page, at, len(pages)) for at, page in enumerate(pages, 1)]
        self._count.setText(ngettext("{n} página", "{n} páginas", len(pages)).format(n=len(pages)))
        # The bar has its new length only after the layout.
        QTimer.singleShot(0, self, lambda: bar.setValue(round(place * bar.maximum())))

    def _sheet(self, page: PageImage, number: int, total: int) -> QLabel:
        image = QImage(
            page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGB888
        )
        # A copy: the picture must outlive the bytes it was made from.
        picture = QPixmap.fromImage(image.copy())
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        sheet = QLabel()
        sheet.setPixmap(picture)
        sheet.setAccessibleName(_("Página {number} de {total}").format(number=number, total=total))
        sheet.setAccessibleDescription(page.text)
        self._sheets.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        return sheet

    def _on_save(self) -> None:
        kinds = _("PDF (*.pdf)") if is_pdf(self._pdf) else _("Imagen (*.jpg *.jpeg *.png)")
        path = dialogs.choose_save(self, _("Guardar una copia"), self._suggested, kinds)
        if path is None:
            return
        try:
            self.save(path)
        except PeaError as error:
            dialogs.show_error(error, self)
        else:
            self._saved.setText(_("Se guardó «{file}».").format(file=path.name))
