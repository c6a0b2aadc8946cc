"""A place to sign on the screen: pen, finger, mouse, and taking strokes back."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pea_desktop.ui.kit.ink_pad import InkPad


@pytest.fixture
def pad(qtbot, light):
    made = InkPad("Firma de Asistente Uno", 4)
    qtbot.add_widget(made)
    made.resize(400, 100)
    made.show()
    return made


@pytest.fixture
def pen():
    return QPointingDevice(
        "pluma", 1, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure, 1, 3,
    )  # fmt: skip


def with_mouse(pad, *places):
    first, *others = (QPoint(*place) for place in places)
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=first)
    for place in others:
        QTest.mouseMove(pad, place)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(*places[-1]))


def with_pen(pad, pen, kind, x, pressure):
    place = QPointF(x, 50)
    event = QTabletEvent(
        kind, pen, place, pad.mapToGlobal(place), pressure, 0, 0, 0, 0, 0,
        Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton,
    )  # fmt: skip
    QApplication.sendEvent(pad, event)
    return event.isAccepted()


def test_a_mouse_draws_with_half_the_pressure_in_parts_of_the_pad(pad, qtbot):
    with qtbot.wait_signal(pad.changed):
        with_mouse(pad, (100, 50), (200, 25), (400, 100))
    assert pad.strokes() == (((2500, 5000, 500), (5000, 2500, 500), (10000, 10000, 500)),)


def test_what_is_drawn_past_the_edge_stays_on_the_edge(pad):
    with_mouse(pad, (100, 50), (500, -40))
    assert pad.strokes()[0][-1] == (10000, 0, 500)


def test_a_pen_tells_how_hard_it_presses(pad, pen):
    kinds = (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease)
    taken = [
        with_pen(pad, pen, kind, x, pressure)
        for kind, x, pressure in zip(kinds, (0, 200, 300), (0.2, 0.9, 0.9), strict=True)
    ]
    assert taken == [True, True, True]
    assert pad.strokes() == (((0, 5000, 200), (5000, 5000, 900), (7500, 5000, 900)),)


def test_a_finger_draws(pad, qtbot):
    finger = QTest.createTouchDevice()
    QTest.touchEvent(pad, finger).press(0, QPoint(40, 50), pad).commit()
    QTest.touchEvent(pad, finger).move(0, QPoint(80, 50), pad).commit()
    QTest.touchEvent(pad, finger).release(0, QPoint(120, 50), pad).commit()
    [stroke] = pad.strokes()
    assert [(x, y) for x, y, _pressure in stroke] == [(1000, 5000), (2000, 5000), (3000, 5000)]


def test_a_dot_is_kept_as_a_line_of_no_length(pad):
    with_mouse(pad, (200, 50))
    assert pad.strokes() == (((5000, 5000, 500), (5000, 5000, 500)),)


def test_strokes_are_taken_back_one_by_one_or_all(pad):
    for x in (10, 50, 90):
        with_mouse(pad, (x, 10), (x, 80))
    assert pad.accessibleDescription() == "3 trazos"
    QTest.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(pad.strokes()) == 2
    QTest.keyClick(pad, Qt.Key.Key_Delete)
    assert pad.strokes() == ()
    assert pad.accessibleDescription() == "Sin trazos todavía"


def test_it_has_the_shape_of_the_place_it_is_printed_in(pad):
    assert pad.sizeHint().width() == pad.sizeHint().height() * 4


def test_it_shows_what_was_drawn(pad):
    before = pad.grab().toImage()
    with_mouse(pad, (20, 20), (380, 80))
    assert pad.grab().toImage() != before
