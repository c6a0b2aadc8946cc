from dataclasses import replace
from datetime import date

import pytest

from pea_desktop.areas.minutes import Decision, MatrixRow, MatrixSnapshot, MinuteSnapshot, Signatory
from pea_desktop.files import docx
from pea_desktop.files.docx import writing

ROWS = tuple(
    MatrixRow(
        "1. Combatir la Impunidad",
        "7. Fomentar" if n < 2 else "8. Impulsar",
        f"Línea {n}",
        "Indicador",
        "",
        "Porcentaje",
        "(A/B)*100",
        "Anual",
        ("100%", "", "50"),
        is_pending=n == 1,
    )
    for n in range(3)
)


@pytest.fixture
def minute():
    return MinuteSnapshot(
        minute_id="m",
        table="08",
        phase="1",
        day=date(2023, 4, 19),
        institution="SECOEM",
        declared_lines=24,
        observations="Ninguna.",
        agreements=(
            Decision(
                "1", "Integrar <b> & ∑ 🙂\x0b", "Nota", responsible="SFA", deadline="24 de abril"
            ),
        ),
        attendees=(Signatory("Lic. Asistente Uno", "Enlace"),),
        coordinators=(Signatory("Mtra. Coordinadora Uno", ""),),
        materials=("Política Estatal Anticorrupción",),
        matrix=MatrixSnapshot("Michoacán", "SECOEM", (2024, 2025, 2026), ROWS),
        folio="SECOEM-MIN-2023-A01",
    )


def written(minute, tmp_path):
    path = tmp_path / "minuta.docx"
    path.write_bytes(writing.minute(minute))
    return path


def texts(path):
    import docx as python_docx

    return [p.text for p in python_docx.Document(path).paragraphs if p.text]


def test_has_the_blocks_of_the_minute_in_their_order(minute, tmp_path):
    assert texts(written(minute, tmp_path)) == [
        "MINUTA MESA 08- FASE 1",
        "Copia editable de «SECOEM-MIN-2023-A01». El documento emitido es el PDF.",
        "Institución Implementadora: SECOEM",
        "Asistentes:",
        "19 de abril de 2023",
        "Materiales revisados:",
        "Política Estatal Anticorrupción",
        "Observaciones:",
        "Ninguna.",
        "Coordinaron:",
        "Anexo. Diseño del programa de Implementación de la Política Estatal Anticorrupción",
        "SECOEM",
    ]


def test_its_tables_are_read_again_as_they_were(minute, tmp_path):
    book = docx.read(written(minute, tmp_path))
    first, last = book.sheets[0], book.sheets[-1]
    assert first.rows[0].cells == ("No.", "Acuerdo", "Observaciones", "Responsable", "Fecha límite")
    assert first.rows[1].cells == ("1", "Integrar <b> & ∑ 🙂", "Nota", "SFA", "24 de abril")
    assert [row.cells[:3] for row in last.rows[1:]] == [
        ("1. Combatir la Impunidad", "7. Fomentar", "Línea 0"),
        ("1. Combatir la Impunidad", "7. Fomentar", "Línea 1"),
        ("1. Combatir la Impunidad", "8. Impulsar", "Línea 2"),
    ]
    assert [bool(row.yellow) for row in last.rows] == [False, False, True, False]


def test_a_draft_says_so_and_has_no_matrix_it_should_not_have(minute, tmp_path):
    draft = replace(minute, folio="", with_matrix=False)
    assert texts(written(draft, tmp_path))[1] == "Borrador editable."
    assert "Eje PEA" not in str(docx.read(written(draft, tmp_path)).sheets[-1].rows[0].cells)


def test_names_nobody_as_its_author(minute, tmp_path):
    import docx as python_docx

    properties = python_docx.Document(written(minute, tmp_path)).core_properties
    assert (properties.author, properties.comments) == ("", "")
    assert properties.title == "MINUTA MESA 08- FASE 1"
