"""The documents beside the minute: what each says, in which order, and that it is all there."""

import hashlib
import re
from dataclasses import replace
from datetime import date

import pytest

from pea_desktop.areas import documents
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
from pea_desktop.core.errors import PeaError
from pea_desktop.reports import (
    REPORTS,
    agreements,
    attendance,
    catalog,
    gathering,
    indicator,
    matrix,
    priority,
    signatures,
)
from pea_desktop.reports import minute as minute_report
from pea_desktop.reports.layout import Printing
from pea_desktop.reports.snapshots import (
    AgreementRow,
    AgreementsSnapshot,
    AttendanceSheet,
    Called,
    CatalogAxis,
    CatalogPriority,
    CatalogSnapshot,
    Fact,
    IndicatorSheet,
    PrioritySheet,
    ReminderSnapshot,
    SignatureSheet,
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
    corrects = Corrects("nueva_version", "SESEA-MIN-2023-A01", "ab" * 32, "Decía 24 y son 26.")
    text = " ".join(read_pages(minute_report.render(replace(acta, corrects=corrects))))
    assert "Nueva versión de «SESEA-MIN-2023-A01». Motivo: Decía 24 y son 26." in text
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


CALLED = (
    Called(name="Mtra. Presidenta", office="Directora de Riesgos", presence="10:05"),
    Called(name="Lic. Asistente Uno", institution="SECOEM", presence="Sí"),
    Called(name="Lic. Asistente Dos", institution="SFA", presence="No"),
)


def test_the_attendance_list_has_lines_for_who_was_not_called(read_pages):
    sheet = AttendanceSheet(policy="Michoacán", meeting="Mesa 08, fase 1", people=CALLED)
    text = " ".join(read_pages(attendance.render(sheet)))
    assert in_order(
        text,
        [
            "LISTA DE ASISTENCIA Reunión Mesa 08, fase 1",
            "No. Nombre Institución Asistió Firma",
            "1 Mtra. Presidenta Directora de Riesgos 10:05",
            "2 Lic. Asistente Uno SECOEM Sí",
            "3 Lic. Asistente Dos SFA No",
            "4 5 6 7",
        ],
    )
    # It is signed in the room, before there is any minute.
    assert "BORRADOR" not in text
    assert "Rúbricas" in text


def test_the_attendance_list_of_an_issued_minute_names_it(read_pages):
    sheet = AttendanceSheet(policy="x", meeting="Mesa 08", folio="SECOEM-MIN-2023-A01")
    text = " ".join(read_pages(attendance.render(sheet)))
    assert "Minuta SECOEM-MIN-2023-A01" in text
    assert "Folio SECOEM-MIN-2023-A01/LA" in text
    assert "Sin personas registradas." in text


def test_who_signs_after_an_efirma_does_it_on_a_sheet_that_names_the_document(read_pages):
    stroke = (((0, 5000, 500), (5000, 2000, 700)),)
    people = (
        Signatory("Lic. Asistente Uno", "Enlace", quality="Asistente", cell="asist_01_aa"),
        Signatory("Lic. Asistente Dos", "", mode="tinta", cell="asist_02_aa", strokes=stroke),
    )
    sheet = SignatureSheet(
        policy="Michoacán",
        folio="SECOEM-MIN-2023-A01/HF-0A1B2C",
        title="Minuta · Mesa 08, fase 1",
        institution="SECOEM",
        document="SECOEM-MIN-2023-A01",
        sha256="ab" * 32,
        issued="19/04/2023 12:10",
        people=people,
    )
    printed = signatures.print_out(sheet)
    text = " ".join(read_pages(printed.data))
    assert in_order(
        text,
        [
            "HOJA DE FIRMAS COMPLEMENTARIA",
            "firman el documento «SECOEM-MIN-2023-A01», tal como se emitió.",
            "Folio SECOEM-MIN-2023-A01 Institución SECOEM Emitido 19/04/2023 12:10",
            "SHA-256 abababababababababababababababab abababababababababababababababab",
            "Lic. Asistente Uno Enlace Asistente",
            "Trazo capturado en pantalla. No es firma electrónica",
            "Folio SECOEM-MIN-2023-A01/HF-0A1B2C",
        ],
    )
    assert "BORRADOR" not in text
    assert [place.mode for place in printed.places] == ["papel", "tinta"]
    # Its pages carry the mark of the document: it is by it that a page is looked up.
    text = " ".join(read_pages(signatures.render(replace(sheet, mark="0123456789abcdef" * 4))))
    assert text.count("Huella de los datos: 0123456789abcdef") == 1


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
    assert all("No. Prioridad" in page for page in pages)
    # This policy publishes neither principles nor leaders: there are no empty columns.
    assert "Líderes" not in text
    led = replace(axis.priorities[0], leaders=("CPC",))
    axis = replace(axis, priorities=(led, *axis.priorities[1:3]))
    text = " ".join(read_pages(catalog.render(CatalogSnapshot(policy="Edomex", axes=(axis,)))))
    assert "No. Prioridad Líderes 1 Prioridad 01. CPC 2 Prioridad 02. —" in text


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
        days=12,
        in_working_days=True,
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
            "A/A03 Verificar. — 24 de abril de 2023 venció hace 8 días naturales Vencido",
            f"A/A02 {SHOWN} Dirección 20 de mayo de 2023 faltan 12 días hábiles En proceso",
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
        "Cómputo",
    ]
    assert sheet.rows[0].cells == (
        "A/A03",
        "SECOEM",
        "Verificar.",
        "",
        "2023-04-24",
        "Vencido",
        "-8",
        "naturales",
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
        "signatures",
        "matrix",
        "agreements",
        "reminder",
        "priority",
        "indicator",
        "catalog",
    ]


def test_each_document_is_gathered_from_an_expediente_and_printed(workspace, read_pages):
    from pea_desktop.areas import catalog as policy
    from pea_desktop.areas import institutions, minutes
    from pea_desktop.areas import matrix as lines

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
                "attendees": [
                    {"treatment": "Lic.", "name": "Asistente Uno", "present": True},
                    {"name": "Asistente Dos", "present": False},
                ],
                "coordinators": [{"name": "Coordinadora Uno", "arrival": "10:05"}],
                "materials": [],
                "observations": None,
            },
        )
        session.flush()
        prioridad = policy.priorities(session)[0]
        ids = {"minuta": made.id, "institucion": office.id, "prioridad": prioridad.id}
    with workspace.edit("Capturar") as session:
        owner = lines.make_matrix(session, policy.current(session).id, ids["institucion"])
        session.flush()
        ids["linea"] = lines.insert_lines(session, owner, priority_id=ids["prioridad"])[0].id
    session = workspace.session
    with pytest.raises(PeaError, match="La minuta no se ha emitido"):
        gathering.signatures(session, ids["minuta"], TODAY)
    documents.issue(workspace, ids["minuta"], lambda _told: documents.Rendered(b"%PDF-1.7"))
    for report in REPORTS:
        snapshot = report.gather(workspace.session, ids.get(report.subject, ""), TODAY)
        text = " ".join(read_pages(report.render(snapshot)))
        assert re.search("Página 1 de [1-9]", text), report.key
        assert "Huella de los datos: " in text
    listed = gathering.attendance(session, ids["minuta"], TODAY)
    assert [(one.name, one.presence) for one in listed.people] == [
        ("Coordinadora Uno", "10:05"),
        ("Lic. Asistente Uno", "Sí"),
        ("Asistente Dos", "No"),
    ]
    sheet = gathering.signatures(session, ids["minuta"], TODAY)
    assert sheet.folio.startswith(f"{sheet.document}/HF-")
    assert sheet.sha256 == hashlib.sha256(b"%PDF-1.7").hexdigest()
    assert [one.name for one in sheet.people] == ["Lic. Asistente Uno", "Coordinadora Uno"]
    assert gathering.signatures(session, ids["minuta"], TODAY) == sheet


def test_who_owes_nothing_is_not_reminded(workspace):
    from pea_desktop.areas import institutions

    with workspace.edit("Preparar") as session:
        office = institutions.find_or_create(session, "SFA").id
    with pytest.raises(PeaError, match="«SFA» no tiene acuerdos pendientes"):
        gathering.reminder(workspace.session, office, TODAY)


def test_a_reminder_is_never_signed_on_a_page_without_an_acuerdo(read_pages):
    for count in range(1, 40):
        letter = ReminderSnapshot(
            policy="Michoacán",
            day=TODAY,
            institution="SECOEM",
            rows=tuple(replace(ROWS[2], folio=f"A/A{n:02}") for n in range(count)),
        )
        last = read_pages(agreements.render_reminder(letter))[-1]
        assert f"A/A{count - 1:02}" in last, count
        assert "Atentamente" in last, count


def test_the_matrix_by_itself_has_the_look_of_its_institution(workspace, secoem, read_pages):
    from pea_desktop.areas import institutions
    from pea_desktop.areas.minutes import DocumentTemplate

    with workspace.edit("Preparar") as session:
        office = institutions.find_or_create(session, "SECOEM").id
        session.add(DocumentTemplate(name="Todas", header="Secretaría Ejecutiva"))
        session.add(DocumentTemplate(name="Suya", header="SECOEM propia", institution_id=office))
    sheet = gathering.matrix_of(workspace.session, office, TODAY)
    text = " ".join(read_pages(matrix.print_sheet(replace(sheet, matrix=secoem)).data))
    assert text.count("SECOEM propia") == 4
    assert gathering.general_look(workspace.session).header == ("Secretaría Ejecutiva",)


def test_a_long_header_is_printed_whole_on_every_page(minute, read_pages):
    name = "Secretaría de Administración, Finanzas, Planeación y Evaluación " * 3 + "Estatal"
    look = Look(header=(name, "Dirección de Riesgos, Política Pública, Evaluación y Seguimiento"))
    folio = "SECRETARIA-EJECUTIVA-ACTA-EXTRAORDINARIA-2023-AB-0000123-V12"
    pages = read_pages(minute_report.render(replace(minute, look=look, folio=folio)))
    for page in pages:
        told = re.sub("\x02 ?|- ", "-", page)
        assert name in told
        assert "Dirección de Riesgos, Política Pública, Evaluación y Seguimiento" in told
        assert folio in told
        assert "…" not in told


def test_a_reason_longer_than_a_page_is_printed_whole(minute, read_pages):
    reason = " ".join(f"motivo{n:04}" for n in range(900))
    corrects = Corrects("fe_de_erratas", "SESEA-MIN-2023-A01", "ab" * 32, reason)
    text = " ".join(read_pages(minute_report.render(replace(minute, corrects=corrects))))
    assert [n for n in range(900) if text.count(f"motivo{n:04}") != 1] == []


def test_a_look_of_its_own_reaches_every_document(read_pages):
    look = Look(header=("Secretaría Ejecutiva de Ejemplo",))
    snapshot = AgreementsSnapshot(policy="Michoacán", day=TODAY, rows=ROWS, look=look)
    assert "Secretaría Ejecutiva de Ejemplo" in read_pages(agreements.render(snapshot))[0]
