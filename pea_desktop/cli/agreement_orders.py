"""Orders about the acuerdos of all minutes: listed, as a workbook, as a document."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from pea_desktop.areas import SCHEMA, institutions, minutes
from pea_desktop.areas.minutes import AGREEMENT_STATE_LABELS, TrayRow
from pea_desktop.cli.output import put, put_json, put_lines
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import show_date
from pea_desktop.core.output import check_output, write_whole
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _, ngettext


def agreements(options: Namespace) -> int:
    """List the acuerdos of all minutes, overdue first, or write them; nothing is changed."""
    today = options.on or datetime.now().astimezone().date()
    device = Device.load(options.author, options.device)
    with Workspace.open(options.file, SCHEMA, device, read_only=True) as workspace:
        session = workspace.session
        owner = _institution_id(session, options.institution)
        rows = [
            row
            for row in minutes.tray(session, today)
            if (row.is_overdue or not options.overdue) and owner in {None, row.institution_id}
        ]
        if options.out is not None:
            _write(session, options, rows, owner, today)
    if options.json:
        put_json([_as_json(row) for row in rows])
    elif options.out is not None:
        put(_("Se escribió «{name}».").format(name=options.out.name))
    else:
        _list(rows)
    return 0


def _institution_id(session: Session, name: str | None) -> str | None:
    if name is None:
        return None
    found = institutions.find(session, name)
    if found is None:
        raise PeaError(_("No hay una institución «{name}» en este expediente.").format(name=name))
    return found.id


def _write(
    session: Session, options: Namespace, rows: Sequence[TrayRow], owner: str | None, today: date
) -> None:
    from pea_desktop.files import xlsx
    from pea_desktop.reports import agreements as report
    from pea_desktop.reports import gathering

    out: Path = options.out
    ending = out.suffix.lower()
    if ending not in (".xlsx", ".pdf"):
        raise PeaError(_("«{name}»: la salida termina en .xlsx o en .pdf.").format(name=out.name))
    if options.reminder and (owner is None or ending != ".pdf"):
        raise PeaError(_("El oficio de recordatorio es un PDF de una sola «--institution»."))
    check_output(out)
    if options.reminder and owner is not None:
        write_whole(out, report.render_reminder(gathering.reminder(session, owner, today)))
        return
    snapshot = gathering.agreements_of(session, rows, today)
    if ending == ".pdf":
        write_whole(out, report.render(snapshot))
    else:
        xlsx.write(out, [report.as_sheet(snapshot)])


def _list(rows: Sequence[TrayRow]) -> None:
    put_lines(_line(row) for row in rows)
    overdue = sum(1 for row in rows if row.is_overdue)
    put(
        ngettext("{n} acuerdo", "{n} acuerdos", len(rows)).format(n=len(rows))
        + " · "
        + ngettext("{n} vencido", "{n} vencidos", overdue).format(n=overdue)
    )


def _as_json(row: TrayRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "folio": row.folio or None,
        "number": row.number or None,
        "minute": row.minute_id,
        "table": row.table or None,
        "date": row.day.isoformat() if row.day else None,
        "institution": row.institution or None,
        "responsible": row.responsible or None,
        "text": row.text,
        "kind": row.kind or None,
        "due": row.due.isoformat() if row.due else None,
        "state": str(row.state),
        "overdue": row.is_overdue,
        "days": row.days,
        "working_days": row.in_working_days,
        "follow_ups": row.follow_ups,
    }


def _line(row: TrayRow) -> str:
    return _("{id}  {name} · {state} · {due} · {text}").format(
        id=row.id,
        name=row.folio or _("mesa {table}, acuerdo {n}").format(table=row.table, n=row.number),
        state=_(AGREEMENT_STATE_LABELS[row.state]),
        due=show_date(row.due) or _("sin fecha límite"),
        text=row.text,
    )
