import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pea_desktop.areas.matrix.codes import FichaTemplate
from pea_desktop.areas.matrix.lines import ItemRef
from pea_desktop.areas.matrix.linting import Context, MatrixFacts, PriorityTexts, lint
from pea_desktop.core.findings import Severity
from tests.areas.lint_rows import CLEAN, PRIORITY, codes, line, only


def test_an_empty_row_is_told_only_its_linea():
    empty = line(
        line=None,
        indicator=None,
        formula=None,
        frequency=None,
        targets_text={2024: None},
        sources=(),
    )
    assert [one.code for one in lint([empty])] == ["sin_linea"]


def test_no_aplica_is_an_answer_and_pendiente_is_not():
    assert codes(line(formula="No aplica", baseline="n/a")) == set()
    found = only("sin_formula", line(formula="Pendiente"))
    assert found[0].sentence == (
        "Línea 1, columna «Fórmula»: dice «Pendiente» y todavía falta el dato."
    )
    assert codes(line(indicator="Pendiente", formula=None)) == {"sin_indicador"}
    pending = only(
        "sin_meta", line(targets_text={2024: "60", 2025: "Por definir", 2026: "No aplica"})
    )
    assert pending[0].field == "targets.2025"


def test_the_fields_of_the_ficha_are_asked_row_by_row_where_others_have_them():
    found = only("ficha_incompleta", line(), line(2, **_other(2), baseline=None, frequency=None))
    assert [(one.row, one.severity) for one in found] == [(2, Severity.WARNING)]
    assert found[0].sentence.endswith(
        "a la ficha del indicador le falta: frecuencia de medición, línea base."
    )


def _other(number):
    row = CLEAN[number - 1]
    return {name: getattr(row, name) for name in ("line", "indicator", "formula", "targets_text")}


def test_each_template_asks_for_its_own_fields():
    bare = line(sources=())
    assert codes(bare) == set()
    context = Context(matrices={"m1": MatrixFacts(template=FichaTemplate.MINIMAL)})
    (found,) = only("ficha_sin_campo", bare, context=context)
    assert found.sentence == "Ninguna línea tiene medio de verificación."
    context = Context(matrices={"m1": MatrixFacts(template=FichaTemplate.SESNA)})
    found = only("ficha_sin_campo", line(), context=context)
    assert [one.sentence for one in found] == [
        "Ninguna línea tiene símbolo.",
        "Ninguna línea tiene importancia.",
        "Ninguna línea tiene desagregación.",
        "Ninguna línea tiene unidad de medida.",
    ]
    whole = line(
        definition="Qué parte se atiende",
        unit="Porcentaje",
        dimension="eficacia",
        mir_level="no_aplica",
        target_kind="relativa",
        baseline_year="2023",
    )
    context = Context(matrices={"m1": MatrixFacts(template=FichaTemplate.CONEVAL)})
    assert codes(whole, context=context) == set()
    # No year is asked of a baseline there is not.
    without = dataclasses.replace(whole, baseline="No aplica", baseline_year=None)
    assert codes(without, context=context) == set()


def test_the_declared_count_is_compared():
    found = only("cuenta_declarada", line(), context=Context(matrices={"m1": MatrixFacts(24)}))
    assert found[0].sentence == "Declaradas 24 · capturadas 1 · diferencia -23."
    assert found[0].row is None


def test_without_prioridad_is_told():
    assert only("sin_prioridad", line(priority=None))[0].column == "Prioridad PEA"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Porcentaje", True),
        ("PORCENTAJE.", True),
        ("Número", True),
        ("%", True),
        ("Porcentaje de avance", False),
        ("Certificaciones", False),
    ],
)
def test_an_indicator_that_is_only_its_type_is_told(name, said):
    assert ("indicador_solo_tipo" in codes(line(indicator=name))) == said


# -- formulas


@pytest.mark.parametrize(
    ("code", "formula"),
    [
        ("sin_denominador", "(Número de denuncias atendidas)*100"),
        ("parentesis", "((Número de denuncias atendidas/Número de denuncias recibidas)*100"),
        ("formula_ilegible", "Número de denuncias atendidas / / recibidas"),
        ("numerador_igual", "(Número de denuncias/Número de denuncias)*100"),
        ("razon_invertida", "(Acciones programadas/Acciones realizadas)*100"),
        ("razon_invertida", "(Solicitudes recibidas/Solicitudes atendidas)*100"),
        ("razon_recibidas", "(Solicitudes recibidas/Total de solicitudes)*100"),
        ("unidades_distintas", "(Número de cursos/Número de denuncias)*100"),
        ("mas_de_cien", "((Número de denuncias + Número de avisos)/Número de avisos)*100"),
        ("mas_de_cien", "(Denuncias de 2025/Denuncias de 2024)*100"),
        ("factor_no_cien", "Número de denuncias atendidas/Número de denuncias recibidas"),
        ("factor_no_cien", "(Denuncias atendidas/Denuncias recibidas)*1000"),
        ("formula_en_latex", r"$\frac{\text{Denuncias atendidas}}{\text{Denuncias}}\times 100$"),
    ],
)
def test_each_fault_of_a_formula_is_told_by_its_rule_alone(code, formula):
    only(code, line(formula=formula))


@pytest.mark.parametrize(
    "formula",
    [
        "(Denuncias atendidas/Denuncias recibidas)*100",
        "(Acciones realizadas/Acciones programadas)*100",
        "(Personas capacitadas/Servidores públicos convocados)*100",
        "(Municipios con convenio/Total de municipios)*100",
        "(Presupuesto ejercido/Recursos aprobados)*100",
        "100 × (Acciones realizadas y solicitadas / Acciones solicitadas)",
        "((V2024 − V2023)/V2023)*100",
        "No aplica",
    ],
)
def test_sound_formulas_are_left_alone(formula):
    assert codes(line(formula=formula)) == set()


def test_what_is_no_percentage_needs_no_denominator():
    row = line(type="Número", indicator="Denuncias atendidas", formula="Número de denuncias")
    assert codes(row) == set()


def changes(finding):
    return [(fix.label, fix.changes) for fix in finding.fixes]


def test_safe_changes_are_offered_for_formulas():
    turned = only("razon_invertida", line(formula="(Cursos programados/Cursos realizados)*100"))
    assert changes(turned[0]) == [
        (
            "Intercambiar numerador y denominador",
            (("formula", "(Cursos realizados/Cursos programados)*100"),),
        )
    ]
    assert turned[0].fixes[0].row_id == "linea-1"
    closed = only("parentesis", line(formula="(Cursos realizados/(Cursos programados)*100"))
    assert changes(closed[0])[0][1] == (
        ("formula", "(Cursos realizados/(Cursos programados)*100)"),
    )
    plain = only("formula_en_latex", line(formula=r"$(\text{A}/\text{B}) * 100$"))
    assert changes(plain[0])[0][1] == (("formula", "(A / B) × 100"),)
    assert only("formula_ilegible", line(formula="A / / B"))[0].fixes == ()


def test_a_change_leaves_the_rest_of_the_formula_as_typed():
    text = "Avance = (A/B)*100 donde A = Cursos programados; B = Cursos realizados"
    (found,) = only("razon_invertida", line(formula=text))
    assert changes(found)[0][1] == (
        ("formula", "Avance = (A/B)*100 donde A = Cursos realizados; B = Cursos programados"),
    )
    (found,) = only("factor_no_cien", line(formula="Avance = A/B"))
    assert found.fixes == ()
    (found,) = only("razon_invertida", line(formula="Cursos  programados/Cursos realizados*100"))
    assert found.fixes == ()


def test_an_offered_change_takes_the_finding_away():
    for formula in ("(Cursos programados/Cursos realizados)*100", "A/B)*100", "A/B"):
        row = line(formula=formula)
        (finding,) = lint([row])
        ((_field, text),) = finding.fixes[0].changes
        assert lint([dataclasses.replace(row, formula=text)]) == []


# -- metas


def metas(*texts, **changed):
    return line(targets_text=dict(zip((2024, 2025, 2026), texts, strict=True)), **changed)


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("metas_planas", metas("80", "80", "80")),
        ("metas_contra_sentido", metas("60", "55", "90")),
        ("metas_contra_sentido", metas("40", "45", "20", direction="descendente")),
        ("metas_contra_sentido", metas("60", "60", "70", direction="regular", baseline=None)),
        ("meta_no_mejora", metas("60", "70", "80", baseline="80")),
        ("meta_no_mejora", metas("90", "80", "70", baseline="60", direction="descendente")),
        ("meta_mayor_a_cien", metas("60", "75", "120")),
        ("meta_no_numerica", metas("60", "75", "más")),
        ("meta_ambigua", metas("60", "75", "1,0", baseline=None)),
        ("meta_ambigua", metas("0.25", "0.5", "1.0", baseline="0")),
    ],
)
def test_each_fault_of_metas_is_told_by_its_rule_alone(code, row):
    extra = {"sin_linea_base"} if row.baseline is None else set()
    assert codes(row) == {code, *extra}


def test_flat_metas_at_the_top_ask_for_the_baseline():
    row = metas("100", "100", "100.0", direction=None)
    assert only("metas_planas", row)[0].sentence == (
        "Línea 1, columna «Meta 2024»: todas las metas son 100, el máximo. "
        "¿La línea base ya es 100?"
    )


def test_flat_metas_are_no_matter_where_they_are_meant():
    assert codes(metas("80", "80", "80", target_behaviour="constante")) == set()
    assert codes(metas("80", "80", "80", direction="regular", baseline="80")) == set()
    assert codes(metas("80", "No aplica", "No aplica")) == set()


def test_one_or_a_hundred_is_a_question_with_two_answers():
    (found,) = only("meta_ambigua", metas("0.5", "0.75", "1.0", baseline="0"))
    assert found.sentence == (
        "Línea 1, columna «Meta 2024»: en porcentaje, «0.5» puede ser 0.5% o 50 %: ¿cuál es?"
    )
    assert changes(found) == [
        ("Es 50 %", (("targets.2024", "50"), ("targets.2025", "75"), ("targets.2026", "100"))),
        (
            "Es 0.5%",
            (("targets.2024", "0.5%"), ("targets.2025", "0.75%"), ("targets.2026", "1%")),
        ),
    ]


def test_a_decimal_comma_is_a_question_too():
    (found,) = only("meta_ambigua", metas("60", "75", "90,5"))
    assert changes(found) == [
        ("Es 90.5", (("targets.2026", "90.5"),)),
        ("Es 905", (("targets.2026", "905"),)),
    ]
    (found,) = only("meta_ambigua", metas("60", "75", "1,0", baseline="No aplica", direction=None))
    assert [label for label, _changes in changes(found)] == ["Es 100", "Es 1%"]


def test_one_with_its_sign_or_in_other_units_is_no_question():
    assert codes(metas("1%", "2%", "3%", baseline="0")) == set()
    assert codes(metas("1", "2", "3", baseline="0", type="Número")) == set()


def test_metas_typed_with_their_sign_are_told_where_others_are_numbers():
    signed = metas("60%", "75%", "90%")
    assert codes(signed) == set()
    (found,) = only("meta_como_texto", signed, line(2, **_other(2)))
    assert (found.row, found.severity) == (1, Severity.INFO)
    assert changes(found)[0][1] == (
        ("targets.2024", "60"),
        ("targets.2025", "75"),
        ("targets.2026", "90"),
    )


# -- the MIR and time


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("nature", {"mir_level": "fin", "nature": "gestion"}),
        ("nature", {"mir_level": "actividad", "nature": "estrategico", "frequency": "Mensual"}),
        ("dimension", {"mir_level": "fin", "dimension": "calidad"}),
        ("dimension", {"mir_level": "proposito", "dimension": "economia"}),
        ("frequency", {"mir_level": "componente", "frequency": "Anual"}),
        ("frequency", {"mir_level": "proposito", "frequency": "Mensual"}),
    ],
)
def test_what_does_not_go_with_the_level_of_the_mir_is_told(field, changed):
    found = [one for one in lint([line(**changed)]) if one.code == "nivel_mir"]
    assert [one.field for one in found] == [field]


def test_what_goes_with_the_level_of_the_mir_is_left_alone():
    assert codes(line(mir_level="fin", nature="estrategico", dimension="eficacia")) == set()
    assert codes(line(mir_level="componente", frequency="Semestral", dimension="calidad")) == set()
    assert codes(line(mir_level="no_aplica", dimension="calidad")) == set()


def test_annual_is_offered_as_anual():
    (found,) = only("frecuencia_en_ingles", line(frequency="Annual"))
    assert changes(found) == [("Cambiar por «Anual»", (("frequency", "Anual"),))]
    (found,) = only("frecuencia_desconocida", line(frequency="Trimestal"))
    assert changes(found) == [("Cambiar por «Trimestral»", (("frequency", "Trimestral"),))]
    assert only("frecuencia_desconocida", line(frequency="A veces"))[0].fixes == ()
    assert codes(line(frequency="Única")) == codes(line(frequency="Anual, Bienal")) == set()


def test_a_frequency_beyond_the_program_or_oftener_than_reports_is_told():
    assert only("frecuencia_larga", line(frequency="Sexenal"))[0].severity is Severity.WARNING
    assert only("frecuencia_corta", line(frequency="Mensual"))[0].severity is Severity.INFO
    wide = Context(matrices={"m1": MatrixFacts(year_from=2024, year_to=2029)}, report_months=1)
    assert codes(line(frequency="Sexenal"), context=wide) == set()
    assert codes(line(frequency="Mensual"), context=wide) == set()


# -- the policy's prioridades


POLICY = Context(
    priorities={
        "p7": PriorityTexts("7", (PRIORITY.text, "Fomentar la denuncia ciudadana.")),
        "p8": PriorityTexts("8", ("Impulsar la protección de personas denunciantes y testigos.",)),
    }
)


def written(text):
    return dataclasses.replace(POLICY, written_priorities={"linea-1": text})


def test_a_prioridad_written_otherwise_is_told_with_both_texts():
    context = written("7. Fomentar la denuncia por medio de protocolos homologados.")
    (found,) = only("prioridad_difiere", line(), context=context)
    assert found.sentence == (
        "Línea 1, columna «Prioridad PEA»: el libro escribe la prioridad 7 de otro modo («Fomentar "
        "la denuncia por medio de protocolos homologados.»); la oficial dice «Fomentar la denuncia "
        "con protocolos homologados.»."
    )
    capitals = "7) FOMENTAR la denuncia con protocolos homologados"
    for same in (capitals, "7. Fomentar la denuncia ciudadana."):
        assert codes(line(), context=written(same)) == set()


def test_long_texts_are_quoted_where_they_differ():
    official = "Impulsar la práctica de normas, procesos y métodos de control interno, " * 3
    texts = (official + "auditoría y fiscalización de los recursos.",)
    context = Context(
        priorities={"p7": PriorityTexts("7", texts)},
        written_priorities={"linea-1": "7. " + official + "auditoría de los recursos."},
    )
    (found,) = only("prioridad_difiere", line(), context=context)
    assert found.sentence.endswith(
        "de otro modo («…control interno, auditoría de los recursos.»); la oficial dice «…control "
        "interno, auditoría y fiscalización de los recursos.»."
    )


@pytest.mark.parametrize(
    "text",
    [
        "8. Impulsar la protección de personas denunciantes y testigos.",
        "Impulsar la protección de personas denunciantes y testigos",
        "8. Impulsar la protección de personas denunciantes v/o testigos.",
        "8.- Impulsar la protección de personas",
    ],
)
def test_a_prioridad_in_the_column_of_the_lineas_is_told(text):
    only("prioridad_en_linea", line(line=text), context=POLICY)


def test_the_prioridad_is_cleared_with_one_click_only_where_the_row_has_it():
    text = "8. Impulsar la protección de personas denunciantes y testigos."
    assert only("prioridad_en_linea", line(line=text), context=POLICY)[0].fixes == ()
    row = line(line=text, priority=ItemRef("p8", "8", ""))
    (found,) = only("prioridad_en_linea", row, context=POLICY)
    assert changes(found) == [("Vaciar la línea", (("line", ""),))]


def test_a_linea_about_a_prioridad_is_no_prioridad():
    for text in ("8. Capacitar a testigos", "Impulsar la protección de personas", "8"):
        assert codes(line(line=text), context=POLICY) == set()


# -- repeats


def test_the_same_linea_and_nearly_the_same_are_told():
    first = CLEAN[0]
    again = line(2, line="ATENDER las denuncias que presente la ciudadanía", indicator="Quejas")
    near = line(2, line="Atender las quejas que presente la ciudadanía.", indicator="Quejas")
    assert only("linea_repetida", first, again)[0].severity is Severity.WARNING
    (found,) = only("linea_parecida", first, near)
    assert (found.row, found.severity) == (2, Severity.INFO)
    assert found.sentence.endswith(
        "se parece a la línea 1: «Atender las denuncias que presente la ciudadanía.»."
    )


def test_the_same_indicator_of_two_lineas_is_told():
    again = line(2, line="Otra cosa muy distinta")
    assert only("indicador_repetido", CLEAN[0], again)[0].row == 2


def test_other_matrices_and_dropped_lineas_repeat_nothing():
    other = line(1, id="otra", matrix_id="m2", institution="SFA")
    assert codes(CLEAN[0], other) == set()
    dropped = line(2, state="cancelada", formula=None)
    assert codes(CLEAN[0], dropped) == set()
    counted = Context(matrices={"m1": MatrixFacts(declared=2)})
    assert codes(CLEAN[0], dropped, context=counted) == set()


def test_findings_of_several_matrices_name_the_institution():
    other = line(1, id="otra", matrix_id="m2", institution="SFA", priority=None)
    (found,) = lint([CLEAN[0], other])
    assert found.sentence.startswith("SFA, línea 1, columna «Prioridad PEA»: la línea no tiene")
    assert found.row_id == "otra"


def test_what_only_its_number_tells_apart_is_no_repeat():
    stages = [
        line(n, line=f"Concluir la etapa {n} del registro", indicator=f"Porcentaje de la etapa {n}")
        for n in (1, 2)
    ]
    assert codes(*stages) == set()


def test_thousands_of_lineas_alike_are_compared_with_a_few():
    words = [first + second for first in "bcdfglmnprst" * 6 for second in "aeiou" * 4]
    rows = [
        line(
            n,
            line=f"Atender la denuncia {word}{n % 7 * 'x'} de la ciudadanía",
            indicator="No aplica",
        )
        for n, word in enumerate(words, 1)
    ]
    told = [one for one in lint(rows) if one.code == "linea_parecida"]
    assert len(rows) == 1440
    assert len(told) > 200


TYPED = (
    st.none()
    | st.sampled_from(
        (
            "",
            " ",
            "%",
            "100%",
            "1,0",
            "1.0",
            "-5",
            "No aplica",
            "A/B",
            "((",
            "7.",
            "Annual",
            "x" * 900,
        )
    )
    | st.text(max_size=30)
)
FIELDS = ("line", "indicator", "interpretation", "type", "formula", "frequency", "unit", "baseline")
CODED = ("state", "direction", "nature", "mir_level", "dimension", "target_behaviour")


@settings(max_examples=150)
@given(
    texts=st.fixed_dictionaries(dict.fromkeys(FIELDS, TYPED)),
    coded=st.fixed_dictionaries(dict.fromkeys(CODED, st.none() | st.just("de otra versión"))),
    years=st.dictionaries(st.integers(2000, 2100), TYPED, max_size=4),
)
def test_whatever_was_typed_is_remarked_in_sentences(texts, coded, years):
    typed = line(**texts, **coded, targets_text=years)
    for finding in lint([typed, line(2)], POLICY):
        assert finding.sentence[-1] in ".?"
        assert "{" not in finding.sentence or "{" in str(texts) + str(years)
        for fix in finding.fixes:
            assert all(isinstance(text, str) for _field, text in fix.changes)
