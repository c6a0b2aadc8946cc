"""What the words of a formula tell: what is counted, and at which end of the work it stands."""

import functools
import re
from typing import Final

from pea_desktop.areas.matrix.formula import Formula, FormulaError, parse
from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.core.grid import empty_reason
from pea_desktop.core.text import fold

_WORD: Final = re.compile(r"[^\W\d_]+")
_QUANTITY: Final = re.compile(
    r"^(?:(?:el|la|los|las|un|una)\s+)?(?:numero|num\.?|no\.|total|cantidad|suma|sumatoria"
    r"|porcentaje|proporcion|promedio|monto|valor|#|%)(?:\s+(?:total|anual|acumulad[oa]))?"
    r"\s+(?:de|del)\s+(?:(?:el|la|los|las)\s+)?"
)
_PARTICIPLE: Final = re.compile(r"\w+(?:ad|id|ist|uest|elt)[oa]s?")

# What comes in or is planned belongs below the line; what was done with it, above.
_BEGUN: Final = re.compile(
    r"\b(?:recibid|programad|solicitad|planead|planificad|presentad|proyectad|convocad|previst"
    r"|esperad|requerid|ingresad|comprometid|registrad)[oa]s?\b|\b(?:totales|objetivo)\b"
)
_DONE: Final = re.compile(
    r"\b(?:atendid|realizad|publicad|concluid|celebrad|digitalizad|desarrollad|constituid"
    r"|capacitad|promovid|emitid|ejecutad|cumplid|resuelt|elaborad|entregad|implementad"
    r"|certificad|verificad|difundid|instalad|alcanzad|lograd|terminad|finalizad|aprobad"
    r"|efectuad|llevad|turnad|canalizad|contestad|respondid|solventad|ejercid)[oa]s?\b"
)
_RECEIVED: Final = re.compile(r"\b(?:recibid|solicitad)[oa]s?\b")

_KINDS: Final = tuple(
    frozenset(words.split())
    for words in (
        (
            "persona servidor servidora funcionario funcionaria ciudadano ciudadana mujer hombre "
            "alumno alumna estudiante participante asistente beneficiario beneficiaria usuario "
            "usuaria trabajador trabajadora empleado empleada docente titular aspirante"
        ),
        (
            "institucion dependencia ente entidad organismo organo municipio ayuntamiento unidad "
            "secretaria sujeto oic"
        ),
        "recurso presupuesto monto gasto peso costo importe ingreso egreso",
        "capacitacion curso taller platica conferencia",
        "informe reporte documento",
    )
)
"""Nouns that count the same kind of thing."""

_ONLY_TYPES: Final = frozenset(
    (
        *("porcentaje", "%", "porcentual", "puntos porcentuales", "variacion porcentual"),
        *("numero", "numero absoluto", "cantidad", "total", "absoluto", "relativo"),
        *("tasa", "tasa de variacion", "variacion", "indice", "promedio", "razon", "proporcion"),
    )
)

folded: Final = functools.lru_cache(maxsize=1 << 16)(fold)
"""`fold`, remembered: every rule asks it of the same texts."""


def value(text: str | None) -> str | None:
    """Return a text that is a value: not blank, nor a reason why there is none («No aplica»)."""
    return None if text is None or not text.strip() or empty_reason(text) else text


def read_formula(row: LineRow) -> Formula | None:
    """Return a row's formula, None when it has none or it cannot be read."""
    text = value(row.formula)
    if text is None:
        return None
    try:
        return parse(text)
    except FormulaError:
        return None


def is_percent(row: LineRow) -> bool:
    """Return whether a row measures in percent: by its unit, else its type, name or formula."""
    for text in (row.unit, row.type):
        if text and value(text):
            said = folded(text)
            if said in ("relativo", "absoluto", "estrategico", "gestion", "de gestion"):
                continue
            return "porcent" in said or "%" in said
    name = folded(row.indicator or "")
    if name:
        return name.startswith(("porcentaje", "%", "por ciento"))
    return "100" in (row.formula or "")


def is_only_type(row: LineRow) -> bool:
    """Return whether the indicator's name is only a type or a unit: «Porcentaje»."""
    said = folded(row.indicator or "").strip(" .:")
    return said in _ONLY_TYPES or (bool(said) and said == folded(row.unit or ""))


def head_noun(phrase: str) -> str | None:
    """Return what a phrase counts, in singular: «Número de denuncias atendidas» → «denuncia».

    None where no noun is said («Número de recibidos») or it is but a symbol.
    """
    said, before = folded(phrase), ""
    while said != before:
        before, said = said, _QUANTITY.sub("", said)
    first = _WORD.search(said)
    if first is None or len(first[0]) < 3 or _PARTICIPLE.fullmatch(first[0]):
        return None
    return singular(first[0])


def singular(word: str) -> str:
    """Return the singular of a folded Spanish noun, well enough to compare two of them."""
    if len(word) > 4 and word.endswith("es") and word[-3] in "nrldzjc":
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def same_kind(above: str, below: str) -> bool:
    """Return whether two phrases count the same kind of thing, in doubt that they do."""
    first, second = head_noun(above), head_noun(below)
    if first is None or second is None or first == second:
        return True
    if first in _nouns(below) or second in _nouns(above):
        return True
    return any(first in kind and second in kind for kind in _KINDS)


def _nouns(phrase: str) -> set[str]:
    return {singular(word) for word in _WORD.findall(folded(phrase))}


def is_inverted(above: str, below: str) -> bool:
    """Return whether what came in stands over what was done with it: «recibidas / atendidas»."""
    above, below = folded(above), folded(below)
    return bool(
        _BEGUN.search(above)
        and not _DONE.search(above)
        and _DONE.search(below)
        and not _BEGUN.search(below)
    )


def counts_received(phrase: str) -> bool:
    """Return whether a phrase counts what came in, which nobody here decides."""
    said = folded(phrase)
    return bool(_RECEIVED.search(said)) and not _DONE.search(said)
