"""What the «Mesa de firmas» says of a document: plain data and words, without a widget."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from pea_desktop.areas import documents, minutes
from pea_desktop.areas.documents import (
    DOCUMENT_KIND_LABELS,
    SIGNATURE_STATE_LABELS,
    Branch,
    DocumentScan,
    IssuedDocument,
    SignatureRow,
    SignatureState,
)
from pea_desktop.areas.minutes import SIGNATURE_MODE_LABELS, Correction, MinuteSnapshot
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import show_date
from pea_desktop.i18n import N_, _, ngettext
from pea_desktop.ui.kit.report_table import ReportCell, ReportColumn, ReportRow

SHORT: Final = 16
"""How many digits of a hash are shown: as many as every page of the document prints."""

LOOKS: Final = {
    SignatureState.PENDING: ("circle-dashed", "text"),
    SignatureState.BY_HAND: ("circle-check", "ok"),
    SignatureState.EFIRMA: ("circle-check", "ok"),
    SignatureState.SCANNED: ("circle-check", "ok"),
    SignatureState.INK: ("circle-check", "ok"),
    SignatureState.REFUSED: ("circle-x", "err"),
    SignatureState.ABSENT: ("user-x", "text2"),
    SignatureState.NOT_REQUIRED: ("minus", "text2"),
}
"""Icon and colour of each state; the word is always beside them."""

_CORRECTS: Final = {
    Correction.ERRATA: N_("Es la fe de erratas de «{folio}». Motivo: {reason}"),
    Correction.ADDENDUM: N_("Es una adenda a «{folio}». Motivo: {reason}"),
    Correction.NEW_VERSION: N_("Sustituye a la versión anterior de «{folio}». Motivo: {reason}"),
}
_FILE_COLUMNS: Final = (
    ReportColumn(N_("Archivo")),
    ReportColumn(N_("Quién y cuándo"), 230),
    ReportColumn(N_("Huella SHA-256"), 160),
    ReportColumn("", 80),
)


class State(NamedTuple):
    """How far a document has come, for a chip: words, icon and kind."""

    text: str
    icon: str
    kind: str


class Note(NamedTuple):
    """Something to know about a document before signing it; `kind` is that of a ground."""

    kind: str
    text: str


class File(NamedTuple):
    """Bytes that belong to a document: its PDF, another copy of a fork, a scan of the paper."""

    sha256: str
    name: str
    detail: str
    who: str
    is_here: bool


@dataclass(frozen=True)
class Card:
    """A document as the list shows it."""

    id: str
    folio: str
    title: str
    day: str
    state: State
    pending: int
    unsigned: int

    @property
    def spoken(self) -> str:
        """All of it, as a screen reader says it."""
        return f"{self.folio}. {self.title}. {self.day}. {self.state.text}"


@dataclass(frozen=True)
class DocumentView:
    """A document as the right side shows it."""

    card: Card
    issued: str
    data_mark: str
    file_mark: str
    qr_folio: str
    signers: tuple[SignatureRow, ...]
    certificates: dict[str, str]
    files: tuple[File, ...]
    notes: tuple[Note, ...]


class Readings:
    """Reads documents; what is frozen is read once."""

    def __init__(self) -> None:
        self._snapshots: dict[str, MinuteSnapshot] = {}

    def cards(self, session: Any) -> list[Card]:
        """Return every issued document, the newest first."""
        found = documents.all_documents(session)
        replaced = {row.replaces_id for row in found if row.replaces_id}
        return [self._card(session, row, row.id in replaced) for row in reversed(found)]

    def view(self, session: Any, document_id: str) -> DocumentView:
        """Return all that is shown of a document.

        Raises:
            PeaError: There is none, or its data are damaged.
        """
        row = documents.document(session, document_id)
        newer = documents.replaced_by(session, row)
        signers = tuple(documents.signature_rows(session, row))
        chains = documents.branches(session, row)
        return DocumentView(
            card=self._card(session, row, newer is not None),
            issued=_issued(row),
            data_mark=(row.snapshot_sha256 or "")[:SHORT],
            file_mark=(row.sha256 or "")[:SHORT],
            qr_folio=self._snapshot(row).folio,
            signers=signers,
            certificates={
                one.field or "": one.serial or "" for one in documents.revisions(session, row.id)
            },
            files=tuple(_files(session, row, chains)),
            notes=tuple(_notes(session, row, newer, signers, chains, self._snapshot(row))),
        )

    def _snapshot(self, row: IssuedDocument) -> MinuteSnapshot:
        if row.id not in self._snapshots:
            self._snapshots[row.id] = documents.snapshot_of(row)
        return self._snapshots[row.id]

    def _card(self, session: Any, row: IssuedDocument, is_replaced: bool) -> Card:
        frozen = self._snapshot(row)
        signers = documents.signature_rows(session, row)
        states = [one.state for one in signers if one.state is not SignatureState.NOT_REQUIRED]
        pending = states.count(SignatureState.PENDING)
        unsigned = sum(not state.is_signed for state in states) - pending
        return Card(
            id=row.id,
            folio=folio_of(row),
            title=_title(row, frozen),
            day=show_date(frozen.day) or _("Sin fecha"),
            state=state_of(signers, is_replaced=is_replaced),
            pending=0 if is_replaced else pending,
            unsigned=0 if is_replaced else unsigned,
        )


def folio_of(row: IssuedDocument) -> str:
    """Return the folio, with its version where there is more than one."""
    if (row.version or 1) > 1:
        return _("{folio} · versión {n}").format(folio=row.folio, n=row.version)
    return row.folio or _("Sin folio")


def state_of(signers: list[SignatureRow], *, is_replaced: bool = False) -> State:
    """Return how far the signatures of a document have come."""
    required = [one for one in signers if one.state is not SignatureState.NOT_REQUIRED]
    pending = sum(one.state is SignatureState.PENDING for one in required)
    if is_replaced:
        return State(_("Sustituido"), "history", "info")
    if not required:
        return State(_("Nadie firma"), "minus", "info")
    if pending:
        told = ngettext("Falta {n} de {total}", "Faltan {n} de {total}", pending)
        return State(told.format(n=pending, total=len(required)), "circle-dashed", "info")
    if all(one.state.is_signed for one in required):
        return State(_("Completo"), "circle-check", "ok")
    unsigned = sum(not one.state.is_signed for one in required)
    told = ngettext("{n} sin firmar", "{n} sin firmar", unsigned)
    return State(told.format(n=unsigned), "circle-alert", "err")


def signer_columns(*, is_tight: bool = False) -> tuple[ReportColumn, ...]:
    """Return the columns of the signers; where it is tight two of them, of several lines."""
    if is_tight:
        return ReportColumn(_("Persona")), ReportColumn(_("Estado"))
    return (
        ReportColumn(_("Persona")),
        ReportColumn(_("Calidad"), 110),
        ReportColumn(_("Forma"), 96),
        ReportColumn(_("Estado"), 180),
        ReportColumn(_("Cuándo"), 128),
        ReportColumn(_("Nota")),
    )


def signer_row(
    one: SignatureRow, certificates: dict[str, str], *, is_tight: bool = False
) -> ReportRow:
    """Return a signer as a row."""
    icon, token = LOOKS[one.state]
    state = _(SIGNATURE_STATE_LABELS[one.state])
    mode = _(SIGNATURE_MODE_LABELS.get(one.cell.mode, one.cell.mode))  # type: ignore[call-overload]
    note = note_of(one, certificates)
    is_pending = one.state is SignatureState.PENDING
    spoken = ". ".join(filter(None, (one.cell.person, state, mode, when_of(one), note)))
    if is_tight:
        about = " · ".join(filter(None, (one.cell.role, mode)))
        who = "\n".join(filter(None, (one.cell.person, about)))
        told = "\n".join(filter(None, (state, when_of(one), note)))
        cells = ReportCell(who), ReportCell(told, icon, token, is_strong=is_pending)
        return ReportRow(cells, spoken)
    return ReportRow(
        (
            ReportCell(one.cell.person, is_strong=is_pending),
            ReportCell(one.cell.role, token="text2"),
            ReportCell(mode, token="text2"),
            ReportCell(state, icon, token, is_strong=is_pending),
            ReportCell(when_of(one), token="text2"),
            ReportCell(note, token="text2"),
        ),
        spoken,
    )


def when_of(one: SignatureRow) -> str:
    """Return when somebody signed, as a day or a moment, whichever is known."""
    if one.state is SignatureState.PENDING:
        return ""
    try:
        return show_date(date.fromisoformat(one.day))
    except ValueError:
        return documents.show_moment(one.day)


def note_of(one: SignatureRow, certificates: dict[str, str]) -> str:
    """Return what else is known of a signature."""
    serial = certificates.get(one.cell.name, "")
    if serial and one.state is not SignatureState.EFIRMA:
        return " ".join(filter(None, (one.note, _("Firmó sólo otro ejemplar."))))
    certificate = _("Certificado {serial}").format(serial=serial) if serial else ""
    initials = _("Rubricó todas las hojas.") if one.initials else ""
    return " ".join(filter(None, (one.note, certificate, initials)))


def file_columns(*, is_tight: bool = False) -> tuple[ReportColumn, ...]:
    """Return the columns of the files of a document; where it is tight the first and the last."""
    columns = (_FILE_COLUMNS[0], _FILE_COLUMNS[-1]) if is_tight else _FILE_COLUMNS
    return tuple(one._replace(header=_(one.header) if one.header else "") for one in columns)


def file_row(one: File, *, is_tight: bool = False) -> ReportRow:
    """Return a file as a row."""
    opens = _("Abrir") if one.is_here else ""
    mark = one.sha256[:SHORT]
    icon = "file-text" if one.is_here else "circle-alert"
    spoken = ". ".join(filter(None, (one.detail, one.who, mark)))
    if is_tight:
        told = "\n".join(filter(None, (one.detail, one.who, _("Huella {mark}").format(mark=mark))))
        return ReportRow((ReportCell(told, icon), ReportCell(opens, is_action=True)), spoken)
    return ReportRow(
        (
            ReportCell(one.detail, icon),
            ReportCell(one.who, token="text2"),
            ReportCell(mark, token="text2"),
            ReportCell(opens, is_action=True),
        ),
        spoken,
    )


def _title(row: IssuedDocument, frozen: MinuteSnapshot) -> str:
    kind = _(DOCUMENT_KIND_LABELS[row.kind]) if row.kind is not None else ""
    told = frozen.session.title if row.kind == documents.DocumentKind.ACTA else ""
    mesa = _("Mesa {table}").format(table=frozen.table) if frozen.table else ""
    phase = _("Fase {phase}").format(phase=frozen.phase) if frozen.phase else ""
    place = told or ", ".join(filter(None, (mesa, phase)))
    return " · ".join(filter(None, (kind, place)))


def _issued(row: IssuedDocument) -> str:
    return _("Se emitió el {when} en «{device}» ({by}).").format(
        when=documents.show_moment(row.issued), device=row.device or "?", by=row.issued_by or "?"
    )


def _files(session: Any, row: IssuedDocument, chains: list[Branch]) -> Iterator[File]:
    people = {one.name: one.person for one in documents.cells_of(row)}
    for number, one in enumerate(chains):
        signed = ", ".join(people.get(field, field) for field in one.fields)
        name = _letter_name(row, number)
        count = len(one.fields)
        if len(chains) > 1:
            kept = _("Ejemplar {letter}") if number else _("Ejemplar {letter} (el que vale)")
            told = kept.format(letter=chr(ord("A") + number))
        else:
            told = _("Documento emitido")
        firms = ngettext("{n} e.firma", "{n} e.firmas", count).format(n=count)
        detail = f"{told} · {firms}" if count else _("{what} · sin e.firmas").format(what=told)
        if not one.is_here:
            detail = _("{what} · no está en este equipo").format(what=detail)
        yield File(one.sha256, name, detail, signed, one.is_here)
    for scan in documents.scans(session, row.id):
        yield _scan(scan)


def _letter_name(row: IssuedDocument, number: int) -> str:
    ending = "" if not number else f" - ejemplar {chr(ord('A') + number)}"
    version = f" v{row.version}" if (row.version or 1) > 1 else ""
    return f"{row.folio or 'documento'}{version}{ending}.pdf".replace("/", "-")


def _scan(scan: DocumentScan) -> File:
    pages = scan.pages or 0
    sheets = ngettext("{n} página", "{n} páginas", pages).format(n=pages) if pages else ""
    kept = _("original en {place}").format(place=scan.kept_at) if scan.kept_at else ""
    told = _("Copia digitalizada «{name}»").format(name=scan.file_name or "?")
    return File(
        sha256=scan.sha256 or "",
        name=scan.file_name or "copia",
        detail=" · ".join(filter(None, (told, sheets, kept))),
        who=_("{by}, {when}").format(by=scan.by or "?", when=documents.show_moment(scan.attached)),
        is_here=True,
    )


def _notes(
    session: Any,
    row: IssuedDocument,
    newer: IssuedDocument | None,
    signers: tuple[SignatureRow, ...],
    chains: list[Branch],
    frozen: MinuteSnapshot,
) -> Iterator[Note]:
    if len(chains) > 1:
        yield Note("error", _fork(signers, chains))
    if not any(one.is_here for one in chains):
        yield Note(
            "error",
            _(
                "Este equipo no tiene el PDF: lo emitió «{device}». Pídale el archivo, o suéltelo "
                "en «Verificar» para incorporarlo."
            ).format(device=row.device or "?"),
        )
    if newer is not None:
        yield Note(
            "info",
            _("Lo sustituye la versión {n}; éste se conserva con sus firmas.").format(
                n=newer.version
            ),
        )
    told = frozen.corrects
    if told is not None and told.kind in _CORRECTS:
        sentence = _(_CORRECTS[Correction(told.kind)])
        yield Note("info", sentence.format(folio=told.folio, reason=told.reason or "—"))
    aliases = documents.aliases(session, row.id)
    if aliases:
        yield Note("info", _("Antes tuvo el folio {folios}.").format(folios=", ".join(aliases)))
    if _has_changed(session, row, frozen):
        yield Note(
            "error",
            _(
                "La minuta cambió en otro equipo después de emitida; este documento no cambia. "
                "Revise en Minutas si hace falta una fe de erratas."
            ),
        )


def _has_changed(session: Any, row: IssuedDocument, frozen: MinuteSnapshot) -> bool:
    """Tell whether the minute is another one now; the matrix may be, and is not read for it."""
    try:
        meeting = minutes.meeting_of(session, minutes.minute(session, row.minute_id))
    except PeaError:
        return True  # deleted on another laptop
    institution = (meeting.institution_id if meeting is not None else None) or ""
    return bool(documents.since_issued(session, row, {institution: frozen.matrix}).minute)


def _fork(signers: tuple[SignatureRow, ...], chains: list[Branch]) -> str:
    """Say that there are two copies, and who signed only the one that does not count."""
    people = {one.cell.name: one.cell.person for one in signers}
    counted = set(chains[0].fields)
    others = dict.fromkeys(
        people.get(field, field)
        for chain in chains[1:]
        for field in chain.fields
        if field not in counted
    )
    again = _("Firman de nuevo en el que vale: {people}.").format(people=", ".join(others))
    told = _(
        "Se firmó a la vez en dos equipos y las firmas no se pueden juntar: vale el ejemplar con "
        "más firmas; el otro se conserva."
    )
    return f"{told} {again}" if others else told
