"""Sincronizar: send and receive packages, decide conflicts, know who has what and whom to trust."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.core import restoring
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Changes, Workspace
from pea_desktop.files.package import Exported
from pea_desktop.i18n import _
from pea_desktop.ui.kit import commands
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.segments import Segments
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, Header, frame, label
from pea_desktop.ui.screens.conflict_choices import count_text
from pea_desktop.ui.screens.conflict_page import ConflictPage
from pea_desktop.ui.screens.exchange_outcome import undone_sentence
from pea_desktop.ui.screens.exchange_receive import ReceivePage
from pea_desktop.ui.screens.exchange_send import SendPage, written_sentence
from pea_desktop.ui.screens.exchange_standing import StandingPage
from pea_desktop.ui.screens.exchange_trust import TrustPage

SEND, RECEIVE, CONFLICTS, STANDING, TRUST = "send", "receive", "conflicts", "standing", "trust"
_NOTICE_MS: Final = 30_000
_ROOMY: Final = 1040

_Section = SendPage | ReceivePage | ConflictPage | StandingPage | TrustPage


class SyncScreen(QWidget):
    """Five sections of exchange by files; Ctrl+PgUp and Ctrl+PgDown go through them.

    Signals:
        status_changed: what `status_text` returns is another sentence now.
        place_wanted: a screen's key, a row and a field the person wants to see.
    """

    status_changed = Signal()
    place_wanted = Signal(str, str, str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.title = _("Sincronizar")
        self._workspace = workspace
        self._sections: dict[str, _Section] = {
            SEND: SendPage(workspace),
            RECEIVE: ReceivePage(workspace),
            CONFLICTS: ConflictPage(workspace),
            STANDING: StandingPage(workspace),
            TRUST: TrustPage(workspace),
        }
        self._stale: set[str] = set()
        self._is_clicked = False
        self._lay_out()
        self._actions = self._connect()
        self.refresh()

    @property
    def sending(self) -> SendPage:
        """Crear paquete."""
        page = self._sections[SEND]
        assert isinstance(page, SendPage)
        return page

    @property
    def receiving(self) -> ReceivePage:
        """Recibir."""
        page = self._sections[RECEIVE]
        assert isinstance(page, ReceivePage)
        return page

    @property
    def deciding(self) -> ConflictPage:
        """Conflictos."""
        page = self._sections[CONFLICTS]
        assert isinstance(page, ConflictPage)
        return page

    @property
    def shown(self) -> str:
        """The key of the section that is shown."""
        return self._segments.value

    @property
    def menu_actions(self) -> list[QAction]:
        """What the window's menu has of this screen."""
        return [self._actions["undo"]]

    def refresh(self, changes: Changes | None = None) -> None:
        """Show the file as it is now; sections not in sight wait until they are."""
        self._stale = set(self._sections) - {self.shown, CONFLICTS}
        # Its count is told whatever section is shown.
        self.deciding.refresh()
        if self.shown != CONFLICTS:
            self._sections[self.shown].refresh()
        count = self.deciding.count
        word = _("Conflictos")
        self._segments.set_word(CONFLICTS, f"{word} {count}" if count else word)
        self.header.set_subtitle(
            _("Este equipo: {device}").format(device=self._workspace.device.name)
        )
        self._show_whether_undoable()
        self.status_changed.emit()

    def status_text(self) -> str:
        """Return how many conflicts wait for a decision."""
        return count_text(self.deciding.count)

    def go_to(self, section: str, text: str = "") -> None:
        """Show a section, or a conflict by its id with a text to begin the third value with."""
        if section in self._sections:
            self.open_section(section)
            return
        self.open_section(CONFLICTS)
        self.deciding.go_to(section, text)

    def open_section(self, section: str) -> None:
        """Show a section and put the keyboard into it."""
        self._news.hide()
        self._segments.choose(section)
        if section in self._stale:
            self._stale.discard(section)
            self._sections[section].refresh()
        self._stack.setCurrentWidget(self._sections[section])
        first = self._sections[section].first_focus()
        self.setFocusProxy(first)
        first.setFocus()

    def step(self, by: int) -> None:
        """Go to the next section, or the one before."""
        keys = list(self._sections)
        self.open_section(keys[(keys.index(self.shown) + by) % len(keys)])

    def receive(self, *paths: Path) -> None:
        """Show what packages bring; the person applies them or not."""
        self.open_section(RECEIVE)
        self.receiving.look(*paths)

    def say(self, sentence: str) -> None:
        """Tell what was done, until something else is."""
        self._news_text.setText(sentence)
        self._news.show()
        self._timer.start()
        self.status_changed.emit()

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        self.header = Header(self.title)
        self._segments = Segments(
            _("Sección"),
            (
                (SEND, _("Enviar")),
                (RECEIVE, _("Recibir")),
                (CONFLICTS, _("Conflictos")),
                (STANDING, _("Quién tiene qué")),
                (TRUST, _("Equipos y confianza")),
            ),
        )
        self.header.tools.addWidget(self._segments)
        self._news = frame("info")
        self._news_text = label("", "infotext")
        close = Button("", "x", "icon", tip=_("Quitar el aviso"))
        close.clicked.connect(self._news.hide)
        row = QHBoxLayout(self._news)
        row.setContentsMargins(theme.px(20), theme.px(4), theme.px(8), theme.px(4))
        row.addWidget(self._news_text, 1)
        row.addWidget(close)
        self._news.hide()
        self._timer = QTimer(self, singleShot=True, interval=_NOTICE_MS)
        self._timer.timeout.connect(self._news.hide)
        self._stack = QStackedWidget()
        for page in self._sections.values():
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._news)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.sending.first_focus())

    def _connect(self) -> dict[str, QAction]:
        self._segments.chosen.connect(self._on_section)
        for button in self._segments.findChildren(QPushButton):
            button.installEventFilter(self)
        self.sending.sent.connect(self._on_sent)
        self.sending.receive_wanted.connect(self.ask_receive)
        self.receiving.received.connect(self._on_received)
        self.receiving.stopped.connect(self.say)
        self.receiving.outcome.undone.connect(self._on_undone)
        self.receiving.send_wanted.connect(lambda: self.open_section(SEND))
        self.receiving.conflicts_wanted.connect(lambda: self.open_section(CONFLICTS))
        self.deciding.said.connect(self._on_said)
        self.deciding.receive_wanted.connect(self.ask_receive)
        self.deciding.place_wanted.connect(self.place_wanted)
        who = self._sections[STANDING]
        assert isinstance(who, StandingPage)
        who.said.connect(self.say)
        who.send_wanted.connect(self._send_to)
        who.receive_wanted.connect(self.ask_receive)
        trust = self._sections[TRUST]
        assert isinstance(trust, TrustPage)
        trust.said.connect(self._on_said)
        trust.receive_wanted.connect(self.ask_receive)
        return commands.install(
            self,
            (
                Command("undo", _("Deshacer esta fusión…"), self.receiving.outcome.undo),
                Command("next", _("Sección siguiente"), lambda: self.step(1), "Ctrl+PgDown"),
                Command("before", _("Sección anterior"), lambda: self.step(-1), "Ctrl+PgUp"),
            ),
        )

    def ask_receive(self) -> None:
        """Ask which packages, and show what they bring."""
        self.open_section(RECEIVE)
        self.receiving.ask()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Beside the words of five sections the title would have no room.
        self._segments.shorten(self.width() < Theme.of_application().px(_ROOMY))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Who clicks wants to go on there; who comes by the arrows may go on to the next word.
        if event.type() == QEvent.Type.MouseButtonRelease:
            self._is_clicked = True
        return super().eventFilter(watched, event)

    def _on_section(self, section: str) -> None:
        if self._is_clicked or self._segments.is_short:
            self._is_clicked = False
            self.open_section(section)
            return
        # The keyboard stays on the words: the arrows may go on to the next one.
        self._news.hide()
        if section in self._stale:
            self._stale.discard(section)
            self._sections[section].refresh()
        self._stack.setCurrentWidget(self._sections[section])
        self.setFocusProxy(self._sections[section].first_focus())

    def _on_sent(self, written: Exported) -> None:
        self.say(written_sentence(written))

    def _on_received(self, is_told: bool) -> None:
        # What came of it is told where it was received.
        self._news.hide()
        if not is_told:
            self.refresh()

    def _on_undone(self) -> None:
        if self.receiving.is_looking:
            # What is being looked at stays, and was made again.
            self.say(undone_sentence())
        elif self.shown != RECEIVE:
            self.open_section(RECEIVE)

    def _show_whether_undoable(self) -> None:
        undo, why = self._actions["undo"], ""
        try:
            restoring.require_undoable(self._workspace)
        except PeaError as error:
            why = str(error)
        undo.setEnabled(not why)
        undo.setToolTip(why)

    def _on_said(self, sentence: str) -> None:
        self.refresh()
        self.say(sentence)

    def _send_to(self, fingerprint: str) -> None:
        self.open_section(SEND)
        self.sending.choose(fingerprint)
