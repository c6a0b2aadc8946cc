"""Orders about the matrix that only read it."""

from argparse import Namespace
from collections import Counter
from datetime import datetime

from pea_desktop.areas import SCHEMA, institutions
from pea_desktop.areas.matrix import linting
from pea_desktop.cli.output import put, put_json, put_lines
from pea_desktop.core.device import Device
from pea_desktop.core.errors import PeaError
from pea_desktop.core.findings import SEVERITY_LABELS, Finding, Severity
from pea_desktop.core.workspace import Workspace
from pea_desktop.i18n import _, ngettext


def lint(options: Namespace) -> int:
    """Print what is remarked about the matrix of an institution, or of all; nothing is written."""
    device = Device.load(options.author, options.device)
    today = datetime.now().astimezone().date()
    with Workspace.open(options.file, SCHEMA, device, read_only=True) as workspace:
        found_id = _institution_id(workspace, options.institution)
        findings = linting.lint_matrix(workspace.session, found_id, today)
    if options.json:
        put_json([finding.as_json() for finding in findings])
        return 0
    put_lines(
        _("{severity}: {sentence}").format(
            severity=_(SEVERITY_LABELS[finding.severity]), sentence=finding.sentence
        )
        for finding in findings
    )
    put(_counted(findings))
    return 0


def _institution_id(workspace: Workspace, name: str | None) -> str | None:
    if name is None:
        return None
    found = institutions.find(workspace.session, name)
    if found is None:
        raise PeaError(_("No hay una institución «{name}» en este expediente.").format(name=name))
    return found.id


def _counted(findings: list[Finding]) -> str:
    if not findings:
        return _("No hay nada que señalar.")
    counts = Counter(finding.severity for finding in findings)
    errors, warnings, others = (counts[severity] for severity in Severity)
    return " · ".join(
        (
            ngettext("{n} error", "{n} errores", errors).format(n=errors),
            ngettext("{n} aviso", "{n} avisos", warnings).format(n=warnings),
            ngettext("{n} información", "{n} informaciones", others).format(n=others),
        )
    )
