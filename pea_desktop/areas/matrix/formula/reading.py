"""From the text of a formula to its variables and expression, through a small grammar."""

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NoReturn

from pea_desktop.areas.matrix.formula.latex import plain
from pea_desktop.areas.matrix.formula.tree import (
    ZERO,
    Formula,
    FormulaError,
    Fraction,
    Node,
    Number,
    Operation,
    Use,
    Variable,
)
from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold
from pea_desktop.i18n import _

if TYPE_CHECKING:
    from lark import Lark, Token

_LONGEST: Final = 4_000
_MOST_OPERATIONS: Final = 200
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# A short symbol of a formula (A, B2, V_t), as against a word of a phrase.
_SYMBOL: Final = r"[A-Z][0-9]{0,4}(?:_\(?\w{1,8}\)?)?'?"
# An «x» on its own multiplies, «por» does before a number; «entre» divides before a quantity.
_TIMES_WORD: Final = (
    r"(?:(?<=[\w)\]%]\s)|(?<=\s\s)|(?<=[)\]0-9]))x(?![^\W\d_])"
    r"|(?<![\w])(?:X(?=\s*[0-9(])|(?:multiplicad[oa]s?\s+)?por(?=\s*1[0,]*0\b(?!\s*[^\W\d_]))"
    r"|multiplicad[oa]s?\s+por\b)"
)
_DIVIDE_WORD: Final = (
    r"(?<![\w])(?:dividid[oa]s?\s+(?:entre|por)\b"
    r"|entre(?=\s+(?:el\s+|la\s+|los\s+|las\s+)?(?:n[uú]mero|total|cantidad|suma)\b))"
)
_DEFINED: Final = r"(?:[^\W\d]\w{0,9}(?=\s*=)|[A-Z][A-Z0-9_]{0,9}(?=\s*:))"
_DEFINE: Final = (
    r"(?:[;,.\s(]{0,12}(?<!\w)(?:en\s+)?d[oó]nde\s*:?|[;\n]|[,.]\s|\s[yY]\s)"
    rf"[\s•*-]*{_DEFINED}\s*[=:]"
)
# «y/o» and the endings of «niñas/os» join words and divide nothing; nor does a hyphen in a word.
_ENDING: Final = r"(?:(?<=[^\W\d_]{3})/(?:os|as|es|o|a)(?![\w]))?"
_AND_OR: Final = r"(?:[ye]\s?/\s?[ou]|Y\s?/\s?O)(?![\w])"
_WORD: Final = (
    rf"(?!{_TIMES_WORD}|{_DIVIDE_WORD}|d[oó]nde\b|en\s+d[oó]nde\b)"
    rf"(?:{_AND_OR}|{_SYMBOL}(?![\w°])"
    rf"|(?:#\s*)?[«“\"'‘¿]*[^\W\d_][\w.'’°ºª&»”\"?@]*(?:[-‐‑–][^\W_][\w.]*)*{_ENDING})"
)
_ASIDE: Final = r"\s*\((?!\s*\))[^()/*×÷·+=^]*\)"
_PHRASE: Final = (
    rf"(?:%\s*(?=de(?:l)?\s))?(?:[0-9][0-9.,]*\s+)?{_WORD}"
    rf"(?:(?!{_DEFINE})(?:(?:\s*[,;—]|:)?\s+(?:{_WORD}|[0-9][\w.,-]*)|{_ASIDE}))*"
)
_RESULT: Final = (
    r"(?:[^=:()\[\]\/*+÷×]|\([^()=\/*+]{0,40}\)){1,200}="
    r"|(?:f[oó]rmula|m[eé]todo(?: de c[aá]lculo)?|c[aá]lculo)\s*:"
)
_GRAMMAR: Final = rf"""
start: RESULT? sum OUTCOME? definition*
definition: DEFINE MEANING
?sum: term | sum PLUS product -> operation | sum MINUS product -> operation
?term: product | MINUS product -> negative
?product: power | product TIMES power -> operation | product DIVIDE power -> operation
    | product group -> product
?power: atom | atom POWER exponent -> operation
?exponent: atom | MINUS atom -> negative
?atom: NUMBER -> number | PHRASE -> use | group | group NUMBER -> product
group: OPEN sum CLOSE PERCENT?
RESULT.9: /{_RESULT}/i
OUTCOME.3: /=(?:(?!{_DEFINE})[^=;\n]){{0,200}}/
DEFINE.8: /{_DEFINE}/
MEANING: /(?:(?!{_DEFINE})[\s\S])+/
PHRASE.5: /{_PHRASE.replace("/", chr(92) + "/")}/
NUMBER.4: /[0-9]+(?:[.,][0-9]+)*(?:\s*%)?/
TIMES.7: /[*×·∗⋅•✕✖]|{_TIMES_WORD}/
DIVIDE.6: /[\/÷:∕⁄]|{_DIVIDE_WORD}/
PLUS: "+"
MINUS: /[-−–‐‑]/
POWER: "^"
PERCENT: "%"
OPEN: /[(\[]/
CLOSE: /[)\]]/
DOT.9: /[.;,]\s*\Z/
SPACE: /[\s\u200b\ufeff]+/
%ignore SPACE
%ignore DOT
"""


@functools.cache
def _parser() -> "Lark":
    from lark import Lark, Transformer, v_args

    @v_args(inline=True)
    class Maker(Transformer[Any, Any]):
        """Builds the expression while the text is read; phrases stand in it by their words."""

        def number(self, token: "Token") -> Node:
            return Number(_number(token), " ".join(str(token).split()))

        def use(self, token: "Token") -> Node:
            name = _words(token)
            return Number(_number(name.split()[0]), name) if _PER.fullmatch(name) else Use(name)

        def operation(self, left: Node, sign: "Token", right: Node) -> Node:
            return Operation(_SIGNS[sign.type], left, right)

        def product(self, left: Node, right: "Node | Token") -> Node:
            return Operation("*", left, self.number(right) if isinstance(right, str) else right)

        def negative(self, _minus: "Token", operand: Node) -> Node:
            return Operation("-", ZERO, operand)

        def group(self, _open: "Token", inner: Node, *closing: "Token") -> Node:
            percent = Number(Decimal(100), "100%")
            return Operation("*", inner, percent) if len(closing) > 1 else inner

        def definition(self, head: "Token", meaning: "Token") -> tuple[str, str]:
            return _SYMBOL_AT_END.search(head)[1], _words(meaning)  # type: ignore[index]

        def start(self, *parts: Any) -> "_Read":
            read = _Read()
            for part in parts:
                if isinstance(part, tuple):
                    read.defined.setdefault(*part)
                elif isinstance(part, str):
                    read.result = _words(part.strip("= ")) if "=" in part else ""
                else:
                    read.root = part
            return read

    return Lark(_GRAMMAR, parser="lalr", maybe_placeholders=False, transformer=Maker())


_SIGNS: Final = {"PLUS": "+", "MINUS": "-", "TIMES": "*", "DIVIDE": "/", "POWER": "^"}
_SYMBOL_AT_END: Final = re.compile(rf"({_DEFINED})\s*[=:]\s*\Z")
# «× 100,000 habitantes» is a factor and not a quantity to be asked for.
_PER: Final = re.compile(r"10{3,}\s\D+|10{0,2}(?:,000)+\s\D+")
_BARE_SYMBOL: Final = re.compile(_SYMBOL)


@dataclass
class _Read:
    """What the grammar found."""

    root: Node = ZERO
    defined: dict[str, str] = field(default_factory=dict)
    result: str = ""


def _number(text: str) -> Decimal:
    text = text.rstrip("% \u00a0\n\t")
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"[0-9]+,[0-9]+", text):
        text = text.replace(",", ".")
    elif not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        raise FormulaError(
            _("«{text}» no es un número: escríbalo como 1,234.5.").format(text=text[:40])
        )
    return Decimal(text)


def _words(text: str) -> str:
    return " ".join(text.split()).rstrip(" .,;:")


@functools.lru_cache(maxsize=8192)
def parse(text: str) -> Formula:
    """Read a formula: «(Número de A/Número de B)*100», also with LaTeX or «donde A = …».

    Phrases become variables A, B… in the order they appear, the same words the same one; a formula
    that brings its own symbols keeps them.

    Raises:
        FormulaError: The text is no formula; the sentence says what is wrong and where.
    """
    from lark.exceptions import LarkError, VisitError

    if not text.strip():
        raise FormulaError(_("La fórmula está vacía: escríbala, por ejemplo «(A / B) × 100»."))
    composed = unicodedata.normalize("NFC", text).replace("∑", "Σ")
    readable, places = plain(composed)
    if len(text) > _LONGEST or sum(map(readable.count, "+-−–*×·/÷:^([")) > _MOST_OPERATIONS:
        raise FormulaError(_("El texto es demasiado largo para una fórmula: abrévielo."))
    try:
        read: _Read = _parser().parse(readable)  # type: ignore[assignment]
    except VisitError as error:
        if isinstance(error.orig_exc, PeaError):
            raise error.orig_exc from None
        raise
    except LarkError as error:
        _explain(readable, places, error)
    return _named(text, read)


def _named(text: str, read: _Read) -> Formula:
    """Give each phrase its symbol, keeping those the formula brings."""
    phrases: dict[str, str] = {}
    _gather(read.root, phrases)
    taken = {
        name for name in phrases.values() if name in read.defined or _BARE_SYMBOL.fullmatch(name)
    }
    free = (symbol for symbol in _symbols() if symbol not in taken)
    symbols: dict[str, str] = {}
    variables: list[Variable] = []
    for key, name in phrases.items():
        symbols[key] = name if name in taken else next(free)
        variables.append(Variable(symbols[key], read.defined.get(name, name)))
    return Formula(text, tuple(variables), _renamed(read.root, symbols), read.result)


def _key(name: str) -> str:
    return name if _BARE_SYMBOL.fullmatch(name) else fold(name)


def _gather(node: Node, phrases: dict[str, str]) -> None:
    if isinstance(node, Use):
        phrases.setdefault(_key(node.symbol), node.symbol)
    elif isinstance(node, Operation):
        _gather(node.left, phrases)
        _gather(node.right, phrases)


def _renamed(node: Node, symbols: dict[str, str]) -> Node:
    if isinstance(node, Use):
        return Use(symbols[_key(node.symbol)])
    if isinstance(node, Operation):
        return Operation(node.sign, _renamed(node.left, symbols), _renamed(node.right, symbols))
    return node


def _symbols() -> Iterator[str]:
    """Yield A, B, and so on to Z, then A1, B1."""
    yield from _LETTERS
    for round_ in itertools.count(1):
        yield from (f"{letter}{round_}" for letter in _LETTERS)


def as_fraction(text: str) -> Fraction | None:
    """Return the parts of a formula for drawing it stacked, None when it is not one division.

    A text that cannot be read is None too: it is shown as typed.
    """
    try:
        return parse(text).fraction
    except FormulaError:
        return None


def _explain(text: str, places: list[int] | None, error: Exception) -> NoReturn:
    """Raise the sentence for a text the grammar refuses."""
    at = unbalanced(text)
    if at is not None:
        sentence = (
            _("Sobra el paréntesis que cierra en «{near}»; quítelo o abra el suyo.")
            if text[at] in ")]"
            else _("Falta cerrar el paréntesis que abre en «{near}».")
        )
    else:
        at = getattr(error, "pos_in_stream", None)
        token = getattr(error, "token", None)
        at = len(text) if at is None or getattr(token, "type", "") == "$END" else at
        if at >= len(text.rstrip(" .;,")):
            sentence = _("La fórmula termina en «{before}»: falta lo que sigue.")
        elif text[at] in ")]":
            sentence = _("Falta lo que va antes del paréntesis que cierra en «{near}».")
        elif text[at] in "√∫∞≤≥<>|!¡¿?~@€$\\":
            sentence = _("No se entiende el signo que está en «{near}»; quítelo o cámbielo.")
        elif text[at] in "*/+^×·÷:%=":
            sentence = _("Falta lo que va antes de «{near}».")
        else:
            sentence = _("Falta un signo (/, ×, + o −) antes de «{near}».")
    place = places[min(at, len(places) - 1)] if places else at
    raise FormulaError(
        sentence.format(near=_near(text, at), before=_before(text)), place
    ) from error


def _near(text: str, at: int) -> str:
    near = " ".join(text[at : at + 31].split())
    return near if len(near) <= 30 else near[:29].rstrip() + "…"


def _before(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 30 else "…" + words[-29:].lstrip()


def unbalanced(text: str) -> int | None:
    """Return where a parenthesis stands without its pair, None when all have theirs."""
    opened: list[int] = []
    for at, character in enumerate(text):
        if character in "([{":
            opened.append(at)
        elif character in ")]}":
            if not opened:
                return at
            opened.pop()
    return opened[0] if opened else None
