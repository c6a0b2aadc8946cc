from collections import Counter
from functools import partial

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from pea_desktop.areas import catalog, institutions
from pea_desktop.areas.catalog import LevelCode, PolicyItem
from pea_desktop.core.base import Base
from pea_desktop.core.errors import PeaError

COORDINATION = "Coordinación institucional"
OPEN = "Gobierno abierto y participación social"
RIGHTS = "Derechos humanos"
INTELLIGENCE = "Desarrollo de inteligencia y aprovechamiento tecnológico"
GENDER = "Género"

LETTERS = [f"{letter})" for letter in "abcdefghijklmnñopqrs"]

# Prioridad, acciones, marks, principios, implementación inmediata, adicionada por el ente.
FICHAS = [
    ("1", 5, ["•"] * 5, [COORDINATION], True, False),
    ("3", 15, LETTERS[:15], [OPEN], True, False),
    ("4", 20, LETTERS, [COORDINATION], True, False),
    ("12", 11, LETTERS[:11], [OPEN], False, False),
    ("14", 7, LETTERS[:7], [OPEN], True, True),
    ("15", 5, LETTERS[:5], [INTELLIGENCE], False, False),
    ("16", 7, LETTERS[:7], [RIGHTS], True, False),
    ("19", 20, LETTERS, [RIGHTS, GENDER], False, False),
    ("22", 5, LETTERS[:5], [COORDINATION], True, True),
    ("25", 9, [*LETTERS[:8], "j)"], [OPEN], True, False),
    ("26", 10, [*LETTERS[:8], "j)", "k)"], [OPEN], True, True),
    ("31", 9, ["•"] * 9, [OPEN, INTELLIGENCE], False, False),
    ("33", 9, LETTERS[:9], [OPEN], True, False),
    ("34", 11, LETTERS[:11], [OPEN], False, False),
    ("35", 8, LETTERS[:8], [INTELLIGENCE], False, False),
    ("36", 9, LETTERS[:9], [COORDINATION], False, False),
    ("37", 7, LETTERS[:7], [COORDINATION], True, False),
    ("41", 5, LETTERS[:5], [OPEN], False, False),
    ("43", 7, LETTERS[:7], [OPEN], True, False),
    ("45", 10, LETTERS[:10], [OPEN], False, False),
    ("46", 4, LETTERS[:4], [OPEN], False, False),
    ("47", 3, LETTERS[:3], [OPEN], False, False),
    ("48", 7, LETTERS[:7], [COORDINATION], True, False),
    ("49", 9, LETTERS[:9], [COORDINATION], False, False),
    ("50", 6, ["•"] * 6, [COORDINATION, RIGHTS, GENDER], False, False),
    ("51", 6, LETTERS[:6], [COORDINATION], False, False),
    ("52", 5, LETTERS[:5], [OPEN], False, False),
    ("53", 7, ["•"] * 7, [OPEN], False, False),
    ("54", 6, ["•"] * 6, [OPEN], False, False),
    ("55", 7, ["•"] * 7, [COORDINATION], False, False),
    ("56", 9, LETTERS[:9], [COORDINATION], False, False),
    ("57", 6, LETTERS[:6], [COORDINATION, RIGHTS, GENDER], True, False),
    ("58", 8, LETTERS[:8], [OPEN], False, False),
    ("59", 7, LETTERS[:7], [OPEN], False, False),
    ("60", 8, ["•"] * 8, [COORDINATION, OPEN], False, False),
]


def open_session(path):
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    return engine, Session(engine, autoflush=False, expire_on_commit=False)


def loaded(path, code):
    engine, session = open_session(path)
    with session:
        catalog.load(session, code)
        session.commit()
    return engine, Session(engine, autoflush=False, expire_on_commit=False)


@pytest.fixture(scope="module")
def edomex(tmp_path_factory):
    """Estado de México as a file holds it; these tests only read it."""
    engine, session = loaded(tmp_path_factory.mktemp("edomex") / "file.pea", "edomex")
    with session:
        yield session
    engine.dispose()


@pytest.fixture(scope="module")
def shown(edomex):
    return catalog.show(edomex)


@pytest.fixture(scope="module")
def sheets(shown):
    return {sheet["priority"]: sheet for sheet in shown["sheets"]}


@pytest.fixture
def michoacan(tmp_path):
    engine, session = loaded(tmp_path / "file.pea", "michoacan")
    with session:
        yield session
    engine.dispose()


@pytest.fixture
def empty(tmp_path):
    engine, session = open_session(tmp_path / "file.pea")
    with session:
        yield session
    engine.dispose()


def children(session, level):
    by_axis = {}
    for item in catalog.items(session, level):
        by_axis.setdefault(catalog.axis_of(session, item).number, []).append(item.number)
    return by_axis


def test_edomex_has_5_ejes_10_temas_and_60_prioridades(shown):
    assert Counter(item["level"] for item in shown["items"]) == {
        "eje": 5,
        "tema": 10,
        "prioridad": 60,
    }
    assert shown["name"] == "Estado de México"
    assert shown["levels"] == ["eje", "tema", "prioridad"]


def test_temas_and_prioridades_are_both_children_of_their_eje(edomex):
    axes = {axis.id for axis in catalog.axes(edomex)}
    topics = catalog.items(edomex, LevelCode.TOPIC)
    assert {item.parent_id for item in topics + catalog.priorities(edomex)} == axes
    assert [len(found) for found in children(edomex, LevelCode.TOPIC).values()] == [2, 2, 1, 2, 3]
    assert {item.number for item in topics} == {None}


def test_each_eje_of_edomex_has_12_prioridades(edomex):
    numbers = children(edomex, LevelCode.PRIORITY)
    assert list(numbers) == ["1", "2", "3", "4", "5"]
    assert " ".join(numbers["1"]) == "1 2 3 4 5 6 7 8 9 10 11 12"
    assert " ".join(numbers["2"]) == "13 14 15 16 17 18 19 20 21 22 23 24"
    assert " ".join(numbers["3"]) == "25 26 27 28 29 30 31 32 33 34 35 36"
    assert " ".join(numbers["4"]) == "37 38 39 40 41 42 43 44 45 46 47 48"
    assert " ".join(numbers["5"]) == "49 50 51 52 53 54 55 56 57 58 59 60"


def test_ejes_of_edomex_have_name_and_objetivo(edomex):
    assert [(axis.number, axis.text, axis.goal[:40]) for axis in catalog.axes(edomex)] == [
        ("1", "COMBATIR LA IMPUNIDAD", "Mejorar las capacidades institucionales "),
        ("2", "CONTROLAR LA ARBITRARIEDAD", "Disminuir los márgenes de discrecionalid"),
        (
            "3",
            "FORTALECER LAS INTERACCIONES GOBIERNO-SOCIEDAD",
            "Modificar los niveles de corrupción que ",
        ),
        ("4", "INVOLUCRAR A LA SOCIEDAD", "Promover el fortalecimiento e institucio"),
        ("5", "ÉTICA PÚBLICA E INTEGRIDAD", "El presente Eje se concibe estratégico, "),
    ]


def test_25_prioridades_have_no_ficha(edomex):
    numbers = [item.number for item in catalog.priorities_without_sheet(edomex)]
    assert " ".join(numbers) == (
        "2 5 6 7 8 9 10 11 13 17 18 20 21 23 24 27 28 29 30 32 38 39 40 42 44"
    )


def test_fichas_come_in_the_order_of_their_prioridades(shown):
    assert [sheet["priority"] for sheet in shown["sheets"]] == [row[0] for row in FICHAS]
    assert len(shown["sheets"]) == 35


@pytest.mark.parametrize(
    ("priority", "count", "marks", "principles", "immediate", "added"),
    FICHAS,
    ids=[row[0] for row in FICHAS],
)
def test_a_ficha_is_as_printed(sheets, priority, count, marks, principles, immediate, added):
    sheet = sheets[priority]
    assert len(sheet["actions"]) == count
    assert [action["mark"] for action in sheet["actions"]] == marks
    assert sheet["principles"] == principles
    assert sheet["immediate"] is immediate
    assert sheet["added_by_entity"] is added


def test_edomex_has_287_acciones_sugeridas(edomex, sheets):
    per_axis = Counter()
    for item in catalog.priorities(edomex):
        if item.number in sheets:
            axis = catalog.axis_of(edomex, item).number
            per_axis[axis] += len(sheets[item.number]["actions"])
    assert per_axis == {"1": 51, "2": 44, "3": 65, "4": 43, "5": 84}
    assert sum(per_axis.values()) == 287


def test_13_fichas_are_immediate_and_3_of_them_added_by_the_ente(shown):
    immediate = [sheet["priority"] for sheet in shown["sheets"] if sheet["immediate"]]
    added = [sheet["priority"] for sheet in shown["sheets"] if sheet["added_by_entity"]]
    assert " ".join(immediate) == "1 3 4 14 16 22 25 26 33 37 43 48 57"
    assert added == ["14", "22", "26"]


def test_17_fichas_name_a_buena_practica(shown):
    named = [sheet["priority"] for sheet in shown["sheets"] if sheet["good_practice"] is not None]
    assert " ".join(named) == "1 3 4 14 16 22 25 26 33 34 37 43 45 48 57 59 60"


def test_leaders_are_counted_by_institution_whatever_their_spelling(edomex):
    counted = Counter()
    for item in catalog.priorities(edomex):
        sheet = catalog.sheet(edomex, item.id)
        for leader in catalog.leaders(edomex, sheet.id) if sheet else ():
            counted[edomex.get(institutions.Institution, leader.institution_id).acronym] += 1
    assert counted == {
        "INFOEM": 35,
        "SECOGEM": 34,
        "CPC": 33,
        "OSFEM": 32,
        "CJPJEM": 28,
        "FECC": 27,
        "TRIJAEM": 26,
        "SESAEMM": 5,
    }


def test_leaders_and_entes_keep_the_spelling_and_order_of_the_page(sheets):
    assert " ".join(sheets["1"]["leaders"]) == "SECOGEM OSFEM FECC TRIJAEM INFOEM CPC CJPJEM"
    assert sheets["45"]["leaders"][3] == "TRIJEM"
    assert sheets["48"]["leaders"][3] == "TRIJAE"
    assert sheets["3"]["entities"] == ["TRIAEM", "Gobernatura", "Gobiernos Municipales"]
    assert sheets["26"]["entities"] == []
    assert sheets["36"]["entities"] == ["SESAEMM", "Secretaría de Finanzas"]
    assert sheets["53"]["entities"][:4] == [
        "Gubernatura",
        "Secretaría Técnica del Gabinete",
        "Secretaría General de Gobierno",
        "Gubernatura",
    ]
    assert (
        "Instituto de Transparencia, Acceso a la Información Pública y Protección de Datos "
        "Personales del Estado de México y Municipios"
    ) in sheets["43"]["entities"]
    counted = [len(sheets[number]["entities"]) for number in ("1", "25", "43", "53")]
    assert counted == [33, 36, 37, 40]


def test_one_institution_under_several_printed_names_is_one_row(edomex):
    same = {
        institutions.find(edomex, name).id
        for name in ("TRIJAEM", "TRIJEM", "TRIJAE", "TRIAEM", "trijaem")
    }
    assert len(same) == 1
    assert institutions.find(edomex, "FGJ") is institutions.find(edomex, "FGJEM")
    assert institutions.find(edomex, "UAEMéx").name == "Universidad Autónoma del Estado de México"


def test_ficha_texts_that_differ_from_the_list_are_kept_as_variants(edomex, sheets):
    differing = {number: sheet["variants"] for number, sheet in sheets.items() if sheet["variants"]}
    assert list(differing) == ["3", "14", "19", "48"]
    official = {item.number: item.text for item in catalog.priorities(edomex)}
    assert "plan estratégico de medios que difunda" in official["3"]
    assert [variant["origin"] for variant in differing["3"]] == ["ficha"]
    assert "plan estratégico de medios dirigido a la ciudadanía" in differing["3"][0]["text"]
    assert "abuso de funciones y autoridad" in official["14"]
    assert "abuso de poder y autoridad" in differing["14"][0]["text"]
    assert "perspectiva de género" in official["19"]
    assert "perspectiva género" in differing["19"][0]["text"]
    assert "campañas de comunicación a fin" in official["48"]
    assert "campañas de comunicación, a fin" in differing["48"][0]["text"]


def test_texts_are_kept_letter_by_letter(sheets):
    # Misprints and doubled stops are the document's own.
    assert sheets["14"]["actions"][6]["text"].endswith("transparencia en el servicio público..")
    assert sheets["16"]["actions"][3]["text"] == (
        "Promover la instalación de cámaras de vigilancia en la oficinas o prestación de servicios "
        "de mayor vulnerabilidad a la corrupción."
    )
    assert sheets["47"]["actions"][2] == {
        "mark": "c)",
        "text": "Articular espacios de diálogo con la sociedad civil, a fin de definir una agenda "
        "de colaboración en la redacción de proyectos legislativos.",
    }
    assert sheets["25"]["good_practice"] == (
        "INVOLUCRAMIENTO DE CPC'S EN LA DESIGNACIÓN DE PUESTOS RELEVANTES DE LOS SEA'S."
    )


def test_the_ficha_over_two_pages_has_all_its_acciones(sheets):
    marked = {action["mark"]: action["text"] for action in sheets["4"]["actions"]}
    assert marked["k)"].startswith("Incluir la fiscalización coordinada y proactiva")
    assert marked["l)"].startswith("Fortalecer la incidencia del Comité de Participación")
    assert marked["ñ)"].startswith("Identificar aspectos susceptibles y clave de mejora")
    assert marked["s)"].startswith("Producir y difundir periódicamente datos estadísticos")


def test_fichas_whose_acciones_stand_apart_from_their_heading_keep_their_own(sheets):
    assert sheets["12"]["actions"][0]["text"].startswith("Difundir los programas e instituciones")
    assert " ".join(sheets["12"]["leaders"]) == "INFOEM SECOGEM OSFEM TRIJAEM FECC CJPJEM CPC"
    assert sheets["26"]["actions"][0]["text"] == (
        "Evitar la tendencia a sumarse a los actos de corrupción."
    )
    assert sheets["25"]["actions"][-1]["text"].startswith("Implementar trámites con mejora")


def test_shows_the_policy_with_the_promised_keys_in_order(edomex, shown):
    assert list(shown) == ["name", "levels", "items", "sheets"]
    assert list(shown["items"][0]) == ["id", "level", "number", "parent", "text"]
    assert " ".join(shown["sheets"][0]) == (
        "priority principles leaders entities actions variants good_practice immediate "
        "added_by_entity"
    )
    levels = [item["level"] for item in shown["items"]]
    assert levels == ["eje"] * 5 + ["tema"] * 10 + ["prioridad"] * 60
    assert [item["number"] for item in shown["items"][15:]] == [str(n) for n in range(1, 61)]
    axis = next(item["id"] for item in shown["items"] if item["number"] == "3")
    assert next(item["parent"] for item in shown["items"] if item["number"] == "25") == axis


def test_every_reference_between_rows_is_to_a_row_that_exists(edomex):
    entities = [getattr(catalog, name) for name in catalog.__all__]
    entities = [entity for entity in entities if hasattr(entity, "__table__")]
    assert len(entities) == 10
    rows = [row for entity in entities for row in edomex.scalars(select(entity))]
    known = {row.id for row in [*rows, *institutions.all_institutions(edomex)]}
    for row in rows:
        for column in row.__table__.columns:
            if column.name.endswith("_id") and getattr(row, column.name) is not None:
                assert getattr(row, column.name) in known, (row, column)


def test_michoacan_has_what_the_matrix_names_and_no_fichas(michoacan):
    shown = catalog.show(michoacan)
    assert shown["name"] == "Michoacán (reconstruido de la matriz SECOEM)"
    assert shown["levels"] == ["eje", "prioridad"]
    assert shown["sheets"] == []
    assert [(axis.number, axis.text) for axis in catalog.axes(michoacan)] == [
        ("1", "Combatir la Impunidad"),
        ("2", "Fortalecer la Cultura de la Legalidad"),
        ("4", "Garantizar la Transparencia y el Control de los Recursos Públicos"),
    ]
    assert children(michoacan, LevelCode.PRIORITY) == {
        "1": ["7", "8"],
        "2": ["9", "10", "12", "13", "14", "18"],
        "4": ["19", "20", "21"],
    }


def test_the_same_policy_has_the_same_ids_in_every_expediente(michoacan, tmp_path):
    engine, other = loaded(tmp_path / "other.pea", "michoacan")
    with other:
        assert catalog.show(other) == catalog.show(michoacan)
    engine.dispose()


def test_an_item_id_comes_from_policy_level_and_number(michoacan):
    ids = {item.number: item.id for item in catalog.priorities(michoacan)}
    assert ids["7"] == "937b0a13-811d-53be-b8f3-f7d92fb4700f"


@pytest.mark.parametrize(("code", "name"), catalog.AVAILABLE.items())
def test_a_policy_is_named_as_it_is_offered(tmp_path, code, name):
    engine, session = loaded(tmp_path / "file.pea", code)
    with session:
        policy = catalog.current(session)
        assert (policy.code, policy.name) == (code, name)
        assert policy.source
        assert policy.publisher
    engine.dispose()


def test_refuses_a_policy_it_does_not_have(empty):
    with pytest.raises(PeaError) as said:
        catalog.load(empty, "jalisco")
    assert str(said.value) == (
        "No hay una política «jalisco»; elija una de estas: edomex, michoacan."
    )


def test_refuses_a_second_policy(michoacan):
    with pytest.raises(PeaError) as said:
        catalog.load(michoacan, "edomex")
    assert str(said.value) == (
        "El expediente ya tiene la política «Michoacán (reconstruido de la matriz SECOEM)»; "
        "para otra cree otro expediente."
    )


def test_says_that_an_expediente_has_no_policy(empty):
    with pytest.raises(PeaError) as said:
        catalog.current(empty)
    assert str(said.value) == ("El expediente no tiene política; créelo de nuevo eligiendo una.")


def element(level, number, text, *items):
    return {"level": level, "text": text, "items": items} | ({"number": number} if number else {})


def objective(number):
    line = element("linea_accion", None, f"Línea de {number}")
    strategy = element("estrategia", "1", f"Estrategia 1 de {number}", line)
    return element("objetivo_especifico", number, f"Objetivo {number}", strategy)


OTHER_STATE = {
    "code": "otro",
    "name": "Otro estado",
    "state": "Otro",
    "source": {"title": "Política de otro estado", "publisher": "SEA"},
    "levels": [
        {"code": "eje", "label": "Eje rector", "required": True},
        {"code": "objetivo_especifico", "label": "Objetivo", "required": True},
        {"code": "estrategia", "label": "Estrategia", "required": True},
        {"code": "linea_accion", "label": "Línea de acción", "required": False},
    ],
    "principles": [],
    "institutions": [],
    "items": [element("eje", "I", "Eje uno", objective("I.1"), objective("I.2"))],
}


def test_a_policy_with_other_levels_loads_the_same_way(empty):
    catalog.add_policy(empty, OTHER_STATE)
    empty.commit()
    assert [level.label for level in catalog.levels(empty)] == [
        "Eje rector",
        "Objetivo",
        "Estrategia",
        "Línea de acción",
    ]
    assert [(item.level, item.number, item.text) for item in catalog.items(empty)] == [
        ("eje", "I", "Eje uno"),
        ("objetivo_especifico", "I.1", "Objetivo I.1"),
        ("objetivo_especifico", "I.2", "Objetivo I.2"),
        ("estrategia", "1", "Estrategia 1 de I.1"),
        ("estrategia", "1", "Estrategia 1 de I.2"),
        ("linea_accion", None, "Línea de I.1"),
        ("linea_accion", None, "Línea de I.2"),
    ]
    line = catalog.items(empty, LevelCode.ACTION_LINE)[1]
    assert catalog.axis_of(empty, line).text == "Eje uno"
    assert catalog.priorities(empty) == []


def test_refuses_a_level_the_policy_does_not_declare(empty):
    data = {**OTHER_STATE, "levels": OTHER_STATE["levels"][:3]}
    with pytest.raises(PeaError) as said:
        catalog.add_policy(empty, data)
    assert str(said.value) == (
        "La política «Otro estado» usa un nivel que no declara, «linea_accion»; agréguelo."
    )


def test_elements_hanging_from_each_other_have_no_eje(empty):
    item = partial(PolicyItem, policy_id="p", level=LevelCode.PRIORITY, position=1, text="")
    empty.add_all([item(id="a", parent_id="b"), item(id="b", parent_id="a")])
    empty.commit()
    assert catalog.axis_of(empty, empty.get(PolicyItem, "a")) is None


def test_matches_a_numbered_prioridad_to_the_one_of_that_number(michoacan):
    found = catalog.match_priority(
        michoacan,
        "14. PROMOVER el fortalecimiento  de los mecanismos de participacion ciudadana con "
        "perspectiva de DH",
    )
    assert (found.item.number, found.number, found.score) == ("14", "14", 100)


def test_the_number_decides_even_when_another_text_is_alike(edomex):
    # Edomex prints almost this text as its prioridad 36.
    found = catalog.match_priority(
        edomex,
        "21. Promover la creación y adopción de criterios y estándares unificados en las compras, "
        "contrataciones y adquisiciones públicas, que acoten espacios de arbitrariedad, y mejoren "
        "su transparencia y fiscalización.",
    )
    assert found.item.number == "21"
    assert found.score < 80


def test_a_number_the_policy_does_not_have_means_nothing(michoacan):
    found = catalog.match_priority(michoacan, "99. Promover")
    assert (found.item, found.number, found.score) == (None, "99", 0)


def test_a_text_without_number_means_the_likest(michoacan):
    found = catalog.match_axis(michoacan, "combatir la impunidad")
    assert (found.item.number, found.number, found.score) == ("1", None, 100)


def test_a_text_as_the_ficha_prints_it_matches_fully(edomex):
    found = catalog.match_priority(
        edomex,
        "48. Homologar criterios a escala Estatal para la realización de campañas de "
        "comunicación, a fin de concientizar a la población sobre el problema de la "
        "corrupción, sus costos, implicaciones y elementos disponibles para su combate.",
    )
    assert found.score == 100
