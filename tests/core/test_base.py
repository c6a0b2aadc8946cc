import uuid
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from pea_desktop.core.base import decimal_text, natural_id, new_id
from tests.core import toys
from tests.core.toys import Colour, Thing


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("100", "100"), ("12.50", "12.5"), ("1E+3", "1000"), ("1E-3", "0.001"), ("-0", "0"),
        ("-0.00", "0"), ("-1.10", "-1.1"), ("0.10", "0.1"), ("100.", "100"), ("1E2", "100"),
        ("0E-9", "0"),
    ],
)  # fmt: skip
def test_a_decimal_has_one_text(number, shown):
    assert decimal_text(Decimal(number)) == shown


def test_new_ids_are_uuids_of_version_7_in_order_of_time(clock):
    first = new_id()
    clock.forward(1)
    second = new_id()
    assert uuid.UUID(first).version == 7
    assert uuid.UUID(first).variant == uuid.RFC_4122
    assert first < second
    assert len({new_id() for _n in range(1000)}) == 1000


def test_natural_ids_meet():
    assert natural_id("a", 1) == natural_id("a", "1") == natural_id("a", 1)
    assert natural_id("a", "b") != natural_id("ab")
    assert natural_id("a", "b") != natural_id("b", "a")
    assert uuid.UUID(natural_id("a")).version == 5


def test_values_come_back_as_they_were(tmp_path):
    with toys.create(tmp_path) as workspace, workspace.edit("Agregar") as session:
        session.add(
            Thing(
                id="t1", share=Decimal("12.50"), day=date(2023, 4, 19), done=True,
                colour=Colour.BLUE,
            )
        )  # fmt: skip
    with toys.reopen(tmp_path) as workspace:
        one = workspace.session.query(Thing).one()
        assert (one.share, one.day, one.done, one.colour) == (
            Decimal("12.5"), date(2023, 4, 19), True, Colour.BLUE,
        )  # fmt: skip
        assert toys.dump(workspace.path)["thing"] == [
            ("t1", None, None, "12.5", "2023-04-19", 1, "azul")
        ]


def test_a_code_of_a_newer_version_stays_and_a_wrong_value_reads_as_none(tmp_path):
    with toys.create(tmp_path) as workspace:
        with workspace.edit("Agregar") as session:
            session.execute(
                text(
                    "INSERT INTO thing(id, share, day, colour)"
                    " VALUES('t1', 'doce', 'ayer', 'morado')"
                )
            )
        one = workspace.session.query(Thing).one()
        assert (one.share, one.day, one.colour) == (None, None, "morado")
        with workspace.edit("Otra cosa") as session:
            one.name = "x"
        assert toys.dump(workspace.path)["thing"] == [
            ("t1", "x", None, "doce", "ayer", None, "morado")
        ]


@pytest.mark.parametrize("parts", [(), ("a",), ("línea", 2024, "T1"), ("\x1f", "ñ" * 300)])
def test_a_natural_id_is_a_uuid5_of_its_parts(parts):
    space = uuid.UUID("6f1d8f0e-3d0b-5a52-9c0e-70e1a9e5c0de")
    assert natural_id(*parts) == str(uuid.uuid5(space, "\x1f".join(map(str, parts))))
