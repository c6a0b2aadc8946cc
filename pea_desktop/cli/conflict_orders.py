"""Orders about conflicts: list what waits for a person, decide one."""

import re
from argparse import Namespace
from datetime import UTC, datetime

from sqlalchemy import Integer, Text

from pea_desktop.areas import SCHEMA, documents, matrix
from pea_desktop.areas.matrix import stored_words
from pea_desktop.cli import listing
from pea_desktop.cli.output import (
    conflict_json,
    fork_json,
    notice_json,
    plain,
    put,
    put_json,
    put_lines,
)
from pea_desktop.core import forks, orphans
from pea_desktop.core.capture import ALIVE, Value
from pea_desktop.core.conflicts import Conflict, side
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.notices import FOLIO, ORPHAN, Notice
from pea_desktop.core.row_state import DELETE_EDIT
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _


def conflicts(options: Namespace) -> int:
    """List what waits for a person, or decide one conflict."""
    device = Device.load(options.author, options.device)
    if options.action == "resolve":
        with Workspace.open(options.file, SCHEMA, device) as workspace:
            _resolve(workspace, options)
            left = len(workspace.conflicts())
        if options.json:
            put_json({"id": options.id, "resolved": True, "left": left})
        else:
            put(_("Decidido."))
        return 0
    with Workspace.open(options.file, SCHEMA, device, read_only=True) as workspace:
        session = workspace.session
        found, notices = workspace.conflicts(), workspace.notices()
        open_forks = forks.open_forks(workspace)
        if options.json:
            put_json(
                [conflict_json(session, one) for one in found]
                + [notice_json(one) for one in notices]
                + [fork_json(one) for one in open_forks]
            )
        else:
            more = [line for one in notices for line in _told(one)]
            for fork in open_forks:
                more += [
                    fork.sentence,
                    _("    para anotar que se sabe: resolve {id} --keep").format(id=fork.id),
                ]
            put_lines(more + listing.conflicts(session, found) if found or not more else more)
    return 0


def _told(notice: Notice) -> list[str]:
    """Return a warning with what can be done about it."""
    if notice.kind == FOLIO:
        done = _("    para dar otro folio al más reciente: resolve {id} --keep")
    else:
        done = _(
            "    para recuperar lo eliminado: resolve {id} --keep; para eliminar también el "
            "renglón: --delete"
        )
    return [notice.sentence, done.format(id=notice.id)]


def _resolve(workspace: Workspace, options: Namespace) -> None:
    kind, _colon, rest = options.id.partition(":")
    if kind == forks.FORK:
        forks.acknowledge(workspace, options.id)
        return
    if kind == FOLIO:
        _renumber(workspace, rest)
        return
    if kind == ORPHAN:
        _settle_orphan(workspace, options)
        return
    if options.mine or options.theirs:
        _choose(workspace, options.id, mine=options.mine)
        return
    resolve(workspace, options.id, options.value, keep=options.keep, delete=options.delete)


def _choose(workspace: Workspace, conflict_id: str, *, mine: bool) -> None:
    """Decide for one side as it is."""
    conflict = _find(workspace, conflict_id)
    chosen = side(conflict, workspace.device.origin, mine=mine)
    if conflict.kind == DELETE_EDIT:
        is_delete = chosen.field == ALIVE
        workspace.resolve(conflict.id, keep=not is_delete, delete=is_delete)
    else:
        workspace.resolve(conflict.id, value=chosen.value)


def _renumber(workspace: Workspace, value: str) -> None:
    """Give the newest of the documents of one folio another one; the former stays as an alias."""
    found = next(
        (one for one in workspace.notices() if one.kind == FOLIO and one.value == value), None
    )
    if found is None:
        raise PeaError(_("No hay un conflicto abierto «{id}».").format(id=f"{FOLIO}:{value}"))
    with workspace.edit(_("Dar otro folio")) as session:
        row = documents.document(session, found.rows[-1])
        year = datetime.fromtimestamp(workspace.now() / 1000, UTC).year
        if row.issued and row.issued[:4].isdigit():
            year = int(row.issued[:4])
        documents.renumber(session, workspace.device, row, year, _("Folio repetido"))


def _settle_orphan(workspace: Workspace, options: Namespace) -> None:
    """Bring back what a row was part of, or delete the row too."""
    notice = orphans.of_id(workspace, options.id)
    if notice is None:
        raise PeaError(_("No hay un conflicto abierto «{id}».").format(id=options.id))
    if options.keep:
        orphans.bring_back(workspace, notice)
    elif options.delete:
        orphans.remove(workspace, notice)
    else:
        raise PeaError(
            _(
                "Elija: --keep recupera aquello de lo que el renglón era parte, --delete elimina "
                "también el renglón."
            )
        )


def _find(workspace: Workspace, conflict_id: str) -> Conflict:
    for conflict in workspace.conflicts():
        row, field = matrix.logical(workspace.session, conflict.table, conflict.row, conflict.field)
        if conflict_id in (conflict.id, f"{row}:{field}"):
            return conflict
    raise PeaError(_("No hay un conflicto abierto «{id}».").format(id=conflict_id))


def resolve(
    workspace: Workspace, conflict_id: str, text: str | None, *, keep: bool, delete: bool
) -> None:
    """Decide a conflict named as people name it: «LÍNEA:targets.2024»."""
    conflict = _find(workspace, conflict_id)
    value: Value = None
    if text is not None:
        field = matrix.logical(workspace.session, conflict.table, conflict.row, conflict.field)[1]
        value = _parsed(workspace, conflict, field, text)
    workspace.resolve(conflict.id, value=value, keep=keep, delete=delete)


def _parsed(workspace: Workspace, conflict: Conflict, field: str, text: str) -> Value:
    """Return a decided value as it is stored; a field of a línea is read as when it is typed.

    Raises:
        PeaError: The text does not fit the field.
    """
    place = conflict.table, conflict.field
    for version in conflict.values:
        told = stored_words.value_text(workspace.session, *place, version.value)
        if conflict.field == version.field and text in (plain(version.value), told):
            return version.value
    if conflict.table in _LINE_TABLES and matrix.is_field(field):
        parsed = matrix.parse_field(field, text)
        # A code is written as the plain text it is kept as.
        return None if parsed is None else str(parsed)
    if text == "" or conflict.field == ALIVE:
        return None
    if stored_words.is_typed(*place):
        return stored_words.parse_value(*place, text)
    kind = SCHEMA.metadata.tables[conflict.table].columns[conflict.field].type
    # What points at another row, or is a sort key, nobody types.
    if type(kind) is Text and not conflict.field.endswith(("_id", "position", "definition")):
        return text
    if type(kind) is Integer and re.fullmatch(r"-?[0-9]{1,9}", text):
        return int(text)
    raise PeaError(
        _(
            "«{text}» no es un valor para este dato: elija uno de los que están en conflicto."
        ).format(text=text[:80])
    )


_LINE_TABLES = ("action_line", "indicator", "target")
