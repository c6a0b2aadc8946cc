"""Templates of documents as data: institution header, logo, fonts, colours, legal caption."""

import re

from sqlalchemy.orm import Session

from pea_desktop.areas.minutes import record
from pea_desktop.areas.minutes.codes import MinuteTemplate
from pea_desktop.areas.minutes.entities import DocumentTemplate, Meeting, Minute
from pea_desktop.areas.minutes.snapshots import Look
from pea_desktop.core import attachments
from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import N_, _

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
PAGES = ("carta", "oficio")
"""Sizes of paper."""

SESSION_TEXTS = {
    "opening": N_(
        "En {lugar}, siendo las {hora de inicio} horas del {fecha}, se reunieron las personas que "
        "se enlistan, convocadas por {convoca}."
    ),
    "quorum": N_(
        "Con la presencia de {quórum} integrantes se declara que hay quórum y son válidos los "
        "acuerdos que se tomen."
    ),
    "closing": N_(
        "No habiendo otro asunto que tratar, se da por concluida la sesión a las {hora de cierre} "
        "horas del mismo día, y firman quienes en ella intervinieron."
    ),
}
"""What the prose of an acta begins as, with its live fields."""


def all_templates(session: Session, kind: MinuteTemplate | None = None) -> list[DocumentTemplate]:
    """Return the templates by name; those of one kind, and those for all, if it is given."""
    found = record.rows(session, DocumentTemplate)
    kept = [row for row in found if kind is None or row.kind in (None, kind)]
    return sorted(kept, key=lambda row: (row.name or "", row.id))


def template_of(session: Session, minute: Minute) -> DocumentTemplate | None:
    """Return a minute's template: its own, else its institution's, else the one for everybody."""
    meeting = record.meeting_of(session, minute) or Meeting(id=minute.meeting_id)
    listed = all_templates(session, minute.template)
    for row in listed:
        if row.id == minute.template_id:
            return row
    for institution_id in (meeting.institution_id, None):
        for row in listed:
            if row.institution_id == institution_id:
                return row
    return None


def look_of(session: Session, template: DocumentTemplate | None) -> Look:
    """Return a template as documents take it; a logo that is not on this laptop is left blank."""
    if template is None:
        return Look()
    logo = template.logo or ""
    is_here = bool(logo) and attachments.has(session, logo)
    return Look(
        header=tuple(line for line in (template.header or "").splitlines() if line.strip()),
        colour=template.colour or "",
        shade=template.shade or "",
        heading_font=template.heading_font or "",
        body_font=template.body_font or "",
        page=template.page if template.page in PAGES else PAGES[0],
        legal=template.legal or "",
        logo=logo,
        logo_bytes=attachments.get(session, logo) if is_here else b"",
    )


def prose_of(template: DocumentTemplate | None, kind: MinuteTemplate | None) -> dict[str, str]:
    """Return the opening, quórum and closing a new minute begins with, live fields included."""
    made: dict[str, str] = {}
    for key, text in SESSION_TEXTS.items():
        own = getattr(template, key) if template is not None else None
        made[key] = own or (_(text) if kind == MinuteTemplate.SESSION else "")
    return made


def require_picture(data: bytes, name: str) -> None:
    """Refuse what cannot be a logo.

    Raises:
        PeaError: It is no PNG or JPEG picture.
    """
    if not data.startswith(_PICTURES):
        raise PeaError(_("«{name}» no es una imagen PNG o JPEG; elija otra.").format(name=name))


def set_logo(session: Session, template: DocumentTemplate, data: bytes, name: str) -> None:
    """Give a template its logo.

    Raises:
        PeaError: It is no PNG or JPEG picture, or too large.
    """
    require_picture(data, name)
    template.logo = attachments.put(session, data, name)


def parse_colour(text: str) -> str | None:
    """Return a colour as «#RRGGBB»; blank is None.

    Raises:
        PeaError: It is none.
    """
    if not text.strip():
        return None
    if not _COLOUR.fullmatch(text.strip()):
        raise PeaError(
            _("El color se escribe como #7A1F3D: «{text}».").format(text=text.strip()[:80])
        )
    return text.strip().upper()
