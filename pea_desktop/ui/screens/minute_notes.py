"""What stands above the form of a minute: why it is locked, what it corrects, what disagrees."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas import documents, minutes
from pea_desktop.areas.minutes import (
    AGREEMENT_STATE_LABELS,
    CORRECTION_LABELS,
    MINUTE_STATE_LABELS,
    Counts,
    Minute,
    MinuteState,
    TrayRow,
)
from pea_desktop.core.grid import show_date
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, frame, label

STATES = {
    MinuteState.DRAFT: ("pencil", "info"),
    MinuteState.BEING_READ: ("eye", "info"),
    MinuteState.APPROVED_IN_ROOM: ("check", "ok"),
    MinuteState.PRINTED: ("lock", "info"),
    MinuteState.PARTLY_SIGNED: ("lock", "info"),
    MinuteState.SIGNED: ("circle-check", "ok"),
    MinuteState.CANCELLED: ("circle-x", "err"),
    MinuteState.WITH_ADDENDUM: ("file-plus", "info"),
}
_MOST_PENDING = 6


def state_words(minute: Minute) -> tuple[str, str, str]:
    """Return the word, icon and kind of a minute's state."""
    state = minutes.state_of(minute)
    icon, kind = STATES[state]
    return _(MINUTE_STATE_LABELS[state]), icon, kind


def lock_sentence(session: Any, minute: Minute) -> str:
    """Return why a minute cannot be edited, and how to change it; "" while it can."""
    lock = documents.lock_of(session, minute.id)
    if lock is not None:
        return lock.sentence
    if minutes.state_of(minute) == MinuteState.CANCELLED:
        return _(
            "Esta minuta está cancelada ({reason}): ya no se edita. Para retomarla deshaga la "
            "cancelación o haga una minuta nueva."
        ).format(reason=minute.reason or _("sin motivo escrito"))
    if minutes.state_of(minute) not in minutes.DRAFT_STATES:
        return _(
            "Esta minuta consta como emitida, pero su documento todavía no llega a este equipo: "
            "reciba el paquete de quien la emitió."
        )
    return ""


class Notes(QWidget):
    """The notices over the form.

    Signals:
        correct_wanted: make a fe de erratas, adenda or new version.
        signatures_wanted: show who has signed.
        captured_wanted: declare the count that was captured.
        matrix_wanted: look at the matrix.
    """

    correct_wanted = Signal()
    signatures_wanted = Signal()
    captured_wanted = Signal()
    matrix_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Theme.of_application().px(8))
        self.lock, self._why = _notice("lock", "info", "infotext")
        self.correct = Button(_("Corregir…"), "file-plus", tip=_("Fe de erratas, adenda o versión"))
        self.correct.clicked.connect(self.correct_wanted.emit)
        self.signatures = Button(_("Ver firmas"), "users")
        self.signatures.clicked.connect(self.signatures_wanted.emit)
        _add_buttons(self.lock, self.correct, self.signatures)
        self.about, self._about = _notice("file-plus", "info", "infotext")
        self.counts, self._counts = _notice("triangle-alert", "revline", "notetext", "note")
        self.captured = Button("", "check", tip=_("Declarar las líneas que tiene la matriz"))
        self.captured.clicked.connect(self.captured_wanted.emit)
        matrix = Button(_("Ver la matriz"), "table-2")
        matrix.clicked.connect(self.matrix_wanted.emit)
        _add_buttons(self.counts, self.captured, matrix)
        self.unknown, self._unknown = _notice("circle-alert", "err", "errortext", "error")
        for notice in (self.lock, self.about, self.counts, self.unknown):
            column.addWidget(notice)

    def show_minute(self, session: Any, minute: Minute, why: str, counted: Counts) -> None:
        """Say what there is to say about a minute; `why` it is locked, "" while it is not."""
        is_issued = bool(documents.documents_of(session, minute.id))
        self._why.setText(why)
        self.lock.setVisible(bool(why))
        self.correct.setVisible(is_issued)
        self.signatures.setVisible(is_issued)
        about = "" if why else _about(session, minute)
        self._about.setText(about)
        self.about.setVisible(bool(about))
        self._counts.setText(counted.sentence)
        self.counts.setVisible(counted.differ and not why)
        self._show_any()
        words = _("Declarar {n}").format(n=counted.captured)
        self.captured.set_text(words)
        self.captured.setAccessibleName(words)

    def show_unknown(self, sentence: str) -> None:
        """Say which braces stand for nothing; "" takes it away."""
        self._unknown.setText(sentence)
        self.unknown.setVisible(bool(sentence))
        self._show_any()

    def _show_any(self) -> None:
        notices = (self.lock, self.about, self.counts, self.unknown)
        # An empty place would still take its distance from the next.
        self.setVisible(any(not one.isHidden() for one in notices))


class PendingList(QWidget):
    """Acuerdos of earlier minutes of the mesa that are still open, as the document lists them.

    Signals:
        wanted: id of an acuerdo to be looked at.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self._title = label("", "strong")
        column.addWidget(self._title)
        self._card = frame("card")
        self._rows = QVBoxLayout(self._card)
        self._rows.setContentsMargins(*(theme.px(side) for side in (12, 8, 12, 8)))
        self._rows.setSpacing(theme.px(8))
        column.addWidget(self._card)
        self._shown: list[TrayRow] | None = None

    def show_rows(self, rows: list[TrayRow]) -> None:
        """Show these; nothing at all without any."""
        self.setVisible(bool(rows))
        if rows == self._shown:
            return
        self._shown = rows
        self._title.setText(
            ngettext(
                "{n} acuerdo pendiente de minutas anteriores",
                "{n} acuerdos pendientes de minutas anteriores",
                len(rows),
            ).format(n=len(rows))
        )
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows[:_MOST_PENDING]:
            self._rows.addWidget(self._row(row))
        if len(rows) > _MOST_PENDING:
            more = len(rows) - _MOST_PENDING
            self._rows.addWidget(
                label(
                    ngettext(
                        "Y {n} más, que también se imprime.",
                        "Y {n} más, que también se imprimen.",
                        more,
                    ).format(n=more),
                    "secondary",
                )
            )

    def _row(self, row: TrayRow) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Theme.of_application().px(2))
        head = QHBoxLayout()
        head.setSpacing(Theme.of_application().px(8))
        icon, kind = ("circle-alert", "err") if row.is_overdue else ("circle-dashed", "info")
        head.addWidget(Chip(_(AGREEMENT_STATE_LABELS[row.state]), icon, kind))
        told = [row.folio, row.responsible]
        if row.due:
            told.append(_("vence {day}").format(day=show_date(row.due)))
        facts = label(" · ".join(filter(None, told)), "secondary")
        head.addWidget(facts, 1)
        look = Button(
            "", "external-link", "icon", tip=_("Ver en Acuerdos: {n}").format(n=row.folio)
        )
        look.clicked.connect(lambda: self.wanted.emit(row.id))
        head.addWidget(look)
        column.addLayout(head)
        column.addWidget(label(row.text))
        return made


def _about(session: Any, minute: Minute) -> str:
    """Return which issued document a draft is about; "" for none."""
    found = documents.documents_of(session, minute.corrects_id) if minute.corrects_id else []
    if minute.correction is None or not found:
        return ""
    return _("{kind} de «{folio}». Motivo: {reason}").format(
        kind=_(CORRECTION_LABELS[minute.correction]),
        folio=found[-1].folio or "",
        reason=minute.reason or "",
    )


class _Picture(QWidget):
    """An icon in a colour of the theme, beside the first line of a notice."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name, self._token = name, token
        side = Theme.of_application().px(18)
        self.setFixedSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.of_application()
        side, ratio = theme.px(18), self.devicePixelRatioF()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, icons.pixmap(self._name, theme.hex(self._token), side, ratio))


def _notice(icon: str, token: str, text: str, kind: str = "info") -> tuple[QWidget, QLabel]:
    theme = Theme.of_application()
    made = frame(kind)
    column = QVBoxLayout(made)
    column.setContentsMargins(*(theme.px(side) for side in (12, 8, 12, 8)))
    column.setSpacing(theme.px(6))
    across = QHBoxLayout()
    across.setSpacing(theme.px(8))
    across.addWidget(_Picture(icon, token), 0, Qt.AlignmentFlag.AlignTop)
    words = label("", text, selectable=True)
    across.addWidget(words, 1)
    column.addLayout(across)
    made.hide()
    return made, words


def _add_buttons(notice: QWidget, *buttons: Button) -> None:
    row = QHBoxLayout()
    row.setSpacing(Theme.of_application().px(8))
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    layout = notice.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.addLayout(row)
