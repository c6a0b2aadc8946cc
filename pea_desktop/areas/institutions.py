"""Public institutions by any of their names, and the people who speak for them."""

from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from pea_desktop.core.base import Entity, natural_id
from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold
from pea_desktop.i18n import _

_LONGEST_ACRONYM = 12

_Row = TypeVar("_Row", bound=Entity)


class InstitutionRole(StrEnum):
    """What an institution is to an element of the policy (rol de la institución)."""

    LEADER = "lider_implementacion"
    OWNER = "responsable"
    COORDINATOR = "coordinadora"
    IMPLEMENTER = "actor_implementador"
    PARTICIPANT = "participante"
    SUPPORT = "apoyo"
    POTENTIAL = "ente_potencial"
    CONSULTED = "consultada"


class Institution(Entity):
    """Institución: a public body, under its full name and the acronym people use."""

    __tablename__ = "institution"

    name: Mapped[str]
    acronym: Mapped[str | None] = mapped_column(default=None)


class InstitutionAlias(Entity):
    """Alias de institución: another spelling of its name found in a document."""

    __tablename__ = "institution_alias"

    institution_id: Mapped[str]
    alias: Mapped[str]


class Person(Entity):
    """Persona: someone who attends or coordinates, with the treatment written before the name.

    `office` is the cargo held now, `rfc` only for who signs with e.firma.
    """

    __tablename__ = "person"

    name: Mapped[str]
    treatment: Mapped[str | None] = mapped_column(default=None)
    institution_id: Mapped[str | None] = mapped_column(default=None)
    office: Mapped[str | None] = mapped_column(default=None)
    rfc: Mapped[str | None] = mapped_column(default=None)

    @property
    def full_name(self) -> str:
        """The name as it is signed: «Lic. Asistente Uno»."""
        return f"{self.treatment} {self.name}" if self.treatment else self.name


def index(session: Session) -> dict[str, Institution]:
    """Return every institution by each of its search keys: name first, then acronym, then alias."""
    known = sorted(_rows(session, Institution), key=lambda institution: institution.id)
    by_id = {institution.id: institution for institution in known}
    aliases = sorted(_rows(session, InstitutionAlias), key=lambda alias: alias.id)
    found: dict[str, Institution] = {}
    for institution in known:
        found.setdefault(fold(institution.name), institution)
    for institution in known:
        if institution.acronym:
            found.setdefault(fold(institution.acronym), institution)
    for alias in aliases:
        if alias.institution_id in by_id:
            found.setdefault(fold(alias.alias), by_id[alias.institution_id])
    return found


def find(session: Session, name: str) -> Institution | None:
    """Return the institution of that name, acronym or alias, blind to accents, case and spaces."""
    return index(session).get(fold(name))


def find_or_create(session: Session, name: str) -> Institution:
    """Return the institution of that name, acronym or alias; make it if nobody knows it.

    Its id comes from the name, so that two laptops importing the same book meet in one row. A short
    word in capitals is taken for an acronym; it is the name too until somebody writes the full one.

    Raises:
        PeaError: The name is blank.
    """
    name = " ".join(name.split())
    if not name:
        raise PeaError(_("Falta el nombre de la institución; escríbalo."))
    made = natural_id("institution", fold(name))
    # One made from this very name and renamed since keeps its id: making it again would clash.
    return find(session, name) or by_id(session, made) or _make(session, name)


def name_of(session: Session, institution_id: str) -> str:
    """Return the name of an institution; a reference to a deleted one is said in words."""
    institution = by_id(session, institution_id)
    return institution.name if institution else _("(institución borrada)")


def all_institutions(session: Session) -> list[Institution]:
    """Return every institution in alphabetical order."""
    return sorted(_rows(session, Institution), key=lambda row: (fold(row.name), row.id))


def add_alias(session: Session, institution: Institution, alias: str) -> InstitutionAlias:
    """Note another spelling of an institution's name."""
    row = InstitutionAlias(
        id=natural_id("institution_alias", institution.id, fold(alias)),
        institution_id=institution.id,
        alias=alias,
    )
    session.add(row)
    return row


def people(session: Session, institution_id: str | None = None) -> list[Person]:
    """Return the directory in alphabetical order, of one institution if it is given."""
    found = _rows(session, Person)
    if institution_id is not None:
        found = [row for row in found if row.institution_id == institution_id]
    return sorted(found, key=lambda row: (fold(row.name), row.id))


def show(session: Session) -> list[dict[str, Any]]:
    """Return what `show FILE institutions --json` prints."""
    aliases: dict[str, list[str]] = {}
    for row in _rows(session, InstitutionAlias):
        aliases.setdefault(row.institution_id, []).append(row.alias)
    return [
        {
            "id": institution.id,
            "name": institution.name,
            "acronym": institution.acronym,
            "aliases": sorted(aliases.get(institution.id, ()), key=fold),
        }
        for institution in all_institutions(session)
    ]


def _rows(session: Session, entity: type[_Row]) -> list[_Row]:
    # Sessions do not flush by themselves: what this edit added is not yet in the file.
    added = [row for row in session.new if isinstance(row, entity)]
    stored = [row for row in session.scalars(select(entity)) if row not in session.deleted]
    return stored + added


def by_id(session: Session, institution_id: str) -> Institution | None:
    """Return an institution, None if there is none of that id."""
    stored = session.get(Institution, institution_id)
    if stored is not None and stored not in session.deleted:
        return stored
    added = (row for row in session.new if isinstance(row, Institution))
    return next((row for row in added if row.id == institution_id), None)


def _make(session: Session, name: str) -> Institution:
    is_acronym = name.isupper() and " " not in name and len(name) <= _LONGEST_ACRONYM
    row = Institution(
        id=natural_id("institution", fold(name)), name=name, acronym=name if is_acronym else None
    )
    session.add(row)
    return row
