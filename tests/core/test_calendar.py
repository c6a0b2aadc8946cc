from datetime import date

import pytest

from pea_desktop.core import calendar


def test_the_days_of_rest_of_2023_follow_the_law():
    assert list(calendar.holidays(2023)) == [
        date(2023, 1, 1),
        date(2023, 2, 6),
        date(2023, 3, 20),
        date(2023, 5, 1),
        date(2023, 9, 16),
        date(2023, 11, 20),
        date(2023, 12, 25),
    ]


@pytest.mark.parametrize(
    ("day", "rests"),
    [
        (date(2018, 12, 1), True),
        (date(2024, 10, 1), True),
        (date(2024, 12, 1), False),
        (date(2030, 10, 1), True),
        (date(2025, 10, 1), False),
        (date(2024, 2, 5), True),
        (date(2021, 2, 1), True),
        (date(2021, 3, 15), True),
        (date(2005, 3, 21), True),
        (date(2005, 11, 21), False),
    ],
)
def test_six_year_and_moved_days_are_computed(day, rests):
    assert (day in calendar.holidays(day.year)) is rests


@pytest.mark.parametrize(
    ("start", "count", "working", "end"),
    [
        (date(2023, 4, 19), 5, False, date(2023, 4, 24)),
        (date(2023, 4, 19), 3, True, date(2023, 4, 24)),
        (date(2023, 4, 28), 1, True, date(2023, 5, 2)),
        (date(2023, 12, 22), 1, True, date(2023, 12, 26)),
        (date(2023, 4, 22), 1, True, date(2023, 4, 24)),
    ],
)
def test_a_term_counts_from_the_day_after(start, count, working, end):
    assert calendar.add_days(start, count, working=working) == end
    assert calendar.count_days(start, end, working=working) == count


def test_a_day_off_of_a_state_makes_the_term_longer():
    closed = {date(2023, 4, 20)}
    assert calendar.add_days(date(2023, 4, 19), 3, working=True, closed=closed) == date(2023, 4, 25)
    start, end = date(2023, 4, 19), date(2023, 4, 25)
    assert calendar.count_days(start, end, working=True, closed=closed) == 3


def test_days_past_are_negative():
    assert calendar.count_days(date(2023, 4, 25), date(2023, 4, 24), working=True) == -1


def test_a_day_is_written_as_documents_do():
    assert calendar.day_in_words(date(2023, 4, 19)) == "19 de abril de 2023"
