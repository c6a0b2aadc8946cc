import pytest

from pea_desktop.areas import SCHEMA
from pea_desktop.areas.matrix import stored_words
from pea_desktop.core.errors import PeaError

_OF_A_LINE = ("pending_consultation", "line_owner", "verification_source", "indicator_variable")
_TOLD_BY_THEIR_ROW = {"line_id", "indicator_id", "position"}


@pytest.mark.parametrize("table", _OF_A_LINE)
def test_every_column_of_what_hangs_from_a_line_has_a_name(table):
    columns = {
        column.name for column in SCHEMA.metadata.tables[table].columns if column.name != "id"
    }
    named = {one for one in columns if stored_words.column_name(table, one)}
    assert columns - named == _TOLD_BY_THEIR_ROW & columns


@pytest.mark.parametrize(
    ("table", "column", "stored", "told"),
    [
        ("action_line", "term", "corto", "Corto plazo"),
        ("action_line", "highlighted", 1, "Sí"),
        ("indicator", "mir_level", "proposito", "Propósito"),
        ("pending_consultation", "due", "2024-02-03", "03/02/2024"),
        ("pending_consultation", "state", "socializada", "Socializada"),
        ("matrix", "template", "sesna", "SESNA (17 campos)"),
        ("indicator", "name", None, ""),
        ("action_line", "term", "de_otra_version", "de_otra_version"),
    ],
)
def test_codes_and_days_are_told_in_words(workspace, table, column, stored, told):
    assert stored_words.value_text(workspace.session, table, column, stored) == told


def test_codes_and_days_are_read_as_typed():
    assert stored_words.parse_value("pending_consultation", "state", "Socializada") == "socializada"
    assert stored_words.parse_value("pending_consultation", "due", "3/2/2024") == "2024-02-03"
    assert stored_words.parse_value("pending_consultation", "due", " ") is None
    with pytest.raises(PeaError, match="«azul» no es una opción"):
        stored_words.parse_value("pending_consultation", "state", "azul")
