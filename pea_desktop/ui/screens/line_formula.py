"""The formula of an indicator, built from its parts and tried with sample values."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pea_desktop.areas import matrix
from pea_desktop.areas.matrix import IndicatorVariable, LineRow
from pea_desktop.areas.matrix.formula import Formula, FormulaError, parse
from pea_desktop.areas.matrix.formula.tree import Operation
from pea_desktop.areas.matrix.linting.words import is_percent
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import empty_reason, number_of, show_number
from pea_desktop.i18n import _
from pea_desktop.ui.kit.forms import Form
from pea_desktop.ui.kit.theme import Theme
from pea_desktop.ui.kit.widgets import label, set_kind
from pea_desktop.ui.screens.line_actions import EDIT_VARIABLES, LineActions
from pea_desktop.ui.screens.line_drawing import FormulaBox
from pea_desktop.ui.screens.line_rows import RowColumn, RowTable

FORMULA: Final = "formula"
_ABOVE, _BELOW, _FACTOR = "above", "below", "factor"
# The example everybody knows: 8 of 10 are 80 %.
_SAMPLES: Final = ("8", "10")
_OTHER_SAMPLE: Final = "1"
_USUAL_FACTOR: Final = "100"


def compose(above: str, below: str, factor: str) -> str:
    """Return the text of a division: «(Número de A/Número de B)*100».

    Raises:
        PeaError: The parts make no formula.
    """
    above, below, factor = (" ".join(part.split()) for part in (above, below, factor))
    if not below:
        text = above
    elif not above:
        raise PeaError(_("Escriba qué se cuenta: va arriba de la división."))
    else:
        text = f"({_part(above)}/{_part(below)})"
    made = f"{text}*{factor}" if factor and text else text
    if made:
        parse(made)
    return made


def _part(text: str) -> str:
    """Put in parentheses what would come apart beside a division."""
    try:
        root = parse(text).root
    except FormulaError:
        return f"({text})"
    return f"({text})" if isinstance(root, Operation) else text


class FormulaEditor(QWidget):
    """Numerator, denominator and factor; the text as typed; its variables; a live example.

    Args:
        actions: what writes the variables.
        write: stores a field of the línea: (field, text).
        columns: how many fields stand side by side.
    """

    def __init__(
        self, actions: LineActions, write: Callable[[str, str], None], columns: int = 2
    ) -> None:
        super().__init__()
        self._columns = columns
        self._actions = actions
        self._write_field = write
        self._row: LineRow | None = None
        self._formula: Formula | None = None
        self._samples: dict[str, str] = {}
        self._split = ("", "")
        self._lay_out()

    def show_line(self, row: LineRow) -> None:
        """Show the formula of a línea."""
        is_same = self._row is not None and self._row.id == row.id
        if not is_same:
            self._samples = {}
        self._row = row
        self._formula, problem = None, ""
        text = row.formula or ""
        if text and not empty_reason(text):
            try:
                self._formula = parse(text)
            except FormulaError as error:
                problem = str(error)
        self.drawn.show_formula(text)
        self.drawn.setVisible(bool(text))
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.form.set_values({FORMULA: text}, keep_typed=is_same)
        if (row.id, text) != self._split:
            # Half a division, typed and not yet written, stays as long as the formula does.
            self._split = (row.id, text)
            self.parts.set_values(self._parts_of(text), keep_typed=is_same)
        self._show_variables(row)
        self._show_example()

    def write_all(self) -> bool:
        """Write what is still being typed; False when it was refused."""
        return all(part.write_all() for part in (self.parts, self.form, self.variables))

    def _lay_out(self) -> None:
        theme = Theme.of_application()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        self.drawn = FormulaBox()
        self._problem = label("", "errortext")
        self.parts = Form(self._write_part, columns=self._columns)
        self.parts.add_text(_ABOVE, _("Arriba (lo que se logra)"), lines=(1, 4))
        self.parts.add_text(_BELOW, _("Abajo (de cuánto)"), lines=(1, 4))
        self.parts.add_line(_FACTOR, _("Multiplicado por"))
        self.form = Form(self._write_field)
        self.form.add_text(FORMULA, _("Fórmula como se escribió"), lines=(1, 5), reasons=True)
        self.variables = RowTable(
            (
                RowColumn("symbol", _("Letra"), 0, is_shown_only=True),
                RowColumn("name", _("Variable"), 4, is_shown_only=True),
                RowColumn("description", _("Descripción"), 3),
                RowColumn("unit", _("Unidad"), 2),
                RowColumn("source", _("Fuente"), 3),
                RowColumn("sample", _("Ejemplo"), 1),
            ),
            _("Variable {number}"),
            empty=_("Escriba la fórmula para ver sus variables."),
        )
        self.variables.save = self._save_variable
        self.example = label("", "strong", selectable=True)
        for widget in (
            self.parts, self.drawn, self._problem, self.form, self.variables, self.example
        ):  # fmt: skip
            column.addWidget(widget)

    def _parts_of(self, text: str) -> Mapping[str, str]:
        fraction = self._formula.fraction if self._formula is not None else None
        if fraction is not None:
            return {
                _ABOVE: fraction.numerator,
                _BELOW: fraction.denominator,
                _FACTOR: fraction.factor,
            }
        # Not one division: the parts stay empty, so that leaving them writes nothing over it.
        alone = self._formula is not None and not isinstance(self._formula.root, Operation)
        return {
            _ABOVE: text if alone else "",
            _BELOW: "",
            _FACTOR: "" if text else _USUAL_FACTOR,
        }

    def _write_part(self, key: str, text: str) -> None:
        parts = {**self.parts.values(), key: text}
        is_whole = self._formula is not None and self._formula.fraction is not None
        if not is_whole and not (parts[_ABOVE].strip() and parts[_BELOW].strip()):
            # Half a division is kept on the screen until the other half is there.
            return
        self._write_field(FORMULA, compose(parts[_ABOVE], parts[_BELOW], parts[_FACTOR]))

    def _show_variables(self, row: LineRow) -> None:
        known: Mapping[str, IndicatorVariable] = {}
        if self._formula is not None:
            known = matrix.variables_of(self._actions.workspace.session, row.id)
        rows: list[tuple[str, Mapping[str, str]]] = []
        variables = self._formula.variables if self._formula is not None else ()
        for at, variable in enumerate(variables):
            kept = known.get(variable.symbol)
            default = _SAMPLES[at] if at < len(_SAMPLES) else _OTHER_SAMPLE
            rows.append(
                (
                    f"{variable.symbol}={variable.name}",
                    {
                        "symbol": variable.symbol,
                        "name": variable.name,
                        "description": (kept.description if kept else "") or "",
                        "unit": (kept.unit if kept else "") or "",
                        "source": (kept.source if kept else "") or "",
                        "sample": self._samples.setdefault(variable.symbol, default),
                    },
                )
            )
        self.variables.show_rows(rows)

    def _save_variable(self, at: int, values: Mapping[str, str]) -> None:
        row, symbol = self._row, values["symbol"]
        if row is None:
            return
        if values["sample"] != self._samples.get(symbol):
            if number_of(values["sample"]) is None:
                raise PeaError(
                    _("El valor de ejemplo se escribe como número: «{text}».").format(
                        text=values["sample"][:40]
                    )
                )
            self._samples[symbol] = values["sample"]
            self._show_variables(row)
            self._show_example()
            return
        self._actions.change(
            row.id,
            EDIT_VARIABLES,
            lambda session: matrix.describe_variable(
                session,
                row.id,
                symbol,
                description=values["description"],
                unit=values["unit"],
                source=values["source"],
            ),
        )

    def _show_example(self) -> None:
        sentence, kind = self._computed()
        self.example.setText(sentence)
        self.example.setVisible(bool(sentence))
        set_kind(self.example, kind)

    def _computed(self) -> tuple[str, str]:
        """Return «A = 8, B = 10 → 80 %», or why it cannot be computed, with its look."""
        if self._formula is None or self._row is None:
            return "", "strong"
        values: dict[str, Decimal] = {}
        for variable in self._formula.variables:
            number = number_of(self._samples.get(variable.symbol))
            if number is not None:
                values[variable.symbol] = number
        try:
            result = self._formula.evaluate(values)
        except PeaError as error:
            return str(error), "errortext"
        given = ", ".join(f"{symbol} = {show_number(one)}" for symbol, one in values.items())
        shown = show_number(round(result, 2).normalize())
        if is_percent(self._row):
            shown = _("{number} %").format(number=shown)
        return _("Ejemplo: {values} → {result}").format(values=given, result=shown), "strong"
