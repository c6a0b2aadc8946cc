from dataclasses import replace

from pea_desktop.reports.glyphs import Placed, in_matrix, in_minute, missing_glyphs


def test_says_which_characters_of_which_row_are_not_printed():
    found = missing_glyphs(
        [Placed("Sin problemas ∑ “ñ” <b> &", "Indicador", 1), Placed("Sí 🙂 漢 🙂", "Fórmula", 4)]
    )
    assert [(one.code, one.row, one.column) for one in found] == [("F-18", 4, "Fórmula")]
    assert found[0].sentence == (
        "Hay caracteres que la letra del documento no tiene: 🙂 (U+1F642), 漢 (U+6F22) "
        "(fila 4, «Fórmula»)."
    )


def test_what_is_dropped_in_silence_is_no_finding():
    assert missing_glyphs([Placed("a\x0bb\u200bc\ufe0f e\u0301 □", "Indicador", 1)]) == []


def test_looks_at_every_text_of_a_minute(minute):
    assert in_minute(minute) == []
    rows = (replace(minute.matrix.rows[0], targets=("100%", "漢", "")),)
    decision = replace(minute.agreements[1], notes="漢")
    odd = replace(
        minute,
        observations="漢",
        agreements=(minute.agreements[0], decision),
        matrix=replace(minute.matrix, rows=rows),
    )
    assert [(one.row, one.column) for one in in_minute(odd)] == [
        (None, "Observaciones"),
        (2, "Observaciones del acuerdo"),
        (1, "Meta 2025"),
    ]
    assert len(in_matrix(odd.matrix)) == 1
