"""An edit that writes into a conflict: it asks first, and may become the decision itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pea_desktop.core.capture import ALIVE, Write
from pea_desktop.core.errors import ConflictedError


@dataclass(frozen=True)
class Clash:
    """What an edit wrote, and the cells in conflict that it met.

    Attributes:
        writes: All that it wrote, and what else a decision with it has to say.
        cells: (table, row, field) of the conflicts.
    """

    writes: tuple[Write, ...]
    cells: tuple[tuple[str, str, str], ...]

    def with_writes(self, writes: Sequence[Write]) -> "Clash":
        """Return the clash with what was written beside what it says already."""
        return replace(self, writes=(*writes, *self.writes))

    @property
    def conflict_id(self) -> str:
        """Id of its first conflict (`conflicts.Conflict.id`)."""
        _table, row, field = self.cells[0]
        return f"{row}:{field}"

    @property
    def beside(self) -> list[Write]:
        """What it wrote that decides nothing."""
        cells = set(self.cells)
        return [one for one in self.writes if (one.table, one.row, one.field) not in cells]

    @property
    def is_deletion(self) -> bool:
        """Whether the edit takes a row in conflict away."""
        rows = {(table, row) for table, row, _field in self.cells}
        gone = (one for one in self.writes if one.field == ALIVE and one.value == 0)
        return any((one.table, one.row) in rows for one in gone)

    @property
    def keeps(self) -> bool:
        """Whether the edit goes on writing in a row that another laptop deleted."""
        return not self.is_deletion and any(field == ALIVE for _t, _r, field in self.cells)


Asker = Callable[[Clash], bool]
"""Asks the person: True takes what was written as the decision, False leaves all as it was.

Without one (`Workspace.ask_on_clash`) such an edit is only refused.
"""


class ClashError(ConflictedError):
    """An edit met a conflict; `clash` says how it could be decided with it."""

    def __init__(self, sentence: str, clash: Clash) -> None:
        super().__init__(sentence)
        self.clash = clash
