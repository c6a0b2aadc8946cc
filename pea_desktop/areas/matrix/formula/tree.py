"""What a formula is once read: variables, an expression over them, and how both are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import show_number
from pea_desktop.i18n import _


class FormulaError(PeaError):
    """A formula that cannot be read.

    Attributes:
        position: Where in the text, counting characters from 0.
    """

    def __init__(self, sentence: str, position: int = 0) -> None:
        super().__init__(sentence)
        self.position = position


class Variable(NamedTuple):
    """One quantity of a formula: A = «Número de denuncias atendidas»."""

    symbol: str
    name: str


class Fraction(NamedTuple):
    """A formula that is one division, as it is drawn; `factor` is «100», or "" without one."""

    numerator: str
    denominator: str
    factor: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the formula, with its percent sign if it has one: «100%»."""

    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Use:
    """A variable where it is used."""

    symbol: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and what joins them: one of + - * / ^."""

    sign: str
    left: "Node"
    right: "Node"


Node = Number | Use | Operation

_SHOWN: Final = {"+": " + ", "-": " − ", "*": " × ", "/": " / ", "^": "^"}
_STRENGTH: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}


def _quotient(left: Decimal, right: Decimal) -> Decimal:
    if right == 0:
        raise PeaError(
            _("No se puede dividir entre cero: dé otro valor a lo que va abajo de la fórmula.")
        )
    return left / right


_COMPUTE: Final[Mapping[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _quotient,
    "^": lambda left, right: left**right,
}


@dataclass(frozen=True)
class Formula:
    """A formula read from a text, which is kept as it was typed.

    Attributes:
        text: The text as typed.
        variables: In the order they appear; the same words are the same variable.
        root: The expression over the variables' symbols.
        result: What the text says is computed («Porcentaje de avance = …»), "" when it does not.
    """

    text: str
    variables: tuple[Variable, ...]
    root: Node
    result: str = ""

    @cached_property
    def expression(self) -> str:
        """The expression in symbols: «A / B × 100»."""
        return show(self.root)

    @cached_property
    def fraction(self) -> Fraction | None:
        """The parts for drawing it as a stacked fraction; None when it is not one division."""
        parts = quotient(self.root)
        if parts is None:
            return None
        above, below, factors = parts
        names = {variable.symbol: variable.name for variable in self.variables}
        factor = show(factors, names) if factors else ""
        return Fraction(show(above, names), show(below, names), factor)

    @cached_property
    def divides(self) -> bool:
        """Whether anything is divided in it."""
        return _has_quotient(self.root)

    def evaluate(self, values: Mapping[str, Decimal]) -> Decimal:
        """Compute the formula with a value for each symbol.

        A percent sign tells the unit of the result: «A / B × 100%» is computed with 100.

        Raises:
            PeaError: A value is missing, something is divided by zero, or the result has no size.
        """
        for variable in self.variables:
            if variable.symbol not in values:
                raise PeaError(
                    _("Falta el valor de {symbol}: «{name}».").format(
                        symbol=variable.symbol, name=variable.name
                    )
                )
        try:
            result = _value(self.root, values)
        except ArithmeticError as error:
            raise PeaError(_("Con estos valores la fórmula no da un número: revíselos.")) from error
        if not result.is_finite():
            raise PeaError(_("Con estos valores la fórmula no da un número: revíselos."))
        return result


def _has_quotient(node: Node) -> bool:
    if not isinstance(node, Operation):
        return False
    return node.sign == "/" or _has_quotient(node.left) or _has_quotient(node.right)


def _value(node: Node, values: Mapping[str, Decimal]) -> Decimal:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Use):
        return values[node.symbol]
    return _COMPUTE[node.sign](_value(node.left, values), _value(node.right, values))


def show(node: Node, names: Mapping[str, str] | None = None) -> str:
    """Return an expression as text, in symbols or with the words of `names`."""
    if isinstance(node, Number):
        return node.text or show_number(node.value)
    if isinstance(node, Use):
        return (names or {}).get(node.symbol, node.symbol)
    if node.sign == "-" and node.left == ZERO:
        return "−" + _inside(node.right, 2, names)
    strength = _STRENGTH[node.sign]
    left = _inside(node.left, strength, names)
    right = _inside(node.right, strength + (node.sign in "-/^"), names)
    return left + _SHOWN[node.sign] + right


def _inside(node: Node, strength: int, names: Mapping[str, str] | None) -> str:
    shown = show(node, names)
    if isinstance(node, Operation) and _STRENGTH[node.sign] < strength:
        return f"({shown})"
    return shown


ZERO: Final = Number(Decimal(0), "")


def quotient(root: Node) -> tuple[Node, Node, Node | None] | None:
    """Return numerator, denominator and factor of an expression that is one division.

    Plain numbers that multiply the whole are the factor, wherever they stand: «(A / B) × 100»,
    «100 × A / B» and «A × 100 / B» give the same parts.
    """
    above: list[Node] = []
    below: list[Node] = []
    if not _factors(root, above, below) or not below:
        return None
    numbers = [node for node in above if isinstance(node, Number)]
    rest = [node for node in above if not isinstance(node, Number)]
    if not rest:
        return None
    return _product(rest), _product(below), _product(numbers) if numbers else None


def _factors(node: Node, above: list[Node], below: list[Node]) -> bool:
    """Gather what multiplies and what divides; False when there is more than one division."""
    if not isinstance(node, Operation) or node.sign not in "*/":
        above.append(node)
        return True
    if node.sign == "*":
        return _factors(node.left, above, below) and _factors(node.right, above, below)
    if below:
        return False
    below.append(node.right)
    return _factors(node.left, above, [node.right])


def _product(nodes: Sequence[Node]) -> Node:
    made = nodes[0]
    for node in nodes[1:]:
        made = Operation("*", made, node)
    return made
