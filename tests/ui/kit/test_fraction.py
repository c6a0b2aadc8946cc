import pytest

from pea_desktop.ui.kit.fraction import Fraction, split_fraction


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("(Uno/Dos)*100", Fraction("Uno", "Dos", "100")),
        ("(Uno/Dos) * 100", Fraction("Uno", "Dos", "100")),
        ("(Uno / Dos) x 100", Fraction("Uno", "Dos", "100")),
        ("((Uno)/(Dos))×100 %", Fraction("Uno", "Dos", "100")),
        ("100 * (Uno/Dos)", Fraction("Uno", "Dos", "100")),
        ("Uno/Dos", Fraction("Uno", "Dos", "")),
        ("(Uno (a/b)/Dos)*100", Fraction("Uno (a/b)", "Dos", "100")),
        (
            "(Quejas y/o denuncias/Recibidas)*100",
            Fraction("Quejas y/o denuncias", "Recibidas", "100"),
        ),
    ],
)
def test_splits_a_division(text, parts):
    assert split_fraction(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "(Número de solicitudes de registro atendidas)*100",
        "a/b/c",
        "Suma de acciones",
        "(Uno/)*100",
        "",
        "(Uno/Dos",
        "Índice 100",
    ],
)
def test_leaves_alone_what_is_no_single_division(text):
    assert split_fraction(text) is None


def test_an_x_that_ends_a_word_multiplies_nothing():
    assert split_fraction("Uno/Anex 100") == Fraction("Uno", "Anex 100", "")
