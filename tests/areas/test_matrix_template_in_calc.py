"""A template that a real LibreOffice Calc opened and saved."""

import shutil
import subprocess

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from pea_desktop.areas import catalog, institutions, matrix
from pea_desktop.core.base import Base
from pea_desktop.files import books, xlsx

SOFFICE = shutil.which("soffice")

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")

TEXTS = ("=1+1", "+52 443", "uno\ndos", "  espacios  ", "<b> & ñ 😀", "007", "1-2", "1e5")


@pytest.fixture
def session(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'prueba.db'}")
    Base.metadata.create_all(engine)
    with Session(engine, autoflush=False, expire_on_commit=False) as made:
        policy = catalog.load(made, "michoacan")
        found = institutions.find_or_create(made, "SECOEM")
        held = matrix.make_matrix(made, policy.id, found.id)
        made.flush()
        lines = matrix.insert_lines(made, held, count=len(TEXTS))
        for line, text in zip(lines, TEXTS, strict=True):
            for field in ("line", "formula", "notes"):
                matrix.set_value(made, line.id, field, text)
            matrix.set_value(made, line.id, "targets.2024", "12.5%")
            matrix.set_value(made, line.id, "direction", "ascendente")
        made.commit()
        yield made
    engine.dispose()


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_what_calc_saves_says_only_what_was_changed_there(session, tmp_path, kind):
    import openpyxl

    institution = institutions.find(session, "SECOEM")
    path = tmp_path / "plantilla.xlsx"
    xlsx.write(path, matrix.template_book(session, institution.id))
    workbook = openpyxl.load_workbook(path)
    workbook.worksheets[0]["D7"].value = "Porcentaje de avance"
    workbook.save(path)
    fourth = matrix.lines(session)[3]
    matrix.set_value(session, fourth.id, "notes", "Cambió aquí")
    session.commit()
    (tmp_path / "vuelta").mkdir()
    command = [SOFFICE, f"-env:UserInstallation={(tmp_path / 'perfil').as_uri()}", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(tmp_path / "vuelta"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    book = books.read(tmp_path / "vuelta" / f"plantilla.{kind}")
    plan = matrix.plan_import(session, book, "SECOEM")
    assert (plan.new, plan.changed, plan.same, plan.rejected) == (0, 1, 7, 0)
    (step,) = (step for step in plan.steps if step.changes)
    assert (step.row.number, step.changes) == (2, {"indicator": (None, "Porcentaje de avance")})
    (kept,) = (finding for finding in plan.findings if finding.code == "cambiada_aqui")
    assert (kept.row, kept.column) == (4, "Notas")
