"""Issuing, signing and keeping through the desk: one transaction, or nothing at all."""

import json
from datetime import timedelta

import pytest

from pea_desktop.areas import documents, minutes
from pea_desktop.areas.documents import SignatureState
from pea_desktop.areas.minutes import MinuteState
from pea_desktop.core import attachments
from pea_desktop.core.errors import PeaError
from pea_desktop.signing import SignatureError, desk, roots, sat, signer
from pea_desktop.signing.chain import Relation
from pea_desktop.signing.verifier import Verdict
from tests.signing import pki
from tests.signing.expediente import draft, issued, names, plain


@pytest.fixture
def row(lab, workspace):
    """Issue a minute that the three people of the laboratory sign."""
    roots.keep(lab.roots)
    return issued(workspace, lab.people)


def sign(lab, workspace, row, number, **how):
    person = how.pop("person", None) or lab.people[number]
    return desk.sign(
        workspace,
        how.pop("document", row),
        how.pop("cell", names(row)[number]),
        how.pop("cer", person.cer),
        how.pop("key", person.key),
        how.pop("password", person.password),
        **{"now": lab.now + timedelta(minutes=number), **how},
    )


def refused(*arguments, **how):
    with pytest.raises(SignatureError) as caught:
        sign(*arguments, **how)
    return caught.value


def states(workspace, row):
    return [str(one.state) for one in documents.signature_rows(workspace.session, row)]


def everything(workspace):
    """Return all that could have changed."""
    db = workspace.session.connection().connection.driver_connection
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    return {name: db.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2').fetchall() for name in tables
            if not name.startswith("sqlite_")}  # fmt: skip


def test_signs_in_another_process_and_keeps_it_in_one_step(lab, workspace, row):
    base = documents.pdf_of(workspace.session, row)
    password = lab.people[1].password
    revision = sign(lab, workspace, row, 1, document=row.folio, password=password)
    assert password == bytearray(len(password))
    assert (revision.before, revision.field) == (row.sha256, names(row)[1])
    assert revision.serial == "00001000000500000002"
    assert revision.claimed == "2026-03-10T18:31:00+00:00"
    assert documents.pdf_of(workspace.session, row).startswith(base)
    assert states(workspace, row) == ["pendiente", "e_firma", "pendiente"]
    assert minutes.minute(workspace.session, row.minute_id).state == MinuteState.PARTLY_SIGNED
    assert workspace.history()[0].label == f"Firmar {row.folio} con e.firma"
    assert list(attachments.stored(workspace.session)) == [revision.sha256]
    found = desk.verify_folio(workspace, row.folio, now=lab.now)
    assert (found.verdict, found.relation) == (Verdict.KNOWN, Relation.EQUAL)
    assert found.cells[found.signatures[0].cell] == "Luis Muñoz De Lab"
    assert workspace.check() == []


def test_three_people_sign_in_any_order(lab, workspace, row, at_once):
    for number in (2, 0, 1):
        sign(lab, workspace, row, number)
    assert states(workspace, row) == ["e_firma"] * 3
    assert minutes.minute(workspace.session, row.minute_id).state == MinuteState.SIGNED
    found = desk.verify_folio(workspace, row, now=lab.now)
    assert [one.name for one in found.signatures] == [
        "EVA GÜEMES PRUEBA",
        "ANA PRUEBA ÑÁÑEZ",
        "LUIS MUÑOZ DE LAB",
    ]
    # Whose clock goes back more than ten minutes is told, and nothing more.
    assert (found.verdict, found.verification.warnings) == (Verdict.KNOWN, ())


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"cell": "asist_77_00000000"}, "F-21"),
        ({"number": 0, "cer": "key"}, "F-01"),
        ({"number": 0, "key": "cer"}, "F-02"),
        ({"number": 0, "password": bytearray(b"otra")}, "F-03"),
        ({"number": 0, "password": bytearray()}, "F-04"),
        ({"number": 0, "key": "other"}, "F-05"),
        ({"number": 0, "person": {"kind": "csd"}}, "F-06"),
        ({"number": 0, "person": {"kind": "other"}}, "F-07"),
        ({"number": 0, "person": {"rfc": "PUE200101AB1 / PULA800103AB3"}}, "F-08"),
        ({"number": 0, "now": timedelta(days=900)}, "F-09"),
        ({"number": 0, "now": timedelta(days=-900)}, "F-10"),
        ({"number": 0, "person": 1}, "F-11"),
        ({"number": 0, "person": {"key": pki.rsa_key(7, 1024)}}, "F-12"),
        ({"number": 1}, "F-13"),
        ({"number": 0, "ink": [[(0.5, 1.5, 0.5), (0.5, 0.5, 0.5)]]}, "F-24"),
    ],
)
def test_what_is_refused_leaves_no_trace(lab, workspace, row, at_once, how, code):
    sign(lab, workspace, row, 1)
    before = everything(workspace)
    how = dict(how)
    number = how.pop("number", 0)
    person = how.get("person", lab.people[number])
    if isinstance(person, dict):
        how["person"] = lab.person(**person)
    elif isinstance(person, int):
        how["person"] = lab.people[person]
    files = {"key": lab.people[0].key, "cer": lab.people[0].cer, "other": lab.people[1].key}
    for name in ("cer", "key"):
        if how.get(name) in files:
            how[name] = files[how[name]]
    if isinstance(how.get("now"), timedelta):
        how["now"] = lab.now + how["now"]
    error = refused(lab, workspace, row, number, **how)
    assert error.code == code
    assert str(error).endswith(".")
    assert everything(workspace) == before
    assert documents.pdf_of(workspace.session, row)[-6:] == b"%%EOF\n"


def test_a_person_of_paper_has_no_cell_for_the_efirma(lab, workspace):
    minute = draft(workspace, lab.people)
    with workspace.edit("Papel") as session:
        minutes.attendances(session, minute.meeting_id)[0].signature_mode = "papel"
    row = desk.issue_minute(workspace, minute.id)
    field = documents.cells_of(row)[0].name
    error = refused(lab, workspace, row, 0, cell=field)
    assert (error.code, str(error)) == (
        "F-21",
        "Ana Prueba Ñáñez no firma con e.firma en este documento.",
    )


def test_a_person_without_rfc_is_confirmed_by_name_and_the_answer_is_kept(lab, workspace, at_once):
    row = issued(workspace, lab.people, with_rfc=False)
    error = refused(lab, workspace, row, 0, person=lab.people[1])
    assert error.code == "F-26"
    assert str(error) == (
        "La celda es de «Ana Prueba Ñáñez» y el certificado es de «LUIS MUÑOZ DE LAB»; confirme "
        "que es la misma persona para firmar."
    )
    asked = []

    def answer(person, name):
        asked.append((person, name))
        return len(asked) > 1

    assert refused(lab, workspace, row, 0, confirm_name=answer).code == "F-26"
    sign(lab, workspace, row, 0, person=lab.people[1], confirm_name=answer)
    assert asked[1] == ("Ana Prueba Ñáñez", "LUIS MUÑOZ DE LAB")
    note = documents.signature_rows(workspace.session, row)[0].note
    assert note == (
        "Al firmar se confirmó que «LUIS MUÑOZ DE LAB», del certificado, es la persona de esta "
        "celda."
    )
    sign(lab, workspace, row, 2, confirm_name=True)
    assert documents.signature_rows(workspace.session, row)[2].note == ""


def test_a_password_is_wiped_whatever_happens(lab, workspace, row):
    for how in ({}, {"cell": "asist_77_00000000"}, {"document": "NO-HAY"}):
        password = bytearray(b"una clave")
        with pytest.raises(PeaError):
            sign(lab, workspace, row, 0, password=password, **how)
        assert password == bytearray(9)


def test_after_five_wrong_passwords_answers_come_later(lab, workspace, row, monkeypatch):
    def wrong(_order, password):
        raise SignatureError("F-03")

    monkeypatch.setattr(signer, "_in_child", wrong)
    attempts, slept = desk.Attempts(), []
    act = desk.prepare(
        workspace, row, names(row)[0], lab.people[0].cer, lab.people[0].key, now=lab.now
    )
    for _time in range(9):
        with pytest.raises(SignatureError):
            desk.make(act, bytearray(b"no"), attempts=attempts, sleep=slept.append)
    assert slept == [1, 2, 4, 4]
    monkeypatch.setattr(signer, "_in_child", in_this_process)
    desk.make(act, lab.people[0].password, attempts=attempts, sleep=slept.append)
    assert (attempts.wrong, attempts.pause) == (0, 0)


def in_this_process(order, password):
    from pea_desktop.signing import child

    return child.sign(order, password)


def test_who_is_overtaken_while_signing_is_told_to_sign_again(lab, workspace, row, at_once):
    one, other = names(row)[:2]
    person = lab.people[0]
    act = desk.prepare(workspace, row, one, person.cer, person.key, now=lab.now)
    made = desk.make(act, person.password)
    sign(lab, workspace, row, 1, cell=other)
    before = everything(workspace)
    with pytest.raises(SignatureError) as caught:
        desk.store(workspace, act, made)
    assert caught.value.code == "F-14"
    assert everything(workspace) == before


def test_shows_a_certificate_before_the_password_is_asked_for(lab, workspace, row):
    shown = desk.read_certificate(lab.people[0].cer, now=lab.now, expected_rfc="PULA800101AB1")
    assert (shown.name, shown.masked_rfc) == ("ANA PRUEBA ÑÁÑEZ", "PULA••••••AB1")
    assert (shown.serial, shown.kind) == ("00001000000500000001", sat.Kind.PERSON)
    assert (shown.can_sign, shown.code, shown.fault) == (True, "", "")
    assert shown.not_after.date().isoformat() == "2028-01-01"
    seal = desk.read_certificate(lab.person(kind="csd").cer, now=lab.now)
    assert (seal.can_sign, seal.code) == (False, "F-06")
    other = desk.read_certificate(lab.people[0].cer, now=lab.now, expected_rfc="XAXX010101000")
    assert other.fault == "El RFC del certificado no es el registrado para esta celda."
    for path in (lab.people[0].key, lab.folder, lab.folder / "no hay.cer"):
        with pytest.raises(SignatureError) as caught:
            desk.read_certificate(path)
        assert caught.value.code == "F-01"
    assert "PULA800101" not in repr(shown)
    assert "HMNXXX" not in repr(shown)


def test_the_signed_document_says_no_more_of_a_person_than_its_certificate(lab, workspace, row):
    revision = sign(lab, workspace, row, 0)
    told = json.dumps(
        [revision.field, revision.certificate, revision.serial, revision.claimed, revision.sha256]
    )
    assert "PULA800101" not in told
    labels = [step.label for step in workspace.history()]
    assert not any("PULA" in label for label in labels)


def test_lists_what_each_cell_waits_for(lab, workspace, row, at_once):
    sign(lab, workspace, row, 0)
    with workspace.edit("Ausente") as session:
        documents.mark(session, row, names(row)[1], SignatureState.ABSENT)
    assert states(workspace, row) == ["e_firma", "ausente", "pendiente"]
    # Who was marked absent may still come and sign.
    sign(lab, workspace, row, 1)
    assert states(workspace, row) == ["e_firma", "e_firma", "pendiente"]


def test_ten_people_sign_one_minute_of_an_expediente(lab, workspace, tmp_path, at_once):
    people = [
        pki.person(
            tmp_path, lab.authority, name=f"PERSONA {n} ÑÚ", rfc=f"PULA8001{n:02}AB1", number=n
        )
        for n in range(1, 11)
    ]
    roots.keep(lab.roots)
    row = issued(workspace, people)
    for number in (3, 0, 9, 1, 2, 8, 7, 4, 6, 5):
        sign(lab, workspace, row, number, person=people[number], now=lab.now)
    assert minutes.minute(workspace.session, row.minute_id).state == MinuteState.SIGNED
    found = desk.verify_folio(workspace, row.folio, now=lab.now)
    assert (found.verdict, len(found.signatures)) == (Verdict.KNOWN, 10)
    (chain,) = documents.branches(workspace.session, row)
    assert len(chain.fields) == 10
    assert len(attachments.stored(workspace.session)) == 1
    assert workspace.check() == []


def test_a_document_as_issued_is_intact_though_nobody_signed(lab, workspace, row):
    data = documents.pdf_of(workspace.session, row)
    found = desk.verify_file(data, workspace, now=lab.now)
    assert (found.verdict, found.is_intact) == (Verdict.UNSIGNED, True)
    assert (found.is_issued_unsigned, found.folio) == (True, row.folio)
    alone = desk.verify_file(data, now=lab.now)
    assert (alone.verdict, alone.is_intact) == (Verdict.UNSIGNED, False)


def test_the_laboratory_is_refused_by_the_installed_program(lab, monkeypatch):
    monkeypatch.setattr("sys.frozen", True, raising=False)
    with pytest.raises(desk.AuthorityError) as caught:
        roots.read(lab.authority.der)
    assert caught.value.code == "A-03"


def test_the_plain_minute_of_the_corpus_is_one_of_the_expediente(lab, workspace):
    mine, row = plain(lab, workspace)
    found = desk.verify_file(mine.signed(0, 1), workspace, roots=lab.roots, now=lab.now)
    assert (found.verdict, found.document_id) == (Verdict.KNOWN, row.id)
    assert found.relation is Relation.AHEAD
