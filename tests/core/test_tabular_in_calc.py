"""Our tables in a real LibreOffice Calc, and Calc's tables here."""

import shutil
import subprocess

import pytest

from pea_desktop.core.tabular import block_of, read_html, write_html

SOFFICE = shutil.which("soffice")

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")

FORTY_BY_SIX = block_of(
    [
        [
            f"00{number}",
            f"Línea {number}\nsegundo renglón\n\ncuarto",
            "=1+1" if number % 2 else "+52 & más",
            f"{number % 12 + 1}/2",
            f"Denuncias <atendidas> «{number}»",
            "100%" if number % 3 else "",
        ]
        for number in range(1, 41)
    ]
)


def convert(path, filters, target):
    """Run LibreOffice with a profile of its own, so that it disturbs no open window."""
    profile = (path.parent / "profile").as_uri()
    command = [SOFFICE, f"-env:UserInstallation={profile}", "--headless", *filters]
    subprocess.run(
        [*command, "--outdir", str(path.parent), str(path)],
        check=True,
        capture_output=True,
        timeout=110,
    )
    return path.with_suffix(target)


def test_calc_takes_what_we_copy_as_it_is(tmp_path):
    import openpyxl

    page = tmp_path / "tabla.html"
    page.write_text(write_html(FORTY_BY_SIX), encoding="utf-8")
    filters = ["--infilter=HTML (StarCalc)", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    sheet = openpyxl.load_workbook(convert(page, filters, ".xlsx")).active
    read = [tuple(value or "" for value in row) for row in sheet.iter_rows(values_only=True)]
    assert tuple(read) == FORTY_BY_SIX.rows
    assert {cell.data_type for cell in sheet["C"]} == {"s"}


def test_reads_what_calc_writes(tmp_path):
    import openpyxl
    from openpyxl.styles import Alignment

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Eje 1", "Prioridad 12", None, "007"])
    sheet.append([None, "uno\ndos\n\ncuatro", "a b <c> & «d»", 0.5])
    sheet.append([None, "  sangría", None, "=1+1"])
    sheet["D3"].data_type = "s"
    sheet["D2"].number_format = "0%"
    sheet["B2"].alignment = Alignment(wrap_text=True)
    sheet.merge_cells("A1:A3")
    sheet.merge_cells("B1:C1")
    path = tmp_path / "libro.xlsx"
    book.save(path)
    page = convert(path, ["--convert-to", "html:HTML (StarCalc)"], ".html")
    block = read_html(page.read_text(encoding="utf-8"))
    assert block.rows == (
        ("Eje 1", "Prioridad 12", "Prioridad 12", "007"),
        ("Eje 1", "uno\ndos\n\ncuatro", "a b <c> & «d»", "50%"),
        ("Eje 1", "sangría", "", "=1+1"),
    )
    assert block.span_of(0, 2) == (0, 1)
