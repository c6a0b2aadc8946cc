from PySide6.QtWidgets import QWidget

from pea_desktop.ui.kit.notice import Notice


def test_a_sentence_stands_for_a_while_and_the_newest_one_for_its_own(qtbot):
    owner = QWidget()
    qtbot.add_widget(owner)
    notice = Notice(owner)
    told = []
    notice.changed.connect(lambda: told.append(notice.text))
    notice.say("Se guardó.")
    notice.say("Se emitió.")
    assert notice.text == "Se emitió."
    notice._timer.timeout.emit()
    assert told == ["Se guardó.", "Se emitió.", ""]
