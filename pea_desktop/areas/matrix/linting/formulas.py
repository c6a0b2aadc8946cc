"""Rules about formulas (W3): what is divided by what, and whether it can be read at all."""

import re
from collections.abc import Iterator
from typing import Final

from pea_desktop.areas.matrix.formula import (
    Formula,
    FormulaError,
    Fraction,
    Node,
    Operation,
    as_fraction,
    parse,
)
from pea_desktop.areas.matrix.formula.tree import quotient, show
from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.areas.matrix.linting.context import Sheet, short
from pea_desktop.areas.matrix.linting.words import (
    counts_received,
    folded,
    is_inverted,
    is_percent,
    read_formula,
    same_kind,
    value,
)
from pea_desktop.core.findings import Finding, Fix, Severity
from pea_desktop.i18n import _

_YEAR: Final = re.compile(r"\b(?:19|20)[0-9]{2}\b")


def unreadable(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """A formula with a parenthesis too many or too few, or that says nothing to compute."""
    text = value(row.formula)
    if text is None:
        return
    try:
        parse(text)
    except FormulaError as error:
        said = str(error)
        balance = _balance(text)
        yield sheet.remark(
            Severity.ERROR if balance else Severity.WARNING,
            "parentesis" if balance else "formula_ilegible",
            row,
            "formula",
            _("la fórmula no se puede leer. {reason}").format(reason=said),
            _("Corríjala: por ejemplo «(A / B) × 100»."),
            _repaired(row, balance),
        )


def _balance(text: str) -> int:
    return sum(map(text.count, "([{")) - sum(map(text.count, ")]}"))


def _repaired(row: LineRow, balance: int) -> tuple[Fix, ...]:
    """Offer the missing parenthesis where putting it at an end makes a formula of the text."""
    text = row.formula or ""
    if balance not in (1, -1):
        return ()
    made = text.rstrip() + ")" if balance == 1 else "(" + text.lstrip()
    if as_fraction(made) is None:
        return ()
    return (Fix(label=_("Poner el paréntesis"), row_id=row.id, changes=(("formula", made),)),)


def without_denominator(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """A percentage that divides nothing cannot be one."""
    formula = read_formula(row)
    if formula is None or not is_percent(row) or formula.divides:
        return
    yield sheet.remark(
        Severity.ERROR,
        "sin_denominador",
        row,
        "formula",
        _("un porcentaje divide una parte entre un total y a esta fórmula le falta el total."),
        _("Agregue el denominador: «/ Número de …»."),
    )


def _fraction(row: LineRow) -> tuple[Formula, Fraction] | None:
    formula = read_formula(row)
    if formula is None or formula.fraction is None:
        return None
    return formula, formula.fraction


def same_above_and_below(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """A thing divided by itself is always one."""
    read = _fraction(row)
    parts = quotient(read[0].root) if read else None
    if parts is None or show(parts[0]) != show(parts[1]):
        return
    yield sheet.remark(
        Severity.ERROR,
        "numerador_igual",
        row,
        "formula",
        _("el numerador y el denominador son lo mismo, así que siempre da lo mismo."),
        _("Escriba abajo el total contra el que se compara."),
    )


def inverted(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """What came in over what was done with it falls the more is done."""
    read = _fraction(row)
    if read is None or not is_inverted(read[1].numerator, read[1].denominator):
        return
    above, below, _factor = read[1]
    turned = _turned(row.formula or "", above, below)
    label = _("Intercambiar numerador y denominador")
    fix = Fix(label=label, row_id=row.id, changes=(("formula", turned or ""),))
    yield sheet.remark(
        Severity.ERROR,
        "razon_invertida",
        row,
        "formula",
        _(
            "la razón parece invertida: «{above}» es el total y está arriba; así, mientras más se "
            "hace, menos da."
        ).format(above=short(above)),
        _("Intercambie numerador y denominador."),
        (fix,) if turned else (),
    )


def _turned(text: str, above: str, below: str) -> str | None:
    """Return a formula with two of its phrases exchanged where they stand, the rest as typed.

    None where one is not found, or more than once.
    """
    other = {above: below, below: above}
    longest_first = sorted(other, key=len, reverse=True)
    made, count = re.subn(
        "|".join(map(re.escape, longest_first)), lambda found: other[found[0]], text
    )
    return made if count == len(other) else None


def received_above(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """What others send in is no work done; whether it is meant, only a person knows."""
    read = _fraction(row)
    if read is None or not counts_received(read[1].numerator):
        return
    if is_inverted(read[1].numerator, read[1].denominator):
        return
    yield sheet.remark(
        Severity.WARNING,
        "razon_recibidas",
        row,
        "formula",
        _(
            "el numerador cuenta lo que se recibe o se solicita («{above}»), no lo que se hace: "
            "revíselo."
        ).format(above=short(read[1].numerator)),
        _("Si se trata de lo hecho, escriba «realizadas» o «atendidas»."),
    )


def different_units(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """A percentage compares a part with its own whole."""
    read = _fraction(row)
    if read is None or not is_percent(row):
        return
    above, below, _factor = read[1]
    if same_kind(above, below):
        return
    yield sheet.remark(
        Severity.WARNING,
        "unidades_distintas",
        row,
        "formula",
        _(
            "arriba y abajo se cuentan cosas distintas («{above}» y «{below}»), y un porcentaje "
            "compara una parte con su total."
        ).format(above=short(above), below=short(below)),
        _("Cuente lo mismo arriba y abajo, o cambie la unidad de medida."),
    )


def over_a_hundred(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """A percentage whose upper part is not within the lower one may pass 100 %."""
    read = _fraction(row)
    if read is None or not is_percent(row):
        return
    above, below = folded(read[1].numerator), folded(read[1].denominator)
    years = set(_YEAR.findall(above)), set(_YEAR.findall(below))
    parts = quotient(read[0].root)
    holds = parts is not None and _adds(parts[0], show(parts[1]))
    of_other_years = bool(years[0] and years[1] and years[0] != years[1])
    piled = "acumulad" in above and "acumulad" not in below and " total" not in f" {below}"
    if not (holds or of_other_years or piled):
        return
    yield sheet.remark(
        Severity.INFO,
        "mas_de_cien",
        row,
        "formula",
        _("puede dar más de 100 %, porque lo de arriba no es parte de lo de abajo."),
        _("Si no se espera, acote el numerador."),
    )


def _adds(node: Node, whole: str) -> bool:
    """Return whether an expression is a sum one of whose terms is `whole`."""
    if not isinstance(node, Operation) or node.sign != "+":
        return False
    return whole in (show(node.left), show(node.right)) or _adds(node.left, whole)


def other_factor(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """A share becomes a percentage when it is multiplied by 100."""
    read = _fraction(row)
    if read is None or not is_percent(row):
        return
    factor = read[1].factor.rstrip("% ")
    if factor == "100" or (not factor and _adds_up_to_percent(read[0])):
        return
    said = (
        _("la fórmula multiplica por {factor}, y un porcentaje se obtiene por 100.")
        if factor
        else _("la fórmula no multiplica por 100 y su resultado va de 0 a 1, no en porcentaje.")
    )
    text = f"({read[1].numerator}/{read[1].denominator})*100"
    fix = Fix(label=_("Multiplicar por 100"), row_id=row.id, changes=(("formula", text),))
    fixes = (fix,) if _says_only_a_formula(read[0]) else ()
    yield sheet.remark(
        Severity.WARNING,
        "factor_no_cien",
        row,
        "formula",
        said.format(factor=factor),
        _("Multiplique por 100."),
        fixes,
    )


def _says_only_a_formula(formula: Formula) -> bool:
    """Return whether rewriting a formula loses nothing: no name of its result, no «donde A = …»."""
    return "=" not in formula.text and "onde" not in formula.text


def _adds_up_to_percent(formula: Formula) -> bool:
    """Return whether percentages are divided: their quotient needs no factor to be compared."""
    return any(
        "%" in variable.name or "orcentaje" in variable.name for variable in formula.variables
    )


def in_latex(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    r"""A scan leaves formulas as \frac{}{}, which nobody reads on paper."""
    if not row.formula or "\\" not in row.formula:
        return
    formula = read_formula(row)
    if formula is None:
        return
    names = {variable.symbol: variable.name for variable in formula.variables}
    fraction = formula.fraction
    plain = show(formula.root, names)
    label = _("Escribirla en palabras")
    if fraction is not None:
        factor = f" × {fraction.factor}" if fraction.factor else ""
        plain = f"({fraction.numerator} / {fraction.denominator}){factor}"
    yield sheet.remark(
        Severity.INFO,
        "formula_en_latex",
        row,
        "formula",
        _("la fórmula está escrita en LaTeX, como la deja un escaneo."),
        _("Escríbala en palabras."),
        (Fix(label=label, row_id=row.id, changes=(("formula", plain),)),)
        if _says_only_a_formula(formula)
        else (),
    )


RULES: Final = (
    unreadable,
    without_denominator,
    same_above_and_below,
    inverted,
    received_above,
    different_units,
    over_a_hundred,
    other_factor,
    in_latex,
)
