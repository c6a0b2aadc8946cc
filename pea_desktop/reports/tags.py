"""What a document says apart from how it looks: the tree that readers for the blind walk along."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pea_desktop.reports import pdf


@dataclass(slots=True, eq=False)
class Element:
    """A piece of the document: a paragraph, a table, a cell.

    Attributes:
        kind: Its standard name: Document, H1, P, Table, TR, TH, TD, L, LI, Figure, Form…
        kids: The elements inside, in the order of reading.
        content: Where its letters are drawn: index of the page, number of the mark on it.
        attributes: More entries of its dictionary, as PDF writes them.
    """

    kind: str
    kids: list["Element"] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)
    attributes: str = ""

    def add(self, kind: str, attributes: str = "") -> "Element":
        """Return a new element inside, after the others."""
        made = Element(kind, attributes=attributes)
        self.kids.append(made)
        return made

    def walk(self) -> Iterator["Element"]:
        """Yield the element and all that is inside, in the order of reading."""
        stack = [self]
        while stack:
            one = stack.pop()
            yield one
            stack.extend(reversed(one.kids))


HEADER_OF_COLUMN = "/A<</O/Table/Scope/Column>>"
HEADER_OF_ROW = "/A<</O/Table/Scope/Row>>"


def header_of_rows(count: int) -> str:
    """Return the attributes of a cell that stands beside several rows."""
    return f"/A<</O/Table/Scope/Row/RowSpan {count}>>" if count > 1 else HEADER_OF_ROW


def numbered(how: str) -> str:
    """Return the attributes of a list: how its items are told apart, «Decimal» or «Disc»."""
    return f"/A<</O/List/ListNumbering/{how}>>"


def described(alternative: str, box: tuple[float, float, float, float]) -> str:
    """Return the attributes of a figure: what it shows, in words, and where it is."""
    edges = " ".join(f"{edge:.2f}" for edge in box)
    words = pdf.text(alternative).decode("ascii")
    return f"/Alt {words}/A<</O/Layout/Placement/Block/BBox[{edges}]>>"


@dataclass(frozen=True)
class Structure:
    """The tree as written: its number, and the number of each element by its identity."""

    number: int
    numbers: dict[int, int]


def write(writer: pdf.Writer, root: Element, pages: list[int]) -> Structure:
    """Write the tree and, for each page, which element each of its marks belongs to.

    `pages` are the numbers of the pages; page n has the key n of the parent tree, which is one
    list of numbers and has its next key free, for the fields of signatures.
    """
    elements = list(root.walk())
    tree = writer.reserve(len(elements) + 1)
    number_of = {id(element): n for n, element in enumerate(elements, start=tree + 1)}
    owners: list[dict[int, int]] = [{} for _page in pages]
    parents = {id(kid): number_of[id(element)] for element in elements for kid in element.kids}
    for element in elements:
        own = number_of[id(element)]
        for page, mark in element.content:
            owners[page][mark] = own
        parent = parents.get(id(element), tree)
        inside = _inside(element, number_of, pages)
        writer.put(
            own, f"<</S/{element.kind}/P {parent} 0 R{element.attributes}{inside}>>".encode("ascii")
        )
    lists = []
    for page, marks in enumerate(owners):
        row = " ".join(f"{marks[mark]} 0 R" for mark in range(len(marks)))
        lists.append(f"{page} {writer.add(f'[{row}]'.encode('ascii'))} 0 R")
    keys = writer.add(f"<</Nums[{' '.join(lists)}]>>".encode("ascii"))
    writer.put(
        tree,
        b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>"
        % (tree + 1, keys, len(pages)),
    )
    return Structure(tree, number_of)


def _inside(element: Element, number_of: dict[int, int], pages: list[int]) -> str:
    """Write what an element holds: other elements, or marks on one page or on several."""
    if element.kids:
        return "/K[" + " ".join([f"{number_of[id(kid)]} 0 R" for kid in element.kids]) + "]"
    if not element.content:
        return ""
    first = element.content[0][0]
    if len(element.content) == 1:
        return f"/Pg {pages[first]} 0 R/K {element.content[0][1]}"
    marks = [f"<</Type/MCR/Pg {pages[page]} 0 R/MCID {mark}>>" for page, mark in element.content]
    return "/K[" + "".join(marks) + "]"
