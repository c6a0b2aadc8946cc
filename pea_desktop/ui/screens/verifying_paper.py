"""What a printed page says of itself, its folio or the text of its QR, against what is issued."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pea_desktop.areas import documents
from pea_desktop.areas.documents import IssuedDocument
from pea_desktop.core.text import fold
from pea_desktop.i18n import _
from pea_desktop.ui.screens.signing_rows import SHORT, folio_of

_QR: Final = re.compile(r"pea:(?P<folio>[^?]*)\?h=(?P<mark>[0-9a-fA-F]+)")
_MARK: Final = re.compile(r"[0-9a-fA-F]{8,64}")
_QUOTES: Final = "\"'"


@dataclass(frozen=True)
class Paper:
    """What was found for a page.

    Attributes:
        row: The document; None when there is none, or when the page is of none.
        tone: «ok», «bad» or «open».
        sentence: What to tell the person.
    """

    row: IssuedDocument | None
    tone: str
    sentence: str


def path_in(text: str) -> Path | None:
    """Return the path that somebody typed instead of a folio, None when it is none."""
    bare = text.strip().strip(_QUOTES)
    looks_so = bare.lower().endswith(".pdf") or bare.startswith(("/", "~", "\\\\"))
    return Path(bare).expanduser() if looks_so else None


def look_up(session: Any, text: str) -> Paper:
    """Return the document of a folio, of a mark of at least 8 digits, or of the text of a QR."""
    told = _QR.fullmatch(text.strip())
    if told is not None:
        return _of_code(session, told["folio"], told["mark"].lower())
    if _MARK.fullmatch(text.strip()):
        mark = text.strip().lower()
        row = _of_mark(documents.all_documents(session), mark)
        if row is not None:
            return Paper(row, "ok", _match(row))
    row = documents.find(session, text.strip())
    if row is None:
        return Paper(
            None,
            "bad",
            _(
                "Este expediente no tiene ningún documento con «{text}». Revise el folio, o abra "
                "el expediente que lo emitió."
            ).format(text=text.strip()[:80]),
        )
    mark = (row.snapshot_sha256 or "")[:SHORT]
    return Paper(
        row,
        "open",
        _(
            "Compare la huella que imprime la hoja con ésta: {mark}. Si no es igual, la hoja es de "
            "otro documento o de otra versión."
        ).format(mark=mark),
    )


def _of_code(session: Any, folio: str, mark: str) -> Paper:
    every = documents.all_documents(session)
    row = _of_mark(every, mark)
    if row is not None:
        return Paper(row, "ok", _match(row))
    if fold(folio) == "borrador":
        told = _("La hoja es de un borrador: todavía no se emitía y no vale como documento.")
        return Paper(None, "bad", told)
    if documents.find(session, folio) is None:
        told = _("Este expediente no tiene el documento «{folio}» que nombra la hoja.")
        return Paper(None, "bad", told.format(folio=folio[:80]))
    told = _(
        "El folio «{folio}» existe, pero la huella de la hoja NO es la de ninguna de sus "
        "versiones: la hoja no es de este documento."
    )
    return Paper(None, "bad", told.format(folio=folio[:80]))


def _of_mark(every: list[IssuedDocument], mark: str) -> IssuedDocument | None:
    """Return the document whose data or file begins with a mark."""
    for row in reversed(every):
        if any(kept and kept.startswith(mark) for kept in (row.snapshot_sha256, row.sha256)):
            return row
    return None


def _match(row: IssuedDocument) -> str:
    return _("La huella coincide con la de «{folio}», tal como se emitió.").format(
        folio=folio_of(row)
    )
