"""No word is lost, whatever the matrix: what poppler (or PDFium) reads is what was given."""

import random
import shutil
import subprocess

import pytest

from pea_desktop.areas.minutes import MatrixRow, MatrixSnapshot
from pea_desktop.reports import matrix
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


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="there is no pdftotext here")
def test_any_matrix_keeps_every_word_for_poppler():
    for seed in range(150, 154):
        check(seed, with_poppler)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="there is no pdftotext here")
def test_150_matrices_keep_every_word_for_poppler():
    for seed in range(150):
        check(seed, with_poppler)
