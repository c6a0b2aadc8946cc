"""Cells as text that a spreadsheet takes."""

from collections.abc import Sequence


def as_tsv(rows: Sequence[Sequence[str]]) -> str:
    """Return cells as tab-separated lines.

    A cell with a tab, a line break or a quote is quoted as spreadsheets do, so that it stays one.
    """
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in rows)


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in '\t\n\r"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
