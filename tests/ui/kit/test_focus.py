from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pea_desktop.ui.kit import focus


def field(name):
    made = QLineEdit()
    made.setAccessibleName(name)
    return made


def names(root):
    return [one.accessibleName() for one in focus.reading_order(root)]


def test_goes_as_laid_out_and_not_as_made(qtbot):
    window = QWidget()
    qtbot.add_widget(window)
    last, first = field("abajo"), field("arriba")
    column = QVBoxLayout(window)
    column.addWidget(first)
    row = QHBoxLayout()
    column.addLayout(row)
    column.addWidget(last)
    row.addWidget(field("en medio"))
    window.show()
    assert names(window) == ["arriba", "en medio", "abajo"]


def test_a_grid_is_read_by_rows_whatever_came_first(qtbot):
    window = QWidget()
    qtbot.add_widget(window)
    grid = QGridLayout(window)
    for row, column in ((1, 1), (0, 1), (1, 0), (0, 0)):
        grid.addWidget(field(f"{row}{column}"), row, column)
    window.show()
    assert names(window) == ["00", "01", "10", "11"]


def test_what_is_hidden_or_disabled_is_no_stop(qtbot):
    window = QWidget()
    qtbot.add_widget(window)
    column = QVBoxLayout(window)
    for name in ("a", "b", "c"):
        column.addWidget(field(name))
    window.show()
    column.itemAt(0).widget().hide()
    column.itemAt(1).widget().setEnabled(False)
    assert names(window) == ["c"]


def test_a_stop_out_of_sight_is_scrolled_into_it(qtbot):
    window = QWidget()
    qtbot.add_widget(window)
    window.resize(200, 150)
    button = QPushButton("Abrir")
    area = QScrollArea(widgetResizable=True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inside = QWidget()
    lines = QVBoxLayout(inside)
    for at in range(20):
        lines.addWidget(field(str(at)))
    area.setWidget(inside)
    column = QVBoxLayout(window)
    column.addWidget(button)
    column.addWidget(area)
    window.show()
    qtbot.wait_exposed(window)
    assert focus.step(window, button, forward=False)
    last = lines.itemAt(19).widget()
    assert area.viewport().rect().contains(last.mapTo(area.viewport(), last.rect().center()))


def test_a_widget_that_is_no_stop_has_no_next(qtbot):
    window = QWidget()
    qtbot.add_widget(window)
    window.show()
    assert not focus.step(window, None, forward=True)
