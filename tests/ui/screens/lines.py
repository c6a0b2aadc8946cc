"""A matrix of three líneas without its screen, for the windows about one línea."""

from PySide6.QtWidgets import QLabel, QWidget

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.ui.screens.line_actions import LineActions

FORMULA = "(Trámites digitalizados/Trámites programados)*100"


def make_lines(workspace):
    """Write the líneas and return their ids."""
    with workspace.edit("Crear") as session:
        owner = institutions.find_or_create(session, "SECOEM")
        institutions.find_or_create(session, "SFA")
        held = matrix.make_matrix(session, catalog.current(session).id, owner.id)
        made = [line.id for line in matrix.insert_lines(session, held, count=3)]
        matrix.set_values(
            session,
            [
                (made[0], "line", "Digitalizar trámites"),
                (made[0], "indicator", "Porcentaje de trámites digitalizados"),
                (made[0], "formula", FORMULA),
                (made[0], "targets.2024", "80"),
                (made[1], "line", "Atender denuncias"),
                (made[2], "line", "Publicar informes"),
            ],
        )
    return made


def make_actions(workspace, qtbot, size=(1282, 700)):
    """Return what the screen would give: it reads the file anew each time it is asked."""
    parent = QWidget()
    parent.resize(*size)
    qtbot.add_widget(parent)

    def rows():
        return {row.id: row for row in matrix.lines(workspace.session)}

    actions = LineActions(workspace, parent, rows, lambda: list(rows().values()))
    # Kept alive by the test that keeps the actions.
    actions.held = parent
    return actions


def texts(widget):
    """Return what a widget says."""
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisible() and one.text()]
