"""Cells on the clipboard, as sheets and word processors give and take them."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from pea_desktop.core.tabular import Block, block_of, read_html, read_tsv, write_html, write_tsv


def put(block: Block) -> None:
    """Copy cells: as an HTML table, and as tab-separated text for what takes no tables."""
    data = QMimeData()
    data.setText(write_tsv(block))
    data.setHtml(write_html(block))
    QGuiApplication.clipboard().setMimeData(data)


def taken() -> Block | None:
    """Return the cells on the clipboard, None when it holds no text.

    A table is taken before plain text, for only it knows of merged cells and line breaks.

    Raises:
        PeaError: There are too many, or a merged cell is larger than a sheet.
    """
    return cells_of(QGuiApplication.clipboard().mimeData())


def cells_of(data: QMimeData) -> Block | None:
    """Return the cells that data from another program hold, as `taken` does."""
    block = read_html(data.html()) if data.hasHtml() else None
    if block is None and data.hasText() and data.text():
        block = read_tsv(data.text())
    return block


def as_tsv(rows: Sequence[Sequence[str]]) -> str:
    """Return cells as tab-separated lines."""
    return write_tsv(block_of(rows))
