"""Reading a book of any kind: its content tells which it is, never its name."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from pea_desktop.core.errors import PeaError
from pea_desktop.core.sheet import Book
from pea_desktop.files import calc, delimited, docx, xlsx
from pea_desktop.files.limits import (
    BROKEN_ZIP,
    OLE,
    damaged,
    opening,
    unreadable,
    with_password,
)
from pea_desktop.files.ole import Container
from pea_desktop.i18n import _

PATTERNS = ("*.xlsx", "*.xlsm", "*.xls", "*.xlsb", "*.ods", "*.csv", "*.tsv", "*.docx")
"""Names that books usually have, to choose among files."""


def read(path: str | Path) -> Book:
    """Return the visible sheets of a book as texts, merged ranges filled in.

    Reads XLSX, XLS, XLSB, ODS, tables in text (CSV, TSV) and those of DOCX. Nothing is written and
    no macro, link or formula runs.

    Raises:
        PeaError: It is none of them, or is locked, damaged, empty or too large; one sentence.
    """
    path = Path(path)
    start = opening(path)
    try:
        reader = _reader(path, start)
    except BROKEN_ZIP as error:
        raise damaged(path.name) from error
    except OSError as error:
        raise unreadable(path, error) from error
    return reader(path)


def _reader(path: Path, start: bytes) -> Callable[[Path], Book]:
    if start.startswith(OLE):
        return _reader_of_old(path)
    if start.startswith(b"PK"):
        return _reader_of_container(path)
    if start.startswith(b"%PDF"):
        raise _save_as(path.name, _("un PDF"))
    if start.startswith(rb"{\rtf"):
        raise _save_as_docx(path.name, _("un documento de texto enriquecido (.rtf)"))
    if start.lstrip()[:14].lower().startswith((b"<html", b"<!doctype html", b"<table")):
        raise _save_as(path.name, _("una página web, aunque su nombre diga otra cosa"))
    return delimited.read


def _reader_of_old(path: Path) -> Callable[[Path], Book]:
    try:
        names = Container(path.read_bytes()).names
    except ValueError as error:
        raise damaged(path.name) from error
    if "EncryptedPackage" in names:
        raise with_password(path.name)
    if "WordDocument" in names:
        raise _save_as_docx(path.name, _("un documento de Word de antes de 2007 (.doc)"))
    if not names & {"Workbook", "Book"}:
        raise delimited.not_a_table(path.name)
    return calc.read


def _reader_of_container(path: Path) -> Callable[[Path], Book]:
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        kind = archive.read("mimetype")[:100] if "mimetype" in names else b""
    if "xl/workbook.bin" in names or b"opendocument.spreadsheet" in kind:
        return calc.read
    if any(name.startswith("xl/") for name in names):
        return xlsx.read
    if "word/document.xml" in names:
        return docx.read
    if b"opendocument.text" in kind:
        raise _save_as_docx(path.name, _("un documento de Writer (.odt)"))
    raise delimited.not_a_table(path.name)


def _save_as(name: str, kind: str) -> PeaError:
    return PeaError(
        _("«{name}» es {kind}: abra la tabla en Excel y guárdela como .xlsx.").format(
            name=name, kind=kind
        )
    )


def _save_as_docx(name: str, kind: str) -> PeaError:
    return PeaError(
        _("«{name}» es {kind}: ábralo en su programa y guárdelo como .docx.").format(
            name=name, kind=kind
        )
    )
