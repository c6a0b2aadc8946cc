"""No word is lost, whatever the matrix: what poppler (or PDFium) reads is what was given."""

import random
import shutil
import subprocess
from dataclasses import replace

import pytest

from pea_desktop.areas.minutes import (
    AgendaPoint,
    CellChange,
    Corrects,
    Decision,
    Look,
    MatrixRow,
    MatrixSnapshot,
    MinuteSnapshot,
    Pending,
    Redline,
    RowChange,
    Signatory,
)
from pea_desktop.areas.minutes.snapshots import Session
from pea_desktop.reports import matrix, minute
from pea_desktop.reports.layout import Printing

CUT = "\xad"
# Words as people write them, long enough to be cut at the end of a line of a narrow column.
WORDS = (
    "de",
    "líneas",
    "corrupción",
    "profesionalización",
    "anticorrupción",
    "implementación",
    "Órganos",
    "responsabilidades",
)


def any_matrix(seed):
    """Return a matrix of 1 to 40 rows with cells of up to 400 words and labels of up to 90.

    Each word is there once: it ends in a number of its own.
    """
    dice = random.Random(seed)
    serial = iter(range(10**6))

    def words(most):
        count = dice.choice((0, 1, 3, dice.randint(0, 20), dice.randint(0, most)))
        return " ".join(f"{dice.choice(WORDS)}{next(serial):05}" for _ in range(count))

    rows = []
    axis = priority = ""
    for _ in range(dice.randint(1, 40)):
        if dice.random() < 0.2:
            axis = words(90)
        if dice.random() < 0.4:
            priority = words(90)
        cells = [words(400 if dice.random() < 0.05 else 30) for _ in range(6)]
        targets = tuple(str(dice.randint(0, 100)) for _ in range(3))
        rows.append(MatrixRow(axis, priority, *cells, targets, is_pending=dice.random() < 0.3))
    return MatrixSnapshot("Michoacán", "SECOEM", (2024, 2025, 2026), tuple(rows))


def check(seed, read):
    """Compare the words of a matrix with those read; a group's text may be repeated, no other."""
    snapshot = any_matrix(seed)
    printing = Printing(is_tagged=seed % 2 == 0, is_issued=seed % 3 == 0)
    text = "".join(read(matrix.render(snapshot, printing)).split())
    whole = text.replace(CUT, "")
    for row in snapshot.rows:
        once = (row.line, row.indicator, row.interpretation, row.type, row.formula, row.frequency)
        for word in " ".join(once).split():
            assert whole.count(word) == 1 or is_cut_by_a_page(word, text), (seed, word)
        for word in f"{row.axis} {row.priority}".split():
            assert whole.count(word) >= 1 or is_cut_by_a_page(word, text), (seed, word)


def any_minute(seed):
    """Return a minute or an acta with a text in every place, most of them short, some very long."""
    dice = random.Random(seed)
    serial = iter(range(10**6))
    told = []
    is_acta = seed % 2 == 1

    def text(most=400):
        count = dice.choice((1, 3, dice.randint(1, 20), dice.randint(1, most)))
        made = [f"{dice.choice(WORDS)}{next(serial):05}" for _ in range(count)]
        told.extend(made)
        return dice.choice((" ", "\n", " ")).join(made)

    def people(count, cell):
        return tuple(
            Signatory(
                text(20),
                text(30),
                institution=text(30),
                # A minute names the quality only of who neither attends nor coordinates.
                quality=text(3) if is_acta or cell == "inv" else "",
                represents=text(10),
                cell=f"{cell}_{n:02}",
                mode="efirma",
            )
            for n in range(count)
        )

    session = Session(
        kind=text(3),
        title=text(30),
        place=text(30),
        convener=text(30),
        modality=text(2),
        objective=text(),
        quorum=text(),
        next_meeting=text(),
        agenda=tuple(AgendaPoint(str(n), text()) for n in range(dice.randint(1, 30))),
    )
    snapshot = MinuteSnapshot(
        minute_id="m",
        table="08",
        phase="1",
        day=None,
        institution="SECOEM" if is_acta else text(30),
        declared_lines=None,
        observations=text(),
        agreements=tuple(
            Decision(str(n), text(), "" if is_acta and n % 2 else text(), responsible=text(20))
            for n in range(dice.randint(1, 30))
        ),
        attendees=people(dice.randint(1, 40), "asist"),
        coordinators=people(dice.randint(1, 8), "coord"),
        materials=tuple(text() for _ in range(dice.randint(1, 6))),
        matrix=MatrixSnapshot("Michoacán", "SECOEM", (), ()),
        folio=dice.choice(("", "SECOEM-MIN-2023-A01")),
        others=people(dice.randint(0, 4), "inv"),
        opening=text(),
        development=text(),
        closing=text(),
        pending=tuple(
            Pending("F", "m", text(), text(20), None, text(2)) for _ in range(dice.randint(0, 5))
        ),
        look=Look(legal=text(), page=dice.choice(("carta", "oficio"))),
        redline=Redline("F", None, (RowChange("x", 3, "", (CellChange("A", text(), text()),)),)),
        corrects=Corrects("adenda", "F", "ab" * 32, text(900)),
        template="sesion" if is_acta else "mesa",
    )
    kept = session if is_acta else Session()
    if not is_acta:
        # A minute has no place for these.
        unused = set(" ".join(texts_of(session)).split())
        told[:] = [word for word in told if word not in unused]
    return replace(snapshot, session=kept), told


def texts_of(session):
    texts = [value for value in vars(session).values() if isinstance(value, str)]
    return (*texts, *(point.text for point in session.agenda))


def check_minute(seed, read):
    snapshot, told = any_minute(seed)
    text = "".join(read(minute.render(snapshot)).split())
    whole = text.replace(CUT, "")
    assert [w for w in told if w not in whole and not is_cut_by_a_page(w, text)] == []


def is_cut_by_a_page(word, text):
    """Tell whether a word begins at the foot of a page and ends on the next."""
    return any(word[:at] + CUT in text and word[at:] in text for at in range(1, len(word) - 5))


def with_poppler(data):
    # In the order of the file: each cell by itself.
    return subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()


@pytest.fixture
def with_pdfium(open_pdf):
    def read(data):
        with open_pdf(data) as document:
            texts = [page.get_textpage().get_text_bounded() for page in document]
        # PDFium has a mark of its own for what cuts a word at a line's end.
        return "\n".join(texts).replace("\x02", CUT)

    return read


@pytest.mark.parametrize("seed", range(12))
def test_any_matrix_keeps_every_word(seed, with_pdfium):
    check(seed, with_pdfium)


@pytest.mark.parametrize("seed", range(4))
def test_any_minute_keeps_every_word(seed, with_pdfium):
    check_minute(seed, with_pdfium)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="there is no pdftotext here")
def test_60_minutes_and_actas_keep_every_word_for_poppler():
    for seed in range(60):
        check_minute(seed, with_poppler)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="there is no pdftotext here")
def test_any_matrix_keeps_every_word_for_poppler():
    for seed in range(150, 154):
        check(seed, with_poppler)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="there is no pdftotext here")
def test_150_matrices_keep_every_word_for_poppler():
    for seed in range(150):
        check(seed, with_poppler)
