"""The implementation matrix: líneas de acción, their indicator and targets, and whom to consult."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from pea_desktop.areas.matrix import headings
from pea_desktop.areas.matrix.codes import (
    CONSULTATION_STATE_LABELS,
    FICHA_TEMPLATE_LABELS,
    INSTITUTION_ROLE_LABELS,
    LABELS,
    LINE_STATE_LABELS,
    VIABILITY_LABELS,
    ConsultationState,
    Dimension,
    Direction,
    FichaTemplate,
    LineState,
    MirLevel,
    Nature,
    Term,
    Viability,
    choices,
    code_label,
)
from pea_desktop.areas.matrix.columns import (
    COLUMNS,
    columns,
    export_rows,
    target_column,
    years_of,
)
from pea_desktop.areas.matrix.counting import Counters, count, counters, incomplete
from pea_desktop.areas.matrix.editing import (
    delete_line,
    find_line,
    insert_lines,
    make_matrix,
    matrix_of,
    move_lines,
    new_line,
    set_priority,
    set_value,
    set_values,
)
from pea_desktop.areas.matrix.entities import (
    ActionLine,
    Indicator,
    IndicatorVariable,
    LineOwner,
    LineViability,
    Matrix,
    PendingConsultation,
    SavedView,
    Target,
    VerificationSource,
)
from pea_desktop.areas.matrix.fields import (
    FIELDS,
    PERIODS,
    field_label,
    is_field,
    logical,
    parse_field,
    parser,
    physical,
    rows_of,
    target_field,
    target_period,
    target_year,
)
from pea_desktop.areas.matrix.lines import (
    ConsultationRef,
    ItemRef,
    LineRow,
    OwnerRef,
    SourceRef,
    lines,
    show,
)
from pea_desktop.areas.matrix.parts import (
    add_consultation,
    add_source,
    answer_consultation,
    change_consultation,
    change_source,
    describe_variable,
    duplicate_lines,
    end_review,
    highlight,
    remove_consultation,
    remove_source,
    set_owners,
    set_viability,
    variables_of,
)
from pea_desktop.areas.matrix.priorities import priority_parser, priority_titles
from pea_desktop.areas.matrix.rereading import lines_again
from pea_desktop.areas.matrix.views import delete_view, save_view, saved_views, view_definition
from pea_desktop.core.grid import number_of

if TYPE_CHECKING:
    from pea_desktop.areas.matrix.applying import apply_import
    from pea_desktop.areas.matrix.importing import (
        Change,
        ImportPlan,
        Step,
        StepKind,
        institution_of,
        plan_import,
    )
    from pea_desktop.areas.matrix.layout import Choices, ColumnUse, Layout, institution_in, lay_out
    from pea_desktop.areas.matrix.realigning import Realignment
    from pea_desktop.areas.matrix.template import template_book

_OF_BOOKS: Final = {
    "Change": "importing",
    "Choices": "layout",
    "ColumnUse": "layout",
    "ImportPlan": "importing",
    "Layout": "layout",
    "Realignment": "realigning",
    "Step": "importing",
    "StepKind": "importing",
    "apply_import": "applying",
    "institution_in": "layout",
    "institution_of": "importing",
    "lay_out": "layout",
    "plan_import": "importing",
    "template_book": "template",
}
"""Names from the modules that read and write books, and where they are."""

__all__ = [
    "COLUMNS",
    "CONSULTATION_STATE_LABELS",
    "FICHA_TEMPLATE_LABELS",
    "FIELDS",
    "INSTITUTION_ROLE_LABELS",
    "LABELS",
    "LINE_STATE_LABELS",
    "PERIODS",
    "VIABILITY_LABELS",
    "ActionLine",
    "Change",
    "Choices",
    "ColumnUse",
    "ConsultationRef",
    "ConsultationState",
    "Counters",
    "Dimension",
    "Direction",
    "FichaTemplate",
    "ImportPlan",
    "Indicator",
    "IndicatorVariable",
    "ItemRef",
    "Layout",
    "LineOwner",
    "LineRow",
    "LineState",
    "LineViability",
    "Matrix",
    "MirLevel",
    "Nature",
    "OwnerRef",
    "PendingConsultation",
    "Realignment",
    "SavedView",
    "SourceRef",
    "Step",
    "StepKind",
    "Target",
    "Term",
    "VerificationSource",
    "Viability",
    "add_consultation",
    "add_source",
    "answer_consultation",
    "apply_import",
    "change_consultation",
    "change_source",
    "choices",
    "code_label",
    "columns",
    "count",
    "counters",
    "delete_line",
    "delete_view",
    "describe_variable",
    "duplicate_lines",
    "end_review",
    "export_rows",
    "field_label",
    "find_line",
    "headings",
    "highlight",
    "incomplete",
    "insert_lines",
    "institution_in",
    "institution_of",
    "is_field",
    "lay_out",
    "lines",
    "lines_again",
    "logical",
    "make_matrix",
    "matrix_of",
    "move_lines",
    "new_line",
    "number_of",
    "parse_field",
    "parser",
    "physical",
    "plan_import",
    "priority_parser",
    "priority_titles",
    "remove_consultation",
    "remove_source",
    "rows_of",
    "save_view",
    "saved_views",
    "set_owners",
    "set_priority",
    "set_value",
    "set_values",
    "set_viability",
    "show",
    "target_column",
    "target_field",
    "target_period",
    "target_year",
    "template_book",
    "variables_of",
    "view_definition",
    "years_of",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Import what brings books in and out at its first use: the window starts without it."""
        if name not in _OF_BOOKS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_OF_BOOKS[name]}"), name)
