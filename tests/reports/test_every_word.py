"""No word is lost, whatever the matrix: what poppler (or PDFium) reads is what was given."""

import random
import shutil
import subprocess
from collections import Counter

import pytest

from pea_desktop.areas.minutes import MatrixRow, MatrixSnapshot
from pea_desktop.reports import matrix
from pea_desktop.reports.layout import Printing


def any_matrix(seed):
    """Return a matrix of 1 to 40 rows with cells of up to 400 words and labels of up to 90."""
    dice = random.Random(seed)
    serial = iter(range(10**6))

    def words(most):
        count = dice.choice((0, 1, 3, dice.randint(0, 20), dice.randint(0, most)))
        return " ".join(f"w{next(serial):05}" for _ in range(count))

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
    snapshot = any_matrix(seed)
    printed = Counter(read(matrix.render(snapshot, Printing(is_tagged=seed % 2 == 0))).split())
    for row in snapshot.rows:
        for text in (row.line, row.indicator, row.interpretation, row.formula, row.frequency):
            for word in text.split():
                assert printed[word] == 1, (seed, word)
        for word in f"{row.axis} {row.priority}".split():
            assert printed[word] >= 1, (seed, word)


def with_poppler(data):
    return subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()


@pytest.mark.parametrize("seed", range(12))
def test_any_matrix_keeps_every_word(seed, read_pages):
    check(seed, lambda data: " ".join(read_pages(data)))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="there is no pdftotext here")
def test_150_matrices_keep_every_word_for_poppler():
    for seed in range(150):
        check(seed, with_poppler)
