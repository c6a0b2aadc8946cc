"""Formulas as people write them, read into named variables and an expression that computes."""

from pea_desktop.areas.matrix.formula.reading import as_fraction, parse
from pea_desktop.areas.matrix.formula.tree import (
    Formula,
    FormulaError,
    Fraction,
    Node,
    Number,
    Operation,
    Use,
    Variable,
)

__all__ = [
    "Formula",
    "FormulaError",
    "Fraction",
    "Node",
    "Number",
    "Operation",
    "Use",
    "Variable",
    "as_fraction",
    "parse",
]
