"""Asks before an edit overwrites what two laptops left different: decide now, or with what it says.

One place for every way of writing: `Workspace.ask_on_clash` calls it after the edit was rolled
back and before anybody is told, so that no form and no grid need know of conflicts.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from pea_desktop.core.capture import ALIVE, Value
from pea_desktop.core.clashes import Clash
from pea_desktop.core.conflicts import Conflict
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.screens.conflict_choices import Side, ask, shortened
from pea_desktop.ui.screens.conflict_words import ConflictWords

_NOW, _AS_WRITTEN = 0, 1
_MOST_LISTED: Final = 3
_CELLS: Final = ("action_line", "indicator", "target")
_SHORT: Final = 280


class ClashAsker:
    """Asks what becomes of an edit in a conflict.

    Args:
        workspace: the open expediente.
        over: the window the question belongs to.
        go: shows a conflict by its id, with a text to begin the third value with ("" for none).
    """

    def __init__(
        self, workspace: Workspace, over: QWidget, go: Callable[[str, str], object]
    ) -> None:
        self._workspace = workspace
        self._over = over
        self._go = go
        self._is_busy = False

    def __call__(self, clash: Clash) -> bool:
        """Ask; True when what was written is the decision."""
        if self._is_busy:
            # The field that loses the keyboard to the question tries to write once more.
            return False
        self._is_busy = True
        words = ConflictWords(self._workspace.session)
        found = self._found(clash)
        chosen = dialogs.choose(
            QApplication.activeWindow() or self._over,
            _title(clash, found),
            (_("Decidir ahora"), _accepting(clash)),
            "\n\n".join(self._told(clash, found, words)),
        )
        if chosen == _NOW:
            text = self._typed(clash, found, words)
            # Once who asked to write has heard that it was not done.
            QTimer.singleShot(0, self._over, lambda: self._leave(clash.conflict_id, text))
        else:
            self._is_busy = False
        return chosen == _AS_WRITTEN

    def _leave(self, conflict_id: str, text: str) -> None:
        over = QApplication.activeModalWidget()
        if isinstance(over, QDialog):
            # A ficha over the window would keep the person from deciding.
            over.done(QDialog.DialogCode.Rejected)
            QTimer.singleShot(0, self._over, lambda: self._leave(conflict_id, text))
            return
        try:
            # A cell that is left tries to write what is in it: it is on its way to the decision.
            self._go(conflict_id, text)
        finally:
            self._is_busy = False

    def _found(self, clash: Clash) -> list[Conflict]:
        return [
            one
            for one in self._workspace.conflicts()
            if (one.table, one.row, one.field) in clash.cells
        ]

    def _told(self, clash: Clash, found: list[Conflict], words: ConflictWords) -> list[str]:
        lines = [self._line(clash, one, words) for one in found[:_MOST_LISTED]]
        if len(found) > _MOST_LISTED:
            lines.append(_("… y {n} más.").format(n=len(found) - _MOST_LISTED))
        if len(clash.writes) > len(clash.cells) and not clash.is_deletion and not clash.keeps:
            lines.append(_("Lo demás que cambió se guarda en el mismo paso."))
        lines.append(_("Si cancela, lo que escribió sigue donde lo escribió."))
        return lines

    def _line(self, clash: Clash, conflict: Conflict, words: ConflictWords) -> str:
        question = ask(conflict, words, self._workspace.device)
        lines = [f"{question.head}."]
        lines += [_said(side) for side in question.sides]
        written = _written(clash, conflict)
        if written is not None and conflict.field != ALIVE:
            text = words.value(conflict.table, conflict.field, written[0], conflict.row)
            lines.append(_("Lo que escribió: «{text}»").format(text=shortened(text, _SHORT)))
        return "\n\n".join(lines)

    def _typed(self, clash: Clash, found: list[Conflict], words: ConflictWords) -> str:
        """Return what was written into the first conflict, as a person reads it."""
        for one in found:
            written = _written(clash, one)
            if f"{one.row}:{one.field}" == clash.conflict_id and written and written[0] is not None:
                return words.value(one.table, one.field, written[0], one.row)
        return ""


def _written(clash: Clash, conflict: Conflict) -> tuple[Value] | None:
    """Return the value that an edit wrote into a conflict, None for none."""
    place = conflict.table, conflict.row, conflict.field
    found = [(w.value,) for w in clash.writes if (w.table, w.row, w.field) == place]
    return found[-1] if found else None


def _title(clash: Clash, found: list[Conflict]) -> str:
    if clash.keeps:
        return _("Otro equipo eliminó este renglón")
    if clash.is_deletion:
        return _("El renglón tiene datos en conflicto")
    count = len(found)
    if count == 1:
        is_cell = found[0].table in _CELLS
        return _("Esta celda está en conflicto") if is_cell else _("Este dato está en conflicto")
    return ngettext("{n} dato está en conflicto", "{n} datos están en conflicto", count).format(
        n=count
    )


def _accepting(clash: Clash) -> str:
    if clash.keeps:
        return _("Conservar el renglón con lo que escribí")
    if clash.is_deletion:
        return _("Eliminar de todos modos")
    return _("Usar lo que escribí como decisión")


def _said(side: Side) -> str:
    return _("{title}: «{text}»").format(title=side.title, text=shortened(side.text, _SHORT))
