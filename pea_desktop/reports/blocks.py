"""The blocks that several documents share: their beginning, facts, acuerdos, places to sign."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from pea_desktop.areas.minutes import Signatory
from pea_desktop.i18n import _
from pea_desktop.reports.furniture import Running
from pea_desktop.reports.layout import Document, Printing, Signer
from pea_desktop.reports.look import RULE
from pea_desktop.reports.marks import Line, Text
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
from pea_desktop.reports.typeset import wrap

NOTHING = "—"
# Room for a signature by hand, and for what an e.firma writes in its cell.
_SIGNING = TableStyle(min_height=46)
# A pressure in the middle makes a line of this width, in parts of the place's width.
_PEN = 0.006
_GUTTER = 18
_UNDER_RULE = 5
_OVER_LEGAL = 10 + _UNDER_RULE


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


def add_legal(document: Document) -> bool:
    """Put the legal caption of the template at the foot of the page; False if it does not fit.

    A long one is set in fine print, in two columns. One that does not fit there either is left to
    `end_with_legal`, so that it takes no page of its own between a minute and its annexes.
    """
    texts = _legal(document)
    if not texts:
        return True
    small, room = document.styles.small, document.room - _OVER_LEGAL
    lines = sum(len(wrap(text, small, document.paper.frame)) for text in texts)
    if lines * small.leading <= room:
        _begin_legal(document, document.room - lines * small.leading - _UNDER_RULE)
        for text in texts:
            document.paragraph(text, small)
        return True
    fine = document.styles.caption
    rows = -(-len(_fine_lines(document, texts)) // 2)
    if rows * fine.leading > room:
        return False
    _begin_legal(document, document.room - rows * fine.leading - _UNDER_RULE)
    _add_columns(document, texts)
    return True


def end_with_legal(document: Document) -> None:
    """Put the legal caption after all else, over as many pages as it takes."""
    document.need(_OVER_LEGAL + 3 * document.styles.caption.leading)
    _begin_legal(document, _OVER_LEGAL - _UNDER_RULE)
    _add_columns(document, _legal(document))


def _legal(document: Document) -> list[str]:
    return [text for text in document.printing.look.legal.split("\n") if text.strip()]


def _begin_legal(document: Document, above: float) -> None:
    document.gap(above)
    left = document.paper.left
    document.draw(Line(left, document.y, left + document.paper.frame, document.y, RULE, 0.5))
    document.gap(_UNDER_RULE)


def _column_width(document: Document) -> float:
    return (document.paper.frame - _GUTTER) / 2


def _fine_lines(document: Document, texts: Sequence[str]) -> list[tuple[int, str]]:
    """Return the lines of a column, each with the number of its paragraph."""
    width, style = _column_width(document), document.styles.caption
    return [(at, line) for at, text in enumerate(texts) for line in wrap(text, style, width)]


def _add_columns(document: Document, texts: Sequence[str]) -> None:
    """Write paragraphs in fine print: down the left column, then down the right one."""
    style, step = document.styles.caption, _column_width(document) + _GUTTER
    elements = [document.element("P") for _text in texts]
    lines = _fine_lines(document, texts)
    while lines:
        fit = int((document.room + 1e-6) // style.leading)
        if fit < 1:
            document.next_page()
            continue
        rows = min(fit, -(-len(lines) // 2))
        for column in (0, 1):
            x, top = document.paper.left + column * step, document.y
            for at, group in groupby(lines[:rows], key=lambda one: one[0]):
                words = tuple(line for _at, line in group)
                document.draw(Text(x, top + style.baseline, words, style, elements[at]))
                top += len(words) * style.leading
            lines = lines[rows:]
        document.y += rows * style.leading


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
