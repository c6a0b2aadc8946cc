"""What of a policy has líneas."""

from pathlib import Path

import pytest

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.areas.matrix import coverage
from pea_desktop.areas.matrix.coverage import ActionText, PriorityFacts, cover
from pea_desktop.areas.matrix.lines import ItemRef
from pea_desktop.core.errors import PeaError
from pea_desktop.files import xlsx
from tests.areas.lint_rows import PRIORITY, line

BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"
ACTION = ActionText("a1", "a)", "Elaborar un diagnóstico de los canales de denuncia ciudadana.")
OTHER = ItemRef("p8", "8", "Otra prioridad.")


@pytest.fixture
def edomex(make_workspace):
    made = make_workspace()
    with made.edit("Crear", kind="create") as session:
        catalog.load(session, "edomex")
    return made


def institution(workspace, name="INFOEM"):
    with workspace.edit("Agregar institución") as session:
        return institutions.find_or_create(session, name).id


def action_of(workspace, number="1", mark="a)", at=0):
    found = coverage.coverage(workspace.session).priorities
    [priority] = [one for one in found if one.item.number == number]
    marked = [one for one in priority.actions if one.mark == mark]
    return marked[at] if marked else priority.actions[at]


def take_up(workspace, action_id, institution_id):
    with workspace.edit("Crear línea") as session:
        return coverage.line_from_action(session, action_id, institution_id).id


def covered(**changed):
    """Return the numbers of the líneas that take up `ACTION` of the prioridad 7."""
    facts = [PriorityFacts(PRIORITY, None, (ACTION,))]
    [priority] = cover(facts, [line(**changed)]).priorities
    return [row.number for row in priority.actions[0].lines]


def test_the_sample_covers_every_prioridad_of_michoacan(workspace):
    plan = matrix.plan_import(workspace.session, xlsx.read(BOOK), "SECOEM")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    found = coverage.coverage(workspace.session)
    assert found.counts() == (11, 11, 0, 0)
    assert found.sentence() == "11 de 11 prioridades con líneas"
    [secoem] = coverage.matrix_institutions(workspace.session)
    assert secoem.short == "SECOEM"
    assert sum(one.count(secoem.id) for one in found.priorities) == 23
    assert sum(one.count("otra") for one in found.priorities) == 0


def test_edomex_begins_with_sixty_prioridades_without_lineas(edomex):
    found = coverage.coverage(edomex.session)
    assert found.counts() == (0, 60, 287, 287)
    assert found.sentence() == (
        "0 de 60 prioridades con líneas · 287 acciones sugeridas, 287 sin línea"
    )
    assert sum(1 for one in found.priorities if one.actions) == 35


def test_a_linea_made_from_an_accion_covers_it_and_its_prioridad(edomex):
    infoem = institution(edomex)
    made = take_up(edomex, action_of(edomex).id, infoem)
    assert coverage.coverage(edomex.session).counts() == (1, 60, 286, 287)
    [row] = matrix.lines(edomex.session)
    assert (row.id, row.number, row.institution_id) == (made, 1, infoem)
    assert row.line == action_of(edomex).text
    assert row.priority.number == "1"
    assert [one.id for one in action_of(edomex).lines] == [made]
    assert [one.id for one in coverage.matrix_institutions(edomex.session)] == [infoem]
    edomex.undo()
    assert coverage.coverage(edomex.session).counts() == (0, 60, 287, 287)


def test_it_stays_covered_when_its_text_is_changed(edomex):
    made = take_up(edomex, action_of(edomex).id, institution(edomex))
    with edomex.edit("Editar") as session:
        matrix.set_value(session, made, "line", "Otra cosa.")
    assert coverage.coverage(edomex.session).counts() == (1, 60, 286, 287)


def test_lineas_of_acciones_go_below_those_of_their_prioridad(edomex):
    infoem = institution(edomex)
    first = take_up(edomex, action_of(edomex, "1").id, infoem)
    other = take_up(edomex, action_of(edomex, "3", "a)").id, infoem)
    second = take_up(edomex, action_of(edomex, "1", at=1).id, infoem)
    assert [row.id for row in matrix.lines(edomex.session)] == [first, second, other]


def test_an_institution_takes_an_accion_up_once_but_another_may_too(edomex):
    infoem, other = institution(edomex), institution(edomex, "SECOGEM")
    action = action_of(edomex, "3", "a)").id
    take_up(edomex, action, infoem)
    with pytest.raises(PeaError, match=r"ya tiene una línea de la acción sugerida 3 a\)"):
        take_up(edomex, action, infoem)
    take_up(edomex, action, other)
    taken = action_of(edomex, "3", "a)").lines
    assert {row.institution_id for row in taken} == {infoem, other}


def test_one_prioridad_says_the_same_as_the_map(edomex):
    infoem = institution(edomex)
    first, second = action_of(edomex, "3", "a)"), action_of(edomex, "3", "b)")
    made = take_up(edomex, first.id, infoem)
    with edomex.edit("Escribir") as session:
        held = session.get(matrix.Matrix, matrix.lines(session)[0].matrix_id)
        [typed] = matrix.insert_lines(session, held, priority_id=None)
        matrix.set_value(session, typed.id, "line", second.text.upper())
    [priority] = [
        one for one in coverage.coverage(edomex.session).priorities if one.item.number == "3"
    ]
    said = coverage.actions_taken_up(edomex.session, priority.item.id)
    assert said == {first.id: made, second.id: typed.id}
    assert said == {one.id: one.lines[0].id for one in priority.actions if one.lines}


def test_says_when_an_accion_is_gone(edomex):
    infoem = institution(edomex)
    with pytest.raises(PeaError, match="ya no está en la política"):
        take_up(edomex, "no existe", infoem)


def test_an_accion_has_a_name(edomex):
    session = edomex.session
    assert coverage.action_name(session, action_of(edomex, "3", "b)").id) == "3 b)"
    assert coverage.action_name(session, action_of(edomex, "1", at=1).id) == "1, punto 2"


@pytest.mark.parametrize(
    "text",
    [
        "Elaborar un diagnóstico de los canales de denuncia ciudadana.",
        "elaborar un diagnostico de los canales de denuncia ciudadana",
        "Elaborar un diagnóstico de los canales de denuncias ciudadanas.",
        "Durante 2024, elaborar un diagnóstico de los canales de denuncia ciudadana y publicarlo.",
    ],
)
def test_a_text_nearly_the_same_or_holding_it_covers(text):
    assert covered(line=text) == [1]


@pytest.mark.parametrize(
    "text",
    [None, "", "Elaborar un diagnóstico", "Capacitar a las personas que reciben denuncias."],
)
def test_a_part_of_it_or_another_text_does_not_cover(text):
    assert covered(line=text) == []


def test_the_same_words_under_another_prioridad_do_not_cover():
    assert covered(line=ACTION.text, priority=OTHER) == []
    assert covered(line=ACTION.text, priority=None) == [1]


def test_what_was_made_from_another_accion_covers_only_that_one():
    assert covered(line=ACTION.text, suggested_action_id="a2") == []
    assert covered(line="Otra cosa.", priority=OTHER, suggested_action_id="a1") == [1]


@pytest.mark.parametrize("state", ["cancelada", "fusionada"])
def test_a_linea_that_was_given_up_covers_nothing(state):
    found = cover([PriorityFacts(PRIORITY, None, (ACTION,))], [line(line=ACTION.text, state=state)])
    assert found.counts() == (0, 1, 1, 1)
