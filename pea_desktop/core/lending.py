"""An open file lent to another thread: it writes by an object of its own, here one only reads.

Two connections of one program are to SQLite as two programs: while one writes, the other reads what
there was before. So a window stays alive while a large package is taken in.
"""

from typing_extensions import override

from pea_desktop.core import disk
from pea_desktop.core.lock import FileLock
from pea_desktop.core.migrations import Schema
from pea_desktop.core.touched import EVERYTHING, Touched
from pea_desktop.core.workspace import Changes, Workspace


class Loan:
    """Begins where it is made, which is also where it ends; between, `open()` serves one thread.

    Args:
        workspace: the expediente; until `end()` it refuses to write.
        schema: of its tables.
    """

    def __init__(self, workspace: Workspace, schema: Schema) -> None:
        workspace.session.commit()
        workspace.is_lent = True
        self._workspace = workspace
        self._schema = schema
        self._done: list[Changes] = []

    def open(self) -> Workspace:
        """Open the file for the thread that calls; that thread closes it."""
        lender = self._workspace
        db = disk.connect(lender.path)
        try:
            disk.configure(db)
            made = Workspace(lender.path, self._schema, lender.device, db, _Shared(), lender.now)
        except BaseException:
            db.close()
            raise
        made.subscribe(self._done.append)
        return made

    def end(self) -> None:
        """Read anew, tell what was done meanwhile, and write again."""
        workspace = self._workspace
        workspace.is_lent = False
        workspace.session.commit()
        workspace.session.expire_all()
        workspace.forget()
        rows = [row for changes in self._done for row in changes.rows]
        if rows:
            # Nothing is written: it is how listeners are told.
            with workspace.transaction(self._done[-1].label):
                rids = set(workspace.heads.names.rids(rows).values())
                workspace.touched(Touched(changed=rids, everything=EVERYTHING in rows))


class _Shared(FileLock):
    """The right to write, which this program has already."""

    def __init__(self) -> None:
        """Take nothing."""

    @override
    def release(self) -> None:
        """Leave it to who has it."""
