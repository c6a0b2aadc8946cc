"""Rules about líneas and indicadores written twice, or nearly so."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pea_desktop.areas.matrix.lines import LineRow
from pea_desktop.areas.matrix.linting.context import Sheet, short
from pea_desktop.areas.matrix.linting.words import folded, is_only_type, value
from pea_desktop.core.findings import Finding, Severity
from pea_desktop.i18n import _

_ALIKE: Final = 90
# Near-duplicates share most words, so two of them share one of the rarest of each; in a block of
# rows that share a word, each is compared with a few before it. So the cost grows with the rows.
_RAREST: Final = 3
_WINDOW: Final = 16
_NUMBERS: Final = re.compile(r"[0-9]+")


def repeated_lines(sheet: Sheet) -> Iterator[Finding]:
    """The same línea in two rows, or one that differs in a word."""
    yield from _repeats(
        sheet,
        "line",
        {row.id: row.line for row in sheet.rows},
        ("linea_repetida", Severity.WARNING, _("es la misma línea que la {number}.")),
        ("linea_parecida", Severity.INFO, _("se parece a la línea {number}: «{text}».")),
    )


def repeated_indicators(sheet: Sheet) -> Iterator[Finding]:
    """The same indicator of two líneas, or one that differs in a word."""
    yield from _repeats(
        sheet,
        "indicator",
        {row.id: None if is_only_type(row) else row.indicator for row in sheet.rows},
        ("indicador_repetido", Severity.WARNING, _("es el mismo indicador de la línea {number}.")),
        (
            "indicador_parecido",
            Severity.INFO,
            _("se parece al indicador de la línea {number}: «{text}»."),
        ),
    )


_Kind = tuple[str, Severity, str]


def _repeats(
    sheet: Sheet, field: str, texts: Mapping[str, str | None], same: _Kind, near: _Kind
) -> Iterator[Finding]:
    first: dict[str, LineRow] = {}
    for row in sheet.rows:
        key = folded(value(texts[row.id]) or "").rstrip(" .")
        if not key:
            continue
        if key in first:
            yield _remark(sheet, row, field, same, first[key])
        else:
            first[key] = row
    for key, other in _alike(list(first)):
        yield _remark(sheet, first[key], field, near, first[other])


def _remark(sheet: Sheet, row: LineRow, field: str, kind: _Kind, other: LineRow) -> Finding:
    code, severity, sentence = kind
    return sheet.remark(
        severity,
        code,
        row,
        field,
        sentence.format(number=other.number, text=short(other.value(field) or "")),
        _("Si son lo mismo, deje una; si no, diga en qué se distinguen."),
    )


def _alike(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each text that is nearly an earlier one, with the likest of those.

    «Etapa 1» and «Etapa 2» are told apart by their numbers: nobody typed one for the other.
    """
    from rapidfuzz import fuzz, process

    numbers = {text: tuple(_NUMBERS.findall(text)) for text in texts}
    blocks: defaultdict[str, list[str]] = defaultdict(list)
    for text, words in _rarest(texts):
        candidates: dict[str, None] = {}
        for word in words:
            block = blocks[word]
            candidates.update(dict.fromkeys(block[-_WINDOW:]))
            block.append(text)
        same = [one for one in candidates if numbers[one] == numbers[text]]
        found = process.extractOne(text, same, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if found is not None:
            yield text, found[0]


def _rarest(texts: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each text with its rarest words that some other text has too."""
    split = {text: {word for word in text.split() if len(word) > 3} for text in texts}
    counts = Counter(word for words in split.values() for word in words)
    for text, words in split.items():
        shared = [word for word in words if counts[word] > 1]
        yield text, sorted(shared, key=lambda word: (counts[word], word))[:_RAREST]


MATRIX_RULES: Final = (repeated_lines, repeated_indicators)
