"""The text of a file, whichever of the encodings in use among Vietnamese banks it has."""

from __future__ import annotations

import codecs
import unicodedata

from django.utils.translation import gettext as _

from payments.statements.lines import MOST_BYTES, Unreadable

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOK = 400


def text_of(content: bytes) -> str:
    """The text in composed letters (NFC). Raises Unreadable.

    UTF-8 with or without its mark, UTF-16 with its mark or told by its zeros, else Windows-1258.
    """
    if not content.strip():
        raise Unreadable(_("Tệp trống."))
    if len(content) > MOST_BYTES:
        raise Unreadable(_("Tệp quá lớn."))
    try:
        text = content.decode(_encoding(content))
    except UnicodeDecodeError as error:
        raise Unreadable(_("Không đọc được chữ trong tệp; hãy lưu lại dạng UTF-8.")) from error
    if "\0" in text:
        raise Unreadable(_("Tệp không phải văn bản."))
    return unicodedata.normalize("NFC", text)


def _encoding(content: bytes) -> str:
    if content.startswith(_UTF_16):
        return "utf-16"
    head = content[:_LOOK]
    if head.count(0) > len(head) // 4:
        return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1258"
    return "utf-8-sig"
