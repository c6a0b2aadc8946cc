"""The few PDF objects that this program writes itself, byte by byte, and reads back as strictly.

A signature is appended in one fixed form. Verifying compares bytes with that form instead of
asking a PDF reader what it makes of them: two readers may disagree, two byte strings cannot.
The form is a format of ours: documents signed years ago are checked with it, so it never changes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pea_desktop.signing.manifest import Box

SIGNATURE_FLAGS = 3  # signatures exist; append only
_ENTRY = 20
_FREE = b"0000000000 65535 f \n"


def reference(number: int) -> bytes:
    """Write a reference to an object; all of ours are of generation 0."""
    return b"%d 0 R" % number


def number(value: float) -> bytes:
    """Write a number as PDF wants it: no exponent, no zeros at the end."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return (text if text not in ("", "-0") else "0").encode("ascii")


def text(value: str) -> bytes:
    """Write a text as UTF-16, in hexadecimal."""
    return b"<FEFF" + value.encode("utf-16-be").hex().upper().encode("ascii") + b">"


def lock(others: Iterable[str]) -> bytes:
    """Write the lock of a cell: everything but the other cells of the roster is closed.

    `Exclude` and not `Include`: with the latter, a field that the roster does not know could be
    added or filled in (the corpus's attacks 09, 20 and 21).
    """
    return b"<< /Type /SigFieldLock %b >>" % _closed(others)


def _closed(others: Iterable[str]) -> bytes:
    names = b" ".join(b"(%b)" % name.encode("ascii") for name in others)
    return b"/Action /Exclude /Fields [%b] /P 2" % names


def widget(
    name: str, tooltip: str, box: Box, *, page: int, lock: int, appearance: int, parent: int | None
) -> bytes:
    """Write the empty field of a cell, field and widget in one object."""
    structure = b"" if parent is None else b" /StructParent %d" % parent
    return (
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%b) /TU %b /F 132 /Rect [%b] /P %b"
        b" /Lock %b%b /AP << /N %b >> >>"
    ) % (
        name.encode("ascii"),
        text(tooltip),
        b" ".join(number(edge) for edge in box),
        reference(page),
        reference(lock),
        structure,
        reference(appearance),
    )


_WIDGET = re.compile(
    rb"(<< /Type /Annot /Subtype /Widget /FT /Sig /T \(([a-z0-9_]+)\) /TU <[0-9A-F]+> /F 132"
    rb" /Rect \[([-0-9. ]+)\] /P \d+ 0 R /Lock \d+ 0 R(?: /StructParent \d+)?)"
    rb" /AP << /N \d+ 0 R >> >>"
)
_SIGNED_TAIL = re.compile(rb" /AP << /N (\d+) 0 R >> /V (\d+) 0 R >>")


class Field(NamedTuple):
    """The empty field of a cell in the issued bytes; `stem` is all that may not change."""

    number: int
    name: str
    stem: bytes


def read_widget(object_number: int, body: bytes) -> Field | None:
    """Read the empty field of a cell, if it is one."""
    found = _WIDGET.fullmatch(body)
    return Field(object_number, found[2].decode("ascii"), found[1]) if found else None


def signed_widget(field: Field, appearance: int, value: int) -> bytes:
    """Write the field of a cell that is signed: only `/AP` and `/V` are new."""
    return b"%b /AP << /N %b >> /V %b >>" % (field.stem, reference(appearance), reference(value))


def read_signed_widget(field: Field, body: bytes) -> tuple[int, int] | None:
    """Return the numbers of appearance and signature, if nothing else of the field changed."""
    if not body.startswith(field.stem):
        return None
    found = _SIGNED_TAIL.fullmatch(body, len(field.stem))
    return (int(found[1]), int(found[2])) if found else None


RANGE_WIDTH = 48


def signature(moment: str, others: Iterable[str], root: int, room: int) -> bytes:
    """Write a signature with room for `room` bytes of CMS, its byte range still blank."""
    return (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (%b)"
        b" /Reference [<< /Type /SigRef /TransformMethod /FieldMDP /Data %b /TransformParams"
        b" << /Type /TransformParams /V /1.2 %b >> >>] /ByteRange [%b] /Contents <%b> >>"
    ) % (
        moment.encode("ascii"),
        reference(root),
        _closed(others),
        b" " * RANGE_WIDTH,
        b"0" * room * 2,
    )


_SIGNATURE = re.compile(
    rb"<< /Type /Sig /Filter /Adobe\.PPKLite /SubFilter /ETSI\.CAdES\.detached"
    rb" /M \((D:\d{14}(?:Z|[+-]\d\d'\d\d'))\)"
    rb" /Reference \[<< /Type /SigRef /TransformMethod /FieldMDP /Data (\d+) 0 R /TransformParams"
    rb" << /Type /TransformParams /V /1\.2 (/Action /Exclude /Fields \[[a-z0-9_() ]*\] /P 2)"
    rb" >> >>\] /ByteRange \[0 (\d+) (\d+) (\d+) *\] /Contents (<[0-9A-F]+>) >>"
)


class Value(NamedTuple):
    """A signature as read: its place in the object is given by `contents`, a span of it."""

    moment: str
    root: int
    closed: bytes
    first: int
    second: int
    rest: int
    contents: tuple[int, int]
    hexadecimal: bytes


def read_signature(body: bytes) -> Value | None:
    """Read a signature of our form, if it is one."""
    found = _SIGNATURE.fullmatch(body)
    if not found:
        return None
    return Value(
        found[1].decode("ascii"),
        int(found[2]),
        found[3],
        int(found[4]),
        int(found[5]),
        int(found[6]),
        found.span(7),
        found[7][1:-1],
    )


def closes(value: Value, others: Iterable[str]) -> bool:
    """Tell whether a signature closes all but these cells."""
    return value.closed == _closed(others)


def table(offsets: Mapping[int, int]) -> bytes:
    """Write the cross-reference section of these objects."""
    out = [b"xref\n"]
    numbers = sorted(offsets)
    if numbers[0] != 1:
        out.append(b"0 1\n" + _FREE)
    for run in _runs(numbers):
        entries = b"".join(b"%010d 00000 n \n" % offsets[n] for n in run)
        if run[0] == 1:
            out.append(b"0 %d\n%b%b" % (len(run) + 1, _FREE, entries))
        else:
            out.append(b"%d %d\n%b" % (run[0], len(run), entries))
    return b"".join(out)


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs


def read_table(data: bytes, start: int) -> tuple[dict[int, int], int] | None:
    """Read a cross-reference section of our form; return its offsets and where it ends."""
    if not data.startswith(b"xref\n", start):
        return None
    place = start + 5
    offsets: dict[int, int] = {}
    while head := re.compile(rb"(\d{1,8}) (\d{1,8})\n").match(data, place):
        first, count = int(head[1]), int(head[2])
        place = head.end()
        for n in range(first, first + count):
            entry = data[place : place + _ENTRY]
            place += _ENTRY
            if n == 0 and entry == _FREE:
                continue
            found = re.fullmatch(rb"(\d{10}) 00000 n \n", entry)
            if not found or n in offsets or n == 0:
                return None
            offsets[n] = int(found[1])
    return (offsets, place) if offsets else None


class Trailer(NamedTuple):
    """The end of a revision."""

    size: int
    root: int
    info: int
    previous: int | None
    first_id: bytes
    second_id: bytes
    start: int


_TRAILER = re.compile(
    rb"trailer\n<< /Size (\d+) /Root (\d+) 0 R /Info (\d+) 0 R(?: /Prev (\d+))?"
    rb" /ID \[<([0-9A-F]{32})> <([0-9A-F]{32})>\] >>\nstartxref\n(\d+)\n%%EOF\n"
)


def trailer(end: Trailer) -> bytes:
    """Write the end of a revision."""
    previous = b"" if end.previous is None else b" /Prev %d" % end.previous
    return (
        b"trailer\n<< /Size %d /Root %b /Info %b%b /ID [<%b> <%b>] >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            end.size,
            reference(end.root),
            reference(end.info),
            previous,
            end.first_id,
            end.second_id,
            end.start,
        )
    )


def read_trailer(data: bytes, start: int, end: int) -> Trailer | None:
    """Read the end of a revision, if it is exactly what lies between the two places."""
    found = _TRAILER.fullmatch(data, start, end)
    if not found:
        return None
    previous = None if found[4] is None else int(found[4])
    return Trailer(
        int(found[1]), int(found[2]), int(found[3]), previous, found[5], found[6], int(found[7])
    )
