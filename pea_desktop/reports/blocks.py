"""The blocks that several documents share: their beginning, facts, acuerdos, places to sign."""

from collections.abc import Iterable, Sequence

from pea_desktop.areas.minutes import Signatory
from pea_desktop.i18n import _
from pea_desktop.reports.furniture import Running
from pea_desktop.reports.layout import Document, Printing, Signer
from pea_desktop.reports.printing import notice_of
from pea_desktop.reports.table import (
    Column,
    Row,
    Table,
    TableStyle,
    add_table,
    height_of,
    opening_height,
)

NOTHING = "—"
# Room for a signature by hand, and for what an e.firma writes in its cell.
_SIGNING = TableStyle(min_height=46)
# A pressure in the middle makes a line of this width, in parts of the place's width.
_PEN = 0.006


def begin(
    title: str,
    policy: str,
    about: str,
    printing: Printing,
    *,
    is_wide: bool = False,
    has_strip: bool = True,
) -> Document:
    """Begin a document: running header, first page, title.

    Args:
        title: Its title, which its first page shows.
        policy: Name of the policy, for the header of an institution that has not set its own.
        about: What it is about, at the right of the header.
        printing: How to print it.
        is_wide: Whether its pages lie on their side.
        has_strip: Whether people put their initials on its pages.
    """
    document = _blank(title, policy, about, printing, has_strip=has_strip)
    document.start(document.landscape if is_wide else document.portrait)
    document.heading(title, document.styles.title, level=1)
    document.gap(4)
    return document


def begin_letter(title: str, policy: str, about: str, printing: Printing) -> Document:
    """Begin a letter: the first page of a document that does not show its title."""
    document = _blank(title, policy, about, printing, has_strip=False)
    document.start(document.portrait)
    return document


def _blank(title: str, policy: str, about: str, printing: Printing, *, has_strip: bool) -> Document:
    whole = f"{title} · {about}" if about else title
    left = _("Política Estatal Anticorrupción · {policy}").format(policy=policy)
    return Document(Running(whole, left, whole, notice_of(printing), has_strip), printing)


def add_facts(document: Document, facts: Iterable[tuple[str, str]], share: float = 28) -> None:
    """Add labels with what is said under each: a table of two columns without head."""
    rows = tuple(Row((label, text or NOTHING)) for label, text in facts)
    columns = (Column("", share, strong=True), Column("", 100 - share))
    add_table(document, Table(columns, rows, names_first=True))


def add_titled(document: Document, heading: str, table: Table) -> None:
    """Add a heading and its table, never one without the beginning of the other."""
    opening = opening_height(document, table) if table.rows else 0
    document.heading(heading, keep=min(opening + 3, document.full_room / 2))
    document.gap(3)
    add_table(document, table)


def add_section(document: Document, heading: str, text: str, empty: str = "") -> None:
    """Add a heading with prose under it; without prose and `empty` there is no section."""
    if not text and not empty:
        return
    document.gap(10)
    document.heading(heading, keep=document.styles.body.leading * 2)
    add_prose(document, text or empty)


def add_prose(document: Document, text: str) -> None:
    """Add a text whose line breaks part its paragraphs."""
    for number, paragraph in enumerate(part for part in text.split("\n") if part.strip()):
        if number:
            document.gap(5)
        document.paragraph(paragraph)


def add_signatures(
    document: Document,
    heading: str,
    people: Sequence[Signatory],
    *,
    with_quality: bool = False,
) -> None:
    """Add a table where each person signs; the places are noted in the document."""
    document.gap(14)
    columns = (Column(_("Nombre"), 56, lead=True), Column(_("Firma"), 44))
    rows = tuple(
        Row((_named(person, with_quality=with_quality), _instead(person)), signer=_signer(person))
        for person in people
    )
    table = Table(columns, rows, style=_SIGNING, names_first=True)
    # People sign on one page, unless they are too many for it: then half of it would stay empty.
    whole = height_of(document, table) + 3 if rows else 0
    document.heading(heading, keep=whole if whole < document.full_room * 0.6 else 120)
    if not people:
        document.paragraph(_("Sin personas registradas."), document.styles.small)
        return
    document.gap(3)
    add_table(document, table)


def add_legal(document: Document) -> None:
    """Add the legal caption of the template, if it has one."""
    if document.printing.look.legal:
        document.gap(10)
        for paragraph in document.printing.look.legal.split("\n"):
            document.paragraph(paragraph, document.styles.small)


def _named(person: Signatory, *, with_quality: bool) -> str:
    lines = [person.name, person.office, person.institution]
    if with_quality:
        lines.append(person.quality)
    if person.represents:
        lines.append(_("En representación de {person}").format(person=person.represents))
    return "\n".join(line for line in lines if line)


def _instead(person: Signatory) -> str:
    """Return what the place to sign of somebody says who does not sign."""
    return _("No firma") if person.mode == "no_requiere" else ""


def _signer(person: Signatory) -> Signer | None:
    """Return a person's place to sign; without a name of its own there is none to note."""
    if not person.cell or person.mode == "no_requiere":
        return None
    paths = tuple(
        tuple((x / 10_000, y / 10_000, _PEN * (0.5 + p / 1_000)) for x, y, p in stroke)
        for stroke in person.strokes
        if stroke
    )
    return Signer(
        name=person.cell,
        person=person.name,
        person_id=person.id,
        role=person.quality,
        mode=person.mode,
        rfc=person.rfc or None,
        strokes=paths if person.mode == "tinta" else (),
    )
