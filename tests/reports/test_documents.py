"""The documents beside the minute: what each says, in which order, and that it is all there."""

import re
from dataclasses import replace
from datetime import date

import pytest

from pea_desktop.areas.minutes import (
    AgendaPoint,
    CellChange,
    Corrects,
    Look,
    Pending,
    Redline,
    RowChange,
    Signatory,
)
from pea_desktop.areas.minutes.snapshots import Session
from pea_desktop.reports import (
    REPORTS,
    agreements,
    attendance,
    catalog,
    indicator,
    priority,
)
from pea_desktop.reports import minute as minute_report
from pea_desktop.reports.layout import Printing
from pea_desktop.reports.snapshots import (
    AgreementRow,
    AgreementsSnapshot,
    CatalogAxis,
    CatalogPriority,
    CatalogSnapshot,
    Fact,
    IndicatorSheet,
    PrioritySheet,
    ReminderSnapshot,
)

TODAY = date(2023, 5, 2)
NASTY = "<b> & ∑ ñ “comillas” \x0b </para> &amp; 🙂"
SHOWN = "<b> & ∑ ñ “comillas” </para> &amp; □"


@pytest.fixture(scope="module")
def acta(minute):
    session = Session(
        kind="Sesión ordinaria",
        title="Segunda sesión ordinaria",
        place="Sala de juntas",
        starts="10:00",
        ends="12:30",
        quorum_required=4,
        quorum_present=6,
        quorum="Se declara que hay quórum.",
        agenda=(AgendaPoint("1", "Lista de asistencia", 5), AgendaPoint("2", "Asuntos generales")),
        next_meeting="15 de mayo de 2023.",
    )
    pending = Pending(
        "SESEA-MIN-2023-A01/A02", "m", "Remitir fichas.", "SFA", date(2023, 3, 31), "Vencido"
    )
    return replace(
        minute,
        template="sesion",
        session=session,
        pending=(pending,),
        opening="En Morelia, siendo las 10:00 horas.",
        development="Se dio la bienvenida.\nSe presentó la matriz.",
        closing="Se da por concluida la sesión.",
        coordinators=(Signatory("Mtra. Presidenta", "", quality="Preside"),),
    )


def in_order(text, blocks):
    """Say whether each block comes once and after the one before."""
    places = [text.find(block) for block in blocks]
    missing = [block for block, place in zip(blocks, places, strict=True) if place < 0]
    assert missing == []
    assert places == sorted(places)
    return True


def test_the_acta_has_the_blocks_of_a_session_in_their_order(acta, read_pages):
    text = " ".join(read_pages(minute_report.render(acta)))
    assert in_order(
        text,
        [
            "ACTA DE SESIÓN Segunda sesión ordinaria",
            "Lugar Sala de juntas",
            "Fecha 19 de abril de 2023",
            "Hora de inicio 10:00",
            "Hora de cierre 12:30",
            "En Morelia, siendo las 10:00 horas.",
            "Lista de asistencia y quórum: Nombre Calidad Llegada",
            "Quórum requerido: 4 · presentes: 6 Se declara que hay quórum.",
            "Orden del día: 1. Lista de asistencia (5 minutos) 2. Asuntos generales",
            "Seguimiento de acuerdos anteriores: Folio Acuerdo Responsable Fecha límite",
            "Remitir fichas. SFA 31 de marzo de 2023 Vencido",
            "Desarrollo: Se dio la bienvenida. Se presentó la matriz.",
            "Acuerdos: No. Acuerdo Responsable Fecha límite",
            "Próxima sesión: 15 de mayo de 2023.",
            "Cierre: Se da por concluida la sesión.",
            "Firmas: Nombre Firma Mtra. Presidenta Preside Lic. Asistente Uno",
            "Anexo. Diseño del programa",
        ],
    )


def test_an_acta_of_nothing_is_printed_too(acta, read_pages):
    blank = replace(
        acta,
        day=None,
        session=Session(),
        pending=(),
        opening="",
        development="",
        closing="",
        agreements=(),
        attendees=(),
        coordinators=(),
        materials=(),
        with_matrix=False,
    )
    text = " ".join(read_pages(minute_report.render(blank)))
    for sentence in ("Fecha por registrar", "Sin puntos registrados.", "Por convocar.", "Lugar —"):
        assert sentence in text


def test_the_minute_says_who_answers_and_until_when(minute, read_pages, acta):
    decision = replace(
        minute.agreements[0], responsible="SECOEM", deadline="24 de abril de 2023 (3 días hábiles)"
    )
    odd = replace(minute, agreements=(decision,), pending=acta.pending, closing="Se cierra.")
    pages = read_pages(minute_report.render(odd))
    assert in_order(
        " ".join(pages),
        [
            "Seguimiento de acuerdos anteriores:",
            "No. Acuerdo Observaciones",
            "Responsable: SECOEM Fecha límite: 24 de abril de 2023 (3 días hábiles)",
            "Observaciones: Ninguna. Se cierra.",
        ],
    )


def test_a_correction_names_what_it_corrects(acta, read_pages):
    corrects = Corrects("fe_erratas", "SESEA-MIN-2023-A01", "ab" * 32, "Decía 24 y son 26.")
    text = " ".join(read_pages(minute_report.render(replace(acta, corrects=corrects))))
    assert "Fe erratas de «SESEA-MIN-2023-A01». Motivo: Decía 24 y son 26." in text
    assert "ab" * 32 in text.replace(" ", "")


def test_the_changes_since_the_minute_before_are_an_annex(acta, read_pages):
    changed = RowChange("cambiada", 3, "Brindar", (CellChange("Meta 2024", "80%", "100%"),))
    rows = (changed, RowChange("nueva", 4, "Recibir"), RowChange("eliminada", 9, "Ya no"))
    redline = Redline("SESEA-MIN-2023-A01", date(2023, 3, 30), rows)
    text = " ".join(read_pages(minute_report.render(replace(acta, redline=redline))))
    assert in_order(
        text,
        [
            "Anexo. Cambios desde la minuta anterior Desde SESEA-MIN-2023-A01, del 30 de marzo",
            "1 línea nueva, 1 cambiada, 1 eliminada",
            "Línea de acción Qué cambió Decía Dice",
            "3. Brindar Meta 2024 80% 100%",
            "4. Recibir Línea nueva — Recibir",
            "9. Ya no Línea eliminada Ya no —",
            "Anexo. Diseño del programa",
        ],
    )
    nothing = Redline("SESEA-MIN-2023-A01", None, ())
    text = " ".join(read_pages(minute_report.render(replace(acta, redline=nothing))))
    assert "La matriz no ha cambiado desde entonces." in text


def test_the_attendance_list_has_lines_for_who_was_not_called(minute, read_pages):
    text = " ".join(read_pages(attendance.render(minute)))
    assert in_order(
        text,
        [
            "LISTA DE ASISTENCIA Reunión Mesa 08, fase 1",
            "No. Nombre Institución Asistió Firma",
            "1 Mtra. Coordinadora Uno Directora de Riesgos y Política Pública",
            "10 Ing. Asistente Cuatro",
            "11 12 13",
        ],
    )


def test_the_ficha_of_a_prioridad_has_all_it_publishes(read_pages):
    sheet = PrioritySheet(
        policy="Estado de México",
        axis="1. COMBATIR LA IMPUNIDAD",
        goal="Mejorar.",
        number="4",
        text="Desarrollar estrategias.",
        principles=("Derechos humanos",),
        leaders=("INFOEM", "CPC"),
        entities=("TRIJAEM", "Gobiernos Municipales"),
        actions=(("a)", "Reducir."), ("ñ)", NASTY)),
        variants=("Desarrollar la estrategia.",),
        good_practice="MyGov",
        is_immediate=True,
    )
    data = priority.render(sheet, Printing())
    text = " ".join(read_pages(data))
    assert in_order(
        text,
        [
            "FICHA TÉCNICA 4. Desarrollar estrategias. Eje 1. COMBATIR LA IMPUNIDAD",
            "Objetivo Mejorar. Principios transversales Derechos humanos",
            "Marcas Implementación inmediata Líderes de implementación INFOEM CPC",
            "Entes públicos potenciales TRIJAEM · Gobiernos Municipales",
            "Buena práctica sugerida MyGov",
            f"Acciones sugeridas a) Reducir. ñ) {SHOWN}",
            "Desarrollar la estrategia.",
        ],
    )
    assert "BORRADOR" not in text
    assert "Rúbricas" not in text
    text = " ".join(read_pages(priority.render(replace(sheet, has_sheet=False, actions=()))))
    assert "La política no publicó ficha de esta prioridad." in text


def test_the_ficha_de_indicador_shows_what_is_not_filled_in(read_pages):
    sheet = IndicatorSheet(
        policy="Michoacán",
        institution="SECOEM",
        title="Porcentaje de denuncias",
        place=(Fact(label="Eje", text="1. Combatir"),),
        features=(Fact(label="Fórmula", text="(A/B)*100"), Fact(label="Importancia", text="")),
        baseline=(Fact(label="Línea base", text="82 (2023)"),),
        targets=tuple((str(year), f"{year - 2000}%") for year in range(2024, 2034)),
    )
    text = " ".join(read_pages(indicator.render(sheet)))
    assert in_order(
        text,
        [
            "FICHA DE INDICADOR Porcentaje de denuncias Eje 1. Combatir",
            "Características del indicador Fórmula (A/B)*100 Importancia —",
            "Medios de verificación Institución Instrumento Liga web Frecuencia — — — —",
            "Línea base y metas Línea base 82 (2023)",
            "Meta 2024",
            "24% 25% 26% 27% 28% 29% 30% 31%",
            "Meta 2032 Meta 2033 32% 33%",
        ],
    )


def test_the_catalogue_lists_every_prioridad_under_its_eje(read_pages):
    axis = CatalogAxis(
        number="1",
        text="COMBATIR",
        goal="Mejorar.",
        topics=("Denuncia.",),
        priorities=tuple(
            CatalogPriority(number=str(n), text=f"Prioridad {n:02}.") for n in range(1, 61)
        ),
    )
    pages = read_pages(catalog.render(CatalogSnapshot(policy="Edomex", axes=(axis,))))
    text = " ".join(pages)
    assert "1 eje · 60 prioridades" in text
    assert [n for n in range(1, 61) if f"Prioridad {n:02}." not in text] == []
    assert all("No. Prioridad Principios transversales Líderes" in page for page in pages)


ROWS = (
    AgreementRow(
        folio="A/A01", minute="m", institution="SFA", text="Entregar.", state="Registrado"
    ),
    AgreementRow(
        folio="A/A02",
        minute="m",
        institution="SECOEM",
        text=NASTY,
        responsible="Dirección",
        due=date(2023, 5, 20),
        state="En proceso",
        days=18,
    ),
    AgreementRow(
        folio="A/A03",
        minute="m",
        institution="SECOEM",
        text="Verificar.",
        due=date(2023, 4, 24),
        state="Vencido",
        days=-8,
    ),
)


def test_the_status_puts_what_is_overdue_first_in_each_institution(read_pages):
    snapshot = AgreementsSnapshot(policy="Michoacán", day=TODAY, rows=ROWS)
    text = " ".join(read_pages(agreements.render(snapshot)))
    assert in_order(
        text,
        [
            "Estado de los acuerdos 3 acuerdos · 1 vencido",
            "A/A03 Verificar. — 24 de abril de 2023 venció hace 8 días Vencido",
            f"A/A02 {SHOWN} Dirección 20 de mayo de 2023 faltan 18 días En proceso",
            "A/A01 Entregar. — — Registrado",
        ],
    )
    empty = AgreementsSnapshot(policy="Michoacán", day=TODAY, rows=())
    assert "No hay acuerdos registrados." in " ".join(read_pages(agreements.render(empty)))


def test_the_status_is_a_sheet_too():
    snapshot = AgreementsSnapshot(policy="Michoacán", day=TODAY, rows=ROWS)
    sheet = agreements.as_sheet(snapshot)
    assert [column.header for column in sheet.columns] == [
        "Folio",
        "Institución",
        "Acuerdo",
        "Responsable",
        "Fecha límite",
        "Estado",
        "Días",
    ]
    assert sheet.rows[0].cells == (
        "A/A03",
        "SECOEM",
        "Verificar.",
        "",
        "24/04/2023",
        "Vencido",
        "-8",
    )


def test_the_reminder_is_a_letter_and_a_draft_until_it_has_its_number(read_pages):
    letter = ReminderSnapshot(
        policy="Michoacán",
        day=TODAY,
        institution="SECOEM",
        rows=ROWS[1:],
        place="Morelia",
        to=("Lic. Destinataria",),
        sender=("Mtra. Coordinadora",),
        copies=("Secretaría Técnica",),
    )
    text = " ".join(read_pages(agreements.render_reminder(letter)))
    assert in_order(
        text,
        [
            "Morelia, 2 de mayo de 2023 Asunto: recordatorio de acuerdos pendientes",
            "Lic. Destinataria Presente Por este medio se le recuerda",
            "al 2 de mayo de 2023 están pendientes de cumplimiento los 2 acuerdos",
            "A/A03 Verificar.",
            "Atentamente Mtra. Coordinadora C.c.p. Secretaría Técnica",
        ],
    )
    assert "BORRADOR" in text
    numbered = replace(letter, number="SESEA/045/2023", body="Texto propio.")
    text = " ".join(read_pages(agreements.render_reminder(numbered)))
    assert "Oficio SESEA/045/2023" in text
    assert "Texto propio." in text
    assert "BORRADOR" not in text


def test_the_menu_names_every_document_once():
    assert [report.key for report in REPORTS] == [
        "minute",
        "attendance",
        "matrix",
        "agreements",
        "reminder",
        "priority",
        "indicator",
        "catalog",
    ]


def test_each_document_is_gathered_from_an_expediente_and_printed(workspace, read_pages):
    from pea_desktop.areas import catalog as policy
    from pea_desktop.areas import institutions, matrix, minutes

    with workspace.edit("Preparar") as session:
        office = institutions.find_or_create(session, "SECOEM")
        made = minutes.create(
            session,
            {
                "table": "08",
                "phase": "1",
                "date": "2023-04-19",
                "institution": "SECOEM",
                "declared_lines": None,
                "agreements": [
                    {"number": "1", "text": "Verificar las líneas base.", "notes": None}
                ],
                "attendees": [],
                "coordinators": [],
                "materials": [],
                "observations": None,
            },
        )
        session.flush()
        prioridad = policy.priorities(session)[0]
        ids = {"minuta": made.id, "institucion": office.id, "prioridad": prioridad.id}
    with workspace.edit("Capturar") as session:
        owner = matrix.make_matrix(session, policy.current(session).id, ids["institucion"])
        session.flush()
        ids["linea"] = matrix.insert_lines(session, owner, priority_id=ids["prioridad"])[0].id
    for report in REPORTS:
        snapshot = report.gather(workspace.session, ids.get(report.subject, ""), TODAY)
        text = " ".join(read_pages(report.render(snapshot)))
        assert re.search("Página 1 de [1-9]", text), report.key
        assert "Huella de los datos: " in text


def test_a_look_of_its_own_reaches_every_document(read_pages):
    look = Look(header=("Secretaría Ejecutiva de Ejemplo",))
    snapshot = AgreementsSnapshot(policy="Michoacán", day=TODAY, rows=ROWS, look=look)
    assert "Secretaría Ejecutiva de Ejemplo" in read_pages(agreements.render(snapshot))[0]
