"""Each command: open the expediente, do one thing, print it."""

import json
import tempfile
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Integer

from pea_desktop.areas import SCHEMA, catalog, institutions, matrix, minutes
from pea_desktop.cli.output import (
    conflict_json,
    manifest_json,
    put,
    put_json,
    received_json,
    received_text,
    step_json,
)
from pea_desktop.core.capture import Value
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package, xlsx
from pea_desktop.i18n import _, ngettext


def run(options: Namespace) -> int:
    """Run the command that was parsed; return the exit code."""
    order: Callable[[Namespace], int] = _ORDERS[options.command]
    return order(options)


def _device(options: Namespace) -> Device:
    return Device.load(options.author, options.device)


def _open(options: Namespace, *, read_only: bool = False) -> Workspace:
    return Workspace.open(options.file, SCHEMA, _device(options), read_only=read_only)


# -- files


def create(path: Path, policy: str, device: Device) -> Workspace:
    """Create an expediente with a policy's catalogue and return it open."""
    workspace = Workspace.create(path, SCHEMA, device)
    try:
        label = _("Crear expediente: {policy}").format(policy=catalog.AVAILABLE[policy])
        with workspace.edit(label, kind="create") as session:
            catalog.load(session, policy)
    except BaseException:
        workspace.close()
        path.unlink(missing_ok=True)
        raise
    return workspace


def _new(options: Namespace) -> int:
    with create(options.file, options.policy, _device(options)) as workspace:
        policy = catalog.current(workspace.session)
        count = len(catalog.priorities(workspace.session))
        put(
            _("Se creó «{name}»: {policy}, {n} prioridades.").format(
                name=options.file.name, policy=policy.name, n=count
            )
        )
    return 0


def _demo(options: Namespace) -> int:
    from pea_desktop.cli import demo

    return demo.run(options.out)


def _show(options: Namespace) -> int:
    makers: dict[str, Callable[..., Any]] = {
        "matrix": matrix.show,
        "policy": catalog.show,
        "minutes": minutes.show,
        "institutions": institutions.show,
    }
    with _open(options, read_only=True) as workspace:
        made = makers[options.what](workspace.session)
        if options.json:
            put_json(made)
        else:
            for line in _SHOWN[options.what](made):
                put(line)
    return 0


def _matrix_lines(made: Any) -> list[str]:
    none = _("(sin línea)")
    return [
        f"{row['institution']} {row['number']}. {row['line'] or none} · {row['indicator'] or '—'} · "
        + " ".join(f"{year}: {text or '—'}" for year, text in row["targets_text"].items())
        for row in made["rows"]
    ]


def _policy_lines(made: Any) -> list[str]:
    return [
        made["name"],
        *(f"{i['level']} {i['number'] or '·'}. {i['text']}" for i in made["items"]),
    ]


def _minutes_lines(made: Any) -> list[str]:
    return [
        f"{one['id']}  Mesa {one['table']} · Fase {one['phase']} · {one['date']} · {one['institution']}"
        for one in made["minutes"]
    ]


def _institutions_lines(made: Any) -> list[str]:
    return [f"{one['acronym'] or ''}  {one['name']}".strip() for one in made]


_SHOWN: dict[str, Callable[[Any], list[str]]] = {
    "matrix": _matrix_lines,
    "policy": _policy_lines,
    "minutes": _minutes_lines,
    "institutions": _institutions_lines,
}


def _history(options: Namespace) -> int:
    with _open(options, read_only=True) as workspace:
        session = workspace.session
        rows = matrix.rows_of(session, options.row) if options.row else None
        steps = [step_json(session, step) for step in workspace.history(rows)]
    if options.json:
        put_json(steps)
        return 0
    for step in steps:
        put(f"{step['claimed_at']}  {step['author']} ({step['device']}): {step['label']}")
        for change in step["changes"][:20]:
            put(f"    {change['field']}: {change['before'] or '—'} → {change['after'] or '—'}")
    return 0


def _check(options: Namespace) -> int:
    with _open(options, read_only=True) as workspace:
        problems = workspace.check()
    if options.json:
        put_json({"ok": not problems, "problems": problems})
    else:
        for line in problems or [_("Todo concuerda.")]:
            put(line)
    return 1 if problems else 0


# -- editing


def _import_matrix(options: Namespace) -> int:
    book = xlsx.read(options.book)
    with _open(options, read_only=not options.apply) as workspace:
        plan = matrix.plan_import(
            workspace.session, book, options.institution, workspace.conflict_cells()
        )
        if options.apply:
            apply_plan(workspace, plan)
    if options.json:
        put_json(plan.as_json(applied=options.apply))
        return 0
    put(
        _(
            "{rows} filas: {new} nuevas, {changed} cambiadas, {same} iguales, {rejected} rechazadas."
        ).format(
            rows=plan.rows,
            new=plan.new,
            changed=plan.changed,
            same=plan.same,
            rejected=plan.rejected,
        )
    )
    for finding in plan.findings:
        put(f"· {finding.sentence}")
    if not options.apply:
        put(_("Es una vista previa; con --apply se guarda."))
    return 0


def apply_plan(workspace: Workspace, plan: matrix.ImportPlan) -> None:
    """Apply an import as one step, after a backup."""
    workspace.back_up("antes-de-importar")
    with workspace.edit(_("Importar {file}").format(file=plan.book)) as session:
        matrix.apply_import(session, plan)


def _export_matrix(options: Namespace) -> int:
    with _open(options, read_only=True) as workspace:
        rows = export(workspace, options.institution, options.out)
    put(
        ngettext(
            "Se escribió {n} línea en «{name}».", "Se escribieron {n} líneas en «{name}».", rows
        ).format(n=rows, name=options.out.name)
    )
    return 0


def export(workspace: Workspace, institution: str, out: Path) -> int:
    """Write an institution's matrix as XLSX; return its number of líneas."""
    found = institutions.find(workspace.session, institution)
    if found is None:
        raise PeaError(
            _("No hay una institución «{name}» en este expediente.").format(name=institution)
        )
    data = matrix.export_rows(workspace.session, found.id)
    xlsx.write(out, [data])
    return len(data.rows)


def _set(options: Namespace) -> int:
    with _open(options) as workspace:
        label = _("Cambiar {field}").format(field=matrix.field_label(options.field))
        with workspace.edit(label) as session:
            matrix.set_value(session, options.id, options.field, options.value)
    put(_("Guardado."))
    return 0


def _delete(options: Namespace) -> int:
    with _open(options) as workspace:
        session = workspace.session
        if any(one.id == options.id for one in minutes.minutes(session)):
            with workspace.edit(_("Eliminar minuta")) as session:
                minutes.remove(session, minutes.minute(session, options.id))
        else:
            with workspace.edit(_("Eliminar línea")) as session:
                matrix.delete_line(session, options.id)
    put(_("Eliminado; «undo» lo trae de vuelta."))
    return 0


def _undo(options: Namespace) -> int:
    with _open(options) as workspace:
        put(_("Se deshizo: {label}").format(label=workspace.undo()))
    return 0


def _redo(options: Namespace) -> int:
    with _open(options) as workspace:
        put(_("Se rehízo: {label}").format(label=workspace.redo()))
    return 0


def _minute(options: Namespace) -> int:
    if options.action == "pdf":
        with _open(options, read_only=True) as workspace:
            write_minute(workspace, options.id, options.out)
        put(_("Se escribió «{name}».").format(name=options.out.name))
        return 0
    data = _read_json(options.input)
    with _open(options) as workspace, workspace.edit(_("Registrar minuta")) as session:
        made = minutes.create(session, data).id
    put_json({"id": made})
    return 0


def write_minute(workspace: Workspace, minute_id: str, out: Path) -> None:
    """Write a minute's PDF, whole or not at all."""
    from pea_desktop.reports import minute as report

    data = report.render(minutes.snapshot(workspace.session, minute_id))
    temporary = out.with_name(out.name + ".part")
    try:
        temporary.write_bytes(data)
        temporary.replace(out)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise PeaError(
            _("No se pudo escribir «{name}»: {reason}.").format(
                name=out, reason=error.strerror or error
            )
        ) from error


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PeaError(
            _("No se pudo leer «{name}»: {reason}.").format(
                name=path, reason=error.strerror or error
            )
        ) from error
    except (ValueError, RecursionError) as error:
        raise PeaError(
            _("«{name}» no es JSON: {reason}.").format(name=path.name, reason=error)
        ) from error


# -- packages and conflicts


def _package(options: Namespace) -> int:
    actions = {"export": _package_export, "inspect": _package_inspect, "import": _package_import}
    return actions[options.action](options)


def _package_export(options: Namespace) -> int:
    with _open(options, read_only=True) as workspace:
        made = package.export(workspace, options.out, options.to)
    put(
        ngettext(
            "Paquete con {n} cambio, {size} bytes.",
            "Paquete con {n} cambios, {size} bytes.",
            made.entries,
        ).format(n=made.entries, size=made.size)
    )
    return 0


def _package_inspect(options: Namespace) -> int:
    manifest = package.inspect(options.package)
    if options.json:
        put_json(manifest_json(manifest))
    else:
        put(
            _("Paquete de «{device}» ({author}), huella {fingerprint}: {n} cambios.").format(
                device=manifest.device,
                author=manifest.author,
                fingerprint=manifest.fingerprint,
                n=manifest.entries,
            )
        )
    return 0


def _package_import(options: Namespace) -> int:
    if options.file.exists():
        with _open(options) as workspace:
            received = package.receive(workspace, options.package, dry_run=options.dry_run)
    elif options.dry_run:
        with tempfile.TemporaryDirectory() as folder:
            made = package.receive_new(
                Path(folder, "expediente.pea"), options.package, SCHEMA, _device(options)
            )
            made[0].close()
            received = made[1]
            received.applied = False
    else:
        workspace, received = package.receive_new(
            options.file, options.package, SCHEMA, _device(options)
        )
        workspace.close()
    if options.json:
        put_json(received_json(received))
    else:
        for line in received_text(received):
            put(line)
    return 0


def _conflicts(options: Namespace) -> int:
    if options.action == "resolve":
        with _open(options) as workspace:
            resolve(workspace, options.id, options.value, keep=options.keep, delete=options.delete)
        put(_("Decidido."))
        return 0
    with _open(options, read_only=True) as workspace:
        session = workspace.session
        found = [conflict_json(session, one) for one in workspace.conflicts()]
    if options.json:
        put_json(found)
        return 0
    for one in found:
        put(one["id"])
        for version in one["values"]:
            value = _("(eliminar)") if version["value"] is None else version["value"]
            put(
                f"    {value}  · {version['author']} ({version['device']}), {version['claimed_at']}"
            )
    if not found:
        put(_("Sin conflictos pendientes."))
    return 0


def resolve(
    workspace: Workspace, conflict_id: str, text: str | None, *, keep: bool, delete: bool
) -> None:
    """Decide a conflict named as people name it: «LÍNEA:targets.2024»."""
    for conflict in workspace.conflicts():
        named = matrix.logical(workspace.session, conflict.table, conflict.row, conflict.field)
        if conflict_id in (conflict.id, f"{named[0]}:{named[1]}"):
            value: Value = None
            if text is not None:
                value = _parsed(conflict.table, conflict.field, named[1], text)
            workspace.resolve(conflict.id, value=value, keep=keep, delete=delete)
            return
    raise PeaError(_("No hay un conflicto abierto «{id}».").format(id=conflict_id))


def _parsed(table: str, column: str, field: str, text: str) -> Value:
    """Return a decided value as it is stored; a field of a línea is read as when it is typed."""
    if table in _LINE_TABLES and matrix.is_field(field):
        return matrix.parse_field(field, text)
    if text == "":
        return None
    if isinstance(SCHEMA.metadata.tables[table].columns[column].type, Integer):
        try:
            return int(text)
        except ValueError as error:
            raise PeaError(
                _("Se esperaba un número entero: «{text}».").format(text=text)
            ) from error
    return text


_LINE_TABLES = ("action_line", "indicator", "target")

_ORDERS: dict[str, Callable[[Namespace], int]] = {
    "demo": _demo,
    "new": _new,
    "show": _show,
    "history": _history,
    "check": _check,
    "import-matrix": _import_matrix,
    "export-matrix": _export_matrix,
    "set": _set,
    "delete": _delete,
    "undo": _undo,
    "redo": _redo,
    "minute": _minute,
    "package": _package,
    "conflicts": _conflicts,
}
