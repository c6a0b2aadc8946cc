"""The tables of Word documents, as the plain data of `core.sheet`; knows no area."""

from pea_desktop.files.docx.reading import read

__all__ = ["read"]
