"""Which column holds what: found by its heading, changed by a person, never lost."""

import pytest

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.core.errors import PeaError
from pea_desktop.files import books

FICHA = (
    *("Líneas de acción", "Indicador", "Definición", "Unidad de medida", "Sentido"),
    *("Línea base", "Año de la línea base", "Supuestos", "Medios de verificación", "Responsables"),
    *("Meta 2024", "Meta 2024 T1"),
)


@pytest.fixture
def book(tmp_path):
    """Return a function that writes rows as a book and reads it."""

    def make(*rows, name="libro.csv"):
        import csv

        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return books.read(tmp_path / name)

    return make


def plan_of(workspace, read, **chosen):
    return matrix.plan_import(workspace.session, read, "SECOEM", (), matrix.Choices(**chosen))


def run(workspace, read, **chosen):
    plan = plan_of(workspace, read, **chosen)
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    return plan


def codes(plan, code):
    return [finding.sentence for finding in plan.findings if finding.code == code]


def test_the_fields_of_the_ficha_come_with_their_headings(workspace, book):
    with workspace.edit("Instituciones") as session:
        institutions.find_or_create(session, "SECOEM")
    read = book(
        FICHA,
        [
            *("Publicar auditorías", "Porcentaje de auditorías", "Las publicadas", "Porcentaje"),
            *("Ascendente", "40", "2023", "Hay sistema", "Informe anual\nPortal", "SECOEM; Nadie"),
            *("100", "25"),
        ],
    )
    plan = run(workspace, read)
    (row,) = matrix.lines(workspace.session)
    assert (row.definition, row.unit, row.direction) == (
        "Las publicadas",
        "Porcentaje",
        "ascendente",
    )
    assert (row.baseline, row.baseline_year, row.assumptions) == ("40", "2023", "Hay sistema")
    assert [source.text for source in row.sources] == ["Informe anual", "Portal"]
    assert [owner.institution for owner in row.owners] == ["SECOEM"]
    assert row.value("targets.2024") == "100"
    assert row.period_targets == {(2024, "T1"): "25"}
    assert codes(plan, "responsable_desconocido") == [
        (
            "Línea 1 (fila 2), columna «Responsables»: «Nadie» no está en el catálogo de "
            "instituciones y no se importa."
        )
    ]
    again = plan_of(workspace, read)
    assert (again.new, again.changed, again.same) == (0, 0, 1)


def test_a_code_there_is_not_is_rejected_with_the_reason_and_the_rest_comes(workspace, book):
    read = book(["Línea de acción", "Indicador", "Sentido"], ["Publicar", "Avance", "De lado"])
    plan = run(workspace, read)
    (row,) = matrix.lines(workspace.session)
    assert (row.line, row.direction) == ("Publicar", None)
    (finding,) = (one for one in plan.findings if one.code == "celda_rechazada")
    assert (finding.row, finding.field) == (1, "direction")
    assert finding.sentence.startswith(
        "Línea 1 (fila 2), columna «Sentido»: no se importa; «De lado» no es una opción"
    )


def test_columns_without_a_field_are_listed_and_their_texts_kept(workspace, book):
    read = book(
        ["Línea de acción", "Indicador", "Color", "Meta 2024", ""],
        ["Publicar", "Avance", "azul", "5", "suelto"],
    )
    plan = run(workspace, read)
    assert codes(plan, "columna_sin_importar") == [
        (
            "La columna «Color» (C) no se importa; su texto en 1 fila queda en las celdas "
            "originales."
        ),
        (
            "La columna E no tiene encabezado y no se importa; su texto en 1 fila queda en las "
            "celdas originales."
        ),
    ]
    assert '"azul"' in workspace.session.query(matrix.ActionLine).one().source_row
    uses = [(one.letters, one.heading, one.field, one.samples) for one in plan.table.layout.columns]
    assert uses[2] == ("C", "Color", None, ("azul",))


def test_a_person_changes_what_a_column_holds(workspace, book):
    read = book(
        ["Línea de acción", "Indicador", "Color", "Meta 2024"], ["Publicar", "a", "Avance", "5"]
    )
    plan = run(workspace, read, columns={1: None, 2: "indicator"})
    (row,) = matrix.lines(workspace.session)
    assert row.indicator == "Avance"
    assert [one.field for one in plan.table.layout.columns] == [
        *("line", None, "indicator", "targets.2024"),
    ]  # fmt: skip


def test_a_person_points_at_the_heading(workspace, book):
    read = book(["Qué", "Cómo", "Cuánto"], ["Publicar", "Avance", "5"], ["Auditar", "Otro", "6"])
    with pytest.raises(PeaError) as error:
        plan_of(workspace, read)
    assert str(error.value).startswith("No se encontró el encabezado de la tabla en «libro.csv»")
    with pytest.raises(PeaError) as error:
        plan_of(workspace, read, header_row=1)
    assert str(error.value) == "Indique en qué columna están las líneas de acción."
    run(workspace, read, header_row=1, columns={0: "line", 1: "indicator", 2: "targets.2025"})
    rows = matrix.lines(workspace.session)
    assert [(row.line, row.indicator, row.value("targets.2025")) for row in rows] == [
        ("Publicar", "Avance", "5"),
        ("Auditar", "Otro", "6"),
    ]


def test_a_book_without_colours_takes_none_away(workspace, tmp_path, book):
    import openpyxl
    from openpyxl.styles import PatternFill

    rows = [
        ["Línea de acción", "Indicador", "Interpretación"],
        ["Publicar", "Avance", "Socializar con SFA"],
    ]
    made = openpyxl.Workbook()
    for one in rows:
        made.active.append(one)
    made.active["A2"].fill = PatternFill("solid", fgColor="FFFF00")
    made.save(tmp_path / "amarillo.xlsx")
    run(workspace, books.read(tmp_path / "amarillo.xlsx"))
    plan = run(workspace, book(*rows, ["Auditar", "Otro", "Revisar con SPA"]))
    assert (plan.new, plan.changed, plan.same) == (1, 0, 1)
    first, second = matrix.lines(workspace.session)
    assert (first.highlighted, first.pending_with) == (True, ("SFA",))
    assert not second.highlighted
    assert codes(plan, "quiza_por_socializar") == [
        (
            "Línea 2 (fila 3), columna «Interpretación»: pide socializar con SPA, pero este libro "
            "no dice si está en amarillo: no se marca."
        )
    ]
    assert len(codes(plan, "libro_sin_colores")) == 1


def test_the_sheet_to_read_can_be_chosen(workspace, tmp_path):
    import openpyxl

    made = openpyxl.Workbook()
    for title, line in (("SECOEM", "Publicar"), ("SFA", "Auditar")):
        sheet = made.create_sheet(title)
        sheet.append(["Línea de acción", "Indicador", "Meta 2024"])
        sheet.append([line, "Avance", 5])
    made.save(tmp_path / "dos.xlsx")
    read = books.read(tmp_path / "dos.xlsx")
    plan = plan_of(workspace, read, sheet="SFA")
    assert plan.table.layout.candidates == ("SECOEM", "SFA")
    assert [step.row.values["line"] for step in plan.steps] == ["Auditar"]
    assert codes(plan, "hoja_sin_leer") == [
        "La hoja «SECOEM» también parece una matriz y no se leyó: solo se leyó «SFA»."
    ]


def test_our_own_export_with_one_changed_cell_is_one_change(workspace, tmp_path):
    import openpyxl

    from pea_desktop.files import xlsx
    from tests.areas.test_matrix_odd_books import BOOK

    run(workspace, books.read(BOOK))
    found = matrix.lines(workspace.session)[0].institution_id
    path = xlsx.write(tmp_path / "salida.xlsx", [matrix.export_rows(workspace.session, found)])
    assert plan_of(workspace, books.read(path)).same == 26
    made = openpyxl.load_workbook(path)
    cell = next(one for one in made.active["I"] if one.value == 0.15)
    cell.value = 0.2
    made.save(path)
    plan = plan_of(workspace, books.read(path))
    assert (plan.new, plan.changed, plan.same, plan.rejected) == (0, 1, 25, 0)
    (step,) = (one for one in plan.steps if one.kind is matrix.StepKind.CHANGED)
    assert dict(step.changes) == {"targets.2024": ("15%", "20%")}
    assert plan.realignments == ()


def test_an_old_xls_of_the_sample_gives_the_same_rows(workspace):
    from tests.areas.test_matrix_odd_books import BOOK

    run(workspace, books.read(BOOK))
    old = books.read(BOOK.parent / "books" / "matriz.xls")
    plan = plan_of(workspace, old)
    assert (plan.rows, plan.same, plan.rejected) == (26, 26, 0)


def test_the_matrix_of_a_word_document_comes_with_its_yellow_and_its_pages(workspace, tmp_path):
    import docx
    from docx.enum.text import WD_COLOR_INDEX

    said = {item.number: item.text for item in catalog.priorities(workspace.session)}
    heading = ["Eje PEA", "Prioridad PEA", "Líneas de acción", "Indicador", "Metas", "Metas"]
    made = docx.Document()
    made.add_paragraph("Minuta Mesa 08")
    for number in ("7", "8"):
        table = made.add_table(rows=4, cols=6)
        for place, text in enumerate(heading):
            table.cell(0, place).text = text
        table.cell(0, 4).merge(table.cell(0, 5)).text = "Metas"
        table.cell(1, 4).text, table.cell(1, 5).text = "2024", "2025"
        table.cell(2, 1).merge(table.cell(3, 1)).text = f"{number}. {said[number]}"
        for row in (2, 3):
            table.cell(row, 2).text = f"Acción {number}.{row}"
            table.cell(row, 4).text, table.cell(row, 5).text = "50%", "100%"
        words = table.cell(3, 2).paragraphs[0].runs[0]
        words.font.highlight_color = WD_COLOR_INDEX.YELLOW
    made.save(tmp_path / "minuta.docx")
    plan = run(workspace, books.read(tmp_path / "minuta.docx"))
    assert (plan.rows, plan.new, plan.rejected) == (4, 4, 0)
    rows = matrix.lines(workspace.session)
    assert [row.line for row in rows] == ["Acción 7.2", "Acción 7.3", "Acción 8.2", "Acción 8.3"]
    assert [row.priority.number for row in rows] == ["7", "7", "8", "8"]
    assert [row.highlighted for row in rows] == [False, True, False, True]
    assert {row.value("targets.2025") for row in rows} == {"100%"}
