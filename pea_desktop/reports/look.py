"""How documents look: paper, template of the institution, styles. Data, not code."""

import base64
import binascii
import json
import re
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from pea_desktop.core.errors import PeaError
from pea_desktop.i18n import N_, _
from pea_desktop.reports.typeset import FAMILY, Style, Weight, families

INK = "#1F1F1F"
FAINT = "#5B5B5B"
RULE = "#B9B9B9"
BRAND = "#611232"
NOTICE = "#FFF4C7"
NOTICE_EDGE = "#A87400"
STAMP = "#F5EFF1"

_COLOR = re.compile("#[0-9A-Fa-f]{6}")
_INCH = 72


class PaperSize(StrEnum):
    """Tamaño del papel: the two of Mexican offices."""

    LETTER = "carta"
    LEGAL = "oficio"


PAPER_LABELS = {PaperSize.LETTER: N_("Carta"), PaperSize.LEGAL: N_("Oficio")}
# The oficio of Mexico is 8.5 by 13.4 inches; the legal of the United States is longer.
_SIZES = {PaperSize.LETTER: (612.0, 792.0), PaperSize.LEGAL: (612.0, 13.4 * _INCH)}


@dataclass(frozen=True)
class Paper:
    """A page's size and margins in points.

    The right margin, 2.8 cm or more, holds the strip for initials and the QR.
    """

    width: float
    height: float
    left: float = 42
    right: float = 84
    top: float = 36
    bottom: float = 46

    @property
    def frame(self) -> float:
        """The width that the text may take."""
        return self.width - self.left - self.right


@dataclass(frozen=True, kw_only=True)
class DocumentTemplate:
    """What an institution sets for all of its documents.

    Attributes:
        header: The lines at the left of every page's header; none: the policy's name.
        logo: A picture (PNG or JPEG) before those lines.
        heading_family: Letters of the headings; one that is not shipped counts as the usual one.
        body_family: Letters of everything else.
        brand: Colour of headings, heads of tables and rules, as «#RRGGBB».
        legal: Caption at the end of documents that are signed; each state has its own law.
        paper: Size of the paper.
    """

    header: tuple[str, ...] = ()
    logo: bytes | None = None
    heading_family: str = FAMILY
    body_family: str = FAMILY
    brand: str = BRAND
    legal: str = ""
    paper: PaperSize = PaperSize.LETTER

    def portrait(self) -> Paper:
        """Return the upright page."""
        return Paper(*_SIZES[self.paper])

    def landscape(self) -> Paper:
        """Return the page lying on its side, for wide tables."""
        height, width = _SIZES[self.paper]
        return Paper(width, height, left=30, right=80, top=30, bottom=42)

    def as_json(self) -> str:
        """Return the template as text, to be kept in a file."""
        told: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        if self.logo is not None:
            told["logo"] = base64.b64encode(self.logo).decode("ascii")
        return json.dumps(told, ensure_ascii=False, indent=1)

    @classmethod
    def read(cls, text: str) -> "DocumentTemplate":
        """Read what `as_json` wrote; what it does not know is left out.

        Raises:
            PeaError: It is no template.
        """
        try:
            told = json.loads(text)
            known = {each.name for each in fields(cls)}
            values = {key: value for key, value in told.items() if key in known}
            values["header"] = tuple(str(line) for line in values.get("header", ()))
            values["paper"] = PaperSize(values.get("paper", PaperSize.LETTER))
            logo = values.get("logo")
            values["logo"] = base64.b64decode(logo, validate=True) if logo else None
            made = cls(**values)
            _check(made)
        except (ValueError, TypeError, AttributeError, binascii.Error) as e:
            raise PeaError(
                _("La plantilla de documentos no se entiende: vuelva a configurarla.")
            ) from e
        return made


def _check(template: DocumentTemplate) -> None:
    texts = (template.heading_family, template.body_family, template.brand, template.legal)
    if not all(isinstance(text, str) for text in texts) or not _COLOR.fullmatch(template.brand):
        raise ValueError("not a template")


class Styles:
    """The styles of a template, by what they are for."""

    def __init__(self, template: DocumentTemplate) -> None:
        shipped = families()
        body = template.body_family if template.body_family in shipped else FAMILY
        heading = template.heading_family if template.heading_family in shipped else FAMILY
        brand = template.brand
        self.brand = brand
        self.body = Style(family=body)
        self.small = Style(size=8.5, leading=11.5, color=FAINT, family=body)
        self.strong = Style(Weight.BOLD, 10, 14, INK, body)
        self.title = Style(Weight.BOLD, 16, 20, brand, heading)
        self.subtitle = Style(Weight.BOLD, 11, 15, INK, heading)
        self.label = Style(Weight.BOLD, 10.5, 14, brand, heading)
        self.table_head = Style(Weight.BOLD, 9, 12, "#FFFFFF", body)
        self.cell = Style(size=9, leading=12, family=body)
        self.cell_strong = Style(Weight.BOLD, 9, 12, INK, body)
        self.fine = Style(size=6.8, leading=8.8, family=body)
        self.fine_head = Style(Weight.BOLD, 6.8, 8.8, "#FFFFFF", body)
        self.header = Style(Weight.MEDIUM, 8, 10.5, INK, body)
        self.footer = Style(size=7.5, leading=10, color=FAINT, family=body)
        self.stamp = Style(Weight.BOLD, 96, 96, STAMP, heading)
