"""A sentence that stands for a while in the status bar: what was just done."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

_STAYS_MS: Final = 6000


class Notice(QObject):
    """What a screen has just said; it goes by itself.

    Signals:
        changed: there is another sentence, or none any more.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._text = ""
        self._timer = QTimer(self, singleShot=True, interval=_STAYS_MS)
        self._timer.timeout.connect(lambda: self.say(""))

    @property
    def text(self) -> str:
        """The sentence; "" once it is gone."""
        return self._text

    def say(self, sentence: str) -> None:
        """Say a sentence for a while, in the place of the one before; "" takes it away."""
        self._text = sentence
        if sentence:
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()
