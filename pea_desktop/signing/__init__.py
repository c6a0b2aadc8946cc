"""Signatures on issued documents: cells, e.firma, verification. Bytes in, bytes out.

`sat` comes first: it mends the reading of names before any certificate is parsed.
"""

from pea_desktop.signing import sat as _sat
from pea_desktop.signing.manifest import Cell, Issued, Mode
from pea_desktop.signing.texts import AuthorityError, SignatureError

__all__ = ["AuthorityError", "Cell", "Issued", "Mode", "SignatureError"]

del _sat
