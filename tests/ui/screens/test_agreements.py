"""Acuerdos: the tray, avances with evidence, dates, tareas, history, the oficio and Excel."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel

from pea_desktop.areas import documents, institutions, minutes
from pea_desktop.areas.minutes import AgreementState
from pea_desktop.core import attachments
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.kit.report_table import Heading
from pea_desktop.ui.kit.widgets import Button
from pea_desktop.ui.pdf_window import PdfWindow
from pea_desktop.ui.screens.agreements import AgreementsScreen
from pea_desktop.ui.screens.conflict_words import ConflictWords
from tests.areas.minute_rows import drawn, record

TODAY = date(2023, 4, 19)
LATE = {"number": "2", "text": "Verificar las líneas base.", "kind": "compromiso",
        "due": "2023-04-14", "responsible": "Titular de la unidad"}  # fmt: skip
SOON = {"number": "3", "text": "Enviar la matriz firmada.", "kind": "encargo", "due": "2023-04-28"}
FACT = {"number": "1", "text": "Se integró la matriz.", "kind": "constancia"}


@pytest.fixture
def make_screen(qtbot, light, clock):
    def make(workspace):
        screen = AgreementsScreen(workspace)
        QAbstractItemModelTester(screen.report)
        workspace.subscribe(screen.refresh)
        qtbot.add_widget(screen)
        screen.resize(1282, 700)
        screen.show()
        screen.activateWindow()
        qtbot.wait_until(screen.isActiveWindow)
        screen.setFocus()
        return screen

    return make


@pytest.fixture
def issued(workspace):
    """An issued minute of SECOEM with three acuerdos: a fact, one overdue, one due soon."""
    made = record(workspace, agreements=[FACT, LATE, SOON])
    documents.issue(workspace, made.id, drawn)
    return made


@pytest.fixture
def screen(make_screen, workspace, issued):
    return make_screen(workspace)


def headings(screen):
    return [one.text for one in screen.report.entries if isinstance(one, Heading)]


def numbers(screen):
    return [one.number for one in screen.report.entries if not isinstance(one, Heading)]


def words(screen):
    # What was put into the panel shows in the next turn.
    QApplication.processEvents()
    return [one.text() for one in screen.panel.findChildren(QLabel) if one.isVisible()]


def button(screen, name):
    QApplication.processEvents()
    found = screen.panel.findChildren(Button)
    return next(one for one in found if one.isVisible() and one.accessibleName() == name)


def current(screen):
    row = screen.current()
    return minutes.agreement(screen._workspace.session, row.id)


def test_those_that_are_open_are_listed_the_overdue_first(screen):
    assert screen.status_text() == "2 abiertos de 3 · 1 vencido"
    assert headings(screen) == ["SECOEM · 2 acuerdos · 1 vencido"]
    assert numbers(screen) == ["2", "3"]
    cells = [cell.text for cell in screen.report.row_at(1).cells]
    assert cells == [
        "SECOEM-MIN-2023-A01/A02",
        "Verificar las líneas base.",
        "Titular de la unidad",
        "14/04/2023",
        "\u22125 naturales",
        "Vencido",
        "Mesa 08",
    ]
    assert screen.report.row_at(1).cells[5].icon == "circle-alert"
    assert screen.report.row_at(1).spoken == (
        "SECOEM-MIN-2023-A01/A02: Vencido. Venció hace 5 días naturales. SECOEM, Titular de la "
        "unidad. Verificar las líneas base."
    )


def test_the_panel_tells_all_of_one_and_that_its_text_is_locked(screen):
    told = words(screen)
    [chip] = screen.panel.findChildren(Chip)
    assert chip.accessibleName() == "Vencido"
    for said in ("Acuerdo 2", "Venció hace 5 días naturales.", "Compromiso", "14 de abril de 2023"):
        assert said in told
    assert "Todavía no se registra ningún avance." in told
    assert (
        "Su texto quedó fijo al emitir «SECOEM-MIN-2023-A01»; se corrige con otro documento. Su "
        "seguimiento continúa aquí."
    ) in told


def test_space_fulfils_an_acuerdo_with_its_evidence(screen, qtbot, answer, tmp_path):
    (tmp_path / "acuse.pdf").write_bytes(b"%PDF-acuse")
    chosen = screen.current().id

    def fill(dialog):
        assert dialog.form.value("state") == "cumplido"
        assert dialog.form.value("day") == "19/04/2023"
        dialog.form.set_values({"note": "Se recibió el oficio."})
        dialog.take_evidence(tmp_path / "acuse.pdf")
        dialog.accept()
        return dialog.result() == dialog.DialogCode.Accepted

    answer("show", fill)
    qtbot.keyClick(screen.table, Qt.Key.Key_Space)
    session = screen._workspace.session
    row = minutes.agreement(session, chosen)
    assert (row.state, row.fulfilled) == (AgreementState.FULFILLED, TODAY)
    [told] = minutes.follow_ups(session, chosen)
    assert (told.note, told.by, told.file_name) == (
        "Se recibió el oficio.",
        "Persona de laptop-1",
        "acuse.pdf",
    )
    assert attachments.get(session, told.attachment) == b"%PDF-acuse"
    # What is done leaves the tray of open ones; the next one is at hand.
    assert numbers(screen) == ["3"]
    assert screen.status_text() == "Se registró el avance."
    assert screen.table.hasFocus()
    screen._workspace.undo()
    assert numbers(screen) == ["2", "3"]


def test_an_avance_that_says_nothing_is_refused_where_it_is_typed(screen, qtbot, answer):
    def fill(dialog):
        dialog.accept()
        assert dialog._refusal.text() == "Escriba qué se hizo, o elija un estado."
        dialog.form.set_values({"day": "ayer", "note": "Algo"})
        dialog.accept()
        assert dialog._refusal.text() == "La fecha se escribe día/mes/año: «ayer»."
        dialog.take_evidence(screen.work._workspace.path.parent / "no está.pdf")
        dialog.form.set_values({"day": "18/04/2023"})
        dialog.accept()
        assert dialog._refusal.text().startswith("No se pudo leer «no está.pdf»: ")
        return False

    answer("show", fill)
    qtbot.keyClick(screen.table, Qt.Key.Key_A)
    assert minutes.follow_ups(screen._workspace.session, screen.current().id) == []


def test_evidence_is_seen_here_by_the_desktop_or_saved(
    screen, monkeypatch, answer, tmp_path, qtbot
):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    chosen = screen.current().id
    with screen._workspace.edit("Registrar avance") as session:
        for name in (r"C:\notas\nota.TXT", "../../x.exe"):
            minutes.follow_up(session, chosen, TODAY, note=name, evidence=(name, name.encode()))
    answer("choose_save", tmp_path / "copia.exe")
    button(screen, r"Abrir la evidencia «C:\notas\nota.TXT»").click()
    button(screen, "Abrir la evidencia «../../x.exe»").click()
    [copy] = opened
    assert copy.endswith("/nota.TXT")
    assert (tmp_path / "copia.exe").read_bytes() == b"../../x.exe"
    screen.work.forget()
    assert not screen.work._folder


def test_evidence_that_is_on_another_laptop_is_told(screen, answer):
    chosen = screen.current().id
    with screen._workspace.edit("Registrar avance") as session:
        made = minutes.follow_up(session, chosen, TODAY, note="Oficio", evidence=("a.pdf", b"%PDF"))
        attachments.drop(session, [made.attachment])
    answer("show_error")
    button(screen, "Abrir la evidencia «a.pdf»").click()
    assert answer.said[0].startswith("Este equipo no tiene el archivo ")


def test_another_date_asks_for_its_reason_and_counts_working_days(screen, qtbot, answer):
    def fill(dialog):
        term = dialog.term
        term.form.field("days").setText("10")
        term.form.edited.emit("days")
        # 1 May is a day of rest.
        assert term.form.value("due") == "04/05/2023"
        assert term._told.text() == (
            "4 de mayo de 2023: 10 días hábiles desde el día siguiente al 19/04/2023."
        )
        term.form.set_values({"kind": "naturales"})
        term.form.field("kind").activated.emit(1)
        assert term.form.value("due") == "29/04/2023"
        assert term._told.text() == "29 de abril de 2023: día inhábil (fin de semana)."
        dialog.accept()
        assert dialog._refusal.text().startswith("Escriba el motivo")
        dialog.form.set_values({"reason": "Lo pidió la institución."})
        dialog.accept()
        return dialog.result() == dialog.DialogCode.Accepted

    answer("show", fill)
    qtbot.keyClick(screen.table, Qt.Key.Key_E)
    screen.go_to(next(row.id for row in screen._every if row.number == "2"))
    row = current(screen)
    assert (row.due, row.deadline) == (date(2023, 4, 14), date(2023, 4, 29))
    told = words(screen)
    assert "29 de abril de 2023\nen la minuta, 14 de abril de 2023" in told
    assert "Lo pidió la institución." in told
    assert headings(screen) == ["SECOEM · 2 acuerdos"]


def test_the_acuerdo_of_a_draft_is_edited_and_its_date_needs_no_reason(
    make_screen, workspace, answer, qtbot
):
    record(workspace, agreements=[SOON])
    screen = make_screen(workspace)
    with workspace.edit("Persona") as session:
        owner = institutions.find_or_create(session, "SFA")
        person = institutions.Person(name="Enlace Uno", treatment="Lic.", institution_id=owner.id)
        session.add(person)

    def fill(dialog):
        dialog.form.set_values({"text": "Enviar la matriz.", "kind": "compromiso"})
        dialog.form.set_values({"person_id": person.id})
        dialog.form.field("person_id").activated.emit(1)
        assert dialog.form.value("responsible") == "Lic. Enlace Uno"
        dialog.term.form.field("days").setText("3")
        dialog.term.form.edited.emit("days")
        dialog.accept()
        return True

    answer("show", fill)
    qtbot.keyClick(screen.table, Qt.Key.Key_F2)
    row = current(screen)
    assert (row.text, str(row.kind), row.responsible) == (
        "Enviar la matriz.",
        "compromiso",
        "Lic. Enlace Uno",
    )
    assert row.institution_id == owner.id
    assert (row.due, row.due_days, row.due_working) == (date(2023, 4, 24), 3, True)

    def another(dialog):
        dialog.term.form.field("due").setText("02/05/2023")
        dialog.term.form.edited.emit("due")
        dialog.accept()
        return True

    answer("show", another)
    qtbot.keyClick(screen.table, Qt.Key.Key_E)
    assert (current(screen).due, current(screen).due_days) == (date(2023, 5, 2), None)
    assert minutes.follow_ups(workspace.session, current(screen).id) == []


def test_the_text_of_an_issued_one_says_why_it_is_locked(screen, qtbot, answer):
    answer("say")
    qtbot.keyClick(screen.table, Qt.Key.Key_F2)
    assert answer.said[0].startswith("«SECOEM-MIN-2023-A01» se emitió el ")


def test_one_key_makes_a_tarea_and_its_button_concludes_it(screen, qtbot, answer):
    def fill(dialog):
        assert dialog.form.values() == {
            "text": "Verificar las líneas base.",
            "responsible": "Titular de la unidad",
            "due": "14/04/2023",
        }
        dialog.accept()
        return True

    answer("show", fill)
    qtbot.keyClick(screen.table, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert "Pendiente · Titular de la unidad · para el 14/04/2023" in words(screen)
    button(screen, "Hecha: Verificar las líneas base.").click()
    [made] = minutes.tasks(screen._workspace.session, screen.current().id)
    assert made.done == TODAY
    assert "Hecha el 19/04/2023 · Titular de la unidad" in words(screen)
    button(screen, "Por hacer otra vez: Verificar las líneas base.").click()
    assert made.done is None


def test_a_tarea_is_edited_and_taken_away_and_comes_back(screen, workspace, answer):
    with workspace.edit("Agregar tarea") as session:
        minutes.add_task(session, screen.current().id, "Pedir los datos")

    def fill(dialog):
        assert dialog.windowTitle() == "Editar tarea"
        dialog.form.field("responsible").setText("Titular")
        dialog.accept()
        return True

    answer("show", fill)
    button(screen, "Editar la tarea: Pedir los datos").click()
    assert "Pendiente · Titular" in words(screen)
    button(screen, "Quitar la tarea: Pedir los datos").click()
    assert minutes.tasks(workspace.session, screen.current().id) == []
    assert screen.status_text() == "Se quitó la tarea; Ctrl+Z la regresa."
    workspace.undo()
    assert "Pendiente · Titular" in words(screen)


def test_acuerdos_are_found_and_grouped_by_their_tareas(screen, workspace):
    assert screen.tasks.isHidden()
    with workspace.edit("Agregar tarea") as session:
        minutes.add_task(session, screen.current().id, "Pedir los datos")
    screen.group_by("tareas")
    assert headings(screen) == [
        "Con tareas pendientes · 1 acuerdo · 1 vencido",
        "Sin tareas · 1 acuerdo",
    ]
    screen.tasks.click()
    assert numbers(screen) == ["2"]
    [made] = minutes.tasks(workspace.session, screen.current().id)
    screen.work.turn_task(made.id)
    assert numbers(screen) == []
    screen._clear()
    assert "Con todas sus tareas hechas · 1 acuerdo · 1 vencido" in headings(screen)


def test_the_days_of_the_tray_say_which_days_they_are(make_screen, workspace):
    made = record(workspace, agreements=[FACT, LATE, SOON])
    screen = make_screen(workspace)
    assert [screen.report.row_at(at).cells[4].text for at in (1, 2)] == [
        "\u22125 naturales",
        "9 naturales",
    ]
    with workspace.edit("Plazo") as session:
        row = minutes.agreements(session, made.id)[2]
        minutes.set_term(row, date(2023, 4, 19), 7, working=True)
    assert screen.report.row_at(2).cells[4].text == "7 hábiles"


def test_groups_and_filters(screen, qtbot, make_workspace):
    qtbot.keyClick(screen.table, Qt.Key.Key_G)
    assert headings(screen) == ["Vencido · 1 acuerdo", "Registrado · 1 acuerdo"]
    qtbot.keyClick(screen.table, Qt.Key.Key_G)
    assert headings(screen) == ["Sin tareas · 2 acuerdos · 1 vencido"]
    qtbot.keyClick(screen.table, Qt.Key.Key_G)
    assert headings(screen) == []
    screen.overdue.click()
    assert numbers(screen) == ["2"]
    screen.overdue.click()
    screen.search.setText("FIRMADA")
    assert numbers(screen) == ["3"]
    screen.search.setText("nada")
    assert screen._pages.currentIndex() == 3
    screen._clear()
    assert numbers(screen) == ["2", "3", "1"]
    assert screen.report.row_at(2).cells[5].text == "Constancia"


def test_each_institution_is_a_group_of_its_own(make_screen, workspace):
    record(workspace, agreements=[SOON])
    record(workspace, table="09", institution="SFA", agreements=[LATE])
    screen = make_screen(workspace)
    assert headings(screen) == ["SFA · 1 acuerdo · 1 vencido", "SECOEM · 1 acuerdo"]
    screen.institution.setCurrentIndex(screen.institution.findText("SFA"))
    screen.institution.activated.emit(screen.institution.currentIndex())
    assert numbers(screen) == ["2"]
    screen.group_by("sin_grupos")
    assert "Institución" not in [column.header for column in screen.table.report.columns]


def test_an_empty_tray_says_what_fills_it(make_screen, workspace, qtbot):
    screen = make_screen(workspace)
    assert screen.status_text() == "Sin acuerdos todavía"
    assert screen.panel.isHidden()
    with qtbot.wait_signal(screen.place_wanted) as wanted:
        screen._first.click()
    assert wanted.args == ["minutes", "", ""]


def test_when_all_is_done_it_says_so(make_screen, workspace):
    record(workspace, agreements=[FACT])
    screen = make_screen(workspace)
    assert screen._pages.currentIndex() == 2
    screen._clear()
    assert numbers(screen) == ["1"]


def test_enter_goes_to_its_minute(screen, qtbot):
    with qtbot.wait_signal(screen.place_wanted) as wanted:
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert wanted.args == ["minutes", screen.current().id, ""]


def test_the_history_tells_who_did_what(screen, answer, qtbot):
    chosen = screen.current().id
    with screen._workspace.edit("Registrar avance") as session:
        minutes.follow_up(session, chosen, TODAY, note="Oficio", state=AgreementState.IN_PROGRESS)
    shown = []

    def look(dialog):
        shown.extend(dialog.report.entries)
        return False

    answer("show", look)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(screen.table, Qt.Key.Key_H, modifiers)
    assert shown[0].text.endswith(" · Persona de laptop-1 · Registrar avance")
    told = [(one.name, one.before, one.after) for one in shown if not isinstance(one, Heading)]
    assert ("Estado", "Registrado", "En proceso") in told
    assert ("Seguimiento: qué se hizo", "", "Oficio") in told
    assert ("Fecha límite", "", "14/04/2023") in told


@pytest.mark.parametrize(
    ("field", "values", "told"),
    [
        ("state", ("en_proceso", "cumplido"), ("Estado", "En proceso", "Cumplido")),
        ("new_due", ("2023-05-02", None), ("Nueva fecha límite", "02/05/2023", "(vacío)")),
    ],
)
def test_a_conflict_of_two_avances_is_told_in_words(workspace, light, field, values, told):
    words = ConflictWords(workspace.session)
    shown = [words.value("agreement", field, value) for value in values]
    assert (words.field_name("agreement", field), *shown) == told


def test_days_off_are_added_and_taken_back(screen, answer):
    def use(dialog):
        law = [one.why for one in dialog.report.entries if not isinstance(one, Heading)]
        assert law[0] == "Año Nuevo"
        dialog.form.set_values({"day": "20/04/2023", "name": "Periodo vacacional"})
        dialog.add()
        first = dialog.report.row_at(1).cells
        assert [cell.text for cell in first] == [
            "jueves 20 de abril",
            "Periodo vacacional",
            "Quitar",
        ]
        assert minutes.non_working_days(screen._workspace.session) == {date(2023, 4, 20)}
        dialog.table.setCurrentIndex(dialog.report.index(1, 0))
        dialog.take_back()
        dialog.form.set_values({"day": "31/31/2023"})
        dialog.add()
        assert dialog.form.has_errors()
        return False

    answer("show", use)
    screen._actions["days_off"].trigger()
    assert minutes.non_working_days(screen._workspace.session) == frozenset()


def test_an_oficio_reminds_the_institution_of_what_it_owes(screen, answer, qtbot):
    def fill(dialog):
        assert [row.text for row in dialog.snapshot.rows] == [
            "Verificar las líneas base.",
            "Enviar la matriz firmada.",
        ]
        dialog.form.set_values({"number": "SESEA/12/2023", "to": "Titular\nSECOEM"})
        dialog.accept()
        return True

    answer("show", fill)
    qtbot.keyClick(screen.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait_until(lambda: bool(screen.findChildren(PdfWindow)))
    [window] = screen.findChildren(PdfWindow)
    qtbot.wait_until(lambda: window.page_count == 1)
    assert window.windowTitle() == "Oficio de recordatorio SECOEM"
    window.close()


def test_the_acuerdos_shown_are_exported(screen, answer, qtbot, tmp_path):
    import openpyxl

    answer("choose_save", tmp_path / "acuerdos.xlsx")
    screen._actions["export"].trigger()
    qtbot.wait_until(lambda: screen.status_text() == "Se exportaron 2 acuerdos a acuerdos.xlsx.")
    sheet = openpyxl.load_workbook(tmp_path / "acuerdos.xlsx").active
    assert sheet.cell(2, 1).value == "SECOEM-MIN-2023-A01/A02"
    assert sheet.max_row == 3
