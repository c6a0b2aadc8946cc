"""One issued document in the «Mesa de firmas»: what it is, who signs it, which files it has."""

from typing import Any, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas.documents import SignatureRow, SignatureState
from pea_desktop.areas.minutes import SignatureMode
from pea_desktop.i18n import _
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.report_table import ReportTable
from pea_desktop.ui.kit.report_view import ReportView
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Bar, Button, ShortLabel, frame, label
from pea_desktop.ui.screens.signing_rows import (
    DocumentView,
    file_columns,
    file_row,
    signer_columns,
    signer_row,
)

_MOST_FILES: Final = 3
_TEXTS: Final = {"error": "errorstrong", "info": "infotext"}
_QR_SIDE: Final = 76
# In large type there is room for one file, and none for the code.
_LOW, _NARROW = 420, 560
# Below this width the columns of the tables do not fit beside each other.
_TIGHT: Final = 940
_SHORT: Final = 520
_LINES: Final = 4
_LEAST_SIGNERS: Final = 150


class QrCode(QWidget):
    """The code that every page of the document prints; dark on white, or telephones fail."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[int, ...], ...] = ()
        self.setAccessibleName(_("Código QR del documento"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Show a text as a code."""
        import segno

        made = segno.make_qr(text, error="m", boost_error=False)
        self._rows = tuple(tuple(row) for row in made.matrix)
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = Theme.of_application().px(_QR_SIDE)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if not self._rows:
            return
        count = len(self._rows) + 4
        step = min(self.width(), self.height()) / count
        for y, row in enumerate(self._rows):
            for x, is_dark in enumerate(row):
                if is_dark:
                    square = QRectF((x + 2) * step, (y + 2) * step, step + 0.2, step + 0.2)
                    painter.fillRect(square, Qt.GlobalColor.black)


class SigningDetail(QWidget):
    """Shows a document and offers what can be done about it.

    Signals:
        act_wanted: the main button: sign here, or note that a person signed on paper.
        mark_wanted: another state for the person the keyboard is at.
        print_wanted: the «juego de firmas».
        scan_wanted: attach a scanned copy.
        file_wanted: the file of the document that is to be opened.
        chosen: another signer is looked at.
    """

    act_wanted = Signal()
    mark_wanted = Signal()
    print_wanted = Signal()
    scan_wanted = Signal()
    file_wanted = Signal(object)
    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view: DocumentView | None = None
        self._is_tight = False
        self._certificates: dict[str, str] = {}
        self.signers = ReportView(
            ReportTable(
                lambda one: signer_row(one, self._certificates, is_tight=self._is_tight),
                lambda one: str(one.cell.name),
            ),
            _("Quién firma"),
            _LINES,
        )
        self.files = ReportView(
            ReportTable(
                lambda one: file_row(one, is_tight=self._is_tight), lambda one: str(one.sha256)
            ),
            _("Archivos del documento"),
            _LINES,
        )
        self._lay_out()
        self.signers.chosen.connect(lambda _key: self._on_chosen())
        self.signers.opened.connect(lambda _key: self.mark_wanted.emit())
        self.files.pressed.connect(lambda key, _column: self._open_file(key))
        self.files.opened.connect(self._open_file)

    def show_document(self, view: DocumentView | None) -> None:
        """Show a document; None leaves the place empty."""
        is_other = view is None or self._view is None or view.card.id != self._view.card.id
        self._view = view
        self._body.setVisible(view is not None)
        if view is None:
            return
        self._certificates = view.certificates
        self._show_head(view)
        self._show_notes(view)
        self._show_tables(view, stay=not is_other)
        self._on_chosen()

    def current(self) -> SignatureRow | None:
        """Return the signer the keyboard is at."""
        found: Any = self.signers.report.entry_at(self.signers.currentIndex().row())
        return found if isinstance(found, SignatureRow) else None

    # Laying out

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head(theme))
        self._notes = QWidget()
        self._notes_column = QVBoxLayout(self._notes)
        self._notes_column.setContentsMargins(*(theme.px(side) for side in (20, 8, 16, 8)))
        self._notes_column.setSpacing(theme.px(6))
        column.addWidget(self._notes)
        column.addWidget(self._make_bar())
        column.addWidget(self.signers, 1)
        column.addWidget(self.files)
        # In large type all of it is taller than the window: then it scrolls.
        self.signers.setMinimumHeight(theme.px(_LEAST_SIGNERS))
        scroll = QScrollArea(widgetResizable=True)
        scroll.setAccessibleName(_("Documento"))
        # Its tables take the focus; a stop in between says nothing.
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _make_head(self, theme: Theme) -> QFrame:
        head = frame("surface")
        self._title = ShortLabel("", "title")
        self._chip = Chip("", "circle-dashed", "info")
        self._issued = ShortLabel("", "muted")
        self._marks = label("", "secondary", selectable=True)
        self._qr = QrCode()
        first = QHBoxLayout()
        first.setSpacing(theme.px(12))
        first.addWidget(self._title)
        first.addWidget(self._chip)
        first.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(theme.px(4))
        texts.addLayout(first)
        texts.addWidget(self._issued)
        texts.addWidget(self._marks)
        row = QHBoxLayout(head)
        row.setContentsMargins(*(theme.px(side) for side in (20, 12, 16, 12)))
        row.setSpacing(theme.px(16))
        row.addLayout(texts, 1)
        row.addWidget(self._qr, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _make_bar(self) -> Bar:
        self._bar = Bar()
        self.act = Button(_("Firmar aquí…"), "signature", "primary")
        self.act.clicked.connect(self.act_wanted)
        self.mark = Button(_("Marcar…"), "pencil", tip=_("Anotar qué pasó con esta firma (Entrar)"))
        self.mark.clicked.connect(self.mark_wanted)
        self.print = Button(
            _("Juego de firmas"), "printer", tip=_("Ver e imprimir el juego de firmas (Ctrl+P)")
        )
        self.print.clicked.connect(self.print_wanted)
        self.scan = Button(
            _("Adjuntar copia…"),
            "paperclip",
            tip=_("Adjuntar el papel firmado y digitalizado (Ctrl+Mayús+S)"),
        )
        self.scan.clicked.connect(self.scan_wanted)
        for widget in (self.print, self.scan):
            self._bar.left.addWidget(widget)
        for widget in (self.mark, self.act):
            self._bar.right.addWidget(widget)
        return self._bar

    # Showing

    def _show_head(self, view: DocumentView) -> None:
        self._title.setText(f"{view.card.folio} · {view.card.title}")
        state = view.card.state
        self._chip.show_state(state.text, state.icon, state.kind)
        self._issued.setText(view.issued)
        self._marks.setText(
            _("Huella impresa en cada hoja: {data} · Huella del archivo: {file}…").format(
                data=view.data_mark, file=view.file_mark
            )
        )
        from pea_desktop.reports.furniture import qr_text

        self._qr.show_text(qr_text(view.qr_folio, view.data_mark, is_draft=False))

    def _show_notes(self, view: DocumentView) -> None:
        while (item := self._notes_column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        for note in view.notes:
            ground = frame(note.kind)
            inside = QVBoxLayout(ground)
            margin = Theme.of_application().px(8)
            inside.setContentsMargins(margin, margin, margin, margin)
            inside.addWidget(label(note.text, _TEXTS[note.kind], selectable=True))
            self._notes_column.addWidget(ground)
        self._notes.setVisible(bool(view.notes))

    def _show_tables(self, view: DocumentView, *, stay: bool) -> None:
        tight = self._is_tight
        signers, files = signer_columns(is_tight=tight), file_columns(is_tight=tight)
        self.signers.show_entries(signers, list(view.signers), stay=stay)
        self.files.show_entries(files, list(view.files), stay=stay)
        self._fit_files()

    def _fit_files(self) -> None:
        """Make the files as tall as they are, up to three; more scroll."""
        theme, down = Theme.of_application(), self.files.verticalHeader()
        is_low = self.height() < theme.px(_LOW)
        count = min(down.count(), 1 if is_low else _MOST_FILES)
        rows = sum(down.sectionSize(at) for at in range(count))
        self.files.setFixedHeight(rows + self.files.horizontalHeader().sizeHint().height())

    def _on_chosen(self) -> None:
        one = self.current()
        is_electronic = one is not None and one.cell.mode == SignatureMode.EFIRMA
        is_pending = one is not None and one.state is SignatureState.PENDING
        self.act.set_text(_("Firmar aquí…") if is_electronic else _("Marcar que firmó"))
        self.act.set_icon("signature" if is_electronic else "check")
        self.act.setToolTip(
            _("Firmar con la e.firma de esta persona")
            if is_electronic
            else _("Marcar que firmó en papel (Espacio)")
        )
        self.act.setEnabled(is_pending)
        self.mark.setEnabled(one is not None and one.state is not SignatureState.EFIRMA)
        self._bar.fit()
        self.chosen.emit()

    def _open_file(self, key: str) -> None:
        for one in self._view.files if self._view is not None else ():
            if one.sha256 == key and one.is_here:
                self.file_wanted.emit(one)
                return

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tables()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit_tables()

    def _fit_tables(self) -> None:
        was_tight = self._is_tight
        theme = Theme.of_application()
        self._is_tight = self.width() < theme.px(_TIGHT)
        # The mark of the file is in its row too; every sheet bears that of the data, and the code.
        is_roomy = not self._is_tight or self.height() >= theme.px(_SHORT)
        self._marks.setVisible(is_roomy)
        self._qr.setVisible(is_roomy and self.width() >= theme.px(_NARROW))
        if self._view is None:
            return
        if self._is_tight != was_tight:
            self._show_tables(self._view, stay=True)
        else:
            self._fit_files()
