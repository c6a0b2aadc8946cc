"""Makes a línea of an acción sugerida, from Cobertura and from the ficha of a prioridad."""

from PySide6.QtWidgets import QWidget

from pea_desktop.areas import institutions
from pea_desktop.areas.catalog import ActionSheet, SuggestedAction
from pea_desktop.areas.matrix import coverage
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.picker import Picker


def edit_label(workspace: Workspace, action_id: str) -> str:
    """Return what undo says: «Crear línea desde la acción sugerida 3 a)».

    Raises:
        PeaError: There is no such acción.
    """
    name = coverage.action_name(workspace.session, action_id)
    return _("Crear línea desde la acción sugerida {name}").format(name=name)


def take_up(workspace: Workspace, parent: QWidget, action_id: str, institution_id: str = "") -> str:
    """Make a línea of an acción sugerida; return its id, "" when nothing was made.

    Without an institution the one that has a matrix is meant; else the person is asked.
    """
    owner = institution_id or _ask_institution(workspace, parent, action_id)
    if not owner:
        return ""
    try:
        with workspace.edit(edit_label(workspace, action_id)) as session:
            known = {one.id for one in institutions.all_institutions(session)}
            if owner not in known:
                owner = institutions.find_or_create(session, owner).id
            return coverage.line_from_action(session, action_id, owner).id
    except PeaError as error:
        dialogs.show_error(error, parent)
        return ""


def _ask_institution(workspace: Workspace, parent: QWidget, action_id: str) -> str:
    """Return the id of an institution, or the name of a new one; "" when nobody answers."""
    known = coverage.matrix_institutions(workspace.session)
    if len(known) == 1:
        return known[0].id
    if known:
        title = _("¿En la matriz de qué institución?")
        picker = Picker(parent, title, [(one.id, one.name) for one in known], known[0].id)
        accepted = dialogs.show(picker)
        value = picker.value
        picker.deleteLater()
        return value or "" if accepted else ""
    name = dialogs.ask_text(
        parent,
        _("Nueva matriz"),
        _("¿De qué institución es la matriz? Escriba sus siglas o su nombre."),
        _owner_of_sheet(workspace, action_id),
    )
    return (name or "").strip()


def _owner_of_sheet(workspace: Workspace, action_id: str) -> str:
    """Return the institution a ficha was published for: most often its matrix is meant."""
    session = workspace.session
    action = session.get(SuggestedAction, action_id)
    sheet = session.get(ActionSheet, action.sheet_id) if action is not None else None
    if sheet is None or not sheet.institution_id:
        return ""
    return institutions.name_of(session, sheet.institution_id)
