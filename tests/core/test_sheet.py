from pea_desktop.core.sheet import Book, Sheet, SheetRow, find_header, header_not_found

NAMES = {
    "axis": ("Eje PEA", "Eje"),
    "line": ("Líneas de Acción",),
    "formula": ("Formula",),
    "targets.2024": ("Meta 2024", "Metas 2024"),
    "targets.2025": ("Meta 2025", "Metas 2025"),
}


def sheet(*rows):
    return Sheet(
        title="Hoja",
        rows=tuple(
            SheetRow(number=number, cells=tuple(cells), raw=tuple(cells))
            for number, cells in enumerate(rows, start=1)
        ),
    )


def test_finds_the_heading_under_title_lines_blind_to_accents_and_case():
    found = find_header(
        sheet(["Título", "Título"], ["EJE", "líneas de  acción:", "FÓRMULA"], ["1", "a", "b"]),
        NAMES,
        ["line"],
    )
    assert found.columns == {"axis": 0, "line": 1, "formula": 2}
    assert found.first_row == 2


def test_reads_a_heading_of_two_rows_as_one():
    found = find_header(
        sheet(
            ["Eje PEA", "Líneas de acción", "Metas", "Metas"],
            ["Eje PEA", "Líneas de acción", "2024", "2025"],
            ["1", "a", "100", "100"],
        ),
        NAMES,
        ["line"],
    )
    assert found.columns == {"axis": 0, "line": 1, "targets.2024": 2, "targets.2025": 3}
    assert found.first_row == 2


def test_of_two_tables_side_by_side_it_is_the_left_one_alone():
    left = ["Líneas de acción", "Formula", "Meta 2024"]
    right = ["Eje", "Líneas de acción", "Formula", "Meta 2024", "Meta 2025"]
    found = find_header(
        sheet(["Título", "", "", "", *[""] * 5], [*left, "", *right], ["a", "b", "1"]),
        NAMES,
        ["line"],
    )
    assert found.columns == {"line": 0, "formula": 1, "targets.2024": 2}
    assert (found.top, found.first_row) == (1, 2)
    assert found.repeated == {5: "line", 6: "formula", 7: "targets.2024"}


def test_a_table_without_its_required_column_is_another_table():
    other = sheet(["Eje", "Formula", "Meta 2024"], ["1", "a", "100"])
    assert find_header(other, NAMES, ["line"]) is None


def test_says_which_headings_were_looked_for():
    error = header_not_found(Book(name="otro.xlsx", sheets=()), NAMES)
    assert str(error) == (
        "No se encontró el encabezado de la tabla en «otro.xlsx»: se buscaron las columnas "
        "«Eje PEA», «Líneas de Acción», «Formula», «Meta 2024», «Meta 2025». Revise que el libro "
        "las tenga en una misma fila."
    )
