"""File names as people gave them, made safe to show, store and send back in a header."""

from __future__ import annotations

import re

from portal.vietnamese import normalise

MAX_LENGTH = 200
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f"<>|:*?\\/]+')


def clean_name(name: str) -> str:
    """Return the last part of a path in NFC without control or reserved characters, its extension kept.

    Browsers of old send whole paths, and macOS sends decomposed Vietnamese.
    """
    last = re.split(r"[\\/]", name)[-1]
    cleaned = FORBIDDEN.sub("_", normalise(last)).strip(" .") or "tep"
    stem, dot, extension = cleaned.rpartition(".")
    if not dot:
        return cleaned[:MAX_LENGTH]
    return f"{stem[: MAX_LENGTH - len(extension) - 1]}.{extension}"[-MAX_LENGTH:]
