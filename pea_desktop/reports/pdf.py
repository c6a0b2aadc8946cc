"""The PDF file itself: objects, embedded letters, metadata. The same content gives the same bytes.

reportlab reads the fonts and cuts their subsets; the file around them is written here, because
its canvas knows no tagged content and draws ten times slower. Nothing here reads a clock.
"""

import hashlib
import re
import zlib
from functools import cache, lru_cache
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from pea_desktop.reports.typeset import SOFT_HYPHEN, face

PROGRAM = "pea_desktop"
LANGUAGE = "es-MX"
# Level 6 takes three times as long for a fifth less.
_COMPRESSION = 3
# A logo is two inches wide at most: this is 600 points an inch.
_MOST_POINTS = 1200


class Writer:
    """A PDF being put together: the body of each object, by its number from 1.

    One revision with a plain cross-reference table and no object streams, so that signatures
    can be appended by other programs too. `compress=False` gives bytes that do not depend on
    the version of zlib, for tests.
    """

    def __init__(self, *, compress: bool = True) -> None:
        self.compress = compress
        self._bodies: list[bytes] = []

    def reserve(self, count: int = 1) -> int:
        """Return the number of an object that is written later (the first one of several)."""
        first = len(self._bodies) + 1
        self._bodies.extend([b"null"] * count)
        return first

    def put(self, number: int, body: bytes) -> None:
        """Write a reserved object."""
        self._bodies[number - 1] = body

    def add(self, body: bytes) -> int:
        """Write an object and return its number."""
        self._bodies.append(body)
        return len(self._bodies)

    def stream(self, data: bytes, entries: bytes = b"", *, plain: bool = False) -> int:
        """Write a stream with these entries in its dictionary and return its number."""
        if self.compress and not plain:
            data = zlib.compress(data, _COMPRESSION)
            entries += b"/Filter/FlateDecode"
        return self.add(b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data))

    def finish(self, root: int, info: int) -> bytes:
        """Return the file; its `/ID` is a hash of all that comes before it."""
        # Four bytes above 127 tell programs that carry files that this one is not text.
        parts = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
        place = len(parts[0])
        places = []
        for number, body in enumerate(self._bodies, start=1):
            part = b"%d 0 obj\n%b\nendobj\n" % (number, body)
            places.append(place)
            parts.append(part)
            place += len(part)
        size = len(places) + 1
        table = b"".join([b"%010d 00000 n \n" % at for at in places])
        parts.append(b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table))
        body = b"".join(parts)
        mark = hashlib.sha256(body).hexdigest()[:32].upper().encode("ascii")
        return body + (
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%b> <%b>] >>\n"
            b"startxref\n%d\n%%%%EOF\n"
        ) % (size, root, info, mark, mark, place)


def text(value: str) -> bytes:
    """Write a text of the file's dictionaries: a title, an alternative description."""
    return b"<FEFF" + value.encode("utf-16-be", "replace").hex().upper().encode("ascii") + b">"


class Letters(dict[int, str]):
    """The letters of one face that a document uses, each with a code of its own.

    A table for `str.translate`, from code point to the four hexadecimal digits of its code; a
    line break ends a line and begins the next one.
    """

    NEXT_LINE = ">Tj T*<"

    def __init__(self, name: str) -> None:
        super().__init__({10: self.NEXT_LINE})
        self.name = name
        self.used: list[int] = []

    def __missing__(self, code: int) -> str:
        self.used.append(code)
        self[code] = digits = f"{len(self.used):04X}"
        return digits

    def write(self, writer: Writer) -> int:
        """Embed the letters used and return the number of the font."""
        font = face(self.name)
        # What cuts a word is drawn as any hyphen, and told apart in the text.
        shown = [ord("-") if code == ord(SOFT_HYPHEN) else code for code in self.used]
        file = bytes(font.makeSubset(shown))
        seal = hashlib.sha256(file).digest()[:6]
        name = "".join(chr(65 + byte % 26) for byte in seal) + "+" + self.name
        program = writer.stream(file, b"/Length1 %d" % len(file))
        glyphs = writer.stream(_glyph_map(font, shown))
        unicode = writer.stream(_to_unicode(self.used))
        box = " ".join(f"{edge:.0f}" for edge in font.bbox)
        # 4: symbolic, which is what a font without the standard letters has to be.
        descriptor = writer.add(
            f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{box}]"
            f"/ItalicAngle {font.italicAngle:.0f}/Ascent {font.ascent:.0f}"
            f"/Descent {font.descent:.0f}/CapHeight {font.capHeight:.0f}/StemV {font.stemV:.0f}"
            f"/FontFile2 {program} 0 R>>".encode("ascii")
        )
        widths = " ".join(f"{font.charWidths.get(code, font.defaultWidth):.3f}" for code in shown)
        child = writer.add(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)"
            f"/Ordering(Identity)/Supplement 0>>/FontDescriptor {descriptor} 0 R"
            f"/DW {font.defaultWidth:.3f}/W[1[{widths}]]/CIDToGIDMap {glyphs} 0 R>>".encode("ascii")
        )
        return writer.add(
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
            f"/DescendantFonts[{child} 0 R]/ToUnicode {unicode} 0 R>>".encode("ascii")
        )


def _glyph_map(font: Any, used: list[int]) -> bytes:
    """Return which glyph of the subset each code shows: two letters may share one.

    The numbering is that of reportlab's `makeSubset`: glyphs in the order of their first use.
    """
    places = {0: 0}
    out = bytearray(b"\0\0")
    for code in used:
        glyph = font.charToGlyph.get(code, 0)
        out += places.setdefault(glyph, len(places)).to_bytes(2, "big")
    return bytes(out)


def _to_unicode(used: list[int]) -> bytes:
    """Return what text each code stands for, so that it can be searched and copied."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for first in range(0, len(used), 100):
        some = used[first : first + 100]
        lines.append(f"{len(some)} beginbfchar")
        lines += [
            f"<{first + at:04X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
            for at, code in enumerate(some, start=1)
        ]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


@cache
def _srgb() -> bytes:
    """Return the profile of the colours, as LittleCMS makes it but for the moment of making."""
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # Year, month, day, hour, minute, second: 2000-01-01.
    moment = b"".join(n.to_bytes(2, "big") for n in (2000, 1, 1, 0, 0, 0))
    return bytes(profile[:24] + moment + profile[36:84] + bytes(16) + profile[100:])


def add_colours(writer: Writer) -> int:
    """Say that the colours are those of sRGB; return the number of the output intent."""
    profile = writer.stream(_srgb(), b"/N 3")
    return writer.add(
        b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)"
        b"/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>" % profile
    )


def add_info(writer: Writer, title: str, subject: str) -> int:
    """Write the old kind of metadata and return its number; it names nobody and no moment."""
    program = text(PROGRAM)
    return writer.add(
        b"<</Title %b/Subject %b/Creator %b/Producer %b>>"
        % (text(title), text(subject), program, program)
    )


def add_metadata(writer: Writer, title: str, subject: str) -> int:
    """Write the same as XMP and return its number; it claims to follow no standard."""
    about = [
        ("dc:title", f"<rdf:Alt><rdf:li xml:lang='x-default'>{escape(title)}</rdf:li></rdf:Alt>"),
        (
            "dc:description",
            f"<rdf:Alt><rdf:li xml:lang='x-default'>{escape(subject)}</rdf:li></rdf:Alt>",
        ),
        ("dc:language", f"<rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag>"),
        ("dc:format", "application/pdf"),
        ("xmp:CreatorTool", PROGRAM),
        ("pdf:Producer", PROGRAM),
    ]
    data = "\n".join(
        [
            "<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>",
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'>",
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>",
            "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'",
            "xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:pdf='http://ns.adobe.com/pdf/1.3/'>",
            *(f"<{name}>{value}</{name}>" for name, value in about),
            "</rdf:Description></rdf:RDF></x:xmpmeta>",
            "<?xpacket end='r'?>",
        ]
    )
    # Not compressed: programs that look for metadata without reading PDF must find it.
    return writer.stream(data.encode("utf-8", "replace"), b"/Type/Metadata/Subtype/XML", plain=True)


class Heading(NamedTuple):
    """A bookmark: its words, its level from 1, the number of its page, its height there."""

    text: str
    level: int
    page: int
    top: float


def add_outline(writer: Writer, headings: list[Heading]) -> int:
    """Write the bookmarks, each under the last one of a higher level; return the root's number."""
    first = writer.reserve(len(headings) + 1)
    kids: dict[int, list[int]] = {first: []}
    above = [(0, first)]
    parents = []
    for number, heading in enumerate(headings, start=first + 1):
        while above[-1][0] >= heading.level:
            above.pop()
        parents.append(above[-1][1])
        kids[parents[-1]].append(number)
        kids[number] = []
        above.append((heading.level, number))
    writer.put(first, b"<</Type/Outlines%b>>" % _kids_of(kids, first))
    for number, (heading, parent) in enumerate(zip(headings, parents, strict=True), first + 1):
        row = kids[parent]
        at = row.index(number)
        siblings = b"/Prev %d 0 R" % row[at - 1] if at else b""
        if at + 1 < len(row):
            siblings += b"/Next %d 0 R" % row[at + 1]
        writer.put(
            number,
            b"<</Title %b/Parent %d 0 R%b%b/Dest[%d 0 R/XYZ 0 %d 0]>>"
            % (
                text(heading.text),
                parent,
                siblings,
                _kids_of(kids, number),
                heading.page,
                int(heading.top),
            ),
        )
    return first


def _kids_of(kids: dict[int, list[int]], number: int) -> bytes:
    """Write which bookmarks are under one, all of them shown."""
    if not kids[number]:
        return b""
    stack, count = list(kids[number]), 0
    while stack:
        count += 1
        stack.extend(kids[stack.pop()])
    return b"/First %d 0 R/Last %d 0 R/Count %d" % (kids[number][0], kids[number][-1], count)


def add_squares(writer: Writer, rows: tuple[str, ...]) -> int:
    """Write a code of black squares (a text of «1» and «0» a row); it is one point wide and high.

    It is written once and shown on every page.
    """
    size = len(rows)
    # A hair higher than its row: no white line between two rows on any screen.
    squares = [
        f"{run.start()} {size - row} {len(run.group())} 1.02 re\n"
        for row, text_of_row in enumerate(rows, start=1)
        for run in re.finditer("1+", text_of_row)
    ]
    scale = f"{1 / size:.6f}"
    entries = f"/Type/XObject/Subtype/Form/BBox[0 0 {size} {size}]/Matrix[{scale} 0 0 {scale} 0 0]"
    operators = "0 0 0 rg\n" + "".join(squares) + "f\n"
    return writer.stream(operators.encode("ascii"), entries.encode("ascii"))


def add_image(writer: Writer, data: bytes) -> int:
    """Write a picture (PNG or JPEG) and return its number; what shines through stays so.

    Raises:
        OSError: It is no picture that Pillow reads (its errors all are).
    """
    width, height, colours, alpha = pixels(data)
    size = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8" % (width, height)
    mask = b""
    if alpha:
        mask = b"/SMask %d 0 R" % writer.stream(alpha, size + b"/ColorSpace/DeviceGray")
    return writer.stream(colours, size + b"/ColorSpace/DeviceRGB" + mask)


@lru_cache(maxsize=4)
def pixels(data: bytes) -> tuple[int, int, bytes, bytes]:
    """Return width, height, colours and, if anything shines through, opacity of a picture.

    One with more points than paper can show is made smaller by a whole number, always alike.

    Raises:
        OSError: It is no picture that Pillow reads (its errors all are).
    """
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(data)) as opened:
        picture = opened.convert("RGBA")
    factor = -(-max(picture.size) // _MOST_POINTS)
    if factor > 1:
        picture = picture.reduce(factor)
    alpha = picture.getchannel("A").tobytes()
    shines = min(alpha, default=255) < 255
    return *picture.size, picture.convert("RGB").tobytes(), alpha if shines else b""
