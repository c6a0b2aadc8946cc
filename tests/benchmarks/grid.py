"""The grid with 10,000 rows of wrapped text: opening, filtering, scrolling, pasting.

The floor of scrolling is the same view class on a `QStandardItemModel` (no Python in the loop);
that of pasting, one `executemany` of the same values. The figures in milliseconds hold for the
machine they run on; their goals leave a modest laptop three times as long.
"""

import itertools
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import bindparam

from pea_desktop.core.text import fold
from tests.benchmarks import tables
from tests.benchmarks.measuring import Figure, in_turn, ratio, seconds

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView

from pea_desktop.ui.kit import theme
from pea_desktop.ui.kit.grid_data import Cell, GridColumn, GridData, GridGroup, GridRow, Kind
from pea_desktop.ui.kit.grid_model import GridModel
from pea_desktop.ui.kit.grid_view import GridView

_ROWS = 10_000
_TEXT = (
    "fomentar la profesionalización de las personas servidoras públicas a través de capacitación "
    "en los ámbitos estatal y municipal con perspectiva de derechos humanos y acción"
)
_WORDS = _TEXT.split()
_COLUMNS = (
    GridColumn(key="number", header="#", kind=Kind.ORDINAL, width=48, is_editable=False),
    GridColumn(key="c00", header="Línea de acción", share=0.4),
    GridColumn(key="c01", header="Indicador", share=0.3),
    GridColumn(key="c02", header="Interpretación", share=0.3),
    *(
        GridColumn(key=f"c{at:02}", header=str(2020 + at), kind=Kind.FIGURE, width=60)
        for at in (3, 5, 6, 7, 8, 10, 11)
    ),
)
_TYPED = ("g", "ge", "ges", "gest", "gesti", "gestion", "gesti", "ges", "g", "", "prof", "profe")


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of the grid."""
    made = QApplication.instance()
    application = made if isinstance(made, QApplication) else QApplication([])
    theme.apply(application, theme.Theme("claro"))
    data = _contents()
    yield _first_paint(data)
    view, model = _shown(data)
    yield _typing(view, model)
    yield _scrolling(view, data)
    view.close()
    yield _paste(folder)


def _contents() -> GridData:
    groups = [GridGroup(key=f"p{n}", title=f"Prioridad {n} del programa") for n in range(200)]
    rows = []
    for number in range(_ROWS):
        texts = [
            " ".join(_WORDS[(number + at + step) % len(_WORDS)] for step in range(8 + number % 9))
            for at in range(3)
        ]
        if number % 7 == 0:
            texts[0] += " gestión"
        cells = (str(number + 1), *texts, *("100",) * 7)
        rows.append(
            GridRow(
                id=f"r{number}", number=cells[0], cells=cells, groups=(f"p{number // 50}",),
                folded=fold(" ".join(cells)),
            )
        )  # fmt: skip
    return GridData(tuple(groups), tuple(rows))


def _shown(data: GridData) -> tuple[GridView, GridModel]:
    model = GridModel(_COLUMNS, lambda: data, lambda *_cells: None)
    view = GridView(model, "Líneas")
    view.resize(1280, 720)
    view.show()
    _settle(view)
    return view, model


def _settle(view: QAbstractItemView) -> None:
    QApplication.processEvents()
    view.viewport().repaint()


def _first_paint(data: GridData) -> Figure:
    def ours() -> float:
        def run() -> None:
            _shown(data)[0].close()

        return seconds(run)

    def floor() -> float:
        def run() -> None:
            view = QTableView()
            view.setModel(_plain(data.rows))
            view.show()
            _settle(view)
            view.close()

        return seconds(run)

    ours()
    value, detail = ratio(*in_turn(ours, floor))
    return Figure("open 10,000 rows / QStandardItemModel", value, 1.5, detail)


def _plain(rows: Sequence[GridRow]) -> QStandardItemModel:
    made = QStandardItemModel(len(rows), len(_COLUMNS))
    for at, row in enumerate(rows):
        for column, text in enumerate(row.cells):
            made.setItem(at, column, QStandardItem(text))
    return made


def _typing(view: GridView, model: GridModel) -> Figure:
    times = []
    for text in _TYPED * 4:
        # Processor time, so that other programs do not count.
        begin = time.process_time()
        model.set_filter(text)
        _settle(view)
        times.append(time.process_time() - begin)
    model.set_filter("")
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[18]
    return Figure(
        "filter key to paint, 10,000 rows, p95 ms", p95 * 1000, 50, f"p50 {p50 * 1000:.1f}"
    )


def _scrolling(view: GridView, data: GridData) -> Figure:
    floor = QTableView()
    floor.setWordWrap(True)
    floor.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    plain = _plain(data.rows[:2_000])
    floor.setModel(plain)
    for column in range(len(_COLUMNS)):
        floor.setColumnWidth(column, view.columnWidth(column))
    floor.verticalHeader().setDefaultSectionSize(view.rowHeight(2))
    floor.resize(1280, 720)
    floor.show()
    _settle(floor)
    ours, theirs = in_turn(lambda: _frame(view), lambda: _frame(floor), times=5)
    floor.close()
    value, detail = ratio(ours, theirs)
    return Figure("scroll frame p95 / QStandardItemModel", value, 1.5, detail)


def _frame(view: QAbstractItemView) -> float:
    """Return the 95th percentile of the processor time of 60 frames, 90 pixels apart."""
    bar = view.verticalScrollBar()
    bar.setValue(0)
    times = []
    for _step in range(60):
        begin = time.process_time()
        bar.setValue(bar.value() + 90)
        _settle(view)
        times.append(time.process_time() - begin)
    return statistics.quantiles(times, n=20)[18]


def _paste(folder: Path) -> Figure:
    """Paste 1,000 rows of ten columns as one edit of an expediente."""
    workspace = tables.filled(folder, "paste")
    rows = tables.contents()[:1_000]
    db = tables.raw(folder / "raw-paste.db", tables.contents())
    names = tuple(name for name in tables.COLUMNS if int(name[1:]) % 5 != 4)[:10]
    columns = [GridColumn(key=name, header=name) for name in names]
    texts = {row["id"]: [str(row[name]) for name in names] for row in rows}
    salt = itertools.count()
    table = tables.Line.__table__
    update = table.update().where(table.c.id == bindparam("row_id"))

    def load() -> GridData:
        return GridData(
            (), [GridRow(id=str(i), number="1", cells=tuple(cells)) for i, cells in texts.items()]
        )

    def write(cells: Sequence[Cell], label: str = "") -> None:
        with workspace.edit(label or "Pegar") as session:
            for name, group in itertools.groupby(sorted(cells, key=_key_of), key=_key_of):
                session.connection().execute(
                    update.values({name: bindparam("text")}),
                    [{"row_id": cell.row_id, "text": cell.text} for cell in group],
                )

    model = GridModel(columns, load, write)

    def ours() -> float:
        mark = next(salt)
        pasted = [
            (model.index(row, column), f"Pegado {mark} en {row}")
            for row in range(len(rows))
            for column in range(len(names))
        ]
        return seconds(lambda: model.write_texts(pasted))

    def floor() -> float:
        mark = next(salt)

        def run() -> None:
            db.execute("BEGIN IMMEDIATE")
            for name in names:
                db.executemany(
                    f"UPDATE line SET {name} = ? WHERE id = ?",
                    [(f"Pegado {mark} en {at}", row["id"]) for at, row in enumerate(rows)],
                )
            db.execute("COMMIT")

        return seconds(run)

    ours(), floor()
    value, detail = ratio(*in_turn(ours, floor))
    workspace.close()
    db.close()
    return Figure("paste 1,000 x 10 as one edit / executemany", value, 12, detail)


def _key_of(cell: Cell) -> str:
    return cell.key
