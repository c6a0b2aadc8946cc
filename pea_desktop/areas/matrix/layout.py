"""Where the matrix of a book is and which field each of its columns holds; a person may say so."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pea_desktop.areas.matrix import headings, odd_rows
from pea_desktop.areas.matrix.fields import target_year
from pea_desktop.core.sheet import (
    HEADER_SEARCH_ROWS,
    Book,
    Header,
    Sheet,
    find_header,
    heading_texts,
    match_header,
)

_REQUIRED = ("line",)
_SAMPLES = 3
_LONGEST_NAME = 80


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a person decided about a book; without a decision the program finds it.

    Attributes:
        sheet: Title of the sheet to read.
        header_row: Number of the first row of the heading.
        columns: Position, from 0, to the field it holds, None for none.
        realigned: Numbers of the rows whose re-alignment is accepted; None accepts all.
    """

    sheet: str | None = None
    header_row: int | None = None
    columns: Mapping[int, str | None] = field(default_factory=dict)
    realigned: frozenset[int] | None = frozenset()

    def accepts(self, row: int) -> bool:
        """Tell whether the re-alignment of a row is accepted."""
        return self.realigned is None or row in self.realigned


@dataclass(frozen=True, kw_only=True)
class ColumnUse:
    """One column of the table and what it is taken for; `field` is None for none."""

    position: int
    heading: str
    field: str | None
    samples: tuple[str, ...]

    @property
    def letters(self) -> str:
        """How a spreadsheet program calls it."""
        return odd_rows.column_letters(self.position)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the matrix is.

    Attributes:
        sheet: The sheet that is read.
        header: Its heading; None when it was not found.
        columns: Every column with a heading or a text, by position.
        candidates: Titles of all sheets with such a heading.
        targets: The targets that have a column.
    """

    sheet: Sheet
    header: Header | None
    columns: tuple[ColumnUse, ...]
    candidates: tuple[str, ...]
    targets: tuple[str, ...]

    @property
    def names(self) -> dict[str, Sequence[str]]:
        """The headings that are known."""
        return headings.names(self.targets)


def lay_out(book: Book, choices: Choices) -> Layout:
    """Return where the matrix of a book is: on the first sheet with its headings, unless told."""
    found = {sheet.title: _find(sheet) for sheet in book.sheets}
    candidates = tuple(name for name, header in found.items() if header is not None)
    wanted = choices.sheet if choices.sheet in found else None
    title = wanted or next(iter(candidates), book.sheets[0].title)
    sheet = next(sheet for sheet in book.sheets if sheet.title == title)
    targets = _targets_in(sheet)
    header = found[title]
    if header is None and wanted:
        # A person says that it is there: the heading of the línea is enough.
        header = find_header(sheet, headings.names(targets), _REQUIRED, 1)
    if choices.header_row is not None:
        header = _header_at(sheet, targets, choices.header_row)
    if header is not None and choices.columns:
        header = _changed(header, choices.columns)
    known = () if header is None else header.columns
    targets += tuple(key for key in known if target_year(key) is not None and key not in targets)
    return Layout(
        sheet=sheet,
        header=header,
        columns=() if header is None else _columns(sheet, header),
        candidates=candidates,
        targets=targets,
    )


def institution_in(book: Book, sheet_title: str | None = None) -> str:
    """Return the institution a book seems to name above its headings; "" when it does not say.

    The last line of a title is taken when it is one short text alone in its row.
    """
    sheets = [sheet for sheet in book.sheets if sheet_title in (None, sheet.title)]
    for sheet in sheets[:1]:
        titles: list[str] = []
        for row in sheet.rows[:6]:
            texts = {text.strip() for text in row.raw or row.cells if text.strip()}
            if len(texts) != 1:
                break
            titles.append(texts.pop())
        if titles and len(titles[-1]) <= _LONGEST_NAME and any(map(str.isalpha, titles[-1])):
            return titles[-1]
    return ""


def _find(sheet: Sheet) -> Header | None:
    names = headings.names(_targets_in(sheet))
    return find_header(sheet, names, _REQUIRED, odd_rows.LEAST)


def _targets_in(sheet: Sheet) -> tuple[str, ...]:
    """Return the targets that have a column, in either row of a heading of two, or in both."""
    found: set[str] = set()
    rows = sheet.rows[:HEADER_SEARCH_ROWS]
    for number, row in enumerate(rows):
        lines: list[Sequence[str]] = [row.cells]
        if number + 1 < len(rows):
            lines.append(heading_texts(rows[number : number + 2]))
        found.update(key for texts in lines for text in texts if (key := _target(text)))
    return tuple(sorted(found))


def _target(text: str) -> str | None:
    return headings.target_in(text) if 2 <= len(text) <= 40 else None


def _header_at(sheet: Sheet, targets: Sequence[str], number: int) -> Header | None:
    """Return the heading that begins in a row a person pointed at, whatever it says."""
    top = next((at for at, row in enumerate(sheet.rows) if row.number == number), None)
    if top is None:
        return None
    names = headings.names(targets)
    one = match_header(sheet.rows[top].cells, names)
    both = match_header(heading_texts(sheet.rows[top : top + 2]), names)
    has_two = len(both) > len(one) and top + 2 < len(sheet.rows)
    return Header(columns=both if has_two else one, top=top, first_row=top + (2 if has_two else 1))


def _changed(header: Header, columns: Mapping[int, str | None]) -> Header:
    """Return a heading with the columns a person chose; each field has one column."""
    chosen = {key: place for place, key in columns.items() if key is not None}
    kept = {
        key: place
        for key, place in header.columns.items()
        if place not in columns and key not in chosen
    }
    left = {place: key for place, key in header.repeated.items() if place not in columns}
    return replace(header, columns=kept | chosen, repeated=left)


def _columns(sheet: Sheet, header: Header) -> tuple[ColumnUse, ...]:
    width = max((len(row.cells) for row in sheet.rows), default=0)
    texts = heading_texts(sheet.rows[header.top : header.first_row])
    fields = {place: key for key, place in header.columns.items()}
    made = []
    for place in range(width):
        heading = " ".join(texts[place].split()) if place < len(texts) else ""
        samples = _samples(sheet, header, place, heading)
        if heading or samples or place in fields:
            made.append(
                ColumnUse(position=place, heading=heading, field=fields.get(place), samples=samples)
            )
    return tuple(made)


def _samples(sheet: Sheet, header: Header, place: int, heading: str) -> tuple[str, ...]:
    """Return the first different texts of a column; its heading again is none."""
    found: dict[str, None] = {}
    for row in sheet.rows[header.first_row :]:
        text = " ".join(row.cell(place).split())
        if text and text != heading:
            found[text[:120]] = None
        if len(found) == _SAMPLES:
            break
    return tuple(found)


def filled_positions(sheet: Sheet, header: Header, among: Collection[int]) -> dict[int, int]:
    """Return in how many rows under the heading each of some positions has a text of its own."""
    counts = dict.fromkeys(among, 0)
    for row in sheet.rows[header.first_row :]:
        for place in among:
            raw = row.raw or row.cells
            if place < len(raw) and raw[place].strip():
                counts[place] += 1
    return {place: count for place, count in counts.items() if count}
