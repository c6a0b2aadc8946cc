"""Rules that hold a row against lists: the policy's prioridades (W10), the MIR (W6), time (W7)."""

from collections.abc import Iterator, Mapping
from typing import Final

from pea_desktop.areas.matrix.codes import Dimension, MirLevel, Nature, code_label
from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.areas.matrix.linting.context import Context, Sheet, short
from pea_desktop.areas.matrix.linting.words import folded, value
from pea_desktop.core.findings import Finding, Fix, Severity
from pea_desktop.core.text import split_number
from pea_desktop.i18n import _

_ALIKE: Final = 85
_QUOTED: Final = 80
_MONTHS: Final[Mapping[str, int]] = {
    "diaria": 0,
    "semanal": 0,
    "quincenal": 0,
    "mensual": 1,
    "bimestral": 2,
    "trimestral": 3,
    "cuatrimestral": 4,
    "semestral": 6,
    "anual": 12,
    "bienal": 24,
    "bianual": 24,
    "trienal": 36,
    "trianual": 36,
    "quinquenal": 60,
    "sexenal": 72,
}
"""Months from one measure to the next; «bianual» is used for two years as well as «bienal»."""
_ENGLISH: Final = {
    "annual": "Anual",
    "annually": "Anual",
    "yearly": "Anual",
    "monthly": "Mensual",
    "quarterly": "Trimestral",
    "biannual": "Semestral",
    "biennial": "Bienal",
}
_FREE: Final = frozenset(("unica", "unica vez", "mixta", "permanente", "continua", "eventual"))


def without_priority(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """A línea that hangs from nothing is not counted for any prioridad."""
    if row.priority is None:
        yield sheet.remark(
            Severity.WARNING,
            "sin_prioridad",
            row,
            "priority",
            _("la línea no tiene prioridad, así que no cuenta para ninguna."),
            _("Elija su prioridad."),
        )


def priority_differs(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """The text of a prioridad is the policy's, not the book's (W10)."""
    written = sheet.context.written_priorities.get(row.id)
    known = sheet.context.priorities.get(row.priority.id) if row.priority else None
    if written is None or known is None:
        return
    _number, text = split_number(written)
    if _bare(text) in (_bare(one) for one in known.texts):
        return
    its_own, official = _apart(text, known.texts[0])
    yield sheet.remark(
        Severity.WARNING,
        "prioridad_difiere",
        row,
        "priority",
        _(
            "el libro escribe la prioridad {number} de otro modo («{written}»); la oficial dice "
            "«{official}»."
        ).format(number=known.number, written=its_own, official=official),
        _("Se conserva el texto oficial; avise a quien hizo el libro."),
    )


def _apart(written: str, official: str) -> tuple[str, str]:
    """Return both texts cut to where they begin to differ, a few words before it."""
    first, second = written.split(), official.split()
    same = 0
    for one, other in zip(first, second, strict=False):
        if folded(one) != folded(other):
            break
        same += 1
    start = max(0, same - 3) if len(" ".join(second)) > _QUOTED else 0
    opening = "…" if start else ""
    return opening + short(" ".join(first[start:])), opening + short(" ".join(second[start:]))


def _bare(text: str) -> str:
    return folded(text).rstrip(" .;:")


def priority_as_line(sheet: Sheet) -> Iterator[Finding]:
    """The title of a prioridad in the column of the líneas, as scans leave it."""
    known = sheet.context.priorities
    texts = {_bare(text): key for key, one in known.items() for text in one.texts}
    if not texts:
        return
    for row in sheet.rows:
        line = value(row.line)
        meant = _priority_meant(line, texts, sheet.context) if line else None
        if meant is None:
            continue
        own = row.priority is not None and row.priority.id == meant
        clear = Fix(label=_("Vaciar la línea"), row_id=row.id, changes=(("line", ""),))
        yield sheet.remark(
            Severity.ERROR,
            "prioridad_en_linea",
            row,
            "line",
            _("el texto es el de la prioridad {number}, no una línea de acción.").format(
                number=sheet.context.priorities[meant].number or ""
            ),
            _("Escriba la línea; la prioridad va en su columna."),
            (clear,) if own else (),
        )


def _priority_meant(line: str, texts: Mapping[str, str], context: Context) -> str | None:
    """Return the prioridad whose text a línea is, the whole or, after its number, nearly so."""
    number, rest = split_number(line)
    exact = texts.get(_bare(rest)) or texts.get(_bare(line))
    if exact is not None or number is None:
        return exact
    from rapidfuzz import fuzz

    written = _bare(rest)
    for key, known in context.priorities.items():
        if known.number != number:
            continue
        alike = max(fuzz.ratio(written, _bare(text)) for text in known.texts)
        begins = len(written) > 20 and any(_bare(one).startswith(written) for one in known.texts)
        if alike >= _ALIKE or begins:
            return key
    return None


_LEVELS: Final[Mapping[str, tuple[Nature | None, tuple[Dimension, ...], tuple[str, ...]]]] = {
    MirLevel.PURPOSE_ABOVE: (
        Nature.STRATEGIC,
        (Dimension.EFFICACY,),
        ("anual", "bianual", "bienal", "sexenal"),
    ),
    MirLevel.PURPOSE: (
        Nature.STRATEGIC,
        (Dimension.EFFICACY, Dimension.EFFICIENCY),
        ("semestral", "anual"),
    ),
    MirLevel.COMPONENT: (
        None,
        (Dimension.EFFICACY, Dimension.EFFICIENCY, Dimension.QUALITY),
        ("trimestral", "semestral"),
    ),
    MirLevel.ACTIVITY: (
        Nature.MANAGEMENT,
        (Dimension.EFFICACY, Dimension.EFFICIENCY, Dimension.ECONOMY),
        ("mensual", "trimestral"),
    ),
}
"""What goes with each level of the MIR: one state's reading of it, so they warn."""


def level_of_the_mir(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """Type, dimension and frequency that do not go with the level of the MIR (W6)."""
    allowed = _LEVELS.get(row.mir_level or "")
    if allowed is None:
        return
    nature, dimensions, frequencies = allowed
    level = code_label("mir_level", row.mir_level)
    said = _("en el nivel {level} va {allowed}, no «{found}».")
    told: list[tuple[str, str, str]] = []
    if nature is not None and row.nature and row.nature != nature:
        told.append(("nature", code_label("nature", nature), code_label("nature", row.nature)))
    if row.dimension and row.dimension not in tuple(map(str, dimensions)):
        words = ", ".join(code_label("dimension", one) for one in dimensions)
        told.append(("dimension", words, code_label("dimension", row.dimension)))
    frequency = folded(row.frequency or "")
    if frequency in _MONTHS and frequency not in frequencies:
        told.append(("frequency", ", ".join(frequencies), short(row.frequency or "")))
    for field, words, found in told:
        yield sheet.remark(
            Severity.WARNING,
            "nivel_mir",
            row,
            field,
            said.format(level=level, allowed=words, found=found),
            _("Cambie el nivel o este dato."),
        )


def frequency_words(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """«Annual» and the like: English, or a slip that has a known word near."""
    text = value(row.frequency)
    said = folded(text or "").strip(" .")
    if text is None or all(_is_known(part) for part in said.replace(" y ", ",").split(",")):
        return
    english = _ENGLISH.get(said)
    meant = english or _nearest(said)
    fixes: tuple[Fix, ...] = ()
    if meant is not None:
        label = _("Cambiar por «{text}»").format(text=meant)
        fixes = (Fix(label=label, row_id=row.id, changes=(("frequency", meant),)),)
    sentence = (
        _("la frecuencia está en inglés: «{text}».")
        if english
        else _("«{text}» no es una frecuencia de medición conocida.")
    )
    yield sheet.remark(
        Severity.WARNING if english else Severity.INFO,
        "frecuencia_en_ingles" if english else "frecuencia_desconocida",
        row,
        "frequency",
        sentence.format(text=short(text)),
        _("Escriba cada cuánto se mide: Mensual, Trimestral, Semestral, Anual…"),
        fixes,
    )


def _is_known(part: str) -> bool:
    return part.strip() in _MONTHS or part.strip() in _FREE


def _nearest(said: str) -> str | None:
    from rapidfuzz import fuzz, process

    found = process.extractOne(said, list(_MONTHS), scorer=fuzz.ratio, score_cutoff=80)
    return found[0].capitalize() if found else None


def frequency_in_time(row: LineRow, sheet: Sheet) -> Iterator[Finding]:
    """A measure oftener than reports, or so seldom that the program ends before it (W7)."""
    months = _MONTHS.get(folded(row.frequency or "").strip(" ."))
    if months is None:
        return
    facts, report = sheet.facts, sheet.context.report_months
    years = facts.year_to - facts.year_from + 1
    if months > 12 * years:
        yield sheet.remark(
            Severity.WARNING,
            "frecuencia_larga",
            row,
            "frequency",
            _(
                "se mide cada {months} meses y el programa dura {years} años: no habría medida."
            ).format(months=months, years=years),
            _("Elija una frecuencia que quepa en el programa."),
        )
    elif months < report:
        yield sheet.remark(
            Severity.INFO,
            "frecuencia_corta",
            row,
            "frequency",
            _("se mide más seguido de lo que se informa (cada {report} meses).").format(
                report=report
            ),
            _("Si no se usa, basta medir cuando se informa."),
        )


ROW_RULES: Final = (
    without_priority,
    priority_differs,
    level_of_the_mir,
    frequency_words,
    frequency_in_time,
)
MATRIX_RULES: Final = (priority_as_line,)
