"""Quién tiene qué: device by device what it is known to have, what is missing, and how to ask."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from pea_desktop.files.package.standing import Gap, Standing, standing
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import commands
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.report_table import (
    ReportCell,
    ReportColumn,
    ReportRow,
    ReportTable,
    stacked,
)
from pea_desktop.ui.kit.report_view import ReportView
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Bar, Button, EmptyState, frame, label
from pea_desktop.ui.screens import exchange_words as words

_ASK_LINES: Final = 6
_ROOMY: Final = 1100
"""Design pixels that all columns need."""


class StandingPage(QWidget):
    """A table of devices; below, what is missing here and the text that asks for it.

    Signals:
        said: a sentence about what was done.
        send_wanted: the fingerprint of the device the person wants to send to.
        receive_wanted: the person wants to receive a package.
    """

    said = Signal(str)
    send_wanted = Signal(str)
    receive_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._devices: list[Standing] = []
        self._is_roomy = True
        self._lay_out()

    def refresh(self) -> None:
        """Read again what is known of each device."""
        self._devices = standing(self._workspace)
        waiting = len(package.parked(self._workspace))
        text = package.request_text(self._workspace, self._devices)
        others = any(not one.is_self for one in self._devices)
        self._pages.setCurrentIndex(0 if others or text else 1)
        self.table.show_entries(_columns(self._is_roomy), self._devices)
        title = _("Lo que falta aquí")
        if waiting:
            title = ngettext(
                "Lo que falta aquí: {n} paquete espera a otro",
                "Lo que falta aquí: {n} paquetes esperan a otro",
                waiting,
            ).format(n=waiting)
        self._title.setText(title)
        self.text.setPlainText(text)
        self._lacking.setVisible(bool(text))

    def first_focus(self) -> QWidget:
        """Return where the keyboard begins."""
        return self.table if self._pages.currentIndex() == 0 else self._empty_button

    def copy(self) -> None:
        """Put the text that asks for what is missing on the clipboard."""
        if self.text.toPlainText():
            QGuiApplication.clipboard().setText(self.text.toPlainText())
            self.said.emit(_("Se copió el texto: péguelo en un correo o mensaje."))

    def _send(self, key: str) -> None:
        one = next((one for one in self._devices if one.fingerprint == key), None)
        if one is not None and _may_lack(one):
            self.send_wanted.emit(one.fingerprint)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_roomy = self.width() >= Theme.of_application().px(_ROOMY)
        if is_roomy != self._is_roomy:
            self._is_roomy = is_roomy
            self.table.show_entries(_columns(is_roomy), self._devices)

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        self._report = ReportTable(
            lambda one: _row(one) if self._is_roomy else _narrow(_row(one)),
            lambda one: str(one.fingerprint),
        )
        self.table = ReportView(self._report, _("Equipos y lo que tienen"), lines=6)
        self.table.opened.connect(self._send)
        self.table.pressed.connect(lambda key, _column: self._send(key))
        commands.tell(self.table, [(_("Crear un paquete para ese equipo"), "Return")])
        commands.install(
            self, (Command("copy", _("Pedir lo que falta"), self.copy, "Ctrl+Shift+C"),)
        )
        self._lacking = frame("panel")
        inside = QVBoxLayout(self._lacking)
        inside.setContentsMargins(*(theme.px(side) for side in (20, 12, 20, 12)))
        self._title = label("", "strong")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Texto para pedir lo que falta"))
        self.text.setFixedHeight(theme.line_height() * _ASK_LINES)
        self.copy_button = Button(
            _("Pedir lo que falta: copiar el texto"), "copy", tip=_("Copiar (Ctrl+Shift+C)")
        )
        self.copy_button.clicked.connect(self.copy)
        for widget in (self._title, self.text):
            inside.addWidget(widget)
        inside.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignLeft)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Bar()
        told = label(
            _("Sólo cuenta lo que cada equipo ha dicho que tiene en un paquete suyo."), "secondary"
        )
        told.setWordWrap(False)
        bar.left.addWidget(told)
        column.addWidget(bar)
        column.addWidget(self.table, 1)
        column.addWidget(self._lacking)
        self._pages = QStackedWidget()
        self._pages.addWidget(body)
        self._pages.addWidget(self._make_empty())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def _make_empty(self) -> EmptyState:
        empty = EmptyState(
            "laptop",
            _("Sólo este equipo"),
            _(
                "Cuando otro equipo envíe un paquete, aquí se verá qué tiene cada uno: «LAPTOP-03 "
                "tiene todo hasta el 12/03/2024; le faltan 14 cambios de este equipo»."
            ),
        )
        send = Button(_("Crear paquete…"), "package", "primary")
        send.clicked.connect(lambda: self.send_wanted.emit(""))
        receive = Button(_("Recibir paquete…"), "package-open")
        receive.clicked.connect(self.receive_wanted)
        self._empty_button = send
        empty.buttons.addWidget(send)
        empty.buttons.addWidget(receive)
        return empty


def _columns(is_roomy: bool) -> tuple[ReportColumn, ...]:
    if not is_roomy:
        return (
            ReportColumn(_("Equipo"), 200),
            ReportColumn(_("Qué falta y qué no")),
            ReportColumn("", 160),
        )
    return (
        ReportColumn(_("Equipo"), 200),
        ReportColumn(_("Último cambio suyo aquí"), 170),
        ReportColumn(_("Último paquete suyo"), 140),
        ReportColumn(_("Le falta de lo que hay aquí")),
        ReportColumn(_("Aquí falta")),
        ReportColumn("", 160),
    )


def _row(one: Standing) -> ReportRow:
    name = _("{device} (este equipo)") if one.is_self else "{device}"
    name = name.format(device=one.device)
    newest = _("ninguno")
    if one.last_at is not None:
        newest = _("cambio {n}, {when}").format(n=one.entries, when=words.day(one.last_at))
    cells = (
        ReportCell(f"{name}\n{one.author}" if one.author else name, "laptop", "text", "text2"),
        ReportCell(newest),
        _package_cell(one),
        _lacks_cell(one),
        _gaps_cell(one.gaps),
        ReportCell(_("Enviar lo que le falta"), is_action=True) if _may_lack(one) else ReportCell(),
    )
    return ReportRow(cells, ", ".join(cell.text for cell in cells[:5] if cell.text))


def _may_lack(one: Standing) -> bool:
    """Tell whether there is something to send; of who said nothing that is not known."""
    return not one.is_self and (one.claimed_at is None or bool(one.lacks))


def _narrow(row: ReportRow) -> ReportRow:
    """Return a row whose cells are one under the other, each with the name of its column."""
    names = [column.header for column in _columns(is_roomy=True)]
    cells = [
        cell._replace(text=_("{name}: {value}").format(name=name, value=cell.text))
        for name, cell in zip(names[1:5], row.cells[1:5], strict=True)
        if cell.text != "—"
    ]
    return ReportRow((row.cells[0], stacked(cells), row.cells[5]), row.spoken)


def _package_cell(one: Standing) -> ReportCell:
    if one.is_self:
        return ReportCell("—", token="text2")
    if one.claimed_at is None:
        return ReportCell(_("nunca"), "circle-alert", "text", "text2")
    return ReportCell(words.day_and_hour(one.claimed_at))


def _lacks_cell(one: Standing) -> ReportCell:
    if one.is_self:
        return ReportCell("—", token="text2")
    if one.claimed_at is None:
        return ReportCell(_("No ha dicho qué tiene"), "circle-question-mark", "text", "text2")
    if not one.lacks:
        return ReportCell(_("Nada: tiene todo"), "circle-check", "ok")
    told = ", ".join(
        _("{changes} de {device}").format(changes=words.changes(lack.count), device=lack.device)
        for lack in one.lacks
    )
    return ReportCell(told, "package", "text", "info")


def _gaps_cell(gaps: list[Gap]) -> ReportCell:
    if not gaps:
        return ReportCell(_("Nada"), token="text2")
    told = ", ".join(
        _("lo de {device} desde el cambio {n}").format(device=gap.device, n=gap.first)
        for gap in gaps
    )
    return ReportCell(told, "circle-alert", "err")
