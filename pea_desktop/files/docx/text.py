"""What a part of a Word document says, and whether it is highlighted.

python-docx leaves out what is inside tracked insertions, content controls and equations; a matrix
has all three, so that the XML is walked here.
"""

from typing import Any

from pea_desktop.files.xlsx.colour import is_yellow_code

_LEFT_OUT = {"del", "moveFrom", "delText", "instrText", "Fallback", "commentReference", "pPr"}


def text_of(cell: Any) -> str:
    """Return the text of a cell: its paragraphs as lines, equations as «a/b»."""
    lines = ["".join(_pieces(one)) for one in _paragraphs(cell)]
    return "\n".join(lines).strip("\n")


def is_highlighted(cell: Any) -> bool:
    """Tell whether a cell is shaded in yellow, or most of its text marked so."""
    properties = _child(cell, "tcPr")
    shade = _child(properties, "shd") if properties is not None else None
    if shade is not None and is_yellow_code(_value(shade, "fill")):
        return True
    marked = total = 0
    for run in (one for one in cell.iter() if _tag(one) == "r"):
        length = len("".join(_pieces(run)).strip())
        total += length
        marked += length if _is_marked(run) else 0
    return marked * 2 > total


def _is_marked(run: Any) -> bool:
    properties = _child(run, "rPr")
    if properties is None:
        return False
    mark, shade = _child(properties, "highlight"), _child(properties, "shd")
    if mark is not None:
        return _value(mark, "val") == "yellow"
    return shade is not None and is_yellow_code(_value(shade, "fill"))


def _paragraphs(cell: Any) -> list[Any]:
    return [one for one in cell.iter() if _tag(one) == "p" and "wordprocessingml" in one.tag]


def _pieces(element: Any) -> list[str]:
    """Return the texts under an element in their order."""
    found: list[str] = []
    for child in element:
        tag = _tag(child)
        if tag in _LEFT_OUT or not isinstance(child.tag, str):
            continue
        if tag == "t":
            found.append(child.text or "")
        elif tag == "f":
            found += _fraction(child)
        elif tag in ("br", "cr"):
            found.append("\n")
        elif tag in ("tab", "ptab"):
            found.append("\t")
        elif tag == "noBreakHyphen":
            found.append("-")
        elif tag != "p":
            # A paragraph inside, of a text box, has its own line.
            found += _pieces(child)
    return found


def _fraction(element: Any) -> list[str]:
    over, under = _child(element, "num"), _child(element, "den")
    texts = ["" if part is None else "".join(_pieces(part)).strip() for part in (over, under)]
    return [f"({texts[0]}/{texts[1]})"]


def _child(element: Any, name: str) -> Any:
    return next((child for child in element if _tag(child) == name), None)


def _value(element: Any, name: str) -> str:
    return next((str(text) for key, text in element.items() if key.endswith("}" + name)), "")


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
