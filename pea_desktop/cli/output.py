"""What commands print: the same facts as JSON for scripts and as sentences for people."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from pea_desktop.areas import matrix
from pea_desktop.core.capture import Value
from pea_desktop.core.conflicts import Conflict
from pea_desktop.core.forks import OpenFork
from pea_desktop.core.history import HistoryStep
from pea_desktop.core.notices import FOLIO, Notice
from pea_desktop.files.package import Clash, Delivered, Manifest, Received
from pea_desktop.i18n import _, ngettext


def put(text: str) -> None:
    """Print a line for a person; what a package brings cannot steer the terminal."""
    print("".join(c if c.isprintable() or c in "\n\t" else "�" for c in text))


def put_lines(lines: Iterable[str]) -> None:
    """Print lines for a person."""
    for line in lines:
        put(line)


def put_json(made: Any) -> None:
    """Print JSON for a script."""
    print(json.dumps(made, ensure_ascii=False, indent=2))


def moment(milliseconds: int) -> str:
    """Return a claimed time as ISO text in UTC."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return str(milliseconds)


def local(milliseconds: int) -> str:
    """Return a claimed time as a person here reads it."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000).astimezone().strftime("%d/%m/%Y %H:%M")
    except (OverflowError, ValueError, OSError):
        return str(milliseconds)


def numbers_as_text(made: Any) -> Any:
    """Return facts with each number as a text: JSON's own would lose digits in some readers."""
    if isinstance(made, dict):
        return {key: numbers_as_text(value) for key, value in made.items()}
    if isinstance(made, list):
        return [numbers_as_text(value) for value in made]
    return str(made) if isinstance(made, int) and not isinstance(made, bool) else made


def plain(value: Value) -> str | None:
    """Return a stored value as scripts see it: numbers are text, missing is null."""
    return None if value is None else str(value)


def conflict_json(session: Session, conflict: Conflict) -> dict[str, Any]:
    """Return a conflict with its línea and field as people name them."""
    row, field = matrix.logical(session, conflict.table, conflict.row, conflict.field)
    values: list[dict[str, Any]] = []
    for version in conflict.values:
        one: dict[str, Any] = {
            "value": plain(version.value),
            "author": version.author,
            "device": version.device,
            "claimed_at": moment(version.claimed_at),
            "origins": list(version.origins),
        }
        if version.field != conflict.field:
            named = matrix.logical(session, version.table, version.row, version.field)
            one["field"] = named[1]
        values.append(one)
    return {
        "id": f"{row}:{field}",
        "kind": conflict.kind,
        "ancestor": plain(conflict.ancestor),
        "values": values,
        "shown": plain(conflict.shown),
        "table": conflict.table,
        "row": conflict.row,
        "field": conflict.field,
    }


def notice_json(notice: Notice) -> dict[str, Any]:
    """Return what waits for a person though no field is in conflict."""
    return {
        "id": notice.id, "kind": notice.kind, "ancestor": None, "values": [],
        "table": notice.table, "rows": list(notice.rows), "field": notice.field,
        "value": notice.value, "sentence": notice.sentence,
    }  # fmt: skip


def fork_json(fork: OpenFork) -> dict[str, Any]:
    """Return a log continued twice."""
    return {
        "id": fork.id, "kind": "fork", "ancestor": None, "values": [], "device": fork.device,
        "fingerprint": fork.fingerprint, "after": fork.after, "sentence": fork.sentence,
    }  # fmt: skip


def step_json(session: Session, step: HistoryStep) -> dict[str, Any]:
    """Return an entry of the journal with líneas and fields as people name them."""
    changes: list[dict[str, Any]] = []
    for change in step.changes:
        row, field = matrix.logical(session, change.table, change.row, change.field)
        changes.append(
            {
                "row": row,
                "field": field,
                "before": plain(change.before),
                "after": plain(change.after),
            }
        )
    told = {
        "id": step.id,
        "author": step.author,
        "device": step.device,
        "claimed_at": moment(step.claimed_at),
        "label": step.label,
        "changes": changes,
    }
    # Said only where it is so: who reads these lists knows the others.
    return {**told, "clock_behind": True} if step.is_clock_behind else told


def manifest_json(manifest: Manifest) -> dict[str, Any]:
    """Return what a package says of itself."""
    return {
        "id": manifest.id,
        "workspace": manifest.workspace_id,
        "device": manifest.device,
        "author": manifest.author,
        "fingerprint": manifest.fingerprint,
        "claimed_at": moment(manifest.at),
        "to": manifest.to,
        "schema": manifest.schema,
        "entries": manifest.entries,
        "size": manifest.size,
        "segments": [
            {"origin": s.origin.hex(), "first": s.first, "last": s.last} for s in manifest.segments
        ],
        "have": [{"origin": o.hex(), "last": s} for o, s, _hash in manifest.have],
        "want": manifest.want,
        "attachments": [{"sha256": a.sha256, "size": a.size} for a in manifest.attachments],
        "recipient": manifest.recipient,
    }


def received_json(received: Received) -> dict[str, Any]:
    """Return what a package brought, or would bring."""
    return {
        "new": received.new,
        "changed": received.changed,
        "deleted": received.deleted,
        "conflicts": received.conflicts,
        "already_known": received.already_known,
        "missing": [
            {"device": m.device, "origin": m.origin, "from": m.first, "sentence": m.sentence}
            for m in received.missing
        ],
        "applied": received.applied,
        "device": received.device,
        "author": received.author,
        "fingerprint": received.fingerprint,
        "entries": received.entries,
        "packages": [_package_json(one) for one in received.packages],
        "authors": [
            {
                "author": one.author, "device": one.device, "fingerprint": one.fingerprint,
                "entries": one.entries, "from": moment(one.first), "to": moment(one.last),
            }
            for one in received.authors
        ],
        "rows": [
            {
                "table": row.table, "row": row.row, "kind": row.kind,
                "fields": [
                    {"field": f.field, "before": plain(f.before), "after": plain(f.after)}
                    for f in row.fields
                ],
            }
            for row in received.rows
        ],
        "in_conflict": [_clash_json(one) for one in received.clashes],
        "folio_clashes": [notice_json(one) for one in received.notices if one.kind == FOLIO],
        "orphans": [notice_json(one) for one in received.notices if one.kind != FOLIO],
        "forks": [
            {"device": one.device, "fingerprint": one.fingerprint, "after": one.after}
            for one in received.forks
        ],
        "unknown_fields": received.unknown,
        "held": received.held,
        "to_review": received.reviewed,
        "attachments": received.attachments,
        "missing_attachments": received.wanted,
    }  # fmt: skip


def _package_json(one: Delivered) -> dict[str, Any]:
    """Return one package of those that came together, and what it alone brought."""
    return {
        "name": one.name, "id": one.id, "device": one.device, "author": one.author,
        "fingerprint": one.fingerprint, "claimed_at": moment(one.claimed_at),
        "entries": one.entries, "state": one.state,
        "missing": [missing.sentence for missing in one.missing], "schema": one.schema,
        "is_newer": one.is_newer, "new_entries": one.fresh,
        "since": None if one.since is None else moment(one.since),
        "until": None if one.until is None else moment(one.until),
        "new": one.new, "changed": one.changed, "deleted": one.deleted,
        "conflicts": one.conflicts, "folio_clashes": one.folios,
        "attachments": one.attachments, "forks": one.forks, "unknown": one.unknown,
    }  # fmt: skip


def _clash_json(clash: Clash) -> dict[str, Any]:
    """Return a field that comes in conflict."""
    return {
        "table": clash.table, "row": clash.row, "field": clash.field, "kind": clash.kind,
        "ancestor": plain(clash.ancestor), "mine": plain(clash.mine),
        "theirs": [
            {
                "table": one.table, "row": one.row, "field": one.field, "value": plain(one.value),
                "author": one.author, "device": one.device, "claimed_at": moment(one.claimed_at),
            }
            for one in clash.theirs
        ],
    }  # fmt: skip


def received_text(received: Received, *, preview: bool = False) -> list[str]:
    """Return the same as sentences; a `preview` was rolled back."""
    lines = [
        _("Paquete de «{device}» ({author}), huella {fingerprint}.").format(
            device=one.device, author=one.author, fingerprint=one.fingerprint
        )
        for one in received.packages
    ]
    if received.missing:
        lines += [one.sentence for one in received.missing]
        if not preview:
            lines.append(_("Queda en espera y se aplicará solo cuando llegue lo que falta."))
    else:
        lines.append(
            _(
                "Renglones nuevos: {new}, cambiados: {changed}, eliminados: {deleted}; "
                "cambios que ya se tenían: {known}."
            ).format(
                new=received.new,
                changed=received.changed,
                deleted=received.deleted,
                known=received.already_known,
            )
        )
    lines += _received_remarks(received)
    if preview:
        lines.append(_("Es una vista previa: no se cambió nada."))
    return lines


def _received_remarks(received: Received) -> list[str]:
    """Return what asks for somebody's attention."""
    lines = [
        _("La bitácora de «{device}» siguió por dos caminos después de su cambio {n}.").format(
            device=fork.device, n=fork.after
        )
        for fork in received.forks
    ]
    lines += [one.sentence for one in received.notices]
    if received.unknown:
        lines.append(
            _("Trae datos de una versión más nueva, que se guardan y se pasan: {fields}.").format(
                fields=", ".join(received.unknown)
            )
        )
    if received.held:
        lines.append(
            ngettext(
                "{n} cambio quedó en cuarentena: su autor no tiene permiso.",
                "{n} cambios quedaron en cuarentena: su autor no tiene permiso.",
                received.held,
            ).format(n=received.held)
        )
    if received.reviewed:
        lines.append(
            ngettext(
                "{n} de ellos ya se veía aquí: quedó marcado para revisión.",
                "{n} de ellos ya se veían aquí: quedaron marcados para revisión.",
                received.reviewed,
            ).format(n=received.reviewed)
        )
    if received.conflicts:
        lines.append(
            ngettext(
                "{n} conflicto por decidir: ningún valor se perdió.",
                "{n} conflictos por decidir: ningún valor se perdió.",
                received.conflicts,
            ).format(n=received.conflicts)
        )
    return lines
