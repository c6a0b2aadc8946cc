"""Rows of a book whose cells slipped into the column beside: what is proposed, never done alone.

What a cell says tells what it is (a frequency, a formula, a figure…); a row is re-aligned when its
cells fit the headings clearly better after closing a blank one, or opening one.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache

from pea_desktop.areas.matrix.consulting import institutions_in
from pea_desktop.areas.matrix.fields import target_year
from pea_desktop.core.grid import empty_reason, number_of
from pea_desktop.core.sheet import SheetRow, header_key
from pea_desktop.core.text import split_number
from pea_desktop.i18n import _

_LEAST_GAIN = 3
"""How much better a row must fit before anything is proposed."""
_FREQUENCY = re.compile(
    r"(?:bi|tri|cuatri|semi)?(?:anual|annual|mestral|mensual|semanal|diari[ao])(?:mente)?"
    r"|bimestral|trimestral|cuatrimestral|semestral|quinquenal|bienal|sexenal|permanente|unica vez"
)
_TYPE = re.compile(
    r"porcentaje|porcentual|indice|tasa(?: de variacion)?|numero|numeric[oa]|razon|promedio"
    r"|absolut[oa]|proporcion|variacion|cantidad|cualitativ[oa]|cuantitativ[oa]"
)
_INDICATOR = re.compile(
    r"(?:porcentaje|numero|tasa|indice|proporcion|promedio|cantidad|razon|total) (?:de|del|promedio"
    r"|en) .+"
)
_OPERATOR = re.compile(r"[/÷×*∑=]|\\frac")
_QUANTITY = re.compile(r"100|n[uú]mero|total|\\frac|∑|[(\[]", re.IGNORECASE)


class _Kind(Enum):
    """What a cell seems to be."""

    BLANK = auto()
    AXIS = auto()
    PRIORITY = auto()
    INDICATOR = auto()
    REMARK = auto()
    TYPE = auto()
    FORMULA = auto()
    FREQUENCY = auto()
    NUMBER = auto()
    TEXT = auto()


_PRECISE = {_Kind.TYPE, _Kind.FORMULA, _Kind.FREQUENCY, _Kind.NUMBER}
"""What is hardly ever meant for another column."""
_OWN: Mapping[str, tuple[_Kind, ...]] = {
    "axis": (_Kind.AXIS,),
    "priority": (_Kind.PRIORITY,),
    "line": (_Kind.TEXT,),
    "indicator": (_Kind.INDICATOR,),
    "interpretation": (_Kind.REMARK,),
    "type": (_Kind.TYPE,),
    "formula": (_Kind.FORMULA,),
    "frequency": (_Kind.FREQUENCY,),
    "target": (_Kind.NUMBER,),
}
_ALSO: Mapping[str, tuple[_Kind, ...]] = {
    "axis": (_Kind.TEXT,),
    "priority": (_Kind.TEXT,),
    "indicator": (_Kind.TEXT, _Kind.TYPE),
    "interpretation": (_Kind.TEXT, _Kind.INDICATOR),
    "line": (_Kind.INDICATOR,),
    "frequency": (_Kind.TEXT,),
}
"""What a column may hold too, without telling anything."""


@dataclass(frozen=True, kw_only=True)
class Realignment:
    """One row that seems to have slipped: its cells as they are and as they would be read.

    Attributes:
        row: The number the spreadsheet program shows beside it.
        reason: What is odd about it, a sentence.
        before: Field to text as it is, where it would change.
        after: Field to text as it would be read, for the same fields.
        left_out: A text that would have no column; it stays with the raw cells.
        accepted: Whether a person accepted it.
    """

    row: int
    reason: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    left_out: str = ""
    accepted: bool = False


Test = Callable[[str], bool]


class Realigner:
    """Looks at the rows of one table in their order."""

    def __init__(
        self,
        places: Mapping[str, int],
        end: int,
        is_axis: Test,
        is_priority: Test,
        *,
        fills: bool,
    ) -> None:
        """Take in where the table is.

        Args:
            places: Field to its position.
            end: Position after the last that may belong to the table.
            is_axis: Tells whether a text is an eje of the policy.
            is_priority: Tells whether a text is a prioridad of the policy.
            fills: Whether a row without prioridad may mean the one above: no cell is merged.
        """
        self._places = places
        self._fields = {place: key for key, place in places.items()}
        self._start, self._end = min(places.values(), default=0), end
        self._is_axis, self._is_priority = lru_cache(4096)(is_axis), lru_cache(4096)(is_priority)
        self._kind = lru_cache(4096)(self._kind_of)
        self._fills = fills
        self._above = {"axis": "", "priority": ""}
        self._is_under_heading = False

    def propose(self, row: SheetRow) -> tuple[SheetRow, Realignment] | None:
        """Return a row as it would be read re-aligned, and the proposal; None where it fits."""
        if self._is_heading(row):
            self._above["priority"] = self._text(row, "line")
            self._is_under_heading = True
            return None
        moved = self._shifted(row)
        reasons = [_("las celdas están recorridas una columna")] if moved is not row else []
        edits, left_out, why = self._misplaced(moved)
        reasons += why
        edits |= self._filled(moved, edits, reasons)
        made = _with_texts(moved, {self._places[key]: text for key, text in edits.items()})
        if not reasons:
            return None
        before = {key: self._text(row, key) for key in self._places}
        after = {key: self._text(made, key) for key in self._places}
        changed = [key for key in self._places if before[key] != after[key]]
        proposal = Realignment(
            row=row.number,
            reason=_("Fila {row}: {reasons}.").format(row=row.number, reasons="; ".join(reasons)),
            before={key: before[key] for key in changed},
            after={key: after[key] for key in changed},
            left_out=left_out,
        )
        return made, proposal

    def note(self, row: SheetRow) -> None:
        """Note a row as it is finally read, for what the rows below it may lack."""
        for key in self._above:
            text = self._text(row, key)
            if text:
                self._above[key] = text

    def _text(self, row: SheetRow, key: str) -> str:
        place = self._places.get(key)
        if place is None or (place in row.across and key not in self._above):
            return ""
        return row.cell(place).strip()

    def _is_heading(self, row: SheetRow) -> bool:
        """Tell whether all the row holds is a prioridad, in the column of the línea."""
        others = (key for key in self._places if key not in ("line", "axis"))
        is_alone = not any(self._text(row, key) for key in others)
        return is_alone and self._names_priority(self._text(row, "line"))

    def _names_priority(self, text: str) -> bool:
        return split_number(text)[0] is not None and self._is_priority(text)

    # -- cells one column further

    def _shifted(self, row: SheetRow) -> SheetRow:
        now, misfits = self._fit([row.cell(place) for place in range(self._end)])
        if not misfits:
            return row
        best, most = row, now + _LEAST_GAIN - 1
        for order in self._orders(row):
            texts = ["" if place is None else row.cell(place) for place in order]
            fit, left = self._fit(texts)
            if left < misfits and fit > most:
                best, most = _reordered(row, order), fit
        return best

    def _orders(self, row: SheetRow) -> Iterable[list[int | None]]:
        """Yield the ways to close a blank cell or to open one; None is a blank cell."""
        places: list[int | None] = list(range(self._end))
        own = row.raw or row.cells
        for at in range(self._start, self._end):
            # A blank under a merged eje or prioridad is no room.
            if not row.cell(at).strip() and not (at < len(own) and own[at].strip()):
                yield [*places[:at], *places[at + 1 :], None]
        if not row.cell(self._end - 1).strip():
            for at in range(self._start, self._end - 1):
                yield [*places[:at], None, *places[at:-1]]

    def _fit(self, texts: Sequence[str]) -> tuple[float, int]:
        """Return how well texts fit the headings, and how many clearly do not."""
        total, misfits = 0.0, 0
        for place in range(self._start, self._end):
            kind = self._kind(texts[place])
            if kind is _Kind.BLANK:
                continue
            value = self._value(self._fields.get(place), kind)
            total += value
            misfits += value < 0
        return total, misfits

    def _value(self, key: str | None, kind: _Kind) -> float:
        if key is None:
            return -1
        column = "target" if target_year(key) is not None else key
        if column not in _OWN:
            return 0
        if kind in _OWN[column]:
            return 1 if kind is _Kind.TEXT else 2
        if kind in _ALSO.get(column, ()):
            return 0
        return -2 if kind in _PRECISE or column in ("target", "formula") else -1

    def _kind_of(self, text: str) -> _Kind:
        text = text.strip()
        if not text or empty_reason(text) is not None:
            return _Kind.BLANK
        compared = header_key(text[:200])
        if number_of(text) is not None:
            return _Kind.NUMBER
        tests: tuple[tuple[_Kind, object], ...] = (
            (_Kind.FREQUENCY, _FREQUENCY.fullmatch(compared)),
            (_Kind.TYPE, _TYPE.fullmatch(compared)),
            (_Kind.FORMULA, _is_formula(text)),
            (_Kind.REMARK, institutions_in(text)),
            (_Kind.PRIORITY, self._names_priority(text)),
            (_Kind.AXIS, split_number(text)[0] is not None and self._is_axis(text)),
            (_Kind.INDICATOR, _INDICATOR.fullmatch(compared)),
        )
        return next((kind for kind, found in tests if found), _Kind.TEXT)

    # -- ejes and prioridades out of their column

    def _misplaced(self, row: SheetRow) -> tuple[dict[str, str], str, list[str]]:
        """Return the fields to change, the text left without a column, and why."""
        axis, priority = self._text(row, "axis"), self._text(row, "priority")
        line = self._text(row, "line")
        if axis and "priority" in self._places:
            number, rest = split_number(axis)
            whole = f"{number}. {priority}"
            if number and not rest and split_number(priority)[0] is None:
                if priority and self._is_priority(whole):
                    why = _("el número de la prioridad está en la columna del eje")
                    return {"axis": "", "priority": whole}, "", [why]
            elif self._names_priority(axis) and not self._is_axis(axis):
                left = priority if priority != axis else ""
                why = _("la prioridad está en la columna del eje")
                return {"axis": "", "priority": axis}, left, [why]
        if self._names_priority(line) and priority in ("", line) and "priority" in self._places:
            why = _("en la columna de la línea está su prioridad; el texto de la línea falta")
            return {"priority": line, "line": ""}, "", [why]
        return {}, "", []

    def _filled(
        self, row: SheetRow, edits: Mapping[str, str], reasons: list[str]
    ) -> dict[str, str]:
        """Return the prioridad of the row above where this one has none, else its eje."""
        if not any(self._text(row, key) for key in self._content()):
            return {}
        priority = edits.get("priority") or self._text(row, "priority")
        above = self._above["priority"]
        is_open = self._fills or self._is_under_heading
        if priority:
            self._is_under_heading = False
        elif is_open and "priority" in self._places and above and self._is_priority(above):
            reasons.append(_("no trae prioridad, que puede ser la de arriba"))
            return {"priority": above}
        axis, above = edits.get("axis") or self._text(row, "axis"), self._above["axis"]
        if priority or axis or not self._fills or "axis" not in self._places:
            return {}
        if not self._is_axis(above):
            return {}
        reasons.append(_("no trae eje, que puede ser el de arriba"))
        return {"axis": above}

    def _content(self) -> list[str]:
        return [key for key in self._places if key not in self._above]


def _is_formula(text: str) -> bool:
    # «Víctimas y/o testigos» divides nothing.
    bare = re.sub(r"\b[yY]/[oO]\b", "", text)
    return bool(_OPERATOR.search(bare) and _QUANTITY.search(bare))


def _reordered(row: SheetRow, order: Sequence[int | None]) -> SheetRow:
    """Return a row with each position's cell taken from another; those beyond stay."""
    to = {source: place for place, source in enumerate(order) if source is not None}
    width = max(len(row.cells), len(order))

    def moved(places: Iterable[int]) -> dict[int, int]:
        return {place: to.get(place, place) for place in places if place in to or place >= width}

    texts = ["" if place is None else row.cell(place) for place in order]
    # Where the eje comes from above, what follows it keeps coming from the left.
    return replace(
        row,
        cells=(*texts, *row.cells[len(order) :]),
        yellow=frozenset(moved(row.yellow).values()),
        across=frozenset(moved(row.across).values()),
        unknown={place: row.unknown[old] for old, place in moved(row.unknown).items()},
    )


def _with_texts(row: SheetRow, texts: Mapping[int, str]) -> SheetRow:
    if not texts:
        return row
    cells = [texts.get(place, text) for place, text in enumerate(row.cells)]
    cells += [texts.get(place, "") for place in range(len(cells), max(texts) + 1)]
    return replace(row, cells=tuple(cells), across=row.across - texts.keys())
