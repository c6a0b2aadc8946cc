"""Sincronizar: packages and conflicts."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from pea_desktop import areas
from pea_desktop.areas import institutions, matrix, minutes
from pea_desktop.files import package, xlsx
from pea_desktop.ui.screens.package_preview import PackagePreview
from pea_desktop.ui.screens.sync import SyncScreen

SAMPLE = Path(__file__).parents[2] / "data" / "matriz_secoem.xlsx"


@pytest.fixture
def here(workspace):
    plan = matrix.plan_import(workspace.session, xlsx.read(SAMPLE), "SECOEM")
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
    here.subscribe(made.refresh)
    qtbot.add_widget(made)
    made.resize(1282, 700)
    made.show()
    qtbot.wait_exposed(made)
    return made


def words(widget):
    return [one.text() for one in widget.findChildren(QLabel) if not one.isHidden()]


def buttons(screen):
    return [one.text() for one in screen._list.findChildren(QPushButton)]


def press(screen, text):
    next(one for one in screen.findChildren(QPushButton) if one.text() == text).click()


def line(workspace, number):
    return next(row for row in matrix.lines(workspace.session) if row.number == number)


def change(workspace, number, field, text):
    line_id = line(workspace, number).id
    with workspace.edit("Editar") as session:
        matrix.set_value(session, line_id, field, text)


def bring(screen, there, answer, tmp_path, name="cambios.peapkg"):
    package.export(there, tmp_path / name)
    answer("show", True)
    screen.receive(tmp_path / name)


def test_without_conflicts_it_says_so(screen):
    assert screen.status_text() == "Sin conflictos pendientes"
    assert "Sin conflictos pendientes" in words(screen)


def test_says_how_much_would_be_sent(screen, here):
    assert "Enviará todo lo que este expediente sabe: 2 cambios de 1 equipo." in words(screen)
    change(here, 5, "targets.2024", "90")
    assert "Enviará todo lo que este expediente sabe: 3 cambios de 1 equipo." in words(screen)


def test_a_package_is_written_where_the_person_says(screen, here, answer, tmp_path):
    answer("choose_save", tmp_path / "uno.peapkg")
    press(screen, "Crear paquete…")
    assert package.inspect(tmp_path / "uno.peapkg").workspace_id == here.workspace_id
    [said] = [text for text in words(screen) if text.startswith("Se guardó «uno.peapkg»")]
    assert "con 2 cambios" in said


def test_nothing_happens_when_no_place_is_chosen(screen, answer):
    answer("choose_save", None)
    press(screen, "Crear paquete…")
    answer("choose_open", None)
    press(screen, "Recibir paquete…")


def test_the_preview_says_who_sends_and_what_would_change(
    screen, here, there, answer, tmp_path, light
):
    change(there, 5, "targets.2024", "80")
    package.export(there, tmp_path / "dos.peapkg")
    seen = []

    def look(preview):
        assert isinstance(preview, PackagePreview)
        seen.extend(words(preview))
        return False

    answer("show", look)
    screen.receive(tmp_path / "dos.peapkg")
    assert seen[0] == "Paquete de Persona de laptop-2 · laptop-2"
    assert there.device.fingerprint in seen[1]
    assert seen[2:] == [
        *("Registros nuevos", "0"),
        *("Registros que cambian", "1"),
        *("Registros que se borran", "0"),
        *("Conflictos por resolver", "0"),
    ]
    assert line(here, 5).targets_text[2024] == "100"


def test_accepting_applies_it(screen, here, there, answer, tmp_path):
    change(there, 5, "targets.2024", "80")
    bring(screen, there, answer, tmp_path)
    assert line(here, 5).targets_text[2024] == "80"
    assert (
        "Se recibió el paquete de «laptop-2»: 0 nuevos, 1 cambiado, 0 borrados, 0 conflictos."
        in words(screen)
    )


def test_a_package_twice_brings_nothing(screen, there, answer, tmp_path):
    bring(screen, there, answer, tmp_path)
    assert "El paquete de «laptop-2» no trae nada que este equipo no tenga." in words(screen)


def test_a_damaged_package_is_one_sentence_and_changes_nothing(screen, there, answer, tmp_path):
    package.export(there, tmp_path / "roto.peapkg")
    whole = (tmp_path / "roto.peapkg").read_bytes()
    (tmp_path / "roto.peapkg").write_bytes(whole[: len(whole) // 2])
    answer("show_error")
    screen.receive(tmp_path / "roto.peapkg")
    assert "roto.peapkg" in answer.said[0]


def test_a_conflict_shows_where_it_is_and_every_value(screen, here, there, answer, tmp_path):
    change(here, 5, "targets.2024", "90")
    change(there, 5, "targets.2024", "80")
    bring(screen, there, answer, tmp_path)
    assert screen.status_text() == "1 conflicto por resolver"
    said = words(screen._list)
    assert said[0] == "Línea 5 · SECOEM: Meta 2024"
    assert said[1] == "Participar en la campaña de comunicación del SEA en materia de denuncia."
    assert said[2] == "Antes: 100"
    assert {"80", "90"} <= set(said)
    assert any(text.startswith("Persona de laptop-2 · laptop-2 · ") for text in said)
    assert set(buttons(screen)) == {"Conservar «80»", "Conservar «90»"}


@pytest.mark.parametrize("kept", ["80", "90"])
def test_the_chosen_value_stays(screen, here, there, answer, tmp_path, kept):
    change(here, 5, "targets.2024", "90")
    change(there, 5, "targets.2024", "80")
    bring(screen, there, answer, tmp_path)
    press(screen, f"Conservar «{kept}»")
    assert here.conflicts() == []
    assert line(here, 5).targets_text[2024] == kept
    assert buttons(screen) == []


def test_long_values_are_named_by_their_laptop(screen, here, there, answer, tmp_path):
    change(here, 14, "line", "Digitalizar todos los trámites y servicios del estado.")
    change(there, 14, "line", "Digitalizar la mitad de los trámites.")
    bring(screen, there, answer, tmp_path)
    assert set(buttons(screen)) == {"Conservar el de laptop-1", "Conservar el de laptop-2"}
    press(screen, "Conservar el de laptop-2")
    assert line(here, 14).line == "Digitalizar la mitad de los trámites."


@pytest.mark.parametrize(("choice", "stays"), [("Conservar el renglón", True), ("Eliminar", False)])
def test_an_edit_against_a_deletion_is_kept_or_deleted(
    screen, here, there, answer, tmp_path, choice, stays
):
    change(here, 3, "indicator", "Porcentaje de capacitaciones")
    gone = line(there, 3).id
    with there.edit("Eliminar") as session:
        matrix.delete_line(session, gone)
    bring(screen, there, answer, tmp_path)
    said = words(screen._list)
    assert said[0] == "Línea 3 · SECOEM: se eliminó en un equipo y se cambió en otro"
    assert "Eliminó" in said
    assert "Escribió en «Indicador»: Porcentaje de capacitaciones" in said
    press(screen, choice)
    assert here.conflicts() == []
    assert (gone in {row.id for row in matrix.lines(here.session)}) is stays


def test_a_conflict_of_a_minute_is_told_in_its_own_words(
    screen, here, answer, tmp_path, make_device
):
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
        bring(screen, other, answer, tmp_path)
    assert words(screen._list)[0] == "Acuerdo · Minuta Mesa 08 - Fase 1: Acuerdo"
    press(screen, "Conservar «Allá»")
    assert [row.text for row in minutes.agreements(here.session, minute.id)] == ["Allá"]


def test_every_new_field_and_part_is_told_in_words(screen, here, there, answer, tmp_path):
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
    bring(screen, there, answer, tmp_path)
    said = words(screen._list)
    number = next(row.number for row in matrix.lines(here.session) if row.id == line_id)
    place = f"Línea {number} · SECOEM: "
    heads = {text.removeprefix(place) for text in said if text.startswith(place)}
    assert heads == {
        "Plazo",
        "Línea base",
        "Lugar en la matriz",
        "Fecha límite de la consulta",
        "Unidad del responsable",
        "Instrumento del medio",
    }
    assert {"Corto plazo", "Largo plazo", "03/02/2024", "04/02/2024"} <= set(said)
    assert {"Lugar 9", "Lugar 10", "Responsable: SFA"} <= set(said)


def test_a_package_that_rests_on_another_waits_for_it(
    qtbot, here, there, answer, tmp_path, make_device, light
):
    third, _received = package.receive_new(
        tmp_path / "tercero.pea", tmp_path / "todo.peapkg", areas.SCHEMA, make_device("laptop-3")
    )
    change(here, 5, "targets.2024", "90")
    package.export(here, tmp_path / "uno.peapkg")
    package.receive(there, tmp_path / "uno.peapkg")
    change(there, 5, "targets.2024", "80")
    package.export(there, tmp_path / "resto.peapkg", to="laptop-1")
    with third:
        screen = SyncScreen(third)
        qtbot.add_widget(screen)
        answer("show", True)
        screen.receive(tmp_path / "resto.peapkg")
        assert any("quedó en espera" in text for text in words(screen))
        assert not screen._waiting.isHidden()
        assert line(third, 5).targets_text[2024] == "100"
        answer("show", True)
        screen.receive(tmp_path / "uno.peapkg")
        assert screen._waiting.isHidden()
        assert line(third, 5).targets_text[2024] == "80"


def test_the_other_laptop_ends_equal(screen, here, there, answer, tmp_path):
    change(here, 5, "targets.2024", "90")
    change(there, 5, "targets.2024", "80")
    bring(screen, there, answer, tmp_path)
    press(screen, "Conservar «90»")
    package.export(here, tmp_path / "tres.peapkg")
    package.receive(there, tmp_path / "tres.peapkg")
    assert there.conflicts() == []
    assert matrix.show(there.session) == matrix.show(here.session)
