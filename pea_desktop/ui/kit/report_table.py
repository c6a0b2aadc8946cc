"""A table to be read and acted on, not edited: rows of words and icons under headings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE: Final = int(Qt.ItemDataRole.UserRole)
"""Role that answers with the `ReportCell`."""

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_SPOKEN: Final = int(Qt.ItemDataRole.AccessibleTextRole)
_NONE: Final = QModelIndex()


class ReportColumn(NamedTuple):
    """A column: its header and its width in design pixels, 0 for what the others leave.

    `is_figure` sets its texts at the right.
    """

    header: str
    width: int = 0
    is_figure: bool = False


class ReportCell(NamedTuple):
    """What a cell shows.

    Attributes:
        text: The words.
        icon: An icon before them.
        token: The colour of the words.
        icon_token: The colour of the icon, where it is another one.
        bar: A part of a hundred, drawn as a bar before the words.
        is_action: Drawn as a button; a click on it is told by `ReportView.pressed`.
        is_strong: In semibold.
    """

    text: str = ""
    icon: str = ""
    token: str = "text"
    icon_token: str = ""
    bar: int | None = None
    is_action: bool = False
    is_strong: bool = False


class Heading(NamedTuple):
    """A row across all columns that tells what those below it share."""

    text: str
    icon: str = ""
    token: str = "text"
    icon_token: str = ""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row; `spoken` is all of it as a screen reader says it."""

    cells: tuple[ReportCell, ...]
    spoken: str = ""


Entry = Heading | Any
"""A heading, or whatever the screen makes a row of when it comes into sight."""


def stacked(cells: Sequence[ReportCell]) -> ReportCell:
    """Return several cells as one, their words one under the other, where there is little room."""
    first = next((cell for cell in cells if cell.icon), cells[0])
    text = "\n".join(cell.text for cell in cells if cell.text)
    return ReportCell(text, first.icon, icon_token=first.icon_token or first.token)


class ReportTable(QAbstractTableModel):
    """The model: rows are made when they come into sight, for there may be thousands.

    Args:
        make: returns the row of an entry that is no heading.
        key: returns what tells an entry from the others, now and after the next reading.
    """

    def __init__(self, make: Callable[[Any], ReportRow], key: Callable[[Any], str]) -> None:
        super().__init__()
        self._make = make
        self._key = key
        self._columns: tuple[ReportColumn, ...] = ()
        self._made: dict[int, ReportRow] = {}
        self.entries: Sequence[Entry] = ()

    @property
    def columns(self) -> Sequence[ReportColumn]:
        """The columns that are shown."""
        return self._columns

    def show_entries(self, columns: Sequence[ReportColumn], entries: Sequence[Entry]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._columns, self.entries = tuple(columns), entries
        self._made = {}
        self.endResetModel()

    def row_at(self, at: int) -> ReportRow | None:
        """Return a row; None for a heading, and where there is none."""
        made, entry = self._made.get(at), self.entry_at(at)
        if made is None and entry is not None:
            made = self._made[at] = self._make(entry)
        return made

    def entry_at(self, at: int) -> Any:
        """Return what a row was made of; None for a heading, and where there is none."""
        if not 0 <= at < len(self.entries) or isinstance(self.entries[at], Heading):
            return None
        return self.entries[at]

    def key_at(self, at: int) -> str:
        """Return the key of a row, "" for a heading and where there is none."""
        entry = self.entry_at(at)
        return self._key(entry) if entry is not None else ""

    @override
    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.entries)

    @override
    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self.entries[index.row()], Heading):
            # The arrows pass over what is not enabled.
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    @override
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid() or role not in {_DISPLAY, _TOOL_TIP, _SPOKEN, CELL_ROLE}:
            return None
        entry = self.entries[index.row()]
        if isinstance(entry, Heading):
            cell = ReportCell(entry.text, entry.icon, entry.token, entry.icon_token, is_strong=True)
            return cell if role == CELL_ROLE else entry.text if index.column() == 0 else ""
        row = self.row_at(index.row())
        if row is None:
            return None
        cell = row.cells[index.column()]
        if role == CELL_ROLE:
            return cell
        return row.spoken or cell.text if role == _SPOKEN else cell.text

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        column = self._columns[section]
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            side = Qt.AlignmentFlag.AlignRight if column.is_figure else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return column.header if role in {_DISPLAY, _TOOL_TIP, _SPOKEN} else None
