import pytest

from pea_desktop import areas
from pea_desktop.areas import documents, institutions, minutes
from pea_desktop.areas.documents import DeviceLetter, DocumentKind
from pea_desktop.areas.minutes import MinuteState
from pea_desktop.core.errors import PeaError
from pea_desktop.files import package
from tests.areas.minute_rows import drawn, record


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Let every document be of 2023."""


def issue(workspace, **changes):
    return documents.issue(workspace, record(workspace, **changes).id, drawn)


def test_numbers_follow_and_a_cancelled_one_is_not_given_again(workspace):
    first = issue(workspace)
    with workspace.edit("Cancelar") as session:
        minute = minutes.minute(session, first.minute_id)
        minutes.set_state(minute, MinuteState.CANCELLED, "Se repitió la mesa.")
    assert [issue(workspace).folio, issue(workspace, institution="SFA").folio] == [
        "SECOEM-MIN-2023-A02",
        "SFA-MIN-2023-A01",
    ]
    assert issue(workspace, template="sesion").folio == "SECOEM-ACT-2023-A01"


def test_two_laptops_give_folios_of_their_own_letters(workspace, second_laptop, exchange):
    one = issue(workspace)
    exchange(workspace, second_laptop)
    other = issue(second_laptop)
    assert (one.folio, other.folio) == ("SECOEM-MIN-2023-A01", "SECOEM-MIN-2023-B01")
    exchange(second_laptop, workspace)
    assert documents.clashes(workspace.session) == []
    assert issue(workspace).folio == "SECOEM-MIN-2023-A02"


@pytest.fixture
def third_laptop(workspace, tmp_path, make_device):
    """The same expediente on a laptop that has not met the second one."""
    sent, path = tmp_path / "tercero.peapkg", tmp_path / "laptop-3" / "expediente.pea"
    path.parent.mkdir()
    package.export(workspace, sent)
    made, _received = package.receive_new(path, sent, areas.SCHEMA, make_device("laptop-3"))
    with made:
        yield made


def test_two_laptops_that_know_each_other_never_take_one_letter(workspace, second_laptop, exchange):
    # The second one knows who made the expediente, though that one issued nothing yet.
    assert issue(second_laptop).folio == "SECOEM-MIN-2023-B01"
    assert issue(workspace).folio == "SECOEM-MIN-2023-A01"
    exchange(second_laptop, workspace)
    assert documents.clashes(workspace.session) == []
    assert issue(workspace).folio == "SECOEM-MIN-2023-A02"


def test_a_clash_found_after_receiving_is_shown_and_put_right(
    workspace, second_laptop, third_laptop, exchange
):
    # Both have met the first one only, and take the letter after its own.
    workspace, second_laptop = second_laptop, third_laptop
    one, other = issue(workspace), issue(second_laptop)
    assert one.folio == other.folio == "SECOEM-MIN-2023-B01"
    exchange(second_laptop, workspace)
    session = workspace.session
    (clash,) = documents.clashes(session)
    assert (clash.folio, set(clash.document_ids)) == ("SECOEM-MIN-2023-B01", {one.id, other.id})
    told = {finding.code: finding.sentence for finding in documents.problems(session)}
    assert told["folio_repetido"].startswith(
        "El folio SECOEM-MIN-2023-B01 lo tienen 2 documentos, de los equipos "
    )
    assert "letra_repetida" in told
    there = documents.document(session, other.id)
    with workspace.edit("Dar otro folio") as session:
        with pytest.raises(PeaError, match=r"^Escriba el motivo"):
            documents.renumber(session, workspace.device, there, 2023, " ")
        documents.renumber(session, workspace.device, there, 2023, "Folio repetido.")
    assert documents.clashes(session) == []
    assert documents.aliases(session, other.id) == ["SECOEM-MIN-2023-B01"]
    assert documents.snapshot_of(there).folio == "SECOEM-MIN-2023-B01"
    assert documents.find(session, there.folio) is there
    assert documents.find(session, "SECOEM-MIN-2023-B01").id == one.id
    row = minutes.agreements(session, there.minute_id)[0]
    assert row.folio == f"{there.folio}/A01"
    assert documents.since_issued(session, there).is_same
    exchange(workspace, second_laptop)
    assert documents.clashes(second_laptop.session) == []
    letters = {documents.letter_of(w.session, w.device) for w in (workspace, second_laptop)}
    assert len(letters) == 2


def test_one_minute_issued_on_two_laptops_is_told(workspace, second_laptop, exchange):
    minute = record(workspace)
    exchange(workspace, second_laptop)
    for laptop in (workspace, second_laptop):
        documents.issue(laptop, minute.id, drawn)
    exchange(second_laptop, workspace)
    codes = [finding.code for finding in documents.problems(workspace.session)]
    assert "emitida_dos_veces" in codes
    assert workspace.check() == []


def test_a_letter_is_chosen_unless_another_laptop_has_it(workspace, second_laptop, exchange):
    with workspace.edit("Letra") as session:
        documents.set_letter(session, workspace.device, "m")
    assert issue(workspace).folio == "SECOEM-MIN-2023-M01"
    exchange(workspace, second_laptop)
    with pytest.raises(PeaError, match=r"^La letra M ya es del equipo «laptop-1»; elija otra\.$"):
        documents.set_letter(second_laptop.session, second_laptop.device, "M")
    with pytest.raises(PeaError, match=r"^La letra del equipo va de A a Z: «7»\.$"):
        documents.set_letter(workspace.session, workspace.device, "7")


def test_there_are_letters_for_more_laptops_than_the_alphabet(workspace):
    with workspace.edit("Equipos") as session:
        for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
            session.add(DeviceLetter(origin=f"{number:02}", letter=letter))
    assert documents.letter_of(workspace.session, workspace.device) == "AA"


def test_an_institution_has_a_pattern_of_its_own(workspace):
    with workspace.edit("Patrón") as session:
        secoem = institutions.find_or_create(session, "SECOEM")
        documents.set_pattern(session, None, "{TIPO}/{LETRA}-{NN}", "SESEA")
        documents.set_pattern(session, secoem.id, "{ORG}/{AAAA}/{LETRA}/{NN}", "SESEA DRPP")
    assert issue(workspace).folio == "SESEADRPP/2023/A/01"
    assert issue(workspace).folio == "SESEADRPP/2023/A/02"
    assert issue(workspace, institution="SFA").folio == "MIN/A-01"


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{ORG}-{NN}", "Al patrón le falta {LETRA}"),
        ("{ORG}-{LETRA}", "Al patrón le falta {NN}"),
        ("{ORG}-{LETRA}{NN}-{MES}", "«{MES}» no se conoce en un folio: los campos son {ORG}, "),
    ],
)
def test_says_what_is_wrong_with_a_pattern(workspace, pattern, said):
    with pytest.raises(PeaError) as raised:
        documents.set_pattern(workspace.session, None, pattern)
    assert str(raised.value).startswith(said)


def test_a_document_is_found_by_folio_id_or_the_beginning_of_its_hash(workspace):
    row = issue(workspace)
    for name in (row.folio.lower(), row.id, row.minute_id, row.sha256[:8], row.sha256):
        assert documents.find(workspace.session, name) is row
    # An acuerdo of it, and a sheet signed apart.
    for name in (f"{row.folio}/A02", f"{row.folio.lower()}/hf-0a1b2c"):
        assert documents.find(workspace.session, name) is row
    for name in (row.sha256[:7], "", "SECOEM-MIN-2023-A02", "/A01", f"{row.folio}/X"):
        assert documents.find(workspace.session, name) is None


def test_the_kinds_of_documents_have_codes_in_folios(workspace):
    codes = [
        documents.next_folio(workspace.session, workspace.device, None, kind, 2023)
        for kind in DocumentKind
    ]
    assert codes == ["PEA-MIN-2023-A01", "PEA-ACT-2023-A01", "PEA-FE-2023-A01", "PEA-ADE-2023-A01"]
