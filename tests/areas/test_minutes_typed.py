"""A minute read with texts that are still being typed."""

import pytest

from pea_desktop.areas import documents, minutes
from tests.areas.minute_rows import import_matrix, record


@pytest.fixture
def minute(workspace):
    import_matrix(workspace)
    return record(workspace)


def test_a_draft_says_what_is_being_typed_and_the_row_stays_as_it_is(workspace, minute):
    [first, _second] = minutes.agreements(workspace.session, minute.id)
    stored = first.text
    typed = minutes.Typed(first, "text", "Son {líneas} líneas")
    with minutes.as_typed([typed, minutes.Typed(minute, "closing", "")]):
        drawn = documents.draft(workspace.session, minute.id)
    assert drawn.agreements[0].text == "Son 26 líneas"
    assert first.text == stored
    assert not workspace.session.dirty


def test_what_was_typed_is_forgotten_when_the_drawing_fails(workspace, minute):
    with (
        pytest.raises(ZeroDivisionError),
        minutes.as_typed([minutes.Typed(minute, "observations", "A medias")]),
    ):
        raise ZeroDivisionError
    assert minute.observations == "Ninguna."


def test_the_same_field_twice_ends_as_it_began(workspace, minute):
    rows = [minutes.Typed(minute, "observations", text) for text in ("uno", "dos")]
    with minutes.as_typed(rows):
        assert minute.observations == "dos"
    assert minute.observations == "Ninguna."
