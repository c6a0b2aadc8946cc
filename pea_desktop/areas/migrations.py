"""The synced tables of every released version, step by step (`core/migrations.py` walks them).

A released step is never edited; a new table or column is a new step. Columns carry no constraint:
an import must never fail on one (`core/base.py`).
"""

import sqlite3

from pea_desktop.core.migrations import Migration

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


def _001_create(db: sqlite3.Connection) -> None:
    _run(db, _TABLES_001)


def _002_matrix_editor(db: sqlite3.Connection) -> None:
    _run(db, _TABLES_002)


def _run(db: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            db.execute(statement)


MIGRATIONS: tuple[Migration, ...] = (_001_create, _002_matrix_editor)
