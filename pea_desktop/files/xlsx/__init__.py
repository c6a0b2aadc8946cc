"""XLSX workbooks in and out, as the plain data of `core.sheet`; knows no area."""

from pea_desktop.files.xlsx.reading import read
from pea_desktop.files.xlsx.writing import write

__all__ = ["read", "write"]
