"""A workbook as plain data: what `files.books` and pasting read, and what is written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pea_desktop.core.errors import PeaError
from pea_desktop.core.findings import Finding
from pea_desktop.core.text import fold
from pea_desktop.i18n import _

HEADER_SEARCH_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row as read.

    Attributes:
        number: The number the spreadsheet program shows beside the row.
        cells: Texts with merged ranges filled in; "" where there is nothing.
        raw: Texts as they are, only the first cell of a merged range holding its text.
        yellow: Positions, from 0, of the cells filled in yellow.
        across: Positions whose text comes from a merged cell further left.
        unknown: Positions whose value the book does not tell, with the error it shows there
            («#REF!»), or "" for a formula without a calculated value. Their text is "".
        hidden: Whether the row is out of sight.
    """

    number: int
    cells: tuple[str, ...]
    raw: tuple[str, ...] = ()
    yellow: frozenset[int] = frozenset()
    across: frozenset[int] = frozenset()
    unknown: Mapping[int, str] = field(default_factory=dict)
    hidden: bool = False

    def cell(self, column: int | None) -> str:
        """Return the text of a column, "" beyond the row's end or for no column."""
        if column is None or not 0 <= column < len(self.cells):
            return ""
        return self.cells[column]

    @property
    def is_blank(self) -> bool:
        """Whether no cell of its own holds any text."""
        return not any(text.strip() for text in self.raw or self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One visible sheet as read; rows without any text or fill are left out.

    `hidden_columns` are the positions, from 0, of the columns out of sight.
    """

    title: str
    rows: tuple[SheetRow, ...]
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook as read.

    Attributes:
        name: The file's name, without its folder.
        sheets: Its visible sheets; of a document, its tables.
        notices: What this kind of book cannot tell, such as which cells are yellow.
        has_fills: Whether it tells which cells are filled in.
        hidden: Its sheets out of sight, where the reader of its kind gives them.
    """

    name: str
    sheets: tuple[Sheet, ...]
    notices: tuple[Finding, ...] = ()
    has_fills: bool = True
    hidden: tuple[Sheet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where a table's heading is.

    Attributes:
        columns: Key to its position, from 0.
        top: Index in `Sheet.rows` of the heading's first row.
        first_row: Index in `Sheet.rows` of the first row under the heading.
        repeated: Positions of further columns with a heading already in `columns`, and its key.
    """

    columns: Mapping[str, int]
    top: int
    first_row: int
    repeated: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """One column to write.

    Attributes:
        header: Its heading.
        width: In characters of an average letter.
        merge: Whether equal neighbours are joined; such a column leads its row like a `spine`.
        hidden: Whether it is for no person's eyes.
        is_number: Whether its texts are written as numbers where they come back the same.
        spine: Whether it stays in sight at the left and is not filled in yellow.
        choices: Texts to choose from in each of its cells.
        is_strict: Whether a cell takes nothing but a choice; else the program only asks.
        hint: What is told to who comes to one of its cells.
        is_date: Whether its texts, days as «2023-04-24», are written as days.
        is_plain: Whether what is typed in it stays text: «1-2» no day, «=A/B» no formula.
    """

    header: str
    width: int = 14
    merge: bool = False
    hidden: bool = False
    is_number: bool = False
    spine: bool = False
    choices: tuple[str, ...] = ()
    is_strict: bool = False
    hint: str = ""
    is_plain: bool = False
    is_date: bool = False

    @property
    def leads(self) -> bool:
        """Whether it stays in sight at the left and is not filled in yellow."""
        return self.merge or self.spine


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One row to write; `highlighted` fills it in yellow, `name` is how an error calls it."""

    cells: tuple[str, ...]
    highlighted: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetData:
    """One sheet to write: lines of title, a heading, rows.

    Attributes:
        title: Its name, made acceptable to spreadsheet programs.
        columns: What its rows hold.
        rows: Its rows.
        heading: Lines above the heading, the first the largest.
        blank_rows: Empty rows below, made up like the others to be filled in.
        hidden: Whether it is for no person's eyes: bare data.
    """

    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetLine, ...]
    heading: tuple[str, ...] = field(default=())
    blank_rows: int = 0
    hidden: bool = False


def header_key(text: str) -> str:
    """Return a heading as it is compared: without case, accents, signs or repeated spaces."""
    return " ".join(re.sub(r"[^0-9a-z]+", " ", fold(text)).split())


def match_header(texts: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the position of each key of `names` whose heading is among the texts.

    Args:
        texts: The cells of a row.
        names: Key to accepted headings, the usual one first.
    """
    found: dict[str, int] = {}
    for position, key in _known_headers(texts, names):
        found.setdefault(key, position)
    return found


def _known_headers(
    texts: Sequence[str], names: Mapping[str, Sequence[str]]
) -> list[tuple[int, str]]:
    wanted = {header_key(name): key for key, accepted in names.items() for name in accepted}
    keys = [wanted.get(header_key(text)) for text in texts]
    return [(position, key) for position, key in enumerate(keys) if key is not None]


def find_header(
    sheet: Sheet, names: Mapping[str, Sequence[str]], required: Sequence[str], least: int = 3
) -> Header | None:
    """Return where the table of a sheet begins, None when its heading is not there.

    The row with most known headings wins; a heading of two rows («Metas» over «2024») is read as
    one when together they say more than the first alone. Of two tables side by side it is the left.

    Args:
        sheet: The sheet to look in; only its first rows are searched.
        names: Key to accepted headings.
        required: Keys without which it is not this table.
        least: How many headings must be known.
    """
    best: Header | None = None
    most = 0
    for top in range(min(len(sheet.rows), HEADER_SEARCH_ROWS)):
        for texts, across, first_row in _heading_options(sheet, top, names):
            columns = match_header(texts, names)
            if len(columns) < max(least, most + 1) or any(key not in columns for key in required):
                continue
            most = len(columns)
            repeated = {
                position: key
                for position, key in _known_headers(texts, names)
                if position != columns[key] and position not in across
            }
            if repeated and set(required) <= set(repeated.values()):
                columns = _left_table(columns, min(repeated), texts, required)
            best = Header(columns=columns, top=top, first_row=first_row, repeated=repeated)
    return best


def _heading_options(
    sheet: Sheet, top: int, names: Mapping[str, Sequence[str]]
) -> Iterable[tuple[Sequence[str], frozenset[int], int]]:
    """Yield how a row may be read as a heading: texts, those from the left, first row under it."""
    row = sheet.rows[top]
    yield row.cells, row.across, top + 1
    if top + 1 == len(sheet.rows):
        return
    lower = sheet.rows[top + 1]
    both = heading_texts((row, lower))
    # A title adds nothing to the heading under it.
    if match_header(row.cells, names) or len(match_header(both, names)) > len(
        match_header(lower.cells, names)
    ):
        yield both, row.across | lower.across, top + 2


def _left_table(
    columns: Mapping[str, int], end: int, texts: Sequence[str], required: Sequence[str]
) -> dict[str, int]:
    """Return the columns of the left of two tables, which ends at a gap before `end`, or there."""
    gap = max((place for place in range(end) if not texts[place].strip()), default=end)
    left = {key: place for key, place in columns.items() if place < gap}
    if all(key in left for key in required):
        return left
    return {key: place for key, place in columns.items() if place < end}


def header_not_found(book: Book, names: Mapping[str, Sequence[str]]) -> PeaError:
    """Return the error that says which headings were looked for."""
    return PeaError(
        _(
            "No se encontró el encabezado de la tabla en «{book}»: se buscaron las columnas "
            "{columns}. Revise que el libro las tenga en una misma fila."
        ).format(
            book=book.name,
            columns=", ".join(f"«{accepted[0]}»" for accepted in names.values()),
        )
    )


def heading_texts(rows: Sequence[SheetRow]) -> list[str]:
    """Return the headings of one or two rows read as one; a text merged over both counts once."""
    upper, lower = rows[0], rows[-1]
    texts = []
    for position in range(max(len(upper.cells), len(lower.cells))):
        over, under = upper.cell(position).strip(), lower.cell(position).strip()
        texts.append(over if over == under else f"{over} {under}".strip())
    return texts
