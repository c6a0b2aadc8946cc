"""Equipos y confianza: who this device is, whom the expediente trusts, what is held back."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pea_desktop.areas import institutions
from pea_desktop.core import trusting
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
from pea_desktop.ui.screens.exchange_trust_dialog import AuthoriseDialog, in_groups
from pea_desktop.ui.screens.exchange_trust_rows import AsideRow, TrustRow

_SIDE_WIDTH: Final = 300


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
        self._lay_out()
        commands.install(
            self,
            (
                Command("join", _("Guardar solicitud para unirse…"), self.write_request, "Ctrl+J"),
                Command("open", _("Abrir la solicitud de otro equipo…"), self.open_request),
            ),
        )
        commands.install(
            self.table, (Command("revoke", _("Revocar el equipo elegido…"), self.revoke, "Del"),)
        )
        commands.tell(self.table, [(_("Autorizar el equipo elegido"), "Return")])

    def refresh(self) -> None:
        """Read again whom the expediente trusts."""
        workspace, device = self._workspace, self._workspace.device
        self._name.setText(device.name)
        self._author.setText(device.author)
        kept = [one for one, _path in package.quarantined(workspace.device, workspace.workspace_id)]
        listed = rows.devices(workspace)
        self.table.show_entries(rows.columns(), rows.entries(listed, rows.aside(kept)))
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
        if dialogs.ask(
            self,
            _("¿Revocar a «{device}»?").format(device=who.device),
            _("Revocar"),
            _(
                "Lo que ya se conoce de ese equipo se queda. Lo que escriba después irá a "
                "cuarentena. Otros equipos lo sabrán cuando reciban un paquete de éste."
            ),
            danger=True,
        ):
            self._do(lambda: trusting.revoke(self._workspace, who))

    def copy(self) -> None:
        """Put this device's fingerprint on the clipboard."""
        QGuiApplication.clipboard().setText(self._workspace.device.fingerprint)
        self.said.emit(_("Se copió la huella de este equipo."))

    def _authorise(self, who: Request) -> None:
        places = [
            (row["id"], row["acronym"] or row["name"])
            for row in institutions.show(self._workspace.session)
        ]
        is_first = self._workspace.authority.roster.root is None
        dialog = AuthoriseDialog(who, places, self, is_first=is_first)
        if dialogs.show(dialog):
            role, scope = str(dialog.role.currentData()), dialog.scope
            self._do(lambda: trusting.authorise(self._workspace, who, role, scope))

    def _do(self, act: Callable[[], object]) -> None:
        try:
            act()
            taken = package.retry_quarantined(self._workspace)
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        said = _("Quedó anotado en el expediente: viajará en el próximo paquete.")
        if taken:
            said = ngettext(
                "Se recibió {n} paquete que estaba en cuarentena.",
                "Se recibieron {n} paquetes que estaban en cuarentena.",
                len(taken),
            ).format(n=len(taken))
        self.refresh()
        self.said.emit(said)

    # Reading

    def _chosen(self) -> Request | None:
        entry = self._report.entry_at(self.table.currentIndex().row())
        if not isinstance(entry, TrustRow | AsideRow):
            return None
        try:
            if isinstance(entry, AsideRow):
                return self._sender(entry)
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
                    "{n} cambio en cuarentena, de quien no tenía permiso: se conserva sin "
                    "mostrarse; está en «Conflictos».",
                    "{n} cambios en cuarentena, de quien no tenía permiso: se conservan sin "
                    "mostrarse; están en «Conflictos».",
                    held,
                ).format(n=held)
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
        workspace = self._workspace
        roster = workspace.authority.roster
        is_free = roster.root is None
        may = is_free or roster.role(workspace.device.public) == ADMINISTERS
        self.administer_button.setVisible(is_free)
        self.request_button.setVisible(may)
        self.authorise_button.setVisible(may and not is_free)
        self.revoke_button.setVisible(may and not is_free)
        self._bar.fit()

    # Laying out

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFixedWidth(theme.px(_SIDE_WIDTH))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(_("Este equipo"))
        scroll.setWidget(self._make_own())
        self._report = ReportTable(rows.make_row, _key)
        self.table = ReportView(self._report, _("Equipos del expediente"), lines=3)
        self.table.opened.connect(lambda _key: self.authorise())
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
        join = Button(
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
        self.authorise_button.clicked.connect(self.authorise)
        self.revoke_button = Button(_("Revocar…"), "user-x", "danger")
        self.revoke_button.clicked.connect(self.revoke)
        for button in (
            self.administer_button,
            self.request_button,
            self.authorise_button,
            self.revoke_button,
        ):
            self._bar.right.addWidget(button)
        self._bar.spare = [self._told]
        return self._bar


def _key(entry: TrustRow | AsideRow) -> str:
    return entry.id if isinstance(entry, AsideRow) else entry.fingerprint
