import pytest

from pea_desktop.areas.matrix.consulting import institutions_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Socializar con SFA", ["SFA"]),
        ("Socializar con Gobierno Digital y SFA", ["Gobierno Digital", "SFA"]),
        ("socializar con Gobierno Digital, SFA y la CADPE.", ["Gobierno Digital", "SFA", "CADPE"]),
        ("Revisión con dirección de profesionalización de SPA.", ["SPA"]),
        ("Revisar con la Dirección de Profesionalización de la SPA", ["SPA"]),
        (
            "Socializar con la Secretaría de Finanzas y Administración y la SPA",
            ["Secretaría de Finanzas y Administración", "SPA"],
        ),
        ("Socializar con SB / SFA", ["SB", "SFA"]),
        ("Indica el avance con base en los informes", []),
        ("Por solicitud de la SESEA", []),
        ("Socializar", []),
        ("", []),
        (None, []),
    ],
)
def test_reads_with_whom_a_remark_asks_to_consult(text, names):
    assert institutions_in(text) == names


def test_a_known_name_is_not_cut():
    known = {"turismo y cultura"}
    assert institutions_in("Socializar con Turismo y Cultura", known) == ["Turismo y Cultura"]
