import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.core.base import Base
from pea_desktop.core.errors import PeaError
from pea_desktop.files import xlsx

BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"


@pytest.fixture
def session(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'prueba.db'}")
    Base.metadata.create_all(engine)
    with Session(engine, autoflush=False, expire_on_commit=False) as made:
        catalog.load(made, "michoacan")
        made.commit()
        yield made
    engine.dispose()


@pytest.fixture
def changed_book(tmp_path):
    """Return a function that writes the sample with some changes and reads it."""

    import openpyxl

    def change(alter):
        workbook = openpyxl.load_workbook(BOOK)
        alter(workbook.worksheets[0])
        path = tmp_path / "cambiado.xlsx"
        workbook.save(path)
        return xlsx.read(path)

    return change


def run(session, book, institution="SECOEM"):
    plan = matrix.plan_import(session, book, institution)
    matrix.apply_import(session, plan)
    session.commit()
    return plan


def paint_yellow(sheet, row):
    from openpyxl.styles import PatternFill

    for column in range(3, 12):
        sheet.cell(row, column).fill = PatternFill("solid", fgColor="FFFF00")


def figures(plan):
    return plan.rows, plan.new, plan.changed, plan.same, plan.rejected


def rows_with(plan, code):
    return [finding.row for finding in plan.findings if finding.code == code]


def shown(session):
    return {row["number"]: row for row in matrix.show(session)["rows"]}


def test_the_sample_gives_twenty_six_rows_and_one_without_text(session):
    plan = run(session, xlsx.read(BOOK))
    assert figures(plan) == (26, 26, 0, 0, 0)
    rows = shown(session)
    assert list(rows) == list(range(1, 27))
    assert [number for number, row in rows.items() if row["line"] is None] == [7]
    assert rows[7]["indicator"] == "Porcentaje de avance en la generación del protocolo"
    assert rows[7]["priority"]["number"] == "8"


def test_merged_ejes_and_prioridades_are_filled_in(session):
    run(session, xlsx.read(BOOK))
    rows = shown(session)
    assert [row["axis"]["number"] for row in rows.values()] == ["1"] * 7 + ["2"] * 12 + ["4"] * 7
    numbers = [row["priority"] and row["priority"]["number"] for row in rows.values()]
    assert numbers == [
        *[None] * 3, "7", "7", "8", "8", "9", "9", "9", "10", "10", "12", "13", "13", "13", "14",
        "14", "18", "19", "19", "19", "19", "20", "20", "21",
    ]  # fmt: skip


def test_targets_keep_their_text_and_say_their_number(session):
    run(session, xlsx.read(BOOK))
    rows = shown(session)
    assert rows[6]["targets"] == {"2024": "15", "2025": "30", "2026": "50"}
    assert rows[6]["targets_text"] == {"2024": "15%", "2025": "30%", "2026": "50%"}
    assert rows[25]["targets"] == {"2024": "100", "2025": "100", "2026": None}
    given = [sum(text is not None for text in row["targets"].values()) for row in rows.values()]
    assert sum(count > 0 for count in given) == 22
    assert sum(count == 3 for count in given) == 21


def test_yellow_rows_are_pending_with_nine_pairs(session):
    run(session, xlsx.read(BOOK))
    rows = shown(session)
    assert {n: row["pending_with"] for n, row in rows.items() if row["pending_with"]} == {
        3: ["SPA"],
        14: ["Gobierno Digital", "SFA"],
        15: ["Gobierno Digital", "SFA"],
        19: ["SFA"],
        24: ["SB"],
        25: ["SB"],
        26: ["CADPE"],
    }
    assert rows[3]["interpretation"] == "Revisión con dirección de profesionalización de SPA."
    assert rows[14]["interpretation"] == "Socializar con Gobierno Digital y SFA"
    assert {n for n, row in rows.items() if row["state"] == "por_socializar"} == {
        3, 14, 15, 19, 24, 25, 26,
    }  # fmt: skip
    assert len(list(session.scalars(select(matrix.PendingConsultation)))) == 9


def test_what_is_missing_is_found_and_blocks_nothing(session):
    plan = matrix.plan_import(session, xlsx.read(BOOK), "SECOEM")
    assert rows_with(plan, "sin_prioridad") == [1, 2, 3]
    assert rows_with(plan, "sin_linea") == [7]
    assert rows_with(plan, "sin_indicador") == [3, 24, 26]
    assert rows_with(plan, "sin_formula") == [3, 19, 24, 26]
    assert rows_with(plan, "sin_meta") == [3, 19, 24, 25, 26]
    assert rows_with(plan, "fila_incompleta") == [3, 7, 19, 24, 25, 26]
    assert rows_with(plan, "por_socializar") == [3, 14, 15, 19, 24, 25, 26]
    sentences = [finding.sentence for finding in plan.findings if finding.row == 25]
    assert "Línea 25 (fila 29), columna «Meta 2026»: falta la meta 2026." in sentences
    assert (
        "Línea 3 (fila 7): está incompleta; faltan el indicador, la fórmula y "
        "las metas 2024, 2025 y 2026."
    ) in [finding.sentence for finding in plan.findings]


def test_counters_say_what_the_matrix_has(session):
    run(session, xlsx.read(BOOK))
    institution = institutions.find(session, "secoem")
    counted = matrix.counters(session, institution.id)
    assert counted.sentence() == (
        "26 líneas · 11 prioridades · 7 sujetas a revisión · 6 incompletas"
    )
    incomplete = [row.number for row in matrix.lines(session) if matrix.incomplete(row)]
    assert incomplete == [3, 7, 19, 24, 25, 26]


def test_planning_writes_nothing(session):
    matrix.plan_import(session, xlsx.read(BOOK), "SECOEM")
    assert not session.new
    assert not session.dirty
    assert matrix.show(session)["rows"] == []


def test_raw_cells_are_kept_as_evidence(session):
    run(session, xlsx.read(BOOK))
    line = session.scalars(select(matrix.ActionLine).where(matrix.ActionLine.number == 5)).one()
    source = json.loads(line.source_row)
    assert (source["book"], source["sheet"], source["row"]) == (
        "matriz_secoem.xlsx",
        "Matriz SECOEM",
        9,
    )
    # Row 9 lies inside the merged eje and prioridad: its own cells are empty.
    assert source["cells"][:2] == ["", ""]
    assert source["cells"][8:] == ["100", "100", "100"]


def test_unknown_institutions_are_created_and_told(session):
    plan = run(session, xlsx.read(BOOK), "  SECOEM ")
    told = [f.sentence for f in plan.findings if f.code == "institucion_nueva"]
    assert told[0] == "La institución «SECOEM» no está en el catálogo: se creará."
    assert len(told) == 6
    again = matrix.plan_import(session, xlsx.read(BOOK), "secoem")
    assert [f for f in again.findings if f.code == "institucion_nueva"] == []


def test_the_same_book_again_changes_nothing(session):
    run(session, xlsx.read(BOOK))
    before = matrix.show(session)
    plan = run(session, xlsx.read(BOOK))
    assert figures(plan) == (26, 0, 0, 26, 0)
    assert matrix.show(session) == before


def test_our_own_export_changes_nothing(session, tmp_path):
    run(session, xlsx.read(BOOK))
    institution = institutions.find(session, "SECOEM")
    path = xlsx.write(tmp_path / "salida.xlsx", [matrix.export_rows(session, institution.id)])
    assert figures(run(session, xlsx.read(path))) == (26, 0, 0, 26, 0)


def test_one_changed_cell_is_one_changed_row(session, changed_book):
    run(session, xlsx.read(BOOK))
    book = changed_book(lambda sheet: sheet.__setitem__("D9", "Porcentaje de participación"))
    plan = run(session, book)
    assert figures(plan) == (26, 0, 1, 25, 0)
    assert shown(session)[5]["indicator"] == "Porcentaje de participación"


@pytest.mark.parametrize("cell", ["C5", "C11", "C30"])
def test_a_rewritten_linea_is_a_change_and_not_a_new_one(session, changed_book, cell):
    run(session, xlsx.read(BOOK))
    plan = run(session, changed_book(lambda sheet: sheet.__setitem__(cell, "Otra redacción.")))
    assert figures(plan) == (26, 0, 1, 25, 0)


def test_a_row_added_at_the_end_is_new(session, changed_book):
    run(session, xlsx.read(BOOK))

    def alter(sheet):
        sheet["C31"] = "Publicar los resultados de las auditorías."
        sheet["B31"] = "21."

    plan = run(session, changed_book(alter))
    assert figures(plan) == (27, 1, 0, 26, 0)
    row = shown(session)[27]
    assert row["priority"] is None
    assert rows_with(plan, "prioridad_desconocida") == [27]


def test_a_row_missing_in_the_book_is_kept_and_told(session, changed_book):
    run(session, xlsx.read(BOOK))

    def alter(sheet):
        for column in range(3, 12):
            sheet.cell(30, column).value = None

    plan = run(session, changed_book(alter))
    assert figures(plan)[:4] == (26, 0, 0, 25)
    assert rows_with(plan, "linea_ausente") == [26]
    assert len(shown(session)) == 26


def test_a_cleared_cell_clears_the_field(session, changed_book):
    run(session, xlsx.read(BOOK))
    plan = run(session, changed_book(lambda sheet: sheet.__setitem__("I8", None)))
    assert plan.changed == 1
    assert shown(session)[4]["targets"] == {"2024": None, "2025": "100", "2026": "100"}


def test_a_prioridad_chosen_by_a_person_outlives_a_book_without_it(session):
    run(session, xlsx.read(BOOK))
    line = session.scalars(select(matrix.ActionLine).where(matrix.ActionLine.number == 1)).one()
    line.priority_id, line.axis_id = catalog.priorities(session)[0].id, None
    session.commit()
    assert figures(run(session, xlsx.read(BOOK))) == (26, 0, 0, 26, 0)


def test_a_row_turned_yellow_becomes_pending_and_back(session, changed_book):
    run(session, xlsx.read(BOOK))

    def paint(sheet):
        paint_yellow(sheet, 8)
        sheet["E8"] = "Socializar con SPA y SFA"

    assert run(session, changed_book(paint)).changed == 1
    assert shown(session)[4]["pending_with"] == ["SPA", "SFA"]
    assert shown(session)[4]["state"] == "por_socializar"
    plan = run(session, xlsx.read(BOOK))
    assert rows_with(plan, "consulta_retirada") == [4]
    assert shown(session)[4]["pending_with"] == []
    assert shown(session)[4]["state"] == "propuesta"


def test_a_yellow_row_that_names_nobody_is_pending_all_the_same(session, changed_book):
    def paint(sheet):
        paint_yellow(sheet, 10)

    plan = run(session, changed_book(paint))
    assert rows_with(plan, "por_socializar_sin_institucion") == [6]
    assert matrix.counters(session).under_review == 8
    assert figures(run(session, changed_book(paint))) == (26, 0, 0, 26, 0)


def test_a_prioridad_in_the_linea_column_is_told_and_not_imported(session, changed_book):
    def alter(sheet):
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(8)
        sheet["C8"] = sheet["B9"].value

    plan = matrix.plan_import(session, changed_book(alter), "SECOEM")
    assert figures(plan) == (27, 26, 0, 0, 1)
    told = [f.sentence for f in plan.findings if f.code == "prioridad_en_linea"]
    assert len(told) == 1
    assert told[0].startswith("La fila 8, columna «Lluvia de ideas: Líneas de Acción», tiene una ")


def test_a_prioridad_that_differs_a_little_is_linked_and_told(session, changed_book):
    def alter(sheet):
        sheet["B8"] = sheet["B8"].value.replace("Fomentar", "Fomento")

    book = changed_book(alter)
    plan = run(session, book)
    assert rows_with(plan, "prioridad_difiere") == [4, 5]
    assert shown(session)[4]["priority"]["number"] == "7"
    assert shown(session)[4]["priority"]["text"].startswith("Fomentar")


def test_a_target_that_is_no_number_is_kept_as_text_and_told(session, changed_book):
    plan = run(session, changed_book(lambda sheet: sheet.__setitem__("I8", "por definir")))
    assert rows_with(plan, "meta_no_numerica") == [4]
    assert shown(session)[4]["targets"]["2024"] is None
    assert shown(session)[4]["targets_text"]["2024"] == "por definir"


def test_a_book_of_another_policy_is_refused_with_the_reason(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'edomex.db'}")
    Base.metadata.create_all(engine)
    with Session(engine, autoflush=False) as session:
        catalog.load(session, "edomex")
        session.commit()
        with pytest.raises(PeaError) as error:
            matrix.plan_import(session, xlsx.read(BOOK), "SECOEM")
    engine.dispose()
    assert str(error.value).startswith(
        "No se importó el libro: de sus 11 prioridades numeradas, las siguientes no coinciden con "
    )


def test_a_book_without_the_headings_is_refused_with_their_names(session, tmp_path):
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.active.append(["Nombre", "Teléfono", "Correo"])
    workbook.save(tmp_path / "agenda.xlsx")
    with pytest.raises(PeaError) as error:
        matrix.plan_import(session, xlsx.read(tmp_path / "agenda.xlsx"), "SECOEM")
    assert "«Lluvia de ideas: Líneas de Acción»" in str(error.value)
    assert "«Meta 2026»" in str(error.value)


def test_a_blank_institution_is_refused(session):
    with pytest.raises(PeaError):
        matrix.plan_import(session, xlsx.read(BOOK), "   ")


def test_a_cell_in_conflict_is_left_as_it_is_and_told(session, changed_book):
    run(session, xlsx.read(BOOK))
    line = session.scalars(select(matrix.ActionLine).where(matrix.ActionLine.number == 4)).one()
    _table, row, column = matrix.physical("targets.2024", line.id)

    def alter(sheet):
        sheet["I8"] = 50
        sheet["J8"] = 60

    plan = matrix.plan_import(session, changed_book(alter), "SECOEM", {(row, column)})
    matrix.apply_import(session, plan)
    assert rows_with(plan, "en_conflicto") == [4]
    assert shown(session)[4]["targets"] == {"2024": "100", "2025": "60", "2026": "100"}


def test_two_laptops_importing_the_same_book_meet_in_matrix_and_institutions(tmp_path):
    ids = []
    for laptop in ("a", "b"):
        engine = create_engine(f"sqlite:///{tmp_path / laptop}.db")
        Base.metadata.create_all(engine)
        with Session(engine, autoflush=False) as session:
            catalog.load(session, "michoacan")
            session.flush()
            run(session, xlsx.read(BOOK))
            matrices = list(session.scalars(select(matrix.Matrix.id)))
            ids.append((matrices, sorted(session.scalars(select(institutions.Institution.id)))))
        engine.dispose()
    assert ids[0] == ids[1]


def test_years_of_the_book_become_the_years_of_the_matrix(session, changed_book):
    def alter(sheet):
        sheet["L4"] = "Meta 2027"
        sheet["L5"] = "100%"

    run(session, xlsx.read(BOOK))
    plan = run(session, changed_book(alter))
    assert plan.changed == 1
    assert shown(session)[1]["targets"] == {
        "2024": "100", "2025": "100", "2026": "100", "2027": "100",
    }  # fmt: skip
    assert shown(session)[2]["targets"]["2027"] is None


def test_a_heading_of_two_rows_and_its_repetition_are_read(session, changed_book):
    def alter(sheet):
        # «Metas» over the three years, and the heading once more where a page would begin.
        heading = [cell.value for cell in sheet[4]]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(20)
        for column, text in enumerate(heading, start=1):
            sheet.cell(20, column).value = text
        sheet.insert_rows(5)
        sheet["I4"] = "Metas"
        sheet["J4"] = sheet["K4"] = None
        sheet.merge_cells("I4:K4")
        for column, year in zip("IJK", (2024, 2025, 2026), strict=True):
            sheet[f"{column}5"] = year

    plan = run(session, changed_book(alter))
    assert figures(plan) == (26, 26, 0, 0, 0)
    assert shown(session)[6]["targets"] == {"2024": "15", "2025": "30", "2026": "50"}
    assert shown(session)[26]["line"].startswith("Realizar desde las Contralorías Sociales")


def test_a_second_sheet_with_a_matrix_is_told_and_not_read(session, tmp_path):
    import openpyxl

    workbook = openpyxl.load_workbook(BOOK)
    workbook.copy_worksheet(workbook.worksheets[0]).title = "Otra"
    workbook.save(tmp_path / "dos.xlsx")
    plan = matrix.plan_import(session, xlsx.read(tmp_path / "dos.xlsx"), "SECOEM")
    assert figures(plan) == (26, 26, 0, 0, 0)
    assert [f.sentence for f in plan.findings if f.code == "hoja_sin_leer"] == [
        "La hoja «Otra» también parece una matriz y no se leyó: solo se leyó «Matriz SECOEM»."
    ]


def test_notes_under_the_table_are_told_and_not_imported(session, changed_book):
    book = changed_book(lambda sheet: sheet.__setitem__("A33", "Elaboró: Lic. Asistente Uno"))
    plan = matrix.plan_import(session, book, "SECOEM")
    assert figures(plan) == (27, 26, 0, 0, 1)
    assert [f.sentence for f in plan.findings if f.code == "fila_sin_contenido"] == [
        (
            "La fila 33 del libro no tiene línea, indicador ni metas y no se importa: «Elaboró: "
            "Lic. Asistente Uno»."
        )
    ]


def test_a_linea_deleted_after_reading_the_book_stops_the_import(session, changed_book):
    run(session, xlsx.read(BOOK))
    book = changed_book(lambda sheet: sheet.__setitem__("I8", 50))
    plan = matrix.plan_import(session, book, "SECOEM")
    (step,) = [step for step in plan.steps if step.line_id and step.changes]
    matrix.delete_line(session, step.line_id)
    with pytest.raises(PeaError) as error:
        matrix.apply_import(session, plan)
    assert str(error.value) == (
        "La línea 4 se borró después de leer el libro: vuelva a leerlo antes de importar."
    )


def test_an_export_sorted_and_with_a_copied_row_keeps_its_lineas(session, tmp_path):
    import openpyxl

    run(session, xlsx.read(BOOK))
    institution = institutions.find(session, "SECOEM")
    path = xlsx.write(tmp_path / "salida.xlsx", [matrix.export_rows(session, institution.id)])
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    # Row 12 holds the línea 8, the first of its prioridad: no merge took its eje or prioridad.
    last = [cell.value for cell in sheet[12]]
    sheet.delete_rows(12)
    sheet.append(last)
    sheet.append(last)
    workbook.save(path)
    plan = matrix.plan_import(session, xlsx.read(path), "SECOEM")
    assert (plan.rows, plan.new, plan.same + plan.changed) == (27, 1, 26)
    assert rows_with(plan, "linea_repetida") == [27]


def test_an_import_is_one_step_to_undo(make_workspace):
    workspace = make_workspace()
    with workspace.edit("Crear") as session:
        catalog.load(session, "michoacan")
    plan = matrix.plan_import(workspace.session, xlsx.read(BOOK), "SECOEM")
    with workspace.edit("Importar matriz_secoem.xlsx") as session:
        matrix.apply_import(session, plan)
    before = matrix.show(workspace.session)
    assert len(before["rows"]) == 26
    assert workspace.undo() == "Importar matriz_secoem.xlsx"
    assert matrix.show(workspace.session)["rows"] == []
    workspace.redo()
    assert matrix.show(workspace.session) == before
