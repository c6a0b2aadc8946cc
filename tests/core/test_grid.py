from datetime import date
from decimal import Decimal

import pytest

from pea_desktop.core import grid
from pea_desktop.core.errors import PeaError


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("100", "100"),
        ("100%", "100"),
        ("100 %", "100"),
        ("100\u00a0%", "100"),
        (" 15% ", "15"),
        ("1.0", "1.0"),
        ("0", "0"),
        ("1,500", "1500"),
        ("1,234,567.5", "1234567.5"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        (".5", "0.5"),
    ],
)
def test_reads_the_number_a_text_says(text, number):
    assert grid.number_of(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "  ",
        "%",
        ".",
        "-",
        "mucho",
        "1,0",
        "1,00",
        "12,34",
        "100%%",
        "1e3",
        "١٠٠",
        "1 000",
    ],
)
def test_a_text_that_says_no_number_or_two_gives_none(text):
    assert grid.number_of(text) is None


def test_says_why_a_text_does_not_fit():
    parse = grid.parse_number("La meta 2024")
    with pytest.raises(PeaError) as error:
        parse("mucho")
    assert str(error.value) == "La meta 2024 se escribe como número: «mucho»."


def test_a_number_is_kept_as_typed():
    parse = grid.parse_number("La meta 2024")
    assert parse(" 100 % ") == "100 %"
    assert parse("") is None
    assert parse("  \n") is None


def test_a_text_keeps_everything_but_what_cannot_be_stored():
    assert grid.parse_text(" dos  espacios\r\ny «ñ» ∑ 😀\x0b\x00") == " dos  espacios\ny «ñ» ∑ 😀"
    assert grid.parse_text("\ud800 suelto") == "\ufffd suelto"
    assert grid.parse_text(" \t\n ") is None


def test_a_text_longer_than_a_cell_is_refused():
    assert grid.parse_text("a" * 32_767) == "a" * 32_767
    with pytest.raises(PeaError) as error:
        grid.parse_text("😀" * 16_384)
    assert str(error.value) == (
        "El texto tiene 32,768 caracteres y una celda admite hasta 32,767: abrévielo."
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2026", date(2026, 12, 31)),
        ("1/2/2026", date(2026, 2, 1)),
        ("19-04-2023", date(2023, 4, 19)),
        ("2023-04-19", date(2023, 4, 19)),
        ("", None),
    ],
)
def test_reads_days_in_the_mexican_order(text, day):
    assert grid.parse_date(text) == day


@pytest.mark.parametrize("text", ["12-20-2023", "31/02/2026", "ayer", "1/1/26"])
def test_says_how_a_day_is_written(text):
    with pytest.raises(PeaError) as error:
        grid.parse_date(text)
    assert str(error.value) == f"La fecha se escribe día/mes/año: «{text}»."


def test_shows_days_and_numbers_as_in_mexico():
    assert grid.show_date(date(2026, 2, 1)) == "01/02/2026"
    assert grid.show_date(None) == ""
    assert grid.show_number(Decimal("1234.50")) == "1,234.5"
    assert grid.show_number(Decimal("-0.5")) == "-0.5"
    assert grid.show_number(32767) == "32,767"
    assert grid.show_number(None) == ""
