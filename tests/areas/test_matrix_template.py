"""A template goes out, an institution edits it in another program, and it comes back."""

from copy import copy
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.areas.matrix.template import template_book
from pea_desktop.core.base import Base
from pea_desktop.files import xlsx

BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"
TOP = 5
"""The row with the headings: three lines of title and a blank one are above it."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Return the file of an expediente with the sample imported."""
    path = tmp_path_factory.mktemp("plantilla") / "prueba.db"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    with Session(engine, autoflush=False) as session:
        catalog.load(session, "michoacan")
        session.commit()
        plan = matrix.plan_import(session, xlsx.read(BOOK), "SECOEM")
        matrix.apply_import(session, plan)
        session.commit()
    engine.dispose()
    return path


@pytest.fixture
def session(filled, tmp_path):
    copy = tmp_path / "prueba.db"
    copy.write_bytes(filled.read_bytes())
    engine = create_engine(f"sqlite:///{copy}")
    with Session(engine, autoflush=False, expire_on_commit=False) as made:
        yield made
    engine.dispose()


class Loan:
    """A template lent to an institution."""

    def __init__(self, session, path):
        self.session, self.path = session, path
        self.send()

    def send(self):
        found = institutions.find(self.session, "SECOEM")
        xlsx.write(self.path, template_book(self.session, found.id))

    def edit(self, alter):
        import openpyxl

        workbook = openpyxl.load_workbook(self.path)
        alter(_Table(workbook.worksheets[0]))
        workbook.save(self.path)
        return self

    def plan(self, institution="SECOEM"):
        return matrix.plan_import(self.session, xlsx.read(self.path), institution)

    def apply(self):
        plan = self.plan()
        matrix.apply_import(self.session, plan)
        self.session.commit()
        return plan


class _Table:
    """The matrix of a template as a person sees it: líneas by number, columns by heading."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.places = {cell.value: cell.column for cell in sheet[TOP] if cell.value}

    def cell(self, line, header):
        return self.sheet.cell(TOP + line, self.places[header])

    def put(self, line, header, value):
        self.cell(line, header).value = value


@pytest.fixture
def loan(session, tmp_path):
    return Loan(session, tmp_path / "plantilla.xlsx")


def rows(session):
    return matrix.lines(session, institutions.find(session, "SECOEM").id)


def figures(plan):
    return plan.rows, plan.new, plan.changed, plan.same, plan.rejected


def changes(plan):
    return [
        (step.row.number, key, *change)
        for step in plan.steps
        if step.line_id is not None
        for key, change in step.changes.items()
    ]


def said(plan, code):
    return [finding.sentence for finding in plan.findings if finding.code == code]


def test_a_template_that_comes_back_untouched_changes_nothing(loan):
    plan = loan.plan()
    assert figures(plan) == (26, 0, 0, 26, 0)
    assert changes(plan) == []


def test_one_changed_cell_is_one_change(loan, session):
    plan = loan.edit(lambda table: table.put(5, "Meta 2025", 95)).apply()
    assert figures(plan) == (26, 0, 1, 25, 0)
    assert changes(plan) == [(5, "targets.2025", "100", "95")]
    assert rows(session)[4].targets_text[2025] == "95"
    again = loan.plan()
    assert figures(again) == (26, 0, 0, 26, 0)


def test_two_cells_of_one_row_are_two_changes_of_one_row(loan):
    def alter(table):
        table.put(8, "Unidad de medida", "Porcentaje")
        table.put(8, "Sentido", "Ascendente")

    plan = loan.edit(alter).apply()
    assert figures(plan) == (26, 0, 1, 25, 0)
    assert changes(plan) == [
        (8, "unit", None, "Porcentaje"),
        (8, "direction", None, "ascendente"),
    ]


def test_a_row_written_below_is_a_new_linea(loan, session):
    priority = rows(session)[10].priority

    def alter(table):
        table.put(27, "Prioridad PEA", priority.title)
        table.put(27, "Lluvia de ideas: Líneas de Acción", "Publicar el padrón de proveedores")
        table.put(27, "Indicador", "Padrón publicado")
        table.put(27, "Responsables", "SECOEM")

    plan = loan.edit(alter).apply()
    assert figures(plan) == (27, 1, 0, 26, 0)
    made = rows(session)[26]
    assert (made.line, made.priority.id) == ("Publicar el padrón de proveedores", priority.id)
    assert [owner.institution for owner in made.owners] == ["SECOEM"]
    # Its row has no id: it is found by its text.
    assert figures(loan.plan()) == (27, 0, 0, 27, 0)


def test_a_cell_that_changed_only_here_is_kept(loan, session):
    line = rows(session)[3]
    matrix.set_value(session, line.id, "indicator", "Otro nombre")
    session.commit()
    plan = loan.edit(lambda table: table.put(5, "Notas", "Revisado")).apply()
    assert changes(plan) == [(5, "notes", None, "Revisado")]
    assert said(plan, "cambiada_aqui") == [
        (
            "Línea 4 (fila 9), columna «Indicador»: cambió aquí después de enviar el libro y se "
            "conserva lo de aquí."
        )
    ]
    assert rows(session)[3].indicator == "Otro nombre"


def test_a_cell_that_changed_on_both_sides_is_left_to_a_person(loan, session):
    line = rows(session)[4]
    matrix.set_value(session, line.id, "targets.2024", "80")
    session.commit()
    plan = loan.edit(lambda table: table.put(5, "Meta 2024", 90)).apply()
    assert figures(plan) == (26, 0, 0, 26, 0)
    assert said(plan, "cambiada_en_ambos") == [
        (
            "Línea 5 (fila 10), columna «Meta 2024»: cambió aquí y en el libro. Aquí dice «80», el "
            "libro «90»; se conserva lo de aquí."
        )
    ]
    assert rows(session)[4].targets_text[2024] == "80"


def test_the_same_change_on_both_sides_is_none(loan, session):
    line = rows(session)[4]
    matrix.set_value(session, line.id, "targets.2024", "90")
    session.commit()
    plan = loan.edit(lambda table: table.put(5, "Meta 2024", 90)).plan()
    assert figures(plan) == (26, 0, 0, 26, 0)
    assert said(plan, "cambiada_en_ambos") == []


def test_a_row_deleted_there_is_told_and_kept(loan):
    plan = loan.edit(lambda table: table.sheet.delete_rows(TOP + 6)).plan()
    assert figures(plan) == (25, 0, 0, 25, 0)
    assert len(said(plan, "linea_ausente")) == 1
    assert said(plan, "linea_ausente")[0].startswith("La línea 6 de la matriz no viene en el libro")


def test_a_linea_added_here_since_is_not_missed_in_the_book(loan, session):
    found = institutions.find(session, "SECOEM")
    held = matrix.matrix_of(session, catalog.current(session).id, found.id)
    matrix.insert_lines(session, held, count=1)
    session.commit()
    assert said(loan.plan(), "linea_ausente") == []


def test_a_linea_deleted_here_since_does_not_come_back(loan, session):
    third, fourth = rows(session)[2:4]
    matrix.delete_line(session, third.id)
    matrix.delete_line(session, fourth.id)
    session.commit()
    plan = loan.edit(lambda table: table.put(4, "Notas", "Sí va")).plan()
    assert figures(plan) == (26, 0, 0, 24, 2)
    assert said(plan, "linea_borrada_aqui") == [
        "Línea 3 (fila 8): la línea se borró aquí después de enviar el libro; no se importa.",
        (
            "Línea 4 (fila 9): la línea se borró aquí después de enviar el libro, y el libro la "
            "cambia; no se importa."
        ),
    ]


def test_a_copied_row_is_a_new_linea(loan):
    def alter(table):
        for cell in table.sheet[TOP + 5]:
            table.sheet.cell(TOP + 27, cell.column).value = cell.value
        table.put(27, "Lluvia de ideas: Líneas de Acción", "Otra línea parecida")

    plan = loan.edit(alter).plan()
    assert figures(plan) == (27, 1, 0, 26, 0)
    assert said(plan, "fila_copiada") == [
        "Línea 27 (fila 32): es copia de otro renglón del libro; se toma como línea nueva."
    ]


def test_rows_in_another_order_are_found_and_the_order_is_kept(loan):
    def alter(table):
        first, last = table.sheet[TOP + 1], table.sheet[TOP + 26]
        for one, other in zip(first, last, strict=True):
            one.value, other.value = other.value, one.value
            one.number_format, other.number_format = other.number_format, one.number_format
            one.fill, other.fill = copy(other.fill), copy(one.fill)

    plan = loan.edit(alter).plan()
    assert figures(plan) == (26, 0, 0, 26, 0)
    assert said(plan, "otro_orden") == [
        "Los renglones vienen en otro orden; la matriz conserva el suyo."
    ]


def test_a_changed_id_is_told_and_the_linea_found_by_its_text(loan):
    header = "Identificador de la línea (no cambiar)"
    plan = loan.edit(lambda table: table.put(9, header, "otra cosa")).plan()
    assert figures(plan) == (26, 0, 0, 26, 0)
    assert said(plan, "identificador_cambiado") == [
        "Línea 9 (fila 14): su identificador oculto cambió; se busca por el texto de la línea."
    ]


def test_a_deleted_column_is_told_and_its_texts_are_kept(loan, session):
    def alter(table):
        table.sheet.delete_cols(table.places["Interpretación"])

    plan = loan.edit(alter).plan()
    assert figures(plan) == (26, 0, 0, 26, 0)
    assert said(plan, "columna_ausente") == [
        "La columna «Interpretación» ya no viene en el libro; sus datos se conservan."
    ]


def test_a_verification_source_comes_back_in_its_parts(loan, session):
    line = rows(session)[4]
    matrix.add_source(session, line.id, institution="SECOEM", instrument="Informe")
    session.commit()
    loan.send()
    where = "Medio de verificación: liga"
    plan = loan.edit(lambda table: table.put(5, where, "https://ejemplo.mx/informe")).apply()
    assert changes(plan) == [(5, "sources.link", None, "https://ejemplo.mx/informe")]
    (source,) = rows(session)[4].sources
    assert source.text == "SECOEM: Informe (https://ejemplo.mx/informe)"
    made = loan.edit(lambda table: table.put(6, where, "https://ejemplo.mx/otro")).apply()
    assert changes(made) == [(6, "sources.link", None, "https://ejemplo.mx/otro")]
    assert [one.link for one in rows(session)[5].sources] == ["https://ejemplo.mx/otro"]


def test_an_owner_is_added_and_one_taken_out_is_told(loan, session):
    line = rows(session)[4]
    ids = {name: institutions.find_or_create(session, name).id for name in ("SFA", "SECOEM")}
    matrix.set_owners(session, line.id, [(ids["SFA"], "responsable", "")])
    session.commit()
    loan.send()
    plan = loan.edit(lambda table: table.put(5, "Responsables", "SECOEM")).apply()
    assert figures(plan) == (26, 0, 1, 25, 0)
    assert [one.institution for one in rows(session)[4].owners] == ["SFA", "SECOEM"]
    assert said(plan, "responsable_retirado") == [
        (
            "Línea 5 (fila 10), columna «Responsables»: el libro ya no trae «SFA» como "
            "responsable; aquí se conserva."
        )
    ]


def test_a_line_answered_here_does_not_become_yellow_again(loan, session):
    yellow = next(row for row in rows(session) if row.highlighted)
    matrix.end_review(session, yellow.id)
    session.commit()
    plan = loan.plan()
    assert figures(plan) == (26, 0, 0, 26, 0)
    assert len(said(plan, "cambiada_aqui")) == 2


def test_the_template_of_another_institution_is_compared_whole(loan, session):
    plan = loan.plan("SFA")
    assert figures(plan) == (26, 26, 0, 0, 0)
    assert len(said(plan, "enviado_de_otra_matriz")) == 1


NASTY = (
    *("=1+1", "+52 443", "-", "@SUM(A1)", "'x", "a\tb", "uno\ndos\n", "  espacios  ", "_x000D_"),
    *("_x0041_x0042_", "<r>&</r>", "]]>", "😀 ñ ∑", "007", "1e5", "1.0", "-0", "TRUE", "#REF!"),
    *("12345678901234567890", "1-2", "2024-01-31", "\x85", "x" * 32_767),
)


@pytest.mark.parametrize("is_template", [True, False])
def test_any_text_comes_back_from_a_book_as_it_is_here(session, tmp_path, is_template):
    for row, text in zip(rows(session), NASTY, strict=False):
        for field in ("line", "indicator", "interpretation", "type", "formula", "frequency"):
            matrix.set_value(session, row.id, field, text)
        if is_template:
            matrix.set_value(session, row.id, "notes", text)
            matrix.set_value(session, row.id, "unit", text)
    targets = ("100", "100 %", "12.5%", "1,500", "007", ".5", "-0", "No aplica", "1.50", "-3%")
    for row, text in zip(rows(session), targets, strict=False):
        matrix.set_value(session, row.id, "targets.2024", text)
    session.commit()
    found = institutions.find(session, "SECOEM")
    sheets = [matrix.export_rows(session, found.id)]
    path = tmp_path / "salida.xlsx"
    xlsx.write(path, template_book(session, found.id) if is_template else sheets)
    plan = matrix.plan_import(session, xlsx.read(path), "SECOEM")
    assert figures(plan) == (26, 0, 0, 26, 0)
    for step, row in zip(plan.steps, rows(session), strict=True):
        assert {key: row.value(key) for key in step.row.values} == step.row.values


def test_an_institution_without_lineas_gets_a_blank_template(session, tmp_path):
    found = institutions.find_or_create(session, "SFA")
    session.commit()
    matrix_sheet, _instructions, sent = template_book(session, found.id)
    assert (len(matrix_sheet.rows), matrix_sheet.blank_rows, sent.rows) == (0, 20, ())
    path = xlsx.write(tmp_path / "vacia.xlsx", template_book(session, found.id))

    import openpyxl

    workbook = openpyxl.load_workbook(path)
    _Table(workbook.worksheets[0]).put(1, "Lluvia de ideas: Líneas de Acción", "Primera línea")
    workbook.save(path)
    assert figures(matrix.plan_import(session, xlsx.read(path), "SFA")) == (1, 1, 0, 0, 0)


def test_the_book_offers_lists_and_says_how_to_fill_it_in(loan):
    import openpyxl

    workbook = openpyxl.load_workbook(loan.path)
    assert [(sheet.title, sheet.sheet_state) for sheet in workbook.worksheets] == [
        ("Matriz SECOEM", "visible"),
        ("Instrucciones", "visible"),
        ("Enviado", "veryHidden"),
        ("Listas", "hidden"),
    ]
    sheet = workbook.worksheets[0]
    table = _Table(sheet)
    assert list(table.places)[:24] == [
        *("Eje PEA", "Prioridad PEA", "Lluvia de ideas: Líneas de Acción", "Indicador"),
        *("Interpretación", "Tipo", "Formula", "Frecuencia de Medición"),
        *("Meta 2024", "Meta 2025", "Meta 2026", "Unidad de medida", "Sentido", "Línea base"),
        *("Año de la línea base", "Definición", "Supuestos", "Responsables"),
        *("Medio de verificación: institución", "Medio de verificación: instrumento"),
        *("Medio de verificación: liga", "Estado", "Notas"),
        "Identificador de la línea (no cambiar)",
    ]
    rules = {
        str(rule.sqref).split(":")[0][:-1]: rule for rule in sheet.data_validations.dataValidation
    }
    assert (rules["B"].type, rules["B"].formula1) == ("list", "'Listas'!$B$2:$B$12")
    assert str(rules["B"].sqref) == "B6:B51"
    assert (rules["B"].errorStyle, rules["H"].errorStyle) == ("stop", "warning")
    assert rules["I"].type == "decimal"
    assert sheet.freeze_panes == "C6"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    lists = workbook["Listas"]
    assert [cell.value for cell in lists["C"]][:4] == ["3", "Mensual", "Bimestral", "Trimestral"]


def test_a_prioridad_chosen_from_the_list_moves_the_linea(loan, session):
    line, other = rows(session)[8], rows(session)[20]
    assert line.priority.number != other.priority.number
    plan = loan.edit(lambda table: table.put(9, "Prioridad PEA", other.priority.title)).apply()
    assert changes(plan) == [(9, "priority", line.priority.id, other.priority.id)]
    assert rows(session)[8].priority == other.priority


def test_a_linea_moved_here_since_stays_where_it_is(loan, session):
    line, other, third = rows(session)[8], rows(session)[20], rows(session)[3]
    matrix.set_priority(session, [line.id], other.priority.id)
    session.commit()
    plan = loan.plan()
    assert figures(plan) == (26, 0, 0, 26, 0)
    assert said(plan, "cambiada_aqui") == [
        (
            "Línea 9 (fila 14), columna «Prioridad PEA»: cambió aquí después de enviar el libro y "
            "se conserva lo de aquí."
        )
    ]
    title = third.priority.title
    both = loan.edit(lambda table: table.put(9, "Prioridad PEA", title)).plan()
    assert figures(both) == (26, 0, 0, 26, 0)
    assert len(said(both, "cambiada_en_ambos")) == 1


def test_a_cell_emptied_there_is_emptied_here(loan, session):
    assert rows(session)[4].formula
    plan = loan.edit(lambda table: table.put(5, "Formula", None)).apply()
    assert figures(plan) == (26, 0, 1, 25, 0)
    assert rows(session)[4].formula is None


def test_yellow_taken_away_there_ends_the_review_here(loan, session):
    from openpyxl.styles import PatternFill

    yellow = next(row for row in rows(session) if row.highlighted)

    def alter(table):
        for cell in table.sheet[TOP + yellow.number]:
            cell.fill = PatternFill()

    plan = loan.edit(alter).apply()
    assert figures(plan) == (26, 0, 1, 25, 0)
    assert not rows(session)[yellow.number - 1].highlighted


def test_a_column_added_there_only_brings_what_it_says(loan, session):
    matrix.set_value(session, rows(session)[0].id, "evidence", "Acta")
    session.commit()

    def alter(table):
        place = table.sheet.max_column + 1
        table.sheet.cell(TOP, place).value = "Evidencia"
        table.sheet.cell(TOP + 2, place).value = "Oficio"

    plan = loan.edit(alter).apply()
    assert changes(plan) == [(2, "evidence", None, "Oficio")]
    assert rows(session)[0].evidence == "Acta"


def test_a_code_nobody_knows_is_told_and_changes_nothing(loan):
    plan = loan.edit(lambda table: table.put(5, "Sentido", "Hacia arriba")).plan()
    assert figures(plan) == (26, 0, 0, 26, 0)
    assert len(said(plan, "celda_rechazada")) == 1


def test_without_what_was_sent_it_is_compared_as_any_book(loan, session):
    import openpyxl

    matrix.set_value(session, rows(session)[0].id, "notes", "De aquí")
    session.commit()
    workbook = openpyxl.load_workbook(loan.path)
    del workbook["Enviado"]
    workbook.save(loan.path)
    plan = loan.plan()
    assert changes(plan) == [(1, "notes", "De aquí", None)]
    assert said(plan, "cambiada_aqui") == []
