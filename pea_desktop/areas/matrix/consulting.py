"""With whom a highlighted línea is still to be talked over, read from what was written about it."""

import re
from collections.abc import Container

from pea_desktop.core.text import fold

_ASKING = re.compile(
    r"\b(?:socializ|revis|consult|valid|coordin|acord|verific|coment|analiz)\w*\b.*?\bcon\b\s+(.+)",
    re.IGNORECASE | re.DOTALL,
)
_SEPARATOR = re.compile(r"\s*[,;/]\s*(?:y\s+)?|\s+(?:y|e)\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:el|la|los|las|al)\s+", re.IGNORECASE)
_OWNER = re.compile(r".*\bde(?:l| la| el| los| las)?\s+([A-ZÁÉÍÓÚÑÜ].*)$", re.DOTALL)
_ACRONYM_OWNER = re.compile(r".*\bde(?:l| la)?\s+([A-ZÁÉÍÓÚÑÜ]{2,12})$", re.DOTALL)
_ACRONYM = re.compile(r"[A-ZÁÉÍÓÚÑÜ]{2,12}")
_KIND_OF_BODY = re.compile(
    r"(?:Secretar|Direcci|Instituto|Comisi|Consejo|Sistema|Fiscal|Tribunal|Auditor|Coordinaci"
    r"|Contralor|Ayuntamiento|Gobierno|Centro|Unidad|Órgano)",
)


def institutions_in(text: str | None, known: Container[str] = ()) -> list[str]:
    """Return the names of the institutions a remark asks to consult, in its order.

    «Socializar con Gobierno Digital y SFA» gives both; of «Revisión con dirección de
    profesionalización de SPA» the institution is SPA, its unit stays in the text.

    Args:
        text: The remark as written.
        known: Search keys of known names, so that a name with «y» is not cut.
    """
    match = _ASKING.search(text or "")
    if match is None:
        return []
    phrase = " ".join(match[1].split()).strip(" .;:,()")
    if fold(phrase) in known:
        return [phrase]
    names: list[str] = []
    for part in _parts(phrase):
        name = _institution(part, known)
        if name and name not in names:
            names.append(name)
    return names


def looks_like_institution(text: str) -> bool:
    """Tell whether a text reads like the name or the acronym of an institution."""
    bare = _ARTICLE.sub("", " ".join(text.split()))
    return _ACRONYM.fullmatch(bare) is not None or _KIND_OF_BODY.match(bare) is not None


def _parts(phrase: str) -> list[str]:
    """Cut a list of names; «Secretaría de Finanzas y Administración» stays one."""
    parts: list[str] = []
    end = 0
    for part in _SEPARATOR.split(phrase):
        place = phrase.index(part, end)
        bare = _ARTICLE.sub("", part).strip()
        begins = _ACRONYM.fullmatch(bare) or _KIND_OF_BODY.match(bare)
        if parts and not begins and _KIND_OF_BODY.match(_ARTICLE.sub("", parts[-1])):
            parts[-1] += phrase[end : place + len(part)]
        else:
            parts.append(part)
        end = place + len(part)
    return parts


def _institution(part: str, known: Container[str]) -> str | None:
    part = _ARTICLE.sub("", part.strip(" .;:,()"))
    if not part or fold(part) in known:
        return part or None
    owner = _ACRONYM_OWNER.fullmatch(part)
    if owner is None and not part[0].isupper():
        owner = _OWNER.fullmatch(part)
        if owner is None:
            return None
    return owner[1] if owner else part
