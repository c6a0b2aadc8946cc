"""The paper beside the form: the real PDF of the minute, drawn again at each pause in typing."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas.minutes import MinuteSnapshot
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import _
from pea_desktop.ui.kit.paper_view import PAGE, WIDTH, PaperView
from pea_desktop.ui.kit.tasks import Task
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Bar, Button, ShortLabel, label

PAUSE_MS: Final = 90
Gather = Callable[[], "MinuteSnapshot | bytes | None"]


def render(snapshot: MinuteSnapshot) -> bytes:
    """Return the PDF of a draft; for a worker."""
    from pea_desktop.reports import minute

    return minute.render(snapshot)


class MinutePreview(QWidget):
    """Shows the document of a minute as it would be printed now.

    What is gathered is read in the window's turn; drawing goes on beside it, one drawing at a time,
    always of the newest text.

    Args:
        gather: reads what is printed: a snapshot, the bytes of an issued document, or None.
        with_tools: whether it offers the whole screen and a file.

    Attributes:
        paper: its pages.

    Signals:
        save_wanted: keep the document as a file.
    """

    save_wanted = Signal()

    def __init__(self, gather: Gather, *, with_tools: bool = True) -> None:
        super().__init__()
        self._gather = gather
        self._task: Task | None = None
        self._is_wanted = False
        self._full: FullPaper | None = None
        self.paper = PaperView(_("Vista previa del documento"))
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._draw)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_bar(with_tools=with_tools))
        self._problem = label("", "muted")
        self._problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._problem.setMargin(Theme.of_application().px(24))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.paper)
        self._stack.addWidget(self._problem)
        column.addWidget(self._stack, 1)
        self.paper.page_changed.connect(self._on_page)
        self.paper.zoom_changed.connect(self._on_zoom)

    @property
    def full_window(self) -> "FullPaper | None":
        """The window with the document over the whole screen, while there is one."""
        return self._full

    @property
    def is_behind(self) -> bool:
        """Whether a newer text is still to be drawn."""
        return self._is_wanted or self._task is not None

    def want(self) -> None:
        """Draw the document again once the person pauses."""
        self._is_wanted = True
        self._timer.start(PAUSE_MS)

    def want_now(self) -> None:
        """Draw the document again without waiting."""
        self._is_wanted = True
        self._timer.start(0)

    def show_full(self) -> None:
        """Show the document over the whole screen; Esc or F12 goes back."""
        if self._full is not None:
            self._full.close()
            return
        self._full = FullPaper(self.window())
        self._full.closed.connect(self._forget_full)
        if self.paper.pdf is not None:
            self._full.show_document(self.paper.pdf, self.paper.page)
        self._full.showFullScreen()
        self._full.activateWindow()
        # Nothing was drawn while the panel was hidden.
        self.want_now()

    def _draw(self) -> None:
        if not self._is_wanted or self._task is not None:
            return
        if not self.isVisible() and self._full is None:
            return
        self._is_wanted = False
        try:
            found = self._gather()
        except PeaError as error:
            self._tell(error)
            return
        self._stack.setCurrentWidget(self.paper)
        if found is None or isinstance(found, bytes):
            self._show(found)
            return
        snapshot = found
        task = Task(lambda _job: render(snapshot), is_drawing=True)
        self._task = task
        task.done.connect(self._show)
        task.failed.connect(self._tell)
        task.finished.connect(self._on_finished)
        task.start()

    @Slot(object)
    def _tell(self, error: PeaError) -> None:
        self._problem.setText(str(error))
        self._stack.setCurrentWidget(self._problem)

    @Slot(object)
    def _show(self, pdf: bytes | None) -> None:
        self.paper.show_document(pdf)
        if self._full is not None and pdf is not None:
            self._full.show_document(pdf)

    @Slot()
    def _on_finished(self) -> None:
        self._task = None
        if self._is_wanted and not self._timer.isActive():
            self._draw()

    @override
    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        if visible:
            self.want_now()

    def _forget_full(self) -> None:
        self._full = None

    def _make_bar(self, *, with_tools: bool) -> Bar:
        bar = Bar()
        before = Button("", "chevron-left", "icon", tip=_("Página anterior (Re Pág)"))
        before.clicked.connect(lambda: self.paper.turn(-1))
        after = Button("", "chevron-right", "icon", tip=_("Página siguiente (Av Pág)"))
        after.clicked.connect(lambda: self.paper.turn(1))
        self._page = ShortLabel("", "secondary")
        out = Button("", "zoom-out", "icon", tip=_("Alejar (Ctrl+-)"))
        out.clicked.connect(lambda: self.paper.step_zoom(-1))
        into = Button("", "zoom-in", "icon", tip=_("Acercar (Ctrl++)"))
        into.clicked.connect(lambda: self.paper.step_zoom(1))
        self._zoom = ShortLabel("", "secondary")
        fit = Button("", "arrow-left-right", "icon", tip=_("Al ancho (Ctrl+0)"))
        fit.clicked.connect(lambda: self.paper.set_zoom(WIDTH))
        full = Button("", "eye", "icon", tip=_("Pantalla completa (F12)"))
        full.clicked.connect(self.show_full)
        save = Button("", "download", "icon", tip=_("Guardar PDF…"))
        save.clicked.connect(self.save_wanted.emit)
        for widget in (before, self._page, after):
            bar.left.addWidget(widget)
        for widget in (out, self._zoom, into, fit, full, save):
            bar.right.addWidget(widget)
        full.setVisible(with_tools)
        save.setVisible(with_tools)
        return bar

    def _on_page(self, number: int, total: int) -> None:
        self._page.setText(_("{number} de {total}").format(number=number, total=total))

    def _on_zoom(self, percent: int) -> None:
        self._zoom.setText(_("{percent} %").format(percent=percent))


class FullPaper(QWidget):
    """A document over the whole screen, a page at a time.

    Signals:
        closed: it is going.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Vista previa"))
        self.paper = PaperView(_("Vista previa a pantalla completa"), PAGE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.paper)
        self.paper.setFocus()
        self._page = 0
        self.paper.shown.connect(self._go_once)

    def show_document(self, pdf: bytes, page: int = 0) -> None:
        """Show a document, at a page if it is given."""
        self._page = page or self._page
        self.paper.show_document(pdf)

    def _go_once(self) -> None:
        if self._page:
            page, self._page = self._page, 0
            self.paper.go_to_page(page)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F12):
            self.close()
        else:
            super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)
