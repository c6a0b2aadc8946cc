"""The minute of mesa 08 with invented people, and a stand-in for its drawing."""

from pathlib import Path

from pea_desktop.areas import documents, matrix, minutes
from pea_desktop.files import xlsx

BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"
MESA_08 = {
    "table": "08",
    "phase": "1",
    "date": "2023-04-19",
    "institution": "SECOEM",
    "declared_lines": 24,
    "agreements": [
        {
            "number": "1",
            "text": "Las personas servidoras públicas de la {siglas} integraron su matriz con "
            "{líneas} líneas de acción, así como indicadores y metas a {último año}.",
            "kind": "constancia",
        },
        {
            "number": "2",
            "text": "La matriz será facilitada al personal para verificar las líneas base, "
            "contando hasta el 24 de abril de la presente anualidad para notificar cualquier "
            "ajuste.",
            "notes": "Las líneas resaltadas quedan sujetas a revisión.",
            "kind": "compromiso",
            "due": "2023-04-24",
            "responsible": "Titular de la unidad",
        },
    ],
    "attendees": [
        {"treatment": "Lic.", "name": "Asistente Uno", "office": "Titular"},
        {"treatment": "Ing.", "name": "Asistente Dos", "office": "Analista"},
    ],
    "coordinators": [{"treatment": "Mtra.", "name": "Coordinadora Uno", "office": "Directora"}],
    "materials": ["Política Estatal Anticorrupción"],
    "observations": "Ninguna.",
}


def record(workspace, **changes):
    """Record the minute with some of its data changed; return it."""
    with workspace.edit("Registrar minuta") as session:
        return minutes.create(session, {**MESA_08, **changes})


def import_matrix(workspace):
    with workspace.edit("Importar") as session:
        matrix.apply_import(session, matrix.plan_import(session, xlsx.read(BOOK), "SECOEM"))


def drawn(snapshot):
    """Return a document that says all of its snapshot, and a place for everybody."""
    pdf = b"%PDF-1.7\n" + minutes.canonical(snapshot).encode()
    return documents.Rendered(pdf, [Place(person.cell, 1) for person in snapshot.people])


class Place:
    """Where somebody signs."""

    def __init__(self, name, page):
        self.name, self.page, self.box = name, page, (10.0, 10.0, 90.0, 40.0)
