"""What the documents beside the minute print, as plain data: no session, no clock.

`undecided` is what of each is in conflict.
"""

from dataclasses import dataclass, field
from datetime import date

from pea_desktop.areas.minutes import Look, MatrixSnapshot, Signatory
from pea_desktop.core.undecided import Undecided


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A label and what is said under it; "" prints «—»."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class MatrixSheet:
    """The matrix of an institution by itself, with the look of its documents."""

    matrix: MatrixSnapshot
    look: Look = field(default_factory=Look)


@dataclass(frozen=True, kw_only=True)
class Called:
    """Somebody called to a meeting; `presence` is «Sí», «No», the hour of arrival or ""."""

    name: str
    office: str = ""
    institution: str = ""
    presence: str = ""


@dataclass(frozen=True, kw_only=True)
class AttendanceSheet:
    """The attendance list of a meeting; `folio` is that of its issued minute, if there is one."""

    policy: str
    meeting: str
    institution: str = ""
    day: date | None = None
    place: str = ""
    starts: str = ""
    folio: str = ""
    people: tuple[Called, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    look: Look = field(default_factory=Look)


@dataclass(frozen=True, kw_only=True)
class SignatureSheet:
    """Hoja de firmas complementaria: who signs an issued document apart from it.

    Attributes:
        folio: Its own folio.
        title: What the issued document is.
        document: The issued document's folio.
        sha256: The hash of its bytes as issued.
        mark: The hash of its data, which the pages of both carry: it is how this one is looked up.
        version: Which version of its folio it is.
        issued: When it was issued, in words.
        meeting_day: When the meeting was.
        people: Who signs here.
    """

    policy: str
    folio: str
    title: str
    institution: str
    document: str
    sha256: str
    mark: str = ""
    version: int = 1
    issued: str = ""
    meeting_day: date | None = None
    people: tuple[Signatory, ...] = ()
    look: Look = field(default_factory=Look)


@dataclass(frozen=True, kw_only=True)
class PrioritySheet:
    """Ficha técnica of a prioridad, as its policy publishes it.

    `actions` are marks and texts («a)», «Fomentar…»), `variants` other wordings of its text.
    """

    policy: str
    axis: str
    goal: str
    number: str
    text: str
    principles: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    actions: tuple[tuple[str, str], ...] = ()
    variants: tuple[str, ...] = ()
    good_practice: str = ""
    is_immediate: bool = False
    is_added: bool = False
    has_sheet: bool = True
    undecided: tuple[Undecided, ...] = ()
    look: Look = field(default_factory=Look)


@dataclass(frozen=True, kw_only=True)
class IndicatorSheet:
    """Ficha de indicador: the blocks and fields of SESNA's (PI-PNA), then línea base and metas.

    SESNA's has no línea base and no meta; the federal questionnaire asks for both.

    Attributes:
        place: Where it belongs: eje, prioridad, línea de acción, institución.
        features: Características del indicador, in the order of the official ficha.
        sources: Medios de verificación: institution, instrument, link, how often.
        targets: Year or part of a year, and the target as typed.
        baseline: Línea base, with its year.
    """

    policy: str
    institution: str
    title: str
    place: tuple[Fact, ...] = ()
    features: tuple[Fact, ...] = ()
    sources: tuple[tuple[str, str, str, str], ...] = ()
    baseline: tuple[Fact, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()
    undecided: tuple[Undecided, ...] = ()
    look: Look = field(default_factory=Look)


@dataclass(frozen=True, kw_only=True)
class CatalogPriority:
    """A prioridad as the catalogue lists it."""

    number: str
    text: str
    principles: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    is_immediate: bool = False


@dataclass(frozen=True, kw_only=True)
class CatalogAxis:
    """An eje with its objetivo, its temas and its prioridades."""

    number: str
    text: str
    goal: str = ""
    topics: tuple[str, ...] = ()
    priorities: tuple[CatalogPriority, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CatalogSnapshot:
    """The whole policy: ejes, objetivos, temas and prioridades."""

    policy: str
    axes: tuple[CatalogAxis, ...]
    principles: tuple[str, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    look: Look = field(default_factory=Look)


@dataclass(frozen=True, kw_only=True)
class AgreementRow:
    """An acuerdo as its documents list it.

    `days` are those left, working days if `in_working_days`, negative when past.
    """

    folio: str
    minute: str
    institution: str
    text: str
    responsible: str = ""
    due: date | None = None
    state: str = ""
    days: int | None = None
    in_working_days: bool = False

    @property
    def is_overdue(self) -> bool:
        """Whether its deadline has passed."""
        return self.days is not None and self.days < 0


@dataclass(frozen=True, kw_only=True)
class AgreementsSnapshot:
    """Where the acuerdos stand on a day."""

    policy: str
    day: date
    rows: tuple[AgreementRow, ...]
    undecided: tuple[Undecided, ...] = ()
    look: Look = field(default_factory=Look)


@dataclass(frozen=True, kw_only=True)
class ReminderSnapshot:
    """Oficio de recordatorio: what an institution still owes on a day.

    `to` are the lines of the addressee, `sender` those under the place to sign; `body` replaces
    the usual text before the list.
    """

    policy: str
    day: date
    institution: str
    rows: tuple[AgreementRow, ...]
    number: str = ""
    place: str = ""
    to: tuple[str, ...] = ()
    sender: tuple[str, ...] = ()
    body: str = ""
    copies: tuple[str, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    look: Look = field(default_factory=Look)
