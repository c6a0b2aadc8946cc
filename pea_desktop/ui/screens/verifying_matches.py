"""Which document of this expediente a file is, and what the expediente says otherwise today."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from pea_desktop.areas import documents
from pea_desktop.areas.documents import IssuedDocument
from pea_desktop.areas.minutes import in_words
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import N_, _
from pea_desktop.signing.desk import Relation, Result
from pea_desktop.ui.screens.signing_rows import folio_of

_MOST_CHANGES: Final = 6
_MOST_PAGES: Final = 40
# Fewer letters are on many pages; a longer text may go on overleaf.
_LEAST, _SOUGHT = 8, 40
_RELATIONS: Final = {
    Relation.EQUAL: N_("Es la misma copia que guarda este equipo, con las mismas firmas."),
    Relation.AHEAD: N_("Trae firmas que este equipo todavía no tiene."),
    Relation.BEHIND: N_("Este equipo ya tiene una copia con más firmas."),
    Relation.FORKED: N_(
        "Se firmó a la vez en dos equipos: este ejemplar y el de aquí no se pueden juntar."
    ),
    Relation.FOREIGN: N_("No es lo que se emitió con ese folio."),
}


def match_sentence(result: Result, row: IssuedDocument | None) -> str:
    """Return which document a file is, and how it stands to the copy kept here."""
    if row is None:
        return _(
            "No es un documento emitido en este expediente: sólo se pudo comparar con su primera "
            "firma."
        )
    if result.relation is None or result.relation is Relation.FOREIGN:
        return _("Parece «{folio}», pero no es lo que se emitió.").format(folio=folio_of(row))
    told = _("Es «{folio}».").format(folio=folio_of(row))
    return f"{told} {_(_RELATIONS[result.relation])}"


def newer_sentence(session: Any, row: IssuedDocument) -> str:
    """Return which version took the document's place, "" while it is the one in force."""
    newer = documents.replaced_by(session, row)
    if newer is None:
        return ""
    return _("Hay una versión más reciente: «{folio}». Ésta ya no es la vigente.").format(
        folio=folio_of(newer)
    )


def can_take_in(result: Result) -> bool:
    """Tell whether a file brings signatures that can be kept here."""
    return result.is_intact and result.relation in (Relation.AHEAD, Relation.FORKED)


def take_in_words(result: Result) -> str:
    """Return what the button says that keeps a file here."""
    if result.relation is Relation.FORKED:
        return _("Guardar este ejemplar")
    return _("Incorporar las firmas") if result.signatures else _("Guardar el documento")


def differences(session: Any, row: IssuedDocument) -> Iterator[str]:
    """Yield what the expediente says today that the issued document did not."""
    try:
        since = documents.since_issued(session, row)
    except PeaError as error:
        yield str(error)
        return
    told = since.minute[:_MOST_CHANGES]
    pages = _pages_of(session, row, [change.before for change in told])
    for change, page in zip(told, pages, strict=True):
        where = change.where.capitalize()
        if page:
            where = _("{where} (página {n})").format(where=where, n=page)
        yield _("{where}: el documento dice «{before}» y el expediente «{after}».").format(
            where=where,
            before=_short(change.before),
            after=_short(change.after),
        )
    more = len(since.minute) - _MOST_CHANGES
    if more > 0:
        yield _("Y {n} más; véalos en Minutas.").format(n=more)
    if since.matrix:
        yield _("Matriz: {what}.").format(what=in_words(since.matrix))


def _pages_of(session: Any, row: IssuedDocument, texts: Sequence[str]) -> list[int]:
    """Return the page that each text is printed on, 0 where that cannot be told.

    The parts of a minute come before its annex: only so many pages are read.
    """
    sought = [_letters(max(text.split("\n"), key=len))[:_SOUGHT] for text in texts]
    found = [0] * len(texts)
    try:
        data = documents.pdf_of(session, row) if texts else b""
    except PeaError:
        return found
    if not data:
        return found
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return found
    try:
        for number in range(min(len(pdf), _MOST_PAGES)):
            page = _letters(pdf[number].get_textpage().get_text_range())
            for at, words in enumerate(sought):
                if not found[at] and len(words) >= _LEAST and words in page:
                    found[at] = number + 1
    finally:
        pdf.close()
    return found


def _letters(text: str) -> str:
    """Return letters and digits alone: a page breaks its lines, and hyphens come and go."""
    return "".join(letter for letter in text if letter.isalnum())


def _short(text: str) -> str:
    words = " ".join(text.split()) or "—"
    return words if len(words) <= 120 else words[:119] + "…"
