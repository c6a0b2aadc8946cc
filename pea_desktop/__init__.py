"""Workbench for the implementation matrix of a state anti-corruption policy."""

__version__ = "0.1.0"
