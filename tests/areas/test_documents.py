"""Issue is freeze: what is printed stays, whoever edits afterwards and wherever."""

import hashlib
import json
from dataclasses import replace

import pytest

from pea_desktop.areas import documents, matrix, minutes
from pea_desktop.areas.documents import FrozenError, IssuedDocument
from pea_desktop.areas.minutes import Correction, MinuteState, Quality, canonical
from pea_desktop.core import attachments
from pea_desktop.core.anchor import log_ends
from pea_desktop.core.errors import PeaError
from tests.areas.minute_rows import drawn, import_matrix, record


@pytest.fixture
def minute(workspace, clock):
    return record(workspace)


@pytest.fixture
def with_lines(workspace):
    """Bring the matrix in before the minute is issued."""
    import_matrix(workspace)


@pytest.fixture
def issued(workspace, minute):
    return documents.issue(workspace, minute.id, drawn)


def rename(workspace, agreement_text="Otra cosa."):
    (minute, *_others) = minutes.minutes(workspace.session)
    with workspace.edit("Cambiar acuerdo"):
        minutes.agreements(workspace.session, minute.id)[0].text = agreement_text


# -- what is frozen


def test_issue_stores_what_is_printed_its_pdf_and_its_folio(workspace, with_lines, minute, issued):
    assert (issued.folio, issued.version, issued.kind) == ("SECOEM-MIN-2023-A01", 1, "minuta")
    assert (issued.issued_by, issued.device) == ("Persona de laptop-1", "laptop-1")
    pdf = documents.pdf_of(workspace.session, issued)
    assert pdf.startswith(b"%PDF-1.7\n")
    assert (issued.sha256, issued.length) == (hashlib.sha256(pdf).hexdigest(), len(pdf))
    assert attachments.get(workspace.session, issued.sha256) == pdf
    assert issued.snapshot.encode() == pdf.removeprefix(b"%PDF-1.7\n")
    assert issued.snapshot_sha256 == hashlib.sha256(issued.snapshot.encode()).hexdigest()
    snapshot = documents.snapshot_of(issued)
    assert (snapshot.folio, snapshot.declared_lines, snapshot.captured_lines) == (
        "SECOEM-MIN-2023-A01",
        24,
        26,
    )
    assert snapshot.agreements[0].text.startswith("Las personas servidoras públicas de la SECOEM")
    assert [one.folio for one in snapshot.agreements] == [
        "SECOEM-MIN-2023-A01/A01",
        "SECOEM-MIN-2023-A01/A02",
    ]
    assert snapshot.matrix.rows[0].line.startswith("Supervisar y dar seguimiento")
    assert minute.state == MinuteState.PRINTED
    assert [row.folio for row in minutes.agreements(workspace.session, minute.id)] == [
        "SECOEM-MIN-2023-A01/A01",
        "SECOEM-MIN-2023-A01/A02",
    ]
    assert workspace.check() == []


def test_a_document_tells_how_far_the_journal_had_come(workspace, minute, second_laptop, exchange):
    before = log_ends(workspace.journal)
    row = documents.issue(workspace, minute.id, drawn)
    assert documents.snapshot_of(row).journal == before
    exchange(workspace, second_laptop)
    assert documents.unanchored(workspace) == documents.unanchored(second_laptop) == []


def test_a_document_of_another_history_is_found_out(workspace, issued):
    snapshot = documents.snapshot_of(issued)
    (end,) = snapshot.journal
    other = replace(snapshot, journal=(replace(end, hash="00" * 32),))
    with workspace.edit("Traer de otra historia") as session:
        session.add(
            IssuedDocument(minute_id="otra", folio="SECOEM-MIN-2023-B01", snapshot=canonical(other))
        )
    (told,) = documents.unanchored(workspace)
    assert told.startswith("La bitácora ya no es la que imprime «SECOEM-MIN-2023-B01» (huella ")


def test_the_places_to_sign_are_kept_with_whom_they_are_for(workspace, issued):
    cells = documents.cells_of(issued)
    assert [(one.person, one.role, one.mode, one.page, one.box) for one in cells] == [
        ("Lic. Asistente Uno", "Asistente", "papel", 1, (10.0, 10.0, 90.0, 40.0)),
        ("Ing. Asistente Dos", "Asistente", "papel", 1, (10.0, 10.0, 90.0, 40.0)),
        ("Mtra. Coordinadora Uno", "Coordina", "papel", 1, (10.0, 10.0, 90.0, 40.0)),
    ]
    assert [one.name[:9] for one in cells] == ["asist_01_", "asist_02_", "coord_01_"]
    assert all(
        set(one) >= {"name", "person", "page", "box", "mode"} for one in json.loads(issued.cells)
    )


def edit_text(session, minute):
    minutes.agreements(session, minute.id)[0].text = "x"


def edit_head(session, minute):
    minutes.meeting_of(session, minute).place = "x"


def edit_declared(session, minute):
    minute.declared_lines = 26


def rename_person(session, minute):
    minutes.attendances(session, minute.meeting_id)[0].name = "x"


def add_agreement(session, minute):
    minutes.add_agreement(session, minute.id, "x")


def add_person(session, minute):
    minutes.add_attendance(session, minute.meeting_id, Quality.ATTENDEE, "x")


def remove_agreement(session, minute):
    minutes.remove(session, minutes.agreements(session, minute.id)[0])


def remove_person(session, minute):
    minutes.remove(session, minutes.attendances(session, minute.meeting_id)[0])


def remove_material(session, minute):
    minutes.remove(session, minutes.materials(session, minute.id)[0])


def remove_minute(session, minute):
    minutes.remove(session, minute)


def remove_meeting(session, minute):
    session.delete(minutes.meeting_of(session, minute))


def remove_document(session, minute):
    session.delete(documents.documents_of(session, minute.id)[0])


def edit_snapshot(session, minute):
    documents.documents_of(session, minute.id)[0].snapshot = "{}"


EDITS = [
    edit_text,
    edit_head,
    edit_declared,
    rename_person,
    add_agreement,
    add_person,
    remove_agreement,
    remove_person,
    remove_material,
    remove_minute,
    remove_meeting,
    remove_document,
    edit_snapshot,
]


@pytest.mark.parametrize("edit", EDITS)
def test_no_edit_reaches_an_issued_minute(workspace, minute, issued, edit):
    before = [tuple(row) for row in workspace.session.execute(_everything())]
    with pytest.raises(FrozenError) as raised, workspace.edit("Cambiar") as session:
        edit(session, minutes.minute(session, minute.id))
    if edit is not remove_document:
        assert str(raised.value) == documents.lock_of(workspace.session, minute.id).sentence
    assert [tuple(row) for row in workspace.session.execute(_everything())] == before
    assert documents.since_issued(workspace.session, issued).is_same


def _everything():
    from sqlalchemy import text

    return text(
        "SELECT id, text FROM agreement UNION ALL SELECT id, name FROM attendance UNION ALL "
        "SELECT id, place FROM meeting UNION ALL SELECT id, observations FROM minute UNION ALL "
        "SELECT id, snapshot FROM issued_document ORDER BY 1"
    )


def test_the_sentence_says_who_issued_it_who_signed_and_what_to_do(workspace, minute, issued):
    assert documents.lock_of(workspace.session, minute.id).sentence == (
        f"«SECOEM-MIN-2023-A01» se emitió el {documents.show_moment(issued.issued)} (Persona de "
        "laptop-1): ya no se edita. Para cambiarla haga una fe de erratas, una adenda o una nueva "
        "versión."
    )
    cell = documents.cells_of(issued)[0].name
    with workspace.edit("Firmas") as session:
        documents.mark(session, issued, cell, documents.SignatureState.BY_HAND)
    assert "y tiene 1 de 3 firmas" in documents.lock_of(workspace.session, minute.id).sentence
    with pytest.raises(FrozenError, match="y tiene 1 de 3 firmas"):
        rename(workspace)


def test_neither_issue_nor_what_was_typed_before_it_is_undone(workspace, minute, issued):
    with pytest.raises(FrozenError, match="ya no se edita"):
        workspace.undo()
    assert documents.documents_of(workspace.session, minute.id) == [issued]


def test_what_becomes_of_acuerdos_and_signatures_goes_on(workspace, minute, issued):
    two = minutes.agreements(workspace.session, minute.id)[1]
    with workspace.edit("Avance") as session:
        state = minutes.AgreementState.FULFILLED
        minutes.follow_up(session, two.id, minutes.meeting_of(session, minute).day, state=state)
    assert documents.since_issued(workspace.session, issued).is_same
    assert workspace.undo() == "Avance"


def test_another_minute_is_edited_as_ever(workspace, minute, issued):
    other = record(workspace, table="09")
    with workspace.edit("Cambiar") as session:
        edit_text(session, other)
        remove_material(session, other)
        remove_minute(session, other)


def test_it_is_issued_once(workspace, minute, issued):
    with pytest.raises(PeaError, match=r"^«SECOEM-MIN-2023-A01» se emitió el"):
        documents.issue(workspace, minute.id, drawn)


def test_a_cancelled_minute_is_not_issued(workspace, minute):
    with workspace.edit("Cancelar"):
        minutes.set_state(minute, MinuteState.CANCELLED, "No hubo mesa.")
    with pytest.raises(PeaError, match=r"^La minuta está cancelada"):
        documents.issue(workspace, minute.id, drawn)


@pytest.mark.parametrize("text", [None, "  "])
def test_an_acuerdo_that_says_nothing_is_not_issued(workspace, minute, text):
    with workspace.edit("Vaciar") as session:
        minutes.agreements(session, minute.id)[1].text = text
    with pytest.raises(PeaError, match=r"^El acuerdo 2 no tiene texto; escríbalo o quítelo antes"):
        documents.issue(workspace, minute.id, drawn)
    assert documents.documents_of(workspace.session, minute.id) == []


def test_a_drawing_that_fails_leaves_nothing(workspace, minute):
    def broken(_snapshot):
        raise PeaError("No se pudo.")

    with pytest.raises(PeaError, match=r"^No se pudo\.$"):
        documents.issue(workspace, minute.id, broken)
    assert documents.all_documents(workspace.session) == []
    assert minute.state == MinuteState.DRAFT
    assert attachments.stored(workspace.session) == {}


def test_what_changed_while_it_was_drawn_is_not_issued(workspace, minute):
    prepared = documents.prepare(workspace, minute.id)
    rename(workspace)
    with pytest.raises(PeaError, match=r"cambió mientras se preparaba el documento"):
        documents.store(workspace, prepared, drawn(prepared.snapshot))
    assert documents.all_documents(workspace.session) == []


def test_a_cell_for_the_efirma_must_have_been_drawn(workspace, minute):
    with workspace.edit("e.firma"):
        row = minutes.attendances(workspace.session, minute.meeting_id)[0]
        row.signature_mode = minutes.SignatureMode.EFIRMA
    with pytest.raises(PeaError, match=r"no hay lugar para la e\.firma de Lic\. Asistente Uno\.$"):
        documents.issue(workspace, minute.id, lambda _snapshot: documents.Rendered(b"%PDF-"))


# -- after it


def test_a_line_added_after_is_told_and_not_printed(workspace, with_lines, minute, issued):
    (its_matrix,) = workspace.session.query(matrix.Matrix)
    with workspace.edit("Nueva línea") as session:
        (line,) = matrix.insert_lines(session, its_matrix)
        matrix.set_value(session, line.id, "line", "Otra línea")
    changed = documents.since_issued(workspace.session, issued)
    assert changed.minute == ()
    assert [(one.kind, one.line) for one in changed.matrix] == [("nueva", "Otra línea")]
    (told,) = documents.problems(workspace.session)
    assert told.sentence == (
        "La matriz de «SECOEM-MIN-2023-A01» cambió después de emitida: 1 línea nueva."
    )
    assert documents.snapshot_of(issued).captured_lines == 26


def test_an_edit_that_arrives_from_another_laptop_is_told(
    workspace, minute, second_laptop, exchange
):
    exchange(workspace, second_laptop)
    rename(second_laptop, "Dice otra cosa.")
    issued = documents.issue(workspace, minute.id, drawn)
    pdf = documents.pdf_of(workspace.session, issued)
    exchange(second_laptop, workspace)
    assert minutes.agreements(workspace.session, minute.id)[0].text == "Dice otra cosa."
    (changed,) = documents.since_issued(workspace.session, issued).minute
    assert changed.where == "acuerdo 1"
    assert "Dice otra cosa." in changed.after
    (told,) = documents.problems(workspace.session)
    assert told.sentence.startswith(
        "«SECOEM-MIN-2023-A01» cambió después de emitida (acuerdo 1); el documento emitido no "
        "cambia."
    )
    assert documents.pdf_of(workspace.session, issued) == pdf
    assert "Dice otra cosa" not in issued.snapshot
    assert workspace.check() == []


def test_the_other_laptop_may_not_edit_once_it_knows(workspace, issued, second_laptop, exchange):
    exchange(workspace, second_laptop)
    with pytest.raises(FrozenError, match=r"\(Persona de laptop-1\): ya no se edita"):
        rename(second_laptop)


def test_the_pdf_of_another_laptop_is_asked_for_until_it_is_here(workspace, issued, second_laptop):
    with second_laptop.edit("Perder el archivo") as session:
        attachments.drop(session, [issued.sha256])
    (there,) = documents.all_documents(session)
    assert documents.snapshot_of(there).folio == "SECOEM-MIN-2023-A01"
    assert attachments.missing(session, documents.named_attachments(session)) == [issued.sha256]
    with pytest.raises(PeaError, match=r"no tiene el PDF de «SECOEM-MIN-2023-A01»: lo emitió"):
        documents.pdf_of(session, there)
    pdf = documents.pdf_of(workspace.session, issued)
    with second_laptop.edit("Recibir PDF") as session:
        attachments.put(session, pdf, "minuta.pdf")
    assert documents.pdf_of(session, there) == pdf


# -- corrections


def test_a_new_version_says_all_again_under_the_same_folio(workspace, minute, issued):
    with workspace.edit("Nueva versión") as session:
        draft = documents.correct(session, minute.id, Correction.NEW_VERSION, "Decía 24.")
    with workspace.edit("Corregir"):
        draft.declared_lines = 26
        minutes.meeting_of(workspace.session, draft).place = "Morelia"
    told = documents.provisional_folio(
        workspace.session, workspace.device, draft.id, workspace.now()
    )
    assert told == ("SECOEM-MIN-2023-A01", 2)
    second = documents.issue(workspace, draft.id, drawn)
    assert (second.folio, second.version) == ("SECOEM-MIN-2023-A01", 2)
    assert (second.replaces_id, second.reason) == (issued.id, "Decía 24.")
    assert documents.replaced_by(workspace.session, issued) is second
    told = documents.snapshot_of(second)
    assert (told.corrects.folio, told.corrects.sha256) == (issued.folio, issued.sha256)
    assert [one.text for one in told.agreements] == [
        one.text for one in documents.snapshot_of(issued).agreements
    ]
    assert documents.since_issued(workspace.session, issued).is_same
    assert documents.find(workspace.session, "secoem-min-2023-a01") is second
    rows = minutes.tray(workspace.session, minutes.meeting_of(workspace.session, draft).day)
    assert [row.minute_id for row in rows] == [draft.id, draft.id]


def test_an_adenda_has_its_own_folio_and_marks_the_minute(workspace, minute, issued):
    with workspace.edit("Adenda") as session:
        draft = documents.correct(session, minute.id, Correction.ADDENDUM, "Faltó un acuerdo.")
        minutes.add_agreement(session, draft.id, "Un acuerdo más.")
    with pytest.raises(PeaError, match=r"^Ya hay un borrador de esta corrección"):
        documents.correct(workspace.session, minute.id, Correction.ADDENDUM, "Otra vez.")
    second = documents.issue(workspace, draft.id, drawn)
    assert (second.folio, second.version, second.kind) == ("SECOEM-ADE-2023-A01", 1, "adenda")
    assert second.replaces_id is None
    assert minute.state == MinuteState.WITH_ADDENDUM
    assert len(documents.snapshot_of(second).attendees) == 2


@pytest.mark.parametrize(
    ("kind", "code"), [(Correction.ERRATA, "FE"), (Correction.ADDENDUM, "ADE")]
)
def test_a_correction_begins_without_what_the_minute_says(workspace, minute, issued, kind, code):
    with workspace.edit("Corregir") as session:
        draft = documents.correct(session, minute.id, kind, "Motivo.")
    snapshot = documents.draft(workspace.session, draft.id)
    assert (snapshot.agreements, snapshot.with_matrix) == ((), False)
    assert snapshot.corrects.reason == "Motivo."
    now = workspace.now()
    folio, _version = documents.provisional_folio(
        workspace.session, workspace.device, draft.id, now
    )
    assert folio == f"SECOEM-{code}-2023-A01"


def test_says_why_nothing_is_corrected(workspace, minute):
    with pytest.raises(PeaError, match=r"^La minuta todavía no se emite"):
        documents.correct(workspace.session, minute.id, Correction.ERRATA, "x")
    documents.issue(workspace, minute.id, drawn)
    with pytest.raises(PeaError, match=r"^Escriba el motivo"):
        documents.correct(workspace.session, minute.id, Correction.ERRATA, "  ")


def test_the_changes_since_the_earlier_minute_are_annexed_if_wanted(
    workspace, with_lines, minute, issued
):
    after = record(workspace, table="09", date="2023-05-10", with_changes=True)
    row = matrix.lines(workspace.session)[0]
    with workspace.edit("Cambiar meta") as session:
        matrix.set_value(session, row.id, "targets.2026", "90%")
    redline = documents.draft(workspace.session, after.id).redline
    assert redline.since == "SECOEM-MIN-2023-A01"
    (change,) = redline.rows
    assert (change.kind, change.number) == ("cambiada", 1)
    assert [tuple(vars(cell).values()) for cell in change.cells] == [("Meta 2026", "100%", "90%")]
    with workspace.edit("Sin cambios"):
        after.with_changes = False
    assert documents.draft(workspace.session, after.id).redline is None
