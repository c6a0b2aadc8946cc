import pytest

from pea_desktop.core.errors import PeaError
from tests.core import toys
from tests.core.toys import Thing


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
