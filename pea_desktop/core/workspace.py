"""The one door to an expediente: open it, read with its session, write only inside `edit()`."""

import contextlib
import logging
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy.dialects.sqlite  # noqa: F401 - or the first file opened waits for it, after Qt
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from pea_desktop.core import attachments, backup, disk
from pea_desktop.core import conflicts as conflict_list
from pea_desktop.core import history as journal_history
from pea_desktop.core import undo as undoing
from pea_desktop.core.authority import Authority
from pea_desktop.core.capture import Value, Write, synced_tables, take_writes
from pea_desktop.core.check import find_problems
from pea_desktop.core.clashes import Asker, ClashError
from pea_desktop.core.conflicts import Conflict
from pea_desktop.core.device import Device
from pea_desktop.core.door import Door
from pea_desktop.core.errors import PeaError
from pea_desktop.core.heads import Heads
from pea_desktop.core.history import HistoryStep
from pea_desktop.core.journal import Clock, Journal, now_ms
from pea_desktop.core.lock import FileLock
from pea_desktop.core.migrations import Schema, migrate, require_expediente
from pea_desktop.core.notices import Notice
from pea_desktop.core.opening import prepare
from pea_desktop.core.positions import MARK_OF_RUNS
from pea_desktop.core.recording import Recorder
from pea_desktop.core.sentinel import Sentinel
from pea_desktop.core.touched import Touched
from pea_desktop.i18n import _

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Changes:
    """What a commit reached: the person's words for it, and the rows as (table, row id)."""

    label: str
    rows: frozenset[tuple[str, str]]


class Workspace:
    """Expediente: one `*.pea` file, open.

    Every write is one transaction, one journal entry and one undo step. Not for use from other
    threads.
    """

    def __init__(
        self,
        path: Path,
        schema: Schema,
        device: Device,
        db: sqlite3.Connection,
        lock: FileLock | None,
        clock: Clock,
    ) -> None:
        """Use `open()` or `create()`."""
        self.is_open = True
        self.is_lent = False
        self.path = path
        self.device = device
        self.schema_version = len(schema.migrations)
        self.workspace_id = disk.id_of(db)
        self._db = db
        self._lock = lock
        # Before 1970 a clock is only broken, and an entry holds no negative number.
        self._clock: Clock = lambda: max(0, clock())
        self._thread = threading.get_ident()
        self._sealing = False
        self._label: str | None = None
        self._kind = "edit"
        self._touched = Touched()
        self._schema = schema
        self._listeners: list[Callable[[Changes], None]] = []
        self.ask_on_clash: Asker | None = None
        self.journal = Journal(db, self.workspace_id)
        self.heads = Heads(
            self.journal, synced_tables(schema.metadata), schema.parts, schema.ordered
        )
        self.recorder = Recorder(self.journal, self.heads, device)
        self.authority = Authority(self.heads, device, schema.links)
        self.sentinel = Sentinel(self.journal, device)
        self._door = Door(db)
        self._engine = self._make_engine()
        self.session = Session(self._engine, autoflush=False, expire_on_commit=False)
        self.session.info[MARK_OF_RUNS] = device.origin.hex()

    # -- opening

    @classmethod
    def create(
        cls,
        path: Path,
        schema: Schema,
        device: Device,
        *,
        workspace_id: str | None = None,
        clock: Clock = now_ms,
    ) -> "Workspace":
        """Make a new, empty expediente.

        Raises:
            PeaError: The path exists, or cannot be written.
        """
        if path.exists():
            raise PeaError(_("Ya existe «{name}»; elija otro nombre.").format(name=path.name))
        if not path.parent.is_dir():
            raise PeaError(_("No existe la carpeta «{folder}».").format(folder=path.parent))
        lock = FileLock(path, f"{device.author}, {device.name}")
        try:
            if path.exists():  # another program was faster
                raise PeaError(_("Ya existe «{name}»; elija otro nombre.").format(name=path.name))
            db = sqlite3.connect(path, isolation_level=None, cached_statements=512)
            try:
                disk.configure(db)
                named = (workspace_id or str(uuid.uuid4()),)
                insert = "INSERT INTO meta(key, value) VALUES('workspace_id', ?)"
                migrate(db, schema, 0, lambda db: db.execute(insert, named))
                # Into the file itself: who opens it looks at its first bytes.
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return cls(path, schema, device, db, lock, clock)
            except BaseException:
                db.close()
                for name in (path, *disk.companions(path)):
                    name.unlink(missing_ok=True)
                raise
        except (sqlite3.Error, OSError) as error:
            lock.release()
            raise disk.disk_error(path, error) from error
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(
        cls,
        path: Path,
        schema: Schema,
        device: Device,
        *,
        read_only: bool = False,
        back_up: bool = True,
        clock: Clock = now_ms,
    ) -> "Workspace":
        """Open an expediente: lock, check, migrate, and back it up once a day.

        With `read_only` nothing is locked or written: it works beside a writer. Without `back_up`
        the caller calls `back_up_if_due` soon, when nobody waits.

        Raises:
            LockedError: Another program writes to it.
            NewerFileError: A newer version of the program made it.
            PeaError: It is missing, foreign or damaged.
        """
        if not path.is_file():
            raise PeaError(_("No existe el archivo «{name}».").format(name=path))
        require_expediente(path)
        lock = None if read_only else FileLock(path, f"{device.author}, {device.name}")
        db: sqlite3.Connection | None = None
        try:
            db = disk.connect(path, read_only=read_only)
            db = prepare(db, path, schema, device.home, read_only=read_only)
            made = cls(path, schema, device, db, lock, clock)
            if read_only:
                # All that is read is of one moment, whatever a writer does meanwhile.
                made.session.connection()
            elif back_up:
                made.back_up_if_due()
            if lock is not None and made.authority.is_anothers():
                with made.transaction(""):
                    made.authority.settle()
        except (sqlite3.Error, OSError) as error:
            disk.abandon(db, lock)
            raise disk.damaged(path, error) from error
        except BaseException:
            disk.abandon(db, lock)
            raise
        return made

    def _make_engine(self) -> Engine:
        engine = create_engine("sqlite://", creator=lambda: self._db, poolclass=StaticPool)
        event.listen(engine, "begin", self._on_begin)
        event.listen(engine, "commit", self._on_commit)
        self._door.watch(engine)
        if self._lock is None:
            self._db.execute("PRAGMA query_only = ON")
        return engine

    def _on_begin(self, _connection: Connection) -> None:
        # sqlite3 does not begin by itself (isolation_level is None), and its own BEGIN comes too
        # late.
        self._db.execute("BEGIN IMMEDIATE" if self._label is not None else "BEGIN")

    def _on_commit(self, connection: Connection) -> None:
        """Seal what the transaction wrote, within the transaction."""
        writes = take_writes(self._db) if self._door.is_capturing else []
        if not writes:
            return
        if self._label is None or not self._sealing:
            raise RuntimeError("the commit belongs to edit()")
        self._require_allowed(writes, self._kind)
        self._touched = self.recorder.captured(writes, self._kind, self._label, self._clock())

    # -- writing

    @contextlib.contextmanager
    def edit(self, label: str, *, kind: str = "edit") -> Iterator[Session]:
        """Write: one transaction, one journal entry, one undo step; on an error no trace.

        Args:
            label: What the person does, in their words: «Editar celdas».
            kind: "edit", or "create" for what makes up a new expediente and is never undone.

        Raises:
            ClashError: A field in conflict was written, and not as the decision.
            PeaError: The disk is full, or the file is open for reading only.
        """
        session = self._begin(label)
        self._kind = kind
        met: ClashError | None = None
        try:
            self._door.is_capturing = True
            session.connection()
            yield session
            session.flush()
            self._sealing = True
            session.commit()
            logger.info("step: %s, %d rows", kind, len(self._touched))
        except ClashError as error:
            self._roll_back()
            met = error
        except BaseException as error:
            self._roll_back()
            if isinstance(error, DBAPIError | sqlite3.Error):
                raise disk.disk_error(self.path, error) from error
            raise
        finally:
            self._end()
        if met is None:
            self._tell(label, self._touched)
        else:
            self._decide_with(met, label)

    def _decide_with(self, met: ClashError, label: str) -> None:
        """Ask about an edit that met a conflict: it becomes the decision, whole, or is refused."""
        if self.ask_on_clash is None:
            raise met
        if not self.ask_on_clash(met.clash):
            met.is_told = True
            raise met
        writes = list(met.clash.writes)
        with self.transaction(label):
            self._require_allowed(met.clash.beside, "edit")
            self._require_allowed(writes, "resolve")
            self.touched(self.recorder.direct(writes, "resolve", label, self._clock()))

    @contextlib.contextmanager
    def transaction(self, label: str, *, dry_run: bool = False) -> Iterator[sqlite3.Connection]:
        """Write below the session: imports, undo, decisions. Not captured; all or nothing.

        With `dry_run` everything is done and then rolled back: a preview by the same code.
        """
        session = self._begin(label)
        db = self._db
        self._touched = Touched()
        try:
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("ROLLBACK" if dry_run else "COMMIT")
        except BaseException as error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            self.forget()
            if isinstance(error, sqlite3.Error):
                raise disk.disk_error(self.path, error) from error
            raise
        finally:
            self._end()
        if dry_run:
            self.forget()
            return
        session.expire_all()
        self._tell(label, self._touched)

    def touched(self, rows: Touched) -> None:
        """Note what a `transaction()` reached, for the listeners."""
        self._touched = rows

    def _begin(self, label: str) -> Session:
        if threading.get_ident() != self._thread:
            raise RuntimeError("a workspace is written by the thread that opened it")
        if self._label is not None:
            raise RuntimeError("edit() does not nest")
        if self._lock is None:
            raise PeaError(
                _("«{name}» está abierto sólo para consulta.").format(name=self.path.name)
            )
        if self.is_lent:
            raise PeaError(_("Se está recibiendo un paquete: espere a que termine, o deténgalo."))
        session = self.session
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("rows were changed outside edit()")
        if session.in_transaction():
            session.commit()
        self.sentinel.expect()
        self._door.open()
        self._touched = Touched()
        self._label = label
        return session

    def _end(self) -> None:
        self._label, self._kind = None, "edit"
        self._sealing = False
        self._door.shut()

    def _roll_back(self) -> None:
        self.session.rollback()
        self.session.expire_all()
        self.forget()

    def forget(self) -> None:
        """Drop what was read: after a rollback, or when the whole file has become another."""
        self.journal.forget()
        self.heads.forget()
        self.authority.forget()

    def _tell(self, label: str, touched: Touched) -> None:
        self.sentinel.note()
        if self._listeners and touched:
            changes = Changes(label, self.heads.names.reached(touched))
            for listener in list(self._listeners):
                listener(changes)

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` after each commit; the function returned ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def rename_device(self, device: Device) -> None:
        """Let later entries carry the device's new names; the device stays the same."""
        if device.public != self.device.public:
            raise ValueError("another device cannot go on with this one's log")
        self.device = device
        self.recorder = Recorder(self.journal, self.heads, device)

    # -- undo and redo

    @property
    def undo_label(self) -> str | None:
        """What undo would take back, in the person's words."""
        step = undoing.next_undo(self.journal, self.journal.own_log(self.device))
        return step.label if step else None

    @property
    def redo_label(self) -> str | None:
        """What redo would do again."""
        step = undoing.next_redo(self.journal, self.journal.own_log(self.device))
        return step.label if step else None

    def undo(self) -> str:
        """Take back this device's newest own edit, whole; return its label.

        Raises:
            PeaError: There is none, it was a decision, or something it touched has changed since.
        """
        step = undoing.next_undo(self.journal, self.journal.own_log(self.device))
        if step is None:
            raise PeaError(_("No hay nada que deshacer de este equipo."))
        with self.transaction(_("Deshacer: {label}").format(label=step.label)):
            writes = undoing.undo_writes(self.journal, self.heads, step)
            self._record(writes, "undo", step)
        return step.label

    def redo(self) -> str:
        """Do the edit undone last again, whole; return its label.

        Raises:
            PeaError: There is none, or something it touched has changed since.
        """
        step = undoing.next_redo(self.journal, self.journal.own_log(self.device))
        if step is None:
            raise PeaError(_("No hay nada que rehacer."))
        with self.transaction(_("Rehacer: {label}").format(label=step.label)):
            writes = undoing.redo_writes(self.journal, self.heads, step)
            self._record(writes, "redo", step)
        return step.label

    def _record(self, writes: list[Write], kind: str, step: undoing.Step) -> None:
        label = self._label or step.label
        self._require_allowed(writes, "edit")
        self.touched(self.recorder.direct(writes, kind, label, self._clock(), step.seq))

    def _require_allowed(self, writes: list[Write], kind: str) -> None:
        # What is signed is never edited, whichever function or window tries. What a package brings
        # is taken all the same: refusing it would part the copies.
        self.authority.require(writes, kind)
        if self._schema.guard is not None:
            self._schema.guard(self._db, writes)

    # -- conflicts, history, health

    def conflicts(self) -> list[Conflict]:
        """Return the open conflicts, in the order of their rows."""
        return conflict_list.open_conflicts(self.heads)

    def conflict_cells(self) -> set[tuple[str, str]]:
        """Return (row id, field) of every open conflict."""
        return conflict_list.cells(self.heads)

    def resolve(
        self,
        conflict_id: str,
        *,
        value: Value = None,
        keep: bool = False,
        delete: bool = False,
    ) -> None:
        """Decide a conflict («ROW:FIELD»): a value, keep what is shown, or delete the row.

        Raises:
            PeaError: There is no such conflict, or it is not decided that way.
        """
        label = _("Decidir conflicto")
        with self.transaction(label):
            write = conflict_list.decision(
                self.heads, conflict_id, value=value, keep=keep, delete=delete
            )
            self.authority.require([write], "resolve")
            self.touched(self.recorder.direct([write], "resolve", label, self._clock()))

    def notices(self) -> list[Notice]:
        """Return what waits for a person though no field is in conflict (`core.notices`)."""
        return self._schema.notices(self._db) if self._schema.notices else []

    def missing_attachments(self) -> list[str]:
        """Return the hashes of files that rows name and whose bytes are not here."""
        named = self._schema.named_files(self._db) if self._schema.named_files else ()
        here = attachments.sizes(self._db)
        return [one for one in dict.fromkeys(named) if one not in here]

    def history(self, rows: set[str] | None = None) -> list[HistoryStep]:
        """Return what was done, newest first; with `rows`, only what reached these row ids."""
        return journal_history.steps(self.heads, rows)

    def check(self) -> list[str]:
        """Audit chains, seals, heads and rows; return the problems found, as Spanish sentences."""
        self.session.commit()
        self.session.connection()  # of one moment, beside another program that writes
        return find_problems(self.heads) or self.authority.find_problems()

    def back_up(self, reason: str) -> Path:
        """Write a verified copy into this device's folder, before something large."""
        self.session.commit()
        stem = disk.stem(self.path, self._db)
        return backup.back_up(self._db, self.device.home / "backups", stem, reason)

    def back_up_if_due(self) -> None:
        """Write today's copy, unless there is one; a disk without room for it is no error."""
        if backup.is_due(self.device.home / "backups", disk.stem(self.path, self._db), "diario"):
            try:
                self.back_up("diario")
            except PeaError:
                logger.info("no daily backup", exc_info=True)

    def now(self) -> int:
        """Return what this laptop claims the time is, in milliseconds since 1970."""
        return self._clock()

    def close(self) -> None:
        """Close the file and let others write; calling it again does nothing."""
        self.is_open = False
        self.session.close()
        self._engine.dispose()
        self._db.close()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()
