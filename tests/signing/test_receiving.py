"""Signed PDFs that come from elsewhere: kept, refused, or both branches of a fork."""

import hashlib
from dataclasses import replace

import pytest

from pea_desktop.areas import documents
from pea_desktop.core import attachments
from pea_desktop.core.base import natural_id
from pea_desktop.core.errors import PeaError
from pea_desktop.files import package
from pea_desktop.signing import SignatureError, chain, desk, roots
from pea_desktop.signing.chain import Relation
from pea_desktop.signing.verifier import Verdict
from tests.signing import forger, pki
from tests.signing.expediente import names, plain


@pytest.fixture
def known(lab, workspace):
    """Return the laboratory around the plain minute of an expediente, and its row."""
    roots.keep(lab.roots)
    return plain(lab, workspace)


def receive(mine, workspace, data, name="firmada.pdf"):
    return desk.receive_pdf(workspace, data, name, now=mine.now)


def stored(workspace):
    return set(attachments.stored(workspace.session))


def sha(data):
    return hashlib.sha256(data).hexdigest()


def test_what_goes_further_takes_the_place_of_the_copy_here(known, workspace):
    mine, row = known
    told = receive(mine, workspace, mine.signed(0, 2))
    assert (told.relation, told.is_kept) == (Relation.AHEAD, True)
    assert told.added == (names(row)[0], names(row)[2])
    assert told.sentence == f"«{row.folio}» se recibió con 2 firmas nuevas."
    assert stored(workspace) == {sha(mine.signed(0, 2))}
    revisions = documents.revisions(workspace.session, row.id)
    assert [one.sha256 for one in revisions] == [sha(mine.signed(0)), sha(mine.signed(0, 2))]
    assert [one.serial for one in revisions] == ["00001000000500000001", "00001000000500000003"]
    assert workspace.check() == []
    # What was signed here continues it.
    again = receive(mine, workspace, mine.signed(0, 2, 1))
    assert again.sentence == f"«{row.folio}» se recibió con 1 firma nueva."
    assert stored(workspace) == {sha(mine.signed(0, 2, 1))}


def test_the_same_and_the_older_change_nothing(known, workspace):
    mine, row = known
    receive(mine, workspace, mine.signed(0, 1))
    steps = len(workspace.history())
    same = receive(mine, workspace, mine.signed(0, 1))
    assert (same.relation, same.is_kept, same.added) == (Relation.EQUAL, False, ())
    assert same.sentence == (
        f"«{row.folio}»: este equipo ya tiene ese archivo, con las mismas firmas."
    )
    for older, sentence in (
        (mine.signed(0), "le falta una firma que este equipo ya tiene."),
        (mine.issued.pdf, "le faltan 2 firmas que este equipo ya tiene."),
    ):
        told = receive(mine, workspace, older)
        assert (told.relation, told.is_kept) == (Relation.BEHIND, False)
        assert told.sentence == f"Este archivo es una versión anterior: {sentence}"
    assert len(workspace.history()) == steps


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda mine: forger.flip(mine.signed(0, 1), 3000), "F-16"),
        (lambda mine: forger.rewritten(mine.signed(0, 1)), "F-17"),
        (lambda mine: mine.signed(0, 1) + b"\n", None),
        (lambda mine: mine.signed(0, 1)[:-9], None),
    ],
)
def test_what_is_spoiled_is_refused_and_nothing_changes(known, workspace, spoil, code):
    mine, _row = known
    before, steps = stored(workspace), len(workspace.history())
    with pytest.raises(PeaError) as caught:
        receive(mine, workspace, spoil(mine))
    assert getattr(caught.value, "code", None) == code
    assert str(caught.value).endswith(".")
    assert (stored(workspace), len(workspace.history())) == (before, steps)


def test_a_signature_of_the_wrong_person_or_an_unknown_authority_is_refused(known, workspace):
    mine, row = known
    other = mine.sign(mine.issued.pdf, 0, person=mine.people[1], expected_rfc=None)
    with pytest.raises(PeaError) as caught:
        receive(mine, workspace, other, "ajena.pdf")
    assert str(caught.value) == (
        "«ajena.pdf» no se recibió: La celda la firmó otra persona: el RFC no es el registrado."
    )
    stranger = mine.person(issuer=pki.authority("OTRA AC", 3), number=4)
    unknown = forger.forge(mine.issued.pdf, names(row)[0], stranger)
    with pytest.raises(PeaError, match="no corresponde a las autoridades importadas"):
        receive(mine, workspace, unknown)
    assert stored(workspace) == {row.sha256}


def test_the_pdf_of_another_expediente_is_told_to_be_one(known, workspace, lab):
    mine, _row = known
    with pytest.raises(PeaError) as caught:
        receive(mine, workspace, lab.signed(0), "otra.pdf")
    assert str(caught.value) == "«otra.pdf» no es ningún documento emitido en este expediente."


@pytest.mark.parametrize("mine_first", [True, False])
def test_both_branches_of_a_fork_are_kept_and_every_device_takes_the_same(
    known, workspace, second_laptop_of, mine_first
):
    mine, row = known
    other = second_laptop_of(workspace)
    branches = [mine.signed(0), mine.signed(1), mine.signed(2, 1)]
    for laptop, order in ((workspace, branches), (other, list(reversed(branches)))):
        told = [receive(mine, laptop, data) for data in order]
        assert [one.relation for one in told][1:] == [Relation.FORKED] * 2
        assert all(one.is_kept for one in told)
        there = documents.document(laptop.session, row.id)
        chosen = chain.principal(mine.issued.pdf, branches, names(row))
        assert chosen == mine.signed(2, 1)
        assert documents.pdf_of(laptop.session, there) == chosen
        assert documents.branches(laptop.session, there)[0].sha256 == sha(chosen)
        assert stored(laptop) == {sha(data) for data in branches}
        states = [str(s.state) for s in documents.signature_rows(laptop.session, there)]
        assert states == ["pendiente", "e_firma", "e_firma"]
        for data in branches:
            found = desk.verify_file(data, laptop, now=mine.now)
            assert found.verdict is Verdict.KNOWN
        told = [one.code for one in documents.problems(laptop.session)]
        assert told == ["documento_bifurcado"]
    # What one laptop keeps of it is what the other keeps: their rows meet.
    giver, taker = (workspace, other) if mine_first else (other, workspace)
    received = exchange(giver, taker)
    assert received.conflicts == 0
    assert len(documents.revisions(taker.session, row.id)) == 4


def exchange(giver, taker):
    path = giver.path.with_suffix(".peapkg")
    package.export(giver, path)
    return package.receive(taker, path)


@pytest.fixture
def second_laptop_of(tmp_path, make_device):
    """Return a function that makes the same expediente on another laptop."""
    from pea_desktop import areas
    from pea_desktop.core.workspace import Workspace

    opened = []

    def make(workspace):
        path = tmp_path / "laptop-2" / "expediente.pea"
        path.parent.mkdir()
        made = Workspace.create(
            path, areas.SCHEMA, make_device("laptop-2"), workspace_id=workspace.workspace_id
        )
        opened.append(made)
        exchange(workspace, made)
        return made

    yield make
    for workspace in opened:
        workspace.close()


@pytest.fixture
def tie(known):
    """Return two branches with as many signatures each, by their hash."""
    mine, _row = known
    return sorted([mine.signed(0, 1), mine.signed(1, 2)], key=sha)


def test_of_two_branches_alike_the_smaller_hash_counts(known, workspace, tie):
    mine, row = known
    for data in reversed(tie):
        receive(mine, workspace, data)
    assert documents.pdf_of(workspace.session, row) == tie[0]
    assert chain.principal(mine.issued.pdf, tie, names(row)) == tie[0]


def lay(workspace, row, data, field, before):
    """Write what a package of a dishonest colleague could bring: a row, and bytes of its hash."""
    with workspace.edit("Traer") as session:
        attachments.put(session, data, "x.pdf")
        session.add(
            documents.DocumentRevision(
                id=natural_id("document_revision", row.id, sha(data)),
                document_id=row.id,
                before=before,
                sha256=sha(data),
                length=len(data),
                field=field,
            )
        )


def test_bytes_that_are_not_what_their_row_says_are_taken_out(known, workspace):
    mine, row = known
    good = mine.signed(0)
    receive(mine, workspace, good)
    one, other, third = names(row)
    lay(workspace, row, good + b"\n% no es una firma", other, sha(good))
    forged = forger.forge(good, third, mine.person(kind="csd"))
    lay(workspace, row, forged, third, sha(good))
    lay(workspace, row, mine.signed(0, 1), third, sha(good))
    told = desk.settle(workspace, now=mine.now)
    assert len(told) == 3
    assert all(
        text.startswith(f"El PDF de «{row.folio}» que llegó no se guardó: ") for text in told
    )
    assert stored(workspace) == {sha(good)}
    # What was here before is still here and whole, though rows speak of more.
    assert documents.pdf_of(workspace.session, row) == good
    found = desk.verify_file(good, workspace, now=mine.now)
    assert found.signatures[0].cell == one


def test_bytes_that_hold_stay_and_what_they_continue_goes(known, workspace):
    mine, row = known
    receive(mine, workspace, mine.signed(0))
    lay(workspace, row, mine.signed(0, 1), names(row)[1], sha(mine.signed(0)))
    assert desk.settle(workspace, {sha(mine.signed(0, 1))}, now=mine.now) == []
    assert stored(workspace) == {sha(mine.signed(0, 1))}
    steps = len(workspace.history())
    assert desk.settle(workspace, now=mine.now) == []
    assert len(workspace.history()) == steps


def test_a_row_whose_bytes_have_not_come_keeps_others_from_making_a_fork(known, workspace):
    mine, row = known
    receive(mine, workspace, mine.signed(0))
    with workspace.edit("Traer") as session:
        session.add(
            documents.DocumentRevision(
                document_id=row.id,
                before=sha(mine.signed(0)),
                sha256=sha(mine.signed(0, 1)),
                length=len(mine.signed(0, 1)),
                field=names(row)[1],
            )
        )
    person = mine.people[2]
    with pytest.raises(SignatureError) as caught:
        desk.prepare(workspace, row, names(row)[2], person.cer, person.key, now=mine.now)
    assert caught.value.code == "F-14"
    found = desk.verify_folio(workspace, row, now=mine.now)
    assert (found.verdict, found.is_intact) == (Verdict.OLDER, False)
    assert receive(mine, workspace, mine.signed(0, 1)).relation is Relation.AHEAD
    desk.prepare(workspace, row, names(row)[2], person.cer, person.key, now=mine.now)


def test_a_laptop_without_the_bytes_gets_them_from_the_file(known, workspace):
    mine, row = known
    with workspace.edit("Perder") as session:
        attachments.drop(session, [row.sha256])
    with pytest.raises(PeaError, match=r"^Este equipo no tiene el PDF de"):
        desk.verify_folio(workspace, row)
    found = desk.verify_file(mine.signed(0), workspace, now=mine.now)
    assert (found.verdict, found.relation) == (Verdict.KNOWN, Relation.AHEAD)
    assert receive(mine, workspace, mine.issued.pdf).sentence == (
        f"Se recibió el PDF de «{row.folio}»."
    )
    assert receive(mine, workspace, mine.signed(0)).added == (names(row)[0],)


def test_the_answer_of_a_file_is_the_same_on_every_laptop(known, workspace):
    mine, _row = known
    steps = [desk.known(workspace.session, _row).issued]
    receive(mine, workspace, mine.signed(0))
    steps.append(desk.known(workspace.session, _row).issued)
    assert [one.latest for one in steps] == [mine.issued.pdf, mine.signed(0)]
    assert replace(steps[1], latest=steps[0].latest) == steps[0]
