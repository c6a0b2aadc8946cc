"""What two laptops do to one matrix, or one minute, before they exchange packages."""

from pathlib import Path

import pytest

from pea_desktop.areas import SCHEMA, catalog, institutions, matrix, minutes
from pea_desktop.core.errors import ConflictedError
from pea_desktop.files import package, xlsx

BOOK = Path(__file__).parents[1] / "data/matriz_secoem.xlsx"
MINUTE = {
    "table": "08",
    "phase": "1",
    "date": "2023-04-19",
    "institution": "SECOEM",
    "declared_lines": 0,
    "agreements": [],
    "attendees": [],
    "coordinators": [],
    "materials": [],
    "observations": "",
}


def import_book(workspace):
    plan = matrix.plan_import(workspace.session, xlsx.read(BOOK), "SECOEM")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)


@pytest.fixture
def laptops(workspace, make_device, tmp_path):
    full = tmp_path / "completo.peapkg"
    package.export(workspace, full)
    other, _received = package.receive_new(
        tmp_path / "otra.pea", full, SCHEMA, make_device("LAPTOP-02")
    )
    yield workspace, other
    other.close()


def exchange(one, other, tmp_path):
    for number, (sender, receiver) in enumerate([(one, other), (other, one)]):
        path = tmp_path / f"{number}.peapkg"
        package.export(sender, path)
        package.receive(receiver, path)


def line(workspace, number):
    return next(row for row in matrix.lines(workspace.session) if row.number == number)


def test_the_same_book_imported_on_both_is_one_matrix_of_26_lines(laptops, tmp_path):
    for laptop in laptops:
        import_book(laptop)
    exchange(*laptops, tmp_path)
    for laptop in laptops:
        assert len(matrix.lines(laptop.session)) == 26
        assert sum(len(row.pending_with) for row in matrix.lines(laptop.session)) == 9
        assert laptop.conflicts() == []
        assert laptop.check() == []


@pytest.mark.parametrize("field", ["line", "indicator", "targets.2025"])
def test_a_line_deleted_on_one_and_edited_on_the_other_waits_for_a_decision(
    laptops, tmp_path, field
):
    one, other = laptops
    import_book(one)
    exchange(one, other, tmp_path)
    before = matrix.show(one.session)["rows"][3]
    with one.edit("Eliminar línea") as session:
        matrix.delete_line(session, before["id"])
    with other.edit("Cambiar") as session:
        matrix.set_value(session, before["id"], field, "80")
    exchange(one, other, tmp_path)
    exchange(one, other, tmp_path)
    for laptop in laptops:
        assert [conflict.kind for conflict in laptop.conflicts()] == ["delete_edit"]
        assert len(matrix.lines(laptop.session)) == 26
    shown = [version.value for version in one.conflicts()[0].values]
    assert shown == [None, "80"]
    one.resolve(one.conflicts()[0].id, keep=True)
    exchange(one, other, tmp_path)
    for laptop in laptops:
        after = matrix.show(laptop.session)["rows"][3]
        assert after["formula"] == before["formula"]
        assert after["targets"]["2024"] == "100"
        assert laptop.conflicts() == []
        assert laptop.check() == []


def test_a_line_decided_to_go_is_gone_on_both(laptops, tmp_path):
    one, other = laptops
    import_book(one)
    exchange(one, other, tmp_path)
    with one.edit("Eliminar línea") as session:
        matrix.delete_line(session, line(one, 4).id)
    with other.edit("Cambiar meta") as session:
        matrix.set_value(session, line(other, 4).id, "targets.2026", "80")
    exchange(one, other, tmp_path)
    other.resolve(other.conflicts()[0].id, delete=True)
    exchange(one, other, tmp_path)
    for laptop in laptops:
        assert len(matrix.lines(laptop.session)) == 25
        assert laptop.conflicts() == []
        assert laptop.check() == []


def test_targets_of_one_line_edited_apart_merge_without_a_conflict(laptops, tmp_path):
    one, other = laptops
    import_book(one)
    exchange(one, other, tmp_path)
    with one.edit("Cambiar meta") as session:
        matrix.set_value(session, line(one, 4).id, "targets.2024", "70")
    with other.edit("Cambiar meta") as session:
        matrix.set_value(session, line(other, 4).id, "targets.2025", "80")
    exchange(one, other, tmp_path)
    for laptop in laptops:
        row = matrix.show(laptop.session)["rows"][3]
        assert row["targets"] == {"2024": "70", "2025": "80", "2026": "100"}
        assert laptop.conflicts() == []


def test_undo_of_a_part_works_after_another_part_of_the_line_came_from_elsewhere(laptops, tmp_path):
    one, other = laptops
    import_book(one)
    exchange(one, other, tmp_path)
    with one.edit("Cambiar meta") as session:
        matrix.set_value(session, line(one, 4).id, "targets.2024", "70")
    with other.edit("Cambiar meta") as session:
        matrix.set_value(session, line(other, 4).id, "targets.2025", "80")
    exchange(one, other, tmp_path)
    assert one.undo() == "Cambiar meta"
    row = matrix.show(one.session)["rows"][3]
    assert row["targets"] == {"2024": "100", "2025": "80", "2026": "100"}
    assert one.redo() == "Cambiar meta"
    assert one.check() == []


def test_undo_of_an_import_is_refused_once_another_laptop_edited_one_of_its_lines(
    laptops, tmp_path
):
    one, other = laptops
    import_book(one)
    exchange(one, other, tmp_path)
    with other.edit("Cambiar meta") as session:
        matrix.set_value(session, line(other, 4).id, "targets.2025", "80")
    exchange(one, other, tmp_path)
    with pytest.raises(Exception, match="algo de lo que tocó cambió después"):
        one.undo()
    assert len(matrix.lines(one.session)) == 26


def test_a_part_of_a_line_in_conflict_waits_for_the_decision_on_the_line(laptops, tmp_path):
    one, other = laptops
    import_book(one)
    exchange(one, other, tmp_path)
    with one.edit("Eliminar línea") as session:
        matrix.delete_line(session, line(one, 4).id)
    with other.edit("Cambiar meta") as session:
        matrix.set_value(session, line(other, 4).id, "targets.2026", "80")
    exchange(one, other, tmp_path)
    with (
        pytest.raises(ConflictedError, match="Decida primero si se conserva o se elimina"),
        one.edit("Cambiar meta") as session,
    ):
        matrix.set_value(session, line(one, 4).id, "targets.2025", "70")
    assert matrix.show(one.session)["rows"][3]["targets"]["2025"] == "100"


def order(workspace):
    return [row.line for row in matrix.lines(workspace.session)]


def add_below(workspace, name, after_id=None, count=1):
    with workspace.edit("Insertar") as session:
        held = session.get(matrix.Matrix, matrix.lines(session)[0].matrix_id)
        for made in matrix.insert_lines(session, held, count=count, after_id=after_id):
            matrix.set_value(session, made.id, "line", name)
    return made.id


@pytest.fixture
def both_added_a_row(laptops, tmp_path):
    """Two laptops that each added a row at the end, and know of each other's."""
    one, other = laptops
    with one.edit("Primera") as session:
        owner = institutions.find_or_create(session, "SECOEM")
        held = matrix.make_matrix(session, catalog.current(session).id, owner.id)
        matrix.set_value(session, matrix.new_line(session, held).id, "line", "Primera")
    exchange(one, other, tmp_path)
    add_below(one, "Una")
    add_below(other, "Otra")
    exchange(one, other, tmp_path)
    return one, other


def test_a_row_fits_between_two_that_laptops_added_at_one_place(both_added_a_row, tmp_path):
    one, other = both_added_a_row
    _first, above, below = matrix.lines(one.session)
    add_below(one, "En medio", above.id)
    assert order(one) == ["Primera", above.line, "En medio", below.line]
    last = add_below(one, "Al final")
    with one.edit("Mover") as session:
        matrix.move_lines(session, [last], before_id=below.id)
    assert order(one) == ["Primera", above.line, "En medio", "Al final", below.line]
    exchange(one, other, tmp_path)
    assert order(other) == order(one)
    assert [laptop.check() for laptop in (one, other)] == [[], []]


def test_pasted_runs_of_two_laptops_stay_together(both_added_a_row, tmp_path):
    one, other = both_added_a_row
    add_below(one, "Pegada aquí", count=3)
    add_below(other, "Pegada allá", count=3)
    exchange(one, other, tmp_path)
    assert order(one) == order(other)
    assert order(one)[3:] in (
        ["Pegada aquí"] * 3 + ["Pegada allá"] * 3,
        ["Pegada allá"] * 3 + ["Pegada aquí"] * 3,
    )


@pytest.mark.parametrize("where", ["at the end", "in between"])
def test_rows_typed_one_by_one_at_one_place_stay_together(laptops, tmp_path, where):
    one, other = laptops
    import_book(one)
    exchange(one, other, tmp_path)
    for workspace, name in ((one, "uno"), (other, "otro")):
        place = None if where == "at the end" else line(workspace, 4).id
        for step in range(6):
            place = add_below(workspace, f"{name} {step}", place or line(workspace, 26).id)
    exchange(one, other, tmp_path)
    typed = [text.split()[0] for text in order(one) if text and text[:3] in ("uno", "otr")]
    assert typed in (["uno"] * 6 + ["otro"] * 6, ["otro"] * 6 + ["uno"] * 6)
    assert [text for text in order(one) if text and text.startswith("uno")] == [
        f"uno {step}" for step in range(6)
    ]
    assert order(one) == order(other)
    assert one.conflicts() == []


def test_acuerdos_that_two_laptops_add_one_by_one_stay_together(laptops, tmp_path):
    one, other = laptops
    with one.edit("Crear minuta") as session:
        minute = minutes.create(session, MINUTE).id
    exchange(one, other, tmp_path)
    for workspace, name in ((one, "uno"), (other, "otro")):
        for step in range(4):
            with workspace.edit("Nuevo acuerdo") as session:
                minutes.add_agreement(session, minute).text = f"{name} {step}"
    exchange(one, other, tmp_path)
    told = [[row.text for row in minutes.agreements(w.session, minute)] for w in laptops]
    assert told[0] == told[1]
    mine, theirs = [f"uno {step}" for step in range(4)], [f"otro {step}" for step in range(4)]
    assert told[0] in (mine + theirs, theirs + mine)
