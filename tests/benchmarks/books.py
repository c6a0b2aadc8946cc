"""Reading and writing a book of 2,000 rows, against openpyxl alone doing no more than that."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measuring import Figure, in_turn, ratio, seconds

_ROWS = 2_000
_HEADERS = tuple(f"Columna {number}" for number in range(11))


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of books."""
    import openpyxl

    from pea_desktop.files import xlsx

    rows = [
        [f"Texto de la fila {row}, columna {at}, con acción" for at in range(len(_HEADERS))]
        for row in range(_ROWS)
    ]
    plain = folder / "openpyxl.xlsx"

    def write_plain() -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(_HEADERS)
        for row in rows:
            sheet.append(row)
        book.save(plain)

    def read_plain() -> None:
        for row in openpyxl.load_workbook(plain).active.iter_rows(values_only=True):
            assert row

    write_plain()
    ours, floor = in_turn(lambda: seconds(lambda: xlsx.read(plain)), lambda: seconds(read_plain))
    value, detail = ratio(ours, floor)
    yield Figure("read a book with fills / openpyxl alone", value, 2, detail)
    own = folder / "ours.xlsx"
    ours, floor = in_turn(lambda: seconds(lambda: _write(own, rows)), lambda: seconds(write_plain))
    value, detail = ratio(ours, floor)
    yield Figure("write a styled book / openpyxl alone", value, 2, detail)


def _write(path: Path, rows: list[list[str]]) -> None:
    from pea_desktop.core.sheet import SheetColumn, SheetData, SheetLine
    from pea_desktop.files import xlsx

    columns = tuple(SheetColumn(header=header) for header in _HEADERS)
    lines = tuple(SheetLine(cells=tuple(row)) for row in rows)
    xlsx.write(path, [SheetData(title="Matriz", columns=columns, rows=lines)])
