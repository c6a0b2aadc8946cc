"""Crear paquete: what goes, whose data go along, and that it was read again."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from pea_desktop import areas
from pea_desktop.areas import institutions, matrix, minutes
from pea_desktop.files import package
from pea_desktop.ui.screens.exchange_send import SendPage
from tests.ui.screens.lines import make_lines

MINUTE = {
    "table": "08",
    "phase": "1",
    "date": "2023-04-19",
    "institution": "SECOEM",
    "declared_lines": 2,
    "agreements": [],
    "attendees": [{"treatment": "Lic.", "name": "Asistente Uno"}],
    "coordinators": [{"treatment": "Mtra.", "name": "Coordinadora Uno"}],
    "materials": [],
    "observations": "",
}


@pytest.fixture
def here(workspace):
    make_lines(workspace)
    return workspace


@pytest.fixture
def there(here, tmp_path, make_device):
    """Another laptop with the same, that said so."""
    package.export(here, tmp_path / "todo.peapkg")
    made = package.receive_new(
        tmp_path / "otro.pea", tmp_path / "todo.peapkg", areas.SCHEMA, make_device("laptop-2")
    )[0]
    package.export(made, tmp_path / "vuelta.peapkg")
    package.receive(here, tmp_path / "vuelta.peapkg")
    yield made
    made.close()


@pytest.fixture
def page(qtbot, light, here):
    made = SendPage(here)
    qtbot.add_widget(made)
    made.resize(1282, 640)
    made.show()
    qtbot.wait_exposed(made)
    made.refresh()
    return made


def words(page):
    QApplication.processEvents()
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible() and one.text()]


def hold_a_meeting(workspace):
    with workspace.edit("Crear minuta") as session:
        minutes.create(session, MINUTE)
        session.add(institutions.Person(name="Asistente Uno", rfc="AAAA800101AAA"))


def test_says_whose_data_go_along(page, here):
    assert page.privacy() == "No van datos de personas, salvo quién hizo cada cambio."
    hold_a_meeting(here)
    page.refresh()
    said = "Van nombres y cargos de 2 personas, y 1 RFC; también quién hizo cada cambio y cuándo."
    assert said in words(page)


def test_a_person_who_was_deleted_is_counted_for_the_name_travels(page, here):
    hold_a_meeting(here)
    with here.edit("Eliminar") as session:
        for one in minutes.minutes(session):
            minutes.remove(session, one)
        for one in session.query(institutions.Person):
            session.delete(one)
    page.refresh()
    assert page.privacy().startswith("Van nombres y cargos de 2 personas, y 1 RFC;")


def test_only_the_people_of_what_goes_are_counted(page, here, there):
    page.refresh()
    page.choose(there.device.fingerprint)
    change_a_target(here)
    page.refresh()
    assert page.privacy() == "No van datos de personas, salvo quién hizo cada cambio."
    hold_a_meeting(here)
    page.refresh()
    assert page.privacy().startswith("Van nombres y cargos de 2 personas")


def change_a_target(workspace):
    with workspace.edit("Editar la línea 1") as session:
        matrix.set_value(session, matrix.lines(session)[0].id, "targets.2024", "90")


def test_says_its_size_and_that_nothing_is_left_out(page):
    [said] = [text for text in words(page) if text.startswith("Pesa unos ")]
    assert said.endswith(
        " KB. Van los cambios de todas las instituciones y mesas: si se separaran, faltarían "
        "unos para entender otros."
    )


def test_to_one_device_goes_what_it_lacks_or_everything(page, here, there, answer, tmp_path):
    assert not page.scope.isVisible()
    change_a_target(here)
    page.refresh()
    page.choose(there.device.fingerprint)
    assert page.scope.isVisible()
    assert page.sentence().startswith("Enviará 1 cambio desde el ")
    page.scope.setCurrentIndex(1)
    page.refresh()
    assert page.sentence() == (
        "Enviará a laptop-2 todo lo que este expediente sabe: 3 cambios de 1 equipo."
    )
    answer("choose_save", tmp_path / "todo2.peapkg")
    page.send()
    told = package.inspect(tmp_path / "todo2.peapkg")
    assert (told.entries, told.to) == (3, [there.device.origin.hex()])


def test_a_device_that_has_all_may_get_it_again(page, there, answer, tmp_path):
    page.refresh()
    page.choose(there.device.fingerprint)
    assert "Nada nuevo desde el último paquete" in words(page)
    assert not any(text.startswith("Pesa unos") for text in words(page))
    page._choose_whole()
    assert page.sentence().startswith("Enviará a laptop-2 todo lo que este expediente sabe")


def test_only_that_device_opens_it(page, here, there, answer, tmp_path):
    change_a_target(here)
    page.refresh()
    page.choose(there.device.fingerprint)
    page.protect.setCurrentIndex(page.protect.findData("equipo"))
    page._on_protect()
    assert "Lo abre sólo laptop-2, con la llave que guarda ese equipo." in words(page)
    answer("choose_save", tmp_path / "secreto.peapkg")
    page.send()
    assert package.receive(there, tmp_path / "secreto.peapkg").entries == 1


def test_in_large_type_what_goes_fits_without_scrolling_sideways(page, here):
    change_a_target(here)
    page.refresh()
    assert page.table.model().columnCount() == 4
    # As wide as 1282 pixels are in type of 150 %.
    page.resize(855, 640)
    QApplication.processEvents()
    view = page.table
    assert view.model().columnCount() == 1
    assert view.horizontalScrollBar().maximum() == 0
    told = view.model().index(1, 0).data().splitlines()
    assert told[:2] == ["Editar la línea 1", "Meta"]
    assert told[2].startswith("Persona de laptop-1 · laptop-1, ")
