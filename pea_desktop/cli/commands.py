"""Each command: open the expediente, do one thing, print it."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pea_desktop.areas import SCHEMA, catalog, documents, institutions, matrix, minutes
from pea_desktop.cli import (
    agreement_orders,
    conflict_orders,
    device_orders,
    exchange_orders,
    listing,
    matrix_orders,
    minute_orders,
    sign_orders,
)
from pea_desktop.cli.output import (
    numbers_as_text,
    put,
    put_json,
    put_lines,
    step_json,
)
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.output import check_output
from pea_desktop.core.sheet import Book
from pea_desktop.core.text import fold
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import books, xlsx
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
            put_json(numbers_as_text(made))
        else:
            put_lines(listing.SHOWN[options.what](made))
    return 0


def _history(options: Namespace) -> int:
    with _open(options, read_only=True) as workspace:
        session = workspace.session
        rows = None if options.row is None else matrix.rows_of(session, options.row)
        steps = workspace.history(rows)
        if not steps:
            # Whatever there is or was has at least the step that made it.
            raise PeaError(
                _("No hay un renglón con el identificador «{id}»: consulte la matriz.").format(
                    id=str(options.row)[:80]
                )
            )
        if options.json:
            put_json([step_json(session, step) for step in steps])
        else:
            put_lines(listing.history(session, steps))
    return 0


def _check(options: Namespace) -> int:
    with _open(options, read_only=True) as workspace:
        problems = workspace.check() or documents.unanchored(workspace)
    if options.json:
        put_json({"ok": not problems, "problems": problems})
    else:
        put_lines(problems or [_("Todo concuerda.")])
    return 1 if problems else 0


# -- editing


def _import_matrix(options: Namespace) -> int:
    book = books.read(options.book)
    choices = matrix.Choices(
        sheet=_sheet(book, options.sheet), realigned=None if options.realign else frozenset()
    )
    with _open(options, read_only=not options.apply) as workspace:
        name = options.institution
        if name is None:
            name = matrix.institution_of(workspace.session, book, choices)
        plan = matrix.plan_import(
            workspace.session, book, name, workspace.conflict_cells(), choices
        )
        if options.apply:
            apply_plan(workspace, plan)
    if options.json:
        put_json(plan.as_json(applied=options.apply))
        return 0
    put(
        _(
            "Filas leídas: {rows}; nuevas: {new}, cambiadas: {changed}, iguales: {same}, "
            "rechazadas: {rejected}."
        ).format(
            rows=plan.rows,
            new=plan.new,
            changed=plan.changed,
            same=plan.same,
            rejected=plan.rejected,
        )
    )
    put_lines(f"· {finding.sentence}" for finding in plan.findings)
    if options.apply:
        put(_("Guardado; «undo» lo deshace."))
    else:
        put(_("Es una vista previa: no se cambió nada; con --apply se guarda."))
    return 0


def _sheet(book: Book, wanted: str | None) -> str | None:
    """Return the title of the sheet a person named, whatever its case."""
    if wanted is None:
        return None
    found = next((one.title for one in book.sheets if fold(one.title) == fold(wanted)), None)
    if found is None:
        raise PeaError(
            _("El libro no tiene una hoja «{sheet}»: tiene {sheets}.").format(
                sheet=wanted[:80], sheets=", ".join(f"«{one.title}»" for one in book.sheets)
            )
        )
    return found


def apply_plan(workspace: Workspace, plan: matrix.ImportPlan) -> None:
    """Apply an import as one step, after a backup."""
    workspace.back_up("antes-de-importar")
    with workspace.edit(_("Importar {file}").format(file=plan.book)) as session:
        matrix.apply_import(session, plan)


def _export_matrix(options: Namespace) -> int:
    with _open(options, read_only=True) as workspace:
        rows = export(workspace, options.institution, options.out, is_template=options.template)
    put(
        ngettext(
            "Se escribió {n} línea en «{name}».", "Se escribieron {n} líneas en «{name}».", rows
        ).format(n=rows, name=options.out.name)
    )
    return 0


def export(workspace: Workspace, institution: str, out: Path, *, is_template: bool = False) -> int:
    """Write an institution's matrix as XLSX, or a template of it; return its number of líneas."""
    check_output(out)
    found = institutions.find(workspace.session, institution)
    if found is None:
        raise PeaError(
            _("No hay una institución «{name}» en este expediente.").format(name=institution)
        )
    if is_template:
        sheets = matrix.template_book(workspace.session, found.id)
    else:
        sheets = [matrix.export_rows(workspace.session, found.id)]
    xlsx.write(out, sheets)
    return len(sheets[0].rows)


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


_ORDERS: dict[str, Callable[[Namespace], int]] = {
    "demo": _demo,
    "new": _new,
    "show": _show,
    "history": _history,
    "check": _check,
    "import-matrix": _import_matrix,
    "export-matrix": _export_matrix,
    "lint": matrix_orders.lint,
    "set": _set,
    "delete": _delete,
    "undo": _undo,
    "redo": _redo,
    "minute": minute_orders.minute,
    "agreements": agreement_orders.agreements,
    "sign": sign_orders.sign,
    "verify": sign_orders.verify,
    "receive": sign_orders.receive,
    "package": exchange_orders.package_order,
    "conflicts": conflict_orders.conflicts,
    "devices": device_orders.devices,
    "merge": exchange_orders.merge,
}
