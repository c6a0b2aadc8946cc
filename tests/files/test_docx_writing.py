from dataclasses import replace
from datetime import date

import pytest

from pea_desktop.areas.minutes import (
    AgendaPoint,
    CellChange,
    Corrects,
    Decision,
    Look,
    MatrixRow,
    MatrixSnapshot,
    MinuteSnapshot,
    Redline,
    RowChange,
    Signatory,
)
from pea_desktop.areas.minutes.snapshots import Session
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


def acta(minute):
    session = Session(
        title="Segunda sesión ordinaria",
        place="Sala de juntas",
        starts="10:00",
        quorum_required=4,
        quorum_present=6,
        quorum="Hay quórum.",
        agenda=(AgendaPoint("1", "Lista de asistencia"),),
    )
    return replace(
        minute,
        template="sesion",
        session=session,
        opening="Siendo las 10:00 horas.",
        development="Se presentó la matriz.",
        closing="Se da por concluida.",
        others=(Signatory("Lic. Secretario", "", quality="Secretaría"),),
    )


def test_the_acta_has_the_blocks_of_its_pdf_in_their_order(minute, tmp_path):
    assert texts(written(acta(minute), tmp_path))[:-2] == [
        "ACTA DE SESIÓN",
        "Copia editable de «SECOEM-MIN-2023-A01». El documento emitido es el PDF.",
        "Segunda sesión ordinaria",
        "Siendo las 10:00 horas.",
        "Lista de asistencia y quórum:",
        "Quórum requerido: 4 · presentes: 6",
        "Hay quórum.",
        "Orden del día:",
        "Lista de asistencia",
        "Desarrollo:",
        "Se presentó la matriz.",
        "Acuerdos:",
        "Materiales revisados:",
        "Política Estatal Anticorrupción",
        "Observaciones:",
        "Ninguna.",
        "Próxima sesión:",
        "Por convocar.",
        "Cierre:",
        "Se da por concluida.",
        "Firmas:",
    ]
    sheets = docx.read(written(acta(minute), tmp_path)).sheets
    assert sheets[0].rows[0].cells == ("Lugar", "Sala de juntas")
    assert [row.cells[0] for row in sheets[-2].rows] == [
        "Nombre",
        "Mtra. Coordinadora Uno",
        "Lic. Secretario\nSecretaría",
        "Lic. Asistente Uno\nEnlace",
    ]


def test_a_minute_of_nothing_is_written_too(minute, tmp_path):
    blank = replace(minute, agreements=(), attendees=(), coordinators=(), materials=(), table="")
    told = texts(written(replace(blank, institution="", folio=""), tmp_path))
    assert "No se registraron acuerdos." in told
    assert told.count("Sin personas registradas.") == 2
    assert "Institución Implementadora: —" in told
    told = texts(written(replace(blank, template="sesion"), tmp_path))
    assert "Sin puntos registrados." in told


def test_has_the_paper_the_header_and_the_page_numbers_of_the_template(minute, tmp_path):
    import docx as python_docx

    look = Look(header=("Secretaría Ejecutiva",), page="oficio", logo_bytes=_picture())
    path = written(replace(minute, look=look), tmp_path)
    document = python_docx.Document(path)
    assert [round(section.page_height.pt, 1) for section in document.sections] == [964.8, 612.0]
    assert document.sections[0].header.paragraphs[1].text == "Secretaría Ejecutiva"
    assert "<pic:pic" in document.sections[0].header.paragraphs[0]._p.xml
    assert "NUMPAGES" in document.sections[0].footer.paragraphs[0]._p.xml
    odd = replace(minute, look=replace(look, logo_bytes=b"no es una imagen"))
    assert (
        "<pic:pic"
        not in python_docx.Document(written(odd, tmp_path)).sections[0].header._element.xml
    )


def test_says_what_it_corrects_and_what_changed(minute, tmp_path):
    changed = RowChange("cambiada", 3, "Brindar", (CellChange("Meta 2024", "80%", "100%"),))
    redline = Redline("F", None, (changed, RowChange("nueva", 4, "Recibir")))
    corrects = Corrects("fe_de_erratas", "SESEA-MIN-2023-A01", "ab" * 32, "Decía 24.")
    path = written(replace(minute, redline=redline, corrects=corrects), tmp_path)
    assert "Fe de erratas de «SESEA-MIN-2023-A01». Motivo: Decía 24." in texts(path)
    assert "Anexo. Cambios desde la minuta anterior" in texts(path)
    rows = docx.read(path).sheets[-2].rows
    assert [row.cells for row in rows[1:]] == [
        ("3. Brindar", "Meta 2024", "80%", "100%"),
        ("4. Recibir", "Línea nueva", "", ""),
    ]


def _picture():
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGBA", (40, 20), (97, 18, 50, 128)).save(out, "PNG")
    return out.getvalue()
