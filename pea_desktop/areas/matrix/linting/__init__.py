"""What is remarked about a matrix: rules that warn, never block, each with its reason and place."""

from pea_desktop.areas.matrix.linting.content import lacks_field, required_fields
from pea_desktop.areas.matrix.linting.context import (
    Context,
    MatrixFacts,
    PriorityTexts,
    Sheet,
    gather,
)
from pea_desktop.areas.matrix.linting.running import (
    RULES,
    Gate,
    apply_fix,
    lint,
    lint_matrix,
    ready_for_signature,
    score,
)

__all__ = [
    "RULES",
    "Context",
    "Gate",
    "MatrixFacts",
    "PriorityTexts",
    "Sheet",
    "apply_fix",
    "gather",
    "lacks_field",
    "lint",
    "lint_matrix",
    "ready_for_signature",
    "required_fields",
    "score",
]
