import pytest

from pea_desktop.areas import institutions, matrix
from pea_desktop.areas.matrix import FichaTemplate, ficha
from pea_desktop.areas.matrix.linting import Context
from pea_desktop.core.errors import PeaError


@pytest.fixture
def line_id(workspace):
    with workspace.edit("Crear") as session:
        owner = institutions.find_or_create(session, "SECOEM")
        policy = matrix_policy(session)
        held = matrix.make_matrix(session, policy, owner.id)
        return matrix.new_line(session, held).id


def matrix_policy(session):
    from pea_desktop.areas import catalog

    return catalog.current(session).id


@pytest.fixture
def fill(workspace, line_id):
    def fill(**texts):
        with workspace.edit("Llenar") as session:
            for field, text in texts.items():
                matrix.set_value(session, line_id, field, text)
        return row(workspace)

    return fill


def row(workspace):
    [only] = matrix.lines(workspace.session)
    return only


def test_says_in_words_what_a_ficha_lacks(fill):
    line = fill(line="Atender denuncias", indicator="Porcentaje de denuncias", formula="Denuncias")
    assert ficha.missing_sentence(line, None) == (
        "Falta: prioridad, denominador, frecuencia, línea base, medio de verificación,"
        " meta 2024, meta 2025, meta 2026"
    )


def test_does_not_apply_is_an_answer_and_pending_is_not(fill):
    line = fill(baseline="No aplica", frequency="Pendiente")
    names = [one.name for one in ficha.missing(line, None)]
    assert "línea base" not in names
    assert "frecuencia" in names


def test_each_template_asks_for_its_own_fields(fill):
    line = fill(indicator="Denuncias")

    def lacking(template):
        return {one.field for one in ficha.missing(line, template)}

    extra = lacking(FichaTemplate.SESNA) - lacking(FichaTemplate.MINIMAL)
    assert {"symbol", "interpretation", "importance", "unit", "direction"} <= extra
    assert "mir_level" in lacking(FichaTemplate.CONEVAL) - lacking(FichaTemplate.SESNA)


def test_the_minimal_template_counts_where_none_was_chosen():
    assert ficha.required(None) == ficha.required(FichaTemplate.MINIMAL)


def test_a_template_is_chosen_by_its_code_and_taken_back(workspace, line_id):
    matrix_id = row(workspace).matrix_id
    with workspace.edit("Plantilla") as session:
        ficha.set_template(session, matrix_id, "coneval")
    assert ficha.template_of(workspace.session, matrix_id) is FichaTemplate.CONEVAL
    with workspace.edit("Plantilla") as session:
        ficha.set_template(session, matrix_id, "")
    assert ficha.template_of(workspace.session, matrix_id) is None


def test_says_which_templates_there_are(workspace, line_id):
    matrix_id = row(workspace).matrix_id
    with pytest.raises(PeaError) as said, workspace.edit("Plantilla") as session:
        ficha.set_template(session, matrix_id, "ninguna")
    assert str(said.value) == (
        "No hay una plantilla «ninguna»: las plantillas son minima, sesna, coneval."
    )


@pytest.mark.parametrize(
    ("formula", "lacks"),
    [
        ("Número de denuncias", True),
        ("(Atendidas/Recibidas)*100", False),
        ("(Atendidas", False),
        ("Pendiente", False),
    ],
)
def test_a_percentage_that_divides_by_nothing_lacks_its_denominator(fill, formula, lacks):
    assert ficha.lacks_denominator(fill(type="Porcentaje", formula=formula)) is lacks


def test_the_remarks_on_a_line_leave_out_what_is_told_as_missing(fill):
    line = fill(line="Atender denuncias", indicator="Porcentaje")
    codes = [one.code for one in ficha.remarks(line, Context())]
    assert "indicador_solo_tipo" in codes
    assert "ficha_incompleta" not in codes
