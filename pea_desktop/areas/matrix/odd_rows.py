"""Rows of a book that are no línea: headings of another table, totals, formulas without a value."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from pea_desktop.areas.matrix.fields import target_field, target_year
from pea_desktop.core.findings import Finding, Severity
from pea_desktop.core.grid import number_of
from pea_desktop.core.sheet import Header, Sheet, SheetRow, header_key
from pea_desktop.i18n import _

YEAR_HEADER = re.compile(r"(?:metas? )?(?:al |para |en )?(?:ano )?(20[0-9]{2})")
LEAST = 3
"""How many known headings make a heading."""
_LONGEST_HEADING = 100
_TOTAL = re.compile(
    r"(?:gran |sub ?)?total(?:es)?(?: general(?:es)?)?"
    r"(?: (?:del? |por )?(?:la )?(?:eje|prioridad)(?: [0-9]+)?)?|sumas?"
)


class HeadingKind(Enum):
    """What the heading of a table is to the table that is read."""

    SAME = "same"
    """Its own heading again, every column where it was."""
    OTHER = "other"
    """Another table within its columns."""
    BESIDE = "beside"
    """Another table to its left or right; the row may be a línea all the same."""


@dataclass(frozen=True, kw_only=True)
class Headings:
    """Tells the headings around a table from its rows.

    Attributes:
        known: Compared heading to its key.
        places: Key to position in the table.
        written: Position to the compared texts of the table's heading.
        ids: Positions of the columns an export carries out of sight.
    """

    known: Mapping[str, str]
    places: Mapping[str, int]
    written: Mapping[int, frozenset[str]]
    ids: frozenset[int]

    @classmethod
    def of(
        cls,
        sheet: Sheet,
        header: Header,
        names: Mapping[str, Sequence[str]],
        ids: Collection[str],
    ) -> "Headings":
        """Return them for a table; `ids` are the keys of the columns out of sight."""
        rows = sheet.rows[header.top : header.first_row]
        return cls(
            known={header_key(name): key for key, listed in names.items() for name in listed},
            places=header.columns,
            written={
                place: frozenset(header_key(row.cell(place)) for row in rows)
                for place in header.columns.values()
            },
            ids=frozenset(header.columns[key] for key in ids if key in header.columns),
        )

    def kind_of(self, row: SheetRow) -> HeadingKind | None:
        """Return what heading a row is, None when it is none."""
        found = {place: key for place, text in enumerate(row.cells) if (key := self._key(text))}
        keys = set(found.values())
        if "line" not in keys or any(row.cell(p).strip() and p not in found for p in self.ids):
            return None
        seen = [place for place in self.places.values() if place not in self.ids]
        if len(keys) < LEAST:
            # «Líneas de acción» in its column, and nothing that is no heading.
            own = [place for place in seen if row.cell(place).strip()]
            if found.get(self.places["line"]) != "line" or any(p not in found for p in own):
                return None
        if not any(min(seen) <= place <= max(seen) for place in found):
            return HeadingKind.BESIDE
        return HeadingKind.SAME if self._is_same(row, found) else HeadingKind.OTHER

    def _is_same(self, row: SheetRow, found: Mapping[int, str]) -> bool:
        """Tell whether every column is where it was; further ones to the side do not matter."""
        at_home = {key for place, key in found.items() if self.places.get(key) == place}
        return at_home.issuperset(found.values()) and all(
            key in at_home or header_key(row.cell(place)) in {"", *self.written[place]}
            for key, place in self.places.items()
        )

    def _key(self, text: str) -> str | None:
        if not text or len(text) > _LONGEST_HEADING:
            return None
        compared = header_key(text)
        year = YEAR_HEADER.fullmatch(compared)
        return self.known.get(compared) or (target_field(int(year[1])) if year else None)


def is_total(text: str | None) -> bool:
    """Tell whether a text names a total: «TOTAL», «Subtotal:», «Total del eje 1»."""
    if text is None or len(text) > _LONGEST_HEADING:
        return False
    return _TOTAL.fullmatch(header_key(text)) is not None


def why_no_line(
    row: SheetRow, values: Mapping[str, str | None], unknown: Mapping[str, str]
) -> Finding | None:
    """Return why a row with something in it is no línea, None for a línea.

    Args:
        row: The row as read.
        values: Field to text.
        unknown: The fields whose value the book does not tell.
    """
    texts = [text for text in values.values() if text is not None]
    if not texts:
        return _without_values(row) if unknown else _without_content(row)
    if is_total(values.get("line")):
        return _total(row)
    if any(target_year(key) is None for key in unknown):
        return None
    if any(is_total(text) for text in texts):
        rest = [text for text in texts if not is_total(text)]
        return _total(row) if all(number_of(text) is not None for text in rest) else None
    return _only_numbers(row) if all(number_of(text) is not None for text in texts) else None


def heading_again(row: SheetRow) -> Finding:
    """Return the remark that the heading comes again, with its columns where they were."""
    return _warning(
        "encabezado_repetido",
        _(
            "La fila {row} repite el encabezado de la tabla: no se importa, y las filas que siguen "
            "se leen como parte de la misma matriz."
        ).format(row=row.number),
        _("Si debajo hay otra matriz, impórtela en un libro aparte."),
    )


def table_below(row: SheetRow, left_out: int) -> Finding:
    """Return the remark that another table begins, and that its rows are not read."""
    return _warning(
        "tabla_sin_leer",
        _(
            "En la fila {row} empieza otra tabla con las columnas en otro orden: no se importa "
            "ninguna de sus filas ({count})."
        ).format(row=row.number, count=left_out),
        _("Deje una sola matriz en la hoja, o impórtela en un libro aparte."),
    )


def table_above(row: SheetRow, read: SheetRow) -> Finding:
    """Return the remark that a table comes before the one that is read."""
    return _warning(
        "tabla_sin_leer",
        _(
            "En la fila {row} empieza otra tabla y no se importa: se leyó la de la fila {read}."
        ).format(row=row.number, read=read.number),
        _("Deje una sola matriz en la hoja, o impórtela en un libro aparte."),
    )


def table_beside(row: SheetRow) -> Finding:
    """Return the remark that there is a table to one side, and that it is not read."""
    return _warning(
        "tabla_sin_leer",
        _("En la fila {row} empieza otra tabla al lado de la matriz y no se importa.").format(
            row=row.number
        ),
        _("Deje una sola matriz en la hoja, o impórtela en un libro aparte."),
    )


def repeated_columns(row: SheetRow, header: Header) -> Iterable[Finding]:
    """Yield what is remarked about headings that come twice in the heading's last row."""
    keys = set(header.repeated.values())
    if len(keys) >= LEAST and "line" in keys:
        yield table_beside(row)
        return
    for place, key in header.repeated.items():
        yield _warning(
            "columna_repetida",
            _(
                "La columna «{column}» viene más de una vez: se leyó la {read} y no se importa la "
                "{left}."
            ).format(
                column=" ".join(row.cell(place).split()),
                read=column_letters(header.columns[key]),
                left=column_letters(place),
            ),
            _("Deje una sola en el libro."),
        )


def hidden_column(name: str, place: int) -> Finding:
    """Return the remark that a column out of sight is imported."""
    return Finding(
        code="columna_oculta",
        severity=Severity.WARNING,
        column=name,
        sentence=_(
            "La columna «{column}» ({letter}) está oculta en el libro y también se importa."
        ).format(column=name, letter=column_letters(place)),
        fix=_("Muéstrela en el libro y revise lo que tiene."),
    )


def column_letters(place: int) -> str:
    """Return how a spreadsheet program calls a position, from 0: 0 is «A», 26 is «AA»."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _without_content(row: SheetRow) -> Finding:
    return Finding(
        code="fila_sin_contenido",
        severity=Severity.INFO,
        sentence=_(
            "La fila {row} del libro no tiene línea, indicador ni metas y no se importa: «{text}»."
        ).format(row=row.number, text=_first_text(row)),
    )


def _without_values(row: SheetRow) -> Finding:
    return _warning(
        "fila_sin_valores",
        _(
            "La fila {row} del libro solo tiene fórmulas sin valor calculado o celdas con error y "
            "no se importa."
        ).format(row=row.number),
        _("Abra el libro en Excel, corrija los errores, guárdelo e impórtelo de nuevo."),
    )


def _total(row: SheetRow) -> Finding:
    return _warning(
        "fila_de_totales",
        _("La fila {row} del libro es un total y no se importa: «{text}».").format(
            row=row.number, text=_first_text(row)
        ),
    )


def _only_numbers(row: SheetRow) -> Finding:
    return _warning(
        "fila_de_numeros",
        _(
            "La fila {row} del libro solo tiene números, sin línea ni indicador, y no se importa: "
            "«{text}»."
        ).format(row=row.number, text=_first_text(row)),
        _("Si es una línea, escriba su texto."),
    )


def _first_text(row: SheetRow) -> str:
    text = next((text for text in row.raw if text.strip()), "")
    return " ".join(text.split())[:80]


def _warning(code: str, sentence: str, fix: str | None = None) -> Finding:
    return Finding(code=code, severity=Severity.WARNING, sentence=sentence, fix=fix)
