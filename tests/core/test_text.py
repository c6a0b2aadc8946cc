import sys
import unicodedata

import pytest

from pea_desktop.core.text import fold, split_number


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Órgano Superior de Fiscalización", "organo superior de fiscalizacion"),
        ("  ORGANO\u00a0superior \n de  fiscalizacion ", "organo superior de fiscalizacion"),
        ("UAEMéx", "uaemex"),
        ("Ñandú", "nandu"),
        ("o\u0301rgano", "organo"),
        ("", ""),
    ],
)
def test_search_keys_are_blind_to_accents_case_and_spaces(text, key):
    assert fold(text) == key


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("9. Impulsar y promover", "9", "Impulsar y promover"),
        ("9.- Impulsar", "9", "Impulsar"),
        ("9.Impulsar", "9", "Impulsar"),
        ("9) Impulsar", "9", "Impulsar"),
        ("  12 – Establecer\nlas bases ", "12", "Establecer\nlas bases"),
        ("1.2.3 Generar", "1.2.3", "Generar"),
        ("1.2. Generar", "1.2", "Generar"),
        ("9.", "9", ""),
        ("9", "9", ""),
    ],
)
def test_takes_the_number_off_a_heading(text, number, rest):
    assert split_number(text) == (number, rest)


@pytest.mark.parametrize(
    "text",
    [
        "Impulsar y promover",
        "3 talleres al año",
        "15% de avance",
        "1.5 veces más",
        "2023-2024",
        "19:00 horas",
        "",
    ],
)
def test_leaves_a_text_that_opens_with_no_number_or_with_a_quantity(text):
    assert split_number(text) == (None, text)


def slow_fold(text):
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


def test_the_search_key_of_every_letter_is_the_one_that_ids_were_made_from():
    letters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    texts = ["".join(letters[at : at + 64]) for at in range(0, len(letters), 64)]
    texts += [f"x{letter}y" for letter in letters[:0x3000]]
    assert [text for text in texts if fold(text) != slow_fold(text)] == []
