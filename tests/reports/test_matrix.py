from dataclasses import fields, replace

from pea_desktop.reports.matrix import render

# What PDFium reads where a word is cut at the end of a line.
HYPHEN = "\x02"
LONG = " ".join(f"palabra{n:04}" for n in range(667))


def words(text):
    return "".join(text.split())


def test_prints_every_cell_of_the_26_rows(secoem, read_pages):
    text = words(" ".join(read_pages(render(secoem))))
    assert len(secoem.rows) == 26
    for row in secoem.rows:
        for field in fields(row):
            cell = getattr(row, field.name)
            if isinstance(cell, str):
                assert words(cell) in text, cell


def test_repeats_the_header_on_every_page(secoem, read_pages):
    header = (
        "Eje PEA Prioridad PEA Lluvia de ideas: Líneas de Acción Indicador Interpretación Tipo "
        "Fórmula Frecuencia de Medición Meta 2024 Meta 2025 Meta 2026"
    )
    pages = read_pages(render(secoem))
    assert [page.count(header) for page in pages] == [1, 1, 1, 1]


def test_repeats_eje_and_prioridad_where_a_group_goes_on(secoem, read_pages):
    pages = read_pages(render(secoem))
    assert [page.count("(continúa)") for page in pages] == [0, 0, 1, 0]
    assert "2. Fortalecer la Cultura de la Legalidad (continúa)" in pages[2]
    pages = read_pages(render(replace(secoem, rows=secoem.rows[5:7] * 20)))
    assert len(pages) > 2
    for page in pages[1:]:
        assert "1. Combatir la Impunidad (continúa)" in page
        assert "víctimas por hechos de corrupción a escala estatal. (continúa)" in page


def test_says_what_a_row_lacks_instead_of_leaving_a_hole(secoem, read_pages):
    text = " ".join(read_pages(render(secoem)))
    assert text.count("(sin prioridad)") == 1
    assert text.count("(sin línea de acción)") == 1


def test_keeps_every_word_of_a_cell_of_8000_characters(secoem, read_pages):
    assert len(LONG) >= 8000
    rows = (replace(secoem.rows[0], line=LONG), replace(secoem.rows[1], interpretation=LONG))
    pages = read_pages(render(replace(secoem, rows=rows)))
    text = " ".join(pages)
    for n in range(667):
        assert text.count(f"palabra{n:04}") == 2, n


def test_cuts_a_group_text_longer_than_a_page(secoem, read_pages):
    rows = tuple(replace(row, priority=LONG) for row in secoem.rows[:3])
    text = " ".join(read_pages(render(replace(secoem, rows=rows))))
    assert [n for n in range(667) if f"palabra{n:04}" not in text] == []
    assert "Supervisar y dar seguimiento" in text
    assert "Brindar capacitaciones en riesgos" in text


def test_cuts_a_word_wider_than_its_column(secoem, read_pages):
    row = replace(secoem.rows[0], type="Electroencefalografista", targets=("1" * 90, "", ""))
    text = words(" ".join(read_pages(render(replace(secoem, rows=(row,))))))
    assert "1" * 90 in text
    assert "Electroencefalografista" in text.replace(HYPHEN, "")


def test_puts_nothing_outside_the_page(secoem, open_pdf):
    rows = (replace(secoem.rows[0], line=LONG, formula="=" * 900), *secoem.rows)
    with open_pdf(render(replace(secoem, rows=rows))) as document:
        for page in document:
            for thing in page.get_objects(max_depth=1):
                left, bottom, right, top = thing.get_bounds()
                assert left >= 0
                assert bottom >= 0
                assert right <= 792
                assert top <= 612


def test_prints_a_matrix_without_targets(secoem, read_pages):
    row = replace(secoem.rows[0], targets=())
    text = " ".join(read_pages(render(replace(secoem, rows=(row,), years=()))))
    assert "Meta" not in text
    assert "1 línea de acción" in text


def test_prints_five_hundred_rows(secoem, read_pages):
    rows = tuple(replace(secoem.rows[n % 26], line=f"Línea número {n:03}") for n in range(500))
    text = " ".join(read_pages(render(replace(secoem, rows=rows))))
    assert [n for n in range(500) if f"Línea número {n:03}" not in text] == []
