"""Orders about minutes and their documents."""

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from pea_desktop.areas import SCHEMA, documents, minutes
from pea_desktop.areas.minutes import MINUTE_STATE_LABELS, Minute
from pea_desktop.cli.output import put, put_json, put_lines
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.core.output import check_output, write_whole
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _


def minute(options: Namespace) -> int:
    """Record a minute, list them, or write one's document, issued first if that is asked."""
    if options.action is None:
        return _list(options)
    if options.action == "new":
        return _new(options)
    with _open(options, read_only=not options.issue) as workspace:
        found = find(workspace.session, options.id)
        check_output(options.out)
        if options.issue:
            from pea_desktop.signing import desk

            issued = desk.issue_minute(workspace, found.id)
            put(
                _("Se emitió «{folio}»; su huella es {mark}.").format(
                    folio=issued.folio, mark=issued.sha256
                )
            )
        if options.public:
            _write_public(workspace, options)
        else:
            write_minute(workspace, found.id, options.out)
            _warn(workspace, found.id)
    put(_("Se escribió «{name}».").format(name=options.out.name))
    return 0


def find(session: Session, name: str) -> Minute:
    """Return the minute of a folio, present or former, of an id or of the beginning of a hash.

    Raises:
        PeaError: There is none.
    """
    issued = documents.find(session, name)
    return minutes.minute(session, name if issued is None else issued.minute_id)


def write_minute(workspace: Workspace, minute_id: str, out: Path) -> None:
    """Write a minute's PDF, whole or not at all: the issued bytes, or else its draft."""
    from pea_desktop.reports import minute as report

    check_output(out)
    session = workspace.session
    issued = documents.documents_of(session, minute_id)
    if issued:
        write_whole(out, documents.pdf_of(session, issued[-1]))
    else:
        write_whole(out, report.render(documents.draft(session, minute_id)))


def _write_public(workspace: Workspace, options: Namespace) -> None:
    from pea_desktop.signing import desk

    write_whole(options.out, desk.public_copy(workspace, options.id))


def _warn(workspace: Workspace, minute_id: str) -> None:
    """Say what a signed PDF lets everybody read, and whether its folio names another one too."""
    session = workspace.session
    issued = documents.documents_of(session, minute_id)
    for clash in documents.clashes(session):
        if issued and issued[-1].id in clash.document_ids:
            put(
                _(
                    "El folio {folio} lo tienen {n} documentos; éste es el de «{device}». Cada uno "
                    "se pide por su identificador («minute --list»)."
                ).format(
                    folio=clash.folio, n=len(clash.document_ids), device=issued[-1].device or ""
                )
            )
    if issued and any(one.fields for one in documents.branches(session, issued[-1])):
        from pea_desktop.signing import desk

        put(_(desk.PERSONAL_DATA))


def _list(options: Namespace) -> int:
    with _open(options, read_only=True) as workspace:
        session = workspace.session
        matrices: dict[str, minutes.MatrixSnapshot] = {}
        listed = [_minute_json(session, one, matrices) for one in minutes.minutes(session)]
        told = documents.problems(session)
    if options.json:
        put_json({"minutes": listed, "problems": [one.as_json() for one in told]})
        return 0
    put_lines(
        _("{id}  {name} · {state} · {date}").format(
            id=one["id"],
            name=one["folio"] or _("mesa {table}").format(table=one["table"] or "—"),
            state=_(MINUTE_STATE_LABELS.get(one["state"], one["state"] or "")),
            date=one["date"] or "—",
        )
        for one in listed
    )
    if not listed:
        put(_("No hay minutas."))
    put_lines(one.sentence for one in told)
    return 0


def _new(options: Namespace) -> int:
    data = _read_json(options.input)
    with _open(options) as workspace, workspace.edit(_("Registrar minuta")) as session:
        try:
            made = minutes.create(session, data).id
        except PeaError as error:
            raise PeaError(
                _("«{name}»: {reason}").format(name=options.input.name, reason=error)
            ) from error
    put_json({"id": made})
    return 0


def _open(options: Namespace, *, read_only: bool = False) -> Workspace:
    device = Device.load(options.author, options.device)
    return Workspace.open(options.file, SCHEMA, device, read_only=read_only)


def _minute_json(
    session: Session, one: Minute, matrices: dict[str, minutes.MatrixSnapshot]
) -> dict[str, Any]:
    meeting = minutes.meeting_of(session, one)
    issued = documents.documents_of(session, one.id)
    row = issued[-1] if issued else None
    cells = documents.signature_rows(session, row) if row is not None else []
    changed = documents.since_issued(session, row, matrices) if row is not None else None
    counted = minutes.counts(session, one)
    return {
        "id": one.id,
        "folio": row.folio if row else None,
        "version": row.version if row else None,
        "former_folios": documents.aliases(session, row.id) if row else [],
        "template": None if one.template is None else str(one.template),
        "state": None if one.state is None else str(one.state),
        "table": meeting.number if meeting else None,
        "phase": meeting.phase if meeting else None,
        "date": meeting.day.isoformat() if meeting and meeting.day else None,
        "correction": None if one.correction is None else str(one.correction),
        "corrects": one.corrects_id,
        "agreements": len(minutes.agreements(session, one.id)),
        "declared_lines": counted.declared,
        "captured_lines": counted.captured,
        "sha256": row.sha256 if row else None,
        "issued": row.issued if row else None,
        "issued_by": row.issued_by if row else None,
        "signatures": [
            {
                "cell": cell.cell.name,
                "name": cell.cell.person,
                "mode": cell.cell.mode,
                "state": str(cell.state),
            }
            for cell in cells
        ],
        "changed_since_issued": bool(changed and changed.minute),
        "matrix_changed_since_issued": bool(changed and changed.matrix),
    }


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PeaError(
            _("No se pudo leer «{name}»: {reason}.").format(name=path, reason=reason_of(error))
        ) from error
    except json.JSONDecodeError as error:
        raise PeaError(
            _("«{name}» no es JSON: revise la línea {line}, columna {column}.").format(
                name=path.name, line=error.lineno, column=error.colno
            )
        ) from error
    except (ValueError, RecursionError) as error:
        raise PeaError(
            _(
                "«{name}» no es JSON: guárdelo como texto UTF-8, con las claves de la minuta."
            ).format(name=path.name)
        ) from error
