"""Crear paquete: what would go, to whom, and how it is kept from others' eyes."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from pea_desktop.files.package import Exported
from pea_desktop.files.package.outgoing import MOST_STEPS, Outgoing, Step, outgoing
from pea_desktop.files.package.standing import standing
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import commands, dialogs
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.report_table import (
    Heading,
    ReportCell,
    ReportColumn,
    ReportRow,
    ReportTable,
    stacked,
)
from pea_desktop.ui.kit.report_view import ReportView
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, Choice, EmptyState, frame, label
from pea_desktop.ui.screens import exchange_words as words
from pea_desktop.ui.screens.conflict_words import table_count

_SIDE_WIDTH: Final = 360
_ROOMY: Final = 640
"""Design pixels that four columns need."""
_OPEN, _PASSPHRASE, _RECIPIENT = "abierto", "contraseña", "equipo"
_LACKING, _WHOLE = "falta", "todo"
_LEAST_PASSPHRASE: Final = 8


class SendPage(QWidget):
    """At the left to whom and how, at the right what goes.

    Signals:
        sent: the `Exported` that was written.
        receive_wanted: the person wants to receive instead.
    """

    sent = Signal(object)
    receive_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._out = Outgoing()
        self._peers: list[tuple[str, str]] = []
        self._is_roomy = True
        self._lay_out()
        commands.install(self, (Command("send", _("Crear paquete…"), self.send, "Ctrl+Shift+E"),))

    def refresh(self) -> None:
        """Read again what would go."""
        peers = [
            (one.device, one.fingerprint)
            for one in standing(self._workspace)
            if not one.is_self and one.claimed_at is not None
        ]
        if peers != self._peers:
            self._peers = peers
            self._show_peers()
        self._read()

    def first_focus(self) -> QWidget:
        """Return where the keyboard begins."""
        return self.button

    def send(self) -> None:
        """Ask where, and write the package."""
        passphrase = self._passphrase()
        if passphrase is None and self._protect_value() == _PASSPHRASE:
            return
        path = dialogs.choose_save(
            self, _("Guardar el paquete"), self._suggested(), _("Paquete (*.peapkg)")
        )
        if path is None:
            return
        to = self._to()
        try:
            written = package.export(
                self._workspace,
                path,
                to,
                with_attachments=self.with_files.isChecked(),
                whole=self._is_whole(),
                encrypt_to=[to] if to and self._protect_value() == _RECIPIENT else [],
                passphrase=passphrase,
            )
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        self.passphrase.clear()
        self.again.clear()
        self.sent.emit(written)

    def choose(self, fingerprint: str) -> None:
        """Choose to whom: the device of a fingerprint, "" for anybody."""
        self.to.setCurrentIndex(max(0, self.to.findData(fingerprint)))
        self._on_to()
        self._read()

    def sentence(self) -> str:
        """Return what would go, in one plain sentence."""
        who = self.to.currentText()
        if not self._out.entries:
            return _("Nada nuevo desde el último paquete de {who}.").format(who=who)
        since = words.day(self._out.since) if self._out.since is not None else ""
        if self._to() is None or self._is_whole():
            told = _("Enviará todo lo que este expediente sabe: {changes} de {devices}.")
            if self._to() is not None:
                told = _(
                    "Enviará a {who} todo lo que este expediente sabe: {changes} de {devices}."
                )
            return told.format(
                who=who,
                changes=words.changes(self._out.entries),
                devices=words.devices(self._out.devices),
            )
        return _("Enviará {changes} desde el {day} a {who}.").format(
            changes=words.changes(self._out.entries), day=since, who=who
        )

    def privacy(self) -> str:
        """Return whose data would go along, in one plain sentence; "" for nobody's."""
        count = len(self._out.names)
        if not count:
            return _("No van datos de personas, salvo quién hizo cada cambio.")
        told = ngettext(
            "Va el nombre y cargo de {n} persona", "Van nombres y cargos de {n} personas", count
        ).format(n=count)
        if self._out.rfcs:
            told = _("{people}, y {rfcs} RFC").format(people=told, rfcs=self._out.rfcs)
        return _("{people}; también quién hizo cada cambio y cuándo.").format(people=told)

    def contents(self) -> str:
        """Return how large it would be, and that nothing can be left out."""
        size = self._out.entry_bytes
        if self.with_files.isChecked():
            size += self._out.file_bytes
        return _(
            "Pesa unos {size}. Van los cambios de todas las instituciones y mesas: si se "
            "separaran, faltarían unos para entender otros."
        ).format(size=words.size(size))

    # Reading

    def _is_whole(self) -> bool:
        return self._to() is not None and self.scope.currentData() == _WHOLE

    def _to(self) -> str | None:
        return self.to.currentData() or None

    def _protect_value(self) -> str:
        return str(self.protect.currentData())

    def _suggested(self) -> Path:
        parts = [self._workspace.path.stem, self._workspace.device.name]
        if self._to():
            parts.append(_("para {who}").format(who=self.to.currentText()))
        return Path(" - ".join(parts).replace("/", "-") + words.ENDING)

    def _passphrase(self) -> str | None:
        """Return the passphrase to encrypt with; None without one, or when it will not do."""
        self._error.hide()
        if self._protect_value() != _PASSPHRASE:
            return None
        text = self.passphrase.text()
        problem = ""
        if len(text) < _LEAST_PASSPHRASE:
            problem = _("Escriba una contraseña de al menos {n} letras: una frase es mejor.")
        elif text != self.again.text():
            problem = _("Las dos contraseñas no son iguales; escríbalas otra vez.")
        if problem:
            self._error.setText(problem.format(n=_LEAST_PASSPHRASE))
            self._error.show()
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        return text

    def _read(self) -> None:
        try:
            self._out = outgoing(self._workspace, self._to(), whole=self._is_whole())
        except PeaError:
            # A device that has gone from the list meanwhile.
            self._out = outgoing(self._workspace)
        self._sentence.setText(self.sentence())
        self.with_files.setVisible(self._out.files > 0)
        self.with_files.setText(
            _("Con {files} ({size})").format(
                files=words.files(self._out.files), size=words.size(self._out.file_bytes)
            )
        )
        self._people.setText(self.privacy())
        self._tell_contents()
        self._show_steps()

    def _tell_contents(self) -> None:
        self._contents.setText(self.contents())
        for told in (self._people, self._contents):
            told.setVisible(self._out.entries > 0)

    def _show_peers(self) -> None:
        chosen = self.to.currentData()
        self.to.clear()
        self.to.addItem(_("Cualquier equipo (todo)"), "")
        names = [device for device, _fingerprint in self._peers]
        for device, fingerprint in self._peers:
            # Two laptops of one name are told apart by the beginning of their fingerprint.
            text = device
            if names.count(device) > 1:
                text = _("{device} ({fingerprint})").format(
                    device=device, fingerprint=fingerprint[:9]
                )
            self.to.addItem(text, fingerprint)
        self.to.setCurrentIndex(max(0, self.to.findData(chosen)))
        self._on_to()

    def _show_steps(self) -> None:
        entries: list[Heading | Step] = []
        day = ""
        for step in self._out.steps:
            if words.day(step.claimed_at) != day:
                day = words.day(step.claimed_at)
                entries.append(Heading(day, "calendar", icon_token="text2"))
            entries.append(step)
        if self._out.entries > len(self._out.steps):
            entries.append(Heading(_("Y {n} anteriores").format(n=self._out.entries - MOST_STEPS)))
        self._pages.setCurrentIndex(0 if self._out.steps else 1)
        self.table.show_entries(_columns(self._is_roomy), entries)

    def _on_to(self) -> None:
        chosen = self.protect.currentData() or _OPEN
        self.protect.clear()
        self.protect.addItem(_("Sin contraseña"), _OPEN)
        self.protect.addItem(_("Con contraseña"), _PASSPHRASE)
        for widget in (self.scope, self._scope_word):
            widget.setVisible(self._to() is not None)
        if self._to():
            self.protect.addItem(_("Sólo ese equipo lo abre"), _RECIPIENT)
        self.protect.setCurrentIndex(max(0, self.protect.findData(chosen)))
        self._on_protect()

    def _on_protect(self) -> None:
        value = self._protect_value()
        self._words.setVisible(value == _PASSPHRASE)
        self._error.hide()
        self._privacy.setText(
            {
                _OPEN: _(
                    "Quien tenga el archivo puede leerlo: entréguelo en mano, o póngale "
                    "contraseña. Nadie puede cambiarlo sin que se note."
                ),
                _PASSPHRASE: _(
                    "Diga la contraseña de viva voz, nunca en el mismo correo. Sin ella el "
                    "paquete no se abre, y nadie puede recuperarla."
                ),
                _RECIPIENT: _("Lo abre sólo {who}, con la llave que guarda ese equipo.").format(
                    who=self.to.currentText()
                ),
            }[value]
        )

    # Laying out

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme = Theme.of_application()
        # In large type what goes keeps more than half of the window.
        self._side.setFixedWidth(min(theme.px(_SIDE_WIDTH), self.width() * 2 // 5))
        is_roomy = self.width() - self._side.width() >= theme.px(_ROOMY)
        if is_roomy != self._is_roomy:
            self._is_roomy = is_roomy
            self._show_steps()

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._side = scroll = QScrollArea(widgetResizable=True)
        scroll.setFixedWidth(theme.px(_SIDE_WIDTH))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(_("A quién y cómo"))
        scroll.setWidget(self._make_side())
        self._report = ReportTable(
            lambda step: _row(step) if self._is_roomy else _narrow(_row(step)),
            lambda one: f"{one.claimed_at}{one.label}{one.device}",
        )
        self.table = ReportView(self._report, _("Lo que se envía"), lines=4)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._make_empty())
        row.addWidget(scroll)
        row.addWidget(self._pages, 1)

    def _make_side(self) -> QFrame:
        theme = Theme.of_application()
        side = frame("chrome")
        column = QVBoxLayout(side)
        column.setContentsMargins(*(theme.px(one) for one in (20, 16, 20, 16)))
        column.setSpacing(theme.px(8))
        self._sentence = label("", "title")
        column.addWidget(self._sentence)
        column.addSpacing(theme.px(4))
        self.to, self.scope, self.protect = Choice(), Choice(), Choice()
        self.scope.addItem(_("Lo que le falta"), _LACKING)
        self.scope.addItem(_("El expediente completo"), _WHOLE)
        self.with_files = QCheckBox()
        self.with_files.setChecked(True)
        self._contents = label("", "secondary")
        self._people = label("", "strong")
        self._privacy = label("", "secondary")
        self._add_field(column, _("Para"), self.to)
        self._scope_word = self._add_field(column, _("Qué se envía"), self.scope)
        column.addWidget(self.with_files)
        column.addWidget(self._contents)
        column.addSpacing(theme.px(4))
        column.addWidget(self._people)
        self._add_field(column, _("Protección"), self.protect)
        column.addWidget(self._make_passphrase())
        column.addWidget(self._privacy)
        column.addSpacing(theme.px(8))
        self.button = Button(
            _("Crear paquete…"), "package", "primary", tip=_("Crear paquete (Ctrl+Shift+E)")
        )
        self.button.setAccessibleName(_("Crear paquete…"))
        self.button.clicked.connect(self.send)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.to.activated.connect(lambda _at: self._on_to())
        for field in (self.to, self.scope):
            field.activated.connect(lambda _at: self._read())
        self.with_files.toggled.connect(lambda _on: self._tell_contents())
        self.protect.activated.connect(lambda _at: self._on_protect())
        self._show_peers()
        return side

    def _add_field(self, column: QVBoxLayout, name: str, field: Choice) -> QLabel:
        word = label(name, "section")
        word.setBuddy(field)
        field.setAccessibleName(name)
        column.addWidget(word)
        column.addWidget(field)
        return word

    def _make_passphrase(self) -> QWidget:
        self._words = QWidget()
        column = QVBoxLayout(self._words)
        column.setContentsMargins(0, 0, 0, 0)
        self.passphrase, self.again = QLineEdit(), QLineEdit()
        for name, field in (
            (_("Contraseña"), self.passphrase),
            (_("Contraseña, otra vez"), self.again),
        ):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setAccessibleName(name)
            field.setPlaceholderText(name)
            column.addWidget(field)
        self._error = label("", "errortext")
        column.addWidget(self._error)
        return self._words

    def _make_empty(self) -> EmptyState:
        empty = EmptyState(
            "package",
            _("Nada nuevo desde el último paquete"),
            _(
                "Un paquete lleva lo que ese equipo todavía no tiene: «14 cambios desde el "
                "12/03/2024». Ése ya dijo que tiene todo; puede enviar el expediente completo "
                "de todos modos."
            ),
        )
        whole = Button(_("Elegir el expediente completo"), "package")
        whole.clicked.connect(self._choose_whole)
        receive = Button(_("Recibir paquete…"), "package-open")
        receive.clicked.connect(self.receive_wanted)
        empty.buttons.addWidget(whole)
        empty.buttons.addWidget(receive)
        return empty

    def _choose_whole(self) -> None:
        self.scope.setCurrentIndex(self.scope.findData(_WHOLE))
        self._read()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)


def written_sentence(written: Exported) -> str:
    """Return what was written, and what to do with it."""
    return _(
        "Listo: «{name}», con {changes} ({size}), se guardó y se leyó de nuevo: está completo. "
        "Entréguelo por USB o correo."
    ).format(
        name=written.path.name,
        changes=words.changes(written.entries),
        size=words.size(written.size),
    )


def _columns(is_roomy: bool) -> tuple[ReportColumn, ...]:
    if not is_roomy:
        return (ReportColumn(_("Qué se hizo")),)
    return (
        ReportColumn(_("Qué se hizo")),
        ReportColumn(_("En qué"), 190),
        ReportColumn(_("Quién"), 170),
        ReportColumn(_("Hora"), 58),
    )


def _row(step: Step) -> ReportRow:
    where = ", ".join(table_count(table, count) for table, count in sorted(step.rows.items()))
    who = _("{author} · {device}").format(author=step.author, device=step.device)
    time = f"{words.moment(step.claimed_at):%H:%M}"
    cells = (
        ReportCell(step.label),
        ReportCell(
            where or ngettext("{n} registro", "{n} registros", 0).format(n=0), token="text2"
        ),
        ReportCell(who, token="text2"),
        ReportCell(time, token="text2"),
    )
    return ReportRow(cells, ", ".join((step.label, where, who, time)))


def _narrow(row: ReportRow) -> ReportRow:
    """Return a row whose cells are one under the other; who and when share a line."""
    what, where, who, time = row.cells
    at = _("{who}, {time}").format(who=who.text, time=time.text)
    return ReportRow((stacked((what, where, who._replace(text=at))),), row.spoken)
