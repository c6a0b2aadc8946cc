"""Every file of the corpus is called not intact, for the right reason; honest files are intact."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pea_desktop.signing import Mode
from pea_desktop.signing.verifier import Verdict, verify
from tests.signing.attacks import ATTACKS

LABELS = sorted(ATTACKS)


def issued_for(lab, label):
    if label.startswith("13"):
        return lab.knowing(lab.signed(0, 1, 2))
    if label.startswith("46"):
        on_paper = replace(lab.issued.cells[2], mode=Mode.PAPER)
        return replace(lab.issued, cells=(*lab.issued.cells[:2], on_paper))
    return lab.issued


def test_the_corpus_has_every_file_of_the_design():
    numbers = {label[:2] for label in ATTACKS}
    assert numbers >= {f"{n:02}" for n in range(1, 34)}
    assert len(ATTACKS) >= 34


@pytest.mark.parametrize("label", LABELS)
def test_with_the_issued_document_at_hand_no_attack_passes(lab, label):
    found = verify(
        ATTACKS[label].make(lab), issued=issued_for(lab, label), roots=lab.roots, now=lab.now
    )
    codes = [reason.code.rstrip("b") for reason in found.reasons]
    assert not found.is_intact
    assert set(codes) & set(ATTACKS[label].codes), (found.verdict, codes)
    assert all(reason.text for reason in found.reasons)


@pytest.mark.parametrize("label", [label for label in LABELS if not label.startswith("46")])
def test_without_it_only_what_no_one_could_know_passes(lab, label):
    found = verify(ATTACKS[label].make(lab), issued=None, roots=lab.roots, now=lab.now)
    assert found.is_intact is not ATTACKS[label].seen_without_registry, found.reasons
    assert all(reason.text for reason in found.reasons)


@pytest.mark.parametrize("who", [(0,), (1,), (0, 1), (2, 0), (0, 1, 2), (2, 1, 0)])
@pytest.mark.parametrize("known", [True, False])
def test_an_honest_document_passes(lab, who, known):
    found = verify(
        lab.signed(*who), issued=lab.issued if known else None, roots=lab.roots, now=lab.now
    )
    assert found.verdict is Verdict.KNOWN
    assert found.is_intact
    assert found.reasons == ()
    assert [s.cell for s in found.signatures] == [lab.issued.cells[n].name for n in who]


def test_no_byte_of_a_signed_document_can_change_unseen(lab):
    pdf = lab.signed(0)
    # Some bytes of what was appended and of what was issued, each with another bit.
    places = [*range(len(lab.issued.pdf), len(pdf), 397), *range(0, len(lab.issued.pdf), 3999)]
    for place in places:
        changed = pdf[:place] + bytes([pdf[place] ^ (1 << place % 8)]) + pdf[place + 1 :]
        found = verify(changed, issued=lab.issued, roots=lab.roots, now=lab.now)
        assert not found.is_intact, place


@pytest.mark.slow
def test_no_byte_of_a_signature_can_change_unseen(lab):
    pdf = lab.signed(0)
    opening = pdf.rindex(b"/Contents <")
    # All of the signature and its dictionary, and part of the empty space behind it.
    for place in [*range(opening - 700, opening + 4000), *range(opening + 4000, len(pdf), 41)]:
        changed = pdf[:place] + bytes([pdf[place] ^ (1 << place % 7)]) + pdf[place + 1 :]
        found = verify(changed, issued=lab.issued, roots=lab.roots, now=lab.now)
        assert not found.is_intact, place


def test_a_signature_of_an_expired_certificate_made_in_time_still_stands(lab):
    later = lab.now + timedelta(days=900)
    found = verify(lab.signed(0), issued=lab.issued, roots=lab.roots, now=later)
    assert found.verdict is Verdict.KNOWN
    assert "ya venció. Sin sello de tiempo no se puede demostrar" in found.signatures[0].date
