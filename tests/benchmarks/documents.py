"""Documents: our matrix against reportlab's `Table`, the issued file against LibreOffice.

LibreOffice converts an equivalent book with its row heights set; it is asked to do no more than
that, while ours is the whole document: tagged, with its fields for signatures and its metadata.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Figure, in_turn, ratio, seconds

_BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"
_WIDTHS = (66, 102, 124, 92, 80, 54, 114, 62, 36, 36, 36)


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of documents."""
    from pea_desktop.reports import matrix

    sample = _sample()
    some, many = _matrix(sample, 500), _matrix(sample, 5_000)
    matrix.render(some)  # the program has its letters read when somebody asks for a document
    ours, table = in_turn(
        lambda: _fresh(lambda: matrix.render(some)),
        lambda: seconds(lambda: _reportlab_table(some)),
        times=5,
    )
    value, detail = ratio(ours, table)
    yield Figure("draft matrix, 500 rows / reportlab Table", value, 0.1, detail)
    # The small one ten times over, so that both are measured for as long: else whoever shares the
    # processor interrupts only the large one.
    large, small = in_turn(
        lambda: _fresh(lambda: matrix.render(many)),
        lambda: sum(_fresh(lambda: matrix.render(some)) for _time in range(10)) / 10,
        times=5,
    )
    value, detail = ratio(large, small)
    yield Figure("draft matrix, 5,000 rows / 500 rows", value, 12, detail)
    if shutil.which("soffice") is None:
        return
    for rows, goal, times in ((24, 1 / 30, 5), (500, 1 / 4, 3), (5_000, 1 / 1.5, 1)):
        yield _against_office(folder, sample, rows, goal, times)


def _against_office(folder: Path, sample: Any, rows: int, goal: float, times: int) -> Figure:
    snapshot = _matrix(sample, rows)
    book = folder / f"matriz_{rows}.xlsx"
    _write_book(book, snapshot)
    _convert(folder, book)  # the first run of LibreOffice makes its profile
    _issue(snapshot)
    ours, office = in_turn(
        lambda: _fresh(lambda: _issue(snapshot)),
        lambda: seconds(lambda: _convert(folder, book)),
        times=times,
    )
    value, detail = ratio(ours, office)
    return Figure(f"issued file, {rows:,} rows / LibreOffice", value, goal, detail)


def _fresh(run: Callable[[], object]) -> float:
    """Return how long a run takes that has wrapped none of these texts before."""
    from pea_desktop.reports.typeset import wrap

    wrap.cache_clear()
    return seconds(run)


def _sample() -> Any:
    import openpyxl

    from pea_desktop.areas.minutes import MatrixRow, MatrixSnapshot

    sheet = openpyxl.load_workbook(_BOOK).active
    above = ["", ""]
    rows = []
    for cells in sheet.iter_rows(min_row=5, max_row=30, values_only=True):
        texts = [str(cell or "") for cell in cells[:11]]
        above = [text or before for text, before in zip(texts[:2], above, strict=True)]
        rows.append(MatrixRow(*above, *texts[2:8], targets=tuple(texts[8:]), is_pending=False))
    return MatrixSnapshot(
        policy="Michoacán", institution="SECOEM", years=(2024, 2025, 2026), rows=tuple(rows)
    )


def _matrix(sample: Any, count: int) -> Any:
    """Return a matrix of so many rows, no two of them with the same texts."""
    rows = tuple(
        replace(row, line=f"{row.line} ({n})", formula=f"{row.formula} {n}")
        for n in range(count)
        for row in (sample.rows[n % len(sample.rows)],)
    )
    return replace(sample, rows=rows)


def _issue(snapshot: Any) -> bytes:
    """Return the whole issued file: minute, annex, places to sign as fields."""
    from pea_desktop.areas.minutes import Decision, MinuteSnapshot, Signatory
    from pea_desktop.reports import minute
    from pea_desktop.signing import assembly
    from pea_desktop.signing.manifest import Cell, Mode

    people = tuple(
        Signatory(f"Lic. Persona {n}", "", mode="efirma", cell=f"asist_{n:02}_7f3a9c12")
        for n in range(4)
    )
    printed = minute.print_out(
        MinuteSnapshot(
            minute_id="m",
            table="08",
            phase="1",
            day=None,
            institution="SECOEM",
            declared_lines=None,
            observations="",
            agreements=(Decision("1", "Integrar la matriz.", ""),),
            attendees=people,
            coordinators=(),
            materials=(),
            matrix=snapshot,
            folio="SECOEM-MIN-2023-A01",
        )
    )
    cells = [
        Cell(
            name=place.name,
            page=place.page,
            box=place.box,
            person=place.person,
            mode=Mode(place.mode),
        )
        for place in printed.places
    ]
    return assembly.issue(printed.data, cells, title="Minuta", form_elements=printed.form_elements)


def _texts(snapshot: Any) -> Iterator[list[str]]:
    for row in snapshot.rows:
        yield [
            row.axis,
            row.priority,
            row.line,
            row.indicator,
            row.interpretation,
            row.type,
            row.formula,
            row.frequency,
            *row.targets,
        ]


def _reportlab_table(snapshot: Any) -> None:
    """Print the matrix as reportlab's own documentation shows: paragraphs in a table."""
    from io import BytesIO
    from xml.sax.saxutils import escape

    from reportlab.lib import colors
    from reportlab.lib.pagesizes import landscape, letter
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    style = ParagraphStyle("celda", fontSize=6.8, leading=8.8)
    rows = [[Paragraph(escape(text), style) for text in row] for row in _texts(snapshot)]
    scale = 680 / sum(_WIDTHS)
    table = Table(rows, colWidths=[width * scale for width in _WIDTHS], repeatRows=1)
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey)])
    SimpleDocTemplate(BytesIO(), pagesize=landscape(letter)).build([table])


def _write_book(path: Path, snapshot: Any) -> None:
    """Write the matrix as a book with the heights its texts need: else LibreOffice clips them."""
    import openpyxl
    from openpyxl.styles import Alignment

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(
        fitToPage=True
    )
    sheet.print_title_rows = "1:1"
    for at, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(at)].width = width / 5
    sheet.append([f"Columna {at}" for at in range(len(_WIDTHS))])
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(_texts(snapshot), start=2):
        sheet.append(row)
        lines = max(-(-len(text) * 5 // width) for text, width in zip(row, _WIDTHS, strict=True))
        sheet.row_dimensions[number].height = 14 * max(1, lines)
        for cell in sheet[number]:
            cell.alignment = wrapped
    book.save(path)


def _convert(folder: Path, book: Path) -> None:
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/perfil",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(book),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
