"""A laptop at the command line: its own `PEA_HOME`, the program called as a script calls it."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from pea_desktop import cli

BOOK = Path(__file__).parent.parent / "data" / "matriz_secoem.xlsx"


class Answer(NamedTuple):
    """What a command left: exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert (self.code, self.err) == (0, "")
        return json.loads(self.out)


class Laptop:
    """Runs commands in this process as the device of a home; paths are relative to its folder."""

    def __init__(self, home, capsys, monkeypatch):
        self.home, self._capsys, self._monkeypatch = home, capsys, monkeypatch

    def __call__(self, *arguments) -> Answer:
        self._capsys.readouterr()
        with self._monkeypatch.context() as patch:
            patch.setenv("PEA_HOME", str(self.home))
            try:
                code = cli.main([str(one) for one in arguments])
            except SystemExit as ended:
                code = ended.code
        out, err = self._capsys.readouterr()
        return Answer(code, out, err)

    def ok(self, *arguments) -> str:
        """Run a command that must work; return what it printed."""
        answer = self(*arguments)
        assert (answer.code, answer.err) == (0, "")
        return answer.out

    def refused(self, *arguments) -> str:
        """Run a command that must be refused with one Spanish sentence; return it."""
        answer = self(*arguments)
        assert (answer.code, answer.out) == (1, "")
        sentence = answer.err.removesuffix("\n")
        assert re.fullmatch(r"[«A-ZÁÉÍÓÚ][^\n]*\.", sentence), sentence
        assert not re.search(r"error suyo|Errno|[Nn]o such|directory|Traceback|\.py", sentence)
        return sentence

    def rows(self, file) -> list[dict[str, Any]]:
        """Return the rows of the matrix."""
        return self("show", file, "matrix", "--json").json["rows"]

    def id_of(self, file, number) -> str:
        """Return the id of a línea by its number."""
        return next(row["id"] for row in self.rows(file) if row["number"] == str(number))
