"""Recibir: choose packages, see what they bring before anything is written, then apply."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from pea_desktop.core.errors import PackageError, PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package
from pea_desktop.files.package import Received
from pea_desktop.files.package.envelope import wants_passphrase
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import commands, dialogs
from pea_desktop.ui.kit.commands import Command
from pea_desktop.ui.kit.drop_zone import DropZone
from pea_desktop.ui.kit.report_table import ReportTable
from pea_desktop.ui.kit.report_view import ReportView
from pea_desktop.ui.kit.segments import Segments
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Bar, Button, EmptyState, frame, label
from pea_desktop.ui.screens import exchange_words as words
from pea_desktop.ui.screens import package_preview as preview
from pea_desktop.ui.screens import package_words
from pea_desktop.ui.screens.conflict_words import ConflictWords
from pea_desktop.ui.screens.exchange_outcome import Outcome
from pea_desktop.ui.screens.exchange_packages import PackageList
from pea_desktop.ui.screens.exchange_work import PackageWork, is_long
from pea_desktop.ui.screens.package_preview import CHANGED, CLASHES, DELETED, NEW, ShownRow

_CHOOSING, _LOOKING, _DONE = range(3)
_ALL: Final = "all"
_ROOMY: Final = 840
"""Design pixels that four columns need."""
_NARROW: Final = 470
"""Design pixels that two columns need."""


class ReceivePage(QWidget):
    """Three steps in one place: choosing, looking, and what came of it.

    Signals:
        received: something was applied, put aside or undone; whether all screens know already.
        conflicts_wanted: the person wants to decide what came in conflict.
        send_wanted: the person wants to send instead.
        stopped: a sentence: the person stopped it, and nothing has changed.
    """

    received = Signal(bool)
    conflicts_wanted = Signal()
    send_wanted = Signal()
    stopped = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._paths: list[Path] = []
        self._left_out: set[Path] = set()
        self._passphrase: str | None = None
        self._brings: Received | None = None
        self._rows: list[ShownRow] = []
        self._unfolded: frozenset[str] = frozenset()
        self._room = preview.WIDE
        self._is_told = False
        self._work = PackageWork(workspace, self)
        self._lay_out()
        self._connect()

    @property
    def is_looking(self) -> bool:
        """Whether a preview is shown."""
        return self._pages.currentIndex() == _LOOKING

    def refresh(self) -> None:
        """Show what waits for other packages; a preview is made again, for rows have changed."""
        waiting = package.parked(self._workspace)
        sentences = [parts[0].sentence for _package, parts in waiting if parts]
        self._waiting_text.setText("\n".join(dict.fromkeys(sentences)))
        self._waiting_title.setText(
            ngettext(
                "{n} paquete en espera de otro", "{n} paquetes en espera de otro", len(waiting)
            ).format(n=len(waiting))
        )
        self._waiting.setVisible(bool(waiting))
        self.outcome.refresh()
        if self._work.is_running:
            # Who listens to the file is told of what is just being taken in.
            self._is_told = True
        elif self.is_looking:
            self._look()

    def first_focus(self) -> QWidget:
        """Return where the keyboard begins."""
        if self._pages.currentIndex() == _DONE:
            return self.outcome.first_focus()
        if self.is_looking:
            return self.accept_button if self.table.isHidden() else self.table
        return self.zone.button

    # What the person does

    def ask(self) -> None:
        """Ask which packages, and show what they bring."""
        paths = dialogs.choose_several(self, _("Recibir paquete"), _("Paquete (*.peapkg)"))
        if paths:
            self.look(*paths)

    def look(self, *paths: Path) -> None:
        """Show what packages would bring, those chosen before included."""
        if not self.is_looking:
            self.cancel()
        self._paths += [path for path in paths if path not in self._paths]
        self._look()

    def apply(self) -> None:
        """Take in what is shown."""
        if not self.is_looking or self._brings is None or self._work.is_running:
            return
        chosen, passphrase = self._chosen(), self._passphrase
        self._is_told = False

        def work(workspace: Workspace, progress: package.Progress) -> tuple[Received, list[str]]:
            # Told field by field, it counts the same as the preview did.
            received = package.receive(
                workspace, *chosen, passphrase=passphrase, details=True, progress=progress
            )
            return received, _settle(workspace, received)

        self._work.run(
            work,
            self._on_applied,
            lambda error: dialogs.show_error(error, self),
            self._on_stopped,
            text=_("Aplicando…") if is_long(self._workspace, chosen, dry_run=False) else "",
        )

    def _on_applied(self, made: tuple[Received, list[str]]) -> None:
        received, refused = made
        self._forget()
        self.outcome.show_received(received)
        self._pages.setCurrentIndex(_DONE)
        self.refresh()
        self.received.emit(self._is_told)
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        if refused:
            dialogs.show_error(PeaError("\n".join(refused)), self)

    def _on_stopped(self) -> None:
        """Say that nothing came of it; a preview that was there before stays."""
        self.stopped.emit(_("Se detuvo: no se recibió nada, y todo está como antes."))
        if not self.is_looking:
            self.cancel()

    def cancel(self) -> None:
        """Leave everything as it is."""
        self._forget()
        self._pages.setCurrentIndex(_CHOOSING)
        self.zone.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_with_passphrase(self) -> None:
        """Try the passphrase that was typed."""
        self._passphrase = self.passphrase.text() or None
        self._look()

    def fold(self, key: str) -> None:
        """Show the fields of a record, or no longer."""
        self._unfolded = self._unfolded ^ {key}
        self._show_rows()

    def go_to_clash(self, by: int) -> None:
        """Go to the next record with a conflict, or the one before, and show both its sides."""
        if not any(row.clashes for row in self._rows):
            return
        if self.filter.value not in (_ALL, CLASHES):
            self.filter.choose(_ALL)
            self._show_rows()
        at, key = self.table.currentIndex().row(), self.table.current_key()
        row = next((one for one in self._rows if one.key == key), None)
        if by < 0 or row is None or not row.clashes or key in self._unfolded:
            key = preview.next_clash(self._report.entries, at, by)
            row = next(one for one in self._rows if one.key == key)
        if row.fields and key not in self._unfolded:
            self._unfolded |= {key}
            self._show_rows()
        self.table.go_to(key)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def fold_all(self) -> None:
        """Show the fields of every record, or of none."""
        every = frozenset(row.key for row in self._rows)
        self._unfolded = frozenset() if self._unfolded == every else every
        self._show_rows()

    # Reading

    def _chosen(self) -> list[Path]:
        return [path for path in self._paths if path not in self._left_out]

    def _forget(self) -> None:
        self._paths, self._left_out, self._brings = [], set(), None
        self._passphrase = None
        self.passphrase.clear()
        self._locked.hide()
        self._unfolded = frozenset()
        self.filter.choose(_ALL)

    def _look(self) -> None:
        """Do it and roll it back; show what came of it."""
        chosen, passphrase = self._chosen(), self._passphrase
        self._locked.hide()
        if self._work.is_running:
            return
        if not chosen:
            self._brings = None
            self._show_brings()
            return
        self._work.run(
            lambda workspace, progress: package.receive(
                workspace, *chosen, dry_run=True, passphrase=passphrase, progress=progress
            ),
            self._on_looked,
            self._on_refused,
            self._on_stopped,
            text=_("Leyendo…") if is_long(self._workspace, chosen, dry_run=True) else "",
        )

    def _on_looked(self, brings: Received) -> None:
        is_first = not self.is_looking
        self._brings = brings
        self._rows = preview.shown_rows(brings, ConflictWords(self._workspace.session))
        self._pages.setCurrentIndex(_LOOKING)
        self._show_brings()
        if is_first:
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_refused(self, error: PeaError) -> None:
        """Ask for the passphrase where that is all that is missing; say anything else."""
        if isinstance(error, package.UnknownSenderError):
            self._set_aside(error.path)
            return
        named = [path for path in self._paths if f"«{path.name}»" in str(error)]
        locked = any(path.is_file() and wants_passphrase(path) for path in named)
        if locked and isinstance(error, PackageError):
            self._locked_text.setText(str(error))
            self._locked.show()
            self._pages.setCurrentIndex(_CHOOSING)
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
            self.passphrase.selectAll()
            return
        dialogs.show_error(error, self)
        # A refusal names its file: the others are shown all the same.
        self._paths = [path for path in self._paths if path not in named] if named else []
        self._go_on()

    def _go_on(self) -> None:
        if self._paths:
            self._look()
        else:
            self.cancel()

    def _set_aside(self, path: Path) -> None:
        """Put a package of an unknown sender into quarantine, and go on with the others."""
        try:
            sentence = package.set_aside(self._workspace, path, self._passphrase)
        except PeaError as error:
            sentence = str(error)
        dialogs.show_error(PeaError(sentence), self)
        self._paths.remove(path)
        self.received.emit(False)
        self._go_on()

    def _show_brings(self) -> None:
        brings = self._brings
        self._packages.show_packages(self._paths, self._left_out, brings)
        for kind, word in _kinds().items():
            count = preview.count(brings, self._rows, "" if kind == _ALL else kind) if brings else 0
            self.filter.set_word(kind, f"{word} {count}")
        self._bar.fit()
        self.accept_button.setEnabled(brings is not None)
        text = package_words.accept_text(brings) if brings else _("Aplicar")
        self.accept_button.set_text(text)
        self.accept_button.setAccessibleName(text)
        self._show_rows()

    def _show_rows(self) -> None:
        kind = self.filter.value
        rows = self._rows if self._brings else []
        shown = preview.entries(rows, "" if kind == _ALL else kind, self._unfolded)
        self.table.show_entries(preview.columns(self._room), shown)
        self._nothing.setText(package_words.why_nothing(self._brings, self._rows))
        self._nothing.setVisible(not shown)
        self.table.setVisible(bool(shown))

    def _include(self, path: Path, is_on: bool) -> None:
        self._left_out = self._left_out - {path} if is_on else self._left_out | {path}
        self._look()

    # Laying out

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme = Theme.of_application()
        self._packages.fit(self.width())
        left = self.width() - self._packages.width()
        room = preview.WIDE
        if left < theme.px(_ROOMY):
            room = preview.PAIR if left >= theme.px(_NARROW) else preview.SINGLE
        if room != self._room:
            self._room = room
            self._show_rows()

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make_choosing())
        self._looking = self._make_looking()
        self._pages.addWidget(self._looking)
        self.outcome = Outcome(self._workspace)
        self._pages.addWidget(self.outcome)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def _make_choosing(self) -> QWidget:
        theme = Theme.of_application()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(*(theme.px(side) for side in (20, 20, 20, 20)))
        column.setSpacing(theme.px(12))
        self.zone = DropZone(
            _("Suelte aquí los paquetes de la USB"),
            _(
                "Uno o varios (*.peapkg), en cualquier orden. Verá lo que traen antes de que se "
                "escriba nada."
            ),
            _("Recibir paquete…"),
            (words.ENDING,),
            several=True,
        )
        column.addWidget(self.zone)
        column.addWidget(self._make_locked())
        self._waiting = frame("info")
        inside = QVBoxLayout(self._waiting)
        self._waiting_title, self._waiting_text = label("", "infotext"), label("", "infotext")
        inside.addWidget(self._waiting_title)
        inside.addWidget(self._waiting_text)
        column.addWidget(self._waiting)
        empty = EmptyState(
            "package-open",
            _("Reciba lo que otros cambiaron"),
            _(
                "Por ejemplo, «michoacan - LAPTOP-03.peapkg» de la memoria USB de la mesa 08. Un "
                "paquete se recibe entero o no se recibe, y dos veces el mismo no hace daño. Lo "
                "que dos equipos cambiaron a la vez espera en «Conflictos»."
            ),
        )
        send = Button(_("Crear paquete…"), "package")
        send.clicked.connect(self.send_wanted)
        empty.buttons.addWidget(send)
        column.addWidget(empty, 1)
        return page

    def _make_locked(self) -> QFrame:
        self._locked = frame("card")
        self._locked_text = label("")
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName(_("Contraseña del paquete"))
        self.passphrase.setPlaceholderText(_("Contraseña del paquete"))
        self.passphrase.returnPressed.connect(self.open_with_passphrase)
        open_ = Button(_("Abrir"), "lock")
        open_.clicked.connect(self.open_with_passphrase)
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self.cancel)
        column = QVBoxLayout(self._locked)
        column.addWidget(self._locked_text)
        row = QHBoxLayout()
        row.addWidget(self.passphrase, 1)
        row.addWidget(open_)
        row.addWidget(cancel)
        column.addLayout(row)
        self._locked.hide()
        return self._locked

    def _make_looking(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_bar())
        self._packages = PackageList()
        self._packages.included.connect(self._include)
        self._packages.left.connect(self._on_left)
        self._report = ReportTable(
            lambda entry: preview.make_row(entry, self._room), lambda one: str(one.key)
        )
        self.table = ReportView(self._report, _("Lo que traen los paquetes"), lines=4)
        self._nothing = label("", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._packages)
        row.addWidget(self.table, 1)
        row.addWidget(self._nothing, 1)
        column.addLayout(row, 1)
        return page

    def _make_bar(self) -> Bar:
        self._bar = Bar()
        self.filter = Segments(
            _("Qué registros"), [(value, word) for value, word in _kinds().items()]
        )
        self._unfold_button = Button(
            _("Ver campos"), "list-tree", tip=_("Ver los campos de todos, o de ninguno (Ctrl+E)")
        )
        self._bar.left.addWidget(self.filter)
        self._bar.left.addWidget(self._unfold_button)
        more = Button(_("Agregar paquete…"), "plus")
        more.clicked.connect(self.ask)
        cancel = Button(_("Cancelar"))
        cancel.clicked.connect(self.cancel)
        self.accept_button = Button(
            _("Aplicar"), "check", "primary", tip=_("Aplicar lo que se ve (Ctrl+Enter)")
        )
        self.accept_button.clicked.connect(self.apply)
        for button in (more, cancel, self.accept_button):
            self._bar.right.addWidget(button)
        return self._bar

    def _connect(self) -> None:
        self.zone.choose_wanted.connect(self.ask)
        self.zone.several_dropped.connect(lambda paths: self.look(*paths))
        self.filter.chosen.connect(lambda _value: self._show_rows())
        self._unfold_button.clicked.connect(self.fold_all)
        self.table.opened.connect(self._on_opened)
        self.outcome.more_wanted.connect(self.cancel)
        self.outcome.conflicts_wanted.connect(self.conflicts_wanted)
        self.outcome.undone.connect(self._on_undone)
        commands.install(
            self,
            (
                Command("ask", _("Elegir paquetes…"), self.ask, "Ctrl+Shift+O"),
                Command("apply", _("Aplicar lo que se ve"), self.apply, "Ctrl+Return; Ctrl+Enter"),
                Command(
                    "fold", _("Ver los campos de todos, o de ninguno"), self.fold_all, "Ctrl+E"
                ),
            ),
        )
        commands.install(
            self._looking,
            (
                Command("cancel", _("No recibir nada"), self.cancel, "Esc"),
                Command("clash", _("Conflicto siguiente"), lambda: self.go_to_clash(1), "F8"),
                Command(
                    "clash_before",
                    _("Conflicto anterior"),
                    lambda: self.go_to_clash(-1),
                    "Shift+F8",
                ),
            ),
        )
        commands.tell(self.table, [(_("Ver los campos del registro"), "Return")])

    def _on_left(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_opened(self, key: str) -> None:
        if any(row.key == key and row.fields for row in self._rows):
            self.fold(key)

    def _on_undone(self) -> None:
        self.outcome.show_undone()
        if not self.is_looking:
            self._pages.setCurrentIndex(_DONE)
        self.received.emit(False)
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)


def _kinds() -> dict[str, str]:
    return {
        _ALL: _("Todos"),
        NEW: _("Nuevos"),
        CHANGED: _("Cambian"),
        DELETED: _("Se borran"),
        CLASHES: _("Conflictos"),
    }


def _settle(workspace: Workspace, received: Received) -> list[str]:
    """Verify the signed documents that came; return what is said of those that were not kept."""
    if not (received.applied and received.attachments):
        return []
    from pea_desktop.signing import desk

    return desk.settle(workspace, set(received.attachments))
