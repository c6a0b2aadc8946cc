"""What the command line accepts, and its help, in Spanish."""

import argparse
from pathlib import Path
from typing import NoReturn, Protocol

from typing_extensions import override

from pea_desktop import __version__
from pea_desktop.i18n import N_, _

_SPANISH = {
    "usage: ": N_("uso: "),
    "positional arguments": N_("argumentos"),
    "options": N_("opciones"),
    "show this help message and exit": N_("muestra esta ayuda"),
    "show program's version number and exit": N_("muestra la versión"),
    "the following arguments are required: %s": N_("falta: %s"),
    "one of the arguments %s is required": N_("hace falta una de estas opciones: %s"),
    "unrecognized arguments: %s": N_("no se reconoce: %s"),
    "expected one argument": N_("falta su valor"),
    "expected at least one argument": N_("falta al menos un valor"),
    "not allowed with argument %s": N_("no va junto con %s"),
    "invalid choice: %(value)r (choose from %(choices)s)": N_(
        "no se reconoce %(value)r; puede ser: %(choices)s"
    ),
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "ambiguous option: %(option)s could match %(matches)s": N_(
        "%(option)s no alcanza a distinguir entre %(matches)s"
    ),
    "unknown parser %(parser_name)r (choices: %(choices)s)": N_(
        "no se reconoce %(parser_name)r; puede ser: %(choices)s"
    ),
}


def _in_spanish(text: str) -> str:
    return _(_SPANISH.get(text, text))


class _Parser(argparse.ArgumentParser):
    @override
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n{self.format_usage()}")


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    # argparse asks a module-level gettext for its own words, and has no other door for a language.
    vars(argparse)["_"] = _in_spanish
    parser = _Parser(
        prog="pea-desktop",
        description=_(
            "Matriz de implementación, minutas y acuerdos de una Política Estatal Anticorrupción. "
            "Sin órdenes, o con un archivo .pea, abre la ventana."
        ),
        parents=[_shared()],
    )
    parser.set_defaults(author=None, device=None, debug=False)
    parser.add_argument("--version", action="version", version=f"pea-desktop {__version__}")
    parser.add_argument(
        "--smoke", action="store_true", help=_("prueba el programa sin pantalla y termina")
    )
    orders = parser.add_subparsers(
        dest="command", metavar=_("ORDEN"), required=True, title=_("órdenes")
    )

    def order(name: str, text: str, *, file: bool = True) -> argparse.ArgumentParser:
        made = orders.add_parser(name, help=text, description=text, parents=[_shared()])
        if file:
            made.add_argument(
                "file", type=Path, metavar=_("ARCHIVO"), help=_("el expediente (.pea)")
            )
        return made

    _add_file_orders(order)
    _add_edit_orders(order)
    _add_package_orders(order)
    return parser


def _shared() -> _Parser:
    """Return the options of every order; made anew each time, for parsers share what they are given."""
    shared = _Parser(add_help=False)
    shared.add_argument(
        "--author", metavar=_("NOMBRE"), default=argparse.SUPPRESS, help=_("quién escribe")
    )
    shared.add_argument(
        "--device", metavar=_("EQUIPO"), default=argparse.SUPPRESS, help=_("nombre de este equipo")
    )
    shared.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS
    )
    return shared


class _Order(Protocol):
    """Makes a subcommand."""

    def __call__(self, name: str, text: str, *, file: bool = True) -> argparse.ArgumentParser: ...


def _json(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help=_("imprime JSON"))


def _add_file_orders(order: _Order) -> None:
    made = order("demo", _("hace el trabajo completo con datos de ejemplo"), file=False)
    made.add_argument("--out", type=Path, default=Path("demo-out"), metavar=_("CARPETA"))
    made = order("new", _("crea un expediente"))
    made.add_argument(
        "--policy", required=True, choices=("edomex", "michoacan"), help=_("su política")
    )
    made = order("show", _("muestra lo que hay en el expediente"))
    made.add_argument("what", choices=("matrix", "policy", "minutes", "institutions"))
    _json(made)
    made = order("history", _("muestra quién cambió qué"))
    made.add_argument("--row", metavar="ID", help=_("sólo los cambios de este renglón"))
    _json(made)
    made = order("check", _("revisa que el expediente y su bitácora concuerden"))
    _json(made)


def _add_edit_orders(order: _Order) -> None:
    made = order("import-matrix", _("lee una matriz de Excel; sin --apply sólo dice qué haría"))
    made.add_argument("book", type=Path, metavar=_("LIBRO"), help=_("el libro (.xlsx)"))
    made.add_argument("--institution", required=True, metavar=_("SIGLAS"), help=_("de quién es"))
    made.add_argument("--apply", action="store_true", help=_("guarda los cambios"))
    _json(made)
    made = order("export-matrix", _("escribe la matriz de una institución en Excel"))
    made.add_argument("out", type=Path, metavar=_("SALIDA.xlsx"))
    made.add_argument("--institution", required=True, metavar=_("SIGLAS"), help=_("de quién es"))
    made = order("set", _("cambia un campo de una línea; «» lo vacía"))
    made.add_argument("id", metavar="ID")
    made.add_argument("field", metavar=_("CAMPO"))
    made.add_argument("value", metavar=_("VALOR"))
    made = order("delete", _("elimina una línea o una minuta"))
    made.add_argument("id", metavar="ID")
    order("undo", _("deshace el último cambio propio"))
    order("redo", _("rehace lo último deshecho"))
    made = order("minute", _("registra una minuta o escribe su PDF"))
    actions = made.add_subparsers(dest="action", metavar=_("ACCIÓN"), required=True)
    one = actions.add_parser("new", help=_("registra una minuta"))
    one.add_argument("input", type=Path, metavar=_("DATOS.json"))
    one = actions.add_parser("pdf", help=_("escribe el PDF de una minuta"))
    one.add_argument("id", metavar="ID")
    one.add_argument("out", type=Path, metavar=_("SALIDA.pdf"))


def _add_package_orders(order: _Order) -> None:
    made = order("package", _("intercambia paquetes con otros equipos"), file=False)
    actions = made.add_subparsers(dest="action", metavar=_("ACCIÓN"), required=True)
    one = actions.add_parser("export", help=_("escribe un paquete"), parents=[_shared()])
    one.add_argument("file", type=Path, metavar=_("ARCHIVO"))
    one.add_argument("out", type=Path, metavar=_("SALIDA.peapkg"))
    one.add_argument("--to", metavar=_("EQUIPO"), help=_("sólo lo que ese equipo no tiene"))
    one = actions.add_parser("inspect", help=_("dice qué trae un paquete"), parents=[_shared()])
    one.add_argument("package", type=Path, metavar=_("PAQUETE"))
    _json(one)
    one = actions.add_parser("import", help=_("recibe un paquete"), parents=[_shared()])
    one.add_argument("file", type=Path, metavar=_("ARCHIVO"))
    one.add_argument("package", type=Path, metavar=_("PAQUETE"))
    one.add_argument("--dry-run", action="store_true", help=_("sólo dice qué cambiaría"))
    _json(one)
    made = order("conflicts", _("lista los conflictos o decide uno"))
    _json(made)
    actions = made.add_subparsers(dest="action", metavar=_("ACCIÓN"))
    one = actions.add_parser("resolve", help=_("decide un conflicto"), parents=[_shared()])
    one.add_argument("id", metavar="ID")
    choice = one.add_mutually_exclusive_group(required=True)
    choice.add_argument("--value", metavar=_("VALOR"), help=_("el valor que queda; «» lo vacía"))
    choice.add_argument(
        "--keep", action="store_true", help=_("conserva el renglón o lo que se muestra")
    )
    choice.add_argument("--delete", action="store_true", help=_("elimina el renglón"))
