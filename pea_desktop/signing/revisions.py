"""The chain of a signed document: the issued bytes, then one revision for each signature.

Reading compares bytes with the only form that this program writes (`grammar`). What has another
form, or leaves one byte unexplained, is no revision of ours: a `Broken` tells which rule it hurts.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pea_desktop.signing import grammar
from pea_desktop.signing.grammar import Field, Trailer, Value

_WIDGET_HEAD = re.compile(
    rb"\n(\d+) 0 obj\n(<< /Type /Annot /Subtype /Widget /FT /Sig [^\n]+)\nendobj\n"
)
_TAIL = re.compile(rb"startxref\n(\d{1,10})\n%%EOF\n\Z")
_TAIL_LENGTH = 40
_REFERENCE = re.compile(rb"(\d+) (\d+) R\b")
_STREAM = re.compile(rb"\bstream\r?\n")
_LONG_FORM = 0x80
MOST_REVISIONS = 200


class Broken(Exception):  # noqa: N818 - it is the document that is broken
    """The bytes are not a chain of ours; `code` names the rule (V-01…)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Base(NamedTuple):
    """The issued bytes: their length, their end and their cells, by name."""

    length: int
    end: Trailer
    fields: dict[str, Field]


@dataclass(frozen=True)
class Revision:
    """One signature: what was appended, for which cell, and what it says.

    `covered` are the two stretches that are signed; `cms` the signature itself, without padding.
    """

    start: int
    stop: int
    cell: str
    value: Value
    covered: tuple[tuple[int, int], tuple[int, int]]
    cms: bytes
    end: Trailer

    def digest(self, pdf: bytes, algorithm: str = "sha256") -> bytes:
        """Return the hash of what is signed."""
        made = hashlib.new(algorithm)
        view = memoryview(pdf)
        for start, stop in self.covered:
            made.update(view[start:stop])
        return made.digest()


def read_base(pdf: bytes) -> Base:
    """Read issued bytes.

    Raises:
        Broken: V-21, `assembly.issue` did not write them.
    """
    place = pdf.rfind(b"trailer\n")
    end = grammar.read_trailer(pdf, place, len(pdf)) if place >= 0 else None
    if end is None or end.previous is not None:
        raise Broken("V-21")
    opening = b"xref\n0 %d\n" % end.size
    entries = end.start + len(opening)
    if not pdf.startswith(opening, end.start) or entries + 20 * end.size != place:
        raise Broken("V-21")
    fields = {}
    for found in _WIDGET_HEAD.finditer(pdf):
        number = int(found[1])
        field = grammar.read_widget(number, found[2])
        entry = b"%010d 00000 n \n" % (found.start() + 1)
        # The same words could stand in a text of the page: only what the table names counts.
        if field and number < end.size and pdf.startswith(entry, entries + 20 * number):
            fields[field.name] = field
    return Base(len(pdf), end, fields)


def base_length(pdf: bytes) -> int:
    """Return where the issued bytes end, going back from the end of the file.

    Raises:
        Broken: V-21.
    """
    stop, sections = len(pdf), 0
    while True:
        offsets, end = _section(pdf, stop)
        if end.previous is None:
            return stop
        start, sections = min(offsets.values()), sections + 1
        if start >= stop or sections > MOST_REVISIONS:
            raise Broken("V-21")
        stop = start


def is_ours(pdf: bytes) -> bool:
    """Tell whether a file begins with bytes that this program issued, whichever they are."""
    try:
        read_base(pdf[: base_length(pdf)])
    except Broken:
        return False
    return True


def read(pdf: bytes, base: Base) -> list[Revision]:
    """Read the signatures appended to the issued bytes, oldest first.

    The caller knows that `pdf` begins with the bytes of `base`.

    Raises:
        Broken: V-01…V-08 or F-20: what the first rule hurt is.
    """
    ends = _ends(pdf, base)
    found: list[Revision] = []
    previous = base.end
    start = base.length
    for offsets, end, stop in ends:
        revision = _revision(pdf, base, previous, offsets, end, (start, stop))
        if any(revision.cell == other.cell for other in found):
            raise Broken("V-09")
        if any(revision.cms == other.cms for other in found):
            raise Broken("V-07")
        found.append(revision)
        previous, start = end, stop
    return found


def boundaries(pdf: bytes, base: Base) -> list[int]:
    """Return the lengths at which the chain was whole: as issued, and after each signature."""
    return [base.length, *(revision.stop for revision in read(pdf, base))]


def _section(pdf: bytes, stop: int) -> tuple[dict[int, int], Trailer]:
    """Read the table and trailer that end at a place."""
    tail = _TAIL.search(pdf[max(stop - _TAIL_LENGTH, 0) : stop])
    if not tail:
        raise Broken("V-02" if b"%%EOF" in pdf[max(stop - 2048, 0) : stop] else "V-01")
    start = int(tail[1])
    table = grammar.read_table(pdf, start) if start < stop else None
    end = grammar.read_trailer(pdf, table[1], stop) if table else None
    if table is None or end is None or end.start != start:
        raise Broken("V-03")
    return table[0], end


def _ends(pdf: bytes, base: Base) -> list[tuple[dict[int, int], Trailer, int]]:
    """Go back from the end of the file to the issued bytes; return the sections, oldest first."""
    sections: list[tuple[dict[int, int], Trailer, int]] = []
    stop = len(pdf)
    while stop > base.length:
        if len(sections) >= MOST_REVISIONS:
            raise Broken("F-20")
        offsets, end = _section(pdf, stop)
        sections.append((offsets, end, stop))
        start = min(offsets.values())
        if end.previous is None or not base.length <= start < end.start:
            raise Broken("V-03")
        stop = start
    return sections[::-1]


def _revision(
    pdf: bytes,
    base: Base,
    previous: Trailer,
    offsets: dict[int, int],
    end: Trailer,
    span: tuple[int, int],
) -> Revision:
    """Check one revision against the closed list of what a signature may add."""
    if (end.root, end.info, end.first_id, end.previous) != (
        base.end.root,
        base.end.info,
        base.end.first_id,
        previous.start,
    ):
        raise Broken("V-04")
    old = [n for n in offsets if n < previous.size]
    new = [n for n in offsets if n >= previous.size]
    if sorted(new) != list(range(previous.size, end.size)):
        raise Broken("V-03")
    bodies = _objects(pdf, offsets, span[0], end.start)
    fields = {field.number: field for field in base.fields.values()}
    if len(old) != 1 or old[0] not in fields:
        raise Broken("V-04" if old else "V-03")
    field = fields[old[0]]
    number = _pointed(pdf, field, bodies[field.number], new)
    for n in new:
        if n != number:
            _check_references(pdf[slice(*bodies[n])], end.size)
    value = grammar.read_signature(pdf[slice(*bodies[number])])
    others = [name for name in base.fields if name != field.name]
    if not value or value.root != base.end.root or not grammar.closes(value, others):
        raise Broken("V-26")
    hole = (bodies[number][0] + value.contents[0], bodies[number][0] + value.contents[1])
    if (value.first, value.second, value.second + value.rest) != (*hole, span[1]):
        raise Broken("V-05")
    covered = ((0, hole[0]), (hole[1], span[1]))
    cms = unpadded(bytes.fromhex(value.hexadecimal.decode("ascii")))
    return Revision(*span, field.name, value, covered, cms, end)


def _pointed(pdf: bytes, field: Field, place: tuple[int, int], new: Sequence[int]) -> int:
    """Return the number of the signature that a cell now points at; all else stayed as it was."""
    pointed = grammar.read_signed_widget(field, pdf[slice(*place)])
    if not pointed or pointed[0] == pointed[1] or not set(pointed) <= set(new):
        raise Broken("V-04")
    return pointed[1]


def _objects(
    pdf: bytes, offsets: dict[int, int], start: int, stop: int
) -> dict[int, tuple[int, int]]:
    """Return where the body of each object lies; together they fill the whole stretch."""
    ordered = sorted(offsets.items(), key=lambda item: item[1])
    places = [place for _number, place in ordered]
    if places[0] != start:
        raise Broken("V-03")
    bodies = {}
    for (n, place), following in zip(ordered, [*places[1:], stop], strict=True):
        opening = b"%d 0 obj\n" % n
        if not pdf.startswith(opening, place) or not pdf.endswith(b"\nendobj\n", place, following):
            raise Broken("V-03")
        bodies[n] = (place + len(opening), following - len(b"\nendobj\n"))
    return bodies


def _check_references(body: bytes, size: int) -> None:
    """An object that names one that is not there yet would change when a later one brings it."""
    stream = _STREAM.search(body)
    source = body[: stream.start()] if stream else body
    if any(int(n) >= size or int(generation) for n, generation in _REFERENCE.findall(source)):
        raise Broken("V-03")


def unpadded(reserved: bytes) -> bytes:
    """Return the DER at the start of a reserved space whose rest must be zeros."""
    if len(reserved) < 2 or reserved[0] != 0x30:
        raise Broken("V-26")
    length, head = reserved[1], 2
    if length >= _LONG_FORM:
        count = length - _LONG_FORM
        head += count
        length = int.from_bytes(reserved[2:head], "big")
        # The shortest way to write the length, and none of the indefinite kind.
        if not 1 <= count <= 4 or length < _LONG_FORM or reserved[2] == 0:
            raise Broken("V-26")
    total = head + length
    if total > len(reserved):
        raise Broken("V-26")
    if any(reserved[total:]):
        raise Broken("V-06")
    return reserved[:total]


class Prepared(NamedTuple):
    """A revision that waits for its signature: the bytes, and where the hexadecimal goes."""

    pdf: bytearray
    hole: tuple[int, int]

    def digest(self) -> bytes:
        """Return the SHA-256 of all but the hole."""
        made = hashlib.sha256(memoryview(self.pdf)[: self.hole[0]])
        made.update(memoryview(self.pdf)[self.hole[1] :])
        return made.digest()

    def fill(self, cms: bytes) -> bytes:
        """Put the signature in its place and return the whole document."""
        start, stop = self.hole
        digits = cms.hex().upper().encode("ascii")
        if len(digits) > stop - start - 2:
            raise ValueError("the signature does not fit the space reserved for it")
        self.pdf[start + 1 : start + 1 + len(digits)] = digits
        return bytes(self.pdf)


def prepare(
    pdf: bytes, cell: str, appearance: Sequence[bytes], *, moment: str, room: int
) -> Prepared:
    """Append the revision that signs a cell, all but the signature itself.

    Args:
        pdf: The document as issued or as last signed.
        cell: The name of the cell.
        appearance: The objects of the cell's picture, the Form XObject first; they refer to each
            other through `%d 0 R` numbers counted from the end of `pdf`'s objects.
        moment: The declared time, as PDF writes it.
        room: How many bytes the signature may take.
    """
    base = read_base(pdf[: base_length(pdf)])
    known = read(pdf, base)
    previous = known[-1].end if known else base.end
    field = base.fields[cell]
    number = previous.size + len(appearance)
    others = [name for name in base.fields if name != cell]
    objects = {
        field.number: grammar.signed_widget(field, previous.size, number),
        **{previous.size + n: body for n, body in enumerate(appearance)},
        number: grammar.signature(moment, others, previous.root, room),
    }
    out = bytearray(pdf)
    offsets = {}
    for n in sorted(objects):
        offsets[n] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (n, objects[n])
    start = len(out)
    out += grammar.table(offsets)
    fresh = hashlib.sha256(out[len(pdf) :]).hexdigest()[:32].upper().encode("ascii")
    end = previous._replace(size=number + 1, previous=previous.start, second_id=fresh, start=start)
    out += grammar.trailer(end)
    return _range(out, offsets[number], room)


def _range(out: bytearray, value: int, room: int) -> Prepared:
    """Write the byte range, now that the length of everything is known."""
    opening = out.index(b" /Contents <", value) + len(b" /Contents ")
    closing = opening + room * 2 + 2
    told = b"0 %d %d %d" % (opening, closing, len(out) - closing)
    place = out.index(b" /ByteRange [", value) + len(b" /ByteRange [")
    out[place : place + grammar.RANGE_WIDTH] = told.ljust(grammar.RANGE_WIDTH)
    return Prepared(out, (opening, closing))


def size_of(pdf: bytes) -> int:
    """Return the first number that is free for new objects."""
    return _section(pdf, len(pdf))[1].size
