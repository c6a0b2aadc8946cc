"""Sincronizar: send a package, receive one after seeing what it brings, decide the conflicts."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pea_desktop.core.capture import ALIVE
from pea_desktop.core.conflicts import Conflict, Version
from pea_desktop.core.errors import PeaError
from pea_desktop.core.row_state import DELETE_EDIT
from pea_desktop.core.workspace import Changes, Workspace
from pea_desktop.files import package
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, Header, frame, label
from pea_desktop.ui.screens.conflict_words import ConflictWords, keep_text, who
from pea_desktop.ui.screens.package_preview import PackagePreview, received_sentence

_ENDING = ".peapkg"


class SyncScreen(QWidget):
    """Exchanges packages and settles what two laptops changed apart.

    Signals:
        status_changed: a package was sent.
    """

    status_changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.title = _("Sincronizar")
        self._workspace = workspace
        self._conflicts: list[Conflict] = []
        self._lay_out()
        self.refresh()

    def refresh(self, changes: Changes | None = None) -> None:
        """Show what can be sent and what is to be decided now."""
        logs = self._workspace.journal.logs().values()
        entries = sum(log.head - log.fork_seq for log in logs)
        devices = len({log.pub for log in logs})
        self._send_text.setText(
            _("Enviará todo lo que este expediente sabe: {changes} de {devices}.").format(
                changes=ngettext("{n} cambio", "{n} cambios", entries).format(n=entries),
                devices=ngettext("{n} equipo", "{n} equipos", devices).format(n=devices),
            )
        )
        waiting = package.parked(self._workspace)
        sentences = [missing.sentence for _package, parts in waiting for missing in parts[:1]]
        self._waiting_text.setText("\n".join(sentences))
        self._waiting.setVisible(bool(sentences))
        self._show_conflicts()

    def status_text(self) -> str:
        """Return how many conflicts wait for a decision."""
        if not self._conflicts:
            return _("Sin conflictos pendientes")
        count = len(self._conflicts)
        return ngettext("{n} conflicto por resolver", "{n} conflictos por resolver", count).format(
            n=count
        )

    def send(self) -> None:
        """Ask where, and write a package of everything the file knows."""
        name = f"{self._workspace.path.stem} - {self._workspace.device.name}{_ENDING}"
        path = dialogs.choose_save(
            self, _("Guardar el paquete"), name.replace("/", "-"), _("Paquete (*.peapkg)")
        )
        if path is None:
            return
        try:
            written = package.export(self._workspace, path)
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        self._say(
            _("Se guardó «{name}» con {changes} ({size} KB). Entréguelo por USB o correo.").format(
                name=path.name,
                changes=ngettext("{n} cambio", "{n} cambios", written.entries).format(
                    n=written.entries
                ),
                size=max(1, written.size // 1024),
            )
        )

    def ask_receive(self) -> None:
        """Ask which package, and show what it brings."""
        path = dialogs.choose_open(self, _("Recibir paquete"), _("Paquete (*.peapkg)"))
        if path is not None:
            self.receive(path)

    def receive(self, path: Path) -> None:
        """Show what a package would bring, and take it in once the person accepts."""
        try:
            brings = package.receive(self._workspace, path, dry_run=True)
            if not dialogs.show(PackagePreview(path.name, brings, self)):
                return
            received = package.receive(self._workspace, path)
        except PeaError as error:
            dialogs.show_error(error, self)
            return
        self.refresh()
        self._say(received_sentence(received))

    def resolve(self, conflict: Conflict, version: Version) -> None:
        """Decide a conflict for one of its values."""
        self._decide(partial(self._workspace.resolve, conflict.id, value=version.value))

    def _decide(self, decide: "partial[None]") -> None:
        try:
            decide()
        except PeaError as error:
            dialogs.show_error(error, self)
        # Without a window nobody else tells this screen.
        self.refresh()
        first = self._list.findChild(Button)
        (first or self._receive_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        device = self._workspace.device
        self.header = Header(self.title, _("Este equipo: {device}").format(device=device.name))
        cards, send = self._make_cards(theme)
        self._make_list(theme, cards)
        self.setFocusProxy(send)

    def _make_cards(self, theme: Theme) -> tuple[QHBoxLayout, Button]:
        """Return what sends and receives, and the button that sends."""
        self._send_text = label("", "muted")
        send = Button(_("Crear paquete…"), "package", "primary")
        send.clicked.connect(self.send)
        self._receive_button = Button(_("Recibir paquete…"), "package-open")
        self._receive_button.clicked.connect(self.ask_receive)
        cards = QHBoxLayout()
        cards.setSpacing(theme.px(16))
        fingerprint = label(
            _("La huella de este equipo es {fingerprint}: quien reciba el paquete la verá.").format(
                fingerprint=self._workspace.device.fingerprint
            ),
            "secondary",
            selectable=True,
        )
        cards.addWidget(_card(_("Enviar mis cambios"), send, self._send_text, fingerprint), 1)
        cards.addWidget(
            _card(
                _("Recibir cambios"),
                self._receive_button,
                label(
                    _("Verá lo que trae antes de aplicarlo. También puede arrastrarlo aquí."),
                    "muted",
                ),
            ),
            1,
        )
        return cards, send

    def _make_list(self, theme: Theme, cards: QHBoxLayout) -> None:
        """Put the cards, what is new and the conflicts into one page that scrolls."""
        self._news = frame("info")
        self._news_text = label("", "infotext")
        _fill(self._news, self._news_text)
        self._news.hide()
        self._waiting = frame("info")
        self._waiting_text = label("", "infotext")
        _fill(self._waiting, self._waiting_text)
        self._list = QWidget()
        self._list_column = QVBoxLayout(self._list)
        self._list_column.setContentsMargins(0, 0, 0, 0)
        self._list_column.setSpacing(theme.px(12))
        self._count = label("", "strong")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(theme.px(side) for side in (20, 16, 20, 20)))
        column.setSpacing(theme.px(12))
        column.addLayout(cards)
        for widget in (self._news, self._waiting, self._count, self._list):
            column.addWidget(widget)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setAccessibleName(_("Paquetes y conflictos"))
        # Its fields take the focus; a stop in between says nothing.
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addWidget(scroll, 1)

    def _show_conflicts(self) -> None:
        self._conflicts = self._workspace.conflicts()
        while (item := self._list_column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                # Detached at once, so that nobody finds a button of a decided conflict.
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        if not self._conflicts:
            self._count.setText(_("Sin conflictos pendientes"))
            self._list_column.addWidget(
                label(
                    _(
                        "Cuando dos equipos cambian lo mismo sin saberlo, aquí se ven los dos "
                        "valores y usted decide cuál queda."
                    ),
                    "muted",
                )
            )
            return
        self._count.setText(self.status_text())
        words = ConflictWords(self._workspace.session)
        for conflict in self._conflicts:
            self._list_column.addWidget(self._conflict_card(conflict, words))

    def _conflict_card(self, conflict: Conflict, words: ConflictWords) -> QFrame:
        told = words.tell(conflict)
        card = frame("card")
        column = QVBoxLayout(card)
        column.setSpacing(Theme.of_application().px(6))
        if conflict.kind == DELETE_EDIT:
            head = _("{place}: se eliminó en un equipo y se cambió en otro").format(
                place=told.place
            )
        else:
            head = _("{place}: {field}").format(place=told.place, field=told.field)
        column.addWidget(label(head, "strong"))
        if told.text:
            column.addWidget(label(told.text, "secondary"))
        if conflict.kind == DELETE_EDIT:
            self._add_delete_edit(column, conflict, words)
        else:
            place = (conflict.table, conflict.field)
            before = words.value(*place, conflict.ancestor, conflict.row)
            column.addWidget(label(_("Antes: {value}").format(value=before), "secondary"))
            for version in conflict.values:
                shown = words.value(*place, version.value, conflict.row)
                button = Button(keep_text(shown, version), "check")
                button.clicked.connect(partial(self.resolve, conflict, version))
                button.setAccessibleDescription(
                    _("{head}. {who}").format(head=head, who=who(version))
                )
                column.addLayout(_version_row(shown, who(version), button))
        return card

    def _add_delete_edit(
        self, column: QVBoxLayout, conflict: Conflict, words: ConflictWords
    ) -> None:
        for version in conflict.values:
            if version.field == ALIVE:
                shown = _("Eliminó")
            else:
                shown = _("Escribió en «{field}»: {value}").format(
                    field=words.field_name(version.table, version.field),
                    value=words.value(version.table, version.field, version.value, version.row),
                )
            column.addLayout(_version_row(shown, who(version), None))
        keep = Button(_("Conservar el renglón"), "check")
        keep.clicked.connect(
            lambda: self._decide(partial(self._workspace.resolve, conflict.id, keep=True))
        )
        delete = Button(_("Eliminar"), "trash-2", "danger")
        delete.clicked.connect(
            lambda: self._decide(partial(self._workspace.resolve, conflict.id, delete=True))
        )
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(keep)
        row.addWidget(delete)
        column.addLayout(row)

    def _say(self, sentence: str) -> None:
        self._news_text.setText(sentence)
        self._news.show()
        self.status_changed.emit()


def _card(title: str, button: QWidget, *texts: QWidget) -> QFrame:
    card = frame("card")
    column = QVBoxLayout(card)
    column.addWidget(label(title, "strong"))
    for text in texts:
        column.addWidget(text)
    column.addStretch(1)
    column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    return card


def _fill(ground: QFrame, text: QWidget) -> None:
    QVBoxLayout(ground).addWidget(text)


def _version_row(shown: str, written_by: str, button: Button | None) -> QHBoxLayout:
    texts = QVBoxLayout()
    texts.setSpacing(0)
    texts.addWidget(label(shown, selectable=True))
    texts.addWidget(label(written_by, "secondary"))
    row = QHBoxLayout()
    row.addLayout(texts, 1)
    if button is not None:
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return row
