import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError

from pea_desktop.core.errors import PeaError
from tests.core import toys
from tests.core.toys import Note, Thing


def test_a_number_that_packages_cannot_carry_is_refused_when_written(tmp_path):
    with toys.create(tmp_path) as workspace:
        with pytest.raises(PeaError) as caught, workspace.edit("Escribir") as session:
            session.add(Thing(name="x", amount=2**53))
        assert str(caught.value) == (
            "El número 9007199254740992 es demasiado grande para guardarse; corríjalo."
        )
        assert toys.things(workspace) == []
        with workspace.edit("Escribir") as session:
            session.add(Thing(name="x", amount=2**53 - 1))
        assert workspace.check() == []


@pytest.fixture
def workspace(tmp_path):
    with toys.create(tmp_path) as made:
        with made.edit("Agregar") as session:
            session.add_all([Thing(id=f"t{n}", name=f"n{n}", amount=n) for n in range(5)])
            session.add_all([Note(id=f"x{n}", thing_id="t1", position=n) for n in range(3)])
        yield made


def orm_edits(session):
    for one in session.query(Thing):
        one.name = "nuevo"


def update_where(session):
    session.execute(update(Thing).where(Thing.amount >= 0).values(name="nuevo"))


def update_table(session):
    session.execute(Thing.__table__.update().values(name="nuevo"))


def bulk_update_by_key(session):
    session.execute(update(Thing), [{"id": f"t{n}", "name": "nuevo"} for n in range(5)])


def bulk_mappings(session):
    session.bulk_update_mappings(Thing, [{"id": f"t{n}", "name": "nuevo"} for n in range(5)])


def plain_sql(session):
    session.execute(text("UPDATE thing SET name = 'nuevo'"))


def through_the_driver(session):
    session.connection().exec_driver_sql("UPDATE thing SET name = ?", ("nuevo",))


def upsert(session):
    for n in range(5):
        session.execute(
            text(
                "INSERT INTO thing(id, name) VALUES(:id, 'nuevo')"
                " ON CONFLICT(id) DO UPDATE SET name = excluded.name"
            ),
            {"id": f"t{n}"},
        )


@pytest.mark.parametrize(
    "write",
    [
        orm_edits, update_where, update_table, bulk_update_by_key, bulk_mappings, plain_sql,
        through_the_driver, upsert,
    ],
)  # fmt: skip
def test_every_way_of_changing_a_cell_is_noted(workspace, write):
    with workspace.edit("Cambiar") as session:
        write(session)
    step = workspace.history()[0]
    assert sorted((c.row, c.field, c.before, c.after) for c in step.changes) == [
        (f"t{n}", "name", f"n{n}", "nuevo") for n in range(5)
    ]
    assert workspace.check() == []


def bulk_insert(session):
    session.execute(insert(Thing), [{"id": f"u{n}", "name": "otra"} for n in range(500)])


def bulk_save(session):
    session.bulk_insert_mappings(Thing, [{"id": f"u{n}", "name": "otra"} for n in range(500)])


def insert_from_select(session):
    session.execute(
        text(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 499)"
            " INSERT INTO thing(id, name) SELECT 'u' || i, 'otra' FROM n"
        )
    )


@pytest.mark.parametrize("write", [bulk_insert, bulk_save, insert_from_select])
def test_every_way_of_adding_rows_is_noted(workspace, write):
    with workspace.edit("Agregar muchos") as session:
        write(session)
    step = workspace.history()[0]
    assert len({change.row for change in step.changes}) == 500
    assert {(c.field, c.before, c.after) for c in step.changes} == {
        ("_alive", 0, 1), ("name", None, "otra"),
    }  # fmt: skip
    assert workspace.check() == []


def orm_deletes(session):
    for one in session.query(Note):
        session.delete(one)


def delete_where(session):
    session.execute(delete(Note).where(Note.position >= 0))


def delete_sql(session):
    session.execute(text("DELETE FROM note"))


@pytest.mark.parametrize("write", [orm_deletes, delete_where, delete_sql])
def test_every_way_of_deleting_rows_is_noted(workspace, write):
    with workspace.edit("Borrar") as session:
        write(session)
    step = workspace.history()[0]
    assert sorted((c.table, c.row, c.field, c.after) for c in step.changes) == [
        ("note", f"x{n}", "_alive", 0) for n in range(3)
    ]
    workspace.undo()
    assert len(toys.dump(workspace.path)["note"]) == 3
    assert workspace.check() == []


def test_a_replaced_row_is_noted_field_by_field(workspace):
    with workspace.edit("Reemplazar") as session:
        session.execute(text("INSERT OR REPLACE INTO thing(id, name) VALUES('t3', 'nuevo')"))
    step = workspace.history()[0]
    assert sorted((c.row, c.field, c.before, c.after) for c in step.changes) == [
        ("t3", "amount", 3, None),
        ("t3", "name", "n3", "nuevo"),
    ]
    assert workspace.check() == []
    workspace.undo()
    assert ("n3", 3) in toys.things(workspace)


def test_a_row_deleted_and_put_back_is_noted_by_what_differs(workspace):
    with workspace.edit("Ida y vuelta") as session:
        session.execute(text("DELETE FROM thing WHERE id = 't1'"))
        session.execute(text("INSERT INTO thing(id, name, amount) VALUES('t1', 'n1', 7)"))
    assert [(c.row, c.field, c.before, c.after) for c in workspace.history()[0].changes] == [
        ("t1", "amount", 1, 7)
    ]
    assert workspace.check() == []


def test_only_the_last_of_many_values_is_kept(workspace):
    with workspace.edit("Dudar") as session:
        one = session.get_one(Thing, "t1")
        for name in ("a", "b", "c"):
            one.name = name
            session.flush()
    assert [(c.before, c.after) for c in workspace.history()[0].changes] == [("n1", "c")]


def test_a_savepoint_taken_back_leaves_nothing(workspace):
    with workspace.edit("A medias") as session:
        session.get_one(Thing, "t1").name = "queda"
        session.flush()
        nested = session.begin_nested()
        session.get_one(Thing, "t2").name = "no queda"
        session.flush()
        nested.rollback()
    assert [(c.row, c.after) for c in workspace.history()[0].changes] == [("t1", "queda")]
    assert workspace.check() == []


@pytest.mark.parametrize("value", [1.5, b"bytes"])
def test_a_value_that_is_neither_text_nor_integer_leaves_no_trace(workspace, value):
    before = toys.dump(workspace.path)
    with pytest.raises(TypeError), workspace.edit("Mal") as session:
        session.execute(text("UPDATE thing SET name = :v"), {"v": value})
        session.execute(text("UPDATE thing SET amount = :v"), {"v": value})
    assert toys.dump(workspace.path) == before


def test_a_row_keeps_its_id(workspace):
    with pytest.raises(DBAPIError, match="a row keeps its id"), workspace.edit("Mal") as session:
        session.execute(text("UPDATE thing SET id = 'z' WHERE id = 't1'"))
    assert workspace.check() == []
