"""A document that prints a row in conflict says so, on paper and in every book."""

from datetime import date
from io import BytesIO

import pytest

from pea_desktop.areas import catalog, documents, institutions, matrix, minutes
from pea_desktop.areas.minutes import canonical
from pea_desktop.core.undecided import Undecided, sentence
from pea_desktop.files import books, package, xlsx
from pea_desktop.files.docx import read, writing
from pea_desktop.reports import REPORTS, agreements, gathering

TODAY = date(2023, 4, 20)
MINUTE = {
    "table": "08",
    "phase": "1",
    "date": "2023-04-19",
    "institution": "SECOEM",
    "declared_lines": 2,
    "agreements": [
        {"number": "1", "text": "Integrar la matriz."},
        {"number": "2", "text": "Enviar las fichas."},
    ],
    "attendees": [{"treatment": "Lic.", "name": "Asistente Uno"}],
    "coordinators": [{"treatment": "Mtra.", "name": "Coordinadora Uno"}],
    "materials": ["Política Estatal Anticorrupción"],
    "observations": "",
}


@pytest.fixture
def first(workspace):
    """An expediente with two líneas and a minute."""
    with workspace.edit("Crear") as session:
        owner = institutions.find_or_create(session, "SECOEM")
        held = matrix.make_matrix(session, catalog.current(session).id, owner.id)
        for made in matrix.insert_lines(session, held, count=2):
            matrix.set_value(session, made.id, "line", "Publicar informes")
        minutes.create(session, MINUTE)
    return workspace


@pytest.fixture
def part(first, second_laptop, tmp_path):
    """Return a function that writes one thing here and another there, and brings them together."""

    def part(change):
        package.export(first, tmp_path / "antes.peapkg")
        package.receive(second_laptop, tmp_path / "antes.peapkg")
        for workspace, value in ((first, "80"), (second_laptop, "90")):
            with workspace.edit("Editar") as session:
                change(session, value)
        package.export(second_laptop, tmp_path / "vuelta.peapkg")
        package.receive(first, tmp_path / "vuelta.peapkg")
        assert first.conflicts()

    return part


def change_a_target(session, value):
    matrix.set_value(session, matrix.lines(session)[1].id, "targets.2024", value)


def change_an_acuerdo(session, value):
    minutes.agreements(session, minute_of(session).id)[0].text = value


def change_a_person(session, value):
    meeting = minutes.meeting_of(session, minute_of(session))
    minutes.attendances(session, meeting.id)[0].office = value


def change_a_priority(session, value):
    catalog.priorities(session)[0].text = value


def minute_of(session):
    [found] = minutes.minutes(session)
    return found


def gathered(session, key):
    """What a document prints about the first thing it could be about."""
    report = next(one for one in REPORTS if one.key == key)
    subject = {
        "minuta": minute_of(session).id,
        "institucion": institutions.find(session, "SECOEM").id,
        "prioridad": catalog.priorities(session)[0].id,
        "linea": matrix.lines(session)[1].id,
        "politica": "",
    }[report.subject]
    return report, report.gather(session, subject, TODAY)


def pages(pdf):
    """The text of each page, without line breaks."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def first_column(path):
    import openpyxl

    return [cell.value for cell in openpyxl.load_workbook(path).active["A"]]


@pytest.mark.parametrize(
    ("key", "change", "told"),
    [
        ("minute", change_an_acuerdo, "1 dato en conflicto sin decidir: acuerdo 1."),
        ("minute", change_a_target, "1 dato en conflicto sin decidir: línea 2 (meta 2024)."),
        ("attendance", change_a_person, "sin decidir: asistencia de Asistente Uno."),
        ("matrix", change_a_target, "1 dato en conflicto sin decidir: línea 2 (meta 2024)."),
        ("indicator", change_a_target, "sin decidir: línea 2 (meta 2024)."),
        ("agreements", change_an_acuerdo, "sin decidir: acuerdo 1 de la mesa 08."),
        ("reminder", change_an_acuerdo, "sin decidir: acuerdo 1 de la mesa 08."),
        ("priority", change_a_priority, "sin decidir: prioridad 7."),
        ("catalog", change_a_priority, "sin decidir: prioridad 7."),
    ],
)
def test_every_document_says_it_first_and_on_each_page(first, part, key, change, told):
    part(change)
    report, snapshot = gathered(first.session, key)
    read_pages = pages(report.render(snapshot))
    assert told in read_pages[0][:300]
    assert all("Contiene datos en conflicto sin decidir" in page for page in read_pages)


@pytest.mark.parametrize("key", [one.key for one in REPORTS if one.key != "signatures"])
def test_a_document_without_conflicts_says_nothing(first, key):
    report, snapshot = gathered(first.session, key)
    assert "en conflicto" not in " ".join(pages(report.render(snapshot)))


def test_a_conflict_elsewhere_marks_no_document(first, part):
    part(change_a_person)
    for key in ("matrix", "indicator", "agreements", "priority", "catalog"):
        report, snapshot = gathered(first.session, key)
        assert "en conflicto" not in " ".join(pages(report.render(snapshot)))


def test_once_decided_the_mark_is_gone(first, part):
    part(change_a_target)
    first.resolve(first.conflicts()[0].id, value="80")
    report, snapshot = gathered(first.session, "matrix")
    assert "en conflicto" not in " ".join(pages(report.render(snapshot)))


def test_a_row_that_one_laptop_deleted_is_told(first, second_laptop, part, tmp_path):
    def change(session, value):
        line = matrix.lines(session)[1].id
        if value == "80":
            matrix.delete_line(session, line)
        else:
            matrix.set_value(session, line, "targets.2024", value)

    part(change)
    _report, snapshot = gathered(first.session, "matrix")
    assert snapshot.matrix.undecided == (Undecided("línea 2", "eliminada en otro equipo"),)


def test_the_matrix_in_excel_says_it_above_and_comes_back_the_same(first, part, tmp_path):
    part(change_a_target)
    owner = institutions.find(first.session, "SECOEM").id
    for name, sheets in (
        ("matriz", [matrix.export_rows(first.session, owner)]),
        ("plantilla", matrix.template_book(first.session, owner)),
    ):
        path = tmp_path / f"{name}.xlsx"
        xlsx.write(path, sheets)
        above = first_column(path)
        assert "Contiene 1 dato en conflicto sin decidir: línea 2 (meta 2024)." in above
        plan = matrix.plan_import(first.session, books.read(path), "SECOEM", first.conflict_cells())
        assert (plan.rows, plan.same, plan.rejected) == (2, 2, 0)


def test_the_acuerdos_in_excel_say_it_above(first, part, tmp_path):
    part(change_an_acuerdo)
    snapshot = gathering.agreements(first.session, "", TODAY)
    xlsx.write(tmp_path / "acuerdos.xlsx", [agreements.as_sheet(snapshot)])
    assert first_column(tmp_path / "acuerdos.xlsx")[:2] == [
        "Estado de los acuerdos",
        "Contiene 1 dato en conflicto sin decidir: acuerdo 1 de la mesa 08.",
    ]


def test_the_editable_minute_says_it_under_its_title(first, part, tmp_path):
    import docx

    part(change_an_acuerdo)
    made = writing.minute(documents.draft(first.session, minute_of(first.session).id))
    texts = [one.text for one in docx.Document(BytesIO(made)).paragraphs]
    assert "Contiene 1 dato en conflicto sin decidir: acuerdo 1." in texts[:4]
    (tmp_path / "m.docx").write_bytes(made)
    assert read(tmp_path / "m.docx")


def test_what_is_frozen_of_a_minute_says_nothing_of_it(first, part):
    part(change_an_acuerdo)
    snapshot = documents.draft(first.session, minute_of(first.session).id)
    assert snapshot.undecided
    assert "undecided" not in canonical(snapshot)


def test_a_long_list_is_cut_and_a_place_is_named_once():
    many = [Undecided(f"línea {n}", "meta 2024") for n in range(1, 9)]
    assert sentence([Undecided("línea 1", "indicador"), *many]) == (
        "Contiene 9 datos en conflicto sin decidir: línea 1 (indicador, meta 2024), "
        "línea 2 (meta 2024), línea 3 (meta 2024), línea 4 (meta 2024), línea 5 (meta 2024), "
        "línea 6 (meta 2024) y 2 más."
    )
    assert sentence([]) == ""
