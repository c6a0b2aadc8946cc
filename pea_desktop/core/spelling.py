"""Spelling: which words of a text the dictionary of Mexico's Spanish does not know.

Three lists know words: the shipped dictionary with our own additions (`resources/dictionaries`),
the person's list in the device's folder, and what the caller gives (acronyms, aliases).
"""

import logging
import re
import time
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pea_desktop import paths
from pea_desktop.core.errors import PeaError
from pea_desktop.core.output import write_whole

if TYPE_CHECKING:
    from spylls.hunspell import Dictionary

logger = logging.getLogger(__name__)

MOST_SUGGESTIONS: Final = 5
_LONGEST: Final = 30
"""Letters of a word for which suggestions are still looked for: longer ones take too long."""
_SECONDS: Final = 2.0
_ALIKE: Final = 85
_MOST_OWN_WORDS: Final = 20_000

_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:mx|com|org|net|gob|edu)\b\S*",
    re.IGNORECASE,
)
_RUN: Final = re.compile(r"[\w\u0300-\u036f]+")
# «SESEAs» is several of them; longer runs of capitals are ordinary words that someone shouts.
_ACRONYM: Final = re.compile(r"[A-ZÁÉÍÓÚÜÑ]{2,12}s?")
_PLAIN: Final = re.compile(r"[^\W\d_ºª]{2,}")
_SMALL: Final = re.compile(
    "a|al|ante|con|de|del|e|el|en|la|las|lo|los|no|o|para|por|que|se|sin|su|sus|u|un|una|y",
    re.IGNORECASE,
)
_LONGEST_SMALL: Final = 4
_PARTED: Final = re.compile("[ -]")
_ACCENTS: Final = str.maketrans("áéíóúÁÉÍÓÚ", "aeiouAEIOU")
_ACCENTED: Final = dict(zip("aeiouAEIOU", "áéíóúÁÉÍÓÚ", strict=True))


def words(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, length) of each word that can be wrong.

    Numbers, marks of one letter («a)»), words with digits, addresses and acronyms of up to 12
    letters are left out.
    """
    skipped = [match.span() for match in _ADDRESS.finditer(text)]
    for match in _RUN.finditer(text):
        start, end = match.span()
        word = _composed(match[0])
        if (
            _PLAIN.fullmatch(word)
            and not _ACRONYM.fullmatch(word)
            and not any(first <= start < last for first, last in skipped)
        ):
            yield start, end - start


class Speller:
    """Knows words and what an unknown one may have meant.

    Making one reads the dictionary: 0.7 s and 65 MB, so do it once and off the window's thread.
    Afterwards a new word takes 0.2 ms, a word seen before nothing, suggestions up to a second.

    Args:
        extra_words: More words that are right; of a phrase, each of its words.
    """

    def __init__(self, extra_words: Iterable[str] = ()) -> None:
        self._dictionary = _read_dictionary()
        self._own: set[str] = set(_read_own())
        self._right: set[str] = {_key(word) for word in self._own}
        self._seen: dict[str, bool] = {}
        self.learn(extra_words)

    def unknown(self, text: str) -> list[tuple[int, int]]:
        """Return (start, length) of each unknown word of a text, in its order."""
        return [
            (start, length)
            for start, length in words(text)
            if not self.is_known(text[start : start + length])
        ]

    def is_known(self, word: str) -> bool:
        """Return whether a word is right; capitals at its start or throughout do not matter."""
        seen = self._seen.get(word)
        if seen is None:
            seen = self._seen[word] = self._look_up(_composed(word))
        return seen

    def has_seen(self, word: str) -> bool:
        """Return whether `is_known` answers at once."""
        return word in self._seen

    def suggest(self, word: str) -> list[str]:
        """Return up to five words that may have been meant, the likeliest first.

        Takes up to a second: call it in the background.
        """
        word = _composed(word)
        if len(word) > _LONGEST:
            return []
        found: list[str] = []
        until = time.monotonic() + _SECONDS
        for candidate in self._candidates(word):
            if candidate not in found and candidate != word:
                found.append(candidate)
            if len(found) == MOST_SUGGESTIONS or time.monotonic() > until:
                break
        return found

    def learn(self, words_or_phrases: Iterable[str]) -> None:
        """Take words as right for as long as the program runs (acronyms, aliases, «Ignorar»)."""
        for phrase in words_or_phrases:
            for match in _RUN.finditer(phrase):
                self._right.add(_key(match[0]))
        self._seen.clear()

    def add(self, word: str) -> bool:
        """Put a word on the person's own list.

        Returns:
            Whether it could be kept for the next time; until the program ends it is known anyway.
        """
        self._own.add(_composed(word))
        self._right.add(_key(word))
        self._seen.clear()
        # Another window of the program may have added some meanwhile.
        return _write_own({*_read_own(), *self._own})

    def set_own(self, words: Iterable[str]) -> bool:
        """Make exactly these the person's own list; what was learned has to be learned again.

        Returns:
            Whether they could be kept for the next time.
        """
        wanted = set(_plain(words))
        self._right -= {_key(word) for word in self._own}
        self._right |= {_key(word) for word in wanted}
        self._own = wanted
        self._seen.clear()
        return _write_own(wanted)

    def _look_up(self, word: str) -> bool:
        return _key(word) in self._right or bool(self._dictionary.lookup(word))

    def _candidates(self, word: str) -> Iterator[str]:
        from rapidfuzz import fuzz, process

        yield from (variant for variant in _respelled(word) if self.is_known(variant))
        yield from (f"{one} {two}" for one, two in _parted(word) if self.is_known(two))
        # A copy: the window may add a word while the background looks for suggestions.
        own = {_key(one): one for one in tuple(self._own)}
        for key, _score, _at in process.extract(
            _key(word), list(own), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=2
        ):
            yield own[key][:1].upper() + own[key][1:] if word[:1].isupper() else own[key]
        # Parting at any place («di seno») only pushes better ones out.
        yield from (one for one in self._dictionary.suggest(word) if not _PARTED.search(one))


def _respelled(word: str) -> Iterator[str]:
    """Yield a word with its accent and its ñ elsewhere: the commonest errors."""
    bare = word.translate(_ACCENTS)
    yield bare
    for at, letter in enumerate(bare):
        if letter in _ACCENTED:
            yield bare[:at] + _ACCENTED[letter] + bare[at + 1 :]
    for tilde in re.finditer("ni|nn|n", word):
        yield f"{word[: tilde.start()]}ñ{word[tilde.end() :]}"


def _parted(word: str) -> Iterator[tuple[str, str]]:
    """Yield a word that swallowed a space («conla») as its two words."""
    for at in range(1, min(len(word) - 1, _LONGEST_SMALL + 1)):
        if _SMALL.fullmatch(word, 0, at):
            yield word[:at], word[at:]


def _composed(word: str) -> str:
    # A Mac may write «ó» as an «o» and an accent.
    return unicodedata.normalize("NFC", word)


def _key(word: str) -> str:
    return _composed(word).casefold()


class _Lines:
    """A file as spylls reads it, (number, line) without the blank ones; its own leaves it open."""

    def __init__(self, path: Path) -> None:
        lines = enumerate(path.read_text(encoding="utf-8").split("\n"), start=1)
        self._lines = ((number, line.strip()) for number, line in lines if line.strip())

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self._lines

    def __next__(self) -> tuple[int, str]:
        return next(self._lines)

    def reset_encoding(self, _encoding: str) -> None:
        """Both files are UTF-8, as the first line says."""


def _read_dictionary() -> "Dictionary":
    from spylls.hunspell import Dictionary, readers

    folder = paths.resource("dictionaries")
    aff, context = readers.read_aff(_Lines(folder / "es_MX.aff"))
    words_of_it = readers.read_dic(_Lines(folder / "es_MX.dic"), aff=aff, context=context)
    dictionary = Dictionary(aff, words_of_it)
    # With it suggestions try every set of accents of a word: minutes for one with ten vowels.
    dictionary.aff.MAP = []
    # Nothing is gained by trying each letter also as a capital.
    dictionary.aff.TRY = "".join(dict.fromkeys(dictionary.aff.TRY.lower()))
    for line in (folder / "pea.txt").read_text(encoding="utf-8").split():
        _append(dictionary, line)
    return dictionary


def _append(dictionary: "Dictionary", line: str) -> None:
    from spylls.hunspell.data.dic import Word

    stem, _slash, model = line.partition("/")
    flags: set[str] = set()
    for word in dictionary.dic.homonyms(model):
        flags |= word.flags
    kind = dictionary.aff.casing.guess(stem)
    made = Word(stem=stem, flags=flags, data={}, alt_spellings=[], captype=kind)
    dictionary.dic.append(made, lower=[stem.lower()])
    dictionary.suggester.words_for_ngram.append(made)


def _own_path() -> Path:
    return paths.user_dir() / "palabras.txt"


def own_words() -> list[str]:
    """Return the person's words in alphabetical order."""
    return sorted(set(_read_own()), key=_key)


def keep_own(words: Iterable[str]) -> bool:
    """Write the person's list while no speller is read; return whether it could be kept."""
    return _write_own(_plain(words))


def _write_own(words: Iterable[str]) -> bool:
    kept = sorted(set(words), key=_key)
    path = _own_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, "".join(f"{one}\n" for one in kept).encode())
    except (OSError, PeaError):
        logger.info("spelling: the person's list could not be written")
        return False
    return True


def _plain(words: Iterable[str]) -> Iterator[str]:
    """Yield the words a text may be made of, each as it is compared."""
    return (word for word in map(_composed, words) if _PLAIN.fullmatch(word))


def _read_own() -> list[str]:
    """Return the person's words; a list that cannot be read is an empty one."""
    try:
        text = _own_path().read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return []
    return list(_plain(text.split()[:_MOST_OWN_WORDS]))
