"""A PDF as reportlab writes it, taken apart into its objects and ready to be put together anew."""

import re
import zlib
from io import BytesIO
from typing import Any

_TABLE = re.compile(rb"\d+ beginbfchar\n(.*?)\nendbfchar", re.DOTALL)
_ENTRY = re.compile(rb"^<[0-9A-Fa-f]+> <(?!0000>)[0-9A-Fa-f]+>$", re.MULTILINE)
_BLOCK = 100


class RenderedPdf:
    """The objects of a PDF that reportlab wrote.

    Attributes:
        bodies: The bytes of each object, by number.
        root, info: The numbers of the catalog and of the old kind of metadata.
        pages: The numbers of the pages, in order.
    """

    def __init__(self, rendered: bytes) -> None:
        from pyhanko.pdf_utils.reader import PdfFileReader

        self.reader = PdfFileReader(BytesIO(rendered))
        end = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", rendered)
        if not end or "/Prev" in self.reader.trailer:
            raise ValueError("not a PDF of one revision with a plain table")
        self.bodies = _bodies(rendered, int(end[1]))
        self.root: int = self.reader.trailer.raw_get("/Root").idnum
        self.info: int = self.reader.trailer.raw_get("/Info").idnum
        self.pages = [page.idnum for page in _pages(self.reader)]

    def add(self, body: bytes) -> int:
        """Add an object and return its number."""
        new = max(self.bodies) + 1
        self.bodies[new] = body
        return new

    def dictionary(self, number: int) -> Any:
        """Return an object of the rendered PDF, to be changed and written again."""
        from pyhanko.pdf_utils import generic

        return generic.Reference(number, 0, self.reader).get_object()

    def reference(self, number: int) -> Any:
        """Return a reference for use inside such an object."""
        from pyhanko.pdf_utils import generic

        made: Any = generic.IndirectObject
        return made(number, 0, self.reader)

    def read(self, source: bytes) -> Any:
        """Return a value for use inside such an object."""
        from pyhanko.pdf_utils import generic

        place = generic.Reference(self.root, 0, self.reader)
        return generic.read_object(BytesIO(source + b" "), place)

    def write(self, value: Any) -> bytes:
        """Return the bytes of such an object."""
        out = BytesIO()
        value.write_to_stream(out)
        return out.getvalue()

    def clean_fonts(self) -> None:
        """Take out of the fonts the codes that reportlab maps to nothing."""
        for n, body in list(self.bodies.items()):
            if b"/ToUnicode" in body and b"/Type /Font" in body:
                stream = self.dictionary(n).raw_get("/ToUnicode").idnum
                packed = zlib.compress(_without_nothing(self.dictionary(stream).data), 9)
                self.bodies[stream] = (
                    b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
                    % (len(packed), packed)
                )


def entry(dictionary: Any, key: str) -> Any:
    """Return what a dictionary of pyHanko's has under a key, following references, or `()`.

    Its `get` hands out the bare reference.
    """
    try:
        return dictionary[key]
    except KeyError:
        return ()


def _without_nothing(codes: bytes) -> bytes:
    """Return a table of codes without those that mean U+0000, in blocks of a hundred at most."""
    found = _TABLE.search(codes)
    if not found:
        return codes
    entries = _ENTRY.findall(found[1])
    blocks = [entries[n : n + _BLOCK] for n in range(0, len(entries), _BLOCK)]
    kept = b"\n".join(
        b"%d beginbfchar\n%b\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks
    )
    return codes[: found.start()] + kept + codes[found.end() :]


def _bodies(rendered: bytes, table: int) -> dict[int, bytes]:
    """Cut the objects out of a PDF with a plain table: each ends where the next one begins."""
    head = re.compile(rb"xref\s+0 (\d+)\s+").match(rendered, table)
    if not head:
        raise ValueError("not a plain cross-reference table")
    count = int(head[1])
    entries = rendered[head.end() : head.end() + 20 * count]
    places = [(int(entries[20 * n : 20 * n + 10]), n) for n in range(1, count)]
    places.sort()
    ends = [place for place, _number in places[1:]] + [table]
    bodies = {}
    for (start, n), end in zip(places, ends, strict=True):
        source = rendered[start:end]
        opening = b"%d 0 obj\n" % n
        if not source.startswith(opening):
            raise ValueError("the table does not point at the objects")
        bodies[n] = source[len(opening) : source.rindex(b"endobj")].strip(b"\r\n")
    return bodies


def _pages(reader: Any) -> list[Any]:
    """Return the references of the pages, in order."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        for kid in node.get_object()["/Kids"]:
            raw = kid.get_object()
            if raw["/Type"] == "/Pages":
                walk(raw)
            else:
                found.append(raw.container_ref)

    walk(reader.root["/Pages"])
    return found
