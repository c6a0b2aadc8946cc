"""`pea-desktop demo`: the main job from end to end, on the sample, with two laptops."""

import hashlib
import json
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

from pea_desktop import paths
from pea_desktop.areas import SCHEMA, matrix, minutes
from pea_desktop.cli.commands import apply_plan, create, export
from pea_desktop.cli.conflict_orders import resolve
from pea_desktop.cli.minute_orders import write_minute
from pea_desktop.cli.output import conflict_json, put, received_text
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError, reason_of
from pea_desktop.core.lock import FileLock
from pea_desktop.core.workspace import Workspace
from pea_desktop.files import package, xlsx
from pea_desktop.i18n import N_, _

_MARK = "LEEME.txt"
_LEFT = (_MARK, "laptop-a", "laptop-b", "minuta_mesa_08.pdf", "matriz_secoem.xlsx")
_HEADING = N_("Lo que hizo la demostración:")
_INSTITUTION = "SECOEM"

MINUTE: dict[str, Any] = {
    "table": "08",
    "phase": "1",
    "date": "2023-04-19",
    "institution": _INSTITUTION,
    "declared_lines": 24,
    "agreements": [
        {
            "number": "1",
            "text": "Una vez analizadas las posibles líneas de acción por prioridad y eje de la "
            "Política Estatal Anticorrupción, las personas servidoras públicas de la "
            "SECOEM integraron su matriz con 24 líneas de acción, así como indicadores y "
            "metas a 2026.",
            "notes": "",
        },
        {
            "number": "2",
            "text": "La matriz de líneas de acción será facilitada al personal de la SECOEM para "
            "verificar las líneas base de los indicadores propuestos, contando hasta el "
            "24 de abril de la presente anualidad para notificar cualquier cambio y/o "
            "ajuste.",
            "notes": "Las líneas de acción resaltadas en color amarillo quedan sujetas a ser "
            "revisadas con otras instancias para su aprobación y correcta adhesión a la "
            "matriz.",
        },
    ],
    "attendees": [
        {"treatment": "Lic.", "name": "Asistente Uno"},
        {"treatment": "Lic.", "name": "Asistente Dos"},
        {"treatment": "Lic.", "name": "Asistente Tres"},
        {"treatment": "Ing.", "name": "Asistente Cuatro"},
    ],
    "coordinators": [
        {"treatment": "Mtra.", "name": "Coordinadora Uno"},
        {"treatment": "Mtra.", "name": "Coordinadora Dos"},
        {"treatment": "Lic.", "name": "Coordinadora Tres"},
        {"treatment": "Lic.", "name": "Coordinadora Cuatro"},
        {"treatment": "Dr.", "name": "Coordinador Cinco"},
        {"treatment": "L.A.E.", "name": "Coordinador Seis"},
    ],
    "materials": [
        "Política Estatal Anticorrupción",
        "Metodología de la Política Estatal Anticorrupción",
        "Matriz con propuestas de las líneas de acción",
    ],
    "observations": "Ninguna.",
}
"""The minute of Mesa 08 with invented roles in the place of its people."""


class _Laptop:
    """One of the two laptops of the demonstration: its own folder, key and name."""

    def __init__(self, out: Path, folder: str, author: str, name: str) -> None:
        self.home = out / folder
        self.file = self.home / "michoacan.pea"
        with paths.at_home(self.home / "equipo"):
            self.device = Device.load(author, name)

    def open(self, *, read_only: bool = False) -> Workspace:
        return Workspace.open(self.file, SCHEMA, self.device, read_only=read_only)

    def set(self, number: int, field: str, value: str) -> None:
        with self.open() as workspace:
            line = _line(workspace, number)
            label = _("Cambiar {field}").format(field=matrix.field_label(field))
            with workspace.edit(label) as session:
                matrix.set_value(session, line.id, field, value)

    def send(self, name: str, to: str | None = None) -> Path:
        path = self.home.parent / name
        with self.open(read_only=True) as workspace:
            made = package.export(workspace, path, to)
        put(
            _("   {who} escribe «{name}»: {n} cambios, {size:,} bytes.").format(
                who=self.device.name, name=name, n=made.entries, size=made.size
            )
        )
        return path

    def receive(self, path: Path) -> None:
        with self.open() as workspace:
            received = package.receive(workspace, path)
        put(_("   {who} recibe «{name}»:").format(who=self.device.name, name=path.name))
        for line in received_text(received):
            put(f"     {line}")


def run(out: Path) -> int:
    """Do the main job into `out`, printing each step; return 0 when both laptops agree.

    Raises:
        PeaError: `out` holds something that no demonstration left there.
    """
    _prepare(out)
    first = _Laptop(out, "laptop-a", "Facilitadora", "LAPTOP-A")
    second = _Laptop(out, "laptop-b", "Capturista", "LAPTOP-B")
    _build(first)
    _record(first, out)
    _send_whole(first, second)
    _edit_both(first, second)
    _exchange(first, second)
    _decide(first, second)
    return _compare(first, second, out)


def _build(laptop: _Laptop) -> None:
    put(_("1. Crear el expediente"))
    create(laptop.file, "michoacan", laptop.device).close()
    put(_("   «michoacan.pea» en {who}.").format(who=laptop.device.name))
    put(_("2. Importar la matriz de Excel"))
    book = xlsx.read(paths.resource("sample", "matriz_secoem.xlsx"))
    with laptop.open() as workspace:
        plan = matrix.plan_import(workspace.session, book, _INSTITUTION)
        apply_plan(workspace, plan)
        counted = matrix.counters(workspace.session)
        put(
            _("   {rows} filas leídas, {findings} avisos; {summary}.").format(
                rows=plan.rows, findings=len(plan.findings), summary=counted.sentence()
            )
        )
        again = matrix.plan_import(workspace.session, book, _INSTITUTION)
        put(
            _("   Importarla otra vez: {same} iguales, {new} nuevas, {changed} cambiadas.").format(
                same=again.same, new=again.new, changed=again.changed
            )
        )
    put(_("3. Editar, deshacer y rehacer"))
    laptop.set(7, "line", "Generar el protocolo de protección a personas denunciantes.")
    with laptop.open() as workspace:
        undone = workspace.undo()
        gone = _line(workspace, 7).line is None
        redone = workspace.redo()
        put(
            _(
                "   La línea 7 no tenía texto: se escribió, se deshizo («{undone}», vacía otra "
                "vez: {gone}) y se rehízo."
            ).format(undone=undone, gone=_("sí") if gone and undone == redone else _("no"))
        )


def _record(laptop: _Laptop, out: Path) -> None:
    put(_("4. Registrar la minuta de la Mesa 08"))
    with laptop.open() as workspace:
        with workspace.edit(_("Registrar minuta")) as session:
            made = minutes.create(session, MINUTE).id
        shown = minutes.snapshot(workspace.session, made)
        put(
            _(
                "   {n} acuerdos, {a} asistentes, {c} coordinaron; líneas declaradas {d}, "
                "capturadas {k}."
            ).format(
                n=len(shown.agreements),
                a=len(shown.attendees),
                c=len(shown.coordinators),
                d=shown.declared_lines,
                k=shown.captured_lines,
            )
        )
        write_minute(workspace, made, out / "minuta_mesa_08.pdf")
        count = export(workspace, _INSTITUTION, out / "matriz_secoem.xlsx")
    size = (out / "minuta_mesa_08.pdf").stat().st_size
    put(_("   «minuta_mesa_08.pdf» ({size:,} bytes) con la matriz como anexo.").format(size=size))
    put(_("   «matriz_secoem.xlsx» con {n} líneas.").format(n=count))


def _send_whole(first: _Laptop, second: _Laptop) -> None:
    put(_("5. Enviar el expediente a otro equipo"))
    path = first.send("1_completo.peapkg")
    workspace, received = package.receive_new(second.file, path, SCHEMA, second.device)
    workspace.close()
    for line in received_text(received):
        put(f"     {line}")


def _edit_both(first: _Laptop, second: _Laptop) -> None:
    put(_("6. Los dos equipos editan a la vez"))
    first.set(4, "targets.2026", "90")
    second.set(4, "targets.2026", "95")
    names = {"a": first.device.name, "b": second.device.name}
    put(_("   La misma meta (línea 4, 2026): {a} escribe 90, {b} escribe 95.").format(**names))
    first.set(5, "interpretation", "Participaciones atendidas entre las solicitadas.")
    second.set(5, "targets.2024", "80")
    put(_("   Campos distintos de la línea 5: interpretación en uno, meta 2024 en el otro."))
    with first.open() as workspace, workspace.edit(_("Eliminar línea")) as session:
        matrix.delete_line(session, _line(workspace, 26).id)
    second.set(26, "indicator", "Porcentaje de procesos de adquisición mejorados")
    put(_("   La línea 26: uno la elimina, el otro le escribe su indicador."))


def _exchange(first: _Laptop, second: _Laptop) -> None:
    put(_("7. Intercambiar paquetes"))
    there = first.send("2_de_a_para_b.peapkg")
    back = second.send("2_de_b_para_a.peapkg", to=first.device.name)
    first.receive(back)
    second.receive(there)


def _decide(first: _Laptop, second: _Laptop) -> None:
    put(_("8. Decidir los conflictos"))
    with first.open() as workspace:
        found = [conflict_json(workspace.session, one) for one in workspace.conflicts()]
        numbers = {row.id: row.number for row in matrix.lines(workspace.session)}
        for one in found:
            row, _colon, field = one["id"].rpartition(":")
            name = _("renglón") if field == "_alive" else matrix.field_label(field)
            sides = "; ".join(
                _("{author} ({device}): {value}").format(
                    author=side["author"],
                    device=side["device"],
                    value=_("eliminar") if side["value"] is None else f"«{side['value']}»",
                )
                for side in one["values"]
            )
            put(_("   Línea {n}, {name} — {sides}.").format(n=numbers[row], name=name, sides=sides))
        for one in found:
            is_row = one["id"].endswith(":_alive")
            resolve(workspace, one["id"], None if is_row else "92", keep=is_row, delete=False)
        put(
            _(
                "   Se decide en {who}: la meta queda en 92 y la línea 26 se conserva; "
                "pendientes: {n}."
            ).format(who=first.device.name, n=len(workspace.conflicts()))
        )
    put(_("9. Intercambiar otra vez"))
    second.receive(first.send("3_de_a_para_b.peapkg", to=second.device.name))


def _compare(first: _Laptop, second: _Laptop, out: Path) -> int:
    put(_("10. Comparar"))
    sums: list[str] = []
    sound = True
    for laptop in (first, second):
        with laptop.open(read_only=True) as workspace:
            session = workspace.session
            shown = json.dumps([matrix.show(session), minutes.show(session)], ensure_ascii=False)
            sums.append(hashlib.sha256(shown.encode()).hexdigest()[:16])
            problems = workspace.check()
            sound = sound and not problems and not workspace.conflicts()
            put(
                _("   {who}: {n} líneas, huella de los datos {sum}, bitácora {state}.").format(
                    who=laptop.device.name,
                    n=len(matrix.lines(session)),
                    sum=sums[-1],
                    state=_("sin problemas") if not problems else "; ".join(problems),
                )
            )
    equal = sums[0] == sums[1]
    put(_("   Los dos equipos son iguales.") if equal else _("   ¡Los equipos difieren!"))
    text = _(
        "{heading}\n"
        "  minuta_mesa_08.pdf      la minuta con su matriz como anexo\n"
        "  matriz_secoem.xlsx      la matriz en Excel\n"
        "  laptop-a/, laptop-b/    el expediente en cada equipo\n"
        "  *.peapkg                los paquetes que intercambiaron\n"
        "Para abrirlo en la ventana:  {program} {file}\n"
    ).format(heading=_(_HEADING), program=_program(), file=shlex.quote(str(first.file)))
    (out / _MARK).write_text(text, encoding="utf-8")
    put("")
    put(text.rstrip())
    return 0 if equal and sound else 1


def _line(workspace: Workspace, number: int) -> matrix.LineRow:
    return next(row for row in matrix.lines(workspace.session) if row.number == number)


def _program() -> str:
    """Return how this very program was called: it need not be on the PATH."""
    called = Path(sys.argv[0])
    return shlex.quote(str(called)) if called.stem == "pea-desktop" else "pea-desktop"


def _prepare(out: Path) -> None:
    """Make `out` empty; only what an earlier demonstration left is removed.

    Raises:
        PeaError: It holds something else, or its expediente is open in a window.
    """
    try:
        if out.exists() and any(out.iterdir()):
            if not _is_own(out):
                raise PeaError(
                    _(
                        "La carpeta «{name}» tiene archivos que no son de la demostración; "
                        "elija otra con --out."
                    ).format(name=out)
                )
            for file in out.glob("laptop-*/*.pea"):
                FileLock(file, "").release()
            shutil.rmtree(out)
        for folder in ("laptop-a", "laptop-b"):
            (out / folder).mkdir(parents=True)
        (out / _MARK).write_text(_(_HEADING) + "\n", encoding="utf-8")
    except OSError as error:
        raise PeaError(
            _("No se puede usar la carpeta «{name}»: {reason}.").format(
                name=out, reason=reason_of(error)
            )
        ) from error


def _is_own(out: Path) -> bool:
    """Tell whether all there is in a folder was left by a demonstration."""
    mark = out / _MARK
    if not mark.is_file() or not mark.read_bytes().startswith(_(_HEADING).encode()):
        return False
    return all(one.name in _LEFT or one.suffix == ".peapkg" for one in out.iterdir())
