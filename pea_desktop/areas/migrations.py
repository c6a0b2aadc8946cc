"""The synced tables of every released version, step by step (`core/migrations.py` walks them).

A released step is never edited; a new table or column is a new step. Columns carry no constraint:
an import must never fail on one (`core/base.py`).
"""

import sqlite3

from pea_desktop.core import attachments
from pea_desktop.core.migrations import Migration, add_exchange_tables

_TABLES_001 = """
CREATE TABLE action_line (id TEXT PRIMARY KEY NOT NULL, matrix_id TEXT, number INTEGER,
  position TEXT, priority_id TEXT, axis_id TEXT, text TEXT, state TEXT, highlighted INTEGER,
  source_row TEXT);
CREATE TABLE action_sheet (id TEXT PRIMARY KEY NOT NULL, item_id TEXT, institution_id TEXT,
  notes TEXT);
CREATE TABLE agreement (id TEXT PRIMARY KEY NOT NULL, minute_id TEXT, position TEXT,
  number TEXT, text TEXT, notes TEXT, kind TEXT, due TEXT, state TEXT);
CREATE TABLE attendance (id TEXT PRIMARY KEY NOT NULL, meeting_id TEXT, position TEXT,
  quality TEXT, treatment TEXT, name TEXT, office TEXT);
CREATE TABLE good_practice_reference (id TEXT PRIMARY KEY NOT NULL, sheet_id TEXT, text TEXT);
CREATE TABLE indicator (id TEXT PRIMARY KEY NOT NULL, line_id TEXT, ordinal INTEGER, name TEXT,
  interpretation TEXT, kind TEXT, formula TEXT, frequency TEXT);
CREATE TABLE institution (id TEXT PRIMARY KEY NOT NULL, name TEXT, acronym TEXT);
CREATE TABLE institution_alias (id TEXT PRIMARY KEY NOT NULL, institution_id TEXT, alias TEXT);
CREATE TABLE item_principle (id TEXT PRIMARY KEY NOT NULL, item_id TEXT, principle_id TEXT,
  position INTEGER, printed_as TEXT);
CREATE TABLE level (id TEXT PRIMARY KEY NOT NULL, policy_id TEXT, code TEXT, position INTEGER,
  label TEXT, required INTEGER);
CREATE TABLE matrix (id TEXT PRIMARY KEY NOT NULL, policy_id TEXT, institution_id TEXT,
  title TEXT, year_from INTEGER, year_to INTEGER, declared_lines INTEGER);
CREATE TABLE meeting (id TEXT PRIMARY KEY NOT NULL, policy_id TEXT, institution_id TEXT,
  kind TEXT, number TEXT, phase TEXT, title TEXT, day TEXT, place TEXT);
CREATE TABLE minute (id TEXT PRIMARY KEY NOT NULL, meeting_id TEXT, template TEXT, state TEXT,
  observations TEXT, declared_lines INTEGER);
CREATE TABLE pending_consultation (id TEXT PRIMARY KEY NOT NULL, line_id TEXT,
  institution_id TEXT, original_text TEXT, state TEXT, position TEXT);
CREATE TABLE person (id TEXT PRIMARY KEY NOT NULL, name TEXT, treatment TEXT,
  institution_id TEXT);
CREATE TABLE policy (id TEXT PRIMARY KEY NOT NULL, code TEXT, name TEXT, state TEXT,
  source TEXT, publisher TEXT);
CREATE TABLE policy_item (id TEXT PRIMARY KEY NOT NULL, policy_id TEXT, level TEXT,
  position INTEGER, text TEXT, number TEXT, parent_id TEXT, goal TEXT, immediate INTEGER,
  added_by_entity INTEGER);
CREATE TABLE principle (id TEXT PRIMARY KEY NOT NULL, policy_id TEXT, code TEXT,
  position INTEGER, name TEXT);
CREATE TABLE reviewed_material (id TEXT PRIMARY KEY NOT NULL, minute_id TEXT, position TEXT,
  text TEXT);
CREATE TABLE sheet_institution (id TEXT PRIMARY KEY NOT NULL, sheet_id TEXT, role TEXT,
  position INTEGER, name TEXT, institution_id TEXT);
CREATE TABLE suggested_action (id TEXT PRIMARY KEY NOT NULL, sheet_id TEXT, position INTEGER,
  mark TEXT, text TEXT);
CREATE TABLE target (id TEXT PRIMARY KEY NOT NULL, indicator_id TEXT, year INTEGER, period TEXT,
  text TEXT);
CREATE TABLE text_variant (id TEXT PRIMARY KEY NOT NULL, item_id TEXT, origin TEXT,
  position INTEGER, text TEXT);
"""

_TABLES_002 = """
ALTER TABLE matrix ADD COLUMN template TEXT;
ALTER TABLE action_line ADD COLUMN highlight_reason TEXT;
ALTER TABLE action_line ADD COLUMN action TEXT;
ALTER TABLE action_line ADD COLUMN evidence TEXT;
ALTER TABLE action_line ADD COLUMN term TEXT;
ALTER TABLE action_line ADD COLUMN cost TEXT;
ALTER TABLE action_line ADD COLUMN notes TEXT;
ALTER TABLE action_line ADD COLUMN merged_into_id TEXT;
ALTER TABLE action_line ADD COLUMN suggested_action_id TEXT;
ALTER TABLE indicator ADD COLUMN symbol TEXT;
ALTER TABLE indicator ADD COLUMN definition TEXT;
ALTER TABLE indicator ADD COLUMN importance TEXT;
ALTER TABLE indicator ADD COLUMN nature TEXT;
ALTER TABLE indicator ADD COLUMN mir_level TEXT;
ALTER TABLE indicator ADD COLUMN dimension TEXT;
ALTER TABLE indicator ADD COLUMN unit TEXT;
ALTER TABLE indicator ADD COLUMN direction TEXT;
ALTER TABLE indicator ADD COLUMN disaggregation TEXT;
ALTER TABLE indicator ADD COLUMN baseline TEXT;
ALTER TABLE indicator ADD COLUMN baseline_year TEXT;
ALTER TABLE indicator ADD COLUMN baseline_verified TEXT;
ALTER TABLE indicator ADD COLUMN assumptions TEXT;
ALTER TABLE indicator ADD COLUMN target_kind TEXT;
ALTER TABLE indicator ADD COLUMN target_behaviour TEXT;
ALTER TABLE pending_consultation ADD COLUMN since TEXT;
ALTER TABLE pending_consultation ADD COLUMN due TEXT;
ALTER TABLE pending_consultation ADD COLUMN answer TEXT;
ALTER TABLE pending_consultation ADD COLUMN answered TEXT;
CREATE TABLE line_owner (id TEXT PRIMARY KEY NOT NULL, line_id TEXT, institution_id TEXT,
  role TEXT, unit TEXT, position TEXT);
CREATE TABLE line_viability (id TEXT PRIMARY KEY NOT NULL, line_id TEXT, code TEXT);
CREATE TABLE indicator_variable (id TEXT PRIMARY KEY NOT NULL, indicator_id TEXT, symbol TEXT,
  description TEXT, unit TEXT, source TEXT);
CREATE TABLE verification_source (id TEXT PRIMARY KEY NOT NULL, indicator_id TEXT,
  institution TEXT, instrument TEXT, link TEXT, frequency TEXT, position TEXT);
CREATE TABLE saved_view (id TEXT PRIMARY KEY NOT NULL, name TEXT, definition TEXT, position TEXT);
"""

_TABLES_003 = """
ALTER TABLE meeting ADD COLUMN starts TEXT;
ALTER TABLE meeting ADD COLUMN ends TEXT;
ALTER TABLE meeting ADD COLUMN modality TEXT;
ALTER TABLE meeting ADD COLUMN convener TEXT;
ALTER TABLE meeting ADD COLUMN objective TEXT;
ALTER TABLE meeting ADD COLUMN quorum_required INTEGER;
ALTER TABLE meeting ADD COLUMN quorum_present INTEGER;
ALTER TABLE meeting ADD COLUMN next_meeting TEXT;
ALTER TABLE minute ADD COLUMN opening TEXT;
ALTER TABLE minute ADD COLUMN quorum TEXT;
ALTER TABLE minute ADD COLUMN development TEXT;
ALTER TABLE minute ADD COLUMN closing TEXT;
ALTER TABLE minute ADD COLUMN template_id TEXT;
ALTER TABLE minute ADD COLUMN with_matrix INTEGER;
ALTER TABLE minute ADD COLUMN with_changes INTEGER;
ALTER TABLE minute ADD COLUMN correction TEXT;
ALTER TABLE minute ADD COLUMN corrects_id TEXT;
ALTER TABLE minute ADD COLUMN reason TEXT;
ALTER TABLE agreement ADD COLUMN due_days INTEGER;
ALTER TABLE agreement ADD COLUMN due_working INTEGER;
ALTER TABLE agreement ADD COLUMN institution_id TEXT;
ALTER TABLE agreement ADD COLUMN person_id TEXT;
ALTER TABLE agreement ADD COLUMN responsible TEXT;
ALTER TABLE agreement ADD COLUMN origin_id TEXT;
ALTER TABLE agreement ADD COLUMN folio TEXT;
ALTER TABLE agreement ADD COLUMN printed TEXT;
ALTER TABLE agreement ADD COLUMN new_due TEXT;
ALTER TABLE agreement ADD COLUMN fulfilled TEXT;
ALTER TABLE attendance ADD COLUMN person_id TEXT;
ALTER TABLE attendance ADD COLUMN institution_id TEXT;
ALTER TABLE attendance ADD COLUMN present INTEGER;
ALTER TABLE attendance ADD COLUMN arrival TEXT;
ALTER TABLE attendance ADD COLUMN represents TEXT;
ALTER TABLE attendance ADD COLUMN signature_mode TEXT;
ALTER TABLE attendance ADD COLUMN rfc TEXT;
ALTER TABLE attendance ADD COLUMN ink TEXT;
ALTER TABLE person ADD COLUMN office TEXT;
ALTER TABLE person ADD COLUMN rfc TEXT;
CREATE TABLE agenda_item (id TEXT PRIMARY KEY NOT NULL, meeting_id TEXT, position TEXT, text TEXT,
  minutes INTEGER);
CREATE TABLE follow_up (id TEXT PRIMARY KEY NOT NULL, agreement_id TEXT, day TEXT, note TEXT,
  state TEXT, new_due TEXT, by TEXT, attachment TEXT, file_name TEXT);
CREATE TABLE document_template (id TEXT PRIMARY KEY NOT NULL, name TEXT, kind TEXT,
  institution_id TEXT, header TEXT, logo TEXT, colour TEXT, shade TEXT, heading_font TEXT,
  body_font TEXT, page TEXT, legal TEXT, opening TEXT, quorum TEXT, closing TEXT);
CREATE TABLE non_working_day (id TEXT PRIMARY KEY NOT NULL, day TEXT, name TEXT);
CREATE TABLE issued_document (id TEXT PRIMARY KEY NOT NULL, minute_id TEXT, kind TEXT, folio TEXT,
  version INTEGER, sha256 TEXT, length INTEGER, snapshot_sha256 TEXT, issued TEXT, issued_by TEXT,
  device TEXT, replaces_id TEXT, reason TEXT, cells TEXT, snapshot TEXT);
CREATE TABLE document_revision (id TEXT PRIMARY KEY NOT NULL, document_id TEXT, before TEXT,
  sha256 TEXT, length INTEGER, field TEXT, certificate TEXT, serial TEXT, claimed TEXT);
CREATE TABLE document_signature (id TEXT PRIMARY KEY NOT NULL, document_id TEXT, field TEXT,
  state TEXT, day TEXT, note TEXT, initials INTEGER);
CREATE TABLE document_scan (id TEXT PRIMARY KEY NOT NULL, document_id TEXT, sha256 TEXT,
  file_name TEXT, mime TEXT, size INTEGER, pages INTEGER, attached TEXT, by TEXT, kept_at TEXT);
CREATE TABLE folio_alias (id TEXT PRIMARY KEY NOT NULL, document_id TEXT, folio TEXT, reason TEXT);
CREATE TABLE folio_pattern (id TEXT PRIMARY KEY NOT NULL, institution_id TEXT, pattern TEXT,
  org TEXT);
CREATE TABLE device_letter (id TEXT PRIMARY KEY NOT NULL, origin TEXT, letter TEXT, device TEXT);
"""

_TABLES_004 = """
CREATE TABLE task (id TEXT PRIMARY KEY NOT NULL, agreement_id TEXT, text TEXT, responsible TEXT,
  due TEXT, done TEXT);
"""


def _001_create(db: sqlite3.Connection) -> None:
    _run(db, _TABLES_001)


def _002_matrix_editor(db: sqlite3.Connection) -> None:
    _run(db, _TABLES_002)


def _003_minutes(db: sqlite3.Connection) -> None:
    _run(db, _TABLES_003)
    _run(db, attachments.TABLES)


def _004_tasks(db: sqlite3.Connection) -> None:
    _run(db, _TABLES_004)


def _run(db: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            db.execute(statement)


MIGRATIONS: tuple[Migration, ...] = (
    _001_create,
    _002_matrix_editor,
    _003_minutes,
    _004_tasks,
    add_exchange_tables,
)
