import contextlib
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from pea_desktop.core.errors import PeaError
from pea_desktop.core.sheet import SheetColumn, SheetData, SheetLine
from pea_desktop.files import xlsx
from pea_desktop.files.xlsx import limits
from pea_desktop.files.xlsx.writing import sheet_title

BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"


@pytest.fixture
def saved(tmp_path):
    """Return a function that writes a workbook prepared by `alter` and gives its path."""

    import openpyxl

    def save(alter, name="libro.xlsx"):
        workbook = openpyxl.Workbook()
        alter(workbook)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return save


def sheet_data(*rows, columns=("A", "B"), **more):
    return SheetData(
        title="Hoja",
        columns=tuple(
            column if isinstance(column, SheetColumn) else SheetColumn(header=column)
            for column in columns
        ),
        rows=tuple(
            row if isinstance(row, SheetLine) else SheetLine(cells=tuple(row)) for row in rows
        ),
        **more,
    )


def first_sheet(path):
    import openpyxl

    return openpyxl.load_workbook(path).worksheets[0]


def painted(cell, **colour):
    from openpyxl.styles import PatternFill
    from openpyxl.styles.colors import Color

    cell.fill = PatternFill("solid", fgColor=Color(**colour))


def refusal(path):
    with pytest.raises(PeaError) as error:
        xlsx.read(path)
    return str(error.value)


def altered(path, member, change):
    """Rewrite one part of a workbook in place."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[member] = change(parts[member])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_reads_the_sample_with_merged_cells_filled_and_yellow_seen():
    book = xlsx.read(BOOK)
    assert book.name == "matriz_secoem.xlsx"
    assert [sheet.title for sheet in book.sheets] == ["Matriz SECOEM"]
    rows = {row.number: row for row in book.sheets[0].rows}
    assert len(rows) == 29
    assert rows[11].cells[1].startswith("8. Impulsar procesos de protección")
    assert rows[11].raw[1] == ""
    assert rows[11].cells[2] == ""
    assert rows[10].cells[8:] == ("15%", "30%", "50%")
    assert rows[12].cells[8:] == ("100", "100", "100")
    assert sorted(rows[7].yellow) == [2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [number for number, row in rows.items() if row.yellow] == [7, 18, 19, 23, 28, 29, 30]


def test_numbers_come_as_exact_texts_and_days_as_iso(saved):
    def alter(workbook):
        sheet = workbook.active
        values = [100, 100.0, 0.15, 0.125, 0.1 + 0.2, 1e18, True, date(2026, 12, 31), "0.50", -3]
        sheet.append(values)
        sheet["C1"].number_format = "0%"
        sheet["D1"].number_format = "0.0%"
        sheet.append([5])
        sheet["A2"].number_format = '0" %"'

    rows = xlsx.read(saved(alter)).sheets[0].rows
    assert rows[0].cells == (
        *("100", "100", "15%", "12.5%", "0.3", "1" + "0" * 18),
        *("VERDADERO", "2026-12-31", "0.50", "-3"),
    )  # fmt: skip
    assert rows[1].cells[0] == "5"


def test_hidden_sheets_are_left_out(saved):
    def alter(workbook):
        workbook.active.append(["a"])
        workbook.create_sheet("Oculta").append(["b"])
        workbook["Oculta"].sheet_state = "hidden"

    assert [sheet.title for sheet in xlsx.read(saved(alter)).sheets] == ["Sheet"]


@pytest.mark.parametrize(
    ("colour", "yellow"),
    [
        ({"rgb": "00FFFF00"}, True),
        ({"rgb": "FFFFFFCC"}, True),
        ({"rgb": "FFFFEB9C"}, True),
        ({"rgb": "FFFFFF99"}, True),
        ({"rgb": "FFFFF2CC"}, True),
        ({"rgb": "FFFFE699"}, True),
        ({"rgb": "FFFFD966"}, True),
        ({"theme": 7, "tint": 0.7999}, True),
        ({"theme": 7, "tint": 0.5999}, True),
        ({"theme": 7, "tint": 0.3999}, True),
        ({"theme": 7}, False),
        ({"theme": 7, "tint": -0.25}, False),
        ({"theme": 5, "tint": 0.7999}, False),
        ({"theme": 2, "tint": -0.25}, False),
        ({"rgb": "FFFFC000"}, False),
        ({"rgb": "FFFFA500"}, False),
        ({"rgb": "FFFCE4D6"}, False),
        ({"rgb": "FFE2EFDA"}, False),
        ({"indexed": 13}, True),
        ({"indexed": 43}, True),
        ({"rgb": "FFFFFFFF"}, False),
        ({"rgb": "FFF4B084"}, False),
        ({"rgb": "FF92D050"}, False),
        ({"theme": 0, "tint": -0.15}, False),
        ({"theme": 4, "tint": 0.6}, False),
        ({"theme": 99}, False),
        ({"indexed": 64}, False),
    ],
)
def test_tells_yellow_from_other_fills(saved, colour, yellow):
    from openpyxl.writer.theme import theme_xml

    def alter(workbook):
        workbook.active["A1"] = "a"
        # Accent 4 of the programs of today; openpyxl writes the theme of 2007.
        workbook.loaded_theme = theme_xml.replace("8064A2", "FFC000")
        painted(workbook.active["A1"], **colour)

    row = xlsx.read(saved(alter)).sheets[0].rows[0]
    assert row.yellow == (frozenset({0}) if yellow else frozenset())


def test_a_gradient_is_no_yellow_and_no_damage(saved):
    from openpyxl.styles import GradientFill

    def alter(workbook):
        workbook.active["A1"] = "a"
        workbook.active["A1"].fill = GradientFill(stop=("FFFF00", "FFFFFF"))

    assert xlsx.read(saved(alter)).sheets[0].rows[0].yellow == frozenset()


def test_a_stray_format_at_the_bottom_costs_nothing(saved):
    def alter(workbook):
        workbook.active["A1"] = "a"
        painted(workbook.active["XFD1048576"], rgb="FFFF0000")

    assert len(xlsx.read(saved(alter)).sheets[0].rows) == 1


def test_a_text_file_with_another_name_is_refused(tmp_path):
    path = tmp_path / "notas.xlsx"
    path.write_text("Esto no es un libro.", encoding="utf-8")
    assert refusal(path) == (
        "«notas.xlsx» no es un libro de Excel (.xlsx): ábralo en su programa de hojas de cálculo "
        "y guárdelo como .xlsx."
    )


def test_an_empty_workbook_is_refused(saved):
    assert refusal(saved(lambda _workbook: None)) == (
        "El libro «libro.xlsx» no tiene ningún texto: elija otro."
    )


def test_an_empty_file_a_missing_one_and_a_folder_are_refused(tmp_path):
    (tmp_path / "nada.xlsx").touch()
    assert refusal(tmp_path / "nada.xlsx") == "El archivo «nada.xlsx» está vacío: elija otro."
    assert refusal(tmp_path / "no.xlsx") == "No existe el archivo «no.xlsx»: revise el nombre."
    assert refusal(tmp_path) == f"«{tmp_path.name}» es una carpeta: elija un libro."


def test_a_book_with_password_and_an_old_one_are_told_apart(tmp_path):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    (tmp_path / "clave.xlsx").write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    (tmp_path / "viejo.xls").write_bytes(ole)
    assert "está protegido con contraseña" in refusal(tmp_path / "clave.xlsx")
    assert "está en un formato anterior (.xls)" in refusal(tmp_path / "viejo.xls")


def test_another_kind_of_zip_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "fotos.xlsx", "w") as archive:
        archive.writestr("foto.txt", "hola")
    assert "no es un libro de Excel" in refusal(tmp_path / "fotos.xlsx")


def test_a_damaged_book_gives_one_sentence_wherever_it_is_cut_or_changed(tmp_path):
    whole = BOOK.read_bytes()
    path = tmp_path / "roto.xlsx"
    for cut in range(1, len(whole), 211):
        path.write_bytes(whole[:cut])
        assert refusal(path).startswith(("El libro «roto.xlsx» está dañado", "«roto.xlsx» no es"))
    for place in range(0, len(whole), 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        # Some bytes do not matter; what may not come out is any other error.
        with contextlib.suppress(PeaError):
            xlsx.read(path)


def test_traps_for_the_reader_are_refused_before_opening(saved, monkeypatch):
    path = saved(lambda workbook: workbook.active.append(["a", "b"]))
    part = "xl/worksheets/sheet1.xml"
    merge = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    altered(path, part, lambda data: data.replace(b"</worksheet>", merge))
    assert "es demasiado grande" in refusal(path)
    path = saved(lambda workbook: workbook.active.append(["a", "b"]))
    altered(path, part, lambda data: b'<!DOCTYPE x [<!ENTITY a "b">]>' + data)
    assert "está dañado" in refusal(path)
    path = saved(lambda workbook: workbook.active.append(["a", "b"]))
    altered(path, "xl/styles.xml", lambda data: data + b" " * (129 * 1024 * 1024))
    assert path.stat().st_size < 1024 * 1024
    assert "es demasiado grande" in refusal(path)
    monkeypatch.setattr(limits, "MAX_ROWS", 3)
    path = saved(lambda workbook: [workbook.active.append([n]) for n in range(4)])
    assert "es demasiado grande" in refusal(path)


def test_a_text_that_begins_with_equals_stays_text(tmp_path):
    rows = [["=SUM(1)", "+1"], ["-x", "@y"], ["#REF!", "'z"]]
    path = xlsx.write(tmp_path / "salida.xlsx", [sheet_data(*rows)])
    sheet = first_sheet(path)
    assert [cell.data_type for row in sheet["A2:B4"] for cell in row] == ["s"] * 6
    assert sheet["A2"].value == "=SUM(1)"
    assert sheet["A2"].quotePrefix
    assert [row.cells for row in xlsx.read(path).sheets[0].rows[1:]] == [tuple(row) for row in rows]


def test_every_text_comes_back_as_it_was(tmp_path):
    texts = [
        "<b> & ∑ ñ “ ”",
        "dos\nrenglones",
        "  espacios  ",
        "_x000D_ y _x0041_",
        "😀",
        "\t",
        "a" * 32_767,
    ]
    path = xlsx.write(tmp_path / "salida.xlsx", [sheet_data(*[[text, "x"] for text in texts])])
    assert [row.cells[0] for row in xlsx.read(path).sheets[0].rows[1:]] == texts


def test_control_characters_are_left_out(tmp_path):
    path = xlsx.write(tmp_path / "salida.xlsx", [sheet_data(["a\x0b\x00b\r\nc", ""])])
    assert xlsx.read(path).sheets[0].rows[1].cells[0] == "ab\nc"


def test_a_text_longer_than_a_cell_is_refused_and_no_file_is_left(tmp_path):
    with pytest.raises(PeaError) as error:
        xlsx.write(tmp_path / "salida.xlsx", [sheet_data(["a", "b" * 32_768])])
    assert str(error.value) == (
        "Celda B2, columna «B»: tiene 32,768 caracteres y una celda admite 32,767; abrevie el "
        "texto y exporte de nuevo."
    )
    assert list(tmp_path.glob("*")) == []


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("100", 100, "100"),
        ("100%", 1, "100%"),
        ("12.5%", 0.125, "12.5%"),
        ("0.5", 0.5, "0.5"),
        ("100 %", "100 %", "100 %"),
        ("007", "007", "007"),
        ("1.50", "1.50", "1.50"),
        ("1,500", "1,500", "1,500"),
        ("12345678901234567890", "12345678901234567890", "12345678901234567890"),
        ("mucho", "mucho", "mucho"),
    ],
)
def test_a_number_is_written_as_one_only_if_it_comes_back_the_same(tmp_path, text, value, shown):
    column = SheetColumn(header="Meta 2024", is_number=True)
    path = xlsx.write(tmp_path / "salida.xlsx", [sheet_data([text], columns=[column])])
    assert first_sheet(path)["A2"].value == value
    assert xlsx.read(path).sheets[0].rows[1].cells == (shown,)


def test_writes_in_the_look_of_the_sample(tmp_path):
    columns = [
        SheetColumn(header="Eje", width=18, merge=True),
        SheetColumn(header="Prioridad", width=36, merge=True),
        SheetColumn(header="Línea", width=48),
        SheetColumn(header="id", hidden=True),
    ]
    rows = [
        SheetLine(cells=("1", "7", "a", "x")),
        SheetLine(cells=("1", "7", "b", "y"), highlighted=True),
        SheetLine(cells=("1", "8", "c", "z")),
        SheetLine(cells=("2", "8", "d", "w")),
        SheetLine(cells=("", "", "e", "v")),
        SheetLine(cells=("", "", "f", "u")),
    ]
    data = sheet_data(*rows, columns=columns, heading=("Título", "SECOEM"))
    sheet = first_sheet(xlsx.write(tmp_path / "salida.xlsx", [data]))
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:C1", "A2:C2", "A5:A7", "B5:B6"]
    assert [cell.value for cell in sheet[4]] == ["Eje", "Prioridad", "Línea", "id"]
    assert sheet["A4"].fill.fgColor.rgb == "006B1D3A"
    assert sheet["A4"].font.color.rgb == "00FFFFFF"
    assert sheet["C6"].fill.fgColor.rgb == "00FFFF00"
    assert sheet["C5"].fill.fill_type is None
    assert sheet["C5"].alignment.wrap_text
    assert sheet.column_dimensions["C"].width == 48
    assert sheet.column_dimensions["D"].hidden
    assert sheet.freeze_panes == "C5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.orientation == "landscape"


def test_an_export_takes_the_place_of_the_old_one_whole(tmp_path):
    path = xlsx.write(tmp_path / "salida.xlsx", [sheet_data(["a", "b"])])
    xlsx.write(path, [sheet_data(["c", "d"])])
    assert xlsx.read(path).sheets[0].rows[1].cells == ("c", "d")
    assert [found.name for found in tmp_path.iterdir()] == ["salida.xlsx"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(PeaError) as error:
        xlsx.write(tmp_path / "no" / "salida.xlsx", [sheet_data(["a", "b"])])
    assert str(error.value) == f"No existe la carpeta «{tmp_path / 'no'}»: créela."


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("Matriz SECOEM", "Matriz SECOEM"),
        ("a/b:c*d?e[f]g\\h", "a b c d e f g h"),
        ("'x'", "x"),
        ("", "Hoja"),
        ("Secretaría de la Contraloría del Estado", "Secretaría de la Contraloría de"),
        ("Repetida", "Repetida (2)"),
    ],
)
def test_sheet_titles_are_made_acceptable(title, made):
    assert sheet_title(title, {"repetida"}) == made


def test_reading_does_not_run_formulas_and_takes_the_value_left(saved):
    def alter(workbook):
        workbook.active.append(["texto", "=1+1"])

    path = altered(
        saved(alter),
        "xl/worksheets/sheet1.xml",
        lambda data: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", data),
    )
    assert xlsx.read(path).sheets[0].rows[0].cells == ("texto", "2")


def test_a_formula_without_a_value_is_told_from_a_blank_cell(saved):
    def alter(workbook):
        workbook.active.append(["texto", "=1+1", None, "=A1", '=IF(A1="","x","")'])
        workbook.active.append(["=1+1"])

    def change(data):
        # What spreadsheet programs leave for a formula whose result is the empty text.
        start = data.index(b'<c r="E1"')
        return data[:start] + data[start:].replace(b'<c r="E1"', b'<c r="E1" t="str"', 1)

    path = altered(saved(alter), "xl/worksheets/sheet1.xml", change)
    first, second = xlsx.read(path).sheets[0].rows
    assert first.cells == ("texto", "", "", "")
    assert first.unknown == {1: "", 3: ""}
    assert (second.cells, second.unknown) == (("", "", "", ""), {0: ""})


def test_cells_without_coordinates_are_counted_as_the_reader_does(saved):
    def alter(workbook):
        workbook.active.append(["a", 5, "=1+1"])

    def change(data):
        return re.sub(rb' r="[A-Z]?1"', b"", data)

    path = altered(saved(alter), "xl/worksheets/sheet1.xml", change)
    (row,) = xlsx.read(path).sheets[0].rows
    assert (row.number, row.cells, row.unknown) == (1, ("a", "5", ""), {2: ""})


@pytest.mark.parametrize(
    "error", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"]
)
def test_an_error_is_kept_apart_from_the_same_characters_as_text(saved, error):
    def alter(workbook):
        sheet = workbook.active
        sheet.append(["a", error, error])
        sheet["C1"].data_type = "s"

    (row,) = xlsx.read(saved(alter)).sheets[0].rows
    assert row.cells == ("a", "", error)
    assert row.raw == ("a", error, error)
    assert row.unknown == {1: error}


def test_a_merged_range_over_an_error_is_unknown_all_over(saved):
    def alter(workbook):
        sheet = workbook.active
        sheet.append(["#REF!", "a"])
        sheet.append([None, "b"])
        sheet.merge_cells("A1:A2")

    first, second = xlsx.read(saved(alter)).sheets[0].rows
    assert first.unknown == {0: "#REF!"}
    assert second.unknown == {0: "#REF!"}
    assert second.raw == ("", "b")


def test_rows_and_columns_out_of_sight_are_marked(saved):
    def alter(workbook):
        sheet = workbook.active
        for number in range(4):
            sheet.append([f"a{number}", "b", "c", "d"])
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions.group("B", "C", hidden=True)

    path = altered(
        saved(alter),
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b'<row r="4"', b'<row r="4" ht="0" customHeight="1"'),
    )
    (sheet,) = xlsx.read(path).sheets
    assert [row.number for row in sheet.rows if row.hidden] == [2, 4]
    assert sheet.hidden_columns == {1, 2}
