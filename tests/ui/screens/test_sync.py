"""Sincronizar: packages and conflicts."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
)

from pea_desktop import areas
from pea_desktop.areas import documents, institutions, matrix, minutes
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package, xlsx
from pea_desktop.files.package.standing import standing
from pea_desktop.ui.screens.conflict_text import MarkedText
from pea_desktop.ui.screens.sync import SyncScreen

SAMPLE = Path(__file__).parents[2] / "data" / "matriz_secoem.xlsx"


@pytest.fixture(scope="module")
def book():
    return xlsx.read(SAMPLE)


@pytest.fixture
def here(workspace, book):
    plan = matrix.plan_import(workspace.session, book, "SECOEM")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    return workspace


@pytest.fixture
def there(here, tmp_path, make_device):
    """The same expediente on another laptop."""
    package.export(here, tmp_path / "todo.peapkg")
    other, _received = package.receive_new(
        tmp_path / "otro.pea", tmp_path / "todo.peapkg", areas.SCHEMA, make_device("laptop-2")
    )
    with other:
        yield other


@pytest.fixture
def screen(qtbot, light, here):
    made = SyncScreen(here)
    unsubscribe = here.subscribe(made.refresh)
    qtbot.add_widget(made)
    made.resize(1282, 700)
    made.show()
    qtbot.wait_exposed(made)
    yield made
    unsubscribe()


def words(widget):
    """Every text of a label that is shown in a widget."""
    # What was added to a layout is shown in the next turn of the loop.
    QApplication.processEvents()
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]


def buttons(widget):
    QApplication.processEvents()
    return [one.text() for one in widget.findChildren(QPushButton) if one.isVisibleTo(widget)]


def press(widget, text):
    QApplication.processEvents()
    next(
        one
        for one in widget.findChildren(QPushButton)
        if one.isVisible() and text in (one.text(), one.accessibleName())
    ).click()


def line(workspace, number):
    return next(row for row in matrix.lines(workspace.session) if row.number == number)


def change(workspace, number, field, text):
    line_id = line(workspace, number).id
    with workspace.edit("Editar") as session:
        matrix.set_value(session, line_id, field, text)


def bring(screen, there, tmp_path, name="cambios.peapkg"):
    package.export(there, tmp_path / name)
    screen.receive(tmp_path / name)
    screen.receiving.apply()


def table(view):
    """What a table shows, row by row."""
    model = view.model()
    return [
        tuple(model.index(row, at).data() for at in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def sides(screen):
    """What the cards of the chosen conflict say: title, text, who."""
    question = screen.deciding.current()
    return [(one.title, one.text) for one in question.sides]


# -- Enviar


def test_says_how_much_would_be_sent(screen, here):
    assert "Enviará todo lo que este expediente sabe: 2 cambios de 1 equipo." in words(screen)
    change(here, 5, "targets.2024", "90")
    assert "Enviará todo lo que este expediente sabe: 3 cambios de 1 equipo." in words(screen)


def test_lists_what_goes_newest_first(screen, here):
    change(here, 5, "targets.2024", "90")
    rows = [row for row in table(screen.sending.table) if row[2]]
    assert [row[0] for row in rows][:2] == ["Editar", "Importar"]
    assert rows[0][1] == "Meta"
    assert rows[0][2] == "Persona de laptop-1 · laptop-1"
    assert "Línea de acción (26)" in rows[1][1]


def test_a_package_is_written_where_the_person_says(screen, here, answer, tmp_path):
    answer("choose_save", tmp_path / "uno.peapkg")
    press(screen, "Crear paquete…")
    assert package.inspect(tmp_path / "uno.peapkg").workspace_id == here.workspace_id
    [said] = [text for text in words(screen) if text.startswith("Listo: «uno.peapkg»")]
    assert "con 2 cambios" in said


def test_nothing_happens_when_no_place_is_chosen(screen, answer):
    answer("choose_save", None)
    press(screen, "Crear paquete…")
    answer("choose_several", [])
    screen.ask_receive()
    assert not screen.receiving.is_looking


def test_to_a_device_goes_what_it_did_not_say_it_has(screen, here, there, answer, tmp_path):
    bring(screen, there, tmp_path)
    change(here, 5, "targets.2024", "90")
    screen.open_section("send")
    screen.sending.choose(there.device.fingerprint)
    [sentence] = [text for text in words(screen.sending) if text.startswith("Enviará 1 cambio")]
    assert sentence.endswith("a laptop-2.")
    answer("choose_save", tmp_path / "resto.peapkg")
    press(screen, "Crear paquete…")
    received = package.receive(there, tmp_path / "resto.peapkg")
    assert (received.entries, received.changed) == (1, 1)


def test_a_device_that_has_everything_is_told_so(screen, there, tmp_path):
    bring(screen, there, tmp_path)
    screen.open_section("send")
    screen.sending.choose(there.device.fingerprint)
    assert "Nada nuevo desde el último paquete de laptop-2." in words(screen.sending)
    assert "Nada nuevo desde el último paquete" in words(screen.sending)


def test_a_passphrase_is_written_twice_and_is_not_short(screen, answer, tmp_path):
    page = screen.sending
    page.protect.setCurrentIndex(1)
    page._on_protect()
    page.passphrase.setText("corta")
    press(screen, "Crear paquete…")
    assert any("al menos 8 letras" in text for text in words(page))
    page.passphrase.setText("una frase larga")
    page.again.setText("otra frase larga")
    press(screen, "Crear paquete…")
    assert "Las dos contraseñas no son iguales; escríbalas otra vez." in words(page)
    page.again.setText("una frase larga")
    answer("choose_save", tmp_path / "cifrado.peapkg")
    press(screen, "Crear paquete…")
    assert (tmp_path / "cifrado.peapkg").read_bytes().startswith(b"PEAPKGP1")
    assert page.passphrase.text() == ""


# -- Recibir


def test_the_preview_says_who_sends_and_what_would_change(screen, here, there, tmp_path):
    change(there, 5, "targets.2024", "80")
    package.export(there, tmp_path / "dos.peapkg")
    screen.receive(tmp_path / "dos.peapkg")
    said = words(screen.receiving)
    assert any(text.startswith("De laptop-2 · Persona de laptop-2, hecho el ") for text in said)
    assert f"Huella {there.device.fingerprint}: compárela de viva voz." in said
    assert any(text.startswith("Persona de laptop-2 · laptop-2: 1 cambio, el ") for text in said)
    assert table(screen.receiving.table) == [("Línea 5 · SECOEM", "Meta 2024", "100", "80")]
    assert screen.receiving.accept_button.text() == "Aplicar 1"
    assert line(here, 5).targets_text[2024] == "100"


def test_a_record_unfolds_into_its_fields(screen, there, tmp_path):
    change(there, 5, "term", "corto")
    change(there, 5, "notes", "Con la mesa")
    package.export(there, tmp_path / "dos.peapkg")
    screen.receive(tmp_path / "dos.peapkg")
    page = screen.receiving
    assert table(page.table) == [("Línea 5 · SECOEM", "Plazo, Notas", "", "")]
    page.table.opened.emit(page.table.current_key())
    assert table(page.table)[1:] == [
        ("", "Plazo", "(vacío)", "Corto plazo"),
        ("", "Notas", "(vacío)", "Con la mesa"),
    ]
    page.fold_all()
    assert len(table(page.table)) == 1


def test_nothing_is_written_when_it_is_left(screen, here, there, tmp_path, qtbot):
    change(there, 5, "targets.2024", "80")
    package.export(there, tmp_path / "dos.peapkg")
    screen.receive(tmp_path / "dos.peapkg")
    qtbot.keyClick(screen.receiving.table, Qt.Key.Key_Escape)
    assert not screen.receiving.is_looking
    assert line(here, 5).targets_text[2024] == "100"


def test_accepting_applies_it(screen, here, there, tmp_path):
    change(there, 5, "targets.2024", "80")
    bring(screen, there, tmp_path)
    assert line(here, 5).targets_text[2024] == "80"
    assert (
        "Se recibió el paquete de «laptop-2»: 0 nuevos, 1 cambiado, 0 borrados, 0 conflictos."
        in words(screen)
    )


def test_what_was_received_can_be_undone_until_something_is_written(
    screen, here, there, answer, tmp_path
):
    change(there, 5, "targets.2024", "80")
    bring(screen, there, tmp_path)
    answer("ask", True)
    press(screen, "Deshacer esta fusión…")
    assert line(here, 5).targets_text[2024] == "100"
    assert "Se deshizo la fusión: el expediente quedó como antes de recibir." in words(screen)
    bring(screen, there, tmp_path, "otra.peapkg")
    change(here, 7, "notes", "Propio")
    assert not screen.receiving.outcome.undo_button.isEnabled()
    assert any("ya no se puede deshacer" in text for text in words(screen))


def test_the_menu_undoes_what_was_received_before_the_window_was_opened(
    qtbot, light, here, there, answer, tmp_path
):
    change(there, 5, "targets.2024", "80")
    package.export(there, tmp_path / "dos.peapkg")
    package.receive(here, tmp_path / "dos.peapkg")
    made = SyncScreen(here)
    unsubscribe = here.subscribe(made.refresh)
    qtbot.add_widget(made)
    made.show()
    [undo] = made.menu_actions
    assert undo.text() == "Deshacer esta fusión…"
    assert undo.isEnabled()
    answer("ask", False)
    undo.trigger()
    assert line(here, 5).targets_text[2024] == "80"
    answer("ask", True)
    undo.trigger()
    assert line(here, 5).targets_text[2024] == "100"
    assert made.shown == "receive"
    assert "Se deshizo la fusión: el expediente quedó como antes de recibir." in words(made)
    assert not undo.isEnabled()
    unsubscribe()


def test_the_menu_undoes_no_reception_after_an_own_change(screen, here, there, tmp_path):
    [undo] = screen.menu_actions
    assert not undo.isEnabled()
    change(there, 5, "targets.2024", "80")
    bring(screen, there, tmp_path)
    assert undo.isEnabled()
    change(here, 7, "notes", "Propio")
    assert not undo.isEnabled()
    assert "ya no se puede deshacer" in undo.toolTip()


def test_a_package_twice_brings_nothing(screen, there, tmp_path):
    package.export(there, tmp_path / "todo.peapkg")
    screen.receive(tmp_path / "todo.peapkg")
    assert "Este equipo ya tiene todo lo que trae." in words(screen)
    screen.receiving.apply()
    assert "El paquete de «laptop-2» no trae nada que este equipo no tenga." in words(screen)


def test_a_damaged_package_is_one_sentence_and_changes_nothing(screen, there, answer, tmp_path):
    package.export(there, tmp_path / "roto.peapkg")
    whole = (tmp_path / "roto.peapkg").read_bytes()
    (tmp_path / "roto.peapkg").write_bytes(whole[: len(whole) // 2])
    answer("show_error")
    screen.receive(tmp_path / "roto.peapkg")
    assert "roto.peapkg" in answer.said[0]


def test_a_passphrase_opens_what_is_encrypted(screen, here, there, tmp_path):
    change(there, 5, "targets.2024", "80")
    package.export(there, tmp_path / "cifrado.peapkg", passphrase="una frase larga")
    screen.receive(tmp_path / "cifrado.peapkg")
    page = screen.receiving
    assert not page.is_looking
    assert page.passphrase.isVisible()
    page.passphrase.setText("otra cosa")
    page.open_with_passphrase()
    assert any("no es ésa" in text for text in words(page))
    page.passphrase.setText("una frase larga")
    page.open_with_passphrase()
    page.apply()
    assert line(here, 5).targets_text[2024] == "80"


def test_a_package_encrypted_for_another_laptop_asks_for_no_passphrase(
    screen, there, tmp_path, make_device, answer
):
    other = package.own_recipient(make_device("laptop-3"))
    package.export(there, tmp_path / "de otro.peapkg", encrypt_to=(other,))
    answer("show_error")
    screen.receive(tmp_path / "de otro.peapkg")
    assert "está cifrado y no se puede abrir en este equipo" in answer.said[0]
    assert not screen.receiving.passphrase.isVisible()


@pytest.fixture
def laptops(here, there, tmp_path, make_device):
    """A third laptop, and two packages of the second one: the later rests on the earlier."""
    third, _received = package.receive_new(
        tmp_path / "tercero.pea", tmp_path / "todo.peapkg", areas.SCHEMA, make_device("laptop-3")
    )
    change(here, 5, "targets.2024", "90")
    package.export(here, tmp_path / "uno.peapkg")
    package.receive(there, tmp_path / "uno.peapkg")
    change(there, 5, "targets.2024", "80")
    package.export(there, tmp_path / "resto.peapkg", to="laptop-1")
    with third:
        yield third


@pytest.fixture
def third_screen(laptops, qtbot, light):
    made = SyncScreen(laptops)
    qtbot.add_widget(made)
    made.resize(1282, 700)
    made.show()
    return made


def test_a_package_that_rests_on_another_waits_for_it(laptops, third_screen, tmp_path):
    screen = third_screen
    screen.receive(tmp_path / "resto.peapkg")
    assert screen.receiving.accept_button.text() == "Dejar en espera"
    assert screen.receiving._nothing.text() == (
        "Espera a que llegue lo que falta; entonces se aplica solo."
    )
    screen.receiving.apply()
    assert "El paquete de «laptop-2» quedó en espera de otro." in words(screen)
    assert line(laptops, 5).targets_text[2024] == "100"
    screen.receive(tmp_path / "uno.peapkg")
    screen.receiving.apply()
    assert line(laptops, 5).targets_text[2024] == "80"
    screen.receiving.cancel()
    assert not screen.receiving._waiting.isVisible()


def test_several_packages_come_in_any_order_and_one_can_be_left_out(
    laptops, third_screen, tmp_path
):
    page = third_screen.receiving
    third_screen.receive(tmp_path / "resto.peapkg", tmp_path / "uno.peapkg")
    assert page.accept_button.text() == "Aplicar 1"
    page._include(tmp_path / "uno.peapkg", False)
    assert page.accept_button.text() == "Dejar en espera"
    page._include(tmp_path / "uno.peapkg", True)
    page.apply()
    assert line(laptops, 5).targets_text[2024] == "80"


# -- Quién tiene qué


def test_alone_it_says_that_there_is_only_this_device(screen):
    screen.open_section("standing")
    assert "Sólo este equipo" in words(screen)


def test_tells_what_each_device_is_known_to_have(screen, here, there, tmp_path):
    bring(screen, there, tmp_path)
    change(here, 5, "targets.2024", "90")
    screen.open_section("standing")
    page = screen._sections["standing"]
    mine, other = table(page.table)
    assert mine[0].startswith("laptop-1 (este equipo)")
    assert other[0] == "laptop-2\nPersona de laptop-2"
    assert other[3:5] == ("1 cambio de laptop-1", "Nada")
    assert other[5] == "Enviar lo que le falta"
    page.table.opened.emit(there.device.fingerprint)
    assert screen.shown == "send"
    assert screen.sending.to.currentText() == "laptop-2"


def test_to_who_has_everything_nothing_is_offered(screen, there, tmp_path):
    bring(screen, there, tmp_path)
    screen.open_section("standing")
    page = screen._sections["standing"]
    _mine, other = table(page.table)
    assert (other[3], other[5]) == ("Nada: tiene todo", "")
    page.table.opened.emit(there.device.fingerprint)
    assert screen.shown == "standing"


def test_in_little_room_what_each_lacks_is_one_column(screen, here, there, tmp_path):
    bring(screen, there, tmp_path)
    change(here, 5, "targets.2024", "90")
    screen.resize(860, 640)
    screen.open_section("standing")
    page = screen._sections["standing"]
    _mine, other = table(page.table)
    assert len(other) == 3
    assert "Le falta de lo que hay aquí: 1 cambio de laptop-1\nAquí falta: Nada" in other[1]
    assert page.table.horizontalScrollBar().maximum() == 0


def test_what_is_missing_can_be_asked_for(third_screen, tmp_path, laptops):
    third_screen.receive(tmp_path / "resto.peapkg")
    third_screen.receiving.apply()
    third_screen.open_section("standing")
    page = third_screen._sections["standing"]
    assert page._title.text() == "Lo que falta aquí: 1 paquete espera a otro"
    # Who has more of another's changes than this device is not said to have none of them.
    [ahead] = [row for row in table(page.table) if row[0].startswith("laptop-2")]
    assert ahead[3] == "Nada: tiene todo"
    press(third_screen, "Pedir lo que falta: copiar el texto")
    copied = QGuiApplication.clipboard().text()
    assert copied.splitlines()[0] == (
        "A mi equipo, «laptop-3», le falta esto: ¿me envían un paquete que lo traiga?"
    )
    assert copied.splitlines()[1:] == [
        "· Falta el cambio 3 de «laptop-1».",
        "· Falta el cambio 1 de «laptop-2».",
    ]


# -- Conflictos


def test_without_conflicts_it_says_so(screen):
    assert screen.status_text() == "Sin conflictos pendientes"
    screen.open_section("conflicts")
    assert "Sin conflictos pendientes" in words(screen)


@pytest.fixture
def conflict(screen, here, there, tmp_path):
    """One conflict, chosen."""
    change(here, 5, "targets.2024", "90")
    change(there, 5, "targets.2024", "80")
    bring(screen, there, tmp_path)
    screen.open_section("conflicts")
    return screen.deciding


def test_a_conflict_shows_where_it_is_and_every_value(screen, conflict):
    assert screen.status_text() == "1 conflicto por resolver"
    said = words(conflict.window_)
    assert said[0] == "Línea 5 · SECOEM"
    assert said[1] == "Meta 2024"
    assert said[2] == "Participar en la campaña de comunicación del SEA en materia de denuncia."
    assert conflict.current().before == "100"
    assert sides(screen) == [("De este equipo", "90"), ("De laptop-2", "80")]
    assert any(text.startswith("Persona de laptop-2 · laptop-2 · ") for text in said)
    assert {"Conservar (1)", "Conservar (2)"} <= set(buttons(conflict.window_))


@pytest.mark.parametrize(("key", "kept"), [(Qt.Key.Key_1, "90"), (Qt.Key.Key_2, "80")])
def test_a_key_decides_for_mine_or_theirs(qtbot, screen, here, conflict, key, kept):
    screen.activateWindow()
    qtbot.keyClick(conflict.table, key)
    assert here.conflicts() == []
    assert line(here, 5).targets_text[2024] == kept
    assert "Sin conflictos pendientes" in words(conflict)


def test_a_third_value_is_typed_and_must_fit(qtbot, here, conflict):
    qtbot.keyClick(conflict.table, Qt.Key.Key_3)
    window = conflict.window_
    assert window._editor.toPlainText() == "90"
    window._editor.setPlainText("85")
    qtbot.keyClick(window._editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert line(here, 5).targets_text[2024] == "85"
    assert here.conflicts() == []


def test_a_conflict_put_off_stays_open(qtbot, here, conflict):
    qtbot.keyClick(conflict.table, Qt.Key.Key_D)
    assert len(here.conflicts()) == 1
    assert conflict.current() is not None


def test_the_record_is_gone_to(qtbot, here, screen, conflict):
    with qtbot.wait_signal(screen.place_wanted) as told:
        press(conflict, "Ver dónde está")
    assert told.args == ["matrix", line(here, 5).id, "targets.2024"]


def test_changes_of_both_are_proposed_and_must_be_accepted(screen, here, there, tmp_path):
    before = line(here, 5).line
    change(here, 5, "line", before.replace("Participar", "Colaborar"))
    change(there, 5, "line", before.replace("denuncia.", "denuncia ciudadana."))
    bring(screen, there, tmp_path)
    screen.open_section("conflicts")
    both = "Colaborar en la campaña de comunicación del SEA en materia de denuncia ciudadana."
    assert screen.deciding.current().proposal == both
    assert len(here.conflicts()) == 1
    press(screen, "Aceptar la propuesta (P)")
    assert line(here, 5).line == both
    assert here.conflicts() == []


@pytest.mark.parametrize(("choice", "stays"), [("Conservar (1)", True), ("Eliminar (2)", False)])
def test_an_edit_against_a_deletion_is_kept_or_deleted(
    screen, here, there, answer, tmp_path, choice, stays
):
    change(here, 3, "indicator", "Porcentaje de capacitaciones")
    gone = line(there, 3).id
    with there.edit("Eliminar") as session:
        matrix.delete_line(session, gone)
    bring(screen, there, tmp_path)
    screen.open_section("conflicts")
    said = words(screen.deciding.window_)
    assert said[:2] == ["Línea 3 · SECOEM", "Se eliminó en un equipo y se cambió en otro"]
    assert sides(screen) == [
        ("Conservar el renglón", "Escribió en «Indicador»: Porcentaje de capacitaciones"),
        ("Eliminar el renglón", "Lo eliminó."),
    ]
    if not stays:
        answer("ask", True)
    press(screen, choice)
    assert here.conflicts() == []
    assert (gone in {row.id for row in matrix.lines(here.session)}) is stays


def test_soft_conflicts_are_accepted_together(screen, here, there, answer, tmp_path):
    change(here, 5, "targets.2024", "90")
    change(there, 5, "targets.2024", "80")
    change(there, 5, "targets.2024", "100")
    bring(screen, there, tmp_path)
    screen.open_section("conflicts")
    assert screen.deciding.current().is_soft
    answer("ask", True)
    press(screen, "Aceptar 1 con un solo cambio…")
    assert here.conflicts() == []
    assert line(here, 5).targets_text[2024] == "90"


def test_the_rest_is_decided_together_only_after_asking(screen, here, there, answer, tmp_path):
    for number, mine, theirs in ((5, "90", "80"), (6, "91", "81")):
        change(here, number, "targets.2024", mine)
        change(there, number, "targets.2024", theirs)
    bring(screen, there, tmp_path)
    screen.open_section("conflicts")
    answer("ask", False)
    screen.deciding.decide_rest(own=False)
    assert len(here.conflicts()) == 2
    answer("ask", True)
    screen.deciding.decide_rest(own=False)
    assert here.conflicts() == []
    assert line(here, 6).targets_text[2024] == "81"


def test_the_projector_shows_large_and_names_no_laptop(qtbot, here, conflict):
    qtbot.keyClick(conflict.table, Qt.Key.Key_F5)
    projector = conflict._projector
    said = words(projector)
    assert said[:3] == ["Línea 5 · SECOEM", "Meta 2024", line(here, 5).line]
    assert {"Opción A", "Opción B", "Antes", "Queda 1 por decidir"} <= set(said)
    assert not any("laptop" in text.replace("Persona de laptop", "") for text in said)
    qtbot.keyClick(projector, Qt.Key.Key_2)
    assert line(here, 5).targets_text[2024] == "80"
    assert "No quedan conflictos por decidir" in words(projector)
    with qtbot.wait_signal(projector.closed):
        qtbot.keyClick(projector, Qt.Key.Key_Escape)


def test_a_conflict_of_a_minute_is_told_in_its_own_words(screen, here, tmp_path, make_device):
    with here.edit("Crear minuta") as session:
        meeting = minutes.Meeting(number="08", phase="1")
        minute = minutes.Minute(meeting_id=meeting.id)
        session.add_all([meeting, minute])
        minutes.add_agreement(session, minute.id, "Un acuerdo")
    package.export(here, tmp_path / "uno.peapkg")
    other, _received = package.receive_new(
        tmp_path / "otro.pea", tmp_path / "uno.peapkg", areas.SCHEMA, make_device("laptop-2")
    )
    with other:
        for workspace, text in ((here, "Aquí"), (other, "Allá")):
            with workspace.edit("Editar minuta") as session:
                [found] = minutes.agreements(session, minute.id)
                found.text = text
        bring(screen, other, tmp_path)
    screen.open_section("conflicts")
    question = screen.deciding.current()
    assert question.head == "Acuerdo 1 · Minuta Mesa 08 - Fase 1: Acuerdo"
    press(screen, "Conservar (2)")
    assert [row.text for row in minutes.agreements(here.session, minute.id)] == ["Allá"]


def test_every_new_field_and_part_is_told_in_words(screen, here, there, tmp_path):
    line_id = line(here, 5).id
    with here.edit("Preparar") as session:
        owner = institutions.find_or_create(session, "SFA")
        consultation = matrix.add_consultation(session, line_id, owner.id).id
        matrix.set_owners(session, line_id, [(owner.id, "responsable", "")])
        source = matrix.add_source(session, line_id, "SFA", "Informe").id
    package.export(here, tmp_path / "preparado.peapkg")
    package.receive(there, tmp_path / "preparado.peapkg")
    for workspace, day in ((here, 3), (there, 4)):
        with workspace.edit("Editar") as session:
            term, owners = ("corto", "A") if day == 3 else ("largo", "B")
            matrix.set_value(session, line_id, "term", term)
            matrix.set_value(session, line_id, "baseline", str(day))
            matrix.move_lines(session, [line_id], after_id=line(workspace, day + 6).id)
            matrix.change_consultation(
                session,
                consultation,
                institution_id=owner.id,
                text=None,
                since=None,
                due=date(2024, 2, day),
            )
            matrix.set_owners(session, line_id, [(owner.id, "responsable", owners)])
            matrix.change_source(session, source, "SFA", f"Informe {owners}", "", "")
    bring(screen, there, tmp_path)
    screen.open_section("conflicts")
    number = next(row.number for row in matrix.lines(here.session) if row.id == line_id)
    questions = screen.deciding._questions
    assert {one.place for one in questions} == {f"Línea {number} · SECOEM"}
    assert {one.field for one in questions} == {
        "Plazo",
        "Línea base",
        "Fecha límite de la consulta",
        "Unidad del responsable",
        "Instrumento del medio",
    }
    said = {side.text for one in questions for side in one.sides}
    assert {"Corto plazo", "Largo plazo", "03/02/2024", "04/02/2024"} <= said
    assert "Responsable: SFA" in {one.text for one in questions}


def test_the_other_laptop_ends_equal(screen, here, there, conflict, tmp_path):
    press(screen, "Conservar (1)")
    package.export(here, tmp_path / "tres.peapkg")
    package.receive(there, tmp_path / "tres.peapkg")
    assert there.conflicts() == []
    assert matrix.show(there.session) == matrix.show(here.session)


# -- the sections


def test_the_sections_are_gone_through_by_keys(qtbot, screen):
    screen.activateWindow()
    order = [screen.shown]
    for _number in range(5):
        qtbot.keyClick(screen, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        order.append(screen.shown)
    assert order == ["send", "receive", "conflicts", "standing", "trust", "send"]
    qtbot.keyClick(screen, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert screen.shown == "trust"


def test_who_sent_gets_a_receipt(screen, here, there, answer, tmp_path):
    change(there, 5, "targets.2024", "80")
    bring(screen, there, tmp_path)
    answer("choose_save", tmp_path / "acuse.peapkg")
    press(screen, "Guardar acuse…")
    assert any("Se guardó el acuse «acuse.peapkg»" in text for text in words(screen))
    assert package.receive(there, tmp_path / "acuse.peapkg").entries == 0
    [other] = [one for one in standing(there) if not one.is_self]
    assert other.lacks == []


def test_one_folio_on_two_documents_waits_in_the_inbox(screen, here):
    with here.edit("Dos folios") as session:
        meeting = minutes.Meeting(number="08", phase="1")
        minute = minutes.Minute(meeting_id=meeting.id)
        session.add_all([meeting, minute])
        for _number in range(2):
            session.add(
                documents.IssuedDocument(
                    minute_id=minute.id,
                    folio="SECOEM-MIN-2026-A01",
                    kind="minuta",
                    version=1,
                    issued="2026-03-12",
                )
            )
    screen.open_section("conflicts")
    page = screen.deciding
    assert page.current().head == "Avisos: folio repetido: SECOEM-MIN-2026-A01"
    press(screen, "Dar otro folio al más reciente (A)")
    assert here.notices() == []
    assert page.current() is None


def test_a_log_continued_twice_is_told_until_somebody_knows(
    screen, here, tmp_path, make_device, there
):
    copy = tmp_path / "copia.pea"
    package.export(there, tmp_path / "antes.peapkg")
    there.back_up("copia")
    backup = next((there.device.home / "backups").glob("*copia*"))
    copy.write_bytes(backup.read_bytes())
    change(there, 5, "targets.2024", "80")
    bring(screen, there, tmp_path)
    with Workspace.open(copy, areas.SCHEMA, there.device) as old:
        change(old, 6, "targets.2024", "70")
        bring(screen, old, tmp_path, "rama.peapkg")
    screen.open_section("conflicts")
    question = screen.deciding.current()
    assert question.field == "historial partido en dos: laptop-2"
    press(screen, "Enterado (A)")
    assert screen.deciding.current() is None
    assert "Sin conflictos pendientes" in words(screen)


def test_the_projector_is_enlarged_and_made_black(qtbot, conflict):
    conflict.project()
    projector = conflict._projector

    def size():
        return projector.findChildren(MarkedText)[0].font().pixelSize()

    before = size()
    qtbot.keyClick(projector, "+")
    assert size() > before
    qtbot.keyClick(projector, Qt.Key.Key_B)
    assert projector._cover.isVisible()
    # Nobody decides what nobody sees.
    qtbot.keyClick(projector, Qt.Key.Key_1)
    assert conflict.count == 1
    qtbot.keyClick(projector, Qt.Key.Key_B)
    conflict.project()
    assert conflict._projector is None


def test_tags_that_people_type_are_shown_as_they_are(screen, here, there, tmp_path):
    change(here, 14, "line", "<b>Uno</b> & dos")
    change(there, 14, "line", "<i>Tres</i>")
    bring(screen, there, tmp_path)
    screen.open_section("conflicts")
    shown = [one.plain for one in screen.deciding.window_.findChildren(MarkedText)]
    assert "<b>Uno</b> & dos" in shown


def test_every_control_of_every_section_has_a_name(screen, conflict):
    for section in ("send", "receive", "conflicts", "standing", "trust"):
        screen.open_section(section)
        QApplication.processEvents()
        for kind in (QAbstractButton, QLineEdit, QComboBox, QTableView, QPlainTextEdit):
            for one in screen.findChildren(kind):
                if one.isVisible() and one.focusPolicy() != Qt.FocusPolicy.NoFocus:
                    text = one.text() if isinstance(one, QAbstractButton) else ""
                    assert one.accessibleName() or text, (section, one)


@pytest.mark.parametrize("section", ["send", "receive", "conflicts", "standing", "trust"])
def test_opening_a_section_puts_the_keyboard_into_it(screen, section):
    screen.open_section(section)
    page = screen._sections[section]
    assert page.isAncestorOf(page.first_focus())
    assert page.first_focus().isVisibleTo(screen)
