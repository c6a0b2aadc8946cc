"""Líneas for the tests of the linter: sound ones, to be changed where a test wants a fault."""

from pea_desktop.areas.matrix.lines import ItemRef, LineRow, SourceRef
from pea_desktop.areas.matrix.linting import lint

PRIORITY = ItemRef("p7", "7", "Fomentar la denuncia con protocolos homologados.")


def line(number=1, **changed):
    """Return a línea nothing is remarked about, with some fields changed."""
    fields = {
        "id": f"linea-{number}",
        "matrix_id": "m1",
        "number": number,
        "position": f"{number:06}",
        "institution_id": "i1",
        "institution": "SECOEM",
        "axis": None,
        "priority": PRIORITY,
        "state": "propuesta",
        "highlighted": False,
        "line": "Atender las denuncias que presente la ciudadanía.",
        "indicator": "Porcentaje de denuncias atendidas",
        "interpretation": "Cuántas de las denuncias recibidas se atendieron.",
        "type": "Porcentaje",
        "formula": "(Número de denuncias atendidas/Número de denuncias recibidas)*100",
        "frequency": "Anual",
        "targets_text": {2024: "60", 2025: "75", 2026: "90"},
        "sources": (SourceRef("s1", "SECOEM", "Informe anual", "https://ejemplo.mx", None),),
        "baseline": "50",
        "direction": "ascendente",
    }
    return LineRow(**(fields | changed))


def codes(*rows, context=None):
    return {finding.code for finding in lint(rows, context)}


def only(code, *rows, context=None):
    """Return the findings of one rule, sure that no other rule says anything."""
    findings = lint(rows, context)
    assert {finding.code for finding in findings} == {code}
    return findings


CLEAN = (
    line(),
    line(
        2,
        line="Capacitar a quienes investigan faltas administrativas.",
        indicator="Porcentaje de personas capacitadas en investigación",
        formula="(Número de personas capacitadas / Número de personas programadas) × 100",
        targets_text={2024: "40", 2025: "70", 2026: "100"},
        baseline="20",
    ),
    line(
        3,
        line="Publicar los informes de auditoría en un solo portal.",
        indicator="Porcentaje de informes publicados",
        formula="A/B*100 donde A = Informes publicados; B = Informes concluidos",
        frequency="Trimestral",
        targets_text={2024: "No aplica", 2025: "30", 2026: "60"},
        baseline="No aplica",
    ),
    line(
        4,
        line="Reducir el plazo con que se resuelven las quejas.",
        indicator="Días promedio de resolución",
        type="Promedio",
        unit="Días",
        formula="Días transcurridos en total / Número de quejas resueltas",
        direction="descendente",
        targets_text={2024: "45", 2025: "30", 2026: "20"},
        baseline="60",
    ),
    line(
        5,
        line="Mantener certificado el sistema de gestión antisoborno.",
        indicator="Certificaciones vigentes",
        type="Número",
        formula="Número de certificaciones vigentes",
        direction="regular",
        targets_text={2024: "1", 2025: "1", 2026: "1"},
        baseline="1",
    ),
    line(
        6,
        line="Vincular el padrón de proveedores con la Plataforma Digital.",
        indicator="Porcentaje de registros vinculados",
        formula="(Registros vinculados ÷ Total de registros) x 100",
        targets_text={2024: "25", 2025: "50", 2026: "75"},
        baseline="0",
    ),
)
