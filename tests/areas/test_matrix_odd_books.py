"""Books that are not quite a matrix: nothing of them changes what is stored without a word."""

from pathlib import Path

import pytest

from pea_desktop.areas import SCHEMA, catalog, matrix
from pea_desktop.files import package, xlsx

BOOK = Path(__file__).parents[1] / "data/matriz_secoem.xlsx"
LINE_4 = {"2024": "100", "2025": "100", "2026": "100"}


@pytest.fixture
def imported(workspace):
    """Return an expediente that holds the sample."""
    run(workspace, xlsx.read(BOOK))
    return workspace


@pytest.fixture
def changed_book(tmp_path):
    """Return a function that writes the sample with some changes and reads it."""

    import openpyxl

    def change(alter):
        workbook = openpyxl.load_workbook(BOOK)
        alter(workbook.worksheets[0])
        workbook.save(tmp_path / "raro.xlsx")
        return xlsx.read(tmp_path / "raro.xlsx")

    return change


def run(workspace, book):
    plan = matrix.plan_import(workspace.session, book, "SECOEM", workspace.conflict_cells())
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    return plan


def figures(plan):
    return plan.rows, plan.new, plan.changed, plan.same, plan.rejected


def sentences(plan, code):
    return [finding.sentence for finding in plan.findings if finding.code == code]


def shown(workspace):
    return {row["number"]: row for row in matrix.show(workspace.session)["rows"]}


def set_cells(**cells):
    def alter(sheet):
        for place, value in cells.items():
            sheet[place] = value

    return alter


def copy_heading(sheet, row, column=1):
    for place in range(11):
        sheet.cell(row, column + place).value = sheet.cell(4, 1 + place).value


def test_the_sample_has_nothing_odd(workspace):
    plan = run(workspace, xlsx.read(BOOK))
    assert figures(plan) == (26, 26, 0, 0, 0)
    assert sorted({finding.code for finding in plan.findings}) == [
        "fila_incompleta",
        "institucion_nueva",
        "por_socializar",
        "sin_formula",
        "sin_indicador",
        "sin_linea",
        "sin_meta",
        "sin_prioridad",
    ]
    assert figures(run(workspace, xlsx.read(BOOK))) == (26, 0, 0, 26, 0)


def test_a_formula_without_a_value_leaves_what_is_stored_and_is_told(imported, changed_book):
    plan = run(imported, changed_book(set_cells(I8="=50+50", D8="=A1", B8="=A1")))
    assert figures(plan) == (26, 0, 0, 26, 0)
    assert sentences(plan, "formula_sin_valor")[1:] == [
        (
            "Línea 4 (fila 8), columna «Indicador»: es una fórmula sin valor calculado: ábralo y "
            "guárdelo en Excel; lo que ya estaba guardado no cambia."
        ),
        (
            "Línea 4 (fila 8), columna «Meta 2024»: es una fórmula sin valor calculado: ábralo y "
            "guárdelo en Excel; lo que ya estaba guardado no cambia."
        ),
        # The prioridad is one cell over two rows.
        (
            "Línea 5 (fila 9), columna «Prioridad PEA»: es una fórmula sin valor calculado: ábralo "
            "y guárdelo en Excel; lo que ya estaba guardado no cambia."
        ),
    ]
    assert shown(imported)[4]["targets"] == LINE_4
    assert shown(imported)[4]["priority"]["number"] == "7"
    assert [f.row for f in plan.findings if f.code == "sin_prioridad"] == [1, 2, 3]


def test_a_linea_that_is_a_formula_is_still_its_row(imported, changed_book):
    before = shown(imported)
    plan = run(imported, changed_book(set_cells(C8='=CONCATENATE("a","b")', K8=90)))
    assert figures(plan) == (26, 0, 1, 25, 0)
    after = shown(imported)[4]
    assert after["line"] == before[4]["line"]
    assert after["targets"] == {**LINE_4, "2026": "90"}


@pytest.mark.parametrize(
    ("column", "error"),
    [
        ("C", "#REF!"),
        ("D", "#N/A"),
        ("E", "#VALUE!"),
        ("F", "#DIV/0!"),
        ("G", "#NAME?"),
        ("H", "#NULL!"),
        ("I", "#NUM!"),
        ("J", "#REF!"),
        ("K", "#N/A"),
    ],
)
def test_an_error_in_any_column_leaves_what_is_stored(session_plan, column, error):
    plan = session_plan(**{f"{column}8": error})
    assert figures(plan) == (26, 0, 0, 26, 0)
    (sentence,) = sentences(plan, "celda_con_error")
    assert sentence.startswith("Línea 4 (fila 8), columna «")
    assert sentence.endswith(
        f"la celda tiene el error {error} y no se importa; lo que ya estaba guardado no cambia."
    )


@pytest.fixture(scope="module")
def sample_in_memory():
    """Return one session with the sample, for plans only: they write nothing."""
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    from pea_desktop.core.base import Base

    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        catalog.load(session, "michoacan")
        session.flush()
        matrix.apply_import(session, matrix.plan_import(session, xlsx.read(BOOK), "SECOEM"))
        session.commit()
        yield session
    engine.dispose()


@pytest.fixture
def session_plan(sample_in_memory, changed_book):
    def plan(**cells):
        return matrix.plan_import(sample_in_memory, changed_book(set_cells(**cells)), "SECOEM")

    return plan


def test_an_error_in_a_new_row_is_not_imported_as_text(workspace, changed_book):
    plan = run(workspace, changed_book(set_cells(D8="#REF!", I8="#DIV/0!")))
    assert figures(plan) == (26, 26, 0, 0, 0)
    row = shown(workspace)[4]
    assert row["indicator"] is None
    assert row["targets_text"] == {"2024": None, "2025": "100", "2026": "100"}


def test_the_characters_of_an_error_typed_as_text_are_text(imported, changed_book):
    def alter(sheet):
        sheet["D8"] = "#N/A"
        sheet["D8"].data_type = "s"

    plan = run(imported, changed_book(alter))
    assert figures(plan) == (26, 0, 1, 25, 0)
    assert shown(imported)[4]["indicator"] == "#N/A"


def test_a_row_of_formulas_without_values_is_rejected_and_told(imported, changed_book):
    plan = run(imported, changed_book(set_cells(I31="=SUM(I5:I30)", J31="#REF!")))
    assert figures(plan) == (27, 0, 0, 26, 1)
    assert sentences(plan, "fila_sin_valores") == [
        (
            "La fila 31 del libro solo tiene fórmulas sin valor calculado o celdas con error y no "
            "se importa."
        ),
    ]


def test_a_row_turned_yellow_whose_remark_is_unknown_asks_whom_the_stored_one_says(
    imported, changed_book
):
    from openpyxl.styles import PatternFill

    def alter(sheet):
        sheet["E8"] = "Socializar con SPA"
        run(imported, changed_book_of(sheet))
        sheet["E8"] = "=A1"
        sheet["C8"].fill = PatternFill("solid", fgColor="FFFF00")

    def changed_book_of(sheet):
        path = Path(imported.path).parent / "antes.xlsx"
        sheet.parent.save(path)
        return xlsx.read(path)

    run(imported, changed_book(alter))
    assert shown(imported)[4]["pending_with"] == ["SPA"]
    assert shown(imported)[4]["interpretation"] == "Socializar con SPA"


def test_hidden_rows_and_columns_are_imported_and_told(workspace, changed_book):
    def alter(sheet):
        sheet.row_dimensions[8].hidden = True
        sheet.row_dimensions[40].hidden = True
        sheet.column_dimensions["D"].hidden = True
        sheet.column_dimensions["M"].hidden = True

    plan = run(workspace, changed_book(alter))
    assert figures(plan) == (26, 26, 0, 0, 0)
    assert sentences(plan, "fila_oculta") == [
        "Línea 4 (fila 8): la fila está oculta en el libro y también se importa."
    ]
    assert sentences(plan, "columna_oculta") == [
        "La columna «Indicador» (D) está oculta en el libro y también se importa."
    ]


def test_the_hidden_ids_of_our_own_export_are_nothing_to_tell(imported, tmp_path):
    found = matrix.lines(imported.session)[0].institution_id
    path = xlsx.write(tmp_path / "salida.xlsx", [matrix.export_rows(imported.session, found)])
    plan = run(imported, xlsx.read(path))
    assert figures(plan) == (26, 0, 0, 26, 0)
    assert sentences(plan, "columna_oculta") == []
    assert sentences(plan, "encabezado_repetido") == []


def test_the_same_heading_again_is_told_and_is_no_linea(workspace, changed_book):
    def alter(sheet):
        copy_heading(sheet, 33)
        sheet["C34"] = "Publicar los resultados de las auditorías."
        sheet["D34"] = "Porcentaje de auditorías publicadas"

    plan = run(workspace, changed_book(alter))
    assert figures(plan) == (27, 27, 0, 0, 0)
    assert sentences(plan, "encabezado_repetido") == [
        (
            "La fila 33 repite el encabezado de la tabla: no se importa, y las filas que siguen se "
            "leen como parte de la misma matriz."
        ),
    ]


def test_a_table_below_with_other_columns_is_not_read(workspace, changed_book):
    def alter(sheet):
        for place, text in enumerate(["Líneas de acción", "Prioridad", "Indicador", "Meta 2024"]):
            sheet.cell(33, 1 + place).value = text
        for row in (34, 35):
            for place, text in enumerate(["Otra línea", "7. Otra", "Otro indicador", 5]):
                sheet.cell(row, 1 + place).value = text

    plan = run(workspace, changed_book(alter))
    assert figures(plan) == (28, 26, 0, 0, 2)
    assert sentences(plan, "tabla_sin_leer") == [
        (
            "En la fila 33 empieza otra tabla con las columnas en otro orden: no se importa "
            "ninguna de sus filas (2)."
        ),
    ]


def test_a_table_below_for_other_years_is_not_read_as_these(workspace, changed_book):
    def alter(sheet):
        copy_heading(sheet, 33)
        sheet["I33"], sheet["J33"], sheet["K33"] = "Meta 2027", "Meta 2028", "Meta 2029"
        sheet["C34"], sheet["I34"] = "Publicar los resultados.", 80

    plan = run(workspace, changed_book(alter))
    assert figures(plan) == (27, 26, 0, 0, 1)
    assert len(sentences(plan, "tabla_sin_leer")) == 1


@pytest.mark.parametrize("top", [4, 10])
def test_a_table_beside_is_told_and_takes_no_linea_along(workspace, changed_book, top):
    def alter(sheet):
        copy_heading(sheet, top, column=14)
        sheet.cell(top + 1, 16).value = "Otra línea"

    plan = run(workspace, changed_book(alter))
    assert figures(plan) == (26, 26, 0, 0, 0)
    assert sentences(plan, "tabla_sin_leer") == [
        f"En la fila {top} empieza otra tabla al lado de la matriz y no se importa."
    ]


def test_a_heading_of_two_merged_rows_is_no_table_above(workspace, changed_book):
    def alter(sheet):
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(5)
        for column, year in zip("IJK", (2024, 2025, 2026), strict=True):
            sheet[f"{column}4"], sheet[f"{column}5"] = None, year
        sheet["I4"] = "Metas"
        sheet.merge_cells("I4:K4")
        for column in "ABCDEFGH":
            sheet.merge_cells(f"{column}4:{column}5")

    plan = run(workspace, changed_book(alter))
    assert figures(plan) == (26, 26, 0, 0, 0)
    assert sentences(plan, "tabla_sin_leer") == []
    assert sentences(plan, "columna_repetida") == []


def test_the_columns_of_a_larger_table_beside_are_not_mixed_in(workspace, changed_book):
    def alter(sheet):
        copy_heading(sheet, 4, column=14)
        sheet["K4"] = None
        sheet["X8"] = 5

    plan = run(workspace, changed_book(alter))
    assert plan.years == (2024, 2025)
    assert shown(workspace)[4]["targets"] == {"2024": "100", "2025": "100"}
    assert len(sentences(plan, "tabla_sin_leer")) == 1


def test_a_smaller_table_above_is_told(workspace, changed_book):
    def alter(sheet):
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(1, 3)
        for place, text in enumerate(["Eje", "Líneas de acción", "Indicador"]):
            sheet.cell(1, 1 + place).value = text
        sheet["B2"] = "Otra línea"

    plan = run(workspace, changed_book(alter))
    assert plan.rows == 26
    assert sentences(plan, "tabla_sin_leer") == [
        "En la fila 1 empieza otra tabla y no se importa: se leyó la de la fila 7."
    ]


def test_a_column_that_comes_twice_is_told(workspace, changed_book):
    plan = run(workspace, changed_book(set_cells(M4="Indicadores", M8="Otro")))
    assert figures(plan) == (26, 26, 0, 0, 0)
    assert sentences(plan, "columna_repetida") == [
        "La columna «Indicadores» viene más de una vez: se leyó la D y no se importa la M."
    ]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("A", "TOTAL"),
        ("H", "Total:"),
        ("C", "TOTAL"),
        ("C", "Subtotal"),
        ("C", "Sub-total"),
        ("C", "Totales"),
        ("C", "TOTAL GENERAL"),
        ("C", "Total del eje 1"),
    ],
)
def test_a_row_of_totals_is_rejected_and_told(sample_in_memory, changed_book, column, text):
    book = changed_book(set_cells(**{f"{column}31": text, "I31": 1900, "J31": 2000}))
    plan = matrix.plan_import(sample_in_memory, book, "SECOEM")
    assert figures(plan) == (27, 0, 0, 26, 1)
    (finding,) = [one for one in plan.findings if one.code.startswith("fila_de_")]
    assert finding.sentence.startswith("La fila 31 del libro ")
    assert finding.sentence.endswith(f"no se importa: «{text}».")


def test_a_row_with_only_numbers_is_rejected_and_told(imported, changed_book):
    plan = run(imported, changed_book(set_cells(I31=26, J31="50%", K31="1,500")))
    assert figures(plan) == (27, 0, 0, 26, 1)
    assert sentences(plan, "fila_de_numeros") == [
        "La fila 31 del libro solo tiene números, sin línea ni indicador, y no se importa: «26»."
    ]


def test_a_linea_that_begins_like_a_total_is_a_linea(workspace, changed_book):
    cells = set_cells(C31="Total de auditorías publicadas", I31=10)
    assert figures(run(workspace, changed_book(cells))) == (27, 27, 0, 0, 0)


def test_a_line_between_delete_and_edit_is_left_as_it_is_and_told(
    imported, make_device, tmp_path, changed_book
):
    full, back = tmp_path / "completo.peapkg", tmp_path / "vuelta.peapkg"
    package.export(imported, full)
    other, _received = package.receive_new(
        tmp_path / "otra.pea", full, SCHEMA, make_device("LAPTOP-02")
    )
    line_id = shown(imported)[4]["id"]
    with other.edit("Cambiar meta") as session:
        matrix.set_value(session, line_id, "targets.2024", "70")
    with imported.edit("Eliminar línea") as session:
        matrix.delete_line(session, line_id)
    package.export(other, back)
    package.receive(imported, back)
    other.close()
    assert imported.conflict_cells() == {(line_id, "_alive")}
    before = shown(imported)[4]
    cells = set_cells(C8="Otra redacción", D8="Otro indicador", I8=70, K8=5, I9=60)
    plan = run(imported, changed_book(cells))
    assert figures(plan) == (26, 0, 1, 25, 0)
    assert sentences(plan, "en_conflicto") == [
        f"Línea 4 (fila 8), columna «{column}»: la celda está en conflicto y no se cambia; "
        "decídalo en Sincronizar."
        for column in ("Lluvia de ideas: Líneas de Acción", "Indicador", "Meta 2026")
    ]
    assert shown(imported)[4] == before
    assert shown(imported)[5]["targets"]["2024"] == "60"


def test_the_same_row_imported_apart_with_other_cells_changed_merges(
    imported, make_device, tmp_path, changed_book
):
    full, back = tmp_path / "completo.peapkg", tmp_path / "vuelta.peapkg"
    package.export(imported, full)
    other, _received = package.receive_new(
        tmp_path / "otra.pea", full, SCHEMA, make_device("LAPTOP-02")
    )
    run(other, changed_book(set_cells(I8=50)))
    run(imported, changed_book(set_cells(J8=60)))
    package.export(other, back)
    package.receive(imported, back)
    other.close()
    assert imported.conflict_cells() == set()
    assert shown(imported)[4]["targets"] == {"2024": "50", "2025": "60", "2026": "100"}
    plan = run(imported, changed_book(set_cells(I8=50, J8=60, K8=70)))
    assert figures(plan) == (26, 0, 1, 25, 0)
    assert shown(imported)[4]["targets"] == {"2024": "50", "2025": "60", "2026": "70"}
