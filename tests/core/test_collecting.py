import gc

import pytest

from pea_desktop.core import collecting


def test_cycles_are_looked_for_again_afterwards_also_after_an_error():
    with collecting.put_off():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"), collecting.put_off():
        raise ValueError("x")
    assert gc.isenabled()


def test_who_had_switched_it_off_finds_it_off():
    gc.disable()
    try:
        with collecting.put_off():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
