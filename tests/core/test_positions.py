import random

from pea_desktop.core.positions import keys_between, position_key


def test_a_row_at_the_end_gets_the_next_whole_key():
    assert keys_between("000026", None, 1, "x") == ["000027"]
    assert keys_between("0000268cV", None, 1, "x") == ["000027"]
    assert keys_between(None, None, 1, "x") == ["000001"]
    assert position_key(7) == "000007"


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
        (before,) = keys_between(before, "000005", 1, str(step))
        lengths.append(len(before))
        assert "000004" < before < "000005"
    assert max(lengths) <= 60


def test_two_laptops_runs_at_the_end_do_not_mix():
    mine = keys_between("000003", None, 20, "equipo uno")
    theirs = keys_between("000003", None, 20, "equipo dos")
    assert sorted(mine + theirs) in (mine + theirs, theirs + mine)
    assert keys_between(mine[-1], None, 1, "x") == ["000005"]
