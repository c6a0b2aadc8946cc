"""A wider and longer menu than the kitchen's, for what needs several rows and columns."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from pea_desktop.core.text import fold
from pea_desktop.ui.kit.grid_data import GridColumn, GridData, GridRow, Kind
from pea_desktop.ui.kit.grid_editor import CellEditor
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_view import GridView
from tests.ui.kit.kitchen import COLUMNS, GROUPS, Kitchen

COLUMNS = (
    *COLUMNS,
    GridColumn(key="drink", header="Bebida", width=70),
    GridColumn(key="note", header="Nota", kind=Kind.SHORT, width=70),
)
LINES = {"r1": 2, "r2": 3, "r3": 4, "r4": 6, "r5": 7, "r6": 8}
"""Line of each row: A, A1, three rows, A2, three rows."""


def row(number, group, *texts, **more):
    cells = (str(number), *texts)
    return GridRow(
        id=f"r{number}",
        number=str(number),
        cells=cells,
        groups=("s", group),
        folded=fold(" ".join(cells)),
        **more,
    )


class Buffet(Kitchen):
    """Six dishes in two sections."""

    columns = COLUMNS

    def __init__(self):
        super().__init__()
        self.rows = [
            row(1, "s1", "Sopa", "40", "Agua", ""),
            row(2, "s1", "Caldo", "", "", ""),
            row(3, "s1", "Crema", "55", "Vino", "fría"),
            row(4, "s2", "Mole", "90", "", ""),
            row(5, "s2", "Pozole", "80", "Cerveza", ""),
            row(6, "s2", "Tinga", "70", "", "picante"),
        ]

    def load(self):
        return GridData(GROUPS, tuple(self.rows))

    def text(self, row_id, key):
        """Return what a dish says now."""
        found = next(one for one in self.rows if one.id == row_id)
        return found.cells[[column.key for column in COLUMNS].index(key)]


def show(qtbot, buffet, width=520, height=560, columns=COLUMNS):
    """Return a grid of the buffet in a window, at its first dish."""
    model = GridModel(columns, buffet.load, buffet.write, row_name="Platillo {number}")
    buffet.listener = model.reload
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    view = GridView(model, "Carta")
    qtbot.add_widget(view)
    view.resize(width, height)
    view.show()
    qtbot.wait_exposed(view)
    view.setFocus()
    view.go_to("r1", 1)
    return view


def place(view):
    """Return id of the row and column of the current cell."""
    return (view.current_id(), view.currentIndex().column())


def selected(view):
    """Return what is selected, by row: {"r1": [1, 2]}."""
    found = {}
    for line, column in view.selection.places():
        found.setdefault(view.grid.entry(line).id, []).append(column)
    return found


def editor(view):
    """Return the open editor, None when nothing is typed."""
    found = view.viewport().findChildren(CellEditor)
    return found[0] if found else None


def middle(view, row_id, column):
    """Return the middle of a cell, for the mouse."""
    return view.visualRect(view.grid.index(view.grid.row_of(row_id), column)).center()


def drag(qtbot, view, start, *stops):
    """Press at a point, go through others, let go at the last."""
    left, port = Qt.MouseButton.LeftButton, view.viewport()
    qtbot.mousePress(port, left, pos=start)
    for stop in stops:
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(stop), QPointF(port.mapToGlobal(stop)),
            Qt.MouseButton.NoButton, left, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(port, event)
    qtbot.mouseRelease(port, left, pos=stops[-1])
