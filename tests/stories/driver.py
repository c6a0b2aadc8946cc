"""A person at a laptop: the real window through what can be seen, clicked and typed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from pea_desktop.ui.app import Shell
from pea_desktop.ui.kit.grid_editor import CellEditor
from pea_desktop.ui.kit.grid_view import GridView
from pea_desktop.ui.screens.conflict_text import MarkedText


class Laptop:
    """One device with its own `PEA_HOME`; dialogs are answered beforehand with `answer`."""

    def __init__(self, qtbot, answer, folder, person, monkeypatch):
        self.qtbot, self.answer, self.folder, self.person = qtbot, answer, folder, person
        self._monkeypatch = monkeypatch
        folder.mkdir()
        self.shell = None

    def start(self, path=None):
        """Start the program; the first time it asks for the two names."""
        self.be_here()
        self.shell = Shell()
        if not self.shell.settings.author:
            self.answer("show", self._introduce)
        self.shell.start(path)

    def be_here(self):
        """Make this laptop's folder the one the program sees."""
        self._monkeypatch.setenv("PEA_HOME", str(self.folder / "casa"))

    @property
    def window(self):
        """The main window, or the start page before any file is open."""
        return self.shell.window or self.shell._start_window

    @property
    def workspace(self):
        return self.shell.workspace

    def open(self, screen):
        """Go to a screen of the side bar."""
        self.click(screen)

    def click(self, text):
        """Press the visible button that says this."""
        self.be_here()
        button = self._one(QPushButton, lambda one: one.accessibleName() or one.text(), text)
        assert button.isEnabled(), f"{text} is disabled"
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        # What a click makes is shown in the next turn of the loop.
        QApplication.processEvents()

    def section(self, name):
        """Go to a section of Sincronizar: a word, or an entry of a list where there is no room."""
        self.be_here()
        for one in self.buttons():
            # «Conflictos 1», but not «Recibir paquete…».
            if one.rstrip("0123456789 ") == name:
                self.click(one)
                return
        choice = self._one(QComboBox, QWidget.accessibleName, "Sección")
        choice.setCurrentIndex(choice.findText(name, Qt.MatchFlag.MatchStartsWith))
        choice.activated.emit(choice.currentIndex())
        QApplication.processEvents()

    def press(self, key, modifier=Qt.KeyboardModifier.ControlModifier):
        """Press a key where the focus is."""
        self.be_here()
        self.window.activateWindow()
        self.qtbot.wait_until(self.window.isActiveWindow)
        target = QApplication.focusWidget() or self.window
        self.qtbot.keyClick(target, key, modifier)
        QApplication.processEvents()

    def type_over(self, text):
        """Type in the field that has the focus, in place of what it holds."""
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit | QPlainTextEdit), field
        field.selectAll()
        self.qtbot.keyClicks(field, text)

    def fill(self, name, text):
        """Write a text into the visible field of that name, and leave it."""
        field = self._one(QWidget, QWidget.accessibleName, name, QLineEdit, QPlainTextEdit)
        field.setFocus()
        field.selectAll()
        # Not key by key: QTest's keyboard has no accents.
        (field.insert if isinstance(field, QLineEdit) else field.insertPlainText)(text)
        field.clearFocus()

    def field(self, name):
        """Return the text of the visible field of that name."""
        field = self._one(QWidget, QWidget.accessibleName, name, QLineEdit, QPlainTextEdit)
        return field.text() if isinstance(field, QLineEdit) else field.toPlainText()

    def type_cell(self, line, column, text):
        """Type over a cell of the matrix, as in a spreadsheet."""
        grid = self._grid
        grid.setFocus()
        grid.setCurrentIndex(self._index(line, column))
        self.qtbot.keyClick(grid, text[0])
        [editor] = [e for e in grid.viewport().findChildren(CellEditor) if e.isVisible()]
        self.qtbot.keyClicks(editor, text[1:])
        self.qtbot.keyClick(editor, Qt.Key.Key_Return)

    def cell(self, line, column):
        """Return what a cell of the matrix shows."""
        return self._index(line, column).data()

    def says(self):
        """Return every text of a label that can be seen."""
        return [one.text() for one in self.window.findChildren(QLabel) if one.isVisible()]

    def answers(self):
        """Return every text that a conflict offers, without what it takes away."""
        return [one.plain for one in self.window.findChildren(MarkedText) if one.isVisible()]

    def table(self, name):
        """Return the visible table of that name."""
        return self._one(QTableView, QWidget.accessibleName, name)

    def buttons(self):
        """Return what the visible buttons say."""
        return [b.text() for b in self.window.findChildren(QPushButton) if b.isVisible()]

    def wait_until_it_says(self, sentence):
        """Wait for a background task that ends in this sentence."""
        self.qtbot.wait_until(lambda: sentence in self.says())

    def close(self):
        """Close the window and let go of the file."""
        if self.shell is not None:
            self.be_here()
            self.shell.leave()
            if self.shell._start_window is not None:
                self.shell._start_window.close()
            self.shell = None

    @property
    def _grid(self):
        return next(one for one in self.window.findChildren(GridView) if one.isVisible())

    def _index(self, line, column):
        model = self._grid.model()
        key = [one.key for one in model.columns].index(column)
        rows = [at for at in range(model.rowCount()) if model.index(at, 0).data() == str(line)]
        return model.index(rows[0], key)

    def _introduce(self, dialog):
        dialog.form.field("author").setText(self.person)
        dialog.form.field("device").setText(self.folder.name)
        return True

    def _one(self, kind, name, text, *kinds):
        found = [
            one
            for one in self.window.findChildren(kind)
            if one.isVisible() and name(one) == text and isinstance(one, kinds or kind)
        ]
        seen = sorted(
            {name(one) for one in self.window.findChildren(kind) if one.isVisible() and name(one)}
        )
        assert found, f"«{text}» cannot be seen, only: {seen}"
        return found[0]
