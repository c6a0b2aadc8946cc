"""The whole corpus against an expediente: the desk calls each file not intact, and why."""

import random
from datetime import timedelta

import pytest

from pea_desktop.areas import documents
from pea_desktop.areas.documents import IssuedDocument
from pea_desktop.areas.minutes import SignatureMode
from pea_desktop.core import attachments
from pea_desktop.signing import desk, roots
from pea_desktop.signing.chain import Relation
from pea_desktop.signing.verifier import Verdict
from tests.signing import forger
from tests.signing.attacks import ATTACKS
from tests.signing.conftest import Lab
from tests.signing.expediente import plain

LABELS = sorted(ATTACKS)


@pytest.fixture(scope="module")
def kept(lab, tmp_path_factory):
    """Return the laboratory and the expediente that issued its minute, open once for all."""
    from pea_desktop import areas
    from pea_desktop.core.device import Device
    from pea_desktop.core.workspace import Workspace

    folder = tmp_path_factory.mktemp("registro")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEA_HOME", str(folder / "casa"))
        patch.setenv(roots.LABORATORY_ALLOWED, "1")
        device = Device.load(author="Persona Uno", device="laptop-1")
        with Workspace.create(folder / "e.pea", areas.SCHEMA, device) as workspace:
            mine, row = plain(lab, workspace)
            desk.receive_pdf(workspace, mine.signed(0, 1, 2), "m.pdf", roots=lab.roots, now=lab.now)
            yield mine, workspace, row


def check(mine: Lab, workspace, data):
    return desk.verify_file(data, workspace, roots=mine.roots, now=mine.now)


@pytest.mark.parametrize("label", [one for one in LABELS if not one.startswith("46")])
def test_the_registry_catches_every_attack(kept, label):
    mine, workspace, row = kept
    found = check(mine, workspace, ATTACKS[label].make(mine))
    codes = [reason.code.rstrip("b") for reason in found.reasons]
    assert not found.is_intact
    assert set(codes) & set(ATTACKS[label].codes), (found.verdict, codes)
    assert all(reason.text.endswith(".") for reason in found.reasons)
    # Whatever was done to it, it is known which document it was.
    assert (found.document_id, found.folio) == (row.id, row.folio)


@pytest.mark.parametrize(
    ("label", "code", "verdict"),
    [
        ("13 last signature removed", "F-15", Verdict.OLDER),
        ("23 another person's cell", "V-19", Verdict.ALTERED),
        ("31 other content, validly signed", "F-16", Verdict.ALTERED),
    ],
)
def test_what_only_the_registry_can_know(kept, label, code, verdict):
    mine, workspace, _row = kept
    found = check(mine, workspace, ATTACKS[label].make(mine))
    assert (found.verdict, found.reasons[0].code.rstrip("b")) == (verdict, code)
    alone = desk.verify_file(ATTACKS[label].make(mine), roots=mine.roots, now=mine.now)
    assert alone.is_intact


def test_a_rollback_says_how_many_signatures_are_missing(kept):
    mine, workspace, _row = kept
    one = check(mine, workspace, mine.signed(0, 1))
    assert [reason.text for reason in one.reasons] == [
        "Este archivo es una versión anterior: le falta una firma que este equipo ya tiene."
    ]
    two = check(mine, workspace, mine.signed(0))
    assert [reason.text for reason in two.reasons] == [
        "Este archivo es una versión anterior: le faltan 2 firmas que este equipo ya tiene."
    ]
    none = check(mine, workspace, mine.issued.pdf)
    assert (none.verdict, none.is_intact, none.relation) == (
        Verdict.OLDER,
        False,
        Relation.BEHIND,
    )


def test_a_cell_that_the_roster_signs_on_paper_does_not_count(lab, workspace):
    from pea_desktop.areas import minutes
    from tests.signing.expediente import draft

    minute = draft(workspace, lab.people)
    mine, _row = plain(lab, workspace)
    with workspace.edit("Papel") as session:
        person = minutes.attendances(session, minute.meeting_id)[2]
        person.signature_mode = SignatureMode.PAPER
    row: IssuedDocument = documents.issue(
        workspace, minute.id, lambda snapshot: drawn_for_all(mine, snapshot)
    )
    told = desk.known(workspace.session, row).issued
    other = Lab(lab.folder, lab.authority, lab.people, told, lab.roots)
    found = check(mine, workspace, sign_all(other, row))
    assert [reason.code for reason in found.reasons] == ["V-08"]


def drawn_for_all(mine, snapshot):
    """Give everybody a field, whatever the roster says."""
    from dataclasses import replace

    from pea_desktop.signing.assembly import issue
    from tests.signing.conftest import cells, pages

    places = [
        replace(cell, name=person.cell)
        for cell, person in zip(cells(mine.people), snapshot.people, strict=True)
    ]
    return documents.Rendered(issue(pages(), places, title="Otra"), places)


def sign_all(lab, row):
    pdf = lab.issued.pdf
    for number, cell in enumerate(documents.cells_of(row)):
        pdf = lab.sign(pdf, number, cell=cell.name)
    return pdf


def test_an_honest_document_is_recognized(kept):
    mine, workspace, _row = kept
    found = check(mine, workspace, mine.signed(0, 1, 2))
    assert (found.verdict, found.relation, found.is_intact) == (
        Verdict.KNOWN,
        Relation.EQUAL,
        True,
    )
    assert found.reasons == ()


@pytest.mark.parametrize("who", [(2, 0), (1, 2, 0)])
def test_an_honest_branch_is_intact_and_told_to_be_one(kept, who):
    mine, workspace, _row = kept
    found = check(mine, workspace, mine.signed(*who))
    assert (found.verdict, found.relation) == (Verdict.KNOWN, Relation.FORKED)
    assert [warning.code for warning in found.verification.warnings][-1] == "F-14"


def test_bytes_flipped_at_random_are_never_intact(kept):
    mine, workspace, _row = kept
    pdf, dice = mine.signed(0, 1, 2), random.Random(20230419)
    for _time in range(60):
        place, bit = dice.randrange(len(pdf)), 1 << dice.randrange(8)
        found = check(mine, workspace, forger.flip(pdf, place, bit))
        assert not found.is_intact, (place, bit)
        assert found.reasons, (place, bit)


def test_the_file_of_another_expediente_is_nobodys_here(kept, lab):
    mine, workspace, _row = kept
    found = check(mine, workspace, lab.signed(0, 1))
    assert found.document_id == ""
    assert found.verdict is Verdict.KNOWN
    assert "Este equipo no tiene el documento emitido" in found.signatures[0].content


def test_what_is_no_pdf_cannot_be_read(kept):
    mine, workspace, _row = kept
    for data in (b"", b"hola", b"%PDF-1.7\n", b"PK\3\4" + bytes(500)):
        found = check(mine, workspace, data)
        assert (found.verdict, found.is_intact) == (Verdict.UNREADABLE, False)
        assert found.document_id == ""


def test_nothing_is_kept_by_looking(kept):
    mine, workspace, _row = kept
    before = attachments.stored(workspace.session)
    for label in LABELS[:5]:
        check(mine, workspace, ATTACKS[label].make(mine))
    assert attachments.stored(workspace.session) == before


def test_later_the_certificate_has_expired_and_the_document_is_still_whole(kept):
    mine, workspace, _row = kept
    later = mine.now + timedelta(days=900)
    found = desk.verify_file(mine.signed(0, 1, 2), workspace, roots=mine.roots, now=later)
    assert found.verdict is Verdict.KNOWN
    assert "ya venció" in found.signatures[0].date
