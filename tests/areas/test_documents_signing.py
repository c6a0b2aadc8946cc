"""Who has signed: states of the cells, revisions that continue one another, scanned paper."""

import hashlib

import pytest

from pea_desktop.areas import documents, minutes
from pea_desktop.areas.documents import FrozenError, SignatureState
from pea_desktop.areas.minutes import MinuteState, SignatureMode
from pea_desktop.core import attachments
from pea_desktop.core.errors import PeaError
from tests.areas.minute_rows import drawn, record


@pytest.fixture
def issued(workspace, clock):
    """Issue a minute whose first two people sign with e.firma, the third on paper."""
    minute = record(workspace)
    with workspace.edit("Modos"):
        for row in minutes.attendances(workspace.session, minute.meeting_id)[:2]:
            row.signature_mode = SignatureMode.EFIRMA
    return documents.issue(workspace, minute.id, drawn)


def cells(row):
    return [one.name for one in documents.cells_of(row)]


def states(workspace, row):
    return [one.state for one in documents.signature_rows(workspace.session, row)]


def sign(workspace, row, field, more=b"\nfirma de "):
    pdf = documents.pdf_of(workspace.session, row) + more + field.encode()
    with workspace.edit("Firmar") as session:
        return documents.add_revision(session, row, pdf, field, serial="00001000000500000001")


def mark(workspace, row, field, state, **told):
    with workspace.edit("Marcar firma") as session:
        documents.mark(session, row, field, state, **told)


def test_every_cell_is_pending_until_somebody_signs(workspace, issued):
    one, other, third = cells(issued)
    minute = minutes.minute(workspace.session, issued.minute_id)
    assert states(workspace, issued) == [SignatureState.PENDING] * 3
    sign(workspace, issued, one)
    assert minute.state == MinuteState.PARTLY_SIGNED
    mark(workspace, issued, third, SignatureState.REFUSED, note="No está de acuerdo.")
    assert minute.state == MinuteState.PARTLY_SIGNED
    mark(workspace, issued, other, SignatureState.ABSENT, day="2023-04-20", initials=True)
    assert minute.state == MinuteState.PARTLY_SIGNED
    rows = documents.signature_rows(workspace.session, issued)
    assert [(row.state, row.day, row.note, row.initials) for row in rows] == [
        (SignatureState.EFIRMA, "", "", False),
        (SignatureState.ABSENT, "2023-04-20", "", True),
        (SignatureState.REFUSED, "", "No está de acuerdo.", False),
    ]
    mark(workspace, issued, third, SignatureState.PENDING)
    assert minute.state == MinuteState.PARTLY_SIGNED
    mark(workspace, issued, third, SignatureState.BY_HAND)
    mark(workspace, issued, other, SignatureState.NOT_REQUIRED)
    assert minute.state == MinuteState.SIGNED


def test_a_refusal_alone_is_no_signature(workspace, issued):
    for field in cells(issued):
        mark(workspace, issued, field, SignatureState.REFUSED)
    assert minutes.minute(workspace.session, issued.minute_id).state == MinuteState.PRINTED


def test_says_why_a_cell_is_not_marked(workspace, issued):
    one, *_others = cells(issued)
    with pytest.raises(PeaError, match=r"^«Firmó con e\.firma» no se marca a mano"):
        mark(workspace, issued, one, SignatureState.EFIRMA)
    with pytest.raises(PeaError, match=r"no tiene una celda «nadie» para firmar\.$"):
        mark(workspace, issued, "nadie", SignatureState.BY_HAND)
    sign(workspace, issued, one)
    with pytest.raises(PeaError, match=r"^Lic\. Asistente Uno ya firmó con e\.firma"):
        mark(workspace, issued, one, SignatureState.PENDING)


def test_a_revision_continues_the_bytes_and_only_the_longest_are_kept(workspace, issued):
    base = documents.pdf_of(workspace.session, issued)
    one, other, third = cells(issued)
    first, second = sign(workspace, issued, one), sign(workspace, issued, other)
    assert (first.before, second.before) == (issued.sha256, first.sha256)
    assert documents.pdf_of(workspace.session, issued).startswith(base)
    assert documents.base_of(workspace.session, issued) == base
    assert list(attachments.stored(workspace.session)) == [second.sha256]
    (chain,) = documents.branches(workspace.session, issued)
    assert chain.fields == (one, other)
    assert documents.is_intact(documents.pdf_of(workspace.session, issued), issued)
    assert not documents.is_intact(b"x" + base, issued)
    assert workspace.check() == []
    with pytest.raises(PeaError, match=r"^Esta celda ya está firmada\.$"):
        sign(workspace, issued, one)
    with pytest.raises(PeaError, match=r"^Mtra\. Coordinadora Uno no firma con e\.firma"):
        sign(workspace, issued, third)


@pytest.mark.parametrize("wrong", [lambda pdf: b"x" + pdf, lambda pdf: pdf, lambda pdf: pdf[:-1]])
def test_bytes_that_do_not_continue_those_here_are_refused(workspace, issued, wrong):
    one, *_others = cells(issued)
    pdf = wrong(documents.pdf_of(workspace.session, issued))
    with (
        pytest.raises(PeaError, match=r"^Esta versión ya se firmó en otro equipo\."),
        workspace.edit("Firmar") as session,
    ):
        documents.add_revision(session, issued, pdf, one)
    assert states(workspace, issued)[0] == SignatureState.PENDING


def test_a_signature_is_never_taken_back(workspace, issued):
    sign(workspace, issued, cells(issued)[0])
    with pytest.raises(FrozenError, match=r"^Una firma electrónica no se quita"):
        workspace.undo()
    with pytest.raises(FrozenError), workspace.edit("Quitar") as session:
        session.delete(documents.revisions(session, issued.id)[0])


def test_two_laptops_that_sign_at_once_make_two_branches(
    workspace, issued, second_laptop, exchange
):
    exchange(workspace, second_laptop)
    pdf = documents.pdf_of(workspace.session, issued)
    with second_laptop.edit("Recibir PDF") as session:
        attachments.put(session, pdf, "minuta.pdf")
    (there,) = documents.all_documents(second_laptop.session)
    one, other, _third = cells(issued)
    sign(workspace, issued, one)
    mine = documents.pdf_of(workspace.session, issued)
    sign(second_laptop, there, other)
    theirs = documents.pdf_of(second_laptop.session, there)
    exchange(second_laptop, workspace)
    chains = documents.branches(workspace.session, issued)
    assert sorted(chain.fields for chain in chains) == sorted([(one,), (other,)])
    assert [chain.sha256 for chain in chains] == sorted(chain.sha256 for chain in chains)
    # Both are here whole, and every laptop shows the same one of them.
    principal = min(mine, theirs, key=lambda pdf: hashlib.sha256(pdf).hexdigest())
    assert [chain.is_here for chain in chains] == [True, True]
    assert documents.pdf_of(workspace.session, issued) == principal
    (told,) = [
        finding
        for finding in documents.problems(workspace.session)
        if finding.code == "documento_bifurcado"
    ]
    assert "se firmó a la vez en dos equipos: hay 2 ejemplares" in told.sentence
    exchange(workspace, second_laptop)
    assert documents.pdf_of(second_laptop.session, there) == principal
    assert workspace.conflicts() == []


def test_ten_people_sign_one_minute(workspace, clock):
    people = [
        {"name": f"Asistente {n}", "office": "Cargo", "signature_mode": "efirma"} for n in range(10)
    ]
    minute = record(workspace, attendees=people, coordinators=[])
    row = documents.issue(workspace, minute.id, drawn)
    for field in reversed(cells(row)):
        sign(workspace, row, field)
    assert minute.state == MinuteState.SIGNED
    (chain,) = documents.branches(workspace.session, row)
    assert len(chain.fields) == 10
    assert workspace.check() == []


def test_scans_are_tied_once_with_who_and_when(workspace, issued):
    for _time in range(2):
        with workspace.edit("Adjuntar copia") as session:
            scan = documents.attach_scan(
                workspace, session, issued, "firmada.pdf", b"%PDF-copia", pages=3,
                kept_at="Archivo de la Dirección",
            )  # fmt: skip
    assert documents.scans(workspace.session, issued.id) == [scan]
    assert (scan.mime, scan.size, scan.by) == ("application/pdf", 10, "Persona de laptop-1")
    assert attachments.get(workspace.session, scan.sha256) == b"%PDF-copia"
    assert documents.is_intact(documents.pdf_of(workspace.session, issued), issued)
    with pytest.raises(PeaError, match=r"^«copia\.txt» no es un PDF ni una imagen"):
        documents.attach_scan(workspace, workspace.session, issued, "copia.txt", b"hola")


def test_who_chose_ink_and_drew_nothing_has_not_signed(workspace):
    minute = record(workspace)
    with workspace.edit("Modos"):
        minutes.attendances(workspace.session, minute.meeting_id)[
            0
        ].signature_mode = SignatureMode.INK
    row = documents.issue(workspace, minute.id, drawn)
    assert documents.cells_of(row)[0].mode == SignatureMode.PAPER
    assert states(workspace, row)[0] is SignatureState.PENDING
