"""Recibir: conflicts before they are taken in, several packages, no waiting for a large one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QProgressDialog

from pea_desktop import areas
from pea_desktop.areas import documents, matrix, minutes
from pea_desktop.core import trusting
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package, xlsx
from pea_desktop.ui.kit.chip import Chip
from pea_desktop.ui.screens import exchange_work
from pea_desktop.ui.screens import package_preview as preview
from pea_desktop.ui.screens.sync import SyncScreen
from tests.cli.laptop import BOOK


@pytest.fixture(scope="module")
def book():
    return xlsx.read(BOOK)


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


@pytest.fixture
def slow(monkeypatch):
    """Every package is a large one."""
    monkeypatch.setattr(exchange_work, "LONG_PACKAGES", 0)


def words(widget):
    QApplication.processEvents()
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]


def line(workspace, number):
    return next(row for row in matrix.lines(workspace.session) if row.number == number)


def change(workspace, number, field, text):
    line_id = line(workspace, number).id
    with workspace.edit("Editar") as session:
        matrix.set_value(session, line_id, field, text)


def sent(workspace, tmp_path, name="cambios.peapkg"):
    package.export(workspace, tmp_path / name)
    return tmp_path / name


def table(view):
    model = view.model()
    return [
        tuple(model.index(row, at).data() for at in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


@pytest.fixture
def conflicting(screen, here, there, tmp_path):
    """A preview with two conflicts, a change and a new conflict of a deleted row."""
    change(here, 5, "targets.2024", "90")
    change(there, 5, "targets.2024", "80")
    change(there, 5, "notes", "Con la mesa")
    change(there, 7, "notes", "Otra")
    gone = line(here, 9).id
    change(there, 9, "notes", "Se revisa")
    with here.edit("Eliminar") as session:
        matrix.delete_line(session, gone)
    screen.receive(sent(there, tmp_path))
    return screen.receiving


def test_what_would_be_in_conflict_shows_both_sides(conflicting):
    page = conflicting
    assert page.accept_button.text() == "Aplicar 3; 2 conflictos a la bandeja"
    assert page.filter._buttons["clashes"].text() == "Conflictos 2"
    page.filter.choose("clashes")
    page._show_rows()
    first, second = table(page.table)
    assert first[:2] == ("Línea 5 · SECOEM", "Conflicto: Meta 2024")
    assert second[0] == "Línea de acción"
    assert second[1].startswith("Conflicto: ")
    page.fold_all()
    rows = table(page.table)
    assert ("", "Meta 2024", "Mío: 90", "Suyo: 80 (laptop-2)") in rows
    assert ("", "El renglón", "Mío: se elimina", "Suyo: Notas: Se revisa (laptop-2)") in rows


def test_card_filters_and_button_count_the_same_records(conflicting):
    page = conflicting
    assert "Registros: 1 nuevo, 2 cambian, 0 se borran" in words(page)
    counts = [button.text() for button in page.filter._buttons.values()]
    assert counts == ["Todos 4", "Nuevos 1", "Cambian 2", "Se borran 0", "Conflictos 2"]
    assert page.accept_button.text() == "Aplicar 3; 2 conflictos a la bandeja"
    page.filter.choose("changed")
    page._show_rows()
    assert [row[0] for row in table(page.table)] == ["Línea 5 · SECOEM", "Línea 7 · SECOEM"]
    page.apply()
    assert any("1 nuevo, 2 cambiados, 0 borrados, 2 conflictos" in said for said in words(page))


def test_f8_goes_from_conflict_to_conflict_and_unfolds_it(conflicting, qtbot):
    page = conflicting
    page.table.go_to(page._rows[1].key)
    assert not page._rows[1].clashes
    qtbot.keyClick(page.table, Qt.Key.Key_F8)
    assert table(page.table)[page.table.currentIndex().row()][0] == "Línea de acción"
    qtbot.keyClick(page.table, Qt.Key.Key_F8)
    at = page.table.currentIndex().row()
    assert table(page.table)[at][0] == "Línea 5 · SECOEM"
    assert table(page.table)[at + 1][2] == "Mío: 90"
    qtbot.keyClick(page.table, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert table(page.table)[page.table.currentIndex().row()][0] == "Línea de acción"


def test_a_field_in_conflict_is_said_aloud_with_both_sides(conflicting):
    page = conflicting
    page.fold_all()
    spoken = [
        page.table.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(page.table.model().rowCount())
    ]
    assert "Conflicto en Meta 2024: Mío: 90; Suyo: 80 (laptop-2)" in spoken


def test_each_package_says_what_it_brings_and_where_it_stands(screen, here, there, tmp_path):
    change(there, 5, "targets.2024", "80")
    known = tmp_path / "todo.peapkg"
    screen.receive(sent(there, tmp_path), known)
    said = words(screen.receiving)
    chips = [one.accessibleName() for one in screen.receiving.findChildren(Chip)]
    assert chips == ["En secuencia", "Anterior: ya se tenía"]
    assert "Registros: 0 nuevos, 1 cambia, 0 se borran" in said
    assert any(text.startswith("Nuevo aquí: 1 cambio, desde el ") for text in said)


def test_space_leaves_a_package_out_and_the_keyboard_stays_there(
    screen, here, there, tmp_path, qtbot
):
    change(there, 5, "targets.2024", "80")
    paths = [sent(there, tmp_path, "uno.peapkg"), tmp_path / "todo.peapkg"]
    screen.receive(*paths)
    screen.activateWindow()
    packages = screen.receiving._packages
    packages.boxes()[0].setFocus()
    qtbot.keyClick(packages.boxes()[0], Qt.Key.Key_Space)
    assert "Se deja fuera de esta recepción." in words(packages)
    assert screen.receiving.accept_button.text() == "Entendido"
    assert packages.boxes()[0].hasFocus()
    qtbot.keyClick(packages.boxes()[0], Qt.Key.Key_Down)
    assert packages.boxes()[1].hasFocus()
    qtbot.keyClick(packages.boxes()[1], Qt.Key.Key_Up)
    qtbot.keyClick(packages.boxes()[0], Qt.Key.Key_Space)
    assert screen.receiving.accept_button.text() == "Aplicar 1"


def test_with_every_package_left_out_nothing_is_said_of_what_is_had(
    screen, here, there, tmp_path, qtbot
):
    change(there, 5, "targets.2024", "80")
    screen.receive(sent(there, tmp_path))
    page = screen.receiving
    qtbot.keyClick(page._packages.boxes()[0], Qt.Key.Key_Space)
    assert page._nothing.text() == (
        "Todos los paquetes se dejan fuera: marque uno para ver lo que trae."
    )
    qtbot.keyClick(page._packages.boxes()[0], Qt.Key.Key_Space)
    page.filter.choose("deleted")
    page._show_rows()
    assert page._nothing.text() == "Ninguno de los registros que trae es de esta clase."


def test_the_next_package_is_shown_whole_whatever_was_filtered_before(
    screen, here, there, tmp_path
):
    change(there, 5, "targets.2024", "80")
    screen.receive(sent(there, tmp_path, "uno.peapkg"))
    screen.receiving.filter.choose("new")
    screen.receiving.apply()
    change(there, 7, "notes", "Otra")
    screen.receive(sent(there, tmp_path, "dos.peapkg"))
    assert screen.receiving.filter.value == "all"
    assert table(screen.receiving.table) == [("Línea 7 · SECOEM", "Notas", "(vacío)", "Otra")]


def test_a_package_that_brings_nothing_leaves_the_keyboard_at_what_closes_it(
    screen, here, there, tmp_path
):
    screen.receive(tmp_path / "todo.peapkg")
    assert screen.receiving.first_focus() is screen.receiving.accept_button
    assert screen.receiving._nothing.text() == "Este equipo ya tiene todo lo que trae."


def test_a_damaged_package_and_one_of_another_file_do_not_hold_up_the_rest(
    screen, here, there, tmp_path, answer, make_device
):
    change(there, 5, "targets.2024", "80")
    good = sent(there, tmp_path, "bueno.peapkg")
    data = bytearray(good.read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "roto.peapkg").write_bytes(data)
    stranger = Workspace.create(tmp_path / "ajeno.pea", areas.SCHEMA, make_device("laptop-9"))
    with stranger:
        package.export(stranger, tmp_path / "otro.peapkg")
    answer("show_error")
    answer("show_error")
    screen.receive(tmp_path / "roto.peapkg", good, tmp_path / "otro.peapkg")
    assert sorted(sentence.split("»")[0].split("«")[1] for sentence in answer.said) == [
        "otro.peapkg",
        "roto.peapkg",
    ]
    assert table(screen.receiving.table) == [("Línea 5 · SECOEM", "Meta 2024", "100", "80")]


def test_a_passphrase_is_asked_only_for_what_has_one(
    screen, here, there, tmp_path, answer, make_device
):
    change(there, 5, "targets.2024", "80")
    package.export(there, tmp_path / "cifrado.peapkg", passphrase="una frase larga")
    stranger = Workspace.create(tmp_path / "ajeno.pea", areas.SCHEMA, make_device("laptop-9"))
    with stranger:
        package.export(stranger, tmp_path / "otro.peapkg")
    page = screen.receiving
    screen.receive(tmp_path / "cifrado.peapkg", tmp_path / "otro.peapkg")
    page.passphrase.setText("una frase larga")
    answer("show_error")
    page.open_with_passphrase()
    assert answer.said == ["«otro.peapkg» es un paquete de otro expediente; ábralo en el suyo."]
    assert not page._locked.isVisible()
    assert table(page.table) == [("Línea 5 · SECOEM", "Meta 2024", "100", "80")]


def test_two_packages_of_one_name_are_told_apart(screen, here, there, tmp_path):
    change(there, 5, "targets.2024", "80")
    (tmp_path / "usb").mkdir()
    package.export(there, tmp_path / "usb" / "todo.peapkg")
    screen.receive(tmp_path / "todo.peapkg", tmp_path / "usb" / "todo.peapkg")
    said = [text for text in words(screen.receiving._packages) if text.startswith("De laptop-")]
    assert [text.split(" ·")[0] for text in said] == ["De laptop-1", "De laptop-2"]


def test_ctrl_z_takes_back_what_was_received(screen, here, there, tmp_path, answer, qtbot):
    change(there, 5, "targets.2024", "80")
    screen.receive(sent(there, tmp_path))
    screen.receiving.apply()
    assert line(here, 5).targets_text[2024] == "80"
    answer("ask", True)
    qtbot.keyClick(
        screen.receiving.first_focus(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
    )
    assert line(here, 5).targets_text[2024] == "100"
    assert screen.receiving.outcome._more.hasFocus()


def test_a_large_package_is_taken_in_beside_the_window(screen, here, there, tmp_path, qtbot, slow):
    change(there, 5, "targets.2024", "80")
    page = screen.receiving
    screen.receive(sent(there, tmp_path))
    assert page._work.is_running
    assert not page.is_looking
    qtbot.wait_until(lambda: page.is_looking)
    assert table(page.table) == [("Línea 5 · SECOEM", "Meta 2024", "100", "80")]
    assert not here.is_lent
    page.apply()
    assert line(here, 5).targets_text[2024] == "100"
    qtbot.wait_until(lambda: not page.is_looking)
    assert line(here, 5).targets_text[2024] == "80"
    assert here.check() == []
    change(here, 6, "notes", "Otra vez se escribe aquí")


def test_stopping_a_large_package_changes_nothing(screen, here, there, tmp_path, qtbot, slow):
    change(there, 5, "targets.2024", "80")
    page = screen.receiving
    screen.receive(sent(there, tmp_path))
    [bar] = page.findChildren(QProgressDialog)
    bar.canceled.emit()
    qtbot.wait_until(lambda: not page._work.is_running)
    QApplication.processEvents()
    if not page.is_looking:
        assert "Se detuvo: no se recibió nada, y todo está como antes." in words(screen)
    assert line(here, 5).targets_text[2024] == "100"
    assert not here.is_lent
    assert here.check() == []


def test_a_damaged_large_package_is_one_sentence(
    screen, here, there, tmp_path, answer, qtbot, slow
):
    path = sent(there, tmp_path)
    path.write_bytes(path.read_bytes()[:-40])
    answer("show_error")
    screen.receive(path)
    qtbot.wait_until(lambda: not screen.receiving._work.is_running)
    QApplication.processEvents()
    assert "cambios.peapkg" in answer.said[0]
    assert not here.is_lent


def test_a_folio_that_would_be_on_two_documents_is_among_the_conflicts(
    screen, here, there, tmp_path
):
    for workspace in (here, there):
        with workspace.edit("Emitir") as session:
            meeting = minutes.Meeting(number="08", phase="1")
            minute = minutes.Minute(meeting_id=meeting.id)
            issued = documents.IssuedDocument(
                minute_id=minute.id,
                folio="SECOEM-MIN-2026-A01",
                kind="minuta",
                version=1,
                issued="2026-03-12",
            )
            session.add_all([meeting, minute, issued])
    screen.receive(sent(there, tmp_path))
    page = screen.receiving
    assert page.filter._buttons["clashes"].text() == "Conflictos 1"
    assert "1 folio repetido" in words(page._packages)
    page.filter.choose("clashes")
    page._show_rows()
    [row] = table(page.table)
    assert row[0] == "Documento emitido"
    assert row[1].startswith("Conflicto: El folio «SECOEM-MIN-2026-A01» está en 2 documentos")
    page.go_to_clash(1)
    page.go_to_clash(-1)


def test_of_too_many_records_those_in_conflict_are_listed(
    screen, here, there, tmp_path, monkeypatch
):
    for number in (5, 6, 7):
        change(there, number, "notes", "De allá")
    change(there, 8, "targets.2024", "80")
    change(here, 8, "targets.2024", "90")
    monkeypatch.setattr("pea_desktop.ui.screens.package_preview.MOST_SHOWN", 2)
    screen.receive(sent(there, tmp_path))
    page = screen.receiving
    rows = table(page.table)
    assert len(rows) == 2
    assert any(row[1].startswith("Conflicto: ") for row in rows)
    assert page.filter._buttons["all"].text() == "Todos 4"


@pytest.mark.parametrize(("width", "columns"), [(1282, 4), (1000, 2)])
def test_no_width_makes_the_preview_scroll_sideways(conflicting, screen, width, columns):
    screen.resize(width, 700)
    QApplication.processEvents()
    view = conflicting.table
    assert view.model().columnCount() == columns
    assert view.horizontalScrollBar().maximum() == 0
    conflicting.fold_all()
    text = "\n".join(cell for row in table(view) for cell in row if cell)
    for wanted in ("Línea 5 · SECOEM", "Mío: 90", "Suyo: 80 (laptop-2)", "Otra"):
        assert wanted in text


def test_in_the_largest_type_a_record_is_one_column(conflicting):
    [cell] = preview.make_row(conflicting._rows[0], preview.SINGLE).cells
    assert cell.text.splitlines() == [
        "Línea 5 · SECOEM",
        "Conflicto: Meta 2024",
        "Mío: 90",
        "Suyo: 80 (laptop-2)",
    ]
    [cell] = preview.make_row(conflicting._rows[1], preview.SINGLE).cells
    assert cell.text.splitlines()[2:] == ["Antes: (vacío)", "Después: Con la mesa"]
    assert cell.icon == "pencil"


def test_a_package_of_an_unknown_sender_goes_to_quarantine_from_the_window(
    screen, here, there, tmp_path, answer, make_device
):
    own = trusting.Request(here.device.public, "Persona", "laptop-1", "")
    trusting.authorise(here, own, "administra")
    other = trusting.Request(there.device.public, "Persona", "laptop-2", "")
    trusting.authorise(here, other, "captura")
    third, _received = package.receive_new(
        tmp_path / "tercero.pea", tmp_path / "todo.peapkg", areas.SCHEMA, make_device("laptop-3")
    )
    with third:
        change(third, 6, "notes", "De la tercera")
        unknown = sent(third, tmp_path, "ajeno.peapkg")
    change(there, 5, "targets.2024", "80")
    answer("show_error")
    screen.receive(unknown, sent(there, tmp_path))
    assert "«ajeno.peapkg» viene de «laptop-3»" in answer.said[0]
    assert "quedó en cuarentena" in answer.said[0]
    [(kept, _path)] = package.quarantined(here.device, here.workspace_id)
    assert (kept.device, kept.reason) == ("laptop-3", "remitente_no_autorizado")
    # The other one is shown all the same.
    assert table(screen.receiving.table) == [("Línea 5 · SECOEM", "Meta 2024", "100", "80")]
    screen.receiving.apply()
    assert line(here, 5).targets_text[2024] == "80"
    trusting.authorise(
        here, trusting.Request(third.device.public, "Persona", "laptop-3", ""), "captura"
    )
    change(there, 7, "notes", "Más")
    screen.receive(sent(there, tmp_path, "otro.peapkg"))
    screen.receiving.apply()
    assert "1 paquete en cuarentena ya se puede recibir: está en «Equipos y confianza»." in words(
        screen
    )


def test_a_preview_for_a_script_sets_nothing_aside(here, there, tmp_path):
    own = trusting.Request(here.device.public, "Persona", "laptop-1", "")
    trusting.authorise(here, own, "administra")
    with pytest.raises(package.UnknownSenderError, match="al recibirlo irá a cuarentena"):
        package.receive(here, sent(there, tmp_path), dry_run=True)
    assert package.quarantined(here.device, here.workspace_id) == []
