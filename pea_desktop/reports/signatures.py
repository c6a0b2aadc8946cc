"""Hoja de firmas complementaria: signatures by hand after an e.firma, which may not be added to.

What is drawn on the pages of a document signed electronically breaks its signatures. So who signs
later on paper or on the screen signs here: a document of its own that names the other one by its
folio and by the SHA-256 of its bytes.
"""

from dataclasses import replace

from pea_desktop.core.calendar import day_in_words
from pea_desktop.i18n import _
from pea_desktop.reports.blocks import add_facts, add_legal, add_signatures, begin, end_with_legal
from pea_desktop.reports.layout import DRAFT, Printed, Printing
from pea_desktop.reports.printing import ready
from pea_desktop.reports.snapshots import SignatureSheet


def render(snapshot: SignatureSheet, printing: Printing = DRAFT) -> bytes:
    """Return the PDF of a hoja de firmas complementaria."""
    return print_out(snapshot, printing).data


def print_out(snapshot: SignatureSheet, printing: Printing = DRAFT) -> Printed:
    """Print a hoja de firmas complementaria: it is signed as it is printed, so it is no draft."""
    mark = printing.fingerprint or snapshot.mark
    printing = replace(printing, folio=snapshot.folio, fingerprint=mark)
    printing = ready(printing, snapshot, is_draft=False)
    document = begin(
        _("HOJA DE FIRMAS COMPLEMENTARIA"), snapshot.policy, snapshot.document, printing
    )
    document.gap(6)
    sentence = _(
        "Las personas que firman esta hoja manifiestan que firman el documento «{folio}», tal como "
        "se emitió. Esta hoja no lo modifica: lo identifican su folio y su huella SHA-256."
    )
    document.paragraph(sentence.format(folio=snapshot.document))
    document.gap(10)
    facts = (
        (_("Documento"), snapshot.title),
        (_("Folio"), snapshot.document),
        (_("Versión"), str(snapshot.version) if snapshot.version > 1 else ""),
        (_("Institución"), snapshot.institution),
        (_("Reunión"), day_in_words(snapshot.meeting_day) if snapshot.meeting_day else ""),
        (_("Emitido"), snapshot.issued),
        # In two lines of 32: a line of 64 is cut anywhere.
        (_("SHA-256"), f"{snapshot.sha256[:32]}\n{snapshot.sha256[32:]}"),
    )
    add_facts(document, [(label, text) for label, text in facts if text], share=22)
    add_signatures(document, _("Firman:"), snapshot.people, with_quality=True)
    if any(person.strokes for person in snapshot.people):
        document.gap(8)
        ink = _(
            "Trazo capturado en pantalla. No es firma electrónica y por sí solo no prueba quién lo "
            "hizo."
        )
        document.paragraph(ink, document.styles.small)
    if not add_legal(document):
        end_with_legal(document)
    return document.finish()
