"""What a document prints, as plain data: the same snapshot gives the same bytes, for ever.

Its canonical JSON is what is frozen. Bytes that a document draws (logo, ink) are not in it, but
their hashes are.
"""

import hashlib
import json
import types
import typing
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from pea_desktop.areas.minutes.codes import CORRECTION_LABELS
from pea_desktop.core.anchor import LogEnd
from pea_desktop.core.undecided import Undecided
from pea_desktop.i18n import _

Stroke = tuple[tuple[int, int, int], ...]
"""Points of a line drawn on the screen: x and y from 0 to 10,000, pressure from 0 to 1,000."""

_NOT_STORED = {"stored": False}


@dataclass(frozen=True)
class MatrixRow:
    """A línea as the annex prints it; `targets` follow the snapshot's `years`."""

    axis: str
    priority: str
    line: str
    indicator: str
    interpretation: str
    type: str
    formula: str
    frequency: str
    targets: tuple[str, ...]
    is_pending: bool
    id: str = ""


@dataclass(frozen=True)
class MatrixSnapshot:
    """The matrix of one institution as it was when the document was asked for.

    `undecided` is what of it is in conflict.
    """

    policy: str
    institution: str
    years: tuple[int, ...]
    rows: tuple[MatrixRow, ...]
    undecided: tuple[Undecided, ...] = field(default=(), metadata=_NOT_STORED, compare=False)


@dataclass(frozen=True)
class Decision:
    """An acuerdo as printed; `deadline` is its day in words, with the term it comes from."""

    number: str
    text: str
    notes: str
    id: str = ""
    folio: str = ""
    kind: str = ""
    responsible: str = ""
    due: date | None = None
    deadline: str = ""


@dataclass(frozen=True)
class Pending:
    """An acuerdo of an earlier minute that is still open, as a new minute lists it."""

    folio: str
    minute: str
    text: str
    responsible: str
    due: date | None
    state: str


@dataclass(frozen=True)
class Signatory:
    """Somebody with a space to sign: name with its treatment, and the office held.

    `mode` is a `SignatureMode`, `cell` the name of the place to sign, `strokes` what `ink` hashes.
    """

    name: str
    office: str
    id: str = ""
    institution: str = ""
    quality: str = ""
    present: bool = True
    arrival: str = ""
    represents: str = ""
    mode: str = "papel"
    cell: str = ""
    rfc: str = ""
    ink: str = ""
    strokes: tuple[Stroke, ...] = field(default=(), metadata=_NOT_STORED, compare=False)


@dataclass(frozen=True)
class AgendaPoint:
    """A point of the orden del día."""

    number: str
    text: str
    minutes: int | None = None


@dataclass(frozen=True)
class CellChange:
    """One cell of a línea before and after, named by its heading."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """A línea that is new, gone or changed since an earlier document; `number` is its place."""

    kind: str
    number: int
    line: str
    cells: tuple[CellChange, ...] = ()


@dataclass(frozen=True)
class Redline:
    """«Cambios desde la minuta anterior»; `since` names that minute, with its day."""

    since: str
    day: date | None
    rows: tuple[RowChange, ...]


@dataclass(frozen=True)
class Look:
    """How an institution's documents look; "" leaves a thing as the program does it."""

    header: tuple[str, ...] = ()
    colour: str = ""
    shade: str = ""
    heading_font: str = ""
    body_font: str = ""
    page: str = "carta"
    legal: str = ""
    logo: str = ""
    logo_bytes: bytes = field(default=b"", metadata=_NOT_STORED, compare=False)


@dataclass(frozen=True)
class LiveValue:
    """What a live field said."""

    key: str
    value: str


@dataclass(frozen=True)
class Session:
    """What the acta of a session says beside a minute: hours, quórum, orden del día, next one."""

    kind: str = ""
    title: str = ""
    place: str = ""
    starts: str = ""
    ends: str = ""
    modality: str = ""
    convener: str = ""
    objective: str = ""
    quorum_required: int | None = None
    quorum_present: int | None = None
    quorum: str = ""
    agenda: tuple[AgendaPoint, ...] = ()
    next_meeting: str = ""


@dataclass(frozen=True)
class Corrects:
    """Which issued document this one is about, and why there is another one."""

    kind: str
    folio: str
    sha256: str
    reason: str

    @property
    def title(self) -> str:
        """What it is, as printed; a code of a newer version is read as words."""
        known = {str(code): text for code, text in CORRECTION_LABELS.items()}
        words = known.get(self.kind)
        return _(words) if words else self.kind.replace("_", " ").capitalize()


@dataclass(frozen=True)
class MinuteSnapshot:
    """Everything a minute's document prints.

    Prose comes with its live fields filled in; `unknown_fields` are the braces nobody knows, which
    are printed as typed. `live` is what each field said, `parts` the ids of the rows it is made of
    (frozen with it), `journal` how far the bitácora had come when it was issued. A draft has no
    `folio` (`is_draft`), and says BORRADOR; `undecided` is what of it is in conflict: nothing of
    a document that is issued.
    """

    minute_id: str
    table: str
    phase: str
    day: date | None
    institution: str
    declared_lines: int | None
    observations: str
    agreements: tuple[Decision, ...]
    attendees: tuple[Signatory, ...]
    coordinators: tuple[Signatory, ...]
    materials: tuple[str, ...]
    matrix: MatrixSnapshot
    template: str = "mesa"
    folio: str = ""
    version: int = 1
    issued: str = ""
    others: tuple[Signatory, ...] = ()
    opening: str = ""
    development: str = ""
    closing: str = ""
    pending: tuple[Pending, ...] = ()
    session: Session = Session()
    look: Look = Look()
    redline: Redline | None = None
    corrects: Corrects | None = None
    unknown_fields: tuple[str, ...] = ()
    live: tuple[LiveValue, ...] = ()
    parts: tuple[str, ...] = ()
    with_matrix: bool = True
    undecided: tuple[Undecided, ...] = field(default=(), metadata=_NOT_STORED, compare=False)
    journal: tuple[LogEnd, ...] = ()

    @property
    def captured_lines(self) -> int:
        """How many líneas the matrix has."""
        return len(self.matrix.rows)

    @property
    def is_draft(self) -> bool:
        """Whether it was never issued."""
        return not self.folio

    @property
    def people(self) -> tuple[Signatory, ...]:
        """Everybody named, in the order of the document."""
        return (*self.attendees, *self.others, *self.coordinators)


def canonical(snapshot: MinuteSnapshot) -> str:
    """Return the one JSON text of a snapshot: sorted keys, no spaces, no bytes."""
    return json.dumps(
        _plain(snapshot), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).replace("\x00", "")


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read(text: str) -> MinuteSnapshot:
    """Return the snapshot of a canonical text; what a newer version added is left out.

    Raises:
        ValueError: It is no snapshot.
    """
    try:
        made = _built(MinuteSnapshot, json.loads(text))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("not a snapshot") from error
    assert isinstance(made, MinuteSnapshot)
    return made


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {
            one.name: _plain(getattr(value, one.name))
            for one in fields(value)
            if one.metadata.get("stored", True)
        }
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _built(kind: Any, value: Any) -> Any:
    """Return a stored value as the type that a field says."""
    if isinstance(kind, types.UnionType):
        if value is None:
            return None
        kind = next(one for one in typing.get_args(kind) if one is not type(None))
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(  # type: ignore[operator]
            **{
                one.name: _built(hints[one.name], value[one.name])
                for one in fields(kind)
                if one.name in value
            }
        )
    if typing.get_origin(kind) is tuple:
        return tuple(_built(typing.get_args(kind)[0], one) for one in value)
    if kind is date:
        return date.fromisoformat(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind}")
    return value
