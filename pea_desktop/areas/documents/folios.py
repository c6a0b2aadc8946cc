"""Folios: «SECOEM-MIN-2023-A01», with the letter of the laptop, so that two never give the same."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from sqlalchemy.orm import Session

from pea_desktop.areas import institutions
from pea_desktop.areas.documents.codes import FOLIO_CODES, DocumentKind
from pea_desktop.areas.documents.entities import (
    DeviceLetter,
    FolioAlias,
    FolioPattern,
    IssuedDocument,
)
from pea_desktop.areas.minutes import Agreement, agreement_folio, record
from pea_desktop.areas.minutes.record import rows
from pea_desktop.core.base import natural_id
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.journal import origins
from pea_desktop.core.text import fold
from pea_desktop.i18n import _

PATTERN = "{ORG}-{TIPO}-{AAAA}-{LETRA}{NN}"
"""How documents are numbered unless an institution says otherwise."""

_FIELDS = ("ORG", "TIPO", "AAAA", "LETRA", "NN")
_NEEDED = ("LETRA", "NN")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Clash(NamedTuple):
    """Two or more documents that one folio names: each was given it on another laptop."""

    folio: str
    version: int
    document_ids: tuple[str, ...]


def letter_of(session: Session, device: Device) -> str:
    """Return the letter of a laptop: the one noted, else its own among those known here.

    Who wrote here earlier has the earlier letter, noted or not: so two laptops that know each other
    never take the same one. Where they had not met, the later of their keys takes another.
    """
    origin = device.origin.hex()
    taken = {row.letter: row.origin for row in _letters(session) if row.origin != origin}
    for row in rows(session, DeviceLetter):
        if row.origin != origin or not row.letter:
            continue
        if row.letter not in taken or origin < taken[row.letter]:
            return row.letter
    noted = set(taken.values())
    waiting = [one for one in origins(session) if one not in noted]
    place = waiting.index(origin) if origin in waiting else len(waiting)
    free = (letter for letter in _all_letters() if letter not in taken)
    return next(islice(free, place, None))


def keep_letter(session: Session, device: Device) -> str:
    """Note the letter of this laptop within the open edit; return it."""
    letter = letter_of(session, device)
    made = natural_id("device_letter", device.origin.hex())
    for row in rows(session, DeviceLetter):
        if row.id == made:
            if row.letter != letter:
                row.letter = letter
            return letter
    session.add(
        DeviceLetter(id=made, origin=device.origin.hex(), letter=letter, device=device.name)
    )
    return letter


def set_letter(session: Session, device: Device, letter: str) -> None:
    """Give this laptop another letter; folios already given keep theirs.

    Raises:
        PeaError: It is no letter, or another laptop has it.
    """
    letter = letter.strip().upper()
    if not re.fullmatch("[A-Z]{1,2}", letter):
        raise PeaError(_("La letra del equipo va de A a Z: «{text}».").format(text=letter[:80]))
    origin = device.origin.hex()
    for row in rows(session, DeviceLetter):
        if row.letter == letter and row.origin != origin:
            raise PeaError(
                _("La letra {letter} ya es del equipo «{device}»; elija otra.").format(
                    letter=letter, device=row.device or row.origin[:8]
                )
            )
    keep_letter(session, device)
    for row in rows(session, DeviceLetter):
        if row.origin == origin:
            row.letter = letter


def pattern_of(session: Session, institution_id: str | None) -> tuple[str, str]:
    """Return an institution's pattern, else the one for all; and what {ORG} becomes."""
    known = {row.institution_id: row for row in rows(session, FolioPattern)}
    found = known.get(institution_id) or known.get(None)
    institution = institutions.by_id(session, institution_id or "")
    org = found.org if found is not None else None
    if not org and institution is not None:
        org = institution.acronym or institution.name
    return (found.pattern if found and found.pattern else PATTERN), _bare(org or "PEA")


def set_pattern(
    session: Session, institution_id: str | None, pattern: str, org: str | None = None
) -> FolioPattern:
    """Let an institution (None: all that have none of their own) number its documents so.

    Raises:
        PeaError: The pattern lacks {LETRA} or {NN}, or has a field nobody knows.
    """
    fields = re.findall(r"\{([^{}]*)\}", pattern)
    unknown = [one for one in fields if one not in _FIELDS]
    if unknown:
        raise PeaError(
            _("«{field}» no se conoce en un folio: los campos son {fields}.").format(
                field="{" + unknown[0] + "}", fields=", ".join("{" + one + "}" for one in _FIELDS)
            )
        )
    for one in _NEEDED:
        if one not in fields:
            raise PeaError(
                _("Al patrón le falta {field}: sin él dos equipos darían el mismo folio.").format(
                    field="{" + one + "}"
                )
            )
    made = natural_id("folio_pattern", institution_id or "")
    for row in rows(session, FolioPattern):
        if row.id == made:
            row.pattern, row.org = pattern, org
            return row
    added = FolioPattern(id=made, institution_id=institution_id, pattern=pattern, org=org)
    session.add(added)
    return added


def next_folio(
    session: Session,
    device: Device,
    institution_id: str | None,
    kind: DocumentKind,
    year: int,
) -> str:
    """Return the folio the next document gets on this laptop.

    A number once given is never given again: not after a renumbering, not for a cancelled minute.
    """
    pattern, org = pattern_of(session, institution_id)
    filled = (
        pattern.replace("{ORG}", org)
        .replace("{TIPO}", FOLIO_CODES[kind])
        .replace("{AAAA}", str(year))
        .replace("{LETRA}", letter_of(session, device))
    )
    before, _field, after = filled.partition("{NN}")
    form = re.compile(re.escape(before) + r"(\d+)" + re.escape(after), re.IGNORECASE)
    used = [int(found[1]) for one in given(session) if (found := form.fullmatch(one))]
    return f"{before}{max(used, default=0) + 1:02}{after}"


def given(session: Session) -> Iterator[str]:
    """Yield every folio a document has or had."""
    yield from (row.folio for row in rows(session, IssuedDocument) if row.folio)
    yield from (row.folio for row in rows(session, FolioAlias) if row.folio)


def clashes(session: Session) -> list[Clash]:
    """Return the folios that name more than one document, found after a package was received."""
    found: dict[tuple[str, int], list[IssuedDocument]] = {}
    for row in rows(session, IssuedDocument):
        if row.folio:
            found.setdefault((fold(row.folio), row.version or 1), []).append(row)
    return [
        Clash(
            documents[0].folio or "",
            version,
            tuple(row.id for row in sorted(documents, key=lambda row: (row.issued or "", row.id))),
        )
        for (_key, version), documents in sorted(found.items(), key=lambda item: item[0])
        if len(documents) > 1
    ]


def renumber(session: Session, device: Device, row: IssuedDocument, year: int, reason: str) -> str:
    """Give a document another folio; the one it is printed with still finds it.

    Raises:
        PeaError: There is no reason.
    """
    if not reason.strip():
        raise PeaError(_("Escriba el motivo del nuevo folio."))
    meeting = record.meeting_of(session, record.minute(session, row.minute_id))
    institution_id = meeting.institution_id if meeting is not None else None
    kind = row.kind if isinstance(row.kind, DocumentKind) else DocumentKind.MINUTE
    keep_letter(session, device)
    folio = next_folio(session, device, institution_id, kind, year)
    session.add(
        FolioAlias(
            id=natural_id("folio_alias", row.id, row.folio or ""),
            document_id=row.id,
            folio=row.folio,
            reason=reason.strip(),
        )
    )
    row.folio = folio
    give_agreement_folios(session, row.minute_id, folio)
    return folio


def give_agreement_folios(session: Session, minute_id: str, folio: str) -> list[Agreement]:
    """Give the acuerdos of a minute their folios: «…/A01», «…/A02»; return them."""
    found = record.agreements(session, minute_id)
    for place, row in enumerate(found, start=1):
        row.folio = agreement_folio(folio, place)
    return found


def _letters(session: Session) -> list[DeviceLetter]:
    # Of two that took one letter the smaller key is looked at last, and so kept.
    return sorted(rows(session, DeviceLetter), key=lambda row: row.origin or "", reverse=True)


def _all_letters() -> Iterator[str]:
    yield from _LETTERS
    for first in _LETTERS:
        yield from (first + second for second in _LETTERS)


def _bare(org: str) -> str:
    """Return an acronym as it may stand in a folio: no spaces, none of its own separators."""
    return re.sub(r"[\s/\\{}]+", "", org).upper()[:24] or "PEA"
