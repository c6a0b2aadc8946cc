"""The matrix worked as a sheet: pasted, filled, moved, undone; the file afterwards."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from sqlalchemy import select

from pea_desktop.areas import SCHEMA, institutions, matrix
from pea_desktop.files import books
from tests.stories.test_main_job import create

NO = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
SAMPLE = Path(__file__).parents[1] / "data" / "matriz_secoem.xlsx"


@pytest.fixture
def laptop(make_laptop, answer, tmp_path):
    made = make_laptop("LAPTOP-03", "Lic. Asistente Uno")
    create(made, answer, tmp_path / "michoacan.pea")
    session = made.workspace.session
    plan = matrix.plan_import(session, books.read(SAMPLE), "SECOEM")
    with made.workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    made.press(Qt.Key.Key_2)
    return made


def rows_of_the_file(workspace):
    """Return every row of every synced table, as stored."""
    return {
        table.name: sorted(map(tuple, workspace.session.execute(select(table))), key=repr)
        for table in SCHEMA.metadata.sorted_tables
    }


def lines(laptop):
    return matrix.lines(laptop.workspace.session)


def put_html(rows):
    """Put a table on the clipboard as spreadsheet programs do: HTML and tabbed text."""
    cells = [[cell.replace("\n", "<br>") for cell in row] for row in rows]
    html = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in cells)
    data = QMimeData()
    data.setHtml(f"<html><body><table>{html}</table></body></html>")
    data.setText("\n".join("\t".join(row) for row in rows))
    QGuiApplication.clipboard().setMimeData(data)


def block():
    """Forty rows of six columns, with line breaks inside texts."""
    return [
        [
            f"Línea pegada {row}\nsegundo renglón",
            f"Porcentaje de acciones {row}",
            f"(Acciones {row} realizadas/Acciones {row} programadas)*100",
            "Anual",
            "50",
            "100%",
        ]
        for row in range(1, 41)
    ]


def go_to(laptop, number, column):
    laptop._grid.setFocus()
    laptop._grid.setCurrentIndex(laptop._index(number, column))


def test_a_large_paste_is_one_step_undone_and_done_again_to_the_byte(laptop, answer):
    before = rows_of_the_file(laptop.workspace)
    put_html(block())
    go_to(laptop, 20, "line")
    answer("show", lambda dialog: True)
    laptop.press(Qt.Key.Key_V)
    after = rows_of_the_file(laptop.workspace)
    texts = [row.line for row in lines(laptop)]
    assert len(texts) == 26 + 40 - 7
    assert texts[19] == "Línea pegada 1\nsegundo renglón"
    assert texts[-1] == "Línea pegada 40\nsegundo renglón"
    last = lines(laptop)[-1]
    assert (last.frequency, last.targets_text) == (
        "Anual",
        {2024: "50", 2025: "100%", 2026: None},
    )
    # Seven of the 240 held «Anual» already.
    assert laptop.workspace.undo_label == "Pegar 233 celdas"
    laptop.press(Qt.Key.Key_Z)
    assert rows_of_the_file(laptop.workspace) == before
    laptop.press(Qt.Key.Key_Y)
    assert rows_of_the_file(laptop.workspace) == after


def test_a_table_with_headings_goes_by_name_and_brings_its_prioridad(laptop, answer):
    put_html(
        [
            ["Prioridad PEA", "Indicador", "Líneas de acción"],
            ["8. Impulsar procesos de protección", "Porcentaje de avisos", "Abrir un buzón"],
        ]
    )
    go_to(laptop, 26, "line")
    laptop.press(Qt.Key.Key_Down, NO)
    answer("show", lambda dialog: True)
    laptop.press(Qt.Key.Key_V)
    row = next(row for row in lines(laptop) if row.line == "Abrir un buzón")
    assert row.indicator == "Porcentaje de avisos"


def test_typing_filling_and_moving_survive_closing_the_program(laptop, tmp_path):
    go_to(laptop, 4, "targets.2024")
    laptop.type_cell(4, "targets.2024", "80")
    go_to(laptop, 4, "targets.2024")
    laptop.press(Qt.Key.Key_Right, SHIFT)
    laptop.press(Qt.Key.Key_Right, SHIFT)
    laptop.press(Qt.Key.Key_R)
    assert lines(laptop)[3].targets_text == {2024: "80", 2025: "80", 2026: "80"}
    go_to(laptop, 4, "line")
    laptop.press(Qt.Key.Key_Down, ALT | SHIFT)
    moved = next(row for row in lines(laptop) if (row.line or "").startswith("Recepcionar"))
    assert (moved.priority.number, moved.number) == ("8", 7)
    label = laptop.workspace.undo_label
    path = laptop.workspace.path
    laptop.close()
    laptop.start(path)
    laptop.press(Qt.Key.Key_2)
    assert laptop.workspace.undo_label == label
    laptop.press(Qt.Key.Key_Z)
    moved = next(row for row in lines(laptop) if (row.line or "").startswith("Recepcionar"))
    assert (moved.priority.number, moved.number) == ("7", 4)
    laptop.press(Qt.Key.Key_Z)
    assert lines(laptop)[3].targets_text == {2024: "80", 2025: "100", 2026: "100"}
    laptop.press(Qt.Key.Key_Z)
    assert lines(laptop)[3].targets_text == {2024: "100", 2025: "100", 2026: "100"}


def test_rows_are_inserted_copied_and_deleted_by_keyboard_alone(laptop):
    go_to(laptop, 5, "line")
    laptop.press(Qt.Key.Key_Return, CTRL)
    laptop.type_over("Publicar informes")
    laptop.press(Qt.Key.Key_Return, NO)
    assert [row.line for row in lines(laptop)][5] == "Publicar informes"
    assert lines(laptop)[5].priority.number == "7"
    go_to(laptop, 6, "line")
    laptop.press(Qt.Key.Key_D, CTRL | SHIFT)
    assert [row.line for row in lines(laptop)][5:7] == ["Publicar informes", "Publicar informes"]
    laptop.press(Qt.Key.Key_Minus, CTRL)
    assert len(lines(laptop)) == 27
    laptop.press(Qt.Key.Key_Z)
    laptop.press(Qt.Key.Key_Z)
    laptop.press(Qt.Key.Key_Z)
    laptop.press(Qt.Key.Key_Z)
    assert len(lines(laptop)) == 26


def test_the_filter_narrows_while_one_types_and_the_edit_stays_in_sight(laptop, qtbot):
    laptop.press(Qt.Key.Key_F)
    laptop.type_over("capacitaciones")
    screen = laptop.window.open_screen("matrix")
    qtbot.wait_until(lambda: "Filtro activo" in screen.status_text())
    shown = [row.number for row in screen._model.accepted_rows()]
    assert shown == ["3", "9", "10", "13", "22"]
    laptop.press(Qt.Key.Key_Return, NO)
    laptop.type_cell(9, "indicator", "Porcentaje de cursos impartidos")
    assert "9" in [row.number for row in screen._model.accepted_rows()]
    laptop.press(Qt.Key.Key_X, CTRL | SHIFT)
    assert len(screen._model.accepted_rows()) == 26


def test_a_first_matrix_is_pasted_into_an_empty_expediente(make_laptop, answer, tmp_path):
    laptop = make_laptop("LAPTOP-04", "Lic. Asistente Dos")
    create(laptop, answer, tmp_path / "vacio.pea")
    laptop.press(Qt.Key.Key_2)
    put_html(
        [
            ["Prioridad PEA", "Líneas de acción", "Indicador", "Fórmula", "2024"],
            ["7", "Atender denuncias", "Porcentaje de denuncias", "(A/B)*100", "90"],
            ["8", "Proteger a quien denuncia", "", "", "N/A"],
        ]
    )
    answer("ask_text", "SECOEM")
    answer("show", lambda dialog: True)
    laptop.press(Qt.Key.Key_V)
    made = lines(laptop)
    assert [(row.priority.number, row.line) for row in made] == [
        ("7", "Atender denuncias"),
        ("8", "Proteger a quien denuncia"),
    ]
    assert institutions.name_of(laptop.workspace.session, made[0].institution_id) == "SECOEM"
    assert made[1].targets_text[2024] == "N/A"
