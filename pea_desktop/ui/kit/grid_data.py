"""What a grid shows: columns, group headers and rows, as plain values made by a screen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """How a column is drawn."""

    ORDINAL = "ordinal"
    TEXT = "text"
    FORMULA = "formula"
    SHORT = "short"
    FIGURE = "figure"
    STATE = "state"
    GROUP = "group"


class RowMode(StrEnum):
    """How much of its texts a row shows: one line, two or three, or all."""

    COMPACT = "compact"
    READING = "reading"
    FULL = "full"


class GridLayout(StrEnum):
    """Whether groups are headers above their rows or cells merged at their left."""

    GROUPED = "grouped"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class GridColumn:
    """One column of a grid.

    Attributes:
        key: name of the field, given back when a cell is written.
        header: heading, in the person's language.
        kind: how it is drawn.
        width: design pixels; 0 shares what is left, by `share`.
        share: part of what is left.
        missing: what an empty cell says («Falta indicador»); a dash when it has nothing to say.
        is_editable: whether a person may type in it.
        wide_only: whether it is shown only in a window of 1500 design pixels or more.
        is_hidden: whether it is shown only when a person asks for it.
        parse: from a text to the one to store, None clearing; raises PeaError with the reason a
            text does not fit. With it, a column nobody may type in takes what is pasted.
        aliases: other headings under which a pasted table may bring it.
    """

    key: str
    header: str
    kind: Kind = Kind.TEXT
    width: int = 0
    share: float = 0.0
    missing: str = ""
    is_editable: bool = True
    wide_only: bool = False
    is_hidden: bool = False
    parse: Callable[[str], str | None] | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GridGroup:
    """A header across the whole grid.

    Attributes:
        key: what tells it from the others; rows name it.
        title: what it says.
        badge: short mark before it («P12»).
        band: whether it is an outer band (an eje), which has no counters and does not fold.
        spine: colour token of its stripe.
        note: counter at its right («2 líneas»).
        flagged: rows under it that carry the flag; shown as a chip when there are any.
        spoken: what a screen reader says before the title («Prioridad 12»).
    """

    key: str
    title: str
    badge: str = ""
    band: bool = False
    spine: str = "ctl"
    note: str = ""
    flagged: int = 0
    spoken: str = ""

    @property
    def text(self) -> str:
        """Both its name and what it says, in one cell of a sheet."""
        return f"{self.spoken}. {self.title}" if self.spoken else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One row.

    Attributes:
        id: of the entity behind it.
        number: what the first column shows.
        cells: text of each column as stored, the first column's included; "" where there is none.
            What is edited and copied.
        shown: text of each column as drawn («100 %» for «100»); empty when it is the same.
        groups: keys of the groups it lies in, outermost first.
        flagged: whether the whole row is painted as to be looked at again.
        state: its state in words, for the tooltip and screen readers.
        state_icon: icon of that state, under the number; empty for none.
        state_token: colour of that icon, and of its chip in a column of states.
        conflicts: keys of the columns with two values to decide between.
        warned: keys of the columns with something to look at again; a mark in their corner.
        remarks: by key of a column, the sentence that says what is the matter with its cell.
        folded: its texts folded (`core.text.fold`), for the filter.
    """

    id: str
    number: str
    cells: tuple[str, ...]
    shown: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    flagged: bool = False
    state: str = ""
    state_icon: str = ""
    state_token: str = "text2"
    conflicts: frozenset[str] = frozenset()
    warned: frozenset[str] = frozenset()
    remarks: Mapping[str, str] = field(default_factory=dict, hash=False)
    folded: str = ""

    def text(self, column: int) -> str:
        """Return the text of a column as drawn."""
        return (self.shown or self.cells)[column]


class Cell(NamedTuple):
    """A text for one field of one row; `row_id` may be the key of a `NewRow`."""

    row_id: str
    key: str
    text: str


class NewRow(NamedTuple):
    """A row to be made; `after` is the id of a row, the key of an earlier one, or "" for none."""

    key: str
    after: str


@dataclass(frozen=True, slots=True)
class GridData:
    """All rows in the order they are shown, and the groups they name."""

    groups: Sequence[GridGroup]
    rows: Sequence[GridRow]
