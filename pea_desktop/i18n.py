"""Texts for people: Spanish is the source language, so no catalogue file is needed."""

import gettext

_translations = gettext.NullTranslations()


def _(text: str) -> str:
    """Return the text in the person's language."""
    return _translations.gettext(text)


def N_(text: str) -> str:  # noqa: N802 - the name gettext's tools look for
    """Mark a module-level text for translation; it is translated when shown, with `_()`."""
    return text


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the singular or plural text for `n` things."""
    return _translations.ngettext(singular, plural, n)
