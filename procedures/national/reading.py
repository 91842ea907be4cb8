"""Reading a file of national records one by one, so that memory does not grow with the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PIECE = 1 << 20
_SEPARATORS = " \t\r\n,"


class UnreadableFile(ValueError):
    """The file is no JSON list of records; the message says where it breaks."""


def records(path: Path) -> Iterator[tuple[Any, int]]:
    """Each element of the JSON list in ``path``, with the number of characters read so far.

    Raises UnreadableFile, after having yielded what could be read before the fault.
    """
    decoder = json.JSONDecoder()
    with path.open(encoding="utf-8-sig") as file:
        text, done = _opened(file.read(PIECE)), 0
        while True:
            text = text.lstrip(_SEPARATORS)
            if text.startswith("]"):
                return
            try:
                record, end = decoder.raw_decode(text)
            except json.JSONDecodeError as error:
                piece = file.read(PIECE)
                if not piece:
                    raise UnreadableFile(f"{path.name}: {error.msg} after {done + error.pos} characters") from error
                text += piece
                continue
            done += end
            text = text[end:]
            yield record, done


def _opened(text: str) -> str:
    start = text.lstrip()
    if not start.startswith("["):
        raise UnreadableFile("the file must be a JSON list of procedures")
    return start[1:]
