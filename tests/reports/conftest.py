"""The matrix and the minute of the mesa 08 as snapshots; the people are invented roles."""

from datetime import date
from pathlib import Path

import pytest

from pea_desktop.areas.minutes import (
    Decision,
    MatrixRow,
    MatrixSnapshot,
    MinuteSnapshot,
    Signatory,
)

BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"


@pytest.fixture(scope="session")
def secoem():
    """The sample matrix: 26 rows; merged eje and prioridad are repeated on each row."""
    import openpyxl

    sheet = openpyxl.load_workbook(BOOK).active
    merged = {}
    for block in sheet.merged_cells.ranges:
        for row, column in block.cells:
            merged[row, column] = sheet.cell(block.min_row, block.min_col).value
    rows = []
    for cells in sheet.iter_rows(min_row=5, max_row=30):
        texts = [str(merged.get((c.row, c.column), c.value) or "") for c in cells]
        yellow = cells[2].fill.patternType is not None
        rows.append(MatrixRow(*texts[:8], targets=tuple(texts[8:]), is_pending=yellow))
    return MatrixSnapshot(
        policy="Michoacán (reconstruido de la matriz SECOEM)",
        institution="SECOEM",
        years=(2024, 2025, 2026),
        rows=tuple(rows),
    )


@pytest.fixture(scope="session")
def minute(secoem):
    """The minute of the mesa 08, with the texts of its acuerdos."""
    return MinuteSnapshot(
        minute_id="01890a5d-ac96-774b-bcce-b302099a8057",
        table="08",
        phase="1",
        day=date(2023, 4, 19),
        institution="SECOEM",
        declared_lines=24,
        observations="Ninguna.",
        agreements=(
            Decision(
                "1",
                "Una vez analizadas las posibles líneas de acción por prioridad y eje de la "
                "Política Estatal Anticorrupción, las personas servidoras públicas de la SECOEM "
                "integraron su matriz con 24 líneas de acción, así como indicadores y metas a "
                "2026.",
                "",
            ),
            Decision(
                "2",
                "La matriz de líneas de acción será facilitada al personal de la SECOEM para "
                "verificar las líneas base de los indicadores propuestos, contando hasta el 24 "
                "de abril de la presente anualidad para notificar a la Dirección de Riesgos, "
                "Política Pública, Evaluación y Seguimiento cualquier cambio y/o ajuste.",
                "Las líneas de acción resaltadas en color amarillo quedan sujetas a ser "
                "revisadas con otras instancias para su aprobación y correcta adhesión a la "
                "matriz.",
            ),
        ),
        attendees=(
            Signatory("Lic. Asistente Uno", ""),
            Signatory("Lic. Asistente Dos", ""),
            Signatory("Lic. Asistente Tres", ""),
            Signatory("Ing. Asistente Cuatro", ""),
        ),
        coordinators=(
            Signatory("Mtra. Coordinadora Uno", "Directora de Riesgos y Política Pública"),
            Signatory("Mtra. Coordinadora Dos", ""),
            Signatory("Lic. Coordinadora Tres", ""),
            Signatory("Lic. Coordinadora Cuatro", ""),
            Signatory("Dr. Coordinador Cinco", ""),
            Signatory("L.A.E. Coordinador Seis", ""),
        ),
        materials=(
            "Política Estatal Anticorrupción",
            "Metodología de la Política Estatal Anticorrupción",
            "Matriz con propuestas de las líneas de acción",
        ),
        matrix=secoem,
    )


@pytest.fixture(scope="session")
def read_pages(open_pdf):
    """Return a function from the bytes of a PDF to the text of each page, in one line."""

    def read(data):
        with open_pdf(data) as document:
            return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]

    return read


@pytest.fixture(scope="session")
def open_pdf():
    """Return PDFium's document, to open the bytes of a PDF with."""
    import pypdfium2

    return pypdfium2.PdfDocument
