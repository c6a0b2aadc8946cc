"""A laboratory: an authority, people with an e.firma, a minute of two pages with their cells."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from pea_desktop.paths import resource
from pea_desktop.signing import Cell, Issued, roots, signer
from pea_desktop.signing.assembly import issue
from pea_desktop.signing.child import Order, sign
from tests.signing import pki

NAMES = ("ANA PRUEBA ÑÁÑEZ", "LUIS MUÑOZ DE LAB", "EVA GÜEMES PRUEBA")


@cache
def pages(text: str = "El acuerdo uno.") -> bytes:
    """Render two plain pages, as the reports do: embedded letters, no clock."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Inter-Regular", str(resource("fonts", "Inter-Regular.ttf"))))
    out = BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=1, initialFontName="Inter-Regular")
    for number in (1, 2):
        canvas.setFont("Inter-Regular", 10)
        canvas.drawString(72, 700, f"Página {number}. {text}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def cells(people: tuple[pki.Person, ...]) -> tuple[Cell, ...]:
    """Place the cells on the second page, five in a column."""
    made = []
    for number, person in enumerate(people, start=1):
        column, row = divmod(number - 1, 5)
        left, bottom = 60.0 + column * 250, 100.0 + row * 100
        made.append(
            Cell(
                name=f"asist_{number:02}_7f3a9c12",
                page=2,
                box=(left, bottom, left + 220, bottom + 60),
                person=person.name.title(),
                role="asistente",
                rfc=person.rfc,
            )
        )
    return tuple(made)


@dataclass
class Lab:
    """Everything that a test needs to sign and verify."""

    folder: Path
    authority: pki.Authority
    people: tuple[pki.Person, ...]
    issued: Issued
    roots: list[roots.Authority]
    now: datetime = pki.NOW
    made: dict[str, Any] = field(default_factory=dict)

    def sign(self, pdf: bytes, number: int, **changed: Any) -> bytes:
        """Sign a cell as its person, in this process: starting another takes half a second."""
        person = changed.pop("person", self.people[number])
        order = Order(
            **{
                "pdf": pdf,
                "cell": self.issued.cells[number].name,
                "size": (220.0, 60.0),
                "cer": person.cer,
                "key": person.key,
                "expected_rfc": person.rfc,
                "now": self.now + timedelta(minutes=number),
                "authorities": [root.der for root in self.roots],
                **changed,
            }
        )
        return sign(order, person.password)

    def signed(self, *numbers: int) -> bytes:
        """Return the minute signed by these people in this order; the same bytes each time."""
        key = f"signed {numbers}"
        if key not in self.made:
            before = self.signed(*numbers[:-1]) if numbers else b""
            self.made[key] = self.sign(before, numbers[-1]) if numbers else self.issued.pdf
        return self.made[key]

    def person(self, **how: Any) -> pki.Person:
        """Make one more person, of a kind that may not sign."""
        key = repr(sorted((name, repr(value)) for name, value in how.items()))
        if key not in self.made:
            issuer = how.pop("issuer", self.authority)
            self.made[key] = pki.person(
                self.folder / str(len(self.made)),
                issuer,
                **{"number": 1, "rfc": self.people[0].rfc, **how},
            )
        return self.made[key]

    def knowing(self, latest: bytes) -> Issued:
        """Return the minute as a device knows it that has seen these signatures."""
        return replace(self.issued, latest=latest)


@pytest.fixture(autouse=True)
def _laboratory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(roots.LABORATORY_ALLOWED, "1")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign in this process: starting another takes half a second."""
    monkeypatch.setattr(signer, "_in_child", sign)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """Return the laboratory, made once."""
    folder = tmp_path_factory.mktemp("lab")
    authority = pki.authority()
    people = tuple(
        pki.person(folder / "gente", authority, name=name, rfc=f"PULA80010{n}AB{n}", number=n)
        for n, name in enumerate(NAMES, start=1)
    )
    roster = cells(people)
    pdf = issue(pages(), roster, title="Minuta de prueba", subject="Mesa uno")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(roots.LABORATORY_ALLOWED, "1")
        trusted = [roots.read(authority.der)]
    return Lab(folder, authority, people, Issued(pdf=pdf, cells=roster, folio="M-001"), trusted)
