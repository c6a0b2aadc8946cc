"""A book like the one a scanned minuta gives: five tables, rows that slipped, lost cells."""

from pea_desktop.areas import catalog

HEADING = (
    *("Eje PEA", "Prioridad PEA", "Lluvia de ideas: Líneas de Acción", "Indicador"),
    *("Interpretación", "Tipo", "Formula", "Frecuencia de Medición"),
    *("Meta 2024", "Meta 2025", "Meta 2026"),
)
ALL = ("100", "100", "100")


def rows(session):
    """Return the rows of the sheet: titles, five headings, 27 rows; as a scan leaves them."""
    said = {item.number: f"{item.number}. {item.text}" for item in catalog.priorities(session)}
    bare = {item.number: item.text for item in catalog.priorities(session)}

    def line(number, *, at="", metas=ALL, remark="", kind="Porcentaje", formula=True):
        name = f"Porcentaje de avance de la acción {number}"
        worked = f"(Número de acciones {number}/Número de acciones programadas)*100"
        return ["", at, f"Realizar la acción número {number} de la institución.", name, remark,
                kind, worked if formula else "", "Annual", *metas]  # fmt: skip

    def slipped(number):
        return ["", "", "", *line(number)[2:]]

    first = [
        line(1, metas=("100%", "100%", "100%")),
        line(2, metas=("100%", "100%", "100%")),
        ["", "", "Brindar la acción número 3.", "", "Revisión con dirección de compras de SPA.",
         "", "", "Annual", "", "", ""],
        line(4),
        ["", "", said["7"], *[""] * 8],
        line(6),
        line(7, metas=("15%", "30%", "50%")),
        ["", "", said["8"], *line(8, metas=("25%", "50%", "100%"))[3:]],
    ]  # fmt: skip
    second = [
        ["9.", bare["9"], *line(9)[2:], "x"],
        slipped(10),
        slipped(11),
        ["10.", bare["10"], *line(12)[2:]],
        slipped(13),
    ]
    third = [
        ["2. Fortalecer", said["12"], *line(14)[2:]],
        line(15, at=said["13"], remark="Socializar con Gobierno Digital y SFA"),
        line(16, remark="Socializar con Gobierno Digital y SFA"),
        line(17),
        line(18, at=said["14"]),
        line(19),
        ["", said["18"], "Diseño de la acción número 20.", "Porcentaje", "Socializar con SFA",
         "Porcentaje", "", "Annual", "", "", ""],
    ]  # fmt: skip
    fourth = [
        line(21, at=said["19"]),
        line(22),
        line(23),
        line(24),
        [said["20"], "Establecer mecanismos entre las autoridades.", "Desarrollo de un modelo 25.",
         "", "Socializar con SB", "", "", "Annual", "", "", ""],
        ["", "", *line(26)[2:4], "", "Socializar con SB", "", line(26)[6], "Annual", "100", "100"],
    ]  # fmt: skip
    fifth = [
        ["", said["21"], "Realizar la acción número 27.", "", "Socializar con CADPE",
         "", "", "Annual", "", "", ""]
    ]  # fmt: skip
    made = [["Diseño del programa de Implementación"], ["SECOEM"]]
    for part in (first, second, third, fourth, fifth):
        made += [list(HEADING), *part]
    return made
