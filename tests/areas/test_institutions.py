import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from pea_desktop.areas import institutions
from pea_desktop.areas.institutions import Institution, InstitutionAlias, Person
from pea_desktop.core.base import Base
from pea_desktop.core.errors import PeaError


@pytest.fixture
def session(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'file.pea'}")
    tables = [entity.__table__ for entity in (Institution, InstitutionAlias, Person)]
    Base.metadata.create_all(engine, tables=tables)
    with Session(engine, autoflush=False, expire_on_commit=False) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def tribunal(session):
    made = Institution(
        name="Tribunal de Justicia Administrativa del Estado de México", acronym="TRIJAEM"
    )
    session.add(made)
    for alias in ("TRIJEM", "TRIJAE", "TRIAEM"):
        institutions.add_alias(session, made, alias)
    session.commit()
    return made


@pytest.mark.parametrize(
    "name",
    [
        "Tribunal de Justicia Administrativa del Estado de México",
        "TRIBUNAL DE JUSTICIA  ADMINISTRATIVA DEL ESTADO DE MEXICO ",
        "TRIJAEM",
        "trijaem",
        "TRIJEM",
        "TRIJAE",
        "Triaem",
    ],
)
def test_finds_an_institution_by_any_of_its_names(session, tribunal, name):
    assert institutions.find(session, name) is tribunal
    assert institutions.find_or_create(session, name) is tribunal


def test_finds_nothing_under_an_unknown_name(session, tribunal):
    assert institutions.find(session, "SECOEM") is None
    assert institutions.find(session, "") is None


def test_takes_a_short_word_in_capitals_for_an_acronym(session):
    made = institutions.find_or_create(session, " CADPE ")
    assert (made.name, made.acronym) == ("CADPE", "CADPE")


def test_makes_an_institution_with_a_long_name_without_acronym(session):
    made = institutions.find_or_create(session, "Gobierno  Digital")
    assert (made.name, made.acronym) == ("Gobierno Digital", None)


def test_makes_an_institution_once_within_one_edit(session):
    first = institutions.find_or_create(session, "SFA")
    assert institutions.find_or_create(session, "sfa") is first
    session.commit()
    assert [row.name for row in institutions.all_institutions(session)] == ["SFA"]


def test_two_laptops_give_the_same_name_the_same_id(session):
    assert (
        institutions.find_or_create(session, "Órgano de Control").id
        == "9a7637ff-5ba0-53fe-9b09-64fa7af2d935"
    )


def test_an_institution_renamed_since_is_found_by_the_name_that_made_it(session):
    made = institutions.find_or_create(session, "SECOEM")
    session.commit()
    made.name, made.acronym = "Secretaría de Contraloría", None
    session.commit()
    assert institutions.find_or_create(session, "SECOEM") is made
    session.commit()


def test_a_deleted_institution_is_no_longer_found(session, tribunal):
    session.delete(tribunal)
    assert institutions.find(session, "TRIJAEM") is None
    session.commit()
    assert institutions.find(session, "TRIJEM") is None


def test_refuses_a_blank_name(session):
    with pytest.raises(PeaError) as said:
        institutions.find_or_create(session, "  ")
    assert str(said.value) == "Falta el nombre de la institución; escríbalo."


def test_says_in_words_that_an_institution_was_deleted(session, tribunal):
    assert institutions.name_of(session, tribunal.id).startswith("Tribunal de Justicia")
    assert institutions.name_of(session, "no-such-id") == "(institución borrada)"


def test_lists_institutions_in_alphabetical_order_without_regard_to_accents(session, tribunal):
    for name in ("Zona Metropolitana", "Órgano Superior", "Oficialía"):
        institutions.find_or_create(session, name)
    session.commit()
    assert [
        (row["name"], row["acronym"], row["aliases"]) for row in institutions.show(session)
    ] == [
        ("Oficialía", None, []),
        ("Órgano Superior", None, []),
        (
            "Tribunal de Justicia Administrativa del Estado de México",
            "TRIJAEM",
            ["TRIAEM", "TRIJAE", "TRIJEM"],
        ),
        ("Zona Metropolitana", None, []),
    ]
    assert list(institutions.show(session)[0]) == ["id", "name", "acronym", "aliases"]


def test_a_person_is_named_with_the_treatment(session):
    assert Person(treatment="Lic.", name="Asistente Uno").full_name == "Lic. Asistente Uno"
    assert Person(name="Asistente Dos").full_name == "Asistente Dos"
