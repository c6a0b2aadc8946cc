"""Sending a document to a printer: page by page as pictures, each lying as it does in the file."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QWidget

from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.tasks import Job, Stopped, Task

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_MOST_DOTS = 300
"""Dots an inch: more is not seen, and a page takes ten times the memory."""

_POINTS = 72


def print_document(pdf: bytes, title: str, over: QWidget | None) -> Task | None:
    """Ask for a printer and print there, beside the window; None when the person does not.

    Args:
        pdf: the document.
        title: what the queue of the printer calls it.
        over: the window it belongs to.
    """
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    sizes = page_sizes(pdf)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setFullPage(True)
    _lay(printer, sizes[0])
    dialog = QPrintDialog(printer, over)
    dialog.setWindowTitle(_("Imprimir"))
    dialog.setMinMax(1, len(sizes))
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    accepted = dialogs.show(dialog)
    dialog.deleteLater()
    if not accepted:
        return None
    task = Task(lambda job: paint(printer, pdf, job))
    task.failed.connect(lambda error: dialogs.show_error(error, over))
    dialogs.progress(task, _("Imprimiendo…"), over)
    task.start()
    return task


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return width and height of each page in points."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return [document.get_page_size(number) for number in range(len(document))]
    finally:
        document.close()


def paint(printer: "QPrinter", pdf: bytes, job: Job) -> int:
    """Print the pages that were asked for, all of them unless a range was; return how many.

    Raises:
        PeaError: The printer does not take it.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    painter = QPainter()
    try:
        document.init_forms()
        first = max(1, printer.fromPage())
        last = min(printer.toPage() or len(document), len(document))
        for number in range(first, last + 1):
            job.step(number - first, last - first + 1)
            _lay(printer, document.get_page_size(number - 1))
            if not (painter.isActive() and printer.newPage()) and not painter.begin(printer):
                raise PeaError(
                    _("La impresora no respondió; revísela, o guarde el PDF e imprímalo después.")
                )
            _draw(painter, printer, document[number - 1])
        return last - first + 1
    except Stopped:
        printer.abort()
        raise
    finally:
        if painter.isActive():
            painter.end()
        document.close()


def _draw(painter: QPainter, printer: "QPrinter", page: Any) -> None:
    dots = min(_MOST_DOTS, printer.resolution())
    bitmap = page.render(scale=dots / _POINTS, rev_byteorder=True, may_draw_forms=True)
    image = QImage(
        bytes(bitmap.buffer),
        bitmap.width,
        bitmap.height,
        bitmap.stride,
        QImage.Format.Format_RGB888,
    ).copy()
    bitmap.close()
    paper = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
    size = QSizeF(image.size()).scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.drawImage(QRectF(paper.topLeft(), size), image)


def _lay(printer: "QPrinter", size: tuple[float, float]) -> None:
    """Let the next page lie as a page of the document does, on its paper."""
    width, height = size
    upright = QSizeF(min(size), max(size))
    printer.setPageSize(
        QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    )
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    )
