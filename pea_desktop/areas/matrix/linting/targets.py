"""Rules about metas: how they are written, whether they move, and against what (W4, W5)."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from pea_desktop.areas.matrix.codes import Direction, TargetBehaviour
from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.areas.matrix.linting.context import Sheet, short
from pea_desktop.areas.matrix.linting.words import is_percent, value
from pea_desktop.core.findings import Finding, Fix, Severity
from pea_desktop.core.grid import number_of, show_number
from pea_desktop.i18n import _


def _field(year: int) -> str:
    return f"targets.{year}"


def _known(row: LineRow) -> dict[int, Decimal]:
    """Return the targets that are numbers, by year."""
    return {year: number for year, number in row.targets.items() if number is not None}


def not_a_number(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """A target that says no number cannot be compared with anything."""
    for year, text in row.targets_text.items():
        typed = value(text)
        if typed is None or number_of(typed) is not None or _with_comma(typed) is not None:
            continue
        yield sheet.remark(
            Severity.WARNING,
            "meta_no_numerica",
            row,
            _field(year),
            _("la meta «{text}» no es un número y no se podrá comparar.").format(text=short(typed)),
            _("Escriba el número; lo demás va en la interpretación."),
        )


def _with_comma(text: str) -> str | None:
    """Return «1,0» with a point; None for what is no such number."""
    bare = text.strip().rstrip("% ")
    whole, comma, rest = bare.partition(",")
    if comma and whole.isdecimal() and rest.isdecimal() and 0 < len(rest) < 3:
        return f"{whole}.{rest}"
    return None


def with_a_comma(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """«1,0» may be one or ten (in Mexico a comma separates thousands), or in percent the whole."""
    for year, text in row.targets_text.items():
        point = _with_comma(text or "")
        if text is None or point is None:
            continue
        sign = "%" if "%" in text else ""
        answers = [point + sign, point.replace(".", "") + sign]
        if not sign and is_percent(row) and 0 < Decimal(point) <= 1:
            answers = [show_number(Decimal(point) * 100), f"{show_number(Decimal(point))}%"]
        yield sheet.remark(
            Severity.WARNING,
            "meta_ambigua",
            row,
            _field(year),
            _("«{text}» puede ser {first} o {second}: ¿cuál es?").format(
                text=text.strip(), first=answers[0], second=answers[1]
            ),
            _("Escríbala con punto decimal."),
            tuple(
                Fix(
                    label=_("Es {number}").format(number=answer),
                    row_id=row.id,
                    changes=((_field(year), answer),),
                )
                for answer in answers
            ),
        )


def one_or_a_hundred(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """In percent, «1.0» may be one per cent or the whole."""
    if not is_percent(row):
        return
    texts = {year: text or "" for year, text in row.targets_text.items()}
    unsure = {
        year: number
        for year, number in _known(row).items()
        if 0 < number <= 1 and "%" not in texts[year]
    }
    if not unsure:
        return
    shares = tuple((_field(year), show_number(number * 100)) for year, number in unsure.items())
    small = tuple((_field(year), f"{show_number(number)}%") for year, number in unsure.items())
    first = min(unsure)
    yield sheet.remark(
        Severity.WARNING,
        "meta_ambigua",
        row,
        _field(first),
        _("en porcentaje, «{text}» puede ser {small} o {share} %: ¿cuál es?").format(
            text=texts[first].strip(), small=small[0][1], share=shares[0][1]
        ),
        _("Escriba el porcentaje entero o con su signo."),
        (
            Fix(label=_("Es {text} %").format(text=shares[0][1]), row_id=row.id, changes=shares),
            Fix(label=_("Es {text}").format(text=small[0][1]), row_id=row.id, changes=small),
        ),
    )


def written_as_text(sheet: Sheet) -> Iterator[Finding]:
    """«100%» in one row and «100» in the next are one value written two ways."""
    plain = any(
        text and "%" not in text and number_of(text) is not None
        for row in sheet.rows
        for text in row.targets_text.values()
    )
    if not plain:
        return
    for row in sheet.rows:
        signed = {
            year: number
            for year, number in _known(row).items()
            if "%" in (row.targets_text[year] or "")
        }
        if not signed:
            continue
        first = min(signed)
        changes = tuple((_field(year), show_number(number)) for year, number in signed.items())
        # Without its sign «0.5%» would be a question again.
        sure = all(number > 1 or number == 0 for number in signed.values()) and is_percent(row)
        label = _("Escribirla sin el signo: {text}").format(text=changes[0][1])
        yield sheet.remark(
            Severity.INFO,
            "meta_como_texto",
            row,
            _field(first),
            _(
                "la meta se escribió «{text}», con su signo, y otras líneas llevan el número."
            ).format(text=(row.targets_text[first] or "").strip()),
            _("Escriba sólo el número; el % va en la unidad de medida."),
            (Fix(label=label, row_id=row.id, changes=changes),) if sure else (),
        )


def flat(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """Equal targets every year show no progress, unless keeping up is what is meant (W4)."""
    numbers = list(_known(row).values())
    constant = (
        row.direction == Direction.CONSTANT or row.target_behaviour == TargetBehaviour.CONSTANT
    )
    if len(numbers) < 2 or len(set(numbers)) > 1 or constant:
        return
    top = is_percent(row) and numbers[0] == 100
    said = (
        _("todas las metas son {number}, el máximo. ¿La línea base ya es 100?")
        if top
        else _("todas las metas son {number} y no muestran avance.")
    )
    yield sheet.remark(
        Severity.INFO,
        "metas_planas",
        row,
        _field(min(_known(row))),
        said.format(number=show_number(numbers[0])),
        _("Si así debe ser, indique que la meta es constante."),
    )


def over_the_whole(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """A share of a whole ends at 100 %."""
    if not is_percent(row):
        return
    for year, number in _known(row).items():
        if number > 100:
            yield sheet.remark(
                Severity.WARNING,
                "meta_mayor_a_cien",
                row,
                _field(year),
                _("la meta es {number} % y el porcentaje de un total no pasa de 100.").format(
                    number=show_number(number)
                ),
                _("Revise la meta, o cambie la unidad si mide una variación."),
            )
            return


def against_direction(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """Targets that go the other way than the indicator is to go (W5)."""
    known = _known(row)
    for (_before, earlier), (year, later) in pairwise(known.items()):
        if row.direction == Direction.ASCENDING and later < earlier:
            said = _("el sentido es ascendente y la meta baja de {earlier} a {later}.")
        elif row.direction == Direction.DESCENDING and later > earlier:
            said = _("el sentido es descendente y la meta sube de {earlier} a {later}.")
        elif row.direction == Direction.CONSTANT and later != earlier:
            said = _("el sentido es constante y la meta cambia de {earlier} a {later}.")
        else:
            continue
        yield sheet.remark(
            Severity.WARNING,
            "metas_contra_sentido",
            row,
            _field(year),
            said.format(earlier=show_number(earlier), later=show_number(later)),
            _("Corrija la meta o el sentido."),
        )
        return


def not_above_baseline(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """The last target is to improve on where things stand today (W5)."""
    known, base = _known(row), number_of(row.baseline)
    if not known or base is None:
        return
    year = max(known)
    last = known[year]
    rises = row.direction == Direction.ASCENDING and last <= base
    falls = row.direction == Direction.DESCENDING and last >= base
    if not (rises or falls):
        return
    yield sheet.remark(
        Severity.WARNING,
        "meta_no_mejora",
        row,
        _field(year),
        _("la última meta ({last}) no mejora la línea base ({base}).").format(
            last=show_number(last), base=show_number(base)
        ),
        _("Corrija la meta, la línea base o el sentido."),
    )


ROW_RULES: Final = (
    not_a_number,
    with_a_comma,
    one_or_a_hundred,
    flat,
    over_the_whole,
    against_direction,
    not_above_baseline,
)
MATRIX_RULES: Final = (written_as_text,)
