"""What importing a book does after its líneas were deleted."""

from pathlib import Path

from pea_desktop.areas import matrix
from pea_desktop.files import xlsx

BOOK = Path(__file__).parents[1] / "data/matriz_secoem.xlsx"


def import_book(workspace):
    plan = matrix.plan_import(workspace.session, xlsx.read(BOOK), "SECOEM")
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, plan)
    return plan


def delete_line(workspace, number):
    row = next(row for row in matrix.lines(workspace.session) if row.number == number)
    with workspace.edit("Eliminar línea") as session:
        matrix.delete_line(session, row.id)


def test_a_deleted_line_comes_back_with_the_book_as_often_as_it_is_deleted(workspace):
    import_book(workspace)
    before = [(row.line, row.indicator) for row in matrix.lines(workspace.session)]
    for _time in range(3):
        delete_line(workspace, max(row.number for row in matrix.lines(workspace.session)))
        plan = import_book(workspace)
        assert (plan.new, plan.same) == (1, 25)
    after = [(row.line, row.indicator) for row in matrix.lines(workspace.session)]
    assert after == before
    assert workspace.check() == []


def test_undoing_the_import_after_a_deletion_leaves_the_deletion(workspace):
    import_book(workspace)
    delete_line(workspace, 4)
    import_book(workspace)
    workspace.undo()
    assert len(matrix.lines(workspace.session)) == 25
    workspace.undo()
    assert len(matrix.lines(workspace.session)) == 26
    assert workspace.check() == []
