"""Every text that can be in the database goes through a workbook and comes back."""

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import clean
from pea_desktop.core.sheet import SheetColumn, SheetData, SheetLine
from pea_desktop.files import xlsx
from pea_desktop.files.xlsx.writing import sheet_title

_PIECES = (
    *("=", "+", "-", "@", "'", '"', "\t", "\n", "\r\n", "\x0b", "\x00", " ", "&", "<", ">", "]]>"),
    *("_x000D_", "_x0041_x0042_", "_", "x005F_", "<r>", "</r>", "😀", "ñ", "\ud800", "\ufffe"),
    *("\x85", "\u2028", "100%", "007", "1e5", "1.0", "-0", "123456789012345678", "#REF!", "TRUE"),
)
_NUMBERS = st.from_regex(re.compile(r"-?[0-9]{0,20}(\.[0-9]{0,14})?%?"), fullmatch=True)
_TEXTS = st.one_of(
    st.lists(st.sampled_from(_PIECES), max_size=6).map("".join),
    st.text(max_size=20),
    _NUMBERS,
)


def book_of(texts, **column):
    rows = [SheetLine(cells=("fila", text)) for text in texts]
    columns = (SheetColumn(header="A"), SheetColumn(header="B", **column))
    return SheetData(title="Hoja", columns=columns, rows=tuple(rows))


def decoded(text):
    """Return a text as spreadsheet programs show it."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(_TEXTS, min_size=1, max_size=12), is_number=st.booleans())
def test_any_text_comes_back_equal(tmp_path, texts, is_number):
    path = xlsx.write(tmp_path / "salida.xlsx", [book_of(texts, is_number=is_number)])
    expected = [clean(text) for text in texts]
    assert [row.cell(1) for row in xlsx.read(path).sheets[0].rows[1:]] == expected
    if not is_number:
        import openpyxl

        sheet = openpyxl.load_workbook(path).worksheets[0]
        cells = [sheet.cell(at, 2) for at in range(2, 2 + len(texts))]
        assert [decoded(cell.value or "") for cell in cells] == expected
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert [cell.data_type for cell in cells if cell.value] == ["s"] * sum(map(bool, expected))


def test_a_day_is_a_day_and_not_a_text(tmp_path):
    import openpyxl

    texts = ["2023-04-24", "por definir", "", "2023-02-30"]
    path = xlsx.write(tmp_path / "salida.xlsx", [book_of(texts, is_date=True)])
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["B2"].value.date() == date(2023, 4, 24)
    assert sheet["B2"].number_format == "dd/mm/yyyy"
    assert [sheet.cell(at, 2).value for at in (3, 4, 5)] == ["por definir", None, "2023-02-30"]


@pytest.mark.parametrize("name", ["", "Línea 7"])
def test_a_text_too_long_names_its_linea_and_column(tmp_path, name):
    line = SheetLine(cells=("😀" * 16_384,), name=name)
    data = SheetData(title="M", columns=(SheetColumn(header="Indicador"),), rows=(line,))
    with pytest.raises(PeaError) as error:
        xlsx.write(tmp_path / "salida.xlsx", [data])
    assert str(error.value) == (
        f"{name or 'Celda A2'}, columna «Indicador»: tiene 32,768 caracteres y una celda admite "
        "32,767; abrevie el texto y exporte de nuevo."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_title_is_cut_where_a_sign_ends():
    title = "a" * 30 + "😀"
    assert sheet_title(title, set()) == "a" * 30
    assert sheet_title("\ud83d: x", set()) == "\ufffd x"


def test_lists_to_choose_from_go_on_a_hidden_sheet_of_their_own(tmp_path):
    import openpyxl

    long = tuple(f"Prioridad {number}: {'x' * 290}" for number in range(40))
    columns = (
        SheetColumn(header="Prioridad", choices=long, is_strict=True, hint="Elija una."),
        SheetColumn(header="Frecuencia", choices=("Anual", "Única")),
        SheetColumn(header="Otra", choices=("Anual", "Única")),
        SheetColumn(header="Meta", is_number=True, hint="Un número."),
    )
    data = SheetData(title="Listas", columns=columns, rows=(), blank_rows=3)
    book = openpyxl.load_workbook(xlsx.write(tmp_path / "salida.xlsx", [data]))
    assert [(one.title, one.sheet_state) for one in book.worksheets] == [
        ("Listas", "visible"),
        ("Listas (2)", "hidden"),
    ]
    rules = book.worksheets[0].data_validations.dataValidation
    assert [(str(one.sqref), one.type, one.formula1, one.errorStyle) for one in rules] == [
        ("A2:A4", "list", "'Listas (2)'!$A$2:$A$41", "stop"),
        ("B2:B4", "list", "'Listas (2)'!$B$2:$B$3", "warning"),
        ("C2:C4", "list", "'Listas (2)'!$B$2:$B$3", "warning"),
        ("D2:D4", "decimal", "0", "warning"),
    ]
    assert rules[0].prompt == "Elija una."
    assert book.worksheets[1]["A41"].value == long[-1]


def test_rows_are_as_high_as_their_texts(tmp_path):
    import openpyxl

    columns = (SheetColumn(header="Eje", width=10, merge=True), SheetColumn(header="b", width=10))
    cells = [("e" * 40, "corto"), ("e" * 40, "x" * 25), ("f", "uno\ndos"), ("g", "h")]
    data = SheetData(title="M", columns=columns, rows=tuple(SheetLine(cells=one) for one in cells))
    sheet = openpyxl.load_workbook(xlsx.write(tmp_path / "salida.xlsx", [data])).worksheets[0]
    heights = [sheet.row_dimensions[row].height for row in range(2, 6)]
    assert heights == [30, 45, 30, None]


def test_hidden_data_is_bare_and_comes_back_apart(tmp_path):
    shown = book_of(["a"])
    kept = SheetData(
        title="Enviado",
        heading=("marca",),
        columns=(SheetColumn(header="A", is_number=True),),
        rows=(SheetLine(cells=("=1",), highlighted=True), SheetLine(cells=("100%",))),
        hidden=True,
    )
    book = xlsx.read(xlsx.write(tmp_path / "salida.xlsx", [shown, kept]))
    assert [sheet.title for sheet in book.sheets] == ["Hoja"]
    (sheet,) = book.hidden
    assert [row.cells[0] for row in sheet.rows] == ["marca", "A", "=1", "100%"]
    assert [row.yellow for row in sheet.rows][2:] == [frozenset({0}), frozenset()]
