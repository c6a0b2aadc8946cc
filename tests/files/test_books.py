"""Books of every kind: what they say comes whole, what they cannot say is told."""

import contextlib
import zipfile
from pathlib import Path

import pytest

from pea_desktop.core.errors import PeaError
from pea_desktop.files import books, limits

DATA = Path(__file__).parent.parent / "data"
VALUES = DATA / "books"


def refusal(path):
    with pytest.raises(PeaError) as error:
        books.read(path)
    return str(error.value)


def only(path):
    (sheet,) = books.read(path).sheets
    return sheet


def cells(path):
    return [row.cells for row in only(path).rows]


@pytest.fixture
def text_file(tmp_path):
    def write(text, name="tabla.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


# -- what calamine reads


@pytest.mark.parametrize(("name", "true"), [("valores.xls", "VERDADERO"), ("valores.ods", "1")])
def test_old_books_and_those_of_calc_give_values_percentages_and_errors(name, true):
    sheet = only(VALUES / name)
    first, second, third, fourth = sheet.rows
    assert first.cells == ("texto", "", "15%", "2", "a\nb  c", true, "")
    assert first.unknown == {1: "#DIV/0!"}
    assert second.cells[:3] == ("2026-12-31", "2026-01-02 03:04", "12345678901234600")
    assert (second.cells[6], second.unknown) == ("12.5%", {3: "#N/A", 5: "#N/A"})
    assert third.cells[:4] == ("fin", "fin", "fin", "")
    assert (fourth.number, fourth.cells[:3], fourth.raw[:3]) == (6, ("fin",) * 3, ("",) * 3)
    assert [row.number for row in sheet.rows if row.hidden] == [2]
    assert sheet.hidden_columns == {2}


@pytest.mark.parametrize("name", ["valores.xls", "valores.ods"])
def test_a_book_without_fills_says_so(name):
    book = books.read(VALUES / name)
    assert not book.has_fills
    assert [notice.sentence for notice in book.notices] == [
        (
            f"De «{name}» no se leen los colores: ninguna línea llega en amarillo, y las que ya "
            "estaban por socializar siguen así."
        ),
    ]


def test_content_tells_the_kind_and_not_the_name(tmp_path):
    for source in ("books/valores.xls", "books/valores.ods", "matriz_secoem.xlsx"):
        disguised = tmp_path / "otro.docx"
        disguised.write_bytes((DATA / source).read_bytes())
        assert books.read(disguised).sheets == books.read(DATA / source).sheets


def test_an_xls_with_password_is_told(tmp_path):
    data = (VALUES / "valores.xls").read_bytes()
    # The record after the first of the book becomes the one that announces a cipher.
    start = data.index(b"\x09\x08\x10\x00") + 20
    (tmp_path / "clave.xls").write_bytes(data[:start] + b"\x2f\x00" + data[start + 2 :])
    assert "está protegido con contraseña" in refusal(tmp_path / "clave.xls")


def test_an_ods_with_password_is_told(tmp_path):
    with zipfile.ZipFile(tmp_path / "clave.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest><manifest:encryption-data/>")
        archive.writestr("content.xml", b"\x8f\x00\x11")
    assert "está protegido con contraseña" in refusal(tmp_path / "clave.ods")


@pytest.mark.parametrize("name", ["valores.xls", "valores.ods"])
def test_a_damaged_one_gives_one_sentence_wherever_it_is_cut(tmp_path, name):
    whole = (VALUES / name).read_bytes()
    path = tmp_path / name
    for cut in range(1, len(whole), 257):
        path.write_bytes(whole[:cut])
        # Where only the last bytes are missing, some can still be read.
        with contextlib.suppress(PeaError):
            books.read(path)


def test_an_ods_that_repeats_a_cell_without_end_is_refused(tmp_path):
    def altered(old, new):
        with (
            zipfile.ZipFile(VALUES / "valores.ods") as source,
            zipfile.ZipFile(tmp_path / "bomba.ods", "w") as made,
        ):
            for part in source.namelist():
                data = source.read(part)
                made.writestr(part, data.replace(old, new) if part == "content.xml" else data)
        return tmp_path / "bomba.ods"

    cell = b'<table:table-cell office:value-type="string" calcext:value-type="string">'
    many = cell.replace(b"table-cell ", b'table-cell table:number-columns-repeated="16384" ')
    assert "es demasiado grande" in refusal(altered(cell, many.replace(b"16384", b"1048576")))
    wide = b'table:number-columns-spanned="16384" table:number-rows-spanned="1048576"'
    narrow = b'table:number-columns-spanned="3" table:number-rows-spanned="2"'
    assert "es demasiado grande" in refusal(altered(narrow, wide))


# -- texts


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_finds_the_delimiter_by_the_heading(text_file, mark):
    rows = ["Eje|Línea|Meta 2024", '1|"uno, dos; tres"|100', '2|"a\nb"|"5,5"']
    path = text_file("\r\n".join(rows).replace("|", mark))
    assert cells(path) == [
        ("Eje", "Línea", "Meta 2024"),
        ("1", "uno, dos; tres", "100"),
        ("2", "a\nb", "5,5"),
    ]


def test_a_text_with_more_commas_than_semicolons_keeps_its_columns(text_file):
    lists = ["a, b, c, d, e, f, g", "h, i, j", "k, l, m, n, o", "p"]
    text = "\n".join(["Eje;Línea;Meta", *(f"1;{words};100" for words in lists)])
    assert [row[1] for row in cells(text_file(text))] == ["Línea", *lists]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_reads_the_encodings_of_spreadsheet_programs(text_file, encoding):
    text = "Eje,Línea,Año\n1,Atención – niñez,2024\n"
    assert cells(text_file(text, encoding=encoding))[1] == ("1", "Atención – niñez", "2024")


def test_the_line_that_tells_excel_the_delimiter_is_no_row(text_file):
    assert cells(text_file("sep=;\r\na;b\r\n"))[0] == ("a", "b")


def test_a_letter_is_no_table(text_file):
    text = "Estimada licenciada, le envío la matriz.\n\nSaludos, quedo atento, gracias.\n"
    assert refusal(text_file(text, "carta.txt")) == (
        "«carta.txt» no es un libro de Excel (.xlsx), ni de otro formato que se pueda leer (.xls, "
        ".ods, .csv o tabla de .docx): ábralo en su programa y guárdelo como .xlsx."
    )


# -- Word


@pytest.fixture
def document(tmp_path):
    def write(alter):
        import docx

        made = docx.Document()
        alter(made)
        made.save(tmp_path / "minuta.docx")
        return tmp_path / "minuta.docx"

    return write


def table_of(made, rows):
    table = made.add_table(rows=len(rows), cols=len(rows[0]))
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            table.cell(number, place).text = text
    return table


def shade(cell, colour):
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement("w:shd")
    made.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(made)


def test_a_table_of_word_comes_with_merged_cells_and_yellow(document):
    from docx.enum.text import WD_COLOR_INDEX

    def alter(made):
        table = table_of(
            made, [["Eje", "Línea", "Meta"], ["", "a", "1"], ["", "b\nc", "2"], ["x", "d", "3"]]
        )
        table.cell(1, 0).merge(table.cell(2, 0)).text = "Uno"
        shade(table.cell(1, 1), "FFFF00")
        shade(table.cell(3, 1), "92D050")
        run = table.cell(2, 1).paragraphs[0].runs[0]
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW

    sheet = only(document(alter))
    assert sheet.title == "Tabla 1"
    assert [row.cells for row in sheet.rows] == [
        ("Eje", "Línea", "Meta"),
        ("Uno", "a", "1"),
        ("Uno", "b\nc", "2"),
        ("x", "d", "3"),
    ]
    assert [row.raw[0] for row in sheet.rows] == ["Eje", "Uno", "", "x"]
    assert [sorted(row.yellow) for row in sheet.rows] == [[], [1], [1], []]


def test_cells_merged_to_the_side_say_their_text_once(document):
    def alter(made):
        table = table_of(made, [["Eje", "", ""], ["a", "b", "c"]])
        table.cell(0, 1).merge(table.cell(0, 2)).text = "Metas"

    first, _second = only(document(alter)).rows
    assert first.cells == ("Eje", "Metas", "Metas")
    assert (first.raw, first.across) == (("Eje", "Metas", ""), {2})


def test_a_table_cut_by_the_page_is_one_and_another_is_another(document):
    heading = ["Eje", "Línea", "Meta"]

    def alter(made):
        table_of(made, [["Nombre", "Firma"], ["Lic. Asistente Uno", ""]])
        table_of(made, [heading, ["1", "a", "100"]])
        table_of(made, [heading, ["1", "b", "100"]])
        table_of(made, [[*heading, ""], ["2", "c", "100", "x"]])
        table_of(made, [["2", "", "100"], ["2", "d", "100"]])

    book = books.read(document(alter))
    assert [sheet.title for sheet in book.sheets] == ["Tabla 1", "Tabla 2"]
    assert [row.cells[1] for row in book.sheets[1].rows] == [
        *("Línea", "a", "Línea", "b", "Línea", "c", "", "d"),
    ]  # fmt: skip


def test_insertions_and_equations_are_read_and_deletions_are_not(document):
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def alter(made):
        table = table_of(made, [["Línea", "Formula"], ["", ""]])
        inserted = "<w:ins><w:r><w:t>nuevo</w:t></w:r></w:ins>"
        deleted = "<w:del><w:r><w:delText>viejo</w:delText></w:r></w:del>"
        words = f"<w:p {nsdecls('w')}>{inserted}{deleted}</w:p>"
        table.cell(1, 0)._tc.append(parse_xml(words))
        math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
        over, under = (f"<m:r><m:t>{name}</m:t></m:r>" for name in "AB")
        fraction = f"<m:f><m:num>{over}</m:num><m:den>{under}</m:den></m:f>"
        formula = f"<m:oMath>{fraction}<m:r><m:t>*100</m:t></m:r></m:oMath>"
        words = f'<w:p {nsdecls("w")} xmlns:m="{math}">{formula}</w:p>'
        table.cell(1, 1)._tc.append(parse_xml(words))

    rows = only(document(alter)).rows
    assert [text.strip() for text in rows[1].cells] == ["nuevo", "(A/B)*100"]


def test_a_document_without_tables_is_told(document):
    assert refusal(document(lambda made: made.add_paragraph("Hola"))) == (
        "El documento «minuta.docx» no tiene ninguna tabla con texto: elija otro."
    )


def test_a_document_cut_short_gives_one_sentence(document):
    path = document(lambda made: table_of(made, [["a", "b"], ["c", "d"]]))
    whole = path.read_bytes()
    for cut in range(1, len(whole), 1511):
        path.write_bytes(whole[:cut])
        assert "minuta.docx" in refusal(path)


# -- all that is none of them


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "El archivo «raro» está vacío: elija otro."),
        (b"%PDF-1.7\n", "«raro» es un PDF: abra la tabla en Excel y guárdela como .xlsx."),
        (
            rb"{\rtf1 hola}",
            (
                "«raro» es un documento de texto enriquecido (.rtf): ábralo en su programa y "
                "guárdelo como .docx."
            ),
        ),
        (
            b"\n<html><table>",
            (
                "«raro» es una página web, aunque su nombre diga otra cosa: abra la tabla en "
                "Excel y guárdela como .xlsx."
            ),
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
            (
                "El libro «raro» está dañado o incompleto: pida otra copia, o ábralo en Excel y "
                "guárdelo de nuevo."
            ),
        ),
    ],
)
def test_says_what_a_file_is_when_it_is_no_book(tmp_path, content, said):
    (tmp_path / "raro").write_bytes(content)
    assert refusal(tmp_path / "raro") == said


def test_an_old_document_and_a_protected_book_are_told_apart(tmp_path):
    data = (VALUES / "valores.xls").read_bytes()
    name, word = ("Workbook".encode("utf-16-le"), "WordDocument".encode("utf-16-le"))
    at = data.index(name)

    def renamed(stream):
        entry = stream.encode("utf-16-le")
        field = entry.ljust(64, b"\0") + (len(entry) + 2).to_bytes(2, "little")
        return data[:at] + field + data[at + 66 :]

    assert word not in data
    (tmp_path / "viejo.doc").write_bytes(renamed("WordDocument"))
    assert refusal(tmp_path / "viejo.doc") == (
        "«viejo.doc» es un documento de Word de antes de 2007 (.doc): ábralo en su programa y "
        "guárdelo como .docx."
    )
    (tmp_path / "clave.xlsx").write_bytes(renamed("EncryptedPackage"))
    assert refusal(tmp_path / "clave.xlsx") == (
        "El libro «clave.xlsx» está protegido con contraseña: ábralo en Excel, quite la contraseña "
        "y guárdelo."
    )
    (tmp_path / "correo.msg").write_bytes(renamed("__properties"))
    assert "no es un libro de Excel" in refusal(tmp_path / "correo.msg")


def test_a_folder_a_zip_and_a_missing_file_are_told(tmp_path):
    with zipfile.ZipFile(tmp_path / "fotos.zip", "w") as archive:
        archive.writestr("foto.txt", "hola")
    assert "no es un libro de Excel" in refusal(tmp_path / "fotos.zip")
    assert refusal(tmp_path / "no.ods") == "No existe el archivo «no.ods»: revise el nombre."
    (tmp_path / "carpeta.xlsx").mkdir()
    assert refusal(tmp_path / "carpeta.xlsx") == "«carpeta.xlsx» es una carpeta: elija un libro."


def test_a_file_the_system_does_not_give_is_told(tmp_path, monkeypatch):
    path = tmp_path / "abierto.xlsx"
    path.write_bytes(b"PK")

    def refuse(*_args, **_more):
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert refusal(path) == (
        "No se pudo leer «abierto.xlsx»: revise que no esté abierto en otro programa y que tenga "
        "permiso de leerlo."
    )


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "enorme.csv"
    with path.open("wb") as file:
        file.truncate(limits.MAX_FILE + 1)
    assert refusal(path) == (
        "El libro «enorme.csv» es demasiado grande (más de 50 MB, de 20,000 filas o de 1,000,000 "
        "celdas): deje solo la hoja de la matriz y guárdelo de nuevo."
    )


def test_a_document_that_inflates_without_end_is_refused(tmp_path):
    path = tmp_path / "bomba.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (limits.MAX_INFLATED + 1))
    assert path.stat().st_size < 1024 * 1024
    assert "es demasiado grande" in refusal(path)


def test_too_many_rows_of_text_are_refused(text_file):
    path = text_file("a,b,c\n" * (limits.MAX_ROWS + 1))
    assert "es demasiado grande" in refusal(path)
