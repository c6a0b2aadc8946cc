"""What a person does to whole rows of the matrix: each of them is one edit, one step to undo."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.areas.matrix import LineRow, Matrix
from pea_desktop.core.errors import PeaError
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _, ngettext
from pea_desktop.ui.kit import dialogs
from pea_desktop.ui.kit.grid_data import Cell, NewRow
from pea_desktop.ui.kit.picker import Picker
from pea_desktop.ui.screens.matrix_columns import PRIORITY


class RowWork:
    """Inserts, copies, moves and deletes líneas.

    Args:
        workspace: where they are.
        parent: over what questions are asked.
        rows: returns the líneas shown, in the order of the screen.
    """

    def __init__(
        self, workspace: Workspace, parent: QWidget, rows: Callable[[], Sequence[LineRow]]
    ) -> None:
        self._workspace = workspace
        self._parent = parent
        self._rows = rows
        self.first_owner = ""
        """Name of the institution whose matrix the first pasted rows make."""

    def insert(self, row_id: str, *, above: bool) -> str:
        """Add an empty línea beside another one, under its prioridad; return its id, "" if not."""
        made: list[str] = []

        def change(session: Any) -> None:
            (line,) = matrix.insert_lines(
                session,
                self._matrix(session, row_id),
                after_id=None if above else row_id,
                before_id=row_id if above else None,
            )
            made.append(line.id)

        self._try(_("Insertar una línea"), change)
        return made[0] if made else ""

    def duplicate(self, ids: Sequence[str]) -> str:
        """Copy líneas below the last of them; return the first copy."""
        made: list[str] = []
        count = len(ids)
        label = ngettext("Duplicar {n} línea", "Duplicar {n} líneas", count).format(n=count)
        self._try(
            label,
            lambda session: made.extend(one.id for one in matrix.duplicate_lines(session, ids)),
        )
        return made[0] if made else ""

    def delete(self, ids: Sequence[str]) -> str:
        """Delete líneas without a question, for undo brings them back; return a neighbour."""
        shown = [row.id for row in self._rows()]
        gone = set(ids)
        left = [one for one in shown if one not in gone]
        at = next((place for place, one in enumerate(shown) if one in gone), 0)

        def change(session: Any) -> None:
            for one in ids:
                matrix.delete_line(session, one)

        label = self._about(_("Eliminar la línea {number}"), "Eliminar {n} línea", ids)
        done = self._try(label, change)
        return (left[min(at, len(left) - 1)] if left else "") if done else ids[0]

    def move(self, ids: Sequence[str], step: int) -> bool:
        """Move líneas one place up or down within their group."""
        rows = list(self._rows())
        wanted = set(ids)
        chosen = [(at, row) for at, row in enumerate(rows) if row.id in wanted]
        if not chosen:
            return False
        at, edge = chosen[0] if step < 0 else chosen[-1]
        at += step
        if not 0 <= at < len(rows) or _group(rows[at]) != _group(edge):
            return False
        beside = {"before_id" if step < 0 else "after_id": rows[at].id}
        return self._move([row.id for _at, row in chosen], **beside)

    def move_beside(self, ids: Sequence[str], after_id: str, priority_id: str | None) -> bool:
        """Move líneas after another one, under a prioridad; without one, they keep their place."""
        wanted = set(ids)
        ordered = [row.id for row in self._rows() if row.id in wanted]

        def change(session: Any) -> None:
            matrix.set_priority(session, ordered, priority_id)
            if after_id and after_id not in wanted:
                matrix.move_lines(session, ordered, after_id=after_id)

        return self._try(
            self._about(_("Mover la línea {number}"), "Mover {n} línea", ordered), change
        )

    def regroup(self, ids: Sequence[str], step: int) -> bool:
        """Hang líneas from the prioridad before or after theirs in the policy."""
        wanted = set(ids)
        chosen = [row for row in self._rows() if row.id in wanted]
        if not chosen:
            return False
        known: list[str | None] = [None]
        known += [item.id for item in catalog.priorities(self._workspace.session)]
        current = chosen[0].priority.id if chosen[0].priority else None
        at = (known.index(current) if current in known else 0) + step
        return 0 <= at < len(known) and self.set_priority(ids, known[at])

    def choose_priority(self, ids: Sequence[str]) -> bool:
        """Ask for a prioridad and hang líneas from it."""
        items = catalog.priorities(self._workspace.session)
        options = [("", _("Sin prioridad"))]
        options += [(item.id, f"{item.number}. {item.text}") for item in items]
        chosen = next((row for row in self._rows() if row.id in ids), None)
        current = chosen.priority.id if chosen and chosen.priority else ""
        picker = Picker(self._parent, _("Cambiar de prioridad"), options, current)
        accepted = dialogs.show(picker)
        value = picker.value
        picker.deleteLater()
        return accepted and value is not None and self.set_priority(ids, value or None)

    def set_priority(self, ids: Sequence[str], priority_id: str | None) -> bool:
        """Hang líneas from a prioridad, after those it has."""
        wanted = set(ids)
        moved: dict[str, list[str]] = {}
        last: dict[str, LineRow] = {}
        for row in self._rows():
            if row.id in wanted:
                moved.setdefault(row.matrix_id, []).append(row.id)
            elif (row.priority.id if row.priority else None) == priority_id:
                known = last.get(row.matrix_id)
                if known is None or row.number > known.number:
                    last[row.matrix_id] = row

        def change(session: Any) -> None:
            for matrix_id, own in moved.items():
                matrix.set_priority(session, own, priority_id)
                if matrix_id in last:
                    matrix.move_lines(session, own, after_id=last[matrix_id].id)

        ordered = [one for own in moved.values() for one in own]
        return self._try(
            self._about(_("Mover la línea {number}"), "Mover {n} línea", ordered), change
        )

    def write(self, cells: Iterable[Cell], added: Sequence[NewRow], label: str) -> None:
        """Write cells, in rows made first where they are new, as one edit.

        Raises:
            PeaError: A text does not fit; nothing is written then.
        """
        cells = list(cells)
        has_priorities = any(cell.key == PRIORITY for cell in cells)
        with self._workspace.edit(label) as session:
            made = self._make_rows(session, added)
            titles = matrix.priority_titles(session) if has_priorities else {}
            plain: list[tuple[str, str, str]] = []
            for cell in cells:
                row_id = made.get(cell.row_id, cell.row_id)
                if cell.key == PRIORITY:
                    matrix.set_priority(session, [row_id], titles.get(cell.text, cell.text) or None)
                else:
                    plain.append((row_id, cell.key, cell.text))
            matrix.set_values(session, plain)

    def _make_rows(self, session: Any, added: Sequence[NewRow]) -> dict[str, str]:
        """Make the rows of a paste, runs at once; return their ids by key."""
        made: dict[str, str] = {}
        at = 0
        while at < len(added):
            run = [added[at]]
            while at + len(run) < len(added) and added[at + len(run)].after == run[-1].key:
                run.append(added[at + len(run)])
            after = made.get(run[0].after, run[0].after)
            held = self._matrix(session, after)
            lines = matrix.insert_lines(session, held, count=len(run), after_id=after or None)
            made |= {new.key: line.id for new, line in zip(run, lines, strict=True)}
            at += len(run)
        return made

    def _matrix(self, session: Any, row_id: str) -> Matrix:
        rows = self._rows()
        matrix_id = matrix.find_line(session, row_id).matrix_id if row_id else ""
        matrix_id = matrix_id or (rows[-1].matrix_id if rows else "")
        found: Matrix | None = session.get(Matrix, matrix_id) if matrix_id else None
        if found is None and self.first_owner:
            policy = catalog.current(session)
            owner = institutions.find_or_create(session, self.first_owner)
            found = matrix.matrix_of(session, policy.id, owner.id)
            found = found or matrix.make_matrix(session, policy.id, owner.id)
        if found is None:
            raise PeaError(_("Todavía no hay una matriz: agregue primero una línea."))
        return found

    def _move(self, ids: Sequence[str], **beside: str) -> bool:
        return self._try(
            self._about(_("Mover la línea {number}"), "Mover {n} línea", ids),
            lambda session: matrix.move_lines(session, ids, **beside),
        )

    def _about(self, one: str, verb: str, ids: Sequence[str]) -> str:
        row = next((row for row in self._rows() if row.id == ids[0]), None) if ids else None
        if len(ids) == 1 and row is not None:
            return one.format(number=row.number)
        count = len(ids)
        many = {
            "Mover {n} línea": ngettext("Mover {n} línea", "Mover {n} líneas", count),
            "Eliminar {n} línea": ngettext("Eliminar {n} línea", "Eliminar {n} líneas", count),
        }
        return many[verb].format(n=count)

    def _try(self, label: str, change: Callable[[Any], object]) -> bool:
        try:
            with self._workspace.edit(label) as session:
                change(session)
        except PeaError as error:
            dialogs.show_error(error, self._parent)
            return False
        return True


def _group(row: LineRow) -> tuple[str, str | None]:
    return row.matrix_id, row.priority.id if row.priority else None
