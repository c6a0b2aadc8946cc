"""What calamine leaves out of a book, told apart by the readers of each kind."""

from dataclasses import dataclass, field

from pea_desktop.files.cells import Merged


@dataclass(kw_only=True)
class Hints:
    """What is known of a sheet beside its values; rows from 1, positions from 0.

    Attributes:
        percentages: Cells whose number is shown as a percentage.
        errors: Cells that show an error, with its text.
        merged: Merged ranges calamine does not give.
        hidden_rows: Numbers of the rows out of sight.
        hidden_columns: Positions out of sight.
    """

    percentages: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
