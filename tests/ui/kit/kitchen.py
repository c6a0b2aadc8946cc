"""A toy area for the grid: a menu of dishes, kept in memory, written and told like a file."""

from dataclasses import replace

from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold
from pea_desktop.ui.kit.grid_data import GridColumn, GridData, GridGroup, GridRow, Kind

COLUMNS = (
    GridColumn(key="number", header="#", kind=Kind.ORDINAL, width=48, is_editable=False),
    GridColumn(key="dish", header="Platillo", share=1, missing="Falta platillo"),
    GridColumn(key="price", header="Precio", kind=Kind.FIGURE, width=60),
)
GROUPS = (
    GridGroup(key="s", title="Salados", badge="A", band=True),
    GridGroup(key="s1", title="Sopas", badge="A1", spoken="Sección 1"),
    GridGroup(key="s2", title="Guisos", badge="A2", spoken="Sección 2"),
)


def row(number, dish, price, group, **more):
    cells = (str(number), dish, price)
    return GridRow(
        id=f"r{number}",
        number=str(number),
        cells=cells,
        groups=("s", group),
        folded=fold(" ".join(cells)),
        **more,
    )


class Kitchen:
    """Stands for an area: rows in memory, written like a file, told afterwards."""

    columns = COLUMNS

    def __init__(self):
        self.rows = [
            row(1, "Sopa de limón", "40", "s1"),
            row(2, "Caldo tlalpeño", "", "s1", conflicts=frozenset({"price"})),
            row(3, "Mole", "90", "s2", flagged=True, state="Por probar"),
        ]
        self.writes = []
        self.labels = []
        self.listener = lambda: None

    def load(self):
        return GridData(GROUPS, tuple(self.rows))

    def write(self, cells, label=""):
        if any(cell.text == "mucho" for cell in cells):
            raise PeaError("El precio se escribe como número: «mucho».")
        self.writes.append(list(cells))
        self.labels.append(label)
        for cell in cells:
            self.change(cell.row_id, cell.key, cell.text)
        self.listener()

    def change(self, row_id, key, text):
        at = next(at for at, one in enumerate(self.rows) if one.id == row_id)
        column = [one.key for one in self.columns].index(key)
        cells = list(self.rows[at].cells)
        cells[column] = text
        self.rows[at] = replace(self.rows[at], cells=tuple(cells), folded=fold(" ".join(cells)))
