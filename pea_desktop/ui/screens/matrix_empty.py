"""What the matrix says when there is nothing to show."""

from collections.abc import Callable

from pea_desktop.i18n import _
from pea_desktop.ui.kit.widgets import Button, EmptyState


def no_lines(bring: Callable[[], object], write: Callable[[], object]) -> EmptyState:
    """Return the page of a matrix without líneas: import a book or write the first one."""
    empty = EmptyState(
        "table-2",
        _("Aquí va la matriz de implementación"),
        _(
            "Cada fila es una línea de acción con su indicador, su fórmula y sus metas, bajo la"
            " prioridad a la que responde. Por ejemplo: «Recibir y dar atención a las"
            " denuncias», medida con el porcentaje de denuncias turnadas."
        ),
    )
    importing = Button(_("Importar Excel…"), "file-spreadsheet", "primary")
    importing.clicked.connect(bring)
    writing = Button(_("Escribir la primera línea"), "plus")
    writing.clicked.connect(write)
    empty.setFocusProxy(importing)
    empty.buttons.addWidget(importing)
    empty.buttons.addWidget(writing)
    return empty


def nothing_found(clear: Callable[[], object]) -> EmptyState:
    """Return the page of a filter that leaves no línea."""
    nothing = EmptyState(
        "search",
        _("Ninguna línea coincide con el filtro"),
        _("Busque otras palabras o quite los filtros; las líneas siguen en el archivo."),
    )
    button = Button(_("Quitar filtros"), "x")
    button.clicked.connect(clear)
    nothing.buttons.addWidget(button)
    return nothing
