"""Two copies of a signed minute: one of five relations, whatever their history."""

import itertools

import pytest

from pea_desktop.signing.assembly import issue
from pea_desktop.signing.chain import Relation, principal, relation, signed_cells
from tests.signing.conftest import pages

HISTORIES = [(), (0,), (1,), (0, 1), (0, 2), (1, 0), (0, 1, 2)]


@pytest.mark.parametrize(("mine", "theirs"), list(itertools.product(HISTORIES, repeat=2)))
def test_any_two_histories_have_one_relation(lab, mine, theirs):
    if mine == theirs:
        expected = Relation.EQUAL
    elif theirs[: len(mine)] == mine:
        expected = Relation.AHEAD
    elif mine[: len(theirs)] == theirs:
        expected = Relation.BEHIND
    else:
        expected = Relation.FORKED
    found = relation(lab.issued.pdf, lab.signed(*mine), lab.signed(*theirs))
    assert found is expected


def test_the_words_are_those_of_the_design():
    assert [str(r) for r in Relation] == ["igual", "avanza", "atrasado", "bifurcado", "ajeno"]


def test_another_document_is_foreign(lab):
    other = issue(pages("Otro."), lab.issued.cells, title="Otra")
    assert relation(lab.issued.pdf, lab.signed(0), other) is Relation.FOREIGN


def test_a_copy_cut_inside_a_signature_is_foreign_and_not_behind(lab):
    cut = lab.signed(0, 1)[:-5]
    assert relation(lab.issued.pdf, lab.signed(0, 1, 2), cut) is Relation.FOREIGN
    assert relation(lab.issued.pdf, lab.signed(0), cut) is Relation.FOREIGN


def test_every_device_keeps_the_same_branch_of_a_fork(lab):
    short, long, other = lab.signed(1), lab.signed(0, 2), lab.signed(0, 1)
    everyone = [cell.name for cell in lab.issued.cells]
    assert principal(lab.issued.pdf, [short, long], everyone) == long
    assert principal(lab.issued.pdf, [long, short], everyone) == long
    # Of two with as many required cells, each device takes the one of the smaller hash.
    chosen = principal(lab.issued.pdf, [long, other], everyone)
    assert principal(lab.issued.pdf, [other, long], everyone) == chosen
    # Who signed without being required does not count.
    assert principal(lab.issued.pdf, [short, long], [everyone[1]]) == short


def test_tells_who_has_signed(lab):
    names = [cell.name for cell in lab.issued.cells]
    assert signed_cells(lab.issued.pdf, lab.signed(2, 0)) == [names[2], names[0]]
    assert signed_cells(lab.issued.pdf, lab.issued.pdf) == []
    assert signed_cells(lab.issued.pdf, b"%PDF-") == []
