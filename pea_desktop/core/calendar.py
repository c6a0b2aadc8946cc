"""Days people count on: holidays of Mexico, working days, and a day as documents write it."""

from collections.abc import Collection
from datetime import date, timedelta

from pea_desktop.i18n import N_, _

MONTHS = (
    N_("enero"),
    N_("febrero"),
    N_("marzo"),
    N_("abril"),
    N_("mayo"),
    N_("junio"),
    N_("julio"),
    N_("agosto"),
    N_("septiembre"),
    N_("octubre"),
    N_("noviembre"),
    N_("diciembre"),
)
_SATURDAY = 5
_MONDAYS_SINCE = 2006
"""Since the reform of 2006 three of the days move to a Monday."""


def holidays(year: int) -> dict[date, str]:
    """Return the obligatory days of rest of a year, by day, with why.

    They follow Article 74 of the Ley Federal del Trabajo, computed: I 1 January; II first Monday of
    February; III third Monday of March; IV 1 May; V 16 September; VI third Monday of November;
    VII the day a President takes office, every six years (1 December until 2018, 1 October since
    2024); VIII 25 December. Election days (IX) are Sundays. An agenda of a state's own goes beside.
    """
    found = {
        date(year, 1, 1): _("Año Nuevo"),
        _monday(year, 2, 1, 5): _("Día de la Constitución"),
        _monday(year, 3, 3, 21): _("Natalicio de Benito Juárez"),
        date(year, 5, 1): _("Día del Trabajo"),
        date(year, 9, 16): _("Día de la Independencia"),
        _monday(year, 11, 3, 20): _("Día de la Revolución"),
        date(year, 12, 25): _("Navidad"),
    }
    if year % 6 == 2:  # 2012, 2018, 2024, 2030
        month = 10 if year >= 2024 else 12
        found[date(year, month, 1)] = _("Transmisión del Poder Ejecutivo Federal")
    return found


def is_working_day(day: date, closed: Collection[date] = ()) -> bool:
    """Tell whether offices work that day; `closed` are the days that only some of them do not."""
    return day.weekday() < _SATURDAY and day not in closed and day not in holidays(day.year)


def add_days(start: date, count: int, *, working: bool, closed: Collection[date] = ()) -> date:
    """Return the last day of a term of so many days, which begins on the day after `start`.

    Args:
        start: The day of the document.
        count: How many days, natural ones or `working` ones.
        working: Whether only working days count.
        closed: Further days off.
    """
    if not working:
        return start + timedelta(days=count)
    day = start
    for _step in range(count):
        day += timedelta(days=1)
        while not is_working_day(day, closed):
            day += timedelta(days=1)
    return day


def count_days(start: date, end: date, *, working: bool, closed: Collection[date] = ()) -> int:
    """Return how many days a term from the day after `start` to `end` has; negative when past."""
    if not working or end < start:
        return (end - start).days
    days = (start + timedelta(days=one) for one in range(1, (end - start).days + 1))
    return sum(1 for day in days if is_working_day(day, closed))


def day_in_words(day: date) -> str:
    """Return a day as documents write it: «19 de abril de 2023»."""
    return _("{day} de {month} de {year}").format(
        day=day.day, month=_(MONTHS[day.month - 1]), year=day.year
    )


def _monday(year: int, month: int, which: int, fixed: int) -> date:
    """Return the first or third Monday of a month, or the fixed day of before the reform."""
    if year < _MONDAYS_SINCE:
        return date(year, month, fixed)
    first = date(year, month, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7 + 7 * (which - 1))
