"""What the command line accepts, and its help, in Spanish."""

import argparse
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, Protocol

from typing_extensions import override

from pea_desktop import __version__
from pea_desktop.areas import matrix
from pea_desktop.cli.exchange_parser import Tools, add_exchange_orders
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
    "ignored explicit argument %r": N_("no lleva valor, y se le dio %r"),
}
_LONGEST_NAME = 100


def _in_spanish(text: str) -> str:
    return _(_SPANISH.get(text, text))


def _path(text: str) -> Path:
    """Return a path that has a name: sentences name files, and «.» has none."""
    path = Path(text)
    return path if path.name else path.absolute()


def _text(text: str) -> str:
    """Return an argument as text that can be stored and compared.

    Bytes that were no text when the system handed them over come as halves of characters.
    """
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _name(text: str) -> str:
    """Return a person's or a laptop's name; it is signed into every change, for good."""
    name = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())
    if not name or len(name) > _LONGEST_NAME:
        raise argparse.ArgumentTypeError(
            _("escriba un nombre de 1 a {n} caracteres").format(n=_LONGEST_NAME)
        )
    return name.encode("utf-8", "replace").decode("utf-8")


class _Parser(argparse.ArgumentParser):
    prepare: Callable[[list[str]], list[str]] | None = None
    """Puts what was typed after an order into the form that argparse reads."""

    @override
    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self.prepare is not None and args is not None:
            args = self.prepare(list(args))
        return super().parse_known_args(args, namespace)

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
        allow_abbrev=False,
    )
    parser.set_defaults(author=None, device=None, debug=False)
    parser.add_argument(
        "--version",
        action="version",
        version=f"pea-desktop {__version__}",
        help=_("muestra la versión"),
    )
    parser.add_argument(
        "--smoke", action="store_true", help=_("prueba el programa sin pantalla y termina")
    )
    orders = parser.add_subparsers(
        dest="command", metavar=_("ORDEN"), required=True, title=_("órdenes")
    )

    def order(name: str, text: str, *, file: bool = True) -> argparse.ArgumentParser:
        made = _add(orders, name, text)
        if file:
            _file(made)
        return made

    _add_file_orders(order)
    _add_edit_orders(order)
    _add_minute_orders(order)
    _add_sign_orders(order)
    add_exchange_orders(order, Tools(_add, _actions, _file, _json, _path, _text))
    return parser


def _shared() -> _Parser:
    """Return the options of every order, made anew: parsers share what they are given."""
    shared = _Parser(add_help=False)
    shared.add_argument(
        "--author",
        type=_name,
        metavar=_("NOMBRE"),
        default=argparse.SUPPRESS,
        help=_("quién escribe"),
    )
    shared.add_argument(
        "--device",
        type=_name,
        metavar=_("EQUIPO"),
        default=argparse.SUPPRESS,
        help=_("nombre de este equipo"),
    )
    shared.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS
    )
    return shared


class _Order(Protocol):
    """Makes a subcommand."""

    def __call__(self, name: str, text: str, *, file: bool = True) -> argparse.ArgumentParser: ...


def _add(
    orders: "argparse._SubParsersAction[Any]", name: str, text: str
) -> argparse.ArgumentParser:
    """Add an order, or an action of one; the options of every order stand after its name too."""
    made: argparse.ArgumentParser = orders.add_parser(
        name, help=text, description=text, parents=[_shared()], allow_abbrev=False
    )
    return made


def _file(made: argparse.ArgumentParser) -> None:
    made.add_argument("file", type=_path, metavar=_("ARCHIVO"), help=_("el expediente (.pea)"))


def _actions(
    made: argparse.ArgumentParser, *, required: bool = True
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    return made.add_subparsers(
        dest="action", metavar=_("ACCIÓN"), required=required, title=_("acciones")
    )


def _json(made: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Add `--json`; `again` to an action of an order that has it already."""
    default = argparse.SUPPRESS if again else False
    made.add_argument("--json", action="store_true", default=default, help=_("imprime JSON"))


def _add_file_orders(order: _Order) -> None:
    made = order("demo", _("hace el trabajo completo con datos de ejemplo"), file=False)
    made.add_argument(
        "--out",
        type=_path,
        default=Path("demo-out"),
        metavar=_("CARPETA"),
        help=_("dónde deja los archivos (demo-out)"),
    )
    made = order("new", _("crea un expediente"))
    made.add_argument(
        "--policy", required=True, choices=("edomex", "michoacan"), help=_("su política")
    )
    made = order("show", _("muestra lo que hay en el expediente"))
    what = ("matrix", "policy", "minutes", "institutions")
    made.add_argument(
        "what",
        choices=what,
        metavar=_("QUÉ"),
        help=_("una de estas: {choices}").format(choices=", ".join(what)),
    )
    _json(made)
    made = order("history", _("muestra quién cambió qué"))
    made.add_argument("--row", type=_text, metavar="ID", help=_("sólo los cambios de este renglón"))
    _json(made)
    made = order("check", _("revisa que el expediente y su bitácora concuerden"))
    _json(made)


def _add_edit_orders(order: _Order) -> None:
    made = order("import-matrix", _("lee una matriz de un libro; sin --apply sólo dice qué haría"))
    made.add_argument(
        "book",
        type=_path,
        metavar=_("LIBRO"),
        help=_("el libro (.xlsx, .xls, .ods, .csv o tabla de .docx)"),
    )
    made.add_argument(
        "--institution", type=_text, metavar=_("SIGLAS"), help=_("de quién es, si no lo dice")
    )
    made.add_argument("--sheet", type=_text, metavar=_("HOJA"), help=_("la hoja que se lee"))
    made.add_argument(
        "--realign", action="store_true", help=_("acepta realinear las filas recorridas")
    )
    made.add_argument("--apply", action="store_true", help=_("guarda los cambios"))
    _json(made)
    made = order("export-matrix", _("escribe la matriz de una institución en Excel"))
    made.add_argument(
        "out", type=_path, metavar=_("SALIDA.xlsx"), help=_("el libro que se escribe")
    )
    made.add_argument(
        "--institution", type=_text, required=True, metavar=_("SIGLAS"), help=_("de quién es")
    )
    made.add_argument(
        "--template",
        action="store_true",
        help=_("con la ficha, listas e instrucciones, para que la institución la llene"),
    )
    made = order("lint", _("dice qué falta o está mal en la matriz, y por qué"))
    made.add_argument(
        "--institution", type=_text, metavar=_("SIGLAS"), help=_("sólo la de esta institución")
    )
    _json(made)
    made = order("set", _('cambia un campo de una línea; "" lo vacía'))
    made.add_argument(
        "id", type=_text, metavar="ID", help=_("el identificador de la línea («show»)")
    )
    made.add_argument(
        "field",
        type=_text,
        metavar=_("CAMPO"),
        help=_("{fields} (por ejemplo targets.2026)").format(fields=", ".join(matrix.FIELDS)),
    )
    made.add_argument("value", type=_text, metavar=_("VALOR"), help=_("lo que queda en el campo"))
    made = order("delete", _("elimina una línea o una minuta"))
    made.add_argument("id", type=_text, metavar="ID", help=_("su identificador («show»)"))
    order("undo", _("deshace el último cambio propio"))
    order("redo", _("rehace lo último deshecho"))


def _add_minute_orders(order: _Order) -> None:
    made = order("minute", _("registra una minuta, la emite o escribe su PDF"))
    made.add_argument("--list", action="store_true", help=_("enlista las minutas y su estado"))
    _json(made)
    actions = _actions(made)
    one = _add(actions, "new", _("registra una minuta"))
    one.add_argument("input", type=_path, metavar=_("DATOS.json"), help=_("los datos de la minuta"))
    for name in ("pdf", _DOCUMENT):
        one = _add(actions, name, _("escribe el PDF de una minuta; no hace falta escribir esto"))
        one.add_argument(
            "id", type=_text, metavar=_("FOLIO"), help=_("su folio o identificador («--list»)")
        )
        one.add_argument(
            "out", type=_path, metavar=_("SALIDA.pdf"), help=_("el PDF que se escribe")
        )
        one.add_argument("--issue", action="store_true", help=_("antes la emite: ya no cambiará"))
        one.add_argument(
            "--public", action="store_true", help=_("sin firmas ni certificados, para publicarla")
        )

    def prepare(typed: list[str]) -> list[str]:
        actions.required = "--list" not in typed
        return _with_action(typed)

    # A class of its own would not be that of the other orders.
    vars(made)["prepare"] = prepare
    made = order("agreements", _("enlista los acuerdos de todas las minutas, o los escribe"))
    made.add_argument(
        "out",
        type=_path,
        nargs="?",
        metavar=_("SALIDA"),
        help=_("su estado como libro de Excel (.xlsx) o como documento (.pdf)"),
    )
    made.add_argument(
        "--institution", type=_text, metavar=_("SIGLAS"), help=_("sólo los de esta institución")
    )
    made.add_argument(
        "--reminder",
        action="store_true",
        help=_("escribe el oficio de recordatorio de la institución (.pdf)"),
    )
    made.add_argument("--overdue", action="store_true", help=_("sólo los vencidos"))
    made.add_argument(
        "--on", type=_day, metavar=_("DÍA"), help=_("a este día, como 2023-04-25; si no, a hoy")
    )
    _json(made)


def _add_sign_orders(order: _Order) -> None:
    made = order("sign", _("firma una celda con e.firma; la contraseña se lee de la entrada"))
    made.add_argument(
        "folio", type=_text, metavar=_("FOLIO"), help=_("el folio o identificador del documento")
    )
    made.add_argument("--cell", type=_text, metavar=_("CELDA"), help=_("la celda («--list»)"))
    made.add_argument("--cer", type=_path, metavar="CER", help=_("el certificado (.cer)"))
    made.add_argument("--key", type=_path, metavar="KEY", help=_("la clave privada (.key)"))
    made.add_argument(
        "--timestamp", type=_text, metavar="URL", help=_("un servicio de sello de tiempo")
    )
    made.add_argument("--list", action="store_true", help=_("enlista las celdas y su estado"))
    _json(made)
    made = order(
        "verify",
        _("revisa un PDF firmado; termina con 0 sólo si está íntegro"),
        file=False,
    )
    made.add_argument("pdf", type=_path, metavar=_("PDF"), help=_("el PDF que se revisa"))
    made.add_argument(
        "--workspace",
        type=_path,
        metavar=_("ARCHIVO"),
        help=_("el expediente con que se compara (.pea)"),
    )
    made.add_argument(
        "--ca",
        type=_path,
        metavar=_("CARPETA"),
        help=_("los certificados de autoridades; si no, los de este equipo"),
    )
    _json(made)
    made = order("receive", _("recibe un PDF que se firmó en otro equipo"))
    made.add_argument("pdf", type=_path, metavar=_("PDF"), help=_("el PDF firmado"))
    _json(made)


_DOCUMENT = "document"


def _with_action(typed: list[str]) -> list[str]:
    """Return «ARCHIVO FOLIO SALIDA.pdf» with the action it leaves out."""
    at, words = 0, 0
    while at < len(typed):
        if typed[at] in ("--author", "--device"):
            at += 2
            continue
        if not typed[at].startswith("-"):
            words += 1
            if words == 2:
                is_named = typed[at] in ("new", "pdf", _DOCUMENT)
                return typed if is_named else [*typed[:at], _DOCUMENT, *typed[at:]]
        at += 1
    return typed


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("escriba el día como 2023-04-25")) from error
