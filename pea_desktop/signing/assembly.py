"""Issuing: a rendered PDF and its cells in, the bytes that are signed out.

The same input gives the same bytes. What is drawn is not touched; around it come the fields of
the cells, a catalog, metadata that names nobody, and an `/ID` that is a hash of the content.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from pea_desktop.i18n import _
from pea_desktop.signing import grammar, texts
from pea_desktop.signing.grammar import reference
from pea_desktop.signing.manifest import Cell, Mode
from pea_desktop.signing.rendered import RenderedPdf, entry
from pea_desktop.signing.texts import SignatureError

PRODUCER = "pea_desktop"


def issue(
    rendered: bytes,
    cells: Iterable[Cell],
    *,
    title: str = "",
    subject: str = "",
    language: str = "es-MX",
    form_elements: Mapping[str, int] | None = None,
) -> bytes:
    """Return the bytes of the issued document.

    Args:
        rendered: A PDF as reportlab writes it: one revision, a plain cross-reference table.
        cells: Where who signs; those of other modes than the e.firma get no field.
        title: What the document is called, for a PDF that has no metadata of its own: one that
            has keeps them byte for byte.
        subject: One more line about it.
        language: The document's language.
        form_elements: For a tagged document, cell name → number of the object that is its
            `Form` structure element. Its `/K` becomes the reference to the field.

    Raises:
        SignatureError: F-25, a cell lies on a page that is not there.
        ValueError: The PDF is none that reportlab writes, or two cells share a name.
    """
    cells = tuple(cells)
    if len({cell.name for cell in cells}) != len(cells):
        raise ValueError("two cells share a name")
    file = RenderedPdf(rendered)
    signed = [cell for cell in cells if cell.mode is Mode.EFIRMA]
    fields = _add_fields(file, signed, form_elements or {})
    file.clean_fonts()
    catalog = file.dictionary(file.root)
    if "/Metadata" not in catalog:
        file.bodies[file.info] = _info(title, subject)
        catalog["/Metadata"] = file.reference(file.add(_metadata(title, subject, language)))
    catalog["/Lang"] = file.read(b"(%b)" % language.encode("ascii"))
    catalog["/ViewerPreferences"] = file.read(b"<< /DisplayDocTitle true >>")
    if fields:
        form = b"<< /Fields [%b] /SigFlags %d >>" % (
            b" ".join(reference(n) for n in fields),
            grammar.SIGNATURE_FLAGS,
        )
        catalog["/AcroForm"] = file.reference(file.add(form))
        # Written now, so that no signature has to touch the catalog for it.
        extension = b"<< /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >>"
        catalog["/Extensions"] = file.read(extension)
    file.bodies[file.root] = file.write(catalog)
    return _finish(file)


def _add_fields(
    file: RenderedPdf, cells: Sequence[Cell], form_elements: Mapping[str, int]
) -> list[int]:
    """Add the empty fields of the cells; return their numbers, in the order of the roster."""
    parents = _structure_keys(file, [cell.name for cell in cells if cell.name in form_elements])
    on_page: dict[int, list[int]] = {}
    fields = []
    for cell in cells:
        if cell.page > len(file.pages):
            raise SignatureError("F-25", page=cell.page, cell=cell.name)
        page = file.pages[cell.page - 1]
        others = [other.name for other in cells if other is not cell]
        body = grammar.widget(
            cell.name,
            _(texts.CELL_TOOLTIP).format(person=cell.person),
            cell.box,
            page=page,
            lock=file.add(grammar.lock(others)),
            appearance=file.add(_empty_appearance(cell)),
            parent=parents.get(cell.name),
        )
        fields.append(file.add(body))
        on_page.setdefault(page, []).append(fields[-1])
        if cell.name in form_elements:
            _tie(file, form_elements[cell.name], page, fields[-1])
    for page, numbers in on_page.items():
        _annotate(file, page, numbers)
    _number_parents(file, {key: form_elements[name] for name, key in parents.items()})
    return fields


def _annotate(file: RenderedPdf, page: int, numbers: Iterable[int]) -> None:
    dictionary = file.dictionary(page)
    annotations = list(entry(dictionary, "/Annots"))
    annotations += [file.reference(n) for n in numbers]
    dictionary["/Annots"] = file.read(b"[]")
    dictionary["/Annots"].extend(annotations)
    dictionary["/Tabs"] = file.read(b"/S")
    file.bodies[page] = file.write(dictionary)


def _empty_appearance(cell: Cell) -> bytes:
    left, bottom, right, top = cell.box
    edges = b" ".join(grammar.number(edge) for edge in (0, 0, right - left, top - bottom))
    return (
        b"<< /Type /XObject /Subtype /Form /BBox [%b] /Resources << >> /Length 0 >>\n"
        b"stream\n\nendstream" % edges
    )


def _structure_keys(file: RenderedPdf, names: Sequence[str]) -> dict[str, int]:
    """Reserve a key of the structure's parent tree for each cell of a tagged document."""
    if not names:
        return {}
    tree = file.dictionary(file.root)["/StructTreeRoot"]
    first = int(tree["/ParentTreeNextKey"])
    return {name: first + place for place, name in enumerate(names)}


def _tie(file: RenderedPdf, element: int, page: int, field: int) -> None:
    """Point a Form element at its field.

    `/K` is the reference itself and not a list with it: in a list, pyHanko would take every
    later signature for a change of the structure.
    """
    dictionary = file.dictionary(element)
    dictionary["/K"] = file.read(
        b"<< /Type /OBJR /Pg %b /Obj %b >>" % (reference(page), reference(field))
    )
    file.bodies[element] = file.write(dictionary)


def _number_parents(file: RenderedPdf, elements: Mapping[int, int]) -> None:
    """Enter the Form elements into the parent tree, which must be a single list of numbers."""
    if not elements:
        return
    root = file.dictionary(file.root).raw_get("/StructTreeRoot").idnum
    tree = file.dictionary(root)
    parents = tree.raw_get("/ParentTree").idnum
    numbers = file.dictionary(parents)
    for key, element in sorted(elements.items()):
        numbers["/Nums"].extend([file.read(b"%d" % key), file.reference(element)])
    file.bodies[parents] = file.write(numbers)
    tree["/ParentTreeNextKey"] = file.read(b"%d" % (max(elements) + 1))
    file.bodies[root] = file.write(tree)


def _finish(file: RenderedPdf) -> bytes:
    """Write everything; what is hashed for the `/ID` is all that comes before it."""
    # Four bytes above 127 tell programs that carry files that this one is not text.
    parts = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
    place = len(parts[0])
    offsets = {}
    for n in sorted(file.bodies):
        offsets[n] = place
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (n, file.bodies[n]))
        place += len(parts[-1])
    parts.append(grammar.table(offsets))
    body = b"".join(parts)
    digest = hashlib.sha256(body).hexdigest()[:32].upper().encode("ascii")
    size = max(file.bodies) + 1
    end = grammar.Trailer(size, file.root, file.info, None, digest, digest, place)
    return body + grammar.trailer(end)


def _info(title: str, subject: str) -> bytes:
    """Write the old kind of metadata, for programs that know no other; it names nobody."""
    told = {b"Title": title, b"Subject": subject, b"Creator": PRODUCER, b"Producer": PRODUCER}
    entries = [b"/%b %b" % (key, grammar.text(value)) for key, value in told.items() if value]
    return b"<< %b >>" % b" ".join(entries)


def _metadata(title: str, subject: str, language: str) -> bytes:
    """Write the metadata stream, which says the same as `_info` and claims no standard."""
    about = f"<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>{escape(subject)}</rdf:li>"
    lines = [
        "<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>",
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>",
        "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'",
        " xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:pdf='http://ns.adobe.com/pdf/1.3/'>",
        "<dc:format>application/pdf</dc:format>",
        f"<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>{escape(title)}</rdf:li></rdf:Alt>",
        "</dc:title>",
        *([f"{about}</rdf:Alt></dc:description>"] if subject else []),
        f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>",
        f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool><pdf:Producer>{PRODUCER}</pdf:Producer>",
        "</rdf:Description></rdf:RDF></x:xmpmeta>",
        "<?xpacket end='r'?>",
    ]
    data = "\n".join(lines).encode("utf-8")
    # Not compressed: programs that look for metadata without reading PDF must find it.
    return b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%b\nendstream" % (
        len(data),
        data,
    )
