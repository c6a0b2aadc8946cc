"""What was issued: the bytes that never change again, and who signs where on them."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum

# No dots: in a PDF they would make a tree of fields, and pyHanko refuses them.
_NAME = re.compile(r"[a-z][a-z0-9_]{2,60}")

Box = tuple[float, float, float, float]


class Mode(StrEnum):
    """How a person signs: on paper, with a stroke on the screen, or with the e.firma."""

    PAPER = "papel"
    INK = "tinta"
    EFIRMA = "efirma"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The place where one person signs.

    `name` is `{role}_{nn}_{id8}`, in ASCII; `page` counts from 1; `box` is left, bottom, right,
    top in points from the lower left corner of the page. Only cells of mode `EFIRMA` become
    fields; `rfc` is the one that the directory has, when it has one.
    """

    name: str
    page: int
    box: Box
    person: str
    role: str = ""
    rfc: str | None = field(default=None, repr=False)
    mode: Mode = Mode.EFIRMA
    person_id: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"not the name of a cell: {self.name!r}")
        left, bottom, right, top = self.box
        if not (left < right and bottom < top and self.page >= 1):
            raise ValueError(f"the box of {self.name} is empty")


@dataclass(frozen=True, kw_only=True)
class Issued:
    """An issued document as this device knows it.

    `pdf` are the bytes as issued; `latest` the longest chain of signatures known here, which
    begins with them (None: no signature is known). Both come from the expediente, never from
    the file that is being verified.
    """

    pdf: bytes = field(repr=False)
    cells: tuple[Cell, ...]
    folio: str = ""
    latest: bytes | None = field(default=None, repr=False)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the issued bytes, in hexadecimal."""
        return hashlib.sha256(self.pdf).hexdigest()

    @property
    def signable(self) -> dict[str, Cell]:
        """The cells that an e.firma signs, by name."""
        return {cell.name: cell for cell in self.cells if cell.mode is Mode.EFIRMA}

    def manifest(self) -> str:
        """Return the manifest as JSON, to be kept beside the bytes."""
        return json.dumps(
            {
                "folio": self.folio,
                "sha256": self.sha256,
                "cells": [asdict(cell) for cell in self.cells],
            },
            ensure_ascii=False,
            sort_keys=True,
        )

    @classmethod
    def read(cls, pdf: bytes, manifest: str, latest: bytes | None = None) -> "Issued":
        """Put bytes and manifest together again.

        Raises:
            ValueError: They do not belong together, or the manifest is no manifest.
        """
        try:
            told = json.loads(manifest)
            made = cls(
                pdf=pdf, cells=_cells(told["cells"]), folio=str(told["folio"]), latest=latest
            )
        except (KeyError, TypeError, AttributeError) as e:
            raise ValueError("not a manifest") from e
        if made.sha256 != told["sha256"]:
            raise ValueError("the manifest is that of another document")
        return made


def _cells(told: Iterable[dict[str, object]]) -> tuple[Cell, ...]:
    made = []
    for cell in told:
        left, bottom, right, top = (float(n) for n in cell["box"])  # type: ignore[attr-defined]
        values = {**cell, "box": (left, bottom, right, top), "mode": Mode(str(cell["mode"]))}
        made.append(Cell(**values))  # type: ignore[arg-type]
    return tuple(made)
