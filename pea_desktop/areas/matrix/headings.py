"""The headings under which a book may bring each field of a línea."""

import re
from collections.abc import Iterable, Mapping, Sequence

from pea_desktop.areas.matrix.columns import HIDDEN_HEADERS, columns
from pea_desktop.areas.matrix.fields import PERIODS, field_label, is_field, target_field
from pea_desktop.core.sheet import header_key
from pea_desktop.i18n import N_, _

OWNERS, SOURCES = "owners", "sources"
"""What hangs from a línea and a book brings as one text."""
SOURCE_FIELDS: Mapping[str, str] = {
    "sources.institution": "institution",
    "sources.instrument": "instrument",
    "sources.link": "link",
}
"""What a template brings of the first verification source, and how its attribute is called."""
_YEAR = re.compile(
    r"(?:metas? )?(?:al |para |en )?(?:ano )?(20[0-9]{2})(?: ([tsbc]) ?([1-6]))?(?: meta)?"
)
_PART_FIRST = re.compile(r"(?:metas? )?([tsbc]) ?([1-6]) (20[0-9]{2})")
_FURTHER: Mapping[str, tuple[str, ...]] = {
    "definition": (
        N_("Definición"),
        N_("Definición del indicador"),
        N_("Descripción del indicador"),
    ),
    "importance": (N_("Importancia"), N_("Importancia del indicador"), N_("Justificación")),
    "nature": (N_("Naturaleza"), N_("Naturaleza del indicador"), N_("Estratégico o de gestión")),
    "mir_level": (N_("Nivel de la MIR"), N_("Nivel MIR"), N_("Nivel de objetivo")),
    "dimension": (
        N_("Dimensión"),
        N_("Dimensión a medir"),
        N_("Dimensión del indicador"),
    ),
    "unit": (N_("Unidad de medida"), N_("Unidad")),
    "direction": (
        N_("Sentido"),
        N_("Sentido del indicador"),
        N_("Sentido esperado"),
        N_("Sentido de medición"),
    ),
    "disaggregation": (
        N_("Desagregación"),
        N_("Nivel de desagregación"),
        N_("Desagregación geográfica"),
    ),
    "baseline": (
        N_("Línea base"),
        N_("Línea de base"),
        N_("Valor de la línea base"),
        N_("Valor línea base"),
        N_("Línea base valor"),
    ),
    "baseline_year": (
        N_("Año de la línea base"),
        N_("Año línea base"),
        N_("Línea base año"),
        N_("Año base"),
    ),
    "baseline_verified": (N_("Línea base verificada"),),
    "assumptions": (N_("Supuestos"), N_("Supuesto")),
    "target_kind": (N_("Tipo de meta"),),
    "target_behaviour": (N_("Comportamiento de la meta"),),
    "symbol": (N_("Símbolo"),),
    "action": (N_("Acción a realizar"), N_("Acciones a realizar")),
    "evidence": (N_("Evidencia"), N_("Evidencia necesaria")),
    "term": (N_("Plazo"),),
    "cost": (N_("Costo estimado"), N_("Costo")),
    "notes": (N_("Notas"), N_("Observaciones"), N_("Comentarios")),
    "state": (N_("Estado"), N_("Estatus"), N_("Estado de la línea")),
    "highlight_reason": (N_("Motivo de la revisión"),),
    OWNERS: (
        N_("Responsable"),
        N_("Responsables"),
        N_("Institución responsable"),
        N_("Instituciones responsables"),
        N_("Área responsable"),
        N_("Ente responsable"),
    ),
    SOURCES: (
        N_("Medio de verificación"),
        N_("Medios de verificación"),
        N_("Fuente de información"),
        N_("Fuentes de información"),
        N_("Fuente de verificación"),
    ),
    "sources.institution": (N_("Medio de verificación: institución"),),
    "sources.instrument": (N_("Medio de verificación: instrumento"),),
    "sources.link": (N_("Medio de verificación: liga"),),
}
"""Field to its headings, for what is not among the eleven columns; the usual one first."""


def names(targets: Iterable[str]) -> dict[str, Sequence[str]]:
    """Return the headings of every field a book may bring.

    Args:
        targets: The targets the book has columns for: "targets.2024", "targets.2024.T1".
    """
    found: dict[str, Sequence[str]] = {
        column.key: (_(column.header), *column.aliases) for column in columns(())
    }
    for key in targets:
        found[key] = tuple(_target_headings(key))
    found |= {key: tuple(map(_, listed)) for key, listed in _FURTHER.items()}
    return found | {key: (_(header),) for key, header in HIDDEN_HEADERS.items()}


def usual_names(years: Sequence[int]) -> dict[str, Sequence[str]]:
    """Return the headings of the eleven columns, to say which were looked for."""
    return {column.key: (_(column.header), *column.aliases) for column in columns(years)}


def target_in(text: str) -> str | None:
    """Return the target a heading is for: «Meta 2024» and «2024» are "targets.2024"."""
    key = header_key(text)
    match = _YEAR.fullmatch(key)
    if match:
        period = f"{match[2]}{match[3]}".upper() if match[2] else ""
        year = match[1]
    else:
        match = _PART_FIRST.fullmatch(key)
        if match is None:
            return None
        period, year = f"{match[1]}{match[2]}".upper(), match[3]
    return target_field(int(year), period) if not period or period in PERIODS else None


def title(key: str) -> str:
    """Return how a person calls a field in a list to choose from."""
    if key in (OWNERS, SOURCES):
        return _(_FURTHER[key][1])
    if key in SOURCE_FIELDS:
        return _(_FURTHER[key][0])
    known = {column.key: column.header for column in columns(())}
    if key in known:
        return _(known[key])
    if key in HIDDEN_HEADERS:
        return _(HIDDEN_HEADERS[key])
    label = field_label(key) if is_field(key) else key
    return label[:1].upper() + label[1:]


def choices(targets: Iterable[str]) -> list[str]:
    """Return the fields a column may be mapped to, in the order people know them."""
    known = [column.key for column in columns(())]
    return [*known, *targets, *_FURTHER]


def _target_headings(key: str) -> Iterable[str]:
    _prefix, year, *rest = key.split(".")
    if not rest:
        yield from (f"Meta {year}", f"Metas {year}", year, f"Meta al {year}", f"Meta para {year}")
        yield from (f"Meta año {year}", f"Año {year}", f"{year} Meta")
        return
    yield from (f"Meta {year} {rest[0]}", f"Metas {year} {rest[0]}", f"{year} {rest[0]}")
    yield from (f"{rest[0]} {year}", f"Meta {rest[0]} {year}")
