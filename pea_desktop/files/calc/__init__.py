"""Books of Excel before 2007 (.xls), binary ones (.xlsb) and of Calc (.ods), through calamine."""

from pea_desktop.files.calc.reading import read

__all__ = ["read"]
