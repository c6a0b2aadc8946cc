"""The implementation matrix: líneas de acción, their indicator and targets, and whom to consult."""

from pea_desktop.areas.matrix.applying import apply_import
from pea_desktop.areas.matrix.columns import (
    COLUMNS,
    columns,
    export_rows,
    target_column,
    years_of,
)
from pea_desktop.areas.matrix.editing import (
    delete_line,
    find_line,
    make_matrix,
    matrix_of,
    new_line,
    set_value,
)
from pea_desktop.areas.matrix.entities import (
    CONSULTATION_STATE_LABELS,
    LINE_STATE_LABELS,
    ActionLine,
    ConsultationState,
    Indicator,
    LineState,
    Matrix,
    PendingConsultation,
    Target,
)
from pea_desktop.areas.matrix.fields import (
    FIELDS,
    field_label,
    is_field,
    logical,
    parse_field,
    physical,
    rows_of,
)
from pea_desktop.areas.matrix.importing import ImportPlan, Step, StepKind, plan_import
from pea_desktop.areas.matrix.lines import (
    Counters,
    ItemRef,
    LineRow,
    count,
    counters,
    incomplete,
    lines,
    show,
)
from pea_desktop.core.grid import number_of

__all__ = [
    "COLUMNS",
    "CONSULTATION_STATE_LABELS",
    "FIELDS",
    "LINE_STATE_LABELS",
    "ActionLine",
    "ConsultationState",
    "Counters",
    "ImportPlan",
    "Indicator",
    "ItemRef",
    "LineRow",
    "LineState",
    "Matrix",
    "PendingConsultation",
    "Step",
    "StepKind",
    "Target",
    "apply_import",
    "columns",
    "count",
    "counters",
    "delete_line",
    "export_rows",
    "field_label",
    "find_line",
    "incomplete",
    "is_field",
    "lines",
    "logical",
    "make_matrix",
    "matrix_of",
    "new_line",
    "number_of",
    "parse_field",
    "physical",
    "plan_import",
    "rows_of",
    "set_value",
    "show",
    "target_column",
    "years_of",
]
