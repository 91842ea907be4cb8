"""Bytes of a letter to text, whatever its sender says they are. Pure.

Mail programs declare one charset and write another. UTF-8 is recognised by itself: hardly any other text passes for it;
then what is declared counts, then Windows-1258, which old Vietnamese programs write (with tone marks beside letters).
"""

from __future__ import annotations

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header

from portal.vietnamese import normalise

_WESTERN = frozenset({"ascii", "iso8859-1", "cp1252", "utf-8"})
_UNSTORABLE = re.compile(r"[\0\ud800-\udfff]")
#: Names that mean the same everywhere, and that Python does not know.
_OTHER_NAMES = {"x-windows-1258": "cp1258", "windows1258": "cp1258", "unicode-1-1-utf-7": "utf-7"}


def decode(content: bytes, declared: str = "") -> str:
    """The text as it can be stored; what no charset explains is replaced, never refused."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _guess(content, _known(declared))
    return storable(text)


def header(raw: str) -> str:
    """A header in one line: encoded words read, folds and stray line breaks undone."""
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError):
        parts = [(raw, None)]
    said, was_encoded = "", True
    for part, charset in parts:
        is_encoded = charset is not None
        # RFC 2047 6.2: what is white between two encoded words does not count; beside a plain word it does.
        said += " " * (is_encoded != was_encoded) + _word(part, charset)
        was_encoded = is_encoded
    return " ".join(storable(said).split())


def _word(part: str | bytes, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    # Beside encoded words the parser writes plain ones in an escape of its own.
    return decode(part, charset) if charset is not None else part.decode("raw-unicode-escape", "replace")


def storable(text: str) -> str:
    """Text that PostgreSQL takes, in NFC; eight-bit bytes that the parser kept aside are read anew."""
    if any("\udc80" <= letter <= "\udcff" for letter in text):
        text = decode(text.encode("utf-8", "surrogateescape").replace(b"\0", b""))
    return normalise(_UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def _guess(content: bytes, declared: str) -> str:
    # What is declared as UTF-8 or Western and is not UTF-8 is Vietnamese of an old program more often than French.
    for charset in [declared] * (declared not in _WESTERN) + ["cp1258"]:
        try:
            return content.decode(charset)
        except (UnicodeError, LookupError):
            continue
    return content.decode("latin-1")


def _known(declared: str) -> str:
    name = declared.strip().strip("\"'").lower()
    try:
        return codecs.lookup(_OTHER_NAMES.get(name, name)).name
    except (LookupError, ValueError):
        return "utf-8"
