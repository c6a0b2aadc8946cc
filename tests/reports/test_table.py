from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from pea_desktop.areas.minutes import Look
from pea_desktop.reports.furniture import Running
from pea_desktop.reports.layout import Document
from pea_desktop.reports.look import landscape
from pea_desktop.reports.marks import Text
from pea_desktop.reports.table import Column, Row, Table, add_table

LANDSCAPE = landscape(Look())
COLUMNS = (Column("Eje", 1), Column("Prioridad", 2), Column("Línea", 3), Column("Indicador", 2))


class Kept(Document):
    """A document that keeps the marks of the pages it has left."""

    def leave(self):
        pass


# How many words each text of a row has: mostly a few, sometimes more than a page holds.
WORDS = st.one_of(st.integers(0, 12), st.integers(0, 400))


@st.composite
def tables(draw):
    rows = []
    serial = iter(range(10**6))

    def text(count):
        return " ".join(f"w{next(serial):05}" for _ in range(count))

    for _ in range(draw(st.integers(1, 4))):
        axis = text(draw(st.integers(0, 20)))
        for _ in range(draw(st.integers(1, 4))):
            priority = text(draw(WORDS))
            for _ in range(draw(st.integers(1, 5))):
                cells = (axis, priority, text(draw(WORDS)), text(draw(WORDS)))
                rows.append(Row(cells, draw(st.booleans())))
    return Table(COLUMNS, tuple(rows), groups=2)


@settings(max_examples=60)
@given(tables(), st.integers(0, 400))
def test_prints_each_word_of_any_table_and_stays_on_the_page(table, above):
    document = Kept(Running(title="", left="Política", right="Matriz"))
    document.start(LANDSCAPE)
    document.gap(above)
    add_table(document, table)
    printed = Counter()
    for page in document.pages:
        for mark in page.marks:
            if isinstance(mark, Text):
                last = mark.y + mark.style.leading * (len(mark.lines) - 1)
                assert 0 <= mark.y <= last <= LANDSCAPE.height - LANDSCAPE.bottom
                for line in mark.lines:
                    assert mark.x + mark.style.width(line) <= LANDSCAPE.width - LANDSCAPE.right
                    printed.update(line.split())
    for row in table.rows:
        for text in row.cells[2:]:
            assert all(printed[word] == 1 for word in text.split())
        assert set(" ".join(row.cells[:2]).split()) <= printed.keys()


def test_columns_fill_the_frame_exactly():
    document = Kept(Running(title="", left="", right=""))
    document.start(LANDSCAPE)
    add_table(document, Table(COLUMNS, (Row(("a", "b", "c", "d")),)))
    boxes = [mark for mark in document.page.marks if hasattr(mark, "height")]
    assert boxes[0].x == LANDSCAPE.left
    assert boxes[0].width == LANDSCAPE.frame


def test_an_empty_table_prints_nothing():
    document = Kept(Running(title="", left="", right=""))
    document.start(LANDSCAPE)
    add_table(document, Table(COLUMNS, ()))
    assert document.page.marks == []
