"""What the orders of exchange accept: packages, conflicts, devices, undoing a merge."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pea_desktop.core.trust import ROLES, WRITES
from pea_desktop.i18n import _

_Order = Callable[..., argparse.ArgumentParser]


@dataclass(frozen=True)
class Tools:
    """How the parser adds an action, a list of actions, the file, `--json`; and its types."""

    add: Callable[[Any, str, str], argparse.ArgumentParser]
    actions: Callable[..., Any]
    file: Callable[[argparse.ArgumentParser], None]
    json: Callable[..., None]
    path: Callable[[str], Path]
    text: Callable[[str], str]


def add_exchange_orders(order: _Order, tools: Tools) -> None:
    """Add them all."""
    _add_package(order, tools)
    _add_conflicts(order, tools)
    _add_devices(order, tools)
    made = order("merge", _("deshace la última recepción de paquetes"), file=False)
    one = tools.add(tools.actions(made), "undo", _("vuelve a como estaba antes de recibir"))
    tools.file(one)
    tools.json(one)


def _add_package(order: _Order, tools: Tools) -> None:
    made = order("package", _("intercambia paquetes con otros equipos"), file=False)
    actions = tools.actions(made)
    one = tools.add(actions, "export", _("escribe un paquete"))
    tools.file(one)
    one.add_argument(
        "out", type=tools.path, metavar=_("SALIDA.peapkg"), help=_("el paquete que se escribe")
    )
    one.add_argument(
        "--to", type=tools.text, metavar=_("EQUIPO"), help=_("sólo lo que ese equipo no tiene")
    )
    one.add_argument(
        "--no-attachments", action="store_true", help=_("sin los archivos adjuntos: sólo datos")
    )
    one.add_argument(
        "--encrypt-to",
        type=tools.text,
        action="append",
        default=[],
        metavar=_("EQUIPO"),
        help=_("lo cifra para ese equipo o clave age1…; se puede repetir"),
    )
    _passphrase(one)
    tools.json(one)
    for name, text in (
        ("inspect", _("dice qué trae un paquete")),
        ("verify", _("revisa un paquete de principio a fin; termina con 0 sólo si está íntegro")),
    ):
        one = tools.add(actions, name, text)
        one.add_argument(
            "package", type=tools.path, metavar=_("PAQUETE"), help=_("el paquete (.peapkg)")
        )
        _passphrase(one)
        tools.json(one)
    one = tools.add(actions, "import", _("recibe uno o varios paquetes, en cualquier orden"))
    tools.file(one)
    one.add_argument(
        "packages",
        type=tools.path,
        nargs="+",
        metavar=_("PAQUETE"),
        help=_("los paquetes (.peapkg)"),
    )
    one.add_argument("--dry-run", action="store_true", help=_("sólo dice qué cambiaría"))
    one.add_argument(
        "--receipt",
        type=tools.path,
        metavar=_("ACUSE.peapkg"),
        help=_("escribe un acuse para quien lo envió: dice qué tiene ya este equipo"),
    )
    _passphrase(one)
    tools.json(one)


def _passphrase(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--passphrase-stdin",
        action="store_true",
        help=_("la contraseña del paquete se lee de la entrada, una línea"),
    )


def _add_conflicts(order: _Order, tools: Tools) -> None:
    made = order("conflicts", _("lista los conflictos o decide uno"))
    tools.json(made)
    one = tools.add(tools.actions(made, required=False), "resolve", _("decide un conflicto"))
    one.add_argument(
        "id", type=tools.text, metavar="ID", help=_("el conflicto, como lo nombra «conflicts»")
    )
    choice = one.add_mutually_exclusive_group(required=True)
    choice.add_argument(
        "--value", type=tools.text, metavar=_("VALOR"), help=_('el valor que queda; "" lo vacía')
    )
    choice.add_argument("--mine", action="store_true", help=_("queda lo de este equipo"))
    choice.add_argument("--theirs", action="store_true", help=_("queda lo del otro equipo"))
    choice.add_argument(
        "--keep", action="store_true", help=_("conserva el renglón o lo que se muestra")
    )
    choice.add_argument("--delete", action="store_true", help=_("elimina el renglón"))
    tools.json(one, again=True)


def _add_devices(order: _Order, tools: Tools) -> None:
    made = order("devices", _("dice qué equipos hay, qué tienen y qué pueden; autoriza o revoca"))
    tools.json(made)
    actions = tools.actions(made, required=False)
    one = tools.add(actions, "request", _("escribe la solicitud de este equipo para unirse"))
    one.add_argument(
        "out", type=tools.path, metavar=_("SOLICITUD"), help=_("el archivo que se escribe")
    )
    tools.json(one, again=True)
    one = tools.add(actions, "trust", _("autoriza un equipo; el primero lo hace el administrador"))
    _who(one, tools)
    one.add_argument(
        "--role",
        choices=ROLES,
        metavar=_("PERMISO"),
        help=_("uno de estos: {roles}; si no, {default}").format(
            roles=", ".join(ROLES), default=WRITES
        ),
    )
    one.add_argument(
        "--scope",
        type=tools.text,
        action="append",
        metavar=_("SIGLAS"),
        help=_("sólo los renglones de esta institución; se puede repetir"),
    )
    tools.json(one, again=True)
    one = tools.add(actions, "revoke", _("deja de aceptar lo que un equipo escriba después"))
    _who(one, tools)
    one.add_argument(
        "--after",
        type=int,
        metavar="N",
        help=_("el último cambio suyo que vale; si no, el último que aquí se conoce"),
    )
    one.add_argument(
        "--reason",
        type=tools.text,
        metavar=_("MOTIVO"),
        help=_("por qué; se lee en la lista de equipos de todos"),
    )
    tools.json(one, again=True)
    one = tools.add(
        actions, "retry", _("recibe lo que estaba en cuarentena y ya tiene un remitente autorizado")
    )
    tools.json(one, again=True)
    one = tools.add(actions, "forget", _("quita de la cuarentena un paquete, sin recibirlo"))
    one.add_argument(
        "package",
        type=tools.text,
        metavar=_("PAQUETE"),
        help=_("su identificador, como lo nombra «devices», o el principio de él"),
    )
    tools.json(one, again=True)


def _who(made: argparse.ArgumentParser, tools: Tools) -> None:
    made.add_argument(
        "who",
        type=tools.text,
        metavar=_("EQUIPO"),
        help=_("su huella, su nombre o el archivo de su solicitud"),
    )
