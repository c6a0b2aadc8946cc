"""Everything that asks or tells a person something in a window of its own.

Call these through the module (`dialogs.ask(...)`): tests answer them with the `answer` fixture,
which replaces the functions here.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileInfo, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QFileIconProvider,
    QGridLayout,
    QInputDialog,
    QMessageBox,
    QProgressDialog,
    QPushButton,
    QSpacerItem,
    QWidget,
)
from typing_extensions import override

from pea_desktop.core.errors import ConflictedError, PeaError
from pea_desktop.i18n import _
from pea_desktop.ui.kit import icons
from pea_desktop.ui.kit.tasks import Task
from pea_desktop.ui.kit.theme import Theme

_FOLDER: Final = "pea_folder"
_PICTURES: Final = {
    QMessageBox.Icon.Information: ("info", "info"),
    QMessageBox.Icon.Warning: ("triangle-alert", "err"),
    QMessageBox.Icon.Question: ("circle-question-mark", "accent"),
}


def say(parent: QWidget | None, text: str, detail: str = "") -> None:
    """Tell something; the person only has to read it."""
    box = _box(parent, QMessageBox.Icon.Information, text, detail)
    box.addButton(_("Entendido"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def show_error(error: PeaError, parent: QWidget | None = None) -> None:
    """Tell what could not be done and why; the error's text already is that sentence.

    Who was asked about a conflict already is not told of it again.
    """
    if isinstance(error, ConflictedError) and error.is_told:
        return
    box = _box(parent, QMessageBox.Icon.Warning, str(error), "")
    box.addButton(_("Entendido"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def ask(
    parent: QWidget | None, text: str, accept: str, detail: str = "", *, danger: bool = False
) -> bool:
    """Ask for a yes, said with the verb of what will happen («Aplicar»), or a cancel.

    Args:
        parent: window it belongs to.
        text: the question.
        accept: what the accepting button says.
        detail: what it means, in smaller type.
        danger: whether Enter should cancel.
    """
    box = _box(parent, QMessageBox.Icon.Question, text, detail)
    yes = box.addButton(accept, QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(_("Cancelar"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no if danger else yes)
    box.setEscapeButton(no)
    box.exec()
    return box.clickedButton() is yes


def choose(
    parent: QWidget | None, text: str, options: Sequence[str], detail: str = ""
) -> int | None:
    """Ask for one of a few ways to go on; return its position, or None when cancelled."""
    box = _box(parent, QMessageBox.Icon.Question, text, detail)
    buttons: list[QPushButton] = [
        box.addButton(option, QMessageBox.ButtonRole.ActionRole) for option in options
    ]
    cancel = box.addButton(_("Cancelar"), QMessageBox.ButtonRole.RejectRole)
    box.setEscapeButton(cancel)
    box.exec()
    clicked = box.clickedButton()
    return next((at for at, button in enumerate(buttons) if button is clicked), None)


def ask_text(parent: QWidget | None, title: str, text: str, initial: str = "") -> str | None:
    """Ask for one line of text; None when cancelled."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(text)
    dialog.setTextValue(initial)
    dialog.setOkButtonText(_("Aceptar"))
    dialog.setCancelButtonText(_("Cancelar"))
    return dialog.textValue() if dialog.exec() == QDialog.DialogCode.Accepted else None


def choose_open(
    parent: QWidget | None, title: str, filters: str, *, remember: bool = True
) -> Path | None:
    """Ask for an existing file; `filters` as Qt writes them: «Excel (*.xlsx)».

    Where a private key lies is not remembered, not even until the next dialog.
    """
    paths = _chosen(file_dialog(parent, title, filters, QFileDialog.FileMode.ExistingFile))
    if not paths:
        return None
    return _remembered(paths[0]) if remember else paths[0]


def choose_several(parent: QWidget | None, title: str, filters: str) -> list[Path]:
    """Ask for existing files, one or more; an empty list when cancelled."""
    paths = _chosen(file_dialog(parent, title, filters, QFileDialog.FileMode.ExistingFiles))
    if paths:
        _remembered(paths[0])
    return paths


def choose_save(
    parent: QWidget | None, title: str, suggested: str | Path, filters: str
) -> Path | None:
    """Ask where to write; an existing file is asked about by the dialog itself.

    Args:
        parent: window it belongs to.
        title: what is written.
        suggested: a name, or a whole path; a name alone goes to the folder used last.
        filters: as Qt writes them.
    """
    dialog = file_dialog(parent, title, filters, QFileDialog.FileMode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    whole = _folder() / suggested
    dialog.setDirectory(str(whole.parent))
    dialog.selectFile(whole.name)
    paths = _chosen(dialog)
    if not paths:
        return None
    path = _remembered(paths[0])
    ending = Path(suggested).suffix
    return path if path.suffix or not ending else path.with_suffix(ending)


class _Pictures(QFileIconProvider):
    """Pictures of files by whether they are folders, and nothing else.

    Qt would read each file of the folder to learn what it is; to open and close the expediente
    within this process drops the locks that SQLite holds on it (POSIX).
    """

    @override
    def icon(self, of: QAbstractFileIconProvider.IconType | QFileInfo, /) -> QIcon:
        if isinstance(of, QFileInfo):
            of = self.IconType.Folder if of.isDir() else self.IconType.File
        return super().icon(of)

    @override
    def type(self, info: QFileInfo, /) -> str:
        return _("Carpeta") if info.isDir() else info.suffix().upper()


def file_dialog(
    parent: QWidget | None, title: str, filters: str, mode: QFileDialog.FileMode
) -> QFileDialog:
    """Return a dialog for files that opens none of those it shows."""
    dialog = QFileDialog(parent, title, str(_folder()), filters)
    dialog.setFileMode(mode)
    pictures = _Pictures()
    dialog.setIconProvider(pictures)
    # Qt keeps no hold on it.
    dialog.setProperty("pea_pictures", pictures)
    return dialog


def _chosen(dialog: QFileDialog) -> list[Path]:
    is_accepted = dialog.exec() == QDialog.DialogCode.Accepted
    paths = [Path(name) for name in dialog.selectedFiles()] if is_accepted else []
    dialog.deleteLater()
    return paths


def show(dialog: QDialog) -> bool:
    """Run a dialog of a screen; return whether the person accepted it."""
    return dialog.exec() == QDialog.DialogCode.Accepted


def progress(task: Task, text: str, parent: QWidget | None = None) -> None:
    """Show how far a task is, with a button to stop it; appears after 400 ms."""
    bar = QProgressDialog(text, _("Detener"), 0, 0, parent)
    bar.setWindowTitle(QApplication.applicationDisplayName())
    bar.setWindowModality(Qt.WindowModality.WindowModal)
    bar.setMinimumDuration(400)
    # As wide for the longest sentence as for the first one.
    bar.setMinimumWidth(Theme.of_application().px(420))
    bar.setAutoClose(False)
    bar.setAutoReset(False)
    bar.canceled.connect(task.stop)

    def advance(done: int, total: int, what: str) -> None:
        bar.setMaximum(total)
        bar.setValue(done)
        if what:
            bar.setLabelText(what)

    def close() -> None:
        # Closing a progress dialog counts as cancelling it.
        bar.canceled.disconnect(task.stop)
        bar.close()
        bar.deleteLater()

    task.progressed.connect(advance)
    task.returned.connect(close)
    QTimer.singleShot(400, bar, lambda: bar.setVisible(task.is_running))


def _folder() -> Path:
    """Return the folder used last, at first the person's documents."""
    application = QApplication.instance()
    used = application.property(_FOLDER) if application is not None else None
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    # A folder that is not there would be taken for the name of a file.
    return next((p for p in map(Path, filter(None, (used, documents))) if p.is_dir()), Path.home())


def _remembered(path: Path) -> Path:
    application = QApplication.instance()
    if application is not None:
        application.setProperty(_FOLDER, str(path.parent))
    return path


def _box(parent: QWidget | None, icon: QMessageBox.Icon, text: str, detail: str) -> QMessageBox:
    box = QMessageBox(parent)
    theme = Theme.of_application()
    # The icon tells screen readers what it is; its picture is ours, in the colours of the theme.
    box.setIcon(icon)
    name, token = _PICTURES[icon]
    box.setIconPixmap(icons.pixmap(name, theme.hex(token), theme.px(28), box.devicePixelRatioF()))
    # A question with an explanation reads as a title and its text.
    box.setProperty("kind", "titled" if detail else "plain")
    box.setWindowTitle(QApplication.applicationDisplayName())
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    if detail:
        box.setInformativeText(detail)
    grid = box.layout()
    if isinstance(grid, QGridLayout):
        # Qt makes a box as narrow as its title; a least width set on a label would cut its text.
        width = QSpacerItem(theme.px(440), 0)
        grid.addItem(width, grid.rowCount(), 0, 1, grid.columnCount())
    return box
