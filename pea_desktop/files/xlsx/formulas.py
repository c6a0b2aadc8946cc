"""Which formulas of a sheet carry no calculated value: openpyxl shows them as empty cells."""

import re
import zipfile
from xml.etree import ElementTree

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_PLACE = re.compile(r"([A-Z]+)([0-9]+)")


def uncalculated(archive: zipfile.ZipFile, part: str) -> set[tuple[int, int]]:
    """Return row and column, both from 1, of the formulas without a value.

    A formula whose value is the empty text has been calculated: it is not among them.

    Args:
        archive: The workbook's container, already checked.
        part: Path of the sheet within it.
    """
    if not _FORMULA.search(archive.read(part)):
        return set()
    found: set[tuple[int, int]] = set()
    row = column = 0
    with archive.open(part) as file:
        for event, element in ElementTree.iterparse(file, ("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if tag == "row" and event == "start":
                row, column = int(element.get("r") or row + 1), 0
            elif tag == "row":
                element.clear()
            elif tag == "c" and event == "end":
                place = _PLACE.fullmatch(element.get("r") or "")
                row, column = (int(place[2]), _number(place[1])) if place else (row, column + 1)
                if _lacks_value(element):
                    found.add((row, column))
    return found


def _lacks_value(cell: ElementTree.Element) -> bool:
    parts = {child.tag.rpartition("}")[2]: child for child in cell}
    if "f" not in parts:
        return False
    value = parts.get("v")
    return value is None or (not value.text and cell.get("t") != "str")


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
