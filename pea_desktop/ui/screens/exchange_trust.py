"""Equipos y confianza: who this device is, whom the expediente trusts, what is held back."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.areas import institutions
from pea_desktop.core import forks, trusting
from pea_desktop.core.device import fingerprint_of
from pea_desktop.core.errors import PeaError
from pea_desktop.core.trust import ADMINISTERS
from pea_desktop.core.trusting import Request
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import commands, dialogs
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.report_table import ReportTable
from pea_desktop.ui.kit.report_view import ReportView
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Bar, Button, frame, label
from pea_desktop.ui.screens import exchange_trust_rows as rows
from pea_desktop.ui.screens.exchange_code import QrCode
from pea_desktop.ui.screens.exchange_trust_dialog import (
    AuthoriseDialog,
    RevokeDialog,
    in_groups,
)
from pea_desktop.ui.screens.exchange_trust_rows import AsideRow, ForkRow, HeldRow, Row, TrustRow

_SIDE_WIDTH: Final = 300
_ROOMY: Final = 930
"""Design pixels that five columns need."""
_NARROW: Final = 470
"""Design pixels that two columns need."""


class TrustPage(QWidget):
    """This device at the left; at the right the others, and what was set aside.

    Signals:
        said: a sentence about what was done.
        receive_wanted: the person wants to receive a package.
    """

    said = Signal(str)
    receive_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._room = rows.WIDE
        self._entries: list[rows.Entry] = []
        self._lay_out()
        commands.install(
            self,
            (
                Command("join", _("Guardar solicitud para unirse…"), self.write_request, "Ctrl+J"),
                Command("open", _("Abrir la solicitud de otro equipo…"), self.open_request),
            ),
        )
        commands.install(
            self.table,
            (Command("revoke", _("Revocar el equipo, o quitar el paquete"), self.remove, "Del"),),
        )
        told = _("Autorizar el equipo, recibir el paquete o darse por enterado")
        commands.tell(self.table, [(told, "Return")])

    def refresh(self) -> None:
        """Read again whom the expediente trusts."""
        workspace, device = self._workspace, self._workspace.device
        self._name.setText(device.name)
        self._author.setText(device.author)
        listed = rows.devices(workspace)
        self._entries = rows.entries(
            listed,
            rows.packages_aside(workspace),
            rows.held(workspace),
            len(workspace.heads.held),
            rows.fork_rows(workspace),
        )
        self._show_entries()
        own = next(one for one in listed if one.is_self)
        self._role.setText(self._own_role(own))
        self._told.setText(self._state())
        self._warning.setText("\n".join(self._warnings()))
        self._warnings_ground.setVisible(bool(self._warning.text()))
        self._show_buttons()

    def first_focus(self) -> QWidget:
        """Return where the keyboard begins."""
        return self.table

    # What the person does

    def write_request(self) -> None:
        """Write the file with which this device asks to join."""
        device = self._workspace.device
        name = _("Solicitud de {device}").format(device=device.name).replace("/", "-")
        path = dialogs.choose_save(
            self,
            _("Guardar solicitud para unirse"),
            Path(f"{name}.peajoin"),
            _("Solicitud (*.peajoin)"),
        )
        if path is None:
            return
        try:
            trusting.write_request(path, device, package.own_recipient(device))
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        self.said.emit(
            _(
                "Se guardó «{name}»: entréguela al administrador y léale la huella de este equipo."
            ).format(name=path.name)
        )

    def open_request(self) -> None:
        """Authorise a device by the file of its request."""
        path = dialogs.choose_open(self, _("Solicitud de otro equipo"), _("Solicitud (*.peajoin)"))
        if path is None:
            return
        try:
            who = trusting.read_request(path)
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        self._authorise(who)

    def act(self) -> None:
        """Do what the chosen row asks for: authorise, receive, take note."""
        entry = self._entry()
        if isinstance(entry, ForkRow):
            self.take_note()
        elif isinstance(entry, AsideRow) and entry.is_ready:
            self._do(lambda: None, _("No se pudo recibir todavía: sigue en cuarentena."))
        elif entry is not None and self.authorise_button.isVisible():
            self.authorise()

    def take_note(self) -> None:
        """Note in the journal that this fork has been seen, after asking."""
        entry = self._entry()
        if (
            isinstance(entry, ForkRow)
            and not entry.seen
            and dialogs.ask(
                self,
                _("¿Darse por enterado de que «{device}» siguió por dos caminos?").format(
                    device=entry.device
                ),
                _("Enterado"),
                _(
                    "Quedará escrito quién y cuándo, en todos los equipos. Acuerden en cuál de los "
                    "dos archivos se sigue; lo que difiera ya está en «Conflictos»."
                ),
            )
        ):
            self._do(lambda: forks.acknowledge(self._workspace, entry.id))

    def remove(self) -> None:
        """Revoke the chosen device, or drop the chosen package."""
        entry = self._entry()
        if isinstance(entry, AsideRow):
            self.forget(entry)
        elif (
            isinstance(entry, TrustRow | HeldRow)
            and self.remove_button.isVisible()
            and self.remove_button.isEnabled()
        ):
            self.revoke()

    def forget(self, entry: AsideRow) -> None:
        """Drop a package that is in quarantine, after asking."""
        if dialogs.ask(
            self,
            _("¿Quitar de la cuarentena el paquete de «{device}»?").format(device=entry.device),
            _("Quitar"),
            _(
                "Se borra esta copia sin recibirla. Lo que trae sólo podrá llegar si lo envían "
                "otra vez."
            ),
            danger=True,
        ):
            workspace = self._workspace
            try:
                package.forget_quarantined(workspace.device, workspace.workspace_id, entry.id)
            except PeaError as error:
                dialogs.show_error(error, self)
                return
            self.refresh()
            self.said.emit(
                _("Se quitó de la cuarentena el paquete de «{device}».").format(device=entry.device)
            )

    def authorise(self) -> None:
        """Authorise the chosen device, or change what it may do."""
        who = self._chosen()
        if who is not None:
            self._authorise(who)

    def administer(self) -> None:
        """Make this device the first administrator."""
        device = self._workspace.device
        if dialogs.ask(
            self,
            _("¿Hacer de este equipo el administrador del expediente?"),
            _("Ser administrador"),
            _(
                "Desde entonces sólo se aplica lo de equipos autorizados; lo demás va a "
                "cuarentena, sin perderse. Autorice pronto a un segundo administrador, por si "
                "este equipo se pierde."
            ),
        ):
            who = Request(device.public, device.author, device.name, "")
            self._do(lambda: trusting.authorise(self._workspace, who, ADMINISTERS))

    def revoke(self) -> None:
        """Revoke the chosen device, after asking."""
        who = self._chosen()
        if who is None:
            return
        dialog = RevokeDialog(who, trusting.last_change(self._workspace, who), self)
        if dialogs.show(dialog):
            after, reason = dialog.after.value(), dialog.reason.text()
            self._do(
                lambda: trusting.revoke(self._workspace, who, after, reason),
                _(
                    "Se revocó a «{device}». Los demás equipos lo sabrán con el próximo paquete de "
                    "éste; hasta entonces pueden mostrar otra cosa."
                ).format(device=who.device),
            )

    def copy(self) -> None:
        """Put this device's fingerprint on the clipboard."""
        QGuiApplication.clipboard().setText(self._workspace.device.fingerprint)
        self.said.emit(_("Se copió la huella de este equipo."))

    def _authorise(self, who: Request) -> None:
        places = [
            (row["id"], row["acronym"] or row["name"])
            for row in institutions.show(self._workspace.session)
        ]
        roster = self._workspace.authority.roster
        dialog = AuthoriseDialog(
            who, places, self, roster.last(who.pub), is_first=roster.root is None
        )
        if dialogs.show(dialog):
            role, scope = str(dialog.role.currentData()), dialog.scope
            self._do(lambda: trusting.authorise(self._workspace, who, role, scope))

    def _do(self, act: Callable[[], object], said: str = "") -> None:
        failed: package.RetryError | None = None
        try:
            act()
            taken = package.retry_quarantined(self._workspace)
        except package.RetryError as error:
            # What was ordered stands: the table says so behind the sentence.
            taken, failed = error.taken, error
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        said = said or _("Quedó anotado en el expediente: viajará en el próximo paquete.")
        if taken:
            said = ngettext(
                "Se recibió {n} paquete que estaba en cuarentena.",
                "Se recibieron {n} paquetes que estaban en cuarentena.",
                len(taken),
            ).format(n=len(taken))
        self.refresh()
        self.said.emit(said)
        if failed:
            dialogs.show_error(failed, self)

    # Reading

    def _entry(self) -> Row | None:
        entry = self._report.entry_at(self.table.currentIndex().row())
        return entry if isinstance(entry, Row) else None

    def _chosen(self) -> Request | None:
        entry = self._entry()
        if entry is None or isinstance(entry, ForkRow):
            return None
        try:
            if isinstance(entry, AsideRow):
                return self._sender(entry)
            if isinstance(entry, HeldRow):
                return trusting.find_device(self._workspace, fingerprint_of(entry.pub))
            return trusting.find_device(self._workspace, entry.fingerprint)
        except PeaError as error:
            dialogs.show_error(error, self)
            return None

    def _sender(self, entry: AsideRow) -> Request | None:
        """Return who sent a package that was set aside: its device may not be known otherwise."""
        workspace = self._workspace
        for one, path in package.quarantined(workspace.device, workspace.workspace_id):
            if one.id == entry.id:
                told = package.inspect(path, package.Keys(workspace.device))
                return Request(told.pub, told.author, told.device, told.recipient or "")
        return None

    def _own_role(self, own: TrustRow) -> str:
        if own.state == rows.FREE:
            return _("Todavía nadie administra este expediente.")
        if own.role:
            return _("Permiso de este equipo: {role}. {scope}.").format(
                role=own.role, scope=own.scope
            )
        if own.state == rows.REVOKED:
            return _("Este equipo fue revocado: sólo puede consultar. Hable con el administrador.")
        return _("Este equipo no está autorizado: envíe su solicitud al administrador.")

    def _state(self) -> str:
        roster = self._workspace.authority.roster
        if roster.root is None:
            return _("Sin administrador: se acepta todo paquete bien firmado del expediente.")
        count = len(roster.administrators())
        return ngettext(
            "{n} administrador; lo de equipos no autorizados va a cuarentena.",
            "{n} administradores; lo de equipos no autorizados va a cuarentena.",
            count,
        ).format(n=count)

    def _warnings(self) -> list[str]:
        made = []
        roster, held = self._workspace.authority.roster, len(self._workspace.heads.held)
        if held:
            made.append(
                ngettext(
                    "{n} cambio en cuarentena, de quien no tenía permiso: se aplicará si un "
                    "administrador autoriza a su equipo.",
                    "{n} cambios en cuarentena, de quien no tenía permiso: se aplicarán si un "
                    "administrador autoriza a su equipo.",
                    held,
                ).format(n=held)
            )
        reviewed = len(self._workspace.authority.reviewed())
        if reviewed:
            made.append(
                ngettext(
                    "{n} ya se veía aquí y está para revisión; otros equipos lo mostrarán hasta "
                    "que reciban la revocación.",
                    "{n} ya se veían aquí y están para revisión; otros equipos los mostrarán hasta "
                    "que reciban la revocación.",
                    reviewed,
                ).format(n=reviewed)
            )
        if roster.rivals:
            made.append(
                _(
                    "Otro equipo también se nombró administrador por su cuenta; aquí vale el "
                    "primero que se conoció. Acuérdenlo de viva voz."
                )
            )
        if roster.root is not None and len(roster.administrators()) == 1:
            made.append(
                _("Hay un solo administrador: si ese equipo se pierde, nadie podrá autorizar.")
            )
        return made

    def _show_buttons(self) -> None:
        workspace, entry = self._workspace, self._entry()
        roster = workspace.authority.roster
        is_free = roster.root is None
        may = is_free or roster.role(workspace.device.public) == ADMINISTERS
        self.administer_button.setVisible(is_free)
        self.request_button.setVisible(may)
        self.join_button.setVisible(is_free or not may)
        text, is_shown = _("Autorizar…"), may and not is_free
        if isinstance(entry, ForkRow):
            text, is_shown = _("Enterado…"), may and not entry.seen
        elif isinstance(entry, AsideRow) and entry.is_ready:
            text, is_shown = _("Recibir"), True
        self._tell(self.authorise_button, text, is_shown)
        text, is_shown = _("Revocar…"), may and not is_free and not isinstance(entry, ForkRow)
        if isinstance(entry, AsideRow):
            text, is_shown = _("Quitar…"), True
        self._tell(self.remove_button, text, is_shown)
        why = rows.why_not_revoked(self._workspace, entry)
        self.remove_button.setEnabled(not why)
        self.remove_button.setToolTip(why or text)
        self._bar.fit()

    def _tell(self, button: Button, text: str, is_shown: bool) -> None:
        button.set_text(text)
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setVisible(is_shown)

    def _show_entries(self) -> None:
        self.table.show_entries(rows.columns(self._room), self._entries)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme = Theme.of_application()
        # In large type this device's own panel leaves most of the window to the others.
        self._side.setFixedWidth(min(theme.px(_SIDE_WIDTH), self.width() * 2 // 5))
        left = self.width() - self._side.width()
        room = rows.WIDE
        if left < theme.px(_ROOMY):
            room = rows.PAIR if left >= theme.px(_NARROW) else rows.SINGLE
        if room != self._room:
            self._room = room
            self._show_entries()

    # Laying out

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        self._side = scroll = QScrollArea(widgetResizable=True)
        scroll.setFixedWidth(theme.px(_SIDE_WIDTH))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(_("Este equipo"))
        scroll.setWidget(self._make_own())
        self._report = ReportTable(lambda entry: rows.make_row(entry, self._room), _key)
        self.table = ReportView(self._report, _("Equipos del expediente"), lines=6)
        self.table.opened.connect(lambda _key: self.act())
        self.table.chosen.connect(lambda _key: self._show_buttons())
        self._warnings_ground = frame("info")
        self._warning = label("", "infotext")
        QVBoxLayout(self._warnings_ground).addWidget(self._warning)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._make_bar())
        right.addWidget(self._warnings_ground)
        right.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(scroll)
        row.addLayout(right, 1)

    def _make_own(self) -> QFrame:
        theme, device = Theme.of_application(), self._workspace.device
        side = frame("chrome")
        column = QVBoxLayout(side)
        column.setContentsMargins(*(theme.px(one) for one in (20, 16, 20, 16)))
        column.setSpacing(theme.px(8))
        column.addWidget(label(_("Este equipo"), "section"))
        self._name, self._author = label(device.name, "title"), label(device.author, "secondary")
        self._role = label("", "secondary")
        column.addWidget(self._name)
        column.addWidget(self._author)
        column.addSpacing(theme.px(4))
        column.addWidget(label(_("Huella: léala por grupos, de viva voz"), "section"))
        fingerprint = label(in_groups(device.fingerprint), "big", selectable=True)
        fingerprint.setAccessibleName(" ".join(device.fingerprint))
        column.addWidget(fingerprint)
        column.addWidget(QrCode(device.fingerprint), 0, Qt.AlignmentFlag.AlignLeft)
        copy = Button(_("Copiar la huella"), "copy", "link")
        copy.clicked.connect(self.copy)
        column.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._role)
        self.join_button = join = Button(
            _("Solicitud para unirse…"), "file-up", tip=_("Guardar solicitud para unirse (Ctrl+J)")
        )
        join.clicked.connect(self.write_request)
        column.addWidget(join, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return side

    def _make_bar(self) -> Bar:
        self._bar = Bar()
        self._told = label("", "secondary")
        self._told.setWordWrap(False)
        self._bar.left.addWidget(self._told)
        self.administer_button = Button(_("Ser administrador…"), "shield-check")
        self.administer_button.clicked.connect(self.administer)
        self.request_button = Button(_("Abrir solicitud…"), "folder-open")
        self.request_button.clicked.connect(self.open_request)
        self.authorise_button = Button(_("Autorizar…"), "shield-check")
        self.authorise_button.clicked.connect(self.act)
        self.remove_button = Button(_("Revocar…"), "user-x", "danger")
        self.remove_button.clicked.connect(self.remove)
        for button in (
            self.administer_button,
            self.request_button,
            self.authorise_button,
            self.remove_button,
        ):
            self._bar.right.addWidget(button)
        self._bar.spare = [self._told]
        return self._bar


def _key(entry: Row) -> str:
    return entry.key
