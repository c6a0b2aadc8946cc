"""The data of an invented minute, as `minute new` reads them."""

MINUTE = {
    "table": "08",
    "phase": "1",
    "date": "2023-04-19",
    "institution": "SECOEM",
    "declared_lines": 24,
    "agreements": [
        {"number": "1", "text": "Se integró la matriz con 24 líneas de acción.", "notes": ""},
        {"number": "2", "text": "Se verificarán las líneas base.", "notes": "Quedan en amarillo."},
    ],
    "attendees": [{"treatment": "Lic.", "name": "Asistente Uno"}],
    "coordinators": [{"treatment": "Mtra.", "name": "Coordinadora Uno"}],
    "materials": ["Política Estatal Anticorrupción"],
    "observations": "Ninguna.",
}
