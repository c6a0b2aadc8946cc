from datetime import date

import pytest

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.areas.matrix import ConsultationState, changes, ficha


@pytest.fixture
def line_id(workspace):
    with workspace.edit("Nueva línea") as session:
        owner = institutions.find_or_create(session, "SECOEM")
        held = matrix.make_matrix(session, catalog.current(session).id, owner.id)
        return matrix.new_line(session, held).id


def write(workspace, line_id, label, **texts):
    with workspace.edit(label) as session:
        for field, text in texts.items():
            matrix.set_value(session, line_id, field.replace("_20", ".20"), text)


def told(workspace, line_id, field=""):
    steps = workspace.history(changes.history_rows(workspace.session, line_id, field))
    return changes.changes_of(workspace.session, steps, line_id, field)


def words(edits):
    return [(one.name, one.before, one.after) for one in edits]


def test_tells_before_and_after_newest_first(workspace, line_id):
    write(workspace, line_id, "Uno", baseline="0")
    write(workspace, line_id, "Dos", baseline="5", unit="Trámite")
    newest, older, made = told(workspace, line_id)
    assert (newest.label, newest.author, newest.device) == (
        "Dos",
        "Persona de laptop-1",
        "laptop-1",
    )
    assert words(newest.edits) == [("línea base", "0", "5"), ("unidad de medida", "", "Trámite")]
    assert words(older.edits) == [("línea base", "", "0")]
    assert ("línea", "", "Creada") in words(made.edits)


def test_tells_codes_and_prioridades_in_words(workspace, line_id):
    item = next(one for one in catalog.priorities(workspace.session) if one.number == "13")
    with workspace.edit("Cambiar") as session:
        matrix.set_value(session, line_id, "state", "acordada")
        matrix.set_value(session, line_id, "direction", "ascendente")
        matrix.set_priority(session, [line_id], item.id)
    newest = told(workspace, line_id)[0]
    assert set(words(newest.edits)) == {
        ("estado", "Propuesta", "Acordada"),
        ("sentido", "", "Ascendente"),
        ("prioridad", "", f"13. {item.text}"),
    }


def test_the_history_of_a_cell_leaves_out_the_rest(workspace, line_id):
    write(workspace, line_id, "Meta", targets_2024="100", indicator="Denuncias")
    write(workspace, line_id, "Otra", indicator="Quejas")
    [only] = told(workspace, line_id, "targets.2024")
    assert words(only.edits) == [("meta 2024", "", "100")]
    assert len(told(workspace, line_id, "indicator")) == 2


def test_tells_what_happened_to_consultations_and_owners(workspace, line_id):
    with workspace.edit("Consultar") as session:
        other = institutions.find_or_create(session, "SFA")
        consultation = matrix.add_consultation(
            session, line_id, other.id, text="Revisar el costo", due=date(2023, 4, 24)
        )
        matrix.set_owners(session, line_id, [(other.id, "responsable", "Auditoría")])
    with workspace.edit("Responder") as session:
        matrix.answer_consultation(
            session, consultation.id, ConsultationState.ACCEPTED, "De acuerdo"
        )
        matrix.set_owners(session, line_id, [])
    answered, asked = told(workspace, line_id)[:2]
    assert {
        ("consulta con", "", "SFA"),
        ("texto de la consulta", "", "Revisar el costo"),
        ("fecha límite de la consulta", "", "24/04/2023"),
        ("responsable", "", "SFA"),
        ("papel del responsable", "", "Responsable"),
        ("sujeta a revisión", "No", "Sí"),
    } <= set(words(asked.edits))
    assert {
        ("estado de la consulta", "Por socializar", "Aceptada"),
        ("respuesta de la consulta", "", "De acuerdo"),
        ("responsable", "SFA", "Se quitó"),
    } <= set(words(answered.edits))
    assert not any(one.can_restore for one in answered.edits if one.field == "owners")


def test_an_earlier_value_is_written_again_as_a_new_change(workspace, line_id):
    write(workspace, line_id, "Uno", baseline="0")
    write(workspace, line_id, "Dos", baseline="5")
    [old] = told(workspace, line_id, "baseline")[1].edits
    with workspace.edit("Restaurar la línea base de la línea 1") as session:
        changes.restore(session, line_id, old.field, old.value)
    [row] = matrix.lines(workspace.session)
    assert row.baseline == "0"
    labels = [one.label for one in told(workspace, line_id, "baseline")]
    assert labels == ["Restaurar la línea base de la línea 1", "Dos", "Uno"]


def test_an_earlier_prioridad_and_none_are_restored(workspace, line_id):
    item = catalog.priorities(workspace.session)[0]
    for wanted in (item.id, ""):
        with workspace.edit("Restaurar") as session:
            changes.restore(session, line_id, ficha.PRIORITY, wanted)
        [row] = matrix.lines(workspace.session)
        assert (row.priority.id if row.priority else "") == wanted
