from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pea_desktop.areas.matrix import formula
from pea_desktop.areas.matrix.formula import FormulaError, as_fraction, parse
from pea_desktop.core.errors import PeaError

# The 22 formulas of the sample (numerator, denominator), each «(…/…)*100» but the second.
SAMPLE = {
    1: "(Número de recibidos/Número de informes publicados)*100",
    2: "(Número de solicitudes de registro atendidas)*100",
    4: "(Número de denuncias recibidas/Número de denuncias atendidas)*100",
    5: "(Número de participaciones realizadas/Número de participaciones solicitadas) *100",
    6: "(Número de acciones realizadas/Número de acciones totales)*100",
    7: "(Número de acciones realizadas/Número de acciones totales)*100",
    8: "(Número de acciones realizadas/Número de acciones programadas) * 100",
    9: "(Número de capacitaciones realizadas/Número de capacitaciones programadas) * 100",
    10: "(Número de capacitaciones realizadas en materia de ética pública/"
    "Número de capacitaciones programadas) * 100",
    11: "(Número de certificaciones promovidas/Número de personas servidoras públicas objetivo)"
    " * 100",
    12: "(Número de acciones realizadas/Número de acciones programadas) * 100",
    13: "(Número de capacitaciones realizadas/Número de capacitaciones programadas)*100",
    14: "(Número de trámites y servicios digitalizados/"
    "Número de trámites y servicios programados a digitalizarse)*100",
    15: "(Número de sistemas desarrollados/Número de sistemas programados a desarrollar)*100",
    16: "(Número de comités constituidos/Número de comités programados)*100",
    17: "(Número de sesiones celebradas/Número de sesiones programadas)*100",
    18: "(Número de acciones realizadas/Número de acciones programadas)*100",
    20: "(Número de auditorías concluidas/Número de auditorías programadas)*100",
    21: "(Número de acciones realizadas/Número de acciones programadas)*100",
    22: "(Número de capacitaciones en materia realizadas/Número de capacitaciones programadas)*100",
    23: "(Número de verificaciones recibidas/Número de verificaciones programadas)*100",
    25: "(Número de acciones de difusión realizadas/Número de acciones de difusión programadas)"
    "*100",
}

SCANNED = (
    (
        r"$(\text{Número de acciones realizadas}/\text{Número de acciones programadas}) * 100$",
        "Número de acciones realizadas",
        "Número de acciones programadas",
    ),
    (
        (
            r"$(\text{Número de capacitaciones realizadas}/"
            r"\text{Número de capacitaciones programadas}) * 100$"
        ),
        "Número de capacitaciones realizadas",
        "Número de capacitaciones programadas",
    ),
    (
        (
            r"$(\text{Número de capacitaciones realizadas en materia de ética pública}/"
            r"\text{Número de capacitaciones programadas}) * 100$"
        ),
        "Número de capacitaciones realizadas en materia de ética pública",
        "Número de capacitaciones programadas",
    ),
    (
        (
            r"$(\text{Número de certificaciones promovidas}/"
            r"\text{Número de personas servidoras públicas objetivo}) * 100$"
        ),
        "Número de certificaciones promovidas",
        "Número de personas servidoras públicas objetivo",
    ),
    (
        (
            r"$\frac{\text{Número de acciones realizadas}}{\text{Número de acciones programadas}}"
            r" \times 100$"
        ),
        "Número de acciones realizadas",
        "Número de acciones programadas",
    ),
    (
        (
            r"\[\left(\dfrac{\mathrm{N\acute{u}mero\ de\ casos}}{\mathrm{Total~de\ casos}}\right)"
            r"\cdot 100\%\]"
        ),
        "Número de casos",
        "Total de casos",
    ),
    (
        r"$$\text{Personas capacitadas} \div \text{Personas convocadas} \ast 100$$",
        "Personas capacitadas",
        "Personas convocadas",
    ),
)


def named(text):
    return {variable.symbol: variable.name for variable in parse(text).variables}


@pytest.mark.parametrize("number", sorted(SAMPLE))
def test_every_formula_of_the_sample_is_read(number):
    made = parse(SAMPLE[number])
    assert made.text == SAMPLE[number]
    if number == 2:
        assert made.expression == "A × 100"
        assert made.fraction is None
        assert named(SAMPLE[2]) == {"A": "Número de solicitudes de registro atendidas"}
    else:
        assert made.expression == "A / B × 100"
        above, below = SAMPLE[number].removeprefix("(").split(")")[0].split("/")
        assert made.fraction == (above, below, "100")
        assert named(SAMPLE[number]) == {"A": above, "B": below}


@pytest.mark.parametrize(("text", "above", "below"), SCANNED)
def test_latex_of_a_scan_is_read_and_its_text_kept(text, above, below):
    made = parse(text)
    assert made.text == text
    assert named(text) == {"A": above, "B": below}
    assert made.expression.startswith("A / B × 100")


@pytest.mark.parametrize(
    ("text", "expression", "names"),
    [
        (
            "Número de (OIC) atendidos / Número de OIC (2023) x 100",
            "A / B × 100",
            {"A": "Número de (OIC) atendidos", "B": "Número de OIC (2023)"},
        ),
        (
            "(Número de trámites, servicios y procesos / 100 trámites)·100.",
            "A / B × 100",
            {"A": "Número de trámites, servicios y procesos", "B": "100 trámites"},
        ),
        (
            "Costo-beneficio real ÷ Costo-beneficio esperado",
            "A / B",
            {"A": "Costo-beneficio real", "B": "Costo-beneficio esperado"},
        ),
        (
            "Número de niñas/os y/o tutores : Total de niñas/os",
            "A / B",
            {"A": "Número de niñas/os y/o tutores", "B": "Total de niñas/os"},
        ),
        (
            "Número de servidores(as) públicos(as) / Total de servidores(as) × 100%",
            "A / B × 100%",
            {"A": "Número de servidores(as) públicos(as)", "B": "Total de servidores(as)"},
        ),
        (
            "% de avance real / % de avance programado",
            "A / B",
            {"A": "% de avance real", "B": "% de avance programado"},
        ),
        (
            "Número de informes entre el número de reportes por 100",
            "A / B × 100",
            {"A": "Número de informes", "B": "el número de reportes"},
        ),
        (
            "(Número de delitos/Población total) x 100,000 habitantes",
            "A / B × 100,000 habitantes",
            {"A": "Número de delitos", "B": "Población total"},
        ),
        (
            "Número de delitos por 100 habitantes / Año",
            "A / B",
            {"A": "Número de delitos por 100 habitantes", "B": "Año"},
        ),
        ("E/O*100", "E / O × 100", {"E": "E", "O": "O"}),
        ("(A/B)100", "A / B × 100", {"A": "A", "B": "B"}),
        ("(A/B)%", "A / B × 100%", {"A": "A", "B": "B"}),
        ("[(A+B)−C]^2", "(A + B − C)^2", {"A": "A", "B": "B", "C": "C"}),
        ("((V2-V1)/V1)*100", "(V2 − V1) / V1 × 100", {"V2": "V2", "V1": "V1"}),
        ("x/y", "A / B", {"A": "x", "B": "y"}),
        ("A/B = C donde A = Altas; B = Bajas", "A / B", {"A": "Altas", "B": "Bajas"}),
    ],
)
def test_phrases_and_signs_are_told_apart(text, expression, names):
    assert parse(text).expression == expression
    assert named(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "A/B*100 donde A = Número de casos; B = Total de casos",
        "(A / B) * 100\ndonde:\nA: Número de casos\nB: Total de casos",
        "(A / B) * 100, en donde A = Número de casos y B = Total de casos.",
    ],
)
def test_symbols_get_the_words_that_define_them(text):
    assert named(text) == {"A": "Número de casos", "B": "Total de casos"}
    assert parse(text).fraction == ("Número de casos", "Total de casos", "100")


def test_longer_symbols_are_kept_when_they_are_defined():
    text = "(NCR/NCP)*100 donde NCR = Capacitaciones realizadas, NCP = Capacitaciones programadas"
    assert named(text) == {"NCR": "Capacitaciones realizadas", "NCP": "Capacitaciones programadas"}


def test_a_formula_tells_whether_it_divides():
    assert parse("(A+B/C)*100").divides
    assert not parse("A*100").divides


def test_the_same_words_are_the_same_variable():
    made = parse("(Número de informes − NÚMERO DE  INFORMES) / número de reportes")
    assert made.expression == "(A − A) / B"


def test_what_is_computed_may_be_named():
    assert parse("Porcentaje de avance = (A/B)*100").result == "Porcentaje de avance"
    assert parse("(A/B)*100 = % de cumplimiento").result == "% de cumplimiento"
    assert parse("Fórmula: (A/B)*100").result == ""
    assert parse("Avance (%) = (A/B)*100").result == "Avance (%)"


def test_a_formula_computes_with_sample_values():
    made = parse(SAMPLE[9])
    assert made.evaluate({"A": Decimal(8), "B": Decimal(10)}) == Decimal(80)
    assert parse("A / B × 100%").evaluate({"A": Decimal(1), "B": Decimal(4)}) == Decimal(25)
    assert parse("-A^2+1,500.5").evaluate({"A": Decimal(2)}) == Decimal("1496.5")


def test_says_why_it_cannot_compute():
    made = parse(SAMPLE[9])
    with pytest.raises(PeaError, match="No se puede dividir entre cero"):
        made.evaluate({"A": Decimal(8), "B": Decimal(0)})
    with pytest.raises(PeaError, match="Falta el valor de B: «Número de capacitaciones prog"):
        made.evaluate({"A": Decimal(8)})
    with pytest.raises(PeaError, match="la fórmula no da un número"):
        parse("9^(9^(9^9))").evaluate({})
    with pytest.raises(PeaError, match="la fórmula no da un número"):
        parse("(0-A)^0.5").evaluate({"A": Decimal(2)})


@pytest.mark.parametrize(
    ("text", "sentence", "position"),
    [
        ("((A/B)*100", "Falta cerrar el paréntesis que abre en «((A/B)*100».", 0),
        ("A/B)*100", "Sobra el paréntesis que cierra en «)*100»; quítelo o abra el suyo.", 3),
        ("A /", "La fórmula termina en «A /»: falta lo que sigue.", 3),
        ("A / / B", "Falta lo que va antes de «/ B».", 4),
        ("(A/) * 100", "Falta lo que va antes del paréntesis que cierra en «) * 100».", 3),
        ("(A) B", "Falta un signo (/, ×, + o −) antes de «B».", 4),
        ("A / √ 2", "No se entiende el signo que está en «√ 2»; quítelo o cámbielo.", 4),
        (r"$\text{A} / / \text{B}$", "Falta lo que va antes de «/ B».", 12),
        ("1.2.3 / A", "«1.2.3» no es un número: escríbalo como 1,234.5.", 0),
        ("  ", "La fórmula está vacía: escríbala, por ejemplo «(A / B) × 100».", 0),
        ("(" * 3000, "El texto es demasiado largo para una fórmula: abrévielo.", 0),
    ],
)
def test_says_what_is_wrong_and_where(text, sentence, position):
    with pytest.raises(FormulaError) as raised:
        parse(text)
    assert str(raised.value) == sentence
    assert raised.value.position == position


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("100 x (A/B)", ("A", "B", "100")),
        ("A*100/B", ("A", "B", "100")),
        ("(Recibidos*100)/Total de informes", ("Recibidos", "Total de informes", "100")),
        ("(A+B)/(C−D)", ("A + B", "C − D", "")),
        ("A*100", None),
        ("(A/B)/(C/D)", None),
        ("((A/B", None),
        ("", None),
    ],
)
def test_a_division_is_given_in_parts_to_be_drawn(text, parts):
    assert as_fraction(text) == parts


PIECES = (
    *("Número de ", "casos", " ", "(", ")", "[", "]", "{", "}", "/", "*", "×", "^", "+", "-", "−"),
    *("100", "1,000 ", "%", "=", ":", ";", ",", ".", "\n", "$", "\\", "\\frac{", "\\text{", "y/o"),
    *(" x ", " por ", "donde ", " A = ", "B2", "é", "\u0301", "\u200b", "«", "√", "🙂"),
)


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60))
def test_any_text_is_a_formula_or_says_what_is_wrong_with_it(text):
    told, made = "", None
    try:
        made = parse(text)
    except FormulaError as error:
        told, position = str(error), error.position
    if made is None:
        assert told.endswith(".")
        assert 0 <= position <= len(text)
    else:
        assert made.text == text
        assert made.expression


def test_reading_again_is_remembered():
    assert parse(SAMPLE[9]) is parse(SAMPLE[9])
    assert formula.parse is parse


@pytest.mark.parametrize("number", ["N°", "Nº", "No.", "Núm.", "#", "Número"])
def test_number_may_be_abbreviated(number):
    text = f"({number} de casos atendidos/{number} de casos recibidos)*100"
    above, below, factor = parse(text).fraction
    assert (above, below) == (f"{number} de casos atendidos", f"{number} de casos recibidos")
    assert factor == "100"
