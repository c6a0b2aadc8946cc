from dataclasses import replace

from pea_desktop.areas.minutes import (
    AgendaPoint,
    CellChange,
    Corrects,
    Look,
    Pending,
    Redline,
    RowChange,
)
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


def test_looks_at_what_only_some_minutes_have(minute):
    person = replace(minute.attendees[0], represents="漢")
    odd = replace(
        minute,
        look=Look(header=("漢",), legal="漢"),
        session=replace(minute.session, title="漢", quorum="漢", agenda=(AgendaPoint("1", "漢"),)),
        corrects=Corrects("adenda", "F", "ab", "漢"),
        pending=(Pending("F", "m", "漢", "", None, ""),),
        attendees=(person,),
        agreements=(replace(minute.agreements[0], responsible="漢"),),
        redline=Redline("F", None, (RowChange("cambiada", 7, "", (CellChange("A", "", "漢"),)),)),
    )
    assert [(one.row, one.column) for one in in_minute(odd)] == [
        (None, "Encabezado de la plantilla"),
        (None, "Título"),
        (None, "Quórum"),
        (None, "Motivo"),
        (None, "Leyenda de la plantilla"),
        (1, "Acuerdos anteriores"),
        (1, "Responsable del acuerdo"),
        (1, "Personas"),
        (1, "Orden del día"),
        (7, "Cambios"),
    ]


def test_right_to_left_letters_are_said_and_shown_as_boxes():
    found = missing_glyphs([Placed("שלום\u200f \x00 x\u0302", "Línea de acción", 9)])
    assert found[0].sentence == (
        "Hay caracteres que la letra del documento no tiene: ש (U+05E9), ל (U+05DC), ו (U+05D5), "
        "ם (U+05DD) (fila 9, «Línea de acción»)."
    )
