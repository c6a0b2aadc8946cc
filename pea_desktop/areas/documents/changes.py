"""What is otherwise now than in the issued document: told, never printed silently."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy.orm import Session

from pea_desktop.areas.documents import folios, reading
from pea_desktop.areas.documents.entities import DeviceLetter, IssuedDocument
from pea_desktop.areas.minutes import (
    Decision,
    MatrixSnapshot,
    Minute,
    MinuteSnapshot,
    in_words,
    matrix_changes,
    matrix_snapshot,
    record,
)
from pea_desktop.areas.minutes import snapshot as minute_snapshot
from pea_desktop.areas.minutes.snapshots import RowChange
from pea_desktop.core.anchor import are_known, mark_of
from pea_desktop.core.errors import PeaError
from pea_desktop.core.findings import Finding, Severity
from pea_desktop.core.grid import show_date
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import N_, _

_PROSE = (
    ("observations", N_("observaciones")),
    ("opening", N_("apertura")),
    ("development", N_("desarrollo")),
    ("closing", N_("cierre")),
    ("institution", N_("institución")),
    ("table", N_("mesa")),
    ("phase", N_("fase")),
)
_SESSION = (
    ("title", N_("título")),
    ("place", N_("lugar")),
    ("starts", N_("hora de inicio")),
    ("ends", N_("hora de cierre")),
    ("convener", N_("convoca")),
    ("objective", N_("objetivo")),
    ("quorum", N_("quórum")),
    ("next_meeting", N_("próxima sesión")),
)


class PartChange(NamedTuple):
    """A part of a minute that another laptop changed after it was issued."""

    where: str
    before: str
    after: str


class Since(NamedTuple):
    """What changed since a document was issued: in the minute itself, and in its matrix."""

    minute: tuple[PartChange, ...]
    matrix: tuple[RowChange, ...]

    @property
    def is_same(self) -> bool:
        """Whether database and paper agree."""
        return not self.minute and not self.matrix


def since_issued(
    session: Session, row: IssuedDocument, matrices: dict[str, MatrixSnapshot] | None = None
) -> Since:
    """Return what the expediente says now that the issued document did not.

    A change of the minute can only have come in a package, from somebody who did not know yet that
    it was issued. The matrix may go on changing. With `matrices` those read are kept there, by
    institution, for the next document.

    Raises:
        PeaError: The frozen data are damaged.
    """
    frozen = reading.snapshot_of(row)
    try:
        now = minute_snapshot(
            session,
            row.minute_id,
            folio=frozen.folio,
            version=frozen.version,
            values={one.key: one.value for one in frozen.live},
            annex=_annex(session, row, {} if matrices is None else matrices),
        )
    except PeaError:
        gone = PartChange(_("la minuta"), row.folio or "", _("eliminada"))
        return Since((gone,), ())
    matrix = tuple(matrix_changes(frozen.matrix, now.matrix)) if frozen.with_matrix else ()
    return Since(tuple(_parts(frozen, now)), matrix)


def _annex(
    session: Session, row: IssuedDocument, matrices: dict[str, MatrixSnapshot]
) -> MatrixSnapshot:
    meeting = record.meeting_of(session, record.minute(session, row.minute_id))
    key = (meeting.institution_id if meeting is not None else None) or ""
    if key not in matrices:
        matrices[key] = matrix_snapshot(session, key or None)
    return matrices[key]


def problems(session: Session) -> list[Finding]:
    """Return what is remarked about the issued documents: clashes, forks, changes, no bytes."""
    documents = reading.all_documents(session)
    by_id = {row.id: row for row in documents}
    found = [_clash(one, by_id) for one in folios.clashes(session)]
    found += _twice(documents)
    found += _letters(session)
    matrices: dict[str, MatrixSnapshot] = {}
    for row in documents:
        found += _of_document(session, row, matrices)
    return found


def unanchored(workspace: Workspace) -> list[str]:
    """Return a sentence for each issued document that prints another bitácora than the one here."""
    told = _(
        "La bitácora ya no es la que imprime «{folio}» (huella {mark}): se escribió de nuevo "
        "después de emitirlo. Compárela con la de otro equipo."
    )
    found: list[str] = []
    for row in reading.all_documents(workspace.session):
        try:
            ends = reading.snapshot_of(row).journal
        except PeaError as error:
            found.append(str(error))
            continue
        if not are_known(workspace.journal, ends):
            found.append(told.format(folio=row.folio, mark=mark_of(ends)))
    return found


def _of_document(
    session: Session, row: IssuedDocument, matrices: dict[str, MatrixSnapshot]
) -> Iterator[Finding]:
    chains = reading.branches(session, row)
    if not any(one.is_here for one in chains):
        yield _finding(
            "pdf_ausente",
            _("Este equipo no tiene el PDF de «{folio}»; lo emitió «{device}».").format(
                folio=row.folio, device=row.device or ""
            ),
            row,
        )
    if any(not set(one.fields) <= set(chains[0].fields) for one in chains[1:]):
        # Once who signed apart has signed the principal one too, there is nothing left to do.
        yield _finding(
            "documento_bifurcado",
            _(
                "«{folio}» se firmó a la vez en dos equipos: hay {n} ejemplares. Vale el que tiene "
                "más firmas; quien firmó sólo el otro debe firmar de nuevo."
            ).format(folio=row.folio, n=len(chains)),
            row,
            Severity.ERROR,
        )
    changed = since_issued(session, row, matrices)
    if changed.minute:
        first = changed.minute[0]
        yield _finding(
            "cambio_despues_de_emitida",
            _(
                "«{folio}» cambió después de emitida ({where}); el documento emitido no cambia. "
                "Haga una fe de erratas o una nueva versión, o deje como estaba el dato."
            ).format(folio=row.folio, where=first.where),
            row,
            Severity.ERROR,
        )
    if changed.matrix:
        yield _finding(
            "matriz_cambio",
            _("La matriz de «{folio}» cambió después de emitida: {what}.").format(
                folio=row.folio, what=in_words(changed.matrix)
            ),
            row,
            Severity.INFO,
        )


def _parts(frozen: MinuteSnapshot, now: MinuteSnapshot) -> Iterator[PartChange]:
    for key, name in _PROSE:
        yield from _differing(_(name), getattr(frozen, key), getattr(now, key))
    for key, name in _SESSION:
        yield from _differing(_(name), getattr(frozen.session, key), getattr(now.session, key))
    yield from _differing(_("fecha"), show_date(frozen.day), show_date(now.day))
    yield from _differing(
        _("líneas declaradas"), _number(frozen.declared_lines), _number(now.declared_lines)
    )
    for key, name in (("quorum_required", N_("quórum")), ("quorum_present", N_("presentes"))):
        then, later = getattr(frozen.session, key), getattr(now.session, key)
        yield from _differing(_(name), _number(then), _number(later))
    yield from _listed(
        _("acuerdo {n}"),
        {one.id: (one.number, _agreement(one)) for one in frozen.agreements},
        {one.id: (one.number, _agreement(one)) for one in now.agreements},
    )
    yield from _listed(
        _("asistencia de {n}"),
        {one.id: (one.name, f"{one.name} {one.office}".strip()) for one in frozen.people},
        {one.id: (one.name, f"{one.name} {one.office}".strip()) for one in now.people},
    )
    yield from _differing(
        _("materiales revisados"), "\n".join(frozen.materials), "\n".join(now.materials)
    )
    yield from _differing(
        _("orden del día"),
        "\n".join(one.text for one in frozen.session.agenda),
        "\n".join(one.text for one in now.session.agenda),
    )


def _agreement(one: Decision) -> str:
    fields = (one.text, one.notes, one.kind, one.responsible, one.deadline)
    return "\n".join(filter(None, fields))


def _listed(
    where: str, before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]
) -> Iterator[PartChange]:
    for key in dict.fromkeys((*before, *after)):
        name = (before.get(key) or after[key])[0]
        then = before[key][1] if key in before else ""
        now = after[key][1] if key in after else ""
        yield from _differing(where.format(n=name), then, now)


def _differing(where: str, before: str, after: str) -> Iterator[PartChange]:
    if before != after:
        yield PartChange(where, before, after)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _clash(one: folios.Clash, by_id: dict[str, IssuedDocument]) -> Finding:
    where = ", ".join(f"«{by_id[row].device or '?'}»" for row in one.document_ids)
    return _finding(
        "folio_repetido",
        _(
            "El folio {folio} lo tienen {n} documentos, de los equipos {where}; dé otro folio a "
            "uno: el que ya está impreso seguirá encontrándolo."
        ).format(folio=one.folio, n=len(one.document_ids), where=where),
        by_id[one.document_ids[-1]],
        Severity.ERROR,
    )


def _twice(documents: list[IssuedDocument]) -> Iterator[Finding]:
    first: dict[str, IssuedDocument] = {}
    for row in documents:
        if row.minute_id not in first:
            first[row.minute_id] = row
            continue
        yield _finding(
            "emitida_dos_veces",
            _(
                "La misma minuta se emitió en dos equipos, como «{one}» y como «{other}»; "
                "decidan cuál se firma."
            ).format(one=first[row.minute_id].folio, other=row.folio),
            row,
            Severity.ERROR,
        )


def _letters(session: Session) -> Iterator[Finding]:
    first: dict[str, DeviceLetter] = {}
    found = sorted(record.rows(session, DeviceLetter), key=lambda row: row.origin)
    for row in found:
        letter = row.letter or ""
        if letter and letter in first:
            yield Finding(
                code="letra_repetida",
                severity=Severity.WARNING,
                sentence=_(
                    "Los equipos «{one}» y «{other}» tienen la letra {letter}; el segundo tomará "
                    "otra al emitir."
                ).format(one=first[letter].device, other=row.device, letter=letter),
                row_id=row.id,
            )
        first.setdefault(letter, row)


def _finding(
    code: str, sentence: str, row: IssuedDocument, severity: Severity = Severity.WARNING
) -> Finding:
    return Finding(code=code, severity=severity, sentence=sentence, row_id=row.id)


def minute_title(session: Session, minute: Minute) -> str:
    """Return what a minute is called in a list: its folio, else its mesa."""
    found = reading.documents_of(session, minute.id)
    if found:
        row = found[-1]
        if (row.version or 1) > 1:
            return _("{folio} (versión {n})").format(folio=row.folio, n=row.version)
        return row.folio or ""
    meeting = record.meeting_of(session, minute)
    return _("Mesa {table}, borrador").format(table=(meeting.number if meeting else None) or "?")
