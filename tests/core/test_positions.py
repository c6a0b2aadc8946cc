import random
from decimal import Decimal

import pytest

from pea_desktop.core.positions import keys_between, place_after, position_key


def test_a_row_at_the_end_gets_the_next_whole_place_and_the_mark_of_its_laptop():
    assert keys_between("000026", None, 1, "x") == ["000027jpM001V"]
    assert keys_between("0000268cV", None, 1, "x") == ["000027jpM001V"]
    assert keys_between(None, None, 1, "x") == ["000001jpM001V"]
    assert position_key(7) == "000007"


def test_a_row_below_ones_own_goes_on_in_its_run():
    assert keys_between("000027jpM001V", None, 2, "x") == ["000027jpM002V", "000027jpM003V"]
    assert keys_between("000027jpM00zV", "000028", 1, "x") == ["000027jpM010V"]
    # Below another laptop's a run of one's own begins.
    [key] = keys_between("000027jpM001V", None, 1, "y")
    assert key.startswith("000028")


def test_between_two_rows_of_ones_own_run_there_is_room():
    [key] = keys_between("000027jpM001V", "000027jpM002V", 1, "x")
    assert "000027jpM001V" < key < "000027jpM002V"


def typed(before, after, mark, count=20):
    """Keys of rows typed one below the other, each for itself."""
    made = []
    for _step in range(count):
        made += keys_between(made[-1] if made else before, after, 1, mark)
    return made


@pytest.mark.parametrize(("before", "after"), [("000003", "000004"), ("000003", None)])
def test_rows_that_two_laptops_type_at_one_place_do_not_mix(before, after):
    mine, theirs = typed(before, after, "uno"), typed(before, after, "dos")
    assert mine == sorted(mine)
    assert sorted(mine + theirs) in (mine + theirs, theirs + mine)
    assert all(before < key < (after or "z") for key in mine + theirs)


def places(last, mark, count=20):
    made = []
    for _step in range(count):
        made.append(place_after(made[-1] if made else last, mark))
    return made


def test_acuerdos_that_two_laptops_add_do_not_mix():
    mine, theirs = places(Decimal(3), "uno"), places(Decimal(3), "dos")
    assert mine == sorted(set(mine))
    assert sorted(mine + theirs) in (mine + theirs, theirs + mine)
    assert all(3 < place < 5 for place in mine + theirs)
    # Below the other's a run of one's own begins.
    assert int(place_after(theirs[-1], "uno")) == 5
    assert place_after(None, "") == 1
    assert place_after(Decimal(4), "") == 5


def test_a_run_of_acuerdos_has_an_end_and_goes_on_after_it():
    many = places(Decimal(3), "uno", 10_500)
    assert many == sorted(set(many))
    assert int(many[-1]) == 5


def test_a_run_between_two_rows_sorts_between_them():
    keys = keys_between("000009", "000010", 100, "una")
    assert keys == sorted(set(keys))
    assert ["000009", *keys, "000010"] == sorted(["000009", *keys, "000010"])


def test_a_row_comes_before_the_first():
    assert "000000" < keys_between(None, "000001", 1, "x")[0] < "000001"


def test_two_laptops_runs_at_one_place_do_not_mix():
    mine = keys_between("000003", "000004", 20, "equipo uno")
    theirs = keys_between("000003", "000004", 20, "equipo dos")
    merged = sorted(mine + theirs)
    assert merged in (mine + theirs, theirs + mine)


def test_a_thousand_insertions_in_random_places_keep_the_order_and_stay_short():
    dice = random.Random(20)
    keys = [position_key(number) for number in range(1, 11)]
    for step in range(1000):
        at = dice.randrange(len(keys) + 1)
        before = keys[at - 1] if at else None
        after = keys[at] if at < len(keys) else None
        (made,) = keys_between(before, after, 1, str(step))
        assert (before or "") < made
        assert after is None or made < after
        keys.insert(at, made)
    assert max(map(len, keys)) <= 80


def test_rows_typed_one_below_the_other_keep_short_keys():
    before, lengths = "000004", []
    for step in range(300):
        (before,) = keys_between(before, "000005", 1, str(step % 3))
        lengths.append(len(before))
        assert "000004" < before < "000005"
    assert max(lengths) <= 60


def test_two_laptops_runs_at_the_end_do_not_mix():
    mine = keys_between("000003", None, 20, "equipo uno")
    theirs = keys_between("000003", None, 20, "equipo dos")
    assert sorted(mine + theirs) in (mine + theirs, theirs + mine)
    assert keys_between(mine[-1], None, 1, "x")[0].startswith("000005")
