"""The window of one expediente: side bar, the screen, status bar, what is true on all of them."""

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QByteArray,
    QDateTime,
    QEvent,
    QFileInfo,
    QObject,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.settings import Settings
from pea_desktop.ui import clashes
from pea_desktop.ui.kit import commands, dialogs, focus, theme
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import Button, Header
from pea_desktop.ui.page_to_come import PageToCome
from pea_desktop.ui.rail import FootItem, Rail
from pea_desktop.ui.screens import MATRIX_TITLE, SCREENS, Page
from pea_desktop.ui.status_bar import StatusBar, short_time

if TYPE_CHECKING:
    # The window is painted before any of these is imported.
    from pea_desktop.core.device import Device
    from pea_desktop.core.workspace import Changes, Workspace
    from pea_desktop.ui.kit.kept_place import Kept

logger = logging.getLogger(__name__)

_LEAST_WIDTH, _LEAST_HEIGHT = 960, 560
# On these the matrix needs every pixel.
_SMALL_SCREEN = 1440
PACKAGE_ENDING = ".peapkg"
FOOT = (
    FootItem("help", N_("Ayuda"), "circle-question-mark", "F1; Ctrl+/"),
    FootItem("settings", N_("Ajustes"), "settings", "Ctrl+,"),
)


class MainWindow(QMainWindow):
    """Shows one open expediente; the shell that made it opens other files and closes this one.

    Made with the path of a file it is only the frame of the matrix, with nothing to press, until
    `show_file` brings the file itself.

    Signals:
        open_asked: the person wants another file.
        create_asked: the person wants a new expediente.
        closed: the window is going; nothing of it uses the workspace any more.
    """

    open_asked = Signal()
    create_asked = Signal()
    closed = Signal()

    workspace: "Workspace"

    def __init__(self, file: "Workspace | Path", settings: Settings) -> None:
        super().__init__()
        path = file if isinstance(file, Path) else file.path
        self._settings = settings
        self._pages: dict[str, QWidget] = {}
        self._pills: list[Button] = []
        self._stale: set[str] = set()
        self._kept: dict[str, Kept] = {}
        self._is_closed = False
        self._saved_at = QFileInfo(str(path)).lastModified()
        self._unsubscribe: Callable[[], None] = lambda: None
        self.setWindowTitle(_("PEA Escritorio — {file}").format(file=path.stem))
        self.setAcceptDrops(True)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self._make_actions()
        self._lay_out()
        if not self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode())):
            self.resize(1366, 728)
            if self.screen().availableSize().width() <= _SMALL_SCREEN:
                self.setWindowState(Qt.WindowState.WindowMaximized)
        if isinstance(file, Path):
            self._promise(file)
        else:
            self.show_file(file)

    def show_file(self, workspace: "Workspace") -> None:
        """Give a window made with a path the expediente it waits for; to be called once."""
        self.workspace = workspace
        waiting = self._stack.currentWidget()
        if waiting is not None:
            self._stack.removeWidget(waiting)
            waiting.deleteLater()
        self._unsubscribe = workspace.subscribe(self._on_changes)
        clashes.watch(workspace, self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)
        self._update_undo()
        QTimer.singleShot(0, self, self._learn_names)

    def _learn_names(self) -> None:
        """Take the names of the directory as right: or every field would mark «SECOEM»."""
        from pea_desktop.ui.kit.spelling import Spelling

        if not self._is_closed and self.workspace.is_open:
            Spelling.of_application().learn(_names(self.workspace))

    def _promise(self, path: Path) -> None:
        """Stand ready for the first screen of a file that is still being opened."""
        waiting = PageToCome(_(MATRIX_TITLE), path.name)
        self._stack.addWidget(waiting)
        waiting.setFocus(Qt.FocusReason.OtherFocusReason)
        self._rail.check("matrix")
        self._status.show_screen(waiting.status_text())

    def open_screen(self, key: str) -> QWidget:
        """Show a screen of the side bar, made on its first visit; return it."""
        if key not in self._pages:
            self._add_page(key)
        elif key in self._stale:
            _as_page(self._pages[key]).refresh()
        self._stale.discard(key)
        page = self._pages[key]
        self._stack.setCurrentWidget(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        if key in self._kept:
            self._kept.pop(key).put_back(page)
        self._rail.check(key)
        self._update_status()
        return page

    def open_place(self, key: str, row_id: str, field: str) -> None:
        """Show a cell of another screen, as `Diagnóstico` asks; without a row only the screen."""
        page = self.open_screen(key)
        go_to = getattr(page, "go_to", None)
        if go_to is not None and row_id:
            go_to(row_id, field)

    def receive(self, *paths: Path) -> None:
        """Show what packages bring, in Sincronizar."""
        from pea_desktop.ui.screens.sync import SyncScreen

        page = self.open_screen("sync")
        if isinstance(page, SyncScreen):
            page.receive(*paths)

    def say(self, sentence: str) -> None:
        """Show a sentence in the status bar for a few seconds."""
        self._status.say(sentence)

    def show_help(self) -> None:
        """Show the keys of the present screen, and what the program is made of."""
        from pea_desktop.ui.help_dialog import HelpDialog

        page = self._stack.currentWidget()
        sections = [(_("En todas las pantallas"), commands.listed(self, deep=False))]
        if page is not None:
            title = _("En esta pantalla: {title}").format(title=_as_page(page).title)
            sections.insert(0, (title, commands.listed(page)))
        dialogs.show(HelpDialog(sections, self))

    def show_documents(self) -> None:
        """Let the person choose a document, first the one of what the screen shows."""
        from pea_desktop.ui.documents_menu import Wanted, open_documents

        self._write_what_is_typed()
        wanted = getattr(self._stack.currentWidget(), "document_wanted", None)
        open_documents(self.workspace, self, Wanted.of(wanted()) if wanted else None)

    def show_settings(self) -> None:
        """Let the person choose theme, text size and names; each takes effect at once."""
        from pea_desktop.ui.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._settings, self.workspace.device, self)
        dialog.look_changed.connect(self.apply_look)
        dialog.renamed.connect(self._on_renamed)
        dialogs.show(dialog)

    def apply_look(self) -> None:
        """Put the theme and text size of the settings into effect, in all windows."""
        application = QApplication.instance()
        wanted = theme.chosen(self._settings.theme, self._settings.font_scale)
        if not isinstance(application, QApplication) or wanted == Theme.of_application():
            return
        is_resized = wanted.scale != Theme.of_application().scale
        theme.apply(application, wanted)
        if is_resized:
            # Margins and fixed heights were reckoned when the screens were made.
            self._make_screens_again()

    def _make_screens_again(self) -> None:
        from pea_desktop.ui.kit.kept_place import Kept

        self._write_what_is_typed()
        self._keep_layouts()
        self._kept.update({key: Kept.of(page) for key, page in self._pages.items()})
        shown = next((k for k, p in self._pages.items() if p is self._stack.currentWidget()), None)
        former = self.takeCentralWidget()
        self._pages.clear()
        self._pills.clear()
        self._stale.clear()
        self._lay_out()
        if former is not None:
            former.deleteLater()
        if shown is not None:
            self.open_screen(shown)

    def _on_rail(self, key: str) -> None:
        if key == "help":
            self.show_help()
        elif key == "settings":
            self.show_settings()
        else:
            self.open_screen(key)

    def _on_renamed(self, device: "Device") -> None:
        self.workspace.rename_device(device)
        self._update_status()

    def _keep_layouts(self) -> None:
        for key, page in self._pages.items():
            layout_text = getattr(page, "layout_text", None)
            if layout_text is not None:
                self._settings.layouts[key] = layout_text()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._write_what_is_typed()
        if not self._may_go():
            event.ignore()
            return
        self._settings.geometry = self.saveGeometry().toBase64().toStdString()
        self._keep_layouts()
        self._unsubscribe()
        self._is_closed = True
        self.closed.emit()
        super().closeEvent(event)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_packages(event):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = _dropped_packages(event)
        if paths:
            event.acceptProposedAction()
            # Later: the file manager waits for the drop to end, and reading takes its time.
            QTimer.singleShot(0, self, lambda: self.receive(*paths))

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        # Every widget asks its window in the end.
        return focus.step(self, self.focusWidget(), forward=next) or super().focusNextPrevChild(
            next
        )

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A text field keeps Ctrl+Z to itself even with nothing typed; then it is the file's.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QLineEdit | QPlainTextEdit)
            and _is_for_the_file(watched, event)
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(new, QLineEdit | QPlainTextEdit):
            new.installEventFilter(self)

    def _may_go(self) -> bool:
        """Ask before a text goes that its field could not write."""
        pages = self._pages.values()
        typed = [one for page in pages for one in getattr(page, "typed_words", list)()]
        if not typed:
            return True
        said = _("No se guardó lo que dice «{field}»").format(field=typed[0][0])
        why = _("«{text}» no se aceptó: corríjalo o cópielo antes de cerrar.")
        close = _("Cerrar de todos modos")
        return dialogs.ask(self, said, close, why.format(text=typed[0][1][:200]), danger=True)

    def _write_what_is_typed(self) -> None:
        """Write the texts that would be written when their field loses the focus."""
        if not self._pages:
            return
        from pea_desktop.ui.kit.forms import Form

        focused = self.focusWidget()
        if focused is not None:
            # Ends the typing in a cell of a grid.
            focused.clearFocus()
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
        # A window that is not in front has no focus to lose.
        for form in self.findChildren(Form):
            form.write_all()
        for page in self._pages.values():
            write_all = getattr(page, "write_all", None)
            if write_all is not None:
                write_all()

    def _make_actions(self) -> None:
        self._undo = self._action(_("Deshacer"), self._on_undo, "Ctrl+Z")
        self._redo = self._action(_("Rehacer"), self._on_redo, "Ctrl+Y", "Ctrl+Shift+Z")
        self._save = self._action(_("Guardar"), self._on_save, "Ctrl+S", "Ctrl+G")
        self._documents = self._action(_("Documentos…"), self.show_documents, "Ctrl+Shift+K")
        self._open = self._action(_("Abrir…"), self.open_asked.emit, "Ctrl+O")
        self._create = self._action(_("Crear expediente…"), self.create_asked.emit, "Ctrl+N")
        self._quit = self._action(_("Salir"), self.close, "Ctrl+Q")
        for item, slot in zip(FOOT, (self.show_help, self.show_settings), strict=True):
            self._action(_(item.title), slot, *item.shortcut.split("; "))
        for screen in SCREENS:
            self._action(_(screen.title), partial(self.open_screen, screen.key), screen.shortcut)
        self._menu = QMenu(self)
        self._menu.addActions([self._undo, self._redo, self._save])
        self._menu.addSeparator()
        self._menu.addAction(self._documents)
        self._menu.addSeparator()
        self._menu.addActions([self._open, self._create, self._quit])

    def _action(self, text: str, slot: Callable[[], object], *keys: str) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _checked: slot())
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        central = QWidget()
        across = QHBoxLayout(central)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self._rail = Rail(SCREENS, FOOT)
        self._rail.chosen.connect(self._on_rail)
        across.addWidget(self._rail)
        down = QVBoxLayout()
        down.setSpacing(0)
        self._stack = QStackedWidget()
        down.addWidget(self._stack, 1)
        self._status = StatusBar()
        self._status.message_over.connect(self._update_status)
        down.addWidget(self._status)
        across.addLayout(down, 1)
        self.setCentralWidget(central)

    def _add_page(self, key: str) -> None:
        screen = next(known for known in SCREENS if known.key == key)
        page = screen.make(self.workspace)
        told = {"status_changed": self._update_status, "place_wanted": self.open_place}
        for signal, slot in told.items():
            if hasattr(page, signal):
                getattr(page, signal).connect(slot)
        header = page.findChild(Header)
        if header is not None:
            if key != "sync":  # which has a part for them
                self._add_pill(header)
            self._add_menu(header, getattr(page, "menu_actions", ()))
        restore = getattr(page, "restore_layout", None)
        if restore is not None and key in self._settings.layouts:
            restore(self._settings.layouts[key])
        self._pages[key] = page
        self._stack.addWidget(page)
        self._update_conflicts()

    def _add_pill(self, header: Header) -> None:
        pill = Button("", "git-merge", "pill", tip=_("Ver los conflictos en Sincronizar"))
        pill.clicked.connect(lambda: self.open_place("sync", "conflicts", ""))
        self._pills.append(pill)
        header.tools.addWidget(pill)

    def _add_menu(self, header: Header, more: Sequence[QAction]) -> None:
        menu = Button("", "ellipsis", "icon", tip=_("Menú: deshacer, abrir, crear"))
        menu.clicked.connect(lambda: self._open_menu(menu, more))
        header.tools.addWidget(menu)

    def _open_menu(self, button: Button, more: Sequence[QAction]) -> None:
        """Drop the menu, with what the screen adds to it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(more))
        if more:
            menu.addSeparator()
        menu.addActions(self._menu.actions())
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _on_changes(self, changes: "Changes") -> None:
        self._saved_at = QDateTime.currentDateTime()
        shown = self._stack.currentWidget()
        for key, page in self._pages.items():
            if page is shown:
                _as_page(page).refresh(changes)
            else:
                self._stale.add(key)
        self._update_undo()
        self._update_conflicts()
        self._update_status()

    def _update_undo(self) -> None:
        undo, redo = self.workspace.undo_label, self.workspace.redo_label
        self._undo.setText(_("Deshacer: {label}").format(label=undo) if undo else _("Deshacer"))
        self._redo.setText(_("Rehacer: {label}").format(label=redo) if redo else _("Rehacer"))
        self._undo.setEnabled(undo is not None)
        self._redo.setEnabled(redo is not None)

    def _update_conflicts(self) -> None:
        count = len(self.workspace.conflict_cells())
        text = ngettext("{n} conflicto por resolver", "{n} conflictos por resolver", count).format(
            n=count
        )
        for pill in self._pills:
            pill.setText(text)
            pill.setAccessibleName(text)
            pill.setVisible(count > 0)
        # Until a person decides, whatever screen is shown.
        self._rail.set_badge("sync", count, text)

    def _update_status(self) -> None:
        if self._is_closed:
            return  # work that ends later still tells of itself, and the file is closed
        page = self._stack.currentWidget()
        if page is not None:
            self._status.show_screen(_as_page(page).status_text())
        device = self.workspace.device
        self._status.show_file(self._saved_at, device.name, device.author)

    def _on_undo(self) -> None:
        self._step(self.workspace.undo, _("Se deshizo: {label}"))

    def _on_redo(self) -> None:
        self._step(self.workspace.redo, _("Se rehízo: {label}"))

    def _step(self, step: Callable[[], str], sentence: str) -> None:
        try:
            done = step()
        except PeaError as error:
            dialogs.show_error(error, self)
        else:
            self.say(sentence.format(label=done))

    def _on_save(self) -> None:
        self._write_what_is_typed()
        time = short_time(self._saved_at)
        self.say(_("Todo está guardado; el último cambio, {time}.").format(time=time))


def _names(workspace: "Workspace") -> Iterator[str]:
    """Return every name, acronym and alias of the directory."""
    from pea_desktop.areas import institutions

    for row in institutions.show(workspace.session):
        yield from (row["name"] or "", row["acronym"] or "", *row["aliases"])


def _as_page(widget: QWidget) -> Page:
    assert isinstance(widget, Page)
    return widget


def _is_for_the_file(field: QLineEdit | QPlainTextEdit, event: QKeyEvent) -> bool:
    """Tell whether the keys undo or redo, and the field itself has nothing to undo or redo."""
    typed = field if isinstance(field, QLineEdit) else field.document()
    if event.matches(QKeySequence.StandardKey.Undo):
        return not typed.isUndoAvailable()
    return event.matches(QKeySequence.StandardKey.Redo) and not typed.isRedoAvailable()


def _dropped_packages(event: QDropEvent) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() == PACKAGE_ENDING]
