"""Blocks of cells from the clipboard.

The fragments are made by hand in the shape that Excel, Word and Calc write; neither Excel nor Word
was run.
"""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pea_desktop.core.errors import PeaError
from pea_desktop.core.grid import clean
from pea_desktop.core.tabular import block_of, read_html, read_tsv, write_html, write_tsv

EXCEL_SHAPE = """Version:1.0
StartHTML:0000000105
<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta name=Generator content="Microsoft Excel 15">
<style><!--table {mso-displayed-decimal-separator:"\\.";} td {padding-top:1px;}
br {mso-data-placement:same-cell;}--></style></head>
<body link="#0563C1" vlink="#954F72">
<table border=0 cellpadding=0 cellspacing=0 width=448 style='border-collapse:collapse;width:336pt'>
<!--StartFragment-->
 <col width=64 span=3 style='width:48pt'>
 <tr height=40 style='mso-height-source:userset;height:30.0pt'>
  <td rowspan=2 height=60 class=xl65 width=64 style='height:45pt;width:48pt'>Eje 1</td>
  <td colspan=2 class=xl66 width=128 style='width:96pt'>Recibir y dar<br>
    atenci&oacute;n a las
    denuncias</td>
 </tr>
 <tr height=0 style='display:none'>
  <td class=xl67>fila oculta</td>
  <td></td>
 </tr>
 <tr height=20 style='height:15.0pt'>
  <td height=20 align=right style='height:15.0pt' x:num="1">100%</td>
  <td class=xl67>A<span style='mso-spacerun:yes'>&nbsp;&nbsp; </span>B<span
  style='display:none'> y lo que no cabe</span></td>
  <td align=right x:num="2024">####</td>
 </tr>
 <![if supportMisalignedColumns]>
 <tr height=0 style='display:none'>
  <td width=64 style='width:48pt'></td>
 </tr>
 <![endif]>
<!--EndFragment-->
</table>
</body>
</html>
"""

WORD_SHAPE = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word">
<head><!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]--></head>
<body lang=ES-MX style='tab-interval:35.4pt'>
<!--StartFragment-->
<p class=MsoNormal>Antes de la tabla<o:p></o:p></p>
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0
 style='border-collapse:collapse;border:none'>
 <tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'>
  <td width=200 rowspan=2 valign=top style='width:150.0pt'>
  <p class=MsoNormal style='margin-bottom:0cm'><b><span lang=ES-MX
  style='font-size:9.0pt'>Prioridad 12.<o:p></o:p></span></b></p>
  <p class=MsoNormal style='margin-bottom:0cm'><span lang=ES-MX>Denuncias &amp;
  quejas<o:p></o:p></span></p>
  </td>
  <td width=200 valign=top style='width:150.0pt'>
  <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
  style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;
  </span></span><![endif]>Primero<o:p></o:p></p>
  <p class=MsoNormal><o:p>&nbsp;</o:p></p>
  <p class=MsoNormal>Segundo<span style='mso-tab-count:1'>&nbsp;&nbsp;&nbsp; </span>fin</p>
  </td>
 </tr>
 <tr style='mso-yfti-irow:1;mso-yfti-lastrow:yes'>
  <td width=200 valign=top style='width:150.0pt'>
  <p class=MsoNormal><o:p>&nbsp;</o:p></p>
  </td>
 </tr>
</table>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<!--EndFragment-->
</body></html>
"""

CALC_SHAPE = """<!DOCTYPE html><html><head>
<meta http-equiv="content-type" content="text/html; charset=utf-8"/>
<meta name="generator" content="LibreOffice 7.4.7.2 (Linux)"/>
<style type="text/css">body,div,table,thead,tbody,tfoot,tr,th,td,p { font-size:x-small }</style>
</head><body>
<table cellspacing="0" border="0">
	<colgroup span="2" width="85"></colgroup>
	<tr>
		<td colspan=2 height="17" align="left"><font color="#000000">Uno<br>dos</font></td>
	</tr>
	<tr>
		<td height="17" align="right" sdval="0.5" sdnum="2058;0;0%">50%</td>
		<td align="left" sdnum="2058;0;@">007</td>
	</tr>
</table>
</body></html>
"""

# Any text, with much of what is special to one of the two formats.
texts = st.text(
    st.one_of(st.sampled_from("ab \t\n\"'<>&;=0\u00a0#-/"), st.characters()), max_size=30
).map(clean)
blocks = (
    st.integers(1, 4)
    .flatmap(
        lambda width: st.lists(
            st.lists(texts, min_size=width, max_size=width), min_size=1, max_size=4
        )
    )
    .map(block_of)
)


@given(blocks)
@settings(max_examples=150, deadline=None)
def test_what_is_written_as_html_is_read_as_it_was(block):
    assert read_html(write_html(block)) == block


@given(blocks)
@settings(max_examples=150, deadline=None)
def test_what_is_written_with_tabs_is_read_as_it_was(block):
    assert read_tsv(write_tsv(block)) == block


@given(st.text(st.one_of(st.sampled_from("<>/!-'\"= tdrab0&;"), st.characters()), max_size=200))
@settings(max_examples=150, deadline=None)
def test_nothing_on_the_clipboard_is_an_error(text):
    read_html("<table><tr><td>" + text)
    read_html(text)
    read_tsv(text)


def test_reads_the_shape_that_excel_writes():
    # The hidden row takes a row of the merged cell; what does not fit in its column is read whole.
    assert read_html(EXCEL_SHAPE).rows == (
        ("Eje 1", *["Recibir y dar\natención a las denuncias"] * 2),
        ("100%", "A   B y lo que no cabe", "2024"),
    )


def test_reads_the_shape_that_word_writes():
    assert read_html(WORD_SHAPE).rows == (
        ("Prioridad 12.\nDenuncias & quejas", "1. Primero\n\nSegundo\tfin"),
        ("Prioridad 12.\nDenuncias & quejas", ""),
    )


def test_reads_the_shape_that_calc_writes():
    assert read_html(CALC_SHAPE).rows == (("Uno\ndos", "Uno\ndos"), ("50%", "007"))


def test_fills_a_merged_cell_in_and_says_where_its_text_stands():
    block = read_html(
        "<table><tr><td rowspan=2 colspan=2>x</td><td>a</td></tr><tr><td>b</td></tr></table>"
    )
    assert block.rows == (("x", "x", "a"), ("x", "x", "b"))
    assert block.span_of(1, 1) == (0, 0)
    assert block.span_of(1, 2) == (1, 2)


def test_a_merged_cell_ends_with_its_table():
    block = read_html(
        "<table><tr><td rowspan=9>x</td></tr></table>"
        "entre tablas<table><tr><td>a<td>b<tr><td>c</table>"
    )
    assert block.rows == (("x", ""), ("a", "b"), ("c", ""))


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("a<br>b", "a\nb"),
        ("a<br>", "a\n"),
        ("<br>", ""),
        ("  a\n   b  ", "a b"),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<p>a<br></p>", "a"),
        ("<p><br></p>b", "\nb"),
        ("a<div>b</div>c", "a\nb\nc"),
        ("&nbsp;", ""),
        ("a&nbsp;b &lt;c&gt; &aacute;&#233;&#x1F600;", "a\u00a0b <c> áé😀"),
        ("<b>a</b> <i>b</i>", "a b"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<pre> a\n  b</pre>", " a\n  b"),
        ("x<table><tr><td>a<td>b<tr><td>c</table>y", "x\na b\nc\ny"),
        ("a<!-- nota -->b<script>c</script><style>d</style>", "ab"),
        ("a < b & c", "a < b & c"),
    ],
)
def test_the_text_of_a_cell_is_what_a_browser_shows(inside, text):
    assert read_html(f"<table><tr><td>{inside}</td></tr></table>").rows == ((text,),)


@pytest.mark.parametrize(
    "source", ["", "texto", "<p>párrafo</p>", "<table></table>", "<td>a<!--StartFragment-->b</td>"]
)
def test_says_that_there_is_no_table(source):
    assert read_html(source) is None


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", (("",),)),
        ("a\tb\r\nc\td\r\n", (("a", "b"), ("c", "d"))),
        ('"a\nb"\t"di""jo"\n', (("a\nb", 'di"jo'),)),
        ('"a\tb"\tc', (("a\tb", "c"),)),
        ('5" de\t"Hola" dijo', (('5" de', '"Hola" dijo'),)),
        ('"sin cierre\tb\nc', (('"sin cierre', "b"), ("c", ""))),
        ("a\n\nb", (("a",), ("",), ("b",))),
        ("a\r\n\0", (("a",),)),
        ('"a\r\nb"', (("a\nb",),)),
    ],
)
def test_reads_cells_parted_by_tabs(text, rows):
    assert read_tsv(text).rows == rows


def test_what_a_sheet_would_change_is_marked_as_text():
    html = write_html(block_of([["007", "=1+1", "1/2", "100%"], ["100", "-2.5", "Eje", "a\nb"]]))
    marked, plain = html.split("</tr>")[:2]
    assert marked.count('x:str sdnum="1033;0;@"') == 4
    assert "sdnum" not in plain
    assert '<td>a<br style="mso-data-placement:same-cell">b</td>' in plain


def test_refuses_more_cells_than_a_million():
    sentence = (
        "Lo copiado tiene más de un millón de celdas: copie solo las que necesita y vuelva a pegar."
    )
    with pytest.raises(PeaError) as said:
        read_tsv("\t" * 1_000 + "\n" * 1_000)
    assert str(said.value) == sentence
    with pytest.raises(PeaError) as said:
        read_html("<table>" + "<tr><td colspan=10000>x" * 101)
    assert str(said.value) == sentence


@pytest.mark.parametrize(
    "span", ["colspan=99999999", "rowspan='99999999'", f"colspan={'9' * 5000}"]
)
def test_refuses_a_merged_cell_larger_than_a_sheet(span):
    with pytest.raises(PeaError) as said:
        read_html(f"<table><tr><td {span}>x</td></tr></table>")
    assert str(said.value) == (
        "Lo copiado tiene una celda combinada más grande que una hoja: copie solo la tabla y "
        "vuelva a pegar."
    )


def test_refuses_a_text_that_is_too_long():
    with pytest.raises(PeaError, match="Lo copiado es demasiado grande"):
        read_tsv("a" * 50_000_001)


@pytest.mark.parametrize(
    "tag", ["<a ", "<!--", "</a ", "<a b='", "<td><b></i>", "<table><td>", "<"]
)
def test_reads_tags_without_end_in_time_that_does_not_square(tag):
    start = time.monotonic()
    read_html(tag * 30_000)
    assert time.monotonic() - start < 5


def test_repeats_a_block_over_a_place_it_fits_in_whole_times():
    assert block_of([["a", "b"]]).repeated(2, 4).rows == (("a", "b", "a", "b"),) * 2
    assert block_of([["a", "b"]]).repeated(1, 3).rows == (("a", "b"),)
    assert block_of([["a"]]).repeated(0, 0).rows == (("a",),)
